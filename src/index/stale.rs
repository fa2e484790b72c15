//! What a late record makes stale: the fluents that have to be worked out anew once something was taken in. Rather too many than
//! one too few; a law holds what is left to what a whole replay says.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::cast::Registers;
use super::catalog::Catalog;
use super::closure::{Closure, Fetch};
use super::error::IndexError;
use super::key::{Key, Touched};
use super::kin::together;
use super::touch::{Sort, Touch, touches, touches_with};
use crate::domain::{Answer, Body, Day, Fluent, Record, Relation, Slot, Slug};
use crate::replay::{Segment, Track, View};

/// What records make stale.
#[derive(Debug, Default)]
pub(super) struct Stale {
    /// Fluents to be worked out anew.
    pub fluents: BTreeSet<Fluent>,
    /// Those of them of which more is told than that somebody acted once more.
    pub told: BTreeSet<Fluent>,
}

impl Stale {
    /// Adds fluents of which more is told.
    pub fn tell(&mut self, fluents: impl IntoIterator<Item = Fluent>) {
        for fluent in fluents {
            self.told.insert(fluent.clone());
            self.fluents.insert(fluent);
        }
    }
}

/// The records at these positions, with all they are bound to.
pub(super) fn bound<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    log: &F,
    new: RangeInclusive<u64>,
) -> Result<Vec<Record>, IndexError> {
    let view = View::default();
    let mut closure = Closure::new(catalog, log, &view, *new.end())?;
    closure.want_positions(new);
    closure.close()?;
    Ok(closure.gathered().records)
}

/// The fluents that new records touch, by themselves or with what they are bound to, and those that compete with
/// them or are judged by them. What leans on the being of an actor is not among them: see [`leaning_on`]. `ids` knows who
/// goes by several.
pub(super) fn touched<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    registers: &Registers,
    ids: &Closure<'_, C, F>,
    records: &[Record],
    new: &RangeInclusive<u64>,
) -> Result<Stale, IndexError> {
    let mut stale = Stale::default();
    // Only what a new report does by itself is nothing but one act more.
    let mut note = |found: Vec<Touch>, alone: bool| -> Result<(), IndexError> {
        for touch in found {
            if let Key::Touches(touched) = touch.key {
                let found = fluents(catalog, &touched)?;
                match touch.sort {
                    Sort::PlainEvidence | Sort::SpokenEvidence if alone => stale.fluents.extend(found),
                    _ => stale.tell(found),
                }
            }
        }
        Ok(())
    };
    for cast in registers.casts().iter() {
        for record in records {
            if let Body::Report(report) = &record.body {
                note(touches(report, cast), new.contains(&record.position))?;
            }
        }
        for (_, report, others) in together(records) {
            note(touches_with(&report, &others, cast), false)?;
        }
    }
    // Whoever goes by several ids (rule R6).
    let told: Vec<Fluent> = stale.told.iter().flat_map(|fluent| ids.alike(fluent)).collect();
    let acted: Vec<Fluent> = stale.fluents.iter().flat_map(|fluent| ids.alike(fluent)).collect();
    stale.tell(told);
    stale.fluents.extend(acted);
    let mut more = BTreeSet::new();
    for fluent in &stale.fluents {
        more.extend(along_with(catalog, fluent)?);
    }
    stale.tell(more);
    Ok(stale)
}

/// The fluents that something touches when it touches this.
fn fluents<C: Catalog + ?Sized>(catalog: &C, touched: &Touched) -> Result<Vec<Fluent>, IndexError> {
    if let Some(fluent) = touched.whole() {
        return Ok(vec![fluent]);
    }
    let mut found = match (&touched.subject, &touched.object) {
        (Some(id), _) => catalog.fluents_of(id)?,
        (None, Some(object)) => catalog.towards(touched.relation, object, touched.value.as_deref())?,
        (None, None) => BTreeSet::new(),
    };
    found.retain(|fluent| Touched::ways(fluent).contains(touched));
    if let (Relation::Controls, None, Some(place)) = (touched.relation, &touched.subject, &touched.object) {
        // What names a place overrules all that is told of the region around it, of who is there as well (rule R28).
        found.extend(catalog.towards(Relation::PresentIn, place, None)?);
    }
    Ok(found.into_iter().collect())
}

