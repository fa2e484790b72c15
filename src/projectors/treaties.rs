//! Treaties: in force from the first signature until terminated for all; each party on its own dates (rule R30).

use super::{Cast, begins, displaces, ends};
use crate::domain::{
    AgreementKind, Detail, Effect, Fluent, Kind, Pattern, Relation, Report, Role, Slug, Surety,
};

/// Signatures, withdrawals, terminations.
pub(super) fn project(report: &Report, _cast: &Cast) -> Vec<Effect> {
    let mut out = Vec::new();
    let kind = match report.kind {
        Kind::Agreement(kind) => kind,
        Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Force(_)
        | Kind::State(_)
        | Kind::Speech(_) => return out,
    };
    let Some(Ok(treaty)) = report.detail(Detail::Treaty).map(Slug::new) else { return out };
    let party_to = |actor| Fluent::two(Relation::PartyTo, actor, &treaty);
    match kind {
        AgreementKind::TreatySigned => {
            out.push(begins(Fluent::one(Relation::InForce, &treaty), Surety::Stated, &[]));
            for party in report.role(Role::Party) {
                out.push(begins(party_to(&party.actor), party.surety, &[&party.actor]));
            }
        }
        AgreementKind::TreatyWithdrawn => {
            for party in report.role(Role::By) {
                out.push(ends(&party_to(&party.actor), party.surety));
            }
        }
        AgreementKind::TreatyTerminated => {
            out.push(ends(&Fluent::one(Relation::InForce, &treaty), Surety::Stated));
            let all = Pattern {
                relation: Relation::PartyTo,
                subject: None,
                object: Some(treaty.clone()),
                value: None,
            };
            out.push(displaces(all, Vec::new(), Surety::Stated));
        }
        AgreementKind::Talks
        | AgreementKind::Alliance
        | AgreementKind::AllianceEnd
        | AgreementKind::Meeting => {}
    }
    out
}
