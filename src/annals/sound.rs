//! A chronology that was checked from its first record to its last: a large one without holding it in memory.

use std::path::Path;
use std::time::Duration;

use super::{Annals, Error, LARGE};
use crate::domain::Digest;
use crate::log::{Head, Log, system_clock};
use crate::store::SledLog;

/// A chronology of which every block and digest was checked.
pub enum Sound {
    /// It is held in memory.
    Held(Annals),
    /// It was read, and is read again where it is asked.
    Read(Box<SledLog>),
}

impl Sound {
    /// Checks the chronology in a folder without holding it, where it is a large one; its files that changed since it was closed
    /// are handed to `odd`.
    ///
    /// # Errors
    /// [`Error::Store`] where it cannot be opened, [`Error::Log`] with the first position at which something is wrong.
    pub fn read(
        path: &Path,
        patience: Duration,
        odd: impl FnOnce(&[String]),
    ) -> Result<Option<Sound>, Error> {
        let log = SledLog::open_waiting(path, system_clock(), patience)?;
        // They are told once.
        odd(log.odd_files());
        if log.head()?.position <= LARGE {
            return Ok(None);
        }
        log.audit()?;
        Ok(Some(Sound::Read(Box::new(log))))
    }

    /// Where the log stands.
    ///
    /// # Errors
    /// [`Error::Log`] where it cannot be read.
    pub fn head(&self) -> Result<Head, Error> {
        match self {
            Sound::Held(annals) => annals.head(),
            Sound::Read(log) => Ok(log.head()?),
        }
    }

    /// The digest of the record at a position.
    ///
    /// # Errors
    /// As [`Sound::head`].
    pub fn digest(&self, position: u64) -> Result<Option<Digest>, Error> {
        Ok(match self {
            Sound::Held(annals) => annals.records().iter().find(|r| r.position == position).map(|r| r.digest),
            Sound::Read(log) => {
                log.read(position, 1)?.first().filter(|r| r.position == position).map(|r| r.digest)
            }
        })
    }

    /// Whether it is kept nowhere but in memory.
    pub fn is_in_memory(&self) -> bool {
        match self {
            Sound::Held(annals) => annals.is_in_memory(),
            Sound::Read(_) => false,
        }
    }
}
