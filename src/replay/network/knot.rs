//! Knots: what hints connect, and nothing else touches. Each is tightened, and freed of its contradictions, by itself.

use std::collections::{HashSet, VecDeque};

use rustc_hash::FxHashMap;

use super::{Edge, Instant};
use crate::domain::Bounds;

/// How many hints a search for the fewest to drop may try to combine before it settles for a good set.
const SEARCH_STEPS: usize = 20_000;

/// Some instants and all edges between them; instants and edges are numbered from 0.
pub(super) struct Knot {
    /// The instants in the whole network, ascending.
    instants: Vec<Instant>,
    written: Vec<Bounds>,
    tight: Vec<Bounds>,
    edges: Vec<Edge>,
}

/// The numbers of edges, by what they connect; two edges of one hint belong together.
pub(super) fn knots(edges: &[Edge], instants: usize) -> Vec<Vec<usize>> {
    let mut leader: FxHashMap<Instant, Instant> = FxHashMap::default();
    fn find(leader: &mut FxHashMap<Instant, Instant>, at: Instant) -> Instant {
        let mut root = at;
        while let Some(next) = leader.get(&root).copied().filter(|next| *next != root) {
            root = next;
        }
        let mut at = at;
        while let Some(next) = leader.insert(at, root).filter(|next| *next != root && *next != at) {
            at = next;
        }
        root
    }
    let mut of_hint: FxHashMap<usize, Instant> = FxHashMap::default();
    for edge in edges.iter().filter(|e| e.from < instants && e.to < instants) {
        let first = edge.hint.map_or(edge.from, |hint| *of_hint.entry(hint).or_insert(edge.from));
        for other in [edge.from, edge.to] {
            let (a, b) = (find(&mut leader, first), find(&mut leader, other));
            leader.insert(a.max(b), a.min(b));
        }
    }
    let mut number: FxHashMap<Instant, usize> = FxHashMap::default();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for (i, edge) in edges.iter().enumerate().filter(|(_, e)| e.from < instants && e.to < instants) {
        let root = find(&mut leader, edge.from);
        let at = *number.entry(root).or_insert(all.len());
        match all.get_mut(at) {
            Some(knot) => knot.push(i),
            None => all.push(vec![i]),
        }
    }
    all
}

impl Knot {
    /// The knot of these edges.
    pub fn of(numbers: &[usize], edges: &[Edge], written: &[Bounds]) -> Knot {
        let edges: Vec<Edge> = numbers.iter().filter_map(|i| edges.get(*i)).copied().collect();
        let mut instants: Vec<Instant> = edges.iter().flat_map(|e| [e.from, e.to]).collect();
        instants.sort_unstable();
        instants.dedup();
        let number = |at: Instant| instants.binary_search(&at).unwrap_or(0);
        let edges = edges.iter().map(|e| Edge { from: number(e.from), to: number(e.to), hint: e.hint });
        let edges: Vec<Edge> = edges.collect();
        let written: Vec<Bounds> =
            instants.iter().map(|at| written.get(*at).copied().unwrap_or(Bounds::ANY)).collect();
        Knot { tight: written.clone(), instants, written, edges }
    }

    /// Tightens every bound; returns the hints dropped.
    pub fn settle(&mut self) -> HashSet<usize> {
        let mut dropped: HashSet<usize> = HashSet::new();
        let (tight, raised, lowered) = self.propagate(&dropped);
        self.tight = tight;
        if let Some(conflict) = shortest(&self.tight, &raised, &lowered) {
            dropped = self.fewest(&conflict).unwrap_or_else(|| self.greedy());
            self.tight = self.propagate(&dropped).0;
        }
        dropped
    }

    /// The instants in the whole network, with their bounds.
    pub fn bounds(&self) -> impl Iterator<Item = (Instant, Bounds)> {
        self.instants.iter().copied().zip(self.tight.iter().copied())
    }

