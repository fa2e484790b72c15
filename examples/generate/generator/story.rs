//! The story as it goes on: what holds at present, what is told next, and what is told late.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};

use annals::domain::{Body, Report, Slug};

use super::Plan;
use super::cast::{Cast, HUB};
use super::chance::Chance;
use super::dates::{DAYS, START};

/// How many of the last reports can be amended or told again.
const RECENT: usize = 512;
/// The longest chain of hints.
const CHAIN: u32 = 50;

/// Something that holds until it is told to end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A member of a body.
    Member(u32, u32),
    /// A person, a body, and which post.
    Post(u32, u32, usize),
    /// A treaty, by its number, and its parties.
    Treaty(u64, Vec<u32>),
    Talks(u32, u32),
    Allied(u32, u32),
    Hostile(u32, u32),
    /// An actor at a town.
    Present(u32, usize),
    Blockade(u32, usize),
    /// Who imposed it on whom.
    Sanction(u32, u32),
}

impl Fact {
    /// Whose fact it is.
    pub fn actors(&self) -> Vec<u32> {
        match self {
            Fact::Member(a, b) | Fact::Talks(a, b) | Fact::Allied(a, b) => vec![*a, *b],
            Fact::Hostile(a, b) | Fact::Sanction(a, b) | Fact::Post(a, b, _) => vec![*a, *b],
            Fact::Treaty(_, parties) => parties.clone(),
            Fact::Present(a, _) | Fact::Blockade(a, _) => vec![*a],
        }
    }
}

/// A report that was recorded, and the day of which it tells.
#[derive(Clone)]
pub struct Told {
    pub report: Report,
    pub day: i32,
}

/// What is made next: a report that can be told again and amended, or what cannot.
enum Made {
    Told(Box<Told>),
    Body(Box<Body>),
}

/// How far the story is.
pub struct Story {
    pub cast: Cast,
    pub chance: Chance,
    reports: u64,
    /// Records made so far, and the number of the next id.
    recorded: u64,
    pub next_id: u64,
    /// Today.
    pub day: i32,
    /// What holds and since when; `holds` has the same without an order.
    pub live: Vec<(Fact, i32)>,
    pub holds: HashSet<Fact>,
    /// Actors that came up, and those that have ended.
    pub met: Vec<bool>,
    pub ended: Vec<bool>,
    /// The days on which actors end, the next one last; and those whose day has come.
    mortal: Vec<(i32, u32)>,
    pub due: VecDeque<u32>,
    /// The leader of a body, the holder of a town, the name of a body by how often it was renamed.
    pub leaders: HashMap<u32, u32>,
    pub holders: HashMap<usize, u32>,
    pub names: HashMap<u32, u32>,
    /// The last link of an actor's chain of hints, and how long the chain is.
    pub chains: HashMap<u32, (Slug, u32)>,
    /// A spell of fighting: report, sides, first and last day.
    pub campaign: Option<(Slug, u32, u32, i32, i32)>,
    recent: VecDeque<Told>,
    /// What waits to be recorded: until how many records there are, and its order.
    late: BinaryHeap<Reverse<(u64, u64)>>,
    /// The reports that wait, by their order: how late says `late`.
    waiting: HashMap<u64, Box<Told>>,
    /// The report of the hub's formation, and who joins the hub next.
    pub hub: Option<Slug>,
    pub joiner: u32,
    hub_retracted: bool,
}

impl Story {
    pub fn new(plan: &Plan) -> Story {
        let cast = Cast::new(plan);
        let actors = cast.actors();
        let mut mortal: Vec<(i32, u32)> = (0..actors).map(|rank| (cast.life(rank).1, rank)).collect();
        mortal.sort_unstable_by_key(|(day, rank)| Reverse((*day, *rank)));
        let none = vec![false; actors as usize];
        Story {
            cast,
            chance: Chance::new(plan.seed),
            reports: plan.reports,
            recorded: 0,
            next_id: 1,
            day: START,
            live: Vec::new(),
            holds: HashSet::new(),
            met: none.clone(),
            ended: none,
            mortal,
            due: VecDeque::new(),
            leaders: HashMap::new(),
            holders: HashMap::new(),
            names: HashMap::new(),
            chains: HashMap::new(),
            campaign: None,
            recent: VecDeque::new(),
            late: BinaryHeap::new(),
            waiting: HashMap::new(),
            hub: None,
            joiner: HUB + 1,
            hub_retracted: false,
        }
    }

