//! `annals check`: validates files without a store, and lists what replay noticed.

use std::path::PathBuf;
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, files, open, out};
use crate::annals::Annals;
use crate::render::FindingRow;

/// Files to check; none: the store.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files of records, or a folder of them; none: what the store holds
    files: Vec<PathBuf>,
    /// End with 1 where anything was noticed
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let view = shared.view()?;
    let annals = if arguments.files.is_empty() {
        open::open(shared)?
    } else {
        let inside = |path: &PathBuf| if path.is_dir() { files::in_folder(path) } else { vec![path.clone()] };
        let paths: Vec<PathBuf> = arguments.files.iter().flat_map(inside).collect();
        let inputs = files::read(&paths)?;
        let mut annals = Annals::in_memory();
        let intake = annals.read(&inputs)?;
        eprintln!("{} records are well formed", intake.bodies.len());
        annals.append(intake.bodies)?;
        annals
    };
    let timeline = annals.timeline(&view);
    let rows: Vec<FindingRow> = timeline.findings.iter().map(FindingRow::from).collect();
    out::rows(shared, &rows, "nothing was noticed")?;
    let found = arguments.exit_code && !rows.is_empty();
    Ok(if found { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
