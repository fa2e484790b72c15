//! `annals correct`, `retract`, `confirm`, `dispute`, `deny`, `same-as`: amendments in a line. Each becomes the text of
//! one record and is read like any file.

mod runner;
mod values;

use std::process::ExitCode;

use serde_json::Value;

use super::failure::Failure;
use super::{Shared, names, open};
use crate::annals::{Chronicle, Opened};
use crate::domain::{Amends, Because, RecordSort, Slug, names as spelling};
use crate::index::Asked;
use crate::intake::Sort;
use crate::question;
use crate::replay::{Presence, View};
use runner::{Amending, Told, because};
pub(super) use runner::{free, refused};

/// What to correct, and how it should read.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals correct cpa-formed date=2014-03-19 --because transcription\n         annals correct cpa-formed 'founder=[\"a\", \"b\"]' --unset words --because source --date 2024-05"
)]
pub(super) struct Correct {
    /// The id of an event, actor, place or source, the first of these
    id: String,
    /// The keys as they should read: text, or a value of TOML where it begins with [, { or "
    #[arg(value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// A key to take away (repeatable)
    #[arg(long, value_name = "KEY")]
    unset: Vec<String>,
    /// Which sort of record is meant, where several bear the id
    #[arg(long, value_enum)]
    sort: Option<SortArg>,
    /// Our own slip (transcription), or the world learned better (source); any other text: our own slip, and what of it
    #[arg(long, value_name = "transcription|source|TEXT")]
    because: String,
    #[command(flatten)]
    keeper: Keeper,
    #[command(flatten)]
    told: Told,
}

/// What to retract.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals retract cpa-formed --because \"entered twice\"\n         annals retract correct-cpa-formed      takes a correction back"
)]
pub(super) struct Retract {
    /// The id of an event or an amendment
    id: String,
    /// As of `annals correct`; of an amendment it may be left out: our own slip
    #[arg(long, value_name = "transcription|source|TEXT")]
    because: Option<String>,
    #[command(flatten)]
    keeper: Keeper,
    #[command(flatten)]
    told: Told,
}

/// What is told again, and by whom.
#[derive(clap::Args)]
#[command(after_help = "Example: annals confirm cpa-formed --by mnla --cite 001 --paragraph 4")]
pub(super) struct Confirm {
    /// The id of an event
    id: String,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    told: Told,
}

/// What is not accepted, and by whom.
#[derive(clap::Args)]
#[command(after_help = "Example: annals dispute cpa-formed --by mnla --aspect date --cite 001\n         \
                        annals deny cpa-formed --by 001")]
pub(super) struct Oppose {
    /// The id of an event
    id: String,
    /// What of it: fact (that it happened at all), date, a role ...
    #[arg(long, value_name = "WORD", default_value = "fact")]
    aspect: String,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    told: Told,
}

/// Two actors that are one.
#[derive(clap::Args)]
#[command(after_help = "Example: annals same-as mnla-2 mnla --note \"one movement under two names\"")]
pub(super) struct SameAs {
    /// The second id
    actor: String,
    /// The id that stays
    stays: String,
    #[command(flatten)]
    keeper: Keeper,
    #[command(flatten)]
    told: Told,
}

