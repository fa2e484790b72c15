//! What the log holds, as intake asks for it: borrowed from the records, nothing copied; or, of a large log, fetched by way of
//! its index.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::domain::{Amendment, Body, Record, Slug};
use crate::index::Index;
use crate::intake::{Known, Sort};
use crate::log::{Log, body_digest};

/// The records of a log by sort and id; of two with one sort and id, the later.
pub(super) struct Recorded<'a> {
    bodies: HashMap<Sort, HashMap<&'a str, &'a Body>>,
    amendments: Vec<&'a Amendment>,
}

impl<'a> Recorded<'a> {
    /// Knows these records, in the order of the log.
    pub fn of(records: &'a [Record]) -> Recorded<'a> {
        let mut bodies: HashMap<Sort, HashMap<&'a str, &'a Body>> = HashMap::new();
        let mut amendments = Vec::new();
        for Record { body, .. } in records {
            bodies.entry(Sort::of(body)).or_default().insert(body.id().as_str(), body);
            if let Body::Amendment(amendment) = body {
                amendments.push(amendment);
            }
        }
        Recorded { bodies, amendments }
    }

    fn get(&self, sort: Sort, id: &str) -> Option<&'a Body> {
        self.bodies.get(&sort)?.get(id).copied()
    }
}

impl Known for Recorded<'_> {
    fn body(&self, sort: Sort, id: &str) -> Option<Cow<'_, Body>> {
        self.get(sort, id).map(Cow::Borrowed)
    }

    fn has(&self, sort: Sort, id: &str) -> bool {
        self.get(sort, id).is_some()
    }

    fn same(&self, known: &Body, offered: &Body) -> bool {
        match known {
            Body::Redacted(redacted) => redacted.digest == body_digest(offered),
            _ => known == offered,
        }
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.bodies.get(&sort).into_iter().flat_map(|bodies| bodies.keys().copied()))
    }

    fn amendments(&self) -> Box<dyn Iterator<Item = Cow<'_, Amendment>> + '_> {
        Box::new(self.amendments.iter().map(|amendment| Cow::Borrowed(*amendment)))
    }
}

/// The records of a large log: its registers in memory, the rest where it lies. What cannot be read counts as not there;
/// an append that leans on it is refused by the log itself.
pub(super) struct Held<'a> {
    pub log: &'a dyn Log,
    pub index: &'a Index,
    pub registers: Recorded<'a>,
}

impl Held<'_> {
    fn fetch(&self, sort: Sort, id: &str) -> Option<Body> {
        let id = Slug::new(id).ok()?;
        let records = self.index.records_of(self.log, &id).ok()?;
        records.into_iter().map(|r| r.body).rfind(|body| Sort::of(body) == sort)
    }
}

impl Known for Held<'_> {
    fn body(&self, sort: Sort, id: &str) -> Option<Cow<'_, Body>> {
        match sort {
            Sort::Event | Sort::Amendment => self.fetch(sort, id).map(Cow::Owned),
            _ => self.registers.body(sort, id),
        }
    }

    fn same(&self, known: &Body, offered: &Body) -> bool {
        self.registers.same(known, offered)
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = &str> + '_> {
        match sort {
            Sort::Event | Sort::Amendment => Box::new(std::iter::empty()),
            _ => self.registers.ids(sort),
        }
    }

    fn amendments(&self) -> Box<dyn Iterator<Item = Cow<'_, Amendment>> + '_> {
        let records = self.index.amendments(self.log).unwrap_or_default();
        let amendment = |record: Record| match record.body {
            Body::Amendment(amendment) => Some(Cow::Owned(amendment)),
            _ => None,
        };
        Box::new(records.into_iter().filter_map(amendment))
    }
}
