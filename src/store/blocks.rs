//! The file of sealed blocks, `annals.blocks`: one behind the other, only ever appended to.
//!
//! sled moves what it keeps about in its file, reads much of that when it opens, and takes damage for the end of it. So
//! the bulk of the log lies here, where nothing is ever moved; sled says which blocks there are.

use std::collections::VecDeque;
use std::fmt::Display;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::block::{Block, directory};
use super::codec::CodecError;
use super::engine::Barrier;
use super::error::io_error;
use super::index::Span;
use super::sled_log::corrupt;
use crate::domain::Record;
use crate::log::LogError;

/// The file.
pub(super) const NAME: &str = "annals.blocks";
/// Bytes of blocks kept in memory once they were read.
const CACHE: usize = 8 * 1024 * 1024;

/// Of a block of which fewer than one in so many records is asked for, only these are read.
const FEW: u64 = 16;

/// A block in memory.
pub(super) type Held = Arc<Block<Vec<u8>>>;

/// As much of a block as is asked for.
pub(super) enum Open<'f> {
    /// All of it.
    Whole(Held),
    /// What lies where in it; payloads are read one by one.
    Directory(&'f BlockFile, Block<Vec<u8>>),
}

impl Open<'_> {
    /// The record at a position.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] with the position, and what the system says.
    pub(super) fn record(&self, span: &Span, position: u64) -> Result<Record, LogError> {
        let odd = |e: CodecError| corrupt(position, e.to_string());
        let number = usize::try_from(position - span.first).unwrap_or(usize::MAX);
        match self {
            Open::Whole(block) => block.record(number).map_err(odd),
            Open::Directory(file, block) => {
                let place = block.place(number).map_err(odd)?;
                // What damage says lies behind the block is not read.
                if place.end as u64 > span.length {
                    return Err(odd(CodecError::Checksum));
                }
                let at = span.at + place.start as u64;
                let bytes = file.bytes(&Span { at, length: place.len() as u64, ..*span })?;
                block.read(number, &bytes).map_err(odd)
            }
        }
    }
}

/// The file of the sealed blocks.
pub(super) struct BlockFile {
    path: PathBuf,
    file: File,
    /// Blocks read last, by their first byte; the newest first.
    cache: Mutex<VecDeque<(u64, Held)>>,
}

impl BlockFile {
    /// Makes an empty one; its name is on disk once the folder is.
    pub(super) fn create(folder: &Path) -> Result<(), LogError> {
        let path = folder.join(NAME);
        File::create(&path)
            .and_then(|file| file.sync_all())
            .map_err(|e| io_error(folder, format!("create {}", path.display()), e))
    }

    /// Opens it, to append to where that is asked for.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] where it is missing, and what the system says.
    pub(super) fn open(folder: &Path, write: bool) -> Result<BlockFile, LogError> {
        let path = folder.join(NAME);
        match File::options().read(true).write(write).open(&path) {
            Ok(file) => Ok(BlockFile { path, file, cache: Mutex::default() }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(corrupt(0, format!("{} is missing", path.display())))
            }
            Err(e) => Err(io_error(folder, format!("open {}", path.display()), e)),
        }
    }

    /// Its length in bytes.
    pub(super) fn length(&self) -> Result<u64, LogError> {
        Ok(self.file.metadata().map_err(|e| self.failed(e))?.len())
    }

    /// Waits until what was put is on disk.
    pub(super) fn sync(&self, barrier: &Barrier) -> io::Result<()> {
        barrier(&self.file)
    }

    /// Writes blocks from this byte on.
    pub(super) fn put(&self, end: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, end)
    }

    /// Takes away what lies behind the blocks that count: an append that was cut short.
    pub(super) fn cut(&self, end: u64) -> Result<(), LogError> {
        self.file.set_len(end).and_then(|()| self.file.sync_data()).map_err(|e| self.failed(e))
    }

    /// A block that was checked, from memory where it was read before.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] at its first position, and what the system says.
    pub(super) fn block(&self, span: &Span) -> Result<Held, LogError> {
        if let Some(held) = self.held(span.at) {
            return Ok(held);
        }
        let block = Arc::new(self.fetch(span)?);
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.push_front((span.at, Arc::clone(&block)));
        let mut bytes = 0;
        let fits = cache.iter().take_while(|(_, held)| {
            bytes += held.length();
            bytes <= CACHE
        });
        let fits = fits.count();
        cache.truncate(fits);
        Ok(block)
    }

    /// The same, from the disk.
    ///
    /// # Errors
    /// As [`BlockFile::block`].
    pub(super) fn fetch(&self, span: &Span) -> Result<Block<Vec<u8>>, LogError> {
        let block = Block::whole(self.bytes(span)?).map_err(|e| odd(span, e))?;
        check_place(&block, span)?;
        Ok(block)
    }

    /// A block of which so many records are asked for: where they are few, only its directory is read, and kept nowhere.
    ///
    /// # Errors
    /// As [`BlockFile::block`].
    pub(super) fn open_for(&self, span: &Span, wanted: u64) -> Result<Open<'_>, LogError> {
        let count = (span.last + 1).saturating_sub(span.first);
        let directory = directory(count).filter(|length| wanted <= count / FEW && *length < span.length);
        let Some(length) = directory else { return Ok(Open::Whole(self.block(span)?)) };
        if let Some(held) = self.held(span.at) {
            return Ok(Open::Whole(held));
        }
        let block = Block::begun(self.bytes(&Span { length, ..*span })?).map_err(|e| odd(span, e))?;
        check_place(&block, span)?;
        if block.length() as u64 != span.length {
            return Err(odd(span, "it is not as long as it says"));
        }
        Ok(Open::Directory(self, block))
    }

    /// The bytes of a block as they lie there.
    ///
    /// # Errors
    /// As [`BlockFile::block`].
    pub(super) fn bytes(&self, span: &Span) -> Result<Vec<u8>, LogError> {
        let length = usize::try_from(span.length).map_err(|e| odd(span, e))?;
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, span.at).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => {
                odd(span, format_args!("{} ends before it does", self.path.display()))
            }
            _ => self.failed(e),
        })?;
        Ok(bytes)
    }

    /// As many of them as are there.
    pub(super) fn there(&self, span: &Span) -> Result<Vec<u8>, LogError> {
        let length = span.length.min(self.length()?.saturating_sub(span.at));
        self.bytes(&Span { length, ..*span })
    }

    fn held(&self, at: u64) -> Option<Held> {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let place = cache.iter().position(|(held, _)| *held == at)?;
        let found = cache.remove(place)?;
        let held = Arc::clone(&found.1);
        cache.push_front(found);
        Some(held)
    }

    fn failed(&self, error: io::Error) -> LogError {
        io_error(&self.path, format!("read {}", self.path.display()), error)
    }
}

/// What is wrong with a block.
fn odd(span: &Span, what: impl Display) -> LogError {
    corrupt(span.first, format!("its block: {what}"))
}

/// Whether a block is the one that should lie in its place.
fn check_place(block: &Block<Vec<u8>>, span: &Span) -> Result<(), LogError> {
    if block.first() == span.first && block.first() + block.count() as u64 == span.last + 1 {
        return Ok(());
    }
    Err(odd(span, format_args!("records from {} on lie in its place", block.first())))
}

/// The length of the file in a folder; 0 where there is none.
pub(super) fn length(folder: &Path) -> u64 {
    fs::metadata(folder.join(NAME)).map_or(0, |file| file.len())
}
