//! Dates of parties: 1 July and the first of a month may stand for a date of which no more is known.

use super::super::{Records, Row};
use crate::domain::{Bounds, Day};

/// A date as it is written in records, and the days it can mean.
pub(super) struct Dated {
    pub text: String,
    pub bounds: Bounds,
}

/// An exact day.
pub(super) fn day(row: &Row, column: &str, out: &mut Records) -> Option<Day> {
    let day = Day::parse(row.get(column));
    if day.is_none() {
        out.refuse(row.fault(column, "this is no day", "write it as YYYY-MM-DD"));
    }
    day
}

/// A date where 1 July means the year and the first of a month the month, as the codebook says of party changes (of namings it
/// says so of 1 July; the first of a month stands there five times as often as other days, and is read alike).
pub(super) fn vague(row: &Row, column: &str, out: &mut Records) -> Option<Dated> {
    let day = day(row, column, out)?;
    let text = day.to_string();
    let (year, month) = (text.get(..4)?, text.get(..7)?);
    let part = |text: &str, first: &str, last: Option<Day>| {
        let first = Day::parse(&format!("{text}{first}"))?;
        Some(Dated { text: text.to_owned(), bounds: Bounds::new(first, last?) })
    };
    if text.ends_with("-07-01") {
        return part(year, "-01-01", Day::parse(&format!("{year}-12-31")));
    }
    if text.ends_with("-01") {
        let last = (28..=31).rev().find_map(|last| Day::parse(&format!("{month}-{last}")));
        return part(month, "-01", last);
    }
    Some(Dated { text, bounds: Bounds::exact(day) })
}
