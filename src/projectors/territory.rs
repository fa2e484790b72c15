//! Territory: control, presence and blockade of places, and how far a report about a region reaches (rule R28).

use super::{Cast, begins, displaces, effect, ends, lapses, observes};
use crate::domain::{
    Act, ActorId, At, Detail, Effect, Fluent, ForceKind, Kind, Pattern, PlaceId, Relation, Report, Role,
    Surety, Term,
};

/// Captures, withdrawals, deployments, blockades.
pub(super) fn project(report: &Report, cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    let kind = match report.kind {
        Kind::Force(kind) => kind,
        Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::State(_)
        | Kind::Speech(_) => return out,
    };
    for place in &report.places {
        match kind {
            ForceKind::Capture
                if matches!(report.detail(Detail::Scope), Some("some" | "part" | "remainder")) =>
            {
                // Some towns of a region are not the region.
                let mut effects = Vec::new();
                capture(report, place, &mut effects);
                out.extend(effects.into_iter().filter_map(weakened).map(|e| from_losers(report, place, e)));
            }
            ForceKind::Capture => capture(report, place, &mut out),
            ForceKind::Withdrawal => withdrawal(report, place, &mut out),
            ForceKind::Deployment => {
                for who in report.role(Role::Subject) {
                    let fact = Fluent::two(Relation::PresentIn, &who.actor, place);
                    out.push(begins(fact, who.surety, &[&who.actor]));
                }
            }
            ForceKind::Blockade => blockade(report, place, &mut out),
            ForceKind::WarDeclared | ForceKind::Hostilities | ForceKind::Battle | ForceKind::Attack => {}
        }
    }
    let mut reached: Vec<&PlaceId> = report.places.iter().flat_map(|p| cast.inside(p)).collect();
    reached.sort();
    reached.dedup();
    for place in reached.into_iter().filter(|p| !report.places.contains(p)) {
        reach(kind, report, place, &mut out);
    }
    out
}

fn capture(report: &Report, place: &PlaceId, out: &mut Vec<Effect>) {
    let temporary = matches!(report.detail(Detail::Temporary), Some("yes" | "possible"));
    let takers = report.role(Role::By);
    for who in takers {
        let fact = Fluent::two(Relation::Controls, &who.actor, place);
        if temporary && !report.date.is_spell() {
            out.push(lapses(fact.clone(), Term::DAY, who.surety, &[&who.actor]));
        }
        out.push(begins(fact, who.surety, &[&who.actor]));
    }
    let others =
        Pattern { relation: Relation::Controls, subject: None, object: Some(place.clone()), value: None };
    let except: Vec<ActorId> = takers.iter().map(|f| f.actor.clone()).collect();
    if temporary {
        // Who may be back: the losers it names, or else whoever held the place.
        let named: Vec<Pattern> = (report.role(Role::From).iter())
            .map(|loser| Pattern { subject: Some(loser.actor.clone()), ..others.clone() })
            .collect();
        for pattern in if named.is_empty() { vec![others.clone()] } else { named } {
            out.push(effect(Act::Returns { pattern, except: except.clone() }, Surety::Inferred));
        }
    }
    out.push(displaces(others, except, Surety::Stated));
    for loser in report.role(Role::From) {
        out.push(ends(&Fluent::two(Relation::Controls, &loser.actor, place), loser.surety));
    }
}

fn withdrawal(report: &Report, place: &PlaceId, out: &mut Vec<Effect>) {
    for who in report.role(Role::Subject) {
        let gone = ends(&Fluent::two(Relation::PresentIn, &who.actor, place), who.surety);
        let held = Pattern::exactly(&Fluent::two(Relation::Controls, &who.actor, place));
        let lost = displaces(held, Vec::new(), who.surety);
        // A withdrawal that takes its time is over at its end.
        out.extend([gone, lost].map(|e| Effect { at: At::End, ..e }));
    }
}

fn blockade(report: &Report, place: &PlaceId, out: &mut Vec<Effect>) {
    for who in report.role(Role::By) {
        let fact = Fluent::two(Relation::Blockades, &who.actor, place);
        out.push(match report.detail(Detail::Phase) {
            Some("ended") => ends(&fact, who.surety),
            Some("ongoing") => observes(fact, who.surety, &[&who.actor]),
            _ => begins(fact, who.surety, &[&who.actor]),
        });
    }
    // Whoever is cut off still holds the place.
    for held in report.role(Role::Target) {
        let fact = Fluent::two(Relation::Controls, &held.actor, place);
        out.push(observes(fact, held.surety, &[&held.actor]));
    }
}

/// What a report about an enclosing place does to a place inside it (rule R28): all of it where the whole is told
/// of; else everything is at most possible, tells nothing of before, and takes from a named loser only what he held.
fn reach(kind: ForceKind, report: &Report, place: &PlaceId, out: &mut Vec<Effect>) {
    let mut effects = Vec::new();
    match kind {
        ForceKind::Capture => capture(report, place, &mut effects),
        ForceKind::Withdrawal => withdrawal(report, place, &mut effects),
        ForceKind::WarDeclared
        | ForceKind::Hostilities
        | ForceKind::Battle
        | ForceKind::Attack
        | ForceKind::Deployment
        | ForceKind::Blockade => {}
    }
    let whole = report.is(Detail::Scope, "whole");
    let reached = effects.into_iter().filter_map(|effect| {
        if whole { Some(effect) } else { Some(from_losers(report, place, weakened(effect)?)) }
    });
    out.extend(reached.map(|effect| Effect { reaches: Some(place.clone()), ..effect }));
}

/// An effect that takes a place only from the losers it names, if it names any.
fn from_losers(report: &Report, place: &PlaceId, effect: Effect) -> Effect {
    let losers = report.role(Role::From).iter();
    let provided = losers.map(|loser| Fluent::two(Relation::Controls, &loser.actor, place)).collect();
    Effect { provided, ..effect }
}

/// What is left of an effect that only perhaps concerns the place: at most possible, nothing told of before.
fn weakened(mut effect: Effect) -> Option<Effect> {
    if matches!(effect.act, Act::Lapses { .. } | Act::Returns { .. }) {
        return None;
    }
    effect.surety = effect.surety.min(Surety::Inferred);
    effect.told = effect.told.min(Surety::Inferred);
    if let Act::Ends { explicit, .. } = &mut effect.act {
        *explicit = false;
    }
    Some(effect)
}
