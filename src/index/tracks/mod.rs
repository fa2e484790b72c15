//! The evaluated timeline on disk: for every fluent the answers of all days, the state at a day, and what changed between
//! two. Written once for a head of the log; fluents worked out anew since are laid over it.
//!
//! A fluent has a number: its place in the order of keys, subject first. Files of the folder:
//!
//! | file | rows |
//! |---|---|
//! | `words` | ids, posts and names by number |
//! | `keys` | key of a fluent, where its segments lie |
//! | `segments` | the segments, in the order of keys |
//! | `objects` | object, number of a fluent |
//! | `turns`, `rests` | day, number of a fluent, answer before and after: all, and between *no* and *unknown* alone |
//! | `buckets`, `live` | whose and from which day, and the stretches that hold in those days |
//! | `beings` | number of a fluent on which others lean, what they need of it besides its segments |
//! | `hinted` | of records that are linked to others: position, knot, what hints leave of their days |
//! | `tracks` | what the files are for, and the seal of each; written last |
//!
//! `anew` holds what was laid over them, up to a later head of the log.

mod bucket;
mod code;
mod diff;
mod files;
mod kept;
mod live;
mod net;
mod overlay;
mod reader;
mod recent;
mod sides;
mod state;
mod stretch;
mod tight;
mod told;
mod writer;

#[cfg(test)]
mod speed;
#[cfg(test)]
mod tests;

pub use diff::Turn;
pub use files::Key;
pub use overlay::Overlay;
pub use reader::Tracks;
pub use state::Row;
pub use tight::{Alone, Row as Hinted};
pub use writer::Writer;
