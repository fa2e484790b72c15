//! `annals redact`: takes the body of a record away for good, and records who did so and why.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use serde_json::Value;

use super::failure::Failure;
use super::{Shared, append, leaned, open, out, taken};
use crate::annals::{Annals, Chronicle};
use crate::domain::{
    Amendment, Amends, Body, EventDate, Holder, MAX_SLUG, Record, RecordSort, Slug, names as spelling,
};
use crate::intake::to_json;
use crate::question::Redactions;

/// Which record, by whom and why.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals redact cpa-formed --by \"A. Judge\" --because \"order of the court of 2024-05-02\" --dry-run\nWhat is taken away cannot be brought back. Sort, id and digest stay, with the act: who, when and why. Copies, backups\nand files of records made before still hold the body."
)]
pub(super) struct Arguments {
    /// The id of an event, amendment, actor, place or source, the first of these
    id: String,
    /// Who redacts it: the name of a person
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why: what can be said of it to everybody, as it is told with every answer that leaned on the record
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// Which sort of record is meant, where several bear the id
    #[arg(long, value_enum)]
    sort: Option<SortArg>,
    /// Write nothing: show what would be taken away, what still names it, and which answers would change
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum SortArg {
    Event,
    Amendment,
    Actor,
    Place,
    Source,
}

impl From<SortArg> for RecordSort {
    fn from(arg: SortArg) -> RecordSort {
        match arg {
            SortArg::Event => RecordSort::Event,
            SortArg::Amendment => RecordSort::Amendment,
            SortArg::Actor => RecordSort::Actor,
            SortArg::Place => RecordSort::Place,
            SortArg::Source => RecordSort::Source,
        }
    }
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (by, because) = (arguments.by.trim(), arguments.because.trim());
    for (text, option) in [(by, "--by"), (because, "--because")] {
        if text.is_empty() {
            return Err(Failure::usage(format!("{option} is empty"), None));
        }
    }
    let mut annals = open::open(shared)?;
    let record = find(&annals, &arguments.id, arguments.sort.map(RecordSort::from))?;
    let position = record.position;
    if let Some(act) = annals.redactions().of_record(position) {
        let message = format!("{} was already {}", arguments.id, leaned::by_whom(act));
        return Err(Failure::refused(message, None));
    }
    let struck = annals.struck(position);
    let positions: Vec<u64> = struck.iter().map(|record| record.position).collect();
    if positions.is_empty() {
        let help = "it says who took a body away, when and why".to_owned();
        return Err(Failure::refused(
            format!("{} is the act of a redaction, which stays", arguments.id),
            Some(help),
        ));
    }
    for record in &struck {
        out::note(&format!("takes away the body of record {}: {}", record.position, named(&record.body)));
    }
    for (other, keys) in naming(annals.records(), &positions, &arguments.id) {
        let keys = keys.into_iter().collect::<Vec<_>>().join(", ");
        out::note(&format!("still names it: record {}, {} ({keys})", other.position, named(&other.body)));
    }
    append::preview(shared, &annals.preview_redaction(&positions))?;
    if arguments.dry_run {
        out::note("nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.yes && !agreed(&arguments.id)? {
        out::note("nothing was written");
        return Ok(ExitCode::from(1));
    }
    let Some(redaction) = annals.redaction(position, because) else {
        return Err(Failure::refused(format!("{} cannot be redacted", arguments.id), None));
    };
    let act = Amendment {
        id: free(&annals, &arguments.id)?,
        by: Holder::Keeper(by.to_owned()),
        act: Amends::Redact(redaction),
        date: EventDate::undated(),
        citation: None,
        note: None,
    };
    let id = act.id.clone();
    let at = taken::redact(shared, &mut annals, act)?.position;
    out::note(&format!(
        "recorded as {id} (record {at}); files of records, copies and backups made before may still hold the body"
    ));
    Ok(ExitCode::SUCCESS)
}

/// The record that is meant, of several sorts as `annals show` chooses.
fn find<'a>(annals: &'a Annals, id: &str, sort: Option<RecordSort>) -> Result<&'a Record, Failure> {
    let found = match sort {
        None => annals.record(id),
        Some(sort) => {
            annals.records().iter().find(|r| RecordSort::of(&r.body) == sort && r.body.id().as_str() == id)
        }
    };
    found.ok_or_else(|| {
        let near = spelling::nearest(id, annals.ids().map(Slug::as_str), 3);
        let help = (!near.is_empty()).then(|| format!("perhaps {}", near.join(", ")));
        let sort = sort.map_or("nothing".to_owned(), |sort| format!("no {}", sort.word()));
        Failure::usage(format!("{sort} is recorded under {id:?}"), help)
    })
}

fn named(body: &Body) -> String {
    match body {
        Body::Amendment(amendment) => {
            format!("amendment {} ({} {})", amendment.id, amendment.act.word(), amendment.act.target())
        }
        body => format!("{} {}", body.sort(), body.id()),
    }
}

/// The other records that name an id, each with the keys it stands in: as a reference, or as a word of a text.
fn naming<'a>(records: &'a [Record], struck: &[u64], id: &str) -> Vec<(&'a Record, BTreeSet<String>)> {
    let others = records.iter().filter(|record| !struck.contains(&record.position));
    let keys = |record: &Record| {
        let mut keys = BTreeSet::new();
        if let Some(Value::Object(fields)) = to_json(&record.body).get(record.body.sort()) {
            let own = fields.iter().filter(|(key, _)| key.as_str() != "id");
            keys.extend(own.filter(|(_, value)| names(value, id)).map(|(key, _)| key.clone()));
        }
        keys
    };
    others.map(|record| (record, keys(record))).filter(|(_, keys)| !keys.is_empty()).collect()
}

fn names(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => {
            let within = |c: char| c.is_ascii_alphanumeric() || c == '-';
            text.split(|c| !within(c)).any(|word| word == id)
        }
        Value::Array(items) => items.iter().any(|item| names(item, id)),
        Value::Object(fields) => fields.values().any(|value| names(value, id)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Asks, where somebody can answer.
fn agreed(id: &str) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        let help = "look at it with --dry-run, then add --yes".to_owned();
        return Err(Failure::usage("a body is taken away for good, and nobody can be asked", Some(help)));
    }
    let _closed = write!(std::io::stderr().lock(), "take it away for good? write the id ({id}) to go on: ");
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    Ok(read.is_ok() && answer.trim() == id)
}

/// An id for the act that nothing bears.
fn free(annals: &Annals, id: &str) -> Result<Slug, Failure> {
    let wished = format!("redact-{id}");
    let wished = wished.get(..MAX_SLUG - 8).unwrap_or(&wished).trim_end_matches('-').to_owned();
    let taken = |id: &str| annals.ids().any(|known| known.as_str() == id);
    let mut numbered = (2u32..).map(|n| format!("{wished}-{n}"));
    let text = if taken(&wished) { numbered.find(|id| !taken(id)).unwrap_or_default() } else { wished };
    Slug::new(&text).map_err(|error| Failure::usage(error.to_string(), None))
}

/// What is said of records that were offered again after they were redacted.
pub(super) fn again(
    redactions: &Redactions,
    chronicle: &dyn Chronicle,
    sort: &str,
    id: &Slug,
) -> Result<(), Failure> {
    let records = chronicle.records_of(id)?;
    let act = records
        .iter()
        .find(|r| r.body.sort() == sort)
        .and_then(|record| redactions.of_record(record.position));
    let whose = act.map_or("redacted".to_owned(), leaned::by_whom);
    out::note(&format!("note: not taken in: {sort} {id} was {whose}"));
    Ok(())
}
