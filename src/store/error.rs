//! Why a store could not be opened, in plain words with what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::log::LogError;

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file lies where the store's folder is due.
    #[error("{} is a file, and a store is a folder; name another path", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The folder holds something else. Nothing was written into it.
    #[error(
        "{} is no store of annals: it holds {found:?}; name another folder, or an empty one",
        path.display()
    )]
    NotAStore {
        /// The folder.
        path: PathBuf,
        /// Something it holds.
        found: String,
    },
    /// A store whose making was cut short: it holds nothing yet.
    #[error("{} is a store that was never completed and holds nothing; open it once as a store of its own", path.display())]
    Unfinished {
        /// The folder.
        path: PathBuf,
    },
    /// A store that was being filled when that was cut short: it holds only a part of what it should.
    #[error(
        "{} was being filled from elsewhere and that was cut short, so it is no store; remove the folder and repeat",
        path.display()
    )]
    HalfFilled {
        /// The folder.
        path: PathBuf,
    },
    /// What is to be filled must be missing or empty. Nothing was written.
    #[error("{} is not empty; name a folder that does not exist yet", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The store was written by a newer version. Its records were left alone.
    #[error(
        "{} has format {found}, and this version of annals knows formats up to {known}; use a newer version \
         of annals",
        path.display()
    )]
    NewerFormat {
        /// The folder.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// In use, not writable, damaged, or the system failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Sorts a failure of the system by what can be done about it.
pub(super) fn io_error(path: &Path, doing: impl Into<String>, source: io::Error) -> LogError {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            LogError::NotWritable { path: path.to_owned(), why: source.to_string() }
        }
        _ => LogError::Io { doing: doing.into(), source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_failures_of_the_system_when_sorted_then_a_remedy_is_named() {
        let of = |kind: io::ErrorKind| io_error(Path::new("/a/b"), "write", kind.into()).to_string();
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem] {
            assert!(of(kind).starts_with("/a/b cannot be written to"), "{}", of(kind));
        }
        assert!(of(io::ErrorKind::StorageFull).starts_with("could not write: "));
    }
}
