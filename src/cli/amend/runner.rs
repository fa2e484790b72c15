//! One amendment from the command line: written as a record, read like a file, previewed, appended.

use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::super::failure::Failure;
use super::super::{Shared, append, names, out, taken};
use super::sorts_of;
use crate::annals::{Chronicle, Error, Opened};
use crate::domain::{Because, MAX_SLUG, Slug, names as spelling};
use crate::intake::{InputFile, Sort};
use crate::question;
use crate::replay::View;

/// What may be said of any amendment.
#[derive(clap::Args)]
pub(super) struct Told {
    /// The source that tells it
    #[arg(long, value_name = "SOURCE")]
    cite: Option<String>,
    /// Where in it, from 1 (of a holder that is a source: where in that source)
    #[arg(long, value_name = "N")]
    paragraph: Option<u32>,
    /// When the world could read it (EDTF)
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Anything a reader should know
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The id of the amendment (else made of what it does to what)
    #[arg(long = "id", value_name = "ID")]
    own_id: Option<String>,
    /// Write nothing: show which answers would change
    #[arg(long)]
    dry_run: bool,
}

/// An amendment in the making.
pub(super) struct Amending<'a> {
    act: &'static str,
    told: &'a Told,
    /// The id of what it amends.
    pub target: String,
    note: Option<String>,
    fields: Map<String, Value>,
}

/// What faults of the command line are told of.
const NAME: &str = "(command line)";

impl<'a> Amending<'a> {
    /// One that does this.
    pub fn new(act: &'static str, told: &'a Told) -> Amending<'a> {
        Amending { act, told, target: String::new(), note: told.note.clone(), fields: Map::new() }
    }

    /// Gives a value to a key.
    pub fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.fields.insert(key.to_owned(), value.into());
    }

    /// Reads it as a record, shows what changes, and appends it.
    pub fn run(self, shared: &Shared, mut opened: Opened) -> Result<ExitCode, Failure> {
        let Told { cite, paragraph, date, own_id, dry_run, .. } = self.told;
        let chronicle = opened.chronicle();
        let id = match own_id {
            Some(id) => id.clone(),
            None => free(chronicle, &format!("{}-{}", self.act, self.target))?,
        };
        let mut record = Map::new();
        record.insert("id".to_owned(), id.as_str().into());
        record.insert("kind".to_owned(), self.act.into());
        let by = self.fields.get("by").and_then(Value::as_str).map(str::to_owned);
        record.extend(self.fields);
        record.extend(date.as_deref().map(|date| ("date".to_owned(), date.into())));
        // A holder that is a source is itself what is cited.
        let holder = match by {
            Some(by) if paragraph.is_some() && is_source(chronicle, &by)? => Some(by),
            _ => None,
        };
        if let Some(cite) = cite.clone().or(holder) {
            let mut citation = Map::new();
            citation.insert("source".to_owned(), source(chronicle, &cite)?.into());
            citation.extend(paragraph.map(|n| ("paragraph".to_owned(), n.into())));
            record.insert("cite".to_owned(), citation.into());
        }
        record.extend(self.note.map(|note| ("note".to_owned(), note.into())));
        let text = json!({ "amendment": record }).to_string();
        let file = InputFile { name: NAME.to_owned(), bytes: text.into_bytes() };
        let bodies = opened.read(&[file]).map_err(refused)?.bodies;
        if bodies.is_empty() {
            return Err(Failure::refused(format!("{id} is recorded already, and says the same"), None));
        }
        append::foreseen(shared, &opened, &bodies)?;
        if *dry_run {
            out::note(&format!("it would be recorded as {id}; nothing was written"));
            return Ok(ExitCode::SUCCESS);
        }
        let at = taken::take_in(shared, &mut opened, bodies)?.position;
        out::note(&format!("recorded as {id} (record {at}); undo with: annals retract {id}"));
        Ok(ExitCode::SUCCESS)
    }
}

/// The faults as those of a file, but for line and column, which nobody wrote.
pub(in crate::cli) fn refused(error: Error) -> Failure {
    let Error::Rejected(faults) = error else { return error.into() };
    for fault in &faults {
        let text = if fault.text.is_empty() { String::new() } else { format!(": \"{}\"", fault.text) };
        let help = fault.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
        out::note(&format!("{}: {}{text}{help}", fault.file, fault.message));
    }
    let count = if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
    Failure::refused(format!("{count}; nothing was written"), None)
}

/// Whether an id is that of a source.
fn is_source(chronicle: &dyn Chronicle, id: &str) -> Result<bool, Failure> {
    Ok(sorts_of(chronicle, id)?.contains(&Sort::Source))
}

/// The id of a source, by id or by name.
fn source(chronicle: &dyn Chronicle, text: &str) -> Result<String, Failure> {
    if is_source(chronicle, text)? {
        return Ok(text.to_owned());
    }
    let directory = chronicle.directory_under(&View::default())?;
    Ok(names::one(&directory, text, &[question::Sort::Source])?.to_string())
}

/// An id that nothing bears: the one wished for, else with a number after it.
pub(in crate::cli) fn free(chronicle: &dyn Chronicle, wished: &str) -> Result<String, Failure> {
    let wished = wished.get(..MAX_SLUG - 8).unwrap_or(wished).trim_end_matches('-');
    let mut offered = wished.to_owned();
    for number in 2u32.. {
        let taken = match Slug::new(&offered) {
            Ok(id) => !chronicle.records_of(&id)?.is_empty(),
            Err(_) => false,
        };
        if !taken {
            break;
        }
        offered = format!("{wished}-{number}");
    }
    Ok(offered)
}

/// Who keeps the chronology: as told, else as the environment says, else the user this runs as.
pub(super) fn keeper(by: Option<&str>) -> Result<String, Failure> {
    let named = by.map(str::to_owned).or_else(|| std::env::var("ANNALS_BY").ok().filter(|by| !by.is_empty()));
    named.or_else(|| whoami::fallible::username().ok().filter(|name| !name.is_empty())).ok_or_else(|| {
        let help = "write --by NAME, or set ANNALS_BY".to_owned();
        Failure::usage("it is not known who amends it", Some(help))
    })
}

/// Why it is amended: one of the words, else our own slip with the text as a note.
pub(super) fn because(amending: &mut Amending<'_>, text: &str) -> Result<(), Failure> {
    let text = text.trim();
    let word = match Because::parse(text) {
        Some(because) => because,
        None => {
            let words = || Because::ALL.iter().map(|b| b.word());
            let near = spelling::nearest(text, words(), 1);
            if let (Some(near), false) = (near.first(), text.contains(' ')) {
                return Err(Failure::usage(
                    format!("{text:?} is no reason"),
                    Some(format!("perhaps {near}")),
                ));
            }
            if text.is_empty() {
                let help = format!(
                    "write --because {}, or what the slip was",
                    words().collect::<Vec<_>>().join("|")
                );
                return Err(Failure::usage("it is not said why", Some(help)));
            }
            out::note(
                "note: taken as our own slip: it holds for every date of knowledge; where the world learned better write \
                 --because source --date D",
            );
            let more = amending.note.take().map(|note| format!("; {note}")).unwrap_or_default();
            amending.note = Some(format!("{text}{more}"));
            Because::Transcription
        }
    };
    amending.put("because", word.word());
    Ok(())
}
