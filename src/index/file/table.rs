//! Rows of one width in the order of their bytes. A key is what a row begins with, written with its highest byte first,
//! so that the order of bytes is the order of numbers. The first row of each page is kept in memory; a row is found by
//! these fences and then inside one page.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::{FileError, Paged, PagedWriter, Seal};

const KIND: [u8; 4] = *b"rows";

/// Writes rows of `W` bytes.
#[derive(Debug)]
pub struct TableWriter<const W: usize> {
    pages: PagedWriter,
    per_page: u64,
    count: u64,
    last: Option<[u8; W]>,
    fences: Vec<u8>,
}

impl<const W: usize> TableWriter<W> {
    /// Begins a file with pages of about so many bytes.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path, page: usize) -> Result<TableWriter<W>, FileError> {
        let per_page = (page / W.max(1)).max(1);
        let pages = PagedWriter::create(path, KIND, per_page * W)?;
        Ok(TableWriter { pages, per_page: per_page as u64, count: 0, last: None, fences: Vec::new() })
    }

    /// Writes the next row; equal rows may follow each other.
    ///
    /// # Errors
    /// [`FileError::Unsorted`] where it should have come before, or what the system says.
    pub fn push(&mut self, row: &[u8; W]) -> Result<(), FileError> {
        if self.last.is_some_and(|last| last > *row) {
            return Err(FileError::Unsorted { path: self.pages.path().to_owned() });
        }
        if self.count.is_multiple_of(self.per_page) {
            self.fences.extend_from_slice(row);
        }
        self.last = Some(*row);
        self.count += 1;
        self.pages.write(row)
    }

    /// How many rows were written: the number of the next one.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Makes the file whole.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<Seal, FileError> {
        self.pages.finish(&self.fences)
    }
}

/// Reads rows of `W` bytes.
#[derive(Debug)]
pub struct Table<const W: usize> {
    pages: Paged,
    fences: Vec<[u8; W]>,
    count: u64,
    per_page: u64,
}

impl<const W: usize> Table<W> {
    /// Opens a file; `cache` bytes of its pages at most are kept in memory, besides the fences.
    ///
    /// # Errors
    /// [`FileError::Damaged`] (also where its rows are of another width), or what the system says.
    pub fn open(path: &Path, cache: usize) -> Result<Table<W>, FileError> {
        let pages = Paged::open(path, KIND, cache)?;
        let (width, size) = (W as u64, pages.page_size() as u64);
        let (fences, rest) = pages.index().as_chunks::<W>();
        let fits = size.is_multiple_of(width) && pages.length().is_multiple_of(width) && rest.is_empty();
        if !fits || size == 0 || fences.len() as u64 != pages.length().div_ceil(size) {
            return Err(FileError::damaged(path, "its rows are of another width"));
        }
        let fences = fences.to_vec();
        let (count, per_page) = (pages.length() / width, size / width);
        Ok(Table { pages, fences, count, per_page })
    }

    /// How many rows there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What stands for the whole file.
    pub fn seal(&self) -> Seal {
        self.pages.seal()
    }

    /// Which file.
    pub fn path(&self) -> &Path {
        self.pages.path()
    }

    /// A row by its number, from 0; `None` beyond the last.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn row(&self, number: u64) -> Result<Option<[u8; W]>, FileError> {
        self.reader().row(number)
    }

    /// The number of the first row that does not come before this key: how many rows do.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn find(&self, key: &[u8]) -> Result<u64, FileError> {
        self.split(|row| head(row, key) < key)
    }

    /// How many rows come before this key or begin with it.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn past(&self, key: &[u8]) -> Result<u64, FileError> {
        self.split(|row| head(row, key) <= key)
    }

    /// The numbers of the rows that begin with this key.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn range(&self, key: &[u8]) -> Result<Range<u64>, FileError> {
        Ok(self.find(key)?..self.past(key)?)
    }

    /// The rows with these numbers, as far as there are so many. After a fault it ends.
    pub fn rows(&self, numbers: Range<u64>) -> Rows<'_, W> {
        let end = numbers.end.min(self.count);
        Rows { table: self, page: None, next: numbers.start, end }
    }

    /// Reads rows here and there.
    pub fn reader(&self) -> Reader<'_, W> {
        Reader { table: self, page: None }
    }

    /// How many rows come first, where `before` holds of some first rows and of no later one.
    fn split(&self, before: impl Fn(&[u8; W]) -> bool) -> Result<u64, FileError> {
        let Some(page) = self.fences.partition_point(&before).checked_sub(1) else { return Ok(0) };
        let bytes = self.pages.page(page as u64)?;
        let inside = bytes.as_chunks::<W>().0.partition_point(&before);
        Ok(page as u64 * self.per_page + inside as u64)
    }
}

/// What of a row is compared with a key.
fn head<'a>(row: &'a [u8], key: &[u8]) -> &'a [u8] {
    row.get(..key.len()).unwrap_or(row)
}

/// Reads rows by number, and keeps the page of the last: meant for numbers that lie near each other.
#[derive(Debug)]
pub struct Reader<'t, const W: usize> {
    table: &'t Table<W>,
    page: Option<(u64, Arc<Vec<u8>>)>,
}

impl<const W: usize> Reader<'_, W> {
    /// A row by its number, from 0; `None` beyond the last.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn row(&mut self, number: u64) -> Result<Option<[u8; W]>, FileError> {
        if number >= self.table.count {
            return Ok(None);
        }
        let (page, inside) = (number / self.table.per_page, number % self.table.per_page);
        let rows = match &self.page {
            Some((held, rows)) if *held == page => rows,
            _ => &self.page.insert((page, self.table.pages.page(page)?)).1,
        };
        Ok(rows.as_chunks::<W>().0.get(inside as usize).copied())
    }
}

/// Rows one after another.
#[derive(Debug)]
pub struct Rows<'t, const W: usize> {
    table: &'t Table<W>,
    /// The page of the next row, and how many of its rows come before that one.
    page: Option<(Arc<Vec<u8>>, usize)>,
    next: u64,
    end: u64,
}

impl<const W: usize> Iterator for Rows<'_, W> {
    type Item = Result<[u8; W], FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        if let Some((rows, inside)) = &mut self.page
            && let Some(row) = rows.as_chunks::<W>().0.get(*inside)
        {
            *inside += 1;
            self.next += 1;
            return Some(Ok(*row));
        }
        let (page, inside) = (self.next / self.table.per_page, self.next % self.table.per_page);
        match self.table.pages.page(page) {
            // There is such a row: it comes before the end.
            Ok(rows) if rows.len() > inside as usize * W => {
                self.page = Some((rows, inside as usize));
                self.next()
            }
            Ok(_) => {
                self.end = self.next;
                None
            }
            Err(error) => {
                self.end = self.next;
                Some(Err(error))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.end.saturating_sub(self.next)).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}
