//! What two chronologies do not share: records that one side alone has, or that differ in what answers can rest on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::{Amends, Body, Citation, Slug, SourceId};

/// Which of two chronologies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// This one alone.
    Mine,
    /// The other one alone.
    Theirs,
    /// Both, and not the same.
    Both,
}

impl Side {
    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Side::Mine => "mine",
            Side::Theirs => "theirs",
            Side::Both => "differs",
        }
    }

    /// The other side; both, of both.
    pub(super) fn other(self) -> Side {
        match self {
            Side::Mine => Side::Theirs,
            Side::Theirs => Side::Mine,
            Side::Both => Side::Both,
        }
    }
}

/// A record that two chronologies do not share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// Its id.
    pub id: Slug,
    /// Its sort: `event`, `amendment`, `actor`, `place` or `source`.
    pub sort: &'static str,
    /// Who has it.
    pub side: Side,
}

/// The records that two chronologies do not share.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    /// Each with who has it, and as it is written there.
    pub(super) records: Vec<(Cause, Vec<Body>)>,
    /// What every amendment of both sides amends.
    pub(super) targets: BTreeMap<Slug, Slug>,
}

impl Apart {
    /// Compares the bodies of two chronologies by sort and id.
    pub fn of(mine: &[&Body], theirs: &[&Body]) -> Apart {
        let (here, there) = (by_id(mine), by_id(theirs));
        let mut apart = Apart::default();
        let keys: BTreeSet<_> = here.keys().chain(there.keys()).collect();
        for key in keys {
            let (a, b) = (here.get(key).copied(), there.get(key).copied());
            let side = match (a, b) {
                (Some(a), Some(b)) if bare(a) == bare(b) => continue,
                (Some(_), Some(_)) => Side::Both,
                (Some(_), None) => Side::Mine,
                (None, _) => Side::Theirs,
            };
            let cause = Cause { id: key.1.clone(), sort: key.0, side };
            apart.records.push((cause, [a, b].into_iter().flatten().cloned().collect()));
        }
        for body in mine.iter().chain(theirs) {
            if let Body::Amendment(amendment) = body {
                apart.targets.insert(amendment.id.clone(), amendment.act.target().clone());
            }
        }
        apart
    }

    /// Whether the two share all that answers rest on.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What an id amends, and what that amends in turn.
    pub(super) fn chain(&self, id: &Slug) -> BTreeSet<Slug> {
        let mut chain = BTreeSet::from([id.clone()]);
        let mut at = id;
        while let Some(target) = self.targets.get(at) {
            if !chain.insert(target.clone()) {
                break;
            }
            at = target;
        }
        chain
    }
}

fn by_id<'a>(bodies: &[&'a Body]) -> BTreeMap<(&'static str, Slug), &'a Body> {
    bodies.iter().map(|body| ((body.sort(), body.id().clone()), *body)).collect()
}

/// A record without what no answer rests on: titles, notes, summaries, remarks.
fn bare(body: &Body) -> Body {
    let mut body = body.clone();
    match &mut body {
        Body::Source(source) => {
            source.title = String::new();
            (source.author, source.publisher, source.locator, source.note) = (None, None, None, None);
        }
        Body::Actor(actor) => actor.note = None,
        Body::Redacted(_) => {}
        Body::Place(place) => place.note = None,
        Body::Report(report) => {
            let report = Arc::make_mut(report);
            (report.words, report.summary) = (None, String::new());
            report.contested.clear();
            report.remarks.clear();
            report.citation = cited(&report.citation);
        }
        Body::Amendment(amendment) => {
            amendment.note = None;
            amendment.citation = amendment.citation.as_ref().map(cited);
            if let Amends::Correct { becomes, .. } = &mut amendment.act {
                **becomes = bare(becomes);
            }
        }
    }
    body
}

/// The sources of a citation, without the place in them.
fn cited(citation: &Citation) -> Citation {
    Citation {
        source: citation.source.clone(),
        through: citation.through.clone(),
        paragraph: None,
        page: None,
        archive: None,
        retrieved: None,
    }
}

/// The sources a body is read from.
pub(super) fn sources(citation: &Citation) -> impl Iterator<Item = &SourceId> {
    [Some(&citation.source), citation.through.as_ref()].into_iter().flatten()
}
