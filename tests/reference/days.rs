//! The event calculus: the fluents of a scene in one world, day by day (rule R10). What may or may not come about on
//! a day splits a strand in two; strands in the same state join again.

use std::collections::BTreeSet;

use annals::domain::Day;

use super::network::Node;
use super::worlds::{Does, Item, Replay, State};

/// One way things may have gone so far.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Strand {
    states: Vec<State>,
    /// By item: of an end that tells of the time before, that this has begun; of what may lapse or return, that it
    /// may; of the end of a spell, that it began.
    marks: u128,
}

/// One world.
struct Days<'a> {
    replay: &'a Replay<'a>,
    world: &'a [usize],
    /// Whether an item comes about, where that is settled beforehand.
    settled: Vec<Option<bool>>,
    /// The items that fall on each day.
    calendar: Vec<Vec<usize>>,
    /// Ends that tell of the time before, with the days between which that began.
    starts: Vec<(usize, usize, usize)>,
    /// What may lapse or return: item, first day, first day on which it may not any more.
    lapses: Vec<(usize, usize, usize)>,
}

impl Replay<'_> {
    /// Replays a world, and tells of each day the states that the first fluent may be in.
    pub fn outcomes(&self, world: &[usize], seen: &mut impl FnMut(usize, State)) {
        // What works backwards must be settled first.
        let backwards = |i: &usize| {
            let item = &self.items[*i];
            let tells = !item.told && self.unbegun.iter().any(|(end, ..)| end == i);
            !item.firm && (tells || matches!(item.does, Does::Begins { birth: true, .. }))
        };
        let early: Vec<usize> = (0..self.items.len()).filter(backwards).collect();
        for choice in 0..1u32 << early.len().min(10) {
            let settled = |i: usize| match early.iter().position(|e| *e == i) {
                Some(bit) => Some(choice >> bit & 1 == 1),
                None => self.items[i].firm.then_some(true),
            };
            let settled = (0..self.items.len()).map(settled).collect();
            Days::new(self, world, settled).run(seen);
        }
    }
}

