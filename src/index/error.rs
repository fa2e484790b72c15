//! What can go wrong when the index is asked.

use super::file::FileError;
use crate::log::LogError;

/// Why the index cannot answer. It is made of the log, so what is wrong with its own files is mended by making it again.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A file of the index cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
}
