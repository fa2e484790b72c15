//! The picture of who belongs to what on a day: direct memberships, so that bodies in bodies stand nested.

use std::collections::BTreeSet;

use super::Sure;
use super::dates::since;
use super::graph::{Edge, Flow, Graph, Told, said};
use crate::domain::{ActorId, Answer, Day, Fluent, Relation};
use crate::question::{When, ask};
use crate::replay::Spans;

/// The memberships of a day: of all, or of those asked for, all the way up and down.
pub fn coalitions(of: &Told<'_>, day: Day, asked: Option<String>) -> Graph {
    let links = links(of, day);
    let near = near(of.asked, &links);
    let whose: Vec<&str> = of.asked.iter().map(|id| of.directory.name(id)).collect();
    let title = match whose.as_slice() {
        [] => format!("Who belonged to what on {day}"),
        names => format!("Who belonged to what on {day}: {}", names.join(", ")),
    };
    let mut graph = Graph::new(title, asked, Flow::Upward);
    for actor in of.asked {
        graph.actor(of, actor, &[]);
    }
    for (fact, sure) in &links {
        let Some(body) = fact.object.as_ref().filter(|body| near.contains(body)) else { continue };
        if !near.contains(&fact.subject) {
            continue;
        }
        let told = ask(of.timeline, fact, When::At(day));
        let (from, to) = (graph.actor(of, &fact.subject, &[]), graph.actor(of, body, &[]));
        let since = told.begin.map(since).filter(|when| !when.is_empty());
        let word = since.unwrap_or_else(|| "member".to_owned());
        graph.link(Edge { from, to, lines: said(&word, None, *sure, None), sure: *sure });
    }
    graph
}

/// The direct memberships that hold on a day, certainly or perhaps.
fn links(of: &Told<'_>, day: Day) -> Vec<(Fluent, Sure)> {
    let tracks = of.timeline.of_relation(Relation::DirectMemberOf);
    let held = tracks.filter_map(|track| {
        let answer: Answer = track.on(day);
        Some((track.fluent.clone(), Sure::of(answer)?))
    });
    held.collect()
}

/// Who stands in the picture: everybody, or those asked for with what they belong to and what belongs to them.
fn near<'a>(asked: &'a [ActorId], links: &'a [(Fluent, Sure)]) -> BTreeSet<&'a ActorId> {
    let ends = |(fact, _): &'a (Fluent, Sure)| Some((&fact.subject, fact.object.as_ref()?));
    if asked.is_empty() {
        return links.iter().filter_map(ends).flat_map(|(member, body)| [member, body]).collect();
    }
    let walk = |up: bool| {
        let mut met: BTreeSet<&ActorId> = asked.iter().collect();
        let mut open: Vec<&ActorId> = asked.iter().collect();
        while let Some(here) = open.pop() {
            let next = links.iter().filter_map(ends).filter_map(|(member, body)| match up {
                true => (member == here).then_some(body),
                false => (body == here).then_some(member),
            });
            for other in next {
                if met.insert(other) {
                    open.push(other);
                }
            }
        }
        met
    };
    walk(true).union(&walk(false)).copied().collect()
}
