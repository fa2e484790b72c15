//! Writing a paged file: pages, then a checksum of each, then an index of the writer's own, then the footer.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::FileError;

/// What a file begins its footer with.
pub(super) const MAGIC: &[u8; 8] = b"annalsix";
/// Version of the layout.
pub(super) const VERSION: u32 = 1;
/// Bytes of the footer.
pub(super) const FOOTER: usize = 48;

/// What stands for a whole file: the digest of its footer, which holds checksums of all else. A list of seals tells
/// whether files belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal(pub [u8; 8]);

/// The last bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Footer {
    /// Whose file it is.
    pub kind: [u8; 4],
    /// Bytes of a page.
    pub page: u32,
    /// Bytes in all pages.
    pub length: u64,
    /// Bytes of the index.
    pub index: u64,
    /// Checksum of the checksums of the pages and of the index.
    pub tail: u32,
}

impl Footer {
    /// The bytes of the footer, its own checksum last.
    pub(super) fn encode(&self) -> [u8; FOOTER] {
        let mut out = [0; FOOTER];
        let parts: [&[u8]; 7] = [
            MAGIC,
            &VERSION.to_le_bytes(),
            &self.kind,
            &self.page.to_le_bytes(),
            &self.tail.to_le_bytes(),
            &self.length.to_le_bytes(),
            &self.index.to_le_bytes(),
        ];
        let body = parts.concat();
        let sum = crc32fast::hash(&body).to_le_bytes();
        for (to, from) in out.iter_mut().zip(body.iter().chain(&sum)) {
            *to = *from;
        }
        out
    }

    /// Reads a footer; `None` where it is none, or was changed.
    pub(super) fn decode(bytes: &[u8; FOOTER]) -> Option<Footer> {
        let word = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let long = |at: usize| Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let kind = *bytes.get(12..)?.first_chunk()?;
        let footer = Footer { kind, page: word(16)?, tail: word(20)?, length: long(24)?, index: long(32)? };
        (footer.encode() == *bytes).then_some(footer)
    }

    /// What stands for the file.
    pub(super) fn seal(&self) -> Seal {
        let digest = blake3::hash(&self.encode());
        Seal(digest.as_bytes().first_chunk().copied().unwrap_or_default())
    }
}

/// Writes a paged file from front to back. Until [`PagedWriter::finish`] it is no file anybody takes for one.
#[derive(Debug)]
pub struct PagedWriter {
    file: File,
    path: PathBuf,
    kind: [u8; 4],
    size: usize,
    page: Vec<u8>,
    length: u64,
    sums: Vec<u8>,
}

impl PagedWriter {
    /// Begins a file, in place of any that is there (readers of that one keep it). The kind tells files of different
    /// uses apart; a page has `page` bytes, at least one.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path, kind: [u8; 4], page: usize) -> Result<PagedWriter, FileError> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(FileError::io(path, "remove")(error));
            }
            _ => {}
        }
        let file = File::create_new(path).map_err(FileError::io(path, "make"))?;
        let size = page.clamp(1, 1 << 24);
        let page = Vec::with_capacity(size);
        Ok(PagedWriter { file, path: path.to_owned(), kind, size, page, length: 0, sums: Vec::new() })
    }

    /// Bytes written so far: where the next ones go.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Which file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes on.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<(), FileError> {
        self.length += bytes.len() as u64;
        while let Some((now, later)) = bytes.split_at_checked(self.size - self.page.len()) {
            self.page.extend_from_slice(now);
            self.turn()?;
            bytes = later;
        }
        self.page.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes the page out.
    fn turn(&mut self) -> Result<(), FileError> {
        self.sums.extend_from_slice(&crc32fast::hash(&self.page).to_le_bytes());
        self.file.write_all(&self.page).map_err(FileError::io(&self.path, "write"))?;
        self.page.clear();
        Ok(())
    }

    /// Writes the index and the footer.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(mut self, index: &[u8]) -> Result<Seal, FileError> {
        if !self.page.is_empty() {
            self.turn()?;
        }
        let mut tail = std::mem::take(&mut self.sums);
        tail.extend_from_slice(index);
        let footer = Footer {
            kind: self.kind,
            page: u32::try_from(self.size).unwrap_or(u32::MAX),
            length: self.length,
            index: index.len() as u64,
            tail: crc32fast::hash(&tail),
        };
        tail.extend_from_slice(&footer.encode());
        self.file.write_all(&tail).map_err(FileError::io(&self.path, "write"))?;
        Ok(footer.seal())
    }
}
