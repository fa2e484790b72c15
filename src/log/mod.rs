//! The log: an append-only sequence of records behind one small trait, the digest chain that seals it, the
//! in-memory twin, and the conformance suite every backend passes.

mod canonical;
mod clock;
mod digest;
mod error;
mod link;
mod memory;
mod merge;
mod named;
mod redaction;

#[cfg(test)]
pub(crate) mod conformance;
#[cfg(test)]
pub(crate) mod sample;

pub use canonical::canonical;
pub use clock::{Clock, system_clock};
pub use digest::{Chain, Fault, FaultKind, body_digest, chain, verify};
pub use error::{LogError, Oversize};
pub(crate) use link::{is_redaction, link, repeated, seal};
pub use memory::MemoryLog;
pub use merge::{Clash, Merge, Withheld, merge};
pub use redaction::Redact;
pub(crate) use redaction::{done, left};

use crate::domain::{Body, Digest, Record};

/// How many records a tail fetches at a time.
const TAIL_PAGE: usize = 2048;

/// Where a log stands: the position of its last record and the digest of the chain up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Head {
    /// Position of the last record; 0 where there is none.
    pub position: u64,
    /// Digest of the last record; [`Digest::ZERO`] where there is none.
    pub digest: Digest,
}

impl Head {
    /// The head of a log with no record.
    pub const EMPTY: Head = Head { position: 0, digest: Digest::ZERO };
}

/// How much a log takes at once. Every backend keeps the same limits, so that records can move between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most records in one append.
    pub records_per_batch: usize,
    /// Most bytes in one record, counted over the [`canonical`] encoding of its body.
    pub bytes_per_record: usize,
}

impl Limits {
    /// The limits of every backend: 1,000 records a batch, 1 MiB a record.
    pub const STANDARD: Limits = Limits { records_per_batch: 1000, bytes_per_record: 1024 * 1024 };
}

/// An append-only log of records. No update, no delete, no query: whatever else is asked is asked of a
/// projection.
///
/// Implementations are shared between threads, and synchronous: one that needs a runtime keeps it to itself.
pub trait Log: Send + Sync {
    /// How much it takes at once.
    fn limits(&self) -> Limits {
        Limits::STANDARD
    }

    /// The present head: the last *acknowledged* record.
    fn head(&self) -> Result<Head, LogError>;

    /// Appends a batch after the head the caller expects: all of it or nothing, durable once `Ok` is
    /// returned. All records of a batch carry the same recorded instant, taken from the log's own clock, in
    /// whole microseconds and never earlier than that of the record before.
    ///
    /// Repeating an append that went through (say, after [`LogError::InDoubt`]) appends nothing and returns
    /// the head it returned, or would have returned, the first time: the head at the end of *that* batch. An
    /// empty batch only checks the head.
    ///
    /// # Errors
    /// [`LogError::Conflict`] where the head is another one, [`LogError::TooLarge`] where a limit is exceeded
    /// (nothing was appended in either case), [`LogError::InDoubt`] where the batch may or may not be there,
    /// and whatever the storage reports.
    fn append(&self, expected: &Head, batch: Vec<Body>) -> Result<Head, LogError>;

    /// At most `max` records from position `from` on (0 means 1), in order, up to the present head; none past
    /// it.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] with the first position that cannot be read, and whatever the storage reports.
    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, LogError>;

    /// The records of these positions, which ascend, up to the present head; none past it, and none of position 0. Costs as
    /// much as there are positions, not as what lies between them.
    ///
    /// # Errors
    /// As [`Log::read`].
    fn read_at(&self, positions: &[u64]) -> Result<Vec<Record>, LogError> {
        let mut records = Vec::with_capacity(positions.len());
        for position in positions.iter().filter(|position| **position > 0) {
            records.extend(self.read(*position, 1)?);
        }
        Ok(records)
    }

    /// The records from position `from` on (0 means 1), up to the head at the time of the call. It is read in
    /// pages; after an error it yields nothing more.
    fn tail(&self, from: u64) -> Box<dyn Iterator<Item = Result<Record, LogError>> + '_> {
        Box::new(Tail::of(self, from.max(1)))
    }
}

/// The default [`Log::tail`]: pages through [`Log::read`].
pub(crate) struct Tail<'a, L: Log + ?Sized> {
    log: &'a L,
    next: u64,
    /// The last position to yield; not known before the first step.
    last: Option<u64>,
    page: std::vec::IntoIter<Record>,
    over: bool,
}

impl<'a, L: Log + ?Sized> Tail<'a, L> {
    /// From a position on.
    pub(crate) fn of(log: &'a L, from: u64) -> Tail<'a, L> {
        Tail { log, next: from, last: None, page: Vec::new().into_iter(), over: false }
    }

    fn step(&mut self) -> Result<Option<Record>, LogError> {
        let last = match self.last {
            Some(last) => last,
            None => *self.last.insert(self.log.head()?.position),
        };
        if self.next > last {
            return Ok(None);
        }
        if self.page.len() == 0 {
            self.page = self.log.read(self.next, TAIL_PAGE)?.into_iter();
        }
        let missing = || LogError::Corrupt { position: self.next, what: "the record is missing".to_owned() };
        let record = self.page.next().ok_or_else(missing)?;
        self.next += 1;
        Ok(Some(record))
    }
}

impl<L: Log + ?Sized> Iterator for Tail<'_, L> {
    type Item = Result<Record, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.step().transpose();
        self.over = !matches!(step, Some(Ok(_)));
        step
    }
}
