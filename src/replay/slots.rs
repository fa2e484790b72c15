//! Who certainly holds a slot, day by day: a place, a sole post. Where another does, silence about the rest is *no*
//! (rules R28, R31).

use std::collections::BTreeSet;

use crate::domain::{Day, Fluent, Relation, Slug};

/// What only one holds at a time (joint takers together): the relation, its object and value.
pub(super) type Slot = (Relation, Option<Slug>, Option<String>);

/// The slot a fluent would fill.
pub(super) fn slot(fluent: &Fluent) -> Slot {
    (fluent.relation, fluent.object.clone(), fluent.value.clone())
}

/// How many certainly hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Holders {
    Nobody,
    One(Slug),
    Several,
}

/// Who certainly holds one slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Occupied {
    /// From each day on, in order; before the first, nobody.
    stretches: Vec<(Day, Holders)>,
}

impl Occupied {
    /// From the stretches of days, the last not included, on which each holder certainly holds it.
    pub fn of(held: impl IntoIterator<Item = (Slug, Day, Day)>) -> Occupied {
        let mut turns: Vec<(Day, bool, Slug)> = Vec::new();
        for (who, from, to) in held {
            turns.push((from, true, who.clone()));
            turns.push((to, false, who));
        }
        turns.sort();
        let mut holding: BTreeSet<Slug> = BTreeSet::new();
        let mut stretches: Vec<(Day, Holders)> = Vec::new();
        for (day, begins, who) in turns {
            if begins {
                holding.insert(who);
            } else {
                holding.remove(&who);
            }
            let holders = match (holding.len(), holding.first()) {
                (1, Some(one)) => Holders::One(one.clone()),
                (0, _) | (_, None) => Holders::Nobody,
                _ => Holders::Several,
            };
            match stretches.last_mut() {
                Some((last, known)) if *last == day => *known = holders,
                _ => stretches.push((day, holders)),
            }
        }
        stretches.dedup_by(|later, earlier| later.1 == earlier.1);
        Occupied { stretches }
    }

    /// Whether somebody else certainly holds it on a day.
    pub fn by_other(&self, me: &Slug, day: Day) -> bool {
        let after = self.stretches.partition_point(|(from, _)| *from <= day);
        match after.checked_sub(1).and_then(|i| self.stretches.get(i)) {
            Some((_, Holders::One(who))) => who != me,
            Some((_, Holders::Several)) => true,
            Some((_, Holders::Nobody)) | None => false,
        }
    }

    /// The days on which this may change.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.stretches.iter().map(|(from, _)| *from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_holders_in_turn_and_together_when_asked_then_others_are_told_apart_from_oneself() {
        let slug = |text: &str| Slug::new(text).unwrap();
        let (a, b, c) = (slug("a"), slug("b"), slug("c"));
        let held = [(a.clone(), Day(1), Day(5)), (b.clone(), Day(5), Day(9)), (c.clone(), Day(7), Day(8))];
        let occupied = Occupied::of(held);
        let by_other =
            |who: &Slug| (0..10).map(|d| u8::from(occupied.by_other(who, Day(d)))).collect::<Vec<_>>();
        assert_eq!(by_other(&a), [0, 0, 0, 0, 0, 1, 1, 1, 1, 0]);
        assert_eq!(by_other(&b), [0, 1, 1, 1, 1, 0, 0, 1, 0, 0]);
        assert_eq!(by_other(&slug("d")), [0, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
        assert!(!Occupied::default().by_other(&a, Day(3)));
    }
}
