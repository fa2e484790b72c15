//! The passes that only check: everything wrong is told before anything is written.

use std::cell::RefCell;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{Read, Seek};

use super::super::draft::{Drafts, Sort};
use super::super::index::{Before, Index, SEARCHES};
use super::super::known::Known;
use super::super::problems::Problems;
use super::super::validate;
use super::chunks::{Chunk, Chunks, Extent};
use super::faults::Faults;
use super::input::Input;
use super::names::Names;
use super::pass::pass;
use super::places::Places;
use super::quick::Quick;
use super::registers::{Line, Over, Registers};
use super::{Checked, StreamError, amendments, careful};
use crate::domain::{Body, Slug};

/// Checks a whole input.
pub(super) fn check<R: Read + Seek>(
    name: String,
    input: R,
    known: &(dyn Known + Sync),
    tick: &mut dyn FnMut(u64),
) -> Result<Checked<R>, StreamError> {
    let input = Input::new(name, input);
    let mut faults = Faults::default();
    let start = input.start()?;
    let mut length = start;
    let registers = Registers::read(&input, start, known, &mut faults, &mut |end| {
        length = end;
        tick(end);
    })?;
    let mut events = Events {
        input: &input,
        known,
        registers: &registers,
        places: Places::new(),
        quick: Quick::new(),
        searches: SEARCHES,
        faults,
        fresh: Vec::new(),
        amendments: Vec::new(),
        amending: HashSet::new(),
        new: 0,
        skipped: registers.intake.skipped as u64,
        redacted: registers.intake.redacted.clone(),
    };
    events.read(start, &mut |end| tick(length + end))?;
    let amended = amendments::read(&mut events)?;
    input.sound()?;
    let Events { places, faults, fresh, new, skipped, redacted, .. } = events;
    faults.told()?;
    let extents = input.extents.take().into_iter().zip(fresh).filter(|(_, fresh)| *fresh);
    let extents = extents.map(|(extent, _)| extent).collect();
    let Registers { intake, names, .. } = registers;
    let (registers, input) = (intake.bodies, input.into_inner());
    let new = new + (registers.len() + amended.len()) as u64;
    Ok(Checked { input, registers, amendments: amended, names, places, extents, new, skipped, redacted })
}

/// The events of a stream, so far.
pub(super) struct Events<'a, R> {
    pub input: &'a Input<R>,
    pub known: &'a (dyn Known + Sync),
    pub registers: &'a Registers,
    pub places: Places,
    quick: Quick,
    /// Searches for remedies that are left.
    pub searches: u32,
    pub faults: Faults,
    /// By chunk, whether a new event stands in it.
    fresh: Vec<bool>,
    /// Lines that hold an amendment: number and first byte.
    pub amendments: Vec<(usize, u64)>,
    /// The ids they seem to bear.
    pub amending: HashSet<Box<str>>,
    new: u64,
    pub skipped: u64,
    pub redacted: Vec<(Sort, Slug)>,
}

/// What is in a chunk.
struct Seen {
    extent: Extent,
    events: Vec<Event>,
    amendments: Vec<(usize, u64)>,
    amending: Vec<Box<str>>,
    /// Events that are recorded.
    skipped: u64,
}

enum Event {
    /// Sound, and not recorded: the hash of its id, and its first byte.
    New(u64, u64),
    /// For the careful way; of a line over the limit its length.
    Odd(Line, Option<u64>),
}

impl<R: Read + Seek> Events<'_, R> {
    fn read(&mut self, start: u64, tick: &mut dyn FnMut(u64)) -> Result<(), StreamError> {
        let (input, known, names) = (self.input, self.known, &self.registers.names);
        let (mut chunks, key) = (Chunks::from(start), self.places.key());
        let work = |quick: &mut Quick, chunk: &Chunk| seen(quick, chunk, known, names, &key);
        pass(
            |buffer| input.next(&mut chunks, buffer),
            work,
            |seen: Seen| {
                tick(seen.extent.end);
                self.take(seen)
            },
        )
    }

    fn take(&mut self, seen: Seen) -> Result<(), StreamError> {
        self.input.extents.borrow_mut().push(seen.extent);
        self.fresh.push(false);
        self.skipped += seen.skipped;
        self.amendments.extend(seen.amendments);
        self.amending.extend(seen.amending);
        let mut proven = true;
        for event in seen.events {
            match event {
                Event::New(hash, start) => match self.places.insert(hash, start) {
                    Ok(()) => self.is_new(),
                    Err(_) => {
                        proven = false;
                        self.again(start)?;
                    }
                },
                Event::Odd((number, start, line), long) => self.odd((number, start, &line), long)?,
            }
        }
        let mut extents = self.input.extents.borrow_mut();
        if let Some(extent) = extents.last_mut().filter(|_| !proven) {
            extent.proof = None;
        }
        Ok(())
    }

    fn is_new(&mut self) {
        self.new += 1;
        if let Some(fresh) = self.fresh.last_mut() {
            *fresh = true;
        }
    }

    /// An event whose id, or another one with its hash, stood before.
    fn again(&mut self, start: u64) -> Result<(), StreamError> {
        let line = self.input.line_at(start)?;
        let body = self.body(&line);
        let first = body.as_ref().and_then(|body| self.places.find(body.id().as_str()));
        let first = first.map(|place| self.input.line_at(place)).transpose()?;
        if body.is_some() && body == first.and_then(|first| self.body(&first)) {
            self.skipped += 1;
            return Ok(());
        }
        self.odd((self.input.number(start)?, start, &line), None)
    }

    /// The event on a line that is sound.
    fn body(&mut self, line: &[u8]) -> Option<Body> {
        body(&mut self.quick, std::str::from_utf8(line).ok()?, &self.registers.names)
    }

    /// Reads a line the careful way.
    fn odd(&mut self, line: (usize, u64, &[u8]), long: Option<u64>) -> Result<(), StreamError> {
        let mut problems = Problems::default();
        let (text, readable) = careful::text(&self.input.name, line, long, 0, &mut problems);
        let found = if readable { careful::drafts(&text, 0, &mut problems) } else { Drafts::default() };
        let texts = [text];
        let over = Over { log: self.known, registers: self.registers };
        let before = Earlier::of(self.input, &self.places, &self.registers.names);
        let index = Index::new(&over, &found.drafts, found.lost, false).after(Some(&before), self.searches);
        let intake = validate::validate(&found.drafts, &texts, &index, &mut problems);
        self.searches = index.searches();
        self.skipped += intake.skipped as u64;
        self.redacted.extend(intake.redacted);
        self.faults.add(problems, &texts)?;
        for body in intake.bodies.iter().filter(|body| matches!(body, Body::Report(_))) {
            let id = body.id().as_str();
            if self.places.insert(self.places.hash(id), line.1).is_err() {
                self.places.insert_second(id, line.1);
            }
            self.is_new();
        }
        Ok(())
    }
}

