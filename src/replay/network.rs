//! The temporal network: instants with bounds and the hints between them (rule R9). Every hint is a *no later than*;
//! bounds are tightened to the fixpoint, and hints that cannot all hold are dropped, the fewest that suffice.

mod knot;

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::domain::Bounds;
use knot::{Knot, knots};

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
    /// Where hints bind anything.
    tight: Vec<Bounds>,
    edges: Vec<Edge>,
    /// The number of every instant among those that edges bind; [`FREE`] for all others.
    links: Vec<u32>,
    /// To which knot each bound instant belongs.
    knots: Vec<u32>,
    forward: Vec<Vec<Instant>>,
    /// What each bound instant leads to, found when it is first asked.
    reach: Vec<OnceLock<Box<[Instant]>>>,
    backward: OnceLock<Vec<Vec<Instant>>>,
}

/// The number of instants that no edge binds.
const FREE: u32 = u32::MAX;

impl Network {
    /// A new instant with its written bounds.
    pub fn instant(&mut self, bounds: Bounds) -> Instant {
        self.written.push(bounds);
        self.written.len() - 1
    }

    /// `from` is no later than `to`; part of a hint, or unconditional.
    pub fn no_later(&mut self, from: Instant, to: Instant, hint: Option<usize>) {
        self.edges.push(Edge { from, to, hint });
    }

    /// The tightened bounds of an instant.
    pub fn bounds(&self, instant: Instant) -> Bounds {
        let tight = self.tight.get(instant).or_else(|| self.written.get(instant));
        tight.copied().unwrap_or(Bounds::ANY)
    }

    /// Puts an instant, once all is settled, where more hints than are told here put it.
    pub fn tighten(&mut self, instant: Instant, known: Bounds) {
        if let Some(tight) = self.tight.get_mut(instant) {
            *tight = known;
        }
    }

    /// Whether any hint, or the other end of a spell, may order an instant against others.
    pub fn is_linked(&self, instant: Instant) -> bool {
        self.links.get(instant).is_some_and(|link| *link != FREE)
    }

    /// The knot of hints that an instant is in; `None`: no hint binds it. What is in different knots is in no order.
    pub fn knot(&self, instant: Instant) -> Option<u32> {
        self.linked(instant).and_then(|link| self.knots.get(link)).copied()
    }

    /// Tightens every bound; returns the hints dropped, ascending. Numbers of hints say their rank: of two equally
    /// small sets the one with the lower numbers is dropped.
    pub fn settle(&mut self) -> Vec<usize> {
        let mut dropped: Vec<usize> = Vec::new();
        // What no hint connects is settled apart: of each knot the fewest, together the fewest of all.
        let all = knots(&self.edges, self.written.len());
        self.tight.clone_from(&self.written);
        self.link(&all);
        for knot in all {
            let mut tangle = Knot::of(&knot, &self.edges, &self.written);
            dropped.extend(tangle.settle());
            for (instant, bounds) in tangle.bounds() {
                if let Some(tight) = self.tight.get_mut(instant) {
                    *tight = bounds;
                }
            }
        }
        dropped.sort_unstable();
        dropped.dedup();
        if !dropped.is_empty() {
            self.edges.retain(|e| e.hint.is_none_or(|h| dropped.binary_search(&h).is_err()));
            let all = knots(&self.edges, self.written.len());
            self.link(&all);
        }
        dropped
    }

    /// Numbers the instants that edges bind, knot by knot, and notes where they lead.
    fn link(&mut self, knots: &[Vec<usize>]) {
        self.links = vec![FREE; self.written.len()];
        (self.knots, self.forward) = (Vec::new(), Vec::new());
        for (knot, edges) in (0_u32..).zip(knots) {
            for edge in edges.iter().filter_map(|i| self.edges.get(*i)) {
                for end in [edge.from, edge.to] {
                    let next = u32::try_from(self.forward.len()).unwrap_or(FREE);
                    if let Some(link) = self.links.get_mut(end).filter(|link| **link == FREE) {
                        *link = next;
                        self.forward.push(Vec::new());
                        self.knots.push(knot);
                    }
                }
                let from = self.links.get(edge.from).map(|link| *link as usize);
                if let Some(out) = from.and_then(|from| self.forward.get_mut(from)) {
                    out.push(edge.to);
                }
            }
        }
        self.reach = vec![OnceLock::new(); self.forward.len()];
    }

    /// The number of an instant among those that edges bind.
    fn linked(&self, instant: Instant) -> Option<usize> {
        self.links.get(instant).filter(|link| **link != FREE).map(|link| *link as usize)
    }

    /// Whether the hints put `a` no later than `b` (reflexive, transitive).
    pub fn ordered(&self, a: Instant, b: Instant) -> bool {
        let (Some(link), Some(other)) = (self.linked(a), self.linked(b)) else { return a == b };
        if self.knots.get(link) != self.knots.get(other) {
            return false;
        }
        // Along hints neither bound ever falls: what lies outside the bounds of `b` is on no way to it.
        let goal = self.bounds(b);
        let here = self.bounds(a);
        let leads = here.earliest <= goal.earliest && here.latest <= goal.latest;
        if a == b || !leads || self.forward.get(link).is_none_or(Vec::is_empty) {
            return a == b;
        }
        match self.reach.get(link) {
            Some(reach) => {
                let all = || self.reached(a, &self.forward).into();
                reach.get_or_init(all).binary_search(&b).is_ok()
            }
            None => false,
        }
    }

    /// Every instant that can be reached from `a`, ascending.
    fn reached(&self, a: Instant, ways: &[Vec<Instant>]) -> Vec<Instant> {
        let mut seen = FxHashSet::from_iter([a]);
        let mut queue = vec![a];
        while let Some(at) = queue.pop() {
            let out = self.linked(at).and_then(|link| ways.get(link)).into_iter().flatten();
            queue.extend(out.copied().filter(|to| seen.insert(*to)));
        }
        let mut all: Vec<Instant> = seen.into_iter().collect();
        all.sort_unstable();
        all
    }

    /// Whether the hints put `a` before `b` and not the other way round too: of one day, `a` goes first.
    pub fn precedes(&self, a: Instant, b: Instant) -> bool {
        self.ordered(a, b) && !self.ordered(b, a)
    }

    /// How many instants are certainly ordered before this one: a tie-break for listings.
    pub fn rank(&self, a: Instant) -> usize {
        if !self.is_linked(a) {
            return 0;
        }
        let backward = self.backward.get_or_init(|| {
            let mut backward = vec![Vec::new(); self.forward.len()];
            for edge in &self.edges {
                if let Some(into) = self.linked(edge.to).and_then(|link| backward.get_mut(link)) {
                    into.push(edge.from);
                }
            }
            backward
        });
        self.reached(a, backward).into_iter().filter(|b| self.precedes(*b, a)).count()
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
        assert_eq!((net.rank(a), net.rank(b), net.rank(c)), (0, 1, 2));
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
    fn given_contradictions_apart_when_settled_then_each_loses_its_own_fewest() {
        let mut net = Network::default();
        for pair in 0..300 {
            let (late, early) = (net.instant(days(10, 10)), net.instant(days(1, 1)));
            net.no_later(late, early, Some(2 * pair));
            let free = net.instant(days(0, 20));
            net.no_later(late, free, Some(2 * pair + 1));
        }
        let even: Vec<usize> = (0..300).map(|pair| 2 * pair).collect();
        assert_eq!(net.settle(), even);
        assert_eq!(net.bounds(2), days(10, 20));
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
