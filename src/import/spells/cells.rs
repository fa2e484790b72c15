//! The values of a row as a mapping reads them: blanks are empty, and of a wide table one column at a time is *the* cell.

use crate::import::Row;
use crate::intake::Diagnostic;

/// What is wrong with a value. Boxed, as it is far larger than what is read where nothing is.
pub(in crate::import) type Fault = Box<Diagnostic>;

/// A row, or one cell of a wide one.
#[derive(Clone)]
pub(super) struct Cells<'r> {
    pub row: &'r Row,
    /// Values that stand for nothing.
    pub blanks: &'r [String],
    /// Of a wide table: the column, and the year it is of.
    pub wide: Option<(&'r str, Option<i32>)>,
    /// The same year, as text.
    pub year: String,
}

impl<'r> Cells<'r> {
    /// A whole row.
    pub fn of(row: &'r Row, blanks: &'r [String]) -> Cells<'r> {
        Cells { row, blanks, wide: None, year: String::new() }
    }

    /// One cell of it.
    pub fn at(&self, column: &'r str, year: Option<i32>) -> Cells<'r> {
        Cells {
            wide: Some((column, year)),
            year: year.map_or(String::new(), |year| year.to_string()),
            ..self.clone()
        }
    }

    /// The value of a column, empty where it stands for nothing. In a wide table `column` is the name of the column that is
    /// looked at, `cell` its value, and `year` its year, where it is of one.
    pub fn get(&self, column: &str) -> &str {
        let value = self.raw(column);
        if self.blanks.iter().any(|blank| blank == value) { "" } else { value }
    }

    /// Whether a column has one of these codes; what stands for nothing elsewhere may be one.
    pub fn has(&self, column: &str, codes: &[String]) -> bool {
        let (value, raw) = (self.get(column), self.raw(column));
        codes.iter().any(|code| code == value || code == raw)
    }

    /// The same, whatever stands there.
    fn raw(&self, column: &str) -> &str {
        match (self.wide, column) {
            (Some((name, _)), "column") => name,
            (Some((name, _)), "cell") => self.row.get(name),
            (Some((_, Some(_))), "year") => &self.year,
            _ => self.row.get(column),
        }
    }

    /// A fault in the value of a column.
    pub fn fault(&self, column: &str, message: impl Into<String>, help: impl Into<String>) -> Fault {
        let column = match (self.wide, column) {
            (Some((name, _)), "column" | "cell") => name,
            _ => column,
        };
        Box::new(self.row.fault(column, message, help))
    }
}
