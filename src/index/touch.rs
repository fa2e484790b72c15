//! What a record touches: the keys it is to be found under, worked out when it is taken in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::entry::{Cited, cited_in};
use super::key::{Key, Touched};
use crate::domain::{
    Act, Amendment, Amends, Arg, BelongingKind, Body, BodyKind, Bounds, Content, Day, Detail, Effect, Holder,
    Kind, Margins, Relation, Report, Role, Slot, Slug, SpeechKind, Surety,
};
use crate::projectors::{Cast, figures_of, project};

/// How a record touches what a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// It proves that somebody is there, firmly, and does nothing else to it (rule R18).
    Evidence,
    /// The same, by a report that leans on no other by its own words.
    PlainEvidence,
    /// The same, by the word of somebody whom a view may leave out (rule R3).
    SpokenEvidence,
    /// It would prove that somebody is there, if a source confirmed it.
    Unproven,
    /// Whether it counts turns on other fluents, named in the record (rules R27, R28).
    Conditional,
    /// Anything else.
    Plain,
    /// Two actors were seen in some relation, once, by a report that tells of it outright and gives no other account.
    Seen,
}

impl Sort {
    /// Whether it proves that somebody is there, by a report that tells of it outright.
    pub fn is_told_act(self) -> bool {
        matches!(self, Sort::Evidence | Sort::PlainEvidence | Sort::SpokenEvidence)
    }

    /// Whether it only proves that somebody is there.
    pub fn is_evidence(self) -> bool {
        !matches!(self, Sort::Conditional | Sort::Plain | Sort::Seen)
    }
}

/// One touch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// What is touched.
    pub key: Key,
    /// How.
    pub sort: Sort,
}

/// What a report touches, as it reads, and as it reads told outright: so a source may confirm it.
pub fn touches(report: &Report, cast: &Cast) -> Vec<Touch> {
    let mut all: BTreeSet<Touch> = BTreeSet::new();
    let (act, once) = (act(report), is_once(report));
    let mut add = |report: &Report| {
        for effect in project(report, cast) {
            let sort = sort(&effect, act, once);
            let touched = touched(&effect);
            all.insert(Touch { key: Key::Touches(touched), sort });
        }
    };
    add(report);
    if report.surety != Surety::Stated {
        add(&Report { surety: Surety::Stated, ..report.clone() });
    }
    // Who expels from another body may be that body by another id (rule R6): then it has the standing to.
    if report.kind == Kind::Belonging(BelongingKind::Expulsion) {
        let own = report.role(Role::Org).to_vec();
        let mut same = Report { surety: Surety::Stated, ..report.clone() };
        same.roles.entry(Role::By).or_default().extend(own);
        let done = project(&same, cast).into_iter().filter(|e| !matches!(e.act, Act::Proves { .. }));
        all.extend(done.map(|e| Touch { key: Key::Touches(touched(&e)), sort: sort(&e, act, once) }));
    }
    // Such a report overrules those of the region around, even where it names nobody (rule R28).
    if report.kind.decides_a_place() {
        for place in &report.places {
            let (relation, object) = (Relation::Controls, Some(place.clone()));
            let key = Key::Touches(Touched { relation, subject: None, object, value: None });
            all.insert(Touch { key, sort: Sort::Plain });
        }
    }
    // A merger of bodies that are not named relates no two actors, and is told of what came of it all the same.
    if report.kind == Kind::Body(BodyKind::Merger) && report.role(Role::Constituent).is_empty() {
        for result in report.role(Role::Result) {
            let (relation, object) = (Relation::MergedInto, Some(result.actor.clone()));
            let key = Key::Touches(Touched { relation, subject: None, object, value: None });
            all.insert(Touch { key, sort: Sort::Plain });
        }
    }
    if !report.contested.is_empty() {
        all.extend(named(report).into_iter().map(in_dispute));
    }
    all.extend(report.actors().into_iter().map(|a| Touch { key: Key::Names(a.clone()), sort: Sort::Plain }));
    all.extend(
        figures_of(report).into_iter().map(|f| Touch { key: Key::Counts(f.subject), sort: Sort::Plain }),
    );
    all.into_iter().collect()
}

/// How a report proves that somebody is there.
fn act(report: &Report) -> Sort {
    let spoken = matches!(report.kind, Kind::Speech(kind) if kind != SpeechKind::Status)
        || matches!(report.kind, Kind::Body(BodyKind::Dissolution));
    // Of a spell that may have begun any day since then the source tells no more than of its end.
    let since = report.date.is_spell() && report.date.begin(&Margins::default()).latest == Day::FUTURE;
    match report.surety {
        Surety::Stated if since => Sort::Evidence,
        Surety::Stated if !report.hints.is_empty() || !report.variant_of.is_empty() => Sort::Evidence,
        Surety::Stated if spoken => Sort::SpokenEvidence,
        Surety::Stated => Sort::PlainEvidence,
        Surety::Inferred | Surety::Ambiguous => Sort::Unproven,
    }
}

