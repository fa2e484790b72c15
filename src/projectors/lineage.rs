//! Lineage: who came out of whom, merged into whom, was absorbed, was founded by whom. Facts of history: they begin
//! and never end (rules R24, R25).

use super::{Cast, begins};
use crate::domain::{BodyKind, Detail, Effect, Fluent, Kind, Relation, Report, Role};

/// Mergers, splits and foundings.
pub(super) fn project(report: &Report, cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    let kind = match report.kind {
        Kind::Body(kind) => kind,
        Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::State(_)
        | Kind::Speech(_) => return out,
    };
    match kind {
        BodyKind::Formation => founders(report, Role::Subject, &[Role::Founder], &mut out),
        BodyKind::Merger => {
            let relation = if report.is(Detail::Mode, "absorption") {
                Relation::AbsorbedInto
            } else {
                Relation::MergedInto
            };
            relate(report, relation, Role::Constituent, Role::Result, &mut out);
            founders(report, Role::Result, &[Role::Founder], &mut out);
        }
        BodyKind::Split => {
            relate(report, Relation::SplitFrom, Role::Result, Role::Parent, &mut out);
            founders(report, Role::Result, &[Role::Founder], &mut out);
            // Only a person who leads a split founds the result; a body in `by` merely causes it.
            for body in report.role(Role::Result) {
                for by in report.role(Role::By).iter().filter(|f| cast.is_person(&f.actor)) {
                    let fact = Fluent::two(Relation::FoundedBy, &body.actor, &by.actor);
                    out.push(begins(fact, by.surety.min(body.surety), &[&by.actor]));
                }
            }
        }
        BodyKind::Dissolution | BodyKind::Rename => {}
    }
    out
}

fn relate(report: &Report, relation: Relation, from: Role, to: Role, out: &mut Vec<Effect>) {
    for a in report.role(from) {
        for b in report.role(to) {
            let fact = Fluent::two(relation, &a.actor, &b.actor);
            out.push(begins(fact, a.surety.min(b.surety), &[]));
        }
    }
}

fn founders(report: &Report, body: Role, roles: &[Role], out: &mut Vec<Effect>) {
    for body in report.role(body) {
        for founder in roles.iter().flat_map(|r| report.role(*r)) {
            let fact = Fluent::two(Relation::FoundedBy, &body.actor, &founder.actor);
            out.push(begins(fact, founder.surety.min(body.surety), &[&founder.actor]));
        }
    }
}
