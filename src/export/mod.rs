//! Exports: what a chronology tells, in the formats of other tools. One file a format, with the types it writes; each says what
//! it could not express.

mod events;
mod ftm;
mod geojson;
mod gexf;
mod lost;
#[cfg(feature = "parquet")]
mod parquet;
mod spans;
mod states;
mod stretches;
mod table;
mod timelinejs;
mod xml;

pub use events::events;
pub use ftm::ftm;
pub use geojson::geojson;
pub use gexf::gexf;
pub use lost::Lost;
#[cfg(feature = "parquet")]
pub use parquet::parquet;
pub use spans::spans;
pub use states::states;
pub use stretches::stretches;
pub use table::{Cells, Column, Table};
pub use timelinejs::{TELLING, timelinejs};

use crate::domain::{Bounds, Day, Detail, Fluent, Report, Slug};
use crate::question::{Directory, Entry, history};
use crate::replay::Timeline;

/// What is exported: a chronology under one view.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The replayed log.
    pub timeline: &'a Timeline,
    /// The names of what is registered.
    pub directory: &'a Directory,
    /// The actors, places and treaties it is about; none: everything.
    pub about: &'a [Slug],
}

impl Told<'_> {
    /// The usual name of an actor or place; else its id.
    fn name(&self, id: &Slug) -> String {
        self.directory.name(id).to_owned()
    }

    /// A fact with names in place of ids.
    fn label(&self, fact: &Fluent) -> String {
        let object = fact.object.as_ref().map(|id| self.name(id));
        let places = [Some(self.name(&fact.subject)), object, fact.value.clone()];
        let places: Vec<String> = places.into_iter().flatten().collect();
        format!("{} {}", fact.relation.word(), places.join(", "))
    }

    /// The reports that concern what is asked, in order.
    fn events(&self) -> Vec<Entry> {
        let about = |report: &Report| {
            let treaty = report.detail(Detail::Treaty);
            let mut named = report.actors().into_iter().chain(&report.places);
            named.any(|id| self.about.contains(id)) || self.about.iter().any(|id| Some(id.as_str()) == treaty)
        };
        let mut all = history(self.timeline, None, Day::PAST, Day::FUTURE);
        all.retain(|entry| self.about.is_empty() || about(&entry.report));
        all
    }
}

/// A day of the calendar; an open end is none.
fn closed(day: Day) -> Option<Day> {
    day.date().map(|_| day)
}

/// A day as it is written; none of an open end.
fn written(day: Day) -> Option<String> {
    closed(day).map(|day| day.to_string())
}

/// Ids as texts.
fn texts(ids: &[Slug]) -> Vec<String> {
    ids.iter().map(Slug::to_string).collect()
}

/// How finely bounds tell their day: `day`, `month` or `year` where they are just that, `open` where a side is, else `range`.
fn precision(bounds: Bounds) -> &'static str {
    use chrono::Datelike;
    let (Some(first), Some(last)) = (bounds.earliest.date(), bounds.latest.date()) else { return "open" };
    let begins = |month: bool| first.day() == 1 && (month || first.month() == 1);
    let ends = bounds.latest.next().date().is_some_and(|next| next.day() == 1);
    let same_year = first.year() == last.year();
    match bounds.is_exact() {
        true => "day",
        false if begins(true) && ends && same_year && first.month() == last.month() => "month",
        false if begins(false) && ends && same_year && last.month() == 12 => "year",
        false => "range",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_bounds_when_asked_how_fine_they_are_then_only_whole_months_and_years_are_called_so() {
        for (first, last, word) in [
            ("2014-03-01", "2014-03-01", "day"),
            ("2014-03-01", "2014-03-31", "month"),
            ("2014-02-01", "2014-02-28", "month"),
            ("2014-01-01", "2014-12-31", "year"),
            ("2014-01-01", "2015-12-31", "range"),
            ("2014-03-02", "2014-03-31", "range"),
            ("2014-03-01", "2014-04-30", "range"),
        ] {
            let day = |text| Day::parse(text).unwrap();
            assert_eq!(precision(Bounds::new(day(first), day(last))), word, "{first} {last}");
        }
        assert_eq!(precision(Bounds::ANY), "open");
    }
}
