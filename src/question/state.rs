//! The state at the close of a day: every fact about some actors, or about all, with its answer.

use std::collections::BTreeSet;

use super::fact::{FactAnswer, on_day};
use super::membership::Memberships;
use crate::domain::{ActorId, Answer, Day, Fluent, Relation};
use crate::replay::{Spans, Timeline};

/// Every fact that names an actor, memberships by way of others included. Departures are no facts of their own here.
pub(super) fn facts_about(timeline: &Timeline, actor: &ActorId, days: &[&Memberships]) -> BTreeSet<Fluent> {
    let plain = |f: &&Fluent| !matches!(f.relation, Relation::DirectMemberOf | Relation::Left);
    let mut facts: BTreeSet<Fluent> =
        timeline.of_actor(actor).map(|t| &t.fluent).filter(plain).cloned().collect();
    let members: BTreeSet<&ActorId> =
        timeline.of_relation(Relation::DirectMemberOf).map(|t| &t.fluent.subject).collect();
    for graph in days {
        for member in &members {
            for body in graph.all_of(member).keys() {
                if *member == actor || body == actor {
                    facts.insert(Fluent::two(Relation::MemberOf, member, body));
                }
            }
        }
    }
    facts
}

/// The state of some actors at the close of a day; of all, where none is named. What is *no* is left out, and what is
/// *unknown*, but for the being of the actors asked.
pub fn state(timeline: &Timeline, actors: &[ActorId], day: Day) -> Vec<FactAnswer> {
    let memberships = Memberships::on(timeline, day);
    let all: Vec<ActorId> = if actors.is_empty() {
        let mut all: Vec<ActorId> = timeline.cast().actors().map(|(id, _)| id.clone()).collect();
        all.sort();
        all
    } else {
        actors.to_vec()
    };
    let mut seen: BTreeSet<Fluent> = BTreeSet::new();
    let mut answers = Vec::new();
    for actor in &all {
        let being = timeline.cast().being(actor);
        let mut facts = facts_about(timeline, actor, &[&memberships]);
        if !actors.is_empty() {
            facts.insert(being.clone());
        }
        for fact in facts {
            if !seen.insert(fact.clone()) {
                continue;
            }
            let told = on_day(timeline, &fact, day, Some(&memberships));
            let speaks = !matches!(told.answer, Answer::No | Answer::Unknown);
            if speaks || (fact == being && !actors.is_empty()) {
                answers.push(told);
            }
        }
    }
    answers
}
