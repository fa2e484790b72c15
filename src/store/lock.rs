//! One process at a time: the lock of a store, and the note of who holds it.
//!
//! sled has a lock of its own, but takes it only after it has touched its files, and tells nobody who holds it.
//! The file `annals.lock` is locked before anything else is looked at, for as long as the store is open; the
//! system lets go of it when its process ends, however it ends. What is written in it is for people.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};

use super::error::io_error;
use crate::log::LogError;

/// How long an open waits for somebody else to finish, unless told otherwise.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);
/// Most characters of a command that are noted.
const LONGEST: usize = 120;

/// The file.
const NAME: &str = "annals.lock";

/// A lock held; dropping it lets go.
pub(super) struct Lock(#[expect(dead_code, reason = "held, not used")] File);

/// Where the lock of a store lies.
pub(super) fn file(path: &Path) -> PathBuf {
    path.join(NAME)
}

impl Lock {
    /// Makes sure that nobody holds the lock of a folder in which nothing can be written, and keeps it so. None where
    /// there is no lock.
    ///
    /// # Errors
    /// [`LogError::Locked`].
    pub(super) fn look(path: &Path) -> Result<Option<Lock>, LogError> {
        let Ok(file) = File::open(file(path)) else { return Ok(None) };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {
                let path = path.to_owned();
                Err(LogError::Locked { path, holder: String::new(), waited: Duration::ZERO })
            }
            _ => Ok(Some(Lock(file))),
        }
    }

    /// Takes the lock of a folder, waiting so long at most.
    ///
    /// # Errors
    /// [`LogError::Locked`] with who holds it; what the system says otherwise.
    pub(super) fn take(path: &Path, patience: Duration) -> Result<Lock, LogError> {
        let name = file(path);
        let failed = |e| io_error(path, format!("open {}", name.display()), e);
        let open = || {
            File::options().read(true).write(true).create(true).truncate(false).open(&name).map_err(failed)
        };
        let mut file = open()?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) if is_the_one(&file, &name) => break,
                // The store was built afresh while we waited, by a process that left another lock.
                Ok(()) => file = open()?,
                // A file system without locks: sled's own, where it has one, must do.
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(e)) => return Err(failed(e)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => {
                    let mut holder = String::new();
                    // Whoever holds it may be writing it just now.
                    let _half = file.read_to_string(&mut holder);
                    let path = path.to_owned();
                    return Err(LogError::Locked {
                        path,
                        holder: holder.trim().to_owned(),
                        waited: patience,
                    });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            }
        }
        // The note is a courtesy: a full disk must not keep anybody from reading.
        let _note =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(note().as_bytes()));
        Ok(Lock(file))
    }
}

/// Whether an open file is the one that has a name.
fn is_the_one(file: &File, name: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        match (file.metadata(), std::fs::metadata(name)) {
            (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
            _ => false,
        }
    }
    // Elsewhere a file that is open keeps its name.
    #[cfg(not(unix))]
    {
        let _ = (file, name);
        true
    }
}

/// Who we are, in a line.
fn note() -> String {
    let command: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let command: String = command.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let since = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("process {} ({command}), since {since}\n", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_lock_when_taken_twice_then_the_second_waits_and_says_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path(), PATIENCE).unwrap();
        let begun = Instant::now();
        let patience = Duration::from_millis(60);
        let error = Lock::take(folder.path(), patience).err().unwrap().to_string();
        assert!(begun.elapsed() >= patience);
        assert!(error.contains(&format!("in use by process {} (", std::process::id())), "{error}");
        assert!(error.contains("waited"), "{error}");
        drop(first);
        assert!(Lock::take(folder.path(), patience).is_ok());
    }

    #[test]
    fn given_a_lock_let_go_while_another_waits_then_the_other_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path(), PATIENCE).unwrap();
        thread::scope(|scope| {
            let second = scope.spawn(|| Lock::take(folder.path(), PATIENCE).is_ok());
            thread::sleep(PAUSE * 3);
            drop(first);
            assert!(second.join().unwrap());
        });
    }
}