    /// The next record; `None` where the plan is done.
    pub fn next_record(&mut self) -> Option<Body> {
        if self.recorded >= self.reports {
            return None;
        }
        self.recorded += 1;
        let told = match self.made() {
            Made::Told(told) => told,
            Made::Body(body) => return Some(*body),
        };
        let report = told.report.clone();
        self.recent.push_back(*told);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        Some(Body::from(report))
    }

    fn made(&mut self) -> Made {
        if let Some(told) = self.waited() {
            return Made::Told(told);
        }
        if !self.hub_retracted && self.recorded > self.reports / 10 * 9 && self.hub.is_some() {
            self.hub_retracted = true;
            if let Some(amendment) = self.hub.clone().map(|hub| self.retraction(hub)) {
                return Made::Body(Box::new(Body::Amendment(amendment)));
            }
        }
        let amended = match self.chance.below(1000) {
            0..10 => self.taken().map(|told| self.correction(&told)),
            10..12 => self.taken().map(|told| self.retraction(told.report.id)),
            12..18 => self.seen().map(|told| self.denial(&told)),
            18..32 => return self.another(),
            _ => None,
        };
        match amended {
            Some(amendment) => Made::Body(Box::new(Body::Amendment(amendment))),
            None => Made::Told(self.story()),
        }
    }

    fn another(&mut self) -> Made {
        match self.seen() {
            Some(told) => Made::Body(Box::new(Body::from(self.variant(&told)))),
            None => Made::Told(self.story()),
        }
    }

    /// A recent report, which can be amended again.
    fn seen(&mut self) -> Option<Told> {
        let at = self.chance.below(self.recent.len() as u64);
        self.recent.get(usize::try_from(at).ok()?).cloned()
    }

    /// A recent report, which is not amended a second time; the hub's formation is kept for later.
    fn taken(&mut self) -> Option<Told> {
        let at = usize::try_from(self.chance.below(self.recent.len() as u64)).ok()?;
        if self.recent.get(at).map(|told| &told.report.id) == self.hub.as_ref() {
            return None;
        }
        self.recent.remove(at)
    }

    /// What was to be recorded by now.
    fn waited(&mut self) -> Option<Box<Told>> {
        let Reverse((due, order)) = *self.late.peek()?;
        if due > self.recorded {
            return None;
        }
        self.late.pop();
        self.waiting.remove(&order)
    }

    /// The next thing that happens and is told at once; 3% is told later.
    fn story(&mut self) -> Box<Told> {
        loop {
            let report = self.happening();
            let told = Box::new(Told { report, day: self.day });
            let left = self.reports.saturating_sub(self.recorded);
            if left < 10 || !self.chance.permille(30) {
                return told;
            }
            // As often a hundred records later as a hundred thousand.
            let steps = 64 - (left / 2).leading_zeros();
            let order = 1_u64 << self.chance.below(u64::from(steps));
            let due = self.recorded + 1 + (order + self.chance.below(order)).min(left - 1);
            self.late.push(Reverse((due, self.next_id)));
            self.waiting.insert(self.next_id, told);
        }
    }

