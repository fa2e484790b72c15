//! Talks: open until suspended, left or closed. Leaving talks ends no treaty (rule R30).

use super::{Cast, begins, ends, observes, pairwise};
use crate::domain::{AgreementKind, Detail, Effect, Fluent, Kind, Relation, Report, Role};

/// Talks, by phase.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
    let kind = match report.kind {
        Kind::Agreement(kind) => kind,
        Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Force(_)
        | Kind::State(_)
        | Kind::Speech(_) => return Vec::new(),
    };
    match kind {
        AgreementKind::Talks => {}
        AgreementKind::TreatySigned
        | AgreementKind::TreatyWithdrawn
        | AgreementKind::TreatyTerminated
        | AgreementKind::Alliance
        | AgreementKind::AllianceEnd
        | AgreementKind::Meeting => return Vec::new(),
    }
    let leavers = report.role(Role::By);
    let goes = |actor: &crate::domain::ActorId| leavers.iter().any(|f| f.actor == *actor);
    let parties_leave = report.role(Role::Party).iter().any(|p| goes(&p.actor));
    let mut out = Vec::new();
    for (a, b, surety) in pairwise(report.role(Role::Party)) {
        let fact = Fluent::two(Relation::Talks, a, b);
        match report.detail(Detail::Phase) {
            Some("open") => out.push(begins(fact, surety, &[a, b])),
            Some("ongoing") => out.push(observes(fact, surety, &[a, b])),
            // Where some of the parties walk out, the others may talk on.
            _ if !parties_leave || goes(a) || goes(b) => out.push(ends(&fact, surety)),
            _ => {}
        }
    }
    out
}
