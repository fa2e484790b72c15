//! Naming: which name a body takes and gives up. Names of the register hold without a date: see `replay`.

use super::{Cast, begins, ends};
use crate::domain::{BodyKind, Detail, Effect, Fluent, Kind, Report, Role};

/// Renames.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    match report.kind {
        Kind::Body(BodyKind::Rename) => {
            for body in report.role(Role::Subject) {
                if let Some(name) = report.detail(Detail::NewName) {
                    out.push(begins(Fluent::named(&body.actor, name), body.surety, &[&body.actor]));
                }
                if let Some(name) = report.detail(Detail::OldName) {
                    out.push(ends(&Fluent::named(&body.actor, name), body.surety));
                }
            }
        }
        Kind::Body(BodyKind::Formation | BodyKind::Merger | BodyKind::Split | BodyKind::Dissolution)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::State(_)
        | Kind::Speech(_) => {}
    }
    out
}
