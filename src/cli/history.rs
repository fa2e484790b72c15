//! `annals history`: the reports that concern an actor, in the order of the chronology.

use std::process::ExitCode;

use super::failure::Failure;
use super::{ALWAYS, Shared, names, open, out, when};
use crate::index::Asked;
use crate::question::history;
use crate::render::EventRow;

/// An actor and a period.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The actor, by slug or name
    actor: String,
    /// First day (or month, year)
    #[arg(long)]
    from: Option<String>,
    /// Last day (or month, year)
    #[arg(long)]
    to: Option<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let from = arguments.from.as_deref().map(when::period).transpose()?.map_or(ALWAYS.0, |p| p.0);
    let to = arguments.to.as_deref().map(when::period).transpose()?.map_or(ALWAYS.1, |p| p.1);
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let actor = names::actor(
        &shared.directory_of(opened.chronicle(), std::slice::from_ref(&arguments.actor))?,
        &arguments.actor,
    )?;
    shared.leaned.about(std::slice::from_ref(&actor));
    let asked = Asked { about: vec![actor.clone()], reports: true, ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    let rows: Vec<EventRow> = history(&timeline, Some(&actor), from, to).iter().map(EventRow::from).collect();
    out::rows(shared, &rows, "nothing is reported of that time")?;
    Ok(ExitCode::SUCCESS)
}
