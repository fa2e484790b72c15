//! Where in the input each new report stands: 16 bytes an id, so that ten millions of them fit.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

/// Parts that grow one after another, so that growing never needs twice the memory.
const SHARDS: usize = 64;

/// Takes a hash for what it is.
#[derive(Default)]
struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

type Shard = HashMap<u64, u64, BuildHasherDefault<Plain>>;

/// The place of the first record of each id, by a hash of the id under a key of this process. Two ids may share a hash:
/// whoever finds a place looks there before believing it, and those that came second are kept by id.
pub(super) struct Places {
    key: RandomState,
    shards: Vec<Shard>,
    second: HashMap<Box<str>, u64>,
}

impl Places {
    pub fn new() -> Places {
        let shards = (0..SHARDS).map(|_| Shard::default()).collect();
        Places { key: RandomState::new(), shards, second: HashMap::new() }
    }

    /// What ids are hashed with.
    pub fn key(&self) -> RandomState {
        self.key.clone()
    }

    /// The hash of an id.
    pub fn hash(&self, id: &str) -> u64 {
        self.key.hash_one(id)
    }

    /// Puts an id at a place, unless something with its hash is there: then the place of that.
    pub fn insert(&mut self, hash: u64, place: u64) -> Result<(), u64> {
        let shard = usize::try_from(hash >> 40).unwrap_or(0) % SHARDS;
        let Some(shard) = self.shards.get_mut(shard) else { return Ok(()) };
        match shard.entry(hash) {
            Entry::Vacant(entry) => {
                entry.insert(place);
                Ok(())
            }
            Entry::Occupied(entry) => Err(*entry.get()),
        }
    }

    /// Puts an id at a place although another one has its hash.
    pub fn insert_second(&mut self, id: &str, place: u64) {
        self.second.insert(id.into(), place);
    }

    /// Where the id was put, or another one with its hash.
    pub fn find(&self, id: &str) -> Option<u64> {
        if let Some(place) = self.second.get(id) {
            return Some(*place);
        }
        self.first(self.hash(id))
    }

    /// Whether it was this id that was put at this place.
    pub fn is(&self, id: &str, place: u64) -> bool {
        self.first(self.hash(id)) == Some(place)
            || !self.second.is_empty() && self.second.get(id) == Some(&place)
    }

    fn first(&self, hash: u64) -> Option<u64> {
        let shard = usize::try_from(hash >> 40).unwrap_or(0) % SHARDS;
        self.shards.get(shard)?.get(&hash).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_ids_when_put_then_each_is_found_where_it_was_put_first() {
        let mut places = Places::new();
        for n in 0..10_000u64 {
            assert_eq!(places.insert(places.hash(&n.to_string()), n), Ok(()));
        }
        assert_eq!(places.insert(places.hash("7"), 70_000), Err(7));
        places.insert_second("other", 70_000);
        assert_eq!((places.find("9999"), places.find("other")), (Some(9999), Some(70_000)));
        assert!(places.is("7", 7) && places.is("other", 70_000) && !places.is("7", 70_000));
        assert_eq!(places.find("no"), None);
    }
}
