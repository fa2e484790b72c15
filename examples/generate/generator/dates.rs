//! Days as sources write them: to the day, the month or the year, or with one side open.

use annals::domain::{Day, EventDate};

use super::chance::Chance;

/// The first day of the story.
pub const START: i32 = 702_727; // 1 January 1925
/// The days of the story: a hundred years.
pub const DAYS: i32 = 36_525;

/// How long a happening takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// It happens on a day.
    Instant,
    /// It begins on a day and ends so many days later.
    Spell(i32),
    /// It is going on on a day.
    Ongoing,
}

/// The date a source gives to what happened: 20% to the month, 10% to the year, 5% open on one side.
pub fn told(chance: &mut Chance, day: i32, extent: Extent) -> EventDate {
    let text = day_text(day);
    if let Extent::Spell(length) = extent {
        return date(&format!("{text}/{}", day_text(day + length)));
    }
    match chance.below(100) {
        0..10 => date(text.get(..4).unwrap_or(&text)),
        10..30 => date(text.get(..7).unwrap_or(&text)),
        30..35 if extent == Extent::Ongoing => date(&format!("{text}/..")),
        30..32 => date(&format!("[..{text}]")),
        32..35 => date(&format!("[{text}..]")),
        _ => date(&text),
    }
}

/// The day and no other.
pub fn exactly(day: i32) -> EventDate {
    date(&day_text(day))
}

/// A day as it is written.
pub fn day_text(day: i32) -> String {
    Day(day).to_string()
}

/// A date from its text; undated where that is none.
pub fn date(text: &str) -> EventDate {
    EventDate::parse(text).unwrap_or_else(|_| EventDate::undated())
}
