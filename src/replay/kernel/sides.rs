//! Sides: what the positions of one fluent say, brought together day by day (rule R14): who else holds its slot, claims, fading
//! and the bodies it cannot outlive are weighed here.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{excluded, extend};
use crate::domain::{Answer, Day, Voices};
use crate::replay::claims::Heard;
use crate::replay::happening::Choice;
use crate::replay::holding::{Holding, Mark, Said};
use crate::replay::network::Network;
use crate::replay::positions::Positions;
use crate::replay::slots::Occupied;
use crate::replay::timeline::Segment;
use crate::replay::told::Told;

/// What the positions of one fluent say.
#[derive(Default)]
pub(super) struct Sides {
    /// Each that says something of its own.
    pub holdings: Vec<Holding>,
    /// The place of a holding, and who certainly holds the slot beside it; each pair once.
    worlds: Vec<(usize, Option<Rc<Occupied>>)>,
    /// From each day on, which worlds say what all say; empty: all do.
    telling: Vec<(Mark, Vec<usize>)>,
}

impl Sides {
    /// Adds a position.
    pub fn add(&mut self, number: usize, occupied: Option<Rc<Occupied>>) {
        let same = |(known, other): &(usize, Option<Rc<Occupied>>)| *known == number && *other == occupied;
        if !self.worlds.iter().any(same) {
            self.worlds.push((number, occupied));
        }
    }

    /// Takes the positions of a fluent that any number may hold, as far as one of them tells on some day what the others say.
    pub fn take(
        &mut self,
        told: &Told,
        network: &Network,
        all: &[Vec<Choice>],
        mut telling: Vec<(Mark, Vec<usize>)>,
    ) {
        let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
        for at in telling.iter_mut().flat_map(|(_, positions)| positions) {
            *at = *numbers.entry(*at).or_insert_with_key(|at| {
                let position = all.get(*at).map_or(&[][..], Vec::as_slice);
                self.holdings.push(told.holding(position, network));
                self.worlds.push((self.holdings.len() - 1, None));
                self.worlds.len() - 1
            });
        }
        self.telling = telling;
    }

    /// The answers of all days.
    pub fn answers(&self, told: &Told, claims: &Heard<'_>) -> Vec<Segment> {
        let days = self.turning_days(told, claims);
        let every: Vec<usize> = (0..self.worlds.len()).collect();
        let mut segments: Vec<Segment> = Vec::new();
        let mut within: Vec<Day> = Vec::new();
        for (at, day) in days.iter().copied().enumerate() {
            let telling = if self.telling.is_empty() { &every } else { Positions::on(&self.telling, day) };
            let Heads { answers, alone, silent } = self.heads(told, telling, day);
            let heard = |base| claims.weigh(base, silent, day);
            let base = told.faded(answers.answer(), day);
            let besides = alone.any().map(|alone| heard(told.faded(alone, day)));
            let unopposed = heard(base) == base;
            let heard = heard(base);
            // Bodies may go, and come, on the days up to the next.
            let next = days.get(at + 1).copied().unwrap_or(Day::FUTURE);
            told.turns_between(heard.max(besides.unwrap_or(heard)), day, next, &mut within);
            for from in within.iter().copied() {
                let answer = told.bodies.left(heard, from);
                let silent = silent && unopposed && answer == heard;
                let free = |answer| told.bodies.left(answer, from) != Answer::No;
                let excluded = answer == Answer::No && besides.is_some_and(free);
                extend(&mut segments, Segment { from, answer, silent, excluded });
            }
        }
        segments
    }

    /// The days on which anything may change, but for what bodies change.
    fn turning_days(&self, told: &Told, claims: &Heard<'_>) -> Vec<Day> {
        let mut days: Vec<Day> = vec![Day::PAST];
        for holding in &self.holdings {
            holding.turning_days(&mut days);
        }
        days.extend(self.worlds.iter().filter_map(|(_, o)| o.as_ref()).flat_map(|o| o.days()));
        claims.turning_days(&mut days);
        told.turning_days(&mut days);
        days.retain(|d| *d != Day::FUTURE);
        days.sort_unstable();
        days.dedup();
        days
    }

    /// What worlds say of a day.
    fn heads(&self, told: &Told, telling: &[usize], day: Day) -> Heads {
        let mut heads = Heads { answers: Voices::default(), alone: Voices::default(), silent: true };
        let seen = told.is_seen(day).then_some(Said { answer: Answer::Yes, silent: false });
        for (number, occupied) in telling.iter().filter_map(|at| self.worlds.get(*at)) {
            let said = seen.or_else(|| self.holdings.get(*number).map(|holding| holding.on(day)));
            let Some(mut said) = said else { continue };
            if let Some(occupied) = occupied {
                heads.alone.hear(said.answer);
                if said.silent && occupied.by_other(&told.fluent.subject, day) {
                    said.answer = excluded(said.answer);
                }
            }
            heads.silent &= said.silent;
            heads.answers.hear(said.answer);
        }
        heads
    }
}

/// What worlds say of one day.
struct Heads {
    answers: Voices,
    /// The same, did nobody else hold the slot.
    alone: Voices,
    /// Whether only silence speaks in all of them.
    silent: bool,
}
