//! Exports of `events/` for graphs, maps, slides and investigators: each reads back, and is certain only where the answers are.

#[allow(dead_code, reason = "the files of the chronology are read elsewhere")]
mod chronology;

use std::collections::{BTreeMap, BTreeSet};

use annals::annals::Annals;
use annals::domain::{Day, Fluent};
use annals::export::{self, Told};
use annals::question::{When, ask};
use annals::replay::{Timeline, View};
use serde_json::Value;

fn with<T>(then: impl FnOnce(&Told<'_>) -> T) -> T {
    let annals = chronology::load();
    let (timeline, directory) = (annals.timeline(&View::default()), annals.directory());
    then(&Told { timeline: &timeline, directory: &directory, about: &[] })
}

/// The attributes of the elements of a document, with their names and depths.
fn elements(text: &str) -> Vec<(usize, String, BTreeMap<String, String>)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut depth, mut all) = (0, Vec::new());
    loop {
        match reader.read_event().unwrap() {
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let (start, e) = match &event {
                    Event::Start(e) => (true, e),
                    Event::Empty(e) => (false, e),
                    _ => unreachable!(),
                };
                let attributes = e.attributes().map(|a| {
                    let a = a.unwrap();
                    let key = a.key.as_ref().to_owned();
                    let value = a.value.to_string();
                    (key, quick_xml::escape::unescape(&value).unwrap().into_owned())
                });
                let name = e.name().as_ref().to_owned();
                all.push((depth, name, attributes.collect()));
                depth += usize::from(start);
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    all
}

#[test]
fn given_the_graph_over_time_when_read_then_it_is_dynamic_gexf_and_certain_only_where_the_answers_are() {
    with(|told| {
        let (text, lost) = export::gexf(told);
        assert!(!lost.lines().is_empty());
        let all = elements(&text);
        let (_, root, gexf) = &all[0];
        assert_eq!((root.as_str(), gexf["version"].as_str()), ("gexf", "1.3"));
        assert_eq!(gexf["xmlns"], "http://gexf.net/1.3");
        let graph = &all.iter().find(|(_, name, _)| name == "graph").unwrap().2;
        for (key, value) in [("mode", "dynamic"), ("timeformat", "date"), ("timerepresentation", "interval")]
        {
            assert_eq!(graph[key], value);
        }
        let named = |name: &'static str| all.iter().filter(move |(_, n, _)| n == name).map(|(_, _, a)| a);
        let nodes: BTreeSet<&String> = named("node").map(|a| &a["id"]).collect();
        assert_eq!(nodes.len(), named("node").count());
        let mut edges = BTreeSet::new();
        for edge in named("edge") {
            assert!(nodes.contains(&edge["source"]) && nodes.contains(&edge["target"]), "{edge:?}");
            assert!(edges.insert((&edge["source"], &edge["target"], &edge["kind"])), "{edge:?} twice");
        }
        assert!(nodes.len() > 100 && edges.len() > 300, "{} {}", nodes.len(), edges.len());
        // Spells of one node or edge: in order, apart, each within the calendar.
        let mut last: Option<String> = None;
        let (mut owner, mut spells) = (None, 0);
        for (_, name, attributes) in &all {
            match name.as_str() {
                "node" | "edge" => (owner, last) = (Some((name.clone(), attributes.clone())), None),
                "spell" => {
                    spells += 1;
                    let (start, end) = (attributes.get("start"), attributes.get("end"));
                    let day = |text: &String| Day::parse(text).unwrap();
                    assert!(start.zip(end).is_none_or(|(a, b)| day(a) <= day(b)), "{attributes:?}");
                    if let Some(last) = &last {
                        assert!(
                            start.is_some_and(|start| day(start) > day(last)),
                            "{owner:?} {attributes:?}"
                        );
                    }
                    last = end.cloned().or(Some("9999-12-31".to_owned()));
                    certain(told.timeline, owner.as_ref(), start.or(end));
                }
                _ => {}
            }
        }
        assert!(spells > 400, "{spells}");
    });
}

/// An edge without a word of doubt is certain on the days of its spells.
fn certain(timeline: &Timeline, owner: Option<&(String, BTreeMap<String, String>)>, on: Option<&String>) {
    let Some((_, edge)) = owner.filter(|(name, _)| name == "edge") else { return };
    let Some(on) = on.and_then(|on| Day::parse(on)) else { return };
    let (fact, answer) = edge["id"].rsplit_once(" (").unwrap();
    let answer = answer.trim_end_matches(')');
    assert_eq!(edge["kind"].ends_with(&format!("({answer})")), answer != "yes", "{edge:?}");
    let told = ask(timeline, &Fluent::parse(fact).unwrap(), When::At(on)).answer;
    assert_eq!(told.word(), answer, "{fact} {on}");
}

#[test]
fn given_geojson_when_read_then_every_feature_has_a_place_and_bounds_in_order() {
    with(|told| {
        let (text, lost) = export::geojson(told);
        assert!(lost.lines().iter().any(|line| line.contains("no coordinates")));
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["type"], "FeatureCollection");
        let features = read["features"].as_array().unwrap();
        let mut ids = BTreeSet::new();
        for feature in features {
            assert_eq!(feature["type"], "Feature");
            assert!(feature.as_object().unwrap().contains_key("geometry") && feature["geometry"].is_null());
            assert!(ids.insert(feature["id"].as_str().unwrap()), "{feature}");
            let told = &feature["properties"];
            assert!(!told["place"].as_str().unwrap().is_empty());
            for (first, last) in [("begin_earliest", "begin_latest"), ("end_earliest", "end_latest")] {
                let bounds = told[first].as_str().zip(told[last].as_str());
                assert!(bounds.is_none_or(|(first, last)| first <= last), "{told}");
            }
        }
        assert!(features.len() > 300);
    });
}

