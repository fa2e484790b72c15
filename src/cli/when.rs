//! Dates as people ask for them: a day, or a month, year, season or A..B, which asks *ever* and *throughout*.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::failure::Failure;
use crate::domain::{Bounds, Day, EventDate, Margins, Persistence, Relation};
use crate::replay::RecordedBy;

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

/// The days between two options, each a day, month or year; open where one is left out.
pub(super) fn between(from: Option<&str>, to: Option<&str>) -> Result<(Day, Day), Failure> {
    let first = from.map(period).transpose()?.map_or(Day::PAST, |p| p.0);
    let last = to.map(period).transpose()?.map_or(Day::FUTURE, |p| p.1);
    if first > last {
        let help = "let --from be the earlier one".to_owned();
        return Err(Failure::usage(format!("from {first} to {last} runs backwards"), Some(help)));
    }
    Ok((first, last))
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

/// Up to where the log is read (rule R34): `#1234` is a position, a day its end (UTC), else an RFC 3339 instant.
pub(super) fn recorded_by(text: &str) -> Result<RecordedBy, Failure> {
    let text = text.trim();
    if let Some(position) = text.strip_prefix('#') {
        let help = "write a position as in #1234; `annals log` lists them".to_owned();
        let read = position.parse().map(RecordedBy::Position);
        return read.map_err(|_| Failure::usage(format!("{text:?} is no position"), Some(help)));
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(RecordedBy::Instant(instant.with_timezone(&Utc)));
    }
    let end = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let end = end.and_then(|day| day.succ_opt()).and_then(|next| next.and_hms_opt(0, 0, 0));
    let instant = end.map(|midnight| midnight.and_utc() - TimeDelta::microseconds(1));
    let help = "write a position (#1234), a day (2024-03-22) or an instant (2024-03-22T12:00:00Z)".to_owned();
    instant
        .map(RecordedBy::Instant)
        .ok_or_else(|| Failure::usage(format!("{text:?} is no position, day or instant"), Some(help)))
}

/// A fact and the rule by which it goes on (rule R8): `controls=fades:P6M`.
pub(super) fn persistence(text: &str) -> Result<(Relation, Persistence), Failure> {
    let help =
        "write FACT=RULE, as in controls=fades:P6M or member-of=until-ended; `annals facts` lists the facts";
    let wrong = |message: String| Failure::usage(message, Some(help.to_owned()));
    let (word, rule) = text.split_once('=').ok_or_else(|| wrong(format!("{text:?} names no rule")))?;
    let relation = match Relation::parse(word.trim()) {
        Some(Relation::MemberOf) => Relation::DirectMemberOf,
        Some(relation) if relation != Relation::Left => relation,
        _ => return Err(wrong(format!("{word:?} is no fact"))),
    };
    let rule = Persistence::parse(rule.trim()).ok_or_else(|| wrong(format!("{rule:?} is no rule")))?;
    let history = |rule: Persistence| rule == Persistence::Forever;
    if history(rule) != history(relation.declaration().persistence) {
        return Err(wrong(format!(
            "{word:?} cannot go on {rule}: only facts of history stay for good, and they always do"
        )));
    }
    Ok((relation, rule))
}

/// A letter of the Admiralty code.
pub(super) fn reliability(text: &str) -> Result<char, Failure> {
    let help = "write a letter from A (reliable) to F (cannot be judged)".to_owned();
    let mut letters = text.trim().chars().map(|c| c.to_ascii_uppercase());
    match (letters.next(), letters.next()) {
        (Some(letter @ 'A'..='F'), None) => Ok(letter),
        _ => Err(Failure::usage(format!("{text:?} is no code of reliability"), Some(help))),
    }
}

/// Whether a word is meant as a date: it begins with a digit or a bracket and reads as one.
pub(super) fn is_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '{') && period(text).is_ok()
}
