//! Reports, records of the log, and the figures reports give.

use serde::Serialize;

use super::{Ends, Row, texts};
use crate::domain::{Body, Record};
use crate::question::{Entry, FigureClaim};

/// A report in a history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EventRow {
    id: String,
    kind: &'static str,
    date: String,
    begin: Ends,
    end: Ends,
    surety: &'static str,
    summary: String,
    source: String,
    variants: Vec<String>,
}

impl From<&Entry> for EventRow {
    fn from(entry: &Entry) -> EventRow {
        EventRow {
            id: entry.report.id.to_string(),
            kind: entry.report.kind.word(),
            date: entry.report.date.text.clone(),
            begin: Some(entry.begin).into(),
            end: Some(entry.end).into(),
            surety: entry.surety.word(),
            summary: entry.report.summary.clone(),
            source: entry.report.citation.source.to_string(),
            variants: texts(&entry.variants),
        }
    }
}

impl Row for EventRow {
    fn headers() -> Vec<&'static str> {
        vec!["when", "event", "what", "source"]
    }

    fn cells(&self) -> Vec<String> {
        let mut when = self.begin.short();
        if self.begin != self.end {
            when.push_str(&format!(" / {}", self.end.short()));
        }
        let mut what = self.summary.clone();
        if self.surety != "stated" {
            what.push_str(&format!(" ({})", self.surety));
        }
        vec![when, self.id.clone(), what, self.source.clone()]
    }
}

/// A record of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecordRow {
    position: u64,
    recorded: String,
    sort: &'static str,
    id: String,
    what: String,
    digest: String,
}

impl From<&Record> for RecordRow {
    fn from(record: &Record) -> RecordRow {
        let what = match &record.body {
            Body::Source(source) => source.title.clone(),
            Body::Actor(actor) => actor.names.first().map(|n| n.text.clone()).unwrap_or_default(),
            Body::Place(place) => place.names.first().map(|n| n.text.clone()).unwrap_or_default(),
            Body::Report(report) => report.summary.clone(),
            Body::Redacted(_) => "redacted".to_owned(),
            Body::Amendment(amendment) => {
                format!("{} {} by {}", amendment.act.word(), amendment.act.target(), amendment.by.text())
            }
        };
        RecordRow {
            position: record.position,
            recorded: record.recorded.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            sort: record.body.sort(),
            id: record.body.id().to_string(),
            what,
            digest: record.digest.hex(),
        }
    }
}

impl Row for RecordRow {
    fn headers() -> Vec<&'static str> {
        vec!["position", "recorded", "sort", "id", "what", "digest"]
    }

    fn cells(&self) -> Vec<String> {
        let digest = self.digest.get(..12).unwrap_or(&self.digest).to_owned();
        let (id, what) = (self.id.clone(), self.what.clone());
        vec![self.position.to_string(), self.recorded.clone(), self.sort.to_owned(), id, what, digest]
    }
}

/// A figure somebody gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FigureRow {
    subject: String,
    count: String,
    unit: String,
    by: Vec<String>,
    when: Ends,
    report: String,
    source: String,
}

impl From<&FigureClaim> for FigureRow {
    fn from(claim: &FigureClaim) -> FigureRow {
        FigureRow {
            subject: claim.figure.subject.to_string(),
            count: claim.figure.count.clone(),
            unit: claim.figure.unit.clone(),
            by: texts(&claim.figure.by),
            when: Some(claim.when).into(),
            report: claim.report.to_string(),
            source: claim.source.to_string(),
        }
    }
}

impl Row for FigureRow {
    fn headers() -> Vec<&'static str> {
        vec!["count", "unit", "says", "when", "report", "source"]
    }

    fn cells(&self) -> Vec<String> {
        let (by, when) = (self.by.join(", "), self.when.short());
        vec![self.count.clone(), self.unit.clone(), by, when, self.report.clone(), self.source.clone()]
    }
}
