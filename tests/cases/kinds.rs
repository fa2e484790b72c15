//! The kinds of events that stand apart: coups, names, talks, fights, sightings, mere evidence.

use super::Case;

pub const CASES: &[Case] = &[
    (
        "a coup hands over the top post",
        "r0 leader-change org=k in=p @ 2014-02-18 [s0 2014-03-20]
         r1 coup by=a target=k in=q @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("holds-post p k leader", "2014-02-24", "yes"),
            ("holds-post p k leader", "2014-02-25", "no"),
            ("holds-post q k leader", "2014-02-25", "yes"),
            ("holds-post q k leader", "2014-02-24", "no"),
        ],
    ),
    (
        "R17: whom a coup puts out held the post until then",
        "r0 coup by=a target=k out=p @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("holds-post p k leader", "2014-02-24", "yes"),
            ("holds-post p k leader", "2014-02-25", "no"),
            ("holds-post p k leader", "2014-02-20", "possible"),
        ],
    ),
    (
        "R17: a body bore its old name until it took the new one",
        "r0 rename subject=a old-name:front new-name:army @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("named a front", "2014-02-24", "yes"),
            ("named a front", "2014-02-25", "no"),
            ("named a army", "2014-02-24", "unknown"),
            ("named a army", "2014-02-25", "yes"),
        ],
    ),
    (
        "R30: who leaves talks ends his own, not those of the others",
        "r0 talks party=a+b+n phase:open @ 2014-02-20 [s0 2014-03-20]
         r1 talks party=a+b+n by=a phase:left @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("talks a b", "2014-02-24", "yes"),
            ("talks a b", "2014-02-25", "no"),
            ("talks a n", "2014-02-25", "no"),
            ("talks b n", "2014-02-25", "yes"),
            ("talks b n", "2014-02-19", "no"),
        ],
    ),
    (
        "R29: a battle, an attack, a capture observe their sides as hostile on their days",
        "r0 battle side-a=a side-b=b @ 2014-02-20 [s0 2014-03-20]
         r1 attack by=a target=n phase:ongoing @ 2014-02-22/2014-02-24 [s0 2014-03-20]
         r2 capture by=b from=n place=east @ 2014-02-26 [s0 2014-03-20]",
        &[
            ("hostile a b", "2014-02-20", "yes"),
            ("hostile a b", "2014-02-21", "no"),
            ("hostile a n", "2014-02-23", "yes"),
            ("hostile a n", "2014-02-25", "no"),
            ("hostile b n", "2014-02-26", "yes"),
            ("hostile b n", "2014-02-27", "no"),
        ],
    ),
    (
        "R29: a declared war is on until it ends; war is not hostility",
        "r0 war-declared by=a target=b @ 2014-02-20 [s0 2014-03-20]
         r1 battle side-a=a side-b=b @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("at-war a b", "2014-02-19", "no"),
            ("at-war a b", "2014-03-02", "yes"),
            ("hostile a b", "2014-02-21", "no"),
        ],
    ),
    (
        "R19: what a status says is seen on its days, and silence speaks outside of them",
        "r0 status says \"controls a east\" @ 2014-02-20/2014-02-22 [s0 2014-03-20]
         r1 status says \"common-enemy a b\" @ 2014-02-20 [s0 2014-03-20]",
        &[
            ("controls a east", "2014-02-21", "yes"),
            ("controls a east", "2014-02-23", "unknown"),
            ("common-enemy a b", "2014-02-20", "yes"),
            ("common-enemy a b", "2014-02-21", "no"),
        ],
    ),
    (
        "R18: who votes, protests, meets or abducts exists; who is abducted is not shown to live",
        "r0 vote by=a @ 2014-02-20 [s0 2014-03-20]
         r1 meeting party=b+n @ 2014-02-20 [s0 2014-03-20]
         r2 kidnapping target=p by=q @ 2014-02-20 [s0 2014-03-20]",
        &[
            ("exists a", "2014-02-20", "yes"),
            ("exists b", "2014-02-21", "yes"),
            ("exists n", "2014-02-19", "unknown"),
            ("alive p", "2014-02-21", "unknown"),
            ("alive q", "2014-02-21", "yes"),
        ],
    ),
];
