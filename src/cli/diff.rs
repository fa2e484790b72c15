//! `annals diff`: what changed between two dates, and between two states of knowledge.

use std::process::ExitCode;

use super::failure::Failure;
use super::names::subjects;
use super::{Shared, open, out, when, whole};
use crate::annals::Opened;
use crate::index::Asked;
use crate::question::{Compared, all_turns, labelled};
use crate::render::{ChangeRow, TurnRow};

/// Two dates, and whom they concern.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals diff 2015-05-20 2015-05-22 cpa\n         annals diff 2014-01-01 2017-12-31 cma --all      everything that came and went\n         annals diff 2023-10-31 anefis --known-by 2023-10-31..2024-06-01      what was learned"
)]
pub(super) struct Arguments {
    /// The earlier date
    from: String,
    /// The later date (left out: the same, for what was learned with --known-by A..B, or what this log learned with
    /// --recorded-by P..Q), then actors, places or treaties, by slug or name; none: all
    #[arg(value_name = "TO> <ACTOR")]
    rest: Vec<String>,
    /// Everything that came and went between, in order: the turns of every answer by day; with A..B, before them, what
    /// was learned of the first date, by the day of knowledge
    #[arg(long)]
    all: bool,
    /// End with 1 where anything is listed
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let compared = shared.compared()?;
    let from = when::day(&arguments.from)?;
    let (to, whom) = match arguments.rest.split_first() {
        Some((to, whom)) if when::is_date(to) || compared == Compared::Nothing => (when::day(to)?, whom),
        None if compared == Compared::Nothing => {
            let help = "as in: annals diff 2015-05-20 2015-05-22 cpa".to_owned();
            return Err(Failure::usage("a second date is missing", Some(help)));
        }
        _ => (from, arguments.rest.as_slice()),
    };
    let (opened, whole) = match whom {
        _ if arguments.all => (open::whole(shared)?, None),
        [] => whole::open(shared, compared == Compared::Nothing)?,
        _ => (open::to_ask(shared)?, None),
    };
    if let Some(whole) = whole {
        let listed = whole::diff(shared, &whole, from, to)?;
        return Ok(if arguments.exit_code && listed > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS });
    }
    let base = shared.view_compared(opened.chronicle())?;
    let (older, newer) = compared.views(&base);
    let subjects = subjects(&shared.directory_of(opened.chronicle(), whom)?, whom)?;
    let asked = Asked { about: subjects.clone(), ..Asked::default() };
    let before = if newer == older { None } else { Some(shared.timeline_of(&opened, &older, &asked)?) };
    let after = shared.timeline_of(&opened, &newer, &asked)?;
    shared.leaned.about(&subjects);
    super::names::divided(&after, &subjects, to);
    let listed = if let (true, Opened::Whole(annals)) = (arguments.all, &opened) {
        let turns = all_turns(annals.records(), &base, compared, (from, to), &subjects);
        let rows: Vec<TurnRow> = turns.iter().map(TurnRow::from).collect();
        out::rows(shared, &rows, "nothing changed")?;
        rows.len()
    } else {
        let lines = labelled((before.as_ref().unwrap_or(&after), from), (&after, to), &subjects);
        let rows: Vec<ChangeRow> = lines.iter().map(ChangeRow::from).collect();
        out::rows(shared, &rows, "nothing changed")?;
        rows.len()
    };
    let found = arguments.exit_code && listed > 0;
    Ok(if found { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
