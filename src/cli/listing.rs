//! `annals actors`, `annals sources`, `annals places`: what is registered, and what a name may mean.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, open, out};
use crate::annals::Opened;
use crate::domain::Slug;
use crate::question::{self, Activities, Directory, Sort};
use crate::render::{ActorRow, PlaceRow, Row, SourceRow};

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
    sort: Sort,
    rows: impl Fn(&Directory, &Activities, Option<&str>) -> Vec<R>,
) -> Result<ExitCode, Failure> {
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let text = arguments.text.join(" ");
    let wanted = (!arguments.text.is_empty()).then_some(text.as_str());
    if wanted.is_none() {
        shared.leaned.about(&[]);
    }
    let directory = shared.directory(opened.chronicle())?;
    let activities = match &opened {
        Opened::Whole(annals) => Activities::of(sort, &shared.timeline(annals, &view)),
        Opened::Indexed(indexed) => {
            let found = |text| directory.search(sort, text).into_iter().map(|found| found.id);
            let found: Option<Vec<Slug>> = wanted.map(|text| found(text).collect());
            indexed.activities(&view, sort, found.as_deref())?
        }
    };
    let found = rows(&directory, &activities, wanted);
    out::rows(
        shared,
        &found,
        &wanted.map_or("none are registered".to_owned(), |t| format!("nothing is like {t:?}")),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn actors(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let rows =
        |d: &_, a: &_, text: Option<&_>| question::actors(d, a, text).iter().map(ActorRow::from).collect();
    list(shared, arguments, Sort::Actor, rows)
}

pub(super) fn sources(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let rows =
        |d: &_, a: &_, text: Option<&_>| question::sources(d, a, text).iter().map(SourceRow::from).collect();
    list(shared, arguments, Sort::Source, rows)
}

pub(super) fn places(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let rows =
        |d: &_, a: &_, text: Option<&_>| question::places(d, a, text).iter().map(PlaceRow::from).collect();
    list(shared, arguments, Sort::Place, rows)
}
