//! Building a store afresh in its place: after a redaction, so that the old bytes are gone from its files, and for an
//! upgrade, so that every record is in the present format.
//!
//! The new store is filled beside the old one and changes places with it in one step of the file system, so that a
//! store is there at every moment. Both hold the same lock file, by a second name: whoever waits for it waits for the
//! same lock, whichever folder has the name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::engine::Space;
use super::error::{StoreError, io_error};
use super::opening::Up;
use super::sled_log::FORMAT_KEY;
use super::{closing, fill, folder, lock};
use crate::log::LogError;

/// What is added to the name of a store for the one beside it.
const BESIDE: &str = ".fresh";
/// Records read at a time.
const PAGE: usize = 256;

/// Where the new store is filled, and the old one lies for a moment afterwards.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.components().as_path().as_os_str().to_owned();
    name.push(BESIDE);
    PathBuf::from(name)
}

/// Removes what a rebuild left beside the store that was cut short, before or after the change of places: either may
/// go, since the store itself is whole. Only for who holds the lock.
pub(super) fn tidy(path: &Path) -> Result<(), LogError> {
    let beside = beside(path);
    if !folder::is_ours(&beside) {
        return Ok(());
    }
    let failed = |e| io_error(path, format!("remove {}", beside.display()), e);
    folder::remove(&beside).map_err(failed)?;
    folder::sync(around(&beside)).map_err(failed)
}

fn around(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Fills a new store beside this one with what it holds. Only for who holds the lock.
///
/// # Errors
/// What the system says.
pub(super) fn fill(path: &Path, up: &Up) -> Result<(), StoreError> {
    let (engine, present, head) = (&up.engine, &up.present, &up.present.head);
    let fresh = beside(path);
    tidy(path)?;
    folder::prepare_filling(&fresh)?;
    let mut kept = Vec::new();
    engine.scan(Space::Meta, Vec::new()..vec![0xff; 64], 0, |key, piece| {
        if key != FORMAT_KEY {
            kept.push((key.to_vec(), piece.to_vec()));
        }
        true
    })?;
    let pages = (1..=head.position).step_by(PAGE).map(|from| {
        present.records(engine, from, head.position.min(from + PAGE as u64 - 1)).map_err(StoreError::from)
    });
    let all = pages.flat_map(|page| match page {
        Ok(records) => records.into_iter().map(Ok).collect::<Vec<_>>(),
        Err(error) => vec![Err(error)],
    });
    let reached = fill::pour(&fresh, all, kept)?;
    if reached != *head {
        return Err(
            LogError::Corrupt { position: 0, what: "what was built anew ends elsewhere".to_owned() }.into()
        );
    }
    Ok(())
}

/// Puts the filled store in place of the old one, whose database is closed, and removes that. Only for who holds the
/// lock.
///
/// # Errors
/// What the system says; until the change of places the store is as it was.
pub(super) fn exchange(path: &Path) -> Result<(), LogError> {
    let fresh = beside(path);
    for folder in [path, &fresh] {
        // sled's threads may not write any more once names have changed.
        let _held = closing::quiet(folder)?;
    }
    let failed = |e: io::Error| io_error(path, format!("put {} in place", fresh.display()), e);
    fs::hard_link(lock::file(path), lock::file(&fresh)).map_err(failed)?;
    folder::sync(&fresh).map_err(failed)?;
    renameat_with(CWD, path, CWD, &fresh, RenameFlags::EXCHANGE).map_err(|e| match e {
        Errno::INVAL | Errno::NOSYS => failed(io::Error::other(
            "this file system cannot exchange two folders in one step: move the store to another",
        )),
        e => failed(e.into()),
    })?;
    folder::sync(around(path)).map_err(failed)?;
    tidy(path)
}
