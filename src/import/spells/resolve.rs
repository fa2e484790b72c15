//! From what a row tells of a beginning and an end to a spell.

use super::mapping::Data;
use super::spell::{After, Spell};
use super::when::Told;
use crate::domain::{Bounds, Day};
use crate::import::Place;

/// What a row comes to.
pub(super) enum Resolved {
    Spell(Spell),
    /// The mapping leaves such rows out.
    LeftOut,
    /// Neither end says anything.
    Undated,
    /// It ends as it begins, and the day of the end is not included.
    NoDay,
    /// It ends before it begins.
    Backwards,
}

/// How the ends of a fact are read.
#[derive(Clone, Copy)]
pub(super) struct Rules<'d> {
    pub data: &'d Data,
    /// Whether it still holds on the day of its end.
    pub included: bool,
    /// Whether ends tell no more than years.
    pub only_years: bool,
    /// When the table was taken: what goes on went on then.
    pub as_of: Day,
}

/// The last days that are told.
enum Last {
    On(Bounds),
    Seen(Bounds),
    Open,
    Unknown,
}

impl Rules<'_> {
    /// The spell of a row.
    pub fn spell(self, begin: Told, end: Told, place: Place) -> Resolved {
        if begin == Told::LeaveOut || end == Told::LeaveOut {
            return Resolved::LeftOut;
        }
        let (begin, last) = match (begin, end) {
            // One day, or once within some days.
            (Told::On(bounds), Told::SameAsOther) => (Told::On(bounds), Last::On(bounds)),
            (Told::SameAsOther, Told::On(bounds)) => (Told::On(bounds), Last::On(bounds)),
            (begin, Told::SameAsOther) => (begin, Last::Unknown),
            (begin, end) => (begin, self.last(end)),
        };
        let first = match begin {
            Told::On(bounds) => Some(self.first(bounds)),
            Told::Already(bounds) => Some(Bounds::new(Day::PAST, bounds.latest)),
            Told::BeforeData => self.data.begin.map(|begin| Bounds::new(Day::PAST, begin.latest)),
            _ => None,
        };
        // Where only the end is told, it held until then.
        let until = |day: Day| Bounds::new(Day::PAST, day);
        let (first, last, after) = match (first, last) {
            (Some(first), Last::On(last)) => (first, last, After::Over),
            (Some(first), Last::Seen(last)) => (first, last, After::Unknown),
            (Some(first), Last::Open) => (first, first, After::GoesOn),
            (Some(first), Last::Unknown) => {
                let seen = match begin {
                    Told::On(bounds) | Told::Already(bounds) => bounds,
                    _ => Bounds::exact(first.latest),
                };
                (first, seen, After::Unknown)
            }
            (None, Last::On(last)) => (until(last.earliest), last, After::Over),
            (None, Last::Seen(last)) => (until(last.earliest), last, After::Unknown),
            (None, Last::Open) => {
                let day = self.data.last().unwrap_or(self.as_of);
                (until(day), Bounds::exact(day), After::GoesOn)
            }
            (None, Last::Unknown) => return Resolved::Undated,
        };
        if after == After::Over && last.latest < first.earliest {
            let no_day = !self.included && last.latest.next() == first.earliest;
            return if no_day { Resolved::NoDay } else { Resolved::Backwards };
        }
        Resolved::Spell(Spell::new(first, last, after, place))
    }

    /// The first days; who is there when the data begin may have been there before.
    fn first(self, bounds: Bounds) -> Bounds {
        match self.data.begin.filter(|_| self.data.begin_is_before) {
            Some(begin) if (begin.earliest..=begin.latest).contains(&bounds.latest) => {
                Bounds::new(Day::PAST, bounds.latest)
            }
            _ => bounds,
        }
    }

    fn last(self, end: Told) -> Last {
        let before = |bounds: Bounds| match self.included {
            true => bounds,
            false => Bounds::new(bounds.earliest.prev(), bounds.latest.prev()),
        };
        match end {
            Told::On(bounds) => match self.data.last() {
                // The end of the data is no event.
                Some(end) if bounds.earliest >= end => Last::Open,
                Some(end) if bounds.latest >= end && self.only_years => Last::Open,
                // It may have ended, or only the data.
                Some(end) if bounds.latest >= end => Last::Seen(before(bounds)),
                _ => Last::On(before(bounds)),
            },
            Told::Evidence(bounds) => Last::Seen(bounds),
            Told::Open => Last::Open,
            _ => Last::Unknown,
        }
    }
}
