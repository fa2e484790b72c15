//! Pages: rows written as they come, so that not all of them are held at once; together the pages read as all rows do.

use super::{Format, Row, csv, json, jsonl, table};

/// Rows that are written page by page.
pub struct Pages {
    format: Format,
    width: Option<u16>,
    /// How wide the columns of a table are; before the first page, how wide their widest cells.
    columns: Vec<u16>,
    begun: bool,
}

impl Pages {
    /// None yet. `width`: of the terminal, as for [`render`](super::render).
    pub fn new(format: Format, width: Option<u16>) -> Pages {
        Pages { format, width, columns: Vec::new(), begun: false }
    }

    /// Whether all rows have to be [measured](Pages::measure) before the first is written.
    pub fn is_measured(&self) -> bool {
        self.format == Format::Table
    }

    /// Makes the columns wide enough for these rows.
    pub fn measure<R: Row>(&mut self, rows: &[R]) {
        let widest = table::widest(rows);
        self.columns.resize(widest.len(), 0);
        self.columns.iter_mut().zip(widest).for_each(|(column, width)| *column = width.max(*column));
    }

    /// One page more.
    pub fn write<R: Row>(&mut self, rows: &[R]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let first = !std::mem::replace(&mut self.begun, true);
        match self.format {
            Format::Table => {
                if let (true, Some(width)) = (first, self.width) {
                    self.columns = table::arranged(&self.columns, width);
                }
                table::page(rows, &self.columns, first)
            }
            Format::Json => {
                let all = json::write(rows);
                let inner = all.trim_start_matches('[').trim_end().trim_end_matches(']').trim_end();
                format!("{}{inner}", if first { "[" } else { "," })
            }
            Format::JsonLines => jsonl::write(rows),
            Format::Csv => {
                let all = csv::write(rows);
                if first {
                    all
                } else {
                    all.split_once('\n').map_or_else(String::new, |(_, rows)| rows.to_owned())
                }
            }
        }
    }

    /// What stands behind the last page.
    pub fn finish(self) -> &'static str {
        match (self.format, self.begun) {
            (Format::Json, true) => "\n]\n",
            (Format::Json, false) => "[]\n",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RecordRow, render};
    use super::*;
    use crate::domain::{Actor, ActorKind, Body, Digest, Name, Record, Slug};

    fn row(n: u64) -> RecordRow {
        let id = Slug::new(&format!("a{}", n * n)).unwrap();
        let text = format!("Name {} [of]\nlines, {}", n, "long ".repeat(usize::try_from(n % 7).unwrap()));
        let names = vec![Name { text, sources: Vec::new() }];
        let body = Body::Actor(Actor { id, kind: ActorKind::Faction, names, note: None });
        let recorded = chrono::DateTime::UNIX_EPOCH;
        RecordRow::from(&Record { position: n, recorded, digest: Digest::ZERO, body })
    }

    fn paged(rows: &[RecordRow], format: Format, width: Option<u16>, size: usize) -> String {
        let mut pages = Pages::new(format, width);
        if pages.is_measured() {
            rows.chunks(size).for_each(|page| pages.measure(page));
        }
        let text: String = rows.chunks(size).map(|page| pages.write(page)).collect();
        text + pages.finish()
    }

    #[test]
    fn given_rows_when_written_page_by_page_then_they_read_as_all_at_once() {
        let rows: Vec<RecordRow> = (1..100).map(row).collect();
        for format in [Format::Table, Format::Json, Format::JsonLines, Format::Csv] {
            for width in [None, Some(200)] {
                let all = render(&rows, format, width);
                for size in [1, 7, 99] {
                    assert_eq!(paged(&rows, format, width, size), all, "{format:?} {width:?} by {size}");
                }
            }
        }
        assert_eq!(paged(&[], Format::Json, None, 7), render::<RecordRow>(&[], Format::Json, None));
    }

    #[test]
    fn given_a_narrow_terminal_when_a_table_is_written_then_all_pages_have_the_same_columns() {
        let rows: Vec<RecordRow> = (1..100).map(row).collect();
        let text = paged(&rows, Format::Table, Some(70), 7);
        assert!(text.lines().all(|line| line.chars().count() <= 70), "{text}");
        assert_eq!(text, paged(&rows, Format::Table, Some(70), 99));
        assert!(text.starts_with("position"), "{text}");
    }
}
