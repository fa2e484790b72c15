//! Keys: what a record can be looked up by.

use super::entry::Cited;
use crate::domain::{Fluent, Pattern, Relation, Slug};

/// What leads to records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// What touches a fluent, or everything that fits where places are left open.
    Touches(Touched),
    /// The same without what only proves that somebody is there.
    Tells(Touched),
    /// Reports in which this actor fills a role.
    Names(Slug),
    /// Reports that give a figure for this actor.
    Counts(Slug),
    /// Records that name this actor, place or treaty and that may be in dispute: called contested, told more than once, or
    /// spoken of by amendments; and these amendments, by who speaks in them.
    Disputed(Slug),
    /// Records of this id, whatever their sort.
    Is(Slug),
    /// Records that refer to this id: hints, other accounts, what is said of a report, amendments.
    Refers(Slug),
    /// Records that cite this: the first of them ([`CITED`]).
    Cites(Cited),
    /// Records that tell of two actors that they are one.
    Same,
}

/// So many records that cite a source are kept under [`Key::Cites`]: enough to find one that a view accepts.
pub const CITED: usize = 256;

/// A fluent, or with places left open every one that fits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Touched {
    /// What is stated.
    pub relation: Relation,
    /// `None`: anybody.
    pub subject: Option<Slug>,
    /// `None`: anything, or no such place.
    pub object: Option<Slug>,
    /// `None`: anything, or no such place.
    pub value: Option<String>,
}

impl Touched {
    /// Just this fluent.
    pub fn fluent(fluent: &Fluent) -> Touched {
        Touched {
            relation: fluent.relation,
            subject: Some(fluent.subject.clone()),
            object: fluent.object.clone(),
            value: fluent.value.clone(),
        }
    }

    /// What a pattern means; of a symmetric pair either way round is the same.
    pub fn pattern(pattern: &Pattern) -> Touched {
        let Pattern { relation, subject, object, value } = pattern.clone();
        let (subject, object) = match (subject, object) {
            (Some(a), Some(b)) if relation.declaration().symmetric && b < a => (Some(b), Some(a)),
            pair => pair,
        };
        Touched { relation, subject, object, value }
    }

    /// The fluent, where no place is open.
    pub fn whole(&self) -> Option<Fluent> {
        let declaration = self.relation.declaration();
        let closed = declaration.object.is_some() == self.object.is_some()
            && declaration.value == self.value.is_some();
        let (relation, object, value) = (self.relation, self.object.clone(), self.value.clone());
        closed.then_some(())?;
        Some(Fluent { relation, subject: self.subject.clone()?, object, value })
    }

    /// Everything under which a fluent may be touched: itself, and each way of leaving places open.
    pub fn ways(fluent: &Fluent) -> Vec<Touched> {
        let exact = Touched::fluent(fluent);
        let mut all = vec![exact.clone()];
        let open = |subject: bool, object: bool, value: bool| {
            let mut way = exact.clone();
            way.subject = way.subject.filter(|_| !subject);
            way.object = way.object.filter(|_| !object);
            way.value = way.value.filter(|_| !value);
            way
        };
        for mask in 1..8 {
            let way = open(mask & 1 > 0, mask & 2 > 0, mask & 4 > 0);
            if !all.contains(&way) {
                all.push(way);
            }
        }
        if fluent.relation.declaration().symmetric {
            let turned = Touched { subject: exact.object.clone(), object: None, ..exact.clone() };
            all.push(turned);
            all.push(Touched { subject: None, object: exact.subject.clone(), ..exact });
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_fluent_when_its_ways_are_listed_then_every_pattern_that_matches_it_is_among_them() {
        for text in ["holds-post a b leader", "controls a kidal", "allied a b", "exists a", "named a b c"] {
            let fluent = Fluent::parse(text).unwrap();
            let ways = Touched::ways(&fluent);
            for mask in 0..8 {
                let mut pattern = Pattern::exactly(&fluent);
                pattern.subject = pattern.subject.filter(|_| mask & 1 == 0);
                pattern.object = pattern.object.filter(|_| mask & 2 == 0);
                pattern.value = pattern.value.filter(|_| mask & 4 == 0);
                assert!(ways.contains(&Touched::pattern(&pattern)), "{text} {mask}");
            }
            assert_eq!(ways[0].whole(), Some(fluent));
        }
    }
}
