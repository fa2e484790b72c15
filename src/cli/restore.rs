//! `annals restore`: a store of an archive, with the same positions, instants and digests.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, bar, open, out};
use crate::annals::restore;

/// Of what.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals restore ../annals-2026-11-21.jsonl --store restored.db      the store must not be there yet"
)]
pub(super) struct Arguments {
    /// The archive that `annals backup` wrote; `-`: standard input
    file: PathBuf,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let store = open::place(shared);
    let (name, input): (String, Box<dyn BufRead>) = if arguments.file == Path::new("-") {
        ("standard input".to_owned(), Box::new(std::io::stdin().lock()))
    } else {
        let name = arguments.file.display().to_string();
        let file = File::open(&arguments.file);
        let file = file.map_err(|error| Failure::File {
            message: format!("{name} cannot be read: {error}; nothing was restored"),
            help: None,
        })?;
        (name, Box::new(BufReader::new(file)))
    };
    let bar = bar::bar("records");
    let head = restore(&store, &name, input, |records| bar.set_length(records), &|| bar.inc(1));
    bar.finish_and_clear();
    let head = head?;
    let (position, digest, store) = (head.position, head.digest.hex(), store.display());
    out::text(&format!("{position} records were restored to {store}; the last is {digest}\n"))?;
    Ok(ExitCode::SUCCESS)
}
