//! A chronology too large to be held in memory: every question is answered from the records it turns on.

use std::path::Path;
use std::time::Duration;

use super::chronicle::Chronicle;
use super::{Annals, Error};
use crate::domain::{Record, RecordSort, Slug};
use crate::index::{Asked, Catalog, Index, Key};
use crate::log::{Log, system_clock};
use crate::question::{Directory, Redactions};
use crate::replay::{Timeline, View, replay};
use crate::store::SledLog;

/// Logs of more records than this are asked by way of an index; reading and replaying fewer takes no longer.
pub const LARGE: u64 = 20_000;
/// The folder of the index in that of the store.
const FOLDER: &str = "index";
/// Bytes used for sorting where the index is made.
const SORTING: usize = 256 << 20;

/// A chronology that was opened for questions.
pub enum Opened {
    /// It is held in memory.
    Whole(Annals),
    /// It is asked by way of its index.
    Indexed(Box<Indexed>),
}

impl Opened {
    /// Whichever it is.
    pub fn chronicle(&self) -> &dyn Chronicle {
        match self {
            Opened::Whole(annals) => annals,
            Opened::Indexed(indexed) => &**indexed,
        }
    }
}

/// A large chronology.
pub struct Indexed {
    log: SledLog,
    index: Index,
}

impl Annals {
    /// Opens the chronology in a folder for questions: a large one by way of its index, which is made or brought up to
    /// date first. `tick` is told how many records of how many were read for that.
    ///
    /// # Errors
    /// As [`Annals::open`], and [`Error::Index`].
    pub fn open_to_ask(
        path: &Path,
        patience: Duration,
        tick: &mut dyn FnMut(u64, u64),
    ) -> Result<Opened, Error> {
        let log = SledLog::open_waiting(path, system_clock(), patience)?;
        if log.head()?.position <= LARGE {
            return Ok(Opened::Whole(Annals::of(log)?));
        }
        Ok(Opened::Indexed(Box::new(Indexed::of(log, &path.join(FOLDER), tick)?)))
    }
}

impl Indexed {
    /// A log with its index in a folder.
    ///
    /// # Errors
    /// [`Error::Log`], [`Error::Index`].
    pub fn of(log: SledLog, folder: &Path, tick: &mut dyn FnMut(u64, u64)) -> Result<Indexed, Error> {
        let mut index = Index::open(folder, &log)?;
        let all = log.head()?.position;
        index.catch_up(&log, SORTING, &mut |read| tick(read, all))?;
        Ok(Indexed { log, index })
    }

    /// The log itself.
    pub fn log(&self) -> &SledLog {
        &self.log
    }

    /// The index itself.
    pub fn index(&self) -> &Index {
        &self.index
    }
}

impl Chronicle for Indexed {
    fn directory_under(&self, view: &View) -> Result<Directory, Error> {
        Ok(Directory::under(&self.index.registers(&self.log)?, view))
    }

    fn redactions(&self) -> Result<Redactions, Error> {
        Ok(Redactions::of(&self.index.registers(&self.log)?))
    }

    fn timeline_of(&self, view: &View, asked: &Asked) -> Result<Timeline, Error> {
        if let Some(timeline) = self.index.timeline(&self.log, view, asked)? {
            return Ok(timeline);
        }
        let records: Vec<Record> = self.log.tail(1).collect::<Result<_, _>>()?;
        Ok(replay(&records, view))
    }

    fn records_of(&self, id: &Slug) -> Result<Vec<Record>, Error> {
        let entries = self.index.catalog().entries(&Key::Is(id.clone()))?;
        let positions: Vec<u64> = entries.iter().map(|e| e.position).collect();
        let mut records = self.log.read_at(&positions)?;
        records.retain(|r| r.body.id() == id);
        Ok(records)
    }

    fn known_ids(&self, _of: Option<RecordSort>) -> Vec<&Slug> {
        Vec::new()
    }
}
