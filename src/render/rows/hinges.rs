//! Hinges: reports, sources and dates, each with the answers that turn on it.

use serde::Serialize;

use super::{Ends, Row};
use crate::question::{Hinge, On};

/// So many facts are named in a table.
const NAMED: usize = 3;

/// One thing that answers turn on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HingeRow {
    on: &'static str,
    id: String,
    bounds: Ends,
    answers: usize,
    facts: Vec<String>,
}

impl HingeRow {
    /// The word for a sort of hinge.
    pub fn sort(on: Option<On>) -> &'static str {
        match on {
            Some(On::Report) => "report",
            Some(On::Source) => "source",
            Some(On::Date) => "date",
            None => "",
        }
    }
}

impl From<&Hinge> for HingeRow {
    fn from(hinge: &Hinge) -> HingeRow {
        HingeRow {
            on: HingeRow::sort(Some(hinge.on)),
            id: hinge.id.to_string(),
            bounds: hinge.bounds.into(),
            answers: hinge.facts.len(),
            facts: hinge.facts.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Row for HingeRow {
    fn headers() -> Vec<&'static str> {
        vec!["turn on", "id", "date", "answers", "among them"]
    }

    fn cells(&self) -> Vec<String> {
        let mut facts = self.facts.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if self.facts.len() > NAMED {
            facts.push_str(", ...");
        }
        vec![self.on.to_owned(), self.id.clone(), self.bounds.short(), self.answers.to_string(), facts]
    }
}
