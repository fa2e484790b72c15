//! Where the records of a store lie: most of them in sealed blocks in a file, those appended last in sled, until there
//! are enough of them for a block.
//!
//! ```text
//! POSITION         a small block, until its records are sealed; in pieces, where a single record is large
//! struck POSITION  what is left of a redacted record, until the store is built afresh
//! ```
//!
//! Blocks are written to their file and synced before sled is told, in one batch with the new head, that they count and
//! that the records before them need no keys of their own any more.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use sled::Batch;

use super::block::{Block, LARGE, Packed, pack};
use super::blocks::BlockFile;
use super::chunk::{Join, PIECE, pieces};
use super::codec::{self, CodecError};
use super::engine::{Barrier, Engine, Space};
use super::index::{Growth, Index, Span};
use super::sled_log::{HEAD_KEY, POSITION, corrupt};
use crate::domain::{Digest, Record};
use crate::log::{Chain, Head, LogError};

/// What is left of redacted records lies under this and the position.
pub(super) const STRUCK: &[u8] = b"struck";
/// So many records, or bytes of them, are sealed.
const RECORDS: usize = 512;
const BYTES: usize = 128 * 1024;
/// So many records are packed and unpacked on two cores.
const MANY: usize = 256;

/// The records of a store.
pub(super) struct Shelf {
    pub(super) file: Arc<BlockFile>,
    pub(super) index: Index,
    /// Those behind the sealed ones, and the bytes of their blocks.
    pub(super) tail: Vec<Record>,
    bytes: usize,
    /// What stands in the place of redacted records.
    struck: BTreeMap<u64, Record>,
}

/// What an append changes, once it is on disk.
pub(super) enum Added {
    /// The records go behind the others, with so many bytes.
    Tail(usize),
    /// All are sealed: the index grows.
    Sealed(Growth),
}

impl Shelf {
    /// Writes what an empty one is.
    pub(super) fn empty(writes: &mut Batch) {
        let index = Index::empty();
        index.write(&Growth::after(&index), writes);
    }

    /// Opens what a store holds up to its head; the blocks lie in this folder.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] where it does not lead there, and what the system says.
    pub(super) fn open(folder: &Path, engine: &Engine, head: &Head, write: bool) -> Result<Shelf, LogError> {
        let file = Arc::new(BlockFile::open(folder, write)?);
        let index = Index::read(engine)?;
        let length = file.length()?;
        if let Some(cut) = index.spans(1, u64::MAX).find(|span| span.at + span.length > length) {
            return Err(corrupt(cut.first, "the file of blocks ends before its block does"));
        }
        if let Some(last) = index.last() {
            let block = file.block(&last)?;
            if block.digest(block.count() - 1) != Some(index.head.digest) {
                return Err(corrupt(last.last, "the last sealed record is not the one the index seals"));
            }
        }
        let (tail, bytes) = tail(engine, &index.head)?;
        let reached = tail.last().map_or(index.head, |r| Head { position: r.position, digest: r.digest });
        if reached.position != head.position {
            let position = reached.position.min(head.position) + 1;
            let what = format!("it should end at record {} and ends at {}", head.position, reached.position);
            return Err(corrupt(position, what));
        }
        if reached != *head {
            return Err(corrupt(head.position, "its last record is not the one its head seals"));
        }
        let mut shelf = Shelf { file, index, tail, bytes, struck: struck(engine)? };
        for record in &mut shelf.tail {
            if let Some(left) = shelf.struck.get(&record.position) {
                *record = left.clone();
            }
        }
        Ok(shelf)
    }

    /// Takes away what an append that was cut short left behind the blocks that count.
    pub(super) fn tidy(&self) -> Result<(), LogError> {
        if self.file.length()? == self.index.end { Ok(()) } else { self.file.cut(self.index.end) }
    }

    /// The last position before the last sealed block: what lies up to there has been on disk for long.
    pub(super) fn settled(&self) -> u64 {
        self.index.last().map_or(0, |span| span.first.saturating_sub(1))
    }

