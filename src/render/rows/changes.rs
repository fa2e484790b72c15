//! Changes: between two days, and between two states of what is known.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::reasons;
use super::{Ends, FactRow, PositionRow, Row};
use crate::domain::{Day, Fluent};
use crate::question::{Change, Revision};

/// A fact whose answer changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
    scope: BTreeMap<String, String>,
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
            scope: after
                .scope
                .into_iter()
                .chain(before.scope)
                .filter(|(id, _)| because.contains(id))
                .collect(),
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
        vec![from, to, fact, begin, end, reasons(&self.because, &self.scope), self.sources.join(", ")]
    }
}

/// A stretch of days on which an answer would differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
