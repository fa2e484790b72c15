//! Who-questions: a fact with a `?`, answered with every candidate.

use std::collections::BTreeSet;

use super::fact::{FactAnswer, on_day};
use super::membership::Memberships;
use crate::domain::{Answer, Day, Fluent, Pattern, Relation, Slug};
use crate::replay::{Spans, Timeline};

/// The candidates of a who-question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// Every candidate of whom anything is said, surest first.
    pub answers: Vec<FactAnswer>,
    /// Whether nobody is certain (rule R11: then the answer is *unknown*, and these are the candidates).
    pub unknown: bool,
}

/// Everybody who fits a pattern on a day.
pub fn who(timeline: &Timeline, pattern: &Pattern, day: Day) -> Candidates {
    let memberships = Memberships::on(timeline, day);
    let mut facts: BTreeSet<Fluent> = BTreeSet::new();
    if pattern.relation == Relation::MemberOf {
        let actors: BTreeSet<&Slug> =
            timeline.of_relation(Relation::DirectMemberOf).map(|t| &t.fluent.subject).collect();
        for member in actors {
            for body in memberships.all_of(member).keys() {
                facts.insert(Fluent::two(Relation::MemberOf, member, body));
            }
        }
        facts.retain(|f| pattern.matches(f));
    } else {
        facts.extend(
            timeline.of_relation(pattern.relation).map(|t| t.fluent.clone()).filter(|f| pattern.matches(f)),
        );
    }
    let mut answers: Vec<FactAnswer> =
        facts.iter().map(|fact| on_day(timeline, fact, day, Some(&memberships))).collect();
    answers.retain(|a| a.answer != Answer::No);
    answers.sort_by(|a, b| b.answer.cmp(&a.answer).then_with(|| a.fact.cmp(&b.fact)));
    let unknown = !answers.iter().any(|a| a.answer == Answer::Yes);
    Candidates { answers, unknown }
}