    /// How records of these positions are read, without the shelf.
    pub(super) fn plan(&self, positions: Vec<(u64, u64)>) -> Plan {
        let mut plan = Plan { file: Arc::clone(&self.file), parts: Vec::new() };
        for (from, to) in positions {
            for span in self.index.spans(from, to) {
                let (from, to) = (from.max(span.first), to.min(span.last));
                let left = self.struck.range(from..=to).map(|(_, record)| record.clone()).collect();
                let more = Asked { from, to, left };
                match plan.parts.last_mut() {
                    Some(Part::Block(last, asked)) if *last == span => asked.push(more),
                    _ => plan.parts.push(Part::Block(span, vec![more])),
                }
            }
            let behind =
                |p: u64| usize::try_from(p.saturating_sub(self.index.head.position)).unwrap_or(usize::MAX);
            let last = behind(to).min(self.tail.len());
            let first = behind(from).max(1) - 1;
            if let Some(records @ [_, ..]) = self.tail.get(first..last) {
                plan.parts.push(Part::Tail(records.to_vec()));
            }
        }
        plan
    }

    /// Writes new records behind the others: into sled, or with all of the tail as blocks into the file, which are on
    /// disk then.
    ///
    /// # Errors
    /// Why the storage failed.
    pub(super) fn add(
        &self,
        engine: &Engine,
        new: &[Record],
        writes: &mut Batch,
        barrier: &Barrier,
    ) -> Result<Added, String> {
        let (Some(last), told) = (new.last(), |e: CodecError| e.to_string()) else {
            return Ok(Added::Tail(0));
        };
        let previous = self.tail.last().map_or(self.index.head.digest, |record| record.digest);
        if self.tail.len() + new.len() < RECORDS {
            let packed = pack(new, previous, PIECE).map_err(told)?;
            // What takes several pieces is sealed at once: of a damaged database pieces are hard to find together.
            let short = packed.blocks().all(|(_, block)| block.len() <= PIECE);
            if short && self.bytes + packed.bytes.len() < BYTES {
                write(&packed, writes);
                return Ok(Added::Tail(packed.bytes.len()));
            }
        }
        let growth = if self.tail.is_empty() {
            self.seal(packed_on_two(new, previous).map_err(told)?, last, barrier)?
        } else {
            let all = [&self.tail, new].concat();
            let tail = self.index.head.position.saturating_add(1).to_be_bytes().to_vec();
            let keys = engine.scan(Space::Log, tail..HEAD_KEY.to_vec(), 0, |key, _| {
                writes.remove(key);
                true
            });
            keys.map_err(|e| e.to_string())?;
            self.seal(packed_on_two(&all, self.index.head.digest).map_err(told)?, last, barrier)?
        };
        self.index.write(&growth, writes);
        Ok(Added::Sealed(growth))
    }

    /// Writes blocks that end with this record behind the others.
    fn seal(&self, packed: Vec<Packed>, last: &Record, barrier: &Barrier) -> Result<Growth, String> {
        let mut growth = Growth::after(&self.index);
        for part in packed {
            self.file.put(growth.end, &part.bytes).map_err(|e| e.to_string())?;
            growth.add(&part);
        }
        growth.head = Head { position: last.position, digest: last.digest };
        self.file.sync(barrier).map_err(|e| e.to_string())?;
        Ok(growth)
    }

    /// Takes over what is on disk; gives back what need not be kept in memory.
    pub(super) fn added(&mut self, added: Added, new: Vec<Record>) -> Vec<Record> {
        match added {
            Added::Tail(bytes) => {
                self.tail.extend(new);
                self.bytes += bytes;
                Vec::new()
            }
            Added::Sealed(growth) => {
                self.tail.clear();
                self.bytes = 0;
                self.index.grow(growth);
                new
            }
        }
    }

    /// Adds to what is written what is left of a record.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn strike(left: &Record, writes: &mut Batch) -> Result<(), CodecError> {
        writes.insert([STRUCK, &left.position.to_be_bytes()].concat(), codec::encode(left)?);
        Ok(())
    }

    /// Takes over what is left of records.
    pub(super) fn struck(&mut self, left: Vec<Record>) {
        for record in left {
            if let Some(place) = self.tail.iter_mut().find(|r| r.position == record.position) {
                *place = record.clone();
            }
            self.struck.insert(record.position, record);
        }
    }
}

/// Packs on two cores what is worth it.
fn packed_on_two(records: &[Record], previous: Digest) -> Result<Vec<Packed>, CodecError> {
    let (front, back) = records.split_at(records.len() / 2);
    let Some(middle) = front.last().filter(|_| records.len() >= MANY) else {
        return Ok(vec![pack(records, previous, LARGE)?]);
    };
    thread::scope(|scope| {
        let back = scope.spawn(|| pack(back, middle.digest, LARGE));
        let front = pack(front, previous, LARGE)?;
        let gone = |_| CodecError::Payload("packing was cut short".to_owned());
        Ok(vec![front, back.join().map_err(gone)??])
    })
}

