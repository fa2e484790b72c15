//! The one surface that faces use: open, read files, preview, append, and replay under a view; and (`keep`) what keeps a
//! chronology from harm.

mod asking;
mod chronicle;
mod import;
mod indexed;
mod keep;
mod known;
mod sound;
mod stream;

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

pub use asking::{acting, disputed, doubted};
pub use chronicle::Chronicle;
use chronicle::rank;
pub use import::{Living, Plan, plan};
pub use indexed::{Indexed, LARGE, Opened};
pub use keep::{Upgrade, backup, format, loose, recover, restore, salvaged, upgrade};
use known::Recorded;
pub use sound::Sound;

use crate::archive::ArchiveError;
use crate::domain::{Amendment, Body, Day, Finding, Record, RecordSort, Redacted, Redaction, Slug, Struck};
use crate::index::{IndexError, discard};
use crate::intake::{self, Diagnostic, InputFile, Intake, StreamError};
use crate::log::{
    Clash, Clock, Fault, Head, Log, LogError, MemoryLog, Merge, Redact, body_digest, is_redaction, merge,
    system_clock, verify,
};
use crate::projectors::RULES_VERSION;
use crate::question::{
    Apart, Basis, Directory, Hinge, Redactions, Revision, hinges, leaned, revisions, state_digest, struck,
    without_bodies,
};
use crate::replay::{Timeline, View, replay};
use crate::store::{Audit, PATIENCE, SledLog, StoreError};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Input that is not as it should be; every fault of every file.
    #[error("{} in what was read; nothing was taken in", faults(.0.len()))]
    Rejected(Vec<Diagnostic>),
    /// Another chronology and this one do not fit; every clash.
    #[error("{}; nothing was taken in", clashes(.0.len()))]
    Clashes(Vec<Clash>),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log cannot do it.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A stream cannot be read to its end.
    #[error("the input cannot be read: {0}")]
    Stream(StreamError),
    /// An archive cannot be written or read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The index cannot be made or asked.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl Error {
    /// Where the store itself is damaged: what is wrong with it.
    pub fn damage(&self) -> Option<&str> {
        match self {
            Error::Log(LogError::Corrupt { what, .. })
            | Error::Index(IndexError::Log(LogError::Corrupt { what, .. }))
            | Error::Store(StoreError::Log(LogError::Corrupt { what, .. })) => Some(what),
            _ => None,
        }
    }
}

fn faults(count: usize) -> String {
    if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") }
}

fn clashes(count: usize) -> String {
    if count == 1 { "1 record clashes".to_owned() } else { format!("{count} records clash") }
}

/// Where the log lies.
enum Backend {
    Memory(Box<MemoryLog>),
    Sled(Box<SledLog>),
}

/// A chronology: a log, and what replay makes of it.
pub struct Annals {
    backend: Backend,
    records: Vec<Record>,
}

/// What came of verifying a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// The same records and rules lead to the same state.
    Same,
    /// The rules are others by now, and lead to the same state.
    SameUnderOtherRules {
        /// The version of the rules now.
        now: u32,
    },
    /// The rules are others by now, and lead to another state.
    OtherRules {
        /// The version of the rules now.
        now: u32,
    },
    /// The record at its position is another one.
    OtherLog,
    /// A record it was replayed from was redacted since: its state cannot be replayed any more.
    Redacted {
        /// The position of that record.
        record: u64,
        /// The position of the act.
        act: u64,
    },
    /// The log ends before its position.
    Shorter {
        /// The position of the last record.
        head: u64,
    },
    /// The same records and rules lead to another state.
    OtherState,
}

/// What an append would change.
#[derive(Debug, Default)]
pub struct Preview {
    /// Records that would be added.
    pub added: usize,
    /// Answers that would differ.
    pub revisions: Vec<Revision>,
    /// Findings that would be new.
    pub findings: Vec<Finding>,
}

impl Annals {
    /// Opens the chronology in a folder, or begins one there.
    ///
    /// # Errors
    /// [`Error::Store`] where it cannot be opened, [`Error::Log`] where it cannot be read.
    pub fn open(path: &Path) -> Result<Annals, Error> {
        Annals::open_waiting(path, PATIENCE)
    }

    /// As [`Annals::open`], waiting so long for another process that has it open.
    ///
    /// # Errors
    /// As [`Annals::open`].
    pub fn open_waiting(path: &Path, patience: Duration) -> Result<Annals, Error> {
        Annals::of(SledLog::open_waiting(path, system_clock(), patience)?)
    }

