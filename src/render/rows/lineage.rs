//! Lineage: an indented tree in tables, flat steps for machines.

use serde::Serialize;

use super::{Ends, Row, texts};
use crate::domain::{Relation, Slug};
use crate::question::{Direction, Step};

/// Deeper steps are not indented further; the number of their depth says how deep they are.
const DEEPEST: usize = 24;

/// A step of a lineage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LineageRow {
    direction: &'static str,
    depth: usize,
    relation: &'static str,
    subject: Option<String>,
    object: Option<String>,
    value: Option<String>,
    answer: &'static str,
    aspect: Vec<String>,
    begin: Ends,
    end: Ends,
    begun_by: Vec<String>,
    sources: Vec<String>,
    alternative: bool,
    again: bool,
    path: Vec<String>,
    #[serde(skip)]
    phrase: String,
}

impl From<&Step> for LineageRow {
    fn from(step: &Step) -> LineageRow {
        LineageRow {
            direction: step.direction.word(),
            depth: step.depth,
            relation: step.relation.word(),
            subject: step.subject.as_ref().map(Slug::to_string),
            object: step.object.as_ref().map(Slug::to_string),
            value: step.value.clone(),
            answer: step.answer.word(),
            aspect: step.aspects.clone(),
            begin: step.begin.into(),
            end: step.end.into(),
            begun_by: texts(&step.begun_by),
            sources: texts(&step.sources),
            alternative: step.alternative,
            again: step.again,
            path: texts(&step.path),
            phrase: phrase(step),
        }
    }
}

/// A step in words, as seen from the line it stands under.
fn phrase(step: &Step) -> String {
    let unnamed = || format!("{} unnamed bodies", step.value.as_deref().unwrap_or("several"));
    let other = step.leads_to().map_or_else(unnamed, Slug::to_string);
    let up = step.direction == Direction::Ancestors;
    let words = match (step.relation, up) {
        (Relation::SplitFrom, true) => "split from",
        (Relation::SplitFrom, false) => "split into",
        (Relation::MergedInto, true) => "merged from",
        (Relation::MergedInto, false) => "merged into",
        (Relation::AbsorbedInto, true) => "took in",
        (Relation::AbsorbedInto, false) => "taken in by",
        (Relation::RenamedFrom, true) => "renamed from",
        (Relation::RenamedFrom, false) => "renamed to",
        (Relation::FoundedBy, true) => "founded by",
        (Relation::FoundedBy, false) => "founded",
        _ => return format!("named {}", step.value.as_deref().unwrap_or_default()),
    };
    format!("{words} {other}")
}

impl Row for LineageRow {
    fn headers() -> Vec<&'static str> {
        vec!["lineage", "answer", "when", "because of", "sources"]
    }

    fn cells(&self) -> Vec<String> {
        let level = self.depth.saturating_sub(1);
        let mut text = "  ".repeat(level.min(DEEPEST));
        if level > DEEPEST {
            text.push_str(&format!("[{}] ", self.depth));
        }
        text.push_str(&self.phrase);
        if self.again {
            text.push_str(" (followed elsewhere)");
        }
        let mut answer = if self.answer == "yes" { "certain" } else { self.answer }.to_owned();
        if !self.aspect.is_empty() {
            answer.push_str(&format!(" ({})", self.aspect.join(", ")));
        }
        if self.alternative {
            answer.push_str(", one of several origins");
        }
        let mut when = self.begin.short();
        if self.relation == Relation::Named.word() && !self.end.short().is_empty() {
            when.push_str(&format!(" until {}", self.end.short()));
        }
        vec![text, answer, when, self.begun_by.join(", "), self.sources.join(", ")]
    }
}
