//! CSV with a header: the keys of the JSON, bounds as two columns, lists joined by `;`.

use serde_json::{Map, Value};

use super::Row;

pub(super) fn write<R: Row>(rows: &[R]) -> String {
    let flat: Vec<Vec<(String, String)>> = rows.iter().flat_map(Row::flat).map(|v| flatten(&v)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header: Vec<String> = match flat.first() {
        Some(first) => first.iter().map(|(key, _)| key.clone()).collect(),
        None => {
            let blank = R::default().flat().into_iter().next().unwrap_or_default();
            flatten(&blank).into_iter().map(|(key, _)| key).collect()
        }
    };
    let mut written = writer.write_record(&header);
    for row in &flat {
        written = written.and_then(|()| writer.write_record(row.iter().map(|(_, value)| value)));
    }
    // Writing to memory fails for rows of unequal length only, and all rows have the keys of their type.
    if written.is_err() {
        return String::new();
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn flatten(value: &Value) -> Vec<(String, String)> {
    let empty = Map::new();
    let object = value.as_object().unwrap_or(&empty);
    let mut cells = Vec::new();
    for (key, value) in object {
        match value {
            Value::Object(inner) => {
                cells.extend(inner.iter().map(|(name, value)| (format!("{key}_{name}"), cell(value))));
            }
            other => cells.push((key.clone(), cell(other))),
        }
    }
    cells
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(";"),
        Value::Object(inner) => {
            inner.iter().map(|(k, v)| format!("{k}={}", cell(v))).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
