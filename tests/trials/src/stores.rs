//! Stores made to be damaged: their files, held in memory, and what they hold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use annals::domain::Record;
use annals::log::{Clock, Log};
use annals::store::SledLog;
use chrono::DateTime;
use fastrand::Rng;

use crate::bodies::{LARGE, body};

/// The files of a store, by their path in its folder. The lock, a note for people, is not among them.
pub type Files = Vec<(PathBuf, Vec<u8>)>;

/// How a store is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A few small records.
    Few,
    /// About a hundred, some of them large.
    Hundred,
    /// Some thousand.
    Thousands,
}

impl Shape {
    /// The seed of its records, how many there are, and how many are appended at a time.
    fn drawn(self, random: &mut Rng) -> (u64, u64, u64) {
        let seed = random.u64(..);
        match self {
            Shape::Few => (seed | 1, random.u64(3..10), 1),
            Shape::Hundred => (seed - seed % LARGE, random.u64(80..130), random.u64(1..20)),
            Shape::Thousands => (seed | 1, random.u64(1_000..3_000), random.u64(50..600)),
        }
    }
}

/// What a store held at one moment.
pub struct Moment {
    /// Its files then.
    pub files: Files,
    /// Its records then.
    pub records: Vec<Record>,
}

/// A store, early and late in its life.
pub struct Sample {
    /// Closed when about half was recorded.
    pub early: Moment,
    /// With all records: closed, or copied while it was open, as a process that is killed leaves it.
    pub late: Moment,
}

impl Sample {
    /// Makes one, the same each time for the same seed.
    pub fn make(around: &Path, shape: Shape, closed: bool, seed: u64) -> io::Result<Sample> {
        let mut random = Rng::with_seed(seed);
        let (seed, count, batch) = shape.drawn(&mut random);
        let path = around.join("sample");
        remove(&path)?;
        let clock = even_clock();
        // Opened several times, as a store is.
        grow(&path, &clock, seed, count / 4, batch)?;
        grow(&path, &clock, seed, count / 2, batch)?;
        let early = files_of(&path)?;
        let log = grown(&path, &clock, seed, count, batch)?;
        let records = log.read(1, usize::MAX).map_err(io::Error::other)?;
        let late = if closed {
            drop(log);
            files_of(&path)?
        } else {
            let files = files_of(&path)?;
            drop(log);
            files
        };
        remove(&path)?;
        let half = records.iter().take_while(|record| record.position <= count / 2).cloned().collect();
        Ok(Sample { early: Moment { files: early, records: half }, late: Moment { files: late, records } })
    }
}

/// A second after the other, from the same instant on.
fn even_clock() -> Clock {
    let seconds = AtomicI64::new(1_700_000_000);
    Arc::new(move || DateTime::from_timestamp(seconds.fetch_add(1, Ordering::Relaxed), 0).unwrap_or_default())
}

fn grow(path: &Path, clock: &Clock, seed: u64, to: u64, batch: u64) -> io::Result<()> {
    grown(path, clock, seed, to, batch).map(drop)
}

/// Opens a store and appends up to a position.
fn grown(path: &Path, clock: &Clock, seed: u64, to: u64, batch: u64) -> io::Result<SledLog> {
    let log = SledLog::open(path, clock.clone()).map_err(io::Error::other)?;
    let mut head = log.head().map_err(io::Error::other)?;
    while head.position < to {
        let end = to.min(head.position + batch);
        let bodies = (head.position + 1..=end).map(|position| body(seed, position)).collect();
        head = log.append(&head, bodies).map_err(io::Error::other)?;
        log.remember("position", &head.position.to_be_bytes().repeat(9)).map_err(io::Error::other)?;
    }
    Ok(log)
}

/// Reads the files of a store.
fn files_of(path: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for folder in ["", "blobs"] {
        for entry in fs::read_dir(path.join(folder))? {
            let entry = entry?;
            let name = Path::new(folder).join(entry.file_name());
            if entry.file_type()?.is_file() && name != Path::new("annals.lock") {
                files.push((name, fs::read(entry.path())?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Puts files where nothing is.
pub fn put(files: &Files, path: &Path) -> io::Result<()> {
    remove(path)?;
    fs::create_dir_all(path.join("blobs"))?;
    files.iter().try_for_each(|(name, bytes)| fs::write(path.join(name), bytes))
}

/// Whether these files, and no others, lie there.
pub fn lies(files: &Files, path: &Path) -> io::Result<bool> {
    Ok(files_of(path)? == *files)
}

/// Removes a folder that may be there.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
