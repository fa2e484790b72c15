//! Facts with their answers, on a day or over a period, and the positions taken on them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Days, Ends, Row, listed, texts};
use crate::domain::{Answer, Bounds, Fluent, Slug};
use crate::question::{FactAnswer, Position};

/// A position taken on a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
            says: position.says.word(),
            claim: position.claim,
            reports: texts(&position.reports),
        }
    }
}

impl PositionRow {
    /// In a sentence.
    pub(super) fn words(&self) -> String {
        let sort = if self.claim { "claim" } else { "account" };
        format!("{}: {} ({sort}: {})", self.by.join(", "), self.says, listed(&self.reports))
    }
}

impl Row for PositionRow {
    fn headers() -> Vec<&'static str> {
        vec!["by", "says", "as", "reports"]
    }

    fn cells(&self) -> Vec<String> {
        let sort = if self.claim { "claim" } else { "account" };
        vec![self.by.join(", "), self.says.to_owned(), sort.to_owned(), listed(&self.reports)]
    }
}

/// A fact whose answer differs between two days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FactTurnRow {
    fluent: &'static str,
    subject: String,
    object: Option<String>,
    value: Option<String>,
    from: &'static str,
    to: &'static str,
}

impl FactTurnRow {
    /// Of a fact with both answers.
    pub fn new(fact: &Fluent, from: Answer, to: Answer) -> FactTurnRow {
        FactTurnRow {
            fluent: fact.relation.word(),
            subject: fact.subject.to_string(),
            object: fact.object.as_ref().map(Slug::to_string),
            value: fact.value.clone(),
            from: from.word(),
            to: to.word(),
        }
    }
}

impl Row for FactTurnRow {
    fn headers() -> Vec<&'static str> {
        vec!["fact", "from", "to"]
    }

    fn cells(&self) -> Vec<String> {
        let rest = [Some(&self.subject), self.object.as_ref(), self.value.as_ref()];
        let words: Vec<&str> = rest.into_iter().flatten().map(String::as_str).collect();
        vec![format!("{} {}", self.fluent, words.join(" ")), self.from.to_owned(), self.to.to_owned()]
    }
}

/// A fact with its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FactRow {
    pub(super) fluent: &'static str,
    pub(super) subject: String,
    pub(super) object: Option<String>,
    pub(super) value: Option<String>,
    pub(super) answer: &'static str,
    pub(super) aspect: Vec<String>,
    pub(super) path: Vec<String>,
    pub(super) begin: Ends,
    pub(super) end: Ends,
    pub(super) begun_by: Vec<String>,
    pub(super) ended_by: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) scope: BTreeMap<String, String>,
    pub(super) claims: Vec<PositionRow>,
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
            scope: told.scope.iter().map(|(id, scope)| (id.to_string(), scope.clone())).collect(),
            claims: told.claims.iter().map(PositionRow::from).collect(),
        }
    }
}

impl FactRow {
    pub(super) fn fact(&self) -> String {
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
        let mut because = reasons(&self.begun_by, &self.scope);
        if !self.ended_by.is_empty() {
            because.push_str(&format!(" | ended by {}", reasons(&self.ended_by, &self.scope)));
        }
        vec![answer, fact, self.begin.short(), self.end.short(), because, self.sources.join(", ")]
    }
}

/// Reports, each with how much it tells of, where it says so.
pub(super) fn reasons(reports: &[String], scope: &BTreeMap<String, String>) -> String {
    let one = |id: &String| match scope.get(id) {
        Some(scope) => format!("{id} ({scope})"),
        None => id.clone(),
    };
    listed(&reports.iter().map(one).collect::<Vec<_>>())
}

/// A fact over a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PeriodRow {
    #[serde(flatten)]
    fact: FactRow,
    period: Days,
    ever: &'static str,
    throughout: &'static str,
    days_at_least: u64,
    days_at_most: u64,
}

impl From<&FactAnswer> for PeriodRow {
    fn from(told: &FactAnswer) -> PeriodRow {
        let fact = FactRow::from(told);
        let Some(over) = told.over else {
            return PeriodRow { ever: fact.answer, throughout: fact.answer, fact, ..PeriodRow::default() };
        };
        PeriodRow {
            fact,
            period: Days::from(Bounds::new(over.from, over.to)),
            ever: over.ever.word(),
            throughout: over.throughout.word(),
            days_at_least: over.at_least,
            days_at_most: over.at_most,
        }
    }
}

impl Row for PeriodRow {
    fn headers() -> Vec<&'static str> {
        vec!["ever", "throughout", "days", "fact", "begins", "ends", "because of", "sources"]
    }

    fn cells(&self) -> Vec<String> {
        let days = match (self.days_at_least, self.days_at_most) {
            (least, most) if least == most => least.to_string(),
            (least, most) => format!("{least} to {most}"),
        };
        let mut cells = vec![self.ever.to_owned(), self.throughout.to_owned(), days];
        cells.extend(self.fact.cells().into_iter().skip(1));
        cells
    }
}
