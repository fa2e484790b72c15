//! Sightings: what is seen once, in every account, says the same in every position, and so does what may be seen for longer. It is
//! worked out once, and stands beside what differs.

use std::rc::Rc;

use super::Stretches;
use super::stretches::mark;
use crate::domain::Day;
use crate::replay::item::{Item, Part};

/// What is seen, whichever account is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::replay) struct Sightings(Rc<Seen>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    /// The days on which it is seen to hold for certain.
    sure: Stretches,
    /// Those on which it is, or may be, what is seen over more than one day among them.
    may: Stretches,
    /// The same, what is open to the left apart.
    may_otherwise: Stretches,
    /// Between which days each lies that is certain, in order.
    certain: Vec<(Day, Day)>,
}

impl Sightings {
    /// Of those items that are sightings.
    pub fn of(items: &[Item]) -> Sightings {
        let sightings = || items.iter().filter(|item| is_sighting(item)).map(|item| (item, item.bounds));
        let sure = sightings().filter(|(item, days)| item.certain && days.is_exact());
        let sure = sure.map(|(_, days)| (mark(days.earliest), mark(days.latest) + 1)).collect();
        let shared = || items.iter().filter(|item| item.part == Part::Seen && item.choices.is_empty());
        let days = |open: bool| {
            let some = shared().filter(|item| open || item.bounds.earliest != Day::PAST);
            let last = |i: &Item| if i.until == i.bounds { i.bounds.latest } else { i.until.latest };
            Stretches::of(some.map(|i| (mark(i.bounds.earliest), mark(last(i)) + 1)).collect())
        };
        let certain = sightings().filter(|(item, _)| item.certain);
        let mut certain: Vec<(Day, Day)> = certain.map(|(_, days)| (days.earliest, days.latest)).collect();
        certain.sort_unstable();
        certain.dedup();
        let (may, may_otherwise) = (days(true), days(false));
        Sightings(Rc::new(Seen { sure: Stretches::of(sure), may, may_otherwise, certain }))
    }

    /// Whether it is seen on a day for certain.
    pub fn sure(&self, day: Day) -> bool {
        self.0.sure.has(day)
    }

    /// The days on which it is seen, or may be.
    pub(super) fn may(&self) -> &Stretches {
        &self.0.may
    }

    /// The same, what is open to the left apart.
    pub(super) fn may_otherwise(&self) -> &Stretches {
        &self.0.may_otherwise
    }

    /// The first day on which one may lie that is certain, of those that lie after a day, if one is told, and before another.
    pub(super) fn first_between(&self, after: Option<Day>, before: Day) -> Option<Day> {
        let certain = &self.0.certain;
        let first = after.map_or(0, |day| certain.partition_point(|(earliest, _)| *earliest <= day));
        let mut later = certain.iter().skip(first);
        later.find(|(_, latest)| *latest < before).map(|(earliest, _)| *earliest)
    }

    /// The days on which any of it changes.
    pub fn turns(&self, out: &mut Vec<Day>) {
        [&self.0.sure, &self.0.may, &self.0.may_otherwise].into_iter().for_each(|days| days.turns(out));
    }
}

/// Whether an item is seen at one time, in every account.
pub(in crate::replay) fn is_sighting(item: &Item) -> bool {
    let known = !(item.bounds.is_exact() && item.bounds.earliest.is_open());
    item.part == Part::Seen && item.choices.is_empty() && item.until == item.bounds && known
}
