//! Tables: files of values separated by commas, semicolons or tabs, row by row, with the place of every value.

use std::collections::HashMap;
use std::rc::Rc;

use super::records::Place;
use crate::intake::{Diagnostic, InputFile};

/// Longest piece of offending text that is shown, in characters.
const SHOWN: usize = 60;

/// A table with a header.
pub struct Table<'a> {
    name: Rc<str>,
    header: Rc<HashMap<String, usize>>,
    columns: Vec<String>,
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    file: Rc<str>,
    /// Line on which it begins, from 1.
    pub line: usize,
    header: Rc<HashMap<String, usize>>,
    values: csv::StringRecord,
}

impl<'a> Table<'a> {
    /// A table in a file. `separator`: what stands between values; `None`: a tab in files named `.tsv`, else whatever of comma,
    /// semicolon and tab the first line has most of.
    ///
    /// # Errors
    /// A fault where there is no header, where a column of `needed` is not in it, or where the text is not UTF-8.
    pub fn open(
        file: &'a InputFile,
        separator: Option<u8>,
        needed: &[&str],
    ) -> Result<Table<'a>, Vec<Diagnostic>> {
        let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
        let fault = |line: usize, text: &str, message: String, help: &str| {
            vec![diagnostic(&file.name, line, 1, text, message, help)]
        };
        if let Err(error) = std::str::from_utf8(bytes) {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let help = "save the table as UTF-8 (a mapping can name another encoding)";
            return Err(fault(line, "", "the text is not UTF-8".to_owned(), help));
        }
        let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |one: u8| first.iter().filter(|b| **b == one).count();
        let likely = || match file.name.ends_with(".tsv") {
            true => b'\t',
            false => [b',', b';', b'\t'].into_iter().rev().max_by_key(|s| count(*s)).unwrap_or(b','),
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator.unwrap_or_else(likely))
            .flexible(true)
            .from_reader(bytes);
        let columns: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(|column| column.trim().to_owned()).collect(),
            Err(error) => {
                return Err(fault(
                    1,
                    "",
                    format!("the header cannot be read: {error}"),
                    "a table begins with the names of its columns",
                ));
            }
        };
        let header: HashMap<String, usize> =
            columns.iter().enumerate().rev().map(|(at, column)| (column.clone(), at)).collect();
        let missing: Vec<&str> = needed.iter().copied().filter(|n| !header.contains_key(*n)).collect();
        if !missing.is_empty() {
            let shown = shorten(&columns.join(", "));
            let message = format!("the table has no column {}", missing.join(", "));
            return Err(fault(1, &shown, message, "is it the right file, with its header?"));
        }
        Ok(Table { name: file.name.as_str().into(), header: Rc::new(header), columns, bytes, reader })
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The line a row begins on: empty lines before it are not its own.
    fn line(&self, position: Option<&csv::Position>) -> usize {
        let Some(position) = position else { return 0 };
        let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let blank =
            self.bytes.get(from..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\n' | b'\r'));
        let line = usize::try_from(position.line()).unwrap_or(usize::MAX);
        line.saturating_add(blank.filter(|b| **b == b'\n').count())
    }

    /// The next row; `None` after the last. Rows without any value are passed over.
    ///
    /// # Errors
    /// A fault where the row cannot be read, or has more or fewer values than the header has columns.
    #[allow(clippy::should_implement_trait, reason = "an iterator could not borrow the reader less")]
    pub fn next(&mut self) -> Option<Result<Row, Diagnostic>> {
        loop {
            let mut values = csv::StringRecord::new();
            match self.reader.read_record(&mut values) {
                Ok(false) => return None,
                Ok(true) if values.iter().all(|value| value.trim().is_empty()) => {}
                Ok(true) => {
                    let line = self.line(values.position());
                    let (file, header) = (self.name.clone(), self.header.clone());
                    let row = Row { file, line, header, values };
                    let (has, should) = (row.values.len(), self.columns.len());
                    if has == should {
                        return Some(Ok(row));
                    }
                    let message = format!("the row has {has} values, the header {should} columns");
                    let shown = row.values.iter().collect::<Vec<_>>().join(",");
                    let help =
                        "look for a quote that is not closed, or a separator inside a value without quotes";
                    return Some(Err(diagnostic(&self.name, line, 1, &shown, message, help)));
                }
                Err(error) => {
                    let line = self.line(error.position());
                    let message = format!("the row cannot be read: {error}");
                    return Some(Err(diagnostic(&self.name, line, 1, "", message, "mend the row")));
                }
            }
        }
    }
}

