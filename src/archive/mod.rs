//! The archive: a whole log as JSON Lines, to be kept elsewhere and read without annals or its store.
//!
//! ```text
//! {"annals-archive":1,"records":N,"position":N,"digest":"..."}         what the archive holds
//! {"position":1,"recorded":"...Z","digest":"...","record":{...}}       then every record, in order
//! ```
//!
//! The digest of the header is that of the last record, and every digest seals all records before it, so that one
//! line that was changed, left out, moved or cut off shows. A record reads as `annals show --format json` prints it,
//! but for what that form leaves to the chronology around it (`body`); bodies are read without any registry, as a log holds
//! them in an order that was valid when it was taken in.

mod body;
mod error;
mod fields;
mod read;
mod strict;
#[cfg(test)]
mod tests;
mod write;

pub use body::{body_from_json, body_to_json};
pub use error::ArchiveError;
pub use read::Archive;
pub use write::write;

/// The version of the form.
const VERSION: u64 = 1;
/// The key that says so, and that a file is an archive.
const MARK: &str = "annals-archive";
