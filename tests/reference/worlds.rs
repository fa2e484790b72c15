//! One fluent in one position: every world in turn (or a sample of them), replayed day by day.

use std::collections::BTreeSet;

use annals::domain::{Answer, Bounds, Day, Silence, Unit};
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::network::{Network, Node};

/// Worlds enumerated for one fluent at most; where there are more, some are drawn.
const MOST: usize = 20_000;
/// Worlds drawn where there are too many.
const DRAWN: usize = 300;

/// What an effect does to the fluent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    Begins { birth: bool, evidence: bool },
    Ends { explicit: bool },
    Observes { until: Node, at_least: Option<Day> },
}

/// One effect on the fluent.
#[derive(Clone, Debug)]
pub struct Item {
    pub does: Does,
    pub node: Node,
    pub firm: bool,
    /// Told outright, whether it came about or not.
    pub told: bool,
    pub unit: Unit,
    /// Days of the window on which it may fall; none: any.
    pub allowed: Option<Vec<bool>>,
    /// Of evidence: certainly after an undisputed end, with no birth between.
    pub after_end: bool,
}

/// All days looked at, some beyond every bound on either side standing for the open ends.
#[derive(Clone, Copy)]
pub struct Window {
    pub first: Day,
    pub last: Day,
}

impl Window {
    pub fn len(&self) -> usize {
        (self.last.0 - self.first.0 + 1) as usize
    }

    pub fn index(&self, day: Day) -> usize {
        (day.max(self.first).min(self.last).0 - self.first.0) as usize
    }
}

/// What all worlds of a position give, day by day of the window.
pub struct Course {
    pub answers: Vec<Answer>,
    /// Whether nothing at all speaks.
    pub silent: Vec<bool>,
    /// Whether all worlds were seen.
    pub full: bool,
}

/// A fluent on a day in one world.
#[derive(Clone, Copy, PartialEq)]
pub enum State {
    Silent,
    Holds,
    Not,
}

/// Replays a fluent in one position.
pub fn course(items: &[Item], network: &Network, window: Window, silence: Silence) -> Course {
    let with = one_course(items, network, window, silence);
    if !items.iter().any(|i| i.after_end) {
        return with;
    }
    // Evidence against an undisputed end: what only the evidence makes certain is disputed (rule R18).
    let kept: Vec<Item> = items.iter().filter(|i| !i.after_end).cloned().collect();
    let without = one_course(&kept, network, window, silence);
    Course {
        answers: (with.answers.iter().zip(&without.answers))
            .map(|(a, b)| if *a == Answer::Yes && *b != Answer::Yes { Answer::Disputed } else { *a })
            .collect(),
        silent: with.silent.iter().zip(&without.silent).map(|(a, b)| *a && *b).collect(),
        full: with.full && without.full,
    }
}

fn one_course(items: &[Item], network: &Network, window: Window, silence: Silence) -> Course {
    let fluent = Replay::new(items, network, window);
    let (worlds, full) = fluent.worlds();
    let days = window.len();
    let (mut all, mut any, mut silent) = (vec![true; days], vec![false; days], vec![true; days]);
    // Where some worlds are silent and the others say no, we do not know.
    let mut quiet = vec![false; days];
    for world in &worlds {
        fluent.outcomes(world, &mut |states| {
            for (day, state) in states.iter().enumerate() {
                all[day] &= *state == State::Holds;
                any[day] |= *state == State::Holds;
                silent[day] &= *state == State::Silent;
                quiet[day] |= *state == State::Silent;
            }
        });
    }
    let answers = (0..days)
        .map(|day| match (all[day], any[day]) {
            (true, _) => Answer::Yes,
            (false, false) if quiet[day] && silence == Silence::Unknown => Answer::Unknown,
            (false, false) => Answer::No,
            (false, true) if silence == Silence::Unknown && fluent.only_open_left(day) => Answer::Unknown,
            (false, true) => Answer::Possible,
        })
        .collect();
    Course { answers, silent, full }
}

/// What is needed to replay one fluent.
pub struct Replay<'a> {
    pub items: Vec<Item>,
    /// Days each item may fall on, as far as they are known beforehand.
    pub spans: Vec<Bounds>,
    /// For every end known by itself: item, and the last day it must have held from (rule R17).
    pub unbegun: Vec<(usize, Day)>,
    pub network: &'a Network,
    pub window: Window,
    /// The instants that matter, those tied to them by hints included.
    nodes: Vec<Node>,
}

