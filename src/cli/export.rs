//! `annals export`: what the chronology tells, in the formats of other tools.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::atomic::{self, Readers};
use super::failure::Failure;
use super::{Shared, backup, names, open, out, when};
use crate::annals::{Annals, Chronicle, Opened};
use crate::domain::{Amends, Body, Day};
use crate::export::{self, Lost, TELLING, Table, Told};
use crate::index::Asked;
use crate::intake::told_json;
use crate::log::is_redaction;

/// What, about whom, and where to.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals export csv cma -o cma.csv\n         annals export parquet -o spans.parquet\n         annals export parquet --at 2014-12-31,2015-12-31 -o states.parquet\n         annals export gexf --known-by 2016-01-01 -o mali.gexf"
)]
pub(super) struct Arguments {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    to: To,
    /// Actors, places or treaties, by slug or name; none: all
    #[arg(value_name = "ACTOR")]
    about: Vec<String>,
    /// The file; `-`: standard output (left out: the same, but for parquet)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    /// csv, parquet: what a row is
    #[arg(long, value_enum, default_value = "spans")]
    rows: Rows,
    /// csv, parquet: the states at the close of these dates instead: a row a date and fact
    #[arg(long, value_name = "DATE,DATE...", value_delimiter = ',', conflicts_with = "rows")]
    at: Vec<String>,
    /// timelinejs: at most so many slides (left out: 20)
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// The rows of a table.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Rows {
    /// A time in which a fact holds, with both bounds of both ends
    Spans,
    /// Neighbouring days of one answer about a fact: what is answered on any date is in one of them
    Stretches,
    /// A report of an event
    Events,
}

/// The formats.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// The whole log as an archive of JSON Lines, as `annals backup` writes it
    Jsonl,
    /// The records as JSON Lines, as `annals append` takes them in
    Records,
    /// A table of spans, stretches or events (--rows), or of states (--at)
    #[value(alias = "spans-csv")]
    Csv,
    /// The same as Parquet, for pandas, DuckDB, Polars and R
    Parquet,
    /// A graph over time, for Gephi
    Gexf,
    /// Events and facts at places, for QGIS
    Geojson,
    /// The most telling events as slides
    Timelinejs,
    /// FollowTheMoney entities
    Ftm,
}

