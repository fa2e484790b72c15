//! Minimal cases worked by hand from the rules: what the reference and the engine must both answer.

mod amendments;
mod disagreements;
mod effects;
mod kinds;
mod lives;
mod sameday;
mod territory;

use annals::domain::{Answer, Day, Fluent};
use annals::replay::{View, replay};

use super::generated::{calendar, notation, slug};
use super::reference::{Asked, Reference};
use super::{engine_answer, view};

/// Rule, chronology, and what is asked: fact, day, answer.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

/// The same in a view: rule, view, chronology, and what is asked.
type Seen = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const CASES: &[Case] = &[
    (
        "R2: an inferred end tells of the time before it no more than possibly (R17)",
        "r0 leave member=n coalition=b? @ 2014-03-02 [s0 2014-03-20]",
        &[
            ("direct-member-of n b", "2014-03-01", "possible"),
            ("direct-member-of n b", "2014-03-02", "no"),
            ("member-of n b", "2014-03-01", "possible"),
        ],
    ),
    (
        "R18, R27: what a body does in ending itself is no evidence after its end",
        "r0 dissolution subject=k by=k @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("exists k", "2014-02-24", "yes"),
            ("exists k", "2014-02-25", "no"),
            ("exists k", "2014-02-28", "no"),
        ],
    ),
    (
        "R18, R25: the same of a constituent that founds what it merges into",
        "r0 merger founder=b constituent=b result=a @ 2014-02-24 [s0 2014-03-20]",
        &[("exists b", "2014-02-23", "yes"), ("exists b", "2014-02-24", "no")],
    ),
    (
        "R18: only evidence after an undisputed end disputes; a disputed end it settles",
        "r0 merger constituent=a result=k constituents-end:disputed @ 2014-02-21 [s0 2014-03-20]
         r1 join member=a coalition=l @ 2014-02-24 [s0 2014-03-20]",
        &[("exists a", "2014-02-24", "yes"), ("direct-member-of a l", "2014-02-24", "yes")],
    ),
    (
        "R11: where an end speaks too, a beginning open to the left leaves possible, not unknown",
        "r0 treaty-signed party=b treaty:t @ [..2014-03-08] [s0 2014-03-20]
         r1 merger constituent=b result=a @ 2014-03-03 [s0 2014-03-20]",
        &[("exists b", "2014-03-07", "possible")],
    ),
    (
        "R15: a spell may end after the body did; that does not bring its end forward",
        "r0 dissolution subject=a @ 2014-03-02 [s0 2014-03-20]
         r1 treaty-signed party=a treaty:t @ 2014-02-25~/2014-03 [s0 2014-03-20]",
        &[("party-to a t", "2014-03-01", "possible"), ("party-to a t", "2014-03-02", "no")],
    ),
    (
        "R17: ends of one day are not earlier ends of each other",
        "r0 death target=q @ 2014-02-25 [s0 2014-03-20]
         r1 death target=q @ 2014-02-25 [s0 2014-03-20]",
        &[
            ("alive q", "2014-02-15", "possible"),
            ("alive q", "2014-02-24", "yes"),
            ("alive q", "2014-02-25", "no"),
        ],
    ),
    (
        "R12: past the horizon a disputed membership is at most possible",
        "r0 join member=a coalition=l @ 2014-02-22 [s0 2014-02-28]
         r1 leave member=a coalition=l @ 2014-02-22 variant-of r0 [s0 2014-02-28]",
        &[
            ("direct-member-of a l", "2014-02-28", "disputed"),
            ("direct-member-of a l", "2014-03-01", "possible"),
        ],
    ),
    (
        "R12, R27: standing is judged inside the worlds, which know of no horizon",
        "r0 leader-change org=k in=p @ 2014-02-18 [s0 2014-02-28]
         r1 dissolution subject=k by=p @ 2014-03-02 [s0 2014-02-28]",
        &[
            ("exists k", "2014-02-28", "possible"),
            ("exists k", "2014-03-01", "unknown"),
            ("exists k", "2014-03-02", "no"),
        ],
    ),
    (
        "a leader-change that is ongoing is observed only: it ends nothing",
        "r0 appointment org=b in=p post:leader phase:ongoing @ 2014-02-28 [s0 2014-03-20]
         r1 leader-change org=b out=p phase:ongoing @ 2014-03-03 [s0 2014-03-20]",
        &[
            ("holds-post p b leader", "2014-03-02", "unknown"),
            ("holds-post p b leader", "2014-03-04", "unknown"),
        ],
    ),
    (
        "R17: evidence that may be later than an end does not take away what the end tells",
        "r0 merger constituent=a result=l @ [2014-02-23..2014-02-27] [s0 2014-03-20]
         r1 leave member=a @ 2014-02-25 [s0 2014-03-20]",
        &[("exists a", "2014-02-22", "yes"), ("exists a", "2014-02-15", "possible")],
    ),
    (
        "R17: a beginning that is only inferred is not known",
        "r0 leave member=n coalition=k @ 2014-02-23 [s0 2014-03-20]
         r1 join member=n coalition=k? @ 2014-02-21 [s0 2014-03-20]",
        &[("direct-member-of n k", "2014-02-15", "possible"), ("direct-member-of n k", "2014-02-22", "yes")],
    ),
    (
        "R18, R22: a join that is void is no joining again",
        "r0 leave member=a coalition=k @ 2014-02-18 [s0 2014-03-20]
         r1 join member=a coalition=k @ 2014-02-26 [s0 2014-03-20]
         r2 formation subject=k @ 2014-03-03 [s0 2014-03-20]",
        &[("left a k", "2014-02-26", "yes"), ("direct-member-of a k", "2014-03-04", "no")],
    ),
];

