//! The catalog of a large log, in files. Opening it reads footers only; a look-up reads the pages it needs.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::catalog::Catalog;
use super::entry::{Cited, Entry};
use super::error::IndexError;
use super::file::{FileError, Symbols, Table};
use super::key::{Key, Touched};
use super::links::{self, Links};
use super::rows::{
    self, CITED_AS, CITES, COUNTS, Code, DISPUTED, FLUENT, ID, LINK, NAME, NAMES, SAME, TOUCH, code, decoded,
    digest,
};
use super::stamp::Stamp;
use super::touch::Sort;
use crate::domain::{Bounds, Fluent, Relation, Slug};

/// Bytes of pages kept of each file.
pub(super) const CACHE: usize = 8 << 20;

/// Names of the files.
pub(super) const TOUCHES: &str = "touches";
pub(super) const IDS: &str = "ids";
pub(super) const REFERENCES: &str = "references";
pub(super) const LINKS: &str = "links";
pub(super) const NAMED: &str = "names";
pub(super) const CITED: &str = "cited";
pub(super) const FLUENTS: &str = "fluents";
pub(super) const SYMBOLS: &str = "symbols";

/// Between the two parts of what is cited; no id holds it.
pub(super) const THROUGH: char = '|';

/// A catalog in files.
pub struct Base {
    stamp: Stamp,
    touches: Table<TOUCH>,
    ids: Table<ID>,
    references: Table<ID>,
    links: Table<LINK>,
    names: Table<NAME>,
    fluents: Table<FLUENT>,
    cited: Table<CITED_AS>,
    symbols: Symbols,
    /// How often it was asked for links, and once that is often, which records have any.
    asked: AtomicU32,
    linked: OnceLock<Links>,
}

/// So many look-ups cost as much as reading all links once.
const OFTEN: u32 = 2_000;

impl Base {
    /// Opens the catalog in a folder; `None` where there is none, or one of other rules.
    ///
    /// # Errors
    /// [`IndexError::File`] where it is damaged, or what the system says.
    pub fn open(folder: &Path) -> Result<Option<Base>, IndexError> {
        let Some(stamp) = Stamp::read(folder)? else { return Ok(None) };
        let at = |name: &str| folder.join(name);
        let base = Base {
            touches: Table::open(&at(TOUCHES), CACHE)?,
            ids: Table::open(&at(IDS), CACHE)?,
            references: Table::open(&at(REFERENCES), CACHE)?,
            links: Table::open(&at(LINKS), CACHE)?,
            names: Table::open(&at(NAMED), CACHE)?,
            fluents: Table::open(&at(FLUENTS), CACHE)?,
            cited: Table::open(&at(CITED), CACHE)?,
            symbols: Symbols::open(&at(SYMBOLS), CACHE)?,
            stamp,
            asked: AtomicU32::new(0),
            linked: OnceLock::new(),
        };
        let seals = [
            base.touches.seal(),
            base.ids.seal(),
            base.references.seal(),
            base.links.seal(),
            base.names.seal(),
            base.fluents.seal(),
            base.cited.seal(),
            base.symbols.seal(),
        ];
        if base.stamp.seals != seals {
            return Err(FileError::damaged(folder, "its files do not belong together").into());
        }
        Ok(Some(base))
    }

