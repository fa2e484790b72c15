//! Reading a file at an offset, from any thread.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::FileError;

/// An open file that is read at offsets.
#[derive(Debug)]
pub(super) struct At {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
    path: PathBuf,
}

impl At {
    /// Opens a file, and tells its length.
    pub(super) fn open(path: &Path) -> Result<(At, u64), FileError> {
        let file = File::open(path).map_err(FileError::io(path, "open"))?;
        let length = file.metadata().map_err(FileError::io(path, "look at"))?.len();
        Ok((At::of(file, path), length))
    }

    /// Reads a file that is open already; the path is for messages.
    pub(super) fn of(file: File, path: &Path) -> At {
        #[cfg(not(unix))]
        let file = std::sync::Mutex::new(file);
        At { file, path: path.to_owned() }
    }

    /// Fills the buffer from an offset on.
    pub(super) fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<(), FileError> {
        #[cfg(unix)]
        let done = std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, offset);
        #[cfg(not(unix))]
        let done = {
            use std::io::{Read, Seek, SeekFrom};
            let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(buffer))
        };
        done.map_err(FileError::io(&self.path, "read"))
    }

    /// Which file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
