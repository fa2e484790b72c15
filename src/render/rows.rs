//! The rows answers become: stable keys for machines, a few columns for people.

use serde::Serialize;
use serde_json::Value;

use crate::domain::{Body, Bounds, Day, Finding, Fluent, Record, Slug};
use crate::question::{Change, Entry, FactAnswer, FigureClaim, Position, Revision};

/// One line of an answer.
pub trait Row: Serialize {
    /// The headings of a table.
    fn headers() -> Vec<&'static str>;
    /// The cells of a table.
    fn cells(&self) -> Vec<String>;
    /// A row with every key and no value: the header of a CSV without rows.
    fn blank() -> Value {
        Value::Object(Self::headers().into_iter().map(|h| (h.replace(' ', "_"), Value::Null)).collect())
    }
}

/// Bounds of an instant; an open end is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ends {
    earliest: Option<String>,
    latest: Option<String>,
}

impl From<Option<Bounds>> for Ends {
    fn from(bounds: Option<Bounds>) -> Ends {
        let text = |day: Day| (!day.is_open()).then(|| day.to_string());
        match bounds {
            Some(b) => Ends { earliest: text(b.earliest), latest: text(b.latest) },
            None => Ends::default(),
        }
    }
}

impl Ends {
    fn short(&self) -> String {
        match (&self.earliest, &self.latest) {
            (Some(a), Some(b)) if a == b => a.clone(),
            (None, None) => String::new(),
            (a, b) => format!("{}..{}", a.as_deref().unwrap_or(""), b.as_deref().unwrap_or("")),
        }
    }
}

fn texts(ids: &[Slug]) -> Vec<String> {
    ids.iter().map(Slug::to_string).collect()
}

/// A position taken on a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PositionRow {
    by: Vec<String>,
    says: &'static str,
    claim: bool,
    reports: Vec<String>,
}

impl From<&Position> for PositionRow {
    fn from(position: &Position) -> PositionRow {
        PositionRow {
            by: texts(&position.by),
            says: if position.affirms { "yes" } else { "no" },
            claim: position.claim,
            reports: texts(&position.reports),
        }
    }
}

impl Row for PositionRow {
    fn headers() -> Vec<&'static str> {
        vec!["by", "says", "as", "reports"]
    }

    fn cells(&self) -> Vec<String> {
        let sort = if self.claim { "claim" } else { "account" };
        vec![self.by.join(", "), self.says.to_owned(), sort.to_owned(), self.reports.join(", ")]
    }
}

/// A fact with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactRow {
    fluent: &'static str,
    subject: String,
    object: Option<String>,
    value: Option<String>,
    answer: &'static str,
    aspect: Vec<String>,
    path: Vec<String>,
    begin: Ends,
    end: Ends,
    begun_by: Vec<String>,
    ended_by: Vec<String>,
    sources: Vec<String>,
    claims: Vec<PositionRow>,
}

impl From<&FactAnswer> for FactRow {
    fn from(told: &FactAnswer) -> FactRow {
        FactRow {
            fluent: told.fact.relation.word(),
            subject: told.fact.subject.to_string(),
            object: told.fact.object.as_ref().map(Slug::to_string),
            value: told.fact.value.clone(),
            answer: told.answer.word(),
            aspect: told.aspects.clone(),
            path: texts(&told.path),
            begin: told.begin.into(),
            end: told.end.into(),
            begun_by: texts(&told.begun_by),
            ended_by: texts(&told.ended_by),
            sources: texts(&told.sources),
            claims: told.claims.iter().map(PositionRow::from).collect(),
        }
    }
}

impl FactRow {
    fn fact(&self) -> String {
        let rest = [Some(&self.subject), self.object.as_ref(), self.value.as_ref()];
        let words: Vec<&str> = rest.into_iter().flatten().map(String::as_str).collect();
        format!("{} {}", self.fluent, words.join(" "))
    }
}

impl Row for FactRow {
    fn headers() -> Vec<&'static str> {
        vec!["answer", "fact", "begins", "ends", "because of", "sources"]
    }

    fn cells(&self) -> Vec<String> {
        let mut fact = self.fact();
        if self.path.len() > 2 {
            fact.push_str(&format!(" (by way of {})", self.path[1..self.path.len() - 1].join(", ")));
        }
        let mut answer = self.answer.to_owned();
        if !self.aspect.is_empty() {
            answer.push_str(&format!(" ({})", self.aspect.join(", ")));
        }
        let mut because = self.begun_by.join(", ");
        if !self.ended_by.is_empty() {
            because.push_str(&format!(" | ended by {}", self.ended_by.join(", ")));
        }
        vec![answer, fact, self.begin.short(), self.end.short(), because, self.sources.join(", ")]
    }
}

