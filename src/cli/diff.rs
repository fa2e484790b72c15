//! `annals diff`: what changed between two dates.

use std::process::ExitCode;

use super::failure::Failure;
use super::names::subjects;
use super::{Shared, open, out, when};
use crate::question::diff;
use crate::render::ChangeRow;

/// Two dates, and whom they concern.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The earlier date
    from: String,
    /// The later date
    to: String,
    /// Actors, by slug or name; none: all
    actors: Vec<String>,
    /// End with 1 where anything changed
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (from, to) = (when::day(&arguments.from)?, when::day(&arguments.to)?);
    let annals = open::open(shared)?;
    let view = shared.view(&annals)?;
    let actors = subjects(&annals.directory(), &arguments.actors)?;
    let timeline = annals.timeline(&view);
    super::names::divided(&timeline, &actors, to);
    let changes = diff((&timeline, from), (&timeline, to), &actors);
    let rows: Vec<ChangeRow> = changes.iter().map(ChangeRow::from).collect();
    out::rows(shared, &rows, "nothing changed")?;
    let found = arguments.exit_code && !rows.is_empty();
    Ok(if found { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
