//! The log in sled: one key a record, and the head beside them, written in one atomic batch.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sled::Batch;

use super::chunk::{Join, pieces};
use super::codec;
use super::engine::{Barrier, Engine, Space, sync_data};
use super::error::StoreError;
use super::folder::{self, State};
use super::lock::{Lock, PATIENCE};
use super::witness::Witness;
use crate::domain::{Amendment, Body, Record};
use crate::log::{Clock, Head, Log, LogError, Redact, done, left, link, repeated, seal};

/// The format written, kept under [`FORMAT_KEY`] as u32, big-endian.
const FORMAT: u32 = 1;
const FORMAT_KEY: &[u8] = b"format";
/// The head, in the tree of the records: it sorts after every position that will ever be.
const HEAD_KEY: &[u8] = b"head";
/// Bytes of a position as a key.
const POSITION: usize = 8;
/// Most bytes remembered under one key.
const LARGEST_MEMORY: usize = 1024 * 1024;

/// A log in a folder of its own, held by one process at a time.
pub struct SledLog {
    path: PathBuf,
    clock: Clock,
    engine: Engine,
    state: Mutex<Present>,
    /// Let go of after everything else.
    _lock: Lock,
}

/// What is known without reading. Its lock also lets one writer at a time through.
struct Present {
    head: Head,
    witness: Witness,
    /// The instant of the last record.
    last: Option<DateTime<Utc>>,
    /// Why nothing more is written: something before may or may not have reached the disk.
    doubt: Option<String>,
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
        let engine = Engine::open(path, barrier)?;
        let format = engine.get(Space::Meta, FORMAT_KEY)?;
        match (format, state) {
            (None, State::New) => initialise(&engine, path)?,
            (None, State::Ready) => {
                return Err(corrupt(0, "the store was in use before, and comes up empty").into());
            }
            (Some(bytes), _) => check_format(&bytes, path)?,
        }
        if state == State::New {
            Witness::create(path)?;
            folder::complete(path)?;
        }
        let (head, last) = check_head(&engine)?;
        let (mut witness, before) = Witness::open(path)?;
        check_witness(&engine, &head, &before)?;
        witness.note(&head);
        let state = Mutex::new(Present { head, witness, last, doubt: None });
        Ok(SledLog { path: path.to_owned(), clock, engine, state, _lock: lock })
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

    fn present(&self) -> MutexGuard<'_, Present> {
        // The state changes after the disk has, in one step: a panic cannot leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for SledLog {
    fn head(&self) -> Result<Head, LogError> {
        Ok(self.present().head)
    }

    fn append(&self, expected: &Head, batch: Vec<Body>) -> Result<Head, LogError> {
        let mut state = self.present();
        state.writable()?;
        let head = state.head;
        if *expected != head {
            let present = window(expected.position.saturating_add(1), batch.len(), head.position);
            let present = present.map_or(Ok(vec![]), |(from, to)| records(&self.engine, from, to))?;
            return repeated(expected, &batch, &present).ok_or(LogError::Conflict { head });
        }
        let new = link(&head, state.last, (self.clock)(), batch, &self.limits())?;
        state.extend(&self.engine, Batch::default(), &new)
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, LogError> {
        let head = self.present().head;
        window(from.max(1), max, head.position)
            .map_or(Ok(vec![]), |(from, to)| records(&self.engine, from, to))
    }
}

impl Redact for SledLog {
    fn redact(&self, expected: &Head, act: Amendment) -> Result<Head, LogError> {
        let mut state = self.present();
        state.writable()?;
        let head = state.head;
        let read = |position| match window(position, 1, head.position) {
            Some((from, to)) if from > 0 => Ok(records(&self.engine, from, to)?.pop()),
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
            // The body may have had more pieces than what is left of it.
            let base = record.position.to_be_bytes().to_vec();
            self.engine.scan(Space::Log, base.clone()..after(&base), record.position, |key, _| {
                writes.remove(key);
                true
            })?;
            write(&mut writes, record)?;
        }
        let reached = state.extend(&self.engine, writes, &new)?;
        // rebuild: until sled overwrites them, its free segments still hold the old bytes.
        Ok(reached)
    }
}

/// Adds a record to what is written.
fn write(writes: &mut Batch, record: &Record) -> Result<(), LogError> {
    let block = codec::encode(record).map_err(|e| LogError::Io {
        doing: format!("encode {} {}", record.body.sort(), record.body.id()),
        source: io::Error::new(io::ErrorKind::InvalidData, e),
    })?;
    for (key, piece) in pieces(&record.position.to_be_bytes(), &block) {
        writes.insert(key, piece);
    }
    Ok(())
}

impl Present {
    /// Commits new records after the head, with whatever else is to be written in the same step; where the log stands
    /// then.
    fn extend(&mut self, engine: &Engine, mut writes: Batch, new: &[Record]) -> Result<Head, LogError> {
        let Some(last) = new.last() else { return Ok(self.head) };
        let reached = Head { position: last.position, digest: last.digest };
        for record in new {
            write(&mut writes, record)?;
        }
        writes.insert(HEAD_KEY, codec::encode_head(&reached));
        self.commit(engine, Space::Log, writes)?;
        self.head = reached;
        self.witness.note(&reached);
        self.last = Some(last.recorded);
        Ok(reached)
    }

