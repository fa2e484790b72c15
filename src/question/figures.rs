//! Figures: what was said by a day of the strength of a body, and of losses; each keeps its number, unit, claimant and date.

use crate::domain::{ActorId, Bounds, Day, ReportId, SourceId};
use crate::projectors::{Figure, figures_of};
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

/// Every figure for a body, its strength or the losses of what it took part in, given for a day or before, the latest
/// first. According to one actor, what others claim is left out.
pub fn figures(timeline: &Timeline, body: &ActorId, day: Day) -> Vec<FigureClaim> {
    let mut claims: Vec<FigureClaim> = Vec::new();
    for accepted in timeline.accepted() {
        let Some((when, _)) = timeline.bounds(&accepted.report.id) else { continue };
        let (report, source) = (&accepted.report.id, &accepted.report.citation.source);
        let counts =
            |f: &Figure| timeline.according_to().is_none_or(|who| f.by.is_empty() || f.by.contains(who));
        let mine = figures_of(&accepted.report).into_iter().filter(|f| f.subject == *body && counts(f));
        claims.extend(mine.filter(|_| when.earliest <= day).map(|figure| FigureClaim {
            figure,
            when,
            report: report.clone(),
            source: source.clone(),
        }));
    }
    claims.sort_by(|a, b| (b.when.earliest, &a.report).cmp(&(a.when.earliest, &b.report)));
    claims
}
