//! Entries: where the records lie that a key leads to, and what can be known of each without reading it.

use super::touch::Sort;
use crate::domain::{Bounds, Citation, SourceId};

/// A record that a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its position in the log.
    pub position: u64,
    /// From the first day it may have begun to the last it may have ended, as written.
    pub days: Bounds,
    /// Number of what it cites: a source, and the one it is read through.
    pub cited: u32,
    /// How it touches what the key stands for.
    pub sort: Sort,
}

/// What a record cites. A view lets all records that cite alike through, or none.
pub type Cited = (SourceId, Option<SourceId>);

/// What a citation cites.
pub(super) fn cited_in(citation: &Citation) -> Cited {
    (citation.source.clone(), citation.through.clone())
}
