//! A file made a table: in UTF-8, without the lines before it, with a header.

use super::cells::Fault;
use super::encoding;
use super::mapping::Mapping;
use crate::import::Row;
use crate::intake::{Diagnostic, InputFile};

/// A file that can be read as a table.
pub(super) struct Prepared {
    pub file: InputFile,
    /// How many lines more the file has before the first row than the table.
    pub lines_before: isize,
}

/// A file as the mapping says it is written.
///
/// # Errors
/// Bytes that are no text of the encoding.
pub(super) fn prepared(file: &InputFile, mapping: Option<&Mapping>) -> Result<Prepared, Fault> {
    let Some(mapping) = mapping else { return Ok(Prepared { file: file.clone(), lines_before: 0 }) };
    let mut file = match &mapping.encoding {
        None => file.clone(),
        Some(label) => encoding::decoded(file, label).map_err(|message| {
            Box::new(Diagnostic {
                file: file.name.clone(),
                line: 1,
                column: 1,
                span: None,
                text: String::new(),
                message,
                help: Some("say encoding = \"utf-8\", \"windows-1252\" ... in the mapping".to_owned()),
            })
        })?,
    };
    let mut lines_before = isize::try_from(mapping.skip).unwrap_or(isize::MAX);
    if mapping.skip > 0 {
        let mut ends =
            file.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let from = ends.nth(mapping.skip - 1).unwrap_or(file.bytes.len());
        file.bytes.drain(..from);
    }
    if let Some(columns) = &mapping.columns {
        let separator = char::from(mapping.separator.unwrap_or_else(|| likely(&file.bytes)));
        let quoted = |name: &String| format!("\"{}\"", name.replace('"', "\"\""));
        let header: Vec<String> = columns.iter().map(quoted).collect();
        let bytes = std::mem::take(&mut file.bytes);
        file.bytes = format!("{}\n", header.join(&separator.to_string())).into_bytes();
        file.bytes.extend(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
        lines_before -= 1;
    }
    Ok(Prepared { file, lines_before })
}

/// Whatever of comma, semicolon and tab the first line has most of.
fn likely(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |one: &u8| first.iter().filter(|byte| *byte == one).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// A row, or what is wrong with it, at its line of the file.
pub(super) fn at_its_line(row: Result<Row, Fault>, lines_before: isize) -> Result<Row, Fault> {
    match row {
        Ok(mut row) => {
            row.line = row.line.saturating_add_signed(lines_before);
            Ok(row)
        }
        Err(fault) => {
            Err(Box::new(Diagnostic { line: fault.line.saturating_add_signed(lines_before), ..*fault }))
        }
    }
}
