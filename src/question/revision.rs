//! Revisions: how the answers of two timelines differ over all days. What an append, a retraction or another view would
//! change, each answer from and to.

use std::collections::BTreeSet;

use crate::domain::{Answer, Day, Fluent};
use crate::replay::{Spans, Timeline};

/// A fact whose answer differs on a stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision {
    /// The fact.
    pub fact: Fluent,
    /// First day of the stretch, [`Day::PAST`] where it is open.
    pub from: Day,
    /// Last day of the stretch, [`Day::FUTURE`] where it is open.
    pub to: Day,
    /// The answer before.
    pub before: Answer,
    /// The answer after.
    pub after: Answer,
}

/// Every stretch of days on which two timelines answer a fact differently.
pub fn revisions(before: &Timeline, after: &Timeline) -> Vec<Revision> {
    let facts: BTreeSet<&Fluent> = before.tracks().chain(after.tracks()).map(|t| &t.fluent).collect();
    let mut all = Vec::new();
    for fact in facts {
        let tracks = [before.of_fluent(fact), after.of_fluent(fact)];
        let mut days: Vec<Day> = vec![Day::PAST];
        days.extend(tracks.iter().flatten().flat_map(|t| t.segments.iter().map(|s| s.from)));
        days.sort_unstable();
        days.dedup();
        let mut open: Option<Revision> = None;
        for (i, day) in days.iter().enumerate() {
            let to = days.get(i + 1).map_or(Day::FUTURE, |next| next.prev());
            let (old, new) = (before.answer(fact, *day), after.answer(fact, *day));
            match &mut open {
                Some(r) if r.before == old && r.after == new => r.to = to,
                _ => {
                    all.extend(open.take().filter(|r| r.before != r.after));
                    open = Some(Revision { fact: fact.clone(), from: *day, to, before: old, after: new });
                }
            }
        }
        all.extend(open.filter(|r| r.before != r.after));
    }
    all
}
