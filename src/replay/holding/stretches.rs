//! Sets of days as stretches: what a fluent answers on all days at once, without asking day by day.

use crate::domain::Day;

/// A day on the line of numbers, one longer at its right end than [`Day`]: what never ends ends at [`NEVER`].
pub(in crate::replay) type Mark = i64;

/// After every day.
pub(super) const NEVER: Mark = Mark::MAX;

/// The mark of a day.
pub(in crate::replay) fn mark(day: Day) -> Mark {
    Mark::from(day.0)
}

/// Days in stretches, ascending and apart: each from a day on, up to another that is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::replay) struct Stretches(Vec<(Mark, Mark)>);

impl Stretches {
    /// The days that are in any of these.
    pub fn of(mut all: Vec<(Mark, Mark)>) -> Stretches {
        all.retain(|(from, to)| from < to);
        all.sort_unstable();
        let mut out: Vec<(Mark, Mark)> = Vec::with_capacity(all.len().min(8));
        for (from, to) in all {
            match out.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => out.push((from, to)),
            }
        }
        Stretches(out)
    }

    /// The days from the first of each pair on, its second not included.
    pub fn between(pairs: impl Iterator<Item = (Day, Day)>) -> Stretches {
        Stretches::of(pairs.map(|(from, to)| (mark(from), mark(to))).collect())
    }

    /// The days from the first of each pair on, its second not included; `None`: for ever.
    pub fn until(pairs: impl Iterator<Item = (Day, Option<Day>)>) -> Stretches {
        Stretches::of(pairs.map(|(from, to)| (mark(from), to.map_or(NEVER, mark))).collect())
    }

    /// Whether a day is in it.
    pub fn has(&self, day: Day) -> bool {
        let day = mark(day);
        let after = self.0.partition_point(|(from, _)| *from <= day);
        after.checked_sub(1).and_then(|i| self.0.get(i)).is_some_and(|(_, to)| day < *to)
    }

    /// Whether any day from one to another, both included, is in it.
    pub fn meets(&self, first: Day, last: Day) -> bool {
        let (first, last) = (mark(first), mark(last));
        let after = self.0.partition_point(|(_, to)| *to <= first);
        self.0.get(after).is_some_and(|(from, _)| *from <= last)
    }

    /// The days of a stretch that are not in it.
    pub fn gaps(&self, (from, to): (Mark, Mark), out: &mut Vec<(Mark, Mark)>) {
        let mut at = from;
        let first = self.0.partition_point(|(_, end)| *end <= from);
        for (begin, end) in self.0.iter().skip(first).take_while(|(begin, _)| *begin < to) {
            out.push((at, *begin));
            at = *end;
        }
        out.push((at, to));
    }

    /// Whether it has no day.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All its days but those of another.
    pub fn without(&self, other: &Stretches) -> Stretches {
        let mut left = Vec::new();
        self.0.iter().for_each(|stretch| other.gaps(*stretch, &mut left));
        Stretches::of(left)
    }

    /// The days of either.
    pub fn or(&self, other: &Stretches) -> Stretches {
        Stretches::of(self.0.iter().chain(&other.0).copied().collect())
    }

    /// The stretches, ascending: each from a day on, up to another.
    pub fn each(&self) -> &[(Mark, Mark)] {
        &self.0
    }

    /// The days on which it begins or ends.
    pub fn turns(&self, out: &mut Vec<Day>) {
        let marks = self.0.iter().flat_map(|(from, to)| [*from, *to]);
        out.extend(marks.filter_map(|m| i32::try_from(m).ok()).map(Day));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_stretches_that_overlap_when_brought_together_then_days_are_found_in_them_and_between() {
        let set = Stretches::of(vec![(5, 8), (1, 3), (7, 10), (3, 4), (20, NEVER), (9, 9)]);
        assert_eq!(set.0, [(1, 4), (5, 10), (20, NEVER)]);
        let inside: Vec<i32> = (0..25).filter(|d| set.has(Day(*d))).collect();
        assert_eq!(inside, [1, 2, 3, 5, 6, 7, 8, 9, 20, 21, 22, 23, 24]);
        assert!(set.has(Day::FUTURE) && !set.has(Day::PAST));
        assert!(set.meets(Day(4), Day(5)) && !set.meets(Day(4), Day(4)) && !set.meets(Day(10), Day(19)));
        let mut gaps = Vec::new();
        set.gaps((2, 30), &mut gaps);
        assert_eq!(gaps, [(2, 1), (4, 5), (10, 20), (NEVER, 30)]);
    }
}
