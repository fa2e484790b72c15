//! `spells`: any table of things that hold from a date to a date, by a mapping that says what its columns mean.

mod cells;
mod encoding;
mod entity;
mod expression;
mod fact;
mod format;
mod gather;
mod kinds;
mod lasting;
mod mapping;
mod node;
mod part;
mod precision;
mod resolve;
mod source;
mod spell;
mod template;
mod when;
mod wide;
mod write;

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::{Format, Records, Settings, Table};
use crate::domain::Day;
use crate::domain::names::nearest;
use crate::intake::InputFile;
pub(super) use cells::Fault;
use gather::Gathered;
use mapping::Mapping;
use node::Reading;
use source::Prepared;
pub(super) use spell::{After, Spell, joined};
pub(super) use when::day;
pub(super) use write::Writer;

/// The format.
pub(super) const SPELLS: Format = Format {
    name: "spells",
    about: "any table of things that hold from a date to a date, by a mapping of its columns",
    living: false,
    mapped: true,
    read,
};

fn read(files: &[InputFile], settings: &Settings, records: &mut Records) {
    let Some(file) = &settings.mapping else { return };
    let (mut reading, root) = Reading::open(file);
    let whole = reading.faults.is_empty();
    let mapping = if whole { Mapping::read(&root, &mut reading) } else { None };
    let (tables, faults): (Vec<_>, Vec<_>) =
        files.iter().map(|file| source::prepared(file, mapping.as_ref())).partition(Result::is_ok);
    let tables: Vec<Prepared> = tables.into_iter().flatten().collect();
    faults.into_iter().filter_map(Result::err).for_each(|fault| records.refuse(*fault));
    let wide = mapping.as_ref().is_some_and(|mapping| mapping.facts.iter().any(|fact| fact.wide.is_some()));
    for table in &tables {
        check_columns(&table.file, mapping.as_ref(), wide, &mut reading);
    }
    let sound = reading.faults.is_empty();
    reading.faults.into_iter().for_each(|fault| records.refuse(fault));
    if let Some(mapping) = mapping.filter(|_| sound) {
        let mut gathered = Gathered::default();
        for table in &tables {
            rows(table, &mapping, settings, &mut gathered, records);
        }
        write_all(gathered, &mapping, settings, &file.name, records);
    }
}

/// Every column that the mapping names is in the table.
fn check_columns(file: &InputFile, mapping: Option<&Mapping>, wide: bool, reading: &mut Reading<'_>) {
    let separator = mapping.and_then(|mapping| mapping.separator);
    // What is wrong with the table itself is told when its rows are read.
    let Ok(table) = Table::open(file, separator, &[]) else { return };
    let columns = table.columns();
    let known = |name: &str| {
        columns.iter().any(|column| column == name) || (wide && ["column", "cell", "year"].contains(&name))
    };
    let missing: Vec<(String, Range<usize>)> =
        reading.columns.iter().filter(|(name, _)| !known(name)).cloned().collect();
    for (name, span) in missing {
        let help = match nearest(&name, columns.iter().map(String::as_str), 1).first() {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("its columns are: {}", columns.join(", ")),
        };
        reading.fault(&span, format!("{} has no column {name}", file.name), help);
    }
}

fn rows(
    table: &Prepared,
    mapping: &Mapping,
    settings: &Settings,
    gathered: &mut Gathered,
    records: &mut Records,
) {
    let shift = table.lines_before;
    let mut table = match Table::open(&table.file, mapping.separator, &[]) {
        Ok(table) => table,
        Err(faults) => return faults.into_iter().for_each(|fault| records.refuse(fault)),
    };
    let columns = table.columns().to_vec();
    while let Some(row) = table.next() {
        records.count("rows");
        match source::at_its_line(row.map_err(Fault::from), shift) {
            Ok(row) => gathered.row(mapping, &row, &columns, settings.as_of, records),
            Err(_) if mapping.lenient => gathered.faulty += 1,
            Err(fault) => records.refuse(*fault),
        }
    }
}

/// Everything as records, and what is to be said of it.
fn write_all(
    mut gathered: Gathered,
    mapping: &Mapping,
    settings: &Settings,
    file: &str,
    records: &mut Records,
) {
    gathered.finish(mapping);
    let source = mapping.source.id.clone().unwrap_or_else(|| settings.source.clone());
    let mut keys: Map<String, Value> = Map::new();
    keys.insert("id".to_owned(), json!(source.as_str()));
    keys.extend(mapping.source.keys.iter().map(|(key, text)| ((*key).to_owned(), json!(text))));
    records.push_at(gather::whole(file), &json!({ "source": keys }));
    let mut writer = Writer::new(&mapping.prefix, source.as_str());
    let before = |end: &Day| mapping.source.published().is_some_and(|(earliest, _)| earliest < *end);
    writer.until = mapping.data.last().filter(before);
    let mut count = 0;
    for (fluent, spells) in gathered.spells {
        records.count("facts");
        let (spells, more) = joined(spells);
        count += more;
        writer.write(&fluent, &spells, records);
    }
    if count > 0 {
        records
            .note(format!("{count} spells overlap or touch another of the same thing and are one with it"));
    }
    for (line, count) in gathered.ruled_out {
        records.note(format!("{count} rows are left out by the rule in line {line} of {file}"));
    }
    if gathered.faulty > 0 {
        records.note(format!("{} rows have faults and are left out", gathered.faulty));
    }
    if let Some(end) = mapping.data.last() {
        records.note(format!("what ends on {end} or later goes on: there the data end"));
    }
    gathered.registry.notes.iter().for_each(|note| records.note(note.clone()));
    for (place, found, at) in gathered.registry.into_all() {
        let mut keys = Map::new();
        keys.insert("id".to_owned(), json!(found.id.as_str()));
        if let Some(kind) = found.kind {
            keys.insert("kind".to_owned(), json!(kind.word()));
        }
        let mut names = found.names.into_iter();
        keys.insert("name".to_owned(), json!(names.next()));
        let more: Vec<String> = names.collect();
        if !more.is_empty() {
            keys.insert("aliases".to_owned(), json!(more));
        }
        if let Some((within, _)) = found.within.filter(|_| place) {
            keys.insert("within".to_owned(), json!(within.as_str()));
        }
        let sort = if place { "place" } else { "actor" };
        records.push_at(at, &json!({ sort: keys }));
    }
}
