//! Territory: control, presence and blockade of places (rule R28).

use super::{Cast, begins, displaces, ends, observes};
use crate::domain::{Detail, Effect, Fluent, ForceKind, Kind, Pattern, Relation, Report, Role, Slug, Surety};

/// Captures, withdrawals, deployments, blockades.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
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
            ForceKind::Capture => capture(report, place, &mut out),
            ForceKind::Withdrawal => {
                for who in report.role(Role::Subject) {
                    out.push(ends(&Fluent::two(Relation::PresentIn, &who.actor, place), who.surety));
                    let held = Pattern::exactly(&Fluent::two(Relation::Controls, &who.actor, place));
                    out.push(displaces(held, Vec::new(), who.surety));
                }
            }
            ForceKind::Deployment => {
                for who in report.role(Role::Subject) {
                    let fact = Fluent::two(Relation::PresentIn, &who.actor, place);
                    out.push(begins(fact, who.surety, &[&who.actor]));
                }
            }
            ForceKind::Blockade => {
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
            ForceKind::WarDeclared | ForceKind::Hostilities | ForceKind::Battle | ForceKind::Attack => {}
        }
    }
    out
}

fn capture(report: &Report, place: &Slug, out: &mut Vec<Effect>) {
    let takers = report.role(Role::By);
    for who in takers {
        out.push(begins(Fluent::two(Relation::Controls, &who.actor, place), who.surety, &[&who.actor]));
    }
    let others =
        Pattern { relation: Relation::Controls, subject: None, object: Some(place.clone()), value: None };
    let except = takers.iter().map(|f| f.actor.clone()).collect();
    out.push(displaces(others, except, Surety::Stated));
    for loser in report.role(Role::From) {
        out.push(ends(&Fluent::two(Relation::Controls, &loser.actor, place), loser.surety));
    }
}