impl Row {
    /// Where it stands.
    pub fn place(&self) -> Place {
        Place { file: self.file.clone(), line: self.line }
    }

    /// The value of a column, without spaces around it; empty where there is no such column.
    pub fn get(&self, column: &str) -> &str {
        self.header.get(column).and_then(|at| self.values.get(*at)).unwrap_or_default().trim()
    }

    /// The same, where something stands there.
    pub fn some(&self, column: &str) -> Option<&str> {
        Some(self.get(column)).filter(|value| !value.is_empty())
    }

    /// A fault in the value of a column.
    pub fn fault(&self, column: &str, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        let at = self.header.get(column).copied().unwrap_or(0);
        // Quotes and spaces of the values before are not counted: they are not kept.
        let before: usize = self.values.iter().take(at).map(|value| value.chars().count() + 1).sum();
        let message = format!("{column}: {}", message.into());
        diagnostic(&self.file, self.line, before + 1, self.get(column), message, &help.into())
    }
}

fn diagnostic(file: &str, line: usize, column: usize, text: &str, message: String, help: &str) -> Diagnostic {
    let help = Some(help.to_owned()).filter(|help| !help.is_empty());
    Diagnostic { file: file.to_owned(), line, column, span: None, text: shorten(text), message, help }
}

fn shorten(text: &str) -> String {
    let plain = text.replace(['\n', '\r', '\t'], " ");
    match plain.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", plain.get(..end).unwrap_or_default()),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> InputFile {
        InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn given_a_table_when_read_then_values_stand_under_their_columns_with_their_lines() {
        for (name, text) in [
            ("a.csv", "\u{feff}id,name\n1,\"a, b\nc\"\n\n2, d \n"),
            ("a.csv", "id;name\n1;\"a, b\nc\"\n;\n2;d\n"),
            ("a.tsv", "id\tname\n1\t\"a, b\nc\"\n\n2\td\n"),
        ] {
            let file = file(name, text);
            let mut table = Table::open(&file, None, &["id", "name"]).unwrap();
            assert_eq!(table.columns(), ["id", "name"]);
            let one = table.next().unwrap().unwrap();
            assert_eq!((one.get("id"), one.get("name"), one.line), ("1", "a, b\nc", 2));
            let two = table.next().unwrap().unwrap();
            assert_eq!((two.get("name"), two.some("other"), two.line), ("d", None, 5));
            assert!(table.next().is_none());
        }
    }

    #[test]
    fn given_a_broken_table_when_read_then_the_fault_says_where_and_what_to_do() {
        let missing = file("a.csv", "id,name\n");
        let fault = Table::open(&missing, None, &["id", "date"]).err().unwrap();
        assert_eq!((fault[0].line, fault[0].message.as_str()), (1, "the table has no column date"));
        let latin = InputFile { name: "a.csv".to_owned(), bytes: b"id\nC\xf4te\n".to_vec() };
        assert_eq!(Table::open(&latin, None, &[]).err().unwrap()[0].line, 2);
        let short = file("a.csv", "id,name\n1\n2,b\n");
        let mut table = Table::open(&short, None, &[]).unwrap();
        assert_eq!(table.next().unwrap().unwrap_err().line, 2);
        let row = table.next().unwrap().unwrap();
        let fault = row.fault("name", "no date", "write YYYY-MM-DD");
        assert_eq!(fault.to_string(), "a.csv:3:3: name: no date: \"b\"\n  help: write YYYY-MM-DD");
    }
}
