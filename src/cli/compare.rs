//! `annals compare`: where two chronologies answer otherwise, and because of which record.

use std::path::PathBuf;
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, other, out, when};
use crate::question::compare;
use crate::render::DifferenceRow;

/// Which chronology, when, and whom it concerns.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals compare ../other/annals.db\n         annals compare records.toml 2015-06-30 cpa"
)]
pub(super) struct Arguments {
    /// The store of another chronology, or a file or folder of records
    other: PathBuf,
    /// A date (or a month, a year, A..B), left out: all days; then actors, places or treaties, by slug or name
    #[arg(value_name = "DATE> <ACTOR")]
    rest: Vec<String>,
    /// End with 1 where the two answer anything otherwise
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (during, whom) = match arguments.rest.split_first() {
        Some((date, whom)) if when::is_date(date) => (Some(when::period(date)?), whom),
        _ => (None, arguments.rest.as_slice()),
    };
    let theirs = other::open(shared, &arguments.other)?;
    let mine = open::open(shared)?;
    // Ids mean the same on both sides; either may know what is named.
    let both = mine.beside(&theirs)?;
    let view = shared.view(&both)?;
    let about = names::subjects(&both.directory(), whom)?;
    let sides = (&mine.timeline(&view), &theirs.timeline(&view));
    let found = compare(sides, &mine.apart(&theirs), during, &about);
    let rows: Vec<DifferenceRow> = found.iter().map(DifferenceRow::from).collect();
    out::rows(shared, &rows, "the two answer the same")?;
    Ok(if arguments.exit_code && !rows.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
