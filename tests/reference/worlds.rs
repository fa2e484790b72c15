//! One fluent in one position: every world in turn (or a sample of them), replayed day by day.

use std::cell::Cell;
use std::collections::BTreeSet;

use annals::domain::{Answer, Bounds, Day, Silence, Unit};
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::network::{Network, Node};
use super::waits::Wait;

/// Worlds enumerated for one fluent at most; where there are more, some are drawn.
const MOST: usize = 5_000;
/// Worlds drawn where there are too many.
const DRAWN: usize = 300;

/// What an effect does to the fluent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    Begins {
        birth: bool,
        evidence: bool,
    },
    Ends {
        explicit: bool,
        /// Names nobody: says nothing of what never held.
        displaces: bool,
    },
    Observes {
        until: Node,
        at_least: Option<Day>,
    },
    /// May end once what the same instant began.
    Lapses {
        wait: Wait,
        until_begun_anew: bool,
    },
    /// May begin once again what was ended at an earlier instant.
    Returns {
        since: Node,
        wait: Wait,
    },
    /// Ends with a body that comes back later: what does not hold stays as it is.
    Ceases,
}

/// One effect on the fluent.
#[derive(Clone, Debug)]
pub struct Item {
    /// Which fluent of the scene.
    pub of: usize,
    pub does: Does,
    pub node: Node,
    pub firm: bool,
    /// Told outright, whether it came about or not.
    pub told: bool,
    pub unit: Unit,
    /// The date is written open on one side at least.
    pub loose: bool,
    /// Days of the window on which it may fall; none: any.
    pub allowed: Option<Vec<bool>>,
    /// Of evidence: certainly after an undisputed end, with no birth between.
    pub after_end: bool,
    /// Nothing unless one of these fluents of the scene holds at the dawn of the day of `asked_at`.
    pub only_if: Vec<usize>,
    pub asked_at: Node,
}

impl Item {
    /// A body that comes back is gone from then on.
    pub fn cessation(node: Node) -> Item {
        Item {
            of: 0,
            does: Does::Ceases,
            node,
            firm: true,
            told: false,
            unit: Unit::Day,
            loose: false,
            allowed: None,
            after_end: false,
            only_if: Vec::new(),
            asked_at: node,
        }
    }
}

/// A fluent, the first, with those on which it depends.
pub struct Scene<'a> {
    pub items: Vec<Item>,
    pub silence: Silence,
    /// For each fluent the days on which it may hold at all.
    pub lives: Vec<Vec<bool>>,
    pub network: &'a Network,
    pub window: Window,
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
#[derive(Clone)]
pub struct Course {
    pub answers: Vec<Answer>,
    /// Whether nothing at all speaks.
    pub silent: Vec<bool>,
    /// Whether it holds in no world.
    pub never: Vec<bool>,
    /// Whether all worlds were seen.
    pub full: bool,
}

/// A fluent on a day in one world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Silent,
    Holds,
    Not,
}

/// Replays a fluent in one position.
pub fn course(scene: &Scene) -> Course {
    let with = one_course(&scene.items, scene);
    if !scene.items.iter().any(|i| i.after_end) {
        return with;
    }
    // Evidence against an undisputed end: what only the evidence makes certain is disputed (rule R18).
    let kept: Vec<Item> = scene.items.iter().filter(|i| !i.after_end).cloned().collect();
    let without = one_course(&kept, scene);
    Course {
        answers: (with.answers.iter().zip(&without.answers))
            .map(|(a, b)| if *a == Answer::Yes && *b != Answer::Yes { Answer::Disputed } else { *a })
            .collect(),
        silent: with.silent.iter().zip(&without.silent).map(|(a, b)| *a && *b).collect(),
        never: with.never.clone(),
        full: with.full && without.full,
    }
}

