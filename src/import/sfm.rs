//! `sfm`: the Security Force Monitor's table of units and what they are part of. Its dates are of citations, and evidence is no
//! event: a first citation is the beginning only where it is coded so, a last one the end only where that is.
//!
//! | `first_cited_date_start` | | `open` | |
//! |---|---|---|---|
//! | `Y` | it began then | `Y` | it goes on |
//! | `N` | it held then, nobody knows since when | `E` | it ended then, having held on that day |
//! | blank | as `N` | `N`, blank | it held on the last day cited, nothing is known after it |

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::spells::{After, Fault, Spell, Writer, day, joined};
use super::{Format, Place, Records, Row, Settings, Table};
use crate::domain::{Bounds, Day, Fluent, Relation, Slug};
use crate::intake::InputFile;

/// The format.
pub(super) const SFM: Format = Format {
    name: "sfm",
    about: "units and what they are part of, as the Security Force Monitor publishes them",
    living: false,
    mapped: false,
    read,
};

const ID: &str = "unit:id:admin";
const NAME: &str = "unit:name";
const TYPE: &str = "unit:relation_type";
const OTHER_ID: &str = "unit:related_unit_id:admin";
const OTHER: &str = "unit:related_unit";
const CLASS: &str = "unit:related_unit_class";
const FIRST: &str = "unit:related_unit_first_cited_date";
const STARTS: &str = "unit:related_unit_first_cited_date_start";
const LAST: &str = "unit:related_unit_last_cited_date";
const OPEN: &str = "unit:related_unit_open";
const COLUMNS: [&str; 10] = [ID, NAME, TYPE, OTHER_ID, OTHER, CLASS, FIRST, STARTS, LAST, OPEN];

/// Units by their ids there, and what is told of them.
#[derive(Default)]
struct Units {
    slugs: BTreeMap<String, (Slug, String, Place)>,
    taken: BTreeSet<Slug>,
}

fn read(files: &[InputFile], settings: &Settings, records: &mut Records) {
    let mut units = Units::default();
    let mut spells: BTreeMap<Fluent, Vec<Spell>> = BTreeMap::new();
    for file in files {
        let mut table = match Table::open(file, None, &COLUMNS) {
            Ok(table) => table,
            Err(faults) => {
                faults.into_iter().for_each(|fault| records.refuse(fault));
                continue;
            }
        };
        while let Some(row) = table.next() {
            records.count("rows");
            match row.map_err(Fault::from).and_then(|row| relation(&row, &mut units, records)) {
                Ok(Some((fluent, spell))) => spells.entry(fluent).or_default().push(spell),
                Ok(None) => {}
                Err(fault) => records.refuse(*fault),
            }
        }
    }
    // A table is told to go on until it was made, which its name tells, not until it was taken.
    let made = files.iter().filter_map(|file| day_in(&file.name)).max();
    let date = made.unwrap_or(settings.as_of).min(settings.as_of);
    if date < settings.as_of {
        records.note(format!("the table is of {date}, as the name of its file says"));
    }
    write(units, spells, date, settings, records);
}

/// The day that stands in a name: `units-2021-06-25.tsv`.
fn day_in(name: &str) -> Option<Day> {
    let starts = name.char_indices().map(|(at, _)| at);
    starts.filter_map(|at| name.get(at..at + 10)).filter_map(Day::parse).next_back()
}

fn fault(row: &Row, column: &str, message: impl Into<String>, help: impl Into<String>) -> Fault {
    Box::new(row.fault(column, message, help))
}

