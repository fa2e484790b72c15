//! Membership: joining, leaving, expulsion, defection, founding, and what is merely observed (rules R22 to R24).

use super::{Cast, begins, ends, observes};
use crate::domain::{
    Act, ActorId, ActorKind, BelongingKind, BodyKind, Detail, Effect, Fluent, Kind, Relation, Report, Role,
    SpeechKind, Surety,
};

/// Everything that makes or ends a membership.
pub(super) fn project(report: &Report, cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    match report.kind {
        Kind::Body(kind) => founding(kind, report, cast, &mut out),
        Kind::Belonging(kind) => belonging(kind, report, cast, &mut out),
        Kind::Speech(SpeechKind::Status) => {
            for body in report.role(Role::Coalition) {
                for member in report.role(Role::Member).iter().chain(report.role(Role::Subject)) {
                    let fact = member_of(&member.actor, &body.actor);
                    let surety = member.surety.min(body.surety);
                    out.push(observes(fact, surety, &[&member.actor, &body.actor]));
                }
            }
        }
        Kind::Speech(
            SpeechKind::Declaration
            | SpeechKind::Accusation
            | SpeechKind::Dispute
            | SpeechKind::Report
            | SpeechKind::StrengthReport,
        )
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::State(_) => {}
    }
    out
}

fn member_of(member: &ActorId, body: &ActorId) -> Fluent {
    Fluent::two(Relation::DirectMemberOf, member, body)
}

/// Enters a body: the membership begins, and an earlier departure is over.
fn enters(member: &ActorId, body: &ActorId, surety: Surety, out: &mut Vec<Effect>) {
    out.push(begins(member_of(member, body), surety, &[member, body]));
    let mut back = ends(&Fluent::two(Relation::Left, member, body), surety);
    back.needs = vec![member.clone(), body.clone()];
    if let Act::Ends { explicit, .. } = &mut back.act {
        *explicit = false; // joining does not say that somebody had left before
    }
    out.push(back);
}

/// Goes out of a body: the membership ends, and with it every path there (rule R22).
fn goes(member: &ActorId, body: &ActorId, surety: Surety, out: &mut Vec<Effect>) {
    leaves(member, body, surety, surety, out);
}

/// As [`goes`], where the departure is less sure than that there was somebody to depart (`told`).
fn leaves(member: &ActorId, body: &ActorId, surety: Surety, told: Surety, out: &mut Vec<Effect>) {
    out.push(Effect { told, ..ends(&member_of(member, body), surety) });
    out.push(begins(Fluent::two(Relation::Left, member, body), surety, &[]));
}

fn founding(kind: BodyKind, report: &Report, cast: &Cast, out: &mut Vec<Effect>) {
    let body_role = match kind {
        BodyKind::Formation => Role::Subject,
        BodyKind::Merger | BodyKind::Split => Role::Result,
        BodyKind::Dissolution | BodyKind::Rename => return,
    };
    for body in report.role(body_role) {
        for member in report.role(Role::Member) {
            enters(&member.actor, &body.actor, member.surety.min(body.surety), out);
        }
        for founder in report.role(Role::Founder) {
            if founding_makes_member(cast, &founder.actor, &body.actor) {
                enters(&founder.actor, &body.actor, founder.surety.min(body.surety), out);
            }
        }
        if kind == BodyKind::Split {
            for by in report.role(Role::By).iter().filter(|f| cast.is_person(&f.actor)) {
                enters(&by.actor, &body.actor, by.surety.min(body.surety), out);
            }
            for kept in report.role(Role::Keeps) {
                enters(&body.actor, &kept.actor, body.surety.min(kept.surety), out);
            }
        }
    }
    if kind == BodyKind::Split {
        for parent in report.role(Role::Parent) {
            for by in report.role(Role::By).iter().filter(|f| cast.is_person(&f.actor)) {
                goes(&by.actor, &parent.actor, by.surety.min(parent.surety), out);
            }
        }
    }
}

/// Rule R23: a person who founds a body is its member; a faction, coalition or state that founds a coalition too;
/// an organisation that founds a mission is not.
fn founding_makes_member(cast: &Cast, founder: &ActorId, body: &ActorId) -> bool {
    match cast.kind(founder) {
        Some(ActorKind::Person) => true,
        Some(ActorKind::Faction | ActorKind::Coalition | ActorKind::State | ActorKind::Party) => {
            cast.kind(body) == Some(ActorKind::Coalition)
        }
        Some(
            ActorKind::Force
            | ActorKind::Mission
            | ActorKind::Company
            | ActorKind::Organisation
            | ActorKind::Community,
        )
        | None => false,
    }
}

/// Rule R24: what a scope makes of a departure or an entry. `None`: the name of the body does not move.
pub(super) fn scoped(report: &Report, surety: Surety) -> Option<Surety> {
    match report.detail(Detail::Scope) {
        Some("some") => None,
        Some("part") => Some(surety.min(Surety::Inferred)),
        Some(_) | None => Some(surety),
    }
}

fn belonging(kind: BelongingKind, report: &Report, cast: &Cast, out: &mut Vec<Effect>) {
    match kind {
        BelongingKind::Join => {
            for member in report.role(Role::Member) {
                for body in report.role(Role::Coalition) {
                    if let Some(surety) = scoped(report, member.surety.min(body.surety)) {
                        enters(&member.actor, &body.actor, surety, out);
                    }
                }
                for old in report.role(Role::From) {
                    let told = member.surety.min(old.surety);
                    if let Some(surety) = scoped(report, told) {
                        leaves(&member.actor, &old.actor, surety, told, out);
                    }
                }
            }
        }
        BelongingKind::Leave => {
            for member in report.role(Role::Member) {
                for body in report.role(Role::Coalition).iter().chain(report.role(Role::Org)) {
                    let told = member.surety.min(body.surety);
                    if let Some(surety) = scoped(report, told) {
                        leaves(&member.actor, &body.actor, surety, told, out);
                    }
                }
            }
        }
        BelongingKind::Expulsion => expulsion(report, out),
        BelongingKind::Defection => {
            // Fighters who change sides in numbers move no body: only persons do, or a body told to go whole.
            let whole = report.is(Detail::Scope, "whole");
            for who in report.role(Role::Subject) {
                if !(whole || cast.is_person(&who.actor)) {
                    continue;
                }
                for old in report.role(Role::From) {
                    goes(&who.actor, &old.actor, who.surety.min(old.surety), out);
                }
                for new in report.role(Role::To) {
                    enters(&who.actor, &new.actor, who.surety.min(new.surety), out);
                }
            }
        }
    }
}

/// Rule R27: only the body itself expels. Anybody else merely says so.
fn expulsion(report: &Report, out: &mut Vec<Effect>) {
    let by = report.role(Role::By);
    let bodies = if report.role(Role::Org).is_empty() { by } else { report.role(Role::Org) };
    for target in report.role(Role::Target) {
        for body in bodies {
            let surety = target.surety.min(body.surety);
            if by.iter().any(|b| b.actor == body.actor) {
                goes(&target.actor, &body.actor, surety, out);
            } else {
                let fluent = member_of(&target.actor, &body.actor);
                let holders = by.iter().map(|b| b.actor.clone()).collect();
                out.push(Effect { holders, ..super::effect(Act::Denies { fluent }, surety) });
            }
        }
    }
}
