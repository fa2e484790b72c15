//! `annals actors`, `annals sources`, `annals places`: what is registered, and what a name may mean.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out};
use crate::question::{self, Directory};
use crate::render::{ActorRow, PlaceRow, Row, SourceRow};
use crate::replay::Timeline;

/// What to look for.
#[derive(clap::Args)]
#[command(after_help = "Example: annals actors Chérif\n         annals sources rfi")]
pub(super) struct Arguments {
    /// Part of a name, however spelt, or an acronym; none: all
    text: Vec<String>,
}

fn list<R: Row>(
    shared: &Shared,
    arguments: &Arguments,
    rows: impl Fn(&Directory, &Timeline, Option<&str>) -> Vec<R>,
) -> Result<ExitCode, Failure> {
    let annals = open::open(shared)?;
    let view = shared.view(&annals)?;
    let text = arguments.text.join(" ");
    let wanted = (!arguments.text.is_empty()).then_some(text.as_str());
    if wanted.is_none() {
        shared.leaned.about(&[]);
    }
    let found = rows(&shared.directory(&annals)?, &shared.timeline(&annals, &view), wanted);
    out::rows(
        shared,
        &found,
        &wanted.map_or("none are registered".to_owned(), |t| format!("nothing is like {t:?}")),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn actors(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    list(shared, arguments, |d, t, text| question::actors(d, t, text).iter().map(ActorRow::from).collect())
}

pub(super) fn sources(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    list(shared, arguments, |d, t, text| question::sources(d, t, text).iter().map(SourceRow::from).collect())
}

pub(super) fn places(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    list(shared, arguments, |d, t, text| question::places(d, t, text).iter().map(PlaceRow::from).collect())
}
