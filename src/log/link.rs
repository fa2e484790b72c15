//! What every backend does alike: turn a batch of bodies into chained records within the limits, and
//! recognise an append that already went through.

use std::thread;

use chrono::{DateTime, Utc};

use super::clock::stamp;
use super::{Head, Limits, LogError, Oversize, body_digest, canonical, chain};
use crate::domain::{Amends, Body, Digest, Record};

/// Bodies of which it pays to encode half on another core.
const MANY: usize = 200;

/// The records a batch becomes after `head`, whose last record was taken in at `last`.
///
/// # Errors
/// [`LogError::TooLarge`]; [`LogError::Redaction`] where something offered is a redacted body, or the act that makes one.
pub(crate) fn link(
    head: &Head,
    last: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    batch: Vec<Body>,
    limits: &Limits,
) -> Result<Vec<Record>, LogError> {
    if let Some(body) = batch.iter().find(|body| is_redaction(body)) {
        let what = format!("{} {} is a redaction, and none is ever appended", body.sort(), body.id());
        return Err(LogError::Redaction { what });
    }
    seal(head, last, now, batch, limits)
}

/// Whether a body belongs to a redaction: what is left of a record, or the act.
pub(crate) fn is_redaction(body: &Body) -> bool {
    match body {
        Body::Redacted(_) => true,
        Body::Amendment(amendment) => matches!(amendment.act, Amends::Redact(_)),
        Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Report(_) => false,
    }
}

/// As [`link`], of a batch that may hold the act of a redaction.
///
/// # Errors
/// As [`link`].
pub(crate) fn seal(
    head: &Head,
    last: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    batch: Vec<Body>,
    limits: &Limits,
) -> Result<Vec<Record>, LogError> {
    let limit = limits.records_per_batch;
    if batch.len() > limit {
        return Err(LogError::TooLarge { what: Oversize::Batch, found: batch.len(), limit });
    }
    let recorded = stamp(now, last);
    let mut at = *head;
    let mut records = Vec::with_capacity(batch.len());
    let encoded = encoded(&batch);
    for (index, (body, encoded)) in batch.into_iter().zip(encoded).enumerate() {
        let Some((found, sealed)) = encoded else {
            let what = format!("{} {} is redacted, and has no body to append", body.sort(), body.id());
            return Err(LogError::Redaction { what });
        };
        let limit = limits.bytes_per_record;
        if found > limit {
            let what = Oversize::Record { index, name: format!("{} {}", body.sort(), body.id()) };
            return Err(LogError::TooLarge { what, found, limit });
        }
        let position = at.position + 1;
        let digest = chain(&at.digest, position, recorded, &sealed);
        at = Head { position, digest };
        records.push(Record { position, recorded, digest, body });
    }
    Ok(records)
}

/// Length and digest of the canonical encoding of each body, of a large batch on two cores.
fn encoded(batch: &[Body]) -> Vec<Option<(usize, Digest)>> {
    let one =
        |body: &Body| canonical(body).map(|bytes| (bytes.len(), Digest(*blake3::hash(&bytes).as_bytes())));
    let all = |bodies: &[Body]| bodies.iter().map(one).collect::<Vec<_>>();
    if batch.len() < MANY {
        return all(batch);
    }
    let (front, back) = batch.split_at(batch.len() / 2);
    thread::scope(|scope| {
        let second = scope.spawn(|| all(back));
        let front = all(front);
        let second = second.join().unwrap_or_else(|_| all(back));
        [front, second].concat()
    })
}

/// The head this batch led to, if `present`, the records now standing after `expected`, are just this batch.
pub(crate) fn repeated(expected: &Head, batch: &[Body], present: &[Record]) -> Option<Head> {
    if batch.is_empty() || batch.len() != present.len() {
        return None;
    }
    let mut at = *expected;
    for (body, record) in batch.iter().zip(present) {
        let position = at.position + 1;
        let sealed = body_digest(body);
        // Chaining what is offered, not what is there: equal digests mean equal bodies after an equal past.
        let digest = chain(&at.digest, position, record.recorded, &sealed);
        if record.position != position || record.digest != digest {
            return None;
        }
        at = Head { position, digest };
    }
    Some(at)
}
