//! What may lie in a store that was damaged or made up.

use crate::domain::Record;
use crate::intake::to_json;
use crate::log::{Head, canonical, verify};
use crate::replay::{View, replay};
use crate::store::raw;

/// The payload of a block is a record or refused. A record is written again to one that is the same, its digest does not
/// depend on the writing, and it can be printed and replayed, sound or not.
pub(super) fn record(data: &[u8]) {
    // As it is: a checksum that fits is not to be guessed, but a whole block of a corpus has one.
    let _ = raw::read_record(data);
    let sealed = raw::sealed(1, data);
    let Ok(record) = raw::read_record(&sealed) else { return };
    // What was longer than it had to be (numbers may be) is shorter then, and stays so.
    match raw::write_record(&record) {
        Ok(written) => {
            let again = raw::read_record(&written);
            assert_eq!(again.as_ref(), Ok(&record));
            assert!(written.len() <= sealed.len());
            assert_eq!(raw::write_record(&record).as_ref(), Ok(&written));
            let bytes = again.map(|record| canonical(&record.body)).unwrap_or_default();
            assert_eq!(bytes, canonical(&record.body));
        }
        Err(why) => panic!("read and not written: {why}"),
    }
    packed(&record, data.len());
    let _ = verify([&record], &Head::EMPTY);
    let _ = to_json(&record.body);
    let _ = replay(std::slice::from_ref(&record), &View::default());
}

/// In a block of many it reads the same; a flipped bit is told, and makes no other record of it.
fn packed(record: &Record, chance: usize) {
    if record.position == 0 {
        return;
    }
    let Ok(blocks) = raw::packed(std::slice::from_ref(record)) else { return };
    for mut block in blocks {
        assert_eq!(raw::unpacked(&block).as_deref(), Ok(std::slice::from_ref(record)));
        let bit = chance.wrapping_mul(2_654_435_761) % (block.len() * 8);
        if let Some(byte) = block.get_mut(bit / 8) {
            *byte ^= 1 << (bit % 8);
            assert!(raw::unpacked(&block).is_err());
        }
        assert!(raw::salvaged(&block).iter().all(|found| found == record));
    }
}

/// Any pieces are put together without losing a byte; a value taken apart is put together the same; heads and remembered
/// values are read as they were written, or not at all.
pub(super) fn blocks(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let base = usize::from(*first % 9);
    // Keys and pieces, each after its length.
    let mut entries: Vec<(&[u8], &[u8])> = Vec::new();
    let mut left = rest;
    while let Some((&[key, piece], after)) = left.split_first_chunk() {
        let (key, piece) = (usize::from(key % 16), usize::from(piece));
        let Some((key, after)) = after.split_at_checked(key) else { break };
        let (piece, after) = after.split_at(piece.min(after.len()));
        entries.push((key, piece));
        left = after;
    }
    let bytes: usize = entries.iter().map(|(_, piece)| piece.len()).sum();
    let values = raw::joined(base, entries.iter().copied());
    assert_eq!(values.iter().map(|(_, value)| value.len()).sum::<usize>(), bytes);
    for (key, value) in &values {
        let _ = (key, raw::read_record(value), raw::read_head(value), raw::read_memory(value));
        let _ = (raw::unpacked(value), raw::salvaged(value));
    }

    // A value of many pieces from few bytes.
    let value = rest.repeat(usize::from(*first) * 4 + 1);
    let key = u64::from(*first).to_be_bytes();
    let pieces = raw::apart(&key, &value);
    assert!(pieces.is_sorted_by(|a, b| a.0 < b.0));
    let joined = raw::joined(key.len(), pieces.iter().map(|(key, piece)| (key.as_slice(), piece.as_slice())));
    assert_eq!(joined, [(key.to_vec(), value.clone())]);

    for version in [1, *first] {
        if let Some(head) = raw::read_head(&raw::sealed(version, rest)) {
            assert_eq!(raw::write_head(&head), raw::sealed(1, rest));
        }
    }
    let block = raw::write_memory(rest);
    assert_eq!(raw::read_memory(&block), Some(rest));
    let mut damaged = block;
    if let Some(byte) = damaged.get_mut(usize::from(*first)) {
        *byte ^= 1 | first;
        assert_eq!(raw::read_memory(&damaged), None);
    }
}
