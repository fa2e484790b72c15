//! What tables of conflict events have in common: actors and places that are registered as rows name them, and the days and
//! countries a download covers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::text::{id, plain};
use super::{Place, Records, Row, Settings, Table};
use crate::domain::{Day, Report};
use crate::intake::InputFile;

/// What an actor is, by the codes of a row: the firmer the later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// No body: civilians, protesters, groups that nobody identified.
    Vague,
    /// Named beside others, with no code of its own.
    Associate,
    /// An armed group.
    Faction,
    /// Armed forces.
    Force,
    /// A state.
    State,
}

impl Sort {
    fn kind(self) -> &'static str {
        match self {
            Sort::Vague => "community",
            Sort::Associate => "organisation",
            Sort::Faction => "faction",
            Sort::Force => "force",
            Sort::State => "state",
        }
    }

    fn note(self) -> Option<&'static str> {
        match self {
            Sort::Vague => Some("No body: whoever was not told apart. What it does proves nothing to exist."),
            Sort::Associate => Some("Named beside others, and not coded itself."),
            Sort::Faction | Sort::Force | Sort::State => None,
        }
    }
}

/// Hands every row of tables with these columns to `each`, with the names of all columns; what cannot be read is refused.
pub(super) fn rows(
    files: &[InputFile],
    needed: &[&str],
    out: &mut Records,
    each: &mut dyn FnMut(&Row, &[String], &mut Records),
) {
    for file in files {
        let mut table = match Table::open(file, None, needed) {
            Ok(table) => table,
            Err(faults) => {
                faults.into_iter().for_each(|fault| out.refuse(fault));
                continue;
            }
        };
        let columns = table.columns().to_vec();
        while let Some(row) = table.next() {
            match row {
                Ok(row) => each(&row, &columns, out),
                Err(fault) => out.refuse(fault),
            }
        }
    }
}

/// Whether a name stands for whoever was not identified.
pub(super) fn unidentified(name: &str) -> bool {
    let name = name.to_lowercase();
    ["unidentified", "unknown"].iter().any(|word| name.starts_with(word))
}

struct Known {
    sort: Sort,
    names: Vec<String>,
    place: Place,
}

/// Actors and places that rows name.
pub(super) struct Cast {
    prefix: &'static str,
    actors: BTreeMap<String, Known>,
    places: BTreeMap<String, (String, Option<String>, Place)>,
}

impl Cast {
    /// Nobody yet; ids begin with the prefix and a hyphen.
    pub fn new(prefix: &'static str) -> Cast {
        Cast { prefix, actors: BTreeMap::new(), places: BTreeMap::new() }
    }

    /// The id of an actor of this name, the same in every download.
    pub fn by_name(&mut self, row: &Row, name: &str, sort: Sort) -> String {
        let id = id(self.prefix, name);
        self.known(row, id, name, sort)
    }

    /// The id of an actor that has a number.
    pub fn by_number(&mut self, row: &Row, number: &str, name: &str, sort: Sort) -> String {
        let id = id(&format!("{}-actor", self.prefix), number);
        self.known(row, id, name, sort)
    }

    fn known(&mut self, row: &Row, id: String, name: &str, sort: Sort) -> String {
        let new = || Known { sort, names: Vec::new(), place: row.place() };
        let actor = self.actors.entry(id.clone()).or_insert_with(new);
        actor.sort = actor.sort.max(sort);
        let name = plain(name);
        if !actor.names.contains(&name) {
            actor.names.push(name);
        }
        id
    }

    /// The innermost of places that lie in one another, outermost first; empty names are passed over. Ids hold the whole way,
    /// as a region, its district and its town often share a name.
    pub fn place(&mut self, row: &Row, way: &[&str]) -> Option<String> {
        let mut within: Option<String> = None;
        let mut path = String::new();
        for name in way.iter().filter(|name| !name.is_empty()) {
            path = format!("{path} {name}");
            let id = id(self.prefix, &path);
            let known = || (plain(name), within.clone(), row.place());
            self.places.entry(id.clone()).or_insert_with(known);
            within = Some(id);
        }
        within
    }

    /// Registers them.
    pub fn tell(self, out: &mut Records) {
        for (id, (name, within, place)) in self.places {
            let mut record = json!({"id": id, "name": name});
            if let (Some(record), Some(within)) = (record.as_object_mut(), within) {
                record.insert("within".to_owned(), within.into());
            }
            out.push_at(place, &json!({ "place": record }));
        }
        for (id, Known { sort, names, place }) in self.actors {
            let Some((name, aliases)) = names.split_first() else { continue };
            let mut record = json!({"id": id, "kind": sort.kind(), "name": name});
            if let Some(record) = record.as_object_mut() {
                if !aliases.is_empty() {
                    record.insert("aliases".to_owned(), aliases.into());
                }
                if let Some(note) = sort.note() {
                    record.insert("note".to_owned(), note.into());
                }
            }
            out.push_at(place, &json!({ "actor": record }));
        }
    }
}

