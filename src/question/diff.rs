//! What changed between two days: every fact whose answer differs.

use std::collections::BTreeSet;

use super::fact::{FactAnswer, on_day};
use super::membership::Memberships;
use super::state::facts_about;
use crate::domain::{ActorId, Day, Fluent};
use crate::replay::{Spans, Timeline};

/// A fact with its answer on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As it was.
    pub before: FactAnswer,
    /// As it is.
    pub after: FactAnswer,
}

/// What differs for some actors (all, where none is named) between two days, each seen in its own timeline: two
/// days of one view, one day as known twice, or both.
pub fn diff(before: (&Timeline, Day), after: (&Timeline, Day), actors: &[ActorId]) -> Vec<Change> {
    let old = Memberships::on(before.0, before.1);
    let new = Memberships::on(after.0, after.1);
    let mut facts: BTreeSet<Fluent> = BTreeSet::new();
    let all: BTreeSet<ActorId> = if actors.is_empty() {
        [before.0, after.0].into_iter().flat_map(|t| t.cast().actors().map(|(id, _)| id.clone())).collect()
    } else {
        actors.iter().cloned().collect()
    };
    for actor in &all {
        facts.extend(facts_about(before.0, actor, &[&old]));
        facts.extend(facts_about(after.0, actor, &[&new]));
    }
    facts
        .into_iter()
        .map(|fact| Change {
            before: on_day(before.0, &fact, before.1, Some(&old)),
            after: on_day(after.0, &fact, after.1, Some(&new)),
        })
        .filter(|change| change.before.answer != change.after.answer)
        .collect()
}
