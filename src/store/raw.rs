//! The bytes of the store without a store: what hostile input is put through.

use super::block::{Block, LARGE, mended, pack};
use super::chunk::{Join, pieces};
use super::codec;
use crate::domain::{Digest, Record};
use crate::log::Head;

/// A key and a piece, or a base and a value.
pub(crate) type Entry = (Vec<u8>, Vec<u8>);

/// A block with a fitting checksum around any payload: no fuzzer guesses one.
pub(crate) fn sealed(version: u8, payload: &[u8]) -> Vec<u8> {
    codec::seal(version, payload)
}

/// The record of a block, or what is wrong with it.
pub(crate) fn read_record(block: &[u8]) -> Result<Record, String> {
    codec::decode(block).map_err(|e| e.to_string())
}

/// The block of a record, or why it has none.
pub(crate) fn write_record(record: &Record) -> Result<Vec<u8>, String> {
    codec::encode(record).map_err(|e| e.to_string())
}

/// The records of a block of many, or what is wrong with it.
pub(crate) fn unpacked(block: &[u8]) -> Result<Vec<Record>, String> {
    let block = Block::whole(block).map_err(|e| e.to_string())?;
    block.records().map(|(_, record)| record.map_err(|e| e.to_string())).collect()
}

/// What is sound of a damaged block of many records.
pub(crate) fn salvaged(block: &[u8]) -> Vec<Record> {
    let mended = mended(block);
    mended.iter().flat_map(|block| block.records().filter_map(|(_, record)| record.ok())).collect()
}

/// Records, which follow one another, in blocks.
pub(crate) fn packed(records: &[Record]) -> Result<Vec<Vec<u8>>, String> {
    let packed = pack(records, Digest::ZERO, LARGE).map_err(|e| e.to_string())?;
    Ok(packed.blocks().map(|(_, block)| block.to_vec()).collect())
}

/// The head of a block.
pub(crate) fn read_head(block: &[u8]) -> Option<Head> {
    codec::decode_head(block).ok()
}

/// The block of a head.
pub(crate) fn write_head(head: &Head) -> Vec<u8> {
    codec::encode_head(head)
}

/// The remembered value of a block.
pub(crate) fn read_memory(block: &[u8]) -> Option<&[u8]> {
    codec::decode_memory(block).ok()
}

/// The block of a remembered value.
pub(crate) fn write_memory(value: &[u8]) -> Vec<u8> {
    codec::encode_memory(value)
}

/// A value in pieces, as it lies in the store.
pub(crate) fn apart(base: &[u8], value: &[u8]) -> Vec<Entry> {
    pieces(base, value).map(|(key, piece)| (key, piece.to_vec())).collect()
}

/// Pieces put together again, whatever they are.
pub(crate) fn joined<'a>(base: usize, entries: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Vec<Entry> {
    let mut join = Join::new(base);
    let mut found: Vec<Entry> =
        entries.into_iter().filter_map(|(key, piece)| join.push(key, piece)).collect();
    found.extend(join.finish());
    found
}
