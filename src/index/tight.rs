//! Tightened days: of every report that nothing but hints binds, the days that these leave it. Where only one report of a knot
//! of hints is of interest, the others need not be read; an act among many then says all it can say by its days.

use std::sync::Mutex;

use rustc_hash::{FxHashMap, FxHashSet};

use super::catalog::Catalog;
use super::closure::Fetch;
use super::cores::lock;
use super::error::IndexError;
use super::pieces::{Read, Starts, pieces_of};
use crate::domain::{Body, Bounds, Content, Record, Report, Surety};
use crate::replay::{Accepted, Reports};

/// A report in a knot that holds nothing but hints.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    position: u32,
    /// The knot: the first position in it.
    pub knot: u32,
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
        let fault: Mutex<Option<IndexError>> = Mutex::default();
        let mut each = |records: &[Record], reports: &Reports| {
            if let Err(error) = knots(catalog, read.last, records, reports, &mut rows) {
                lock(&fault).get_or_insert(error);
            }
        };
        pieces_of(catalog, log, read, Starts::Linked, &mut each)?;
        if let Some(error) = lock(&fault).take() {
            return Err(error);
        }
        rows.sort_unstable_by_key(|row| row.position);
        Ok(Tight(rows))
    }

    /// What is known of a report.
    pub fn get(&self, position: u64) -> Option<&Row> {
        let position = u32::try_from(position).ok()?;
        let at = self.0.binary_search_by_key(&position, |row| row.position).ok()?;
        self.0.get(at)
    }
}

/// Adds the reports of a piece that lie in knots of hints alone.
fn knots<C: Catalog + ?Sized>(
    catalog: &C,
    last: u64,
    records: &[Record],
    reports: &Reports,
    rows: &mut Vec<Row>,
) -> Result<(), IndexError> {
    let there: FxHashMap<u64, &Record> = records.iter().map(|record| (record.position, record)).collect();
    let mut met: FxHashSet<u64> = FxHashSet::default();
    for start in records.iter().map(|record| record.position) {
        let (mut knot, mut open, mut plain) = (Vec::new(), vec![start], true);
        while let Some(position) = open.pop() {
            if position > last || !met.insert(position) {
                continue;
            }
            // What is not in the piece registers or amends something.
            let report = there.get(&position).and_then(|record| only_hints(record));
            plain &= report.is_some();
            knot.extend(report.map(|report| (position, report)));
            open.extend(catalog.links(position)?);
        }
        let first = knot.iter().map(|(position, _)| *position).min();
        let number = |position: u64| u32::try_from(position).ok();
        if let (true, Some(first)) = (plain, first.and_then(number)) {
            let row = |(position, report): &(u64, &Report)| row(number(*position)?, first, report, reports);
            rows.extend(knot.iter().filter_map(row));
        }
    }
    Ok(())
}

/// A report that no more than hints bind to others by its own words.
fn only_hints(record: &Record) -> Option<&Report> {
    let Body::Report(report) = &record.body else { return None };
    let aspects = report.says.iter().any(|said| matches!(said.content, Content::Aspect { .. }));
    (report.variant_of.is_empty() && !aspects).then_some(report)
}

fn row(position: u32, knot: u32, report: &Report, reports: &Reports) -> Option<Row> {
    let accepted = reports.accepted();
    let at = accepted.binary_search_by(|one| one.report.id.cmp(&report.id)).ok()?;
    let Accepted { surety, perhaps, .. } = accepted.get(at)?;
    let (begin, end) = reports.bounds(&report.id)?;
    let acts = *surety == Surety::Stated && !perhaps && !report.date.is_spell();
    let unproven = report.surety != Surety::Stated;
    (!begin.is_empty() && !end.is_empty()).then_some(Row { position, knot, begin, end, acts, unproven })
}
