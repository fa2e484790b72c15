//! Where the sealed blocks lie, and how far they go: in memory while the store is open, and in sled.
//!
//! ```text
//! index NUMBER   of up to 128 blocks: first position, first byte (u64 each)
//! sealed         number of blocks, their bytes, position and digest of their last record
//! ```
//!
//! A block that is not listed here does not exist: sled takes a batch up whole or not at all, and with it the blocks.

use sled::Batch;

use super::block::Packed;
use super::codec::{self, CodecError};
use super::engine::{Engine, Space};
use super::sled_log::corrupt;
use crate::domain::Digest;
use crate::log::{Head, LogError};

/// How the keys begin: they sort after every position.
pub(super) const INDEX: &[u8] = b"index";
/// The key of how far the blocks go.
pub(super) const SEALED: &[u8] = b"sealed";
/// The layout of both.
const LAYOUT: u8 = 1;
/// Blocks listed under one key.
const PART: usize = 128;

/// Where the sealed blocks lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Index {
    /// First position and first byte of each.
    places: Vec<(u64, u64)>,
    /// The byte behind the last one.
    pub(super) end: u64,
    /// The last sealed record.
    pub(super) head: Head,
}

/// Blocks that come behind the others.
#[derive(Debug)]
pub(super) struct Growth {
    places: Vec<(u64, u64)>,
    /// The byte behind the last one.
    pub(super) end: u64,
    /// The last record in them.
    pub(super) head: Head,
}

impl Growth {
    /// No block yet.
    pub(super) fn after(index: &Index) -> Growth {
        Growth { places: Vec::new(), end: index.end, head: index.head }
    }

    /// Adds blocks.
    pub(super) fn add(&mut self, packed: &Packed) {
        let end = self.end;
        self.places.extend(packed.places.iter().map(|(first, at)| (*first, end + *at as u64)));
        self.end += packed.bytes.len() as u64;
    }
}

/// Where one block lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The position of its first record.
    pub(super) first: u64,
    /// The position of its last record.
    pub(super) last: u64,
    /// Its first byte.
    pub(super) at: u64,
    /// How many bytes it has.
    pub(super) length: u64,
}

impl Index {
    /// Of no block.
    pub(super) fn empty() -> Index {
        Index { places: Vec::new(), end: 0, head: Head::EMPTY }
    }

    /// Takes over blocks.
    pub(super) fn grow(&mut self, growth: Growth) {
        self.places.extend(growth.places);
        (self.end, self.head) = (growth.end, growth.head);
    }

    /// The blocks in which these positions lie, those that are not sealed left aside.
    pub(super) fn spans(&self, from: u64, to: u64) -> impl Iterator<Item = Span> {
        let begin = self.places.partition_point(|(first, _)| *first <= from).saturating_sub(1);
        let count = self.places.partition_point(|(first, _)| *first <= to).saturating_sub(begin);
        let none = from > self.head.position;
        (begin..begin + count).filter_map(|number| self.span(number)).filter(move |_| !none)
    }

    /// The last block.
    pub(super) fn last(&self) -> Option<Span> {
        self.span(self.places.len().checked_sub(1)?)
    }

    fn span(&self, number: usize) -> Option<Span> {
        let (first, at) = *self.places.get(number)?;
        let (next, end) = self.places.get(number + 1).copied().unwrap_or((self.head.position + 1, self.end));
        Some(Span { first, last: next.saturating_sub(1), at, length: end.saturating_sub(at) })
    }

    /// Adds to what is written how far the blocks go with these, and where these lie.
    pub(super) fn write(&self, growth: &Growth, writes: &mut Batch) {
        let part = self.places.len() / PART;
        let begun = self.places.get(part * PART..).unwrap_or_default();
        let places: Vec<(u64, u64)> = begun.iter().chain(&growth.places).copied().collect();
        for (number, places) in (part as u64..).zip(places.chunks(PART)) {
            let bytes: Vec<u8> = places
                .iter()
                .flat_map(|(first, at)| [first.to_be_bytes(), at.to_be_bytes()])
                .flatten()
                .collect();
            writes.insert([INDEX, &number.to_be_bytes()].concat(), codec::seal(LAYOUT, &bytes));
        }
        let blocks = self.places.len() + growth.places.len();
        let numbers = [blocks as u64, growth.end, growth.head.position].map(u64::to_be_bytes);
        let sealed = [numbers.as_flattened(), &growth.head.digest.0].concat();
        writes.insert(SEALED, codec::seal(LAYOUT, &sealed));
    }

