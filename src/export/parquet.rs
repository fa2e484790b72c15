//! Tables as Parquet: days as DATE, lists as lists of texts, compressed with Snappy, which every reader knows.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::{Cells, Column, Table};
use crate::domain::Day;

/// Most rows a group: readers take a group at a time.
const GROUP: usize = 128 * 1024;
/// 1 January 1970, from which Parquet counts days.
const EPOCH: i32 = 719_163;

/// The table as a file of Parquet.
///
/// # Errors
/// What the writer says.
pub fn parquet(table: &Table) -> std::result::Result<Vec<u8>, String> {
    write(table).map_err(|error| error.to_string())
}

fn write(table: &Table) -> Result<Vec<u8>> {
    let fields: String = table.columns.iter().map(field).collect();
    let schema = Arc::new(parse_message_type(&format!("message annals {{\n{fields}}}"))?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    let mut from = 0;
    while from < table.rows {
        let to = table.rows.min(from + GROUP);
        let mut group = writer.next_row_group()?;
        for column in &table.columns {
            fill(&mut group, column, from, to)?;
        }
        group.close()?;
        from = to;
    }
    writer.close()?;
    Ok(bytes)
}

/// A field of the schema.
fn field(column: &Column) -> String {
    let name = column.name;
    match &column.cells {
        Cells::Word(_) => format!("required binary {name} (STRING);\n"),
        Cells::Text(_) => format!("optional binary {name} (STRING);\n"),
        Cells::Day(_) => format!("optional int32 {name} (DATE);\n"),
        Cells::List(_) => format!(
            "required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}\n"
        ),
    }
}

/// Writes some rows of a column.
fn fill<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column,
    from: usize,
    to: usize,
) -> Result<()> {
    let Some(mut writer) = group.next_column()? else { return Ok(()) };
    let bytes = |text: &String| ByteArray::from(text.as_bytes().to_vec());
    match &column.cells {
        Cells::Word(all) => {
            let values: Vec<ByteArray> = all.get(from..to).unwrap_or_default().iter().map(bytes).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, None, None)?;
        }
        Cells::Text(all) => {
            let some = all.get(from..to).unwrap_or_default();
            let values: Vec<ByteArray> = some.iter().flatten().map(bytes).collect();
            let given: Vec<i16> = some.iter().map(|cell| i16::from(cell.is_some())).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, Some(&given), None)?;
        }
        Cells::Day(all) => {
            let some = all.get(from..to).unwrap_or_default();
            let values: Vec<i32> = some.iter().flatten().map(|Day(day)| day.saturating_sub(EPOCH)).collect();
            let given: Vec<i16> = some.iter().map(|cell| i16::from(cell.is_some())).collect();
            writer.typed::<Int32Type>().write_batch(&values, Some(&given), None)?;
        }
        Cells::List(all) => {
            let some = all.get(from..to).unwrap_or_default();
            let values: Vec<ByteArray> = some.iter().flatten().map(bytes).collect();
            // An empty list stands as one level without a value; of a longer one, all but the first repeat.
            let (mut given, mut again) = (Vec::new(), Vec::new());
            for list in some {
                given.extend(std::iter::repeat_n(i16::from(!list.is_empty()), list.len().max(1)));
                again.push(0);
                again.extend(std::iter::repeat_n(1, list.len().saturating_sub(1)));
            }
            writer.typed::<ByteArrayType>().write_batch(&values, Some(&given), Some(&again))?;
        }
    }
    writer.close()
}
