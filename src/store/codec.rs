//! The codec: how a record becomes bytes and is told from damaged ones.
//!
//! ```text
//! block   VERSION PAYLOAD CHECKSUM     1 byte; bytes; the first 8 bytes of BLAKE3(VERSION PAYLOAD)
//! record  bincode (variable integers, little-endian) of position, seconds, nanoseconds, digest, body
//! head    position as u64, big-endian; digest
//! ```
//!
//! bincode alone reads most damaged bytes as something else, so the checksum is compared before anything is
//! decoded. Its format follows the order of variants and fields in `domain`: the golden bytes in the tests
//! notice when that moves, and then the version goes up and the old layout is read by a type of its own.

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use crate::domain::{Body, Digest, Record};
use crate::log::Head;

/// The layout of records.
const RECORD: u8 = 1;
/// The layout of the head.
const HEAD: u8 = 1;
/// The layout of remembered values: their bytes as they are.
const MEMORY: u8 = 1;

/// More sorts of records than there will be.
const SORTS: u8 = 32;

/// Bytes of the checksum.
const CHECKSUM: usize = 8;

/// Largest payload of a record, in bytes: well over what the limit of the log lets in, well under what a
/// damaged length could ask for.
pub(super) const LARGEST: usize = 4 * 1024 * 1024;

/// Why bytes are not what they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CodecError {
    /// The checksum does not fit.
    #[error("its bytes are damaged")]
    Checksum,
    /// A layout we do not know.
    #[error("it has layout {0}, which this version of annals does not know")]
    Version(u8),
    /// The checksum fits, and the payload does not.
    #[error("its bytes make no sense: {0}")]
    Payload(String),
}

pub(super) fn payload(error: impl std::fmt::Display) -> CodecError {
    CodecError::Payload(error.to_string())
}

pub(super) fn config() -> impl bincode::config::Config {
    bincode::config::standard().with_limit::<LARGEST>()
}

pub(super) fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0; CHECKSUM];
    sum.iter_mut().zip(blake3::hash(bytes).as_bytes()).for_each(|(to, from)| *to = *from);
    sum
}

/// Makes a block.
pub(super) fn seal(version: u8, payload: &[u8]) -> Vec<u8> {
    let mut block = Vec::with_capacity(1 + payload.len() + CHECKSUM);
    block.push(version);
    block.extend_from_slice(payload);
    block.extend_from_slice(&checksum(&block));
    block
}

/// Checks a block and returns its payload.
pub(super) fn unseal(version: u8, block: &[u8]) -> Result<&[u8], CodecError> {
    let (bytes, sum) = block.split_last_chunk::<CHECKSUM>().ok_or(CodecError::Checksum)?;
    if checksum(bytes) != *sum {
        return Err(CodecError::Checksum);
    }
    match bytes.split_first() {
        Some((found, payload)) if *found == version => Ok(payload),
        Some((found, _)) => Err(CodecError::Version(*found)),
        None => Err(CodecError::Checksum),
    }
}

/// A record as it is written: the instant in numbers, since a text would be slow to read.
#[derive(Serialize)]
struct Written<'a> {
    position: u64,
    seconds: i64,
    nanoseconds: u32,
    digest: &'a Digest,
    body: &'a Body,
}

/// A record as it is read: the same fields.
#[derive(Deserialize)]
struct Read {
    position: u64,
    seconds: i64,
    nanoseconds: u32,
    digest: Digest,
    body: Body,
}

/// The block of a record.
///
/// # Errors
/// [`CodecError::Payload`] where it is too large to be read again, which the limits of the log do not allow.
pub(super) fn encode(record: &Record) -> Result<Vec<u8>, CodecError> {
    let written = Written {
        position: record.position,
        seconds: record.recorded.timestamp(),
        nanoseconds: record.recorded.timestamp_subsec_nanos(),
        digest: &record.digest,
        body: &record.body,
    };
    let bytes = bincode::serde::encode_to_vec(&written, config()).map_err(payload)?;
    if bytes.len() > LARGEST {
        return Err(payload(format_args!("{} bytes are more than {LARGEST}", bytes.len())));
    }
    Ok(seal(RECORD, &bytes))
}

