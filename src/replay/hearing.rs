//! Hearing: which sources a view hears in some records, and how far each could know (rule R12).

use std::collections::{BTreeMap, BTreeSet};

use super::amend;
use super::view::{Published, View, out_in};
use crate::domain::{Day, Record, SourceId};

/// The sources of some records.
#[derive(Clone, Debug, Default)]
pub struct Hearing {
    /// Those of which the view accepts a record, with the last day each could have known.
    pub heard: BTreeMap<SourceId, Day>,
    /// Those of which it accepts none, whatever they tell.
    pub unheard: BTreeSet<SourceId>,
}

/// What a view hears of these records.
pub fn hearing(records: &[Record], view: &View) -> Hearing {
    let recorded: Vec<&Record> = records.iter().filter(|record| view.has(record)).collect();
    let amended = amend::amend(&recorded, view);
    let mut hearing = Hearing { heard: view.select(&amended).known, unheard: BTreeSet::new() };
    for (id, source) in &amended.sources {
        if view.without.contains(id)
            || !view.trusts(source)
            || view.published(out_in(source)) == Published::No
        {
            hearing.unheard.insert(id.clone());
        }
    }
    hearing
}
