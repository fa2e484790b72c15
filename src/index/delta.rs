//! The catalog of some records, in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::cast::Registers;
use super::catalog::Catalog;
use super::entry::{Cited, Entry, cited_in};
use super::error::IndexError;
use super::key::{CITED, Key};
use super::kin::{spoken_of, together};
use super::touch::{Sort, Touch, cited, days, refers, registers, speaker, touches, touches_with};
use crate::domain::{Amends, Body, Bounds, Citation, Fluent, Record, Relation, Report, Slug};
use crate::projectors::Cast;

/// A catalog that is made of records as they come.
#[derive(Clone, Debug, Default)]
pub struct Delta {
    entries: BTreeMap<Key, BTreeSet<Entry>>,
    fluents: HashMap<Slug, BTreeSet<Fluent>>,
    numbers: HashMap<Cited, u32>,
    registers: BTreeSet<u64>,
    amendments: BTreeSet<u64>,
    /// Which records speak of which, both ways round.
    links: BTreeMap<u64, BTreeSet<u64>>,
}

impl Delta {
    /// Takes in a record by itself; what it does together with others is added by [`Delta::join`].
    pub fn add(&mut self, record: &Record, cast: &Cast) {
        let body = &record.body;
        self.enter(Key::Is(body.id().clone()), record.position, Bounds::ANY, 0, Sort::Plain);
        self.link(record.position, linked(self, body));
        for other in refers(body) {
            self.enter(Key::Refers(other), record.position, Bounds::ANY, 0, Sort::Plain);
        }
        if registers(body) {
            self.registers.insert(record.position);
        }
        if let Some(id) = speaker(body) {
            self.enter(Key::Names(id.clone()), record.position, Bounds::ANY, 0, Sort::Plain);
            self.speak(record.position, id);
        }
        match body {
            Body::Report(report) => {
                self.cite(record.position, cited_in(&report.citation));
                self.touch(record.position, report, touches(report, cast));
            }
            Body::Amendment(amendment) => {
                self.amendments.insert(record.position);
                cited(amendment).into_iter().for_each(|cited| self.cite(record.position, cited));
                if let Amends::SameAs { .. } = amendment.act {
                    self.enter(Key::Same, record.position, Bounds::ANY, 0, Sort::Plain);
                }
            }
            Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => {}
        }
    }

    /// Notes that a record speaks of others, or they of it.
    pub(super) fn link(&mut self, position: u64, others: impl IntoIterator<Item = u64>) {
        for other in others.into_iter().filter(|other| *other != position) {
            self.links.entry(position).or_default().insert(other);
            self.links.entry(other).or_default().insert(position);
        }
    }

    /// What a report touches together with its other accounts and readings, found under this position.
    pub fn join(&mut self, position: u64, report: &Report, others: &[Arc<Report>], cast: &Cast) {
        self.touch(position, report, touches_with(report, others, cast));
    }

    /// Notes that a record may put in dispute what names this.
    pub(super) fn speak(&mut self, position: u64, id: &Slug) {
        self.enter(Key::Disputed(id.clone()), position, Bounds::ANY, 0, Sort::Plain);
    }

    fn touch(&mut self, position: u64, report: &Report, all: Vec<Touch>) {
        let cited = self.number(&report.citation);
        for Touch { key, sort } in all {
            if let Key::Touches(touched) = &key
                && let Some(fluent) = touched.whole()
            {
                for id in [Some(&fluent.subject), fluent.object.as_ref()].into_iter().flatten() {
                    self.fluents.entry(id.clone()).or_default().insert(fluent.clone());
                }
            }
            let (days, cited) = match key {
                Key::Touches(_) => (days(report, sort), cited),
                _ => (Bounds::ANY, 0),
            };
            self.enter(key, position, days, cited, sort);
        }
    }

    fn enter(&mut self, key: Key, position: u64, days: Bounds, cited: u32, sort: Sort) {
        self.entries.entry(key).or_default().insert(Entry { position, days, cited, sort });
    }

    fn cite(&mut self, position: u64, cited: Cited) {
        let all = self.entries.entry(Key::Cites(cited)).or_default();
        if all.len() < CITED {
            all.insert(Entry { position, days: Bounds::ANY, cited: 0, sort: Sort::Plain });
        }
    }

    fn number(&mut self, citation: &Citation) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(cited_in(citation)).or_insert(next)
    }

    /// Every fluent that is touched, and by how many entries.
    pub(super) fn touched(&self) -> impl Iterator<Item = (Fluent, u64)> {
        let whole = |(key, entries): (&Key, &BTreeSet<Entry>)| match key {
            Key::Touches(touched) => Some((touched.whole()?, entries.len() as u64)),
            _ => None,
        };
        self.entries.iter().filter_map(whole)
    }

    /// The positions of the records that register something or amend what does.
    pub(super) fn registers(&self) -> impl Iterator<Item = u64> {
        self.registers.iter().copied()
    }

    /// Everybody of whom something states this relation.
    pub(super) fn subjects(&self, relation: Relation) -> impl Iterator<Item = Slug> {
        let fluents = self.fluents.values().flatten().filter(move |f| f.relation == relation);
        fluents.map(|f| f.subject.clone())
    }

    /// The positions of the amendments.
    pub(super) fn amendments(&self) -> impl Iterator<Item = u64> {
        self.amendments.iter().copied()
    }

    /// The catalog of a whole log.
    pub fn of(records: &[Record]) -> Delta {
        let mut registers = Registers::default();
        records.iter().for_each(|record| registers.note(&record.body, true));
        let mut delta = Delta::default();
        for cast in registers.casts().iter() {
            records.iter().for_each(|record| delta.add(record, cast));
            for (position, report, others) in together(records) {
                delta.join(position, &report, &others, cast);
            }
        }
        for (position, id) in spoken_of(records) {
            delta.speak(position, &id);
        }
        delta
    }
}

/// The positions in a catalog of the records that a record speaks of, and of those that speak of it.
fn linked(catalog: &Delta, body: &Body) -> Vec<u64> {
    let here = |key: Key| catalog.entries.get(&key).into_iter().flatten().map(|e| e.position);
    let spoken_of = refers(body).into_iter().flat_map(|id| here(Key::Is(id)));
    spoken_of.chain(here(Key::Refers(body.id().clone()))).collect()
}

impl Catalog for Delta {
    fn entries(&self, key: &Key) -> Result<Vec<Entry>, IndexError> {
        if let Key::Tells(touched) = key {
            let mut all = self.entries(&Key::Touches(touched.clone()))?;
            all.retain(|e| !e.sort.is_evidence());
            return Ok(all);
        }
        Ok(self.entries.get(key).into_iter().flatten().copied().collect())
    }

    fn links(&self, position: u64) -> Result<Vec<u64>, IndexError> {
        Ok(self.links.get(&position).into_iter().flatten().copied().collect())
    }

    fn fluents_of(&self, id: &Slug) -> Result<BTreeSet<Fluent>, IndexError> {
        Ok(self.fluents.get(id).cloned().unwrap_or_default())
    }

    fn cited_as(&self, number: u32) -> Result<Option<Cited>, IndexError> {
        Ok(self.numbers.iter().find(|(_, known)| **known == number).map(|(cited, _)| cited.clone()))
    }

    fn cited(&self) -> Result<Vec<Cited>, IndexError> {
        let cited = |key: &Key| match key {
            Key::Cites(cited) => Some(cited.clone()),
            _ => None,
        };
        Ok(self.entries.keys().filter_map(cited).collect())
    }
}
