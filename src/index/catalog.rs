//! The catalog: which records every key leads to, and the fluents that are ever touched. A trait, since a large one lies in
//! files and what was taken in since lies in memory.

use std::collections::BTreeSet;

use super::entry::{Cited, Entry};
use super::error::IndexError;
use super::key::Key;
use crate::domain::{Fluent, Relation, Slug};

/// Where records are looked up.
pub trait Catalog {
    /// Where a key leads, by position.
    ///
    /// # Errors
    /// Whatever the storage reports.
    fn entries(&self, key: &Key) -> Result<Vec<Entry>, IndexError>;

    /// The positions of the records that this one speaks of, and of those that speak of it: hints, other accounts, what is said
    /// of a report, amendments.
    ///
    /// # Errors
    /// As [`Catalog::entries`].
    fn links(&self, position: u64) -> Result<Vec<u64>, IndexError>;

    /// The fluents that something ever touches and that name this as subject or as object.
    ///
    /// # Errors
    /// As [`Catalog::entries`].
    fn fluents_of(&self, id: &Slug) -> Result<BTreeSet<Fluent>, IndexError>;

    /// The fluents of a relation towards an object, with this value where one is given.
    ///
    /// # Errors
    /// As [`Catalog::entries`].
    fn towards(
        &self,
        relation: Relation,
        object: &Slug,
        value: Option<&str>,
    ) -> Result<BTreeSet<Fluent>, IndexError> {
        let mut all = self.fluents_of(object)?;
        all.retain(|f| {
            f.relation == relation
                && f.object.as_ref() == Some(object)
                && (value.is_none() || f.value.as_deref() == value)
        });
        Ok(all)
    }

    /// Everything that records cite: a source, and the one it is read through.
    ///
    /// # Errors
    /// As [`Catalog::entries`].
    fn cited(&self) -> Result<Vec<Cited>, IndexError>;

    /// What entries cite that bear this number; `None` where they need not cite alike.
    ///
    /// # Errors
    /// As [`Catalog::entries`].
    fn cited_as(&self, number: u32) -> Result<Option<Cited>, IndexError>;
}
