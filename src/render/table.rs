//! Tables for reading: as wide as the terminal, without rules or colour of their own.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::Row;

/// Columns that are left free between two.
const APART: u16 = 2;

pub(super) fn write<R: Row>(rows: &[R], width: Option<u16>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = table(rows, true);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    lines(&table)
}

/// How wide the widest cell of every column is, its heading among them.
pub(super) fn widest<R: Row>(rows: &[R]) -> Vec<u16> {
    table(rows, true).column_max_content_widths()
}

/// How wide columns of such cells are made, that all of them may stand in a width.
pub(super) fn arranged(widest: &[u16], width: u16) -> Vec<u16> {
    let mut table = bare();
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    // Cells that can be broken anywhere fill their columns: the first line of them shows how wide these are.
    table.add_row(widest.iter().map(|width| "x".repeat(usize::from(*width))));
    apart(&mut table);
    let first = table.lines().next().unwrap_or_default();
    first.split_whitespace().map(|cell| u16::try_from(cell.len()).unwrap_or(u16::MAX)).collect()
}

/// Some rows of a table whose columns are so wide.
pub(super) fn page<R: Row>(rows: &[R], columns: &[u16], headed: bool) -> String {
    let mut table = table(rows, headed);
    for (column, width) in table.column_iter_mut().zip(columns) {
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(APART))));
    }
    lines(&table)
}

/// A table without rules of its own, as wide as its cells.
fn bare() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn table<R: Row>(rows: &[R], headed: bool) -> Table {
    let mut table = bare();
    // Without headings it is a text in lines.
    if headed && !R::headers().is_empty() {
        table.set_header(R::headers());
    }
    for line in rows.iter().flat_map(Row::lines) {
        table.add_row(line);
    }
    apart(&mut table);
    table
}

fn apart(table: &mut Table) {
    for column in table.column_iter_mut() {
        column.set_padding((0, APART));
    }
}

fn lines(table: &Table) -> String {
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
