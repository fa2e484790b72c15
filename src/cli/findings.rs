//! `annals findings`: the work list of a chronology, by kind, with what to do.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out};
use crate::domain::{FindingKind, names as words};
use crate::question::{Work, findings, remedy};
use crate::render::{FindingRow, Format};

/// Whose, and which.
#[derive(clap::Args)]
#[command(after_help = "Example: annals findings cpa --kind date-disputed")]
pub(super) struct Arguments {
    /// Of reports that name this actor; none: all
    actor: Vec<String>,
    /// Only this kind of finding
    #[arg(long)]
    kind: Option<String>,
    /// End with 1 where there are any
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let kind = arguments.kind.as_deref().map(kind).transpose()?;
    let annals = open::open(shared)?;
    let view = shared.view(&annals)?;
    let text = arguments.actor.join(" ");
    let actor = (!arguments.actor.is_empty())
        .then(|| names::actor(&shared.directory(&annals)?, &text))
        .transpose()?;
    shared.leaned.about(actor.as_slice());
    let found = findings(&shared.timeline(&annals, &view), actor.as_ref(), kind);
    list(shared, &found)?;
    Ok(if arguments.exit_code && !found.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn kind(text: &str) -> Result<FindingKind, Failure> {
    let all = || FindingKind::ALL.iter().copied();
    all().find(|k| k.word() == text).ok_or_else(|| {
        let near = words::nearest(text, all().map(FindingKind::word), 3);
        let help = if near.is_empty() {
            format!("one of {}", all().map(FindingKind::word).collect::<Vec<_>>().join(", "))
        } else {
            format!("perhaps {}", near.join(", "))
        };
        Failure::usage(format!("{text:?} is no kind of finding"), Some(help))
    })
}

/// The work list: in tables under a heading a kind, counted.
pub(super) fn list(shared: &Shared, found: &[Work]) -> Result<(), Failure> {
    if shared.format() != Format::Table || found.is_empty() {
        let rows: Vec<FindingRow> = found.iter().map(FindingRow::from).collect();
        return out::rows(shared, &rows, "nothing was noticed");
    }
    let mut text = format!("{} {}\n", found.len(), if found.len() == 1 { "finding" } else { "findings" });
    for group in found.chunk_by(|a, b| a.finding.kind == b.finding.kind) {
        let Some(first) = group.first() else { continue };
        let kind = first.finding.kind;
        text.push_str(&format!("\n{} ({}): {}\n", kind.word(), group.len(), remedy(kind)));
        for work in group {
            text.push_str(&format!("  {}\n", work.finding.message));
        }
    }
    out::text(&text)
}
