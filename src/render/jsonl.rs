//! JSON Lines: one row a line.

use super::Row;

pub(super) fn write<R: Row>(rows: &[R]) -> String {
    let line = |row: &R| serde_json::to_string(row).unwrap_or_default() + "\n";
    rows.iter().map(line).collect()
}
