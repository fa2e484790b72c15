//! The digest chain: each record's digest seals its own body, position and instant and everything before it.
//!
//! `BLAKE3(previous digest, position as u64, instant as i64 seconds and u32 nanoseconds, BLAKE3(canonical
//! body))`, all numbers big-endian, seconds counted from 1970-01-01T00:00:00Z. A body replaced by its digest
//! leaves the chain valid.

use chrono::{DateTime, Utc};

use super::{Head, canonical};
use crate::domain::{Body, Digest, Record};

/// The digest of a body: BLAKE3 over its [`canonical`] encoding; of a redacted one, that of the body that stood there.
pub fn body_digest(body: &Body) -> Digest {
    match (body, canonical(body)) {
        (Body::Redacted(redacted), _) => redacted.digest,
        (_, Some(bytes)) => Digest(*blake3::hash(&bytes).as_bytes()),
        // What holds a redacted body in itself was never in a log, and no chain takes it for what was.
        (_, None) => Digest::ZERO,
    }
}

/// The digest of a record from that of the record before it ([`Digest::ZERO`] for the first one).
pub fn chain(previous: &Digest, position: u64, recorded: DateTime<Utc>, body: &Digest) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous.0);
    hasher.update(&position.to_be_bytes());
    hasher.update(&recorded.timestamp().to_be_bytes());
    hasher.update(&recorded.timestamp_subsec_nanos().to_be_bytes());
    hasher.update(&body.0);
    Digest(*hasher.finalize().as_bytes())
}

/// What is wrong with a chain of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The position is not the next one.
    Position,
    /// The recorded instant is earlier than that of the record before.
    Instant,
    /// The digest does not follow from the record and those before it.
    Digest,
}

/// The first fault of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {position} {}", match kind {
    FaultKind::Position => "is missing or out of place",
    FaultKind::Instant => "was recorded before the one it follows",
    FaultKind::Digest => "was changed, or a record before it was",
})]
pub struct Fault {
    /// The position at which the chain breaks.
    pub position: u64,
    /// How.
    pub kind: FaultKind,
}

/// Checks records one after another: dense positions, instants that never run backwards, digests.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    head: Head,
    last: Option<DateTime<Utc>>,
}

impl Chain {
    /// A check of the records after this head ([`Head::EMPTY`]: of a whole log).
    pub fn after(head: Head) -> Chain {
        Chain { head, last: None }
    }

    /// Checks the next record.
    ///
    /// # Errors
    /// What is wrong with it, and at which position.
    pub fn check(&mut self, record: &Record) -> Result<(), Fault> {
        let position = self.head.position + 1;
        let fault = |kind| Err(Fault { position, kind });
        if record.position != position {
            return fault(FaultKind::Position);
        }
        if self.last.is_some_and(|last| record.recorded < last) {
            return fault(FaultKind::Instant);
        }
        let digest = chain(&self.head.digest, position, record.recorded, &body_digest(&record.body));
        if record.digest != digest {
            return fault(FaultKind::Digest);
        }
        self.head = Head { position, digest };
        self.last = Some(record.recorded);
        Ok(())
    }

    /// The head of what was checked.
    pub fn head(&self) -> Head {
        self.head
    }
}

/// Checks the records after `from` and returns the head they lead to.
///
/// # Errors
/// The first fault.
pub fn verify<'a>(records: impl IntoIterator<Item = &'a Record>, from: &Head) -> Result<Head, Fault> {
    let mut chain = Chain::after(*from);
    for record in records {
        chain.check(record)?;
    }
    Ok(chain.head())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::log::sample;

    fn records() -> Vec<Record> {
        sample::records()
    }

    fn fault(records: &[Record]) -> (u64, FaultKind) {
        let fault = verify(records, &Head::EMPTY).unwrap_err();
        (fault.position, fault.kind)
    }

    #[test]
    fn given_sample_bodies_when_digested_then_the_digests_are_the_pinned_ones() {
        let found: Vec<String> = sample::bodies().iter().map(|b| body_digest(b).hex()).collect();
        // They never change: every digest of every log ever written depends on them.
        let pinned = [
            "9a83331b2d4f4ed1219a533651ced545f3bc38ab306998a4b260dffd9e6675eb",
            "821953417c2f61821fa11eee1bc2b3a2b2ceafe2065c8fe5436fb542f6c8a259",
            "2f3d5466c844ecd32b98179fa850b23eceabf4684ad6fc928202e4387676a7da",
            "9f082c6cf5d0a80c1ad391110fed62c808f32ea530191b7b8d39b7a2e79561a7",
            "e3c26c468a4fffba9c13eb75cd22aa33d423ceda1ef80d00bb5dab276e4d97d6",
        ];
        assert_eq!(found, pinned);
    }

    #[test]
    fn given_sample_records_when_chained_then_the_head_is_the_pinned_one() {
        let head = verify(&records(), &Head::EMPTY).unwrap();
        assert_eq!(head.position, records().len() as u64);
        let pinned = "e9d32b93ae8522ce8a04d3c0940e258d09e24acef0bc5e810cdd6906c8150073";
        assert_eq!(head.digest.hex(), pinned);
    }

    #[test]
    fn given_redacted_records_when_chained_then_all_digests_are_as_before_and_the_act_is_the_pinned_one() {
        let (whole, redacted) = (records(), sample::redacted_records());
        for (old, new) in whole.iter().zip(&redacted) {
            assert_eq!((old.digest, body_digest(&old.body)), (new.digest, body_digest(&new.body)));
        }
        assert!(verify(&redacted, &Head::EMPTY).is_ok());
        assert_eq!(
            body_digest(&redacted[5].body).hex(),
            "c895c5ff9b2697acbcf81cea9b0dd22c804e1de9aacbfad561877c2616cfc3bd"
        );
    }

    #[test]
    fn given_a_part_of_the_log_when_verified_from_the_head_before_it_then_it_holds() {
        let all = records();
        let (front, back) = all.split_at(2);
        let middle = verify(front, &Head::EMPTY).unwrap();
        assert_eq!(verify(back, &middle), verify(&all, &Head::EMPTY));
        assert_eq!(fault(back), (1, FaultKind::Position));
    }

    #[test]
    fn given_a_tampered_log_when_verified_then_the_first_fault_is_found() {
        let mut gap = records();
        gap.remove(1);
        assert_eq!(fault(&gap), (2, FaultKind::Position));

        let mut changed = records();
        changed[1].body = changed[0].body.clone();
        assert_eq!(fault(&changed), (2, FaultKind::Digest));

        let mut later = records();
        later[2].recorded += TimeDelta::nanoseconds(1);
        assert_eq!(fault(&later), (3, FaultKind::Digest));

        let mut backwards = records();
        let first = backwards[0].recorded;
        backwards[2].recorded = first - TimeDelta::seconds(1);
        backwards[2].digest =
            chain(&backwards[1].digest, 3, backwards[2].recorded, &body_digest(&backwards[2].body));
        assert_eq!(fault(&backwards), (3, FaultKind::Instant));
    }
}
