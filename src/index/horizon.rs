//! The horizon of a view, found without reading the log: of every source one record that the view accepts is enough
//! (rule R12).

use std::collections::BTreeMap;

use super::catalog::Catalog;
use super::closure::{Closure, Fetch};
use super::entry::Cited;
use super::error::IndexError;
use super::key::{CITED, Key};
use crate::domain::{Day, SourceId};
use crate::replay::{View, hearing};

/// So many times as many records of each source are looked at in every turn; in the first, one.
const TURN: usize = 8;

/// The last day an accepted source could have known; `None` where it takes the whole log to tell.
///
/// # Errors
/// Whatever catalog and log report.
pub fn horizon<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    log: &F,
    view: &View,
    last: u64,
) -> Result<Option<Day>, IndexError> {
    let mut open: BTreeMap<Cited, Vec<u64>> = BTreeMap::new();
    let mut many = Vec::new();
    for cited in catalog.cited()? {
        if view.lets_through([Some(&cited.0), cited.1.as_ref()].into_iter().flatten()) {
            let entries = catalog.entries(&Key::Cites(cited.clone()))?;
            let mut positions: Vec<u64> = entries.iter().map(|e| e.position).filter(|p| *p <= last).collect();
            positions.reverse();
            // Where the last of those that are kept was recorded later, none is missing.
            if positions.len() >= CITED {
                many.push(cited.0.clone());
            }
            open.insert(cited, positions);
        }
    }
    let (mut horizon, mut turn) = (Day::PAST, 1);
    while !open.is_empty() {
        let mut closure = Closure::new(catalog, log, view, last)?;
        for positions in open.values_mut() {
            closure.want_positions(positions.split_off(positions.len().saturating_sub(turn)));
        }
        turn *= TURN;
        closure.close()?;
        let hearing = hearing(&closure.gathered().records, view);
        horizon = hearing.heard.values().copied().fold(horizon, Day::max);
        let settled =
            |source: &SourceId| hearing.heard.contains_key(source) || hearing.unheard.contains(source);
        open.retain(|cited, left| !settled(&cited.0) && !left.is_empty());
        many.retain(|source| !settled(source));
    }
    Ok(many.is_empty().then_some(horizon))
}
