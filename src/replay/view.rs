//! The view: what the asker believes. Which reports are accepted, how firmly, and the horizon (rules R8, R12, R33, R34).

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::names::fold;
use crate::domain::{
    Actor, Body, Bounds, Day, Margins, Name, Record, Report, Slug, Source, SourceId, Surety,
};

/// Up to where the log is read (rule R34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordedBy {
    /// This position and all before it.
    Position(u64),
    /// Everything recorded at this instant or before.
    Instant(DateTime<Utc>),
}

/// What the asker believes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Reports published later do not exist yet (rule R33).
    pub known_by: Option<Day>,
    /// Records taken in later do not exist yet (rule R34).
    pub recorded_by: Option<RecordedBy>,
    /// Only these sources, and what is read through them; empty: all.
    pub sources: Vec<SourceId>,
    /// Not these sources, nor what is read through them; nor these reports.
    pub without: Vec<Slug>,
    /// How far a vague date reaches (rule R8).
    pub margins: Margins,
}

/// A report that counts, and how firmly.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The report.
    pub report: Arc<Report>,
    /// When the world could read it, as far as that is known.
    pub reported: Bounds,
    /// The last day its source can have known of (rule R12).
    pub knows_until: Day,
    /// Its own surety, weakened to *inferred* where it was only perhaps published by then.
    pub surety: Surety,
}

/// What a view lets through.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Accepted reports, by id, so that the order of arrival cannot matter (rule R35).
    pub reports: Vec<Accepted>,
    /// Last day an accepted source could have known (rule R12).
    pub horizon: Day,
}

/// How sure it is that a source was out by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Published {
    Yes,
    Perhaps,
    No,
}

impl View {
    /// The reports of a log that this view accepts.
    pub fn select(&self, records: &[Record]) -> Selection {
        let seen = |record: &&Record| match self.recorded_by {
            None => true,
            Some(RecordedBy::Position(position)) => record.position <= position,
            Some(RecordedBy::Instant(instant)) => record.recorded <= instant,
        };
        let records: Vec<&Record> = records.iter().filter(seen).collect();
        let sources: HashMap<&SourceId, &Source> = records
            .iter()
            .filter_map(|r| match &r.body {
                Body::Source(source) => Some((&source.id, source)),
                Body::Actor(_) | Body::Place(_) | Body::Report(_) => None,
            })
            .collect();
        let mut selection = Selection { reports: Vec::new(), horizon: Day::PAST };
        for record in &records {
            let Body::Report(report) = &record.body else { continue };
            if self.without.contains(&report.id) {
                continue;
            }
            let source = sources.get(&report.citation.source).copied();
            let cited = [Some(&report.citation.source), report.citation.through.as_ref()];
            if !self.lets_through(cited.into_iter().flatten()) {
                continue;
            }
            let surety = match source.map_or(Published::Yes, |s| self.published(s)) {
                Published::Yes => report.surety,
                Published::Perhaps => report.surety.min(Surety::Inferred),
                Published::No => continue,
            };
            let knows_until = source.map_or(Day::FUTURE, |s| self.last_day(s));
            if source.is_some() {
                selection.horizon = selection.horizon.max(knows_until);
            }
            let mut reported = source.map_or(Bounds::ANY, |s| s.date.hull());
            reported.latest = self.known_by.map_or(reported.latest, |day| reported.latest.min(day));
            selection.reports.push(Accepted {
                report: Arc::new(report.clone()),
                reported,
                knows_until,
                surety,
            });
        }
        selection.reports.sort_by(|a, b| a.report.id.cmp(&b.report.id));
        selection
    }

    /// Whether a report of these sources (its own, and the one it is read through) is in the view (rule R1).
    fn lets_through<'a>(&self, mut cited: impl Iterator<Item = &'a SourceId> + Clone) -> bool {
        let excluded = cited.clone().any(|s| self.without.contains(s));
        !excluded && (self.sources.is_empty() || cited.any(|s| self.sources.contains(s)))
    }

    /// The names an actor bears in this view, folded: those of no source, and those a source of the view uses.
    pub(super) fn names(&self, actor: &Actor) -> Vec<String> {
        let used = |name: &&Name| {
            name.sources.is_empty() || name.sources.iter().any(|s| self.lets_through([s].into_iter()))
        };
        actor.names.iter().filter(used).map(|name| fold(&name.text)).collect()
    }

    fn published(&self, source: &Source) -> Published {
        let Some(day) = self.known_by else { return Published::Yes };
        let date = source.date.hull();
        if date.latest <= day {
            Published::Yes
        } else if date.earliest <= day {
            Published::Perhaps
        } else {
            Published::No
        }
    }

    /// The last day a source could have known. An open date is cut where our copy was taken; where that is not
    /// recorded, at the end of the first day the date allows: more is not known of its reach.
    fn last_day(&self, source: &Source) -> Day {
        let date = source.date.hull();
        let mut last = date.latest;
        if last == Day::FUTURE {
            let retrieved = source.retrieved.as_deref().and_then(Day::parse);
            let unit = source.date.begin.unit;
            last = retrieved.unwrap_or_else(|| unit.forth(date.earliest).prev());
        }
        self.known_by.map_or(last, |day| last.min(day))
    }
}
