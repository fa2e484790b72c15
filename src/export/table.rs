//! Tables for other tools, by column; and their CSV: lists joined by `;`, open ends empty.

use crate::domain::Day;

/// The cells of a column, one a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Always given.
    Word(Vec<String>),
    /// Given or not.
    Text(Vec<Option<String>>),
    /// A day of the calendar; none: no bound.
    Day(Vec<Option<Day>>),
    /// Any number of texts.
    List(Vec<Vec<String>>),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: the key of the JSON answers, where they have one.
    pub name: &'static str,
    /// What stands in it.
    pub cells: Cells,
}

/// A table: columns of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// How many rows they have.
    pub rows: usize,
}

impl Column {
    pub(super) fn word<R>(name: &'static str, rows: &[R], cell: impl Fn(&R) -> String) -> Column {
        Column { name, cells: Cells::Word(rows.iter().map(cell).collect()) }
    }

    pub(super) fn text<R>(name: &'static str, rows: &[R], cell: impl Fn(&R) -> Option<String>) -> Column {
        Column { name, cells: Cells::Text(rows.iter().map(cell).collect()) }
    }

    pub(super) fn day<R>(name: &'static str, rows: &[R], cell: impl Fn(&R) -> Option<Day>) -> Column {
        let closed = |row: &R| cell(row).and_then(super::closed);
        Column { name, cells: Cells::Day(rows.iter().map(closed).collect()) }
    }

    pub(super) fn list<R>(name: &'static str, rows: &[R], cell: impl Fn(&R) -> Vec<String>) -> Column {
        Column { name, cells: Cells::List(rows.iter().map(cell).collect()) }
    }

    /// A cell as it stands in CSV.
    pub fn cell(&self, row: usize) -> String {
        let text = match &self.cells {
            Cells::Word(all) => all.get(row).cloned(),
            Cells::Text(all) => all.get(row).cloned().flatten(),
            Cells::Day(all) => all.get(row).copied().flatten().map(|day| day.to_string()),
            Cells::List(all) => all.get(row).map(|texts| texts.join(";")),
        };
        text.unwrap_or_default()
    }
}

impl Table {
    /// The table as CSV with a header.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut written = writer.write_record(self.columns.iter().map(|c| c.name));
        for row in 0..self.rows {
            written = written.and_then(|()| writer.write_record(self.columns.iter().map(|c| c.cell(row))));
        }
        // Writing to memory fails for rows of unequal length only, and every row has a cell a column.
        if written.is_err() {
            return String::new();
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}
