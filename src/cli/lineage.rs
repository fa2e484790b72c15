//! `annals lineage`: what a body came out of, and what came out of it.

use std::process::ExitCode;

use unicode_width::UnicodeWidthStr;

use super::failure::Failure;
use super::{Shared, names, open, out, terminal, when};
use crate::index::Asked;
use crate::question::{Direction, Step, lineage};
use crate::render::{Format, LineageRow, render};

/// An actor, and a date.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals lineage msa\n         annals lineage msa --at 2016-12-31 --format jsonl"
)]
pub(super) struct Arguments {
    /// The actor, by slug or name
    #[arg(required = true)]
    actor: Vec<String>,
    /// As it was on this day; else everything that ever was
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let day = arguments.at.as_deref().map(when::day).transpose()?;
    let opened = open::to_ask(shared)?;
    let view = shared.view(opened.chronicle())?;
    let text = arguments.actor.join(" ");
    let directory = shared.directory_of(opened.chronicle(), std::slice::from_ref(&text))?;
    let actor = names::actor(&directory, &text)?;
    shared.leaned.about(std::slice::from_ref(&actor));
    let asked = Asked { lineage: vec![actor.clone()], ..Asked::default() };
    let timeline = shared.timeline_of(&opened, &view, &asked)?;
    let steps = lineage(&timeline, &actor, day);
    let rows = |steps: &[Step]| steps.iter().map(LineageRow::from).collect::<Vec<_>>();
    let nothing = "nothing is told of where it came from and what came of it";
    if shared.format() != Format::Table || steps.is_empty() {
        out::rows(shared, &rows(&steps), nothing)?;
        return Ok(ExitCode::SUCCESS);
    }
    // Names of bodies further up and down stand under them: a part begins where the depth falls to 0 or 1 anew.
    let up = steps.iter().position(|s| s.direction == Direction::Ancestors);
    let down = steps.iter().position(|s| s.direction == Direction::Descendants);
    let all = steps.len();
    let own = up.or(down).unwrap_or(all);
    let parts = [
        ("its names", 0..own),
        ("came out of", up.unwrap_or(all)..down.unwrap_or(all)),
        ("gave rise to", down.unwrap_or(all)..all),
    ];
    let mut first = true;
    for (heading, range) in parts {
        let part = steps.get(range).unwrap_or_default();
        if !part.is_empty() {
            let gap = if first { "" } else { "\n" };
            out::text(&format!("{gap}{actor}: {heading}\n"))?;
            let tree = LineageRow::tree(part, terminal::is_plain());
            // What was redacted behind a step is told below.
            let _told = shared.leaned.marks(&tree);
            let table = render(&tree, Format::Table, None);
            // A tree whose lines are broken is none.
            let broad = table.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
            let fits = terminal::width().is_none_or(|width| broad <= usize::from(width));
            out::text(&if fits { table } else { LineageRow::narrow(&tree) })?;
            first = false;
        }
    }
    Ok(ExitCode::SUCCESS)
}
