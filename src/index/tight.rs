//! Tightened days: of every report that nothing but hints binds to others, the days that these leave it. Where no two of a
//! knot are wanted for the same fluent, the others need not be read; an act among many then says all it can say by its days.

use rustc_hash::{FxHashMap, FxHashSet};

use super::catalog::Catalog;
use super::closure::Fetch;
use super::error::IndexError;
use super::pieces::{Read, Starts, pieces_of};
use crate::domain::{Body, Bounds, Content, Record, Report, Surety};
use crate::replay::{Accepted, Reports};

/// A record that is linked to others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    position: u32,
    /// The knot of all that is linked with it: the first position in it.
    pub knot: u32,
    /// Of a report that nothing but hints binds to others: what they leave of its days.
    pub alone: Option<Alone>,
}

/// A report that may be read without what hints bind to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alone {
    /// When it begins.
    pub begin: Bounds,
    /// When it ends.
    pub end: Bounds,
    /// Whether it is told outright, of one date, and certainly stands: who acts in it is there.
    pub acts: bool,
    /// Whether it is told less firmly: it proves nobody to be there.
    pub unproven: bool,
}

/// All of them, by position.
#[derive(Debug, Default)]
pub(super) struct Tight(Vec<Row>);

impl Tight {
    /// Of a log as a view reads it, which puts nothing on another day.
    ///
    /// # Errors
    /// Whatever catalog and log report.
    pub fn of<C: Catalog + Sync + ?Sized, F: Fetch + Sync + ?Sized>(
        catalog: &C,
        log: &F,
        read: &Read<'_>,
    ) -> Result<Tight, IndexError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut fault: Option<IndexError> = None;
        let mut each = |records: &[Record], reports: &Reports| {
            if let Err(error) = knots(catalog, read.last, records, reports, &mut rows) {
                fault.get_or_insert(error);
            }
        };
        pieces_of(catalog, log, read, Starts::Linked, &mut each)?;
        if let Some(error) = fault {
            return Err(error);
        }
        rows.sort_unstable_by_key(|row| row.position);
        Ok(Tight(rows))
    }

    /// What is known of a record that is linked to others.
    pub fn get(&self, position: u64) -> Option<&Row> {
        let position = u32::try_from(position).ok()?;
        let at = self.0.binary_search_by_key(&position, |row| row.position).ok()?;
        self.0.get(at)
    }
}

/// Adds the records of a piece, knot by knot.
fn knots<C: Catalog + ?Sized>(
    catalog: &C,
    last: u64,
    records: &[Record],
    reports: &Reports,
    rows: &mut Vec<Row>,
) -> Result<(), IndexError> {
    let there: FxHashMap<u64, &Record> = records.iter().map(|record| (record.position, record)).collect();
    let number = |position: u64| u32::try_from(position).ok();
    let mut met: FxHashSet<u64> = FxHashSet::default();
    for start in records {
        let (Some(knot), mut open) = (number(start.position), vec![start]) else { continue };
        while let Some(record) = open.pop() {
            if !met.insert(record.position) {
                continue;
            }
            let mut links = catalog.links(record.position)?;
            links.retain(|position| *position <= last);
            // What is not in the piece registers or amends something.
            let near: Vec<Option<&Record>> = links.iter().map(|at| there.get(at).copied()).collect();
            let hinted = near.iter().all(|other| other.is_some_and(|other| only_hints(record, other)));
            let alone = if hinted { alone(record, reports) } else { None };
            rows.extend(number(record.position).map(|position| Row { position, knot, alone }));
            open.extend(near.into_iter().flatten());
        }
    }
    Ok(())
}

/// Whether no more than hints binds two linked records to each other.
fn only_hints(one: &Record, other: &Record) -> bool {
    let (Body::Report(one), Body::Report(other)) = (&one.body, &other.body) else { return false };
    let speaks = |one: &Report, other: &Report| {
        let of = |content: &Content| matches!(content, Content::Aspect { report, .. } if *report == other.id);
        one.variant_of.contains(&other.id) || one.says.iter().any(|said| of(&said.content))
    };
    !speaks(one, other) && !speaks(other, one)
}

fn alone(record: &Record, reports: &Reports) -> Option<Alone> {
    let Body::Report(report) = &record.body else { return None };
    let accepted = reports.accepted();
    let at = accepted.binary_search_by(|one| one.report.id.cmp(&report.id)).ok()?;
    let Accepted { surety, perhaps, .. } = accepted.get(at)?;
    let (begin, end) = reports.bounds(&report.id)?;
    let acts = *surety == Surety::Stated && !perhaps && !report.date.is_spell();
    let unproven = report.surety != Surety::Stated;
    (!begin.is_empty() && !end.is_empty()).then_some(Alone { begin, end, acts, unproven })
}
