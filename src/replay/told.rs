//! What is told of one fluent, as far as it takes effect: what of it belongs to a position, and when that certainly
//! holds.

use std::collections::HashSet;
use std::sync::Arc;

use super::fading;
use super::happening::Choice;
use super::holding::Holding;
use super::kernel::presuppose;
use super::ledger::{Item, Part};
use super::network::Network;
use super::timeline::Track;
use crate::domain::{Answer, Day, Fluent, Persistence, Slug};

/// What touches a fluent, and the tracks of the bodies it cannot outlive.
pub(super) struct Told {
    pub fluent: Fluent,
    pub items: Vec<Item>,
    pub bodies: Vec<Arc<Track>>,
    /// How it goes on in this view (rule R8).
    pub rule: Persistence,
}

impl Told {
    /// What is left of an answer on a day, where the fluent fades.
    pub fn faded(&self, answer: Answer, day: Day) -> Answer {
        match self.rule {
            Persistence::Fades(term) if answer == Answer::Yes && !fading::fresh(term, &self.items, day) => {
                Answer::Possible
            }
            Persistence::Fades(_) | Persistence::UntilEnded | Persistence::Forever => answer,
        }
    }

    /// The days on which fading may change an answer.
    pub fn fading_days(&self, out: &mut Vec<Day>) {
        if let Persistence::Fades(term) = self.rule {
            fading::turning_days(term, &self.items, out);
        }
    }

    /// Whether anything in it can make it certain on some day.
    pub fn may_be_certain(&self) -> bool {
        let sure = |i: &Item| match i.part {
            Part::Start { .. } | Part::Evidence | Part::Seen => i.certain,
            Part::End { explicit } => explicit && i.told,
            Part::Lapse | Part::Return | Part::Affirmed | Part::Denied => false,
        };
        self.items.iter().any(sure)
    }

    /// The stretches of days, up to the horizon, on which it certainly holds in a position.
    pub fn certain(
        &self,
        position: &HashSet<Choice>,
        network: &Network,
        horizon: Day,
    ) -> Vec<(Slug, Day, Day)> {
        let holding = self.holding(position, network);
        let mut days: Vec<Day> = vec![horizon.next()];
        holding.turning_days(&mut days);
        days.extend(self.bodies.iter().flat_map(|body| body.segments.iter().map(|s| s.from)));
        self.fading_days(&mut days);
        days.retain(|d| *d != Day::FUTURE);
        days.sort_unstable();
        days.dedup();
        let sure = |day: Day| {
            let told = self.faded(holding.on(day).answer, day);
            let held = self.bodies.iter().fold(told, |answer, body| presuppose(answer, body.on(day)));
            day <= horizon && held == Answer::Yes
        };
        let mut held: Vec<(Slug, Day, Day)> = Vec::new();
        let mut since: Option<Day> = None;
        for day in days {
            match (since, sure(day)) {
                (None, true) => since = Some(day),
                (Some(from), false) => {
                    held.push((self.fluent.subject.clone(), from, day));
                    since = None;
                }
                _ => {}
            }
        }
        held.extend(since.map(|from| (self.fluent.subject.clone(), from, Day::FUTURE)));
        held
    }

    /// What of it belongs to a position.
    pub fn holding<'n>(&self, position: &HashSet<Choice>, network: &'n Network) -> Holding<'n> {
        let inside = |i: &&Item| i.choices.iter().all(|c| position.contains(c));
        let chosen: Vec<&Item> = self.items.iter().filter(inside).collect();
        let breaks: Vec<(Day, Day)> = self.bodies.iter().flat_map(|body| body.breaks()).collect();
        Holding::new(&self.fluent, &chosen, &breaks, network)
    }
}
