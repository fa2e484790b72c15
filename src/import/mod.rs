//! Import: tables that others publish, as records. A format reads tables and pushes records as they are written in JSON Lines,
//! each with the place of the row it comes from; intake then validates them like any others. One file or folder a format, one
//! line in [`ALL`].

mod acled;
mod conflict;
mod error;
mod ged;
mod parlgov;
mod records;
mod sfm;
mod spells;
mod table;
mod text;

pub use error::ImportError;
pub use records::{Counts, Covers, Place, Records};
pub use table::{Row, Table};

use crate::domain::{Day, Slug};
use crate::intake::InputFile;

/// A format that can be read.
pub struct Format {
    /// The word it is called by.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// Whether newer downloads of the same set replace older ones: rows that changed become corrections, rows that vanished
    /// retractions. Ids of its events begin with the name of the format and a hyphen.
    pub living: bool,
    /// Whether it is told what the columns mean by a mapping.
    pub mapped: bool,
    /// Reads files.
    pub read: fn(&[InputFile], &Settings, &mut Records),
}

/// What is told of an import besides its files.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The id of the source that the records cite: this download.
    pub source: Slug,
    /// When the download was taken: the world could read it by then.
    pub as_of: Day,
    /// What the columns mean, where the format is told.
    pub mapping: Option<InputFile>,
}

/// Every format.
pub const ALL: &[Format] = &[
    spells::SPELLS,
    sfm::SFM,
    Format {
        name: "acled",
        about: "ACLED: political violence and protest, event by event",
        living: true,
        mapped: false,
        read: acled::read,
    },
    Format {
        name: "parlgov",
        about: "ParlGov: parties, elections and cabinets of parliamentary democracies",
        living: false,
        mapped: false,
        read: parlgov::read,
    },
    Format {
        name: "ucdp-ged",
        about: "UCDP GED: events of organised violence",
        living: true,
        mapped: false,
        read: ged::read,
    },
];

/// The format of a word.
pub fn format(name: &str) -> Option<&'static Format> {
    ALL.iter().find(|format| format.name == name)
}
