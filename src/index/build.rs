//! Making the catalog of a whole log: the log is read once from front to back, everything is sorted outside memory, and
//! what accounts of one happening touch together is added at the end.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::base::{
    CACHE, CITED, FLUENTS, IDS, LINKS, NAMED, OBJECT, REFERENCES, SUBJECT, SYMBOLS, TOUCHES, positions,
    text_of,
};
use super::cast::Registers;
use super::entry::{Cited, Entry, cited_in};
use super::error::IndexError;
use super::file::{FileError, Interner, Seal, Sorter, Table, TableWriter};
use super::key::{self, Key, Touched};
use super::kin::{spoken_of, together};
use super::links as linked;
use super::rows::{
    self, AMENDMENTS, CITES, COUNTS, DISPUTED, FLUENT, ID, NAME, NAMES, REDACTIONS, REGISTERS, SAME, TOUCH,
    code, digest, low, touch,
};
use super::stamp::Stamp;
use super::touch::{
    Sort, Touch, cited, days, links, redacts, refers, registers, speaker, touches, touches_with,
};
use crate::domain::{Amends, Body, Record, Report, Slug};
use crate::log::{Head, Log};

/// Records read at a time.
const PAGE: usize = 4096;
/// Accounts of happenings that are brought together at a time, in records.
const TOGETHER: usize = 16_384;
/// Bytes of a page of a file.
const FILE_PAGE: usize = 16 * 1024;

/// Makes the catalog of a log up to its present head, in place of the one that is in the folder. `memory`: about so many bytes
/// are used for sorting. `tick` is told how many records were read.
///
/// # Errors
/// Whatever log and system report.
pub fn build(
    folder: &Path,
    log: &dyn Log,
    memory: usize,
    tick: &mut dyn FnMut(u64),
) -> Result<Head, IndexError> {
    let mut making = Making::new(folder, memory)?;
    making.read(log, log.head()?, tick)?;
    making.finish(log, tick)
}

/// A catalog being made: of all records of a log, in their order, read from it or handed over when they were taken in.
pub struct Making {
    folder: PathBuf,
    memory: usize,
    /// How far it is.
    head: Head,
    builder: Builder,
}

impl Making {
    /// The catalog of no record yet.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn new(folder: &Path, memory: usize) -> Result<Making, IndexError> {
        fs::create_dir_all(folder).map_err(FileError::io(folder, "make"))?;
        let builder = Builder::new(folder, memory);
        Ok(Making { folder: folder.to_owned(), memory, head: Head::EMPTY, builder })
    }

    /// How far it is.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Reads the records up to this head.
    ///
    /// # Errors
    /// Whatever log and system report.
    pub(super) fn read(
        &mut self,
        log: &dyn Log,
        head: Head,
        tick: &mut dyn FnMut(u64),
    ) -> Result<(), IndexError> {
        self.builder.read(log, self.head.position + 1, head.position, tick)?;
        self.head = head;
        Ok(())
    }

    /// Takes the records that follow; others are passed over, and the head tells how far it is.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn take(&mut self, records: &[Record]) -> Result<(), IndexError> {
        for record in records {
            if record.position == self.head.position + 1 {
                self.builder.add(record)?;
                self.head = Head { position: record.position, digest: record.digest };
            }
        }
        Ok(())
    }

    /// Writes the files. `tick` as for [`build`], where the log has to be read again for that.
    ///
    /// # Errors
    /// Whatever log and system report.
    pub(super) fn finish(self, log: &dyn Log, tick: &mut dyn FnMut(u64)) -> Result<Head, IndexError> {
        let Making { folder, memory, head, mut builder } = self;
        if builder.registers.late {
            // What was registered later changes what earlier reports touch.
            let registers = builder.registers;
            builder = Builder { settled: true, registers, ..Builder::new(&folder, memory) };
            builder.read(log, 1, head.position, tick)?;
        }
        let ids = std::mem::replace(&mut builder.ids, Sorter::new(&folder, 0));
        let ids = write(&folder, IDS, ids)?;
        builder.join(log, &Table::open(&folder.join(IDS), CACHE)?)?;
        builder.finish(&folder, head, ids)?;
        Ok(head)
    }
}

struct Builder {
    registers: Registers,
    /// Whether the registers are known whole from the beginning.
    settled: bool,
    symbols: Interner,
    cited: HashMap<Cited, (u32, usize)>,
    touches: Sorter<TOUCH>,
    ids: Sorter<ID>,
    references: Sorter<ID>,
    names: Sorter<NAME>,
    fluents: Sorter<FLUENT>,
    /// Reports that are accounts of others, and amendments of reports: what each refers to.
    linked: BTreeMap<u64, Vec<Slug>>,
    reports: bool,
    memory: usize,
}

