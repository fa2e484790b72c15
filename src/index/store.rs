//! The index of a log: the catalog in its files, what was taken in since, and the log itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::base::Base;
use super::both::Both;
use super::build::{Making, build};
use super::cast::Registers;
use super::catalog::Catalog;
use super::closure::Fetch;
use super::delta::Delta;
use super::error::IndexError;
use super::key::Key;
use super::kin::{spoken_of, together};
use super::named::{Named, naming};
use super::part::{Asked, part};
use super::pieces::{Read, pieces};
use super::stamp::Stamp;
use super::touch::{links, redacts, refers};
use super::whole::{forget, remove};
use crate::domain::{Amends, Body, Record, Relation, Slug};
use crate::log::{Head, Log, LogError};
use crate::replay::{RecordedBy, Reports, Timeline, View};

/// The index of one log.
pub struct Index {
    folder: PathBuf,
    base: Option<Base>,
    delta: Delta,
    /// The registers of the whole, read when something is taken in after the files were made.
    registers: Option<Registers>,
    head: Head,
}

impl<L: Log + ?Sized> Fetch for L {
    fn fetch(&self, positions: &[u64]) -> Result<Vec<Record>, LogError> {
        self.read_at(positions)
    }
}

/// So many records may be taken in before the files are made again: they are read at every opening.
pub const TAIL: u64 = 4096;
/// Records read at a time.
const PAGE: usize = 1024;

impl Index {
    /// Opens the index of a log in a folder, as far as it was made; what came since is read from the log. Files that are
    /// damaged, of other rules or of another log count as not there.
    ///
    /// # Errors
    /// [`IndexError::Log`], or what the system says.
    pub fn open(folder: &Path, log: &dyn Log) -> Result<Index, IndexError> {
        let base = match Base::open(folder) {
            Ok(Some(base)) if is_in(log, base.stamp().head)? => Some(base),
            Ok(_) => None,
            Err(IndexError::File(error)) if error.is_damage() || error.is_missing() => None,
            Err(error) => return Err(error),
        };
        let head = base.as_ref().map_or(Head::EMPTY, |base| base.stamp().head);
        Ok(Index { folder: folder.to_owned(), base, delta: Delta::default(), registers: None, head })
    }

    /// What its files are of, where there are any.
    pub fn stamp(&self) -> Option<Stamp> {
        self.base.as_ref().map(|base| base.stamp().clone())
    }

    /// The catalog in files, where there is one.
    pub(super) fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// What was taken in since the files were made.
    pub(super) fn delta(&self) -> &Delta {
        &self.delta
    }

    /// The registers of the whole log, as far as they were needed so far.
    pub(super) fn known_registers(&self) -> Option<&Registers> {
        self.registers.as_ref()
    }

