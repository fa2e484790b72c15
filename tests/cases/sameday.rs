//! What falls on one day (rule R10): beginnings, ends, acts, with hints and without.

use super::Case;

pub const CASES: &[Case] = &[
    (
        "R10: held at dawn: the end first, then the beginning",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 leave member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         r2 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]",
        &[("direct-member-of a k", "2014-02-19", "yes"), ("direct-member-of a k", "2014-02-20", "yes")],
    ),
    (
        "R10: unless a hint says otherwise",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 leave member=a coalition=k @ 2014-02-20 after r2 [s0 2014-03-20]
         r2 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]",
        &[("direct-member-of a k", "2014-02-19", "yes"), ("direct-member-of a k", "2014-02-20", "no")],
    ),
    (
        "R10: not held at dawn: the beginning first, then the end",
        "r0 alliance party=a+b @ 2014-02-20 [s0 2014-03-20]
         r1 hostilities side-a=a side-b=b phase:ended @ 2014-02-20 [s0 2014-03-20]
         r2 hostilities side-a=a side-b=n phase:start @ 2014-02-20 [s0 2014-03-20]
         r3 hostilities side-a=a side-b=n phase:ended @ 2014-02-20 after r2 [s0 2014-03-20]",
        &[
            ("hostile a n", "2014-02-19", "no"),
            ("hostile a n", "2014-02-20", "no"),
            ("allied a b", "2014-02-20", "yes"),
        ],
    ),
    (
        "R10: what may or may not have held at dawn may hold at the close",
        "r0 treaty-signed party=a treaty:t @ [2014-02-18..2014-02-22] [s0 2014-03-20]
         r1 treaty-withdrawn by=a treaty:t @ 2014-02-24 [s0 2014-03-20]
         r2 treaty-signed party=a treaty:t @ 2014-02-24 [s0 2014-03-20]",
        &[("party-to a t", "2014-02-23", "yes"), ("party-to a t", "2014-02-24", "yes")],
    ),
    (
        "R18: who acts on the day of its end acts before it",
        "r0 formation subject=k @ 2014-02-18 [s0 2014-03-20]
         r1 dissolution subject=k @ 2014-02-20 [s0 2014-03-20]
         r2 battle side-a=k side-b=a @ 2014-02-20 [s0 2014-03-20]",
        &[
            ("exists k", "2014-02-19", "yes"),
            ("exists k", "2014-02-20", "no"),
            ("hostile a k", "2014-02-20", "no"),
        ],
    ),
    (
        "R18: but where a hint puts the act after the end, the end is in dispute",
        "r0 formation subject=k @ 2014-02-18 [s0 2014-03-20]
         r1 dissolution subject=k @ 2014-02-20 [s0 2014-03-20]
         r2 battle side-a=k side-b=a @ 2014-02-20 after r1 [s0 2014-03-20]",
        &[("exists k", "2014-02-20", "disputed"), ("exists k", "2014-02-25", "disputed")],
    ),
    (
        "R17: of two ends of one fluent the later tells of the time between",
        "r0 expulsion by=k target=a @ 2014-02-18 [s0 2014-03-20]
         r1 leave member=a coalition=k @ 2014-02-24 [s0 2014-03-20]",
        &[
            ("direct-member-of a k", "2014-02-17", "yes"),
            ("direct-member-of a k", "2014-02-18", "possible"),
            ("direct-member-of a k", "2014-02-20", "possible"),
            ("direct-member-of a k", "2014-02-23", "yes"),
            ("direct-member-of a k", "2014-02-24", "no"),
        ],
    ),
    (
        "R28: nothing of a temporary capture comes back once the taker has lost it",
        "r0 capture by=a place=east @ 2014-02-18 [s0 2014-03-20]
         r1 capture by=b place=east temporary:yes @ 2014-02-20 [s0 2014-03-20]
         r2 capture by=n place=east @ 2014-02-24 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-22", "possible"),
            ("controls b east", "2014-02-22", "possible"),
            ("controls a east", "2014-02-24", "no"),
            ("controls b east", "2014-02-24", "no"),
            ("controls n east", "2014-03-01", "yes"),
        ],
    ),
    (
        "R26: where a body ends in one account only, so does what leans on it; later acts bring nothing back",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 merger constituent=a result=l constituents-end:disputed @ 2014-02-22 [s0 2014-03-20]
         r2 battle side-a=a side-b=b @ 2014-02-26 [s0 2014-03-20]",
        &[
            ("direct-member-of a k", "2014-02-21", "yes"),
            ("direct-member-of a k", "2014-02-23", "disputed"),
            ("exists a", "2014-02-26", "yes"),
            ("direct-member-of a k", "2014-02-27", "disputed"),
        ],
    ),
    (
        "R26: where it ends perhaps, so does what leans on it",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 merger constituent=a result=l constituents-end:implied @ 2014-02-22 [s0 2014-03-20]
         r2 battle side-a=a side-b=b @ 2014-02-26 [s0 2014-03-20]",
        &[
            ("direct-member-of a k", "2014-02-23", "possible"),
            ("exists a", "2014-02-26", "yes"),
            ("direct-member-of a k", "2014-02-27", "possible"),
        ],
    ),
];
