//! History: the reports that concern an actor in a period, in the order of the chronology.

use crate::domain::{ActorId, Bounds, Day, ReportId, Surety};
use crate::replay::Timeline;
use std::sync::Arc;

/// One report of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The report.
    pub report: Arc<crate::domain::Report>,
    /// How firmly it counts in this view.
    pub surety: Surety,
    /// When it begins, tightened by hints.
    pub begin: Bounds,
    /// When it ends.
    pub end: Bounds,
    /// Other accounts of the same happening.
    pub variants: Vec<ReportId>,
}

/// The reports in which an actor (anybody, where none is named) fills a role and which may touch the period.
pub fn history(timeline: &Timeline, actor: Option<&ActorId>, from: Day, to: Day) -> Vec<Entry> {
    let mut entries: Vec<(Entry, usize)> = Vec::new();
    for accepted in timeline.accepted() {
        let report = &accepted.report;
        if actor.is_some_and(|a| !report.actors().contains(&a)) {
            continue;
        }
        let Some((begin, end)) = timeline.bounds(&report.id) else { continue };
        if begin.earliest > to || end.latest < from {
            continue;
        }
        let variants = timeline.variants(&report.id).to_vec();
        let entry = Entry { report: report.clone(), surety: accepted.surety, begin, end, variants };
        entries.push((entry, timeline.rank(&report.id)));
    }
    entries.sort_by(|(a, x), (b, y)| {
        (a.begin.earliest, a.begin.latest, x, &a.report.id).cmp(&(
            b.begin.earliest,
            b.begin.latest,
            y,
            &b.report.id,
        ))
    });
    entries.into_iter().map(|(entry, _)| entry).collect()
}
