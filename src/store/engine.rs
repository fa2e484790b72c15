//! The one place that calls sled: opening, reading, committing for good. Every call that may touch the disk
//! is fenced, since sled sometimes panics where an error is due.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use sled::{Batch, Config, Db, IVec, Tree};

use super::error::io_error;
use super::fence::{self, Guarded};
use super::folder;
use crate::log::LogError;

/// Bytes of sled's page cache; its memory reaches three times that.
const CACHE: u64 = 16 * 1024 * 1024;
/// How often an open is tried while the lock is held, and the pause in between: a log dropped a moment ago
/// may still be held by one of sled's own threads. Other processes are kept out by [`lock`](super::lock).
const TRIES: u32 = 25;
const PAUSE: Duration = Duration::from_millis(20);

/// What waits until the data file is on disk.
pub(super) type Barrier = Arc<dyn Fn(&File) -> io::Result<()> + Send + Sync>;

/// sled with the two trees of a store.
pub(super) struct Engine {
    path: PathBuf,
    trees: Guarded<Trees>,
    /// The data file, open from before the first write on: errors of writing back are told to whoever had it
    /// open.
    data: File,
    barrier: Barrier,
}

struct Trees {
    log: Tree,
    meta: Tree,
    db: Db,
}

/// Which tree.
#[derive(Clone, Copy, Debug)]
pub(super) enum Space {
    /// Records and head.
    Log,
    /// Format and memory.
    Meta,
}

impl Engine {
    /// Opens the database in a prepared folder, and waits until what was recovered is on disk: nobody may be
    /// told of records that a power cut could still take away.
    pub(super) fn open(path: &Path, barrier: Barrier) -> Result<Engine, LogError> {
        let db = Guarded::new(open_db(path)?);
        let file = folder::data_file(path);
        let data = File::options().read(true).write(true).open(&file);
        let data = data.map_err(|e| io_error(path, format!("open {}", file.display()), e))?;
        let open = || {
            let db = db.get().ok_or_else(closed)?;
            Ok(Guarded::new(Trees { log: db.open_tree("log")?, meta: db.open_tree("meta")?, db: db.clone() }))
        };
        let trees = fenced(open).map_err(|f| f.into_log_error(path, "open the store", 0))?;
        let engine = Engine { path: path.to_owned(), trees, data, barrier };
        engine.settle().map_err(|f| f.into_log_error(path, "write the store to the disk", 0))?;
        folder::sync(path).map_err(|e| io_error(path, "write the store to the disk", e))?;
        Ok(engine)
    }

    fn trees(&self) -> Result<&Trees, sled::Error> {
        self.trees.get().ok_or_else(closed)
    }

    fn tree(&self, space: Space) -> Result<&Tree, sled::Error> {
        let trees = self.trees()?;
        Ok(match space {
            Space::Log => &trees.log,
            Space::Meta => &trees.meta,
        })
    }

    /// The value of a key.
    pub(super) fn get(&self, space: Space, key: &[u8]) -> Result<Option<IVec>, LogError> {
        let get = || self.tree(space)?.get(key);
        fenced(get).map_err(|f| f.into_log_error(&self.path, "read the store", 0))
    }

    /// The last entry with a key below this one.
    pub(super) fn below(&self, space: Space, key: &[u8]) -> Result<Option<(IVec, IVec)>, LogError> {
        let below = || self.tree(space)?.get_lt(key);
        fenced(below).map_err(|f| f.into_log_error(&self.path, "read the store", 0))
    }

    /// Hands the entries from one key up to before another to `each`, in order, until it says `false`.
    ///
    /// # Errors
    /// Those of sled; damage is placed at `position`.
    pub(super) fn scan(
        &self,
        space: Space,
        keys: std::ops::Range<Vec<u8>>,
        position: u64,
        mut each: impl FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), LogError> {
        let scan = || {
            for entry in self.tree(space)?.range(keys) {
                let (key, value) = entry?;
                if !each(&key, &value) {
                    break;
                }
            }
            Ok(())
        };
        fenced(scan).map_err(|f| f.into_log_error(&self.path, "read the store", position))
    }

    /// Writes a batch, all of it or nothing, and waits until it is on disk. After an error it may or may not
    /// be there, and this engine must not write any more.
    pub(super) fn commit(&self, space: Space, batch: Batch) -> Result<(), String> {
        fenced(|| self.tree(space)?.apply_batch(batch)).map_err(Failure::into_text)?;
        self.settle().map_err(Failure::into_text)
    }

    /// sled's flush hands its buffers to the system and no further: only the sync makes them durable.
    fn settle(&self) -> Result<(), Failure> {
        fenced(|| self.trees()?.db.flush())?;
        (self.barrier)(&self.data).map_err(|e| Failure::Sled(e.into()))
    }
}

fn closed() -> sled::Error {
    sled::Error::Unsupported("the store is closed".to_owned())
}

/// The barrier of every real store: fdatasync.
pub(super) fn sync_data() -> Barrier {
    Arc::new(File::sync_data)
}

/// Opens the database, waiting a moment for its lock.
fn open_db(path: &Path) -> Result<Db, LogError> {
    let config = Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None);
    let mut tries = 1;
    loop {
        match fenced(|| config.open()) {
            Ok(db) => return Ok(db),
            Err(failure) if failure.is_lock() => {
                if tries == TRIES {
                    let (path, waited) = (path.to_owned(), PAUSE * TRIES);
                    return Err(LogError::Locked { path, holder: String::new(), waited });
                }
                tries += 1;
                thread::sleep(PAUSE);
            }
            Err(failure) => return Err(failure.into_log_error(path, "open the store", 0)),
        }
    }
}

/// How a call of sled failed.
enum Failure {
    Sled(sled::Error),
    Panic(String),
}

/// Calls sled, and turns a panic into a failure.
fn fenced<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, Failure> {
    let result = fence::fenced(call).map_err(Failure::Panic)?;
    result.map_err(|e| match e {
        // sled repeats an earlier error as a text for programmers; its kind has one for people.
        sled::Error::Io(e) if e.get_ref().is_some() && e.kind() != io::ErrorKind::Other => {
            Failure::Sled(io::Error::from(e.kind()).into())
        }
        other => Failure::Sled(other),
    })
}

impl Failure {
    fn is_lock(&self) -> bool {
        // sled puts the error of the system into words.
        matches!(self, Failure::Sled(sled::Error::Io(e)) if e.to_string().contains("could not acquire lock"))
    }

    fn into_text(self) -> String {
        match self {
            Failure::Sled(sled::Error::Io(e)) => e.to_string(),
            Failure::Sled(sled::Error::Corruption { .. }) => "the database is damaged".to_owned(),
            Failure::Sled(e) => e.to_string(),
            Failure::Panic(text) => format!("the storage gave up: {text}"),
        }
    }

    fn into_log_error(self, path: &Path, doing: &str, position: u64) -> LogError {
        match self {
            // A file that ends too early is damage, not a failure of the system.
            Failure::Sled(sled::Error::Io(e)) if e.kind() != io::ErrorKind::UnexpectedEof => {
                io_error(path, doing, e)
            }
            other => LogError::Corrupt { position, what: other.into_text() },
        }
    }
}
