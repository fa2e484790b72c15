//! The sources, places and actors of a stream: gathered first, so that they may stand anywhere in it, and read as one
//! batch.

use std::borrow::Cow;
use std::io::{Read, Seek};

use super::super::draft::{Draft, Sort};
use super::super::index::Index;
use super::super::known::{Known, Registry};
use super::super::problems::Problems;
use super::super::text::Text;
use super::super::{Intake, jsonl, top, validate};
use super::chunks::{Chunk, Chunks};
use super::faults::Faults;
use super::input::Input;
use super::names::Names;
use super::pass::pass;
use super::{MAX_REGISTERS, StreamError, careful};
use crate::domain::{Amendment, Body};

/// A line with its number and its first byte.
pub(super) type Line = (usize, u64, Vec<u8>);

/// What a stream registers.
pub(super) struct Registers {
    /// What is new, what is not.
    pub intake: Intake,
    /// The new ones by id.
    by_id: Registry,
    /// The ids a reference may name: of the log, of the stream, and those in lines that cannot be read.
    pub names: Names,
}

/// What the first pass finds in a chunk.
struct Found {
    end: u64,
    first: Option<Line>,
    registers: Vec<Line>,
}

impl Registers {
    /// Gathers them from the whole input and reads them.
    ///
    /// # Errors
    /// That the input is no JSON Lines, or cannot be read.
    pub fn read<R: Read + Seek>(
        input: &Input<R>,
        start: u64,
        known: &dyn Known,
        faults: &mut Faults,
        tick: &mut dyn FnMut(u64),
    ) -> Result<Registers, StreamError> {
        let mut chunks = Chunks::from(start);
        let (mut first, mut lines, mut held) = (None, Vec::new(), 0);
        let work = |_: &mut _, chunk: &Chunk| found(chunk);
        pass(
            |buffer| input.next(&mut chunks, buffer),
            work,
            |found: Found| {
                tick(found.end);
                first = first.take().or(found.first);
                held += found.registers.iter().map(|(.., line)| line.len()).sum::<usize>();
                lines.extend(found.registers);
                let last = lines.last().filter(|_| held > MAX_REGISTERS);
                last.map_or(Ok(()), |line| {
                    Err(too_many(&input.name, line, "sources, places and actors", MAX_REGISTERS))
                })
            },
        )?;
        document(&input.name, first)?;
        let mut problems = Problems::default();
        let (mut texts, mut drafts, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        for (number, start, bytes) in lines {
            let (text, readable) =
                careful::text(&input.name, (number, start, &bytes), None, texts.len(), &mut problems);
            if readable {
                let found = careful::drafts(&text, texts.len(), &mut problems);
                drafts.extend(found.drafts);
                lost.extend(found.lost);
            }
            texts.push(text);
        }
        let mut names = Names::of(known);
        drafts
            .iter()
            .for_each(|d: &Draft| d.table.text("id").into_iter().for_each(|id| names.insert(d.sort, id)));
        for sort in [Sort::Source, Sort::Place, Sort::Actor] {
            lost.iter().for_each(|id: &String| names.insert(sort, id));
        }
        let index = Index::new(known, &drafts, lost, false);
        let intake = validate::validate(&drafts, &texts, &index, &mut problems);
        faults.add(problems, &texts)?;
        let by_id = Registry::from_bodies(intake.bodies.iter().cloned());
        Ok(Registers { intake, by_id, names })
    }
}

/// The registers of a chunk, and the first line in it.
fn found(chunk: &Chunk) -> Found {
    let owned = |(number, start, line): (usize, u64, &[u8])| (number, start, line.to_vec());
    let is_register =
        |line: &[u8]| matches!(careful::sort_of(line), Some(Sort::Source | Sort::Place | Sort::Actor));
    let registers = chunk.lines().filter(|(.., line)| chunk.long.is_none() && is_register(line)).map(owned);
    let registers = registers.collect();
    Found { end: chunk.start + chunk.bytes.len() as u64, first: chunk.lines().next().map(owned), registers }
}

/// Tells of an input that holds nothing, or one JSON document.
fn document(name: &str, first: Option<Line>) -> Result<(), StreamError> {
    let (mut problems, mut faults) = (Problems::default(), Faults::default());
    let body = first.as_ref().map(|(.., line)| String::from_utf8_lossy(line).into_owned());
    let (number, start) = first.map_or((1, 0), |(number, start, _)| (number, start));
    let text =
        Text::line(name, body.clone().unwrap_or_default(), number, usize::try_from(start).unwrap_or(0));
    match body {
        Some(body) => drop(jsonl::document(&text, 0, &(0..body.len()), &mut problems)),
        None => top::no_records(&text, 0, &mut problems),
    }
    faults.add(problems, &[text])?;
    faults.told()
}

/// That a stream holds more of what is held in memory than it may.
pub(super) fn too_many(name: &str, (number, start, line): &Line, what: &str, most: usize) -> StreamError {
    let text = Text::line(
        name,
        String::from_utf8_lossy(line).into_owned(),
        *number,
        usize::try_from(*start).unwrap_or(0),
    );
    let mut problems = Problems::default();
    let message = format!("up to this line the {what} of the file have over {} MiB", most >> 20);
    problems.add(
        0,
        &text.character(0),
        message,
        "append them in several files, those that lean on others last",
    );
    StreamError::Rejected(problems.into_diagnostics(&[text]))
}

/// The log with the registers of the stream: what its events are read against.
pub(super) struct Over<'a> {
    pub log: &'a (dyn Known + Sync),
    pub registers: &'a Registers,
}

impl Known for Over<'_> {
    fn body(&self, sort: Sort, id: &str) -> Option<Cow<'_, Body>> {
        self.registers.by_id.body(sort, id).or_else(|| self.log.body(sort, id))
    }

    fn has(&self, sort: Sort, id: &str) -> bool {
        self.registers.names.contains(sort, id) || self.log.has(sort, id)
    }

    fn same(&self, known: &Body, offered: &Body) -> bool {
        self.log.same(known, offered)
    }

    fn repeats(&self, offered: &Body) -> bool {
        self.log.repeats(offered)
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.registers.by_id.ids(sort).chain(self.log.ids(sort)))
    }

    fn amendments(&self) -> Box<dyn Iterator<Item = Cow<'_, Amendment>> + '_> {
        self.log.amendments()
    }
}