impl To {
    fn is_table(self) -> bool {
        matches!(self, To::Csv | To::Parquet)
    }
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let dates = checked(arguments)?;
    shared.alone.set(true);
    match arguments.to {
        To::Jsonl => archive(shared, arguments)?,
        To::Records => records(shared, arguments)?,
        _ => view(shared, arguments, &dates)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The dates asked for, where the options fit the format.
fn checked(arguments: &Arguments) -> Result<Vec<Day>, Failure> {
    let rows = arguments.rows != Rows::Spans || !arguments.at.is_empty();
    if rows && !arguments.to.is_table() {
        let help = "leave it out, or export csv or parquet".to_owned();
        return Err(Failure::usage("--at and --rows are of tables: csv and parquet", Some(help)));
    }
    if arguments.limit.is_some() && arguments.to != To::Timelinejs {
        let help = "leave it out; ACTOR and the options of views choose what is exported".to_owned();
        return Err(Failure::usage("--limit is of slides: timelinejs", Some(help)));
    }
    if arguments.to == To::Parquet && arguments.output.is_none() {
        let help = "name a file: annals export parquet -o spans.parquet (`-o -` writes to standard output)";
        return Err(Failure::usage("parquet is no text", Some(help.to_owned())));
    }
    if let Some(path) = file(arguments) {
        atomic::free(path, arguments.force)?;
    }
    arguments.at.iter().map(|text| when::day(text)).collect()
}

/// What a timeline tells under the view asked for.
fn view(shared: &Shared, arguments: &Arguments, dates: &[Day]) -> Result<(), Failure> {
    let texts = &arguments.about;
    let opened = if texts.is_empty() { open::whole(shared)? } else { open::to_ask(shared)? };
    let chronicle = opened.chronicle();
    let view = shared.view(chronicle)?;
    let about = names::subjects(&shared.directory_of(chronicle, texts)?, texts)?;
    let asked = Asked { about: about.clone(), reports: true, ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    shared.leaned.about(&about);
    let directory = shared.directory(chronicle)?;
    let told = Told { timeline: &timeline, directory: &directory, about: &about };
    let text = |(text, lost): (String, Lost)| (text.into_bytes(), lost);
    let (bytes, lost) = match arguments.to {
        To::Gexf => text(export::gexf(&told)),
        To::Geojson => text(export::geojson(&told)),
        To::Timelinejs => text(export::timelinejs(&told, arguments.limit.unwrap_or(TELLING))),
        To::Ftm => text(export::ftm(&told)),
        To::Csv | To::Parquet | To::Jsonl | To::Records => {
            let (table, lost) = match (dates, arguments.rows) {
                ([], Rows::Spans) => export::spans(&told),
                ([], Rows::Stretches) => export::stretches(&told),
                ([], Rows::Events) => export::events(&told),
                (dates, _) => export::states(&told, dates),
            };
            let bytes = if arguments.to == To::Parquet { parquet(&table)? } else { table.csv().into_bytes() };
            (bytes, lost)
        }
    };
    write(arguments, &bytes)?;
    for line in lost.lines() {
        out::note(&format!("note: not in this format: {line}"));
    }
    Ok(())
}

#[cfg(feature = "parquet")]
fn parquet(table: &Table) -> Result<Vec<u8>, Failure> {
    export::parquet(table)
        .map_err(|why| Failure::File { message: format!("parquet cannot be written: {why}"), help: None })
}

#[cfg(not(feature = "parquet"))]
fn parquet(_table: &Table) -> Result<Vec<u8>, Failure> {
    let help = "export csv, or build with the feature `parquet`".to_owned();
    Err(Failure::usage("this build writes no parquet", Some(help)))
}

/// The whole log; no view is laid over it.
fn archive(shared: &Shared, arguments: &Arguments) -> Result<(), Failure> {
    if !shared.view_words().is_empty() || !arguments.about.is_empty() {
        let help =
            "leave the options away; `annals export records --recorded-by ...` writes the records of then";
        return Err(Failure::usage("an archive holds the whole log", Some(help.to_owned())));
    }
    // A chronology that is only in `events/` so far is taken in first.
    if !Annals::is_at(&open::place(shared))? {
        drop(open::open(shared)?);
    }
    let store = backup::store(shared)?;
    match file(arguments) {
        Some(path) => {
            atomic::write(path, Readers::Usual, arguments.force, |out| backup::write(&store, out))?;
        }
        None => backup::write_out(&store)?,
    }
    Ok(())
}

/// The records as they were written, up to where the log is read.
fn records(shared: &Shared, arguments: &Arguments) -> Result<(), Failure> {
    let words = shared.view_words();
    if !arguments.about.is_empty() || words.iter().any(|word| !word.starts_with("--recorded-by")) {
        let help = "leave them away; only --recorded-by chooses among records";
        return Err(Failure::usage("records are written as they are, under no view", Some(help.to_owned())));
    }
    let Opened::Whole(annals) = open::whole(shared)? else { return Ok(()) };
    let view = shared.view(&annals as &dyn Chronicle)?;
    let mut text = String::new();
    let mut redacted = 0;
    for record in view.recorded(annals.records()) {
        // `append` takes in neither the one nor the other.
        if is_redaction(&record.body) {
            redacted += 1;
            continue;
        }
        text.push_str(&told_json(&record.body, of_amendment(&annals, &record.body)).to_string());
        text.push('\n');
    }
    write(arguments, text.as_bytes())?;
    if redacted > 0 {
        out::note(&format!(
            "note: not in this format: {redacted} x a redacted record or the act; jsonl holds them"
        ));
    }
    out::note(
        "note: not in this format: when the records were taken in, and their digests; jsonl holds them",
    );
    Ok(())
}

/// Whether what a record retracts is an amendment.
fn of_amendment(annals: &Annals, body: &Body) -> bool {
    let Body::Amendment(amendment) = body else { return false };
    let Amends::Retract { target, .. } = &amendment.act else { return false };
    annals.record(target.as_str()).is_some_and(|record| matches!(record.body, Body::Amendment(_)))
}

/// The file to write; none: standard output.
fn file(arguments: &Arguments) -> Option<&PathBuf> {
    arguments.output.as_ref().filter(|path| path.as_path() != Path::new("-"))
}

fn write(arguments: &Arguments, bytes: &[u8]) -> Result<(), Failure> {
    let Some(path) = file(arguments) else { return out::bytes(bytes) };
    atomic::write(path, Readers::Usual, arguments.force, |out| {
        out.write_all(bytes).map_err(|error| Failure::File {
            message: format!("{} cannot be written: {error}", path.display()),
            help: None,
        })
    })
}