/// Whether a report tells outright, and by no other account, of what happened at one time.
fn is_once(report: &Report) -> bool {
    let alone = report.variant_of.is_empty() && report.contested.is_empty();
    alone && report.surety == Surety::Stated && !report.date.is_spell()
}

/// Whether an effect that counts by itself is that two actors were seen in some relation.
fn is_sighting(effect: &Effect) -> bool {
    let Act::Observes { fluent } = &effect.act else { return false };
    let declaration = fluent.relation.declaration();
    let two =
        matches!((declaration.subject, declaration.object), (Arg::Actor { .. }, Some(Arg::Actor { .. })));
    // What somebody holds as a member may be told of whom he belongs to (rule R28).
    let two = two && declaration.slot == Slot::Shared && fluent.relation != Relation::DirectMemberOf;
    let firm = effect.surety == Surety::Stated && effect.told == Surety::Stated && effect.holders.is_empty();
    two && firm && effect.reaches.is_none() && effect.branch.is_none()
}

/// How an effect touches, of a report that proves in this way that somebody is there, and that tells of one time or not.
fn sort(effect: &Effect, act: Sort, once: bool) -> Sort {
    let conditional = effect.standing.is_some() || !effect.provided.is_empty();
    match effect.act {
        _ if conditional => Sort::Conditional,
        Act::Proves { .. } => act,
        _ if once && is_sighting(effect) => Sort::Seen,
        _ => Sort::Plain,
    }
}

fn touched(effect: &Effect) -> Touched {
    match &effect.act {
        Act::Begins { fluent, .. }
        | Act::Lapses { fluent, .. }
        | Act::Observes { fluent }
        | Act::Proves { fluent }
        | Act::Affirms { fluent }
        | Act::Denies { fluent } => Touched::fluent(fluent),
        Act::Ends { pattern, .. } | Act::Returns { pattern, .. } => Touched::pattern(pattern),
    }
}

/// What a report touches with the fillers, places and propositions of its other accounts and readings: whichever of them a
/// view brings together, what they touch is among it (rule R4).
pub fn touches_with(report: &Report, others: &[Arc<Report>], cast: &Cast) -> Vec<Touch> {
    let mut all: Vec<Touch> = touches(report, cast);
    let readings: Vec<&Report> = std::iter::once(report).chain(others.iter().map(Arc::as_ref)).collect();
    let mut roles: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut joined = report.clone();
    for reading in &readings {
        for (role, fillers) in &reading.roles {
            let known: &mut Vec<_> = roles.entry(*role).or_default();
            known.extend(fillers.iter().map(|f| f.actor.clone()));
        }
        joined.places.extend(reading.places.iter().cloned());
        joined.says.extend(reading.says.iter().cloned());
    }
    for (role, mut actors) in roles {
        actors.sort();
        actors.dedup();
        let stated = |actor| crate::domain::Filler { actor, surety: Surety::Stated };
        joined.roles.insert(role, actors.into_iter().map(stated).collect());
    }
    joined.places.sort();
    joined.places.dedup();
    joined.surety = Surety::Stated;
    // The kind and the details of each may come together with those of every other.
    for kind in readings.iter().map(|r| r.kind).collect::<BTreeSet<_>>() {
        for details in &readings {
            let one = Report { kind, details: details.details.clone(), ..joined.clone() };
            all.extend(touches(&one, cast));
        }
    }
    all.extend(readings.iter().flat_map(|reading| named(reading)).map(in_dispute));
    // What has several readings is never plain.
    for touch in &mut all {
        touch.sort = match touch.sort {
            Sort::Seen => Sort::Plain,
            sort if sort.is_evidence() => Sort::Evidence,
            sort => sort,
        };
    }
    all.sort();
    all.dedup();
    all
}

/// The actors, places and treaties that a report names.
pub fn named(report: &Report) -> BTreeSet<Slug> {
    let treaty = report.detail(Detail::Treaty).and_then(|id| Slug::new(id).ok());
    let actors = report.actors().into_iter().cloned();
    actors.chain(report.places.iter().cloned()).chain(treaty).collect()
}

fn in_dispute(id: Slug) -> Touch {
    Touch { key: Key::Disputed(id), sort: Sort::Plain }
}

