//! `annals diff`: what changed between two dates.

use std::process::ExitCode;

use super::failure::Failure;
use super::names::subjects;
use super::{Shared, open, out, when};
use crate::question::diff;
use crate::render::ChangeRow;

/// Two dates, and whom they concern.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals diff 2015-05-20 2015-05-22 cpa\n         annals diff 2023-10-31 anefis --known-by 2023-10-31..2024-06-01      what was learned"
)]
pub(super) struct Arguments {
    /// The earlier date
    from: String,
    /// The later date (left out: the same, for what was learned with --known-by A..B), then actors, places or
    /// treaties, by slug or name; none: all actors
    #[arg(value_name = "TO> <ACTOR")]
    rest: Vec<String>,
    /// End with 1 where anything changed
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let from = when::day(&arguments.from)?;
    let (to, whom) = match arguments.rest.split_first() {
        Some((to, whom)) if when::is_date(to) || !shared.compares_knowledge() => (when::day(to)?, whom),
        None if !shared.compares_knowledge() => {
            let help = "as in: annals diff 2015-05-20 2015-05-22 cpa".to_owned();
            return Err(Failure::usage("a second date is missing", Some(help)));
        }
        _ => (from, arguments.rest.as_slice()),
    };
    let annals = open::open(shared)?;
    let (view_before, view_after) = shared.views(&annals)?;
    let actors = subjects(&shared.directory(&annals)?, whom)?;
    let (before, after) = (shared.timeline(&annals, &view_before), shared.timeline(&annals, &view_after));
    super::names::divided(&after, &actors, to);
    let changes = diff((&before, from), (&after, to), &actors);
    let rows: Vec<ChangeRow> = changes.iter().map(ChangeRow::from).collect();
    out::rows(shared, &rows, "nothing changed")?;
    let found = arguments.exit_code && !rows.is_empty();
    Ok(if found { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
