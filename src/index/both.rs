//! A large catalog in files and a small one in memory, as one: what was taken in since the files were made.

use std::collections::BTreeSet;

use super::base::Base;
use super::catalog::Catalog;
use super::delta::Delta;
use super::entry::{Cited, Entry};
use super::error::IndexError;
use super::key::Key;
use crate::domain::{Fluent, Relation, Slug};

/// Two catalogs as one.
pub(super) struct Both<'a> {
    pub base: Option<&'a Base>,
    pub delta: &'a Delta,
}

/// Numbers of what is cited in memory lie above all of those in files.
const ABOVE: u32 = 1 << 31;

impl Catalog for Both<'_> {
    fn entries(&self, key: &Key) -> Result<Vec<Entry>, IndexError> {
        let mut all = self.base.map_or(Ok(Vec::new()), |base| base.entries(key))?;
        let later = self.delta.entries(key)?;
        all.extend(later.into_iter().map(|e| Entry { cited: e.cited | ABOVE, ..e }));
        Ok(all)
    }

    fn links(&self, position: u64) -> Result<Vec<u64>, IndexError> {
        let mut all = self.base.map_or(Ok(Vec::new()), |base| base.links(position))?;
        all.extend(self.delta.links(position)?);
        Ok(all)
    }

    fn fluents_of(&self, id: &Slug) -> Result<BTreeSet<Fluent>, IndexError> {
        let mut all = self.base.map_or(Ok(BTreeSet::new()), |base| base.fluents_of(id))?;
        all.extend(self.delta.fluents_of(id)?);
        Ok(all)
    }

    fn towards(
        &self,
        relation: Relation,
        object: &Slug,
        value: Option<&str>,
    ) -> Result<BTreeSet<Fluent>, IndexError> {
        let mut all = self.base.map_or(Ok(BTreeSet::new()), |base| base.towards(relation, object, value))?;
        all.extend(self.delta.towards(relation, object, value)?);
        Ok(all)
    }

    fn cited_as(&self, number: u32) -> Result<Option<Cited>, IndexError> {
        match (number & ABOVE == 0, self.base) {
            (true, Some(base)) => base.cited_as(number),
            (true, None) => Ok(None),
            (false, _) => self.delta.cited_as(number & !ABOVE),
        }
    }

    fn cited(&self) -> Result<Vec<Cited>, IndexError> {
        let mut all: BTreeSet<Cited> =
            self.base.map_or(Ok(Vec::new()), Catalog::cited)?.into_iter().collect();
        all.extend(self.delta.cited()?);
        Ok(all.into_iter().collect())
    }
}
