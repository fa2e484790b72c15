//! Stretches by day: for everything and for each actor buckets of days, each with the stretches that hold at its start
//! and those that begin inside it. A bucket ends when half as many began or ended in it as held at its start, so what is
//! read for a day follows what holds on it, and all buckets together are a few times as long as all stretches.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;
use std::sync::Arc;

use super::bucket::{Bucket, Bytes};
use super::code;
use super::files::{BUCKETS, BUCKETS_ROW, LIVE};
use super::recent::{Recent, recent};
use super::stretch::{STRETCH, Stretch};
use crate::domain::Day;
use crate::index::file::{Blobs, BlobsWriter, FileError, Merge, PAGE, Seal, Table, TableWriter};
use crate::replay::Segment;

/// Whose buckets: everybody's.
pub(super) const EVERYBODY: u32 = 0;
/// Bytes of a row to be sorted: whose, from which day, the stretch.
pub(super) const UNSORTED: usize = 8 + STRETCH;
/// Bytes of pages kept in memory, of either file.
const CACHE: usize = 8 << 20;
/// Bytes of buckets kept in memory.
const RECENT: u64 = 64 << 20;

/// A stretch of somebody's as a row to be sorted.
pub(super) fn unsorted(owner: u32, stretch: &Stretch) -> [u8; UNSORTED] {
    let mut row = [0; UNSORTED];
    let bytes = owner.to_be_bytes().into_iter().chain(code::day(stretch.from())).chain(stretch.encode());
    row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    row
}

/// Changes in a bucket before which it does not end.
fn fewest(owner: u32) -> usize {
    if owner == EVERYBODY { 1024 } else { 32 }
}

/// Writes the buckets of one owner after another.
struct Buckets {
    rows: TableWriter<BUCKETS_ROW>,
    live: BlobsWriter,
    owner: u32,
    from: Day,
    /// What held at the start, then what began since.
    held: Vec<Stretch>,
    at_start: usize,
    ends: BinaryHeap<Reverse<Day>>,
    ended: usize,
    last: Day,
}

/// Writes the buckets of all stretches.
pub(super) fn write(folder: &Path, sorted: Merge<UNSORTED>) -> Result<(Seal, Seal), FileError> {
    let mut buckets = Buckets {
        rows: TableWriter::create(&folder.join(BUCKETS), PAGE)?,
        live: BlobsWriter::create(&folder.join(LIVE), PAGE)?,
        owner: EVERYBODY,
        from: Day::PAST,
        held: Vec::new(),
        at_start: 0,
        ends: BinaryHeap::new(),
        ended: 0,
        last: Day::PAST,
    };
    for row in sorted {
        let row = row?;
        let parts = row.split_first_chunk::<4>().and_then(|(owner, rest)| {
            Some((
                u32::from_be_bytes(*owner),
                Stretch::decode(rest.split_first_chunk::<4>()?.1.first_chunk()?),
            ))
        });
        let Some((owner, stretch)) = parts else { continue };
        buckets.push(owner, stretch)?;
    }
    buckets.leave()?;
    Ok((buckets.rows.finish()?, buckets.live.finish()?))
}

impl Buckets {
    fn push(&mut self, owner: u32, stretch: Stretch) -> Result<(), FileError> {
        if owner != self.owner {
            self.leave()?;
            self.owner = owner;
        }
        let day = stretch.from();
        self.end_until(day)?;
        if day > self.last && self.full(self.held.len() - self.at_start) {
            self.close(day)?;
        }
        self.last = day;
        self.held.push(stretch);
        if stretch.until() != Day::FUTURE {
            self.ends.push(Reverse(stretch.until()));
        }
        Ok(())
    }

    /// Lets end what ends by a day.
    fn end_until(&mut self, day: Day) -> Result<(), FileError> {
        while let Some(Reverse(end)) = self.ends.peek().copied().filter(|Reverse(end)| *end <= day) {
            self.ends.pop();
            self.ended += 1;
            let more = self.ends.peek().is_some_and(|Reverse(next)| *next == end);
            if !more && self.full(self.ended) {
                self.close(end)?;
            }
        }
        Ok(())
    }

