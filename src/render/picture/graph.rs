//! What a picture of bodies and links shows, before any format: nodes with their lines of text, edges with their words.

use std::collections::BTreeMap;

use super::Sure;
use super::dates::runs;
use super::text::wrapped;
use crate::domain::{ActorId, Answer, Bounds, Day};
use crate::question::{Directory, Mode, When, ask};
use crate::replay::{Spans, Timeline};

/// Names are broken into lines of about so many characters.
const NAME: usize = 26;

/// Said of what is not known to have been there.
pub(super) const UNKNOWN: &str = "not known to be there";
/// The colour of its frame.
pub(super) const GREY: &str = "#9fb3c8";

/// Which way the picture reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// From what was first to what came of it.
    Onward,
    /// From members up to the bodies they belong to.
    Upward,
}

/// An actor, or bodies that nobody named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its slug; of unnamed bodies a word no slug can be.
    pub id: String,
    /// Its name, in lines, then when it was there.
    pub lines: Vec<String>,
    /// How many of these lines are its name.
    pub name_lines: usize,
    /// How sure it is that it was there; none where that is not known, or was not so.
    pub sure: Option<Sure>,
    /// Whether it was asked for.
    pub asked: bool,
}

/// A link between two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Place of the node it starts from.
    pub from: usize,
    /// Place of the node it leads to.
    pub to: usize,
    /// What it says: what happened, when, and how sure that is.
    pub lines: Vec<String>,
    /// How sure it is.
    pub sure: Sure,
}

/// A picture of bodies and links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// What it shows.
    pub title: String,
    /// How it was asked, where that was special.
    pub asked: Option<String>,
    /// Which way it reads.
    pub flow: Flow,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The edges.
    pub edges: Vec<Edge>,
    places: BTreeMap<String, usize>,
}

impl Node {
    /// What is said of its being, where it is not certain.
    pub fn doubt(&self) -> Option<&'static str> {
        match self.sure {
            Some(Sure::Certain) => None,
            Some(sure) => Some(sure.word()),
            None => Some(UNKNOWN),
        }
    }

    /// The colour of its frame.
    pub(super) fn colour(&self) -> &'static str {
        self.sure.map_or(GREY, Sure::colour)
    }
}

impl Graph {
    /// A picture with nothing in it yet.
    pub fn new(title: String, asked: Option<String>, flow: Flow) -> Graph {
        Graph { title, asked, flow, nodes: Vec::new(), edges: Vec::new(), places: BTreeMap::new() }
    }

    /// The place of an actor: entered where it is not there yet, with its names and the days of its being. `day`: the day
    /// of the picture, where it has one.
    pub fn actor(&mut self, of: &Told<'_>, actor: &ActorId, more: &[String]) -> usize {
        if let Some(place) = self.places.get(actor.as_str()) {
            return *place;
        }
        let name = of.directory.name(actor);
        let mut lines = wrapped(name, NAME);
        let known = name.eq_ignore_ascii_case(actor.as_str());
        if !known {
            lines.push(format!("({actor})"));
        }
        let name_lines = lines.len();
        let being = of.being(actor, self.flow);
        lines.extend(being.as_ref().map(|(_, when)| when.clone()).filter(|when| !when.is_empty()));
        lines.extend(more.iter().flat_map(|text| wrapped(text, NAME + 8)));
        let sure = being.and_then(|(answer, _)| Sure::of(answer));
        self.enter(Node { id: actor.to_string(), lines, name_lines, sure, asked: of.asked.contains(actor) })
    }

    /// Enters a node.
    pub fn enter(&mut self, node: Node) -> usize {
        let place = self.nodes.len();
        self.places.insert(node.id.clone(), place);
        self.nodes.push(node);
        place
    }

    /// Links two nodes; the same link is drawn once.
    pub fn link(&mut self, edge: Edge) {
        if !self.edges.contains(&edge) {
            self.edges.push(edge);
        }
    }

    /// Whether a node stands in it of which it is not known that it was there.
    pub fn has_unknown(&self) -> bool {
        self.nodes.iter().any(|node| node.sure.is_none())
    }

    /// The degrees of certainty that occur.
    pub fn degrees(&self) -> Vec<Sure> {
        let there = |sure: &Sure| {
            self.nodes.iter().any(|n| n.sure == Some(*sure)) || self.edges.iter().any(|e| e.sure == *sure)
        };
        Sure::ALL.into_iter().filter(there).collect()
    }
}

/// What a picture is made of.
pub struct Told<'a> {
    /// The chronology in a view.
    pub timeline: &'a Timeline,
    /// The names.
    pub directory: &'a Directory,
    /// The actors asked for.
    pub asked: &'a [ActorId],
    /// The day asked for, where there is one.
    pub day: Option<Day>,
}

impl Told<'_> {
    /// Whether an actor was there, and when: in a picture of descent ever, up to the day asked for; in one of a day, on that
    /// day. None of what is no actor.
    fn being(&self, actor: &ActorId, flow: Flow) -> Option<(Answer, String)> {
        let cast = self.timeline.cast();
        cast.kind(actor)?;
        let fact = cast.being(actor);
        let when = match (flow, self.day) {
            (Flow::Upward, Some(day)) => When::At(day),
            (_, day) => When::During(Day::PAST, day.unwrap_or(Day::FUTURE), Mode::Ever),
        };
        let ever = ask(self.timeline, &fact, when).answer;
        let track = self.timeline.of_fluent(&fact);
        Some((ever, track.map(|track| runs(track, self.timeline.horizon())).unwrap_or_default()))
    }
}

/// The lines an edge bears: a word, when, and how sure, where it is not certain.
pub(super) fn said(word: &str, when: Option<Bounds>, sure: Sure, more: Option<&str>) -> Vec<String> {
    let when = when.map(super::dates::vague).unwrap_or_default();
    let mut lines: Vec<String> = [word.to_owned(), when].into_iter().filter(|l| !l.is_empty()).collect();
    if sure != Sure::Certain {
        lines.push(sure.word().to_owned());
    }
    lines.extend(more.map(str::to_owned));
    lines
}
