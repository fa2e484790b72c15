//! Lineage: what a body came out of and what came out of it, both ways and all the way: splits, mergers, absorptions,
//! changes of name, founders. Walked without recursion; a body met twice is listed again but followed once.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::descent::{Graph, ends};
use crate::domain::{ActorId, Answer, Bounds, Day, Relation, ReportId, SourceId};
use crate::replay::Timeline;

/// Which way a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// To what the body came out of, and to its founders.
    Ancestors,
    /// To what came out of it.
    Descendants,
    /// Nowhere: a name it took or gave up.
    Names,
}

impl Direction {
    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Direction::Ancestors => "ancestors",
            Direction::Descendants => "descendants",
            Direction::Names => "names",
        }
    }
}

/// One step of a lineage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which way.
    pub direction: Direction,
    /// How many steps from the actor asked for: 1 is next to it (names of its own: 0).
    pub depth: usize,
    /// How the two belong together.
    pub relation: Relation,
    /// First place of the fact. `None`: told, but unnamed.
    pub subject: Option<ActorId>,
    /// Second place of the fact; none for a name.
    pub object: Option<ActorId>,
    /// The name; or how many unnamed bodies there were.
    pub value: Option<String>,
    /// The answer, on the day asked or at all.
    pub answer: Answer,
    /// What is in dispute.
    pub aspects: Vec<String>,
    /// When.
    pub begin: Option<Bounds>,
    /// Of a name: when it was given up.
    pub end: Option<Bounds>,
    /// The reports behind it.
    pub begun_by: Vec<ReportId>,
    /// Their sources.
    pub sources: Vec<SourceId>,
    /// Not certain, and there are other origins of the same body.
    pub alternative: bool,
    /// Where it leads is followed elsewhere in the list: a second way there, or a circle.
    pub again: bool,
    /// From the actor asked for to where it leads. Of a longer way the last [`LONGEST_PATH`].
    pub path: Vec<ActorId>,
}

impl Step {
    /// The actor it leads to, seen from the actor asked for.
    pub fn leads_to(&self) -> Option<&ActorId> {
        let (origin, outcome) = ends(self.relation, self.subject.as_ref(), self.object.as_ref());
        match self.direction {
            Direction::Ancestors => origin,
            Direction::Descendants => outcome,
            Direction::Names => None,
        }
    }
}

/// Most actors in a path.
pub const LONGEST_PATH: usize = 64;

/// The lineage of an actor on a day; without one, everything that ever was: certain where it is certain that it
/// happened, whenever that was. Ancestors first, each followed by its own.
pub fn lineage(timeline: &Timeline, actor: &ActorId, day: Option<Day>) -> Vec<Step> {
    let graph = Graph::of(timeline, day);
    let mut steps = graph.names(actor, 0, std::slice::from_ref(actor));
    for direction in [Direction::Ancestors, Direction::Descendants] {
        steps.extend(walk(&graph, actor, direction));
    }
    steps
}

/// A step before the tree is put in order.
struct Link {
    step: Step,
    to: Option<ActorId>,
    parent: Option<usize>,
}

/// All steps one way: nearest first found, then put in the order of a tree.
fn walk(graph: &Graph, actor: &ActorId, direction: Direction) -> Vec<Step> {
    let mut links: Vec<Link> = Vec::new();
    let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut met: HashSet<ActorId> = HashSet::from([actor.clone()]);
    let mut queue: VecDeque<(ActorId, Option<usize>, usize)> = VecDeque::from([(actor.clone(), None, 0)]);
    while let Some((here, parent, depth)) = queue.pop_front() {
        if depth > 0 {
            let path = parent.and_then(|p| links.get(p)).map(|l| l.step.path.clone()).unwrap_or_default();
            for step in graph.names(&here, depth, &path) {
                children.entry(parent).or_default().push(links.len());
                links.push(Link { step, to: None, parent });
            }
        }
        for mut step in graph.from(&here, direction, depth + 1) {
            let to = step.leads_to().cloned();
            step.path = way(actor, &links, parent, to.as_ref());
            let index = links.len();
            match &to {
                Some(to) if met.insert(to.clone()) => {
                    queue.push_back((to.clone(), Some(index), depth + 1));
                }
                Some(_) => step.again = true,
                None => {}
            }
            children.entry(parent).or_default().push(index);
            links.push(Link { step, to, parent });
        }
    }
    let mut order: Vec<usize> = Vec::with_capacity(links.len());
    let mut open: Vec<usize> = children.get(&None).into_iter().flatten().rev().copied().collect();
    while let Some(index) = open.pop() {
        order.push(index);
        open.extend(children.get(&Some(index)).into_iter().flatten().rev());
    }
    order.into_iter().filter_map(|i| links.get(i).map(|l| l.step.clone())).collect()
}

