//! The rehearsal: before sled opens a store in place, a copy has to come up whole.
//!
//! sled takes the first damaged byte of its file for the end of it, and cuts off or writes over what lies behind. One
//! look at a damaged store would destroy what could still be read of it; so the look is at a copy.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::io_error;
use super::{closing, lock};
use crate::log::LogError;

/// The files in which sled keeps its data, relative to the folder.
pub(super) fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let name = PathBuf::from(entry?.file_name());
        let text = name.to_string_lossy();
        if matches!(&*text, "db" | "conf") || text.starts_with("snap.") {
            files.push(name);
        }
    }
    for entry in fs::read_dir(path.join("blobs")).into_iter().flatten() {
        files.push(Path::new("blobs").join(entry?.file_name()));
    }
    files.sort();
    Ok(files)
}

/// Copies these files of a store into a folder for temporary files, which goes when it is dropped. A file that cannot
/// be read is told and left out.
pub(super) fn copy(path: &Path, files: &[PathBuf]) -> Result<(TempDir, Vec<String>), LogError> {
    let around = std::env::temp_dir();
    let failed = |e| io_error(&around, format!("copy {} to {}", path.display(), around.display()), e);
    let copy = tempfile::tempdir().map_err(failed)?;
    fs::create_dir(copy.path().join("blobs")).map_err(failed)?;
    let mut unread = Vec::new();
    for file in files {
        let mut to = File::create(copy.path().join(file)).map_err(failed)?;
        match File::open(path.join(file)) {
            Ok(mut from) => drop(io::copy(&mut from, &mut to).map_err(failed)?),
            Err(error) => unread.push(format!("{} cannot be read: {error}", file.display())),
        }
    }
    Ok((copy, unread))
}

/// The same where every file must be read.
fn copy_all(path: &Path, files: &[PathBuf]) -> Result<TempDir, LogError> {
    let (copy, unread) = copy(path, files)?;
    match unread.into_iter().next() {
        None => Ok(copy),
        Some(what) => Err(LogError::Corrupt { position: 0, what }),
    }
}

/// A copy of a store with our own files, but for its lock.
pub(super) fn whole_copy(path: &Path) -> Result<TempDir, LogError> {
    let failed = |e| io_error(path, format!("read {}", path.display()), e);
    let mut all = files(path).map_err(failed)?;
    for entry in fs::read_dir(path).map_err(failed)? {
        let name = PathBuf::from(entry.map_err(failed)?.file_name());
        let ours = name.to_string_lossy().starts_with("annals.");
        if ours && Some(name.as_os_str()) != lock::file(path).file_name() {
            all.push(name);
        }
    }
    copy_all(path, &all)
}

/// A copy of a store that nobody writes to while it is taken. Only for who holds the lock.
pub(super) fn quiet_copy(path: &Path) -> Result<TempDir, LogError> {
    let failed = |e| io_error(path, format!("read {}", path.display()), e);
    let _held = closing::quiet(path)?;
    let files = files(path).map_err(failed)?;
    copy_all(path, &files)
}
