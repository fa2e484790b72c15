//! Stretches of a log, and how far each can be trusted.

use serde::Serialize;

use super::Row;

/// Neighbouring records that can be trusted alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RangeRow {
    /// The first position.
    pub from: u64,
    /// The last position.
    pub to: u64,
    /// How far they can be trusted.
    pub standing: &'static str,
    /// Why.
    pub why: String,
}

impl Row for RangeRow {
    fn headers() -> Vec<&'static str> {
        vec!["records", "count", "standing", "why"]
    }

    fn cells(&self) -> Vec<String> {
        let (from, to) = (self.from, self.to);
        let records = if from == to { from.to_string() } else { format!("{from}..{to}") };
        let count = (to + 1).saturating_sub(from).to_string();
        vec![records, count, self.standing.to_owned(), self.why.clone()]
    }
}
