//! The files of a folder of tracks, and the list that says what they are for.

use std::path::Path;

use crate::domain::Digest;
use crate::index::file::{FileError, Paged, PagedWriter, Seal};
use crate::log::Head;

/// What tracks were worked out from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The head of the log.
    pub head: Head,
    /// Version of the rules of replay.
    pub rules: u32,
}

const KIND: [u8; 4] = *b"trk4";

/// The list itself.
pub(super) const LIST: &str = "tracks";
/// What was laid over all of them.
pub(super) const ANEW: &str = "anew";
/// Words by number.
pub(super) const WORDS: &str = "words";
/// Keys of fluents.
pub(super) const KEYS: &str = "keys";
/// Their segments.
pub(super) const SEGMENTS: &str = "segments";
/// Fluents by object.
pub(super) const OBJECTS: &str = "objects";
/// Turns by day.
pub(super) const TURNS: &str = "turns";
/// Turns between *no* and *unknown* by day.
pub(super) const RESTS: &str = "rests";
/// Where the stretches of some days lie.
pub(super) const BUCKETS: &str = "buckets";
/// The stretches.
pub(super) const LIVE: &str = "live";
/// What others lean on.
pub(super) const BEINGS: &str = "beings";
/// What hints leave of days.
pub(super) const HINTED: &str = "hinted";
/// All of them but the list, in the order of their seals.
pub(super) const ALL: [&str; 10] =
    [WORDS, KEYS, SEGMENTS, OBJECTS, TURNS, RESTS, BUCKETS, LIVE, BEINGS, HINTED];

/// Bytes of a row of [`KEYS`]: the key, where the segments begin (5 bytes) and how long they are.
pub(super) const KEYS_ROW: usize = super::code::KEY + 9;
/// Bytes of a row of [`OBJECTS`]: word, fluent.
pub(super) const OBJECTS_ROW: usize = 8;
/// Bytes of a row of [`TURNS`] and [`RESTS`]: day, fluent, both answers.
pub(super) const TURNS_ROW: usize = 9;
/// Bytes of a row of [`BUCKETS`]: whose, first day, where the stretches begin, how many they are.
pub(super) const BUCKETS_ROW: usize = 20;
/// Bytes of a row of [`BEINGS`]: fluent, the last day of a birth, what is there and whether what is told of it is needed with it.
pub(super) const BEINGS_ROW: usize = 9;

/// Bytes of the list.
const LENGTH: usize = 8 + 32 + 4 + 8 * ALL.len();

/// Writes the list.
pub(super) fn write(folder: &Path, key: &Key, seals: &[Seal; ALL.len()]) -> Result<(), FileError> {
    let mut list = PagedWriter::create(&folder.join(LIST), KIND, LENGTH)?;
    list.write(&key.head.position.to_le_bytes())?;
    list.write(&key.head.digest.0)?;
    list.write(&key.rules.to_le_bytes())?;
    seals.iter().try_for_each(|seal| list.write(&seal.0))?;
    list.finish(&[]).map(drop)
}

/// Reads the list; `None` where there is none.
pub(super) fn read(folder: &Path) -> Result<Option<(Key, [Seal; ALL.len()])>, FileError> {
    let path = folder.join(LIST);
    let list = match Paged::open(&path, KIND, 0) {
        Err(error) if error.is_missing() => return Ok(None),
        list => list?.read(0, LENGTH)?,
    };
    let parsed = || {
        let (position, rest) = list.split_first_chunk::<8>()?;
        let (digest, rest) = rest.split_first_chunk::<32>()?;
        let (rules, rest) = rest.split_first_chunk::<4>()?;
        let head = Head { position: u64::from_le_bytes(*position), digest: Digest(*digest) };
        let mut seals = [Seal([0; 8]); ALL.len()];
        seals.iter_mut().zip(rest.as_chunks::<8>().0).for_each(|(seal, bytes)| *seal = Seal(*bytes));
        Some((Key { head, rules: u32::from_le_bytes(*rules) }, seals))
    };
    parsed().map(Some).ok_or_else(|| FileError::damaged(&path, "it is cut short"))
}
