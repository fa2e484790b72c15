//! Reading a paged file: footer, checksums and index at opening, each page when it is asked for.

use std::path::Path;
use std::sync::Arc;

use super::FileError;
use super::at::At;
use super::cache::{Cache, Page};
use super::writer::{FOOTER, Footer, Seal};

/// More pages than this in one piece are read past the memory of pages: they would displace all of it.
const MANY: u64 = 8;

/// An open paged file. Every byte it hands out was found sound.
#[derive(Debug)]
pub struct Paged {
    at: At,
    footer: Footer,
    sums: Vec<u32>,
    index: Vec<u8>,
    cache: Cache,
}

impl Paged {
    /// Opens a file of a kind; `cache` bytes of its pages at most are kept in memory.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn open(path: &Path, kind: [u8; 4], cache: usize) -> Result<Paged, FileError> {
        let damaged = |what| FileError::damaged(path, what);
        let (at, size) = At::open(path)?;
        let end = size.checked_sub(FOOTER as u64).ok_or(damaged("it is cut short"))?;
        let mut last = [0; FOOTER];
        at.read(end, &mut last)?;
        let footer = Footer::decode(&last).ok_or(damaged("it has no sound footer"))?;
        if footer.kind != kind {
            return Err(damaged("it is a file of another kind"));
        }
        let pages = footer.length.div_ceil(u64::from(footer.page.max(1)));
        let tail = pages.checked_mul(4).and_then(|sums| sums.checked_add(footer.index));
        let tail = tail.filter(|tail| footer.length.checked_add(*tail) == Some(end));
        let tail = tail.and_then(|tail| usize::try_from(tail).ok()).ok_or(damaged("it is cut short"))?;
        let mut sums = vec![0; tail];
        at.read(footer.length, &mut sums)?;
        if crc32fast::hash(&sums) != footer.tail {
            return Err(damaged("its index was changed"));
        }
        let index = sums.split_off(tail - usize::try_from(footer.index).unwrap_or(tail).min(tail));
        let sums = sums.as_chunks::<4>().0.iter().map(|sum| u32::from_le_bytes(*sum)).collect::<Vec<u32>>();
        let places = (cache / (footer.page.max(1) as usize)).min(sums.len());
        Ok(Paged { at, footer, sums, index, cache: Cache::new(places) })
    }

    /// Bytes in all pages.
    pub fn length(&self) -> u64 {
        self.footer.length
    }

    /// Bytes of a page.
    pub fn page_size(&self) -> usize {
        self.footer.page as usize
    }

    /// What the writer put at the end.
    pub fn index(&self) -> &[u8] {
        &self.index
    }

    /// What stands for the whole file.
    pub fn seal(&self) -> Seal {
        self.footer.seal()
    }

    /// Which file.
    pub fn path(&self) -> &Path {
        self.at.path()
    }

    /// A page, counted from 0; the last may be shorter than the others.
    ///
    /// # Errors
    /// [`FileError::Damaged`] (also where there is no such page), or what the system says.
    pub fn page(&self, number: u64) -> Result<Arc<Vec<u8>>, FileError> {
        if let Some(page) = self.cache.get(number) {
            return Ok(page);
        }
        let page: Page = Arc::new(self.pages(number, number)?);
        self.cache.put(number, &page);
        Ok(page)
    }

    /// Bytes from an offset on, over as many pages as they lie in.
    ///
    /// # Errors
    /// [`FileError::Damaged`] (also where there are not so many), or what the system says.
    pub fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, FileError> {
        let size = u64::from(self.footer.page.max(1));
        let end = offset.checked_add(length as u64).filter(|end| *end <= self.footer.length);
        let end = end.ok_or_else(|| self.beyond())?;
        if length == 0 {
            return Ok(Vec::new());
        }
        let (first, last) = (offset / size, (end - 1) / size);
        let from = (offset % size) as usize;
        if last - first >= MANY {
            let mut bytes = self.pages(first, last)?;
            bytes.drain(..from);
            bytes.truncate(length);
            return Ok(bytes);
        }
        let mut bytes = Vec::with_capacity(length);
        for number in first..=last {
            let page = self.page(number)?;
            let skip = if number == first { from } else { 0 };
            let rest = page.get(skip..).unwrap_or_default();
            bytes.extend_from_slice(rest.get(..length - bytes.len()).unwrap_or(rest));
        }
        Ok(bytes)
    }

    /// Neighbouring pages, read in one go.
    fn pages(&self, first: u64, last: u64) -> Result<Vec<u8>, FileError> {
        let size = u64::from(self.footer.page.max(1));
        let range = usize::try_from(first).ok().zip(usize::try_from(last).ok());
        let sums =
            range.and_then(|(first, last)| self.sums.get(first..=last)).ok_or_else(|| self.beyond())?;
        let length = ((last + 1) * size).min(self.footer.length) - first * size;
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| self.beyond())?];
        self.at.read(first * size, &mut bytes)?;
        let sound =
            bytes.chunks(self.page_size().max(1)).zip(sums).all(|(page, sum)| crc32fast::hash(page) == *sum);
        if sound { Ok(bytes) } else { Err(FileError::damaged(self.path(), "a page was changed")) }
    }

    fn beyond(&self) -> FileError {
        FileError::damaged(self.path(), "it points beyond its end")
    }
}
