//! JSON: one document, an array of rows.

use super::Row;

pub(super) fn write<R: Row>(rows: &[R]) -> String {
    let mut text = serde_json::to_string_pretty(rows).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}
