//! Amendments, worked by hand: every act, both reasons, what only perhaps stands, and what undoes what.

use super::Seen;

pub const CASES: &[Seen] = &[
    (
        "R5: our own slip is mended for every known-by",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 correct transcription date by keeper : r0 join member=a coalition=k @ 2014-02-25 [s0 2014-03-05]",
        &[
            ("direct-member-of a k", "2014-02-24", "no"),
            ("direct-member-of a k", "2014-02-25", "yes"),
            ("exists a", "2014-02-24", "unknown"),
        ],
    ),
    (
        "R5: what the world learned later is not known before",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 correct source date by keeper dated 2014-03-08 : r0 join member=a coalition=k @ 2014-02-25 [s0 2014-03-05]",
        &[("direct-member-of a k", "2014-02-20", "yes"), ("exists a", "2014-02-20", "yes")],
    ),
    (
        "R5: nor is it doubted after",
        "known-by 2014-03-08",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 correct source date by keeper dated 2014-03-08 : r0 join member=a coalition=k @ 2014-02-25 [s0 2014-03-05]",
        &[("direct-member-of a k", "2014-02-24", "no"), ("direct-member-of a k", "2014-02-25", "yes")],
    ),
    (
        "R5: a correction that is perhaps known leaves both readings possible, and nothing proved",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 correct source coalition by keeper dated 2014-03 : r0 join member=a coalition=l @ 2014-02-20 [s0 2014-03-05]",
        &[
            ("direct-member-of a k", "2014-02-20", "possible"),
            ("direct-member-of a l", "2014-02-20", "possible"),
            ("exists a", "2014-02-20", "unknown"),
        ],
    ),
    (
        "R5: a correction that perhaps is known and changes nothing casts no doubt",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 correct source coalition by keeper dated 2014-03 : r0 join member=a coalition=k @ 2014-02-25 [s0 2014-03-05]",
        &[("direct-member-of a k", "2014-02-20", "yes"), ("exists a", "2014-02-20", "yes")],
    ),
    (
        "R5: of two corrections of one key the newest counts, key by key",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 correct transcription date+coalition by keeper : r0 join member=a coalition=l @ 2014-02-22 [s0 2014-03-20]
         m1 correct transcription date by keeper : r0 join member=a coalition=k @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("direct-member-of a k", "2014-02-26", "no"),
            ("direct-member-of a l", "2014-02-24", "no"),
            ("direct-member-of a l", "2014-02-25", "yes"),
        ],
    ),
    (
        "R5, R35: a corrected surety: what was told outright is only inferred",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 correct transcription surety by keeper : r0 join member=a coalition=k @ 2014-02-20 inferred [s0 2014-03-20]",
        &[("direct-member-of a k", "2014-02-20", "possible"), ("exists a", "2014-02-20", "unknown")],
    ),
    (
        "R5: a source is dated by its correction, and with it what it says and what cites it",
        "known-by 2014-02-27",
        "r0 join member=a coalition=k @ 2014-02-20 [s1 2014-03-01]
         r1 join member=b coalition=k @ 2014-02-20 [s2 2014-02]
         m0 correct transcription date by keeper : source s1 2014-02-25
         m1 retract r1 source by keeper cites s1",
        &[("direct-member-of a k", "2014-02-20", "yes"), ("direct-member-of b k", "2014-02-20", "no")],
    ),
    (
        "R5: a town that was put into the wrong region is not taken with it",
        "",
        "r0 capture by=a place=zone scope:whole @ 2014-02-20 [s0 2014-03-20]
         m0 correct transcription within by keeper : place east away",
        &[("controls a east", "2014-02-20", "unknown"), ("controls a west", "2014-02-20", "yes")],
    ),
    (
        "R35: what is retracted has never been",
        "",
        "r0 formation subject=k member=a @ 2014-02-20 [s0 2014-03-20]
         r1 dissolution subject=k @ 2014-02-25 [s0 2014-03-20]
         m0 retract r1 transcription by keeper",
        &[("exists k", "2014-02-25", "yes"), ("direct-member-of a k", "2014-03-01", "yes")],
    ),
    (
        "R5: by the day it perhaps was taken back it only perhaps stands",
        "known-by 2014-03-06",
        "r0 formation subject=k member=a @ 2014-02-20 [s0 2014-03-05]
         r1 dissolution subject=k @ 2014-02-25 [s1 2014-03-01]
         m0 retract r1 source by keeper dated 2014-03",
        &[
            ("exists k", "2014-02-24", "yes"),
            ("exists k", "2014-02-25", "possible"),
            ("direct-member-of a k", "2014-02-25", "possible"),
        ],
    ),
    (
        "R5: retracting a retraction restores, and retracting that takes away again",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         r1 join member=b coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 retract r0 source by keeper
         m1 retract m0 transcription by keeper
         m2 retract r1 source by keeper
         m3 retract m2 source by keeper
         m4 retract m3 transcription by keeper",
        &[("direct-member-of a k", "2014-02-20", "yes"), ("direct-member-of b k", "2014-02-20", "no")],
    ),
    (
        "R5: a retraction that is perhaps taken back perhaps takes away",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 retract r0 source by keeper dated 2014-03-01
         m1 retract m0 source by keeper dated 2014-03",
        &[("direct-member-of a k", "2014-02-20", "possible")],
    ),
    (
        "R5: it undoes only what was recorded before it",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m1 retract m0 transcription by keeper
         m0 retract r0 transcription by keeper",
        &[("direct-member-of a k", "2014-02-20", "no")],
    ),
    (
        "R5: who takes back a correction has the old text again",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 correct transcription date by keeper : r0 join member=a coalition=k @ 2014-02-25 [s0 2014-03-20]
         m1 retract m0 source by keeper dated 2014-03-01",
        &[("direct-member-of a k", "2014-02-20", "yes")],
    ),
    (
        "R3: another source tells outright what the first only lets us infer",
        "",
        "r0 leave member=a coalition=k @ 2014-02-25 inferred [s0 2014-03-20]
         m0 confirm r0 by s1",
        &[
            ("direct-member-of a k", "2014-02-24", "yes"),
            ("direct-member-of a k", "2014-02-25", "no"),
            ("exists a", "2014-02-25", "yes"),
        ],
    ),
    (
        "R3: where a party says the same no answer changes, nor where its own source does",
        "",
        "party s4 b
         r0 leave member=a coalition=k @ 2014-02-25 inferred [s0 2014-03-20]
         m0 confirm r0 by b
         m1 confirm r0 by s4",
        &[
            ("direct-member-of a k", "2014-02-24", "possible"),
            ("exists a", "2014-02-25", "unknown"),
            ("exists b", "2014-03-01", "unknown"),
        ],
    ),
    (
        "R4, R14: a source says that it did not happen: what rests on it alone is disputed",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         r1 treaty-signed party=b treaty:t @ 2014-02-20 [s0 2014-03-20]
         r2 treaty-signed party=b treaty:t @ 2014-02-20 [s0 2014-03-20]
         m0 deny fact r0 by s1
         m1 dispute fact r1 by s1",
        &[
            ("direct-member-of a k", "2014-02-19", "no"),
            ("direct-member-of a k", "2014-02-20", "disputed"),
            ("exists a", "2014-02-20", "yes"),
            ("party-to b t", "2014-02-20", "yes"),
        ],
    ),
    (
        "R4: it denies what happened, whoever tells of it",
        "",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         r1 join member=a coalition=k @ 2014-02-20 variant-of r0 [s1 2014-03-01]
         m0 deny fact r0 by s2",
        &[("direct-member-of a k", "2014-02-20", "disputed")],
    ),
    (
        "R3: a denial that is perhaps published makes the report perhaps stand",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-05]
         m0 deny fact r0 by s1 dated 2014-03",
        &[("direct-member-of a k", "2014-02-20", "possible"), ("exists a", "2014-02-20", "unknown")],
    ),
    (
        "R3: a party denies a statement: that touches nothing; nor does a label",
        "",
        "party s4 a
         r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 deny fact r0 by a
         m1 deny fact r0 by s4
         m2 dispute date r0 by s1",
        &[("direct-member-of a k", "2014-02-20", "yes")],
    ),
    (
        "R3, R21: a party denies a claim: it is opposed then; the date tells when we could read it, not when he said so",
        "",
        "r0 formation subject=k member=a @ 2014-02-18 [s0 2014-03-20]
         r1 declaration by=b says \"not exists k\" @ 2014-02-20 [s0 2014-03-20]
         m0 deny fact r1 by a dated 2014-02-25",
        &[
            ("exists k", "2014-02-19", "yes"),
            ("exists k", "2014-02-20", "disputed"),
            ("exists k", "2014-03-10", "disputed"),
        ],
    ),
    (
        "R14: a source denies a claim: it was made in one account, not in the other",
        "",
        "r0 formation subject=k member=a @ 2014-02-18 [s0 2014-03-20]
         r1 declaration by=b says \"not exists k\" @ 2014-02-20 [s0 2014-03-20]
         m0 deny fact r1 by s1",
        &[("exists k", "2014-02-19", "yes"), ("exists k", "2014-02-20", "possible")],
    ),
    (
        "R6: two ids are one actor: what each did the one did; what it did twice it did once more",
        "",
        "r0 join member=n coalition=k @ 2014-02-20 [s0 2014-03-20]
         r1 leave member=b coalition=k @ 2014-02-25 [s0 2014-03-20]
         m0 same-as n b by keeper",
        &[
            ("direct-member-of b k", "2014-02-19", "no"),
            ("direct-member-of b k", "2014-02-20", "yes"),
            ("direct-member-of b k", "2014-02-25", "no"),
            ("direct-member-of n k", "2014-02-20", "no"),
            ("exists b", "2014-02-20", "yes"),
            ("exists n", "2014-02-20", "unknown"),
        ],
    ),
    (
        "R6, R4: accounts that name one actor by two ids do not dispute who took it; with nobody to say so they do",
        "",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b place=east @ 2014-02-20 variant-of r0 [s1 2014-03-01]
         r2 capture by=n place=west @ 2014-02-20 [s0 2014-03-20]
         r3 capture by=a place=west @ 2014-02-20 variant-of r2 [s1 2014-03-01]
         m0 same-as b a by keeper",
        &[
            ("controls a east", "2014-02-20", "yes"),
            ("controls a west", "2014-02-20", "disputed"),
            ("controls n west", "2014-02-20", "disputed"),
        ],
    ),
    (
        "R6: one after the other leads to the last; where two stay the smaller does",
        "",
        "r0 join member=n coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 same-as n b by keeper
         m1 same-as b a by keeper
         r1 leader-change org=l in=q @ 2014-02-20 [s0 2014-03-20]
         m2 same-as q p by keeper",
        &[
            ("direct-member-of a k", "2014-02-20", "yes"),
            ("direct-member-of b k", "2014-02-20", "no"),
            ("holds-post p l leader", "2014-02-20", "yes"),
        ],
    ),
    (
        "R9: what only perhaps is published yet binds nothing by its hints, nor is it bound",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s1 2014-03-01]
         r1 join member=b coalition=k @ [2014-02-18..2014-02-25] after r2 [s1 2014-03-01]
         r2 join member=n coalition=k @ 2014-02-24 after r0 [s4 2014-02/..]
         r3 join member=l coalition=k @ [2014-02-18..2014-02-25] after r0 [s1 2014-03-01]",
        &[
            ("direct-member-of b k", "2014-02-18", "possible"),
            ("direct-member-of b k", "2014-02-25", "yes"),
            ("direct-member-of l k", "2014-02-19", "no"),
            ("direct-member-of n k", "2014-02-24", "possible"),
        ],
    ),
    (
        "R9: so with what perhaps was retracted",
        "known-by 2014-03-06",
        "r0 join member=a coalition=k @ 2014-02-20 [s1 2014-03-01]
         r1 join member=b coalition=k @ [2014-02-18..2014-02-25] after r0 [s1 2014-03-01]
         m0 retract r0 source by keeper dated 2014-03",
        &[("direct-member-of b k", "2014-02-18", "possible")],
    ),
    (
        "R35: without an amendment, as if it had not been made",
        "without m0",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 retract r0 transcription by keeper",
        &[("direct-member-of a k", "2014-02-20", "yes")],
    ),
    (
        "R34: of a correction that was recorded later an earlier log knows nothing",
        "recorded-by 17",
        "r0 join member=a coalition=k @ 2014-02-20 [s0 2014-03-20]
         m0 retract r0 transcription by keeper",
        &[("direct-member-of a k", "2014-02-20", "yes")],
    ),
    (
        "R14: two things denied, each by itself: every mix is a position",
        "",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 leave member=a coalition=k @ 2014-02-22 [s0 2014-03-20]
         m0 deny fact r0 by s1
         m1 deny fact r1 by s1",
        &[("direct-member-of a k", "2014-02-20", "disputed"), ("direct-member-of a k", "2014-02-24", "disputed")],
    ),
    (
        "R14: a date in dispute and a denial are two aspects",
        "",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 join member=a coalition=k @ 2014-02-22 variant-of r0 [s1 2014-03-01]
         m0 deny fact r0 by s2",
        &[
            ("direct-member-of a k", "2014-02-17", "no"),
            ("direct-member-of a k", "2014-02-20", "disputed"),
            ("direct-member-of a k", "2014-02-24", "disputed"),
        ],
    ),
    (
        "R28: a town whose own capture is denied falls with its region in the other position",
        "",
        "r0 capture by=a place=zone scope:whole @ 2014-02 [s0 2014-03-20]
         r1 capture by=b place=east @ 2014-02-20 [s0 2014-03-20]
         m0 deny fact r1 by s1",
        &[("controls b east", "2014-03-01", "disputed"), ("controls a east", "2014-03-01", "disputed")],
    ),
];
