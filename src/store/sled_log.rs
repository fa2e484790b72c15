//! The log in sled: its head, its last records and where the others are sealed, written in one atomic batch.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sled::Batch;
use tempfile::TempDir;

use super::ahead::Ahead;
use super::blocks::BlockFile;
use super::chunk::{Join, pieces};
use super::closing::{self, Closing};
use super::codec;
use super::engine::{Barrier, Engine, Space, sync_data};
use super::error::StoreError;
use super::folder::{self, State};
use super::index::Index;
use super::lock::{Lock, PATIENCE};
use super::opening::{Up, come_up, rehearse};
use super::shelf::{self, Shelf};
use super::witness::Witness;
use super::{rebuild, rehearsal};
use crate::domain::{Amendment, Body, Record};
use crate::log::{Clock, Head, Log, LogError, Redact, Tail, done, left, link, repeated, seal};

/// The version of the format written, kept in the store as u32, big-endian.
pub const FORMAT: u32 = 3;
/// The oldest format read. Formats 1 and 2 keep one key a record; format 2 knows redacted ones, nothing else differs.
pub(super) const OLDEST: u32 = 1;
pub(super) const FORMAT_KEY: &[u8] = b"format";
/// The head, in the tree of the records: it sorts after every position that will ever be.
pub(super) const HEAD_KEY: &[u8] = b"head";
/// Stands in the tree of the records while old bytes are to be cleared away: after the head.
pub(super) const REBUILD_KEY: &[u8] = b"rebuild";
/// Records read at a time where all are.
pub(super) const PAGE: usize = 2048;
/// Fewer records than this are read on one core.
const FEW: u64 = 1_000;
/// Bytes of a position as a key.
pub(super) const POSITION: usize = 8;
/// Bytes of the key of a remembered value.
pub(super) const MEMORY: usize = 7 + 32;
/// Most bytes remembered under one key.
const LARGEST_MEMORY: usize = 1024 * 1024;

/// A log in a folder of its own, held by one process at a time.
pub struct SledLog {
    path: PathBuf,
    clock: Clock,
    format: u32,
    odd: Vec<String>,
    state: Mutex<Present>,
    engine: Engine,
    barrier: Barrier,
    closing: Closing,
    /// Let go of after everything else.
    _lock: Lock,
    /// Of a log that is only read: where its copy lies.
    _copy: Option<TempDir>,
}

/// What is known without reading. Its lock also lets one writer at a time through.
pub(super) struct Present {
    pub(super) head: Head,
    pub(super) witness: Witness,
    /// The instant of the last record.
    pub(super) last: Option<DateTime<Utc>>,
    /// Why nothing more is written: something before may or may not have reached the disk.
    pub(super) doubt: Option<String>,
    /// Why nothing is ever written to it.
    pub(super) refusal: Option<Refusal>,
    /// Where the records lie; none of an older format, which keeps one key a record.
    pub(super) shelf: Option<Shelf>,
}

/// Why a log is only read.
pub(super) enum Refusal {
    /// It lies there in this older format.
    Older(PathBuf, u32),
    /// It lies where nothing can be written.
    Copy(PathBuf),
}

impl SledLog {
    /// Opens the log in this folder, or makes a new one where the folder is missing or empty.
    ///
    /// # Errors
    /// [`StoreError`], each with what to do.
    pub fn open(path: &Path, clock: Clock) -> Result<SledLog, StoreError> {
        Self::open_waiting(path, clock, PATIENCE)
    }

    /// As [`SledLog::open`], waiting so long for another process that has it open.
    ///
    /// # Errors
    /// As [`SledLog::open`].
    pub fn open_waiting(path: &Path, clock: Clock, patience: Duration) -> Result<SledLog, StoreError> {
        Self::open_with(path, clock, sync_data(), patience)
    }

