//! States of knowledge between two: as the world could read of it, source by source, or as this log took it in, append by
//! append.

use std::collections::BTreeSet;

use crate::domain::{Body, Bounds, Day, Record};
use crate::replay::{RecordedBy, View, readings};

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What was known by this day.
    Known(Day),
    /// What was recorded by this position.
    Recorded(u64),
    /// At the close of this day.
    On(Day),
}

/// Which states of knowledge are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// None: one state.
    Nothing,
    /// What was known by one day and by another (rule R33).
    Known(Day, Day),
    /// What was recorded by then and by then (rule R34).
    Recorded(RecordedBy, RecordedBy),
}

impl Compared {
    /// The views on either side of the comparison, of a view that limits neither.
    pub fn views(self, base: &View) -> (View, View) {
        let known = |day| View { known_by: Some(day), ..base.clone() };
        let recorded = |by| View { recorded_by: Some(by), ..base.clone() };
        match self {
            Compared::Nothing => (base.clone(), base.clone()),
            Compared::Known(a, b) => (known(a), known(b)),
            Compared::Recorded(a, b) => (recorded(a), recorded(b)),
        }
    }

    /// The first view, and the way from it to the second: a view for each day between on which a source or an amendment
    /// came out, or first may have; for each append. What only shifts because more days have passed shows with the next
    /// of them. From a later state to an earlier one the way leads back over the same stages.
    pub(super) fn stages(self, records: &[Record], base: &View) -> (View, Vec<(Stage, View)>) {
        let (first, last) = self.views(base);
        let stages: Vec<Stage> = match self {
            Compared::Nothing => Vec::new(),
            Compared::Known(a, b) if a == b => Vec::new(),
            Compared::Known(a, b) => publications(records, base, a.min(b), a.max(b)),
            Compared::Recorded(a, b) => {
                let (a, b) = (head(records, a), head(records, b));
                appends(records, a.min(b), a.max(b))
            }
        };
        let of = |stage: &Stage| match *stage {
            Stage::Known(day) => View { known_by: Some(day), ..base.clone() },
            Stage::Recorded(position) => {
                View { recorded_by: Some(RecordedBy::Position(position)), ..base.clone() }
            }
            Stage::On(_) => base.clone(),
        };
        let back = match self {
            Compared::Nothing => false,
            Compared::Known(a, b) => a > b,
            Compared::Recorded(a, b) => head(records, a) > head(records, b),
        };
        // Backwards, a step leads out of its stage into the one before.
        let (order, views): (Vec<Stage>, Vec<View>) = if back {
            let order: Vec<Stage> = stages.iter().rev().copied().collect();
            let views = order.iter().skip(1).map(of).chain([last]).collect();
            (order, views)
        } else {
            let views = stages.iter().map(of).collect();
            (stages, views)
        };
        (first, order.into_iter().zip(views).collect())
    }
}

/// The days after one and before another on which a source or an amendment came out, or first may have; and that other.
fn publications(records: &[Record], base: &View, after: Day, to: Day) -> Vec<Stage> {
    let sources = readings(records, base).into_iter().filter_map(|body| match body {
        Body::Source(source) => Some(source.date.hull()),
        _ => None,
    });
    let amendments = records.iter().filter_map(|record| match &record.body {
        Body::Amendment(amendment) => Some(amendment.date.hull()),
        _ => None,
    });
    let ends = |b: Bounds| [b.earliest, b.latest];
    let mut days: BTreeSet<Day> = sources.chain(amendments).flat_map(ends).collect();
    days.retain(|day| after < *day && *day < to);
    days.insert(to);
    days.into_iter().map(Stage::Known).collect()
}

/// The last position recorded by then.
fn head(records: &[Record], by: RecordedBy) -> u64 {
    let view = View { recorded_by: Some(by), ..View::default() };
    view.recorded(records).last().map_or(0, |record| record.position)
}

/// The last positions of the appends after one position, up to another.
fn appends(records: &[Record], after: u64, to: u64) -> Vec<Stage> {
    let next = records.iter().skip(1).map(|r| Some(r.recorded)).chain([None]);
    let last = records.iter().zip(next).filter(|(record, next)| *next != Some(record.recorded));
    let mut ends: BTreeSet<u64> = last.map(|(record, _)| record.position).collect();
    ends.insert(to);
    ends.retain(|position| after < *position && *position <= to);
    ends.into_iter().map(Stage::Recorded).collect()
}
