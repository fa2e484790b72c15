//! The entries of a ledger while it is written: items by fluent, and what displaces whoever holds something.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Sweep;
use crate::domain::{ActorId, Fluent, Pattern, Relation, Slug};
use crate::replay::item::{Item, Items, Part};
use crate::replay::network::Instant;

/// Items by fluent; fluents are numbered as they come.
#[derive(Default)]
pub(in crate::replay) struct Entries {
    numbers: FxHashMap<Fluent, usize>,
    items: Vec<Vec<Item>>,
}

/// Fluents by relation and one of their places.
#[derive(Default)]
struct Places<'e>(FxHashMap<(Relation, &'e Slug), Vec<usize>>);

impl<'e> Places<'e> {
    fn of<'p>(&'p self, relation: Relation, place: Option<&'p Slug>) -> Option<&'p [usize]>
    where
        'e: 'p,
    {
        let places: &FxHashMap<(Relation, &'p Slug), Vec<usize>> = &self.0;
        Some(places.get(&(relation, place?)).map_or(&[], Vec::as_slice))
    }
}

impl Entries {
    /// One more item of a fluent.
    pub fn push(&mut self, fluent: Fluent, item: Item) {
        let next = self.items.len();
        let at = *self.numbers.entry(fluent).or_insert(next);
        match self.items.get_mut(at) {
            Some(items) => items.push(item),
            None => self.items.push(vec![item]),
        }
    }

    /// Adds the items of others behind these.
    pub fn follow(&mut self, mut others: Entries) {
        for (fluent, number) in others.numbers {
            let Some(mut more) = others.items.get_mut(number).map(std::mem::take) else { continue };
            let next = self.items.len();
            let at = *self.numbers.entry(fluent).or_insert(next);
            match self.items.get_mut(at) {
                Some(items) => items.append(&mut more),
                None => self.items.push(more),
            }
        }
    }

    /// Every fluent.
    pub fn fluents(&self) -> impl Iterator<Item = &Fluent> {
        self.numbers.keys()
    }

    /// Every item.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        self.items.iter_mut().flatten()
    }

    /// Brings what ends or returns whatever fits a pattern to every fluent that fits.
    pub fn sweep(&mut self, sweeps: Vec<Sweep>) {
        let relations: FxHashSet<Relation> = sweeps.iter().map(|(pattern, ..)| pattern.relation).collect();
        let fluents = || self.numbers.iter().filter(|(fluent, _)| relations.contains(&fluent.relation));
        let (mut subjects, mut objects) = (Places::default(), Places::default());
        let mut by_number: FxHashMap<usize, &Fluent> = FxHashMap::default();
        for (fluent, number) in fluents() {
            subjects.0.entry((fluent.relation, &fluent.subject)).or_default().push(*number);
            if let Some(object) = &fluent.object {
                objects.0.entry((fluent.relation, object)).or_default().push(*number);
            }
            by_number.insert(*number, fluent);
        }
        for (pattern, except, item) in sweeps {
            for number in fitting(&pattern, &subjects, &objects, &by_number) {
                let Some(fluent) = by_number.get(&number) else { continue };
                if pattern.matches(fluent)
                    && !except.contains(&fluent.subject)
                    && let Some(items) = self.items.get_mut(number)
                {
                    items.push(item.clone());
                }
            }
        }
    }

    /// Whoever takes a sole post, by appointment too, ends the others in it; joint takers hold it together (rule R31).
    pub fn displace_from_sole_posts(&mut self, sole: &BTreeSet<(ActorId, String)>) {
        let mut slots: FxHashMap<(&Slug, &str), Vec<(&Fluent, usize)>> = FxHashMap::default();
        for (fluent, number) in self.numbers.iter().filter(|(f, _)| f.relation == Relation::HoldsPost) {
            if let (Some(body), Some(post)) = (&fluent.object, &fluent.value)
                && sole.contains(&(body.clone(), post.clone()))
            {
                slots.entry((body, post)).or_default().push((fluent, *number));
            }
        }
        for rivals in slots.values_mut() {
            rivals.sort();
            let begins = |i: &&Item| matches!(i.part, Part::Start { .. });
            let taken = |number: usize| self.items.get(number).into_iter().flatten().filter(begins);
            let takers: Vec<(usize, Vec<Item>)> =
                rivals.iter().map(|(_, number)| (*number, taken(*number).cloned().collect())).collect();
            for (rival, own) in &takers {
                let Some(items) = self.items.get_mut(*rival) else { continue };
                let mut known: FxHashSet<Instant> = items.iter().map(|i| i.instant).collect();
                let others = takers.iter().filter(|(taker, _)| taker != rival).flat_map(|(_, takes)| takes);
                for take in others.filter(|take| !own.iter().any(|other| other.reports == take.reports)) {
                    let part = Part::End { explicit: false };
                    let item = Item { part, displaces: true, ..take.clone() };
                    if known.insert(item.instant) || !items.contains(&item) {
                        items.push(item);
                    }
                }
            }
        }
    }

    /// The fluents in order, and the items of each.
    pub fn sorted(mut self) -> (Vec<Fluent>, FxHashMap<Fluent, Items>) {
        let mut fluents: Vec<Fluent> = self.numbers.keys().cloned().collect();
        fluents.sort_unstable();
        let mut take = |number: usize| self.items.get_mut(number).map(std::mem::take).unwrap_or_default();
        let items =
            self.numbers.into_iter().map(|(fluent, number)| (fluent, Items::from(take(number)))).collect();
        (fluents, items)
    }
}

/// The fluents that may fit a pattern.
fn fitting(
    pattern: &Pattern,
    subjects: &Places<'_>,
    objects: &Places<'_>,
    all: &FxHashMap<usize, &Fluent>,
) -> Vec<usize> {
    let relation = pattern.relation;
    let (subject, object) = (pattern.subject.as_ref(), pattern.object.as_ref());
    let straight = [objects.of(relation, object), subjects.of(relation, subject)];
    let straight = straight.into_iter().flatten().min_by_key(|found| found.len());
    let Some(straight) = straight else { return all.keys().copied().collect() };
    if !relation.declaration().symmetric {
        return straight.to_vec();
    }
    // A symmetric pair may be written either way round.
    let turned = [subjects.of(relation, object), objects.of(relation, subject)];
    let turned = turned.into_iter().flatten().min_by_key(|found| found.len());
    let mut both = [straight, turned.unwrap_or_default()].concat();
    both.sort_unstable();
    both.dedup();
    both
}