/// What a row tells of a unit and the one above it.
fn relation(row: &Row, units: &mut Units, records: &mut Records) -> Result<Option<(Fluent, Spell)>, Fault> {
    let unit = units.unit(row, ID, NAME)?;
    if row.get(OTHER_ID).is_empty() {
        records.count("units without a relation");
        return Ok(None);
    }
    if row.get(TYPE) != "child" {
        return Err(fault(row, TYPE, "no relation that is known", "child: the unit is part of the other"));
    }
    let above = units.unit(row, OTHER_ID, OTHER)?;
    if unit == above {
        return Err(fault(row, OTHER_ID, "a unit is part of itself", "mend the row"));
    }
    let date = |column| -> Result<Option<Bounds>, Fault> {
        let Some(text) = row.some(column) else { return Ok(None) };
        let help = "dates are YYYY, YYYY-MM or YYYY-MM-DD";
        day(text).map(Some).ok_or_else(|| fault(row, column, "no date", help))
    };
    let code = |column, known: &[&str]| match row.get(column) {
        code if known.contains(&code) => Ok(()),
        _ => Err(fault(row, column, "no code that is known", format!("codes are {}", known.join(", ")))),
    };
    code(STARTS, &["Y", "N", ""])?;
    code(OPEN, &["Y", "E", "N", ""])?;
    let Some((first, last)) = cited(date(FIRST)?, date(LAST)?) else {
        records.count("relations that no date is cited for");
        return Ok(None);
    };
    let begin = match row.get(STARTS) {
        "Y" if !row.get(FIRST).is_empty() => first,
        _ => Bounds::new(Day::PAST, first.latest),
    };
    let after = match row.get(OPEN) {
        "Y" => After::GoesOn,
        "E" if !row.get(LAST).is_empty() => After::Over,
        _ => After::Unknown,
    };
    if last.latest < first.earliest {
        return Err(fault(row, LAST, "it is last cited before it is first cited", "mend the row"));
    }
    let mut spell = Spell::new(begin, last, after, row.place());
    spell.remarks.extend(row.some(CLASS).map(|class| ("relation".to_owned(), class.to_owned())));
    Ok(Some((Fluent::two(Relation::MemberOf, &unit, &above), spell)))
}

/// The first and the last days cited; of one citation alone, both are it.
fn cited(first: Option<Bounds>, last: Option<Bounds>) -> Option<(Bounds, Bounds)> {
    Some((first.or(last)?, last.or(first)?))
}

impl Units {
    /// The id of a unit: its name, and where several bear one name, a part of its id there.
    fn unit(&mut self, row: &Row, id: &str, name: &str) -> Result<Slug, Fault> {
        let (key, text) = (row.get(id), row.get(name));
        if let Some((slug, ..)) = self.slugs.get(key) {
            return Ok(slug.clone());
        }
        let folded = crate::domain::names::fold(text).replace(' ', "-");
        let part: String = key.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let both = format!("{folded}-{}", part.to_ascii_lowercase());
        let no_id = |error: crate::domain::SlugError| {
            fault(row, name, format!("no id can be made of it: {error}"), "a unit has an id and a name")
        };
        let plain = Slug::new(&folded).map_err(no_id)?;
        let slug = if self.taken.contains(&plain) { Slug::new(&both).map_err(no_id)? } else { plain };
        if key.is_empty() || !self.taken.insert(slug.clone()) {
            return Err(fault(row, id, "the unit has no id of its own", "mend the row"));
        }
        self.slugs.insert(key.to_owned(), (slug.clone(), text.to_owned(), row.place()));
        Ok(slug)
    }
}

fn write(
    units: Units,
    spells: BTreeMap<Fluent, Vec<Spell>>,
    date: Day,
    settings: &Settings,
    records: &mut Records,
) {
    let Some((_, _, place)) = units.slugs.values().next() else { return };
    let source = json!({"source": {"id": settings.source.as_str(), "title": "Security Force Monitor: units and their relations",
        "publisher": "Security Force Monitor", "date": date.to_string()}});
    records.push_at(place.clone(), &source);
    let mut writer = Writer::new("sfm", settings.source.as_str());
    for (fluent, spells) in spells {
        let (spells, more) = joined(spells);
        (0..more).for_each(|_| records.count("relations told twice or going on, made one"));
        writer.write(&fluent, &spells, records);
    }
    for (key, (slug, name, place)) in units.slugs {
        let actor = json!({"actor": {"id": slug.as_str(), "kind": "force", "name": name, "note": format!("Unit {key}.")}});
        records.push_at(place, &actor);
    }
    records.note("a first citation is a beginning only where coded Y; a last one an end only where coded E");
}
