//! Tightened days: of every report that nothing but hints binds to others, the days that these leave it. Where no two of a
//! knot are wanted for the same fluent, the others need not be read; an act among many then says all it can say by its days.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::catalog::Catalog;
use super::closure::Fetch;
use super::error::IndexError;
use super::pieces::{Read, Starts, pieces_of};
use super::touch::registers;
use super::tracks::{Alone, Hinted, Overlay, Tracks};
use crate::domain::{Body, Content, Record, Report, Surety};
use crate::replay::{Accepted, Reports};

/// All of them, by position.
pub(super) enum Tight<'a> {
    /// Just worked out.
    Made(Vec<Hinted>),
    /// Kept beside tracks, but for what was told since.
    Kept(&'a Tracks, &'a Overlay),
}

impl Tight<'static> {
    /// Nothing is known of any.
    pub const NONE: Tight<'static> = Tight::Made(Vec::new());

    /// Of a log as a view reads it, which puts nothing on another day.
    ///
    /// # Errors
    /// Whatever catalog and log report.
    pub fn of<C: Catalog + Sync + ?Sized, F: Fetch + Sync + ?Sized>(
        catalog: &C,
        log: &F,
        read: &Read<'_>,
    ) -> Result<Tight<'static>, IndexError> {
        let mut rows: Vec<Hinted> = Vec::new();
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
        Ok(Tight::Made(rows))
    }
}

impl Tight<'_> {
    /// What is known of a record that is linked to others.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn get(&self, position: u64) -> Result<Option<Hinted>, IndexError> {
        let Ok(position) = u32::try_from(position) else { return Ok(None) };
        match self {
            Tight::Made(rows) => {
                let at = rows.binary_search_by_key(&position, |row| row.position).ok();
                Ok(at.and_then(|at| rows.get(at)).copied())
            }
            Tight::Kept(tracks, overlay) => {
                let Some(grown) = overlay.grown() else { return Ok(None) };
                Ok(tracks.hinted(position)?.filter(|row| !grown.contains(&row.knot)))
            }
        }
    }
}

/// The knots of which new records tell more; `None` where they may change the days of any report.
///
/// # Errors
/// Whatever catalog and log report.
pub(super) fn grown<'r, C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    log: &F,
    tracks: &Tracks,
    new: impl Iterator<Item = &'r Record>,
) -> Result<Option<BTreeSet<u32>>, IndexError> {
    let mut knots = BTreeSet::new();
    for record in new {
        let links = catalog.links(record.position)?;
        let amends = matches!(record.body, Body::Amendment(_)) && registers(&record.body);
        let reports = |record: &Record| matches!(record.body, Body::Report(_) | Body::Amendment(_));
        if amends && (links.is_empty() || !log.fetch(&links)?.iter().all(reports)) {
            return Ok(None);
        }
        for linked in links.into_iter().filter_map(|at| u32::try_from(at).ok()) {
            knots.extend(tracks.hinted(linked)?.map(|row| row.knot));
        }
    }
    Ok(Some(knots))
}

/// Adds the records of a piece, knot by knot.
fn knots<C: Catalog + ?Sized>(
    catalog: &C,
    last: u64,
    records: &[Record],
    reports: &Reports,
    rows: &mut Vec<Hinted>,
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
            rows.extend(number(record.position).map(|position| Hinted { position, knot, alone }));
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