    /// As [`Annals::open`], with a clock of the caller's.
    ///
    /// # Errors
    /// As [`Annals::open`].
    pub fn with_clock(path: &Path, clock: Clock) -> Result<Annals, Error> {
        Annals::of(SledLog::open(path, clock)?)
    }

    fn of(log: SledLog) -> Result<Annals, Error> {
        let backend = Backend::Sled(Box::new(log));
        let mut annals = Annals { backend, records: Vec::new() };
        annals.refresh()?;
        Ok(annals)
    }

    /// A chronology that is forgotten with the process.
    pub fn in_memory() -> Annals {
        Annals { backend: Backend::Memory(Box::new(MemoryLog::new(system_clock()))), records: Vec::new() }
    }

    /// Whether a path is the folder of a chronology; nothing is begun there.
    ///
    /// # Errors
    /// [`Error::Store`] where it is one that cannot be opened.
    pub fn is_at(path: &Path) -> Result<bool, Error> {
        Ok(SledLog::is_at(path)?)
    }

    fn log(&self) -> &dyn Redact {
        match &self.backend {
            Backend::Memory(log) => &**log,
            Backend::Sled(log) => &**log,
        }
    }

    fn refresh(&mut self) -> Result<(), Error> {
        let next = self.records.last().map_or(1, |r| r.position + 1);
        let more: Vec<Record> = self.log().tail(next).collect::<Result<_, _>>()?;
        self.records.extend(more);
        Ok(())
    }

