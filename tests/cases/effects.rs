//! What one detail, phase or filler of a report changes, kind by kind.

use super::Case;

pub const CASES: &[Case] = &[
    (
        "R2, R25: a result that is only inferred is not proved by a merger into it",
        "r0 merger constituent=a result=k? mode:into-existing @ 2014-02-25 [s0 2014-03-20]",
        &[("exists k", "2014-02-25", "unknown"), ("merged-into a k", "2014-02-25", "possible")],
    ),
    (
        "R2, R25: nor by a merger that is only inferred",
        "r0 merger constituent=a result=k mode:into-existing @ 2014-02-25 inferred [s0 2014-03-20]",
        &[("exists k", "2014-02-25", "unknown"), ("merged-into a k", "2014-02-25", "possible")],
    ),
    (
        "R24: whether the parent of a split survives is told, denied or left open",
        "r0 split parent=a result=k parent-survives:unknown @ 2014-02-25 [s0 2014-03-20]
         r1 split parent=b result=l parent-survives:no @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("exists a", "2014-02-24", "yes"),
            ("exists a", "2014-02-25", "possible"),
            ("exists b", "2014-02-24", "yes"),
            ("exists b", "2014-02-25", "no"),
            ("exists k", "2014-02-25", "yes"),
        ],
    ),
    (
        "R29: hostilities that go on are seen, and end nothing",
        "r0 hostilities side-a=a side-b=b phase:ongoing @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("hostile a b", "2014-02-24", "no"),
            ("hostile a b", "2014-02-25", "yes"),
            ("hostile a b", "2014-02-26", "no"),
        ],
    ),
    (
        "R29: abated is perhaps over, ended is over",
        "r0 hostilities side-a=a side-b=b phase:start @ 2014-02-20 [s0 2014-03-20]
         r1 hostilities side-a=a side-b=b phase:abated @ 2014-02-25 [s0 2014-03-20]
         r2 hostilities side-a=a side-b=n phase:start @ 2014-02-20 [s0 2014-03-20]
         r3 hostilities side-a=a side-b=n phase:ended @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("hostile a b", "2014-02-24", "yes"),
            ("hostile a b", "2014-02-25", "possible"),
            ("hostile a n", "2014-02-24", "yes"),
            ("hostile a n", "2014-02-25", "no"),
        ],
    ),
    (
        "R32: a sanction lifted in part goes on; lifted whole it is over",
        "r0 sanction by=a target=b phase:imposed @ 2014-02-20 [s0 2014-03-20]
         r1 sanction by=a target=b phase:lifted scope:some @ 2014-02-25 [s0 2014-03-20]
         r2 sanction by=n target=b phase:imposed @ 2014-02-20 [s0 2014-03-20]
         r3 sanction by=n target=b phase:lifted @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("sanctioned b a", "2014-02-24", "yes"),
            ("sanctioned b a", "2014-02-25", "yes"),
            ("sanctioned b n", "2014-02-24", "yes"),
            ("sanctioned b n", "2014-02-25", "no"),
        ],
    ),
    (
        "R28: of a temporary capture only the losers it names may be back",
        "r0 capture by=a place=east @ 2014-02-18 [s0 2014-03-20]
         r1 capture by=b from=n place=east temporary:yes @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-24", "yes"),
            ("controls a east", "2014-02-27", "no"),
            ("controls b east", "2014-02-25", "yes"),
            ("controls b east", "2014-02-27", "possible"),
        ],
    ),
    (
        "R28: a withdrawal that takes its time is over at its end",
        "r0 deployment subject=a place=east @ 2014-02-18 [s0 2014-03-20]
         r1 withdrawal subject=a place=east @ 2014-02-20/2014-02-25 [s0 2014-03-20]",
        &[("present-in a east", "2014-02-24", "yes"), ("present-in a east", "2014-02-25", "no")],
    ),
    (
        "R3: two claims against each other dispute what nothing else tells of",
        "r0 declaration by=p says \"allied a b\" @ 2014-02-20 [s0 2014-03-20]
         r1 declaration by=q says \"not allied a b\" @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("allied a b", "2014-02-19", "no"),
            ("allied a b", "2014-02-20", "possible"),
            ("allied a b", "2014-02-25", "disputed"),
        ],
    ),
    (
        "R21: a lone denial of silence is silence",
        "r0 declaration by=q says \"not allied a b\" @ 2014-02-25 [s0 2014-03-20]",
        &[("allied a b", "2014-02-26", "no")],
    ),
    (
        "R21: a lone denial of what is told makes it possible, from its day on",
        "r0 alliance party=a+b @ 2014-02-18 [s0 2014-03-20]
         r1 declaration by=q says \"not allied a b\" @ 2014-02-25 [s0 2014-03-20]",
        &[("allied a b", "2014-02-24", "yes"), ("allied a b", "2014-02-25", "possible")],
    ),
    (
        "R30: who withdraws from a treaty is out of it; a treaty that ends ends for all",
        "r0 treaty-signed party=a+b treaty:t @ 2014-02-18 [s0 2014-03-20]
         r1 treaty-withdrawn by=a treaty:t @ 2014-02-22 [s0 2014-03-20]
         r2 treaty-terminated treaty:t @ 2014-02-26 [s0 2014-03-20]",
        &[
            ("party-to a t", "2014-02-21", "yes"),
            ("party-to a t", "2014-02-22", "no"),
            ("party-to b t", "2014-02-25", "yes"),
            ("in-force t", "2014-02-25", "yes"),
            ("party-to b t", "2014-02-26", "no"),
            ("in-force t", "2014-02-26", "no"),
        ],
    ),
    (
        "R29: talks that one of three leaves end for its pairs only",
        "r0 talks party=a+b+n phase:open @ 2014-02-18 [s0 2014-03-20]
         r1 talks party=a+b+n by=a phase:left @ 2014-02-22 [s0 2014-03-20]",
        &[
            ("talks a b", "2014-02-21", "yes"),
            ("talks a b", "2014-02-22", "no"),
            ("talks b n", "2014-02-22", "yes"),
        ],
    ),
    (
        "R19: an alliance of a stated form is seen, and begins nothing",
        "r0 alliance party=a+b form:operation @ 2014-02-18 [s0 2014-03-20]",
        &[
            ("cooperating a b", "2014-02-18", "yes"),
            ("cooperating a b", "2014-02-19", "no"),
            ("allied a b", "2014-02-18", "no"),
        ],
    ),
    (
        "R28: a blockade tells who holds the place, and ends when it is told to",
        "r0 blockade by=a place=east target=n @ 2014-02-18 [s0 2014-03-20]
         r1 blockade by=a place=east target=n phase:ended @ 2014-02-22 [s0 2014-03-20]",
        &[
            ("blockades a east", "2014-02-21", "yes"),
            ("blockades a east", "2014-02-22", "no"),
            ("controls n east", "2014-02-18", "yes"),
        ],
    ),
    (
        "R31: a coup puts one out of the top post and another in",
        "r0 leader-change org=k in=p @ 2014-02-18 [s0 2014-03-20]
         r1 coup by=a target=k out=p in=q @ 2014-02-22 [s0 2014-03-20]",
        &[
            ("holds-post p k leader", "2014-02-21", "yes"),
            ("holds-post p k leader", "2014-02-22", "no"),
            ("holds-post q k leader", "2014-02-22", "yes"),
        ],
    ),
    (
        "R24: some who leave take no membership with them, a part perhaps, most do",
        "r0 join member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 leave member=a coalition=k scope:some @ 2014-02-20 [s0 2014-03-20]
         r2 join member=b coalition=k @ 2014-02-18 [s0 2014-03-20]
         r3 leave member=b coalition=k scope:part @ 2014-02-20 [s0 2014-03-20]
         r4 join member=n coalition=k @ 2014-02-18 [s0 2014-03-20]
         r5 leave member=n coalition=k scope:most @ 2014-02-20 [s0 2014-03-20]",
        &[
            ("direct-member-of a k", "2014-02-20", "yes"),
            ("direct-member-of b k", "2014-02-20", "possible"),
            ("direct-member-of n k", "2014-02-20", "no"),
        ],
    ),
    (
        "R3: told to go on after it is told to have ended: statements that exclude each other, until it begins again",
        "r0 status member=a coalition=k @ 2014-02-18/2014-03-05 [s0 2014-03-20]
         r1 leave member=a coalition=k @ 2014-02-25 [s1 2014-03-01]
         r2 status member=b coalition=k @ 2014-02-18/2014-03-05 [s0 2014-03-20]
         r3 leave member=b coalition=k @ 2014-02-25 [s1 2014-03-01]
         r4 join member=b coalition=k @ 2014-02-27 [s1 2014-03-01]",
        &[
            ("direct-member-of a k", "2014-02-24", "yes"),
            ("direct-member-of a k", "2014-02-25", "disputed"),
            ("direct-member-of a k", "2014-03-05", "disputed"),
            ("direct-member-of a k", "2014-03-06", "no"),
            ("direct-member-of b k", "2014-02-26", "disputed"),
            ("direct-member-of b k", "2014-02-27", "yes"),
        ],
    ),
    (
        "R3: an end on the day it is first seen excludes nothing",
        "r0 status member=a coalition=k @ 2014-02-25/2014-03-05 [s0 2014-03-20]
         r1 leave member=a coalition=k @ 2014-02-25 [s1 2014-03-01]",
        &[("direct-member-of a k", "2014-02-25", "yes"), ("direct-member-of a k", "2014-03-05", "yes")],
    ),
    (
        "R4, R7: spells whose ends cannot both be right dispute the date",
        "r0 join member=a coalition=k @ 2014-02-18/2014-02-20 [s0 2014-03-20]
         r1 join member=a coalition=k @ 2014-02-18/2014-02-25 variant-of r0 [s1 2014-03-01]",
        &[
            ("direct-member-of a k", "2014-02-19", "yes"),
            ("direct-member-of a k", "2014-02-22", "disputed"),
            ("direct-member-of a k", "2014-02-25", "no"),
        ],
    ),
    (
        "R4: what accounts of one kind tell of plural roles adds up",
        "r0 formation subject=k member=a @ 2014-02-18 [s0 2014-03-20]
         r1 formation subject=k member=b @ 2014-02-18 variant-of r0 [s1 2014-03-01]",
        &[("direct-member-of a k", "2014-02-18", "yes"), ("direct-member-of b k", "2014-02-18", "yes")],
    ),
    (
        "R4: an account that leaves out a disputed role agrees with any",
        "r0 leader-change org=k in=p out=q @ 2014-02-18 [s0 2014-03-20]
         r1 leader-change org=k out=q @ 2014-02-18 variant-of r0 [s1 2014-03-01]",
        &[("holds-post p k leader", "2014-02-18", "yes"), ("holds-post q k leader", "2014-02-18", "no")],
    ),
    (
        "R11: what is seen on some day that nothing limits to the left was perhaps so on any before",
        "r0 status says \"controls a east\" @ [..2014-02-25] [s0 2014-03-20]
         r1 status member=a coalition=k @ [..2014-02-25] [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-24", "unknown"),
            ("controls a east", "2014-02-26", "unknown"),
            ("direct-member-of a k", "2014-02-24", "possible"),
            ("direct-member-of a k", "2014-02-26", "no"),
        ],
    ),
    (
        "R4: plural roles add up where the date is in dispute, too",
        "r0 formation subject=k member=a @ 2014-02-18 [s0 2014-03-20]
         r1 formation subject=k member=b @ 2014-02-20 variant-of r0 [s1 2014-03-01]",
        &[
            ("direct-member-of a k", "2014-02-19", "disputed"),
            ("direct-member-of a k", "2014-02-20", "yes"),
            ("direct-member-of b k", "2014-02-19", "disputed"),
            ("direct-member-of b k", "2014-02-20", "yes"),
        ],
    ),
    (
        "R31: two who take a post together hold it together, and displace who held it",
        "r0 leader-change org=k in=q @ 2014-02-18 [s0 2014-03-20]
         r1 leader-change org=k in=p+q @ 2014-02-20 [s0 2014-03-20]
         r2 leader-change org=l in=p @ 2014-02-18 [s0 2014-03-20]
         r3 leader-change org=l in=q @ 2014-02-20 [s0 2014-03-20]",
        &[
            ("holds-post p k leader", "2014-02-20", "yes"),
            ("holds-post q k leader", "2014-02-20", "yes"),
            ("holds-post p l leader", "2014-02-20", "no"),
            ("holds-post q l leader", "2014-02-20", "yes"),
        ],
    ),
];
