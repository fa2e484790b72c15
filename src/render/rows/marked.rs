//! Rows with the redactions they leaned on: the key `redacted` holds the positions of the records taken away, and
//! stands only where there are some. Of a CSV it is a column as soon as one row has some.

use serde::Serialize;
use serde_json::Value;

use super::Row;
use crate::domain::Fluent;

/// A row as it is written, with its key.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub struct Marked {
    row: Value,
    #[serde(skip)]
    flat: Vec<Value>,
}

impl Marked {
    /// Rows, each with the positions of the redacted records it leaned on.
    pub fn of<R: Row>(rows: &[R], redacted: &[Vec<u64>]) -> Vec<Marked> {
        let column = redacted.iter().any(|positions| !positions.is_empty());
        let mark = |mut value: Value, positions: &[u64], always: bool| {
            if let (Some(fields), true) = (value.as_object_mut(), always || !positions.is_empty()) {
                fields.insert("redacted".to_owned(), positions.into());
            }
            value
        };
        let marked = rows.iter().zip(redacted).map(|(row, positions)| Marked {
            row: mark(serde_json::to_value(row).unwrap_or_default(), positions, false),
            flat: row.flat().into_iter().map(|value| mark(value, positions, column)).collect(),
        });
        marked.collect()
    }
}

impl Row for Marked {
    fn headers() -> Vec<&'static str> {
        Vec::new()
    }

    fn cells(&self) -> Vec<String> {
        Vec::new()
    }

    fn flat(&self) -> Vec<Value> {
        self.flat.clone()
    }
}

/// The facts that a row tells of, by its keys: `fluent` (or `relation`), `subject`, `object` and `value`, or `fact`, or
/// `facts`.
pub fn facts<R: Row>(row: &R) -> Vec<Fluent> {
    let value = serde_json::to_value(row).unwrap_or_default();
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let word = text("fluent").or_else(|| text("relation"));
    let parts = [word, text("subject"), text("object"), text("value")];
    let own = word.zip(text("subject")).map(|_| parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let list = value.get("facts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let texts = own.as_deref().into_iter().chain(text("fact")).chain(list);
    texts.filter_map(|text| Fluent::parse(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Format, render};
    use super::super::{FactRow, HingeRow};
    use super::*;

    #[test]
    fn given_rows_of_which_one_leaned_when_written_then_it_says_so() {
        let row = FactRow { fluent: "exists", subject: "aa".to_owned(), ..FactRow::default() };
        assert_eq!(facts(&row), [Fluent::parse("exists aa").unwrap()]);
        assert!(facts(&HingeRow::default()).is_empty());
        let rows = Marked::of(&[row.clone(), row], &[vec![], vec![3, 7]]);
        let json = render(&rows, Format::JsonLines, None);
        let lines: Vec<bool> = json.lines().map(|line| line.ends_with("\"redacted\":[3,7]}")).collect();
        assert_eq!(lines, [false, true]);
        assert!(!json.lines().next().unwrap().contains("redacted"));
        let csv = render(&rows, Format::Csv, None);
        let ends: Vec<&str> = csv.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
        assert_eq!(ends, ["redacted", "", "3;7"]);
    }
}
