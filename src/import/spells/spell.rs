//! Spells: from when to when one thing held, and how several of them come to be one.

use std::collections::BTreeMap;

use crate::domain::{Bounds, Day};
use crate::import::Place;

/// What is known of the days after a spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It is over.
    Over,
    /// It goes on, as far as anybody knows: the last day means nothing.
    GoesOn,
    /// Nothing.
    Unknown,
}

/// From when to when something held, both days included.
#[derive(Clone, Debug, PartialEq)]
pub struct Spell {
    /// The first day lies here; open to the left: it began by the latest of them, nobody knows when.
    pub begin: Bounds,
    /// The last day lies here: on the last day known where nothing is known after it.
    pub last: Bounds,
    /// What comes after.
    pub after: After,
    /// The row.
    pub place: Place,
    /// What the events say of it, where the mapping says how.
    pub summary: Option<String>,
    /// What else the row tells.
    pub remarks: BTreeMap<String, String>,
}

impl Spell {
    /// A spell of a row.
    pub fn new(begin: Bounds, last: Bounds, after: After, place: Place) -> Spell {
        let last = if after == After::GoesOn { Bounds::exact(Day::FUTURE) } else { last };
        Spell { begin, last, after, place, summary: None, remarks: BTreeMap::new() }
    }

    /// The same with what its two ends tell of each other: the first day comes no later than the last.
    pub fn tight(&self) -> (Bounds, Bounds) {
        let Spell { begin, last, .. } = self;
        let first = Bounds::new(begin.earliest, begin.latest.min(last.latest));
        (first, Bounds::new(last.earliest.max(begin.earliest), last.latest))
    }

    /// The days on which it certainly held, where there are any.
    pub fn core(&self) -> Option<Bounds> {
        let (first, last) = self.tight();
        (first.latest <= last.earliest).then(|| Bounds::new(first.latest, last.earliest))
    }

    /// Whether another that begins no sooner certainly overlaps it or follows it on the next day, or is told twice.
    fn meets(&self, other: &Spell) -> bool {
        let ((_, last), (first, _)) = (self.tight(), other.tight());
        self.after == After::GoesOn || first.latest <= last.earliest.next() || self.says_as(other)
    }

    fn says_as(&self, other: &Spell) -> bool {
        self.begin == other.begin && self.last == other.last && self.after == other.after
    }

    fn join(&mut self, other: Spell) {
        if self.says_as(&other) {
            return;
        }
        let ((begin, last), (first, later)) = (self.tight(), other.tight());
        self.begin = Bounds::new(begin.earliest.min(first.earliest), begin.latest.min(first.latest));
        let goes_on = self.after == After::GoesOn || other.after == After::GoesOn;
        let longer = if later.latest > last.latest { other.after } else { self.after };
        let same = later.latest == last.latest;
        self.after = match (goes_on, same) {
            (true, _) => After::GoesOn,
            // Who says that it was over knows more than who lost sight of it.
            (false, true) if self.after == After::Over || other.after == After::Over => After::Over,
            (false, _) => longer,
        };
        self.last = Bounds::new(last.earliest.max(later.earliest), last.latest.max(later.latest));
    }
}

/// Spells of one thing in order, those that overlap or touch made one; and how many were.
pub fn joined(mut spells: Vec<Spell>) -> (Vec<Spell>, u64) {
    spells.sort_by_key(|spell| {
        let (first, last) = spell.tight();
        (first.latest, last.earliest, first.earliest)
    });
    let mut out: Vec<Spell> = Vec::new();
    let mut count = 0;
    for spell in spells {
        match out.last_mut() {
            Some(last) if last.meets(&spell) => {
                last.join(spell);
                count += 1;
            }
            _ => out.push(spell),
        }
    }
    (out, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> Bounds {
        super::super::when::day(text).unwrap()
    }

    fn spell(begin: &str, last: &str, after: After) -> Spell {
        Spell::new(bounds(begin), bounds(last), after, Place { file: "t".into(), line: 1 })
    }

    fn told(spells: Vec<Spell>) -> Vec<String> {
        let (spells, _) = joined(spells);
        spells.iter().map(|s| format!("{} {} {:?}", s.begin, s.last, s.after)).collect()
    }

    #[test]
    fn given_spells_that_touch_when_joined_then_they_are_one_and_others_stay_apart() {
        use After::{GoesOn, Over, Unknown};
        let touching = vec![
            spell("1990-02-01", "1990-03-01", Over),
            spell("1990-01-01", "1990-01-31", Over),
            spell("1990-03-03", "1990-04-01", Over),
        ];
        assert_eq!(told(touching), ["1990-01-01 1990-03-01 Over", "1990-03-03 1990-04-01 Over"]);
        let inside =
            vec![spell("1990-01-01", "1990-06-01", Over), spell("1990-02-01", "1990-03-01", Unknown)];
        assert_eq!(told(inside), ["1990-01-01 1990-06-01 Over"]);
        let open = vec![spell("1990-01-01", "1990-01-01", GoesOn), spell("1995-01-01", "1996-01-01", Over)];
        assert_eq!(told(open), ["1990-01-01 [..] GoesOn"]);
        // Of a year each, nobody knows whether there was a gap.
        assert_eq!(told(vec![spell("1980", "1985", Over), spell("1985", "1990", Over)]).len(), 2);
        assert_eq!(told(vec![spell("1980", "1980", Over), spell("1980", "1980", Over)]).len(), 1);
    }
}