impl<'a> Replay<'a> {
    fn new(all: &[Item], network: &'a Network, window: Window) -> Replay<'a> {
        let (mut items, mut spans) = (Vec::new(), Vec::new());
        for item in all {
            let mut span = network.bounds[item.node];
            if let Some(allowed) = &item.allowed {
                let day = |i: usize| window.first.plus(i as i32);
                let fits = |i: &usize| allowed[*i] && span.earliest <= day(*i) && day(*i) <= span.latest;
                let days: Vec<usize> = (0..window.len()).filter(fits).collect();
                let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
                // The edge of the window stands for all days beyond.
                if *first > 0 {
                    span.earliest = day(*first);
                }
                if *last + 1 < window.len() {
                    span.latest = day(*last);
                }
            }
            items.push(item.clone());
            spans.push(span);
        }
        let mut replay = Replay { items, spans, unbegun: Vec::new(), network, window, nodes: Vec::new() };
        replay.unbegun = (0..replay.items.len()).filter_map(|i| replay.held_before(i)).collect();
        replay.nodes = replay.relevant();
        replay
    }

    fn surely_before(&self, a: usize, b: usize) -> bool {
        self.spans[a].latest < self.spans[b].earliest
            || self.network.ordered(self.items[a].node, self.items[b].node)
    }

    /// Certain ends before an end.
    fn earlier_ends(&self, end: usize) -> Vec<usize> {
        let ends = |i: &usize| matches!(self.items[*i].does, Does::Ends { .. }) && self.items[*i].firm;
        (0..self.items.len()).filter(ends).filter(|i| *i != end && self.surely_before(*i, end)).collect()
    }

    /// Rule R17: of an explicit end before which nothing is known to have begun, the last day it held from.
    fn held_before(&self, end: usize) -> Option<(usize, Day)> {
        if self.items[end].does != (Does::Ends { explicit: true }) {
            return None;
        }
        let earlier = self.earlier_ends(end);
        let earliest = self.spans[end].earliest;
        let known = (0..self.items.len()).any(|b| {
            let begins = matches!(self.items[b].does, Does::Begins { .. }) && self.items[b].firm;
            let open = self.spans[b].earliest == Day::PAST && self.spans[b].latest >= earliest;
            let over = earlier.iter().any(|e| self.surely_before(b, *e));
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
            begins && !open && !over && !after
        });
        (!known).then(|| (end, self.items[end].unit.back(earliest)))
    }

    /// Whether on a day nothing but beginnings without an earliest day can have spoken (rule R11).
    fn only_open_left(&self, index: usize) -> bool {
        let day = self.window.first.plus(index as i32);
        let last = |i: usize| match self.items[i].does {
            Does::Observes { until, .. } => self.network.bounds[until].latest.next(),
            _ => self.spans[i].latest,
        };
        let over = |i: usize| matches!(self.items[i].does, Does::Observes { .. }) && day >= last(i);
        let speaks = |i: &usize| self.spans[*i].earliest <= day && !over(*i);
        let open = |i: usize| {
            let begins = !matches!(self.items[i].does, Does::Ends { .. });
            begins && self.spans[i].earliest == Day::PAST && day < last(i)
        };
        self.unbegun.is_empty() && (0..self.items.len()).filter(speaks).all(open)
    }

    /// The instants of the items with all that hints tie to them.
    fn relevant(&self) -> Vec<Node> {
        let mut nodes: BTreeSet<Node> = BTreeSet::new();
        for item in &self.items {
            nodes.insert(item.node);
            if let Does::Observes { until, .. } = item.does {
                nodes.insert(until);
            }
        }
        loop {
            let before = nodes.len();
            for (a, b) in &self.network.edges {
                if nodes.contains(a) || nodes.contains(b) {
                    nodes.extend([*a, *b]);
                }
            }
            if nodes.len() == before {
                return nodes.into_iter().collect();
            }
        }
    }

    /// The days an instant may fall on when others have theirs.
    fn range(&self, at: usize, world: &[usize]) -> (usize, usize) {
        let node = self.nodes[at];
        let bounds = self.network.bounds[node];
        let (mut low, mut high) = (self.window.index(bounds.earliest), self.window.index(bounds.latest));
        for (a, b) in &self.network.edges {
            let day_of = |n: &Node| self.nodes.iter().position(|x| x == n).and_then(|i| world.get(i));
            if *b == node {
                low = low.max(day_of(a).copied().unwrap_or(low));
            }
            if *a == node {
                high = high.min(day_of(b).copied().unwrap_or(high));
            }
        }
        (low, high)
    }

    /// Days for all relevant instants: all ways, or some of them; and whether these are all.
    fn worlds(&self) -> (Vec<Vec<usize>>, bool) {
        let mut worlds = Vec::new();
        self.fill(&mut Vec::new(), &mut worlds);
        let full = worlds.len() <= MOST;
        if !full {
            worlds = self.drawn();
        }
        // Instants that only tie others together make no difference once these have their days.
        let own: BTreeSet<Node> = (self.items.iter())
            .flat_map(|i| match i.does {
                Does::Observes { until, .. } => [i.node, until],
                _ => [i.node, i.node],
            })
            .collect();
        let mut seen = BTreeSet::new();
        let key = |w: &Vec<usize>| own.iter().map(|n| self.day(*n, w)).collect::<Vec<usize>>();
        worlds.retain(|w| seen.insert(key(w)));
        let fitting: Vec<Vec<usize>> = worlds.iter().filter(|w| self.allowed(w)).cloned().collect();
        (if fitting.is_empty() { worlds } else { fitting }, full)
    }

    fn fill(&self, world: &mut Vec<usize>, worlds: &mut Vec<Vec<usize>>) {
        if worlds.len() > MOST {
            return;
        }
        if world.len() == self.nodes.len() {
            worlds.push(world.clone());
            return;
        }
        let (low, high) = self.range(world.len(), world);
        for day in low..=high {
            world.push(day);
            self.fill(world, worlds);
            world.pop();
        }
    }

    fn drawn(&self) -> Vec<Vec<usize>> {
        let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut next = move |low: usize, high: usize| {
            use proptest::prelude::RngCore;
            low + (rng.next_u64() % (high - low + 1) as u64) as usize
        };
        let mut worlds = Vec::new();
        for _ in 0..DRAWN * 20 {
            let mut world = Vec::new();
            while world.len() < self.nodes.len() {
                let (low, high) = self.range(world.len(), &world);
                if low > high {
                    break;
                }
                world.push(next(low, high));
            }
            if world.len() == self.nodes.len() {
                worlds.push(world);
            }
            if worlds.len() == DRAWN {
                break;
            }
        }
        worlds
    }

    pub fn day(&self, node: Node, world: &[usize]) -> usize {
        self.nodes.iter().position(|n| *n == node).map_or(0, |i| world[i])
    }

    /// Whether every effect falls on a day on which those it needs may exist (rule R18).
    fn allowed(&self, world: &[usize]) -> bool {
        self.items.iter().all(|i| i.allowed.as_ref().is_none_or(|days| days[self.day(i.node, world)]))
    }

    /// Replays a world once for every choice of what is only possible and of days nothing is known of.
    fn outcomes(&self, world: &[usize], seen: &mut impl FnMut(&[State])) {
        let optional: Vec<usize> = (0..self.items.len()).filter(|i| !self.items[*i].firm).collect();
        for choice in 0..1u32 << optional.len().min(12) {
            let happens = |i: usize| match optional.iter().position(|o| *o == i) {
                Some(bit) => choice >> bit & 1 == 1,
                None => true,
            };
            let items: Vec<usize> = (0..self.items.len()).filter(|i| happens(*i)).collect();
            let since: Vec<(usize, usize)> = (self.unbegun.iter())
                .filter(|(end, _)| self.items[*end].told || items.contains(end))
                .map(|(end, latest)| {
                    let days =
                        self.earlier_ends(*end).into_iter().map(|e| self.day(self.items[e].node, world));
                    let low = days.max().unwrap_or(0);
                    (low, self.window.index(*latest).max(low))
                })
                .collect();
            // Between two days on which something happens all starts do alike: the first and the last will do.
            let near: Vec<usize> = (items.iter().map(|i| self.day(self.items[*i].node, world)))
                .flat_map(|day| [day.saturating_sub(1), day, day + 1])
                .collect();
            let since: Vec<BTreeSet<usize>> = (since.into_iter())
                .map(|(low, high)| {
                    let between = near.iter().copied().filter(|d| (low..=high).contains(d));
                    between.chain([low, high]).collect()
                })
                .collect();
            self.beginnings(&since, &mut Vec::new(), &mut |starts| seen(&self.states(world, &items, starts)));
        }
    }

    /// Every day for each unknown beginning.
    fn beginnings(&self, left: &[BTreeSet<usize>], starts: &mut Vec<usize>, each: &mut impl FnMut(&[usize])) {
        let Some(days) = left.get(starts.len()) else { return each(starts) };
        for day in days {
            starts.push(*day);
            self.beginnings(left, starts, each);
            starts.pop();
        }
    }
}
