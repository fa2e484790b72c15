//! Opening the chronology a command works on: where it lies, and what is loaded into a new one.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::{Shared, bar, files, out};
use crate::annals::{Annals, Error, Indexed, Opened};
use crate::intake::InputFile;
use crate::log::LogError;
use crate::store::StoreError;

/// The folder of records that a new chronology is filled from.
const EVENTS: &str = "events";
/// Under this key the store remembers the digest of what it was filled with.
const LOADED: &str = "loaded-events";

/// Where the chronology lies: the option, else the environment, else here.
pub(super) fn place(shared: &Shared) -> PathBuf {
    let named = shared.store.clone().or_else(|| std::env::var_os("ANNALS_STORE").map(PathBuf::from));
    named.unwrap_or_else(|| PathBuf::from("annals.db"))
}

/// Opens the chronology. A new one is filled from `events/`, where there is such a folder; where nothing can be
/// written it is kept in memory.
pub(super) fn open(shared: &Shared) -> Result<Annals, Failure> {
    let annals = opened(shared)?;
    shared.leaned.read(&annals)?;
    Ok(annals)
}

/// Opens the chronology by way of its index, whatever its size.
pub(super) fn indexed(shared: &Shared) -> Result<Indexed, Failure> {
    Ok(indexing(|tick| Indexed::open(&place(shared), shared.patience(), tick))?)
}

/// Draws how far the making of an index is.
pub(super) fn indexing<T>(work: impl FnOnce(&mut dyn FnMut(u64, u64)) -> T) -> T {
    let bar = bar::bar("records indexed");
    let done = work(&mut |read, all| {
        bar.set_length(all);
        bar.set_position(read);
    });
    bar.finish_and_clear();
    done
}

/// Opens the chronology for questions about all of it.
pub(super) fn whole(shared: &Shared) -> Result<Opened, Failure> {
    Ok(Opened::Whole(open(shared)?))
}

/// Opens the chronology for questions: a large one by way of its index.
pub(super) fn to_ask(shared: &Shared) -> Result<Opened, Failure> {
    shared.compared()?;
    let path = place(shared);
    // A basis is of the whole state.
    if shared.basis || !matches!(Annals::is_at(&path), Ok(true)) {
        return Ok(Opened::Whole(open(shared)?));
    }
    match indexing(|tick| Annals::open_to_ask(&path, shared.patience(), tick)) {
        Ok(Opened::Indexed(indexed)) => {
            shared.leaned.read(&*indexed)?;
            Ok(Opened::Indexed(indexed))
        }
        Ok(Opened::Whole(annals)) => {
            let annals = filled(annals, &path)?;
            shared.leaned.read(&annals)?;
            Ok(Opened::Whole(annals))
        }
        Err(Error::Store(StoreError::Log(LogError::NotWritable { .. }))) => Ok(Opened::Whole(open(shared)?)),
        Err(error) => Err(error.into()),
    }
}

fn opened(shared: &Shared) -> Result<Annals, Failure> {
    // What can be said to be wrong without a chronology is said before one is made.
    shared.compared()?;
    let path = place(shared);
    let annals = match Annals::open_waiting(&path, shared.patience()) {
        Ok(annals) => annals,
        Err(Error::Store(StoreError::Log(LogError::NotWritable { .. }))) if !path.exists() => {
            out::note("note: nothing can be written here; the chronology is kept in memory for this command");
            Annals::in_memory()
        }
        Err(Error::Store(StoreError::Log(LogError::NotWritable { .. }))) if Annals::is_at(&path)? => {
            out::note(&format!("note: {} cannot be written to; it is read from a copy", path.display()));
            Annals::open_copy(&path)?
        }
        Err(error) => return Err(error.into()),
    };
    filled(annals, &path)
}

/// Says which files of a store changed since it was closed, where any did.
pub(super) fn odd(files: &[String], path: &Path) {
    if !files.is_empty() {
        out::note(&format!(
            "warning: {} in {} changed since the store was last closed: the power failed, or somebody changed what holds \
             no record; every record is there and its digest holds",
            files.join(", "),
            path.display()
        ));
    }
}

/// Says what is odd about an opened chronology, and fills a new one.
fn filled(mut annals: Annals, path: &Path) -> Result<Annals, Failure> {
    odd(annals.odd_files(), path);
    let paths = files::in_folder(Path::new(EVENTS));
    if paths.is_empty() {
        return Ok(annals);
    }
    let inputs = files::read(&paths)?;
    let digest = digest(&inputs);
    if annals.records().is_empty() {
        let intake = annals.read(&inputs)?;
        let count = intake.bodies.len();
        annals.append(intake.bodies)?;
        annals.remember(LOADED, digest.as_bytes())?;
        let path = path.display();
        out::note(&format!("note: {path} is new; {count} records were taken in from {EVENTS}/"));
    } else if annals.recall(LOADED)?.is_some_and(|known| known != digest.as_bytes()) {
        out::note(&format!(
            "note: {EVENTS}/ has changed since it was taken in; `annals append {EVENTS}/*` takes in what is new"
        ));
    }
    Ok(annals)
}

/// After an append: what `events/` holds now is known.
pub(super) fn remember_events(annals: &Annals, given: &[PathBuf]) -> Result<(), Failure> {
    let paths = files::in_folder(Path::new(EVENTS));
    if paths.is_empty() || !paths.iter().all(|path| given.contains(path)) {
        return Ok(());
    }
    Ok(annals.remember(LOADED, digest(&files::read(&paths)?).as_bytes())?)
}

/// What a folder of records held, as one digest of names and bytes.
fn digest(inputs: &[InputFile]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for input in inputs {
        hasher.update(input.name.as_bytes()).update(&input.bytes);
    }
    hasher.finalize()
}
