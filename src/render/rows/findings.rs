//! Findings: what a historian should look at, and what to do about it.

use serde::Serialize;

use super::{Row, texts};
use crate::domain::Finding;
use crate::question::{Work, remedy};

/// Something a historian should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FindingRow {
    finding: &'static str,
    reports: Vec<String>,
    message: String,
    to_do: &'static str,
    sources: Vec<String>,
}

impl From<&Finding> for FindingRow {
    fn from(finding: &Finding) -> FindingRow {
        FindingRow {
            finding: finding.kind.word(),
            reports: texts(&finding.reports),
            message: finding.message.clone(),
            to_do: remedy(finding.kind),
            sources: Vec::new(),
        }
    }
}

impl From<&Work> for FindingRow {
    fn from(work: &Work) -> FindingRow {
        FindingRow { sources: texts(&work.sources), ..FindingRow::from(&work.finding) }
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
