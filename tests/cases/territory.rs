//! Places taken, for a time or for good, named or only reached (rule R28).

use super::Case;

pub const CASES: &[Case] = &[
    (
        "R28: a report about an enclosing place with scope whole decides the towns in it",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b place=zone scope:whole @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-24", "yes"),
            ("controls a east", "2014-02-25", "no"),
            ("controls b east", "2014-02-25", "yes"),
            ("controls b west", "2014-02-25", "yes"),
            ("controls b west", "2014-02-24", "unknown"),
        ],
    ),
    (
        "R28, R17: with scope whole the losers held the towns until then",
        "r0 capture by=b from=a place=zone scope:whole @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a west", "2014-02-24", "yes"),
            ("controls a west", "2014-02-20", "possible"),
            ("controls a west", "2014-02-25", "no"),
        ],
    ),
    (
        "R28: without a scope a report about an enclosing place reaches the towns at most possibly",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b place=zone @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls b zone", "2014-02-25", "yes"),
            ("controls b east", "2014-02-25", "possible"),
            ("controls a east", "2014-02-24", "yes"),
            ("controls a east", "2014-02-25", "possible"),
            ("controls b west", "2014-02-25", "possible"),
        ],
    ),
    (
        "R28, R17: what is only reached tells nothing of the time before",
        "r0 withdrawal subject=a place=zone @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a zone", "2014-02-25", "no"),
            ("controls a zone", "2014-02-24", "unknown"),
            ("present-in a zone", "2014-02-24", "yes"),
            ("present-in a east", "2014-02-24", "unknown"),
            ("controls a east", "2014-02-24", "unknown"),
            ("controls a east", "2014-02-25", "unknown"),
        ],
    ),
    (
        "R28: never where a report of that town falls inside its bounds, be the scope whole",
        "r0 capture by=a place=east @ 2014-02-25 [s0 2014-03-20]
         r1 capture by=b place=zone scope:whole @ [2014-02-24..2014-02-26] [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-26", "yes"),
            ("controls a east", "2014-02-28", "yes"),
            ("controls b west", "2014-02-26", "yes"),
            ("controls b zone", "2014-02-25", "possible"),
        ],
    ),
    (
        "R28: a withdrawal from the town is such a report too; one outside the bounds is none",
        "r0 withdrawal subject=a place=east @ 2014-02-25 [s0 2014-03-20]
         r1 withdrawal subject=a place=west @ 2014-02-20 [s0 2014-03-20]
         r2 capture by=b place=zone @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls b west", "2014-02-25", "possible"),
            ("controls b zone", "2014-02-25", "yes"),
            ("controls a east", "2014-02-25", "no"),
        ],
    ),
    (
        "R28: taking the towns of somebody does not touch a town he does not hold",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b from=n place=zone @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-26", "yes"),
            ("controls b east", "2014-02-26", "no"),
            ("controls n zone", "2014-02-24", "yes"),
            ("controls b zone", "2014-02-25", "yes"),
        ],
    ),
    (
        "R28: where a loser does hold it, all who hold it may be displaced",
        "r0 capture by=a+n place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b from=n place=zone @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-24", "yes"),
            ("controls a east", "2014-02-25", "possible"),
            ("controls n east", "2014-02-25", "possible"),
            ("controls b east", "2014-02-25", "possible"),
        ],
    ),
    (
        "R28: a loser who lost the town before the day does not hold it at dawn",
        "r0 capture by=n place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=a place=east @ 2014-02-22 [s0 2014-03-20]
         r2 capture by=b from=n place=zone @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-25", "yes"),
            ("controls n east", "2014-02-25", "no"),
            ("controls b east", "2014-02-25", "no"),
        ],
    ),
    (
        "R28: for a time: yes on its day, from the next day possible for taker and previous holder",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b place=east temporary:yes @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-24", "yes"),
            ("controls a east", "2014-02-25", "no"),
            ("controls a east", "2014-02-26", "possible"),
            ("controls b east", "2014-02-25", "yes"),
            ("controls b east", "2014-02-26", "possible"),
        ],
    ),
    (
        "R28: who did not hold it does not get it back; a later capture ends all that",
        "r0 capture by=n place=east @ 2014-02-18 [s0 2014-03-20]
         r1 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r2 capture by=b from=a place=east temporary:possible @ 2014-02-25 [s0 2014-03-20]
         r3 capture by=k place=east @ 2014-03-01 [s0 2014-03-20]",
        &[
            ("controls n east", "2014-02-27", "no"),
            ("controls a east", "2014-02-28", "possible"),
            ("controls a east", "2014-03-01", "no"),
            ("controls b east", "2014-02-28", "possible"),
            ("controls b east", "2014-03-01", "no"),
            ("controls k east", "2014-03-01", "yes"),
        ],
    ),
    (
        "R7, R28: for a time, as a spell: it ends on the last day, and from then on the displaced may hold again",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b place=east temporary:yes @ 2014-02-25/2014-02-27 [s0 2014-03-20]",
        &[
            ("controls b east", "2014-02-26", "yes"),
            ("controls b east", "2014-02-27", "no"),
            ("controls a east", "2014-02-26", "no"),
            ("controls a east", "2014-02-27", "possible"),
        ],
    ),
    (
        "R7, R28: a spell ends the hold on its last day; that does not bring back the displaced",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b place=east @ 2014-02-25/2014-02-27 [s0 2014-03-20]",
        &[
            ("controls b east", "2014-02-26", "yes"),
            ("controls b east", "2014-02-27", "no"),
            ("controls a east", "2014-02-26", "no"),
            ("controls a east", "2014-02-27", "no"),
        ],
    ),
    (
        "R28: joint captors hold together",
        "r0 capture by=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=b+n place=east @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("controls b east", "2014-02-25", "yes"),
            ("controls n east", "2014-02-25", "yes"),
            ("controls a east", "2014-02-25", "no"),
        ],
    ),
    (
        "R28: a blockade observes that its target holds the place; silence about others is no then",
        "r0 blockade by=a target=b place=east @ 2014-02-20 [s0 2014-03-20]
         r1 capture by=n place=east @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("blockades a east", "2014-02-21", "yes"),
            ("controls b east", "2014-02-20", "yes"),
            ("controls b east", "2014-02-21", "unknown"),
            ("controls n east", "2014-02-20", "no"),
            ("controls n east", "2014-02-21", "unknown"),
        ],
    ),
    (
        "R28: presence is not control",
        "r0 deployment subject=a place=east @ 2014-02-20 [s0 2014-03-20]
         r1 withdrawal subject=a place=east @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("present-in a east", "2014-02-24", "yes"),
            ("present-in a east", "2014-02-25", "no"),
            ("controls a east", "2014-02-22", "unknown"),
        ],
    ),
    (
        "R28, R14: where one account puts a town's own capture outside, the region's reaches it there",
        "r0 capture by=a place=zone scope:whole @ [2014-02-18..2014-02-22] [s0 2014-03-20]
         r1 capture by=b place=east @ 2014-02-20 [s0 2014-03-20]
         r2 capture by=b place=east @ 2014-02-16 variant-of r1 [s1 2014-03-01]",
        &[("controls b east", "2014-03-01", "disputed"), ("controls a east", "2014-03-01", "disputed")],
    ),
];