/// The record of a block.
///
/// # Errors
/// What is wrong with the bytes; they are never trusted.
pub(super) fn decode(block: &[u8]) -> Result<Record, CodecError> {
    let bytes = unseal(RECORD, block)?;
    let (read, length): (Read, usize) =
        bincode::serde::decode_from_slice(bytes, config()).map_err(payload)?;
    if length != bytes.len() {
        return Err(payload("there are bytes after its end"));
    }
    let Read { position, seconds, nanoseconds, digest, body } = read;
    let recorded = DateTime::from_timestamp(seconds, nanoseconds)
        .ok_or_else(|| payload("its instant is out of range"))?;
    Ok(Record { position, recorded, digest, body })
}

/// The length of the block that begins these bytes, if it is one of a record whose payload makes sense; its checksum is
/// not looked at.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let (version, payload) = bytes.split_first()?;
    let (_, length): (Read, usize) = bincode::serde::decode_from_slice(payload, config()).ok()?;
    (*version == RECORD).then_some(1 + length + CHECKSUM)
}

/// The position of the record whose block may begin these bytes. Cheap; most bytes that begin none are told apart.
pub(super) fn may_begin(bytes: &[u8]) -> Option<u64> {
    let (version, rest) = bytes.split_first()?;
    if *version != RECORD {
        return None;
    }
    let numbers: ((u64, i64, u32), usize) = bincode::decode_from_slice(rest, config()).ok()?;
    let ((position, _, nanoseconds), length) = numbers;
    let sort = rest.get(length + size_of::<Digest>())?;
    (position > 0 && nanoseconds < 2_000_000_000 && *sort < SORTS).then_some(position)
}

/// The block of a head.
pub(super) fn encode_head(head: &Head) -> Vec<u8> {
    seal(HEAD, &[head.position.to_be_bytes().as_slice(), &head.digest.0].concat())
}

/// The head of a block.
///
/// # Errors
/// What is wrong with the bytes.
pub(super) fn decode_head(block: &[u8]) -> Result<Head, CodecError> {
    let bytes = unseal(HEAD, block)?;
    let (position, digest) = bytes.split_first_chunk().ok_or_else(|| payload("too short"))?;
    let digest = Digest(digest.try_into().map_err(payload)?);
    Ok(Head { position: u64::from_be_bytes(*position), digest })
}

/// The block of a remembered value.
pub(super) fn encode_memory(value: &[u8]) -> Vec<u8> {
    seal(MEMORY, value)
}

