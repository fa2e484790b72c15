//! How a store was closed: the lengths and digests of its files when it was last closed.
//!
//! sled reads no more of its file than it needs, so a flipped bit can lie there for years, and it takes damage at
//! the end of its log for the end of it, and cuts off what follows. A store that is as it was closed is opened as
//! it is; any other is first tried on a copy, and what is odd is told. The file is taken away before anything is
//! written and put back when the store is closed. It is not synced: after a power cut it may be missing, or be
//! that of an earlier day; both only mean that a copy is tried first.
//!
//! The file of blocks may be large, and what was written to it is never touched again. Where it is over [`WHOLE`] only its
//! length and its end count here: a bit that flips before that is told when its block is read, or by `verify`.
//!
//! ```text
//! head POSITION DIGEST   where the log stood
//! DIGEST LENGTH NAME     BLAKE3 in hexadecimal (of a large file of blocks: of its end); bytes; a file: a line each, by name
//! DIGEST                 of the lines above
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::io_error;
use super::{blocks, folder, lock};
use crate::domain::Digest;
use crate::log::{Head, LogError};

/// The file.
const NAME: &str = "annals.closed";
/// The largest file of blocks of which every byte counts.
pub(super) const WHOLE: u64 = 64 * 1024 * 1024;
/// Bytes at the end of a larger one that count.
const END: u64 = 1024 * 1024;
/// How often sled's files are looked at until its last thread has let go of them, and the pause in between.
const TRIES: u32 = 125;
const PAUSE: Duration = Duration::from_millis(4);

/// How a closed store is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It was not closed properly: nothing is known.
    Open,
    /// Every file is as it was.
    Whole,
    /// These files are not, or are missing, or are new; the log stood there, at least.
    Changed(Vec<String>, Head),
}

/// Compares a folder with how it was closed. Only for who holds the lock.
pub(super) fn look(path: &Path) -> Result<Found, LogError> {
    let text = match fs::read(path.join(NAME)) {
        Ok(bytes) if bytes.is_empty() => return Ok(Found::Open),
        Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Found::Open),
        Err(e) => return Err(io_error(path, format!("read {}", path.join(NAME).display()), e)),
    };
    let changed = || Found::Changed(vec![NAME.to_owned()], Head::EMPTY);
    let Some((lines, sum)) = text.trim_end_matches('\n').rsplit_once('\n') else { return Ok(changed()) };
    if blake3::hash(lines.as_bytes()).to_hex().as_str() != sum || !text.ends_with('\n') {
        return Ok(changed());
    }
    let Some((first, lines)) = lines.split_once('\n') else { return Ok(changed()) };
    let Some(head) = head_of(first) else { return Ok(changed()) };
    let found = lines_of(path).map_err(|e| io_error(path, format!("read {}", path.display()), e))?;
    let name = |line: &str| line.splitn(3, ' ').nth(2).unwrap_or_default().to_owned();
    let mut odd: Vec<String> =
        lines.lines().filter(|line| !found.iter().any(|f| f == line)).map(name).collect();
    odd.extend(found.iter().filter(|f| !lines.lines().any(|line| line == *f)).map(|line| name(line)));
    odd.sort();
    odd.dedup();
    Ok(if odd.is_empty() { Found::Whole } else { Found::Changed(odd, head) })
}

fn head_of(line: &str) -> Option<Head> {
    let (position, digest) = line.strip_prefix("head ")?.split_once(' ')?;
    Some(Head { position: position.parse().ok()?, digest: Digest::parse(digest)? })
}

/// Takes the file away, before anything is written.
pub(super) fn take_away(path: &Path) -> Result<(), LogError> {
    match fs::remove_file(path.join(NAME)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            Err(io_error(path, format!("write into {}", path.display()), e))
        }
        _ => Ok(()),
    }
}

/// A line for each file that belongs to the store.
fn lines_of(path: &Path) -> io::Result<Vec<String>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [path.to_owned(), path.join("blobs")] {
        for entry in fs::read_dir(folder)? {
            let file = entry?.path();
            if file.is_file() && file != path.join(NAME) && file != lock::file(path) {
                files.push(file);
            }
        }
    }
    files.sort();
    let line = |file: &PathBuf| {
        let mut hasher = blake3::Hasher::new();
        let name = file.strip_prefix(path).unwrap_or(file);
        let mut input = File::open(file)?;
        let length = input.metadata()?.len();
        if name == Path::new(blocks::NAME) && length > WHOLE {
            input.seek(SeekFrom::Start(length - END))?;
        }
        hasher.update_reader(input)?;
        Ok(format!("{} {length} {}", hasher.finalize().to_hex(), name.display()))
    };
    files.iter().map(line).collect()
}

