//! Positions: who says what of a fluent by a day. Claims of parties, and accounts of sources that exclude each other;
//! a settled claim stays listed (rules R3, R18).

use crate::domain::{Answer, Day, Fluent, ReportId, Slug};
use crate::replay::{Item, Part, Spans, Timeline, Track};

/// A position on a fluent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Actors, or sources where the source itself speaks.
    pub by: Vec<Slug>,
    /// Whether it is for the fact or against it.
    pub affirms: bool,
    /// Whether it is a claim of a party, or a source's own account.
    pub claim: bool,
    /// The reports.
    pub reports: Vec<ReportId>,
}

/// Every position on a fluent that had been taken by a day.
pub fn positions(timeline: &Timeline, fluent: &Fluent, day: Day) -> Vec<Position> {
    let Some(track) = timeline.of_fluent(fluent) else { return Vec::new() };
    let mut all: Vec<Position> = Vec::new();
    let mut take = |position: Position| {
        if !all.contains(&position) {
            all.push(position);
        }
    };
    let accounts = |i: &&Item| i.part != Part::Evidence && i.bounds.earliest <= day;
    for item in track.items.iter().filter(accounts) {
        match item.part {
            Part::Affirmed | Part::Denied => take(Position {
                by: if item.holders.is_empty() {
                    timeline.sources_of(&item.reports)
                } else {
                    item.holders.clone()
                },
                affirms: item.part == Part::Affirmed,
                claim: true,
                reports: item.reports.clone(),
            }),
            Part::Start { .. } | Part::Evidence | Part::End { .. } | Part::Seen => {}
        }
        for id in &item.reports {
            for by in timeline.deniers(id) {
                let against = matches!(item.part, Part::Denied | Part::End { .. });
                take(Position { by: vec![by.0], affirms: against, claim: true, reports: vec![by.1] });
            }
        }
        for choice in &item.choices {
            for (reports, alternative) in timeline.accounts(choice.aspect) {
                let mine = alternative == choice.alternative;
                let for_it = !matches!(item.part, Part::End { .. } | Part::Denied);
                take(Position {
                    by: timeline.sources_of(&reports),
                    affirms: mine == for_it,
                    claim: false,
                    reports,
                });
            }
        }
    }
    if all.is_empty() && track.on(day) == Answer::Disputed {
        all.extend(statements(timeline, track, day));
    }
    // A position that is both for and against the fact (an account with several parts) is kept once, as for it.
    all.sort_by(|a, b| (&a.by, !a.affirms, &a.reports).cmp(&(&b.by, !b.affirms, &b.reports)));
    all.dedup_by(|b, a| a.by == b.by && a.reports == b.reports);
    all
}

/// Statements for and against, where nothing else explains the dispute.
fn statements(timeline: &Timeline, track: &Track, day: Day) -> Vec<Position> {
    let told = |item: &&Item| item.certain && item.bounds.earliest <= day;
    let position = |item: &Item| Position {
        by: timeline.sources_of(&item.reports),
        affirms: !matches!(item.part, Part::End { .. }),
        claim: false,
        reports: item.reports.clone(),
    };
    track.items.iter().filter(told).map(position).collect()
}
