//! Lineages: what a closure takes in so that what an actor came out of, and what came out of it, is told all the way.

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::closure::{Closure, Fetch};
use super::error::IndexError;
use super::key::{Key, Touched};
use crate::domain::{Fluent, Relation, Slug};

impl<C: Catalog + ?Sized, F: Fetch + ?Sized> Closure<'_, C, F> {
    /// The lineage of an actor, both ways: every link on the way; of everybody met its names and all its origins, since what is
    /// not certain may have come from elsewhere instead.
    pub(super) fn lineage(&mut self, actor: &Slug) -> Result<(), IndexError> {
        // A picture tells when it was there, even if nothing came of it.
        self.lean([Fluent::one(Relation::Exists, actor), Fluent::one(Relation::Alive, actor)]);
        let mut told: BTreeSet<Slug> = BTreeSet::new();
        for onward in [false, true] {
            let mut met: BTreeSet<Slug> = BTreeSet::new();
            let mut open = self.one_and_all(actor);
            while let Some(at) = open.pop() {
                if !met.insert(at.clone()) {
                    continue;
                }
                let new = told.insert(at.clone());
                if new {
                    // What nobody names merged as well (see `touch`).
                    let (relation, object) = (Relation::MergedInto, Some(at.clone()));
                    self.want_key(&Key::Touches(Touched { relation, subject: None, object, value: None }))?;
                }
                for fluent in self.catalog().fluents_of(&at)? {
                    let Some((origin, outcome)) = ends(&fluent) else {
                        if new && fluent.relation == Relation::Named {
                            self.want([fluent]);
                        }
                        continue;
                    };
                    let (came_from, led_to) = (*outcome == at, *origin == at);
                    if onward && led_to {
                        open.extend(self.one_and_all(outcome));
                    } else if !onward && came_from {
                        open.extend(self.one_and_all(origin));
                    }
                    if came_from && new || onward && led_to {
                        self.want([fluent]);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Of a fact of lineage, the earlier actor and the later one.
fn ends(fluent: &Fluent) -> Option<(&Slug, &Slug)> {
    let (subject, object) = (&fluent.subject, fluent.object.as_ref()?);
    match fluent.relation {
        Relation::MergedInto | Relation::AbsorbedInto => Some((subject, object)),
        Relation::SplitFrom | Relation::RenamedFrom | Relation::FoundedBy => Some((object, subject)),
        _ => None,
    }
}
