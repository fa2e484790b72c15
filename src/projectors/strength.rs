//! Figures: strength, casualties and other counts keep value, bound, unit, claimant and date; never averaged, never
//! the latest alone (rule R32). Figures are no fluents: they are read straight from the reports that give them.

use crate::domain::{ActorId, Detail, Kind, Report, Role, SpeechKind};

/// A number somebody gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// As told: `8000`, `9000-10000`, `20+`.
    pub count: String,
    /// What is counted: `fighters`, `dead`.
    pub unit: String,
    /// Whose strength; of losses, who took part.
    pub subject: ActorId,
    /// Who says so; empty where it is the source alone.
    pub by: Vec<ActorId>,
}

/// The figures a report gives: of a strength report its own, of a report on something its count, of fighting and
/// protests the losses, for each who took part (whose losses they are is as a rule not told).
pub fn figures_of(report: &Report) -> Vec<Figure> {
    match report.kind {
        Kind::Speech(SpeechKind::StrengthReport) => counted(report, Role::Subject),
        Kind::Speech(SpeechKind::Report) => counted(report, Role::About),
        Kind::Force(_) | Kind::State(_) => losses(report),
        Kind::Speech(
            SpeechKind::Declaration | SpeechKind::Accusation | SpeechKind::Dispute | SpeechKind::Status,
        )
        | Kind::Body(_)
        | Kind::Belonging(_)
        | Kind::Post(_)
        | Kind::Agreement(_) => Vec::new(),
    }
}

/// `count` and `unit`, of everybody in a role, by the source the report names.
fn counted(report: &Report, role: Role) -> Vec<Figure> {
    let (Some(count), Some(unit)) = (report.detail(Detail::Count), report.detail(Detail::Unit)) else {
        return Vec::new();
    };
    let by: Vec<ActorId> = report.role(Role::Source).iter().map(|f| f.actor.clone()).collect();
    let of = report.role(role).iter();
    of.map(|f| Figure {
        count: count.to_owned(),
        unit: unit.to_owned(),
        subject: f.actor.clone(),
        by: by.clone(),
    })
    .collect()
}

fn losses(report: &Report) -> Vec<Figure> {
    let mut figures = Vec::new();
    for detail in [Detail::Dead, Detail::Wounded, Detail::Displaced] {
        let Some(count) = report.detail(detail) else { continue };
        for subject in report.actors() {
            figures.push(Figure {
                count: count.to_owned(),
                unit: detail.word().to_owned(),
                subject: subject.clone(),
                by: Vec::new(),
            });
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{Filler, ForceKind, Slug, Surety};

    fn report(kind: Kind, roles: &[(Role, &str)], details: &[(Detail, &str)]) -> Report {
        let mut all: BTreeMap<Role, Vec<Filler>> = BTreeMap::new();
        for (role, actor) in roles {
            let actor = Slug::new(actor).unwrap();
            all.entry(*role).or_default().push(Filler { actor, surety: Surety::Stated });
        }
        Report {
            roles: all,
            details: details.iter().map(|(detail, value)| (*detail, (*value).to_owned())).collect(),
            ..Report::blank(Slug::new("r").unwrap(), kind, Slug::new("s").unwrap())
        }
    }

    fn told(report: &Report) -> Vec<String> {
        let one = |f: &Figure| format!("{} {} {} by {}", f.subject, f.count, f.unit, f.by.len());
        figures_of(report).iter().map(one).collect()
    }

    #[test]
    fn given_a_battle_with_losses_when_counted_then_each_side_has_them_as_told() {
        let battle = report(
            Kind::Force(ForceKind::Battle),
            &[(Role::SideA, "a"), (Role::SideB, "b")],
            &[(Detail::Dead, "20+"), (Detail::Wounded, "~40")],
        );
        assert_eq!(
            told(&battle),
            ["a 20+ dead by 0", "b 20+ dead by 0", "a ~40 wounded by 0", "b ~40 wounded by 0"]
        );
    }

    #[test]
    fn given_counts_when_reported_then_they_belong_to_whom_they_are_about_and_to_who_gives_them() {
        let details = [(Detail::Count, "9000-10000"), (Detail::Unit, "fighters")];
        let roles = [(Role::Subject, "a"), (Role::Source, "b")];
        let strength = report(Kind::Speech(SpeechKind::StrengthReport), &roles, &details);
        assert_eq!(told(&strength), ["a 9000-10000 fighters by 1"]);
        let about = report(Kind::Speech(SpeechKind::Report), &[(Role::About, "c")], &details);
        assert_eq!(told(&about), ["c 9000-10000 fighters by 0"]);
        assert!(told(&report(Kind::Speech(SpeechKind::Report), &roles, &[])).is_empty());
    }
}
