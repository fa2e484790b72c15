//! What can go wrong with a file of derived data.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file of derived data cannot be used. Both damage and a missing file are mended by making it again.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file is not what was written.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was seen.
        what: &'static str,
    },
    /// Rows were given out of order.
    #[error("the rows of {} are not in order", path.display())]
    Unsorted {
        /// Which file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system says.
        error: io::Error,
    },
}

impl FileError {
    /// Whether the file is there and is not what was written.
    pub fn is_damage(&self) -> bool {
        matches!(self, FileError::Damaged { .. })
    }

    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, FileError::Io { error, .. } if error.kind() == io::ErrorKind::NotFound)
    }

    pub(in crate::index) fn damaged(path: &Path, what: &'static str) -> FileError {
        FileError::Damaged { path: path.to_owned(), what }
    }

    pub(in crate::index) fn io<'a>(
        path: &'a Path,
        doing: &'static str,
    ) -> impl FnOnce(io::Error) -> FileError + 'a {
        move |error| match error.kind() {
            io::ErrorKind::UnexpectedEof => FileError::damaged(path, "it is cut short"),
            _ => FileError::Io { path: path.to_owned(), doing, error },
        }
    }
}
