//! `annals append`: takes in files, or says what they would change.

use std::path::PathBuf;
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, files, open, out, redact, taken};
use crate::annals::Preview;
use crate::render::{FindingRow, Format, RevisionRow, render};

/// Files, and whether only to look.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files of records, TOML or JSON Lines, or folders of them; `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write nothing: show which answers would change, from and to, and what would newly be noticed
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = files::read(&arguments.files)?;
    let mut annals = open::open(shared)?;
    let intake = annals.read(&inputs)?;
    let (new, skipped) = (intake.bodies.len(), intake.skipped);
    let redactions = annals.redactions();
    for (sort, id) in &intake.redacted {
        redact::again(&redactions, &annals, sort.word(), id);
    }
    if arguments.dry_run {
        preview(shared, &annals.preview(&intake.bodies))?;
        out::note(&format!("{new} records would be added, {skipped} are already there; nothing was written"));
        return Ok(ExitCode::SUCCESS);
    }
    let head = taken::append(shared, &mut annals, intake.bodies)?;
    open::remember_events(&annals, &arguments.files)?;
    let at = head.position;
    out::note(&format!("{new} records added, {skipped} already there; the log stands at record {at}"));
    Ok(ExitCode::SUCCESS)
}

/// Shows what would change, and what would newly be noticed.
pub(super) fn preview(shared: &Shared, preview: &Preview) -> Result<(), Failure> {
    answers(shared, preview, "no answer would change")?;
    if !preview.findings.is_empty() {
        let rows: Vec<FindingRow> = preview.findings.iter().map(FindingRow::from).collect();
        let found = render(&rows, Format::Table, None);
        out::note(&format!("would newly be noticed:\n{}", found.trim_end()));
    }
    Ok(())
}

/// Shows which answers change, or says that none does.
pub(super) fn answers(shared: &Shared, preview: &Preview, nothing: &str) -> Result<(), Failure> {
    let rows: Vec<RevisionRow> = preview.revisions.iter().map(RevisionRow::from).collect();
    out::rows(shared, &rows, nothing)
}
