//! `annals check`: validates files without a store, and ends with the work list.

use std::path::PathBuf;
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, files, findings, open, out};
use crate::annals::Annals;
use crate::question;

/// Files to check; none: the store.
#[derive(clap::Args)]
#[command(after_help = "Example: annals check events/ --exit-code")]
pub(super) struct Arguments {
    /// Files of records, or a folder of them; none: what the store holds
    files: Vec<PathBuf>,
    /// End with 1 where anything was noticed
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let annals = if arguments.files.is_empty() {
        open::open(shared)?
    } else {
        shared.known_by()?.one("day")?;
        let inputs = files::read(&arguments.files)?;
        let mut annals = Annals::in_memory();
        let intake = annals.read(&inputs)?;
        out::note(&format!("{} records are well formed", intake.bodies.len()));
        annals.append(intake.bodies)?;
        annals
    };
    let view = shared.view(&annals)?;
    shared.leaned.about(&[]);
    let found = question::findings(&annals.timeline(&view), None, None);
    findings::list(shared, &found)?;
    Ok(if arguments.exit_code && !found.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
