//! Sorting more rows than memory holds: runs of bounded size are sorted on all cores and written to one nameless file,
//! which the system takes away with the last handle on it.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::merge::{Merge, Run};
use super::{FileError, at::At};

/// Takes rows of `W` bytes in any order.
#[derive(Debug)]
pub struct Sorter<const W: usize> {
    folder: PathBuf,
    most: usize,
    rows: Vec<[u8; W]>,
    spilled: Option<Spilled>,
}

/// Runs on disk.
#[derive(Debug)]
struct Spilled {
    file: File,
    length: u64,
    runs: Vec<Stretch>,
}

/// A run on disk: where it begins, how many rows it has, and the checksum of its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub offset: u64,
    pub rows: u64,
    pub sum: u32,
}

impl<const W: usize> Sorter<W> {
    /// Sorts with about so many bytes of memory; what does not fit goes to a nameless file in the folder.
    pub fn new(folder: &Path, memory: usize) -> Sorter<W> {
        let most = (memory / W.max(1)).max(1024);
        Sorter { folder: folder.to_owned(), most, rows: Vec::new(), spilled: None }
    }

    /// Takes a row.
    ///
    /// # Errors
    /// What the system says.
    pub fn push(&mut self, row: [u8; W]) -> Result<(), FileError> {
        self.rows.push(row);
        if self.rows.len() >= self.most { self.spill() } else { Ok(()) }
    }

    /// All rows in order, equal ones next to each other.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self) -> Result<Merge<W>, FileError> {
        sort(&mut self.rows);
        let mut runs = Vec::new();
        if let Some(spilled) = self.spilled.take() {
            let at = Arc::new(At::of(spilled.file, &self.folder));
            runs.extend(spilled.runs.iter().map(|stretch| Run::on_disk(&at, *stretch)));
        }
        let (size, end) = (part(self.rows.len()), self.rows.len());
        let rows = Arc::new(self.rows);
        let parts = (0..end).step_by(size).map(|from| from..end.min(from + size));
        runs.extend(parts.map(|part| Run::in_memory(&rows, part)));
        Merge::of(runs)
    }

    /// Sorts what is in memory and writes it out.
    fn spill(&mut self) -> Result<(), FileError> {
        sort(&mut self.rows);
        let write = FileError::io(&self.folder, "write rows to be sorted into");
        let spilled = match &mut self.spilled {
            Some(spilled) => spilled,
            None => {
                let made = tempfile::tempfile_in(&self.folder);
                let file = made.map_err(FileError::io(&self.folder, "make a file in"))?;
                self.spilled.insert(Spilled { file, length: 0, runs: Vec::new() })
            }
        };
        for rows in self.rows.chunks(part(self.rows.len())) {
            let bytes = rows.as_flattened();
            let run =
                Stretch { offset: spilled.length, rows: rows.len() as u64, sum: crc32fast::hash(bytes) };
            if let Err(error) = spilled.file.write_all(bytes) {
                return Err(write(error));
            }
            spilled.length += bytes.len() as u64;
            spilled.runs.push(run);
        }
        self.rows.clear();
        Ok(())
    }
}

/// How many rows each core sorts.
fn part(rows: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get().min(8));
    rows.div_ceil(cores).max(1)
}

/// Sorts each core's part.
fn sort<const W: usize>(rows: &mut [[u8; W]]) {
    let size = part(rows.len());
    std::thread::scope(|scope| {
        let mut parts: Vec<&mut [[u8; W]]> = rows.chunks_mut(size).collect();
        let mine = parts.pop();
        for part in parts {
            scope.spawn(move || part.sort_unstable_by(order));
        }
        if let Some(part) = mine {
            part.sort_unstable_by(order);
        }
    });
}

/// The order of bytes; most pairs differ in the first eight, which compare as one number.
pub(super) fn order<const W: usize>(a: &[u8; W], b: &[u8; W]) -> std::cmp::Ordering {
    let front = |row: &[u8; W]| row.first_chunk().map(|eight| u64::from_be_bytes(*eight));
    front(a).cmp(&front(b)).then_with(|| a.cmp(b))
}
