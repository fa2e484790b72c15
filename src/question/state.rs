//! The state at the close of a day: every fact about some actors, or about all, with its answer.

use std::collections::BTreeSet;

use super::fact::{FactAnswer, during, on_day};
use super::membership::Memberships;
use super::period::{Mode, membership_days, over_periods};
use crate::domain::{ActorId, Answer, Day, Fluent, Relation};
use crate::replay::{Spans, Timeline};

/// Every fact that names an actor, memberships by way of others included. Departures are no facts of their own here.
pub(super) fn facts_about(timeline: &Timeline, actor: &ActorId, days: &[&Memberships]) -> BTreeSet<Fluent> {
    let plain = |f: &&Fluent| !matches!(f.relation, Relation::DirectMemberOf | Relation::Left);
    let mut facts: BTreeSet<Fluent> =
        timeline.of_actor(actor).map(|t| &t.fluent).filter(plain).cloned().collect();
    for graph in days {
        let bodies = graph.answers_of(actor).into_keys();
        facts.extend(bodies.map(|body| Fluent::two(Relation::MemberOf, actor, &body)));
        let members = graph.below(actor).into_iter().filter(|m| graph.answers_of(m).contains_key(actor));
        facts.extend(members.map(|member| Fluent::two(Relation::MemberOf, member, actor)));
    }
    facts
}

/// The state of some actors at the close of a day; of all, where none is named. What is *no* is left out, and what is
/// *unknown*, but for the being of the actors asked.
pub fn state(timeline: &Timeline, actors: &[ActorId], day: Day) -> Vec<FactAnswer> {
    let memberships = Memberships::on(timeline, day);
    let all = asked(timeline, actors);
    let mut seen: BTreeSet<Fluent> = BTreeSet::new();
    let mut answers = Vec::new();
    for actor in &all {
        let being = being(timeline, actor).filter(|_| !actors.is_empty());
        let mut facts = facts_about(timeline, actor, &[&memberships]);
        facts.extend(being.clone());
        for fact in facts {
            if !seen.insert(fact.clone()) {
                continue;
            }
            let told = on_day(timeline, &fact, day, Some(&memberships));
            let speaks = !matches!(told.answer, Answer::No | Answer::Unknown);
            if speaks || being.as_ref() == Some(&fact) {
                answers.push(told);
            }
        }
    }
    answers
}

/// Existence or life of an actor; none of what is a place or a treaty only.
fn being(timeline: &Timeline, actor: &ActorId) -> Option<Fluent> {
    let cast = timeline.cast();
    cast.kind(actor).map(|_| cast.being(actor))
}

/// The actors asked for; all of the chronology, where none is named.
fn asked(timeline: &Timeline, actors: &[ActorId]) -> Vec<ActorId> {
    if !actors.is_empty() {
        return actors.to_vec();
    }
    let mut all: Vec<ActorId> = timeline.cast().actors().map(|(id, _)| id.clone()).collect();
    all.sort();
    all
}

/// What held of some actors (of all, where none is named) in a period, both days included: ever, and throughout.
/// Left out as in [`state`].
pub fn state_during(timeline: &Timeline, actors: &[ActorId], from: Day, to: Day) -> Vec<FactAnswer> {
    let all = asked(timeline, actors);
    let mut facts: BTreeSet<Fluent> = all.iter().flat_map(|a| facts_about(timeline, a, &[])).collect();
    let beings: BTreeSet<Fluent> = actors.iter().filter_map(|a| being(timeline, a)).collect();
    facts.extend(beings.iter().cloned());
    let members: BTreeSet<&ActorId> =
        timeline.of_relation(Relation::DirectMemberOf).map(|t| &t.fluent.subject).collect();
    for day in membership_days(timeline, from, to) {
        let graph = Memberships::on(timeline, day);
        for member in &members {
            for body in graph.answers_of(member).keys() {
                if actors.is_empty() || actors.contains(member) || actors.contains(body) {
                    facts.insert(Fluent::two(Relation::MemberOf, member, body));
                }
            }
        }
    }
    let facts: Vec<Fluent> = facts.into_iter().collect();
    let over = over_periods(timeline, &facts, from, to);
    let told = facts
        .iter()
        .zip(over)
        .filter(|(fact, over)| !matches!(over.ever, Answer::No | Answer::Unknown) || beings.contains(fact));
    told.map(|(fact, over)| during(timeline, fact, over, Mode::Ever)).collect()
}
