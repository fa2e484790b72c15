//! Sanctions: by whom upon whom, until lifted; a partial lifting lifts nothing for certain (rule R32).

use super::{Cast, begins, ends};
use crate::domain::{Detail, Effect, Fluent, Kind, Relation, Report, Role, StateKind};

/// Sanctions imposed and lifted.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    match report.kind {
        Kind::State(StateKind::Sanction) => {}
        Kind::State(StateKind::Coup | StateKind::Vote | StateKind::Protest | StateKind::StateAct)
        | Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::Speech(_) => return out,
    }
    for target in report.role(Role::Target) {
        for by in report.role(Role::By) {
            let fact = Fluent::two(Relation::Sanctioned, &target.actor, &by.actor);
            let surety = target.surety.min(by.surety);
            out.push(match (report.detail(Detail::Phase), report.detail(Detail::Scope)) {
                (Some("lifted"), None | Some("whole")) => ends(&fact, surety),
                // Lifted in part: the rest of it goes on (rule R32).
                (Some("lifted"), Some(_)) => continue,
                _ => begins(fact, surety, &[&target.actor, &by.actor]),
            });
        }
    }
    out
}
