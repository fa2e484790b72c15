//! `annals history`: the reports that concern an actor, in the order of the chronology.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out, terminal, when};
use crate::index::Asked;
use crate::question::history;
use crate::render::picture::{Chart, Look, Wanted, bars};
use crate::render::{EventRow, Format};

/// An actor and a period.
#[derive(clap::Args)]
#[command(after_help = "Example: annals history cpa\n         annals history cpa --chart --from 2014")]
pub(super) struct Arguments {
    /// The actor, by slug or name
    actor: String,
    /// First day (or month, year)
    #[arg(long)]
    from: Option<String>,
    /// Last day (or month, year)
    #[arg(long)]
    to: Option<String>,
    /// Its spans as bars, one line a fact, instead of the reports
    #[arg(long)]
    chart: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (from, to) = when::between(arguments.from.as_deref(), arguments.to.as_deref())?;
    if arguments.chart && shared.format() != Format::Table {
        let help = "leave --format out, or ask for the spans with `annals at --during`".to_owned();
        return Err(Failure::usage("a chart is only drawn as text", Some(help)));
    }
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let actor = names::actor(
        &shared.directory_of(opened.chronicle(), std::slice::from_ref(&arguments.actor))?,
        &arguments.actor,
    )?;
    shared.leaned.about(std::slice::from_ref(&actor));
    let asked = Asked { about: vec![actor.clone()], reports: true, ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    if arguments.chart {
        let name = &ToString::to_string;
        let wanted = Wanted { actors: &[actor], from, to, name, asked: shared.asked_with() };
        let chart = Chart::of(&timeline, &wanted);
        if chart.groups.is_empty() {
            out::note("no spans are told of that time");
            return Ok(ExitCode::SUCCESS);
        }
        let (plain, colour) = (terminal::is_plain(), terminal::is_coloured());
        out::text(&bars(&chart, Look { width: terminal::drawing(), plain, colour }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<EventRow> = history(&timeline, Some(&actor), from, to).iter().map(EventRow::from).collect();
    out::rows(shared, &rows, "nothing is reported of that time")?;
    Ok(ExitCode::SUCCESS)
}
