//! What of a damaged store is sound: read from a copy, by way of sled and out of the raw bytes, and put to the chain.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::block::{self, Block};
use super::blocks::{self, BlockFile};
use super::carve::carve;
use super::chunk::Join;
use super::codec;
use super::engine::{Engine, Space, sync_data};
use super::error::{StoreError, io_error};
use super::index::{Index, SEALED};
use super::rehearsal::{copy, files};
use super::sled_log::{HEAD_KEY, POSITION};
use super::{shelf, witness};
use crate::domain::Record;
use crate::log::{Chain, Head, LogError, body_digest, chain};

/// How far a record can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its bytes pass, and the chain holds from the first record to it.
    Sound,
    /// Its bytes pass, but a record before it does not: it cannot be chained from the first record on.
    Loose,
    /// It is not there.
    Lost,
}

impl Standing {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Sound => "sound",
            Standing::Loose => "readable, not chained",
            Standing::Lost => "lost",
        }
    }
}

/// Neighbouring records of one standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first position.
    pub from: u64,
    /// The last position.
    pub to: u64,
    /// How far they can be trusted.
    pub standing: Standing,
    /// Why.
    pub why: String,
}

/// What was found in a store.
#[derive(Clone, Debug, Default)]
pub struct Salvage {
    /// The records from the first on, as far as the chain holds.
    pub sound: Vec<Record>,
    /// Further records whose bytes pass, by position; of one position perhaps several.
    pub loose: Vec<Record>,
    /// Every position that is or should be there, in order.
    pub ranges: Vec<Range>,
    /// What else is wrong with the store.
    pub notes: Vec<String>,
}

impl Salvage {
    /// The head of what is sound.
    pub fn head(&self) -> Head {
        head_of(&self.sound)
    }

    /// The first position that is not sound, if there is one.
    pub fn first_bad(&self) -> Option<u64> {
        self.ranges.iter().find(|range| range.standing != Standing::Sound).map(|range| range.from)
    }

    /// Whether nothing at all is wrong.
    pub fn is_whole(&self) -> bool {
        self.notes.is_empty() && self.first_bad().is_none()
    }
}

fn head_of(records: &[Record]) -> Head {
    records.last().map_or(Head::EMPTY, |r| Head { position: r.position, digest: r.digest })
}

/// Reads a store as far as it can be read. The folder is only read: sled, which writes when it opens, gets a copy.
///
/// # Errors
/// Where there is no folder, or no copy can be made.
pub fn salvage(path: &Path) -> Result<Salvage, StoreError> {
    if path.is_file() {
        return Err(StoreError::NotAFolder { path: path.to_owned() });
    }
    let files = files(path).map_err(|e| io_error(path, format!("list {}", path.display()), e))?;
    let mut found = Found { remembered: witness::read(path).ok(), ..Found::default() };
    if found.remembered.is_none() {
        found
            .notes
            .push("annals.head is missing or was changed: how far the log had come is not known".to_owned());
    }
    found.by_sled(path, &files)?;
    found.sealed(path);
    if found.notes.is_empty() && found.faults.is_empty() {
        let whole = found.clone().judge();
        if whole.is_whole() {
            return Ok(whole);
        }
    }
    for file in &files {
        found.carve(path, file, 0);
    }
    found.strike();
    Ok(found.judge())
}

/// What is found on the way.
#[derive(Clone, Default)]
struct Found {
    /// Of one position every record that differs; what sled gives comes first.
    records: BTreeMap<u64, Vec<Record>>,
    /// What stands in the place of redacted records.
    struck: BTreeMap<u64, Record>,
    /// Where sled says that sealed blocks lie, if it says so.
    index: Option<Index>,
    /// What is there in place of a record.
    faults: BTreeMap<u64, String>,
    /// The head that the file beside the database remembers.
    remembered: Option<Head>,
    /// The position of the head in the database.
    stored: u64,
    notes: Vec<String>,
}

impl Found {
    fn add(&mut self, record: Record) {
        let same = self.records.entry(record.position).or_default();
        if !same.contains(&record) {
            same.push(record);
        }
    }