    /// Opens a log that lies where nothing can be written, say on a medium for reading only: a copy of it, which goes when
    /// it is closed. Nothing can be appended.
    ///
    /// # Errors
    /// As [`SledLog::open`], and where the path is no store.
    pub fn open_copy(path: &Path, clock: Clock) -> Result<SledLog, StoreError> {
        if !folder::holds(path)? {
            return Err(corrupt(0, format!("{} is no store of annals", path.display())).into());
        }
        let _lock = Lock::look(path)?;
        let copy = rehearsal::whole_copy(path)?;
        let mut log = SledLog::open(copy.path(), clock)?;
        log.present().refusal = Some(Refusal::Copy(path.to_owned()));
        log._copy = Some(copy);
        Ok(log)
    }

    /// Whether a path is the folder of a store; nothing is made or written there.
    ///
    /// # Errors
    /// [`StoreError::Unfinished`], or where it was changed or cannot be read.
    pub fn is_at(path: &Path) -> Result<bool, StoreError> {
        folder::holds(path)
    }

    /// As [`SledLog::open`], with what waits for the disk.
    pub(super) fn open_with(
        path: &Path,
        clock: Clock,
        barrier: Barrier,
        patience: Duration,
    ) -> Result<SledLog, StoreError> {
        folder::claim(path)?;
        let lock = Lock::take(path, patience)?;
        let state = folder::prepare(path)?;
        if state == State::New {
            folder::clear(path)?;
        }
        folder::tidy(path)?;
        rebuild::tidy(path)?;
        let odd = if state == State::Ready { rehearse(path)? } else { Vec::new() };
        closing::take_away(path)?;
        let mut up = come_up(path, state, &barrier)?;
        if up.engine.get(Space::Log, REBUILD_KEY)?.is_some() {
            rebuild::fill(path, &up)?;
            drop(up);
            rebuild::exchange(path)?;
            up = come_up(path, State::Ready, &barrier)?;
        }
        let Up { engine, format, present } = up;
        let closing = Closing::of(path);
        let state = Mutex::new(present);
        Ok(SledLog {
            path: path.to_owned(),
            clock,
            format,
            odd,
            engine,
            barrier,
            state,
            closing,
            _lock: lock,
            _copy: None,
        })
    }

    /// The version of the format it is written in. Nothing can be appended to an older one: [`SledLog::rebuild`] it
    /// first.
    pub fn format(&self) -> u32 {
        self.format
    }

    /// Files that were not as they were when the store was last closed, by name. All records were found as they were
    /// nevertheless, or it would not have opened: the power failed, or somebody changed what nobody reads.
    pub fn odd_files(&self) -> &[String] {
        &self.odd
    }

    /// Has the store built afresh in the present format, when it is opened the next time. What it holds and its digests
    /// stay as they are.
    ///
    /// # Errors
    /// [`LogError::InDoubt`] as for an append.
    pub fn rebuild(&self) -> Result<(), LogError> {
        let mut state = self.present();
        if let Some(why) = &state.doubt {
            return Err(LogError::InDoubt { why: why.clone() });
        }
        let mut writes = Batch::default();
        writes.insert(REBUILD_KEY, b"");
        state.commit(&self.engine, Space::Log, writes)
    }

    /// Appends a batch as [`Log::append`], and hands over the records that it became, which need not be read back then.
    ///
    /// # Errors
    /// As [`Log::append`] and [`Log::read`].
    pub fn append_records(&self, expected: &Head, batch: Vec<Body>) -> Result<(Head, Vec<Record>), LogError> {
        let length = batch.len();
        let (head, records) = self.take_in(expected, batch)?;
        let records = if records.is_empty() { self.read(expected.position + 1, length)? } else { records };
        Ok((head, records))
    }

