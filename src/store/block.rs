//! Blocks: several records in one run of bytes that tells of itself, so that one can be read without the others, and
//! found without the store.
//!
//! ```text
//! block      HEADER DIRECTORY SUM PAYLOADS     SUM: the first 8 bytes of BLAKE3(HEADER DIRECTORY)
//! HEADER     MAGIC first count seconds nanoseconds previous
//!            8 bytes; position u64; records u32; instant i64, u32; digest of the record before the first
//! DIRECTORY  a line a record: where its payload ends (u32, from the first payload on); its check; its digest
//! check      CRC-32 of position, instant of the header, digest and payload
//! PAYLOAD    bincode of its instant, where that is not the one of the header, and its body
//! ```
//!
//! All numbers are big-endian, but bincode's. The sum covers where everything lies and every digest; a payload is
//! checked when it is read, so that a flipped bit in it costs one record and no more. Where the sum does not hold, the
//! checks alone tell what is sound.

use std::ops::Range;

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::codec::{CodecError, LARGEST, checksum, config, payload};
use crate::domain::{Body, Digest, Record};

/// The bytes of a block of so many records up to its first payload.
pub(super) fn directory(count: u64) -> Option<u64> {
    count.checked_mul(LINE as u64)?.checked_add((HEADER + SUM) as u64)
}

/// How a block begins: its last byte is the version of the layout.
pub(super) const MAGIC: [u8; 8] = *b"\xa7annals\x01";
/// Most bytes of a sealed block, but where a single record has more.
pub(super) const LARGE: usize = 64 * 1024;

/// Bytes of the header.
const HEADER: usize = 8 + 8 + 4 + 8 + 4 + 32;
/// Bytes of a line of the directory.
const LINE: usize = 4 + 4 + 32;
/// Bytes of the sum.
const SUM: usize = 8;

/// What lies in a payload.
#[derive(Serialize)]
struct Written<'a> {
    instant: Option<(i64, u32)>,
    body: &'a Body,
}

/// The same as it is read.
#[derive(Deserialize)]
struct Read {
    instant: Option<(i64, u32)>,
    body: Body,
}

/// Blocks one behind the other, each with its first position and where it begins.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// All of them.
    pub(super) bytes: Vec<u8>,
    /// First position and first byte of each, in order.
    pub(super) places: Vec<(u64, usize)>,
}

impl Packed {
    /// Each block with its first position.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let ends = self.places.iter().skip(1).map(|(_, at)| *at).chain([self.bytes.len()]);
        self.places
            .iter()
            .zip(ends)
            .filter_map(|((first, at), end)| Some((*first, self.bytes.get(*at..end)?)))
    }
}

/// Packs records, which follow one another, behind the one with the digest `previous`, into blocks of so many bytes at
/// most, but where a single record has more.
///
/// # Errors
/// As [`Packer::push`].
pub(super) fn pack(records: &[Record], previous: Digest, most: usize) -> Result<Packed, CodecError> {
    let mut packer = Packer::behind(previous, most);
    records.iter().try_for_each(|record| packer.push(record))?;
    Ok(packer.finish())
}

/// Packs records as they come.
pub(super) struct Packer {
    most: usize,
    full: Packed,
    /// First position, instant and previous digest of the block that is being filled.
    first: u64,
    instant: (i64, u32),
    previous: Digest,
    directory: Vec<u8>,
    payloads: Vec<u8>,
    /// Digest of the last record.
    last: Digest,
}

impl Packer {
    /// For records behind the one with this digest.
    pub(super) fn behind(previous: Digest, most: usize) -> Packer {
        let (directory, payloads) = (Vec::new(), Vec::new());
        Packer {
            most,
            full: Packed::default(),
            first: 0,
            instant: (0, 0),
            previous,
            directory,
            payloads,
            last: previous,
        }
    }