fn one_course(items: &[Item], scene: &Scene) -> Course {
    let fluent = Replay::new(items, scene);
    let (worlds, full) = fluent.worlds();
    let days = scene.window.len();
    let silence = scene.silence;
    let (mut all, mut any, mut silent) = (vec![true; days], vec![false; days], vec![true; days]);
    // Where some worlds are silent and the others say no, we do not know.
    let mut quiet = vec![false; days];
    for world in &worlds {
        fluent.outcomes(world, &mut |day, state| {
            all[day] &= state == State::Holds;
            any[day] |= state == State::Holds;
            silent[day] &= state == State::Silent;
            quiet[day] |= state == State::Silent;
        });
    }
    let answers = (0..days)
        .map(|day| match (all[day], any[day]) {
            (true, _) if fluent.contradicted(day) => Answer::Disputed,
            (true, _) => Answer::Yes,
            (false, false) if quiet[day] && silence == Silence::Unknown => Answer::Unknown,
            (false, false) => Answer::No,
            (false, true) if silence == Silence::Unknown && fluent.only_open_left(day) => Answer::Unknown,
            (false, true) => Answer::Possible,
        })
        .collect();
    Course { answers, silent, never: any.iter().map(|any| !any).collect(), full }
}

/// What is needed to replay one fluent.
pub struct Replay<'a> {
    pub items: Vec<Item>,
    /// Days each item may fall on, as far as they are known beforehand.
    pub spans: Vec<Bounds>,
    /// For every end known by itself: item, the last day it must have held from, and the first it may have (rule R17).
    pub unbegun: Vec<(usize, Day, Day)>,
    pub network: &'a Network,
    pub window: Window,
    pub lives: &'a [Vec<bool>],
    /// Effects that ask for something that held in some world.
    pub met: Cell<u128>,
    /// The instants that matter, those tied to them by hints included.
    nodes: Vec<Node>,
    /// The days on which what falls on each of them may fall at all.
    limits: Vec<Bounds>,
}

impl<'a> Replay<'a> {
    fn new(all: &[Item], scene: &'a Scene) -> Replay<'a> {
        let (network, window) = (scene.network, scene.window);
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
        let (unbegun, nodes, lives) = (Vec::new(), Vec::new(), scene.lives.as_slice());
        let limits = Vec::new();
        let met = Cell::new(0);
        let mut replay = Replay { items, spans, unbegun, network, window, lives, nodes, limits, met };
        replay.unbegun = (0..replay.items.len()).filter_map(|i| replay.held_before(i)).collect();
        replay.nodes = replay.relevant();
        replay.limits = replay.nodes.iter().map(|node| replay.limit(*node)).collect();
        replay
    }

    /// The instants of the items with all that hints tie to them.
    fn relevant(&self) -> Vec<Node> {
        let mut nodes: BTreeSet<Node> = BTreeSet::new();
        for item in &self.items {
            nodes.extend([item.node, item.asked_at, other_node(item)]);
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

    fn limit(&self, node: Node) -> Bounds {
        let own = (0..self.items.len()).filter(|i| self.items[*i].node == node && self.items[*i].of == 0);
        let all = self.network.bounds[node];
        let met = own.map(|i| self.spans[i]).fold(all, Bounds::meet);
        if met.is_empty() { all } else { met }
    }

    /// The days an instant may fall on when others have theirs.
    fn range(&self, at: usize, world: &[usize]) -> (usize, usize) {
        let node = self.nodes[at];
        let bounds = self.limits[at];
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
        let own: BTreeSet<Node> =
            (self.items.iter()).flat_map(|i| [i.node, i.asked_at, other_node(i)]).collect();
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
        let own = |i: &&Item| i.of == 0;
        let fits = |i: &Item| i.allowed.as_ref().is_none_or(|days| days[self.day(i.node, world)]);
        self.items.iter().filter(own).all(fits)
    }
}

/// The second instant an item depends on, if it does.
fn other_node(item: &Item) -> Node {
    match item.does {
        Does::Observes { until, .. } => until,
        Does::Returns { since, .. } => since,
        _ => item.node,
    }
}