    /// Appends a batch; with the head the records of it, unless they stay in memory or were there before.
    fn take_in(&self, expected: &Head, batch: Vec<Body>) -> Result<(Head, Vec<Record>), LogError> {
        let mut state = self.present();
        state.writable()?;
        let head = state.head;
        if *expected != head {
            let present = window(expected.position.saturating_add(1), batch.len(), head.position);
            let present = present.map_or(Ok(vec![]), |(from, to)| state.records(&self.engine, from, to))?;
            let there = repeated(expected, &batch, &present).ok_or(LogError::Conflict { head })?;
            return Ok((there, Vec::new()));
        }
        let new = link(&head, state.last, (self.clock)(), batch, &self.limits())?;
        state.extend(&self.engine, &self.barrier, Batch::default(), new)
    }

    /// The folder of the log.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a value beside the log under a key, in place of the one before; durable once `Ok` is returned.
    /// It is no part of the log, and of no digest.
    ///
    /// # Errors
    /// [`LogError::InDoubt`] as for an append; [`LogError::Io`] where the value is over 1 MiB.
    pub fn remember(&self, key: &str, value: &[u8]) -> Result<(), LogError> {
        if value.len() > LARGEST_MEMORY {
            let why = format!("{} bytes are more than {LARGEST_MEMORY}", value.len());
            let source = io::Error::new(io::ErrorKind::InvalidInput, why);
            return Err(LogError::Io { doing: format!("remember {key:?}"), source });
        }
        let mut state = self.present();
        state.writable()?;
        let base = memory_key(key);
        let mut batch = Batch::default();
        self.engine.scan(Space::Meta, base.clone()..after(&base), 0, |key, _| {
            batch.remove(key);
            true
        })?;
        for (key, piece) in pieces(&base, &codec::encode_memory(value)) {
            batch.insert(key, piece);
        }
        state.commit(&self.engine, Space::Meta, batch)
    }

    /// The value kept under a key.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] where it is damaged, and whatever the system reports.
    pub fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, LogError> {
        let _no_writer = self.present();
        let base = memory_key(key);
        let mut join = Join::new(base.len());
        self.engine.scan(Space::Meta, base.clone()..after(&base), 0, |key, piece| {
            join.push(key, piece);
            true
        })?;
        let Some((_, block)) = join.finish() else { return Ok(None) };
        let value =
            codec::decode_memory(&block).map_err(|e| corrupt(0, format!("memory of {key:?}: {e}")))?;
        Ok(Some(value.to_vec()))
    }

    /// The file of sealed blocks and where they lie; none of an older format.
    pub(super) fn sealed(&self) -> Option<(Arc<BlockFile>, Index)> {
        self.present().shelf.as_ref().map(|shelf| (Arc::clone(&shelf.file), shelf.index.clone()))
    }

    /// What the database says is left of redacted records.
    pub(super) fn struck(&self) -> Result<BTreeMap<u64, Record>, LogError> {
        shelf::struck(&self.engine)
    }

    /// Hands every key of a space and its block, pieces joined, to `each`; keys other than of this length come alone.
    pub(super) fn blocks(
        &self,
        space: Space,
        base: usize,
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let _no_writer = self.present();
        let mut join = Join::new(base);
        let mut outcome = Ok(());
        self.engine.scan(space, Vec::new()..vec![0xff; base + 1], 0, |key, piece| {
            if let Some((base, block)) = join.push(key, piece) {
                outcome = each(&base, &block);
            }
            outcome.is_ok()
        })?;
        outcome?;
        join.finish().map_or(Ok(()), |(base, block)| each(&base, &block))
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        // The state changes after the disk has, in one step: a panic cannot leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for SledLog {
    fn drop(&mut self) {
        let head =
            Some(&*self.present()).filter(|present| present.doubt.is_none()).map(|present| present.head);
        self.closing.head = head;
    }
}

impl Log for SledLog {
    fn head(&self) -> Result<Head, LogError> {
        Ok(self.present().head)
    }

