//! `annals upgrade`: a store of an older format in the present one, after a backup.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use super::atomic::{self, Readers};
use super::failure::Failure;
use super::{Shared, backup, out};
use crate::annals::{format, upgrade};

/// Where the backup goes.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals upgrade --store old.db      writes old.db.format1.jsonl first, which `annals restore` reads"
)]
pub(super) struct Arguments {
    /// The backup, a file that is not there yet; left out: STORE.formatN.jsonl
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let store = backup::store(shared)?;
    let (from, to) = format(&store)?;
    if from == to {
        out::note(&format!("{} has format {to} already; nothing was written", store.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let file = arguments.backup.clone().unwrap_or_else(|| {
        let mut name = store.components().as_path().as_os_str().to_owned();
        name.push(format!(".format{from}.jsonl"));
        PathBuf::from(name)
    });
    atomic::write(&file, Readers::Usual, false, |out| backup::write(&store, out))?;
    let name = file.display().to_string();
    let read = File::open(&file)
        .map_err(|error| Failure::File { message: format!("{name} cannot be read: {error}"), help: None })?;
    let done = upgrade(&store, &name, BufReader::new(read))?;
    let (position, digest) = (done.head.position, done.head.digest.hex());
    out::text(&format!(
        "{} has format {} now; its {position} records and their digests are as they were, the last is {digest}\n",
        store.display(),
        done.to
    ))?;
    out::note(&format!("as it was in format {}: {name}", done.from));
    Ok(ExitCode::SUCCESS)
}
