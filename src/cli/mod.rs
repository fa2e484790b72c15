//! The command line: arguments, one call, render. One file a verb.

mod amend;
mod append;
mod ask;
mod at;
mod check;
mod compare;
mod diff;
mod disputes;
mod facts;
mod failure;
mod files;
mod findings;
mod hinges;
mod history;
mod lineage;
mod listing;
mod log;
mod names;
mod open;
mod other;
mod out;
mod pull;
mod schema;
mod show;
mod taken;
mod verify;
mod watch;
mod when;
mod why;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::annals::Annals;
use crate::domain::{Day, Persistence, Relation};
use crate::question::Directory;
use crate::render::Format;
use crate::replay::{Timeline, View};
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
    /// Without this source, this report or what this actor says (repeatable)
    #[arg(long, global = true, value_name = "SOURCE|EVENT|ACTOR")]
    without: Vec<String>,
    /// What this actor says counts as fact, what others say does not
    #[arg(long, global = true, value_name = "ACTOR")]
    according_to: Option<String>,
    /// Only sources coded at least so reliable (Admiralty code A to F), and those without a code
    #[arg(long, global = true, value_name = "A-F")]
    min_reliability: Option<String>,
    /// As this log stood then: a position `#1234`, a day, or an instant
    #[arg(long, global = true, value_name = "#POSITION|INSTANT")]
    recorded_by: Option<String>,
    /// As if this event had happened then, in all its accounts (repeatable)
    #[arg(long, global = true, value_name = "EVENT@DATE")]
    assume: Vec<String>,
    /// How a fact goes on in this view: until-ended, or fades:TERM, certain only so long after it was last told
    /// (repeatable; `annals facts` lists them)
    #[arg(long, global = true, value_name = "FACT=RULE")]
    persistence: Vec<String>,
    /// Print what the answer rests on, as one word for `annals verify`
    #[arg(long, global = true)]
    basis: bool,
    /// What was replayed for the answer.
    #[arg(skip)]
    bases: std::cell::RefCell<Vec<String>>,
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
    /// Say how a record should read: annals correct ID KEY=VALUE... --because ...
    Correct(amend::Correct),
    /// Take an event or an amendment back, as if it had never been recorded
    Retract(amend::Retract),
    /// Say that an actor or a source tells the same as an event
    Confirm(amend::Confirm),
    /// Say that an actor or a source does not accept an event, or an aspect of it
    Dispute(amend::Oppose),
    /// Say that an actor or a source denies an event, or an aspect of it
    Deny(amend::Oppose),
    /// Say that an actor is another under a second id
    SameAs(amend::SameAs),
    /// The state at the close of a date
    At(at::Arguments),
    /// One fact, or who fits it: "member-of cpa cma", "holds-post ? cpa leader"
    Ask(ask::Arguments),
    /// Why the answer to one fact is what it is, and why not a surer one: down to paragraph and archive
    Why(why::Arguments),
    /// What changed between two dates
    Diff(diff::Arguments),
    /// The reports that concern an actor, in order
    History(history::Arguments),
    /// What is in dispute, and who says what
    Disputes(disputes::Arguments),
    /// What a body came out of, and what came out of it
    Lineage(lineage::Arguments),
    /// The actors, or those a name may mean
    Actors(listing::Arguments),
    /// The sources, or those a title, author or publisher may mean
    Sources(listing::Arguments),
    /// The places, or those a name may mean
    Places(listing::Arguments),
    /// The reports, sources and vague dates that answers turn on alone
    Hinges(hinges::Arguments),
    /// What in the chronology asks for a second look, and what to do
    Findings(findings::Arguments),
    /// The records, in the order they were taken in
    Log(log::Arguments),
    /// One record, as it was written
    Show(show::Arguments),
    /// Validate files without a store, and list what replay noticed
    Check(check::Arguments),
    /// The digests of the log, or whether the basis of an answer still holds
    Verify(verify::Arguments),
    /// What can be asked: the facts, what silence means, and how they go on
    Facts,
    /// Take in what is new in another chronology; what clashes is listed
    Pull(pull::Arguments),
    /// Where another chronology answers otherwise, and because of which record
    Compare(compare::Arguments),
    /// Questions whose answers are compared at every append
    Watch(watch::Arguments),
    /// The JSON Schema of records, or an example of a kind of event or amendment
    Schema(schema::Arguments),
}

impl Shared {
    fn format(&self) -> Format {
        self.format.into()
    }

    fn known_by(&self) -> Result<Option<Day>, Failure> {
        let known_by = self.known_by.as_deref();
        if known_by.is_some_and(|text| text.contains("..")) {
            let help = "only `annals diff` compares two states of knowledge; write one day".to_owned();
            return Err(Failure::usage("--known-by takes one day here", Some(help)));
        }
        known_by.map(when::day).transpose()
    }

    /// The options that make a view, as words of a command line that ask for the same.
    fn view_words(&self) -> Vec<String> {
        let one = |option: &str, text: &String| format!("--{option}={text}");
        let mut words: Vec<String> = self.known_by.iter().map(|text| one("known-by", text)).collect();
        words.extend(self.sources.iter().map(|text| one("source", text)));
        words.extend(self.without.iter().map(|text| one("without", text)));
        words.extend(self.according_to.iter().map(|text| one("according-to", text)));
        words.extend(self.min_reliability.iter().map(|text| one("min-reliability", text)));
        words.extend(self.recorded_by.iter().map(|text| one("recorded-by", text)));
        words.extend(self.assume.iter().map(|text| one("assume", text)));
        words.extend(self.persistence.iter().map(|text| one("persistence", text)));
        words
    }

