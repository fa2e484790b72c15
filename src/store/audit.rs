//! The audit of an open store: every block is read again, and all that should agree is compared.

use super::codec;
use super::engine::Space;
use super::sled_log::{FORMAT_KEY, HEAD_KEY, MEMORY, POSITION, SledLog, corrupt};
use super::witness;
use crate::domain::{Amends, Body, EventDate};
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
        self.blocks(Space::Log, POSITION, |key, block| {
            if key == HEAD_KEY {
                let stored = codec::decode_head(block).map_err(|e| corrupt(0, format!("its head: {e}")))?;
                return if stored == head { Ok(()) } else { Err(corrupt(0, "its head is wrong")) };
            }
            let position = chain.head().position + 1;
            if key != position.to_be_bytes() {
                return Err(corrupt(position, "the record is missing, or something else lies before it"));
            }
            let record = codec::decode(block).map_err(|e| corrupt(position, e.to_string()))?;
            chain.check(&record).map_err(|fault| corrupt(position, fault.to_string()))?;
            if let Some(date) = odd_date(&record.body) {
                return Err(corrupt(position, format!("its date {date:?} is not kept as the days it means")));
            }
            audit.records += 1;
            audit.bytes += block.len() as u64;
            Ok(())
        })?;
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
