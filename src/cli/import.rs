//! `annals import`: tables that others publish. It says what would be taken in, and takes it in where that is wanted.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, bar, files, open, out, taken};
use crate::annals::{Error, Living, Opened, Plan, plan};
use crate::domain::{Body, Day, Slug};
use crate::import::{ALL, Format, ImportError, Records, Settings, format};
use crate::intake::Registry;
use crate::log::Log;

/// A format, and files in it.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals import acled 2024-03-mali.csv --as-of 2024-03-31 --yes\n         annals import spells alliances.csv --mapping alliances.toml\n\nWhat is published again and again (acled, ucdp-ged) keeps its history: a newer download of the set appends corrections of rows \
                  that changed and retractions of rows that vanished, so that `--known-by` the older date still answers as before."
)]
pub(super) struct Arguments {
    /// What the files are
    // `--format` of the output has the id that the field would have.
    #[arg(id = "import-format", value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(ALL.iter().map(|f| f.name)))]
    format: String,
    /// Files, or folders of them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// When the download was taken, YYYY-MM-DD: the world could read it by then; left out: today (acled and ucdp-ged need it)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// The id of the source that the records cite; left out: the format and the date
    #[arg(long, value_name = "ID")]
    cite: Option<String>,
    /// What the columns mean (TOML); `annals init` writes a commented example
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The download is a selection: what is missing in it has not vanished
    #[arg(long)]
    partial: bool,
    /// Write the records as JSON Lines on standard output; nothing is taken in
    #[arg(long)]
    print: bool,
    /// Take it in without asking
    #[arg(long, conflicts_with = "print")]
    yes: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let format = format(&arguments.format)
        .ok_or_else(|| Failure::usage(format!("no format {}", arguments.format), None))?;
    let settings = settings(arguments, format)?;
    let inputs = files::read_all(&arguments.files)?;
    let mut records = Records::default();
    (format.read)(&inputs, &settings, &mut records);
    let covers = records.take_covers();
    let (counts, notes) = (records.counts().clone(), records.notes().to_vec());
    if arguments.print {
        let lines: Vec<Vec<u8>> = records.lines().map(<[u8]>::to_vec).collect();
        records.into_bodies(Registry::default(), &mut |_, _| ()).map_err(rejected)?;
        return lines
            .iter()
            .try_for_each(|text| out::text(&String::from_utf8_lossy(text)))
            .map(|()| ExitCode::SUCCESS);
    }
    let mut opened = open::to_ask(shared)?;
    let bodies = bodies(records, &opened)?;
    let prefix = format!("{}-", format.name);
    let all = |_: &_| false;
    let covers: &dyn Fn(&_) -> bool = match &covers {
        Some(covers) if !arguments.partial => covers,
        _ => &all,
    };
    let living = Living { prefix: &prefix, source: &settings.source, covers };
    let living = format.living.then_some(&living);
    let plan = match &opened {
        Opened::Whole(annals) => {
            plan(annals.records().iter().cloned().map(Ok), bodies, &settings.source, living)?
        }
        Opened::Indexed(indexed) => plan(indexed.log().tail(1), bodies, &settings.source, living)?,
    };
    let first = inputs.first().map_or("", |input| input.name.as_str());
    let faults = plan.faults(first);
    if !faults.is_empty() {
        return Err(Error::Rejected(faults).into());
    }
    for (what, count) in &counts {
        out::note(&format!("{count} {what}"));
    }
    notes.iter().for_each(|note| out::note(&format!("note: {note}")));
    out::note(&preview(&plan));
    if plan.is_empty() || !wanted(arguments)? {
        return Ok(ExitCode::SUCCESS);
    }
    let bodies = plan.into_bodies();
    let count = bodies.len();
    let at = match &mut opened {
        Opened::Whole(annals) => taken::append(shared, annals, bodies)?.position,
        Opened::Indexed(indexed) => indexed.append(bodies)?.position,
    };
    out::note(&format!("{count} records added; the log stands at record {at}"));
    Ok(ExitCode::SUCCESS)
}

/// The settings of an import, the mapping read.
fn settings(arguments: &Arguments, format: &Format) -> Result<Settings, Failure> {
    let as_of = match &arguments.as_of {
        Some(text) => {
            let help = Some("write YYYY-MM-DD".to_owned());
            Day::parse(text).ok_or_else(|| Failure::usage(format!("--as-of: no day: \"{text}\""), help))?
        }
        // What was known when turns on this day: nobody guesses it.
        None if format.living => {
            let message = format!("{} needs the day the download was taken", format.name);
            return Err(Failure::usage(message, Some("--as-of YYYY-MM-DD".to_owned())));
        }
        None => {
            let today = chrono::Utc::now().date_naive().to_string();
            Day::parse(&today).ok_or_else(|| Failure::usage("--as-of: the clock tells no day", None))?
        }
    };
    let id = arguments.cite.clone().unwrap_or_else(|| format!("{}-{as_of}", format.name));
    let source = Slug::new(&id).map_err(|error| Failure::usage(format!("--cite: {error}"), None))?;
    let mapping = arguments.mapping.as_ref().map(|path| files::one(path)).transpose()?;
    match (&mapping, format.mapped) {
        (None, true) => {
            let help = Some("annals init writes a commented example".to_owned());
            Err(Failure::usage(format!("{} needs --mapping FILE", format.name), help))
        }
        (Some(_), false) => Err(Failure::usage(format!("{} takes no --mapping", format.name), None)),
        _ => Ok(Settings { source, as_of, mapping }),
    }
}

/// The bodies of what was read; what is registered already may be named.
fn bodies(records: Records, opened: &Opened) -> Result<Vec<Body>, Failure> {
    let own = records.registered();
    let registered = match opened {
        Opened::Whole(annals) => annals.records().to_vec(),
        Opened::Indexed(indexed) => {
            indexed.index().registers(indexed.log()).map_err(crate::annals::Error::from)?
        }
    };
    let registers = registered
        .into_iter()
        .map(|record| record.body)
        .filter(|body| !matches!(body, Body::Report(_) | Body::Amendment(_)))
        .filter(|body| !own.contains(body.id().as_str()));
    let bar = bar::bar("records read");
    let bodies = records.into_bodies(Registry::from_bodies(registers), &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    bodies.map_err(rejected)
}

fn rejected(ImportError(faults): ImportError) -> Failure {
    Error::Rejected(faults).into()
}

/// What would be taken in, in a line.
fn preview(plan: &Plan) -> String {
    let events = plan.new.iter().filter(|body| matches!(body, Body::Report(_))).count();
    let mut parts =
        vec![format!("{events} events"), format!("{} sources, actors and places", plan.new.len() - events)];
    let more = [
        (plan.corrected.len(), "corrections"),
        (plan.retracted.len(), "retractions"),
        (plan.restored.len(), "told again"),
    ];
    parts.extend(
        more.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")),
    );
    let kept = match plan.kept {
        0 => String::new(),
        kept => format!(", {kept} registered otherwise and kept as they are"),
    };
    format!("new: {}; {} already there{kept}", parts.join(", "), plan.same)
}

/// Whether it is to be taken in: asked on a terminal, else only with `--yes`.
fn wanted(arguments: &Arguments) -> Result<bool, Failure> {
    if arguments.yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        out::note("nothing was written; with --yes it is taken in");
        return Ok(false);
    }
    let mut error = std::io::stderr().lock();
    let _asked = write!(error, "take it in? [y/N] ").and_then(|()| error.flush());
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    let yes = read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes");
    if !yes {
        out::note("nothing was written");
    }
    Ok(yes)
}
