//! The witness: a small file beside the database that remembers how far the log had come.
//!
//! sled takes the first damaged byte of its file for the end of it and comes up, without a word, with what
//! lies before. A second record of the head tells that from a log that never went further. It is written
//! after each acknowledged append and not synced, so it may lag behind, but never runs ahead: the log holds
//! *at least* what it says.
//!
//! The file has two slots of 64 bytes, written in turn, so that one whole slot survives whatever happens.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::codec::{decode_head, encode_head};
use super::error::io_error;
use super::folder;
use crate::log::{Head, LogError};

/// The name of the file.
const NAME: &str = "annals.head";
/// Bytes of a slot.
const SLOT: usize = 64;

/// The witness of an open log.
pub(super) struct Witness {
    file: File,
    /// Where the next head goes.
    second: bool,
}

impl Witness {
    /// Makes the witness of an empty log, and waits until it is on disk.
    pub(super) fn create(path: &Path) -> Result<(), LogError> {
        folder::place(path, NAME, &slot(&Head::EMPTY).repeat(2))
    }

    /// Opens the witness, and tells a head the log had once.
    pub(super) fn open(path: &Path) -> Result<(Witness, Head), LogError> {
        let name = path.join(NAME);
        let failed = |e| io_error(path, format!("open {}", name.display()), e);
        let (index, head) = best(path)?;
        let file = File::options().write(true).open(&name).map_err(failed)?;
        Ok((Witness { file, second: index == 0 }, head))
    }

    /// Remembers a head that was acknowledged. Failing to is no harm: the other slot stands.
    pub(super) fn note(&mut self, head: &Head) {
        let start = if self.second { SLOT as u64 } else { 0 };
        let write = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.write_all(&slot(head)));
        if write.is_ok() {
            self.second = !self.second;
        }
    }
}

/// Whether there is one.
pub(super) fn exists(path: &Path) -> bool {
    path.join(NAME).exists()
}

/// A head the log had once; nothing is written.
///
/// # Errors
/// [`LogError::Corrupt`] where the witness is missing or unreadable, and what the system says otherwise.
pub(super) fn read(path: &Path) -> Result<Head, LogError> {
    best(path).map(|(_, head)| head)
}

/// The slot that says the most.
fn best(path: &Path) -> Result<(usize, Head), LogError> {
    let name = path.join(NAME);
    let bytes = match fs::read(&name) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            return Err(corrupt(format!("{} is missing", name.display())));
        }
        Err(e) => return Err(io_error(path, format!("read {}", name.display()), e)),
    };
    let length = encode_head(&Head::EMPTY).len();
    let slots = bytes.chunks(SLOT).map(|slot| slot.get(..length).and_then(|block| decode_head(block).ok()));
    let best = slots.enumerate().filter_map(|(i, head)| Some((i, head?))).max_by_key(|(_, h)| h.position);
    best.ok_or_else(|| corrupt(format!("{} was changed", name.display())))
}

fn slot(head: &Head) -> Vec<u8> {
    let mut slot = encode_head(head);
    slot.resize(SLOT, b'\n');
    slot
}

fn corrupt(what: String) -> LogError {
    LogError::Corrupt { position: 0, what }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::Digest;

    fn head(position: u64) -> Head {
        Head { position, digest: Digest([position as u8; 32]) }
    }

    #[test]
    fn given_heads_when_noted_then_the_last_is_told_even_if_one_slot_is_torn() {
        let folder = tempfile::tempdir().unwrap();
        Witness::create(folder.path()).unwrap();
        assert_eq!(Witness::open(folder.path()).unwrap().1, Head::EMPTY);
        for position in 1..8 {
            let (mut witness, before) = Witness::open(folder.path()).unwrap();
            assert_eq!(before.position, 2 * (position - 1));
            witness.note(&head(2 * position - 1));
            witness.note(&head(2 * position));
        }
        let sound = fs::read(folder.path().join(NAME)).unwrap();
        assert_eq!(sound.len(), 2 * SLOT);
        for at in [3, SLOT + 3] {
            let mut torn = sound.clone();
            torn[at] ^= 1;
            fs::write(folder.path().join(NAME), torn).unwrap();
            assert!(Witness::open(folder.path()).unwrap().1.position >= 13);
        }
        fs::write(folder.path().join(NAME), "x").unwrap();
        assert!(matches!(Witness::open(folder.path()), Err(LogError::Corrupt { .. })));
        fs::remove_file(folder.path().join(NAME)).unwrap();
        assert!(matches!(Witness::open(folder.path()), Err(LogError::Corrupt { .. })));
    }
}
