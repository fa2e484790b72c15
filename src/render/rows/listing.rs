//! Listings: actors, places and sources.

use serde::Serialize;

use super::{Ends, Row, texts};
use crate::domain::{Actor, Name, Place, Slug};
use crate::question::{Activity, Listed, Read, published};

/// A name and the sources that use it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct NameRow {
    name: String,
    sources: Vec<String>,
}

impl NameRow {
    fn all(names: &[Name]) -> Vec<NameRow> {
        names.iter().map(|n| NameRow { name: n.text.clone(), sources: texts(&n.sources) }).collect()
    }

    fn short(names: &[NameRow]) -> String {
        let one = |n: &NameRow| match n.sources.as_slice() {
            [] => n.name.clone(),
            sources => format!("{} ({})", n.name, sources.join(", ")),
        };
        names.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

fn ends(activity: &Activity) -> (Ends, Ends) {
    (activity.first.into(), activity.last.into())
}

/// An actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ActorRow {
    actor: String,
    kind: &'static str,
    names: Vec<NameRow>,
    reports: usize,
    first: Ends,
    last: Ends,
    fits: Option<&'static str>,
    note: Option<String>,
}

impl From<&Listed<Actor>> for ActorRow {
    fn from(listed: &Listed<Actor>) -> ActorRow {
        let (first, last) = ends(&listed.activity);
        ActorRow {
            actor: listed.what.id.to_string(),
            kind: listed.what.kind.word(),
            names: NameRow::all(&listed.what.names),
            reports: listed.activity.reports,
            first,
            last,
            fits: listed.fit.map(|f| f.word()),
            note: listed.what.note.clone(),
        }
    }
}

impl Row for ActorRow {
    fn headers() -> Vec<&'static str> {
        vec!["actor", "kind", "reports", "first", "last", "names"]
    }

    fn cells(&self) -> Vec<String> {
        let (first, last) = (self.first.short(), self.last.short());
        let names = NameRow::short(&self.names);
        vec![self.actor.clone(), self.kind.to_owned(), self.reports.to_string(), first, last, names]
    }
}

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlaceRow {
    place: String,
    within: Option<String>,
    names: Vec<NameRow>,
    reports: usize,
    first: Ends,
    last: Ends,
    fits: Option<&'static str>,
    note: Option<String>,
}

impl From<&Listed<Place>> for PlaceRow {
    fn from(listed: &Listed<Place>) -> PlaceRow {
        let (first, last) = ends(&listed.activity);
        PlaceRow {
            place: listed.what.id.to_string(),
            within: listed.what.within.as_ref().map(Slug::to_string),
            names: NameRow::all(&listed.what.names),
            reports: listed.activity.reports,
            first,
            last,
            fits: listed.fit.map(|f| f.word()),
            note: listed.what.note.clone(),
        }
    }
}

impl Row for PlaceRow {
    fn headers() -> Vec<&'static str> {
        vec!["place", "within", "reports", "first", "last", "names"]
    }

    fn cells(&self) -> Vec<String> {
        let within = self.within.clone().unwrap_or_default();
        let (first, last) = (self.first.short(), self.last.short());
        let names = NameRow::short(&self.names);
        vec![self.place.clone(), within, self.reports.to_string(), first, last, names]
    }
}

/// A source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceRow {
    source: String,
    title: String,
    author: Option<String>,
    publisher: Option<String>,
    published: Ends,
    through: Vec<String>,
    party: Option<String>,
    retrieved: Option<String>,
    reliability: Option<String>,
    locator: Option<String>,
    reports: usize,
    first: Ends,
    last: Ends,
    fits: Option<&'static str>,
    note: Option<String>,
}

impl From<&Listed<Read>> for SourceRow {
    fn from(listed: &Listed<Read>) -> SourceRow {
        let source = &listed.what.source;
        let (first, last) = ends(&listed.activity);
        SourceRow {
            source: source.id.to_string(),
            title: source.title.clone(),
            author: source.author.clone(),
            publisher: source.publisher.clone(),
            published: published(source).into(),
            through: texts(&listed.what.through),
            party: source.party.as_ref().map(Slug::to_string),
            retrieved: source.retrieved.clone(),
            reliability: source.reliability.clone(),
            locator: source.locator.clone(),
            reports: listed.activity.reports,
            first,
            last,
            fits: listed.fit.map(|f| f.word()),
            note: source.note.clone(),
        }
    }
}

impl Row for SourceRow {
    fn headers() -> Vec<&'static str> {
        vec!["source", "published", "read through", "reports", "title"]
    }

    fn cells(&self) -> Vec<String> {
        let through = self.through.join(", ");
        let reports = self.reports.to_string();
        vec![self.source.clone(), self.published.short(), through, reports, self.title.clone()]
    }
}