/// The remembered value of a block.
///
/// # Errors
/// What is wrong with the bytes.
pub(super) fn decode_memory(block: &[u8]) -> Result<&[u8], CodecError> {
    unseal(MEMORY, block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Five records as version 1 wrote them, one a line. They never change; a new version gets a file of its
    /// own.
    const GOLDEN: &str = include_str!("../../tests/data/golden/records-v1.hex");

    /// Amendments likewise: they came later, as a sort of their own.
    const AMENDMENTS: &str = include_str!("../../tests/data/golden/amendments-v1.hex");

    /// What is left of redacted records, among others, and the act.
    const REDACTED: &str = include_str!("../../tests/data/golden/redacted-v1.hex");

    #[test]
    fn given_sample_records_when_encoded_then_the_bytes_are_the_golden_ones() {
        let redacted = (sample::redacted_records(), REDACTED);
        for (records, golden) in
            [(sample::records(), GOLDEN), (sample::amending_records(), AMENDMENTS), redacted]
        {
            let found: Vec<String> = records.iter().map(|r| hex(&encode(r).unwrap())).collect();
            assert_eq!(found, golden.lines().collect::<Vec<_>>(), "\n{}\n", found.join("\n"));
        }
    }

    #[test]
    fn given_the_golden_bytes_when_decoded_then_they_are_the_sample_records() {
        let byte = |hex: &str, i: usize| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap();
        let decoded = |golden: &str| -> Vec<Record> {
            golden
                .lines()
                .map(|line| (0..line.len() / 2).map(|i| byte(line, i)).collect::<Vec<u8>>())
                .map(|bytes| decode(&bytes).unwrap())
                .collect()
        };
        assert_eq!(decoded(GOLDEN), sample::records());
        assert_eq!(decoded(AMENDMENTS), sample::amending_records());
        assert_eq!(decoded(REDACTED), sample::redacted_records());
    }

    #[test]
    fn given_an_encoded_record_when_any_bit_flips_then_it_is_detected() {
        for record in sample::records() {
            let block = encode(&record).unwrap();
            for bit in 0..block.len() * 8 {
                let mut damaged = block.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(decode(&damaged), Err(CodecError::Checksum), "bit {bit}");
            }
        }
    }

    #[test]
    fn given_a_cut_record_when_decoded_then_it_is_detected() {
        let block = encode(&sample::records()[4]).unwrap();
        for length in 0..block.len() {
            assert_eq!(decode(&block[..length]), Err(CodecError::Checksum), "{length} bytes");
        }
    }

    #[test]
    fn given_bytes_with_a_fitting_checksum_when_they_make_no_sense_then_that_is_an_error() {
        let record = &sample::records()[3];
        let bytes = unseal(RECORD, &encode(record).unwrap()).unwrap().to_vec();
        assert_eq!(decode(&seal(2, &bytes)), Err(CodecError::Version(2)));
        assert!(matches!(decode(&seal(RECORD, &[])), Err(CodecError::Payload(_))));
        assert!(matches!(
            decode(&seal(RECORD, &[bytes.as_slice(), &[0]].concat())),
            Err(CodecError::Payload(_))
        ));
        // Whatever the payload, it is a record or an error: no panic, no giant allocation.
        for (at, value) in
            (0..bytes.len()).flat_map(|at| [0, 1, 0x7f, 0xfb, 0xfc, 0xfd, 0xff].map(|v| (at, v)))
        {
            let mut odd = bytes.clone();
            odd[at] = value;
            let _ = decode(&seal(RECORD, &odd));
        }
    }

    #[test]
    fn given_corrections_of_corrections_without_end_when_decoded_then_they_are_refused() {
        // An amendment whose body is an amendment, and so on: what bincode would read as deep as the stack goes.
        let correction = sample::amending_records().into_iter().find(|record| {
            matches!(&record.body, Body::Amendment(a) if matches!(a.act, crate::domain::Amends::Correct { .. }))
        });
        let mut record = correction.unwrap();
        let inner = record.body.clone();
        let Body::Amendment(amendment) = &mut record.body else { panic!() };
        let crate::domain::Amends::Correct { becomes, .. } = &mut amendment.act else { panic!() };
        **becomes = inner;
        let told = decode(&encode(&record).unwrap()).unwrap_err();
        assert!(matches!(told, CodecError::Payload(_)), "{told}");
    }

    #[test]
    fn given_a_head_when_encoded_then_it_decodes_and_damage_shows() {
        let head = Head { position: 5, digest: Digest([9; 32]) };
        let block = encode_head(&head);
        assert_eq!(decode_head(&block), Ok(head));
        assert_eq!(block.len(), 1 + 8 + 32 + 8);
        assert_eq!(decode_head(&block[1..]), Err(CodecError::Checksum));
        assert!(matches!(decode_head(&seal(HEAD, &[0; 41])), Err(CodecError::Payload(_))));
        assert!(matches!(decode_head(&seal(HEAD, &[0; 7])), Err(CodecError::Payload(_))));
    }
}
