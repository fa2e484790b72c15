//! How long something holds: by the row, by years that follow on one another, or until the next row begins.

use super::cells::{Cells, Fault};
use super::fact::{Fact, Lasts, Yearly};
use super::format::{Parts, bounds, number as number_of};
use super::mapping::Mapping;
use super::resolve::{Resolved, Rules};
use super::spell::{After, Spell};
use super::when::Told;
use crate::domain::{Bounds, Day, Fluent};
use crate::import::Records;

/// What a row says of how long.
pub(super) enum Lasting {
    Spell(Spell),
    UntilNext(Vec<String>, Spell),
    Year(i32, Spell),
}

/// What a row says of how long; `None` where it is left out.
///
/// # Errors
/// A cell that cannot be read, or an end before the beginning.
pub(super) fn lasts(
    mapping: &Mapping,
    fact: &Fact,
    cells: &Cells<'_>,
    as_of: Day,
    records: &mut Records,
) -> Result<Option<Lasting>, Fault> {
    let place = cells.row.place();
    let told = |mut spell: Spell| {
        spell.summary = fact.summary.as_ref().and_then(|summary| summary.fill(cells));
        let remarks = fact.remarks.iter().filter_map(|(key, text)| Some((key.clone(), text.fill(cells)?)));
        spell.remarks = remarks.collect();
        spell
    };
    match &fact.lasts {
        Lasts::Years(Yearly { column, .. }) => {
            let column = column.as_deref().unwrap_or("year");
            let text = cells.get(column);
            let year = number_of(text).filter(|year| (1..=9999).contains(year));
            let help = "years are from 1 to 9999; leave other rows out by `where`";
            let year = year.ok_or_else(|| cells.fault(column, "no year", help))?;
            let none = Bounds::exact(Day::PAST);
            Ok(Some(Lasting::Year(year, told(Spell::new(none, none, After::Over, place)))))
        }
        Lasts::UntilNext { begin, same } => {
            let rules = Rules { data: &mapping.data, included: true, only_years: false, as_of };
            match rules.spell(begin.of(cells)?, Told::Open, place) {
                Resolved::Spell(spell) if spell.begin.earliest != Day::PAST || begin.may_be_before_data() => {
                    let same = same.iter().map(|column| cells.get(column).to_owned()).collect();
                    Ok(Some(Lasting::UntilNext(same, told(spell))))
                }
                _ => {
                    records.count("rows left out: neither beginning nor end is told");
                    Ok(None)
                }
            }
        }
        Lasts::Between { begin, end, included } => {
            let rules =
                Rules { data: &mapping.data, included: *included, only_years: end.only_years(), as_of };
            let what = match rules.spell(begin.of(cells)?, end.of(cells)?, place) {
                Resolved::Spell(spell) => return Ok(Some(Lasting::Spell(told(spell)))),
                Resolved::Backwards => {
                    let help = "mend the row, or say what such an end means";
                    return Err(cells.fault(end.column(), "it ends before it begins", help));
                }
                Resolved::LeftOut => "rows left out: a value of begin or end means so",
                Resolved::Undated => "rows left out: neither beginning nor end is told",
                Resolved::NoDay => "rows left out: they begin on the first day on which they are over",
            };
            records.count(what);
            Ok(None)
        }
    }
}

/// Rows in the order of their beginnings, each over when a later one begins.
pub(super) fn ended_by_the_next(mut rows: Vec<(Fluent, Spell)>) -> Vec<(Fluent, Spell)> {
    rows.sort_by_key(|(_, spell)| (spell.begin.latest, spell.begin.earliest));
    let begins: Vec<Bounds> = rows.iter().map(|(_, spell)| spell.begin).collect();
    for (_, spell) in &mut rows {
        let next = begins.iter().find(|next| next.latest > spell.begin.latest);
        if let Some(next) = next {
            let earliest = next.earliest.max(spell.begin.earliest.next());
            spell.last = Bounds::new(earliest.prev(), next.latest.prev());
            spell.after = After::Over;
        }
    }
    rows
}

/// The spell of years that follow on one another.
pub(super) fn of_run(run: Option<(i32, i32, Spell)>, yearly: &Yearly, mapping: &Mapping) -> Option<Spell> {
    let (from, to, told) = run?;
    let year = |year| bounds(&Parts { year, month: None, day: None });
    let (mut first, mut last) = (year(from)?, year(to)?);
    let data = &mapping.data;
    let goes_on = data.last().is_some_and(|end| last.latest >= end);
    if yearly.throughout {
        (first, last) = (Bounds::exact(first.earliest), Bounds::exact(last.latest));
    }
    let begins_there = |begin: Bounds| first.earliest <= begin.latest && begin.earliest <= first.latest;
    if data.begin_is_before && data.begin.is_some_and(begins_there) {
        // On some day of the year, or on its first: it held by then, nobody knows since when.
        first = Bounds::new(Day::PAST, first.latest);
    }
    let after = if goes_on { After::GoesOn } else { After::Over };
    let Spell { place, summary, remarks, .. } = told;
    Some(Spell { summary, remarks, ..Spell::new(first, last, after, place) })
}
