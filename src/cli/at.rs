//! `annals at`: the state at the close of a date, or over a period.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out, when, whole};
use crate::index::Asked;
use crate::question::{figures, state, state_during};
use crate::render::{FactRow, FigureRow, Format, PeriodRow};

/// So many figures are listed for an actor, the latest.
const FIGURES: usize = 100;

/// A date, and whom it concerns.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals at 2015-06-30 cpa\n         annals at 2014-06 cpa      ever and throughout June 2014"
)]
pub(super) struct Arguments {
    /// The date, YYYY-MM-DD; a month, a year or A..B asks over the period
    #[arg(required_unless_present = "during")]
    date: Option<String>,
    /// Actors, places or treaties, by slug or name; none: all
    actors: Vec<String>,
    /// Over a period instead of a date: ever, throughout, and on how many days
    #[arg(long, value_name = "A..B")]
    during: Option<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    // With a period, the first word is an actor as well.
    let (date, first) = match (&arguments.during, &arguments.date) {
        (Some(period), first) => (period.as_str(), first.as_ref()),
        (None, date) => (date.as_deref().unwrap_or_default(), None),
    };
    let (from, to) = when::period(date)?;
    let texts: Vec<String> = first.into_iter().chain(&arguments.actors).cloned().collect();
    let (opened, whole) = match texts.as_slice() {
        [] => whole::open(shared, from == to && arguments.during.is_none())?,
        _ => (open::to_ask(shared)?, None),
    };
    if let Some(whole) = whole {
        whole::at(shared, &whole, from)?;
        return Ok(ExitCode::SUCCESS);
    }
    let view = shared.view(opened.chronicle())?;
    let actors = names::subjects(&shared.directory_of(opened.chronicle(), &texts)?, &texts)?;
    let on = (from == to && arguments.during.is_none()).then_some(from);
    let asked = Asked { about: actors.clone(), on, ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    names::divided(&timeline, &actors, to);
    shared.leaned.about(&actors);
    if on.is_some() {
        let rows: Vec<FactRow> = state(&timeline, &actors, from).iter().map(FactRow::from).collect();
        out::rows(shared, &rows, "nothing is said of that date")?;
    } else {
        let told = state_during(&timeline, &actors, from, to);
        let rows: Vec<PeriodRow> = told.iter().map(PeriodRow::from).collect();
        out::rows(shared, &rows, "nothing is said of that period")?;
    }
    if shared.format() == Format::Table {
        let mut claims: Vec<FigureRow> = Vec::new();
        for actor in &actors {
            let all = figures(&timeline, actor, to);
            claims.extend(all.iter().take(FIGURES).map(FigureRow::from));
            if let Some(older) = all.len().checked_sub(FIGURES).filter(|older| *older > 0) {
                out::note(&format!("note: {older} older figures for {actor} are not listed"));
            }
        }
        if !claims.is_empty() {
            out::text("\n")?;
            out::rows(shared, &claims, "")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
