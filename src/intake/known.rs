//! What the log already holds, as far as new records lean on it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::draft::Sort;
use crate::domain::{Amendment, Body, Digest, Slug};

/// What is known before a batch is read. Registers (sources, places, actors) are asked for all the time; of reports and
/// amendments mostly whether an id is there. Their bodies are fetched only where a new record leans on one (the same id
/// again, a correction), so that they may lie on disk.
pub trait Known {
    /// The body of this sort and id, borrowed or fetched.
    fn body(&self, sort: Sort, id: &str) -> Option<Cow<'_, Body>>;

    /// Whether there is a record of this sort and id. Whoever can tell without fetching the body should.
    fn has(&self, sort: Sort, id: &str) -> bool {
        self.body(sort, id).is_some()
    }

    /// Whether this very body is there, and not redacted. Whoever keeps digests should compare these: when a stream is
    /// taken up again it is asked for every report.
    fn repeats(&self, offered: &Body) -> bool {
        let known = self.body(Sort::of(offered), offered.id().as_str());
        known.is_some_and(|known| !matches!(*known, Body::Redacted(_)) && self.same(&known, offered))
    }

    /// Whether what is offered is what is known; of a redacted record, whether it is what stood there.
    fn same(&self, known: &Body, offered: &Body) -> bool {
        known == offered
    }

    /// The ids of a sort, in any order: those of registers all, those of reports and amendments, which are only
    /// suggested from, as many as are at hand.
    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = &str> + '_>;

    /// The amendments, in the order recorded: with them a record is read as it stands now.
    fn amendments(&self) -> Box<dyn Iterator<Item = Cow<'_, Amendment>> + '_> {
        Box::new(std::iter::empty())
    }

    /// Whether there is such an actor.
    fn actor(&self, id: &str) -> bool {
        self.has(Sort::Actor, id)
    }

    /// Whether there is such a place.
    fn place(&self, id: &str) -> bool {
        self.has(Sort::Place, id)
    }

    /// Whether there is such a source.
    fn source(&self, id: &str) -> bool {
        self.has(Sort::Source, id)
    }

    /// Whether there is such a report.
    fn report(&self, id: &str) -> bool {
        self.has(Sort::Event, id)
    }
}

/// [`Known`] in memory.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    bodies: HashMap<Sort, HashMap<Slug, Body>>,
    /// The ids of amendments, in the order they came.
    amendments: Vec<Slug>,
    /// Digests a body as the log does: it alone tells what stood in the place of a redacted record.
    digest: Option<fn(&Body) -> Digest>,
}

impl Registry {
    /// Knows these bodies; of two with one sort and id, the later.
    pub fn from_bodies(bodies: impl IntoIterator<Item = Body>) -> Registry {
        let mut registry = Registry::default();
        for body in bodies {
            registry.insert(body);
        }
        registry
    }

    /// With what tells what stood in the place of a redacted record: the digest of a body.
    pub fn with_digest(self, digest: fn(&Body) -> Digest) -> Registry {
        Registry { digest: Some(digest), ..self }
    }

    /// Knows one more body, in place of the one of its sort and id.
    pub fn insert(&mut self, body: Body) {
        let (sort, id) = (Sort::of(&body), body.id().clone());
        let before = self.bodies.entry(sort).or_default().insert(id.clone(), body);
        if sort == Sort::Amendment && before.is_none() {
            self.amendments.push(id);
        }
    }

    /// The bodies it knows, amendments last and in order.
    #[cfg(test)]
    pub(super) fn bodies(&self) -> impl Iterator<Item = Body> + '_ {
        let others = self.bodies.iter().filter(|(sort, _)| **sort != Sort::Amendment);
        let others = others.flat_map(|(_, bodies)| bodies.values().cloned());
        others.chain(self.amendments().map(|amendment| Body::Amendment(amendment.into_owned())))
    }

    /// How many bodies it knows.
    pub fn len(&self) -> usize {
        self.bodies.values().map(HashMap::len).sum()
    }

    /// Whether it knows nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Known for Registry {
    fn body(&self, sort: Sort, id: &str) -> Option<Cow<'_, Body>> {
        self.bodies.get(&sort)?.get(id).map(Cow::Borrowed)
    }

    fn same(&self, known: &Body, offered: &Body) -> bool {
        match (known, self.digest) {
            (Body::Redacted(redacted), Some(digest)) => redacted.digest == digest(offered),
            _ => known == offered,
        }
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.bodies.get(&sort).into_iter().flat_map(|b| b.keys().map(Slug::as_str)))
    }

    fn amendments(&self) -> Box<dyn Iterator<Item = Cow<'_, Amendment>> + '_> {
        let bodies = self.bodies.get(&Sort::Amendment);
        Box::new(self.amendments.iter().filter_map(move |id| match bodies?.get(id) {
            Some(Body::Amendment(amendment)) => Some(Cow::Borrowed(amendment)),
            _ => None,
        }))
    }
}
