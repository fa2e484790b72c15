//! The folder of a store: whose it is, whether it was ever completed, and syncing it.
//!
//! The file `annals.store` says that the folder is ours. It is written before anything else, in state `new`,
//! and goes to `ready` once the empty log is on disk: from then on a folder whose log is gone is damaged, and
//! never taken for a fresh one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::io_error;
use super::{StoreError, blocks, lock, witness};
use crate::log::LogError;

/// How the names of our own files begin.
const OURS: &str = "annals.";
/// The file that says the folder is ours.
const MARK: &str = "annals.store";
/// How sled names its snapshots, and ends the name of one that it is still writing.
const SNAPSHOT: &str = "snap.";
const HALF: &str = ".generating";
/// How the name of a file of ours ends that is being written.
pub(super) const BESIDE: &str = ".new";
/// The text of the mark, followed by the state.
const TEXT: &str =
    "This folder is a store of annals. Its files belong together: copy or remove the folder as a whole.";

/// How far a store has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing was ever acknowledged in it.
    New,
    /// It is being filled with records of another log, and is no store until all of them are there.
    Filling,
    /// It was completed.
    Ready,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::New => "new",
            State::Filling => "filling",
            State::Ready => "ready",
        }
    }
}

/// The file in which sled keeps its pages.
pub(super) fn data_file(path: &Path) -> PathBuf {
    path.join("db")
}

/// Whether a folder is a store that was completed; nothing is made or written.
///
/// # Errors
/// Where it is a store that was never completed or was changed, or cannot be read.
pub(super) fn holds(path: &Path) -> Result<bool, StoreError> {
    match read_mark(path)? {
        None => Ok(false),
        Some(State::Ready) => Ok(true),
        Some(State::New) => Err(StoreError::Unfinished { path: path.to_owned() }),
        Some(State::Filling) => Err(StoreError::HalfFilled { path: path.to_owned() }),
    }
}

/// Looks at the path of a store, which need not exist, and makes a marked folder of it.
///
/// # Errors
/// Where something else is there (nothing is written then), or it cannot be written to.
pub(super) fn prepare(path: &Path) -> Result<State, StoreError> {
    claim(path)?;
    if let Some(state) = read_mark(path)? {
        if state == State::Ready && !data_file(path).is_file() {
            let what = format!("{} is missing", data_file(path).display());
            return Err(LogError::Corrupt { position: 0, what }.into());
        }
        return Ok(state);
    }
    mark(path, State::New)?;
    Ok(State::New)
}

/// Makes sure that a path is a folder that is ours, or that nobody else's files are in.
///
/// # Errors
/// Where something else is there, or it cannot be made.
pub(super) fn claim(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => return Err(StoreError::NotAFolder { path: path.to_owned() }),
        Ok(_) => {}
        Err(e) if e.kind() == io::ErrorKind::NotFound => create(path)?,
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            return Err(StoreError::NotAFolder { path: file_above(path) });
        }
        Err(e) => return Err(io_error(path, format!("look at {}", path.display()), e).into()),
    }
    match read_mark(path)? {
        Some(State::Filling) => Err(StoreError::HalfFilled { path: path.to_owned() }),
        Some(State::New | State::Ready) => Ok(()),
        None => match foreign(path)? {
            Some(found) => Err(StoreError::NotAStore { path: path.to_owned(), found }),
            None => Ok(()),
        },
    }
}

