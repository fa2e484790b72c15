//! Relations: how facts are written, what silence about them means, and how they go on.

use serde::Serialize;

use super::Row;
use crate::domain::{Persistence, Relation, Silence, Slot};

/// A relation that facts state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RelationRow {
    relation: &'static str,
    written: String,
    silence: &'static str,
    persistence: String,
    holders: &'static str,
}

impl RelationRow {
    /// A relation that goes on so.
    pub fn new(relation: Relation, persistence: Persistence) -> RelationRow {
        let declaration = relation.declaration();
        RelationRow {
            relation: relation.word(),
            written: relation.usage(),
            silence: match declaration.silence {
                Silence::No => "no",
                Silence::Unknown => "unknown",
            },
            persistence: persistence.to_string(),
            holders: match declaration.slot {
                Slot::Shared => "any number",
                Slot::Object => "one, or joint takers",
                Slot::Post => "one where the post is sole",
            },
        }
    }
}

impl Row for RelationRow {
    fn headers() -> Vec<&'static str> {
        vec!["written", "silence means", "goes on", "holders"]
    }

    fn cells(&self) -> Vec<String> {
        let (silence, holders) = (self.silence.to_owned(), self.holders.to_owned());
        vec![self.written.clone(), silence, self.persistence.clone(), holders]
    }
}
