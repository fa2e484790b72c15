//! `annals recover`: what is sound of a damaged store, into a new one, with a report; and how such a report is told.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::atomic::{self, Readers};
use super::failure::Failure;
use super::{Shared, open, out};
use crate::annals::{loose, recover, salvaged};
use crate::render::RangeRow;
use crate::store::Salvage;

/// Where to.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals recover new.db --store damaged.db      damaged.db is only read; nothing should write to it meanwhile"
)]
pub(super) struct Arguments {
    /// The new store; what is readable and cannot be chained goes to NEWSTORE.loose.jsonl beside it
    #[arg(value_name = "NEWSTORE")]
    to: PathBuf,
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (from, to) = (open::place(shared), &arguments.to);
    if is_inside(to, &from) {
        let message = format!("{} lies inside the store that is to be left as it is", to.display());
        return Err(Failure::usage(message, Some("name a folder elsewhere".to_owned())));
    }
    let beside = beside(to);
    if beside.exists() {
        let message = format!("{} is there already", beside.display());
        return Err(Failure::refused(message, Some("name another store".to_owned())));
    }
    let salvage = salvaged(&from)?;
    if salvage.sound.is_empty() && salvage.loose.is_empty() {
        told(shared, &salvage)?;
        let message = format!("no record was found in {}; nothing was written", from.display());
        return Err(Failure::Differs(message));
    }
    let head = recover(&salvage, to)?;
    if !salvage.loose.is_empty() {
        atomic::write(&beside, Readers::Usual, false, |out| Ok(loose(&salvage, out)?))?;
    }
    told(shared, &salvage)?;
    let (count, digest) = (head.position, head.digest.hex());
    out::note(&format!("{count} sound records are in {} now; the last is {digest}", to.display()));
    if !salvage.loose.is_empty() {
        let (count, beside) = (salvage.loose.len(), beside.display());
        out::note(&format!(
            "{count} that are readable and not chained are in {beside}: check them, then `annals append {beside}`"
        ));
    }
    if salvage.is_whole() {
        out::note("nothing is wrong with the store that was read");
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what was found.
pub(super) fn told(shared: &Shared, salvage: &Salvage) -> Result<(), Failure> {
    for note in &salvage.notes {
        out::note(&format!("note: {note}"));
    }
    let row = |range: &crate::store::Range| RangeRow {
        from: range.from,
        to: range.to,
        standing: range.standing.word(),
        why: range.why.clone(),
    };
    let rows: Vec<RangeRow> = salvage.ranges.iter().map(row).collect();
    out::rows(shared, &rows, "no record was found")
}

/// The file beside a new store.
fn beside(store: &Path) -> PathBuf {
    let mut name = OsString::from(store.components().as_path());
    name.push(".loose.jsonl");
    PathBuf::from(name)
}

fn is_inside(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut above = absolute.ancestors().filter_map(|path| path.canonicalize().ok());
    above.next().is_some_and(|path| path.starts_with(folder))
}
