//! The options of every verb: where the chronology lies, how answers are written, and whose knowledge is asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::failure::Failure;
use super::knowledge::{self, Knowledge};
use super::leaned::Leaned;
use super::{names, out, when};
use crate::annals::{Annals, Chronicle, Opened};
use crate::domain::{Day, Persistence, Relation};
use crate::index::Asked;
use crate::question::{Compared, Directory};
use crate::render::Format;
use crate::replay::{RecordedBy, Timeline, View};
use crate::store::PATIENCE;

/// Options of every verb.
#[derive(Args)]
pub(super) struct Shared {
    /// Where the chronology lies (else ANNALS_STORE, else ./annals.db)
    #[arg(long, global = true, value_name = "PATH")]
    pub store: Option<PathBuf>,
    /// How many seconds to wait for another process that has the chronology open
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = PATIENCE.as_secs())]
    wait: u64,
    /// How answers are written
    #[arg(long, global = true, value_enum, default_value = "table")]
    format: FormatArg,
    /// Only what had been published by this day (`diff` compares two: A..B)
    #[arg(long, global = true, value_name = "DATE")]
    known_by: Option<String>,
    /// Only this source and what is read through it (repeatable)
    #[arg(long = "source", global = true, value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// Without this source, this report or what this actor says (repeatable)
    #[arg(long, global = true, value_name = "SOURCE|EVENT|ACTOR")]
    without: Vec<String>,
    /// What this actor says counts as fact, what others say does not
    #[arg(long, global = true, value_name = "ACTOR")]
    according_to: Option<String>,
    /// Only sources coded at least so reliable (Admiralty code A to F), and those without a code
    #[arg(long, global = true, value_name = "A-F")]
    min_reliability: Option<String>,
    /// As this log stood then: a position `#1234`, a day, or an instant (`diff` compares two: P..Q)
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
    pub basis: bool,
    /// Never page long answers (else PAGER, else less, on a terminal)
    #[arg(long, global = true)]
    no_pager: bool,
    /// Whether standard output holds something that no word may stand in.
    #[arg(skip)]
    pub alone: std::cell::Cell<bool>,
    /// What was replayed for the answer.
    #[arg(skip)]
    bases: std::cell::RefCell<Vec<String>>,
    /// What was redacted behind the answer.
    #[arg(skip)]
    pub leaned: Leaned,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum FormatArg {
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

impl Shared {
    /// How long to wait for another process.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.wait)
    }

    pub fn format(&self) -> Format {
        self.format.into()
    }

    /// Whether long answers may be paged.
    pub fn may_page(&self) -> bool {
        !self.no_pager && self.format() == Format::Table
    }

    /// How what stands behind an answer is told: below a table, else beside the answer.
    pub fn below(&self) -> Format {
        if self.alone.get() { Format::Json } else { self.format() }
    }

    /// By when what is asked had to be published.
    pub fn known_by(&self) -> Result<Knowledge<Day>, Failure> {
        Knowledge::read("--known-by", self.known_by.as_deref(), when::day)
    }

    /// The options that make a view, as words of a command line that ask for the same.
    pub fn view_words(&self) -> Vec<String> {
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

    /// The view as a line of words, where it is not the default one.
    pub fn asked_with(&self) -> Option<String> {
        let words = self.view_words();
        (!words.is_empty()).then(|| format!("asked with {}", words.join(" ")))
    }

    /// By when what is asked had to be recorded.
    pub fn recorded_by(&self) -> Result<Knowledge<RecordedBy>, Failure> {
        Knowledge::read("--recorded-by", self.recorded_by.as_deref(), when::recorded_by)
    }

    /// The states of knowledge that are to be compared.
    pub fn compared(&self) -> Result<Compared, Failure> {
        knowledge::compared(self.known_by()?, self.recorded_by()?)
    }

    /// The view these options ask for, of a chronology that knows the sources they name.
    pub fn view(&self, annals: &dyn Chronicle) -> Result<View, Failure> {
        let known_by = self.known_by()?.one("day")?;
        let recorded_by = self.recorded_by()?.one("position, day or instant")?;
        Ok(View { known_by, recorded_by, ..self.base(annals)? })
    }

    /// The view of a comparison, on both sides of it, but for what is compared.
    pub fn view_compared(&self, annals: &dyn Chronicle) -> Result<View, Failure> {
        let (known_by, recorded_by) = (self.known_by()?.alone(), self.recorded_by()?.alone());
        Ok(View { known_by, recorded_by, ..self.base(annals)? })
    }

    /// Replays under a view, and notes the basis of what it answers.
    pub fn timeline(&self, annals: &Annals, view: &View) -> Timeline {
        let timeline = annals.timeline(view);
        if self.basis {
            self.bases.borrow_mut().push(annals.basis(view, &timeline).to_string());
        }
        timeline
    }

    /// Replays what is asked under a view, and notes the basis of what it answers.
    pub fn timeline_of(&self, chronicle: &Opened, view: &View, asked: &Asked) -> Result<Timeline, Failure> {
        match chronicle {
            Opened::Whole(annals) => Ok(self.timeline(annals, view)),
            Opened::Indexed(indexed) => Ok(indexed.timeline_of(view, asked)?),
        }
    }

    /// Prints the bases of what was answered: below tables, else beside the answer.
    pub fn print_bases(&self) -> Result<(), Failure> {
        for basis in self.bases.borrow().iter() {
            match self.below() {
                Format::Table => out::text(&format!("\nbasis  {basis}\n"))?,
                _ => out::note(&format!("basis  {basis}")),
            }
        }
        Ok(())
    }

    /// The rules of persistence that differ from those declared.
    pub fn persistence(&self) -> Result<BTreeMap<Relation, Persistence>, Failure> {
        self.persistence.iter().map(|text| when::persistence(text)).collect()
    }

    /// The actors, places and sources as they read under the clocks of these options.
    pub fn directory(&self, annals: &dyn Chronicle) -> Result<Directory, Failure> {
        let (known_by, recorded_by) = (self.known_by()?.alone(), self.recorded_by()?.alone());
        Ok(annals.directory_under(&View { known_by, recorded_by, ..View::default() })?)
    }

    /// The same of just what these texts name.
    pub fn directory_of(&self, annals: &dyn Chronicle, texts: &[String]) -> Result<Directory, Failure> {
        let (known_by, recorded_by) = (self.known_by()?.alone(), self.recorded_by()?.alone());
        Ok(annals.directory_of(&View { known_by, recorded_by, ..View::default() }, texts)?)
    }

    /// What these options ask of a view but for what was known and recorded by then.
    pub fn base(&self, annals: &dyn Chronicle) -> Result<View, Failure> {
        let named: Vec<String> =
            self.sources.iter().chain(&self.without).chain(&self.according_to).cloned().collect();
        let directory = self.directory_of(annals, &named)?;
        Ok(View {
            persistence: self.persistence()?,
            assume: self.assume.iter().map(|text| names::assumed(annals, text)).collect::<Result<_, _>>()?,
            sources: names::sources(&directory, &self.sources)?,
            without: names::without(annals, &directory, &self.without)?,
            according_to: self.according_to.as_deref().map(|a| names::actor(&directory, a)).transpose()?,
            min_reliability: self.min_reliability.as_deref().map(when::reliability).transpose()?,
            ..View::default()
        })
    }
}
