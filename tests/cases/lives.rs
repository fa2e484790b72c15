//! Bodies that end and come back, terms of posts, mergers into what exists, ends without a date.

use super::Case;

pub const CASES: &[Case] = &[
    (
        "R31: when its term is over a post may be over",
        "r0 appointment org=a in=p post:chief term:P1W @ 2014-02-20 [s0 2014-03-20]",
        &[("holds-post p a chief", "2014-02-26", "yes"), ("holds-post p a chief", "2014-02-27", "possible")],
    ),
    (
        "R31: a vague beginning: the term of the earliest world counts",
        "r0 appointment org=a in=p post:chief term:P3D @ [2014-02-20..2014-02-22] [s0 2014-03-20]",
        &[("holds-post p a chief", "2014-02-22", "yes"), ("holds-post p a chief", "2014-02-23", "possible")],
    ),
    (
        "R31: a later beginning is not touched by an earlier term",
        "r0 appointment org=a in=p post:chief term:P1W @ 2014-02-20 [s0 2014-03-20]
         r1 appointment org=a in=p post:chief @ 2014-03-01 [s0 2014-03-20]",
        &[
            ("holds-post p a chief", "2014-02-28", "possible"),
            ("holds-post p a chief", "2014-03-01", "yes"),
            ("holds-post p a chief", "2014-03-10", "yes"),
        ],
    ),
    (
        "R31: a beginning before the term is over is not touched either",
        "r0 leader-change org=a in=p term:P1W @ 2014-02-20 [s0 2014-03-20]
         r1 leader-change org=a in=p @ 2014-02-25 [s0 2014-03-20]",
        &[("holds-post p a leader", "2014-02-27", "yes")],
    ),
    (
        "R25: who merges into a body that exists ends at most possibly; the body is proved, not born",
        "r0 merger constituent=a result=k mode:into-existing @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("exists a", "2014-02-24", "yes"),
            ("exists a", "2014-02-25", "possible"),
            ("exists k", "2014-02-24", "unknown"),
            ("exists k", "2014-02-25", "yes"),
            ("merged-into a k", "2014-02-25", "yes"),
        ],
    ),
    (
        "R25: what is said of the constituents counts there too",
        "r0 merger constituent=a result=k mode:into-existing constituents-end:yes @ 2014-02-25 [s0 2014-03-20]",
        &[("exists a", "2014-02-25", "no"), ("exists k", "2014-02-25", "yes")],
    ),
    (
        "R26: membership and posts of a first life do not come back with the second",
        "r0 formation subject=k member=a @ 2014-02-18 [s0 2014-03-20]
         r1 leader-change org=k in=p @ 2014-02-19 [s0 2014-03-20]
         r2 dissolution subject=k @ 2014-02-22 [s0 2014-03-20]
         r3 formation subject=k member=b @ 2014-02-27 [s0 2014-03-20]",
        &[
            ("direct-member-of a k", "2014-02-21", "yes"),
            ("direct-member-of a k", "2014-02-22", "no"),
            ("direct-member-of a k", "2014-02-27", "no"),
            ("member-of a k", "2014-02-28", "no"),
            ("direct-member-of b k", "2014-02-27", "yes"),
            ("holds-post p k leader", "2014-02-21", "yes"),
            ("holds-post p k leader", "2014-02-27", "no"),
        ],
    ),
    (
        "R26: nor do alliances; what begins after the return stays",
        "r0 alliance party=a+b @ 2014-02-18 [s0 2014-03-20]
         r1 merger constituent=a result=k @ 2014-02-22 [s0 2014-03-20]
         r2 formation subject=a @ 2014-02-26 [s0 2014-03-20]
         r3 join member=a coalition=l @ 2014-02-28 [s0 2014-03-20]",
        &[
            ("allied a b", "2014-02-21", "yes"),
            ("allied a b", "2014-02-27", "no"),
            ("direct-member-of a l", "2014-02-28", "yes"),
            ("direct-member-of a l", "2014-03-01", "yes"),
        ],
    ),
    (
        "R18: who founds a body in the act in which it ends founds it",
        "r0 merger founder=b constituent=b result=a @ 2014-02-24 [s0 2014-03-20]",
        &[
            ("exists b", "2014-02-24", "no"),
            ("founded-by a b", "2014-02-23", "no"),
            ("founded-by a b", "2014-02-24", "yes"),
        ],
    ),
    (
        "R18: out of existence at dawn and at the close, nobody does anything",
        "r0 dissolution subject=k @ 2014-02-24 [s0 2014-03-20]
         r1 join member=b coalition=k @ 2014-02-25 [s0 2014-03-20]
         r2 formation subject=k @ 2014-02-28 [s0 2014-03-20]",
        &[("direct-member-of b k", "2014-02-26", "no"), ("direct-member-of b k", "2014-02-28", "no")],
    ),
    (
        "R18: on the day on which a body is born again it can be joined",
        "r0 dissolution subject=k @ 2014-02-24 [s0 2014-03-20]
         r1 join member=b coalition=k @ 2014-02-28 [s0 2014-03-20]
         r2 formation subject=k @ 2014-02-28 [s0 2014-03-20]",
        &[("direct-member-of b k", "2014-02-27", "no"), ("direct-member-of b k", "2014-02-28", "yes")],
    ),
    (
        "R17, R11: known only by an end without a date, it is possible on every day",
        "r0 leader-change org=a out=p @ undated [s0 2014-03-20]
         r1 treaty-withdrawn by=b treaty:t @ undated [s0 2014-03-20]",
        &[
            ("holds-post p a leader", "2014-02-20", "possible"),
            ("holds-post p a leader", "2014-03-07", "possible"),
            ("party-to b t", "2014-02-20", "possible"),
        ],
    ),
];