impl<'a> Days<'a> {
    fn new(replay: &'a Replay<'a>, world: &'a [usize], settled: Vec<Option<bool>>) -> Days<'a> {
        let (calendar, starts, lapses) = (vec![Vec::new(); replay.window.len()], Vec::new(), Vec::new());
        let mut days = Days { replay, world, settled, calendar, starts, lapses };
        for (i, item) in replay.items.iter().enumerate() {
            let day = days.day(item.node);
            match item.does {
                Does::Observes { .. } => {}
                Does::Lapses { .. } | Does::Returns { .. } => {
                    days.lapses.push((i, days.first_lapse(item), days.last_lapse(item)));
                }
                _ if days.settled[i] == Some(false) || days.void(item) => {}
                _ => days.calendar[day].push(i),
            }
        }
        for (end, latest, since) in &replay.unbegun {
            if days.settled[*end] != Some(false) || replay.items[*end].told {
                let earlier = replay.earlier_ends(*end).into_iter();
                let low = earlier
                    .map(|e| days.day(replay.items[e].node))
                    .max()
                    .unwrap_or(0)
                    .max(replay.window.index(*since));
                days.starts.push((*end, low, replay.window.index(*latest).max(low)));
            }
        }
        days
    }

    fn day(&self, node: Node) -> usize {
        self.replay.day(node, self.world)
    }

    /// Falls on a day on which it cannot; of the first fluent such worlds are not taken at all.
    fn void(&self, item: &Item) -> bool {
        item.of != 0 && item.allowed.as_ref().is_some_and(|days| !days[self.day(item.node)])
    }

    /// The first day on which something may lapse or return.
    fn first_lapse(&self, item: &Item) -> usize {
        let (Does::Lapses { wait, .. } | Does::Returns { wait, .. }) = item.does else { return usize::MAX };
        let (replay, begun) = (self.replay, self.day(item.node));
        if begun == 0 && replay.network.bounds[item.node].earliest == Day::PAST {
            return 0;
        }
        let day = wait.after(replay.window.first.plus(begun as i32));
        if day > replay.window.last { usize::MAX } else { replay.window.index(day) }
    }

    /// The first day on which it may not any more, as something certain has come after it (rules R28, R31).
    fn last_lapse(&self, item: &Item) -> usize {
        let stops = |other: &&Item| {
            let kind = match (item.does, other.does) {
                (Does::Lapses { until_begun_anew: true, .. }, does) => matches!(does, Does::Begins { .. }),
                (_, does) => matches!(does, Does::Begins { .. } | Does::Ends { .. }),
            };
            let since = if let Does::Returns { since, .. } = item.does { since } else { item.node };
            let fits = other.allowed.as_ref().is_none_or(|days| days[self.day(other.node)]);
            let later = self.replay.network.surely_before(since, other.node);
            let own = [since, item.node].contains(&other.node);
            kind && other.of == item.of && other.firm && fits && later && !own
        };
        let days = self.replay.items.iter().filter(stops).map(|other| self.day(other.node));
        days.min().unwrap_or(usize::MAX)
    }

    fn run(&self, seen: &mut impl FnMut(usize, State)) {
        let fluents = self.replay.lives.len();
        let mut strands = BTreeSet::from([Strand { states: vec![State::Silent; fluents], marks: 0 }]);
        let first_birth = self.first_birth();
        for day in 0..self.calendar.len() {
            if self.busy(day) {
                let mut next = BTreeSet::new();
                strands.iter().for_each(|strand| self.pass(strand, day, &mut next));
                strands = next;
            }
            let (surely, perhaps) = (self.observed(0, day, true), self.observed(0, day, false));
            for strand in &strands {
                if surely || perhaps {
                    seen(day, State::Holds);
                }
                match strand.states[0] {
                    _ if surely => {}
                    State::Silent if day < first_birth => seen(day, State::Not),
                    state => seen(day, state),
                }
            }
        }
    }

    /// The first day of a stated birth: nothing before it.
    fn first_birth(&self) -> usize {
        let birth = |i: &usize| {
            let item = &self.replay.items[*i];
            let dated = self.replay.spans[*i].earliest != Day::PAST;
            matches!(item.does, Does::Begins { birth: true, .. }) && dated && self.settled[*i] == Some(true)
        };
        let days = (0..self.settled.len()).filter(birth).map(|i| self.day(self.replay.items[i].node));
        days.min().unwrap_or(0)
    }

    /// Whether anything can change on a day.
    fn busy(&self, day: usize) -> bool {
        let asked = |i: &Item| !i.only_if.is_empty() && self.day(i.asked_at) == day;
        let within = |(_, low, high): &(usize, usize, usize)| *low <= day && day <= *high;
        !self.calendar[day].is_empty()
            || self.starts.iter().any(within)
            || self.lapses.iter().any(within)
            || self.replay.items.iter().any(asked)
    }

    /// Whether a fluent is seen to hold on a day: surely, or else perhaps.
    fn observed(&self, fluent: usize, day: usize, surely: bool) -> bool {
        self.replay.items.iter().filter(|i| i.of == fluent && i.firm == surely).any(|item| match item.does {
            Does::Observes { until, at_least } => {
                let least = at_least.map_or(0, |d| self.replay.window.index(d));
                self.day(item.node) <= day && day <= self.day(until).max(least)
            }
            _ => false,
        })
    }

    /// Whether a fluent may hold at the dawn of a day.
    fn at_dawn(&self, strand: &Strand, fluent: usize, day: usize) -> bool {
        let Some(before) = day.checked_sub(1) else { return false };
        let seen = self.observed(fluent, before, true) || self.observed(fluent, before, false);
        self.replay.lives[fluent][before] && (strand.states[fluent] == State::Holds || seen)
    }

    /// All ways a day may go.
    fn pass(&self, strand: &Strand, day: usize, next: &mut BTreeSet<Strand>) {
        let items = &self.replay.items;
        let mut marks = strand.marks;
        for (i, item) in items.iter().enumerate().filter(|(_, i)| !i.only_if.is_empty()) {
            let may = item.only_if.iter().any(|f| self.at_dawn(strand, *f, day));
            if self.day(item.asked_at) == day && may {
                marks |= 1 << i;
                self.replay.met.set(self.replay.met.get() | 1 << i);
            }
        }
        for (i, _, last) in &self.lapses {
            if *last <= day {
                marks &= !(1 << i);
            }
        }
        let can = |i: &&usize| items[**i].only_if.is_empty() || marks >> **i & 1 == 1;
        let today: Vec<usize> = self.calendar[day].iter().filter(can).copied().collect();
        let open: Vec<usize> = today.iter().copied().filter(|i| self.settled[*i].is_none()).collect();
        for choice in 0..1u32 << open.len().min(10) {
            let happens = |i: &usize| match open.iter().position(|o| o == i) {
                Some(bit) => choice >> bit & 1 == 1,
                None => true,
            };
            let events: Vec<usize> = today.iter().copied().filter(happens).collect();
            let marks = self.marked(strand, day, &events, marks);
            let mut ways = vec![Strand { states: Vec::new(), marks }];
            for fluent in 0..strand.states.len() {
                let mut longer = Vec::new();
                for way in &ways {
                    for (state, marks) in self.ways(strand.states[fluent], fluent, day, &events, way.marks) {
                        let mut states = way.states.clone();
                        states.push(state);
                        longer.push(Strand { states, marks });
                    }
                }
                ways = longer;
            }
            next.extend(ways);
        }
    }

    /// What may lapse or return from now on, and what may not any more.
    fn marked(&self, strand: &Strand, day: usize, events: &[usize], mut marks: u128) -> u128 {
        let items = &self.replay.items;
        for (i, _, last) in &self.lapses {
            let lapse = &items[*i];
            let on = |node: Node| events.iter().map(|e| &items[*e]).filter(move |e| e.node == node);
            let begins = |e: &Item| e.of == lapse.of && matches!(e.does, Does::Begins { .. });
            let set = match lapse.does {
                Does::Returns { since, .. } => {
                    let ended = on(since).any(|e| e.of == lapse.of && matches!(e.does, Does::Ends { .. }));
                    ended && self.at_dawn(strand, lapse.of, day)
                }
                _ => on(lapse.node).any(begins),
            };
            if set && day < *last {
                marks |= 1 << i;
            }
            let anew = |e: &&usize| {
                begins(&items[**e]) && self.replay.network.surely_before(lapse.node, items[**e].node)
            };
            let bound = matches!(lapse.does, Does::Lapses { until_begun_anew: true, .. });
            if bound && events.iter().any(|e| anew(&e)) {
                marks &= !(1 << i);
            }
        }
        marks
    }

    /// All ways a day may go for one fluent: its state at the close, and the marks.
    fn ways(
        &self,
        dawn: State,
        fluent: usize,
        day: usize,
        events: &[usize],
        marks: u128,
    ) -> Vec<(State, u128)> {
        let items = &self.replay.items;
        let own: Vec<usize> = events.iter().copied().filter(|i| items[*i].of == fluent).collect();
        let mut ways = vec![(self.close(dawn, &own, None), marks)];
        for (i, low, high) in &self.lapses {
            if items[*i].of == fluent && marks >> i & 1 == 1 && (*low..*high).contains(&day) {
                let begins = matches!(items[*i].does, Does::Returns { .. });
                ways.push((self.close(dawn, &own, Some(begins)), marks & !(1 << i)));
            }
        }
        for (end, low, high) in self.starts.iter().filter(|(end, ..)| items[*end].of == fluent) {
            if day < *low || *high < day {
                continue;
            }
            // What an end tells of the time before it follows all that came earlier; on the last day it must hold. At the
            // edge of the window both may fall on one day.
            let ends = own.contains(end);
            let start = |(state, _): &(State, u128)| if ends { *state } else { State::Holds };
            let started: Vec<(State, u128)> = ways.iter().map(|way| (start(way), way.1 | 1 << end)).collect();
            let waiting = ways.into_iter().filter(|_| day < *high);
            ways = waiting.chain(started).collect();
        }
        ways
    }

    /// The state at the close of a day, from that at its dawn (rule R10); `more` begins or ends it, in no order.
    fn close(&self, dawn: State, events: &[usize], more: Option<bool>) -> State {
        let (items, network) = (&self.replay.items, self.replay.network);
        // What happens that day, by instant: each applied whole, what it proves, its ends, then its beginnings.
        let mut ranks: Vec<(Node, u8)> = Vec::new();
        let (mut ceases, mut displaced, mut named) = (false, Vec::new(), Vec::new());
        for item in events.iter().map(|i| &items[*i]) {
            let rank = match item.does {
                Does::Begins { evidence: true, .. } => 0,
                Does::Ends { displaces, .. } => {
                    if displaces {
                        displaced.push(item.node);
                    } else {
                        named.push(item.node);
                    }
                    1
                }
                Does::Begins { .. } => 2,
                Does::Ceases => {
                    ceases = true;
                    continue;
                }
                Does::Observes { .. } | Does::Lapses { .. } | Does::Returns { .. } => continue,
            };
            match ranks.iter_mut().find(|(node, _)| *node == item.node) {
                Some((_, known)) => *known = rank.max(*known),
                None => ranks.push((item.node, rank)),
            }
        }
        // Who acts on the day of its end acts before it, unless a hint says otherwise.
        let proof_first =
            |node: &Node| ranks.iter().any(|(other, rank)| *rank == 1 && !network.ordered(*other, *node));
        let counts = |(node, rank): &&(Node, u8)| *rank != 0 || !proof_first(node);
        let today: Vec<(Node, bool)> =
            ranks.iter().filter(counts).map(|(n, rank)| (*n, *rank != 1)).collect();
        let last = |a: &Node| !today.iter().any(|(b, _)| network.ordered(*a, *b));
        let mut closing: Vec<bool> =
            today.iter().filter(|(node, _)| last(node)).map(|(_, begins)| *begins).collect();
        closing.extend(more);
        // A cessation ends what holds, and what begins and ends on its day; it says nothing of what never held.
        if ceases && (dawn != State::Silent || !closing.is_empty()) {
            closing.push(false);
        }
        // So does a displacement.
        let idle =
            |(node, begins): &(Node, bool)| !begins && displaced.contains(node) && !named.contains(node);
        if dawn == State::Silent && !ceases && more.is_none() && today.iter().all(idle) {
            return dawn;
        }
        let holds = match dawn {
            State::Holds => closing.contains(&true),
            _ => !closing.contains(&false),
        };
        match (closing.is_empty(), holds) {
            (true, _) => dawn,
            (_, true) => State::Holds,
            (_, false) => State::Not,
        }
    }
}
