//! Fluents that were worked out anew since the tracks were written: they stand in place of those of the file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Tracks;
use super::state::Row;
use super::told::Told;
use crate::domain::{Day, Fluent, Slug};
use crate::index::file::FileError;
use crate::replay::{Elsewhere, Segment};

/// Fluents worked out anew over the tracks of one file.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    anew: BTreeMap<u32, Anew>,
    numbers: HashMap<Fluent, u32>,
    by_actor: HashMap<Slug, BTreeSet<u32>>,
    beings: HashMap<Fluent, Elsewhere>,
    added: u32,
    /// Knots of records of which more was told since.
    grown: BTreeSet<u32>,
    /// Whether perhaps more was told of any.
    any_grown: bool,
}

/// A fluent worked out anew.
#[derive(Clone, Debug)]
struct Anew {
    fluent: Fluent,
    told: Told,
}

impl Overlay {
    /// Nothing worked out anew.
    pub fn new() -> Overlay {
        Overlay::default()
    }

    /// Of knots of records more is told; `None`: perhaps of any.
    pub fn grow(&mut self, knots: Option<BTreeSet<u32>>) {
        self.any_grown |= knots.is_none();
        self.grown.extend(knots.into_iter().flatten());
    }

    /// Knots of which more was told since the tracks were written; `None`: perhaps any.
    pub fn grown(&self) -> Option<&BTreeSet<u32>> {
        (!self.any_grown).then_some(&self.grown)
    }

    /// Puts a fluent in place of what the file or the overlay has of it, and tells its number; with no segments, nothing
    /// speaks of it any longer.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn put(
        &mut self,
        tracks: &Tracks,
        fluent: &Fluent,
        segments: Vec<Segment>,
    ) -> Result<u32, FileError> {
        let number = match self.numbers.get(fluent) {
            Some(number) => *number,
            None => match tracks.number(fluent)? {
                Some(number) => number,
                None => {
                    self.added += 1;
                    tracks.count().saturating_add(self.added - 1)
                }
            },
        };
        self.numbers.insert(fluent.clone(), number);
        for actor in [Some(&fluent.subject), fluent.object.as_ref()].into_iter().flatten() {
            self.by_actor.entry(actor.clone()).or_default().insert(number);
        }
        self.anew.insert(number, Anew { fluent: fluent.clone(), told: Told::new(number, segments) });
        Ok(number)
    }

    /// Puts what others that lean on a being need of it besides its segments.
    pub fn lean(&mut self, fluent: &Fluent, elsewhere: Elsewhere) {
        self.beings.insert(fluent.clone(), elsewhere);
    }

    /// The segments of a being worked out anew, and what else others need of it.
    pub(super) fn being(&self, fluent: &Fluent) -> Option<(Vec<Segment>, Elsewhere)> {
        let told = self.of_fluent(fluent).filter(|told| !told.segments.is_empty())?;
        Some((told.segments.clone(), *self.beings.get(fluent)?))
    }

    /// Every fluent worked out anew, with its segments and what others need of it where it is a being.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Fluent, &[Segment], Option<Elsewhere>)> {
        let all = self.anew.values();
        all.map(|anew| (&anew.fluent, anew.told.segments.as_slice(), self.beings.get(&anew.fluent).copied()))
    }

    /// How many fluents were worked out anew.
    pub fn count(&self) -> usize {
        self.anew.len()
    }

    /// What is told of a fluent worked out anew.
    pub(super) fn of_fluent(&self, fluent: &Fluent) -> Option<&Told> {
        Some(&self.anew.get(self.numbers.get(fluent)?)?.told)
    }

    pub(super) fn has(&self, number: u64) -> bool {
        u32::try_from(number).is_ok_and(|number| self.anew.contains_key(&number))
    }

    pub(super) fn fluent(&self, number: u32) -> Option<&Fluent> {
        self.anew.get(&number).map(|anew| &anew.fluent)
    }

    pub(super) fn of_actor(&self, actor: &Slug) -> impl Iterator<Item = (&Fluent, &[Segment])> {
        let all = self.of(actor).filter_map(|number| self.anew.get(&number));
        all.filter(|anew| !anew.told.segments.is_empty())
            .map(|anew| (&anew.fluent, anew.told.segments.as_slice()))
    }

    /// The numbers of what names an actor.
    pub(super) fn of(&self, actor: &Slug) -> impl Iterator<Item = u32> {
        self.by_actor.get(actor).into_iter().flatten().copied()
    }

    /// The numbers of all of it.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        self.anew.keys().copied()
    }

    /// The segments of a number, where it was worked out anew and something speaks of it.
    pub(super) fn segments(&self, number: u32) -> Option<&[Segment]> {
        self.anew.get(&number).map(|anew| anew.told.segments.as_slice()).filter(|s| !s.is_empty())
    }

    /// The row of a number at a day, where it holds in some way.
    fn row(&self, number: u32, day: Day) -> Option<Row> {
        let (stretch, answer) = self.anew.get(&number)?.told.stretch(day)?;
        Some(Row { fluent: number, answer, span: stretch.span })
    }

    /// Lays these numbers over the rows of the file; both are in order.
    pub(super) fn over(&self, rows: Vec<Row>, numbers: impl Iterator<Item = u32>, day: Day) -> Vec<Row> {
        let mut numbers = numbers.peekable();
        if numbers.peek().is_none() {
            return rows;
        }
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let mut replaced = false;
            while let Some(number) = numbers.next_if(|number| *number <= row.fluent) {
                replaced |= number == row.fluent;
                all.extend(self.row(number, day));
            }
            if !replaced {
                all.push(row);
            }
        }
        all.extend(numbers.filter_map(|number| self.row(number, day)));
        all
    }
}
