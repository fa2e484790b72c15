//! Dates as people ask for them: a day, or a month, year, season or A..B, which asks *ever* and *throughout*.

use super::failure::Failure;
use crate::domain::{Bounds, Day, EventDate, Margins};

/// A day, or a period (both days included).
pub(super) fn period(text: &str) -> Result<(Day, Day), Failure> {
    let text = text.trim();
    // An EDTF set is written with `..` too: `[2014-03..2014-05]`.
    if let (Some((from, to)), false) = (text.split_once(".."), text.starts_with(['[', '{'])) {
        if from.trim().is_empty() || to.trim().is_empty() {
            let help = "write both ends, as in 2014-06..2014-08".to_owned();
            return Err(Failure::usage(format!("{text:?} is open at one end"), Some(help)));
        }
        let (first, last) = (vague(from)?, vague(to)?);
        if first.earliest > last.latest {
            let help = format!("write {}..{}", to.trim(), from.trim());
            return Err(Failure::usage(format!("{text:?} ends before it begins"), Some(help)));
        }
        return closed(text, Bounds::new(first.earliest, last.latest));
    }
    let date = vague(text)?;
    closed(text, date)
}

fn vague(text: &str) -> Result<Bounds, Failure> {
    let date = EventDate::parse(text.trim())
        .map_err(|e| Failure::usage(format!("{text:?} is no date: {}", e.message), Some(e.help)))?;
    Ok(Bounds::new(date.begin(&Margins::NONE).earliest, date.end(&Margins::NONE).latest))
}

fn closed(text: &str, bounds: Bounds) -> Result<(Day, Day), Failure> {
    if bounds.earliest.is_open() || bounds.latest.is_open() {
        let help = "write both ends, as in 2014-06..2014-08".to_owned();
        return Err(Failure::usage(format!("{text:?} is open at one end"), Some(help)));
    }
    Ok((bounds.earliest, bounds.latest))
}

/// One day.
pub(super) fn day(text: &str) -> Result<Day, Failure> {
    let (from, to) = period(text)?;
    if from == to {
        return Ok(from);
    }
    let help = "write a whole date, as in 2015-06-30".to_owned();
    Err(Failure::usage(format!("{text:?} is not one day"), Some(help)))
}

/// Whether a word is meant as a date: it begins with a digit or a bracket and reads as one.
pub(super) fn is_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '{') && period(text).is_ok()
}