/// The way from the actor asked for to where a link leads.
fn way(actor: &ActorId, links: &[Link], parent: Option<usize>, to: Option<&ActorId>) -> Vec<ActorId> {
    let mut back: Vec<ActorId> = to.into_iter().cloned().collect();
    let mut at = parent;
    while let Some(link) = at.and_then(|i| links.get(i))
        && back.len() < LONGEST_PATH
    {
        back.extend(link.to.clone());
        at = link.parent;
    }
    if back.len() < LONGEST_PATH {
        back.push(actor.clone());
    }
    back.reverse();
    back
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, slug, timeline};
    use super::*;

    /// Depth, relation, the other actor, answer.
    fn told(steps: &[Step], direction: Direction) -> Vec<String> {
        let one = |s: &Step| {
            let other = s.leads_to().map_or("-", |id| id.as_str()).to_owned();
            let mut text = format!("{} {} {other} {}", s.depth, s.relation.word(), s.answer);
            text.push_str(if s.alternative { " alternative" } else { "" });
            text.push_str(if s.again { " again" } else { "" });
            text
        };
        steps.iter().filter(|s| s.direction == direction).map(one).collect()
    }

    #[test]
    fn given_splits_and_mergers_when_asked_then_both_ways_are_followed_to_the_end() {
        let story = timeline(
            "r0 formation subject=old founder=p @2010-01-01
             r1 split parent=old result=mid @2011-01
             r2 merger constituent=mid,side result=new @2012-01-01
             r3 merger constituent=tiny result=new mode:absorption @2013-01-01",
        );
        let steps = lineage(&story, &slug("new"), None);
        assert_eq!(
            told(&steps, Direction::Ancestors),
            [
                "1 merged-into mid yes",
                "2 split-from old yes",
                "3 founded-by p yes",
                "1 merged-into side yes",
                "1 absorbed-into tiny yes",
            ]
        );
        let path: Vec<&str> = steps[2].path.iter().map(ActorId::as_str).collect();
        assert_eq!(path, ["new", "mid", "old", "p"]);
        let steps = lineage(&story, &slug("old"), None);
        assert_eq!(told(&steps, Direction::Descendants), ["1 split-from mid yes", "2 merged-into new yes"]);
        assert_eq!(steps[1].begin.map(|b| b.to_string()).as_deref(), Some("[2011-01-01..2011-01-31]"));
        let steps = lineage(&story, &slug("old"), Some(day("2011-01-10")));
        assert_eq!(told(&steps, Direction::Descendants), ["1 split-from mid possible"]);
    }

    #[test]
    fn given_two_accounts_of_an_origin_when_asked_then_they_are_alternatives() {
        let story = timeline(
            "r0 merger constituent=one,two result=new constituents-end:no @2012-01-01 [s0]
             r1 split parent=other result=new ~r0 @2012-01-01 [s1]
             r2 split parent=x-a?,x-b? result=bit @2013-01-01",
        );
        let steps = lineage(&story, &slug("new"), None);
        assert_eq!(
            told(&steps, Direction::Ancestors),
            [
                "1 split-from other disputed alternative",
                "1 merged-into one disputed alternative",
                "1 merged-into two disputed alternative",
            ]
        );
        assert_eq!(steps[0].aspects, ["mode"]);
        let steps = lineage(&story, &slug("bit"), None);
        assert_eq!(
            told(&steps, Direction::Ancestors),
            ["1 split-from x-a possible alternative", "1 split-from x-b possible alternative"]
        );
    }

    #[test]
    fn given_a_merger_of_unnamed_bodies_when_asked_then_it_is_listed() {
        let story = timeline("r0 merger constituent= result=new count:11 constituents-end:unknown @2012-01");
        let steps = lineage(&story, &slug("new"), None);
        assert_eq!(told(&steps, Direction::Ancestors), ["1 merged-into - yes"]);
        assert_eq!(steps[0].value.as_deref(), Some("11"));
        assert!(lineage(&story, &slug("new"), Some(day("2011-01-01"))).is_empty());
        assert!(lineage(&story, &slug("nobody"), None).is_empty());
    }

    #[test]
    fn given_a_name_taken_when_asked_then_it_is_told_with_its_days() {
        let story = timeline(
            "r0 formation subject=one @2010-01-01
             r1 rename subject=one new-name:Second old-name:First @2012-01-01",
        );
        let steps = lineage(&story, &slug("one"), None);
        let names: Vec<(Option<&str>, usize)> = steps.iter().map(|s| (s.value.as_deref(), s.depth)).collect();
        assert_eq!(names, [(Some("First"), 0), (Some("Second"), 0)]);
    }

    #[test]
    fn given_a_circle_when_asked_then_it_is_followed_once() {
        let story = timeline(
            "r0 split parent=aa result=bb @2010-01-01
             r1 split parent=bb result=cc @2011-01-01
             r2 merger constituent=cc result=aa constituents-end:no @2012-01-01",
        );
        let steps = lineage(&story, &slug("aa"), None);
        let down = told(&steps, Direction::Descendants);
        assert_eq!(down, ["1 split-from bb yes", "2 split-from cc yes", "3 merged-into aa yes again"]);
    }

    #[test]
    fn given_a_chain_of_ten_thousand_when_asked_then_all_of_it_is_told() {
        let all = 10_000;
        let lines: Vec<String> =
            (0..all).map(|i| format!("r{i} split parent=b{i} result=b{} @2010-01-01", i + 1)).collect();
        let story = timeline(&lines.join("\n"));
        let steps = lineage(&story, &slug(&format!("b{all}")), None);
        assert_eq!(steps.len(), all);
        assert_eq!(steps.last().map(|s| (s.depth, s.path.len())), Some((all, LONGEST_PATH)));
        assert_eq!(lineage(&story, &slug("b0"), None).len(), all);
    }
}