    /// Every record, in order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    fn bodies(&self) -> Vec<&Body> {
        self.records.iter().map(|r| &r.body).collect()
    }

    /// Where the log stands.
    ///
    /// # Errors
    /// [`Error::Log`] where it cannot be read.
    pub fn head(&self) -> Result<Head, Error> {
        Ok(self.log().head()?)
    }

    /// The record that registers or reports something under an id; of several sorts, the event first, then the
    /// amendment.
    pub fn record(&self, id: &str) -> Option<&Record> {
        let found = self.records.iter().filter(|r| r.body.id().as_str() == id);
        found.min_by_key(|r| rank(&r.body))
    }

    /// Actors, places and sources by slug and name.
    pub fn directory(&self) -> Directory {
        Directory::of(&self.records)
    }

    /// The same as they read in a view: under its clocks actors may be told apart that are one by now.
    pub fn directory_under(&self, view: &View) -> Directory {
        Directory::under(&self.records, view)
    }

    /// Reads files against what is already known: what is new, or every fault.
    ///
    /// # Errors
    /// [`Error::Rejected`].
    pub fn read(&self, files: &[InputFile]) -> Result<Intake, Error> {
        intake::read(files, &Recorded::of(&self.records)).map_err(Error::Rejected)
    }

    /// What an append of these bodies would change in the default view.
    pub fn preview(&self, bodies: &[Body]) -> Preview {
        self.previewed(bodies.len(), &self.with(bodies))
    }

    /// What a redaction of these records would change in the default view.
    pub fn preview_redaction(&self, struck: &[u64]) -> Preview {
        self.previewed(1, &without_bodies(&self.records, struck))
    }

    fn previewed(&self, added: usize, records: &[Record]) -> Preview {
        let view = View::default();
        let before = replay(&self.records, &view);
        let after = replay(records, &view);
        let new = |f: &Finding| !before.findings.contains(f);
        Preview {
            added,
            revisions: revisions(&before, &after),
            findings: after.findings.iter().filter(|f| new(f)).cloned().collect(),
        }
    }

    /// The records as they would be with these bodies at the end; they are written nowhere.
    fn with(&self, bodies: &[Body]) -> Vec<Record> {
        let mut records = self.records.clone();
        let last = records.last().map(|r| (r.position, r.recorded, r.digest));
        let (position, recorded, digest) =
            last.unwrap_or((0, chrono::DateTime::UNIX_EPOCH, crate::domain::Digest::ZERO));
        records.extend(bodies.iter().zip(position + 1..).map(|(body, position)| Record {
            position,
            recorded,
            digest,
            body: body.clone(),
        }));
        records
    }

    /// Appends bodies. Up to the limit of a batch (1,000 records) all of them are taken in or none; more go in several
    /// batches, each whole. Durable at `Ok`.
    ///
    /// # Errors
    /// [`Error::Log`]; whole batches before the one that failed stay.
    pub fn append(&mut self, bodies: Vec<Body>) -> Result<Head, Error> {
        let head = append(self.log(), bodies)?;
        self.refresh()?;
        Ok(head)
    }

    /// The records whose bodies a redaction of one takes away ([`struck`]): that one first, then its corrections.
    pub fn struck(&self, position: u64) -> Vec<&Record> {
        let positions = struck(&self.records, position);
        let record = |position: &u64| self.records.iter().find(|r| r.position == *position);
        positions.iter().filter_map(record).collect()
    }

    /// The redaction of the record at a position, with its corrections, and what leans on them; none where nothing
    /// there can be redacted.
    pub fn redaction(&self, position: u64, because: &str) -> Option<Redaction> {
        let all: Vec<Struck> = self
            .struck(position)
            .into_iter()
            .map(|Record { position, body, .. }| {
                let (sort, id) = (RecordSort::of(body), body.id().clone());
                Struck { position: *position, record: Redacted { sort, id, digest: body_digest(body) } }
            })
            .collect();
        let positions: Vec<u64> = all.iter().map(|struck| struck.position).collect();
        let (target, with) = all.split_first()?;
        let leaned = leaned(&self.records, &positions, &target.record);
        Some(Redaction { target: target.clone(), with: with.to_vec(), because: because.to_owned(), leaned })
    }

    /// Redacts: takes the bodies away that an act names, and records the act. Durable at `Ok`.
    ///
    /// # Errors
    /// [`Error::Log`], as [`Redact::redact`].
    pub fn redact(&mut self, act: Amendment) -> Result<Head, Error> {
        let head = self.log().redact(&self.log().head()?, act)?;
        self.records.clear();
        if let Backend::Sled(log) = &self.backend {
            // Opening it again clears away what its files still hold of the old bodies.
            let path = log.path().to_owned();
            // What was made of them goes as well.
            discard(&path.join(indexed::FOLDER))?;
            self.backend = Backend::Memory(Box::new(MemoryLog::new(system_clock())));
            self.backend = Backend::Sled(Box::new(SledLog::open(&path, system_clock())?));
        }
        self.refresh()?;
        Ok(head)
    }

    /// What was redacted, by whom and why.
    pub fn redactions(&self) -> Redactions {
        Redactions::of(&self.records)
    }

    /// What the answers of a view turn on ([`hinges`]): on one day, or on any.
    pub fn hinges(
        &self,
        view: &View,
        at: Option<Day>,
        steps: impl FnOnce(usize),
        tick: &(dyn Fn() + Sync),
    ) -> Vec<Hinge> {
        hinges(&self.records, view, at, steps, tick)
    }

    /// The basis of what a timeline answers, replayed from this log under a view.
    pub fn basis(&self, view: &View, timeline: &Timeline) -> Basis {
        let head =
            self.records.last().map_or(Head::EMPTY, |r| Head { position: r.position, digest: r.digest });
        Basis::of(head.position, head.digest, view, timeline)
    }

    /// Checks the digests of the whole log.
    ///
    /// # Errors
    /// The first fault.
    pub fn verify_log(&self) -> Result<Head, Fault> {
        verify(&self.records, &Head::EMPTY)
    }

    /// Reads every block of the store again and checks it; nothing in memory.
    ///
    /// # Errors
    /// [`Error::Log`] with the first position at which something is wrong.
    pub fn audit(&self) -> Result<Audit, Error> {
        match &self.backend {
            Backend::Memory(_) => Ok(Audit::default()),
            Backend::Sled(log) => Ok(log.audit()?),
        }
    }

    /// Replays what a basis was replayed from, and compares.
    pub fn verify(&self, basis: &Basis) -> Verified {
        let head = self.records.last().map_or(0, |r| r.position);
        if head < basis.position {
            return Verified::Shorter { head };
        }
        let read: Vec<Record> =
            self.records.iter().filter(|r| r.position <= basis.position).cloned().collect();
        let digest = read.last().map_or(Head::EMPTY.digest, |r| r.digest);
        if digest != basis.log {
            return Verified::OtherLog;
        }
        let same = state_digest(&replay(&read, &basis.view)) == basis.state;
        let since = self.redactions();
        let mut since = since.acts().iter().filter(|act| act.position > basis.position);
        let redacted = since.find_map(|act| {
            let record = act.redaction.struck().find(|struck| struck.position <= basis.position)?.position;
            Some(Verified::Redacted { record, act: act.position })
        });
        if let (false, Some(redacted)) = (same, redacted) {
            return redacted;
        }
        match (same, basis.rules == RULES_VERSION) {
            (true, true) => Verified::Same,
            (true, false) => Verified::SameUnderOtherRules { now: RULES_VERSION },
            (false, true) => Verified::OtherState,
            (false, false) => Verified::OtherRules { now: RULES_VERSION },
        }
    }

    /// What another chronology holds that this one does not, and what of it clashes; nothing is taken in.
    pub fn merge(&self, other: &Annals) -> Merge {
        merge(&self.bodies(), &other.bodies())
    }

    /// Takes in what is new in another chronology, in its order, as one append. With clashes nothing is taken, unless
    /// they are to be skipped: then all but what clashes and what leans on it.
    ///
    /// # Errors
    /// [`Error::Clashes`]; [`Error::Log`] as for [`Annals::append`].
    pub fn pull(&mut self, other: &Annals, skip_clashes: bool) -> Result<Merge, Error> {
        let merge = self.merge(other);
        if !merge.clashes.is_empty() && !skip_clashes {
            return Err(Error::Clashes(merge.clashes));
        }
        self.append(merge.new.clone())?;
        Ok(merge)
    }

    /// Both in memory, for what is named in either: this one, and what the other has under further ids; nothing of what
    /// was redacted.
    ///
    /// # Errors
    /// [`Error::Log`].
    pub fn beside(&self, other: &Annals) -> Result<Annals, Error> {
        let known: HashSet<(&str, &Slug)> =
            self.records.iter().map(|r| (r.body.sort(), r.body.id())).collect();
        let more = other.bodies().into_iter().filter(|body| !known.contains(&(body.sort(), body.id())));
        let mut both = Annals::in_memory();
        let whole = self.bodies().into_iter().chain(more).filter(|body| !is_redaction(body));
        both.append(whole.cloned().collect())?;
        Ok(both)
    }

    /// The records that only one of two chronologies holds, or that read otherwise in a way that answers can show.
    pub fn apart(&self, other: &Annals) -> Apart {
        Apart::of(&self.bodies(), &other.bodies())
    }

    /// What the log holds past its first so many records, as against what it held before.
    pub fn since(&self, records: usize) -> Apart {
        let all = self.bodies();
        Apart::of(all.get(..records).unwrap_or_default(), &all)
    }

    /// Replays the log under a view.
    pub fn timeline(&self, view: &View) -> Timeline {
        replay(&self.records, view)
    }

    /// Opens a chronology that lies where nothing can be written, from a copy; nothing can be appended.
    ///
    /// # Errors
    /// As [`Annals::open`].
    pub fn open_copy(path: &Path) -> Result<Annals, Error> {
        Annals::of(SledLog::open_copy(path, system_clock())?)
    }

    /// Files of the store that were not as they were when it was last closed, though every record is there.
    pub fn odd_files(&self) -> &[String] {
        match &self.backend {
            Backend::Memory(_) => &[],
            Backend::Sled(log) => log.odd_files(),
        }
    }

    /// Whether it is forgotten with the process.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.backend, Backend::Memory(_))
    }

    /// Keeps a value beside the log; in memory it is forgotten.
    ///
    /// # Errors
    /// [`Error::Log`].
    pub fn remember(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        match &self.backend {
            Backend::Memory(_) => Ok(()),
            Backend::Sled(log) => Ok(log.remember(key, value)?),
        }
    }

    /// A value kept beside the log.
    ///
    /// # Errors
    /// [`Error::Log`].
    pub fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        match &self.backend {
            Backend::Memory(_) => Ok(None),
            Backend::Sled(log) => Ok(log.recall(key)?),
        }
    }

    /// Every identifier in use, for suggestions.
    pub fn ids(&self) -> impl Iterator<Item = &Slug> {
        self.records.iter().map(|r| r.body.id())
    }
}

/// Appends bodies to a log, in as many batches as it takes.
fn append<L: Log + ?Sized>(log: &L, bodies: Vec<Body>) -> Result<Head, Error> {
    let mut head = log.head()?;
    let mut rest = bodies;
    while !rest.is_empty() {
        let after = rest.split_off(rest.len().min(log.limits().records_per_batch));
        head = log.append(&head, rest)?;
        rest = after;
    }
    Ok(head)
}
