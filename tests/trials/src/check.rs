//! What must be true of a store, whatever was done to it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use annals::log::{Head, Log, system_clock, verify};
use annals::store::{FORMAT, SledLog, StoreError};

use crate::bodies::{body, compare, text};
use crate::search::Texts;
use crate::work::{Mode, restore};

/// Opens a store, and checks that what was acknowledged is there as it was, and that the store goes on. Gives
/// the position it stood at.
pub fn check(path: &Path, seed: u64, acknowledged: u64, mode: Mode) -> Result<u64, String> {
    if mode == Mode::Restore && acknowledged == 0 && half_filled(path)? {
        // What the refusal tells one to do.
        std::fs::remove_dir_all(path).map_err(|e| e.to_string())?;
        let whole = restore(path, seed, |_| Ok(()))?;
        return if look(path, seed)? == whole {
            Ok(0)
        } else {
            Err("repeated, it ends elsewhere".to_owned())
        };
    }
    let found = look(path, seed)?;
    if found.position < acknowledged {
        return Err(format!("acknowledged {acknowledged} records, and {} are there", found.position));
    }
    let log = SledLog::open(path, system_clock()).map_err(|e| format!("opened again: {e}"))?;
    let log = if log.format() == FORMAT { log } else { rebuilt(log, path)? };
    let position = found.position + 1;
    log.append(&found, vec![body(seed, position)]).map_err(|e| format!("appended: {e}"))?;
    drop(log);
    let after = look(path, seed)?;
    if after.position == position {
        Ok(found.position)
    } else {
        Err(format!("record {position} was appended, and {} are there", after.position))
    }
}

/// Builds a store afresh.
pub fn rebuilt(log: SledLog, path: &Path) -> Result<SledLog, String> {
    log.rebuild().map_err(|e| format!("to be built afresh: {e}"))?;
    drop(log);
    SledLog::open(path, system_clock()).map_err(|e| format!("built afresh: {e}"))
}

/// Whether a store is refused as being half filled, by both that look at it.
fn half_filled(path: &Path) -> Result<bool, String> {
    let opened = SledLog::open(path, system_clock()).map(drop);
    let looked = SledLog::is_at(path);
    match (opened, looked) {
        (Err(StoreError::HalfFilled { .. }), Err(StoreError::HalfFilled { .. })) => Ok(true),
        (Ok(()), Ok(true)) => Ok(false),
        (opened, looked) => Err(format!("opened: {opened:?}; looked at: {looked:?}")),
    }
}

/// Opens a store and compares every record, what is remembered, and what may not be in its files any more.
pub fn look(path: &Path, seed: u64) -> Result<Head, String> {
    let log = SledLog::open(path, system_clock()).map_err(|e| format!("opened: {e}"))?;
    let head = log.head().map_err(|e| format!("its head: {e}"))?;
    let records = log.read(1, usize::MAX).map_err(|e| format!("read: {e}"))?;
    if verify(&records, &Head::EMPTY) != Ok(head) {
        return Err("its chain does not hold".to_owned());
    }
    let struck = compare(&records, seed)?;
    if let Some(value) = log.recall("position").map_err(|e| format!("recalled: {e}"))? {
        let whole = value.first_chunk::<8>().is_some_and(|first| value.chunks(8).all(|c| c == first));
        if !whole {
            return Err("the remembered value is half of one and half of another".to_owned());
        }
    }
    drop(log);
    if !struck.is_empty() {
        gone(path, seed, &struck, head.position)?;
    }
    let beside = beside(path);
    // It would keep the store from being built afresh.
    if beside.exists() { Err(format!("{} is left behind", beside.display())) } else { Ok(head) }
}

/// Where a store is built afresh.
fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".fresh");
    beside.into()
}

/// No file of a store, nor beside it, holds a text that was struck.
fn gone(path: &Path, seed: u64, struck: &HashSet<u64>, head: u64) -> Result<(), String> {
    let (mut away, mut kept) = (Texts::default(), Texts::default());
    for position in 1..=head {
        let texts = if struck.contains(&position) { &mut away } else { &mut kept };
        texts.add(text(&body(seed, position)));
    }
    let failed = |e: std::io::Error| format!("searched: {e}");
    for folder in [path.to_owned(), beside(path)] {
        if let Some(file) = away.found_in(&folder).map_err(failed)? {
            return Err(format!("{file} holds what was taken away"));
        }
    }
    // For control: the search finds what is there.
    let control = kept.found_in(path).map_err(failed)?;
    if control.is_none() && head > 2 * struck.len() as u64 {
        return Err("the search finds nothing at all".to_owned());
    }
    Ok(())
}