    fn append(&self, expected: &Head, batch: Vec<Body>) -> Result<Head, LogError> {
        Ok(self.take_in(expected, batch)?.0)
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, LogError> {
        let state = self.present();
        let Some((from, to)) = window(from.max(1), max, state.head.position) else { return Ok(Vec::new()) };
        match &state.shelf {
            None => records(&self.engine, from, to),
            Some(shelf) => {
                let plan = shelf.plan(vec![(from, to)]);
                drop(state);
                plan.fetch()
            }
        }
    }

    fn tail(&self, from: u64) -> Box<dyn Iterator<Item = Result<Record, LogError>> + '_> {
        let (from, state) = (from.max(1), self.present());
        // A few are read faster than a thread is started.
        if state.shelf.is_none() || state.head.position < from.saturating_add(FEW) {
            return Box::new(Tail::of(self, from));
        }
        let plan = |from, to| self.present().shelf.as_ref().map(|shelf| shelf.plan(vec![(from, to)]));
        Box::new(Ahead::of(from, state.head.position, Box::new(plan)))
    }

    fn read_at(&self, positions: &[u64]) -> Result<Vec<Record>, LogError> {
        let state = self.present();
        let there = positions.iter().filter(|p| (1..=state.head.position).contains(*p));
        match &state.shelf {
            None => there
                .map(|p| records(&self.engine, *p, *p))
                .collect::<Result<Vec<_>, _>>()
                .map(|r| r.concat()),
            Some(shelf) => {
                let plan = shelf.plan(there.map(|p| (*p, *p)).collect());
                drop(state);
                plan.fetch()
            }
        }
    }
}

impl Redact for SledLog {
    fn redact(&self, expected: &Head, act: Amendment) -> Result<Head, LogError> {
        let mut state = self.present();
        state.writable()?;
        let head = state.head;
        let read = |position| match window(position, 1, head.position) {
            Some((from, to)) if from > 0 => Ok(state.records(&self.engine, from, to)?.pop()),
            _ => Ok(None),
        };
        if *expected != head {
            let present: Vec<Record> = read(expected.position.saturating_add(1))?.into_iter().collect();
            return done(expected, &act, &present, read)?.ok_or(LogError::Conflict { head });
        }
        let left = left(&act, read)?;
        let new = seal(&head, state.last, (self.clock)(), vec![Body::Amendment(act)], &self.limits())?;
        let mut writes = Batch::default();
        for record in &left {
            Shelf::strike(record, &mut writes).map_err(|e| LogError::Io {
                doing: format!("encode {} {}", record.body.sort(), record.body.id()),
                source: io::Error::new(io::ErrorKind::InvalidData, e),
            })?;
        }
        // The blocks, and sled's free segments, still hold the old bytes: the next opening builds the store afresh.
        writes.insert(REBUILD_KEY, b"");
        let (reached, _) = state.extend(&self.engine, &self.barrier, writes, new)?;
        if let Some(shelf) = &mut state.shelf {
            shelf.struck(left);
        }
        Ok(reached)
    }
}

impl Present {
    /// Commits new records after the head, with whatever else is to be written in the same step; where the log stands
    /// then, and those of them that are not kept in memory.
    fn extend(
        &mut self,
        engine: &Engine,
        barrier: &Barrier,
        mut writes: Batch,
        new: Vec<Record>,
    ) -> Result<(Head, Vec<Record>), LogError> {
        let (Some(last), Some(shelf)) = (new.last(), &self.shelf) else { return Ok((self.head, new)) };
        let reached = Head { position: last.position, digest: last.digest };
        let recorded = last.recorded;
        let added = match shelf.add(engine, &new, &mut writes, barrier) {
            Ok(added) => added,
            Err(why) => return Err(self.in_doubt(why)),
        };
        writes.insert(HEAD_KEY, codec::encode_head(&reached));
        self.commit(engine, Space::Log, writes)?;
        let sealed = self.shelf.as_mut().map_or_else(Vec::new, |shelf| shelf.added(added, new));
        self.head = reached;
        self.witness.note(&reached);
        self.last = Some(recorded);
        Ok((reached, sealed))
    }

