//! Days and bounds: valid time in whole days of the proleptic Gregorian calendar, open ends included.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A day, counted from 1 January of year 1 (day 1). [`Day::PAST`] and [`Day::FUTURE`] stand for *no bound*.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

impl Day {
    /// No earliest day: open to the left.
    pub const PAST: Day = Day(i32::MIN);
    /// No latest day: open to the right.
    pub const FUTURE: Day = Day(i32::MAX);

    /// The day of a calendar date, `None` where there is no such date.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(|d| Day(d.num_days_from_ce()))
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Day> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(Day(date.num_days_from_ce()))
    }

    /// The calendar date, `None` for an open end.
    pub fn date(self) -> Option<NaiveDate> {
        NaiveDate::from_num_days_from_ce_opt(self.0)
    }

    /// Whether this is no day at all but an open end.
    pub fn is_open(self) -> bool {
        self == Day::PAST || self == Day::FUTURE
    }

    /// The day `n` days later (earlier where negative); open ends stay open.
    pub fn plus(self, n: i32) -> Day {
        if self.is_open() { self } else { Day(self.0.saturating_add(n)) }
    }

    /// The next day.
    pub fn next(self) -> Day {
        self.plus(1)
    }

    /// The day before.
    pub fn prev(self) -> Day {
        self.plus(-1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => f.pad(&date.format("%Y-%m-%d").to_string()),
            None => f.pad(".."),
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A closed range of days in which one instant lies: `earliest..=latest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bounds {
    /// First day it can be, or [`Day::PAST`].
    pub earliest: Day,
    /// Last day it can be, or [`Day::FUTURE`].
    pub latest: Day,
}

impl Bounds {
    /// Any day at all.
    pub const ANY: Bounds = Bounds { earliest: Day::PAST, latest: Day::FUTURE };

    /// Bounds from their two ends.
    pub fn new(earliest: Day, latest: Day) -> Bounds {
        Bounds { earliest, latest }
    }

    /// Just this day.
    pub fn exact(day: Day) -> Bounds {
        Bounds { earliest: day, latest: day }
    }

    /// Whether no day is left.
    pub fn is_empty(self) -> bool {
        self.earliest > self.latest
    }

    /// Whether one known day is left.
    pub fn is_exact(self) -> bool {
        self.earliest == self.latest && !self.earliest.is_open()
    }

    /// Whether one end at least is open.
    pub fn is_half_open(self) -> bool {
        self.earliest == Day::PAST || self.latest == Day::FUTURE
    }

    /// The days common to both (perhaps empty).
    pub fn meet(self, other: Bounds) -> Bounds {
        Bounds { earliest: self.earliest.max(other.earliest), latest: self.latest.min(other.latest) }
    }

    /// The smallest bounds holding both.
    pub fn hull(self, other: Bounds) -> Bounds {
        Bounds { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_exact() {
            write!(f, "{}", self.earliest)
        } else {
            let end = |d: Day| if d.is_open() { String::new() } else { d.to_string() };
            write!(f, "[{}..{}]", end(self.earliest), end(self.latest))
        }
    }
}
