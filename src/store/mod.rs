//! The store: sled behind [`Log`](crate::log::Log). The only room that knows sled and bincode.
//!
//! What is on disk: a folder with sled's own files and five of ours. `annals.store` says that the folder is ours,
//! `annals.blocks` holds most of the records, `annals.head` says how far the log had come, `annals.closed` what the files
//! were when it was last closed, and `annals.lock` is locked while it is open. Inside sled, the tree `log` holds the head,
//! the last records, and where the others lie in `annals.blocks`; the tree `meta` holds the version of the format and what
//! the command line remembers.

mod ahead;
mod audit;
mod block;
mod blocks;
mod carve;
mod chunk;
mod closing;
mod codec;
mod engine;
mod error;
mod fence;
mod fill;
mod folder;
mod index;
mod lock;
mod opening;
pub(crate) mod raw;
mod rebuild;
mod rehearsal;
mod salvage;
mod shelf;
mod sled_log;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_blocks;
mod witness;

pub use audit::Audit;
pub use error::StoreError;
pub use fence::quiet_panics;
pub use lock::PATIENCE;
pub use salvage::{Range, Salvage, Standing, salvage};
pub use sled_log::{FORMAT, SledLog};
