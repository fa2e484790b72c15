//! Records: the entries of the log.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Actor, Amendment, Place, RecordSort, Redacted, Report, Slug, Source};

/// What a record says. Stored by number: new sorts come last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Registers a source.
    Source(Source),
    /// Registers an actor.
    Actor(Actor),
    /// Registers a place.
    Place(Place),
    /// Reports an event.
    /// Shared: replays of a long log hold on to many.
    Report(#[serde(deserialize_with = "shared")] Arc<Report>),
    /// Amends what an earlier record says.
    Amendment(Amendment),
    /// Stands where a body was taken away. It is never offered to a log: only an act of redaction puts it there.
    Redacted(Redacted),
}

/// A report put where it stays at once.
fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Report>, D::Error> {
    Report::deserialize(from).map(Arc::new)
}

impl From<Report> for Body {
    fn from(report: Report) -> Body {
        Body::Report(Arc::new(report))
    }
}

impl Body {
    /// The identifier of what it says, unique among bodies of its sort.
    pub fn id(&self) -> &Slug {
        match self {
            Body::Source(s) => &s.id,
            Body::Actor(a) => &a.id,
            Body::Place(p) => &p.id,
            Body::Report(r) => &r.id,
            Body::Amendment(a) => &a.id,
            Body::Redacted(r) => &r.id,
        }
    }

    /// The sort of body, as people write it; of a redacted one, that of what stood there.
    pub fn sort(&self) -> &'static str {
        RecordSort::of(self).word()
    }
}

/// A BLAKE3 digest, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What stands before the first record.
    pub const ZERO: Digest = Digest([0; 32]);

    /// Reads what [`Digest::hex`] writes: 64 digits.
    pub fn parse(text: &str) -> Option<Digest> {
        let digits: Vec<u8> =
            text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, d| byte << 4 | d)).collect();
        (digits.len() == 64).then(|| bytes.try_into().ok().map(Digest)).flatten()
    }

    /// The digest in hexadecimal.
    pub fn hex(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.hex())
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Dense position, from 1.
    pub position: u64,
    /// When this log took it in; never runs backwards, never set by the caller.
    pub recorded: DateTime<Utc>,
    /// Digest of the chain up to and including this record.
    pub digest: Digest,
    /// What it says.
    pub body: Body,
}
