//! The input of a stream, and looking up again what stands in it.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};

use super::super::MAX_LINE;
use super::super::decode::{BOM, looks_utf16, not_utf16};
use super::super::problems::Problems;
use super::super::text::{Format, Text};
use super::StreamError;
use super::chunks::{self, Chunk, Chunks, Extent};
use super::faults::Faults;

/// Bytes of the beginning that tell the encoding, a byte order mark among them.
const HEAD: u64 = 67;
/// Bytes read at once of a line that is looked up.
const LOOK: u64 = 4096;

/// An input that is read by one pass after another, and in between where a line is looked up.
pub(super) struct Input<R> {
    pub name: String,
    input: RefCell<R>,
    /// Why something could not be looked up.
    failed: RefCell<Option<io::Error>>,
    /// Where the chunks lie that were read.
    pub extents: RefCell<Vec<Extent>>,
}

impl<R: Read + Seek> Input<R> {
    pub fn new(name: String, input: R) -> Input<R> {
        Input { name, input: RefCell::new(input), failed: RefCell::default(), extents: RefCell::default() }
    }

    pub fn into_inner(self) -> R {
        self.input.into_inner()
    }

    /// The byte at which the first line starts, behind a byte order mark.
    ///
    /// # Errors
    /// What the system reports; that it is UTF-16.
    pub fn start(&self) -> Result<u64, StreamError> {
        let extent = Extent { start: 0, end: HEAD, line: 1, proof: None };
        let head = chunks::at(&mut *self.input.borrow_mut(), extent, Vec::new())?.bytes;
        let skipped = if head.starts_with(BOM) { BOM.len() } else { 0 };
        if looks_utf16(head.get(skipped..).unwrap_or_default()) {
            let mut problems = Problems::default();
            not_utf16(0, &mut problems);
            let text = Text::new(&self.name, String::new(), Format::JsonLines, skipped);
            let mut faults = Faults::default();
            faults.add(problems, &[text])?;
            faults.told()?;
        }
        Ok(skipped as u64)
    }

    /// What was looked up, where nobody can say that it failed: [`Input::sound`] does.
    pub fn look<T>(&self, found: io::Result<T>) -> Option<T> {
        found.map_err(|error| self.failed.borrow_mut().get_or_insert(error).kind()).ok()
    }

    /// Whether everything that was looked up could be read.
    ///
    /// # Errors
    /// What the system reported first.
    pub fn sound(&self) -> io::Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// The next chunk of a pass, in this buffer.
    pub fn next(&self, chunks: &mut Chunks, buffer: Vec<u8>) -> io::Result<Option<Chunk>> {
        chunks.next(&mut *self.input.borrow_mut(), buffer)
    }

    /// The line that starts at a byte, without its end.
    pub fn line_at(&self, start: u64) -> io::Result<Vec<u8>> {
        let mut input = self.input.borrow_mut();
        input.seek(SeekFrom::Start(start))?;
        let mut line = Vec::new();
        loop {
            let from = line.len();
            let more = input.by_ref().take(LOOK).read_to_end(&mut line)?;
            let end = line.get(from..).unwrap_or_default().iter().position(|byte| *byte == b'\n');
            if let Some(end) = end {
                line.truncate(from + end);
            }
            if end.is_some() || more == 0 || line.len() > MAX_LINE {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(line)
    }

    /// The number of the line that starts at a byte, from 1.
    pub fn number(&self, start: u64) -> io::Result<usize> {
        let extents = self.extents.borrow();
        let chunk = extents.partition_point(|extent| extent.start <= start).saturating_sub(1);
        let Some(extent) = extents.get(chunk) else { return Ok(1) };
        let before = chunks::at(&mut *self.input.borrow_mut(), Extent { end: start, ..*extent }, Vec::new())?;
        Ok(extent.line + before.bytes.iter().filter(|byte| **byte == b'\n').count())
    }
}
