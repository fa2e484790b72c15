//! Taking in streams: checked whole, then appended batch by batch.

use std::io::{Read, Seek};

use super::known::Recorded;
use super::{Annals, Error};
use crate::domain::Body;
use crate::intake::{Checked, Stream, StreamError};
use crate::log::{Head, Log, LogError};

impl From<StreamError> for Error {
    fn from(error: StreamError) -> Error {
        match error {
            StreamError::Rejected(faults) => Error::Rejected(faults),
            error => Error::Stream(error),
        }
    }
}

impl Annals {
    /// Reads a stream of JSON Lines against what is already known, as [`Annals::read`] reads files; nothing is written.
    /// `tick` is told how many bytes are behind, from 0 to twice the length of the input.
    ///
    /// # Errors
    /// [`Error::Rejected`] with the first 1,000 faults; [`Error::Stream`] where the input cannot be read.
    pub fn check_stream<R: Read + Seek>(
        &self,
        stream: Stream<R>,
        tick: &mut dyn FnMut(u64),
    ) -> Result<Checked<R>, Error> {
        Ok(stream.check(&Recorded::of(&self.records), tick)?)
    }

    /// Appends what is new in a stream, in batches, each whole and durable before the next one; `tick` is told the size
    /// of each. Cut short, it is gone on with by checking and taking the same stream again.
    ///
    /// # Errors
    /// [`Error::Log`]; [`Error::Stream`] where the input was changed since it was checked. The batches before it stay.
    pub fn append_stream<R: Read + Seek>(
        &mut self,
        checked: Checked<R>,
        tick: &mut dyn FnMut(usize),
    ) -> Result<Head, Error> {
        let log = self.log();
        let append = |head: &Head, batch| log.append(head, batch);
        let head = take(log, checked, append, tick);
        self.refresh()?;
        head
    }
}

/// Appends what is new in a stream to a log, batch by batch, each by `append`.
pub(super) fn take<R: Read + Seek, L: Log + ?Sized>(
    log: &L,
    checked: Checked<R>,
    mut append: impl FnMut(&Head, Vec<Body>) -> Result<Head, LogError>,
    tick: &mut dyn FnMut(usize),
) -> Result<Head, Error> {
    let mut head = log.head()?;
    checked.take(log.limits().records_per_batch, |batch| {
        let size = batch.len();
        head = append(&head, batch)?;
        tick(size);
        Ok::<(), Error>(())
    })?;
    Ok(head)
}
