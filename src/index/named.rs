//! Which reports may name something in a role, as a place or as their source, whatever the view: as told or as corrected, under
//! another id, or by the word of somebody. What hints, accounts and amendments bind to them names it perhaps as well.

use std::collections::{BTreeSet, HashSet};

use super::catalog::Catalog;
use super::closure::{Closure, Fetch, reading};
use super::error::IndexError;
use super::key::Key;
use crate::domain::{Body, Holder, Record, Slug};
use crate::log::Log;
use crate::replay::View;

/// What reports are to name.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// One of these actors, in a role.
    Actors(&'a [Slug]),
    /// One of these places.
    Places(&'a [Slug]),
    /// One of these sources, as the one that tells it.
    Sources(&'a [Slug]),
}

/// Records read at a time.
const PAGE: usize = 4096;
/// Where more than one record of so many names it, all are read as fast.
const FEW: usize = 4;

/// Where the reports lie that name something, up to a position; `None` where they are no few.
///
/// # Errors
/// Whatever catalog and log report.
pub(super) fn naming<C: Catalog + ?Sized>(
    catalog: &C,
    log: &dyn Log,
    view: &View,
    last: u64,
    named: Named<'_>,
) -> Result<Option<BTreeSet<u64>>, IndexError> {
    let most = usize::try_from(last).unwrap_or(usize::MAX) / FEW;
    let found = match named {
        Named::Actors(ids) => roles(catalog, log, view, last, ids)?,
        // Of places and sources it is not known where all their reports lie.
        Named::Places(ids) => {
            let ids: HashSet<&Slug> = ids.iter().collect();
            read(log, last, most, |body| lies_in(body, &ids))?
        }
        Named::Sources(ids) => {
            let ids: HashSet<&Slug> = ids.iter().collect();
            read(log, last, most, |body| cites(body, &ids))?
        }
    };
    Ok(Some(found).filter(|found| found.len() <= most))
}

fn roles<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    log: &F,
    view: &View,
    last: u64,
    actors: &[Slug],
) -> Result<BTreeSet<u64>, IndexError> {
    let closure = Closure::new(catalog, log, view, last)?;
    let mut all = BTreeSet::new();
    let mut take = |key: Key| -> Result<(), IndexError> {
        all.extend(catalog.entries(&key)?.iter().map(|entry| entry.position).filter(|at| *at <= last));
        Ok(())
    };
    let ids: BTreeSet<Slug> = actors.iter().flat_map(|id| closure.one_and_all(id)).collect();
    for id in ids {
        take(Key::Names(id.clone()))?;
        // Who speaks of an event of this id names it.
        take(Key::Refers(id.clone()))?;
        for source in closure.voices(&id)? {
            take(Key::Names(source))?;
        }
    }
    Ok(all)
}

/// Where the records lie that fit, up to the first that is one too many.
fn read(
    log: &dyn Log,
    last: u64,
    most: usize,
    fits: impl Fn(&Body) -> bool,
) -> Result<BTreeSet<u64>, IndexError> {
    let (mut all, mut next) = (BTreeSet::new(), 1);
    while next <= last && all.len() <= most {
        let records = log.read(next, PAGE)?;
        let Some(end) = records.last().map(|record| record.position) else { break };
        let fit = |record: &&Record| record.position <= last && fits(&record.body);
        all.extend(records.iter().filter(fit).map(|record| record.position));
        next = end + 1;
    }
    Ok(all)
}

/// Whether a record is a report of one of these places, or makes one of it.
fn lies_in(body: &Body, places: &HashSet<&Slug>) -> bool {
    reading(body).is_some_and(|report| report.places.iter().any(|place| places.contains(place)))
}

/// Whether a record is a report of one of these sources, or makes one of it, or one of them speaks in it.
fn cites(body: &Body, sources: &HashSet<&Slug>) -> bool {
    let told = reading(body).map(|report| &report.citation.source);
    let spoken = match body {
        Body::Amendment(amendment) => match (&amendment.citation, &amendment.by) {
            (Some(citation), _) => Some(&citation.source),
            (None, Holder::Source(source)) => Some(source),
            (None, Holder::Actor(_) | Holder::Keeper(_)) => None,
        },
        _ => None,
    };
    told.into_iter().chain(spoken).any(|source| sources.contains(source))
}