    fn full(&self, changes: usize) -> bool {
        changes >= fewest(self.owner).max(self.at_start / 2)
    }

    /// Writes the bucket of the days before this one, and begins the next.
    fn close(&mut self, day: Day) -> Result<(), FileError> {
        self.held.sort_unstable_by_key(|stretch| (stretch.fluent, stretch.from()));
        let bytes: Vec<u8> = self.held.iter().flat_map(Stretch::encode).collect();
        let offset = self.live.push(&bytes)?;
        let mut row = [0; BUCKETS_ROW];
        let many = u32::try_from(self.held.len()).unwrap_or(u32::MAX).to_le_bytes();
        let parts = self.owner.to_be_bytes().into_iter().chain(code::day(self.from));
        let parts = parts.chain(offset.to_le_bytes()).chain(many);
        row.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        self.rows.push(&row)?;
        self.held.retain(|stretch| stretch.until() > day);
        (self.at_start, self.ended, self.from) = (self.held.len(), 0, day);
        Ok(())
    }

    /// Writes the last buckets of an owner.
    fn leave(&mut self) -> Result<(), FileError> {
        self.end_until(Day::FUTURE)?;
        self.close(Day::FUTURE)?;
        self.held.clear();
        self.ends.clear();
        (self.at_start, self.ended, self.from, self.last) = (0, 0, Day::PAST, Day::PAST);
        Ok(())
    }
}

/// Reads stretches by day.
#[derive(Debug)]
pub(super) struct Live {
    rows: Table<BUCKETS_ROW>,
    live: Blobs,
    /// What was read last.
    recent: Recent<Place, Arc<Bucket>, Bytes>,
}

/// Where the stretches of some days lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    offset: u64,
    /// How many there are.
    pub many: usize,
}

impl Live {
    pub(super) fn open(folder: &Path) -> Result<Live, FileError> {
        let rows = Table::open(&folder.join(BUCKETS), CACHE)?;
        Ok(Live { rows, live: Blobs::open(&folder.join(LIVE), CACHE)?, recent: recent(RECENT, Bytes) })
    }

    pub(super) fn seals(&self) -> [Seal; 2] {
        [self.rows.seal(), self.live.seal()]
    }

    /// Where the stretches of a day lie.
    pub(super) fn place(&self, owner: u32, day: Day) -> Result<Place, FileError> {
        let key = [owner.to_be_bytes(), code::day(day)];
        let Some(at) = self.rows.past(key.as_flattened())?.checked_sub(1) else {
            return Ok(Place::default());
        };
        let Some(row) = self.rows.row(at)? else { return Ok(Place::default()) };
        let parts = || {
            let (whose, rest) = row.split_first_chunk::<4>()?;
            let (offset, many) = rest.split_first_chunk::<4>()?.1.split_first_chunk::<8>()?;
            let many = u32::from_le_bytes(*many.first_chunk()?);
            let place = Place { offset: u64::from_le_bytes(*offset), many: usize::try_from(many).ok()? };
            (u32::from_be_bytes(*whose) == owner).then_some(place)
        };
        Ok(parts().unwrap_or_default())
    }

    /// The stretches at a place. `segments` tells those of a fluent.
    pub(super) fn bucket(
        &self,
        place: Place,
        segments: impl Fn(u32) -> Result<Vec<Segment>, FileError>,
    ) -> Result<Arc<Bucket>, FileError> {
        self.recent.get_or_insert_with(&place, || {
            let bytes = self.live.get(place.offset, place.many.saturating_mul(STRETCH))?;
            let stretches = bytes.as_chunks::<STRETCH>().0.iter().map(Stretch::decode).collect();
            Ok(Arc::new(Bucket::new(stretches, segments)?))
        })
    }
}
