//! Pieces: the reports of a log, so many records at a time. What hints, accounts and amendments bind together lies in one
//! piece, and the registers are in all, so that every report reads in its piece as in the whole log (a law).

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::catalog::Catalog;
use super::closure::Fetch;
use super::cores::{lock, share};
use super::error::IndexError;
use crate::domain::Record;
use crate::replay::{Reports, View, reports};

/// About so many records make a piece: enough that the registers, which all of them read, weigh little beside them.
pub const PIECE: usize = 32_768;

/// What is read of a log in pieces.
pub struct Read<'a> {
    /// Whose reports.
    pub view: &'a View,
    /// The last position that the view reads.
    pub last: u64,
    /// The records that register actors, places and sources, and those that amend them.
    pub registers: &'a [Record],
    /// About so many records make a piece.
    pub size: usize,
}

impl<'a> Read<'a> {
    /// Pieces of the usual size, or as large as the registers, which all of them read.
    pub fn of(view: &'a View, last: u64, registers: &'a [Record]) -> Read<'a> {
        Read { view, last, registers, size: PIECE.max(registers.len()) }
    }
}

/// Hands every piece to `each`, in no order, each once; `only`: just those that hold something at these positions.
///
/// # Errors
/// Whatever catalog and log report.
pub fn pieces<C: Catalog + Sync + ?Sized, F: Fetch + Sync + ?Sized>(
    catalog: &C,
    log: &F,
    read: &Read<'_>,
    only: Option<&BTreeSet<u64>>,
    each: &mut (dyn FnMut(&Reports) + Send),
) -> Result<(), IndexError> {
    let starts = only.map_or(Starts::All, Starts::Only);
    pieces_of(catalog, log, read, starts, &mut |_, reports| each(reports))
}

/// The records that have to be in some piece.
#[derive(Clone, Copy)]
pub(super) enum Starts<'a> {
    /// All of them.
    All,
    /// Those at these positions.
    Only(&'a BTreeSet<u64>),
    /// Those that are linked to others.
    Linked,
}

/// The same, with the records of each piece, but for the registers.
///
/// # Errors
/// As [`pieces`].
pub(super) fn pieces_of<C: Catalog + Sync + ?Sized, F: Fetch + Sync + ?Sized>(
    catalog: &C,
    log: &F,
    read: &Read<'_>,
    starts: Starts<'_>,
    each: &mut (dyn FnMut(&[Record], &Reports) + Send),
) -> Result<(), IndexError> {
    let linked = matches!(starts, Starts::Linked);
    let starts: Box<dyn Iterator<Item = u64> + Send> = match starts {
        Starts::Only(only) => Box::new(only.iter().copied().take_while(|position| *position <= read.last)),
        Starts::All | Starts::Linked => Box::new(1..=read.last),
    };
    let mut met = Met::default();
    read.registers.iter().for_each(|record| {
        met.insert(record.position);
    });
    let cut = Mutex::new(Cut { catalog, starts, linked, met, last: read.last, size: read.size });
    let each = Mutex::new(each);
    let one = || -> Result<(), IndexError> {
        loop {
            let piece = lock(&cut).next()?;
            if piece.is_empty() {
                return Ok(());
            }
            let records = log.fetch(&piece)?;
            let reports = reports(read.registers.iter().chain(&records), read.view);
            (lock(&each))(&records, &reports);
        }
    };
    share(one)
}

/// Cuts a log into pieces.
struct Cut<'a, C: ?Sized> {
    catalog: &'a C,
    /// Positions of which each is in some piece, but for the registers.
    starts: Box<dyn Iterator<Item = u64> + Send + 'a>,
    /// Whether those that are linked to nothing are left out.
    linked: bool,
    met: Met,
    last: u64,
    size: usize,
}

impl<C: Catalog + ?Sized> Cut<'_, C> {
    /// The positions of the next piece, in order; none where all are cut.
    fn next(&mut self) -> Result<Vec<u64>, IndexError> {
        let mut piece: Vec<u64> = Vec::new();
        while piece.len() < self.size
            && let Some(start) = self.starts.next()
        {
            if self.linked && self.catalog.links(start)?.is_empty() {
                continue;
            }
            let mut open = vec![start];
            while let Some(position) = open.pop() {
                // What leads from a register to others is in the registers.
                if position <= self.last && self.met.insert(position) {
                    piece.push(position);
                    open.extend(self.catalog.links(position)?);
                }
            }
        }
        piece.sort_unstable();
        Ok(piece)
    }
}

/// Positions, a bit each.
#[derive(Default)]
struct Met(Vec<u64>);

impl Met {
    /// Whether it was not there yet.
    fn insert(&mut self, position: u64) -> bool {
        let word = usize::try_from(position / 64).unwrap_or(usize::MAX);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let Some(bits) = self.0.get_mut(word) else { return false };
        let bit = 1 << (position % 64);
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }
}
