//! The temporal network: instants with bounds and the hints between them (rule R9). Every hint is a *no later than*;
//! bounds are tightened to the fixpoint, and hints that cannot all hold are dropped, the fewest that suffice.

use std::collections::{HashSet, VecDeque};
use std::sync::OnceLock;

use crate::domain::Bounds;

/// An instant of the network.
pub type Instant = usize;

/// One *no later than* between two instants. Edges of the same hint share its number; `None` cannot be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    from: Instant,
    to: Instant,
    hint: Option<usize>,
}

/// Instants, bounds, order.
#[derive(Clone, Debug, Default)]
pub struct Network {
    written: Vec<Bounds>,
    tight: Vec<Bounds>,
    edges: Vec<Edge>,
    forward: Vec<Vec<usize>>,
    /// What each instant leads to, found when it is first asked.
    reach: Vec<OnceLock<Box<[Instant]>>>,
}

/// How many hints a search for the fewest to drop may try to combine before it settles for a good set.
const SEARCH_STEPS: usize = 20_000;

impl Network {
    /// A new instant with its written bounds.
    pub fn instant(&mut self, bounds: Bounds) -> Instant {
        self.written.push(bounds);
        self.tight.push(bounds);
        self.written.len() - 1
    }

    /// `from` is no later than `to`; part of a hint, or unconditional.
    pub fn no_later(&mut self, from: Instant, to: Instant, hint: Option<usize>) {
        self.edges.push(Edge { from, to, hint });
    }

    /// The tightened bounds of an instant.
    pub fn bounds(&self, instant: Instant) -> Bounds {
        self.tight.get(instant).copied().unwrap_or(Bounds::ANY)
    }

    /// Tightens every bound; returns the hints dropped, ascending. Numbers of hints say their rank: of two equally
    /// small sets the one with the lower numbers is dropped.
    pub fn settle(&mut self) -> Vec<usize> {
        let mut dropped: HashSet<usize> = HashSet::new();
        if let Some(conflict) = self.conflict(&dropped) {
            dropped = self.fewest(&conflict).unwrap_or_else(|| self.greedy());
        }
        self.edges.retain(|e| e.hint.is_none_or(|h| !dropped.contains(&h)));
        self.forward = vec![Vec::new(); self.written.len()];
        for (i, edge) in self.edges.iter().enumerate() {
            if let Some(out) = self.forward.get_mut(edge.from) {
                out.push(i);
            }
        }
        self.reach = vec![OnceLock::new(); self.written.len()];
        self.tight = self.propagate(&dropped).0;
        let mut out: Vec<usize> = dropped.into_iter().collect();
        out.sort_unstable();
        out
    }

    /// Whether the hints put `a` no later than `b` (reflexive, transitive).
    pub fn ordered(&self, a: Instant, b: Instant) -> bool {
        // Along hints neither bound ever falls: what lies outside the bounds of `b` is on no way to it.
        let goal = self.bounds(b);
        let here = self.bounds(a);
        let leads = here.earliest <= goal.earliest && here.latest <= goal.latest;
        if a == b || !leads || self.forward.get(a).is_none_or(Vec::is_empty) {
            return a == b;
        }
        match self.reach.get(a) {
            Some(reach) => reach.get_or_init(|| self.reached(a)).binary_search(&b).is_ok(),
            None => false,
        }
    }

    /// Every instant that the hints put no earlier than `a`, ascending.
    fn reached(&self, a: Instant) -> Box<[Instant]> {
        let mut seen = HashSet::from([a]);
        let mut queue = vec![a];
        while let Some(at) = queue.pop() {
            let out = self.forward.get(at).into_iter().flatten();
            queue.extend(out.filter_map(|i| self.edges.get(*i)).map(|e| e.to).filter(|to| seen.insert(*to)));
        }
        let mut all: Vec<Instant> = seen.into_iter().collect();
        all.sort_unstable();
        all.into()
    }

    /// Whether the hints put `a` before `b` and not the other way round too: of one day, `a` goes first.
    pub fn precedes(&self, a: Instant, b: Instant) -> bool {
        self.ordered(a, b) && !self.ordered(b, a)
    }

    /// How many instants are certainly ordered before this one: a tie-break for listings.
    pub fn rank(&self, a: Instant) -> usize {
        let all = self.written.len();
        (0..all).filter(|b| self.precedes(*b, a)).count()
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
            walk(at, &raised, true);
            walk(at, &lowered, false);
            hints.sort_unstable();
            hints.dedup();
            if !hints.is_empty() && best.as_ref().is_none_or(|b| (hints.len(), &hints) < (b.len(), b)) {
                best = Some(hints);
            }
        }
        best
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;

    fn days(a: i32, b: i32) -> Bounds {
        Bounds::new(Day(a), Day(b))
    }

    #[test]
    fn given_a_chain_of_hints_when_settled_then_bounds_are_tight_both_ways() {
        let mut net = Network::default();
        let (a, b, c) = (net.instant(days(1, 9)), net.instant(Bounds::ANY), net.instant(days(5, 7)));
        net.no_later(a, b, Some(0));
        net.no_later(b, c, Some(1));
        assert!(net.settle().is_empty());
        assert_eq!(net.bounds(a), days(1, 7));
        assert_eq!(net.bounds(b), days(1, 7));
        assert!(net.ordered(a, c) && !net.ordered(c, a));
    }

    #[test]
    fn given_a_contradiction_when_settled_then_the_fewest_hints_go_and_others_do_not_move() {
        let mut net = Network::default();
        let (a, b) = (net.instant(days(10, 10)), net.instant(days(1, 1)));
        let (c, d) = (net.instant(days(0, 20)), net.instant(days(0, 20)));
        net.no_later(a, c, Some(0));
        net.no_later(c, b, Some(1)); // a <= c <= b cannot be: one of 0 and 1 goes
        net.no_later(a, d, Some(2));
        net.no_later(d, b, Some(1)); // hint 1 stands in both contradictions
        assert_eq!(net.settle(), vec![1]);
        assert_eq!(net.bounds(c), days(10, 20));
        assert_eq!(net.bounds(b), days(1, 1));
    }

    #[test]
    fn given_a_cycle_when_settled_then_it_means_the_same_day() {
        let mut net = Network::default();
        let (a, b) = (net.instant(days(1, 9)), net.instant(days(3, 20)));
        net.no_later(a, b, Some(0));
        net.no_later(b, a, Some(1));
        assert!(net.settle().is_empty());
        assert_eq!((net.bounds(a), net.bounds(b)), (days(3, 9), days(3, 9)));
    }
}