/// Waits until the last of sled's threads has let go of a database that was closed, and keeps it from being opened
/// again as long as what is returned is held.
///
/// # Errors
/// [`LogError::Locked`] where it is still open.
pub(super) fn quiet(path: &Path) -> Result<File, LogError> {
    let file = folder::data_file(path);
    let data = File::open(&file).map_err(|e| io_error(path, format!("open {}", file.display()), e))?;
    for _ in 0..TRIES {
        match data.try_lock() {
            Ok(()) => return Ok(data),
            // Without locks sled has none either.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => return Ok(data),
            Err(_) => thread::sleep(PAUSE),
        }
    }
    Err(LogError::Locked { path: path.to_owned(), holder: String::new(), waited: PAUSE * TRIES })
}

/// Notes how the store was closed when it is dropped, once it is told where the log stands. Drop it after the database and before the
/// lock.
pub(super) struct Closing {
    path: PathBuf,
    /// Where the log stands; none where what is on disk may differ from what was written.
    pub(super) head: Option<Head>,
}

impl Closing {
    /// Of the store in this folder.
    pub(super) fn of(path: &Path) -> Closing {
        Closing { path: path.to_owned(), head: None }
    }

    /// Without it the next opening is slower, and no harm is done: failures are passed over.
    fn note(&self) -> Option<()> {
        let _held = quiet(&self.path).ok()?;
        let Head { position, digest } = self.head?;
        let files = lines_of(&self.path).ok()?.join("\n");
        let lines = format!("head {position} {}\n{files}", digest.hex());
        let text = format!("{lines}\n{}\n", blake3::hash(lines.as_bytes()).to_hex());
        let beside = self.path.join(format!("{NAME}{}", folder::BESIDE));
        fs::write(&beside, text).ok()?;
        fs::rename(beside, self.path.join(NAME)).ok()
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        let _ = self.note();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head { position: 7, digest: Digest([9; 32]) };

    fn close(path: &Path) {
        let mut closing = Closing::of(path);
        closing.head = Some(HEAD);
    }

    fn closed() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("blobs")).unwrap();
        for (name, text) in [("db", "pages"), ("conf", ""), ("annals.head", "head")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        assert_eq!(look(folder.path()).unwrap(), Found::Open);
        close(folder.path());
        folder
    }

    #[test]
    fn given_a_closed_folder_when_any_file_changes_then_it_is_named() {
        let folder = closed();
        assert_eq!(look(folder.path()).unwrap(), Found::Whole);
        fs::write(folder.path().join("db"), "Pages").unwrap();
        assert_eq!(look(folder.path()).unwrap(), Found::Changed(vec!["db".to_owned()], HEAD));
        fs::write(folder.path().join("db"), "pages").unwrap();
        fs::write(folder.path().join("more"), "").unwrap();
        fs::remove_file(folder.path().join("conf")).unwrap();
        let odd = vec!["conf".to_owned(), "more".to_owned()];
        assert_eq!(look(folder.path()).unwrap(), Found::Changed(odd, HEAD));
        take_away(folder.path()).unwrap();
        assert_eq!(look(folder.path()).unwrap(), Found::Open);
    }

    #[test]
    fn given_a_flipped_bit_in_the_note_itself_when_looked_at_then_it_is_named_itself() {
        let folder = closed();
        let path = folder.path().join(NAME);
        let bytes = fs::read(&path).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut odd = bytes.clone();
            odd[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, odd).unwrap();
            assert_eq!(
                look(folder.path()).unwrap(),
                Found::Changed(vec![NAME.to_owned()], Head::EMPTY),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn given_a_store_in_doubt_when_closed_then_nothing_is_said_of_it() {
        let folder = closed();
        take_away(folder.path()).unwrap();
        drop(Closing::of(folder.path()));
        assert_eq!(look(folder.path()).unwrap(), Found::Open);
    }
}
