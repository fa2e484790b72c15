//! Cases in which the engine and the reference have answered differently.

use super::Seen;

pub const CASES: &[Seen] = &[
    (
        "R3: who only says the same changes no answer, the horizon (R12) neither",
        "",
        "r0 capture by=a place=east @ 2014-02-24 [s0 2014-03-05]
         m0 confirm r0 by p cites s3",
        &[("exists a", "2014-03-05", "yes"), ("exists a", "2014-03-06", "unknown")],
    ),
    (
        "R3: nor does a label",
        "",
        "r0 capture by=a place=east @ 2014-02-24 [s0 2014-03-05]
         m0 dispute date r0 by s3",
        &[("exists a", "2014-03-05", "yes"), ("exists a", "2014-03-06", "unknown")],
    ),
    (
        "R3: nor a denial of what is not known yet",
        "known-by 2014-03-02",
        "r0 formation subject=a @ 2014-02-21 [s2 2014-02]
         r1 deployment subject=a place=east @ 2014-02-19 [s0 2014-03-20]
         m0 deny fact r1 by s1 dated 2014-02-20",
        &[("exists a", "2014-02-28", "yes"), ("exists a", "2014-03-01", "unknown")],
    ),
    (
        "R12, R33: where our copy was taken the world could read it",
        "known-by 2014-03-08",
        "r0 join member=a coalition=k @ 2014-03-01 [s3 2014-02-25/..]",
        &[("direct-member-of a k", "2014-03-01", "yes"), ("exists a", "2014-03-01", "yes")],
    ),
    (
        "R5: a retraction that nothing dates holds for every known-by",
        "known-by 2014-03-08",
        "r0 join member=a coalition=k @ 2014-03-01 [s0 2014-03-05]
         m0 retract r0 source by keeper",
        &[("direct-member-of a k", "2014-03-01", "no")],
    ),
    (
        "R5: so does a correction",
        "known-by 2014-03-08",
        "r0 join member=a coalition=k @ 2014-03-01 [s0 2014-03-05]
         m0 correct source coalition by keeper : r0 join member=a coalition=l @ 2014-03-01 [s0 2014-03-05]",
        &[("direct-member-of a k", "2014-03-01", "no"), ("direct-member-of a l", "2014-03-01", "yes")],
    ),
    (
        "R35: without a source as a log without its reports: what is not there is not told again",
        "without s0",
        "r0 treaty-signed party=a treaty:t @ 2014-02-18 [s0 2014-03-20]
         m0 confirm r0 by s1",
        &[("party-to a t", "2014-02-18", "no"), ("exists a", "2014-02-18", "unknown")],
    ),
    (
        "R33: nor is what is not published yet",
        "known-by 2014-02-28",
        "r0 formation subject=n @ 2014-02-28 [s0 2014-03-05]
         m0 confirm r0 by s2",
        &[("exists n", "2014-02-28", "unknown"), ("exists n", "2014-02-15", "unknown")],
    ),
    (
        "R6: who perhaps is another is himself",
        "known-by 2014-02-20",
        "r0 treaty-signed party=l treaty:t @ 2014-02-18 [s2 2014-02]
         m0 same-as l k by keeper dated 2014-02",
        &[("party-to l t", "2014-02-18", "possible"), ("party-to k t", "2014-02-18", "no")],
    ),
    (
        "R4: what a source denies did not happen in any of its accounts, those that are only inferred among them",
        "",
        "r0 treaty-withdrawn by=l treaty:t @ 2014-02-26 inferred [s0 2014-03-20]
         m0 confirm r0 by s1
         m1 deny fact r0 by s0",
        &[("party-to l t", "2014-02-25", "disputed"), ("party-to l t", "2014-02-26", "no")],
    ),
    (
        "R14, R28: in the account in which it was taken from them they may have held it before, and so it may be reached",
        "",
        "r0 capture by=a from=n place=zone @ 2014-02-18 [s0 2014-03-20]
         r1 capture by=a from=n place=east @ 2014-03-03 [s0 2014-03-20]
         m0 deny fact r1 by s1",
        &[("controls a east", "2014-02-20", "possible"), ("controls a east", "2014-03-02", "possible")],
    ),
];