    /// How far it reaches.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Reaches the head of the log: what is new is taken in, or where that is much, or changes what older reports touch, the
    /// files are made again. `tick` is told how many records were read then.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn catch_up(
        &mut self,
        log: &dyn Log,
        memory: usize,
        tick: &mut dyn FnMut(u64),
    ) -> Result<(), IndexError> {
        let head = log.head()?;
        if head == self.head {
            return Ok(());
        }
        let made = self.base.as_ref().map_or(0, |base| base.stamp().head.position);
        if head.position.saturating_sub(made) > TAIL || !self.take_in(log, head)? {
            build(&self.folder, log, memory, tick)?;
            self.renew(log, head)?;
        }
        self.head = head;
        Ok(())
    }

    /// Begins to make the files anew while the log is being appended to, which reaches `head` now: reads it that far, then
    /// takes the records that are added, batch by batch. To be finished with [`Index::complete`].
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn along(
        &self,
        log: &dyn Log,
        memory: usize,
        head: Head,
        added: impl IntoIterator<Item = Vec<Record>>,
    ) -> Result<Making, IndexError> {
        let mut making = Making::new(&self.folder, memory)?;
        making.read(log, head, &mut |_| ())?;
        for records in added {
            making.take(&records)?;
        }
        Ok(making)
    }

    /// Completes what was begun by [`Index::along`]; where the log has gone on since, it is caught up with as
    /// [`Index::catch_up`] does. `tick` as there.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn complete(
        &mut self,
        making: Making,
        log: &dyn Log,
        memory: usize,
        tick: &mut dyn FnMut(u64),
    ) -> Result<(), IndexError> {
        let head = log.head()?;
        if making.head() == head && head != self.head {
            making.finish(log, tick)?;
            return self.renew(log, head);
        }
        self.catch_up(log, memory, tick)
    }

    /// Opens the files that were just made.
    fn renew(&mut self, log: &dyn Log, head: Head) -> Result<(), IndexError> {
        if self.base.as_ref().is_some_and(|base| base.stamp().head != head) {
            forget(&self.folder)?;
        }
        *self = Index::open(&self.folder, log)?;
        if self.head == head {
            return Ok(());
        }
        let what = "its index does not hold what it was made of".to_owned();
        Err(LogError::Corrupt { position: 0, what }.into())
    }

    /// Takes in what came since; `false` where that changes what older reports touch.
    fn take_in(&mut self, log: &dyn Log, head: Head) -> Result<bool, IndexError> {
        let mut registers = match self.registers.take() {
            Some(registers) => registers,
            None => self.read_registers(log)?,
        };
        let mut next = self.head.position + 1;
        while next <= head.position {
            let records = log.read(next, PAGE)?;
            let Some(last) = records.last() else { break };
            next = last.position + 1;
            let reports = self.base.is_some() || self.head.position > 0;
            records.iter().for_each(|record| registers.note(&record.body, reports));
            let mut anew = registers.late;
            for record in &records {
                anew = anew || redacts(&record.body) || self.joins(log, &record.body)?;
            }
            if anew {
                return Ok(false);
            }
            for cast in registers.casts().iter() {
                records.iter().for_each(|record| self.delta.add(record, cast));
            }
            for record in &records {
                let linked = self.linked(&record.body)?;
                self.delta.link(record.position, linked);
            }
            for record in &records {
                let kin = self.kin(log, record)?;
                // Those that were there before are found under what this one adds, too.
                for (position, report, others) in together(&kin) {
                    for cast in registers.casts().iter() {
                        self.delta.join(position, &report, &others, cast);
                    }
                }
                for (position, id) in spoken_of(&kin) {
                    self.delta.speak(position, &id);
                }
            }
        }
        self.registers = Some(registers);
        Ok(true)
    }

    /// The records in files that a record speaks of, and those that speak of it.
    fn linked(&self, body: &Body) -> Result<Vec<u64>, IndexError> {
        let Some(base) = &self.base else { return Ok(Vec::new()) };
        let mut all = base.entries(&Key::Refers(body.id().clone()))?;
        for id in refers(body) {
            all.extend(base.entries(&Key::Is(id))?);
        }
        Ok(all.into_iter().map(|entry| entry.position).collect())
    }

    /// Whether a record tells two actors to be one, or takes that or the correction of a register back: everything about them is
    /// told otherwise then.
    fn joins(&self, log: &dyn Log, body: &Body) -> Result<bool, IndexError> {
        let Body::Amendment(amendment) = body else { return Ok(false) };
        let Amends::Retract { target, .. } = &amendment.act else {
            return Ok(matches!(amendment.act, Amends::SameAs { .. }));
        };
        // What is taken back may itself have taken something back.
        let (mut open, mut met) = (vec![target.clone()], BTreeSet::new());
        while let Some(target) = open.pop() {
            if !met.insert(target.clone()) {
                continue;
            }
            for record in self.records_of(log, &target)? {
                let Body::Amendment(amendment) = &record.body else { continue };
                match &amendment.act {
                    Amends::SameAs { .. } => return Ok(true),
                    Amends::Correct { becomes, .. } if !matches!(**becomes, Body::Report(_)) => {
                        return Ok(true);
                    }
                    Amends::Retract { target, .. } => open.push(target.clone()),
                    _ => {}
                }
            }
        }
        Ok(false)
    }

    fn read_registers(&self, log: &dyn Log) -> Result<Registers, IndexError> {
        let mut registers = Registers::default();
        if let Some(base) = &self.base {
            for record in log.read_at(&base.registers()?)? {
                registers.note(&record.body, false);
            }
        }
        Ok(registers)
    }

    /// The accounts and amendments of what a record tells, itself among them; none where it has none.
    fn kin(&self, log: &dyn Log, record: &Record) -> Result<Vec<Record>, IndexError> {
        let (mut open, both) = (links(&record.body), self.both());
        let id = record.body.id();
        // What speaks of a report may have been there before it (rule R35).
        if matches!(record.body, Body::Report(_)) && !both.entries(&Key::Refers(id.clone()))?.is_empty() {
            open.push(id.clone());
        }
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let mut met: BTreeSet<Slug> = BTreeSet::new();
        let mut positions: BTreeSet<u64> = BTreeSet::from([record.position]);
        while let Some(id) = open.pop() {
            if !met.insert(id.clone()) {
                continue;
            }
            let mut found: BTreeSet<u64> = BTreeSet::new();
            for key in [Key::Is(id.clone()), Key::Refers(id.clone())] {
                found.extend(both.entries(&key)?.iter().map(|e| e.position));
            }
            let found: Vec<u64> = found.into_iter().collect();
            for other in log.read_at(&found)? {
                let near = links(&other.body);
                if other.body.id() == &id || near.contains(&id) {
                    positions.insert(other.position);
                    open.extend(near);
                    if matches!(other.body, Body::Report(_)) {
                        open.push(other.body.id().clone());
                    }
                }
            }
        }
        let positions: Vec<u64> = positions.into_iter().collect();
        Ok(log.read_at(&positions)?)
    }

    fn both(&self) -> Both<'_> {
        Both { base: self.base.as_ref(), delta: &self.delta }
    }

    /// Where every key leads.
    pub fn catalog(&self) -> impl Catalog + Sync + '_ {
        self.both()
    }

    /// The timeline of what is asked, replayed from the records it turns on; `None` where only the whole log can tell.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn timeline(
        &self,
        log: &dyn Log,
        view: &View,
        asked: &Asked,
    ) -> Result<Option<Timeline>, IndexError> {
        let last = self.last(log, view)?;
        part(&self.both(), log, view, last, asked)
    }

    /// Hands all reports of a view to `each`, a piece at a time; with `named` others than those that name it may be left out.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn reports(
        &self,
        log: &dyn Log,
        view: &View,
        named: Option<Named<'_>>,
        each: &mut (dyn FnMut(&Reports) + Send),
    ) -> Result<(), IndexError> {
        let (both, last) = (self.both(), self.last(log, view)?);
        let only = named.map(|named| naming(&both, log, view, last, named)).transpose()?.flatten();
        if only.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(());
        }
        let registers = self.registers(log)?;
        pieces(&both, log, &Read::of(view, last, &registers), only.as_ref(), each)
    }

    /// The last position that a view reads.
    ///
    /// # Errors
    /// [`IndexError::Log`].
    pub(super) fn last(&self, log: &dyn Log, view: &View) -> Result<u64, IndexError> {
        match view.recorded_by {
            None => Ok(self.head.position),
            Some(RecordedBy::Position(position)) => Ok(position.min(self.head.position)),
            Some(RecordedBy::Instant(instant)) => {
                let (mut first, mut past) = (0, self.head.position);
                while first < past {
                    let middle = first + (past - first).div_ceil(2);
                    let before = log.read(middle, 1)?.first().is_some_and(|r| r.recorded <= instant);
                    if before { first = middle } else { past = middle - 1 }
                }
                Ok(first)
            }
        }
    }

    /// The records that register actors, places and sources, that amend these, and the acts of redaction.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn registers(&self, log: &dyn Log) -> Result<Vec<Record>, IndexError> {
        let made = self.base.as_ref().map_or(Ok(Vec::new()), Base::registers)?;
        read(log, made, self.delta.registers())
    }

    /// Whether anything is ever said of an id.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn speaks_of(&self, id: &Slug) -> Result<bool, IndexError> {
        Ok(!self.both().fluents_of(id)?.is_empty())
    }

    /// Every treaty that anything is said of.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn treaties(&self) -> Result<BTreeSet<Slug>, IndexError> {
        let mut all =
            self.base.as_ref().map_or(Ok(BTreeSet::new()), |base| base.subjects(Relation::InForce))?;
        all.extend(self.delta.subjects(Relation::InForce));
        Ok(all)
    }

    /// Every record of an id, of whatever sort.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn records_of(&self, log: &dyn Log, id: &Slug) -> Result<Vec<Record>, IndexError> {
        let entries = self.both().entries(&Key::Is(id.clone()))?;
        let mut records = log.read_at(&entries.iter().map(|e| e.position).collect::<Vec<_>>())?;
        // Ids are looked up by their digests.
        records.retain(|record| record.body.id() == id);
        Ok(records)
    }

    /// Every record of an id, and those that amend it.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn all_of(&self, log: &dyn Log, id: &Slug) -> Result<Vec<Record>, IndexError> {
        let both = self.both();
        let mut positions: Vec<u64> = Vec::new();
        for key in [Key::Is(id.clone()), Key::Refers(id.clone())] {
            positions.extend(both.entries(&key)?.iter().map(|e| e.position));
        }
        // Whatever tells two actors to be one may give it another name.
        positions.extend(both.entries(&Key::Same)?.iter().map(|e| e.position));
        read(log, positions, std::iter::empty())
    }

    /// The redacted records and the acts of redaction. With one the files are made anew, so none comes after them.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn redactions(&self, log: &dyn Log) -> Result<Vec<Record>, IndexError> {
        let made = self.base.as_ref().map_or(Ok(Vec::new()), Base::redactions)?;
        read(log, made, std::iter::empty())
    }

    /// The amendments, in the order recorded.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn amendments(&self, log: &dyn Log) -> Result<Vec<Record>, IndexError> {
        let made = self.base.as_ref().map_or(Ok(Vec::new()), Base::amendments)?;
        read(log, made, self.delta.amendments())
    }
}

/// Takes an index away, all of it: it is made again where it is asked for.
///
/// # Errors
/// What the system says.
pub fn discard(folder: &Path) -> Result<(), IndexError> {
    remove(folder)
}

fn read(
    log: &dyn Log,
    mut positions: Vec<u64>,
    later: impl Iterator<Item = u64>,
) -> Result<Vec<Record>, IndexError> {
    positions.extend(later);
    positions.sort_unstable();
    positions.dedup();
    Ok(log.read_at(&positions)?)
}

/// Whether a log once stood at a head: the record it ended with is still the one.
pub(super) fn is_in(log: &dyn Log, Head { position, digest }: Head) -> Result<bool, LogError> {
    if position == 0 {
        return Ok(true);
    }
    Ok(log.read(position, 1)?.first().is_some_and(|record| record.digest == digest))
}
