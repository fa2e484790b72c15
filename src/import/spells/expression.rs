//! Days as records write them: EDTF.

use chrono::Datelike;

use super::format::{Parts, bounds};
use crate::domain::{Bounds, Day};

/// A whole day, month, year or decade in its usual form, which may be an end of an interval; `None` for other bounds.
pub(super) fn unit(days: Bounds) -> Option<String> {
    if days.is_exact() {
        return Some(days.earliest.to_string());
    }
    let (first, last) = (days.earliest.date()?, days.latest.date()?);
    let is = |month| bounds(&Parts { year: first.year(), month, day: None }) == Some(days);
    if is(None) {
        return Some(format!("{:04}", first.year()));
    }
    if is(Some(first.month())) {
        return Some(format!("{:04}-{:02}", first.year(), first.month()));
    }
    let decade = first.year() % 10 == 0
        && first.ordinal() == 1
        && last.year() == first.year() + 9
        && (last.month(), last.day()) == (12, 31);
    decade.then(|| format!("{:03}X", first.year() / 10))
}

/// Once, on some day of these; either side may be open.
pub(super) fn once(days: Bounds) -> String {
    unit(days).unwrap_or_else(|| within(days))
}

/// The same, written to the day.
pub(super) fn within(days: Bounds) -> String {
    days.to_string()
}

/// From a day to a day, both included; either may be open.
pub(super) fn spell(from: Day, to: Day) -> String {
    format!("{from}/{to}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EventDate;

    #[test]
    fn given_days_when_written_then_they_read_the_same() {
        let day = |text: &str| Day::parse(text).unwrap();
        for (from, to, wanted) in [
            ("1990-05-06", "1990-05-06", "1990-05-06"),
            ("1990-02-01", "1990-02-28", "1990-02"),
            ("1990-01-01", "1990-12-31", "1990"),
            ("1990-01-01", "1999-12-31", "199X"),
            ("1990-01-02", "1991-01-01", "[1990-01-02..1991-01-01]"),
        ] {
            let days = Bounds::new(day(from), day(to));
            assert_eq!(once(days), wanted);
            assert_eq!(EventDate::parse(wanted).unwrap().begin.bounds, days);
        }
        let open = Bounds::new(Day::PAST, day("1816-01-01"));
        assert_eq!(EventDate::parse(&once(open)).unwrap().begin.bounds, open);
        assert_eq!(spell(Day::PAST, day("1816-01-01")), "../1816-01-01");
    }
}
