//! Wide tables: a column an object, or a column a year, with a code in every cell.

use super::cells::{Cells, Fault};
use super::node::Reading;
use super::part::Part;

/// Which columns are looked at, and which of their values say that it holds.
pub(super) struct Wide {
    columns: Option<Vec<String>>,
    /// What stands before and after the year in a header.
    years: Option<(String, String)>,
    from: Option<String>,
    to: Option<String>,
    except: Option<Vec<String>>,
    is: Option<Vec<String>>,
    not: Option<Vec<String>>,
}

impl Wide {
    /// Reads `wide = { ... }`.
    pub fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Option<Wide> {
        let columns = part.texts("columns", reading);
        let years = part.text("years", reading).and_then(|pattern| {
            let parts = pattern.split_once("{year}").map(|(a, b)| (a.to_owned(), b.to_owned()));
            if parts.is_none() {
                let help = "write years = \"{year}\", or years = \"y{year}\"";
                reading.fault(&part.at("years"), "the header of a column of years has {year} in it", help);
            }
            parts
        });
        let (from, to) = (part.column("from", reading), part.column("to", reading));
        let except = part.texts("except", reading);
        let (is, not) = (part.texts("is", reading), part.texts("not", reading));
        for name in columns.iter().chain(&except).flatten() {
            let key = if columns.as_ref().is_some_and(|c| c.contains(name)) { "columns" } else { "except" };
            reading.columns.push((name.clone(), part.at(key)));
        }
        part.done(reading);
        let chosen = [columns.is_some(), years.is_some(), from.is_some() && to.is_some(), except.is_some()];
        if chosen.iter().filter(|one| **one).count() != 1 {
            let help = "write columns = [...], or from = \"A\" and to = \"Z\", or except = [...], or years = \"{year}\"";
            reading.fault(&part.span, "nothing says which columns are looked at, or several do", help);
            return None;
        }
        Some(Wide { columns, years, from, to, except, is, not })
    }

    /// Whether the columns are years.
    pub fn has_years(&self) -> bool {
        self.years.is_some()
    }

    /// The cells of a row that say that it holds.
    ///
    /// # Errors
    /// A value that neither says so nor its opposite, where both are listed.
    pub fn cells<'r>(&'r self, row: &Cells<'r>, columns: &'r [String]) -> Result<Vec<Cells<'r>>, Fault> {
        let mut out = Vec::new();
        let place = |name: &Option<String>| columns.iter().position(|column| Some(column) == name.as_ref());
        let (from, to) = (place(&self.from), place(&self.to));
        for (at, column) in columns.iter().enumerate() {
            let year = self.years.as_ref().and_then(|(before, after)| {
                column.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?.parse::<i32>().ok()
            });
            let looked_at = self.columns.as_ref().is_some_and(|names| names.contains(column))
                || year.is_some()
                || from.zip(to).is_some_and(|(from, to)| (from..=to).contains(&at))
                || self.except.as_ref().is_some_and(|names| !names.contains(column));
            if !looked_at {
                continue;
            }
            let cell = row.at(column, year);
            let value = cell.get("cell").to_owned();
            let among = |list: &[String]| list.contains(&value);
            match (&self.is, &self.not) {
                (Some(is), _) if among(is) => out.push(cell),
                (Some(_), Some(not)) if !among(not) && !value.is_empty() => {
                    let help = "add it to `is` or to `not` of wide";
                    return Err(cell.fault("cell", "the mapping does not know this code", help));
                }
                (Some(_), _) => {}
                (None, Some(not)) if among(not) => {}
                (None, _) if value.is_empty() => {}
                (None, _) => out.push(cell),
            }
        }
        Ok(out)
    }
}
