//! Tables for reading: as wide as the terminal, without rules or colour of their own.

use comfy_table::{ContentArrangement, Table, presets};

use super::Row;

pub(super) fn write<R: Row>(rows: &[R], width: Option<u16>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = width {
        table.set_width(width);
    } else {
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    // Without headings it is a text in lines.
    if !R::headers().is_empty() {
        table.set_header(R::headers());
    }
    for line in rows.iter().flat_map(Row::lines) {
        table.add_row(line);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