impl Builder {
    fn new(folder: &Path, memory: usize) -> Builder {
        Builder {
            registers: Registers::default(),
            settled: false,
            symbols: Interner::new(),
            cited: HashMap::new(),
            touches: Sorter::new(folder, memory / 2),
            ids: Sorter::new(folder, memory / 6),
            references: Sorter::new(folder, memory / 12),
            names: Sorter::new(folder, memory / 6),
            fluents: Sorter::new(folder, memory / 12),
            linked: BTreeMap::new(),
            reports: false,
            memory,
        }
    }

    /// Reads the log from one position to another, record by record.
    fn read(
        &mut self,
        log: &dyn Log,
        mut next: u64,
        last: u64,
        tick: &mut dyn FnMut(u64),
    ) -> Result<(), IndexError> {
        while next <= last {
            let records = log.read(next, PAGE)?;
            let Some(end) = records.last().map(|r| r.position) else { break };
            for record in records.iter().filter(|r| r.position <= last) {
                self.add(record)?;
            }
            next = end + 1;
            tick(end.min(last));
        }
        Ok(())
    }

    fn add(&mut self, record: &Record) -> Result<(), IndexError> {
        let (body, position) = (&record.body, record.position);
        self.ids.push(id_row(&digest(body.id().as_str()), position))?;
        for id in refers(body) {
            self.references.push(id_row(&digest(id.as_str()), position))?;
        }
        if let Some(id) = speaker(body) {
            self.name(NAMES, id.as_str(), position)?;
            self.name(DISPUTED, id.as_str(), position)?;
        }
        if !self.settled {
            self.registers.note(body, self.reports);
        }
        match body {
            Body::Report(report) => {
                self.reports = true;
                self.cite(cited_in(&report.citation), position)?;
                for cast in self.registers.casts().iter() {
                    self.touch(position, report, touches(report, cast))?;
                }
            }
            Body::Amendment(amendment) => {
                self.references.push(id_row(&AMENDMENTS, position))?;
                cited(amendment).into_iter().try_for_each(|cited| self.cite(cited, position))?;
                if let Amends::SameAs { .. } = amendment.act {
                    self.references.push(id_row(&SAME, position))?;
                }
            }
            Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => {}
        }
        if registers(body) {
            self.references.push(id_row(&REGISTERS, position))?;
        }
        if redacts(body) {
            self.references.push(id_row(&REDACTIONS, position))?;
        }
        let near = links(body);
        if !near.is_empty() {
            self.linked.insert(position, near);
        }
        Ok(())
    }

    fn touch(&mut self, position: u64, report: &Report, all: Vec<Touch>) -> Result<(), IndexError> {
        let next = u32::try_from(self.cited.len()).unwrap_or(u32::MAX);
        let (cited, _) = *self.cited.entry(cited_in(&report.citation)).or_insert((next, 0));
        for Touch { key, sort } in all {
            match key {
                Key::Touches(touched) => {
                    // Past what the rows can tell apart nothing is taken to cite alike.
                    let alike = sort.is_evidence() && cited >= u32::from(u16::MAX);
                    let sort = if alike { Sort::Evidence } else { sort };
                    let entry = Entry { position, days: days(report, sort), cited, sort };
                    let code = self.code(&touched);
                    self.touches.push(touch(code, &entry))?;
                }
                Key::Names(id) => self.name(NAMES, id.as_str(), position)?,
                Key::Counts(id) => self.name(COUNTS, id.as_str(), position)?,
                Key::Disputed(id) => self.name(DISPUTED, id.as_str(), position)?,
                Key::Tells(_) | Key::Is(_) | Key::Refers(_) | Key::Cites(_) | Key::Same => {}
            }
        }
        Ok(())
    }

    fn code(&mut self, touched: &Touched) -> rows::Code {
        let subject = touched.subject.as_ref().map(|id| self.symbols.intern(id.as_str()));
        let object = touched.object.as_ref().map(|id| self.symbols.intern(id.as_str()));
        let value = touched.value.as_ref().map(|text| self.symbols.intern(text));
        code(touched.relation, [subject, object, value])
    }

    fn name(&mut self, class: u8, text: &str, position: u64) -> Result<(), IndexError> {
        let [a, b, c, d] = self.symbols.intern(text).to_be_bytes();
        let [e, f, g, h] = low(position).to_be_bytes();
        Ok(self.names.push([class, a, b, c, d, e, f, g, h])?)
    }

    fn cite(&mut self, cited: Cited, position: u64) -> Result<(), IndexError> {
        let next = u32::try_from(self.cited.len()).unwrap_or(u32::MAX);
        let (_, count) = self.cited.entry(cited.clone()).or_insert((next, 0));
        *count += 1;
        if *count <= key::CITED { self.name(CITES, &text_of(&cited), position) } else { Ok(()) }
    }

    /// Adds what accounts and readings touch together.
    fn join(&mut self, log: &dyn Log, ids: &Table<ID>) -> Result<(), IndexError> {
        let casts = self.registers.casts();
        for positions in groups(std::mem::take(&mut self.linked), ids)? {
            let records = log.read_at(&positions)?;
            for (position, report, others) in together(&records) {
                for cast in casts.iter() {
                    self.touch(position, &report, touches_with(&report, &others, cast))?;
                }
            }
            for (position, id) in spoken_of(&records) {
                self.name(DISPUTED, id.as_str(), position)?;
            }
        }
        Ok(())
    }

