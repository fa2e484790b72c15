//! Texts by number, and numbers by text: ids, posts and names. A number is given in the order of first use and stays as
//! long as the file; a text is found by its digest.
//!
//! The pages hold all texts, then where each begins (n + 1 numbers of 8 bytes), then rows of digest and number in the
//! order of digests. The index holds n and every so many rows a digest.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::{FileError, PAGE, Paged, PagedWriter, Seal};

const KIND: [u8; 4] = *b"text";
/// Bytes of a row: 8 of the digest, 4 of the number.
const ROW: usize = 12;
/// Rows between two digests of the index.
const BLOCK: usize = 128;

/// Gives numbers to texts.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Interner {
    /// No text yet.
    pub fn new() -> Interner {
        Interner::default()
    }

    /// The number of a text: the one it has, or the next.
    pub fn intern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.numbers.insert(Arc::clone(&text), number);
        self.texts.push(text);
        number
    }

    /// The number of a text that has one.
    pub fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> Option<&str> {
        self.texts.get(number as usize).map(AsRef::as_ref)
    }

    /// How many texts there are.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// Writes all of it to a file.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, path: &Path) -> Result<Seal, FileError> {
        let mut pages = PagedWriter::create(path, KIND, PAGE)?;
        let mut starts = vec![0];
        for text in &self.texts {
            pages.write(text.as_bytes())?;
            starts.push(pages.length());
        }
        for start in starts {
            pages.write(&start.to_le_bytes())?;
        }
        let mut rows: Vec<(u64, u32)> = self.numbers.iter().map(|(text, n)| (digest(text), *n)).collect();
        rows.sort_unstable();
        let mut index = (self.texts.len() as u64).to_le_bytes().to_vec();
        for (i, (digest, number)) in rows.into_iter().enumerate() {
            if i.is_multiple_of(BLOCK) {
                index.extend_from_slice(&digest.to_be_bytes());
            }
            pages.write(&digest.to_be_bytes())?;
            pages.write(&number.to_be_bytes())?;
        }
        pages.finish(&index)
    }
}

/// The first eight bytes of the BLAKE3 digest.
fn digest(text: &str) -> u64 {
    let digest = blake3::hash(text.as_bytes());
    digest.as_bytes().first_chunk().map_or(0, |eight| u64::from_be_bytes(*eight))
}

/// Texts and numbers of a file.
#[derive(Debug)]
pub struct Symbols {
    pages: Paged,
    fences: Vec<u64>,
    count: u64,
    starts: u64,
    rows: u64,
}

impl Symbols {
    /// Opens a file; `cache` bytes of its pages at most are kept in memory.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn open(path: &Path, cache: usize) -> Result<Symbols, FileError> {
        let pages = Paged::open(path, KIND, cache)?;
        let (numbers, _) = pages.index().as_chunks::<8>();
        let count = numbers.first().map_or(0, |count| u64::from_le_bytes(*count));
        let fences: Vec<u64> = numbers.iter().skip(1).map(|fence| u64::from_be_bytes(*fence)).collect();
        let rows = count.checked_mul(ROW as u64).and_then(|bytes| pages.length().checked_sub(bytes));
        let starts = rows.and_then(|rows| rows.checked_sub((count + 1).checked_mul(8)?));
        let (rows, starts) = rows.zip(starts).ok_or(FileError::damaged(path, "it is cut short"))?;
        Ok(Symbols { pages, fences, count, starts, rows })
    }

    /// How many texts there are; their numbers begin with 0.
    pub fn count(&self) -> u32 {
        u32::try_from(self.count).unwrap_or(u32::MAX)
    }

    /// What stands for the whole file.
    pub fn seal(&self) -> Seal {
        self.pages.seal()
    }

    /// The number of a text, where it has one.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn number(&self, text: &str) -> Result<Option<u32>, FileError> {
        let wanted = digest(text);
        let mut block = self.fences.partition_point(|fence| *fence < wanted).saturating_sub(1) as u64;
        loop {
            let from = (block * BLOCK as u64).min(self.count);
            let many = (self.count - from).min(BLOCK as u64);
            let bytes = self.pages.read(self.rows + from * ROW as u64, many as usize * ROW)?;
            let mut rows = bytes.as_chunks::<ROW>().0.iter().filter_map(|row| {
                let (digest, number) = row.split_first_chunk()?;
                Some((u64::from_be_bytes(*digest), u32::from_be_bytes(*number.first_chunk()?)))
            });
            for (_, number) in rows.clone().filter(|(digest, _)| *digest == wanted) {
                if self.text(number)?.as_deref() == Some(text) {
                    return Ok(Some(number));
                }
            }
            // Rows of one digest may go on in the next block.
            if rows.next_back().is_none_or(|(digest, _)| digest > wanted) {
                return Ok(None);
            }
            block += 1;
        }
    }

    /// The text of a number.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn text(&self, number: u32) -> Result<Option<String>, FileError> {
        Ok(self.texts(number..number.saturating_add(1))?.pop())
    }

    /// The texts of neighbouring numbers, as far as there are so many, read in one go.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn texts(&self, numbers: Range<u32>) -> Result<Vec<String>, FileError> {
        let damaged = || FileError::damaged(self.pages.path(), "a text lies outside");
        let end = u64::from(numbers.end).min(self.count);
        let start = u64::from(numbers.start);
        if start >= end {
            return Ok(Vec::new());
        }
        let starts = self.pages.read(self.starts + start * 8, (end - start + 1) as usize * 8)?;
        let starts: Vec<u64> = starts.as_chunks::<8>().0.iter().map(|at| u64::from_le_bytes(*at)).collect();
        let (first, last) = starts.first().zip(starts.last()).ok_or_else(damaged)?;
        let length = last.checked_sub(*first).filter(|_| *last <= self.starts).ok_or_else(damaged)?;
        let bytes = self.pages.read(*first, length as usize)?;
        let text = |(from, to): (&u64, &u64)| {
            let range = from.checked_sub(*first)? as usize..to.checked_sub(*first)? as usize;
            std::str::from_utf8(bytes.get(range)?).ok().map(str::to_owned)
        };
        let texts = starts.iter().zip(starts.iter().skip(1)).map(text).collect::<Option<Vec<String>>>();
        texts.ok_or_else(damaged)
    }
}
