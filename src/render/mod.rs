//! Rendering: answers to text. Each sort of answer becomes rows with stable keys; each format is one file.

mod csv;
mod json;
mod jsonl;
mod pages;
pub mod picture;
mod rows;
mod table;

pub use pages::Pages;
pub use rows::{
    ActorRow, ChangeRow, ClashRow, DifferenceRow, DisputeRow, EventRow, FactRow, FactTurnRow, FigureRow,
    FindingRow, HingeRow, KeyRow, LineageRow, Marked, PeriodRow, PlaceRow, PositionRow, RangeRow, RecordRow,
    RelationRow, RevisionRow, Row, SourceRow, TurnRow, TurnedRow, WatchRow, WhyRow, facts,
};

/// The formats answers are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For reading.
    #[default]
    Table,
    /// One document.
    Json,
    /// One answer a line.
    JsonLines,
    /// Comma-separated, with a header.
    Csv,
}

/// Writes rows in a format. `width`: of the terminal, in columns, for tables.
pub fn render<R: Row>(rows: &[R], format: Format, width: Option<u16>) -> String {
    match format {
        Format::Table => table::write(rows, width),
        Format::Json => json::write(rows),
        Format::JsonLines => jsonl::write(rows),
        Format::Csv => csv::write(rows),
    }
}