    /// Fixpoint of the bounds without the dropped hints; with it, for each instant, the edge that raised its
    /// earliest and the edge that lowered its latest day.
    fn propagate(&self, dropped: &HashSet<usize>) -> (Vec<Bounds>, Vec<Option<Edge>>, Vec<Option<Edge>>) {
        let mut tight = self.written.clone();
        let mut raised: Vec<Option<Edge>> = vec![None; tight.len()];
        let mut lowered: Vec<Option<Edge>> = vec![None; tight.len()];
        let edges: Vec<Edge> =
            self.edges.iter().copied().filter(|e| e.hint.is_none_or(|h| !dropped.contains(&h))).collect();
        let mut into: Vec<Vec<usize>> = vec![Vec::new(); tight.len()];
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); tight.len()];
        for (i, edge) in edges.iter().enumerate() {
            out[edge.from].push(i);
            into[edge.to].push(i);
        }
        let mut queue: VecDeque<Instant> = (0..tight.len()).collect();
        let mut queued = vec![true; tight.len()];
        while let Some(at) = queue.pop_front() {
            queued[at] = false;
            let push = |next: Instant, queue: &mut VecDeque<Instant>, queued: &mut Vec<bool>| {
                if !queued[next] {
                    queued[next] = true;
                    queue.push_back(next);
                }
            };
            for i in &out[at] {
                let edge = edges[*i];
                if tight[at].earliest > tight[edge.to].earliest {
                    tight[edge.to].earliest = tight[at].earliest;
                    raised[edge.to] = Some(edge);
                    push(edge.to, &mut queue, &mut queued);
                }
            }
            for i in &into[at] {
                let edge = edges[*i];
                if tight[at].latest < tight[edge.from].latest {
                    tight[edge.from].latest = tight[at].latest;
                    lowered[edge.from] = Some(edge);
                    push(edge.from, &mut queue, &mut queued);
                }
            }
        }
        (tight, raised, lowered)
    }

    /// The hints of one contradiction, ascending, or `None` where all bounds can hold.
    fn conflict(&self, dropped: &HashSet<usize>) -> Option<Vec<usize>> {
        let (tight, raised, lowered) = self.propagate(dropped);
        shortest(&tight, &raised, &lowered)
    }

    /// The smallest set of hints whose removal lets everything hold; `None` where the search grows too large.
    fn fewest(&self, first: &[usize]) -> Option<HashSet<usize>> {
        let mut steps = 0;
        for size in 1..=first.len() + 6 {
            let mut found: Option<Vec<usize>> = None;
            self.drop_up_to(size, &mut Vec::new(), &mut found, &mut steps);
            if let Some(set) = found {
                return Some(set.into_iter().collect());
            }
            if steps > SEARCH_STEPS {
                return None;
            }
        }
        None
    }

    fn drop_up_to(
        &self,
        left: usize,
        chosen: &mut Vec<usize>,
        found: &mut Option<Vec<usize>>,
        steps: &mut usize,
    ) {
        *steps += 1;
        if *steps > SEARCH_STEPS {
            return;
        }
        let Some(conflict) = self.conflict(&chosen.iter().copied().collect()) else {
            let mut set = chosen.clone();
            set.sort_unstable();
            if found.as_ref().is_none_or(|best| set < *best) {
                *found = Some(set);
            }
            return;
        };
        if left == 0 {
            return;
        }
        for hint in conflict {
            chosen.push(hint);
            self.drop_up_to(left - 1, chosen, found, steps);
            chosen.pop();
        }
    }

    /// One hint of every contradiction in turn: not always the fewest, always enough.
    fn greedy(&self) -> HashSet<usize> {
        let mut dropped = HashSet::new();
        while let Some(conflict) = self.conflict(&dropped) {
            match conflict.first() {
                Some(hint) => dropped.insert(*hint),
                None => break,
            };
        }
        dropped
    }
}

/// The hints of the shortest contradiction, ascending, or `None` where all bounds can hold.
fn shortest(tight: &[Bounds], raised: &[Option<Edge>], lowered: &[Option<Edge>]) -> Option<Vec<usize>> {
    let mut best: Option<Vec<usize>> = None;
    for (at, bounds) in tight.iter().enumerate() {
        if !bounds.is_empty() {
            continue;
        }
        let mut hints: Vec<usize> = Vec::new();
        let mut walk = |start: Instant, via: &[Option<Edge>], back: bool| {
            let (mut at, mut steps) = (start, 0);
            while let Some(edge) = via.get(at).copied().flatten() {
                hints.extend(edge.hint);
                at = if back { edge.from } else { edge.to };
                steps += 1;
                if steps > via.len() {
                    break;
                }
            }
        };
        walk(at, raised, true);
        walk(at, lowered, false);
        hints.sort_unstable();
        hints.dedup();
        if !hints.is_empty() && best.as_ref().is_none_or(|b| (hints.len(), &hints) < (b.len(), b)) {
            best = Some(hints);
        }
    }
    best
}
