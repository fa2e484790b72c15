//! The audit of an open store: every block is read again, and all that should agree is compared.

use std::collections::BTreeMap;

use super::block::Block;
use super::codec;
use super::engine::Space;
use super::index::{INDEX, SEALED};
use super::shelf::STRUCK;
use super::sled_log::{FORMAT, FORMAT_KEY, HEAD_KEY, MEMORY, POSITION, REBUILD_KEY, SledLog, corrupt};
use super::witness;
use crate::domain::{Amends, Body, EventDate, Record};
use crate::log::{Chain, Head, Log, LogError};

/// What an audit looked at; all of it was sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Records whose checksum, place, instant, dates and digest hold.
    pub records: u64,
    /// Values remembered beside the log whose checksum holds.
    pub memories: u64,
    /// Bytes of all these.
    pub bytes: u64,
}

impl SledLog {
    /// Reads every block of the store and checks what can be checked: checksums; positions, instants and digests of
    /// the chain; that the days of a date follow from its expression, as digests cover the expression alone; that head, chain
    /// and the file beside the database agree; that nothing else is stored. Nobody should append meanwhile.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] with the first position at which something is wrong.
    pub fn audit(&self) -> Result<Audit, LogError> {
        let head = self.head()?;
        let mut audit = Audit::default();
        let mut chain = Chain::after(Head::EMPTY);
        let mut check = |record: Record| {
            let position = record.position;
            chain.check(&record).map_err(|fault| corrupt(fault.position, fault.to_string()))?;
            if let Some(date) = odd_date(&record.body) {
                return Err(corrupt(position, format!("its date {date:?} is not kept as the days it means")));
            }
            audit.records += 1;
            Ok(())
        };
        let (mut bytes, struck) = self.audit_sealed(&mut check)?;
        self.blocks(Space::Log, POSITION, |key, value| {
            if key == HEAD_KEY {
                let stored = codec::decode_head(value).map_err(|e| corrupt(0, format!("its head: {e}")))?;
                return if stored == head { Ok(()) } else { Err(corrupt(0, "its head is wrong")) };
            }
            bytes += value.len() as u64;
            match (<[u8; POSITION]>::try_from(key), self.format()) {
                (Err(_), FORMAT) if is_ours(key) => Ok(()),
                (Err(_), _) => Err(corrupt(0, "there is an entry in the database that belongs to no record")),
                (Ok(key), FORMAT) => {
                    let position = u64::from_be_bytes(key);
                    let block = Block::whole(value).map_err(|e| corrupt(position, e.to_string()))?;
                    if block.first() != position {
                        return Err(corrupt(position, "another block lies in its place"));
                    }
                    let all = block.records();
                    all.map(|(at, record)| record.map_err(|e| corrupt(at, e.to_string())))
                        .try_for_each(|record| check(instead(record?, &struck)))
                }
                (Ok(key), _) => {
                    let position = u64::from_be_bytes(key);
                    let record = codec::decode(value).map_err(|e| corrupt(position, e.to_string()))?;
                    if record.position != position {
                        return Err(corrupt(
                            position,
                            format!("record {} lies in its place", record.position),
                        ));
                    }
                    check(record)
                }
            }
        })?;
        audit.bytes = bytes;
        if chain.head() != head {
            return Err(corrupt(chain.head().position + 1, "its records do not lead to its head"));
        }
        if witness::read(self.path()).ok() != Some(head) {
            return Err(corrupt(0, "annals.head does not agree with the log"));
        }
        self.blocks(Space::Meta, MEMORY, |key, block| {
            if key != FORMAT_KEY {
                codec::decode_memory(block)
                    .map_err(|e| corrupt(0, format!("what is kept beside the log: {e}")))?;
                audit.memories += 1;
                audit.bytes += block.len() as u64;
            }
            Ok(())
        })?;
        Ok(audit)
    }

    /// Hands every sealed record to `check`, from the disk; the bytes read, and what stands in the place of redacted
    /// records.
    fn audit_sealed(
        &self,
        check: &mut impl FnMut(Record) -> Result<(), LogError>,
    ) -> Result<(u64, BTreeMap<u64, Record>), LogError> {
        let Some((file, index)) = self.sealed() else { return Ok((0, BTreeMap::new())) };
        let struck = self.struck()?;
        for span in index.spans(1, u64::MAX) {
            let block = file.fetch(&span)?;
            for (position, record) in block.records() {
                let record = record.map_err(|e| corrupt(position, e.to_string()))?;
                check(instead(record, &struck))?;
            }
        }
        if file.length()? != index.end {
            return Err(corrupt(0, "something lies behind the last block"));
        }
        Ok((index.end, struck))
    }
}

/// Whether a key of the log, which is none of a record, is one of ours.
fn is_ours(key: &[u8]) -> bool {
    [INDEX, SEALED, STRUCK, REBUILD_KEY].iter().any(|ours| key.starts_with(ours))
}

/// A record, or what is left of it.
fn instead(record: Record, struck: &BTreeMap<u64, Record>) -> Record {
    match struck.get(&record.position) {
        Some(left) => left.clone(),
        None => record,
    }
}

/// The expression of the first date whose days do not follow from it.
fn odd_date(body: &Body) -> Option<&str> {
    let date = match body {
        Body::Source(source) => &source.date,
        Body::Report(report) => &report.date,
        Body::Amendment(amendment) => {
            if let Amends::Correct { becomes, .. } = &amendment.act
                && let Some(odd) = odd_date(becomes)
            {
                return Some(odd);
            }
            &amendment.date
        }
        _ => return None,
    };
    let meant = if date.text.is_empty() { Ok(EventDate::undated()) } else { EventDate::parse(&date.text) };
    (meant.as_ref() != Ok(date)).then_some(&date.text)
}
