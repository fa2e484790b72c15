//! Changes: between two days, and between two states of what is known.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::reasons;
use super::{Ends, FactRow, PositionRow, Row, texts, words};
use crate::domain::{Day, Fluent};
use crate::question::{Line, Revision, Stage, Turn};

/// A line of a diff: a fact that changed, or of which more is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    labels: Vec<&'static str>,
    what: String,
    certainty: String,
    when: Option<String>,
    fluent: &'static str,
    subject: String,
    object: Option<String>,
    value: Option<String>,
    from: &'static str,
    to: &'static str,
    aspect: Vec<String>,
    disputed_by: Vec<String>,
    path: Vec<String>,
    begin: Ends,
    end: Ends,
    because: Vec<String>,
    sources: Vec<String>,
    scope: BTreeMap<String, String>,
    claims: Vec<PositionRow>,
}

impl From<&Line> for ChangeRow {
    fn from(line: &Line) -> ChangeRow {
        let (old, new) = (&line.change.before, &line.change.after);
        let (before, after) = (FactRow::from(old), FactRow::from(new));
        let (because, disputed_by) = (texts(&line.because), texts(&line.disputed_by));
        let when = words::when(line.when, line.tells);
        ChangeRow {
            labels: line.labels.iter().map(|label| label.word()).collect(),
            what: words::sentence(&new.fact, line.tells),
            certainty: words::certainty(old.answer, new.answer, &disputed_by),
            when: (!when.is_empty()).then_some(when),
            fluent: after.fluent,
            subject: after.subject,
            object: after.object,
            value: after.value,
            from: before.answer,
            to: after.answer,
            aspect: after.aspect,
            disputed_by,
            path: if after.path.is_empty() { before.path } else { after.path },
            begin: line.begin.into(),
            end: line.end.into(),
            scope: (after.scope.into_iter().chain(before.scope))
                .filter(|(id, _)| because.contains(id))
                .collect(),
            because,
            sources: texts(&line.sources),
            claims: after.claims,
        }
    }
}

impl Row for ChangeRow {
    fn headers() -> Vec<&'static str> {
        vec!["label", "what", "from", "to", "when", "sources", "because of"]
    }

    fn cells(&self) -> Vec<String> {
        let mut what = self.what.clone();
        let between = self.path.len().checked_sub(1).and_then(|last| self.path.get(1..last));
        let way = between.filter(|way| !way.is_empty()).map(|way| format!("by way of {}", way.join(", ")));
        // What is certain goes without saying.
        let doubt = (self.certainty != "certain").then(|| self.certainty.clone());
        let besides: Vec<String> = way.into_iter().chain(doubt).collect();
        if !besides.is_empty() {
            what.push_str(&format!(" ({})", besides.join("; ")));
        }
        let sources = match self.sources.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            all => format!("{}: {}", all.len(), all.join(", ")),
        };
        let (from, to) = (self.from.to_owned(), self.to.to_owned());
        let when = self.when.clone().unwrap_or_default();
        vec![self.labels.join(", "), what, from, to, when, sources, reasons(&self.because, &self.scope)]
    }
}

/// A step on the way of a diff: a line, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TurnRow {
    on: Option<String>,
    known: Option<String>,
    recorded: Option<String>,
    #[serde(flatten)]
    line: ChangeRow,
}

impl From<&Turn> for TurnRow {
    fn from(turn: &Turn) -> TurnRow {
        let row = TurnRow { line: ChangeRow::from(&turn.line), ..TurnRow::default() };
        match turn.at {
            Stage::On(day) => TurnRow { on: Some(day.to_string()), ..row },
            Stage::Known(day) => TurnRow { known: Some(day.to_string()), ..row },
            Stage::Recorded(position) => TurnRow { recorded: Some(format!("#{position}")), ..row },
        }
    }
}

impl Row for TurnRow {
    fn headers() -> Vec<&'static str> {
        [vec!["step"], ChangeRow::headers()].concat()
    }

    fn cells(&self) -> Vec<String> {
        let at = |word: &str, at: &Option<String>| at.as_ref().map(|at| format!("{word} {at}"));
        let steps = [at("on", &self.on), at("known", &self.known), at("recorded", &self.recorded)];
        let step: String = steps.into_iter().flatten().collect();
        [vec![step], self.line.cells()].concat()
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
