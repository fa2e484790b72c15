//! Regions: a capture of a place, or a withdrawal from it, overrules what is told of the regions around it on the same days (rule
//! R28). Of all that names a place so, just that has to be read beside what is told of who is there.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::catalog::Catalog;
use super::closure::{Closure, Fetch, reading};
use super::error::IndexError;
use super::key::{Key, Touched};
use crate::domain::{Amends, Body, Bounds, Margins, Place, Record, Relation, Report, ReportId, Slug};

/// What was met so far.
#[derive(Default)]
pub(super) struct Regions {
    /// Places of which it matters what is told of the regions around them: these.
    inside: FxHashMap<Slug, BTreeSet<Slug>>,
    /// By place, what is told of it.
    told: FxHashMap<Slug, Vec<Told>>,
    /// Reports of which there are several accounts: what is told in one may go with the days of another (rule R4).
    several: FxHashSet<ReportId>,
    /// How much that was when the places were looked up last.
    seen: FxHashMap<Slug, usize>,
}

/// A report that names a place.
struct Told {
    report: ReportId,
    /// Whether it tells of a capture or a withdrawal.
    takes: bool,
    /// The days on which it may be.
    days: Bounds,
}

impl Regions {
    /// The days on which something may be told of a region around a place that reaches it, where that is more than when it
    /// was asked last.
    fn reaching(&mut self, place: &Slug) -> Vec<Bounds> {
        let around = self.inside.get(place).into_iter().flatten();
        let told: Vec<&Told> = around.filter_map(|region| self.told.get(region)).flatten().collect();
        let seen = self.seen.entry(place.clone()).or_default();
        // Two of several accounts may both have been there before it was known that they are.
        let known = told.len() + self.several.len();
        if told.is_empty() || *seen == known {
            return Vec::new();
        }
        *seen = known;
        let days = |told: &&Told| match self.several.contains(&told.report) {
            true => Some(Bounds::ANY),
            false => told.takes.then_some(told.days),
        };
        told.iter().filter_map(days).collect()
    }
}

impl<C: Catalog + ?Sized, F: Fetch + ?Sized> Closure<'_, C, F> {
    /// Takes in a place of which it matters who holds it or is there, and those around it.
    pub(super) fn place(&mut self, place: &Slug) -> Result<(), IndexError> {
        if self.regions.inside.contains_key(place) {
            return Ok(());
        }
        let (mut around, mut open) = (BTreeSet::new(), vec![place.clone()]);
        while let Some(inner) = open.pop() {
            self.id(&inner)?;
            for record in [self.read(&Key::Is(inner.clone()))?, self.read(&Key::Refers(inner))?].concat() {
                let within = place_in(&record.body).and_then(|place| place.within.clone());
                open.extend(within.filter(|region| around.insert(region.clone())));
            }
        }
        self.regions.inside.insert(place.clone(), around);
        Ok(())
    }

    /// Notes what a record tells of places.
    pub(super) fn note_places(&mut self, record: &Record) {
        let Some(report) = reading(&record.body) else { return };
        if !report.variant_of.is_empty() {
            self.regions.several.extend(report.variant_of.iter().chain([&report.id]).cloned());
        }
        for place in &report.places {
            let told = Told {
                report: report.id.clone(),
                takes: report.kind.decides_a_place(),
                days: self.days_of(report),
            };
            self.regions.told.entry(place.clone()).or_default().push(told);
        }
    }

    /// The days on which a view may have a report.
    fn days_of(&self, report: &Report) -> Bounds {
        if !self.view.assume.is_empty() || self.view.margins != Margins::default() {
            return Bounds::ANY;
        }
        report.date.begin(&self.view.margins)
    }

    /// Takes in what may overrule what was read of regions. It does where it falls on days within those of what is told of
    /// the region.
    pub(super) fn overrule(&mut self) -> Result<(), IndexError> {
        let places: Vec<Slug> = self.regions.inside.keys().cloned().collect();
        for place in places {
            let days = self.regions.reaching(&place);
            if days.is_empty() {
                continue;
            }
            let (relation, object) = (Relation::Controls, Some(place));
            let naming =
                self.entries(&Key::Touches(Touched { relation, subject: None, object, value: None }))?;
            let meets = |all: &Bounds| days.iter().any(|days| !all.is_empty() && !days.meet(*all).is_empty());
            let within = naming.iter().filter(|e| e.days.is_empty() || meets(&e.days));
            self.open.extend(within.map(|e| e.position));
        }
        Ok(())
    }
}

/// The place a record registers, or makes of another.
fn place_in(body: &Body) -> Option<&Place> {
    match body {
        Body::Place(place) => Some(place),
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Correct { becomes, .. } => place_in(becomes),
            _ => None,
        },
        Body::Source(_) | Body::Actor(_) | Body::Report(_) | Body::Redacted(_) => None,
    }
}