    fn happening(&mut self) -> Report {
        self.day = START + i32::try_from(self.recorded * DAYS as u64 / self.reports.max(1)).unwrap_or(DAYS);
        while let Some((day, rank)) = self.mortal.last().copied().filter(|(day, _)| *day <= self.day) {
            self.mortal.pop();
            if day < START + DAYS && self.was(&self.met, rank) {
                self.due.push_back(rank);
            } else {
                self.end(rank);
            }
        }
        if let Some(report) = self.life_of_the_hub(self.hub_joins()) {
            return report;
        }
        if let Some(rank) = self.due.pop_front()
            && let Some(report) = self.passing_away(rank)
        {
            return report;
        }
        let main = self.anybody();
        if !self.was(&self.met, main)
            && let Some(report) = self.formed(main)
        {
            return report;
        }
        self.meet(main);
        let most = (self.reports / 100).clamp(100, 12_000);
        let ending = (210 * self.live.len() as u64 / most).min(400);
        let drawn = self.chance.below(1000);
        let told = if drawn < ending {
            self.ending()
        } else if drawn < ending + 210 {
            self.beginning(main)
        } else {
            None
        };
        told.unwrap_or_else(|| self.passing(main))
    }

    /// Out of a thousand happenings, how many make the hub one member larger: together 10,000 (of small plans a
    /// hundredth of the reports), within seven tenths of the story.
    fn hub_joins(&self) -> u64 {
        let members = (self.reports / 100).min(10_000).min(u64::from(self.cast.actors()) / 2);
        let share = 1_000_000 * members / (self.reports * 7 / 10).max(1);
        let past = self.recorded > self.reports / 10 * 8;
        if past { 0 } else { share }
    }

    /// Somebody who is there today, by how busy he is.
    pub fn anybody(&mut self) -> u32 {
        for _ in 0..16 {
            let word = self.chance.word();
            let rank = self.cast.busy(word);
            if self.is_there(rank) {
                return rank;
            }
        }
        0
    }

    /// A body that is no coalition, and there today, with which an actor has to do; never itself.
    pub fn other(&mut self, rank: u32) -> u32 {
        for _ in 0..16 {
            let k = self.chance.below(16);
            let other =
                if self.chance.permille(800) { self.cast.acquaintance(rank, k) } else { self.anybody() };
            if other != rank && self.is_there(other) && self.is_fighter(other) {
                return other;
            }
        }
        u32::from(rank == 0)
    }

    /// Whether it is a body that acts by itself.
    pub fn is_fighter(&self, rank: u32) -> bool {
        use annals::domain::ActorKind::{Coalition, Person};
        rank != HUB && !matches!(self.cast.kind(rank), Person | Coalition)
    }

    /// Whether an actor is there today.
    pub fn is_there(&self, rank: u32) -> bool {
        let (from, to) = self.cast.life(rank);
        from <= self.day
            && self.day < to
            && !self.was(&self.ended, rank)
            && (rank != HUB || self.hub.is_some())
    }

    pub fn was(&self, marks: &[bool], rank: u32) -> bool {
        marks.get(rank as usize).copied().unwrap_or(false)
    }

    /// Notes that an actor came up.
    pub fn meet(&mut self, rank: u32) {
        if let Some(met) = self.met.get_mut(rank as usize) {
            *met = true;
        }
    }

    /// Notes that an actor is no more.
    pub fn end(&mut self, rank: u32) {
        if let Some(ended) = self.ended.get_mut(rank as usize) {
            *ended = true;
        }
        self.leaders.remove(&rank);
        self.chains.remove(&rank);
    }

    /// Lets a fact hold from today; `false` where it does already.
    pub fn hold(&mut self, fact: Fact) -> bool {
        let new = self.holds.insert(fact.clone());
        if new {
            self.live.push((fact, self.day));
        }
        new
    }

    /// The link that a report can be hinted after, if the chain of its actor is not too long by now.
    pub fn link(&mut self, rank: u32, id: &Slug) -> Option<Slug> {
        let (before, length) = self.chains.remove(&rank).map_or((None, 0), |(id, n)| (Some(id), n));
        let length = if length + 1 >= CHAIN { 0 } else { length + 1 };
        self.chains.insert(rank, (id.clone(), length));
        before.filter(|_| length > 0)
    }
}