fn body(quick: &mut Quick, line: &str, names: &Names) -> Option<Body> {
    quick.report(line, names).map(Body::from).or_else(|| careful::sound(line, names))
}

/// Reads a chunk as far as one thread can alone.
fn seen(quick: &mut Quick, chunk: &Chunk, known: &dyn Known, names: &Names, key: &RandomState) -> Seen {
    let end = chunk.start + chunk.bytes.len() as u64;
    let extent = Extent { start: chunk.start, end, line: chunk.line, proof: None };
    let (events, amendments, amending) = (Vec::with_capacity(chunk.count()), Vec::new(), Vec::new());
    let mut seen = Seen { extent, events, amendments, amending, skipped: 0 };
    // Whether every event in it was read the quick way, and is new.
    let mut proven = chunk.long.is_none();
    for (number, start, line) in chunk.lines() {
        let odd = || Event::Odd((number, start, line.to_vec()), chunk.long);
        match careful::sort_of(line) {
            _ if chunk.long.is_some() => seen.events.push(odd()),
            Some(Sort::Source | Sort::Place | Sort::Actor) => {}
            Some(Sort::Amendment) => {
                seen.amendments.push((number, start));
                seen.amending.extend(careful::ids(line));
            }
            None | Some(Sort::Event) => {
                let text = std::str::from_utf8(line).ok();
                let is_new = |id: &str| !known.has(Sort::Event, id) && !known.has(Sort::Amendment, id);
                let hashed = |id: &str| is_new(id).then(|| key.hash_one(id));
                if let Some(hash) = text.and_then(|text| quick.id(text, names, hashed)).flatten() {
                    seen.events.push(Event::New(hash, start));
                    continue;
                }
                proven = false;
                let Some(body) = text.and_then(|text| body(quick, text, names)) else {
                    seen.events.push(odd());
                    continue;
                };
                let id = body.id().as_str();
                match (known.has(Sort::Event, id), known.has(Sort::Amendment, id)) {
                    (false, false) => seen.events.push(Event::New(key.hash_one(id), start)),
                    (true, false) if known.repeats(&body) => seen.skipped += 1,
                    _ => seen.events.push(odd()),
                }
            }
        }
    }
    seen.extent.proof = proven.then(|| chunk.digest());
    seen
}

/// The events of a stream that stand before a line.
pub(super) struct Earlier<'a, R> {
    pub input: &'a Input<R>,
    places: &'a Places,
    names: &'a Names,
    quick: RefCell<Quick>,
}

/// An event that is looked up again.
pub(super) struct Found {
    pub body: Body,
    start: u64,
    line: Vec<u8>,
}

impl<'a, R: Read + Seek> Earlier<'a, R> {
    pub fn of(input: &'a Input<R>, places: &'a Places, names: &'a Names) -> Earlier<'a, R> {
        Earlier { input, places, names, quick: RefCell::new(Quick::new()) }
    }

    /// The event under an id.
    pub fn event(&self, id: &str) -> Option<Found> {
        let start = self.places.find(id)?;
        let line = self.input.look(self.input.line_at(start))?;
        let body = body(&mut self.quick.borrow_mut(), std::str::from_utf8(&line).ok()?, self.names)?;
        (body.id().as_str() == id).then_some(Found { body, start, line })
    }

    /// Where the id of the record on a line stands, as `file:line:column`.
    pub fn place(&self, start: u64, line: &[u8]) -> Option<String> {
        let number = self.input.look(self.input.number(start))?;
        let mut problems = Problems::default();
        let (text, _) = careful::text(&self.input.name, (number, start, line), None, 0, &mut problems);
        let drafts = careful::drafts(&text, 0, &mut problems).drafts;
        Some(drafts.first()?.place(&text))
    }
}

impl<R: Read + Seek> Before for Earlier<'_, R> {
    fn has(&self, sort: Sort, id: &str) -> bool {
        sort == Sort::Event && self.event(id).is_some()
    }

    fn first(&self, sort: Sort, id: &str) -> Option<(Body, String)> {
        let Found { body, start, line } = self.event(id).filter(|_| sort == Sort::Event)?;
        Some((body, self.place(start, &line)?))
    }
}