/// Removes what sled leaves behind where the disk fills up or the power fails while it writes a snapshot: a file
/// that keeps it from opening ever again; and our own files that were being written. Only for who holds the lock.
pub(super) fn tidy(path: &Path) -> Result<(), LogError> {
    let failed = |e| io_error(path, format!("tidy {}", path.display()), e);
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let half = |n: &str| {
            n.starts_with(SNAPSHOT) && n.ends_with(HALF) || n.starts_with(OURS) && n.ends_with(BESIDE)
        };
        let half = name.to_str().is_some_and(half);
        if half {
            fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// Removes what the making of a store left behind that was never completed, so that it begins afresh: sled does not
/// open what a full disk cut short. Only for who holds the lock.
///
/// # Errors
/// Where something was recorded in it after all: then nothing is removed.
pub(super) fn clear(path: &Path) -> Result<(), LogError> {
    if witness::exists(path) && witness::read(path)?.position > 0 {
        let what = format!("{} says that it was never completed, and it was", path.join(MARK).display());
        return Err(LogError::Corrupt { position: 0, what });
    }
    let failed = |e| io_error(path, format!("clear {}", path.display()), e);
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        match name.to_str() {
            Some("blobs") => fs::remove_dir_all(entry.path()).map_err(failed)?,
            Some(name) if ["db", "conf", blocks::NAME].contains(&name) || name.starts_with(SNAPSHOT) => {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes a marked folder of a path that is missing or an empty folder, to be filled; tells whether the folder is new.
///
/// # Errors
/// [`StoreError::InUse`] where anything is there already.
pub(super) fn prepare_filling(path: &Path) -> Result<bool, StoreError> {
    let new = !path.exists();
    if path.is_file() {
        return Err(StoreError::NotAFolder { path: path.to_owned() });
    }
    if new {
        create(path)?;
    } else if fs::read_dir(path)
        .map_err(|e| io_error(path, format!("list {}", path.display()), e))?
        .next()
        .is_some()
    {
        return Err(StoreError::InUse { path: path.to_owned() });
    }
    mark(path, State::Filling)?;
    Ok(new)
}

/// Makes a new store ready: everything in the folder reaches the disk, then the state that says so.
pub(super) fn complete(path: &Path) -> Result<(), LogError> {
    let failed = |e| io_error(path, format!("write {} to the disk", path.display()), e);
    File::open(path.join("conf")).and_then(|f| f.sync_all()).map_err(failed)?;
    sync(&path.join("blobs")).map_err(failed)?;
    sync(path).map_err(failed)?;
    mark(path, State::Ready)
}

/// Waits until the names in a folder are on disk.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened like a file, and need not be.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Creates the folder and those around it, and waits until their names are on disk.
fn create(path: &Path) -> Result<(), LogError> {
    let failed = |e| io_error(path, format!("create {}", path.display()), e);
    let missing: Vec<&Path> =
        path.ancestors().take_while(|p| !p.as_os_str().is_empty() && !p.exists()).collect();
    fs::create_dir_all(path).map_err(failed)?;
    for folder in missing {
        let around = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sync(around).map_err(failed)?;
    }
    Ok(())
}

/// The file on the way to a path that should have been a folder.
fn file_above(path: &Path) -> PathBuf {
    path.ancestors().find(|p| p.is_file()).unwrap_or(path).to_owned()
}

/// Something in the folder that is not ours.
fn foreign(path: &Path) -> Result<Option<String>, LogError> {
    let failed = |e| io_error(path, format!("list {}", path.display()), e);
    for entry in fs::read_dir(path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        // A mark that was being written when the process ended, or the lock that was taken before.
        if !name.starts_with(MARK) && lock::file(path).file_name() != Some(name.as_ref()) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Whether a folder bears our mark, whatever its state, or holds nothing else yet than a mark being written.
pub(super) fn is_ours(path: &Path) -> bool {
    let begun = |entries: fs::ReadDir| {
        entries.into_iter().all(|e| e.is_ok_and(|e| e.file_name().to_string_lossy().starts_with(MARK)))
    };
    path.join(MARK).is_file() || fs::read_dir(path).is_ok_and(begun)
}

/// Removes a folder of ours, its mark last: whatever cuts this short leaves a folder that is ours.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != MARK {
            fs::remove_file(entry.path())?;
        }
    }
    sync(path)?;
    fs::remove_dir_all(path)
}

fn read_mark(path: &Path) -> Result<Option<State>, LogError> {
    let file = path.join(MARK);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io_error(path, format!("read {}", file.display()), e)),
    };
    let word = text.lines().next_back().and_then(|line| line.strip_prefix("state: "));
    let state = [State::New, State::Filling, State::Ready].into_iter().find(|s| Some(s.word()) == word);
    let changed = || LogError::Corrupt { position: 0, what: format!("{} was changed", file.display()) };
    state.map(Some).ok_or_else(changed)
}

fn mark(path: &Path, state: State) -> Result<(), LogError> {
    place(path, MARK, format!("{TEXT}\nstate: {}\n", state.word()).as_bytes())
}

/// Puts a file into a folder for good: written beside and renamed into place, so that it is never seen half written.
pub(super) fn place(path: &Path, name: &str, bytes: &[u8]) -> Result<(), LogError> {
    let beside = path.join(format!("{name}.{}{BESIDE}", std::process::id()));
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path.join(name))?;
        sync(path)
    };
    write().map_err(|e| io_error(path, format!("write into {}", path.display()), e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_no_folder_when_prepared_then_it_is_made_new_with_those_around_it() {
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("a/b/c");
        assert_eq!(prepare(&path).unwrap(), State::New);
        assert_eq!(prepare(&path).unwrap(), State::New, "until it is completed");
        mark(&path, State::Ready).unwrap();
        assert!(matches!(prepare(&path), Err(StoreError::Log(LogError::Corrupt { .. }))), "its data is gone");
        fs::write(data_file(&path), "").unwrap();
        assert_eq!(prepare(&path).unwrap(), State::Ready);
    }

    #[test]
    fn given_any_folder_when_asked_whether_it_is_a_store_then_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!holds(folder.path()).unwrap());
        assert!(!holds(&folder.path().join("nowhere")).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        mark(folder.path(), State::New).unwrap();
        assert!(matches!(holds(folder.path()), Err(StoreError::Unfinished { .. })));
        mark(folder.path(), State::Ready).unwrap();
        assert!(holds(folder.path()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn given_an_empty_folder_when_prepared_then_it_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("annals.store.123"), "half").unwrap();
        assert_eq!(prepare(folder.path()).unwrap(), State::New);
    }

    #[test]
    fn given_something_else_when_prepared_then_nothing_is_written() {
        let around = tempfile::tempdir().unwrap();
        let file = around.path().join("file");
        fs::write(&file, "text").unwrap();
        assert!(matches!(prepare(&file), Err(StoreError::NotAFolder { .. })));
        match prepare(&file.join("below/it")) {
            Err(StoreError::NotAFolder { path }) => assert_eq!(path, file),
            other => panic!("{other:?}"),
        }
        let error = prepare(around.path()).unwrap_err();
        assert!(error.to_string().contains("is no store of annals: it holds \"file\""), "{error}");
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1);
    }

    #[test]
    fn given_half_a_snapshot_when_tidied_then_it_is_gone_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["snap.01.generating", "snap.01", "db", "other.generating"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        tidy(folder.path()).unwrap();
        let exists = |name: &str| folder.path().join(name).exists();
        assert!(!exists("snap.01.generating"));
        assert!(exists("snap.01") && exists("db") && exists("other.generating"));
    }

    #[test]
    fn given_a_changed_mark_when_prepared_then_the_folder_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MARK), "state: rea").unwrap();
        assert!(matches!(prepare(folder.path()), Err(StoreError::Log(LogError::Corrupt { .. }))));
    }

    #[cfg(unix)]
    #[test]
    fn given_a_folder_without_permission_when_prepared_then_it_is_not_writable() {
        use std::os::unix::fs::PermissionsExt;
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("closed");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o555)).unwrap();
        if File::create(path.join("probe")).is_ok() {
            return; // The superuser may write anywhere.
        }
        for path in [path.join("below"), path] {
            match prepare(&path) {
                Err(StoreError::Log(error @ LogError::NotWritable { .. })) => {
                    assert!(error.to_string().contains("change its permissions"), "{error}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
