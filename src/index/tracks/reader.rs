//! Opening tracks, and finding fluents in them.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::bucket::Bucket;
use super::code::{self, KEY};
use super::files::{
    self, BEINGS, BEINGS_ROW, HINTED, KEYS, KEYS_ROW, Key, OBJECTS, OBJECTS_ROW, RESTS, SEGMENTS, TURNS,
    TURNS_ROW, WORDS,
};
use super::live::{Live, Place};
use super::recent::{Recent, recent};
use super::tight::ROW;
use super::told::{Bytes, Told};
use super::{Hinted, Overlay};
use crate::domain::{Day, Fluent, Slug};
use crate::index::file::{Blobs, FileError, Symbols, Table};
use crate::replay::{Elsewhere, Segment, Span};

/// Bytes of pages kept in memory, of each of the larger files.
const CACHE: usize = 16 << 20;
/// Bytes of what was asked last of single fluents.
const ASKED: u64 = 16 << 20;

/// Tracks on disk. Nothing is read at opening but footers and fences.
#[derive(Debug)]
pub struct Tracks {
    key: Key,
    pub(super) words: Symbols,
    pub(super) keys: Table<KEYS_ROW>,
    pub(super) segments: Blobs,
    objects: Table<OBJECTS_ROW>,
    pub(super) turns: Table<TURNS_ROW>,
    pub(super) rests: Table<TURNS_ROW>,
    pub(super) live: Live,
    beings: Table<BEINGS_ROW>,
    hinted: Table<ROW>,
    /// What was asked of single fluents last.
    asked: Recent<Fluent, Option<Arc<Told>>, Bytes>,
    /// All words, once many are asked for.
    all_words: OnceLock<Vec<Word>>,
}

/// A word as an id, where it is one, and as it is written.
#[derive(Debug)]
struct Word {
    id: Option<Slug>,
    text: String,
}

/// A row of the table of keys.
#[derive(Clone, Copy, Debug)]
struct Entry {
    key: [u8; KEY],
    offset: u64,
    length: usize,
}

impl Entry {
    fn of(row: &[u8; KEYS_ROW]) -> Option<Entry> {
        let (key, rest) = row.split_first_chunk::<KEY>()?;
        let (offset, length) = rest.split_first_chunk::<5>()?;
        let offset = offset.iter().rev().fold(0, |offset, byte| offset << 8 | u64::from(*byte));
        let length = usize::try_from(u32::from_le_bytes(*length.first_chunk()?)).ok()?;
        Some(Entry { key: *key, offset, length })
    }
}

impl Tracks {
    /// Opens the tracks of a folder; `None` where there are none, or none that were finished.
    ///
    /// # Errors
    /// [`FileError::Damaged`] where they are to be made again, or what the system says.
    pub fn open(folder: &Path) -> Result<Option<Tracks>, FileError> {
        let Some((key, seals)) = files::read(folder)? else { return Ok(None) };
        let tracks = Tracks::open_files(folder, key).map_err(|error| match error {
            error if error.is_missing() => FileError::damaged(folder, "one of its files is missing"),
            error => error,
        })?;
        let [buckets, live] = tracks.live.seals();
        let (words, keys, segments) = (tracks.words.seal(), tracks.keys.seal(), tracks.segments.seal());
        let (objects, turns, rests) = (tracks.objects.seal(), tracks.turns.seal(), tracks.rests.seal());
        if seals
            != [
                words,
                keys,
                segments,
                objects,
                turns,
                rests,
                buckets,
                live,
                tracks.beings.seal(),
                tracks.hinted.seal(),
            ]
        {
            return Err(FileError::damaged(folder, "its files do not belong together"));
        }
        Ok(Some(tracks))
    }

    fn open_files(folder: &Path, key: Key) -> Result<Tracks, FileError> {
        Ok(Tracks {
            key,
            words: Symbols::open(&folder.join(WORDS), CACHE)?,
            keys: Table::open(&folder.join(KEYS), CACHE)?,
            segments: Blobs::open(&folder.join(SEGMENTS), CACHE)?,
            objects: Table::open(&folder.join(OBJECTS), CACHE)?,
            turns: Table::open(&folder.join(TURNS), CACHE)?,
            rests: Table::open(&folder.join(RESTS), CACHE)?,
            live: Live::open(folder)?,
            beings: Table::open(&folder.join(BEINGS), CACHE)?,
            hinted: Table::open(&folder.join(HINTED), CACHE)?,
            asked: recent(ASKED, Bytes),
            all_words: OnceLock::new(),
        })
    }

