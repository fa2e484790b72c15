//! Listings: the actors, sources and places of a chronology, with what is reported of each under a view.

use std::collections::{BTreeMap, BTreeSet};

use super::directory::{Directory, Sort};
use super::matching::Fit;
use crate::domain::{Actor, ActorId, Bounds, Day, Place, PlaceId, Report, Slug, Source, SourceId};
use crate::replay::Timeline;

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

fn counted<'a, K: Ord + 'a>(
    timeline: &'a Timeline,
    keys: impl Fn(&'a Report) -> Vec<K>,
) -> BTreeMap<K, Activity> {
    let mut all: BTreeMap<K, Activity> = BTreeMap::new();
    for accepted in timeline.accepted() {
        let bounds = timeline.bounds(&accepted.report.id).unwrap_or((Bounds::ANY, Bounds::ANY));
        for key in keys(&accepted.report) {
            all.entry(key).or_default().add(bounds);
        }
    }
    all
}

/// The actors, or those whose names fit a text.
pub fn actors(directory: &Directory, timeline: &Timeline, text: Option<&str>) -> Vec<Listed<Actor>> {
    let activity: BTreeMap<&ActorId, Activity> = counted(timeline, Report::actors);
    let chosen = chosen(directory, &directory.actors, Sort::Actor, text);
    let line = |(actor, fit): (&Actor, Option<Fit>)| Listed {
        what: actor.clone(),
        fit,
        activity: activity.get(&actor.id).copied().unwrap_or_default(),
    };
    chosen.into_iter().map(line).collect()
}

/// The places, or those whose names fit a text. Reports of a place are those that name it, not those inside it.
pub fn places(directory: &Directory, timeline: &Timeline, text: Option<&str>) -> Vec<Listed<Place>> {
    let named = |report: &'_ Report| -> BTreeSet<PlaceId> { report.places.iter().cloned().collect() };
    let activity = counted(timeline, |report| named(report).into_iter().collect());
    let chosen = chosen(directory, &directory.places, Sort::Place, text);
    let line = |(place, fit): (&Place, Option<Fit>)| Listed {
        what: place.clone(),
        fit,
        activity: activity.get(&place.id).copied().unwrap_or_default(),
    };
    chosen.into_iter().map(line).collect()
}

/// The sources, or those whose title, author or publisher fits a text. The days are those of what they tell.
pub fn sources(directory: &Directory, timeline: &Timeline, text: Option<&str>) -> Vec<Listed<Read>> {
    let activity = counted(timeline, |report| vec![&report.citation.source]);
    let mut through: BTreeMap<&SourceId, BTreeSet<&SourceId>> = BTreeMap::new();
    for accepted in timeline.accepted() {
        let citation = &accepted.report.citation;
        through.entry(&citation.source).or_default().extend(&citation.through);
    }
    let chosen = chosen(directory, &directory.sources, Sort::Source, text);
    let line = |(source, fit): (&Source, Option<Fit>)| {
        let mut read: BTreeSet<&SourceId> = through.get(&source.id).cloned().unwrap_or_default();
        read.extend(&source.cited_by);
        Listed {
            what: Read { source: source.clone(), through: read.into_iter().cloned().collect() },
            fit,
            activity: activity.get(&source.id).copied().unwrap_or_default(),
        }
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
        let all = actors(&directory, &story, None);
        let kk = &all[0];
        assert_eq!((kk.what.id.as_str(), kk.activity.reports, kk.fit), ("kk", 2, None));
        assert_eq!(kk.activity.first, Some(Bounds::new(day("2012-01-01"), day("2012-01-31"))));
        assert_eq!(kk.activity.last, Some(Bounds::new(day("2013-06-01"), day("2013-06-30"))));
        let found = actors(&directory, &story, Some("LL"));
        assert_eq!(found.iter().map(|f| f.what.id.as_str()).collect::<Vec<_>>(), ["ll"]);
        assert!(actors(&directory, &story, Some("")).is_empty());
        let read = sources(&directory, &story, Some("source s1"));
        assert_eq!((read[0].what.source.id.as_str(), read[0].activity.reports), ("s1", 1));
        assert!(places(&directory, &story, None).is_empty());
    }
}