    /// Reads it from sled.
    ///
    /// # Errors
    /// [`LogError::Corrupt`], and what the system says.
    pub(super) fn read(engine: &Engine) -> Result<Index, LogError> {
        let odd = |what: &str| corrupt(0, format!("the index of its blocks {what}"));
        let told = |error: CodecError| odd(&format!("is damaged: {error}"));
        let sealed = engine.get(Space::Log, SEALED)?.ok_or_else(|| odd("is missing"))?;
        let sealed = codec::unseal(LAYOUT, &sealed).map_err(told)?;
        let (numbers, digest) =
            sealed.as_chunks::<8>().0.split_at_checked(3).ok_or_else(|| odd("is cut short"))?;
        let &[blocks, end, position] = numbers else { return Err(odd("is cut short")) };
        let digest = Digest(digest.as_flattened().try_into().map_err(|_| odd("is cut short"))?);
        let head = Head { position: u64::from_be_bytes(position), digest };
        let mut index = Index { places: Vec::new(), end: u64::from_be_bytes(end), head };
        let mut outcome = Ok(());
        let mut number: u64 = 0;
        engine.scan(Space::Log, INDEX.to_vec()..[INDEX, &[0xff; 9]].concat(), 0, |key, value| {
            outcome = match codec::unseal(LAYOUT, value) {
                Err(error) => Err(told(error)),
                Ok(_) if key != [INDEX, &number.to_be_bytes()].concat() => Err(odd("has a gap")),
                Ok(bytes) => {
                    let number = |at: &[u8]| at.first_chunk().map_or(0, |n| u64::from_be_bytes(*n));
                    index.places.extend(
                        bytes.chunks(16).map(|p| (number(p), number(p.get(8..).unwrap_or_default()))),
                    );
                    Ok(())
                }
            };
            number += 1;
            outcome.is_ok()
        })?;
        outcome?;
        index.check(u64::from_be_bytes(blocks)).map_err(odd)?;
        Ok(index)
    }

    /// Whether blocks and bytes follow one another.
    fn check(&self, blocks: u64) -> Result<(), &'static str> {
        if self.places.len() as u64 != blocks {
            return Err("lists more or fewer than there are");
        }
        let rising = |pair: &[(u64, u64)]| pair.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1);
        let first = self.places.first().copied().unwrap_or((1, 0));
        let last = self.places.last().is_none_or(|(p, at)| *p <= self.head.position && *at < self.end);
        if first != (1, 0) || !last || !rising(&self.places) || self.places.is_empty() && self.end > 0 {
            return Err("makes no sense");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_blocks_when_positions_are_looked_up_then_their_spans_are_told() {
        let mut index = Index::empty();
        assert_eq!(index.spans(1, 9).count(), 0);
        let head = |position| Head { position, digest: Digest([3; 32]) };
        for (places, length, position) in [(vec![(1, 0), (11, 100)], 250, 20), (vec![(21, 0)], 50, 30)] {
            let mut growth = Growth::after(&index);
            growth.add(&Packed { bytes: vec![0; length], places });
            growth.head = head(position);
            index.grow(growth);
        }
        let firsts = |from, to| index.spans(from, to).map(|s| s.first).collect::<Vec<_>>();
        assert_eq!(firsts(1, 1), [1]);
        assert_eq!(firsts(10, 11), [1, 11]);
        assert_eq!(firsts(12, u64::MAX), [11, 21]);
        assert_eq!(firsts(30, 31), [21]);
        assert_eq!(firsts(31, 40), [0; 0]);
        assert_eq!(index.spans(15, 15).next(), Some(Span { first: 11, last: 20, at: 100, length: 150 }));
        assert_eq!(index.last(), Some(Span { first: 21, last: 30, at: 250, length: 50 }));
        assert_eq!(index.check(3), Ok(()));
        assert!(index.check(4).is_err());
    }
}