    /// Takes every record out of the bytes of a file, from one on.
    fn carve(&mut self, path: &Path, file: &Path, from: u64) {
        let input = File::open(path.join(file)).and_then(|mut input| {
            input.seek(SeekFrom::Start(from))?;
            Ok(input)
        });
        if let Err(error) = input.and_then(|input| carve(input, &mut |record| self.add(record))) {
            self.notes.push(format!("{} cannot be read to its end: {error}", file.display()));
        }
    }

    /// Reads the sealed blocks: those the index tells of, and whatever lies behind them, as sled may have come up with an
    /// older one.
    fn sealed(&mut self, path: &Path) {
        let index = self.index.take().unwrap_or_else(Index::empty);
        match BlockFile::open(path, false) {
            Err(_) if index.last().is_none() => {}
            Err(error) => self.notes.push(what(error)),
            Ok(file) => {
                for span in index.spans(1, u64::MAX) {
                    match file.fetch(&span) {
                        Ok(block) => self.all(&block),
                        Err(error) => {
                            let why = what(error);
                            self.faults.extend((span.first..=span.last).map(|p| (p, why.clone())));
                            let mended = file.there(&span).ok().and_then(|bytes| block::mended(&bytes));
                            mended.iter().for_each(|block| self.all(block));
                        }
                    }
                }
                if file.length().is_ok_and(|length| length > index.end) {
                    self.carve(path, Path::new(blocks::NAME), index.end);
                }
            }
        }
        self.strike();
    }

    /// What is redacted is not read again, wherever it still lies.
    fn strike(&mut self) {
        for (position, left) in &self.struck {
            self.records.insert(*position, vec![left.clone()]);
        }
    }

    /// Every record of a block.
    fn all<B: AsRef<[u8]>>(&mut self, block: &Block<B>) {
        for (position, record) in block.records() {
            match record {
                Ok(record) => self.add(record),
                Err(error) => drop(self.faults.insert(position, error.to_string())),
            }
        }
    }

    /// Reads a copy by way of sled.
    fn by_sled(&mut self, path: &Path, files: &[PathBuf]) -> Result<(), StoreError> {
        let (copy, mut unread) = copy(path, files)?;
        self.notes.append(&mut unread);
        for file in ["db", "conf"] {
            if !files.iter().any(|f| f == Path::new(file)) {
                self.notes.push(format!("{file} is missing"));
            }
        }
        match Engine::open(copy.path(), sync_data()) {
            Ok(engine) => self.read(&engine),
            Err(error) => self.notes.push(format!("the database does not open: {}", what(error))),
        }
        Ok(())
    }

    fn read(&mut self, engine: &Engine) {
        let mut join = Join::new(POSITION);
        let keys = Vec::new()..HEAD_KEY.to_vec();
        let scanned = engine.scan(Space::Log, keys, 0, |key, piece| {
            if let Some((base, block)) = join.push(key, piece) {
                self.block(&base, &block);
            }
            true
        });
        if let Some((base, block)) = join.finish() {
            self.block(&base, &block);
        }
        if let Err(error) = scanned {
            self.notes.push(format!("the database cannot be read to its end: {}", what(error)));
        }
        match engine.get(Space::Log, SEALED) {
            Ok(None) => {}
            _ => match Index::read(engine) {
                Ok(index) => self.index = Some(index),
                Err(error) => self.notes.push(what(error)),
            },
        }
        match shelf::struck(engine) {
            Ok(struck) => self.struck = struck,
            Err(error) => self.notes.push(what(error)),
        }
        let head = engine.get(Space::Log, HEAD_KEY).ok().flatten();
        match head.and_then(|block| codec::decode_head(&block).ok()) {
            Some(head) => self.stored = head.position,
            None => self.notes.push("the head in the database is missing or damaged".to_owned()),
        }
    }