/// A fact whose answer changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    fluent: &'static str,
    subject: String,
    object: Option<String>,
    value: Option<String>,
    from: &'static str,
    to: &'static str,
    path: Vec<String>,
    begin: Ends,
    end: Ends,
    because: Vec<String>,
    sources: Vec<String>,
    claims: Vec<PositionRow>,
}

impl From<&Change> for ChangeRow {
    fn from(change: &Change) -> ChangeRow {
        let (before, after) = (FactRow::from(&change.before), FactRow::from(&change.after));
        let mut because: Vec<String> = after.ended_by.clone();
        because.extend(after.begun_by.iter().filter(|id| !before.begun_by.contains(id)).cloned());
        because.extend(before.ended_by.iter().cloned());
        if because.is_empty() {
            because.extend(after.begun_by.iter().cloned());
        }
        because.sort();
        because.dedup();
        let mut sources = [before.sources, after.sources].concat();
        sources.sort();
        sources.dedup();
        let held = matches!(after.answer, "yes" | "possible" | "disputed");
        let (begin, end) = if held { (after.begin, after.end) } else { (before.begin, before.end) };
        ChangeRow {
            fluent: after.fluent,
            subject: after.subject,
            object: after.object,
            value: after.value,
            from: before.answer,
            to: after.answer,
            path: if after.path.is_empty() { before.path } else { after.path },
            begin,
            end,
            because,
            sources,
            claims: after.claims,
        }
    }
}

impl Row for ChangeRow {
    fn headers() -> Vec<&'static str> {
        vec!["from", "to", "fact", "begins", "ends", "because of", "sources"]
    }

    fn cells(&self) -> Vec<String> {
        let rest = [Some(&self.subject), self.object.as_ref(), self.value.as_ref()];
        let words: Vec<&str> = rest.into_iter().flatten().map(String::as_str).collect();
        let fact = format!("{} {}", self.fluent, words.join(" "));
        let (from, to) = (self.from.to_owned(), self.to.to_owned());
        let (begin, end) = (self.begin.short(), self.end.short());
        vec![from, to, fact, begin, end, self.because.join(", "), self.sources.join(", ")]
    }
}

/// A stretch of days on which an answer would differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RevisionRow {
    fact: String,
    first_day: Option<String>,
    last_day: Option<String>,
    from: &'static str,
    to: &'static str,
}

impl From<&Revision> for RevisionRow {
    fn from(revision: &Revision) -> RevisionRow {
        let text = |day: Day| (!day.is_open()).then(|| day.to_string());
        RevisionRow {
            fact: plain(&revision.fact),
            first_day: text(revision.from),
            last_day: text(revision.to),
            from: revision.before.word(),
            to: revision.after.word(),
        }
    }
}

fn plain(fact: &Fluent) -> String {
    fact.to_string()
}

impl Row for RevisionRow {
    fn headers() -> Vec<&'static str> {
        vec!["from", "to", "fact", "first day", "last day"]
    }

    fn cells(&self) -> Vec<String> {
        let day = |d: &Option<String>| d.clone().unwrap_or_else(|| "..".to_owned());
        let (first, last) = (day(&self.first_day), day(&self.last_day));
        vec![self.from.to_owned(), self.to.to_owned(), self.fact.clone(), first, last]
    }
}

/// A report in a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// Something a historian should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingRow {
    finding: &'static str,
    reports: Vec<String>,
    message: String,
}

impl From<&Finding> for FindingRow {
    fn from(finding: &Finding) -> FindingRow {
        FindingRow {
            finding: finding.kind.word(),
            reports: texts(&finding.reports),
            message: finding.message.clone(),
        }
    }
}

impl Row for FindingRow {
    fn headers() -> Vec<&'static str> {
        vec!["finding", "what"]
    }

    fn cells(&self) -> Vec<String> {
        vec![self.finding.to_owned(), self.message.clone()]
    }
}
