//! GEXF 1.3, a graph over time as Gephi reads it: actors, places and treaties, and the facts between them.
//!
//! An edge stands for a fact with one answer: what is possible or disputed is an edge of its own, parallel by its kind and with the answer
//! as an attribute, so that nothing looks certain that is not. Spells are closed and never overlap, as each is a stretch of days
//! of one answer; an end that is open is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::Xml;
use super::{Lost, Told, texts, written};
use crate::domain::{Answer, Arg, Day, Fluent, Relation, Slug};
use crate::question::{Course, Stretch, courses, spells};
use crate::replay::Spans;

const NAMESPACE: &str = "http://gexf.net/1.3";
const LOCATION: &str = "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd";
/// The answers an edge can stand for.
const ANSWERS: [Answer; 3] = [Answer::Yes, Answer::Possible, Answer::Disputed];

/// An actor, place or treaty.
#[derive(Default)]
struct Node {
    sort: &'static str,
    /// Its being: existence or life, of a treaty being in force.
    being: Vec<Stretch>,
    /// The days on which it is there or something is told of it.
    days: Vec<(Day, Day)>,
}

/// A fact between two nodes, with one answer.
struct Edge {
    fact: Fluent,
    answer: Answer,
    days: Vec<(Day, Day)>,
    sources: Vec<String>,
}

/// The graph over time.
pub fn gexf(told: &Told<'_>) -> (String, Lost) {
    let mut lost = Lost::default();
    let mut nodes: BTreeMap<Slug, Node> = BTreeMap::new();
    let mut edges: Vec<Edge> = Vec::new();
    for course in courses(told.timeline, told.about) {
        match (&course.fact.object, course.fact.relation) {
            // Paths of direct memberships are there to be walked.
            (_, Relation::MemberOf) => {}
            (Some(_), _) => edges.extend(edges_of(told, &course, &mut lost)),
            (None, Relation::Named) => lost.count("a name and its days"),
            (None, _) => {
                let days = held(&course.stretches, |s| s.holds());
                let node = nodes.entry(course.fact.subject.clone()).or_default();
                node.being = course.stretches.into_iter().filter(Stretch::holds).collect();
                node.days.extend(days);
            }
        }
    }
    for edge in &edges {
        let declaration = edge.fact.relation.declaration();
        let ends = [
            (Some(declaration.subject), Some(&edge.fact.subject)),
            (declaration.object, edge.fact.object.as_ref()),
        ];
        for (arg, id) in ends {
            let Some(id) = id else { continue };
            let node = nodes.entry(id.clone()).or_default();
            node.days.extend(&edge.days);
            node.sort = match arg {
                Some(Arg::Place) => "place",
                Some(Arg::Treaty) => "treaty",
                _ => node.sort,
            };
        }
    }
    for (id, node) in &mut nodes {
        node.days = merged(std::mem::take(&mut node.days));
        if let Some(kind) = told.timeline.cast().kind(id) {
            node.sort = kind.word();
        } else if node.sort.is_empty() {
            node.sort = "treaty";
        }
    }
    nodes.retain(|_, node| !node.days.is_empty());
    (write(told, &nodes, &edges), lost)
}

fn edges_of(told: &Told<'_>, course: &Course, lost: &mut Lost) -> Vec<Edge> {
    let found = spells(told.timeline, course);
    let sources: BTreeSet<Slug> = found.iter().flat_map(|s| s.told.sources.iter().cloned()).collect();
    let sources = texts(&sources.into_iter().collect::<Vec<_>>());
    lost.add("who says what about a fact", found.iter().filter(|s| !s.told.claims.is_empty()).count());
    let silent = course.stretches.iter().filter(|s| s.answer == Answer::Unknown).count();
    lost.add("days of which nothing is known look as if it did not hold", silent);
    let edge = |answer| Edge {
        fact: course.fact.clone(),
        answer,
        days: held(&course.stretches, |s| s.answer == answer),
        sources: sources.clone(),
    };
    ANSWERS.into_iter().map(edge).filter(|edge| !edge.days.is_empty()).collect()
}

/// The days of the stretches meant.
fn held(stretches: &[Stretch], meant: impl Fn(&Stretch) -> bool) -> Vec<(Day, Day)> {
    stretches.iter().filter(|s| meant(s)).map(|s| (s.from, s.to)).collect()
}

