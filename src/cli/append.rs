//! `annals append`: takes in files, or says what they would change.

use std::path::PathBuf;
use std::process::ExitCode;

use super::failure::Failure;
use super::files::Large;
use super::{Shared, bar, files, open, out, redact, taken};
use crate::annals::{Annals, Chronicle, Indexed, LARGE, Opened, Preview};
use crate::domain::{Body, Slug};
use crate::intake::{InputFile, Sort, Stream};
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
    /// Check JSON Lines first, then take it in batch by batch, each for good, in bounded memory; what is over 64 MiB
    /// always is. Cut short, the same command goes on
    #[arg(long)]
    stream: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let inputs = files::apart(&arguments.files, arguments.stream)?;
    let mut opened = open::to_ask(shared)?;
    if !inputs.whole.is_empty() {
        match &mut opened {
            Opened::Whole(annals) => whole(shared, arguments, annals, &inputs.whole)?,
            Opened::Indexed(indexed) => large(arguments, indexed, &inputs.whole)?,
        }
    }
    drop(opened);
    for large in inputs.streams {
        stream(shared, arguments, large)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes files into a large chronology; which answers turn is not looked at.
fn large(arguments: &Arguments, indexed: &mut Indexed, inputs: &[InputFile]) -> Result<(), Failure> {
    let intake = indexed.read(inputs)?;
    let (new, skipped) = (intake.bodies.len(), intake.skipped);
    if arguments.dry_run {
        out::note(&format!(
            "{new} records would be added, {skipped} are already there; nothing was written, and of so large a chronology no \
             changed answers are shown"
        ));
        return Ok(());
    }
    let at = indexed.append(intake.bodies)?.position;
    indexed.lay_over()?;
    out::note(&format!("{new} records added, {skipped} already there; the log stands at record {at}"));
    Ok(())
}

/// Takes in files that are read whole: all of them, or nothing.
fn whole(
    shared: &Shared,
    arguments: &Arguments,
    annals: &mut Annals,
    inputs: &[InputFile],
) -> Result<(), Failure> {
    let intake = annals.read(inputs)?;
    let (new, skipped) = (intake.bodies.len(), intake.skipped);
    again(annals, &intake.redacted)?;
    if arguments.dry_run {
        preview(shared, &annals.preview(&intake.bodies))?;
        out::note(&format!("{new} records would be added, {skipped} are already there; nothing was written"));
        return Ok(());
    }
    let head = taken::append(shared, annals, intake.bodies)?;
    open::remember_events(annals, &arguments.files)?;
    let at = head.position;
    out::note(&format!("{new} records added, {skipped} already there; the log stands at record {at}"));
    Ok(())
}

/// Takes in one input that is read in parts: checked whole first, then batch by batch.
fn stream(shared: &Shared, arguments: &Arguments, large: Large) -> Result<(), Failure> {
    let Large { name, file, length } = large;
    let mut indexed = open::indexed(shared)?;
    let bar = bar::bytes(length.saturating_mul(2));
    let checked = indexed.check_stream(Stream::new(&name, file), &mut |behind| bar.set_position(behind));
    bar.finish_and_clear();
    let checked = checked?;
    let (new, skipped) = (checked.new, checked.skipped);
    again(&indexed, &checked.redacted)?;
    if arguments.dry_run {
        out::note(&format!(
            "{name}: {new} records would be added, {skipped} are already there; nothing was written, and of an input read \
             in parts no changed answers are shown"
        ));
        return Ok(());
    }
    let bar = bar::records(new);
    let mut there = 0;
    let mut tick = |batch: usize| {
        there += batch;
        bar.inc(u64::try_from(batch).unwrap_or(0));
    };
    let head = indexed.append_stream(checked, &mut tick);
    bar.finish_and_clear();
    let head = head.inspect_err(|_| {
        out::note(&format!(
            "note: {there} of {new} new records are taken in and stay; the same command goes on from there"
        ));
    })?;
    open::indexing(|tick| indexed.catch_up(tick))?;
    if head.position > LARGE {
        super::whole::worked_out(&indexed)?;
    }
    let at = head.position;
    out::note(&format!(
        "{name}: {new} records added, {skipped} already there; the log stands at record {at}"
    ));
    Ok(())
}

/// Tells of records that were offered again after they were redacted.
fn again(chronicle: &dyn Chronicle, redacted: &[(Sort, Slug)]) -> Result<(), Failure> {
    let redactions = chronicle.redactions()?;
    for (sort, id) in redacted {
        redact::again(&redactions, chronicle, sort.word(), id)?;
    }
    Ok(())
}

/// Shows what would change; of a large chronology only says that it is not shown.
pub(super) fn foreseen(shared: &Shared, opened: &Opened, bodies: &[Body]) -> Result<(), Failure> {
    match opened {
        Opened::Whole(annals) => preview(shared, &annals.preview(bodies)),
        Opened::Indexed(_) => {
            out::note("note: of so large a chronology no changed answers are shown");
            Ok(())
        }
    }
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
