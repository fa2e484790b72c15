//! Existence of bodies and lives of persons: births, ends, and the evidence of acts (rules R16, R18, R25, R27).

use super::{Cast, born, effect, ends};
use crate::domain::{
    Act, AgreementKind, BelongingKind, BodyKind, Branch, Detail, Effect, Fluent, ForceKind, Kind, PostKind,
    Relation, Report, Role, SpeechKind, StateKind, Surety,
};

/// Formation, merger, split, dissolution and death; then whoever acts exists.
pub(super) fn project(report: &Report, cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    match report.kind {
        Kind::Body(kind) => bodies(kind, report, &mut out),
        Kind::Post(kind) => match kind {
            PostKind::Death => {
                for dead in report.role(Role::Target) {
                    out.push(ends(&Fluent::one(Relation::Alive, &dead.actor), dead.surety));
                }
            }
            PostKind::LeaderChange | PostKind::Appointment | PostKind::Arrest | PostKind::Kidnapping => {}
        },
        Kind::Belonging(
            BelongingKind::Join | BelongingKind::Leave | BelongingKind::Expulsion | BelongingKind::Defection,
        )
        | Kind::Agreement(
            AgreementKind::TreatySigned
            | AgreementKind::TreatyWithdrawn
            | AgreementKind::TreatyTerminated
            | AgreementKind::Talks
            | AgreementKind::Alliance
            | AgreementKind::AllianceEnd
            | AgreementKind::Meeting,
        )
        | Kind::Force(
            ForceKind::WarDeclared
            | ForceKind::Hostilities
            | ForceKind::Battle
            | ForceKind::Attack
            | ForceKind::Capture
            | ForceKind::Withdrawal
            | ForceKind::Deployment
            | ForceKind::Blockade,
        )
        | Kind::State(
            StateKind::Coup
            | StateKind::Vote
            | StateKind::Protest
            | StateKind::StateAct
            | StateKind::Sanction,
        )
        | Kind::Speech(
            SpeechKind::Declaration
            | SpeechKind::Accusation
            | SpeechKind::Dispute
            | SpeechKind::Report
            | SpeechKind::StrengthReport
            | SpeechKind::Status,
        ) => {}
    }
    evidence(report, cast, &mut out);
    out
}

fn bodies(kind: BodyKind, report: &Report, out: &mut Vec<Effect>) {
    let exists = |actor| Fluent::one(Relation::Exists, actor);
    match kind {
        BodyKind::Formation => {
            for body in report.role(Role::Subject) {
                out.push(born(exists(&body.actor), body.surety));
            }
        }
        BodyKind::Merger => {
            if report.is(Detail::Mode, "absorption") {
                return;
            }
            let joined = report.is(Detail::Mode, "into-existing");
            for body in report.role(Role::Result) {
                if !joined {
                    out.push(born(exists(&body.actor), body.surety));
                } else if report.surety == Surety::Stated && body.surety == Surety::Stated {
                    out.push(effect(Act::Proves { fluent: exists(&body.actor) }, body.surety));
                }
            }
            for body in report.role(Role::Constituent) {
                let end = ends(&exists(&body.actor), body.surety);
                let told = report.detail(Detail::ConstituentsEnd).or(joined.then_some("unknown"));
                match told {
                    Some("no") => {}
                    Some("implied" | "unknown") => out.push(Effect { surety: Surety::Inferred, ..end }),
                    Some("disputed") => {
                        let branch = Branch { aspect: "constituents-end", alternative: 0, of: 2 };
                        out.push(Effect { branch: Some(branch), ..end });
                    }
                    Some(_) | None => out.push(end),
                }
            }
        }
        BodyKind::Split => {
            for body in report.role(Role::Result) {
                out.push(born(exists(&body.actor), body.surety));
            }
            for parent in report.role(Role::Parent) {
                let end = ends(&exists(&parent.actor), parent.surety);
                match report.detail(Detail::ParentSurvives) {
                    Some("no") => out.push(end),
                    Some("unknown") => out.push(Effect { surety: Surety::Inferred, ..end }),
                    Some("yes") if report.surety == Surety::Stated && parent.surety == Surety::Stated => {
                        out.push(effect(Act::Proves { fluent: exists(&parent.actor) }, parent.surety));
                    }
                    Some(_) | None => {}
                }
            }
        }
        BodyKind::Dissolution => {
            for body in report.role(Role::Subject) {
                let authors = report.role(Role::By);
                let own = authors.is_empty() || authors.iter().any(|by| by.actor == body.actor);
                let end = ends(&exists(&body.actor), body.surety);
                if own {
                    out.push(end);
                } else {
                    let leads = |by: &crate::domain::Filler| Fluent::post(&by.actor, &body.actor, "leader");
                    out.push(Effect {
                        standing: Some(authors.iter().map(leads).collect()),
                        holders: authors.iter().map(|by| by.actor.clone()).collect(),
                        ..end
                    });
                }
            }
        }
        BodyKind::Rename => {}
    }
}

/// Who fills an active role of a stated report exists from then on (rule R18). Inference proves nothing.
fn evidence(report: &Report, cast: &Cast, out: &mut Vec<Effect>) {
    if report.surety != Surety::Stated {
        return;
    }
    for role_use in report.kind.grammar().roles.iter().filter(|u| u.active) {
        for filler in report.role(role_use.role) {
            if filler.surety == Surety::Stated {
                out.push(effect(Act::Proves { fluent: cast.being(&filler.actor) }, Surety::Stated));
            }
        }
    }
}
