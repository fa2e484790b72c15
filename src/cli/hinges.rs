//! `annals hinges`: the reports, sources and vague dates that answers turn on alone.

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::failure::Failure;
use super::{Shared, open, out, when};
use crate::render::HingeRow;

/// On which day, and how many.
#[derive(clap::Args)]
#[command(after_help = "Example: annals hinges --at 2016-12-15")]
pub(super) struct Arguments {
    /// Only the answers of this day (left out: of any day)
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    /// At most so many of each sort; 0: all
    #[arg(long, default_value_t = 10)]
    limit: usize,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let at = arguments.at.as_deref().map(when::day).transpose()?;
    let annals = open::open(shared)?;
    let view = shared.view(&annals)?;
    shared.leaned.about(&[]);
    // Drawn on a terminal only, and on standard error.
    let bar = ProgressBar::new(0);
    bar.set_style(
        ProgressStyle::with_template("{bar:40} {pos} of {len} replays, {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let steps = |count: usize| bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
    let hinges = annals.hinges(&view, at, steps, &|| bar.inc(1));
    bar.finish_and_clear();
    let limit = if arguments.limit == 0 { usize::MAX } else { arguments.limit };
    let mut rows: Vec<HingeRow> = Vec::new();
    for group in hinges.chunk_by(|a, b| a.on == b.on) {
        rows.extend(group.iter().take(limit).map(HingeRow::from));
        if group.len() > limit {
            let more = group.len() - limit;
            let sort = HingeRow::sort(group.first().map(|h| h.on));
            out::note(&format!("note: {more} more {sort}s; --limit 0 lists all"));
        }
    }
    out::rows(shared, &rows, "no answer turns on one report, source or date alone")?;
    Ok(ExitCode::SUCCESS)
}