    /// Adds the next record.
    ///
    /// # Errors
    /// [`CodecError::Payload`] where it is too large to be read again, which the limits of the log do not allow.
    pub(super) fn push(&mut self, record: &Record) -> Result<(), CodecError> {
        let own = (record.recorded.timestamp(), record.recorded.timestamp_subsec_nanos());
        let begun = !self.directory.is_empty();
        let written = Written { instant: (!begun || own != self.instant).then_some(own), body: &record.body };
        let start = self.payloads.len();
        bincode::serde::encode_into_std_write(&written, &mut self.payloads, config()).map_err(payload)?;
        if begun && HEADER + self.directory.len() + LINE + SUM + self.payloads.len() > self.most {
            let written = self.payloads.split_off(start);
            self.close();
            self.payloads = written;
        }
        if self.directory.is_empty() {
            (self.first, self.instant, self.previous) = (record.position, own, self.last);
        }
        let start = if self.directory.is_empty() { 0 } else { start };
        let bytes = self.payloads.get(start..).unwrap_or_default();
        if bytes.len() > LARGEST {
            return Err(payload(format_args!("{} bytes are more than {LARGEST}", bytes.len())));
        }
        let end = u32::try_from(self.payloads.len()).map_err(payload)?;
        self.directory.extend_from_slice(&end.to_be_bytes());
        let check = check(record.position, self.instant, &record.digest, bytes);
        self.directory.extend_from_slice(&check.to_be_bytes());
        self.directory.extend_from_slice(&record.digest.0);
        self.last = record.digest;
        Ok(())
    }

    /// Takes the blocks that are full.
    pub(super) fn take(&mut self) -> Packed {
        std::mem::take(&mut self.full)
    }

    /// Bytes of the blocks that are full.
    pub(super) fn full(&self) -> usize {
        self.full.bytes.len()
    }

    /// All that is left.
    pub(super) fn finish(mut self) -> Packed {
        self.close();
        self.full
    }

    fn close(&mut self) {
        let Ok(count) = u32::try_from(self.directory.len() / LINE) else { return };
        if count == 0 {
            return;
        }
        let out = &mut self.full.bytes;
        let at = out.len();
        out.reserve(HEADER + self.directory.len() + SUM + self.payloads.len());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&self.first.to_be_bytes());
        out.extend_from_slice(&count.to_be_bytes());
        out.extend_from_slice(&self.instant.0.to_be_bytes());
        out.extend_from_slice(&self.instant.1.to_be_bytes());
        out.extend_from_slice(&self.previous.0);
        out.extend_from_slice(&self.directory);
        let sum = checksum(out.get(at..).unwrap_or_default());
        out.extend_from_slice(&sum);
        out.extend_from_slice(&self.payloads);
        self.full.places.push((self.first, at));
        self.directory.clear();
        self.payloads.clear();
    }
}

fn check(position: u64, instant: (i64, u32), digest: &Digest, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&position.to_be_bytes());
    hasher.update(&instant.0.to_be_bytes());
    hasher.update(&instant.1.to_be_bytes());
    hasher.update(&digest.0);
    hasher.update(payload);
    hasher.finalize()
}

/// A block.
#[derive(Debug)]
pub(super) struct Block<B> {
    bytes: B,
    first: u64,
    count: usize,
    instant: (i64, u32),
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever has nothing but the block"))]
    previous: Digest,
    /// Where the payloads begin and end.
    payloads: (usize, usize),
}

