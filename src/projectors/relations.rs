//! Relations of pairs: alliance, cooperation, hostility, declared war (rules R19, R29). Never transitive.

use super::{Cast, across, begins, displaces, ends, observes, pairwise};
use crate::domain::{
    AgreementKind, Detail, Effect, Filler, Fluent, ForceKind, Kind, Pattern, Relation, Report, Role, Surety,
};

/// Alliances and fighting.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    match report.kind {
        Kind::Agreement(kind) => alliances(kind, report, &mut out),
        Kind::Force(kind) => fighting(kind, report, &mut out),
        Kind::Body(_) | Kind::Belonging(_) | Kind::Post(_) | Kind::State(_) | Kind::Speech(_) => {}
    }
    out
}

fn alliances(kind: AgreementKind, report: &Report, out: &mut Vec<Effect>) {
    match kind {
        AgreementKind::Alliance => {
            // A stated form or common target makes it a joint operation: seen, not begun (rule R19).
            let operation = report.detail(Detail::Form).is_some()
                || !report.role(Role::Against).is_empty()
                || report.is(Detail::Phase, "ongoing");
            for (a, b, surety) in pairwise(report.role(Role::Party)) {
                if operation {
                    out.push(observes(Fluent::two(Relation::Cooperating, a, b), surety, &[a, b]));
                } else {
                    out.push(begins(Fluent::two(Relation::Allied, a, b), surety, &[a, b]));
                }
            }
        }
        AgreementKind::AllianceEnd => {
            for (a, b, surety) in pairwise(report.role(Role::Party)) {
                out.push(ends(&Fluent::two(Relation::Allied, a, b), surety));
                let joint = Pattern::exactly(&Fluent::two(Relation::Cooperating, a, b));
                out.push(displaces(joint, Vec::new(), surety));
            }
        }
        AgreementKind::TreatySigned
        | AgreementKind::TreatyWithdrawn
        | AgreementKind::TreatyTerminated
        | AgreementKind::Talks
        | AgreementKind::Meeting => {}
    }
}

fn fighting(kind: ForceKind, report: &Report, out: &mut Vec<Effect>) {
    let seen = |a: &[Filler], b: &[Filler], out: &mut Vec<Effect>| {
        for (x, y, surety) in across(a, b) {
            out.push(observes(Fluent::two(Relation::Hostile, x, y), surety, &[x, y]));
        }
    };
    match kind {
        ForceKind::WarDeclared => {
            for (a, b, surety) in across(report.role(Role::By), report.role(Role::Target)) {
                out.push(begins(Fluent::two(Relation::AtWar, a, b), surety, &[a, b]));
            }
        }
        ForceKind::Hostilities => hostilities(report, out),
        ForceKind::Battle => seen(report.role(Role::SideA), report.role(Role::SideB), out),
        ForceKind::Attack => seen(report.role(Role::By), report.role(Role::Target), out),
        ForceKind::Capture => seen(report.role(Role::By), report.role(Role::From), out),
        ForceKind::Withdrawal | ForceKind::Deployment | ForceKind::Blockade => {}
    }
}

fn hostilities(report: &Report, out: &mut Vec<Effect>) {
    for (a, b, surety) in across(report.role(Role::SideA), report.role(Role::SideB)) {
        let fact = Fluent::two(Relation::Hostile, a, b);
        match report.detail(Detail::Phase) {
            Some("start" | "resumed") => {
                out.push(begins(fact, surety, &[a, b]));
                // From the first shot on an alliance of the two is at most possible (rule R29).
                let allied = Pattern::exactly(&Fluent::two(Relation::Allied, a, b));
                out.push(displaces(allied, Vec::new(), Surety::Inferred));
            }
            Some("ongoing" | "whole") => out.push(observes(fact, surety, &[a, b])),
            Some("abated") => out.push(Effect { surety: Surety::Inferred, ..ends(&fact, surety) }),
            _ => out.push(ends(&fact, surety)),
        }
    }
}