    /// Which log it is of, and how far.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The positions of the records that register something or amend what does.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn registers(&self) -> Result<Vec<u64>, IndexError> {
        positions(&self.references, &rows::REGISTERS)
    }

    /// The positions of the redacted records and of the acts of redaction.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn redactions(&self) -> Result<Vec<u64>, IndexError> {
        positions(&self.references, &rows::REDACTIONS)
    }

    /// The positions of the amendments.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn amendments(&self) -> Result<Vec<u64>, IndexError> {
        positions(&self.references, &rows::AMENDMENTS)
    }

    fn code(&self, touched: &Touched) -> Result<Option<Code>, IndexError> {
        let texts = [
            touched.subject.as_ref().map(Slug::as_str),
            touched.object.as_ref().map(Slug::as_str),
            touched.value.as_deref(),
        ];
        let mut places = [None; 3];
        for (place, text) in places.iter_mut().zip(texts) {
            let Some(text) = text else { continue };
            match self.symbols.number(text)? {
                Some(number) => *place = Some(number),
                None => return Ok(None),
            }
        }
        Ok(Some(code(touched.relation, places)))
    }

    fn slug(&self, number: u32) -> Result<Option<Slug>, IndexError> {
        Ok(self.symbols.text(number)?.and_then(|text| Slug::new(&text).ok()))
    }

    fn fluent(&self, code: &Code) -> Result<Option<Fluent>, IndexError> {
        let Some((relation, [Some(subject), object, value])) = decoded(code) else { return Ok(None) };
        let Some(subject) = self.slug(subject)? else { return Ok(None) };
        let object = object.map(|n| self.slug(n)).transpose()?.flatten();
        let value = value.map(|n| self.symbols.text(n)).transpose()?.flatten();
        Ok(Some(Fluent { relation, subject, object, value }))
    }

    /// The fluents whose rows begin so.
    fn fluents_under(&self, beginning: &[u8]) -> Result<BTreeSet<Fluent>, IndexError> {
        let mut all = BTreeSet::new();
        for row in self.fluents.rows(self.fluents.range(beginning)?) {
            all.extend(self.fluent(&fluent_code(&row?))?);
        }
        Ok(all)
    }

    /// Everybody of whom something states this relation.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub(super) fn subjects(&self, relation: Relation) -> Result<BTreeSet<Slug>, IndexError> {
        let mut numbers: BTreeSet<u32> = BTreeSet::new();
        for row in self.touches.rows(self.touches.range(&[relation as u8])?) {
            numbers.extend(decoded_subject(&row?));
        }
        let mut all = BTreeSet::new();
        for number in numbers {
            all.extend(self.slug(number)?);
        }
        Ok(all)
    }

    /// Every text of the catalog, by number.
    pub(super) fn words(&self) -> Result<Vec<String>, IndexError> {
        Ok(self.symbols.texts(0..self.symbols.count())?)
    }

    /// Every row of touches, in order.
    pub(super) fn touch_rows(&self) -> impl Iterator<Item = Result<[u8; TOUCH], FileError>> + '_ {
        self.touches.rows(0..self.touches.count())
    }

    fn named(&self, class: u8, text: &str) -> Result<Vec<Entry>, IndexError> {
        let Some(number) = self.symbols.number(text)? else { return Ok(Vec::new()) };
        let [a, b, c, d] = number.to_be_bytes();
        let rows = self.names.rows(self.names.range(&[class, a, b, c, d])?);
        rows.map(|row| Ok(bare(four(&row?, 5)))).collect()
    }
}

/// The fluent of a code, where no place of it is open.
pub(super) fn fluent_of(code: &Code, words: &[String]) -> Option<Fluent> {
    let (relation, [subject, object, value]) = decoded(code)?;
    let word = |n: u32| words.get(usize::try_from(n).ok()?).map(String::as_str);
    let slug = |n: u32| Slug::new(word(n)?).ok();
    let touched = Touched {
        relation,
        subject: subject.and_then(slug),
        object: object.and_then(slug),
        value: value.and_then(word).map(str::to_owned),
    };
    touched.whole()
}

/// The number of the subject of a row of touches.
fn decoded_subject(row: &[u8; TOUCH]) -> Option<u32> {
    u32::try_from(four(row, 1)).ok()?.checked_sub(1)
}

/// An entry of which nothing is kept but where it lies.
fn bare(position: u64) -> Entry {
    Entry { position, days: Bounds::ANY, cited: 0, sort: Sort::Plain }
}

/// Four bytes of a row as a number.
fn four(row: &[u8], at: usize) -> u64 {
    let bytes = row.get(at..at + 4).and_then(|b| <[u8; 4]>::try_from(b).ok());
    bytes.map_or(0, |b| u64::from(u32::from_be_bytes(b)))
}

/// Where an id leads.
pub(super) fn positions(table: &Table<ID>, key: &[u8; 8]) -> Result<Vec<u64>, IndexError> {
    table.rows(table.range(key)?).map(|row| Ok(four(&row?, 8))).collect()
}

