//! ParlGov: parties, what became of them, elections and cabinets of parliamentary democracies, from the tables as they are
//! published (a folder, or the files). A cabinet is a coalition that its parties are members of from its first day to the
//! first day of its successor; it is itself a member of the government of its country (`government-aut`), so that the parties
//! in government are the members of that, whichever the cabinet.

mod cabinets;
mod changes;
mod dates;
mod elections;
mod parties;
mod seen;
mod tables;

use serde_json::{Value, json};

use super::{Records, Settings};
use crate::domain::Day;
use crate::intake::InputFile;
use seen::Seen;
use tables::Set;

/// Reads the tables.
pub(super) fn read(files: &[InputFile], settings: &Settings, out: &mut Records) {
    let Some(set) = Set::read(files, out) else { return };
    let cite = Cite { source: settings.source.as_str() };
    let terms = cabinets::terms(&set, out);
    let results = elections::results(&set, out);
    let seen = Seen::of(&terms, &results);
    parties::tell(&set, out);
    parties::names(&set, &cite, out);
    changes::tell(&set, &seen, &cite, out);
    elections::tell(&set, &results, &cite, out);
    cabinets::tell(&set, &terms, &cite, out);
    source(&seen, settings, out);
}

/// The download as a source. It cannot know of days after the last one it tells of: without that, the last cabinet of every
/// country would be said to govern to the day of the import.
fn source(seen: &Seen, settings: &Settings, out: &mut Records) {
    let told = seen.last.unwrap_or(settings.as_of);
    let date: Day = told.min(settings.as_of);
    let record = json!({"source": {
        "id": settings.source.as_str(), "title": "ParlGov: parties, elections and cabinets",
        "author": "Holger Döring, Philip Manow", "date": date.to_string(),
        "retrieved": settings.as_of.to_string(), "locator": "https://www.parlgov.org",
    }});
    out.push_at(super::Place { file: "parlgov".into(), line: 0 }, &record);
    out.note(format!(
        "the tables tell of nothing after {told}: what is asked of later days is answered as not known from them"
    ));
}

/// Cites the download.
struct Cite<'a> {
    source: &'a str,
}

impl Cite<'_> {
    /// A row of a table, by its id.
    fn row(&self, table: &str, id: &str) -> Value {
        json!({"source": self.source, "page": format!("{table} {id}")})
    }
}

/// The id of a party as an actor.
fn party(id: &str) -> String {
    format!("parlgov-party-{id}")
}
