//! Listings: the actors, sources and places of a chronology, with what is reported of each under a view.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::directory::{Directory, Sort};
use super::matching::Fit;
use crate::domain::{Actor, Bounds, Citation, Day, Place, ReportId, Slug, Source, SourceId};
use crate::replay::{Accepted, Reports, Timeline};

/// What is reported of something: how many reports, and when the first and the last of it fall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Reports that name it.
    pub reports: usize,
    /// In these days lies the first of what they tell.
    pub first: Option<Bounds>,
    /// In these days lies the last.
    pub last: Option<Bounds>,
}

impl Activity {
    fn add(&mut self, (begin, end): (Bounds, Bounds)) {
        self.reports += 1;
        let earlier = |a: Bounds| Bounds::new(a.earliest.min(begin.earliest), a.latest.min(begin.latest));
        let later = |a: Bounds| Bounds::new(a.earliest.max(end.earliest), a.latest.max(end.latest));
        self.first = Some(self.first.map_or(begin, earlier));
        self.last = Some(self.last.map_or(end, later));
    }
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// What.
    pub what: T,
    /// How well it fits the text searched for.
    pub fit: Option<Fit>,
    /// What is reported of it.
    pub activity: Activity,
}

/// A source, and the sources it is read through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The source.
    pub source: Source,
    /// Where its words were found, if not in itself.
    pub through: Vec<SourceId>,
}

/// Everything of a sort, by slug; or what fits a text, the best fit first.
fn chosen<'a, T>(
    directory: &Directory,
    all: &'a BTreeMap<Slug, T>,
    sort: Sort,
    text: Option<&str>,
) -> Vec<(&'a T, Option<Fit>)> {
    match text {
        None => all.values().map(|one| (one, None)).collect(),
        Some(text) => {
            let found = directory.search(sort, text);
            found.into_iter().filter_map(|f| Some((all.get(&f.id)?, Some(f.fit)))).collect()
        }
    }
}

/// What is reported of everything of one sort.
#[derive(Clone, Debug)]
pub struct Activities {
    sort: Sort,
    each: HashMap<Slug, Activity>,
    /// Of every source, those it was read through.
    through: BTreeMap<SourceId, BTreeSet<SourceId>>,
}

impl Activities {
    /// Of actors, places or sources: what a timeline tells.
    pub fn of(sort: Sort, timeline: &Timeline) -> Activities {
        let mut all = Activities::none(sort);
        all.add(timeline.accepted(), |id| timeline.bounds(id));
        all
    }

    /// Nothing yet.
    pub fn none(sort: Sort) -> Activities {
        Activities { sort, each: HashMap::new(), through: BTreeMap::new() }
    }

    /// Adds what more reports tell, none of which was added before.
    pub fn take(&mut self, reports: &Reports) {
        self.add(reports.accepted(), |id| reports.bounds(id));
    }

    fn add(&mut self, accepted: &[Accepted], bounds: impl Fn(&ReportId) -> Option<(Bounds, Bounds)>) {
        for Accepted { report, .. } in accepted {
            let bounds = bounds(&report.id).unwrap_or((Bounds::ANY, Bounds::ANY));
            match self.sort {
                Sort::Actor => report.actors().into_iter().for_each(|actor| self.count(actor, bounds)),
                // A report of a place is one that names it, not what lies inside it.
                Sort::Place => {
                    report
                        .places
                        .iter()
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .for_each(|p| self.count(p, bounds));
                }
                Sort::Source => {
                    let Citation { source, through, .. } = &report.citation;
                    self.count(source, bounds);
                    if let Some(through) = through
                        && !self.through.get(source).is_some_and(|all| all.contains(through))
                    {
                        self.through.entry(source.clone()).or_default().insert(through.clone());
                    }
                }
                Sort::Treaty | Sort::Post => {}
            }
        }
    }

