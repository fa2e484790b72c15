//! `annals backup`: the whole log as an archive of JSON Lines, to be kept elsewhere.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::atomic::{self, Readers};
use super::failure::Failure;
use super::{Shared, bar, open, out};
use crate::annals::{Annals, Error, backup};
use crate::archive::ArchiveError;
use crate::log::Head;

/// Where to.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals backup ../annals-2026-11-21.jsonl      `annals restore` makes a store of it again, with the same digests"
)]
pub(super) struct Arguments {
    /// The archive, a file that is not there yet; `-`: standard output
    file: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let store = store(shared)?;
    let file = &arguments.file;
    if file == Path::new("-") {
        write_out(&store)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head = atomic::write(file, Readers::Usual, arguments.force, |out| write(&store, out))?;
    out::text(&format!("{}\n", said(&head, &file.display().to_string())))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the archive of a store to standard output.
pub(super) fn write_out(store: &Path) -> Result<(), Failure> {
    let head = match write(store, &mut std::io::stdout().lock()) {
        Err(Failure::Annals(Error::Archive(ArchiveError::Io { source, .. })))
            if source.kind() == ErrorKind::BrokenPipe =>
        {
            return Err(Failure::Closed);
        }
        head => head?,
    };
    out::note(&said(&head, "standard output"));
    Ok(())
}

/// The store that is asked for, which must be there.
pub(super) fn store(shared: &Shared) -> Result<PathBuf, Failure> {
    let store = open::place(shared);
    if Annals::is_at(&store)? {
        return Ok(store);
    }
    let help = "name the store of a chronology with --store".to_owned();
    Err(Failure::usage(format!("{} is no store of annals", store.display()), Some(help)))
}

/// Writes the archive of a store, with a bar.
pub(super) fn write(store: &Path, out: &mut dyn Write) -> Result<Head, Failure> {
    let bar = bar::bar("records");
    let head = backup(store, out, |records| bar.set_length(records), &|| bar.inc(1));
    bar.finish_and_clear();
    Ok(head?)
}

fn said(head: &Head, to: &str) -> String {
    let (position, digest) = (head.position, head.digest.hex());
    format!("{position} records were written to {to}; the last is {digest}")
}
