//! The command line: arguments, one call, render. One file a verb.

mod append;
mod ask;
mod at;
mod check;
mod diff;
mod failure;
mod files;
mod history;
mod log;
mod open;
mod out;
mod schema;
mod show;
mod when;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::domain::{Day, Slug};
use crate::render::Format;
use crate::replay::View;
use failure::Failure;

/// An event-sourced chronology engine: what was true, on any date, and why.
#[derive(Parser)]
#[command(name = "annals", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    verb: Verb,
}

/// Options of every verb.
#[derive(Args)]
struct Shared {
    /// Where the chronology lies (else ANNALS_STORE, else ./annals.db)
    #[arg(long, global = true, value_name = "PATH")]
    store: Option<PathBuf>,
    /// How answers are written
    #[arg(long, global = true, value_enum, default_value = "table")]
    format: FormatArg,
    /// Only what had been published by this day
    #[arg(long, global = true, value_name = "DATE")]
    known_by: Option<String>,
    /// Only this source and what is read through it (repeatable)
    #[arg(long = "source", global = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Without this source or report (repeatable)
    #[arg(long, global = true, value_name = "SOURCE|EVENT")]
    without: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FormatArg {
    Table,
    Json,
    Jsonl,
    Csv,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Format {
        match arg {
            FormatArg::Table => Format::Table,
            FormatArg::Json => Format::Json,
            FormatArg::Jsonl => Format::JsonLines,
            FormatArg::Csv => Format::Csv,
        }
    }
}

#[derive(Subcommand)]
enum Verb {
    /// Take in files of records (`-`: standard input); what is already there is skipped
    Append(append::Arguments),
    /// The state at the close of a date
    At(at::Arguments),
    /// One fact, or who fits it: "member-of cpa cma", "holds-post ? cpa leader"
    Ask(ask::Arguments),
    /// What changed between two dates
    Diff(diff::Arguments),
    /// The reports that concern an actor, in order
    History(history::Arguments),
    /// The records, in the order they were taken in
    Log(log::Arguments),
    /// One record, as it was written
    Show(show::Arguments),
    /// Validate files without a store, and list what replay noticed
    Check(check::Arguments),
    /// The JSON Schema of records, or an example of a kind of event
    Schema(schema::Arguments),
}

impl Shared {
    fn format(&self) -> Format {
        self.format.into()
    }

    /// The view these options ask for.
    fn view(&self) -> Result<View, Failure> {
        let known_by = self.known_by.as_deref().map(when::day).transpose()?;
        Ok(View {
            known_by,
            sources: slugs(&self.sources)?,
            without: slugs(&self.without)?,
            ..View::default()
        })
    }
}

fn slugs(texts: &[String]) -> Result<Vec<Slug>, Failure> {
    texts.iter().map(|t| Slug::new(t).map_err(|e| Failure::usage(format!("{t:?}: {e}"), None))).collect()
}

/// Runs the command of this process.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { failure::USAGE } else { 0 };
            // A closed pipe while printing help is nobody's fault.
            let _closed = error.print();
            return ExitCode::from(code);
        }
    };
    let shared = &cli.shared;
    let done = match &cli.verb {
        Verb::Append(arguments) => append::run(shared, arguments),
        Verb::At(arguments) => at::run(shared, arguments),
        Verb::Ask(arguments) => ask::run(shared, arguments),
        Verb::Diff(arguments) => diff::run(shared, arguments),
        Verb::History(arguments) => history::run(shared, arguments),
        Verb::Log(arguments) => log::run(shared, arguments),
        Verb::Show(arguments) => show::run(shared, arguments),
        Verb::Check(arguments) => check::run(shared, arguments),
        Verb::Schema(arguments) => schema::run(shared, arguments),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// The whole period a question can be asked for.
const ALWAYS: (Day, Day) = (Day::PAST, Day::FUTURE);
