//! Positions: combinations of the accounts of what is disputed. Aspects that never matter on one day are not multiplied
//! with each other: each takes its turns beside the others.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::happening::Choice;
use super::holding::{Mark, Stretches, mark};
use crate::domain::Day;

/// More combinations of accounts than this on one day of one fluent are not told apart; the answer is weakened instead.
const MAX_POSITIONS: usize = 256;

/// Disputed aspects: how many alternatives each has, and the days on which they can change an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Aspects(BTreeMap<usize, (usize, Stretches)>);

/// Combinations of choices, each in order of aspects.
pub(super) struct Positions {
    pub all: Vec<Vec<Choice>>,
    /// Whether some aspects were left out, since there were too many.
    pub cut: bool,
    /// From each day on, the places of those that say what all say: one for every combination of the aspects that matter
    /// on it, and the first of all where none does. It begins before every day.
    pub telling: Vec<(Mark, Vec<usize>)>,
}

impl Positions {
    /// Of what is told by positions from each day on, what is told on a day.
    pub fn on<T>(telling: &[(Mark, Vec<T>)], day: Day) -> &[T] {
        let after = telling.partition_point(|(from, _)| *from <= mark(day));
        after.checked_sub(1).and_then(|at| telling.get(at)).map_or(&[], |(_, told)| told)
    }
}

/// Aspects that take turns together, since no two of them matter on one day.
#[derive(Default)]
struct Row {
    /// How many turns there are.
    turns: usize,
    /// The days taken: from a day, up to another, by an aspect of so many alternatives.
    taken: BTreeMap<Mark, (Mark, usize)>,
}

impl Row {
    fn is_free(&self, days: &Stretches) -> bool {
        let free = |(from, to): &(Mark, Mark)| {
            self.taken.range(..*to).next_back().is_none_or(|(_, (until, _))| until <= from)
        };
        days.each().iter().all(free)
    }
}

impl Aspects {
    /// Adds days on which a choice can change an answer.
    pub fn add(&mut self, choice: &Choice, days: &Stretches) {
        self.insert(choice.aspect, choice.of, days);
    }

    /// Adds the days of others, as far as they are of these aspects.
    pub fn join(&mut self, others: &Aspects, of: &BTreeSet<usize>) {
        for (aspect, (alternatives, days)) in others.0.iter().filter(|(aspect, _)| of.contains(aspect)) {
            self.insert(*aspect, *alternatives, days);
        }
    }

    fn insert(&mut self, aspect: usize, of: usize, days: &Stretches) {
        let known = self.0.entry(aspect).or_default();
        *known = (of, known.1.or(days));
    }

    /// Whether an aspect is one of these.
    pub fn has(&self, aspect: usize) -> bool {
        self.0.contains_key(&aspect)
    }

    /// Positions that hold, for every day, all combinations of the aspects that matter on it.
    pub fn positions(&self) -> Positions {
        let mut order: Vec<(&usize, &(usize, Stretches))> = self.0.iter().collect();
        order.sort_by_key(|(_, (_, days))| days.each().first().map(|(from, _)| *from));
        let mut rows: Vec<Row> = Vec::new();
        let mut turns: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let (mut count, mut cut) = (1, false);
        for (aspect, (of, days)) in order {
            // A row that has as many turns already costs nothing.
            let cost = |row: &Row| count / row.turns.max(1) * row.turns.max(*of);
            let free = rows.iter().enumerate().filter(|(_, row)| row.is_free(days));
            let place = free.map(|(at, row)| (cost(row), at)).min();
            let (cost, at) = place.unwrap_or((count.saturating_mul(*of), rows.len()));
            if cost > MAX_POSITIONS {
                cut = true;
                continue;
            }
            if at == rows.len() {
                rows.push(Row::default());
            }
            if let Some(row) = rows.get_mut(at) {
                row.turns = row.turns.max(*of);
                row.taken.extend(days.each().iter().map(|(from, to)| (*from, (*to, *of))));
            }
            count = cost;
            turns.insert(*aspect, (*of, at));
        }
        let mut all = Vec::with_capacity(count);
        for number in 0..count {
            let mut left = number;
            let digits: Vec<usize> = (rows.iter())
                .map(|row| {
                    let digit = left % row.turns.max(1);
                    left /= row.turns.max(1);
                    digit
                })
                .collect();
            let choice = |(aspect, (of, row)): (&usize, &(usize, usize))| {
                let turn = digits.get(*row).copied().unwrap_or(0);
                Choice { aspect: *aspect, alternative: turn % (*of).max(1), of: *of }
            };
            all.push(turns.iter().map(choice).collect());
        }
        Positions { all, cut, telling: telling(&rows) }
    }
}

/// From each day on, which combinations of turns say what all say: those of the rows with an aspect that matters then, beside
/// the first turn of the others.
fn telling(rows: &[Row]) -> Vec<(Mark, Vec<usize>)> {
    let mut changes: Vec<(Mark, usize, Option<usize>)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (from, (to, of)) in &row.taken {
            // What ends on a day comes before what begins on it.
            changes.extend([(*to, at, None), (*from, at, Some(*of))]);
        }
    }
    changes.sort_unstable();
    let mut matter: Vec<Option<usize>> = vec![None; rows.len()];
    let mut telling = vec![(Mark::MIN, vec![0])];
    for group in changes.chunk_by(|a, b| a.0 == b.0) {
        for (_, row, of) in group {
            if let Some(now) = matter.get_mut(*row) {
                *now = *of;
            }
        }
        let Some((day, ..)) = group.first() else { continue };
        let (mut told, mut stride) = (vec![0], 1);
        for (row, of) in rows.iter().zip(&matter) {
            let turns = of.map_or(1, |of| of.clamp(1, row.turns.max(1)));
            told = (0..turns).flat_map(|turn| told.iter().map(move |at| at + turn * stride)).collect();
            stride *= row.turns.max(1);
        }
        match telling.last_mut() {
            Some((last, known)) if last == day => *known = told,
            _ => telling.push((*day, told)),
        }
    }
    telling
}
