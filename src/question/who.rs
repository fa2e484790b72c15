//! Who-questions: a fact with a `?`, answered with every candidate.

use std::collections::BTreeSet;

use super::fact::{FactAnswer, during, on_day};
use super::membership::Memberships;
use super::period::{Mode, membership_days, over_periods};
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
    let facts = fitting(timeline, pattern, day, day);
    ranked(facts.iter().map(|fact| on_day(timeline, fact, day, Some(&memberships))).collect())
}

/// Everybody who fits a pattern in a period, ever or throughout.
pub fn who_during(timeline: &Timeline, pattern: &Pattern, from: Day, to: Day, mode: Mode) -> Candidates {
    let facts: Vec<Fluent> = fitting(timeline, pattern, from, to).into_iter().collect();
    let over = over_periods(timeline, &facts, from, to);
    ranked(facts.iter().zip(over).map(|(fact, over)| during(timeline, fact, over, mode)).collect())
}

/// The facts that fit and of which anything is said.
fn fitting(timeline: &Timeline, pattern: &Pattern, from: Day, to: Day) -> BTreeSet<Fluent> {
    if pattern.relation != Relation::MemberOf {
        let facts = timeline.of_relation(pattern.relation).map(|t| &t.fluent);
        return facts.filter(|f| pattern.matches(f)).cloned().collect();
    }
    let members: BTreeSet<&Slug> = timeline
        .of_relation(Relation::DirectMemberOf)
        .map(|t| &t.fluent.subject)
        .filter(|member| pattern.subject.as_ref().is_none_or(|s| s == *member))
        .collect();
    let mut facts: BTreeSet<Fluent> = BTreeSet::new();
    for day in membership_days(timeline, from, to) {
        let memberships = Memberships::on(timeline, day);
        for member in &members {
            let bodies = memberships.all_of(member);
            facts.extend(bodies.keys().map(|body| Fluent::two(Relation::MemberOf, member, body)));
        }
    }
    facts.retain(|f| pattern.matches(f));
    facts
}

fn ranked(mut answers: Vec<FactAnswer>) -> Candidates {
    answers.retain(|a| a.answer != Answer::No);
    answers.sort_by(|a, b| b.answer.cmp(&a.answer).then_with(|| a.fact.cmp(&b.fact)));
    let unknown = !answers.iter().any(|a| a.answer == Answer::Yes);
    Candidates { answers, unknown }
}
