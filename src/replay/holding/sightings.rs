//! Sightings: what is seen for certain on single days, in every account, says the same in every position. It is worked
//! out once, and stands beside what differs.

use std::rc::Rc;

use super::Stretches;
use super::stretches::mark;
use crate::domain::Day;
use crate::replay::item::{Item, Part};

/// The days on which something is seen to hold, whichever account is right.
#[derive(Clone, Debug, Default)]
pub(in crate::replay) struct Sightings {
    days: Vec<Day>,
    all: Rc<Stretches>,
}

impl Sightings {
    /// Of those items that are sightings.
    pub fn of(items: &[Item]) -> Sightings {
        let mut days: Vec<Day> = items.iter().filter(|i| is_sighting(i)).map(|i| i.bounds.earliest).collect();
        days.sort_unstable();
        days.dedup();
        let stretches = days.iter().map(|day| (mark(*day), mark(*day) + 1)).collect();
        Sightings { all: Rc::new(Stretches::of(stretches)), days }
    }

    /// The days as stretches.
    pub(super) fn all(&self) -> &Rc<Stretches> {
        &self.all
    }

    /// The first day of them after another, or of all.
    pub(super) fn first_after(&self, day: Option<Day>) -> Option<Day> {
        let first = day.map_or(0, |day| self.days.partition_point(|seen| *seen <= day));
        self.days.get(first).copied()
    }

    /// The days on which they begin and end.
    pub fn turns(&self, out: &mut Vec<Day>) {
        self.all.turns(out);
    }
}

/// Whether an item is seen for certain, in every account, on a single day.
pub(in crate::replay) fn is_sighting(item: &Item) -> bool {
    item.part == Part::Seen
        && item.certain
        && item.choices.is_empty()
        && item.until == item.bounds
        && item.bounds.is_exact()
        && !item.bounds.earliest.is_open()
}
