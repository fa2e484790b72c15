//! Values of any length, one after another, addressed by where they begin and how long they are.

use std::path::Path;

use super::{FileError, Paged, PagedWriter, Seal};

const KIND: [u8; 4] = *b"blob";

/// Writes values.
#[derive(Debug)]
pub struct BlobsWriter(PagedWriter);

impl BlobsWriter {
    /// Begins a file with pages of so many bytes.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path, page: usize) -> Result<BlobsWriter, FileError> {
        Ok(BlobsWriter(PagedWriter::create(path, KIND, page)?))
    }

    /// Writes a value, and tells where it begins.
    ///
    /// # Errors
    /// What the system says.
    pub fn push(&mut self, value: &[u8]) -> Result<u64, FileError> {
        let offset = self.0.length();
        self.0.write(value)?;
        Ok(offset)
    }

    /// Makes the file whole.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<Seal, FileError> {
        self.0.finish(&[])
    }
}

/// Reads values.
#[derive(Debug)]
pub struct Blobs(Paged);

impl Blobs {
    /// Opens a file; `cache` bytes of its pages at most are kept in memory.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn open(path: &Path, cache: usize) -> Result<Blobs, FileError> {
        Ok(Blobs(Paged::open(path, KIND, cache)?))
    }

    /// The value that begins there and is so long; neighbours can be read together.
    ///
    /// # Errors
    /// [`FileError::Damaged`], or what the system says.
    pub fn get(&self, offset: u64, length: usize) -> Result<Vec<u8>, FileError> {
        self.0.read(offset, length)
    }

    /// Bytes of all values.
    pub fn length(&self) -> u64 {
        self.0.length()
    }

    /// What stands for the whole file.
    pub fn seal(&self) -> Seal {
        self.0.seal()
    }

    /// Which file.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
