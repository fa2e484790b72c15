//! How dates are written in tables.

use chrono::{Datelike, NaiveDate};

use crate::domain::{Bounds, Day};

/// Year, and what is told of month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub year: i32,
    pub month: Option<u32>,
    pub day: Option<u32>,
}

/// A way of writing dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `1990-05-06`, `19900506`, `1990-05`, `199005`, `1990`; a time after it is passed over.
    Iso,
    /// `6.5.1990`, `06/05/1990`; `05/1990`, `1990`.
    Dmy,
    /// `5/6/1990`; `05/1990`, `1990`.
    Mdy,
    /// `1990`.
    Year,
    /// As chrono's (and C's) `strftime` writes it: `%d%b%Y`, `%B %Y`.
    Pattern(String),
}

impl Format {
    /// The words of formats.
    pub const WORDS: &'static [&'static str] = &["iso", "dmy", "mdy", "year", "%d%b%Y"];

    /// The format of a word, or of a pattern with `%`.
    pub fn parse(word: &str) -> Option<Format> {
        match word {
            "iso" | "ymd" => Some(Format::Iso),
            "dmy" => Some(Format::Dmy),
            "mdy" => Some(Format::Mdy),
            "year" => Some(Format::Year),
            pattern if pattern.contains('%') => {
                let broken =
                    chrono::format::StrftimeItems::new(pattern).any(|i| i == chrono::format::Item::Error);
                (!broken).then(|| Format::Pattern(pattern.to_owned()))
            }
            _ => None,
        }
    }

    /// How it is called.
    pub fn word(&self) -> String {
        match self {
            Format::Iso => "YYYY-MM-DD".to_owned(),
            Format::Dmy => "DD.MM.YYYY".to_owned(),
            Format::Mdy => "MM/DD/YYYY".to_owned(),
            Format::Year => "YYYY".to_owned(),
            Format::Pattern(pattern) => pattern.clone(),
        }
    }

    /// The parts of a date that is written so. `no_part`: codes for month or day that stand for none.
    pub fn read(&self, text: &str, no_part: &[String]) -> Option<Parts> {
        let text = text.trim();
        if let Format::Pattern(pattern) = self {
            return by_pattern(text, pattern);
        }
        if *self == Format::Year {
            return number(text).map(|year| Parts { year, month: None, day: None });
        }
        // What follows is the time of day.
        let date = text.split(['T', ' ']).next().unwrap_or_default();
        if !date.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.')) {
            return None;
        }
        let mut fields: Vec<&str> = date.split(['-', '/', '.']).collect();
        if let (Format::Iso, [all]) = (self, fields.as_slice())
            && let (8, Some(year), Some(month), Some(day)) =
                (all.len(), all.get(..4), all.get(4..6), all.get(6..))
        {
            fields = vec![year, month, day];
        } else if let (Format::Iso, [all]) = (self, fields.as_slice())
            && let (6, Some(year), Some(month)) = (all.len(), all.get(..4), all.get(4..))
        {
            fields = vec![year, month];
        }
        if *self != Format::Iso {
            fields.reverse();
        }
        let (year, month, day) = match (self, fields.as_slice()) {
            (_, [year]) => (*year, None, None),
            (_, [year, month]) => (*year, Some(*month), None),
            (Format::Mdy, [year, day, month]) | (_, [year, month, day]) => (*year, Some(*month), Some(*day)),
            _ => return None,
        };
        // Of two digits nobody knows the century.
        let year = Some(year).filter(|y| y.len() == 4).and_then(|y| y.parse().ok())?;
        let part = |text: Option<&str>| match text {
            None | Some("" | "0" | "00") => Some(None),
            Some(code) if no_part.iter().any(|none| none == code) => Some(None),
            Some(digits) => digits.parse::<u32>().ok().map(Some),
        };
        Some(Parts { year, month: part(month)?, day: part(day)? })
    }
}

