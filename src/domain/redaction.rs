//! Redaction: what stands in the place of a record whose body was taken away, and the recorded act that took it.

use serde::{Deserialize, Serialize};

use super::kind::family;
use super::{Body, Digest, Fluent, Slug};

family! {
    /// The sorts of records, as far as a redaction leaves them known.
    RecordSort {
        /// A source.
        Source = "source",
        /// An actor.
        Actor = "actor",
        /// A place.
        Place = "place",
        /// An event.
        Event = "event",
        /// An amendment.
        Amendment = "amendment",
    }
}

impl RecordSort {
    /// The sort written with this word.
    pub fn parse(word: &str) -> Option<RecordSort> {
        RecordSort::ALL.iter().copied().find(|sort| sort.word() == word)
    }

    /// The sort of a body; of a redacted one, that of what stood there.
    pub fn of(body: &Body) -> RecordSort {
        match body {
            Body::Source(_) => RecordSort::Source,
            Body::Actor(_) => RecordSort::Actor,
            Body::Place(_) => RecordSort::Place,
            Body::Report(_) => RecordSort::Event,
            Body::Amendment(_) => RecordSort::Amendment,
            Body::Redacted(redacted) => redacted.sort,
        }
    }
}

/// What stands in the place of a record that was redacted. Sort and id stay, since other records name them; of the body
/// only its digest is left, which keeps the chain valid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Redacted {
    /// The sort of what stood there.
    pub sort: RecordSort,
    /// Its id.
    pub id: Slug,
    /// The digest of its body.
    pub digest: Digest,
}

impl Redacted {
    /// The digest by which an act of redaction remembers that answers about a fact leaned on this record: BLAKE3 over
    /// the digest of its body, then relation, subject, object and value, each after its length in bytes as u64,
    /// big-endian (what a fact does not have has length 0). So the log does not say in plain words what was taken away.
    pub fn leaned(&self, fact: &Fluent) -> Digest {
        let object = fact.object.as_ref().map_or("", Slug::as_str);
        self.veiled(&[
            fact.relation.word(),
            fact.subject.as_str(),
            object,
            fact.value.as_deref().unwrap_or(""),
        ])
    }

    /// The same of all that is asked about an actor, a place or a treaty: the word `about`, then its id.
    pub fn about(&self, id: &Slug) -> Digest {
        self.veiled(&["about", id.as_str()])
    }

    fn veiled(&self, words: &[&str]) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.digest.0);
        for word in words {
            hasher.update(&(word.len() as u64).to_be_bytes());
            hasher.update(word.as_bytes());
        }
        Digest(*hasher.finalize().as_bytes())
    }
}

/// A record whose body an act of redaction takes away.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Struck {
    /// Its position in the log.
    pub position: u64,
    /// What stands there from then on.
    pub record: Redacted,
}

/// An act of redaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// The record that had to go.
    pub target: Struck,
    /// Its corrections, which hold its body as well.
    pub with: Vec<Struck>,
    /// Why, as in *order of the court of ...*.
    pub because: String,
    /// What leaned on it ([`Redacted::leaned`] and [`Redacted::about`] of the target), sorted.
    pub leaned: Vec<Digest>,
}

impl Redaction {
    /// Every record it takes the body of, the target first.
    pub fn struck(&self) -> impl Iterator<Item = &Struck> {
        std::iter::once(&self.target).chain(&self.with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_two_facts_when_veiled_then_their_digests_differ_and_depend_on_the_body() {
        let redacted = |byte| Redacted {
            sort: RecordSort::Event,
            id: Slug::new("a").unwrap(),
            digest: Digest([byte; 32]),
        };
        let fact = |text| Fluent::parse(text).unwrap();
        let one = redacted(1).leaned(&fact("member-of aa kk"));
        assert_eq!(one, redacted(1).leaned(&fact("member-of aa kk")));
        assert_ne!(one, redacted(2).leaned(&fact("member-of aa kk")));
        assert_ne!(one, redacted(1).leaned(&fact("member-of aak k")));
        assert_ne!(one, redacted(1).leaned(&fact("direct-member-of aa kk")));
        // It never changes: acts in logs depend on it.
        assert_eq!(one.hex(), "3a53ee3b048bffd9063de659b71bd2b35290f22c2357bf18aa7fd8120ceca7d4");
    }
}
