//! `annals log`: the records, in the order they were taken in.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out};
use crate::annals::Chronicle;
use crate::render::RecordRow;

/// Which records.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Only the last N
    #[arg(short = 'n', long, value_name = "N")]
    last: Option<usize>,
}

/// So many records are read and written at a time.
const PAGE: usize = 4096;

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let opened = open::to_ask(shared)?;
    let chronicle = opened.chronicle();
    let last = chronicle.last()?;
    let asked = arguments.last.and_then(|n| u64::try_from(n).ok()).unwrap_or(last);
    let first = last.saturating_sub(asked) + 1;
    if asked.min(last) <= PAGE as u64 {
        let rows = if asked == 0 { Vec::new() } else { page(chronicle, first)? };
        out::rows(shared, &rows, "the log is empty")?;
        return Ok(ExitCode::SUCCESS);
    }
    out::pages(shared, &mut |take| {
        let mut next = first;
        while next <= last {
            let mut rows = page(chronicle, next)?;
            rows.truncate(usize::try_from(last - next + 1).unwrap_or(usize::MAX));
            next += PAGE as u64;
            take(&rows)?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

fn page(chronicle: &dyn Chronicle, from: u64) -> Result<Vec<RecordRow>, Failure> {
    Ok(chronicle.read(from, PAGE)?.iter().map(RecordRow::from).collect())
}
