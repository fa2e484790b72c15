//! The event calculus: one fluent in one world, day by day (rule R10).

use annals::domain::Day;

use super::network::Node;
use super::worlds::{Does, Replay, State};

impl Replay<'_> {
    /// The event calculus: one world, day by day.
    pub fn states(&self, world: &[usize], items: &[usize], starts: &[usize]) -> Vec<State> {
        let day_of = |i: &usize| self.day(self.items[*i].node, world);
        let births: Vec<usize> = items.iter().copied().filter(|i| self.is_birth(*i)).collect();
        let dated = births.iter().filter(|i| self.spans[**i].earliest != Day::PAST).map(day_of);
        let first_birth = dated.min().unwrap_or(0);
        let mut states = Vec::with_capacity(self.window.len());
        let mut state = State::Silent;
        for day in 0..self.window.len() {
            state = self.close(state, day, world, items, starts);
            let observed = items.iter().any(|i| match self.items[*i].does {
                Does::Observes { until, at_least } => {
                    let end = self.day(until, world).max(at_least.map_or(0, |d| self.window.index(d)));
                    day_of(i) <= day && day <= end
                }
                _ => false,
            });
            states.push(match state {
                _ if observed => State::Holds,
                State::Silent if day < first_birth => State::Not,
                state => state,
            });
        }
        states
    }

    fn is_birth(&self, item: usize) -> bool {
        matches!(self.items[item].does, Does::Begins { birth: true, .. })
    }

    /// Whether an end that tells of the time before it falls on a day: at the edge of the window on that of its start.
    fn ends_unbegun(&self, day: usize, world: &[usize], items: &[usize]) -> bool {
        let today = |i: &usize| items.contains(i) && self.day(self.items[*i].node, world) == day;
        self.unbegun.iter().any(|(end, _)| today(end))
    }

    /// The state at the close of a day, from that at its dawn (rule R10).
    fn close(&self, dawn: State, day: usize, world: &[usize], items: &[usize], starts: &[usize]) -> State {
        // What happens that day, by instant: each applied whole, what it proves, its ends, then its beginnings.
        let mut ranks: Vec<(Node, u8)> = Vec::new();
        for i in items {
            let item = &self.items[*i];
            let rank = match item.does {
                Does::Begins { evidence: true, .. } => 0,
                Does::Ends { .. } => 1,
                Does::Begins { .. } => 2,
                Does::Observes { .. } => continue,
            };
            if self.day(item.node, world) != day {
                continue;
            }
            match ranks.iter_mut().find(|(node, _)| *node == item.node) {
                Some((_, known)) => *known = rank.max(*known),
                None => ranks.push((item.node, rank)),
            }
        }
        // Who acts on the day of its end acts before it, unless a hint says otherwise.
        let proof_first = |node: &Node| {
            ranks.iter().any(|(other, rank)| *rank == 1 && !self.network.ordered(*other, *node))
        };
        let counts = |(node, rank): &&(Node, u8)| *rank != 0 || !proof_first(node);
        let today: Vec<(Node, bool)> =
            ranks.iter().filter(counts).map(|(n, rank)| (*n, *rank != 1)).collect();
        let last = |a: &Node| !today.iter().any(|(b, _)| self.network.ordered(*a, *b));
        let closing: Vec<bool> =
            today.iter().filter(|(node, _)| last(node)).map(|(_, begins)| *begins).collect();
        let holds = match dawn {
            State::Holds => closing.iter().any(|begins| *begins),
            _ => closing.iter().all(|begins| *begins),
        };
        match (closing.is_empty(), holds) {
            // What an end tells of the time before it follows all that came earlier.
            _ if starts.contains(&day) && !self.ends_unbegun(day, world, items) => State::Holds,
            (true, _) => dawn,
            (_, true) => State::Holds,
            (_, false) => State::Not,
        }
    }
}