/// The ids of other records that a record refers to, but for actors and places in roles.
pub fn refers(body: &Body) -> BTreeSet<Slug> {
    let mut all = BTreeSet::new();
    let report = match body {
        Body::Report(report) => Some(report),
        Body::Amendment(amendment) => {
            all.insert(amendment.act.target().clone());
            match &amendment.act {
                Amends::Correct { becomes, .. } => match &**becomes {
                    Body::Report(report) => Some(report),
                    Body::Source(source) => {
                        all.extend(source.party.clone());
                        None
                    }
                    _ => None,
                },
                Amends::SameAs { stays, .. } => {
                    all.insert(stays.clone());
                    None
                }
                _ => None,
            }
        }
        Body::Source(source) => {
            all.extend(source.party.clone());
            None
        }
        Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => None,
    };
    if let Some(report) = report {
        all.extend(report.hints.iter().map(|h| h.other.clone()));
        all.extend(report.variant_of.iter().cloned());
        all.extend(report.says.iter().filter_map(|said| match &said.content {
            Content::Aspect { report, .. } => Some(report.clone()),
            Content::Fact(_) => None,
        }));
        // A correction is of itself, not another record.
        if let Body::Report(own) = body {
            all.remove(&own.id);
        }
    }
    all
}

/// The reports that a record tells the same happening as, corrects, confirms, disputes or denies.
pub fn links(body: &Body) -> Vec<Slug> {
    match body {
        Body::Report(report) => report.variant_of.clone(),
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Correct { becomes, .. } => match &**becomes {
                Body::Report(report) => {
                    std::iter::once(&report.id).chain(&report.variant_of).cloned().collect()
                }
                _ => Vec::new(),
            },
            Amends::Confirm { event } | Amends::Dispute { event, .. } | Amends::Deny { event, .. } => {
                vec![event.clone()]
            }
            Amends::Retract { .. } | Amends::SameAs { .. } | Amends::Redact(_) => Vec::new(),
        },
        Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => Vec::new(),
    }
}

/// Whether a record registers something, amends what does, or tells of a redaction.
pub fn registers(body: &Body) -> bool {
    match body {
        Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => true,
        Body::Report(_) => false,
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Correct { becomes, .. } => !matches!(**becomes, Body::Report(_)),
            Amends::SameAs { .. } | Amends::Redact(_) | Amends::Retract { .. } => true,
            Amends::Confirm { .. } | Amends::Dispute { .. } | Amends::Deny { .. } => false,
        },
    }
}

/// Whether a record was redacted or tells of a redaction.
pub fn redacts(body: &Body) -> bool {
    match body {
        Body::Redacted(_) => true,
        Body::Amendment(amendment) => matches!(amendment.act, Amends::Redact(_)),
        Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Report(_) => false,
    }
}

/// The actor or source that speaks in an amendment: what is said in it is a report of its own.
pub fn speaker(body: &Body) -> Option<&Slug> {
    match body {
        Body::Amendment(amendment) => match &amendment.by {
            Holder::Actor(id) | Holder::Source(id) => Some(id),
            Holder::Keeper(_) => None,
        },
        _ => None,
    }
}

/// What an amendment cites, and what the report cites that it makes of another: a source, and the one it is read through.
pub fn cited(amendment: &Amendment) -> Vec<Cited> {
    let own = match (&amendment.citation, &amendment.by) {
        (Some(citation), _) => Some(cited_in(citation)),
        (None, Holder::Source(id)) => Some((id.clone(), None)),
        (None, Holder::Actor(_) | Holder::Keeper(_)) => None,
    };
    // A report may be corrected to cite another source.
    let becomes = match &amendment.act {
        Amends::Correct { becomes, .. } => match &**becomes {
            Body::Report(report) => Some(cited_in(&report.citation)),
            _ => None,
        },
        _ => None,
    };
    own.into_iter().chain(becomes).collect()
}

/// The days on which what a report does may begin: that of an act is over by the end of its spell.
pub fn days(report: &Report, sort: Sort) -> Bounds {
    let all = written(report);
    let begin = report.date.begin(&Margins::default());
    let over = report.date.end(&Margins::default()).latest;
    if sort.is_evidence() && begin.earliest <= over {
        Bounds::new(begin.earliest, begin.latest.min(over))
    } else {
        all
    }
}

/// The days between which a report lies as it is written, margins of the default view added.
fn written(report: &Report) -> Bounds {
    let margins = Margins::default();
    let (begin, end) = (report.date.begin(&margins), report.date.end(&margins));
    Bounds::new(begin.earliest, begin.latest.max(end.latest))
}