/// A date by a pattern; what the pattern has no place for is not told.
fn by_pattern(text: &str, pattern: &str) -> Option<Parts> {
    let has = |fields: &[&str]| fields.iter().any(|field| pattern.contains(field));
    let day = has(&["%d", "%e", "%j", "%F", "%D", "%x", "%v"]);
    let month = day || has(&["%m", "%b", "%B", "%h"]);
    let read = |text: &str, pattern: &str| {
        let date = NaiveDate::parse_from_str(text, pattern).ok();
        date.or_else(|| chrono::NaiveDateTime::parse_from_str(text, pattern).ok().map(|at| at.date()))
    };
    let found = match (month, day) {
        (_, true) => read(text, pattern)?,
        (true, false) => read(&format!("{text} 1"), &format!("{pattern} %d"))?,
        (false, false) => read(&format!("{text} 1 1"), &format!("{pattern} %m %d"))?,
    };
    let told = |is: bool, part: u32| is.then_some(part);
    Some(Parts { year: found.year(), month: told(month, found.month()), day: told(day, found.day()) })
}

/// A whole number, as spreadsheets write it too: `1990.0`.
pub(super) fn number(text: &str) -> Option<i32> {
    let whole = text.split_once('.').filter(|(_, rest)| rest.chars().all(|c| c == '0'));
    whole.map_or(text, |(whole, _)| whole).parse().ok()
}

/// The days a date stands for; `None` where there is no such day. A day without its month says no more than the year.
pub(super) fn bounds(parts: &Parts) -> Option<Bounds> {
    let Parts { year, month, day } = *parts;
    if !(1..=9999).contains(&year) {
        return None;
    }
    match (month, day) {
        (None, _) => Some(Bounds::new(Day::of(year, 1, 1)?, Day::of(year, 12, 31)?)),
        (Some(month), None) => {
            let first = Day::of(year, month, 1)?;
            let next = if month == 12 { Day::of(year + 1, 1, 1)? } else { Day::of(year, month + 1, 1)? };
            Some(Bounds::new(first, next.prev()))
        }
        (Some(month), Some(day)) => Day::of(year, month, day).map(Bounds::exact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_dates_as_tables_write_them_when_read_then_they_are_the_days_they_mean() {
        let cases = [
            ("iso", "1990-05-06", "1990-05-06"),
            ("iso", "1990-05-06T00:00:00", "1990-05-06"),
            ("iso", "19900506", "1990-05-06"),
            ("iso", "199005", "[1990-05-01..1990-05-31]"),
            ("%d:%m:%Y", "06:05:1990", "1990-05-06"),
            ("iso", "1990/05", "[1990-05-01..1990-05-31]"),
            ("iso", "1990-00-00", "[1990-01-01..1990-12-31]"),
            ("iso", "1990-02-99", "[1990-02-01..1990-02-28]"),
            ("dmy", "6.5.1990", "1990-05-06"),
            ("dmy", "05/1990", "[1990-05-01..1990-05-31]"),
            ("mdy", "5/6/1990 0:00", "1990-05-06"),
            ("year", "1990.0", "[1990-01-01..1990-12-31]"),
            ("%d%b%Y", "06may1990", "1990-05-06"),
            ("%B %Y", "December 1990", "[1990-12-01..1990-12-31]"),
        ];
        for (format, text, wanted) in cases {
            let format = Format::parse(format).unwrap();
            let found = format.read(text, &["99".to_owned()]).as_ref().and_then(bounds);
            assert_eq!(found.map(|b| b.to_string()).as_deref(), Some(wanted), "{text}");
        }
        for (format, text) in [("iso", "6.5.90"), ("dmy", "31.2.1990"), ("iso", "soon"), ("year", "19x0")] {
            let found = Format::parse(format).unwrap().read(text, &[]).as_ref().and_then(bounds);
            assert_eq!(found, None, "{text}");
        }
        assert_eq!((Format::parse("iso8601"), Format::parse("%Q")), (None, None));
    }
}
