//! Another chronology, named on the command line: a store, or files of records. Nothing of it is changed.

use std::path::Path;

use super::failure::Failure;
use super::{Shared, files, open};
use crate::annals::Annals;

/// Opens the other chronology: the store in a folder, or the records of a file, a folder or standard input (`-`).
pub(super) fn open(shared: &Shared, path: &Path) -> Result<Annals, Failure> {
    let name = path.display();
    let own = open::place(shared);
    if let (Ok(here), Ok(there)) = (own.canonicalize(), path.canonicalize())
        && here == there
    {
        let help = format!("name the store or the records of another; yours is {}", own.display());
        return Err(Failure::usage(format!("{name} is this chronology itself"), Some(help)));
    }
    if path != Path::new("-") && !path.exists() {
        let help =
            "name a store (a folder that holds annals.store), or a file or folder of records".to_owned();
        return Err(Failure::File { message: format!("{name} is not there"), help: Some(help) });
    }
    if path.is_dir() && Annals::is_at(path)? {
        return Ok(Annals::open_waiting(path, shared.patience())?);
    }
    if path.is_dir() && files::in_folder(path).is_empty() {
        let help = "a store holds annals.store; records stand in files that end in .toml, .jsonl or .ndjson";
        let message = format!("{name} is neither a store of annals nor a folder of records");
        return Err(Failure::File { message, help: Some(help.to_owned()) });
    }
    let inputs = files::read(&[path.to_owned()])?;
    let mut annals = Annals::in_memory();
    let intake = annals.read(&inputs)?;
    annals.append(intake.bodies)?;
    Ok(annals)
}
