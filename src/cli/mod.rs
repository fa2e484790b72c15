//! The command line: arguments, one call, render. One file a verb.

mod amend;
mod append;
mod ask;
mod at;
mod atomic;
mod backup;
mod bar;
mod check;
mod compare;
mod completions;
mod diff;
mod disputes;
mod draw;
mod export;
mod facts;
mod failure;
mod files;
mod findings;
mod hinges;
mod history;
mod import;
mod init;
mod knowledge;
mod leaned;
mod lineage;
mod listing;
mod log;
mod man;
mod names;
mod open;
mod options;
mod other;
mod out;
mod pager;
mod pull;
mod recover;
mod redact;
mod report;
mod restore;
mod schema;
mod show;
mod sign;
mod taken;
mod terminal;
mod upgrade;
mod verify;
mod watch;
mod when;
mod whole;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::domain::Day;
use crate::store::quiet_panics;
use options::Shared;

/// An event-sourced chronology engine: what was true, on any date, and why.
#[derive(Parser)]
#[command(name = "annals", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Take in files of records (`-`: standard input); what is already there is skipped
    Append(append::Arguments),
    /// Tell one event step by step: it is asked for, shown, checked, and taken in
    Report(report::Arguments),
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
    /// Take the body of a record away for good, by a named person and for a reason
    Redact(redact::Arguments),
    /// The state at the close of a date
    At(at::Arguments),
    /// One fact, or who fits it: "member-of cpa cma", "holds-post ? cpa leader"
    Ask(ask::Arguments),
    /// Why the answer to one fact is what it is, and why not a surer one: down to paragraph and archive
    Why(why::Arguments),
    /// What changed between two dates, and what was learned between two states of knowledge
    Diff(diff::Arguments),
    /// The reports that concern an actor, in order
    History(history::Arguments),
    /// A picture of a lineage, of coalitions or of spans: GraphViz DOT, Mermaid or SVG
    Draw(draw::Arguments),
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
    /// Take in tables that others publish: a preview first, then all of it
    Import(import::Arguments),
    /// Write a folder for a new chronology: commented examples of records and of a mapping
    Init(init::Arguments),
    /// Check the whole log, or whether the basis of an answer or a signed statement still holds
    Verify(verify::Arguments),
    /// Sign where the log stands, so that anybody can check later that nothing before was changed
    Sign(sign::Arguments),
    /// Write the whole log into an archive of JSON Lines
    Backup(backup::Arguments),
    /// Write what is told in the format of another tool: CSV, Parquet, GEXF, GeoJSON and more
    Export(export::Arguments),
    /// Make a store of an archive, with the same digests
    Restore(restore::Arguments),
    /// Put what is sound of a damaged store into a new one, and say what is not
    Recover(recover::Arguments),
    /// What can be asked: the facts, what silence means, and how they go on
    Facts,
    /// Bring a store of an older format to the present one, after a backup
    Upgrade(upgrade::Arguments),
    /// Take in what is new in another chronology; what clashes is listed
    Pull(pull::Arguments),
    /// Where another chronology answers otherwise, and because of which record
    Compare(compare::Arguments),
    /// Questions whose answers are compared at every append
    Watch(watch::Arguments),
    /// The JSON Schema of records, or an example of a kind of event or amendment
    Schema(schema::Arguments),
    /// Words that complete themselves in a shell: bash, zsh, fish, elvish, powershell
    Completions(completions::Arguments),
    /// The manual, or a page for every verb into a folder
    Man(man::Arguments),
}

impl Verb {
    /// Whether it is asked to be read: its answer may be paged.
    fn is_read(&self) -> bool {
        matches!(
            self,
            Verb::At(_)
                | Verb::Ask(_)
                | Verb::Why(_)
                | Verb::Diff(_)
                | Verb::History(_)
                | Verb::Disputes(_)
                | Verb::Lineage(_)
                | Verb::Actors(_)
                | Verb::Sources(_)
                | Verb::Places(_)
                | Verb::Hinges(_)
                | Verb::Findings(_)
                | Verb::Log(_)
                | Verb::Show(_)
                | Verb::Facts
                | Verb::Compare(_)
                | Verb::Schema(_)
        )
    }
}

