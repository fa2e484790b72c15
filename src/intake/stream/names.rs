//! The ids of registers, in memory: what nearly every reference names.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::draft::Sort;
use super::super::known::Known;
use crate::domain::Body;

/// The ids of sources, places and actors, those of the log and those of the stream.
#[derive(Debug, Default)]
pub(super) struct Names {
    sources: HashSet<Box<str>>,
    places: HashSet<Box<str>>,
    actors: HashSet<Box<str>>,
}

impl Names {
    /// Those of the log.
    pub fn of(known: &dyn Known) -> Names {
        let mut names = Names::default();
        for sort in [Sort::Source, Sort::Place, Sort::Actor] {
            known.ids(sort).for_each(|id| names.insert(sort, id));
        }
        names
    }

    /// Adds one; none of a sort that registers nothing.
    pub fn insert(&mut self, sort: Sort, id: &str) {
        let ids = match sort {
            Sort::Source => &mut self.sources,
            Sort::Place => &mut self.places,
            Sort::Actor => &mut self.actors,
            Sort::Event | Sort::Amendment => return,
        };
        if !ids.contains(id) {
            ids.insert(id.into());
        }
    }

    /// Whether there is one.
    pub fn contains(&self, sort: Sort, id: &str) -> bool {
        match sort {
            Sort::Source => self.sources.contains(id),
            Sort::Place => self.places.contains(id),
            Sort::Actor => self.actors.contains(id),
            Sort::Event | Sort::Amendment => false,
        }
    }
}

/// Ids alone: enough to read an event by.
impl Known for Names {
    fn body(&self, _: Sort, _: &str) -> Option<Cow<'_, Body>> {
        None
    }

    fn has(&self, sort: Sort, id: &str) -> bool {
        self.contains(sort, id)
    }

    fn ids(&self, _: Sort) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(std::iter::empty())
    }
}