impl<B: AsRef<[u8]>> Block<B> {
    /// The block that begins these bytes, which may be cut short behind its directory.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn begun(bytes: B) -> Result<Block<B>, CodecError> {
        if !bytes.as_ref().starts_with(&MAGIC) {
            return Err(CodecError::Checksum);
        }
        let (block, holds) = Block::parsed(bytes)?;
        if !holds {
            return Err(CodecError::Checksum);
        }
        if block.count == 0 || block.first == 0 || block.first.checked_add(block.count as u64).is_none() {
            return Err(payload("it holds no record"));
        }
        Ok(block)
    }

    /// A block whatever its sum says, and whether that holds.
    fn parsed(bytes: B) -> Result<(Block<B>, bool), CodecError> {
        let all = bytes.as_ref();
        let mut header = all.get(MAGIC.len()..).ok_or(CodecError::Checksum)?;
        let first = u64::from_be_bytes(take(&mut header)?);
        let count = u32::from_be_bytes(take(&mut header)?) as usize;
        let instant = (i64::from_be_bytes(take(&mut header)?), u32::from_be_bytes(take(&mut header)?));
        let previous = Digest(take(&mut header)?);
        let end = count.checked_mul(LINE).and_then(|lines| lines.checked_add(HEADER));
        let (sealed, rest) = end.and_then(|end| all.split_at_checked(end)).ok_or(CodecError::Checksum)?;
        let holds = rest.first_chunk() == Some(&checksum(sealed));
        let start = sealed.len() + SUM;
        let mut block = Block { bytes, first, count, instant, previous, payloads: (start, start) };
        if let Some((end, ..)) = count.checked_sub(1).and_then(|last| block.line(last)) {
            block.payloads.1 = start + end;
        }
        Ok((block, holds))
    }

    /// A whole block, and nothing but it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn whole(bytes: B) -> Result<Block<B>, CodecError> {
        let block = Block::begun(bytes)?;
        match block.length() == block.bytes.as_ref().len() {
            true => Ok(block),
            false => Err(payload("it is not as long as it says")),
        }
    }

    /// Its length in bytes.
    pub(super) fn length(&self) -> usize {
        self.payloads.1
    }

    /// The position of its first record.
    pub(super) fn first(&self) -> u64 {
        self.first
    }

    /// How many records it holds: at least one.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The digest of the record with this number in the block, from 0.
    pub(super) fn digest(&self, number: usize) -> Option<Digest> {
        self.line(number).map(|(_, _, digest)| digest)
    }

    /// A line of the directory.
    fn line(&self, number: usize) -> Option<(usize, u32, Digest)> {
        let start = number.checked_mul(LINE)?.checked_add(HEADER)?;
        let mut line =
            self.bytes.as_ref().get(start..start.checked_add(LINE)?).filter(|_| number < self.count)?;
        let end = u32::from_be_bytes(take(&mut line).ok()?) as usize;
        Some((end, u32::from_be_bytes(take(&mut line).ok()?), Digest(take(&mut line).ok()?)))
    }

    /// The record with this number in the block, from 0.
    ///
    /// # Errors
    /// What is wrong with its bytes.
    pub(super) fn record(&self, number: usize) -> Result<Record, CodecError> {
        let bytes = self.bytes.as_ref().get(self.place(number)?).ok_or(CodecError::Checksum)?;
        self.read(number, bytes)
    }

    /// Where in the block the payload of the record with this number lies.
    ///
    /// # Errors
    /// Where the block does not hold it.
    pub(super) fn place(&self, number: usize) -> Result<Range<usize>, CodecError> {
        let start = match number.checked_sub(1) {
            Some(before) => self.line(before).map(|(end, ..)| end),
            None => Some(0),
        };
        match (start, self.line(number)) {
            (Some(start), Some((end, ..))) if start <= end => {
                Ok(self.payloads.0.saturating_add(start)..self.payloads.0.saturating_add(end))
            }
            (Some(_), Some(_)) => Err(CodecError::Checksum),
            _ => Err(payload("its block does not hold it")),
        }
    }

    /// The record with this number in the block, from 0, of its payload.
    ///
    /// # Errors
    /// What is wrong with its bytes.
    pub(super) fn read(&self, number: usize, bytes: &[u8]) -> Result<Record, CodecError> {
        let Some((_, found, digest)) = self.line(number) else {
            return Err(payload("its block does not hold it"));
        };
        let position = self.first.checked_add(number as u64).ok_or(CodecError::Checksum)?;
        if check(position, self.instant, &digest, bytes) != found {
            return Err(CodecError::Checksum);
        }
        let (Read { instant, body }, length) =
            bincode::serde::decode_from_slice(bytes, config()).map_err(payload)?;
        if length != bytes.len() {
            return Err(payload("there are bytes after its end"));
        }
        let (seconds, nanoseconds) = instant.unwrap_or(self.instant);
        let recorded = DateTime::from_timestamp(seconds, nanoseconds)
            .ok_or_else(|| payload("its instant is out of range"))?;
        Ok(Record { position, recorded, digest, body })
    }

    /// Every record, with its position, or what is wrong with it.
    pub(super) fn records(&self) -> impl Iterator<Item = (u64, Result<Record, CodecError>)> {
        (0..self.count).map(|number| (self.first.saturating_add(number as u64), self.record(number)))
    }
}

/// The block that begins these bytes, damaged as it is: a header with one flipped bit is put right, where the sum proves
/// it; of another the checks of its records tell what is sound.
pub(super) fn mended(bytes: &[u8]) -> Option<Block<Vec<u8>>> {
    if let Ok(block) = Block::begun(bytes.to_vec()) {
        return Some(block);
    }
    let mut header = bytes.get(..HEADER)?.to_vec();
    let rest = bytes.get(HEADER..)?;
    for bit in 0..HEADER * 8 {
        let flip = |header: &mut Vec<u8>| header.get_mut(bit / 8).map(|byte| *byte ^= 1 << (bit % 8));
        flip(&mut header);
        if header.starts_with(&MAGIC) && holds(&header, rest) {
            return Block::begun([&header, rest].concat()).ok();
        }
        flip(&mut header);
    }
    Some(Block::parsed(bytes.to_vec()).ok()?.0)
}

