//! Immutable files of derived data: sorted rows, values, names, and the sorting of more rows than memory holds.
//!
//! A file is written once, from front to back, in pages with a checksum each; its last bytes are a footer, so what was
//! cut short is never taken for a whole file. Nothing here is the only copy of anything: damage is told as
//! [`FileError::Damaged`], and the remedy is to make the file again. Nothing is synced for the same reason: what a power
//! cut leaves behind fails its checksums.

mod at;
mod blobs;
mod cache;
mod error;
mod merge;
mod paged;
mod sorter;
mod symbols;
mod table;
mod writer;

#[cfg(test)]
mod tests;

pub use blobs::{Blobs, BlobsWriter};
pub use error::FileError;
pub use merge::Merge;
pub use paged::Paged;
pub use sorter::Sorter;
pub use symbols::{Interner, Symbols};
pub use table::{Reader, Rows, Table, TableWriter};
pub use writer::{PagedWriter, Seal};

/// Bytes of a page where nothing speaks for another size.
pub const PAGE: usize = 16 * 1024;
