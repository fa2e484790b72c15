//! What both formats say of the top of a file: unknown tables, no records, nesting.

use std::ops::Range;

use super::MAX_DEPTH;
use super::draft::{Entry, Sort};
use super::problems::Problems;
use super::text::{Format, Text};
use crate::domain::names::nearest;

/// A key at the top that is no sort of record.
pub(super) fn unknown(text: &Text, file: usize, entry: &Entry, problems: &mut Problems) {
    let near = nearest(&entry.key, Sort::ALL.iter().map(|s| s.word()), 1);
    let form = |sort: &str| match text.format {
        Format::Toml => format!("[[{sort}]]"),
        Format::JsonLines => format!("{{\"{sort}\": {{...}}}}"),
    };
    if entry.key == "redacted" {
        let help = "leave it out: a body is taken away by `annals redact ID` alone";
        return problems.add(file, &entry.at, "this is what is left of a redacted record", help);
    }
    let help = match near.first() {
        Some(sort) => format!("did you mean {}?", form(sort)),
        None => {
            let all: Vec<String> = Sort::ALL.iter().map(|s| form(s.word())).collect();
            format!("records are written {}", all.join(", "))
        }
    };
    problems.add(file, &entry.at, "unknown top-level table", help);
}

/// A file without a record in it.
pub(super) fn no_records(text: &Text, file: usize, problems: &mut Problems) {
    let help = match text.format {
        Format::Toml => {
            "write at least one [[source]], [[place]], [[actor]], [[event]] or [[amendment]] table"
        }
        Format::JsonLines => "write one record a line: {\"event\": {...}}",
    };
    problems.add_with(file, &(0..0), "", "the file holds no records", help);
}

/// Lists in lists in tables without end.
pub(super) fn too_deep(file: usize, span: &Range<usize>, problems: &mut Problems) {
    let message = format!("nested more than {MAX_DEPTH} deep");
    problems.add(file, span, message, "no record needs lists or tables this deep: flatten it");
}
