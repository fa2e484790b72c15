//! TimelineJS: the most telling events as slides, grouped by faction, and the times of the coalitions in them as eras.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use serde::Serialize;

use super::{Lost, Told, precision};
use crate::domain::{
    ActorKind, AgreementKind, Bounds, Day, ForceKind, Kind, Relation, ReportId, Slug, StateKind, Surety,
};
use crate::question::{Entry, course, spells};
use crate::replay::{Part, Spans};

/// So many slides read well.
pub const TELLING: usize = 20;

/// A timeline.
#[derive(Serialize)]
struct Timeline {
    title: Title,
    events: Vec<Slide>,
    eras: Vec<Era>,
}

/// The first slide.
#[derive(Serialize)]
struct Title {
    text: Text,
}

/// An event.
#[derive(Serialize)]
struct Slide {
    start_date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_date: Option<String>,
    text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    unique_id: String,
}

/// A time behind the slides.
#[derive(Serialize)]
struct Era {
    start_date: Date,
    end_date: Date,
    text: Text,
}

/// HTML.
#[derive(Serialize)]
struct Text {
    headline: String,
    text: String,
}

/// A day, month or year.
#[derive(Serialize)]
struct Date {
    year: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
}

/// The slides of so many events at most: those on which most facts turn, in order.
pub fn timelinejs(told: &Told<'_>, limit: usize) -> (String, Lost) {
    let mut lost = Lost::default();
    let chosen = telling(told, limit, &mut lost);
    let events: Vec<Slide> = chosen.iter().filter_map(|entry| slide(told, entry, &mut lost)).collect();
    let about: Vec<String> = told.about.iter().map(|id| html(&told.name(id))).collect();
    let headline = if about.is_empty() { "Chronology".to_owned() } else { about.join(", ") };
    let text = format!("{} of the events, those on which most turns", events.len());
    let title = Title { text: Text { headline, text } };
    let timeline = Timeline { title, events, eras: eras(told, &chosen, &mut lost) };
    (serde_json::to_string_pretty(&timeline).unwrap_or_default() + "\n", lost)
}

/// One event a happening, of those that begin or end the most facts.
fn telling(told: &Told<'_>, limit: usize, lost: &mut Lost) -> Vec<Entry> {
    // A place by place list of one change counts once.
    let mut turns: BTreeMap<&ReportId, BTreeSet<(Relation, &Slug)>> = BTreeMap::new();
    for track in told.timeline.tracks() {
        let turn = |part: Part| matches!(part, Part::Start { .. } | Part::End { .. } | Part::Seen);
        let reports = track.items.iter().filter(|i| turn(i.part)).flat_map(|i| &i.behind.reports);
        for id in reports {
            turns.entry(id).or_default().insert((track.fluent.relation, &track.fluent.subject));
        }
    }
    let mut all: Vec<(usize, usize, Entry)> = Vec::new();
    for (at, entry) in told.events().into_iter().enumerate() {
        if begin(&entry).is_none() {
            lost.count("an event of which no day is known");
            continue;
        }
        let turned = turns.get(&entry.report.id).map_or(0, BTreeSet::len);
        all.push((weight(entry.report.kind) * (1 + turned) + entry.variants.len(), at, entry));
    }
    let events = all.len();
    all.sort_by_key(|(turned, at, _)| (std::cmp::Reverse(*turned), *at));
    let mut seen: BTreeSet<ReportId> = BTreeSet::new();
    let mut chosen: Vec<(usize, Entry)> = Vec::new();
    for (_, at, entry) in all {
        if chosen.len() < limit && seen.insert(entry.report.id.clone()) {
            seen.extend(entry.variants.iter().cloned());
            chosen.push((at, entry));
        }
    }
    lost.add("an event or account left out (--limit)", events - chosen.len());
    chosen.sort_by_key(|(at, entry)| (begin(entry), *at));
    chosen.into_iter().map(|(_, entry)| entry).collect()
}

/// How much an event of a kind tells beside another on which as many facts turn.
fn weight(kind: Kind) -> usize {
    match kind {
        Kind::Body(_) | Kind::State(StateKind::Coup) => 4,
        Kind::Agreement(AgreementKind::TreatySigned | AgreementKind::TreatyTerminated) => 4,
        Kind::Force(ForceKind::Capture | ForceKind::WarDeclared) => 3,
        Kind::Belonging(_) | Kind::Post(_) | Kind::Agreement(_) => 2,
        Kind::Force(_) | Kind::State(_) | Kind::Speech(_) => 1,
    }
}

/// The day on which an event is put.
fn begin(entry: &Entry) -> Option<Day> {
    let Bounds { earliest, latest } = entry.begin;
    [earliest, latest].into_iter().find(|day| day.date().is_some())
}

