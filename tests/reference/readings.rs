//! What is read from dates and order alone, before any world is taken: what an end tells of the time before it (rule
//! R17), where only open beginnings speak (rule R11), and statements that exclude each other (rule R3).

use annals::domain::Day;

use super::worlds::{Does, Replay};

impl Replay<'_> {
    pub(super) fn surely_before(&self, a: usize, b: usize) -> bool {
        self.spans[a].latest < self.spans[b].earliest
            || self.network.ordered(self.items[a].node, self.items[b].node)
    }

    /// Whether somebody acts in the report of his end, or on its one day: he acts before it.
    fn acts_on_its_end(&self, act: usize, end: usize) -> bool {
        let acts = matches!(self.items[act].does, Does::Begins { evidence: true, .. });
        let (one, other) = (self.items[act].node, self.items[end].node);
        let day = self.spans[end];
        let one_day = day.is_exact() && self.spans[act] == day && !self.network.ordered(other, one);
        acts && (one == other || one_day)
    }

    /// All items on the same fluent.
    pub(super) fn beside(&self, item: usize) -> impl Iterator<Item = usize> {
        (0..self.items.len()).filter(move |i| self.items[*i].of == self.items[item].of)
    }

    /// Certain ends before an end.
    pub fn earlier_ends(&self, end: usize) -> Vec<usize> {
        let ends = |i: &usize| {
            matches!(self.items[*i].does, Does::Ends { .. } | Does::Ceases) && self.items[*i].firm
        };
        self.beside(end).filter(ends).filter(|i| *i != end && self.surely_before(*i, end)).collect()
    }

    /// Rule R17: of an explicit end before which nothing is known to have begun, the last day it held from.
    pub(super) fn held_before(&self, end: usize) -> Option<(usize, Day, Day)> {
        if self.items[end].does != (Does::Ends { explicit: true, displaces: false }) {
            return None;
        }
        let earlier = self.earlier_ends(end);
        let earliest = self.spans[end].earliest;
        let mut since: Vec<Day> = Vec::new();
        let known = self.beside(end).any(|b| {
            let begins = matches!(self.items[b].does, Does::Begins { .. }) && self.items[b].firm;
            let open = self.spans[b].earliest == Day::PAST && self.spans[b].latest >= earliest;
            let over = earlier.iter().any(|e| self.surely_before(b, *e) || self.acts_on_its_end(b, *e));
            // Evidence does not tell when it began: only what is certainly before counts.
            let late = match self.items[b].does {
                Does::Begins { evidence: true, .. } => {
                    let first = self.network.ordered(self.items[b].node, self.items[end].node);
                    self.spans[b].latest >= earliest && !first
                }
                _ => self.spans[b].earliest > self.spans[end].latest,
            };
            let after = late
                || self.network.ordered(self.items[end].node, self.items[b].node)
                || self.items[end].node == self.items[b].node;
            // What only hints or one day bound does not say that it held by then.
            let exact = self.spans[b].earliest == self.spans[b].latest;
            let vague = self.items[b].loose && !exact && self.spans[b].latest >= earliest;
            let known = begins && !open && !over && !after;
            if known && vague {
                since.push(self.spans[b].earliest);
            }
            known && !vague
        });
        let latest = self.items[end].unit.back(earliest);
        let said = earlier.iter().map(|e| self.spans[*e].latest).max();
        for b in self.beside(end) {
            let seen = matches!(self.items[b].does, Does::Observes { .. }) && self.items[b].firm;
            let before =
                self.spans[b].latest < earliest && said.is_none_or(|day| self.spans[b].earliest > day);
            if seen && before {
                since.push(self.spans[b].earliest);
            }
        }
        let reach = latest.max(said.unwrap_or(Day::PAST)).min(earliest.prev());
        let since = since.into_iter().filter(|day| *day <= reach).min().unwrap_or(Day::PAST);
        (!known).then_some((end, latest, since))
    }

    /// Whether on a day nothing but beginnings without an earliest day can have spoken (rule R11).
    pub(super) fn only_open_left(&self, index: usize) -> bool {
        let day = self.window.first.plus(index as i32);
        let last = |i: usize| match self.items[i].does {
            Does::Observes { until, .. } => self.network.bounds[until].latest.next(),
            _ => self.spans[i].latest,
        };
        let own = |i: &usize| {
            let does = self.items[*i].does;
            // What follows from other things, or may, does not speak.
            let follows = matches!(does, Does::Lapses { .. } | Does::Returns { .. } | Does::Ceases);
            let idle = !self.items[*i].only_if.is_empty() && self.met.get() >> i & 1 == 0;
            self.items[*i].of == 0 && !follows && !idle
        };
        let over = |i: usize| matches!(self.items[i].does, Does::Observes { .. }) && day >= last(i);
        let speaks = |i: &usize| self.spans[*i].earliest <= day && !over(*i);
        let open = |i: usize| {
            let begins = !matches!(self.items[i].does, Does::Ends { .. });
            begins && self.spans[i].earliest == Day::PAST && day < last(i)
        };
        // Nor what an end tells of, before it can have begun.
        let from = |end: usize, since: Day| {
            self.earlier_ends(end)
                .iter()
                .map(|e| self.spans[*e].earliest)
                .max()
                .map_or(since, |d| d.max(since))
        };
        let later = |(end, _, since): &(usize, Day, Day)| day < from(*end, *since);
        let untold = self.unbegun.iter().all(|told| self.items[told.0].of != 0 || later(told));
        untold && (0..self.items.len()).filter(own).filter(speaks).all(open)
    }

    /// Whether all that sees it hold on a day goes on beyond a certain end, with nothing that may begin it again: two
    /// statements that exclude each other (rule R3).
    pub(super) fn contradicted(&self, index: usize) -> bool {
        let day = self.window.first.plus(index as i32);
        let own = || (0..self.items.len()).filter(|i| self.items[*i].of == 0 && self.items[*i].firm);
        let covers = |i: &usize| match self.items[*i].does {
            Does::Observes { until, at_least } => {
                let last = self.network.bounds[until].earliest.max(at_least.unwrap_or(Day::PAST));
                self.spans[*i].latest <= day && day <= last
            }
            _ => false,
        };
        let ended = |seen: usize| {
            own().filter(|e| matches!(self.items[*e].does, Does::Ends { .. })).any(|e| {
                let inside = self.spans[e].earliest > self.spans[seen].latest && self.spans[e].latest <= day;
                let resumes = (0..self.items.len()).filter(|b| self.items[*b].of == 0).any(|b| {
                    let first = match self.items[b].does {
                        Does::Begins { .. } => self.spans[b].earliest,
                        Does::Returns { wait, .. } => wait.after(self.spans[b].earliest),
                        _ => return false,
                    };
                    // What that end itself undoes resumes nothing.
                    let (begin, end) = (self.items[b].node, self.items[e].node);
                    let undone = self.network.ordered(begin, end) && !self.network.ordered(end, begin);
                    first <= day && self.spans[b].latest >= self.spans[e].earliest && !undone
                });
                inside && !resumes
            })
        };
        let seen: Vec<usize> = own().filter(covers).collect();
        !seen.is_empty() && seen.into_iter().all(ended)
    }
}
