//! Accounts: aspects of happenings that sources tell differently, and aspects that reports themselves call contested,
//! each with who says what (rules R2 and R4).

use std::collections::{BTreeMap, BTreeSet};

use super::disputes::{Dispute, Matter, Stance, extend};
use crate::domain::{Across, ActorId, Bounds, FindingKind, Kind, Report, ReportId, Role, Slug, SpeechKind};
use crate::replay::{Accepted, Timeline};

/// The aspects on which accounts of one happening cannot all be right, each with what they say.
pub(super) fn happenings(timeline: &Timeline) -> Vec<Dispute> {
    let mut aspects: BTreeMap<Vec<ReportId>, BTreeSet<String>> = BTreeMap::new();
    for finding in &timeline.findings {
        let words = match finding.kind {
            FindingKind::DateDisputed => vec!["date".to_owned()],
            FindingKind::ModeDisputed => vec!["mode".to_owned()],
            FindingKind::FactDisputed => vec!["fact".to_owned()],
            FindingKind::RoleDisputed => disputed_roles(timeline, &finding.reports),
            _ => continue,
        };
        aspects.entry(finding.reports.clone()).or_default().extend(words);
    }
    let mut all = Vec::new();
    for (ids, words) in aspects {
        let reports: Vec<&Accepted> = ids.iter().filter_map(|id| timeline.report(id.as_str())).collect();
        let Some(first) = reports.first() else { continue };
        for word in words {
            let mut positions: Vec<Stance> = Vec::new();
            for accepted in &reports {
                let report = &accepted.report;
                let says = said(report, &word);
                let by = report.citation.source.clone();
                match positions.iter_mut().find(|p| p.says == says) {
                    Some(stance) => {
                        extend(&mut stance.by, vec![by]);
                        stance.reports.push(report.id.clone());
                    }
                    None => {
                        let reports = vec![report.id.clone()];
                        positions.push(Stance { by: vec![by], says, claim: false, reports, on: None });
                    }
                }
            }
            all.push(Dispute {
                matter: Matter::Happening(first.report.summary.clone()),
                aspects: vec![word],
                days: vec![hull(timeline, &ids)],
                leans_on: Vec::new(),
                positions,
                sources: timeline.sources_of(&ids),
                reports: ids.clone(),
            });
        }
    }
    all
}

/// What a report says on an aspect.
fn said(report: &Report, aspect: &str) -> String {
    match (aspect, Role::parse(aspect)) {
        ("fact", _) if report.kind == Kind::Speech(SpeechKind::Dispute) => "it did not happen".to_owned(),
        ("fact", _) => "it happened".to_owned(),
        ("date", _) if report.date.text.is_empty() => "no date".to_owned(),
        ("date", _) => report.date.text.clone(),
        ("mode", _) => report.kind.word().to_owned(),
        (_, Some(role)) => match report.role(role) {
            [] => "nobody named".to_owned(),
            all => all.iter().map(|f| f.actor.as_str()).collect::<Vec<_>>().join(", "),
        },
        (_, None) => report.summary.clone(),
    }
}

/// The roles that only one account can fill rightly, and that several of one kind fill differently (rule R4).
fn disputed_roles(timeline: &Timeline, ids: &[ReportId]) -> Vec<String> {
    let reports: Vec<&Accepted> = ids.iter().filter_map(|id| timeline.report(id.as_str())).collect();
    let kinds: BTreeSet<Kind> = reports.iter().map(|a| a.report.kind).collect();
    let mut words = Vec::new();
    for kind in kinds {
        for role in kind.grammar().roles.iter().filter(|u| u.across == Across::Dispute).map(|u| u.role) {
            let same = reports.iter().filter(|a| a.report.kind == kind);
            let told: BTreeSet<BTreeSet<&ActorId>> = same
                .map(|a| a.report.role(role).iter().map(|f| &f.actor).collect())
                .filter(|fillers: &BTreeSet<&ActorId>| !fillers.is_empty())
                .collect();
            if told.len() > 1 {
                words.push(role.word().to_owned());
            }
        }
    }
    words
}

/// From the first day one of these may have been to the last.
fn hull(timeline: &Timeline, ids: &[ReportId]) -> Bounds {
    let all = ids.iter().filter_map(|id| timeline.bounds(id)).map(|(b, e)| Bounds::new(b.earliest, e.latest));
    all.reduce(Bounds::hull).unwrap_or(Bounds::ANY)
}

/// What a report calls contested: its own words, and those of the other accounts of the same happening.
pub(super) fn label(timeline: &Timeline, accepted: &Accepted, aspects: Vec<String>) -> Dispute {
    let report = &accepted.report;
    let mut ids = vec![report.id.clone()];
    ids.extend_from_slice(timeline.variants(&report.id));
    let stance = |told: &Accepted| {
        let speech = matches!(told.report.kind, Kind::Speech(_));
        let speakers = [Role::By, Role::Source].into_iter().flat_map(|r| told.report.role(r));
        let mut by: Vec<Slug> = speakers.filter(|_| speech).map(|f| f.actor.clone()).collect();
        let claim = !by.is_empty();
        if !claim {
            by.push(told.report.citation.source.clone());
        }
        Stance {
            by,
            says: told.report.summary.clone(),
            claim,
            reports: vec![told.report.id.clone()],
            on: None,
        }
    };
    Dispute {
        matter: Matter::Label(report.summary.clone()),
        aspects,
        days: vec![hull(timeline, std::slice::from_ref(&report.id))],
        leans_on: Vec::new(),
        positions: ids.iter().filter_map(|id| timeline.report(id.as_str())).map(stance).collect(),
        sources: timeline.sources_of(&ids),
        reports: ids,
    }
}
