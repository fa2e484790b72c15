//! GeoJSON: what happened at places, and who held them, was there or cut them off, with the bounds of both ends.
//!
//! Places have no coordinates of their own. Those that a report carries among its remarks (`latitude` and `longitude`, degrees,
//! WGS 84) are its geometry, and that of a place where all reports of it alone agree; else the geometry is null, as RFC 7946 allows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Lost, Told, precision, texts, written};
use crate::domain::{Arg, Bounds, Report, Slug};
use crate::question::{Entry, Spell, courses, spells};

/// A collection of features.
#[derive(Serialize)]
struct Collection {
    r#type: &'static str,
    features: Vec<Feature>,
}

/// An event at a place, or a time of a place.
#[derive(Serialize)]
struct Feature {
    r#type: &'static str,
    id: String,
    geometry: Option<Point>,
    properties: Properties,
}

/// Longitude, latitude.
#[derive(Clone, Copy, PartialEq, Serialize)]
struct Point {
    r#type: &'static str,
    coordinates: [f64; 2],
}

/// What is told. An event ends on the last of its days, a fact on the first day without it.
#[derive(Serialize)]
struct Properties {
    sort: &'static str,
    what: String,
    kind: &'static str,
    answer: &'static str,
    place: String,
    place_label: String,
    actors: Vec<String>,
    begin_earliest: Option<String>,
    begin_latest: Option<String>,
    begin_precision: &'static str,
    end_earliest: Option<String>,
    end_latest: Option<String>,
    end_precision: &'static str,
    reports: Vec<String>,
    sources: Vec<String>,
}

/// The places over time.
pub fn geojson(told: &Told<'_>) -> (String, Lost) {
    let mut lost = Lost::default();
    let events = told.events();
    let known = coordinates(&events);
    let mut features: Vec<Feature> = Vec::new();
    for entry in &events {
        if entry.report.places.is_empty() {
            lost.count("an event at no place");
        }
        if !entry.variants.is_empty() {
            lost.count("that an event is one account of several of one happening");
        }
        features.extend(entry.report.places.iter().map(|place| of_event(told, entry, place)));
    }
    for course in courses(told.timeline, told.about) {
        if course.fact.relation.declaration().object == Some(Arg::Place) {
            let all = spells(told.timeline, &course);
            features.extend(all.iter().enumerate().filter_map(|(i, s)| of_fact(told, s, i, &known)));
        }
    }
    lost.add(
        "no coordinates are known; the geometry is null",
        features.iter().filter(|f| f.geometry.is_none()).count(),
    );
    let collection = Collection { r#type: "FeatureCollection", features };
    (serde_json::to_string_pretty(&collection).unwrap_or_default() + "\n", lost)
}

fn of_event(told: &Told<'_>, entry: &Entry, place: &Slug) -> Feature {
    let report = &entry.report;
    let properties = Properties {
        sort: "event",
        what: report.summary.clone(),
        kind: report.kind.word(),
        answer: entry.surety.word(),
        actors: report.actors().into_iter().map(Slug::to_string).collect(),
        reports: vec![report.id.to_string()],
        sources: vec![report.citation.source.to_string()],
        ..bounded(told, place, entry.begin, entry.end)
    };
    Feature { r#type: "Feature", id: format!("{}@{place}", report.id), geometry: point(report), properties }
}

fn of_fact(
    told: &Told<'_>,
    spell: &Spell,
    at: usize,
    known: &BTreeMap<Slug, Option<Point>>,
) -> Option<Feature> {
    let fact = &spell.told.fact;
    let place = fact.object.as_ref()?;
    let reports = spell.told.begun_by.iter().chain(&spell.told.ended_by).map(Slug::to_string).collect();
    let properties = Properties {
        sort: "fact",
        what: told.label(fact),
        kind: fact.relation.word(),
        answer: spell.told.answer.word(),
        actors: vec![fact.subject.to_string()],
        reports,
        sources: texts(&spell.told.sources),
        ..bounded(told, place, spell.begin, spell.end)
    };
    let id = format!("{fact} {}", at + 1);
    Some(Feature { r#type: "Feature", id, geometry: known.get(place).copied().flatten(), properties })
}

/// Of which only place and bounds are told.
fn bounded(told: &Told<'_>, place: &Slug, begin: Bounds, end: Bounds) -> Properties {
    Properties {
        sort: "",
        what: String::new(),
        kind: "",
        answer: "",
        place: place.to_string(),
        place_label: told.name(place),
        actors: Vec::new(),
        begin_earliest: written(begin.earliest),
        begin_latest: written(begin.latest),
        begin_precision: precision(begin),
        end_earliest: written(end.earliest),
        end_latest: written(end.latest),
        end_precision: precision(end),
        reports: Vec::new(),
        sources: Vec::new(),
    }
}

/// The coordinates a report carries.
fn point(report: &Report) -> Option<Point> {
    let degrees = |key: &str, most: f64| {
        let value: f64 = report.remarks.get(key)?.trim().parse().ok()?;
        (value.abs() <= most).then_some(value)
    };
    let coordinates = [degrees("longitude", 180.0)?, degrees("latitude", 90.0)?];
    Some(Point { r#type: "Point", coordinates })
}

/// The coordinates of places on which all reports of them alone agree.
fn coordinates(events: &[Entry]) -> BTreeMap<Slug, Option<Point>> {
    let mut known: BTreeMap<Slug, Option<Point>> = BTreeMap::new();
    for entry in events {
        if let ([place], Some(point)) = (entry.report.places.as_slice(), point(&entry.report)) {
            let held = known.entry(place.clone()).or_insert(Some(point));
            *held = held.filter(|held| *held == point);
        }
    }
    known
}
