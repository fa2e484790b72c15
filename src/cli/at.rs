//! `annals at`: the state at the close of a date.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out, when};
use crate::cli::ask::actors;
use crate::domain::Day;
use crate::question::{figures, state};
use crate::render::{FactRow, FigureRow, Format};

/// A date, and whom it concerns.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The date, YYYY-MM-DD
    date: String,
    /// Actors, by slug or name; none: all
    actors: Vec<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let day: Day = when::day(&arguments.date)?;
    let view = shared.view()?;
    let annals = open::open(shared)?;
    let actors = actors(&annals.directory(), &arguments.actors)?;
    let timeline = annals.timeline(&view);
    let rows: Vec<FactRow> = state(&timeline, &actors, day).iter().map(FactRow::from).collect();
    out::rows(shared, &rows, "nothing is said of that date")?;
    if shared.format() == Format::Table {
        let claims: Vec<FigureRow> =
            actors.iter().flat_map(|a| figures(&timeline, a, day)).map(|c| FigureRow::from(&c)).collect();
        if !claims.is_empty() {
            out::text("\n")?;
            out::rows(shared, &claims, "")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