/// Adds blocks to what is written into sled.
fn write(packed: &Packed, writes: &mut Batch) {
    for (first, block) in packed.blocks() {
        for (key, piece) in pieces(&first.to_be_bytes(), block) {
            writes.insert(key, piece);
        }
    }
}

/// The records behind the sealed ones, and the bytes of their blocks.
fn tail(engine: &Engine, sealed: &Head) -> Result<(Vec<Record>, usize), LogError> {
    let (mut tail, mut bytes) = (Vec::new(), 0);
    let mut chain = Chain::after(*sealed);
    let mut take = |base: &[u8], value: &[u8]| {
        let position = chain.head().position + 1;
        let odd = |e: CodecError| corrupt(position, e.to_string());
        if base != position.to_be_bytes() {
            return Err(corrupt(position, "the record is missing, or something else lies before it"));
        }
        let block = Block::whole(value).map_err(odd)?;
        for (position, record) in block.records() {
            let record = record.map_err(|e| corrupt(position, e.to_string()))?;
            chain.check(&record).map_err(|fault| corrupt(fault.position, fault.to_string()))?;
            tail.push(record);
        }
        bytes += value.len();
        Ok(())
    };
    let (mut join, mut outcome) = (Join::new(POSITION), Ok(()));
    engine.scan(Space::Log, Vec::new()..HEAD_KEY.to_vec(), sealed.position + 1, |key, piece| {
        if let Some((base, value)) = join.push(key, piece) {
            outcome = take(&base, &value);
        }
        outcome.is_ok()
    })?;
    outcome?;
    if let Some((base, value)) = join.finish() {
        take(&base, &value)?;
    }
    Ok((tail, bytes))
}

/// What is left of redacted records.
pub(super) fn struck(engine: &Engine) -> Result<BTreeMap<u64, Record>, LogError> {
    let (mut struck, mut outcome) = (BTreeMap::new(), Ok(()));
    engine.scan(Space::Log, STRUCK.to_vec()..[STRUCK, &[0xff; 9]].concat(), 0, |key, value| {
        let record = codec::decode(value).map_err(|e| corrupt(0, format!("what is left of a record: {e}")));
        outcome = record.and_then(|record| {
            if key != [STRUCK, &record.position.to_be_bytes()].concat() {
                return Err(corrupt(record.position, "what is left of it lies in another place"));
            }
            struck.insert(record.position, record);
            Ok(())
        });
        outcome.is_ok()
    })?;
    outcome?;
    Ok(struck)
}

/// Records that are to be read.
pub(super) struct Plan {
    file: Arc<BlockFile>,
    parts: Vec<Part>,
}

enum Part {
    /// What is asked for of one block.
    Block(Span, Vec<Asked>),
    Tail(Vec<Record>),
}

/// From one position to another, and what stands in the place of redacted records among them.
struct Asked {
    from: u64,
    to: u64,
    left: Vec<Record>,
}

impl Plan {
    /// Reads them, on two cores where there are many.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] with the first position that cannot be read, and what the system says.
    pub(super) fn fetch(mut self) -> Result<Vec<Record>, LogError> {
        let back = self.parts.split_off(self.parts.len().div_ceil(2));
        if back.len() < 2 {
            self.parts.extend(back);
            return self.fetch_here();
        }
        let file = &self.file;
        thread::scope(|scope| {
            let back = scope.spawn(|| fetched(file, back));
            let mut records = fetched(file, self.parts)?;
            records.extend(back.join().map_err(|_| corrupt(0, "reading was cut short"))??);
            Ok(records)
        })
    }

    /// Reads them on this core.
    ///
    /// # Errors
    /// As [`Plan::fetch`].
    pub(super) fn fetch_here(self) -> Result<Vec<Record>, LogError> {
        fetched(&self.file, self.parts)
    }
}

fn fetched(file: &BlockFile, parts: Vec<Part>) -> Result<Vec<Record>, LogError> {
    let mut records = Vec::new();
    for part in parts {
        match part {
            Part::Tail(tail) => records.extend(tail),
            Part::Block(span, asked) => {
                let wanted = asked.iter().map(|a| (a.to + 1).saturating_sub(a.from)).sum();
                let block = file.open_for(&span, wanted)?;
                for Asked { from, to, left } in asked {
                    let mut left = left.into_iter().peekable();
                    for position in from..=to {
                        match left.next_if(|record| record.position == position) {
                            Some(record) => records.push(record),
                            None => records.push(block.record(&span, position)?),
                        }
                    }
                }
            }
        }
    }
    Ok(records)
}
