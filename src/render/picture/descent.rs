//! The picture of a lineage: bodies, and what came of them, from the first on.

use super::Sure;
use super::dates::extent;
use super::graph::{Edge, Flow, Graph, Node, Told, said};
use crate::domain::{ActorId, Relation};
use crate::question::{Direction, Step};

/// The picture of a lineage, of the steps told of it.
pub fn descent(of: &Told<'_>, actor: &ActorId, steps: &[Step], asked: Option<String>) -> Graph {
    let title = match of.day {
        Some(day) => format!("Lineage of {} as of {day}", of.directory.name(actor)),
        None => format!("Lineage of {}", of.directory.name(actor)),
    };
    let mut graph = Graph::new(title, asked, Flow::Onward);
    graph.actor(of, actor, &names(steps, actor));
    for step in steps.iter().filter(|step| step.direction != Direction::Names) {
        let Some(sure) = Sure::of(step.answer) else { continue };
        let turned = matches!(step.relation, Relation::MergedInto | Relation::AbsorbedInto);
        let (origin, outcome) =
            if turned { (&step.subject, &step.object) } else { (&step.object, &step.subject) };
        let place = |graph: &mut Graph, end: &Option<ActorId>| match end {
            Some(id) => graph.actor(of, id, &names(steps, id)),
            None => unnamed(graph, step),
        };
        let (from, to) = (place(&mut graph, origin), place(&mut graph, outcome));
        let more = step.alternative.then_some("one of several origins");
        graph.link(Edge { from, to, lines: said(word(step.relation), step.begin, sure, more), sure });
    }
    graph
}

/// What happened, on the way from the earlier body to the later.
fn word(relation: Relation) -> &'static str {
    match relation {
        Relation::SplitFrom => "split off",
        Relation::MergedInto => "merged into",
        Relation::AbsorbedInto => "absorbed by",
        Relation::RenamedFrom => "renamed",
        Relation::FoundedBy => "founded",
        _ => relation.word(),
    }
}

/// The names an actor took and gave up, with their days.
fn names(steps: &[Step], actor: &ActorId) -> Vec<String> {
    let of = |step: &&Step| step.direction == Direction::Names && step.subject.as_ref() == Some(actor);
    let one = |step: &Step| {
        let name = step.value.as_deref().unwrap_or_default();
        let doubt = Sure::of(step.answer).filter(|s| *s != Sure::Certain).map(|s| format!(", {}", s.word()));
        let when = extent(step.begin, step.end);
        format!("named {name} ({when}{})", doubt.unwrap_or_default()).replace("(, ", "(").replace(" ()", "")
    };
    let mut names: Vec<String> = steps.iter().filter(of).map(one).collect();
    names.dedup();
    names
}

/// Bodies that are told of but not named.
fn unnamed(graph: &mut Graph, step: &Step) -> usize {
    let word = format!("{} unnamed bodies", step.value.as_deref().unwrap_or("several"));
    let id = format!("?{}", step.begun_by.first().map_or("", |id| id.as_str()));
    if let Some(place) = graph.nodes.iter().position(|n| n.id == id) {
        return place;
    }
    let sure = Sure::of(step.answer);
    graph.enter(Node { id, lines: vec![word], name_lines: 1, sure, asked: false })
}