    /// The records of these positions, all of which should be there.
    pub(super) fn records(&self, engine: &Engine, from: u64, to: u64) -> Result<Vec<Record>, LogError> {
        records_of(engine, self.shelf.as_ref(), from, to)
    }

    fn writable(&self) -> Result<(), LogError> {
        if let Some(why) = self.doubt.clone() {
            return Err(LogError::InDoubt { why });
        }
        match &self.refusal {
            Some(Refusal::Older(path, found)) => {
                Err(LogError::OlderFormat { path: path.clone(), found: *found, known: FORMAT })
            }
            Some(Refusal::Copy(path)) => {
                let why = "it is read from a copy".to_owned();
                Err(LogError::NotWritable { path: path.clone(), why })
            }
            None => Ok(()),
        }
    }

    /// Commits; a failure leaves everything that follows in doubt, since the disk and sled's memory may
    /// differ now.
    fn commit(&mut self, engine: &Engine, space: Space, batch: Batch) -> Result<(), LogError> {
        engine.commit(space, batch).map_err(|why| self.in_doubt(why))
    }

    fn in_doubt(&mut self, why: String) -> LogError {
        self.doubt = Some(why.clone());
        LogError::InDoubt { why }
    }
}

pub(super) fn corrupt(position: u64, what: impl Into<String>) -> LogError {
    LogError::Corrupt { position, what: what.into() }
}

/// First and last position of at most `max` records from `from` on, or none.
fn window(from: u64, max: usize, head: u64) -> Option<(u64, u64)> {
    let max = u64::try_from(max).unwrap_or(u64::MAX);
    let to = head.min(from.saturating_add(max.checked_sub(1)?));
    (from <= to).then_some((from, to))
}

/// The first key after a base and its further pieces.
fn after(base: &[u8]) -> Vec<u8> {
    [base, &[0xff; 3]].concat()
}

fn memory_key(key: &str) -> Vec<u8> {
    // One length for all, whatever is in the key.
    [b"memory:".as_slice(), blake3::hash(key.as_bytes()).as_bytes()].concat()
}

/// The records of these positions, all of which should be there.
pub(super) fn records_of(
    engine: &Engine,
    shelf: Option<&Shelf>,
    from: u64,
    to: u64,
) -> Result<Vec<Record>, LogError> {
    match shelf {
        None => records(engine, from, to),
        Some(shelf) => shelf.plan(vec![(from, to)]).fetch(),
    }
}

/// The same in a format that keeps one key a record.
fn records(engine: &Engine, from: u64, to: u64) -> Result<Vec<Record>, LogError> {
    let mut found = Vec::new();
    let mut join = Join::new(POSITION);
    let mut take = |base: &[u8], block: &[u8]| {
        let position = from + found.len() as u64;
        if base != position.to_be_bytes() {
            return Err(corrupt(position, "the record is missing"));
        }
        let record = codec::decode(block).map_err(|e| corrupt(position, e.to_string()))?;
        if record.position != position {
            return Err(corrupt(position, format!("record {} lies in its place", record.position)));
        }
        found.push(record);
        Ok(())
    };
    let mut outcome = Ok(());
    let keys = from.to_be_bytes().to_vec()..to.saturating_add(1).to_be_bytes().to_vec();
    engine.scan(Space::Log, keys, from, |key, piece| {
        if let Some((base, block)) = join.push(key, piece) {
            outcome = take(&base, &block);
        }
        outcome.is_ok()
    })?;
    outcome?;
    if let Some((base, block)) = join.finish() {
        take(&base, &block)?;
    }
    match from + found.len() as u64 {
        next if next > to => Ok(found),
        missing => Err(corrupt(missing, "the record is missing")),
    }
}
