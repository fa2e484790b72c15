//! Fading: where a view lets a fluent fade, it is certain only so long after it was last told (rule R8). In a world it
//! may be over on any day from then on, or never.

use super::holding::Stretches;
use super::item::{Item, Part};
use crate::domain::{Day, Term};

/// The days from which on, and until when, an item keeps a fluent certain.
fn keeps(term: Term, item: &Item) -> Option<(Day, Day)> {
    // What only perhaps happened, or in one account only, keeps nothing certain.
    if !item.certain || !item.choices.is_empty() || item.standing.is_some() {
        return None;
    }
    match item.part {
        Part::Start { .. } | Part::Evidence => Some((item.bounds.latest, term.after(item.bounds.earliest))),
        Part::Seen => {
            let last = item.until.earliest.max(item.bounds.earliest);
            Some((item.bounds.latest, term.after(last)))
        }
        // Who leaves was there until then (rule R17).
        Part::End { explicit: true } if item.told => {
            Some((item.unit.back(item.bounds.earliest), item.bounds.earliest))
        }
        Part::End { .. } | Part::Lapse | Part::Return | Part::Affirmed | Part::Denied => None,
    }
}

/// The days on which it has not begun to fade.
pub(super) fn freshness(term: Term, items: &[Item]) -> Stretches {
    Stretches::between(items.iter().filter_map(|i| keeps(term, i)))
}

/// Whether it was told so lately that it has not begun to fade by a day.
pub(super) fn fresh(term: Term, items: &[Item], day: Day) -> bool {
    items.iter().filter_map(|i| keeps(term, i)).any(|(from, to)| from <= day && day < to)
}
