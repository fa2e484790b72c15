//! Projectors: what each kind of event does to which fluents. A projector maps one report to effects; it holds no
//! state and evaluates nothing. One file a projector, one line in [`ALL`]; matches are exhaustive, so a new kind
//! makes the compiler name every projector that must decide about it.

mod claims;
mod existence;
mod lineage;
mod membership;
mod naming;
mod posts;
mod relations;
mod sanctions;
mod strength;
mod talks;
mod territory;
mod treaties;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::domain::{
    Act, ActorId, ActorKind, Arg, At, Effect, Filler, Fluent, Pattern, PlaceId, Report, Surety, Term,
};

pub use strength::{Figure, figures_of};

/// Raised whenever a projector or the kernel answers otherwise than before: a persisted timeline is stale then.
pub const RULES_VERSION: u32 = 8;

/// A projector: its name and what it makes of a report.
pub struct Projector {
    /// For messages and reasons.
    pub name: &'static str,
    /// Report to effects.
    pub project: fn(&Report, &Cast) -> Vec<Effect>,
}

/// Every projector.
pub const ALL: &[Projector] = &[
    Projector { name: "existence", project: existence::project },
    Projector { name: "lineage", project: lineage::project },
    Projector { name: "naming", project: naming::project },
    Projector { name: "membership", project: membership::project },
    Projector { name: "posts", project: posts::project },
    Projector { name: "treaties", project: treaties::project },
    Projector { name: "talks", project: talks::project },
    Projector { name: "relations", project: relations::project },
    Projector { name: "territory", project: territory::project },
    Projector { name: "sanctions", project: sanctions::project },
    Projector { name: "claims", project: claims::project },
];

/// What is registered: what sort every actor is, and what lies in every place.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    kinds: FxHashMap<ActorId, ActorKind>,
    inside: FxHashMap<PlaceId, Vec<PlaceId>>,
}

impl Cast {
    /// A cast from (actor, kind) pairs, and places each with the place around it.
    pub fn new(
        actors: impl IntoIterator<Item = (ActorId, ActorKind)>,
        places: impl IntoIterator<Item = (PlaceId, Option<PlaceId>)>,
    ) -> Cast {
        let around: BTreeMap<PlaceId, PlaceId> =
            places.into_iter().filter_map(|(place, around)| Some((place, around?))).collect();
        let mut inside: FxHashMap<PlaceId, Vec<PlaceId>> = FxHashMap::default();
        for place in around.keys() {
            let mut seen = vec![place];
            while let Some(next) = seen.last().and_then(|p| around.get(*p)) {
                // Places that are said to lie in each other do not go round for ever.
                if seen.contains(&next) {
                    break;
                }
                inside.entry(next.clone()).or_default().push(place.clone());
                seen.push(next);
            }
        }
        Cast { kinds: actors.into_iter().collect(), inside }
    }

    /// Every place that lies in a place, at any depth (rule R28).
    pub fn inside(&self, place: &PlaceId) -> &[PlaceId] {
        self.inside.get(place).map_or(&[], Vec::as_slice)
    }

    /// The kind of an actor, `None` where it is not registered.
    pub fn kind(&self, actor: &ActorId) -> Option<ActorKind> {
        self.kinds.get(actor).copied()
    }

    /// Whether an actor is a person.
    pub fn is_person(&self, actor: &ActorId) -> bool {
        self.kind(actor) == Some(ActorKind::Person)
    }

    /// `alive` of a person, `exists` of anything else.
    pub fn being(&self, actor: &ActorId) -> Fluent {
        let relation = if self.is_person(actor) {
            crate::domain::Relation::Alive
        } else {
            crate::domain::Relation::Exists
        };
        Fluent::one(relation, actor)
    }

    /// The being of every actor a fluent cannot outlive (rule R26).
    pub fn presupposed(&self, fluent: &Fluent) -> Vec<Fluent> {
        let declaration = fluent.relation.declaration();
        let places = [
            (Some(declaration.subject), Some(&fluent.subject)),
            (declaration.object, fluent.object.as_ref()),
        ];
        let living = places.into_iter().filter(|(arg, _)| *arg == Some(Arg::Actor { presupposed: true }));
        living.filter_map(|(_, actor)| actor).map(|actor| self.being(actor)).collect()
    }

    /// Every registered actor.
    pub fn actors(&self) -> impl Iterator<Item = (&ActorId, ActorKind)> {
        self.kinds.iter().map(|(id, kind)| (id, *kind))
    }
}

