//! What the log holds, as intake asks for it: borrowed from the records, nothing copied.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::domain::{Amendment, Body, Record};
use crate::intake::{Known, Sort};
use crate::log::body_digest;

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