#[test]
fn given_a_report_with_coordinates_when_exported_then_they_are_its_geometry() {
    let text = r#"
[[source]]
id = "s"
title = "A source"
date = "2020-01-01"
[[actor]]
id = "front"
kind = "faction"
name = "Front"
[[place]]
id = "town"
name = "Town"
[[event]]
id = "town-taken"
kind = "capture"
by = "front"
place = "town"
date = "2012-05"
cite = { source = "s" }
summary = "The front takes the town"
remarks = { latitude = "18.44", longitude = "1.41" }
"#;
    let mut annals = Annals::in_memory();
    let file = annals::intake::InputFile { name: "a.toml".to_owned(), bytes: text.as_bytes().to_vec() };
    let bodies = annals.read(&[file]).unwrap().bodies;
    annals.append(bodies).unwrap();
    let (timeline, directory) = (annals.timeline(&View::default()), annals.directory());
    let (text, _) = export::geojson(&Told { timeline: &timeline, directory: &directory, about: &[] });
    let read: Value = serde_json::from_str(&text).unwrap();
    let features = read["features"].as_array().unwrap();
    assert_eq!(features.len(), 2, "{text}");
    for feature in features {
        assert_eq!(feature["geometry"]["type"], "Point");
        assert_eq!(feature["geometry"]["coordinates"], serde_json::json!([1.41, 18.44]));
        assert_eq!(feature["properties"]["begin_earliest"], "2012-05-01");
        assert_eq!(feature["properties"]["begin_precision"], "month");
    }
}

#[test]
fn given_timelinejs_when_read_then_slides_are_few_in_order_and_say_what_is_vague() {
    with(|told| {
        for limit in [20, 3] {
            let read: Value = serde_json::from_str(&export::timelinejs(told, limit).0).unwrap();
            assert!(read["title"]["text"]["headline"].is_string());
            let events = read["events"].as_array().unwrap();
            assert_eq!(events.len(), limit);
            let number =
                |date: &Value, key: &str| -> i32 { date[key].as_str().map_or(1, |n| n.parse().unwrap()) };
            let when = |slide: &Value| ["year", "month", "day"].map(|key| number(&slide["start_date"], key));
            assert!(events.is_sorted_by_key(when), "{events:#?}");
            for slide in events {
                assert!(
                    !slide["text"]["headline"].as_str().unwrap().is_empty() && slide["group"].is_string()
                );
                let exact = slide["start_date"]["day"].is_string();
                assert!(exact || slide["display_date"].is_string(), "{slide}");
            }
            for era in read["eras"].as_array().unwrap() {
                assert!(era["start_date"]["year"].is_string() && era["end_date"]["year"].is_string());
            }
        }
    });
}

#[test]
fn given_follow_the_money_when_read_then_links_lead_to_entities_and_only_what_is_certain_is_a_membership() {
    with(|told| {
        let text = export::ftm(told).0;
        assert_eq!(text, export::ftm(told).0);
        let all: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let schemas: BTreeMap<&str, &str> =
            all.iter().map(|e| (e["id"].as_str().unwrap(), e["schema"].as_str().unwrap())).collect();
        assert_eq!(schemas.len(), all.len(), "ids are not unique");
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for entity in &all {
            let schema = entity["schema"].as_str().unwrap();
            seen.insert(schema);
            let properties = entity["properties"].as_object().unwrap();
            assert!(
                properties.values().all(|v| v.as_array().is_some_and(|a| a.iter().all(Value::is_string)))
            );
            let ends: &[&str] = match schema {
                "Membership" => &["member", "organization"],
                "Directorship" => &["director", "organization"],
                "Succession" => &["predecessor", "successor"],
                "UnknownLink" => &["subject", "object"],
                "Event" => &["involved"],
                _ => &[],
            };
            for end in ends {
                let to = properties.get(*end).and_then(Value::as_array).cloned().unwrap_or_default();
                assert!(schema == "Event" || to.len() == 1, "{entity}");
                assert!(to.iter().all(|id| schemas.contains_key(id.as_str().unwrap())), "{entity}");
            }
            let organization = properties.get("organization").map(|o| schemas[o[0].as_str().unwrap()]);
            assert!(
                organization.is_none_or(|s| ["Organization", "PublicBody", "Company"].contains(&s)),
                "{entity}"
            );
            assert!(properties.get("status").is_none() || schema == "UnknownLink", "{entity}");
        }
        let wanted =
            ["Address", "Directorship", "Event", "Membership", "Organization", "Person", "PublicBody"];
        assert!(wanted.iter().all(|schema| seen.contains(schema)), "{seen:?}");
        assert!(["Succession", "UnknownLink"].iter().all(|schema| seen.contains(schema)), "{seen:?}");
    });
}