fn slide(told: &Told<'_>, entry: &Entry, lost: &mut Lost) -> Option<Slide> {
    let report = &entry.report;
    if !entry.variants.is_empty() {
        lost.count("other accounts of an event: `annals disputes`");
    }
    let lasts = entry.begin != entry.end;
    let end_date = [entry.end.latest, entry.end.earliest].into_iter().find(|day| day.date().is_some());
    let mut text = html(&format!("{} ({})", told.name(&report.citation.source), report.citation.source));
    if entry.surety != Surety::Stated {
        text = format!("{text}; {}", entry.surety.word());
    }
    if !entry.variants.is_empty() {
        text = format!("{text}; told in {} accounts", entry.variants.len() + 1);
    }
    let display_date = match (lasts, vague(entry.begin), vague(entry.end)) {
        (_, None, None) => None,
        (false, words, _) => words,
        (true, from, to) => {
            let exact = |bounds: Bounds| bounds.earliest.to_string();
            let (from, to) = (from.unwrap_or(exact(entry.begin)), to.unwrap_or(exact(entry.end)));
            Some(format!("from {from} to {to}"))
        }
    };
    let fine = |bounds: Bounds, day| {
        if vague(bounds).is_some() { date(day, precision(bounds)) } else { date(day, "day") }
    };
    Some(Slide {
        start_date: fine(entry.begin, begin(entry)?)?,
        end_date: end_date.filter(|_| lasts).and_then(|day| fine(entry.end, day)),
        display_date,
        text: Text { headline: html(&report.summary), text },
        group: group(told, entry),
        unique_id: report.id.to_string(),
    })
}

/// The faction an event stands under: one that is asked for, else the first body in it, else the first person.
fn group(told: &Told<'_>, entry: &Entry) -> Option<String> {
    let actors = entry.report.actors();
    let asked = actors.iter().find(|id| told.about.contains(id));
    let body = actors.iter().find(|id| !told.timeline.cast().is_person(id));
    asked.or(body).or(actors.first()).map(|id| told.name(id))
}

/// The times in which the coalitions of some events are certainly there.
fn eras(told: &Told<'_>, chosen: &[Entry], lost: &mut Lost) -> Vec<Era> {
    let cast = told.timeline.cast();
    let shown: BTreeSet<&Slug> = chosen.iter().flat_map(|entry| entry.report.actors()).collect();
    let mut eras = Vec::new();
    for id in shown.into_iter().filter(|id| cast.kind(id) == Some(ActorKind::Coalition)) {
        let course = course(told.timeline, &cast.being(id));
        for spell in course.iter().flat_map(|c| spells(told.timeline, c)) {
            let certain = (spell.begin.latest, spell.end.earliest.prev());
            let horizon = told.timeline.horizon();
            let goes_on = spell.end.earliest > horizon;
            let last = if goes_on { horizon } else { certain.1 };
            let name = html(&told.name(id));
            let headline = if goes_on { format!("{name} (until {horizon} at least)") } else { name };
            match (date(certain.0, "day"), date(last, "day")) {
                (Some(start_date), Some(end_date)) if certain.0 <= last => {
                    let text = Text { headline, text: String::new() };
                    eras.push(Era { start_date, end_date, text });
                }
                _ => lost.count("a coalition that is nowhere certain is no era"),
            }
        }
    }
    eras
}

fn date(day: Day, fine: &str) -> Option<Date> {
    let date = day.date()?;
    let month = (fine != "year").then(|| date.month().to_string());
    let day = (fine != "year" && fine != "month").then(|| date.day().to_string());
    Some(Date { year: date.year().to_string(), month, day })
}

/// What is to be said of a day that is not known exactly.
fn vague(bounds: Bounds) -> Option<String> {
    let Bounds { earliest, latest } = bounds;
    let text = latest.to_string();
    match precision(bounds) {
        "day" => None,
        "month" => Some(format!("in {}", text.get(..7).unwrap_or(&text))),
        "year" => Some(format!("in {}", text.get(..4).unwrap_or(&text))),
        "open" if earliest.date().is_some() => Some(format!("not before {earliest}")),
        "open" if latest.date().is_some() => Some(format!("by {latest}")),
        "open" => Some("on an unknown day".to_owned()),
        _ => Some(format!("between {earliest} and {latest}")),
    }
}

/// A text as it may stand in HTML.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_bounds_when_they_are_vague_then_words_say_so() {
        let day = |text: &str| Day::parse(text).unwrap();
        for (first, last, words) in [
            (day("2014-03-18"), day("2014-03-18"), None),
            (day("2014-03-01"), day("2014-03-31"), Some("in 2014-03")),
            (day("2014-01-01"), day("2014-12-31"), Some("in 2014")),
            (day("2014-03-01"), day("2014-08-31"), Some("between 2014-03-01 and 2014-08-31")),
            (Day::PAST, day("2014-08-31"), Some("by 2014-08-31")),
            (day("2014-03-01"), Day::FUTURE, Some("not before 2014-03-01")),
        ] {
            assert_eq!(vague(Bounds::new(first, last)).as_deref(), words);
        }
        assert_eq!(html("<b> & co"), "&lt;b&gt; &amp; co");
    }
}
