//! The floor: a plain file, appended to and synced, and read back byte by byte.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use annals::domain::Record;
use bincode::config::standard;
use bincode::serde::{decode_from_slice, encode_to_vec};

use crate::Failure;

/// A record as peers keep it: compact, by serde.
pub fn encoded(record: &Record) -> Result<Vec<u8>, Failure> {
    Ok(encode_to_vec(record, standard())?)
}

/// The record of such bytes.
pub fn decoded(bytes: &[u8]) -> Result<Record, Failure> {
    Ok(decode_from_slice(bytes, standard())?.0)
}

/// A file that is appended to. Its room is written beforehand, so that a sync waits for the bytes alone and not for the
/// journal of the file system: the least that any durable append can cost.
pub struct Plain {
    file: File,
}

impl Plain {
    pub fn create(path: &Path, room: usize) -> Result<Plain, Failure> {
        let mut file = OpenOptions::new().create_new(true).write(true).open(path)?;
        let zeros = vec![0; 1 << 16];
        for _ in 0..room.div_ceil(zeros.len()) {
            file.write_all(&zeros)?;
        }
        file.sync_all()?;
        file.rewind()?;
        Ok(Plain { file })
    }

    /// Appends a group, each with its length, and waits for the disk.
    pub fn append(&mut self, group: &[Vec<u8>]) -> Result<(), Failure> {
        let mut bytes = Vec::with_capacity(room(group));
        for one in group {
            bytes.extend(u32::try_from(one.len())?.to_le_bytes());
            bytes.extend(one);
        }
        self.file.write_all(&bytes)?;
        Ok(self.file.sync_data()?)
    }
}

/// The bytes a group takes.
pub fn room(group: &[Vec<u8>]) -> usize {
    group.iter().map(|one| one.len() + 4).sum()
}

/// Packs records into one file.
pub fn pack(path: &Path, records: impl Iterator<Item = Result<Record, Failure>>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    for record in records {
        let bytes = encoded(&record?)?;
        out.write_all(&u32::try_from(bytes.len())?.to_le_bytes())?;
        out.write_all(&bytes)?;
    }
    Ok(out.flush()?)
}

/// Reads a packed file and looks at every byte: how many entries there are, and the sum of their bytes.
pub fn scan(path: &Path) -> Result<(u64, u64), Failure> {
    let mut from = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut sums = (0_u64, 0_u64);
    let mut length = [0_u8; 4];
    let mut bytes = Vec::new();
    while from.read_exact(&mut length).is_ok() {
        bytes.resize(usize::try_from(u32::from_le_bytes(length))?, 0);
        from.read_exact(&mut bytes)?;
        let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
        sums = (sums.0 + 1, sums.1.wrapping_add(sum));
    }
    Ok(sums)
}
