//! Writing tracks: segments in any order, sorted by fluent outside memory, then all files from one pass over them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::code::{self, KEY};
use super::files::{
    self, ANEW, BEINGS, BEINGS_ROW, HINTED, KEYS, KEYS_ROW, LIST, OBJECTS, OBJECTS_ROW, RESTS, SEGMENTS,
    TURNS, TURNS_ROW, WORDS,
};
use super::live::{self, EVERYBODY};
use super::{Hinted, stretch};
use crate::domain::{Answer, Day, Fluent};
use crate::index::file::{BlobsWriter, FileError, Interner, PAGE, Seal, Sorter, TableWriter};
use crate::replay::{Elsewhere, Segment};

/// Bytes of a row to be sorted: key of the fluent, day, what the segment says.
const UNSORTED: usize = KEY + 5;
/// Memory of each of the five sorters that work at a time.
const MEMORY: usize = 32 << 20;

/// Writes tracks into a folder.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    key: files::Key,
    words: Interner,
    segments: Sorter<UNSORTED>,
    /// A few bytes for every actor.
    beings: BTreeMap<[u8; KEY], Elsewhere>,
    hinted: Seal,
}

impl Writer {
    /// Begins tracks in a folder, which is made where it is not there. What was there counts no longer; who has it open
    /// keeps it. `hinted`: what hints leave of the days of reports, by position.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(folder: &Path, key: files::Key, hinted: &[Hinted]) -> Result<Writer, FileError> {
        fs::create_dir_all(folder).map_err(FileError::io(folder, "make"))?;
        // What was laid over the tracks that were there is written as they were.
        for old in [LIST, ANEW].map(|name| folder.join(name)) {
            match fs::remove_file(&old) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(FileError::io(&old, "remove")(error));
                }
                _ => {}
            }
        }
        let segments = Sorter::new(folder, MEMORY);
        let mut rows = TableWriter::create(&folder.join(HINTED), PAGE)?;
        hinted.iter().try_for_each(|row| rows.push(&row.bytes()))?;
        Ok(Writer {
            folder: folder.to_owned(),
            key,
            words: Interner::new(),
            segments,
            beings: BTreeMap::new(),
            hinted: rows.finish()?,
        })
    }

    /// Takes the segments of a fluent, in the order of days; each fluent once, in any order.
    ///
    /// # Errors
    /// What the system says.
    pub fn push(&mut self, fluent: &Fluent, segments: &[Segment]) -> Result<(), FileError> {
        let key = self.key_of(fluent);
        for segment in segments {
            let mut row = [0; UNSORTED];
            let bytes = key.into_iter().chain(code::day(segment.from)).chain([code::says(segment)]);
            row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            self.segments.push(row)?;
        }
        Ok(())
    }

    /// Takes what others that lean on a being need of it besides its segments.
    pub fn lean(&mut self, fluent: &Fluent, elsewhere: Elsewhere) {
        let key = self.key_of(fluent);
        self.beings.insert(key, elsewhere);
    }

    fn key_of(&mut self, fluent: &Fluent) -> [u8; KEY] {
        let subject = self.words.intern(fluent.subject.as_str());
        let object = fluent.object.as_ref().map(|object| self.words.intern(object.as_str()));
        let value = fluent.value.as_ref().map(|value| self.words.intern(value));
        code::key(subject, fluent.relation, object, value)
    }

    /// Makes the tracks whole.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<(), FileError> {
        let folder = &self.folder;
        let words = self.words.write(&folder.join(WORDS))?;
        let mut files = Files::create(folder, self.beings)?;
        let mut now: Option<([u8; KEY], Vec<Segment>)> = None;
        for row in self.segments.finish()? {
            let row = row?;
            let parts = row.split_first_chunk::<KEY>().and_then(|(key, rest)| {
                let (from, says) = rest.split_first_chunk::<4>()?;
                let says = *says.first()?;
                Some((*key, code::said(code::unday(*from), says)?))
            });
            let Some((key, segment)) = parts else { continue };
            match &mut now {
                Some((same, segments)) if *same == key => segments.push(segment),
                _ => {
                    if let Some((key, segments)) = now.replace((key, vec![segment])) {
                        files.push(&key, &segments)?;
                    }
                }
            }
        }
        if let Some((key, segments)) = now {
            files.push(&key, &segments)?;
        }
        let [keys, segments, objects, turns, rests, buckets, live, beings] = files.finish(folder)?;
        files::write(
            folder,
            &self.key,
            &[words, keys, segments, objects, turns, rests, buckets, live, beings, self.hinted],
        )
    }
}

