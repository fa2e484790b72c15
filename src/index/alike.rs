//! Who goes by several ids: the actors that amendments tell to be one, whether they count or not (rule R6).

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::closure::{Closure, Fetch};
use super::error::IndexError;
use super::key::Key;
use crate::domain::{Amends, Body, Fluent, Slug};

impl<C: Catalog + ?Sized, F: Fetch + ?Sized> Closure<'_, C, F> {
    /// The amendments that tell two actors to be one, in force or not.
    pub(super) fn identities(&mut self) -> Result<(), IndexError> {
        for record in self.read(&Key::Same)? {
            self.open.insert(record.position);
            let Body::Amendment(amendment) = &record.body else { continue };
            let Amends::SameAs { actor, stays } = &amendment.act else { continue };
            let mut joined = BTreeSet::from([actor.clone(), stays.clone()]);
            self.same.retain(|group| {
                let meets = !group.is_disjoint(&joined);
                if meets {
                    joined.extend(group.iter().cloned());
                }
                !meets
            });
            self.same.push(joined);
        }
        Ok(())
    }

    /// An id, and those that may stand for it.
    pub(super) fn one_and_all(&self, id: &Slug) -> Vec<Slug> {
        let group = self.same.iter().find(|group| group.contains(id));
        group.map_or_else(|| vec![id.clone()], |group| group.iter().cloned().collect())
    }

    /// A fluent under the other ids of those it names.
    pub(super) fn alike(&self, fluent: &Fluent) -> Vec<Fluent> {
        if self.same.is_empty() {
            return Vec::new();
        }
        let mut all = Vec::new();
        for subject in self.one_and_all(&fluent.subject) {
            match &fluent.object {
                Some(object) => {
                    for object in self.one_and_all(object) {
                        let other = Fluent::two(fluent.relation, &subject, &object);
                        all.push(Fluent { value: fluent.value.clone(), ..other });
                    }
                }
                None => all.push(Fluent { subject, ..fluent.clone() }),
            }
        }
        all
    }
}