    /// What they were worked out from.
    pub fn key(&self) -> Key {
        self.key
    }

    /// How many fluents there are; their numbers begin with 0. An overlay numbers what it adds from here on.
    pub fn count(&self) -> u32 {
        u32::try_from(self.keys.count()).unwrap_or(u32::MAX)
    }

    /// The number of a fluent, where it is in the file.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn number(&self, fluent: &Fluent) -> Result<Option<u32>, FileError> {
        Ok(self.find(fluent)?.map(|(number, _)| number))
    }

    /// The segments of a fluent; none where nothing speaks of it.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn of_fluent(&self, fluent: &Fluent, overlay: &Overlay) -> Result<Option<Vec<Segment>>, FileError> {
        match overlay.of_fluent(fluent) {
            Some(told) => Ok(Some(told.segments.clone()).filter(|segments| !segments.is_empty())),
            None => Ok(self.told(fluent)?.map(|told| told.segments.clone())),
        }
    }

    /// The segment of a fluent that a day falls into, and the span that covers it where it holds in some way; none where
    /// nothing speaks of it.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn on(
        &self,
        fluent: &Fluent,
        day: Day,
        overlay: &Overlay,
    ) -> Result<Option<(Segment, Option<Span>)>, FileError> {
        let on = |told: &Told| Some((told.segment(day)?, told.stretch(day).map(|(stretch, _)| stretch.span)));
        match overlay.of_fluent(fluent) {
            Some(told) => Ok(on(told)),
            None => Ok(self.told(fluent)?.and_then(|told| on(&told))),
        }
    }

    /// What the file tells of a fluent.
    fn told(&self, fluent: &Fluent) -> Result<Option<Arc<Told>>, FileError> {
        self.asked.get_or_insert_with(fluent, || {
            let Some((number, entry)) = self.find(fluent)? else { return Ok(None) };
            Ok(Some(Arc::new(Told::new(number, self.segments_of(&entry)?))))
        })
    }

    /// What is known of a record that is linked to others, by its position.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn hinted(&self, position: u32) -> Result<Option<Hinted>, FileError> {
        let position = position.to_be_bytes();
        let row = self.hinted.row(self.hinted.find(&position)?)?;
        Ok(row.filter(|row| row.starts_with(&position)).as_ref().and_then(Hinted::of))
    }

    /// The segments of a being and what else others that lean on it need; none where nothing speaks of it.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn being(
        &self,
        fluent: &Fluent,
        overlay: &Overlay,
    ) -> Result<Option<(Vec<Segment>, Elsewhere)>, FileError> {
        if let Some(being) = overlay.being(fluent) {
            return Ok(Some(being));
        }
        let Some((number, entry)) = self.find(fluent)?.filter(|(number, _)| !overlay.has((*number).into()))
        else {
            return Ok(None);
        };
        let row = self.beings.row(self.beings.find(&number.to_be_bytes())?)?;
        let row = row.filter(|row| row.starts_with(&number.to_be_bytes()));
        let Some(elsewhere) = row.as_ref().and_then(code::unbeing) else { return Ok(None) };
        Ok(Some((self.segments_of(&entry)?, elsewhere)))
    }

    /// The fluents that name an actor, place or treaty, with their segments: in the order of their numbers those of which
    /// it is the subject, then those of which it is the object, then what the overlay has.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn of_actor(
        &self,
        actor: &Slug,
        overlay: &Overlay,
    ) -> Result<Vec<(Fluent, Vec<Segment>)>, FileError> {
        let mut all = Vec::new();
        if let Some(word) = self.words.number(actor.as_str())? {
            let word = word.to_be_bytes();
            let subject = self.keys.range(&word)?;
            for (number, row) in subject.clone().zip(self.keys.rows(subject.clone())) {
                if !overlay.has(number) {
                    let entry = Entry::of(&row?).ok_or_else(|| self.damaged())?;
                    all.push((self.fluent_of(&entry.key)?, self.segments_of(&entry)?));
                }
            }
            for row in self.objects.rows(self.objects.range(&word)?) {
                let number = row?.last_chunk().map_or(0, |number| u32::from_be_bytes(*number));
                if !overlay.has(number.into()) && !subject.contains(&number.into()) {
                    let entry = self.entry(number)?;
                    all.push((self.fluent_of(&entry.key)?, self.segments_of(&entry)?));
                }
            }
        }
        all.extend(overlay.of_actor(actor).map(|(fluent, segments)| (fluent.clone(), segments.to_vec())));
        Ok(all)
    }

    /// The fluent of a number.
    ///
    /// # Errors
    /// [`FileError::Damaged`] also where there is no such number.
    pub fn fluent(&self, number: u32, overlay: &Overlay) -> Result<Fluent, FileError> {
        match overlay.fluent(number) {
            Some(fluent) => Ok(fluent.clone()),
            None => self.fluent_of(&self.entry(number)?.key),
        }
    }

    /// The fluents of many numbers. All words are read once, and kept.
    ///
    /// # Errors
    /// As [`Tracks::fluent`].
    pub fn fluents(
        &self,
        numbers: impl IntoIterator<Item = u32>,
        overlay: &Overlay,
    ) -> Result<Vec<Fluent>, FileError> {
        if self.all_words.get().is_none() {
            let texts = self.words.texts(0..u32::MAX)?;
            let words = texts.into_iter().map(|text| Word { id: Slug::new(&text).ok(), text }).collect();
            self.all_words.get_or_init(|| words);
        }
        let mut keys = self.keys.reader();
        let fluent = |number: u32| match overlay.fluent(number) {
            Some(fluent) => Ok(fluent.clone()),
            None => {
                let entry = keys.row(number.into())?.as_ref().and_then(Entry::of);
                self.fluent_of(&entry.ok_or_else(|| self.damaged())?.key)
            }
        };
        numbers.into_iter().map(fluent).collect()
    }

    /// The stretches of some days.
    pub(super) fn bucket(&self, place: Place) -> Result<Arc<Bucket>, FileError> {
        self.live.bucket(place, |number| self.segments(number))
    }

    /// The segments of a number in the file.
    fn segments(&self, number: u32) -> Result<Vec<Segment>, FileError> {
        self.segments_of(&self.entry(number)?)
    }

    fn find(&self, fluent: &Fluent) -> Result<Option<(u32, Entry)>, FileError> {
        let Some(subject) = self.words.number(fluent.subject.as_str())? else { return Ok(None) };
        let other = |word: Option<&str>| word.map(|word| self.words.number(word)).transpose();
        let object = other(fluent.object.as_ref().map(Slug::as_str))?;
        let value = other(fluent.value.as_deref())?;
        if object == Some(None) || value == Some(None) {
            return Ok(None);
        }
        let key = code::key(subject, fluent.relation, object.flatten(), value.flatten());
        let number = self.keys.find(&key)?;
        let Some(row) = self.keys.row(number)? else { return Ok(None) };
        let entry = Entry::of(&row).filter(|entry| entry.key == key);
        Ok(u32::try_from(number).ok().zip(entry))
    }

    fn entry(&self, number: u32) -> Result<Entry, FileError> {
        let row = self.keys.row(number.into())?;
        row.as_ref().and_then(Entry::of).ok_or_else(|| self.damaged())
    }

    fn segments_of(&self, entry: &Entry) -> Result<Vec<Segment>, FileError> {
        let bytes = self.segments.get(entry.offset, entry.length)?;
        code::segments(&bytes).ok_or_else(|| self.damaged())
    }

    fn fluent_of(&self, key: &[u8; KEY]) -> Result<Fluent, FileError> {
        let (subject, relation, object, value) = code::unkey(key).ok_or_else(|| self.damaged())?;
        let object = object.map(|object| self.id(object)).transpose()?;
        let value = value.map(|value| self.text(value)).transpose()?;
        Ok(Fluent { relation, subject: self.id(subject)?, object, value })
    }

    fn id(&self, word: u32) -> Result<Slug, FileError> {
        let id = match self.all_words.get() {
            Some(words) => words.get(word as usize).and_then(|word| word.id.clone()),
            None => self.words.text(word)?.and_then(|text| Slug::new(&text).ok()),
        };
        id.ok_or_else(|| self.damaged())
    }

    fn text(&self, word: u32) -> Result<String, FileError> {
        let text = match self.all_words.get() {
            Some(words) => words.get(word as usize).map(|word| word.text.clone()),
            None => self.words.text(word)?,
        };
        text.ok_or_else(|| self.damaged())
    }

    pub(super) fn damaged(&self) -> FileError {
        FileError::damaged(self.keys.path(), "a fluent is not there, or is none")
    }
}
