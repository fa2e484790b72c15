//! The tables, with what rows of one table name in another.

use std::collections::HashMap;

use super::super::{Records, Row, Table};
use crate::intake::{Diagnostic, InputFile};

/// A country.
pub(super) struct Country {
    /// Its three letters, in lower case.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A party, or what stands in the place of one.
pub(super) struct Party {
    /// English name.
    pub name: String,
    /// Three letters of its country, in lower case.
    pub country: String,
    /// Whether it is no party at all but a row for what has none: the independent, the others, whoever won one seat.
    pub none: bool,
}

/// Every table that is read.
pub(super) struct Set {
    pub country: Vec<Row>,
    pub party: Vec<Row>,
    pub names: Vec<Row>,
    pub changes: Vec<Row>,
    pub elections: Vec<Row>,
    pub results: Vec<Row>,
    pub cabinets: Vec<Row>,
    pub members: Vec<Row>,
    pub countries: HashMap<String, Country>,
    pub parties: HashMap<String, Party>,
}

/// The family of what belongs to none (`info_id.csv`), real parties among it.
const NO_FAMILY: &str = "12";
/// Of that family what is no party at all, by abbreviation; `I-..` is one independent candidate.
const NO_PARTY: &[&str] = &[
    "none", "etc", "no-seat", "one-seat", "abroad", "ethnic", "etnice", "Greek", "GrFa", "Turkish", "vac",
    "PC",
];

/// Whether a row of the parties stands for something else.
fn none(row: &Row) -> bool {
    let short = row.get("name_short");
    row.get("family_id") == NO_FAMILY && (NO_PARTY.contains(&short) || short.starts_with("I-"))
}

impl Set {
    /// Reads them; `None` where one that is needed is missing or cannot be read. All faults are in `out` then.
    pub fn read(files: &[InputFile], out: &mut Records) -> Option<Set> {
        let mut set = Set {
            country: rows(files, "country", &["id", "name", "name_short"], true, out),
            party: rows(
                files,
                "party",
                &["id", "country_id", "name_short", "name_english", "name"],
                true,
                out,
            ),
            names: rows(files, "party_name_change", &["id", "party_id", "date", "name"], false, out),
            changes: rows(files, "party_change", &["id", "party_id", "party_id_new", "date"], false, out),
            elections: rows(files, "election", &["id", "type_id", "country_id", "date"], false, out),
            results: rows(files, "election_result", &["id", "election_id", "party_id", "seats"], false, out),
            cabinets: rows(
                files,
                "cabinet",
                &["id", "country_id", "start_date", "name", "caretaker", "previous_cabinet_id"],
                true,
                out,
            ),
            members: rows(files, "cabinet_party", &["id", "cabinet_id", "party_id", "pm"], true, out),
            countries: HashMap::new(),
            parties: HashMap::new(),
        };
        for row in &set.country {
            let country =
                Country { code: row.get("name_short").to_lowercase(), name: row.get("name").to_owned() };
            set.countries.insert(row.get("id").to_owned(), country);
        }
        for row in &set.party {
            let Some(country) = named(row, "country_id", "country.csv", &set.countries, out) else {
                continue;
            };
            let party = Party {
                name: row.get("name_english").to_owned(),
                country: country.code.clone(),
                none: none(row),
            };
            set.parties.insert(row.get("id").to_owned(), party);
        }
        let whole =
            [&set.country, &set.party, &set.cabinets, &set.members].iter().all(|rows| !rows.is_empty());
        whole.then_some(set)
    }
}

/// What a row names in another table; a fault where it is not there.
pub(super) fn named<'a, T>(
    row: &Row,
    column: &str,
    table: &str,
    known: &'a HashMap<String, T>,
    out: &mut Records,
) -> Option<&'a T> {
    let found = known.get(row.get(column));
    if found.is_none() {
        let help = "take all tables from one download, unchanged";
        out.refuse(row.fault(column, format!("there is no such id in {table}"), help));
    }
    found
}

/// The rows of a table, by the name of its file.
fn rows(files: &[InputFile], name: &str, needed: &[&str], must: bool, out: &mut Records) -> Vec<Row> {
    let stem = |file: &InputFile| {
        let last = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
        last.strip_suffix(".csv").map(str::to_ascii_lowercase)
    };
    let Some(file) = files.iter().find(|file| stem(file).as_deref() == Some(name)) else {
        match must {
            true => out.refuse(Diagnostic {
                file: files.first().map_or_else(|| "parlgov".to_owned(), |file| file.name.clone()),
                line: 0,
                column: 0,
                span: None,
                text: String::new(),
                message: format!("the table {name}.csv is not among the files"),
                help: Some("name the folder that the download was unpacked to, or its files".to_owned()),
            }),
            false => out.note(format!("{name}.csv is not among the files: what it tells is left out")),
        }
        return Vec::new();
    };
    let mut found = Vec::new();
    match Table::open(file, None, needed) {
        Err(faults) => faults.into_iter().for_each(|fault| out.refuse(fault)),
        Ok(mut table) => {
            while let Some(row) = table.next() {
                match row {
                    Ok(row) => found.push(row),
                    Err(fault) => out.refuse(fault),
                }
            }
        }
    }
    for _ in &found {
        out.count("rows");
    }
    found
}
