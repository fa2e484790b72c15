//! Instants, the hints that order them, and the bounds that follow (rule R9), by trying every set of hints.

use annals::domain::{Bounds, Day, Hint, HintKind, ReportId};

/// An instant, by its number.
pub type Node = usize;

/// An instant no later than another.
pub type Edge = (Node, Node);

/// All instants with the inequalities between them.
#[derive(Clone, Default)]
pub struct Network {
    pub bounds: Vec<Bounds>,
    pub edges: Vec<Edge>,
}

impl Network {
    pub fn node(&mut self, bounds: Bounds) -> Node {
        self.bounds.push(bounds);
        self.bounds.len() - 1
    }

    /// Tightens all bounds by the inequalities; `None` where they cannot all hold.
    pub fn tight(&self) -> Option<Vec<Bounds>> {
        let mut bounds = self.bounds.clone();
        loop {
            let before = bounds.clone();
            for &(a, b) in &self.edges {
                bounds[b].earliest = bounds[b].earliest.max(bounds[a].earliest);
                bounds[a].latest = bounds[a].latest.min(bounds[b].latest);
            }
            if bounds.iter().any(|b| b.is_empty()) {
                return None;
            }
            if bounds == before {
                return Some(bounds);
            }
        }
    }

    /// Adds the hints that can hold together and tightens. Of those that cannot, the smallest set is left out; of
    /// equally small sets the first by report, kind and other report.
    pub fn with_hints(mut self, mut hints: Vec<(ReportId, Hint, Vec<Edge>)>) -> Network {
        hints.sort_by(|a, b| (&a.0, a.1.kind, &a.1.other).cmp(&(&b.0, b.1.kind, &b.1.other)));
        for out in 0..=hints.len() {
            for dropped in subsets(hints.len(), out) {
                let mut attempt = self.clone();
                for (i, (_, _, edges)) in hints.iter().enumerate() {
                    if !dropped.contains(&i) {
                        attempt.edges.extend(edges);
                    }
                }
                if let Some(tight) = attempt.tight() {
                    attempt.bounds = tight;
                    return attempt;
                }
            }
        }
        // Cannot be: without hints everything holds.
        self.edges.clear();
        self
    }

    /// Whether inequalities lead from one instant to another.
    pub fn leads(&self, from: Node, to: Node) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while next < seen.len() {
            for &(a, b) in &self.edges {
                if a == seen[next] && !seen.contains(&b) {
                    seen.push(b);
                }
            }
            next += 1;
        }
        from != to && seen.contains(&to)
    }

    /// Whether one instant comes first even where both fall on one day.
    pub fn ordered(&self, first: Node, second: Node) -> bool {
        self.leads(first, second) && !self.leads(second, first)
    }

    /// Whether one instant comes before another in every world.
    pub fn surely_before(&self, first: Node, second: Node) -> bool {
        self.bounds[first].latest < self.bounds[second].earliest || self.ordered(first, second)
    }
}

/// What a hint says of the begin and end of two reports (part of rule R9).
pub fn edges_of(kind: HintKind, this: (Node, Node), other: (Node, Node)) -> Vec<Edge> {
    match kind {
        HintKind::After => vec![(other.0, this.0)],
        HintKind::Before => vec![(this.0, other.0)],
        HintKind::AfterEnd => vec![(other.1, this.0)],
        HintKind::EndsBefore => vec![(this.1, other.0)],
        HintKind::PartOf => vec![(other.0, this.0), (this.1, other.1)],
    }
}

/// All sets of `size` numbers below `n`, in order.
fn subsets(n: usize, size: usize) -> Vec<Vec<usize>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 0..n {
        for rest in subsets(n, size - 1) {
            if rest.iter().all(|r| *r > first) {
                let mut set = vec![first];
                set.extend(rest);
                all.push(set);
            }
        }
    }
    all
}

/// The first and last day that are told apart from the open ends: some days beyond every bound there is.
pub fn window(bounds: impl Iterator<Item = Bounds>, asked: (Day, Day)) -> (Day, Day) {
    let (mut first, mut last) = asked;
    for bound in bounds {
        for day in [bound.earliest, bound.latest].into_iter().filter(|d| !d.is_open()) {
            first = first.min(day);
            last = last.max(day);
        }
    }
    (first.plus(-4), last.plus(4))
}
