//! Evidence that adds nothing: of thousands of acts that prove the same actor to be there, only the first between one
//! thing told of it and the next can matter (rule R18).
//!
//! An act is left out where another that leans on no report, and that a view lets through alike, proves the same and is
//! certainly earlier, and nothing else that is told of the actor may lie between the two or on the days of either. Of what is
//! told on one of several days but bound by nothing else, only the first and the last of these days matter: two acts between
//! them stand to it alike. Hints and other accounts only narrow the days on which an act may be. What is kept leads to the
//! same answers on all days.

use std::collections::{HashMap, HashSet};

use super::entry::Entry;
use super::error::IndexError;
use super::touch::Sort;
use crate::domain::{Bounds, Day};

/// What is known of acts beside their entries.
pub(super) struct Acts<'a> {
    /// Whether the act at a position stands as written in the view: nothing speaks of it.
    pub stands: &'a dyn Fn(u64) -> Result<bool, IndexError>,
    /// Positions of those that hints or accounts bind to something told of the actor: they are kept.
    pub bound: &'a HashSet<u64>,
    /// Whether a view may let what cites one source through and not what cites another, or leave speakers out: acts then prove
    /// something only for those that cite alike.
    pub apart: bool,
}

impl Acts<'_> {
    /// Whether the report of an act may prove something for others, if it stands.
    pub fn is_plain(&self, entry: &Entry) -> bool {
        entry.sort == Sort::PlainEvidence || entry.sort == Sort::SpokenEvidence && !self.apart
    }
}

/// The days on which anything but acts is told.
pub(super) fn told(entries: &[Entry]) -> Vec<Bounds> {
    entries.iter().filter(|e| !e.sort.is_evidence()).map(|e| e.days).collect()
}

/// The entries that matter of all that touch the existence of an actor; `told`: stretches of days within which it may matter how
/// an act stands to what is told.
///
/// # Errors
/// Whatever the catalog reports.
pub(super) fn needed(
    entries: &[Entry],
    told: Vec<Bounds>,
    acts: &Acts<'_>,
) -> Result<Vec<Entry>, IndexError> {
    let told = stretches(told);
    let place = |e: &Entry| {
        // The stretch that begins last of those that begin by its last day must be over before its first.
        let after = told.partition_point(|s| s.earliest <= e.days.latest);
        let last = after.checked_sub(1).and_then(|i| told.get(i));
        let free = last.is_none_or(|s| s.latest < e.days.earliest);
        free.then_some((after, if acts.apart { e.cited } else { 0 }))
    };
    let mut first: HashMap<(usize, u32), Day> = HashMap::new();
    for entry in entries.iter().filter(|e| acts.is_plain(e)) {
        if let Some(place) = place(entry) {
            let known = first.entry(place).or_insert(Day::FUTURE);
            if entry.days.latest < *known && (acts.stands)(entry.position)? {
                *known = entry.days.latest;
            }
        }
    }
    let proved = |e: &Entry| {
        let first = place(e).and_then(|place| first.get(&place));
        !acts.bound.contains(&e.position) && first.is_some_and(|first| *first < e.days.earliest)
    };
    let mut kept = Vec::new();
    for entry in entries {
        let idle = entry.sort.is_evidence() && proved(entry)
            || entry.sort == Sort::Unproven && (acts.stands)(entry.position)?;
        if !idle {
            kept.push(*entry);
        }
    }
    Ok(kept)
}

/// Days on which something is told, as stretches in order that do not touch.
fn stretches(mut all: Vec<Bounds>) -> Vec<Bounds> {
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
        let acts =
            Acts { stands: &|position| Ok(!weak.contains(&position)), bound: &HashSet::new(), apart: true };
        needed(entries, told(entries), &acts).unwrap().iter().map(|e| e.position).collect()
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
