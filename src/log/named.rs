//! What a record names that has to be registered: actors, places and sources. Other events may come later (rule R35),
//! and treaties are registered nowhere.

use crate::domain::{Amends, Arg, Body, Citation, Content, Fluent, Holder, Name, Report, Role, Slug};

/// A sort of record, as people write it, and an id.
pub(super) type Named = (&'static str, Slug);

/// The actors, places and sources that a record names. A correction names those of the keys it sets: `read` tells how a
/// record of a sort and id reads now.
pub(super) fn named<'a>(body: &Body, read: &dyn Fn(&Body) -> Option<&'a Body>) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    match body {
        Body::Source(source) => {
            all.extend(source.cited_by.iter().map(|id| ("source", id.clone())));
            all.extend(source.party.iter().map(|id| ("actor", id.clone())));
        }
        Body::Actor(actor) => all.extend(users(&actor.names)),
        Body::Place(place) => {
            all.extend(users(&place.names));
            all.extend(place.within.iter().map(|id| ("place", id.clone())));
        }
        Body::Report(report) => by_report(report, &mut all),
        Body::Redacted(_) => {}
        Body::Amendment(amendment) => {
            all.extend(amendment.citation.iter().flat_map(cited));
            match &amendment.by {
                Holder::Actor(id) => all.push(("actor", id.clone())),
                Holder::Source(id) => all.push(("source", id.clone())),
                Holder::Keeper(_) => {}
            }
            match &amendment.act {
                Amends::SameAs { actor, stays } => {
                    all.extend([actor, stays].map(|id| ("actor", id.clone())));
                }
                Amends::Correct { keys, becomes, .. } => {
                    if let Some(mut corrected) = read(becomes).cloned() {
                        corrected.take(keys, becomes);
                        all.extend(named(&corrected, &|_| None));
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// The sources that use names.
fn users(names: &[Name]) -> impl Iterator<Item = Named> {
    names.iter().flat_map(|name| &name.sources).map(|id| ("source", id.clone()))
}

fn cited(citation: &Citation) -> impl Iterator<Item = Named> {
    [Some(&citation.source), citation.through.as_ref()].into_iter().flatten().map(|id| ("source", id.clone()))
}

fn by_report(report: &Report, all: &mut Vec<Named>) {
    all.extend(cited(&report.citation));
    all.extend(report.places.iter().map(|id| ("place", id.clone())));
    // What is spoken of may be an actor, a treaty or another event.
    let roles = report.roles.iter().filter(|(role, _)| **role != Role::About);
    all.extend(roles.flat_map(|(_, fillers)| fillers).map(|f| ("actor", f.actor.clone())));
    for said in &report.says {
        if let Content::Fact(fact) = &said.content {
            all.extend(in_fact(fact));
        }
    }
}

fn in_fact(fact: &Fluent) -> impl Iterator<Item = Named> {
    let declaration = fact.relation.declaration();
    let places =
        [(Some(declaration.subject), Some(&fact.subject)), (declaration.object, fact.object.as_ref())];
    places.into_iter().filter_map(|(arg, id)| match arg? {
        Arg::Actor { .. } => Some(("actor", id?.clone())),
        Arg::Place => Some(("place", id?.clone())),
        Arg::Treaty => None,
    })
}