    fn writable(&self) -> Result<(), LogError> {
        self.doubt.clone().map_or(Ok(()), |why| Err(LogError::InDoubt { why }))
    }

    /// Commits; a failure leaves everything that follows in doubt, since the disk and sled's memory may
    /// differ now.
    fn commit(&mut self, engine: &Engine, space: Space, batch: Batch) -> Result<(), LogError> {
        engine.commit(space, batch).map_err(|why| {
            self.doubt = Some(why.clone());
            LogError::InDoubt { why }
        })
    }
}

fn corrupt(position: u64, what: impl Into<String>) -> LogError {
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

/// Writes what an empty log holds, the version last.
fn initialise(engine: &Engine, path: &Path) -> Result<(), LogError> {
    let failed = |why: String| LogError::Io {
        doing: format!("write into {}", path.display()),
        source: io::Error::other(why),
    };
    let mut batch = Batch::default();
    batch.insert(HEAD_KEY, codec::encode_head(&Head::EMPTY));
    engine.commit(Space::Log, batch).map_err(failed)?;
    let mut batch = Batch::default();
    batch.insert(FORMAT_KEY, &FORMAT.to_be_bytes());
    engine.commit(Space::Meta, batch).map_err(failed)
}

fn check_format(bytes: &[u8], path: &Path) -> Result<(), StoreError> {
    match bytes.try_into().map(u32::from_be_bytes) {
        Ok(FORMAT) => Ok(()),
        Ok(found) if found > FORMAT => {
            Err(StoreError::NewerFormat { path: path.to_owned(), found, known: FORMAT })
        }
        _ => Err(corrupt(0, "the version of its format is unreadable").into()),
    }
}

/// The head, which must be that of the last record, and that record's instant.
fn check_head(engine: &Engine) -> Result<(Head, Option<DateTime<Utc>>), LogError> {
    let block = engine.get(Space::Log, HEAD_KEY)?.ok_or_else(|| corrupt(0, "its head is missing"))?;
    let head = codec::decode_head(&block).map_err(|e| corrupt(0, format!("its head: {e}")))?;
    let last = match engine.below(Space::Log, HEAD_KEY)? {
        None => 0,
        Some((key, _)) => key.first_chunk().map_or(0, |position| u64::from_be_bytes(*position)),
    };
    if last != head.position {
        let position = last.min(head.position) + 1;
        let what = format!("it should end at record {} and ends at {last}", head.position);
        return Err(corrupt(position, what));
    }
    if last == 0 {
        return if head == Head::EMPTY { Ok((head, None)) } else { Err(corrupt(0, "its head is wrong")) };
    }
    match records(engine, last, last)?.as_slice() {
        [record] if record.digest == head.digest => Ok((head, Some(record.recorded))),
        _ => Err(corrupt(last, "its last record is not the one its head seals")),
    }
}

/// The log must still hold what it held before.
fn check_witness(engine: &Engine, head: &Head, before: &Head) -> Result<(), LogError> {
    if before.position > head.position {
        let what = format!("it ended at record {} before, and ends at {}", before.position, head.position);
        return Err(corrupt(head.position + 1, what));
    }
    if before.position == 0 || before == head {
        return Ok(());
    }
    match records(engine, before.position, before.position)?.as_slice() {
        [record] if record.digest == before.digest => Ok(()),
        _ => Err(corrupt(before.position, "the record is not the one that was there before")),
    }
}

/// The records of these positions, all of which should be there.
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