/// Everything every projector makes of a report. An ambiguous report has no effects (rule R2).
pub fn project(report: &Report, cast: &Cast) -> Vec<Effect> {
    if report.surety == Surety::Ambiguous {
        return Vec::new();
    }
    ALL.iter()
        .flat_map(|projector| (projector.project)(report, cast))
        .map(|mut effect| {
            effect.surety = effect.surety.min(report.surety);
            effect.told = effect.told.min(report.surety);
            effect
        })
        .filter(|effect| effect.surety != Surety::Ambiguous && !is_of_itself(&effect.act))
        .collect()
}

/// Whether an effect relates an actor to itself, as a correction or two ids of one actor may make it read: nobody is a
/// member, a party or a part of itself.
fn is_of_itself(act: &Act) -> bool {
    let (relation, subject, object) = match act {
        Act::Begins { fluent, .. }
        | Act::Lapses { fluent, .. }
        | Act::Observes { fluent }
        | Act::Proves { fluent }
        | Act::Affirms { fluent }
        | Act::Denies { fluent } => (fluent.relation, Some(&fluent.subject), &fluent.object),
        Act::Ends { pattern, .. } | Act::Returns { pattern, .. } => {
            (pattern.relation, pattern.subject.as_ref(), &pattern.object)
        }
    };
    let between_actors = matches!(relation.declaration().object, Some(Arg::Actor { .. }));
    between_actors && subject.is_some() && subject == object.as_ref()
}

// Building blocks of projectors.

fn effect(act: Act, surety: Surety) -> Effect {
    Effect {
        act,
        at: At::Begin,
        surety,
        told: surety,
        needs: Vec::new(),
        standing: None,
        holders: Vec::new(),
        reaches: None,
        provided: Vec::new(),
        branch: None,
    }
}

/// `fluent` begins, told as firmly as its fillers; void where one of `needs` is certainly not there.
fn begins(fluent: Fluent, surety: Surety, needs: &[&ActorId]) -> Effect {
    let needs = needs.iter().map(|a| (*a).clone()).collect();
    Effect { needs, ..effect(Act::Begins { fluent, birth: false }, surety) }
}

/// A body comes into being.
fn born(fluent: Fluent, surety: Surety) -> Effect {
    effect(Act::Begins { fluent, birth: true }, surety)
}

/// This very fluent ends, so it held until then.
fn ends(fluent: &Fluent, surety: Surety) -> Effect {
    let pattern = Pattern::exactly(fluent);
    effect(Act::Ends { pattern, except: Vec::new(), explicit: true }, surety)
}

/// Whatever fits the pattern ends, but for some holders.
fn displaces(pattern: Pattern, except: Vec<ActorId>, surety: Surety) -> Effect {
    effect(Act::Ends { pattern, except, explicit: false }, surety)
}

/// What the report begins may be over after a term.
fn lapses(fluent: Fluent, after: Term, surety: Surety, needs: &[&ActorId]) -> Effect {
    let needs = needs.iter().map(|a| (*a).clone()).collect();
    Effect { needs, ..effect(Act::Lapses { fluent, after }, surety) }
}

/// The fluent is seen to hold.
fn observes(fluent: Fluent, surety: Surety, needs: &[&ActorId]) -> Effect {
    let needs = needs.iter().map(|a| (*a).clone()).collect();
    Effect { needs, ..effect(Act::Observes { fluent }, surety) }
}

/// Every pair of one from each side, each told as firmly as the weaker of the two. Nobody is paired with itself.
fn across<'a>(a: &'a [Filler], b: &'a [Filler]) -> Vec<(&'a ActorId, &'a ActorId, Surety)> {
    let mut pairs = Vec::new();
    for x in a {
        for y in b {
            if x.actor != y.actor {
                pairs.push((&x.actor, &y.actor, x.surety.min(y.surety)));
            }
        }
    }
    pairs
}

/// Every two of a list, once.
fn pairwise(all: &[Filler]) -> Vec<(&ActorId, &ActorId, Surety)> {
    let mut pairs = Vec::new();
    for (i, x) in all.iter().enumerate() {
        for y in all.iter().skip(i + 1) {
            if x.actor != y.actor {
                pairs.push((&x.actor, &y.actor, x.surety.min(y.surety)));
            }
        }
    }
    pairs
}
