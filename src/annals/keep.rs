//! What keeps a chronology from harm: backups, restoring them, and saving what is sound of a damaged store. None of it
//! replays anything, so that it works on what does not open.

use std::io::{BufRead, Write};
use std::path::Path;

use super::Error;
use crate::archive::{self, Archive};
use crate::intake::to_json;
use crate::log::{Head, Log, LogError, system_clock};
use crate::store::{FORMAT, Salvage, SledLog, salvage};

/// Writes the chronology in a folder as an archive, up to its head at the start. `start` is told the number of records,
/// and `tick` is called for each.
///
/// # Errors
/// [`Error::Store`], [`Error::Archive`].
pub fn backup(
    path: &Path,
    out: &mut dyn Write,
    start: impl FnOnce(u64),
    tick: &dyn Fn(),
) -> Result<Head, Error> {
    let log = SledLog::open(path, system_clock())?;
    Ok(archive::write(&log, out, |head| start(head.position), tick)?)
}

/// Makes a chronology of an archive, in a folder that is missing or empty, with the same positions, instants and digests.
///
/// # Errors
/// [`Error::Archive`] for the first line that is not as it should be (nothing stays of what was written before it);
/// [`Error::Store`].
pub fn restore(
    path: &Path,
    file: &str,
    input: impl BufRead,
    start: impl FnOnce(u64),
    tick: &dyn Fn(),
) -> Result<Head, Error> {
    let archive = Archive::open(file, input)?;
    start(archive.head().position);
    let records = archive.map(|record| {
        tick();
        record.map_err(Error::from)
    });
    SledLog::fill(path, records)
}

/// What is sound of the store in a folder, which is only read.
///
/// # Errors
/// [`Error::Store`] where there is nothing to read.
pub fn salvaged(path: &Path) -> Result<Salvage, Error> {
    Ok(salvage(path)?)
}

/// Makes a chronology of what is sound, in a folder that is missing or empty.
///
/// # Errors
/// [`Error::Store`].
pub fn recover(salvage: &Salvage, to: &Path) -> Result<Head, Error> {
    SledLog::fill(to, salvage.sound.iter().map(|record| Ok::<_, Error>(record.clone())))
}

/// Writes what else is readable, one record a line, as an append reads it.
///
/// # Errors
/// [`Error::Log`] where it cannot be written.
pub fn loose(salvage: &Salvage, out: &mut dyn Write) -> Result<(), Error> {
    let failed =
        |source| LogError::Io { doing: "write what is readable beside the new store".to_owned(), source };
    for record in &salvage.loose {
        writeln!(out, "{}", to_json(&record.body)).map_err(failed)?;
    }
    Ok(out.flush().map_err(failed)?)
}

/// The version of the format that the store in a folder has, and the one that is written now.
///
/// # Errors
/// [`Error::Store`].
pub fn format(path: &Path) -> Result<(u32, u32), Error> {
    Ok((SledLog::open(path, system_clock())?.format(), FORMAT))
}

/// What an upgrade did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The format it had.
    pub from: u32,
    /// The format it has.
    pub to: u32,
    /// Where the log stands: as before.
    pub head: Head,
}

/// Brings a store to the present format, once `archive`, read back, holds all of it.
///
/// # Errors
/// [`Error::Archive`] where the archive is not whole, or not of this store: nothing is changed then; [`Error::Store`].
pub fn upgrade(path: &Path, name: &str, archive: impl BufRead) -> Result<Upgrade, Error> {
    let mut archive = Archive::open(name, archive)?;
    let promised = archive.head();
    archive.try_for_each(|record| record.map(drop))?;
    let log = SledLog::open(path, system_clock())?;
    let (from, head) = (log.format(), log.head()?);
    if promised != head {
        let what = format!("{name} holds {} records, and the store {}", promised.position, head.position);
        return Err(LogError::Io { doing: "upgrade".to_owned(), source: std::io::Error::other(what) }.into());
    }
    log.rebuild()?;
    drop(log);
    let log = SledLog::open(path, system_clock())?;
    let upgrade = Upgrade { from, to: log.format(), head: log.head()? };
    if upgrade.head != head {
        let what = "the upgraded store ends elsewhere; restore it from the backup".to_owned();
        return Err(LogError::Corrupt { position: 0, what }.into());
    }
    Ok(upgrade)
}