    fn count(&mut self, id: &Slug, bounds: (Bounds, Bounds)) {
        match self.each.get_mut(id) {
            Some(activity) => activity.add(bounds),
            None => self.each.entry(id.clone()).or_default().add(bounds),
        }
    }

    /// What is reported of one.
    pub fn about(&self, id: &Slug) -> Activity {
        self.each.get(id).copied().unwrap_or_default()
    }

    /// Where the words of a source were found, by its reports.
    pub fn through(&self, source: &SourceId) -> BTreeSet<SourceId> {
        self.through.get(source).cloned().unwrap_or_default()
    }
}

/// The actors, or those whose names fit a text, with the activities of actors.
pub fn actors(directory: &Directory, activities: &Activities, text: Option<&str>) -> Vec<Listed<Actor>> {
    let chosen = chosen(directory, &directory.actors, Sort::Actor, text);
    let line = |(actor, fit): (&Actor, Option<Fit>)| {
        let activity = activities.about(&actor.id);
        Listed { what: actor.clone(), fit, activity }
    };
    chosen.into_iter().map(line).collect()
}

/// The places, or those whose names fit a text, with the activities of places.
pub fn places(directory: &Directory, activities: &Activities, text: Option<&str>) -> Vec<Listed<Place>> {
    let chosen = chosen(directory, &directory.places, Sort::Place, text);
    let line = |(place, fit): (&Place, Option<Fit>)| {
        let activity = activities.about(&place.id);
        Listed { what: place.clone(), fit, activity }
    };
    chosen.into_iter().map(line).collect()
}

/// The sources, or those whose title, author or publisher fits a text, with the activities of sources: the days are those of
/// what they tell.
pub fn sources(directory: &Directory, activities: &Activities, text: Option<&str>) -> Vec<Listed<Read>> {
    let chosen = chosen(directory, &directory.sources, Sort::Source, text);
    let line = |(source, fit): (&Source, Option<Fit>)| {
        let mut read: BTreeSet<SourceId> = activities.through(&source.id);
        read.extend(source.cited_by.iter().cloned());
        let what = Read { source: source.clone(), through: read.into_iter().collect() };
        Listed { what, fit, activity: activities.about(&source.id) }
    };
    chosen.into_iter().map(line).collect()
}

/// When the world could read a source.
pub fn published(source: &Source) -> Option<Bounds> {
    let hull = source.date.hull();
    (hull != Bounds::new(Day::PAST, Day::FUTURE)).then_some(hull)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, records};
    use super::*;
    use crate::replay::{View, replay};

    #[test]
    fn given_reports_when_listed_then_each_is_counted_with_its_first_and_last_days() {
        let records = records(
            "r0 formation subject=kk @2012-01 [s0]
             r1 join member=kk coalition=ll @2013-05-01/2013-06 [s1]",
        );
        let (directory, story) = (Directory::of(&records), replay(&records, &View::default()));
        let of = |sort| Activities::of(sort, &story);
        let all = actors(&directory, &of(Sort::Actor), None);
        let kk = &all[0];
        assert_eq!((kk.what.id.as_str(), kk.activity.reports, kk.fit), ("kk", 2, None));
        assert_eq!(kk.activity.first, Some(Bounds::new(day("2012-01-01"), day("2012-01-31"))));
        assert_eq!(kk.activity.last, Some(Bounds::new(day("2013-06-01"), day("2013-06-30"))));
        let found = actors(&directory, &of(Sort::Actor), Some("LL"));
        assert_eq!(found.iter().map(|f| f.what.id.as_str()).collect::<Vec<_>>(), ["ll"]);
        assert!(actors(&directory, &of(Sort::Actor), Some("")).is_empty());
        let read = sources(&directory, &of(Sort::Source), Some("source s1"));
        assert_eq!((read[0].what.source.id.as_str(), read[0].activity.reports), ("s1", 1));
        assert!(places(&directory, &of(Sort::Place), None).is_empty());
    }
}
