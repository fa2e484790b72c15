//! What is recorded in a trial: every record follows from a seed and its position, so that whoever looks later knows
//! what should be there.

use std::collections::HashSet;

use annals::domain::{
    Actor, ActorId, ActorKind, Amendment, Amends, Body, EventDate, Holder, Name, Record, RecordSort,
    Redacted, Redaction, Slug, Struck,
};
use annals::log::body_digest;
use fastrand::Rng;

/// Seeds that are a multiple of this have many large records.
pub const LARGE: u64 = 16;
/// Records of the store of format 1 that a trial may begin with, and the digest of the last, which seals them all.
pub const GOLDEN: u64 = 10;
const GOLDEN_DIGEST: &str = "606f1e9b5d61d2a8ec452e211dcda095992263ce3e946ed3c7aaf221222162a7";

/// The body at a position.
pub fn body(seed: u64, position: u64) -> Body {
    let mut random = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ position);
    let large = if seed.is_multiple_of(LARGE) { 12 } else { 1 };
    let length = match random.u32(..100) {
        draw if draw < large => random.usize(4_000..60_000),
        1..=20 => random.usize(300..3_000),
        _ => random.usize(20..300),
    };
    let text: String = std::iter::repeat_with(|| random.alphanumeric()).take(length).collect();
    Body::Actor(Actor {
        id: ActorId::new(&format!("a-{position}")).expect("a slug"),
        kind: ActorKind::Faction,
        names: vec![Name { text: format!("Actor {position}"), sources: vec![] }],
        note: Some(text),
    })
}

/// The long text of a body.
pub fn text(body: &Body) -> &str {
    match body {
        Body::Actor(actor) => actor.note.as_deref().unwrap_or_default(),
        _ => "",
    }
}

/// The act at a position that takes the body at another away.
pub fn act(position: u64, target: u64, body: &Body) -> Amendment {
    let record = Redacted { sort: RecordSort::of(body), id: body.id().clone(), digest: body_digest(body) };
    let target = Struck { position: target, record };
    let because = "order of a court".to_owned();
    Amendment {
        id: Slug::new(&format!("redact-{position}")).expect("a slug"),
        by: Holder::Keeper("N. Judge".to_owned()),
        act: Amends::Redact(Redaction { target, with: vec![], because, leaned: vec![] }),
        date: EventDate::undated(),
        citation: None,
        note: None,
    }
}

/// Compares every record with what it should be: a body, an act of redaction, or what an act left. Gives the positions
/// whose body was taken away.
pub fn compare(records: &[Record], seed: u64) -> Result<HashSet<u64>, String> {
    let golden = usize::try_from(GOLDEN).ok().and_then(|count| records.get(count - 1));
    let given = if golden.is_some_and(|record| record.digest.hex() == GOLDEN_DIGEST) { GOLDEN } else { 0 };
    let (mut struck, mut left) = (HashSet::new(), HashSet::new());
    for record in records.iter().filter(|record| record.position > given) {
        let position = record.position;
        let as_it_should = match &record.body {
            Body::Redacted(redacted) => {
                left.insert(position);
                redacted.digest == body_digest(&body(seed, position))
            }
            Body::Amendment(found) => match &found.act {
                Amends::Redact(Redaction { target, .. }) => {
                    struck.insert(target.position);
                    *found == act(position, target.position, &body(seed, target.position))
                }
                _ => false,
            },
            other => *other == body(seed, position),
        };
        if !as_it_should {
            return Err(format!("record {position} is another one"));
        }
    }
    match struck.symmetric_difference(&left).next() {
        None => Ok(left),
        Some(odd) => Err(format!("record {odd} was taken away without its act, or the act did not take it")),
    }
}