/// The days and countries that a download has rows of.
#[derive(Default)]
pub(super) struct Extent {
    days: Option<(Day, Day)>,
    countries: BTreeSet<String>,
}

impl Extent {
    /// A row.
    pub fn row(&mut self, country: &str, first: Day, last: Day) {
        self.countries.insert(plain(country));
        self.days = Some(match self.days {
            None => (first, last),
            Some((from, to)) => (from.min(first), to.max(last)),
        });
    }

    /// States what the download covers. `dates`: the remarks in which events keep the days their rows print.
    pub fn tell(self, dates: &'static [&'static str], out: &mut Records) {
        let Some((first, last)) = self.days else { return };
        let countries: Vec<&str> = self.countries.iter().take(12).map(String::as_str).collect();
        let more = self.countries.len().saturating_sub(countries.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.note(format!(
            "the download covers {first} to {last} in {}{more}: what was imported of these days and countries before and is \
             missing in it has vanished, and is retracted; --partial says that it is a selection",
            countries.join(", ")
        ));
        let countries = self.countries;
        out.covers(move |report: &Report| {
            let within = |key: &&str| {
                let day = report.remarks.get(*key).and_then(|text| printed(text));
                day.is_some_and(|day| first <= day && day <= last)
            };
            report.remarks.get("country").is_some_and(|country| countries.contains(country))
                && dates.iter().all(within)
        });
    }
}

/// A day as these tables print it: `2024-03-01`, `01 March 2024`, `2024-03-01 00:00:00.000`.
pub(super) fn printed(text: &str) -> Option<Day> {
    let day = text.split_once([' ', 'T']).map_or(text, |(day, _)| day);
    Day::parse(day).filter(|_| day.len() == 10).or_else(|| {
        let date = chrono::NaiveDate::parse_from_str(text, "%d %B %Y").ok()?;
        Day::parse(&date.to_string())
    })
}

/// The day in a column, not after the download was taken; a fault where it is none.
pub(super) fn day(row: &Row, column: &str, settings: &Settings, out: &mut Records) -> Option<Day> {
    let Some(day) = printed(row.get(column)) else {
        out.refuse(row.fault(column, "this is no day", "write it as YYYY-MM-DD or as 01 March 2024"));
        return None;
    };
    if day > settings.as_of {
        let message = format!("this lies after {}, when the download was taken", settings.as_of);
        out.refuse(row.fault(column, message, "mend the date, or --as-of"));
        return None;
    }
    Some(day)
}

/// The days from one to another, as a date is written: the one day, or within them.
pub(super) fn within(first: Day, last: Day) -> String {
    if first == last { first.to_string() } else { format!("[{first}..{last}]") }
}

/// A whole number in a column; a fault where something else stands there.
pub(super) fn number(row: &Row, column: &str, out: &mut Records) -> Option<u64> {
    let text = row.some(column)?;
    // Spreadsheets and data frames write 3 as 3.0.
    let plain = text.strip_suffix(".0").unwrap_or(text);
    let number = plain.parse().ok();
    if number.is_none() {
        out.refuse(row.fault(column, "this is no number", "write a whole number, or nothing"));
    }
    number
}

/// Everything a row tells, by column, but for some.
pub(super) fn remarks(row: &Row, columns: &[String], but: &[&str]) -> Map<String, Value> {
    let kept = columns.iter().filter(|column| !but.contains(&column.as_str()) && !column.is_empty());
    kept.filter_map(|column| Some((column.clone(), plain(row.some(column)?).into()))).collect()
}

/// The download as a source.
pub(super) fn source(settings: &Settings, title: &str, publisher: &str, locator: &str, out: &mut Records) {
    let day = settings.as_of.to_string();
    let record = json!({"source": {
        "id": settings.source.as_str(), "title": format!("{title}, download of {day}"), "publisher": publisher,
        "date": day, "retrieved": day, "locator": locator,
    }});
    out.push_at(Place { file: "download".into(), line: 0 }, &record);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_days_as_they_are_printed_when_read_then_they_are_the_same_day() {
        let day = Day::parse("2024-03-01");
        for text in
            ["2024-03-01", "01 March 2024", "1 March 2024", "2024-03-01 00:00:00.000", "2024-03-01T00:00"]
        {
            assert_eq!(printed(text), day, "{text}");
        }
        for text in ["2024-02-30", "31 April 2024", "03/01/2024", "2024", ""] {
            assert_eq!(printed(text), None, "{text}");
        }
    }
}