/// The files that fluents are written to in the order of their keys.
struct Files {
    keys: TableWriter<KEYS_ROW>,
    segments: BlobsWriter,
    objects: Sorter<OBJECTS_ROW>,
    turns: Sorter<TURNS_ROW>,
    rests: Sorter<TURNS_ROW>,
    live: Sorter<{ live::UNSORTED }>,
    beings: TableWriter<BEINGS_ROW>,
    leant_on: BTreeMap<[u8; KEY], Elsewhere>,
}

impl Files {
    fn create(folder: &Path, leant_on: BTreeMap<[u8; KEY], Elsewhere>) -> Result<Files, FileError> {
        Ok(Files {
            keys: TableWriter::create(&folder.join(KEYS), PAGE)?,
            segments: BlobsWriter::create(&folder.join(SEGMENTS), PAGE)?,
            objects: Sorter::new(folder, MEMORY),
            turns: Sorter::new(folder, MEMORY),
            rests: Sorter::new(folder, MEMORY),
            live: Sorter::new(folder, MEMORY),
            beings: TableWriter::create(&folder.join(BEINGS), PAGE)?,
            leant_on,
        })
    }

    /// Writes the next fluent.
    fn push(&mut self, key: &[u8; KEY], segments: &[Segment]) -> Result<(), FileError> {
        let number = u32::try_from(self.keys.count()).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(segments.len() * 4);
        let mut before = None;
        for segment in segments {
            code::segment(&mut bytes, before, segment.from, code::says(segment));
            before = Some(segment.from);
        }
        let offset = self.segments.push(&bytes)?.to_le_bytes();
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
        let mut row = [0; KEYS_ROW];
        let parts = key.iter().chain(offset.iter().take(5)).chain(&length);
        row.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        self.keys.push(&row)?;
        if let Some(elsewhere) = self.leant_on.remove(key) {
            self.beings.push(&code::being(number, elsewhere))?;
        }
        let Some((subject, _, object, _)) = code::unkey(key) else { return Ok(()) };
        if let Some(object) = object {
            self.objects.push(object_row(object, number))?;
        }
        for turn in stretch::turns(segments) {
            self.turns.push(turn_row(number, turn))?;
        }
        for turn in stretch::rests(segments) {
            self.rests.push(turn_row(number, turn))?;
        }
        for stretch in stretch::stretches(number, segments) {
            let of = [subject].into_iter().chain(object.filter(|object| *object != subject));
            for owner in [EVERYBODY].into_iter().chain(of.map(|word| word.saturating_add(1))) {
                self.live.push(live::unsorted(owner, &stretch))?;
            }
        }
        Ok(())
    }

    fn finish(self, folder: &Path) -> Result<[Seal; 8], FileError> {
        let (keys, segments, beings) = (self.keys.finish()?, self.segments.finish()?, self.beings.finish()?);
        let objects = table(&folder.join(OBJECTS), self.objects)?;
        let turns = table(&folder.join(TURNS), self.turns)?;
        let rests = table(&folder.join(RESTS), self.rests)?;
        let (buckets, live) = live::write(folder, self.live.finish()?)?;
        Ok([keys, segments, objects, turns, rests, buckets, live, beings])
    }
}

/// Writes sorted rows to a file.
fn table<const W: usize>(path: &Path, rows: Sorter<W>) -> Result<Seal, FileError> {
    let mut table = TableWriter::create(path, PAGE)?;
    for row in rows.finish()? {
        table.push(&row?)?;
    }
    table.finish()
}

fn object_row(object: u32, number: u32) -> [u8; OBJECTS_ROW] {
    let mut row = [0; OBJECTS_ROW];
    let bytes = object.to_be_bytes().into_iter().chain(number.to_be_bytes());
    row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    row
}

fn turn_row(number: u32, (day, before, after): (Day, Answer, Answer)) -> [u8; TURNS_ROW] {
    let mut row = [0; TURNS_ROW];
    let answers = [code::pair(before, after)];
    let bytes = code::day(day).into_iter().chain(number.to_be_bytes()).chain(answers);
    row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    row
}
