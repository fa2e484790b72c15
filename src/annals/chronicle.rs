//! What a question is put to: a chronology in memory, or one that is too large for that and is asked by way of its index.

use super::{Annals, Error};
use crate::domain::{Body, Record, RecordSort, Slug};
use crate::index::Asked;
use crate::question::{Directory, Redactions};
use crate::replay::{Timeline, View};

/// A chronology that questions can be put to.
pub trait Chronicle {
    /// Actors, places and sources as they read in a view.
    ///
    /// # Errors
    /// [`Error::Log`], [`Error::Index`].
    fn directory_under(&self, view: &View) -> Result<Directory, Error>;

    /// The same, where only what these texts name is asked for: where each is the very id of something, no more is read.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn directory_of(&self, view: &View, texts: &[String]) -> Result<Directory, Error>;

    /// What was redacted, by whom and why.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn redactions(&self) -> Result<Redactions, Error>;

    /// A timeline that answers what is asked; of other things it may know nothing.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn timeline_of(&self, view: &View, asked: &Asked) -> Result<Timeline, Error>;

    /// The records of an id.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn records_of(&self, id: &Slug) -> Result<Vec<Record>, Error>;

    /// The record that registers or reports something under an id; of several sorts, the event first, then the amendment.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn record_of(&self, id: &Slug) -> Result<Option<Record>, Error> {
        Ok(self.records_of(id)?.into_iter().min_by_key(|record| rank(&record.body)))
    }

    /// The position of the last record; 0 where there is none.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn last(&self) -> Result<u64, Error>;

    /// At most so many records from a position on, in order.
    ///
    /// # Errors
    /// As [`Chronicle::directory_under`].
    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, Error>;

    /// The ids that one may have been mistaken for, of all sorts or of one; none where they are too many to look through.
    fn known_ids(&self, of: Option<RecordSort>) -> Vec<&Slug>;
}

/// Of several records of one id the first is meant.
pub(super) fn rank(body: &Body) -> u8 {
    match RecordSort::of(body) {
        RecordSort::Event => 0,
        RecordSort::Amendment => 1,
        RecordSort::Source | RecordSort::Actor | RecordSort::Place => 2,
    }
}

impl Chronicle for Annals {
    fn directory_under(&self, view: &View) -> Result<Directory, Error> {
        Ok(Annals::directory_under(self, view))
    }

    fn directory_of(&self, view: &View, _texts: &[String]) -> Result<Directory, Error> {
        Ok(Annals::directory_under(self, view))
    }

    fn redactions(&self) -> Result<Redactions, Error> {
        Ok(Annals::redactions(self))
    }

    fn timeline_of(&self, view: &View, _asked: &Asked) -> Result<Timeline, Error> {
        Ok(self.timeline(view))
    }

    fn records_of(&self, id: &Slug) -> Result<Vec<Record>, Error> {
        Ok(self.records().iter().filter(|r| r.body.id() == id).cloned().collect())
    }

    fn last(&self) -> Result<u64, Error> {
        Ok(self.records().last().map_or(0, |r| r.position))
    }

    fn read(&self, from: u64, max: usize) -> Result<Vec<Record>, Error> {
        let first = self.records().partition_point(|r| r.position < from);
        Ok(self.records().iter().skip(first).take(max).cloned().collect())
    }

    fn known_ids(&self, of: Option<RecordSort>) -> Vec<&Slug> {
        let fits = |r: &&Record| of.is_none_or(|sort| RecordSort::of(&r.body) == sort);
        self.records().iter().filter(fits).map(|r| r.body.id()).collect()
    }
}
