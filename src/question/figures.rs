//! Figures: what was said of the strength of a body by a day; each keeps its number, unit, claimant and date.

use crate::domain::{ActorId, Bounds, Day, ReportId, SourceId};
use crate::projectors::{Figure, figure};
use crate::replay::Timeline;

/// A figure with the report that gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureClaim {
    /// The figure.
    pub figure: Figure,
    /// The day or days it is given for.
    pub when: Bounds,
    /// The report.
    pub report: ReportId,
    /// Its source.
    pub source: SourceId,
}

/// Every figure for the strength of a body given for a day or before, the latest first.
pub fn figures(timeline: &Timeline, body: &ActorId, day: Day) -> Vec<FigureClaim> {
    let mut claims: Vec<FigureClaim> = timeline
        .accepted()
        .iter()
        .filter_map(|accepted| {
            let figure = figure(&accepted.report)?;
            let (when, _) = timeline.bounds(&accepted.report.id)?;
            let (report, source) = (accepted.report.id.clone(), accepted.report.citation.source.clone());
            (figure.subject == *body && when.earliest <= day).then_some(FigureClaim {
                figure,
                when,
                report,
                source,
            })
        })
        .collect();
    claims.sort_by(|a, b| (b.when.earliest, &a.report).cmp(&(a.when.earliest, &b.report)));
    claims
}