    fn block(&mut self, base: &[u8], block: &[u8]) {
        let Ok(position) = base.try_into().map(u64::from_be_bytes) else {
            self.notes.push("there is an entry in the database that belongs to no record".to_owned());
            return;
        };
        match Block::whole(block) {
            Ok(block) if block.first() == position => return self.all(&block),
            Ok(block) => {
                self.faults.insert(position, format!("record {} lies in its place", block.first()));
                return;
            }
            Err(error) if block::may_begin(block) => {
                self.faults.insert(position, error.to_string());
                block::mended(block).iter().for_each(|block| self.all(block));
                return;
            }
            Err(_) => {}
        }
        match codec::decode(block) {
            Ok(record) if record.position == position => self.add(record),
            Ok(record) => {
                self.faults.insert(position, format!("record {} lies in its place", record.position));
            }
            Err(error) => {
                self.faults.insert(position, error.to_string());
            }
        }
    }

    /// Puts what was found to the chain.
    fn judge(mut self) -> Salvage {
        let mut check = Chain::after(Head::EMPTY);
        let mut sound: Vec<Record> = Vec::new();
        while let Some(same) = self.records.get_mut(&(check.head().position + 1)) {
            let Some(at) = same.iter().position(|record| check.check(record).is_ok()) else { break };
            sound.push(same.remove(at));
        }
        let head = check.head();
        let remembered = self.remembered.unwrap_or(Head::EMPTY);
        let at = usize::try_from(remembered.position).ok().and_then(|p| p.checked_sub(1));
        if at.and_then(|at| sound.get(at)).is_some_and(|record| record.digest != remembered.digest) {
            self.notes.push(format!(
                "record {} is not the one annals.head remembers: these are the files of two stores, or the log was rewritten",
                remembered.position
            ));
        }
        if let Some((position, _)) = self.records.range(..=head.position).find(|(_, same)| !same.is_empty()) {
            self.notes.push(format!(
                "of record {position} there is another reading: these may be the files of two stores"
            ));
        }
        let sealed = self.proven(&remembered);
        let mut standings: BTreeMap<u64, (Standing, String)> = BTreeMap::new();
        let broken = head.position + 1;
        for (position, same) in self.records.range(broken..).filter(|(_, same)| !same.is_empty()) {
            let why = if sealed.is_some_and(|from| (from..=remembered.position).contains(position)) {
                format!(
                    "checksums hold, and the chain from here to record {}, whose digest annals.head remembers",
                    remembered.position
                )
            } else if *position == broken && same.iter().all(|record| record.position == broken) {
                "its checksum holds, and its digest does not follow from the records before it".to_owned()
            } else {
                format!("checksums hold, but the digests rest on record {broken}, which is not sound")
            };
            standings.insert(*position, (Standing::Loose, why));
        }
        let last = standings.last_key_value().map_or(0, |(position, _)| *position);
        let end = head.position.max(remembered.position).max(self.stored).max(last);
        let standing = |position: u64| match standings.get(&position) {
            _ if position <= head.position => (Standing::Sound, "checksums and chain hold".to_owned()),
            Some(loose) => loose.clone(),
            None => {
                let why = self.faults.get(&position).map_or("nothing of it was found", String::as_str);
                (Standing::Lost, why.to_owned())
            }
        };
        let mut ranges: Vec<Range> = Vec::new();
        for position in 1..=end {
            let (standing, why) = standing(position);
            match ranges.last_mut() {
                Some(range) if range.standing == standing && range.why == why => range.to = position,
                _ => ranges.push(Range { from: position, to: position, standing, why }),
            }
        }
        let loose = self.records.into_values().flatten().collect();
        Salvage { sound, loose, ranges, notes: self.notes }
    }

    /// The first of the records that are proven from behind: each digest follows from the one before up to the digest
    /// that is remembered.
    fn proven(&self, remembered: &Head) -> Option<u64> {
        let find = |position: u64, fits: &dyn Fn(&Record) -> bool| {
            self.records.get(&position).and_then(|same| same.iter().find(|record| fits(record)))
        };
        let mut at = find(remembered.position, &|record| record.digest == remembered.digest)?;
        let mut first = None;
        while let Some(before) = find(at.position.checked_sub(1)?, &|before| {
            at.digest == chain(&before.digest, at.position, at.recorded, &body_digest(&at.body))
        }) {
            first = Some(at.position);
            at = before;
        }
        first
    }
}

fn what(error: LogError) -> String {
    match error {
        LogError::Corrupt { what, .. } => what,
        other => other.to_string(),
    }
}
