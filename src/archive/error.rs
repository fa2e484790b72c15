//! Why an archive cannot be read or written, in plain words with what to do.

use std::io;

use crate::log::LogError;

/// Why an archive cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no archive, or not one that this version reads.
    #[error("{file} {what}")]
    NotOne {
        /// The archive.
        file: String,
        /// What it is instead, and what to do.
        what: String,
    },
    /// A line is not as it was written.
    #[error("{file}, line {line}: {what}; the archive was changed or damaged: use another copy of it")]
    Damaged {
        /// The archive.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// It ends before its last record.
    #[error(
        "{file} ends at line {line}, after record {held} of {records}: it was cut off; use another copy of it"
    )]
    Truncated {
        /// The archive.
        file: String,
        /// Its last whole line, from 1.
        line: u64,
        /// The last record it holds.
        held: u64,
        /// How many it should hold.
        records: u64,
    },
    /// A record would not read back as it is.
    #[error(
        "record {position} cannot be written so that it reads back the same ({why}); this is a fault of annals"
    )]
    Unfaithful {
        /// Its position.
        position: u64,
        /// What came of it.
        why: String,
    },
    /// The system failed.
    #[error("could not {doing}: {source}")]
    Io {
        /// What was attempted.
        doing: String,
        /// What the system says.
        source: io::Error,
    },
    /// The log that is archived cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
}