    fn finish(self, folder: &Path, head: Head, ids: Seal) -> Result<(), IndexError> {
        let mut fluents = self.fluents;
        let mut before = None;
        let touches = write_each(folder, TOUCHES, self.touches, |row| {
            let code = rows::code_of(row);
            if before.replace(code) != Some(code) {
                fluent_rows(&code).into_iter().try_for_each(|row| fluents.push(row))?;
            }
            Ok(())
        })?;
        let references = write(folder, REFERENCES, self.references)?;
        let at = |name: &str| Table::open(&folder.join(name), CACHE);
        let links = linked::join(&at(REFERENCES)?, &at(IDS)?, Sorter::new(folder, self.memory / 12))?;
        let links = write(folder, LINKS, links)?;
        let names = write(folder, NAMED, self.names)?;
        let fluents = write(folder, FLUENTS, fluents)?;
        let mut symbols = self.symbols;
        let mut cited = Sorter::new(folder, 1 << 16);
        for (one, (number, _)) in &self.cited {
            // Past what the rows can tell apart there is no number.
            if let Ok(number) = u16::try_from(*number)
                && number < u16::MAX
            {
                let ([a, b], [c, d, e, f]) =
                    (number.to_be_bytes(), symbols.intern(&text_of(one)).to_be_bytes());
                cited.push([a, b, c, d, e, f])?;
            }
        }
        let cited = write(folder, CITED, cited)?;
        let symbols = symbols.write(&folder.join(SYMBOLS))?;
        Ok(Stamp { head, seals: vec![touches, ids, references, links, names, fluents, cited, symbols] }
            .write(folder)?)
    }
}

/// A file of rows in order, each once.
fn write<const W: usize>(folder: &Path, name: &str, rows: Sorter<W>) -> Result<Seal, IndexError> {
    write_each(folder, name, rows, |_| Ok(()))
}

/// The same; each row is shown to `each` as well.
fn write_each<const W: usize>(
    folder: &Path,
    name: &str,
    rows: Sorter<W>,
    mut each: impl FnMut(&[u8; W]) -> Result<(), IndexError>,
) -> Result<Seal, IndexError> {
    let mut writer = TableWriter::<W>::create(&folder.join(name), FILE_PAGE)?;
    let mut before = None;
    for row in rows.finish()? {
        let row = row?;
        if before.replace(row) != Some(row) {
            writer.push(&row)?;
            each(&row)?;
        }
    }
    Ok(writer.finish()?)
}

fn id_row(digest: &[u8; 8], position: u64) -> [u8; ID] {
    let mut row = [0; ID];
    row[..8].copy_from_slice(digest);
    row[8..].copy_from_slice(&low(position).to_be_bytes());
    row
}

/// The rows under which a fluent is found by those it names; none of what leaves a place open.
fn fluent_rows(code: &rows::Code) -> Vec<[u8; FLUENT]> {
    let Some((relation, [subject, object, value])) = rows::decoded(code) else { return Vec::new() };
    let declaration = relation.declaration();
    let whole = subject.is_some()
        && object.is_some() == declaration.object.is_some()
        && value.is_some() == declaration.value;
    let under = |id: u32, place: u8| {
        let mut row = [0; FLUENT];
        row[..4].copy_from_slice(&id.to_be_bytes());
        row[4] = place;
        row[5..].copy_from_slice(code);
        row
    };
    let places = [(subject, SUBJECT), (object, OBJECT)];
    places.into_iter().filter(|_| whole).filter_map(|(id, place)| Some(under(id?, place))).collect()
}

/// Positions of records that are to be looked at together, in batches: accounts of one happening, and what corrects them.
fn groups(linked: BTreeMap<u64, Vec<Slug>>, ids: &Table<ID>) -> Result<Vec<Vec<u64>>, IndexError> {
    let mut near: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for (position, others) in &linked {
        for id in others {
            for other in positions(ids, &digest(id.as_str()))? {
                near.entry(*position).or_default().insert(other);
                near.entry(other).or_default().insert(*position);
            }
        }
    }
    let mut met: HashSet<u64> = HashSet::new();
    let mut batches: Vec<Vec<u64>> = Vec::new();
    let mut batch: Vec<u64> = Vec::new();
    for start in near.keys() {
        let mut open = vec![*start];
        while let Some(one) = open.pop() {
            if met.insert(one) {
                batch.push(one);
                open.extend(near.get(&one).into_iter().flatten());
            }
        }
        if batch.len() >= TOGETHER {
            batches.push(std::mem::take(&mut batch));
        }
    }
    batches.push(batch);
    batches.iter_mut().for_each(|batch| batch.sort_unstable());
    Ok(batches)
}