/// Whether the sum holds of a header and what follows.
fn holds(header: &[u8], rest: &[u8]) -> bool {
    let count =
        header.get(16..20).and_then(<[u8]>::first_chunk).map_or(0, |n| u32::from_be_bytes(*n) as usize);
    let lines = count.checked_mul(LINE).and_then(|length| rest.split_at_checked(length));
    lines.is_some_and(|(lines, rest)| rest.first_chunk() == Some(&checksum(&[header, lines].concat())))
}

/// Whether a block may begin these bytes, a bit of its magic flipped perhaps.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    bytes.first_chunk().is_some_and(|first: &[u8; 8]| {
        (u64::from_be_bytes(*first) ^ u64::from_be_bytes(MAGIC)).count_ones() <= 1
    })
}

/// The next bytes of a header or a line.
fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], CodecError> {
    let (taken, rest) = bytes.split_first_chunk().ok_or(CodecError::Checksum)?;
    *bytes = rest;
    Ok(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Head, Limits, link, sample};

    /// Records of every sort, of several instants.
    fn records() -> Vec<Record> {
        let mut records = sample::redacted_records();
        let last = records.last().unwrap();
        let head = Head { position: last.position, digest: last.digest };
        let now = DateTime::from_timestamp(1_900_000_000, 1_000).unwrap();
        let more = vec![sample::actor("later", 5_000), sample::place("p", "P")];
        records.extend(link(&head, Some(last.recorded), now, more, &Limits::STANDARD).unwrap());
        records
    }

    fn read(packed: &Packed) -> Vec<Record> {
        let blocks = packed.blocks().map(|(_, bytes)| Block::whole(bytes).unwrap());
        blocks.flat_map(|block| block.records().map(|(_, r)| r.unwrap()).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn given_records_when_packed_then_they_are_read_one_by_one_and_blocks_are_chained() {
        let records = records();
        let packed = pack(&records, Digest::ZERO, LARGE).unwrap();
        assert_eq!((read(&packed), packed.places.len()), (records.clone(), 1));
        let block = Block::whole(&packed.bytes).unwrap();
        assert_eq!((block.first(), block.count(), block.length()), (1, records.len(), packed.bytes.len()));
        assert_eq!(block.record(3).unwrap(), records[3]);
        assert!(block.record(records.len()).is_err());

        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let many = (0..30).map(|i| sample::actor(&format!("a-{i}"), 10_000)).collect();
        let many = link(&Head::EMPTY, None, now, many, &Limits::STANDARD).unwrap();
        let packed = pack(&many, Digest::ZERO, LARGE).unwrap();
        assert_eq!(read(&packed), many);
        assert!(packed.places.len() > 2);
        let mut previous = Digest::ZERO;
        for (first, bytes) in packed.blocks() {
            let block = Block::whole(bytes).unwrap();
            assert_eq!((block.first(), block.previous), (first, previous));
            previous = block.digest(block.count() - 1).unwrap();
        }
    }

    #[test]
    fn given_a_block_when_any_bit_flips_then_it_is_told_and_costs_at_most_two_records() {
        let records = records();
        let bytes = pack(&records, Digest::ZERO, LARGE).unwrap().bytes;
        let payloads = HEADER + records.len() * LINE + SUM;
        for bit in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let told =
                Block::whole(&damaged).and_then(|block| block.records().try_for_each(|(_, r)| r.map(drop)));
            assert!(told.is_err(), "bit {bit}");
            assert_eq!(Block::whole(&damaged).is_ok(), bit / 8 >= payloads, "bit {bit}");
            assert!(may_begin(&damaged));
            if bit / 8 >= payloads && bit % 97 > 0 {
                continue;
            }
            let block = mended(&damaged).unwrap();
            let sound: Vec<Record> = block.records().filter_map(|(_, r)| r.ok()).collect();
            let lost = records.len() - sound.len();
            assert!(lost <= 2 && sound.iter().all(|r| records.contains(r)), "bit {bit}: {lost}");
            assert!(lost <= 1 || bit / 8 >= HEADER, "bit {bit}");
        }
    }

    #[test]
    fn given_a_cut_block_when_read_then_that_is_told() {
        let records = records();
        let bytes = pack(&records, Digest::ZERO, LARGE).unwrap().bytes;
        for length in 0..bytes.len() {
            assert!(Block::whole(&bytes[..length]).is_err(), "{length} bytes");
        }
        // What is there of it is read.
        let block = Block::begun(&bytes[..bytes.len() - 1]).unwrap();
        assert_eq!(block.records().filter(|(_, r)| r.is_ok()).count(), records.len() - 1);
    }
}
