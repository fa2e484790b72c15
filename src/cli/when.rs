//! Dates as people ask for them: a day, or a month, year or season, which asks *ever* and *throughout*.

use super::failure::Failure;
use crate::domain::{Day, EventDate, Margins};

/// A day, or a period (both days included).
pub(super) fn period(text: &str) -> Result<(Day, Day), Failure> {
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (period(from)?.0, period(to)?.1);
        if from > to {
            return Err(Failure::usage(format!("{text:?} ends before it begins"), None));
        }
        return Ok((from, to));
    }
    let date = EventDate::parse(text)
        .map_err(|e| Failure::usage(format!("{text:?} is no date: {}", e.message), Some(e.help)))?;
    let (begin, end) = (date.begin(&Margins::NONE), date.end(&Margins::NONE));
    Ok((begin.earliest, end.latest))
}

/// One day.
pub(super) fn day(text: &str) -> Result<Day, Failure> {
    let (from, to) = period(text)?;
    if from == to && !from.is_open() {
        return Ok(from);
    }
    let help = "write a whole date, as in 2015-06-30".to_owned();
    Err(Failure::usage(format!("{text:?} is not one day"), Some(help)))
}