/// What is decided along with a fluent: the others of its slot; who had the standing to end a body; what named losers held.
fn along_with<C: Catalog + ?Sized>(catalog: &C, fluent: &Fluent) -> Result<Vec<Fluent>, IndexError> {
    let mut all = Vec::new();
    let slot = |fluent: &Fluent| match &fluent.object {
        Some(object) if fluent.relation.declaration().slot != Slot::Shared => {
            catalog.towards(fluent.relation, object, fluent.value.as_deref())
        }
        _ => Ok(BTreeSet::new()),
    };
    all.extend(slot(fluent)?);
    match (fluent.relation, &fluent.object) {
        (Relation::HoldsPost, Some(body)) => all.push(Fluent::one(Relation::Exists, body)),
        (Relation::DirectMemberOf, Some(body)) => {
            for id in [&fluent.subject, body] {
                for held in catalog.fluents_of(id)?.iter().filter(|f| f.relation == Relation::Controls) {
                    all.extend(slot(held)?);
                }
            }
        }
        _ => {}
    }
    Ok(all)
}

/// Every fluent that leans on the being of an actor, under whatever id.
pub(super) fn leaning_on<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    actor: &Slug,
    ids: &Closure<'_, C, F>,
) -> Result<BTreeSet<Fluent>, IndexError> {
    let mut all = BTreeSet::new();
    for id in ids.one_and_all(actor) {
        all.extend(catalog.fluents_of(&id)?);
    }
    Ok(all)
}

/// Fluents, and all that is decided along with any of them.
pub(super) fn with_others<C: Catalog + ?Sized>(
    catalog: &C,
    mut all: BTreeSet<Fluent>,
) -> Result<BTreeSet<Fluent>, IndexError> {
    let mut more = BTreeSet::new();
    for fluent in &all {
        more.extend(along_with(catalog, fluent)?);
    }
    all.extend(more);
    Ok(all)
}

/// Stretches of days, each from a first up to a day that is not included, on which a being answers otherwise than before;
/// `None` where it is *no* there, or was. Apart from *no*, all that leans on a being takes over from it is how certain it is
/// (rule R26), so that only what may hold on these days can change with it.
pub(super) fn turned(was: &[Segment], is: &[Segment]) -> Option<Vec<(Day, Day)>> {
    let mut days: Vec<Day> = was.iter().chain(is).map(|segment| segment.from).collect();
    days.sort_unstable();
    days.dedup();
    let ends = days.iter().skip(1).copied().chain([Day::FUTURE]);
    let mut turned = Vec::new();
    for (day, end) in days.iter().copied().zip(ends) {
        match (Track::answer_of(was, day), Track::answer_of(is, day)) {
            (before, after) if before == after => {}
            (Answer::No, _) | (_, Answer::No) => return None,
            _ => turned.push((day, end)),
        }
    }
    Some(turned)
}

/// Whether a fluent may hold on any of some days.
pub(super) fn may_hold(segments: &[Segment], days: &[(Day, Day)]) -> bool {
    let ends = segments.iter().skip(1).map(|segment| segment.from).chain([Day::FUTURE]);
    let holds = segments.iter().zip(ends).filter(|(s, _)| !matches!(s.answer, Answer::Unknown | Answer::No));
    let mut holds = holds.map(|(segment, end)| (segment.from, end));
    holds.any(|(from, end)| days.iter().any(|(first, after)| from < *after && *first < end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(all: &[(i32, Answer)]) -> Vec<Segment> {
        let segment = |(from, answer): &(i32, Answer)| {
            let from = if *from == 0 { Day::PAST } else { Day(*from) };
            Segment { from, answer: *answer, silent: false, excluded: false }
        };
        all.iter().map(segment).collect()
    }

    #[test]
    fn given_a_being_proved_earlier_when_compared_then_only_what_may_hold_on_those_days_turns_with_it() {
        use Answer::{No, Possible, Unknown, Yes};
        let was = segments(&[(0, Unknown), (50, Yes), (90, No)]);
        let is = segments(&[(0, Unknown), (20, Possible), (30, Yes), (90, No)]);
        let days = turned(&was, &is).unwrap();
        assert_eq!(days, [(Day(20), Day(30)), (Day(30), Day(50))]);
        assert_eq!(turned(&is, &is), Some(Vec::new()));
        assert!(!may_hold(&segments(&[(0, Unknown), (50, Yes)]), &days));
        assert!(!may_hold(&segments(&[(0, Unknown), (10, Yes), (20, No)]), &days));
        assert!(may_hold(&segments(&[(0, Unknown), (10, Yes), (21, No)]), &days));
        assert!(may_hold(&segments(&[(0, Unknown), (49, Possible)]), &days));
    }

    #[test]
    fn given_a_being_that_is_gone_on_other_days_when_compared_then_all_that_leans_on_it_may_turn() {
        use Answer::{No, Unknown, Yes};
        let was = segments(&[(0, Unknown), (50, Yes), (90, No)]);
        assert_eq!(turned(&was, &segments(&[(0, Unknown), (50, Yes), (95, No)])), None);
        assert_eq!(turned(&segments(&[(0, Unknown), (50, Yes)]), &was), None);
    }
}