/// Days that overlap or follow on each other, as one.
fn merged(mut days: Vec<(Day, Day)>) -> Vec<(Day, Day)> {
    days.sort_unstable();
    let mut all: Vec<(Day, Day)> = Vec::new();
    for (from, to) in days {
        match all.last_mut() {
            Some((_, last)) if from <= last.next() => *last = to.max(*last),
            _ => all.push((from, to)),
        }
    }
    all
}

fn write(told: &Told<'_>, nodes: &BTreeMap<Slug, Node>, edges: &[Edge]) -> String {
    let mut xml = Xml::new();
    let schema = ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    xml.open("gexf", &[("xmlns", NAMESPACE), schema, ("xsi:schemaLocation", LOCATION), ("version", "1.3")]);
    xml.open("meta", &[]);
    xml.text("creator", "annals");
    xml.text(
        "description",
        "Facts as told; the attribute answer says how surely: yes, possible or disputed. Ends are included",
    );
    xml.close();
    let graph = [
        ("mode", "dynamic"),
        ("timeformat", "date"),
        ("timerepresentation", "interval"),
        ("defaultedgetype", "directed"),
    ];
    xml.open("graph", &graph);
    attributes(&mut xml, "node", "static", &["sort"]);
    attributes(&mut xml, "node", "dynamic", &["being"]);
    attributes(&mut xml, "edge", "static", &["relation", "value", "answer", "sources"]);
    xml.open("nodes", &[("count", &nodes.len().to_string())]);
    for (id, node) in nodes {
        xml.open("node", &[("id", id.as_str()), ("label", &told.name(id))]);
        xml.open("attvalues", &[]);
        value(&mut xml, "sort", node.sort, None);
        for stretch in &node.being {
            value(&mut xml, "being", stretch.answer.word(), Some((stretch.from, stretch.to)));
        }
        xml.close();
        days(&mut xml, &node.days);
        xml.close();
    }
    xml.close();
    xml.open("edges", &[("count", &edges.len().to_string())]);
    for edge in edges {
        write_edge(&mut xml, edge);
    }
    xml.done()
}

fn write_edge(xml: &mut Xml, edge: &Edge) {
    let Edge { fact, answer, .. } = edge;
    let Some(object) = &fact.object else { return };
    let relation = fact.relation.word();
    let value_of = fact.value.as_deref();
    let label = match value_of {
        Some(value) => format!("{relation} {value}"),
        None => relation.to_owned(),
    };
    let kind = match answer {
        Answer::Yes => label.clone(),
        unsure => format!("{label} ({})", unsure.word()),
    };
    let id = format!("{fact} ({})", answer.word());
    let turns = if fact.relation.declaration().symmetric { "undirected" } else { "directed" };
    let ends = [("source", fact.subject.as_str()), ("target", object.as_str())];
    let [source, target] = ends;
    xml.open("edge", &[("id", &id), source, target, ("type", turns), ("kind", &kind), ("label", &kind)]);
    xml.open("attvalues", &[]);
    value(xml, "relation", relation, None);
    if let Some(text) = value_of {
        value(xml, "value", text, None);
    }
    value(xml, "answer", answer.word(), None);
    value(xml, "sources", &edge.sources.join(";"), None);
    xml.close();
    days(xml, &edge.days);
    xml.close();
}

fn attributes(xml: &mut Xml, class: &str, mode: &str, names: &[&str]) {
    xml.open("attributes", &[("class", class), ("mode", mode)]);
    for name in names {
        xml.empty("attribute", &[("id", name), ("title", name), ("type", "string")]);
    }
    xml.close();
}

fn value(xml: &mut Xml, name: &str, value: &str, days: Option<(Day, Day)>) {
    let (start, end) = days.map_or((None, None), |(from, to)| (written(from), written(to)));
    let mut all = vec![("for", name), ("value", value)];
    all.extend(start.as_deref().map(|day| ("start", day)));
    all.extend(end.as_deref().map(|day| ("end", day)));
    xml.empty("attvalue", &all);
}

fn days(xml: &mut Xml, days: &[(Day, Day)]) {
    xml.open("spells", &[]);
    for (from, to) in days {
        let (start, end) = (written(*from), written(*to));
        let start = start.as_deref().map(|day| ("start", day));
        let end = end.as_deref().map(|day| ("end", day));
        xml.empty("spell", &start.into_iter().chain(end).collect::<Vec<_>>());
    }
    xml.close();
}
