//! Records out of the raw bytes of a store, where they are not given in order any more.
//!
//! Every place at which a block may begin is tried: of one of many records, which says so, and of one that holds a single
//! record, as older formats have them. What a checksum seals is a record. Sealed blocks lie in their file as they are. sled
//! writes a value as its length and its bytes, uncompressed, and its values have at most [`PIECE`] bytes: a longer block
//! lies in pieces, one behind the other with their lengths between them (a page), or each in a change to a page of its
//! own, behind its key and in any order.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io::{self, Read};

use super::block::{self, Block, MAGIC};
use super::chunk::PIECE;
use super::codec;
use crate::domain::Record;

/// The length of a full piece, as sled writes it.
const FULL: [u8; 3] = [249, 7, 16];
/// Bytes of the longest key: a position, and the number of a piece.
const KEY: u8 = 10;

/// Bytes looked at together.
const WINDOW: u64 = 32 * 1024 * 1024;
/// Bytes in which the longest block that begins before them ends.
const OVERLAP: usize = 4 * 1024 * 1024;

/// Calls `found` for every record whose whole block is in what is read. Memory is bounded, whatever the length.
pub(super) fn carve(mut input: impl Read, found: &mut impl FnMut(Record)) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let read = input.by_ref().take(WINDOW).read_to_end(&mut bytes)?;
        let starts = if read == 0 { bytes.len() } else { bytes.len().saturating_sub(OVERLAP) };
        let next = window(&bytes, starts, found);
        if read == 0 {
            return Ok(());
        }
        bytes.drain(..next.min(bytes.len()));
    }
}

/// Tries every start below `starts`, and returns the next one.
fn window(bytes: &[u8], starts: usize, found: &mut impl FnMut(Record)) -> usize {
    let all = OnceCell::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|_| at < starts) {
        // These tests are cheap, and few bytes pass the first.
        let many = begins(rest);
        let Some(position) = many.or_else(|| codec::may_begin(rest)) else {
            at += 1;
            continue;
        };
        let long =
            || in_page(rest).or_else(|| in_changes(bytes, at, position, all.get_or_init(|| changes(bytes))));
        let short = if many.is_some() { whole(rest) } else { short(rest) };
        match short.or_else(|| if is_full(bytes, at) { long() } else { None }).or_else(|| damaged(rest)) {
            Some((records, length)) => {
                records.into_iter().for_each(&mut *found);
                at += length.max(1);
            }
            None => at += 1,
        }
    }
    at
}

/// The first position of the block of many records that may begin these bytes.
fn begins(bytes: &[u8]) -> Option<u64> {
    let first = bytes.get(MAGIC.len()..)?.first_chunk()?;
    block::may_begin(bytes).then(|| u64::from_be_bytes(*first))
}

/// The records of a block of many that lies here as it is, and its length; all or none.
fn whole(bytes: &[u8]) -> Option<Found> {
    let block = Block::begun(bytes).ok()?;
    let records = block.records().map(|(_, record)| record.ok()).collect::<Option<_>>()?;
    Some((records, block.length()))
}

/// What is sound of a block of many records, and how far on the next may begin.
fn damaged(bytes: &[u8]) -> Option<Found> {
    begins(bytes)?;
    let block = block::mended(bytes.get(..OVERLAP).unwrap_or(bytes))?;
    Some((block.records().filter_map(|(_, record)| record.ok()).collect(), MAGIC.len()))
}

/// Whether a full piece begins here: the length before it says so.
fn is_full(bytes: &[u8], at: usize) -> bool {
    bytes.get(..at).is_some_and(|before| before.ends_with(&FULL))
}

/// Records, and how many bytes further on the next may begin.
type Found = (Vec<Record>, usize);

/// A record in one piece, and its length.
fn short(bytes: &[u8]) -> Option<Found> {
    let length = codec::length(bytes.get(..PIECE).unwrap_or(bytes))?;
    Some((vec![codec::decode(bytes.get(..length)?).ok()?], length))
}

/// The records of a block in several pieces, one right behind the other in a page, and where the first of them ends.
fn in_page(bytes: &[u8]) -> Option<Found> {
    let (_, rest) = bytes.split_at_checked(PIECE)?;
    let pieces = std::iter::successors(value(rest), |(_, rest)| value(rest)).map(|(piece, _)| piece);
    joined(bytes, pieces)
}