    /// The views on either side of a comparison: the same, or as known by A and by B with `--known-by A..B`.
    fn views(&self, annals: &Annals) -> Result<(View, View), Failure> {
        let Some((from, to)) = self.known_by.as_deref().and_then(|text| text.split_once("..")) else {
            let view = self.view(annals)?;
            return Ok((view.clone(), view));
        };
        let (from, to) = (when::day(from)?, when::day(to)?);
        let base = self.view_known_by(annals, None)?;
        let known_by = |day| View { known_by: Some(day), ..base.clone() };
        Ok((known_by(from), known_by(to)))
    }

    /// Whether two states of knowledge are to be compared.
    fn compares_knowledge(&self) -> bool {
        self.known_by.as_deref().is_some_and(|text| text.contains(".."))
    }

    /// The view these options ask for, of a chronology that knows the sources they name.
    fn view(&self, annals: &Annals) -> Result<View, Failure> {
        self.view_known_by(annals, self.known_by()?)
    }

    /// Replays under a view, and notes the basis of what it answers.
    fn timeline(&self, annals: &Annals, view: &View) -> Timeline {
        let timeline = annals.timeline(view);
        if self.basis {
            self.bases.borrow_mut().push(annals.basis(view, &timeline).to_string());
        }
        timeline
    }

    /// Prints the bases of what was answered: below tables, else beside the answer.
    fn print_bases(&self) -> Result<(), Failure> {
        for basis in self.bases.borrow().iter() {
            match self.format() {
                Format::Table => out::text(&format!("\nbasis  {basis}\n"))?,
                _ => out::note(&format!("basis  {basis}")),
            }
        }
        Ok(())
    }

    /// The rules of persistence that differ from those declared.
    fn persistence(&self) -> Result<BTreeMap<Relation, Persistence>, Failure> {
        self.persistence.iter().map(|text| when::persistence(text)).collect()
    }

    /// The actors, places and sources as they read under the clocks of these options.
    fn directory(&self, annals: &Annals) -> Result<Directory, Failure> {
        let recorded_by = self.recorded_by.as_deref().map(when::recorded_by).transpose()?;
        let known_by = if self.compares_knowledge() { None } else { self.known_by()? };
        Ok(annals.directory_under(&View { recorded_by, known_by, ..View::default() }))
    }

    fn view_known_by(&self, annals: &Annals, known_by: Option<Day>) -> Result<View, Failure> {
        let directory = self.directory(annals)?;
        Ok(View {
            known_by,
            persistence: self.persistence()?,
            assume: self.assume.iter().map(|text| names::assumed(annals, text)).collect::<Result<_, _>>()?,
            sources: names::sources(&directory, &self.sources)?,
            without: names::without(annals, &directory, &self.without)?,
            according_to: self.according_to.as_deref().map(|a| names::actor(&directory, a)).transpose()?,
            min_reliability: self.min_reliability.as_deref().map(when::reliability).transpose()?,
            recorded_by: self.recorded_by.as_deref().map(when::recorded_by).transpose()?,
            ..View::default()
        })
    }
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
        Verb::Correct(arguments) => amend::correct(shared, arguments),
        Verb::Retract(arguments) => amend::retract(shared, arguments),
        Verb::Confirm(arguments) => amend::confirm(shared, arguments),
        Verb::Dispute(arguments) => amend::dispute(shared, arguments),
        Verb::Deny(arguments) => amend::deny(shared, arguments),
        Verb::SameAs(arguments) => amend::same_as(shared, arguments),
        Verb::At(arguments) => at::run(shared, arguments),
        Verb::Ask(arguments) => ask::run(shared, arguments),
        Verb::Why(arguments) => why::run(shared, arguments),
        Verb::Diff(arguments) => diff::run(shared, arguments),
        Verb::History(arguments) => history::run(shared, arguments),
        Verb::Disputes(arguments) => disputes::run(shared, arguments),
        Verb::Lineage(arguments) => lineage::run(shared, arguments),
        Verb::Actors(arguments) => listing::actors(shared, arguments),
        Verb::Sources(arguments) => listing::sources(shared, arguments),
        Verb::Places(arguments) => listing::places(shared, arguments),
        Verb::Hinges(arguments) => hinges::run(shared, arguments),
        Verb::Verify(arguments) => verify::run(shared, arguments),
        Verb::Facts => facts::run(shared),
        Verb::Findings(arguments) => findings::run(shared, arguments),
        Verb::Log(arguments) => log::run(shared, arguments),
        Verb::Show(arguments) => show::run(shared, arguments),
        Verb::Check(arguments) => check::run(shared, arguments),
        Verb::Pull(arguments) => pull::run(shared, arguments),
        Verb::Compare(arguments) => compare::run(shared, arguments),
        Verb::Watch(arguments) => watch::run(shared, arguments),
        Verb::Schema(arguments) => schema::run(shared, arguments),
    };
    let done = done.and_then(|code| shared.print_bases().map(|()| code));
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// The whole period a question can be asked for.
const ALWAYS: (Day, Day) = (Day::PAST, Day::FUTURE);

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn given_the_command_line_when_checked_then_no_two_options_get_in_each_others_way() {
        Cli::command().debug_assert();
    }
}
