//! What a historian should look at: reports spoken of that are not there; in one fluent, reports of one day that
//! nothing orders (rule R10), and ends of what had ended before.

use std::collections::BTreeSet;

use super::ledger::{Item, Part};
use super::network::Network;
use super::view::Accepted;
use crate::domain::names::nearest;
use crate::domain::{Arg, Content, Detail, Finding, FindingKind, Fluent, Report, Role, Slug};
use crate::projectors::Cast;

/// What reports speak of that is neither a report of the view nor, in `about`, an actor or a treaty.
pub(super) fn missing(accepted: &[Accepted], cast: &Cast) -> Vec<Finding> {
    let reports: BTreeSet<&str> = accepted.iter().map(|a| a.report.id.as_str()).collect();
    let treaties: BTreeSet<&str> = accepted.iter().flat_map(|a| treaties_of(&a.report)).collect();
    let mut found = Vec::new();
    for one in accepted {
        let mut note = |other: &Slug| {
            let near = nearest(other.as_str(), reports.iter().copied(), 1);
            let hint = near.first().map_or(String::new(), |n| format!("; did you mean {n}?"));
            found.push(Finding {
                kind: FindingKind::MissingReport,
                reports: vec![one.report.id.clone()],
                message: format!("{} speaks of {other}, which is not there{hint}", one.report.id),
            });
        };
        for said in &one.report.says {
            if let Content::Aspect { report, .. } = &said.content
                && !reports.contains(report.as_str())
            {
                note(report);
            }
        }
        for about in one.report.role(Role::About) {
            let id = about.actor.as_str();
            let known = reports.contains(id) || treaties.contains(id) || cast.kind(&about.actor).is_some();
            if !known {
                note(&about.actor);
            }
        }
    }
    found
}

/// The treaties a report names: its detail, and those in what it says.
fn treaties_of(report: &Report) -> impl Iterator<Item = &str> {
    let said = report.says.iter().filter_map(|said| match &said.content {
        Content::Fact(fact) => {
            let declaration = fact.relation.declaration();
            match (declaration.subject, declaration.object) {
                (Arg::Treaty, _) => Some(&fact.subject),
                (_, Some(Arg::Treaty)) => fact.object.as_ref(),
                _ => None,
            }
        }
        Content::Aspect { .. } => None,
    });
    report.detail(Detail::Treaty).into_iter().chain(said.map(Slug::as_str))
}

/// The findings of one fluent.
pub(super) fn notices(fluent: &Fluent, items: &[Item], network: &Network) -> Vec<Finding> {
    let mut found = Vec::new();
    for end in items.iter().filter(|i| matches!(i.part, Part::End { .. }) && i.certain) {
        for other in items.iter().filter(|i| i.certain && i.reports != end.reports) {
            match other.part {
                Part::Start { .. } if unordered(end, other, network) => found.push(Finding {
                    kind: FindingKind::AmbiguousOrder,
                    reports: both(end, other),
                    message: format!(
                        "`{fluent}` ends ({}) and begins ({}) on {}, and nothing orders the two; add `after` or `before`",
                        listed(&end.reports),
                        listed(&other.reports),
                        end.bounds.earliest
                    ),
                }),
                Part::End { explicit: true } if ended_before(other, end, items, network) => {
                    found.push(Finding {
                        kind: FindingKind::EndsNothing,
                        reports: both(end, other),
                        message: format!(
                            "{} ends `{fluent}`, which {} had ended before, and nothing told begins it between",
                            listed(&end.reports),
                            listed(&other.reports)
                        ),
                    });
                }
                _ => {}
            }
        }
    }
    found
}

/// Whether both fall on one known day and no hint puts one first.
fn unordered(end: &Item, start: &Item, network: &Network) -> bool {
    end.bounds.is_exact()
        && end.bounds == start.bounds
        && end.instant != start.instant
        && !network.precedes(end.instant, start.instant)
        && !network.precedes(start.instant, end.instant)
}

/// Whether an explicit end comes certainly after another, and nothing may begin the fluent between.
fn ended_before(first: &Item, second: &Item, items: &[Item], network: &Network) -> bool {
    let after = first.bounds.latest < second.bounds.earliest;
    let begins =
        |i: &&Item| matches!(i.part, Part::Start { .. } | Part::Evidence | Part::Return | Part::Seen);
    let between = |i: &Item| {
        i.bounds.latest >= first.bounds.earliest
            && i.bounds.earliest <= second.bounds.latest
            && !network.precedes(i.instant, first.instant)
    };
    let disputed = !first.choices.is_empty() || !second.choices.is_empty();
    second.part == (Part::End { explicit: true })
        && after
        && !disputed
        && !items.iter().filter(begins).any(between)
}

fn both(a: &Item, b: &Item) -> Vec<Slug> {
    let mut ids: Vec<Slug> = a.reports.iter().chain(&b.reports).cloned().collect();
    ids.sort();
    ids.dedup();
    ids
}

fn listed(ids: &[Slug]) -> String {
    ids.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ")
}