impl Catalog for Base {
    fn entries(&self, key: &Key) -> Result<Vec<Entry>, IndexError> {
        let at = |table: &Table<ID>, key: &[u8; 8]| -> Result<Vec<Entry>, IndexError> {
            Ok(positions(table, key)?.into_iter().map(bare).collect())
        };
        match key {
            Key::Touches(touched) => {
                let Some(code) = self.code(touched)? else { return Ok(Vec::new()) };
                let rows = self.touches.rows(self.touches.range(&code)?);
                rows.map(|row| Ok(rows::entry(&row?))).collect()
            }
            Key::Tells(touched) => {
                let Some(code) = self.code(touched)? else { return Ok(Vec::new()) };
                let mut all = Vec::new();
                for sort in [Sort::Conditional, Sort::Plain, Sort::Seen] {
                    let rows = self.touches.rows(self.touches.range(&rows::sorted(&code, sort))?);
                    for row in rows {
                        all.push(rows::entry(&row?));
                    }
                }
                Ok(all)
            }
            Key::Names(id) => self.named(NAMES, id.as_str()),
            Key::Counts(id) => self.named(COUNTS, id.as_str()),
            Key::Disputed(id) => self.named(DISPUTED, id.as_str()),
            Key::Cites(cited) => self.named(CITES, &text_of(cited)),
            Key::Is(id) => at(&self.ids, &digest(id.as_str())),
            Key::Refers(id) => at(&self.references, &digest(id.as_str())),
            Key::Same => at(&self.references, &SAME),
        }
    }

    fn links(&self, position: u64) -> Result<Vec<u64>, IndexError> {
        if self.linked.get().is_none() && self.asked.fetch_add(1, Ordering::Relaxed) >= OFTEN {
            let all = Links::of(&self.links)?;
            self.linked.get_or_init(|| all);
        }
        match self.linked.get() {
            Some(all) if !all.has(position) => Ok(Vec::new()),
            _ => links::of(&self.links, position),
        }
    }

    fn fluents_of(&self, id: &Slug) -> Result<BTreeSet<Fluent>, IndexError> {
        let Some(number) = self.symbols.number(id.as_str())? else { return Ok(BTreeSet::new()) };
        self.fluents_under(&number.to_be_bytes())
    }

    fn towards(
        &self,
        relation: Relation,
        object: &Slug,
        value: Option<&str>,
    ) -> Result<BTreeSet<Fluent>, IndexError> {
        let Some(number) = self.symbols.number(object.as_str())? else { return Ok(BTreeSet::new()) };
        let [a, b, c, d] = number.to_be_bytes();
        let mut all = self.fluents_under(&[a, b, c, d, OBJECT, relation as u8])?;
        all.retain(|f: &Fluent| value.is_none() || f.value.as_deref() == value);
        Ok(all)
    }

    fn cited_as(&self, number: u32) -> Result<Option<Cited>, IndexError> {
        let Ok(number) = u16::try_from(number) else { return Ok(None) };
        let mut rows = self.cited.rows(self.cited.range(&number.to_be_bytes())?);
        let Some(row) = rows.next().transpose()? else { return Ok(None) };
        let text = self.symbols.text(u32::try_from(four(&row, 2)).unwrap_or(u32::MAX))?;
        Ok(text.and_then(|text| cited_of(&text)))
    }

    fn cited(&self) -> Result<Vec<Cited>, IndexError> {
        let mut all = Vec::new();
        let mut number = 0;
        // From one cited to the next, without the records between.
        loop {
            let [a, b, c, d] = u32::to_be_bytes(number);
            let at = self.names.find(&[CITES, a, b, c, d])?;
            let Some(row) = self.names.row(at)? else { return Ok(all) };
            let found = u32::try_from(four(&row, 1)).unwrap_or(u32::MAX);
            all.extend(self.symbols.text(found)?.and_then(|text| cited_of(&text)));
            let Some(next) = found.checked_add(1) else { return Ok(all) };
            number = next;
        }
    }
}

/// The place of a fluent an id stands in.
pub(super) const SUBJECT: u8 = 0;
pub(super) const OBJECT: u8 = 1;

fn fluent_code(row: &[u8; FLUENT]) -> Code {
    let mut code = [0; 13];
    code.copy_from_slice(&row[5..]);
    code
}

/// What is cited, as one text.
pub(super) fn text_of((source, through): &Cited) -> String {
    format!("{source}{THROUGH}{}", through.as_ref().map_or("", Slug::as_str))
}

fn cited_of(text: &str) -> Option<Cited> {
    let (source, through) = text.split_once(THROUGH)?;
    Some((Slug::new(source).ok()?, Slug::new(through).ok()))
}
