//! Streams: JSON Lines of any length, in bounded memory. What is taken, and what is wrong, is as with files read whole
//! ([`read`](super::read)); what is written may be cut short, and is gone on with when the stream is offered again.
//!
//! First the whole input is checked ([`Stream::check`]): its registers are gathered, then every event is read against
//! them and the log, then every amendment. Nothing is kept of an event but where it stands (16 bytes). Then it is read
//! again and given away in groups ([`Checked::take`]): registers, events, amendments, each in the order of the input.
//! A line is first read the quick way; only what that does not take is read the careful way, which knows places and
//! remedies.

mod amendments;
mod careful;
mod check;
mod chunks;
mod faults;
mod input;
mod lean;
mod names;
mod pass;
mod places;
mod quick;
mod registers;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek};

use super::diagnostic::Diagnostic;
use super::draft::Sort;
use super::known::Known;
use crate::domain::{Body, Slug};
use chunks::{Chunk, Extent};
use names::Names;
use pass::pass;
use places::Places;
use quick::Quick;

/// Most bytes of sources, places and actors in one stream: 64 MiB. They are held, as those of a file read whole are.
pub const MAX_REGISTERS: usize = super::MAX_FILE;
/// Most bytes of amendments in one stream: 128 MiB, twice what ten million reports bring with them. They are held.
pub const MAX_AMENDMENTS: usize = 128 << 20;
/// A group is given away once its lines have so many bytes, however few they are.
const GROUP: usize = 4 << 20;

/// Why a stream is not taken.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// What is wrong with it, by line; the first 1,000 faults.
    #[error("{} faults", .0.len())]
    Rejected(Vec<Diagnostic>),
    /// The system cannot read it.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// It was changed after it was checked.
    #[error("it was changed while it was read")]
    Changed,
}

/// A JSON Lines input that can be read more than once.
#[derive(Debug)]
pub struct Stream<R> {
    name: String,
    input: R,
}

impl<R: Read + Seek> Stream<R> {
    /// An input, by its name for diagnostics.
    pub fn new(name: &str, input: R) -> Stream<R> {
        Stream { name: name.to_owned(), input }
    }

    /// Reads all of it against what is known, on every core, and keeps nothing that a later pass can read again. `tick`
    /// is told how many bytes are behind, from 0 to twice the length.
    ///
    /// # Errors
    /// [`StreamError::Rejected`] with everything that is wrong, up to 1,000 faults; [`StreamError::Read`].
    pub fn check(
        self,
        known: &(dyn Known + Sync),
        tick: &mut dyn FnMut(u64),
    ) -> Result<Checked<R>, StreamError> {
        check::check(self.name, self.input, known, tick)
    }
}

/// A stream without fault, and what of it is new.
pub struct Checked<R> {
    input: R,
    registers: Vec<Body>,
    amendments: Vec<Body>,
    names: Names,
    places: Places,
    /// The chunks in which a new event stands.
    extents: Vec<Extent>,
    /// How many records are new.
    pub new: u64,
    /// How many were there before, with the same content.
    pub skipped: u64,
    /// Records that were redacted, and what was offered again in their place: it is not taken in.
    pub redacted: Vec<(Sort, Slug)>,
}

impl<R: Read + Seek> Checked<R> {
    /// Gives what is new away, in groups of at most `most` records: what a group leans on is in it or in one before it.
    /// The next lines are read while a group is being dealt with.
    ///
    /// # Errors
    /// The first of `each`, or that the input cannot be read or was changed ([`StreamError`]); the groups before it are
    /// given away.
    pub fn take<E: From<StreamError>>(
        self,
        most: usize,
        mut each: impl FnMut(Vec<Body>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Checked { mut input, registers, amendments, names, places, extents, new, .. } = self;
        let mut group = Group { most: most.max(1), bodies: Vec::new(), bytes: 0, given: 0 };
        for body in registers {
            group.push(body, 0, &mut each)?;
        }
        let mut extents = extents.into_iter();
        let next = |buffer| extents.next().map(|extent| chunks::at(&mut input, extent, buffer)).transpose();
        let work = |quick: &mut Quick, chunk: &Chunk| again(quick, chunk, &names, &places);
        pass(next, work, |bodies| {
            for (body, bytes) in bodies.ok_or(StreamError::Changed)? {
                group.push(body, bytes, &mut each)?;
            }
            Ok::<(), E>(())
        })?;
        for body in amendments {
            group.push(body, 0, &mut each)?;
        }
        group.give(&mut each)?;
        if group.given == new { Ok(()) } else { Err(StreamError::Changed.into()) }
    }
}

/// The new events of a chunk, with the bytes of their lines; `None` where it is not as it was.
fn again(quick: &mut Quick, chunk: &Chunk, names: &Names, places: &Places) -> Option<Vec<(Body, usize)>> {
    if chunk.proof.is_some_and(|proof| proof != chunk.digest()) {
        return None;
    }
    let mut bodies = Vec::with_capacity(chunk.count());
    for (_, start, line) in chunk.lines() {
        if !careful::is_event(line) {
            continue;
        }
        let text = std::str::from_utf8(line).ok()?;
        if chunk.proof.is_some() {
            bodies.push((Body::from(quick.proven(text, names)?), line.len()));
            continue;
        }
        let body = match quick.report(text, names) {
            Some(report) => Body::from(report),
            None => careful::sound(text, names)?,
        };
        if places.is(body.id().as_str(), start) {
            bodies.push((body, line.len()));
        }
    }
    Some(bodies)
}

/// What is given away together.
struct Group {
    most: usize,
    bodies: Vec<Body>,
    bytes: usize,
    given: u64,
}

impl Group {
    fn push<E>(
        &mut self,
        body: Body,
        bytes: usize,
        each: &mut impl FnMut(Vec<Body>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.bodies.push(body);
        self.bytes += bytes;
        if self.bodies.len() >= self.most || self.bytes >= GROUP { self.give(each) } else { Ok(()) }
    }

    fn give<E>(&mut self, each: &mut impl FnMut(Vec<Body>) -> Result<(), E>) -> Result<(), E> {
        let bodies = std::mem::take(&mut self.bodies);
        self.bytes = 0;
        self.given += bodies.len() as u64;
        if bodies.is_empty() { Ok(()) } else { each(bodies) }
    }
}
