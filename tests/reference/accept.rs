//! Which reports a view takes in, how firmly, and how far what they know reaches (rules R2, R12, R33).

use std::collections::BTreeMap;

use annals::domain::{Body, Bounds, Day, Margins, Record, Report, Source, SourceId, Surety};

use super::Asked;

/// A report that is taken in.
#[derive(Clone)]
pub struct Told {
    pub report: Report,
    /// Its own surety, weakened where it is only perhaps published yet.
    pub surety: Surety,
    /// When the world could read it.
    pub reported: Bounds,
    /// The last day its source can have known of.
    pub knows_until: Day,
}

impl Told {
    /// The days on which it may begin: what a source tells of has happened by the last day it can have known (rule R12).
    pub fn begin(&self, margins: &Margins) -> Bounds {
        let written = self.report.date.begin(margins);
        if written.latest == Day::FUTURE && written.earliest <= self.knows_until {
            return Bounds::new(written.earliest, self.knows_until);
        }
        written
    }

    pub fn end(&self, margins: &Margins) -> Bounds {
        if self.report.date.is_spell() { self.report.date.end(margins) } else { self.begin(margins) }
    }
}

/// The reports of a view by id, and the last day any of them can know of.
pub fn accept(records: &[Record], asked: &Asked) -> (Vec<Told>, Day) {
    let mut sources: BTreeMap<&SourceId, &Source> = BTreeMap::new();
    for record in records {
        if let Body::Source(source) = &record.body {
            sources.insert(&source.id, source);
        }
    }
    let mut told = Vec::new();
    for record in records {
        let Body::Report(report) = &record.body else { continue };
        let cited = &report.citation.source;
        let wanted = asked.sources.is_empty() || asked.sources.contains(cited);
        if !wanted || asked.without.contains(cited) || asked.without.contains(&report.id) {
            continue;
        }
        let reported = sources.get(cited).map_or(Bounds::ANY, |source| published(source));
        let mut surety = report.surety;
        if let Some(known_by) = asked.known_by {
            if reported.earliest > known_by {
                continue;
            }
            if reported.latest > known_by {
                surety = surety.min(Surety::Inferred);
            }
        }
        let knows_until = asked.known_by.map_or(reported.latest, |k| k.min(reported.latest));
        told.push(Told { report: report.clone(), surety, reported, knows_until });
    }
    told.sort_by(|a, b| a.report.id.cmp(&b.report.id));
    let horizon = told.iter().map(|t| t.reported.latest).max().unwrap_or(Day::FUTURE);
    (told, asked.known_by.map_or(horizon, |k| horizon.min(k)))
}

/// When the world could read a source: its date without margins, an open end cut where our copy was taken, else
/// after the first unit the date allows (rule R12).
fn published(source: &Source) -> Bounds {
    let mut bounds =
        Bounds::new(source.date.begin(&Margins::NONE).earliest, source.date.end(&Margins::NONE).latest);
    if bounds.latest == Day::FUTURE {
        bounds.latest = match source.retrieved.as_deref().and_then(Day::parse) {
            Some(taken) => taken,
            None => source.date.begin.unit.forth(bounds.earliest).prev(),
        };
    }
    bounds
}
