//! Evidence that adds nothing: of thousands of acts that prove the same actor to be there, only the first between one
//! thing told of it and the next can matter (rule R18).
//!
//! An act is left out where another that leans on no report, and that a view lets through alike, proves the same and is
//! certainly earlier, and nothing else that is told of the actor may lie between the two or on the days of either. Hints and
//! other accounts only narrow the days on which an act may be. What is kept leads to the same answers on all days.

use std::collections::HashMap;

use super::entry::Entry;
use super::touch::Sort;
use crate::domain::{Bounds, Day};

/// The entries that matter of all that touch the existence of an actor. `stands`: whether the act at a position stands as
/// written in the view; one that does not proves nothing for others. `apart`: whether a view may let what cites one source
/// through and not what cites another, so that acts prove something only for those that cite alike.
///
/// # Errors
/// Those of `stands`.
pub(super) fn needed<E>(
    entries: &[Entry],
    mut stands: impl FnMut(u64) -> Result<bool, E>,
    apart: bool,
) -> Result<Vec<Entry>, E> {
    let is_act = |e: &Entry| e.sort.is_evidence();
    let told = stretches(entries.iter().filter(|e| !is_act(e)).map(|e| e.days));
    let place = |e: &Entry| {
        // The stretch that begins last of those that begin by its last day must be over before its first.
        let after = told.partition_point(|s| s.earliest <= e.days.latest);
        let last = after.checked_sub(1).and_then(|i| told.get(i));
        let free = last.is_none_or(|s| s.latest < e.days.earliest);
        free.then_some((after, if apart { e.cited } else { 0 }))
    };
    let mut first: HashMap<(usize, u32), Day> = HashMap::new();
    for entry in entries.iter().filter(|e| e.sort == Sort::PlainEvidence) {
        if let Some(place) = place(entry) {
            let known = first.entry(place).or_insert(Day::FUTURE);
            if entry.days.latest < *known && stands(entry.position)? {
                *known = entry.days.latest;
            }
        }
    }
    let proved = |e: &Entry| {
        let first = place(e).and_then(|place| first.get(&place));
        is_act(e) && first.is_some_and(|first| *first < e.days.earliest)
    };
    Ok(entries.iter().filter(|e| !proved(e)).copied().collect())
}

/// Days on which something is told, as stretches in order that do not touch.
fn stretches(days: impl Iterator<Item = Bounds>) -> Vec<Bounds> {
    let mut all: Vec<Bounds> = days.collect();
    all.sort_unstable();
    let mut out: Vec<Bounds> = Vec::new();
    for one in all {
        match out.last_mut() {
            Some(last) if one.earliest <= last.latest => last.latest = last.latest.max(one.latest),
            _ => out.push(one),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(position: u64, from: i32, to: i32, sort: Sort) -> Entry {
        Entry { position, days: Bounds::new(Day(from), Day(to)), cited: 0, sort }
    }

    fn kept(entries: &[Entry], weak: &[u64]) -> Vec<u64> {
        let stands = |position: u64| Ok::<bool, ()>(!weak.contains(&position));
        needed(entries, stands, true).unwrap().iter().map(|e| e.position).collect()
    }

    #[test]
    fn given_many_acts_when_thinned_then_the_first_before_and_after_whatever_is_told_stay() {
        use Sort::{Plain, PlainEvidence};
        let all = [
            entry(1, 5, 5, PlainEvidence),
            entry(2, 9, 9, PlainEvidence),
            entry(3, 4, 8, PlainEvidence),
            entry(4, 20, 25, Plain),
            entry(5, 22, 22, PlainEvidence),
            entry(6, 23, 30, PlainEvidence),
            entry(7, 40, 40, PlainEvidence),
            entry(8, 41, 41, PlainEvidence),
        ];
        assert_eq!(kept(&all, &[]), [1, 3, 4, 5, 6, 7]);
        assert_eq!(
            kept(&all, &[1, 3]),
            [1, 2, 3, 4, 5, 6, 7],
            "who may be left out proves nothing for others"
        );
        let other = Entry { cited: 1, ..entry(9, 50, 50, PlainEvidence) };
        assert!(
            kept(&[all.as_slice(), &[other]].concat(), &[]).contains(&9),
            "another source may be another view"
        );
        let hinted = entry(9, 41, 41, Sort::Evidence);
        assert!(!kept(&[all.as_slice(), &[hinted]].concat(), &[]).contains(&9), "hints only narrow its days");
        let always = entry(9, i32::MIN, i32::MAX, Plain);
        assert_eq!(kept(&[all.as_slice(), &[always]].concat(), &[]).len(), 9);
    }
}
