//! What a historian should look at: reports spoken of that are not there; in one fluent, reports of one day that
//! nothing orders (rule R10), and ends of what had ended before.

use std::collections::BTreeSet;

use super::item::{Item, Part};
use super::network::Network;
use super::view::Accepted;
use crate::domain::names::nearest;
use crate::domain::{Arg, Content, Day, Detail, Finding, FindingKind, Fluent, Report, Role, Slug};
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
    if items.iter().any(|i| matches!(i.part, Part::End { .. }) && i.certain) {
        unordered(fluent, items, network, &mut found);
        ending_nothing(fluent, items, network, &mut found);
    }
    found
}

/// Beginnings and ends that fall on one known day, and no hint puts one first.
fn unordered(fluent: &Fluent, items: &[Item], network: &Network, found: &mut Vec<Finding>) {
    let exact = |i: &&Item| i.certain && i.bounds.is_exact();
    let mut starts: Vec<&Item> =
        items.iter().filter(|i| matches!(i.part, Part::Start { .. })).filter(exact).collect();
    if starts.is_empty() {
        return;
    }
    starts.sort_by_key(|i| i.bounds.earliest);
    for end in items.iter().filter(|i| matches!(i.part, Part::End { .. })).filter(exact) {
        let day = end.bounds.earliest;
        let first = starts.partition_point(|s| s.bounds.earliest < day);
        for start in starts.iter().skip(first).take_while(|s| s.bounds.earliest == day) {
            let ordered = end.instant == start.instant
                || network.precedes(end.instant, start.instant)
                || network.precedes(start.instant, end.instant);
            if ordered || start.reports == end.reports {
                continue;
            }
            found.push(Finding {
                kind: FindingKind::AmbiguousOrder,
                reports: both(end, start),
                message: format!(
                    "`{fluent}` ends ({}) and begins ({}) on {day}, and nothing orders the two; add `after` or `before`",
                    listed(&end.reports),
                    listed(&start.reports),
                ),
            });
        }
    }
}

/// Explicit ends that come certainly after another, where nothing may begin the fluent between.
fn ending_nothing(fluent: &Fluent, items: &[Item], network: &Network, found: &mut Vec<Finding>) {
    let told = |i: &&Item| i.part == Part::End { explicit: true } && i.certain && i.choices.is_empty();
    let mut ends: Vec<&Item> = items.iter().filter(told).collect();
    if ends.len() < 2 {
        return;
    }
    ends.sort_by_key(|i| i.bounds.earliest);
    let begins =
        |i: &&Item| matches!(i.part, Part::Start { .. } | Part::Evidence | Part::Return | Part::Seen);
    let mut begun: Vec<(Day, Day)> =
        items.iter().filter(begins).map(|i| (i.bounds.latest, i.bounds.earliest)).collect();
    begun.sort_unstable();
    let mut least = Day::FUTURE;
    for (_, earliest) in begun.iter_mut().rev() {
        least = least.min(*earliest);
        *earliest = least;
    }
    for first in &ends {
        // The first day on which something that does not come before this end may begin it again.
        let again = if network.is_linked(first.instant) {
            let later = |i: &&Item| {
                i.bounds.latest >= first.bounds.earliest && !network.precedes(i.instant, first.instant)
            };
            items.iter().filter(begins).filter(later).map(|i| i.bounds.earliest).min()
        } else {
            let at = begun.partition_point(|(latest, _)| *latest < first.bounds.earliest);
            begun.get(at).map(|(_, earliest)| *earliest)
        };
        let from = ends.partition_point(|e| e.bounds.earliest <= first.bounds.latest);
        let before = |day: Day| again.is_none_or(|again| day < again);
        for second in ends.iter().skip(from).take_while(|e| before(e.bounds.earliest)) {
            if before(second.bounds.latest) && first.reports != second.reports {
                found.push(Finding {
                    kind: FindingKind::EndsNothing,
                    reports: both(second, first),
                    message: format!(
                        "{} ends `{fluent}`, which {} had ended before, and nothing told begins it between",
                        listed(&second.reports),
                        listed(&first.reports)
                    ),
                });
            }
        }
    }
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