/// Who keeps the chronology.
#[derive(clap::Args)]
struct Keeper {
    /// Who amends it (else ANNALS_BY, else the name of the user this runs as)
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Who speaks.
#[derive(clap::Args)]
struct Speaker {
    /// The actor or the source that says so; an actor speaks through a source, so name it with --cite
    #[arg(long, value_name = "ACTOR|SOURCE")]
    by: String,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum SortArg {
    Event,
    Actor,
    Place,
    Source,
}

impl From<SortArg> for Sort {
    fn from(arg: SortArg) -> Sort {
        match arg {
            SortArg::Event => Sort::Event,
            SortArg::Actor => Sort::Actor,
            SortArg::Place => Sort::Place,
            SortArg::Source => Sort::Source,
        }
    }
}

pub(super) fn correct(shared: &Shared, arguments: &Correct) -> Result<ExitCode, Failure> {
    let set = values::table(&arguments.set)?;
    if set.is_empty() && arguments.unset.is_empty() {
        let help = "as in: annals correct ID date=2014-03-19 --because transcription".to_owned();
        return Err(Failure::usage("it is not said how it should read", Some(help)));
    }
    let mut amending = Amending::new("correct", &arguments.told);
    because(&mut amending, &arguments.because)?;
    let opened = opened(shared)?;
    let all = [Sort::Event, Sort::Actor, Sort::Place, Sort::Source];
    let sorts = arguments.sort.map_or(all.to_vec(), |sort| vec![sort.into()]);
    let sort = find(opened.chronicle(), &arguments.id, &sorts)?;
    amending.target(sort.word(), &arguments.id);
    if !set.is_empty() {
        amending.put("set", set);
    }
    if !arguments.unset.is_empty() {
        amending.put("unset", arguments.unset.clone());
    }
    amending.put("by", runner::keeper(arguments.keeper.by.as_deref())?);
    amending.run(shared, opened)
}

pub(super) fn retract(shared: &Shared, arguments: &Retract) -> Result<ExitCode, Failure> {
    let mut amending = Amending::new("retract", &arguments.told);
    if let Some(text) = &arguments.because {
        because(&mut amending, text)?;
    }
    let opened = opened(shared)?;
    let id = &arguments.id;
    let sort = find(opened.chronicle(), id, &[Sort::Event, Sort::Amendment])?;
    match (&arguments.because, sort) {
        (None, Sort::Amendment) => amending.put("because", Because::Transcription.word()),
        (None, _) => {
            let help = "--because transcription (our own slip), or --because source --date D".to_owned();
            return Err(Failure::usage(format!("it is not said why {id} is retracted"), Some(help)));
        }
        (Some(_), _) => {}
    }
    if let Some(by) = retracted(opened.chronicle(), id)? {
        let help = format!("it is restored with: annals retract {by}");
        return Err(Failure::refused(format!("{id} is retracted already, by {by}"), Some(help)));
    }
    amending.target(sort.word(), id);
    amending.put("by", runner::keeper(arguments.keeper.by.as_deref())?);
    amending.run(shared, opened)
}

pub(super) fn confirm(shared: &Shared, arguments: &Confirm) -> Result<ExitCode, Failure> {
    let amending = Amending::new("confirm", &arguments.told);
    speak(shared, amending, &arguments.id, &arguments.speaker)
}

pub(super) fn dispute(shared: &Shared, arguments: &Oppose) -> Result<ExitCode, Failure> {
    oppose(shared, "dispute", arguments)
}

pub(super) fn deny(shared: &Shared, arguments: &Oppose) -> Result<ExitCode, Failure> {
    oppose(shared, "deny", arguments)
}

fn oppose(shared: &Shared, act: &'static str, arguments: &Oppose) -> Result<ExitCode, Failure> {
    let mut amending = Amending::new(act, &arguments.told);
    amending.put("aspect", arguments.aspect.as_str());
    speak(shared, amending, &arguments.id, &arguments.speaker)
}

fn speak(
    shared: &Shared,
    mut amending: Amending<'_>,
    id: &str,
    speaker: &Speaker,
) -> Result<ExitCode, Failure> {
    let opened = opened(shared)?;
    find(opened.chronicle(), id, &[Sort::Event])?;
    amending.target(Sort::Event.word(), id);
    let sorts = sorts_of(opened.chronicle(), &speaker.by)?;
    let by = if sorts.contains(&Sort::Actor) || sorts.contains(&Sort::Source) {
        speaker.by.clone()
    } else {
        let directory = opened.chronicle().directory_under(&View::default())?;
        names::one(&directory, &speaker.by, &[question::Sort::Actor, question::Sort::Source])?.to_string()
    };
    amending.put("by", by);
    amending.run(shared, opened)
}

pub(super) fn same_as(shared: &Shared, arguments: &SameAs) -> Result<ExitCode, Failure> {
    let mut amending = Amending::new("same-as", &arguments.told);
    let opened = opened(shared)?;
    let chronicle = opened.chronicle();
    let actor = |text: &str| match sorts_of(chronicle, text)?.contains(&Sort::Actor) {
        true => Ok(text.to_owned()),
        false => names::actor(&chronicle.directory_under(&View::default())?, text).map(|id| id.to_string()),
    };
    let (second, stays) = (actor(&arguments.actor)?, actor(&arguments.stays)?);
    if second != stays && one_already(chronicle, &second, &stays)? {
        return Err(Failure::refused(format!("{second} and {stays} are told to be one already"), None));
    }
    amending.target(Sort::Actor.word(), &second);
    amending.put("same-as", stays);
    amending.put("by", runner::keeper(arguments.keeper.by.as_deref())?);
    amending.run(shared, opened)
}

fn opened(shared: &Shared) -> Result<Opened, Failure> {
    if !shared.sources.is_empty() {
        let help = "to name the source that tells it, write --cite".to_owned();
        return Err(Failure::usage("--source chooses what an answer is read from", Some(help)));
    }
    open::to_ask(shared)
}

/// The sorts of the records under an id.
fn sorts_of(chronicle: &dyn Chronicle, id: &str) -> Result<Vec<Sort>, Failure> {
    let Ok(id) = Slug::new(id) else { return Ok(Vec::new()) };
    Ok(chronicle.records_of(&id)?.iter().map(|r| Sort::of(&r.body)).collect())
}

/// The first of these sorts in which something is recorded under an id.
fn find(chronicle: &dyn Chronicle, id: &str, sorts: &[Sort]) -> Result<Sort, Failure> {
    let there = sorts_of(chronicle, id)?;
    if let Some(sort) = sorts.iter().find(|sort| there.contains(sort)) {
        return Ok(*sort);
    }
    let words: Vec<&str> = sorts.iter().map(|sort| sort.word()).collect();
    let message = format!("no {} is recorded under {id:?}", words.join(" or "));
    let other = Sort::ALL.into_iter().find(|sort| there.contains(sort));
    let help = match other {
        Some(Sort::Amendment) => Some(format!("it is an amendment: annals retract {id} takes it back")),
        Some(other) => Some(format!("it is the id of this sort: {}", other.word())),
        None => {
            let known = |sort: &Sort| chronicle.known_ids(RecordSort::parse(sort.word()));
            let near = spelling::nearest(id, sorts.iter().flat_map(known).map(Slug::as_str), 3);
            (!near.is_empty()).then(|| format!("perhaps {}", near.join(", ")))
        }
    };
    Err(Failure::usage(message, help))
}

/// Whether two actors stand under one id.
fn one_already(chronicle: &dyn Chronicle, second: &str, stays: &str) -> Result<bool, Failure> {
    let (Ok(second), Ok(stays)) = (Slug::new(second), Slug::new(stays)) else { return Ok(false) };
    let asked = Asked { records: vec![second.clone(), stays.clone()], ..Asked::default() };
    let timeline = chronicle.timeline_of(&View::default(), &asked)?;
    Ok(timeline.stays(&second) == timeline.stays(&stays))
}

/// The retraction in force of an event or amendment.
fn retracted(chronicle: &dyn Chronicle, id: &str) -> Result<Option<Slug>, Failure> {
    let Ok(id) = Slug::new(id) else { return Ok(None) };
    let asked = Asked { records: vec![id.clone()], ..Asked::default() };
    let timeline = chronicle.timeline_of(&View::default(), &asked)?;
    let mut heard = timeline.amendments().iter().filter(|heard| heard.presence == Presence::In);
    let found =
        heard.find(|heard| matches!(&heard.amendment.act, Amends::Retract { target, .. } if *target == id));
    Ok(found.map(|heard| heard.amendment.id.clone()))
}

impl Amending<'_> {
    /// What it amends: the key that names it, and its id.
    fn target(&mut self, key: &str, id: &str) {
        id.clone_into(&mut self.target);
        self.put(key, Value::from(id));
    }
}
