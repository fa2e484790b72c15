//! Filling a new store with ready records, as they are: a restored archive, the sound part of a damaged log.

use std::fs;
use std::io;
use std::path::Path;

use sled::Batch;

use super::block::{LARGE, Packed, Packer};
use super::blocks::BlockFile;
use super::codec;
use super::engine::{Engine, Space, sync_data};
use super::error::{StoreError, io_error};
use super::folder;
use super::index::{Growth, Index};
use super::sled_log::{FORMAT, FORMAT_KEY, HEAD_KEY, SledLog};
use super::witness::Witness;
use crate::domain::{Digest, Record};
use crate::log::{Chain, Head, LogError};

/// So many bytes are written at once.
const BYTES: usize = 8 * 1024 * 1024;

impl SledLog {
    /// Makes a new store of exactly these records, positions, instants and digests as they are, and returns its head.
    /// They are taken one at a time and written in batches; durable once `Ok` is returned. The path must be missing or
    /// an empty folder.
    ///
    /// # Errors
    /// Those of `records`; [`LogError::Corrupt`] for the first record that does not follow from those before it;
    /// [`StoreError`]. The folder is taken away again if it was made for this; a process that ends half way leaves one
    /// that nobody takes for a store ([`StoreError::HalfFilled`]).
    pub fn fill<E: From<StoreError>>(
        path: &Path,
        records: impl IntoIterator<Item = Result<Record, E>>,
    ) -> Result<Head, E> {
        let new = folder::prepare_filling(path)?;
        let done = pour(path, records, []);
        if done.is_err() && new {
            // What cannot be taken away stays marked as being filled.
            let _stays = fs::remove_dir_all(path);
        }
        done
    }
}

/// Writes records, and what is kept beside them as keys and pieces, into a folder marked as being filled.
pub(super) fn pour<E: From<StoreError>>(
    path: &Path,
    records: impl IntoIterator<Item = Result<Record, E>>,
    beside: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
) -> Result<Head, E> {
    let store = |error: LogError| StoreError::from(error);
    let failed =
        |why: String| store(io_error(path, format!("write into {}", path.display()), io::Error::other(why)));
    let engine = Engine::open(path, sync_data()).map_err(store)?;
    BlockFile::create(path).map_err(store)?;
    let file = BlockFile::open(path, true).map_err(store)?;
    let mut growth = Growth::after(&Index::empty());
    let mut packer = Packer::behind(Digest::ZERO, LARGE);
    let mut put = |packed: &Packed| {
        file.put(growth.end, &packed.bytes).map_err(|e| failed(e.to_string()))?;
        growth.add(packed);
        Ok::<_, E>(())
    };
    let mut chain = Chain::after(Head::EMPTY);
    for record in records {
        let record = record?;
        chain.check(&record).map_err(|fault| {
            store(LogError::Corrupt { position: fault.position, what: fault.to_string() })
        })?;
        packer.push(&record).map_err(|e| failed(format!("record {}: {e}", record.position)))?;
        if packer.full() >= BYTES {
            put(&packer.take())?;
        }
    }
    put(&packer.finish())?;
    let head = chain.head();
    growth.head = head;
    file.sync(&sync_data()).map_err(|e| failed(e.to_string()))?;
    let mut batch = Batch::default();
    Index::empty().write(&growth, &mut batch);
    batch.insert(HEAD_KEY, codec::encode_head(&head));
    engine.commit(Space::Log, batch).map_err(failed)?;
    let mut batch = Batch::default();
    for (key, piece) in beside {
        batch.insert(key, piece);
    }
    batch.insert(FORMAT_KEY, &FORMAT.to_be_bytes());
    engine.commit(Space::Meta, batch).map_err(failed)?;
    Witness::create(path).map_err(store)?;
    let (mut witness, _) = Witness::open(path).map_err(store)?;
    witness.note(&head);
    folder::complete(path).map_err(store)?;
    Ok(head)
}