#[test]
fn given_minimal_chronologies_when_replayed_then_the_rules_hold() {
    let (first, last) = (calendar().0.plus(-3), calendar().1.plus(3));
    let mut wrong = Vec::new();
    let all = [CASES, effects::CASES, kinds::CASES, lives::CASES, sameday::CASES, territory::CASES];
    for (rule, text, questions) in all.into_iter().flatten() {
        let records = notation::read(text).records();
        let timeline = replay(&records, &View::default());
        let reference = Reference::of(&records, &Asked::default(), first, last);
        for (fact, day, want) in *questions {
            let (fluent, day) = (Fluent::parse(fact).unwrap(), Day::parse(day).unwrap());
            let want = Answer::parse(want);
            assert_eq!(Some(reference.answer(&fluent, day)), want, "reference: {rule}: {fact} on {day}");
            let engine = engine_answer(&timeline, &fluent, day);
            if Some(engine) != want {
                wrong.push(format!("{rule}\n  {text}\n  {fact} on {day}: {engine}, must be {want:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Reads a view: `known-by 2014-03-06 without s0`.
fn asked(text: &str) -> Asked {
    let mut asked = Asked::default();
    let words: Vec<&str> = text.split_whitespace().collect();
    for pair in words.chunks(2) {
        match pair {
            ["known-by", day] => asked.known_by = Day::parse(day),
            ["recorded-by", position] => asked.recorded_by = position.parse().ok(),
            ["without", id] => asked.without.push(slug(id)),
            _ => panic!("{text}"),
        }
    }
    asked
}

#[test]
fn given_amended_chronologies_when_replayed_then_the_rules_hold() {
    hold(amendments::CASES);
}

#[test]
fn given_what_was_once_answered_differently_when_replayed_then_the_rules_hold() {
    hold(disagreements::CASES);
}

fn hold(cases: &[Seen]) {
    let (first, last) = (calendar().0.plus(-3), calendar().1.plus(3));
    let mut wrong = Vec::new();
    for (rule, words, text, questions) in cases {
        let (asked, records) = (asked(words), notation::read(text).records());
        let timeline = replay(&records, &view(&asked));
        let reference = Reference::of(&records, &asked, first, last);
        for (fact, day, want) in *questions {
            let (fluent, day) = (Fluent::parse(fact).unwrap(), Day::parse(day).unwrap());
            let want = Answer::parse(want).unwrap();
            for (who, answer) in [
                ("reference", reference.answer(&fluent, day)),
                ("engine", engine_answer(&timeline, &fluent, day)),
            ] {
                if answer != want {
                    wrong
                        .push(format!("{rule}\n  {text}\n  {fact} on {day}: {who} {answer}, must be {want}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
