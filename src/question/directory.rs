//! The directory: actors, places and sources by slug and by name, tolerant of accent, case and spelling.

use std::collections::BTreeMap;

use crate::domain::names::{fold, nearest};
use crate::domain::{Actor, Body, Name, Place, Record, Slug, Source};

/// What a name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// One.
    One(Slug),
    /// Several bear it: the asker chooses.
    Several(Vec<Slug>),
    /// None; these come nearest.
    None(Vec<Slug>),
}

/// Everything registered, by slug and by folded name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Actors by slug.
    pub actors: BTreeMap<Slug, Actor>,
    /// Places by slug.
    pub places: BTreeMap<Slug, Place>,
    /// Sources by slug.
    pub sources: BTreeMap<Slug, Source>,
    names: BTreeMap<String, Vec<Slug>>,
}

impl Directory {
    /// The directory of a log.
    pub fn of(records: &[Record]) -> Directory {
        let mut directory = Directory::default();
        for record in records {
            match &record.body {
                Body::Actor(actor) => {
                    directory.enter(&actor.id, &actor.names);
                    directory.actors.insert(actor.id.clone(), actor.clone());
                }
                Body::Place(place) => {
                    directory.enter(&place.id, &place.names);
                    directory.places.insert(place.id.clone(), place.clone());
                }
                Body::Source(source) => {
                    directory.sources.insert(source.id.clone(), source.clone());
                }
                Body::Report(_) => {}
            }
        }
        directory
    }

    fn enter(&mut self, id: &Slug, names: &[Name]) {
        let slug = fold(id.as_str());
        for key in names.iter().map(|n| fold(&n.text)).chain([slug]) {
            let ids = self.names.entry(key).or_default();
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
    }

    /// The actor a text names: its slug, a name, or an acronym, whatever the accents and the case.
    pub fn actor(&self, text: &str) -> Resolved {
        self.find(text, |id| self.actors.contains_key(id))
    }

    /// The place a text names.
    pub fn place(&self, text: &str) -> Resolved {
        self.find(text, |id| self.places.contains_key(id))
    }

    fn find(&self, text: &str, fits: impl Fn(&Slug) -> bool) -> Resolved {
        if let Ok(id) = Slug::new(text)
            && fits(&id)
        {
            return Resolved::One(id);
        }
        let known: Vec<Slug> =
            self.names.get(&fold(text)).into_iter().flatten().filter(|id| fits(id)).cloned().collect();
        match known.as_slice() {
            [one] => return Resolved::One(one.clone()),
            [_, ..] => return Resolved::Several(known),
            [] => {}
        }
        let near = nearest(&fold(text), self.names.keys().map(String::as_str), 6);
        let mut ids: Vec<Slug> = Vec::new();
        for id in near.iter().filter_map(|key| self.names.get(*key)).flatten().filter(|id| fits(id)) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids.truncate(4);
        Resolved::None(ids)
    }

    /// The usual name of an actor or place, or its slug.
    pub fn name<'a>(&'a self, id: &'a Slug) -> &'a str {
        let names = self.actors.get(id).map(|a| &a.names).or(self.places.get(id).map(|p| &p.names));
        names.and_then(|n| n.first()).map_or(id.as_str(), |n| n.text.as_str())
    }
}
