//! Claims heard by a day, and what becomes of each: open, or settled by a statement or an act.

use super::case::Case;
use super::reason::{Ground, Reason};
use super::testimony::Does;
use crate::domain::{ActorId, Bounds, ReportId, Slug};
use crate::replay::{Item, Part};

/// A claim that has been made by the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardClaim {
    /// Who says it: actors, or sources where nobody is named.
    pub by: Vec<Slug>,
    /// Whether he says that it holds, or that it does not.
    pub affirms: bool,
    /// From when on, as he says.
    pub when: Bounds,
    /// The reports.
    pub reports: Vec<ReportId>,
    /// Who denies these reports, and in which report.
    pub opposed_by: Vec<(ActorId, ReportId)>,
    /// Whether it would have ended the fact, had its holder had the standing to (rule R27).
    pub no_standing: bool,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing settles it.
    Open,
    /// These settle it.
    Settled(Vec<Settled>),
    /// In this view the word of its holder counts as fact.
    Fact,
    /// In this view others are heard, not its holder.
    NotHeard,
}

/// What settles a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The reports.
    pub reports: Vec<ReportId>,
    /// What they do.
    pub does: Does,
    /// By which rule: 3, a statement that is not older; 18, an act after it.
    pub rule: u8,
}

impl HeardClaim {
    /// As a ground.
    pub(super) fn reason(&self, ground: Ground) -> Reason {
        let (reports, by) = (self.reports.clone(), self.by.clone());
        Reason { reports, by, when: Some(self.when), ..Reason::of(ground) }
    }
}

/// Every claim on a fact that was made by the day.
pub(super) fn heard(case: &Case<'_>) -> Vec<HeardClaim> {
    let said = |i: &&Item| matches!(i.part, Part::Affirmed | Part::Denied) && i.bounds.earliest <= case.day;
    let mut all: Vec<HeardClaim> = case.items().iter().filter(said).map(|i| claim(case, i)).collect();
    all.sort_by(|a, b| (a.when, &a.by, &a.reports).cmp(&(b.when, &b.by, &b.reports)));
    all.dedup();
    all
}

fn claim(case: &Case<'_>, item: &Item) -> HeardClaim {
    let by = match item.holders.is_empty() {
        true => case.timeline.sources_of(&item.reports),
        false => item.holders.clone(),
    };
    let mut opposed_by: Vec<(ActorId, ReportId)> =
        item.reports.iter().flat_map(|id| case.timeline.deniers(id)).collect();
    opposed_by.retain(|(who, _)| !item.holders.contains(who));
    HeardClaim {
        by,
        affirms: item.part == Part::Affirmed,
        when: item.bounds,
        reports: item.reports.clone(),
        opposed_by,
        no_standing: item.part == Part::Denied && item.standing.is_some(),
        fate: fate(case, item),
    }
}

fn fate(case: &Case<'_>, item: &Item) -> Fate {
    if let Some(actor) = case.timeline.according_to() {
        return if item.holders.contains(actor) { Fate::Fact } else { Fate::NotHeard };
    }
    let settling = case.track.map(|track| case.timeline.settling(track, item, case.day)).unwrap_or_default();
    if settling.is_empty() {
        return Fate::Open;
    }
    let by = |i: &&Item| Settled {
        reports: i.reports.clone(),
        does: Does::of(i),
        rule: if i.part == Part::Evidence { 18 } else { 3 },
    };
    Fate::Settled(settling.iter().map(by).collect())
}