/// Runs the command of this process.
pub fn run() -> ExitCode {
    quiet_panics();
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
    if cli.verb.is_read() && shared.may_page() {
        pager::allow();
    }
    let done = match &cli.verb {
        Verb::Append(arguments) => append::run(shared, arguments),
        Verb::Report(arguments) => report::run(shared, arguments),
        Verb::Correct(arguments) => amend::correct(shared, arguments),
        Verb::Retract(arguments) => amend::retract(shared, arguments),
        Verb::Confirm(arguments) => amend::confirm(shared, arguments),
        Verb::Dispute(arguments) => amend::dispute(shared, arguments),
        Verb::Deny(arguments) => amend::deny(shared, arguments),
        Verb::SameAs(arguments) => amend::same_as(shared, arguments),
        Verb::Redact(arguments) => redact::run(shared, arguments),
        Verb::At(arguments) => at::run(shared, arguments),
        Verb::Ask(arguments) => ask::run(shared, arguments),
        Verb::Why(arguments) => why::run(shared, arguments),
        Verb::Diff(arguments) => diff::run(shared, arguments),
        Verb::History(arguments) => history::run(shared, arguments),
        Verb::Draw(arguments) => draw::run(shared, arguments),
        Verb::Disputes(arguments) => disputes::run(shared, arguments),
        Verb::Lineage(arguments) => lineage::run(shared, arguments),
        Verb::Actors(arguments) => listing::actors(shared, arguments),
        Verb::Sources(arguments) => listing::sources(shared, arguments),
        Verb::Places(arguments) => listing::places(shared, arguments),
        Verb::Hinges(arguments) => hinges::run(shared, arguments),
        Verb::Verify(arguments) => verify::run(shared, arguments),
        Verb::Sign(arguments) => sign::run(shared, arguments),
        Verb::Backup(arguments) => backup::run(shared, arguments),
        Verb::Export(arguments) => export::run(shared, arguments),
        Verb::Restore(arguments) => restore::run(shared, arguments),
        Verb::Recover(arguments) => recover::run(shared, arguments),
        Verb::Facts => facts::run(shared),
        Verb::Findings(arguments) => findings::run(shared, arguments),
        Verb::Log(arguments) => log::run(shared, arguments),
        Verb::Show(arguments) => show::run(shared, arguments),
        Verb::Import(arguments) => import::run(shared, arguments),
        Verb::Init(arguments) => init::run(arguments),
        Verb::Check(arguments) => check::run(shared, arguments),
        Verb::Upgrade(arguments) => upgrade::run(shared, arguments),
        Verb::Pull(arguments) => pull::run(shared, arguments),
        Verb::Compare(arguments) => compare::run(shared, arguments),
        Verb::Watch(arguments) => watch::run(shared, arguments),
        Verb::Schema(arguments) => schema::run(shared, arguments),
        Verb::Completions(arguments) => completions::run(arguments),
        Verb::Man(arguments) => man::run(arguments),
    };
    let done = done.and_then(|code| shared.print_redactions().map(|()| code));
    let done = done.and_then(|code| shared.print_bases().map(|()| code));
    let paged = out::told(pager::finish());
    let done = done.and_then(|code| paged.map(|()| code));
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// Whether these words are a command, and the words of dates among them can be read: nothing is run. For hostile input.
///
/// # Panics
/// Where a period that was read is open or runs backwards.
pub(crate) fn reads(words: &[&str]) -> bool {
    let _day = when::day(words.first().copied().unwrap_or_default());
    for word in words {
        let _instant = when::recorded_by(word);
        let _rule = when::persistence(word);
        let _code = when::reliability(word);
        if let Ok((from, to)) = when::period(word) {
            assert!(from <= to && !from.is_open() && !to.is_open(), "{word:?} is {from} to {to}");
        }
        if let Ok(day) = when::day(word) {
            assert!(when::period(word).is_ok_and(|both| both == (day, day)), "{word:?}");
        }
    }
    Cli::try_parse_from(std::iter::once(&"annals").chain(words)).is_ok()
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
