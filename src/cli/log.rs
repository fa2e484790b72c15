//! `annals log`: the records, in the order they were taken in.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out};
use crate::render::RecordRow;

/// Which records.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Only the last N
    #[arg(short = 'n', long, value_name = "N")]
    last: Option<usize>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let annals = open::open(shared)?;
    let records = annals.records();
    let skip = arguments.last.map_or(0, |n| records.len().saturating_sub(n));
    let rows: Vec<RecordRow> = records.iter().skip(skip).map(RecordRow::from).collect();
    out::rows(shared, &rows, "the log is empty")?;
    Ok(ExitCode::SUCCESS)
}