/// The records of a block in several pieces, each in a change of its own, and where the first of them ends.
fn in_changes(bytes: &[u8], at: usize, position: u64, changes: &Changes) -> Option<Found> {
    let piece = |number: u16| {
        let key = [position.to_be_bytes().as_slice(), &number.to_be_bytes()].concat();
        let places = (1..=key.len()).rev().find_map(|length| changes.get(key.get(key.len() - length..)?))?;
        // Of pages whose keys look alike, the one that is nearest.
        let nearest = places.iter().min_by_key(|place| place.abs_diff(at))?;
        Some(value(bytes.get(*nearest..)?)?.0)
    };
    joined(bytes.get(at..)?, (1..=u16::MAX).map_while(piece))
}

/// The first piece and those that follow, until the block is whole.
fn joined<'a>(bytes: &[u8], pieces: impl Iterator<Item = &'a [u8]>) -> Option<Found> {
    let mut joined = bytes.get(..PIECE)?.to_vec();
    let many = begins(&joined).is_some();
    for piece in pieces {
        joined.extend_from_slice(piece);
        if many {
            if let Some((records, _)) = whole(&joined) {
                return Some((records, PIECE));
            }
        } else if piece.len() < PIECE || codec::length(&joined) == Some(joined.len()) {
            return Some((vec![codec::decode(&joined).ok()?], PIECE));
        }
        if piece.len() < PIECE {
            break;
        }
    }
    None
}

/// Where values lie that were changed one by one, by the end of their keys: a page keeps what all its keys begin with
/// once.
type Changes = HashMap<Vec<u8>, Vec<usize>>;

/// Every place that may be such a change: a mark, then key and value, both behind their lengths.
fn changes(bytes: &[u8]) -> Changes {
    let mut found = Changes::new();
    for (at, window) in bytes.windows(2).enumerate() {
        let &[0, length @ 1..=KEY] = window else { continue };
        let start = at + 2;
        let end = start + usize::from(length);
        if let (Some(key), Some(rest)) = (bytes.get(start..end), bytes.get(end..))
            && value(rest).is_some()
        {
            found.entry(key.to_vec()).or_default().push(end);
        }
    }
    found
}

/// A value behind its length, as sled writes both; empty and overlong ones are none.
fn value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (lead, rest) = bytes.split_first()?;
    let low = |at: usize| rest.get(at).map(|byte| usize::from(*byte));
    let (length, skip) = match *lead {
        lead @ 1..=240 => (usize::from(lead), 0),
        lead @ 241..=248 => (240 + 256 * usize::from(lead - 241) + low(0)?, 1),
        249 => (2288 + 256 * low(0)? + low(1)?, 2),
        _ => return None,
    };
    rest.get(skip..)?.split_at_checked(length).filter(|(value, _)| value.len() <= PIECE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Head, Limits, link, sample};

    fn carved(bytes: &[u8]) -> Vec<Record> {
        let mut all = Vec::new();
        carve(bytes, &mut |record| all.push(record)).unwrap();
        all
    }

    #[test]
    fn given_blocks_among_other_bytes_when_carved_then_every_sound_one_is_found_and_no_other() {
        let records = sample::records();
        let noise: Vec<u8> = (0..5_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let mut bytes = Vec::new();
        for record in &records {
            bytes.extend_from_slice(&noise);
            bytes.push(1);
            bytes.extend(codec::encode(record).unwrap());
        }
        bytes.extend_from_slice(&[0, 1, 1, 1]);
        assert_eq!(carved(&bytes), records);

        let third = 3 * (noise.len() + 1)
            + records[..2].iter().map(|r| codec::encode(r).unwrap().len()).sum::<usize>();
        bytes[third + 40] ^= 1;
        assert_eq!(carved(&bytes), [&records[..2], &records[3..]].concat());
    }

    #[test]
    fn given_a_long_block_in_a_page_when_carved_then_its_pieces_are_joined() {
        let now = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        for note in [PIECE - 400, PIECE, 2 * PIECE - 173, 10 * PIECE] {
            let records =
                link(&Head::EMPTY, None, now, vec![sample::actor("a", note)], &Limits::STANDARD).unwrap();
            let block = codec::encode(&records[0]).unwrap();
            let mut page = b"keys".to_vec();
            for piece in block.chunks(PIECE) {
                page.extend(match piece.len() {
                    n @ 0..=240 => vec![n as u8],
                    n @ 241..=2287 => vec![((n - 240) / 256 + 241) as u8, ((n - 240) % 256) as u8],
                    n => vec![249, ((n - 2288) / 256) as u8, ((n - 2288) % 256) as u8],
                });
                page.extend_from_slice(piece);
            }
            assert_eq!(carved(&page), records, "{note}");
        }
    }
}
