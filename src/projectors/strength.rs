//! Strength: numbers keep value, bound, unit, claimant and date; never averaged, never the latest alone (rule R32).
//! Figures are no fluents: they are read straight from the reports that give them.

use crate::domain::{ActorId, Detail, Kind, Report, Role, SpeechKind};

/// A number somebody gives for the strength of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// As told: `8000`, `9000-10000`, `20+`.
    pub count: String,
    /// What is counted.
    pub unit: String,
    /// Whose strength.
    pub subject: ActorId,
    /// Who says so; empty where nobody is named.
    pub by: Vec<ActorId>,
}

/// The figure a report gives, if it is a strength report.
pub fn figure(report: &Report) -> Option<Figure> {
    match report.kind {
        Kind::Speech(SpeechKind::StrengthReport) => Some(Figure {
            count: report.detail(Detail::Count)?.to_owned(),
            unit: report.detail(Detail::Unit)?.to_owned(),
            subject: report.role(Role::Subject).first()?.actor.clone(),
            by: report.role(Role::Source).iter().map(|f| f.actor.clone()).collect(),
        }),
        Kind::Speech(
            SpeechKind::Declaration
            | SpeechKind::Accusation
            | SpeechKind::Dispute
            | SpeechKind::Report
            | SpeechKind::Status,
        )
        | Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_)
        | Kind::Force(_)
        | Kind::State(_) => None,
    }
}
