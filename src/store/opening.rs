//! Opening a store: the rehearsal on a copy, and what must hold before anybody is told of a record.

use std::io;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sled::Batch;

use super::blocks::{self, BlockFile};
use super::engine::{Barrier, Engine, Space};
use super::error::StoreError;
use super::folder::{self, State};
use super::shelf::Shelf;
use super::sled_log::{FORMAT, FORMAT_KEY, HEAD_KEY, OLDEST, PAGE, Present, Refusal, corrupt, records_of};
use super::witness::{self, Witness};
use super::{closing, codec, rehearsal};
use crate::domain::Digest;
use crate::log::{Chain, Head, LogError};

/// Writes what an empty log holds, the version last.
fn initialise(engine: &Engine, path: &Path) -> Result<(), LogError> {
    let failed = |why: String| LogError::Io {
        doing: format!("write into {}", path.display()),
        source: io::Error::other(why),
    };
    BlockFile::create(path)?;
    let mut batch = Batch::default();
    batch.insert(HEAD_KEY, codec::encode_head(&Head::EMPTY));
    Shelf::empty(&mut batch);
    engine.commit(Space::Log, batch).map_err(failed)?;
    let mut batch = Batch::default();
    batch.insert(FORMAT_KEY, &FORMAT.to_be_bytes());
    engine.commit(Space::Meta, batch).map_err(failed)
}

/// The version of the format, one we can read.
fn check_format(bytes: &[u8], path: &Path) -> Result<u32, StoreError> {
    match bytes.try_into().map(u32::from_be_bytes) {
        Ok(found @ OLDEST..=FORMAT) => Ok(found),
        Ok(found) if found > FORMAT => {
            Err(StoreError::NewerFormat { path: path.to_owned(), found, known: FORMAT })
        }
        _ => Err(corrupt(0, "the version of its format is unreadable").into()),
    }
}

/// A database that has come up as it should.
pub(super) struct Up {
    pub(super) engine: Engine,
    pub(super) format: u32,
    pub(super) present: Present,
}

/// Opens the database of a prepared folder, and checks that it holds what it held.
pub(super) fn come_up(path: &Path, state: State, barrier: &Barrier) -> Result<Up, StoreError> {
    let engine = Engine::open(path, barrier.clone())?;
    let format = match (engine.get(Space::Meta, FORMAT_KEY)?, state) {
        (Some(bytes), _) => check_format(&bytes, path)?,
        (None, State::New) => {
            initialise(&engine, path)?;
            FORMAT
        }
        (None, State::Ready | State::Filling) => {
            return Err(corrupt(0, "the store was in use before, and comes up empty").into());
        }
    };
    if state == State::New {
        Witness::create(path)?;
        folder::complete(path)?;
    }
    let (head, last, shelf) = stand(path, &engine, format, true)?;
    let (mut witness, before) = Witness::open(path)?;
    check_witness(&engine, shelf.as_ref(), &head, &before)?;
    if let Some(shelf) = &shelf {
        shelf.tidy()?;
    }
    witness.note(&head);
    let refusal = (format != FORMAT).then(|| Refusal::Older(path.to_owned(), format));
    Ok(Up { engine, format, present: Present { head, witness, last, doubt: None, refusal, shelf } })
}

/// Whether the store comes up with all it should hold: where it is not as it was when it was closed, a copy is tried,
/// since sled would write over what lies behind the first damage. Gives the files that were changed.
///
/// The sealed blocks are read where they lie: nothing ever writes over them. All of them are read where the file is small
/// or was changed; of a large one that was not closed, the last: what was not written for long has not changed either, or
/// is told when it is read.
pub(super) fn rehearse(path: &Path) -> Result<Vec<String>, StoreError> {
    let (odd, closed) = match closing::look(path)? {
        closing::Found::Whole => return Ok(Vec::new()),
        closing::Found::Open => (Vec::new(), Head::EMPTY),
        closing::Found::Changed(odd, head) => (odd, head),
    };
    let copy = rehearsal::quiet_copy(path)?;
    // It goes when it is closed, so nothing waits for the disk.
    let engine = Engine::open(copy.path(), Arc::new(|_| Ok(())))?;
    let format = match engine.get(Space::Meta, FORMAT_KEY)? {
        Some(bytes) => check_format(&bytes, path)?,
        None => return Err(corrupt(0, "the store was in use before, and comes up empty").into()),
    };
    let (head, _, shelf) = stand(path, &engine, format, false)?;
    let shelf = shelf.as_ref();
    check_witness(&engine, shelf, &head, &witness::read(path)?)?;
    check_witness(&engine, shelf, &head, &closed)?;
    let all = odd.iter().any(|name| name == blocks::NAME) || blocks::length(path) <= closing::WHOLE;
    let settled = shelf.filter(|_| !all).map_or(0, Shelf::settled);
    let mut chain = Chain::after(Head::EMPTY);
    if settled > 0 {
        let record = records_of(&engine, shelf, settled, settled)?;
        let digest = record.first().map_or(Digest::ZERO, |record| record.digest);
        chain = Chain::after(Head { position: settled, digest });
    }
    for from in (settled + 1..=head.position).step_by(PAGE) {
        for record in records_of(&engine, shelf, from, head.position.min(from + PAGE as u64 - 1))? {
            chain.check(&record).map_err(|fault| corrupt(fault.position, fault.to_string()))?;
        }
    }
    Ok(odd)
}

/// Head, instant of the last record, and where the records lie.
type Stand = (Head, Option<DateTime<Utc>>, Option<Shelf>);

/// How far the log goes; its last record must be the one that the head seals.
fn stand(path: &Path, engine: &Engine, format: u32, write: bool) -> Result<Stand, LogError> {
    let block = engine.get(Space::Log, HEAD_KEY)?.ok_or_else(|| corrupt(0, "its head is missing"))?;
    let head = codec::decode_head(&block).map_err(|e| corrupt(0, format!("its head: {e}")))?;
    let shelf = if format < FORMAT { None } else { Some(Shelf::open(path, engine, &head, write)?) };
    let last = match (&shelf, engine.below(Space::Log, HEAD_KEY)?) {
        (Some(_), _) => head.position,
        (None, None) => 0,
        (None, Some((key, _))) => key.first_chunk().map_or(0, |position| u64::from_be_bytes(*position)),
    };
    if last != head.position {
        let position = last.min(head.position) + 1;
        let what = format!("it should end at record {} and ends at {last}", head.position);
        return Err(corrupt(position, what));
    }
    if last == 0 {
        return if head == Head::EMPTY {
            Ok((head, None, shelf))
        } else {
            Err(corrupt(0, "its head is wrong"))
        };
    }
    match records_of(engine, shelf.as_ref(), last, last)?.as_slice() {
        [record] if record.digest == head.digest => Ok((head, Some(record.recorded), shelf)),
        _ => Err(corrupt(last, "its last record is not the one its head seals")),
    }
}

/// The log must still hold what it held before.
fn check_witness(engine: &Engine, shelf: Option<&Shelf>, head: &Head, before: &Head) -> Result<(), LogError> {
    if before.position > head.position {
        let what = format!("it ended at record {} before, and ends at {}", before.position, head.position);
        return Err(corrupt(head.position + 1, what));
    }
    if before.position == 0 || before == head {
        return Ok(());
    }
    match records_of(engine, shelf, before.position, before.position)?.as_slice() {
        [record] if record.digest == before.digest => Ok(()),
        _ => Err(corrupt(before.position, "the record is not the one that was there before")),
    }
}
