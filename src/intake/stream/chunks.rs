//! An input in chunks of whole lines, each with its place.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::iter;

use super::super::MAX_LINE;

/// Bytes of a chunk, more where one line is longer: some thousand reports, small enough that all that are on their way
/// take a few dozen MiB.
const CHUNK: usize = if cfg!(test) { 1 << 14 } else { 1 << 20 };
/// Room at the end in which to see that nothing follows.
const SPARE: usize = 64;
/// What is kept of a line over the limit: enough to be shown.
const SHOWN: usize = 400;

/// Whole lines of an input.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The byte at which it starts.
    pub start: u64,
    /// The number of its first line, from 1.
    pub line: usize,
    /// Its bytes; of a line over the limit, the beginning.
    pub bytes: Vec<u8>,
    /// Of a line over the limit, which stands alone: its length.
    pub long: Option<u64>,
    /// Where it was read before: what it was then, if that was sound.
    pub proof: Option<Proof>,
}

/// The digest of a chunk in which every event is sound and new.
pub(super) type Proof = [u8; 32];

impl Chunk {
    /// The digest of its bytes.
    pub fn digest(&self) -> Proof {
        *blake3::hash(&self.bytes).as_bytes()
    }

    /// How many lines it has, more or less.
    pub fn count(&self) -> usize {
        self.bytes.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// Its lines, without their ends, blank ones left out: number, first byte, bytes.
    pub fn lines(&self) -> impl Iterator<Item = (usize, u64, &[u8])> {
        let (mut start, mut rest) = (self.start, self.bytes.as_slice());
        let whole = move || {
            let mut behind = rest;
            let line = rest.get(..behind.skip_until(b'\n').ok()?)?;
            rest = behind;
            (!line.is_empty()).then_some(line)
        };
        iter::from_fn(whole).enumerate().filter_map(move |(i, whole)| {
            let at = start;
            start += whole.len() as u64;
            let line = whole.strip_suffix(b"\n").unwrap_or(whole);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            (!is_blank(line)).then_some((self.line + i, at, line))
        })
    }
}

/// Whether a line holds nothing but space of any kind.
fn is_blank(line: &[u8]) -> bool {
    match line.trim_ascii_start().first() {
        None => true,
        Some(b'{') => false,
        Some(_) => std::str::from_utf8(line).is_ok_and(|text| text.trim().is_empty()),
    }
}

/// Where a chunk lies: its first byte, the byte behind it, the number of its first line; and what it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub start: u64,
    pub end: u64,
    pub line: usize,
    pub proof: Option<Proof>,
}

/// Reads an input from a byte on.
pub(super) struct Chunks {
    at: u64,
    line: usize,
    /// What was read past the last whole line.
    rest: Vec<u8>,
}

impl Chunks {
    /// From a byte at which the first line starts.
    pub fn from(start: u64) -> Chunks {
        Chunks { at: start, line: 1, rest: Vec::new() }
    }

    /// The next chunk, in this buffer; `None` at the end.
    ///
    /// # Errors
    /// What the system reports.
    pub fn next(&mut self, input: &mut (impl Read + Seek), mut bytes: Vec<u8>) -> io::Result<Option<Chunk>> {
        bytes.clear();
        // At once, so that it need not grow by and by.
        bytes.reserve(self.rest.len() + CHUNK + SPARE);
        bytes.append(&mut self.rest);
        input.seek(SeekFrom::Start(self.at + bytes.len() as u64))?;
        let mut searched = 0;
        loop {
            let more = input.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let end =
                bytes.iter().skip(searched).rposition(|byte| *byte == b'\n').map(|at| searched + at + 1);
            searched = bytes.len();
            match end {
                Some(end) => self.rest = bytes.split_off(end),
                None if more == 0 => {}
                None if bytes.len() > MAX_LINE + 1 => return self.long(input, bytes).map(Some),
                None => continue,
            }
            let chunk = Chunk { start: self.at, line: self.line, bytes, long: None, proof: None };
            self.at += chunk.bytes.len() as u64;
            self.line += chunk.bytes.iter().filter(|byte| **byte == b'\n').count();
            return Ok(Some(chunk));
        }
    }

    /// Passes a line over the limit, of which this much was read, without holding it.
    fn long(&mut self, input: &mut (impl Read + Seek), mut bytes: Vec<u8>) -> io::Result<Chunk> {
        let mut length = bytes.len() as u64;
        bytes.truncate(SHOWN);
        let mut block = Vec::with_capacity(CHUNK);
        loop {
            block.clear();
            input.by_ref().take(CHUNK as u64).read_to_end(&mut block)?;
            match block.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    length += end as u64;
                    self.rest = block.split_off(end + 1);
                    break;
                }
                None if block.is_empty() => break,
                None => length += block.len() as u64,
            }
        }
        let chunk = Chunk { start: self.at, line: self.line, bytes, long: Some(length), proof: None };
        self.at += length + 1;
        self.line += 1;
        Ok(chunk)
    }
}

/// The chunk that lies there, in this buffer.
///
/// # Errors
/// What the system reports.
pub(super) fn at(input: &mut (impl Read + Seek), extent: Extent, mut bytes: Vec<u8>) -> io::Result<Chunk> {
    let length = extent.end.saturating_sub(extent.start);
    bytes.clear();
    bytes.reserve(usize::try_from(length).map_or(CHUNK, |n| n.min(MAX_LINE)) + SPARE);
    input.seek(SeekFrom::Start(extent.start))?;
    input.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(Chunk { start: extent.start, line: extent.line, bytes, long: None, proof: extent.proof })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn all(text: &[u8]) -> Vec<Chunk> {
        let (mut input, mut chunks) = (Cursor::new(text), Chunks::from(0));
        std::iter::from_fn(|| chunks.next(&mut input, Vec::new()).unwrap()).collect()
    }

    #[test]
    fn given_many_lines_when_read_in_chunks_then_every_line_is_there_once_with_its_place() {
        let text: String = (0..300_000).map(|n| format!("line {n}\r\n{}", &"\n"[..n % 2])).collect();
        let mut lines = 0;
        let chunks = all(text.as_bytes());
        assert!(chunks.len() > 2);
        for chunk in &chunks {
            for (number, start, line) in chunk.lines() {
                assert_eq!(line, format!("line {lines}").as_bytes());
                assert_eq!(number, lines + lines / 2 + 1);
                assert!(text[usize::try_from(start).unwrap()..].starts_with(&format!("line {lines}\r")));
                lines += 1;
            }
        }
        assert_eq!(lines, 300_000);
        let last = chunks.last().unwrap();
        let end = last.start + last.bytes.len() as u64;
        let extent = Extent { start: last.start, end, line: last.line, proof: None };
        let again = at(&mut Cursor::new(&text), extent, b"used before".to_vec()).unwrap();
        assert_eq!((again.bytes == last.bytes, again.line), (true, last.line));
    }

    #[test]
    fn given_a_line_over_the_limit_when_read_then_it_stands_alone_and_the_next_is_whole() {
        for long in [MAX_LINE + CHUNK, 3 * MAX_LINE] {
            let text = format!("first\n{}\nlast", "x".repeat(long));
            let chunks = all(text.as_bytes());
            let found: Vec<_> = chunks.iter().map(|c| (c.start, c.line, c.bytes.len(), c.long)).collect();
            let after = 7 + long as u64;
            let wanted = [(0, 1, 6, None), (6, 2, SHOWN, Some(long as u64)), (after, 3, 4, None)];
            assert_eq!(found, wanted);
        }
    }
}
