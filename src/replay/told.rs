//! What is told of one fluent, as far as it takes effect: what of it belongs to a position, and when that certainly
//! holds.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::bodies::Bodies;
use super::fading;
use super::happening::Choice;
use super::holding::{Hints, Holding, Sightings, Stretches, bearing, gist, is_sighting};
use super::item::{Item, Items, Part};
use super::network::Network;
use super::positions::Aspects;
use crate::domain::{Answer, Day, Fluent, Persistence, Slug};

/// What touches a fluent, and the bodies it cannot outlive.
pub(super) struct Told {
    pub fluent: Fluent,
    pub items: Items,
    /// What of the items can matter for an answer.
    pub gist: Items,
    /// Of the gist, what is seen in every position.
    sightings: Sightings,
    /// Of the gist, what is in every account besides: no claims.
    weighed: Vec<Item>,
    /// The same, of some accounts only.
    chosen: Vec<Item>,
    pub bodies: Bodies,
    /// Where it fades in this view: the days on which it has not begun to (rule R8).
    fresh: Option<Stretches>,
    /// The disputed aspects that can matter for an answer, each with the days on which it can.
    pub aspects: Aspects,
    /// When it certainly holds, by the choices that can matter.
    certain: RefCell<FxHashMap<Vec<Choice>, Rc<Vec<Held>>>>,
}

/// Who certainly holds something, from a day up to another that is not included.
pub(super) type Held = (Slug, Day, Day);

impl Told {
    /// From what touches a fluent, its bodies, and how it goes on in this view.
    pub fn new(fluent: &Fluent, items: Items, bodies: Bodies, rule: Persistence, network: &Network) -> Told {
        let disputed = items.iter().any(|i| !i.choices.is_empty());
        let hints = if disputed { Hints::Bind } else { Hints::BindInKnots };
        let mut all = gist(fluent, &items, hints, network).map_or_else(|| items.clone(), Items::from);
        let fresh = match rule {
            Persistence::Fades(term) => Some(fading::freshness(term, &items)),
            Persistence::UntilEnded | Persistence::Forever => None,
        };
        let mut aspects = Aspects::default();
        if disputed {
            let days = bearing(fluent, &all, &bodies, network);
            let mut kept: Vec<Item> = Vec::with_capacity(all.len());
            for (item, days) in all.iter().zip(&days) {
                match days {
                    // Whatever becomes of it, answers are the same.
                    Some(days) if days.is_empty() => continue,
                    Some(days) => item.choices.iter().for_each(|choice| aspects.add(choice, days)),
                    None => {}
                }
                kept.push(item.clone());
            }
            // With less beside them, more of the others say the same.
            let less = gist(fluent, &kept, Hints::BindInKnots, network).unwrap_or(kept);
            if less.len() < all.len() {
                all = Items::from(less);
            }
        }
        let (fluent, certain) = (fluent.clone(), RefCell::default());
        let sightings = Sightings::of(&all);
        let claims = |i: &Item| matches!(i.part, Part::Affirmed | Part::Denied);
        let differs = all.iter().filter(|i| !is_sighting(i) && !claims(i)).cloned();
        let (weighed, chosen) = differs.partition(|i| i.choices.is_empty());
        Told { fluent, items, gist: all, sightings, weighed, chosen, bodies, fresh, aspects, certain }
    }

    /// What is left of an answer on a day, where the fluent fades.
    pub fn faded(&self, answer: Answer, day: Day) -> Answer {
        match &self.fresh {
            Some(fresh) if answer == Answer::Yes && !fresh.has(day) => Answer::Possible,
            Some(_) | None => answer,
        }
    }

    /// The days on which fading or what is seen in every position may change an answer.
    pub fn turning_days(&self, out: &mut Vec<Day>) {
        if let Some(fresh) = &self.fresh {
            fresh.turns(out);
        }
        self.sightings.turns(out);
    }

    /// The days from one on, before another, on which something else may be left of what is told, the first included.
    pub fn turns_between(&self, told: Answer, from: Day, to: Day, out: &mut Vec<Day>) {
        out.clear();
        out.push(from);
        self.bodies.turns(told, from, to, out);
        out.sort_unstable();
        out.dedup();
    }

    /// Whether it is seen on a day, for certain and in every position: nothing else has to be asked then.
    pub fn is_seen(&self, day: Day) -> bool {
        self.sightings.sure(day)
    }

    /// Whether anything in it can make it certain on some day.
    pub fn may_be_certain(&self) -> bool {
        let sure = |i: &Item| match i.part {
            Part::Start { .. } | Part::Evidence | Part::Seen => i.certain,
            Part::End { explicit } => explicit && i.told,
            Part::Lapse | Part::Return | Part::Affirmed | Part::Denied => false,
        };
        self.gist.iter().any(sure)
    }

    /// Of a position, the choices that can matter.
    pub fn own(&self, position: &[Choice]) -> Vec<Choice> {
        position.iter().copied().filter(|c| self.aspects.has(c.aspect)).collect()
    }

    /// The stretches of days on which it certainly holds in a position.
    pub fn certain(&self, position: &[Choice], network: &Network) -> Rc<Vec<Held>> {
        let own = self.own(position);
        if let Some(known) = self.certain.borrow().get(&own) {
            return known.clone();
        }
        let held = Rc::new(self.certainly(&own, network));
        self.certain.borrow_mut().insert(own, held.clone());
        held
    }

    fn certainly(&self, position: &[Choice], network: &Network) -> Vec<Held> {
        let holding = self.holding(position, network);
        let mut days: Vec<Day> = Vec::new();
        holding.turning_days(&mut days);
        self.turning_days(&mut days);
        days.retain(|d| *d != Day::FUTURE);
        days.sort_unstable();
        days.dedup();
        let mut held: Vec<Held> = Vec::new();
        let mut since: Option<Day> = None;
        let mut within: Vec<Day> = Vec::new();
        for (at, from) in days.iter().enumerate() {
            let told = self.faded(holding.on(*from).answer, *from);
            let to = days.get(at + 1).copied().unwrap_or(Day::FUTURE);
            self.turns_between(told, *from, to, &mut within);
            for day in within.iter().copied() {
                match (since, self.bodies.left(told, day) == Answer::Yes) {
                    (None, true) => since = Some(day),
                    (Some(from), false) => {
                        held.push((self.fluent.subject.clone(), from, day));
                        since = None;
                    }
                    _ => {}
                }
            }
        }
        held.extend(since.map(|from| (self.fluent.subject.clone(), from, Day::FUTURE)));
        held
    }

    /// What of it belongs to a position: choices in order.
    pub fn holding(&self, position: &[Choice], network: &Network) -> Holding {
        let inside = |i: &&Item| i.choices.iter().all(|c| position.binary_search(c).is_ok());
        let chosen: Vec<&Item> = self.weighed.iter().chain(self.chosen.iter().filter(inside)).collect();
        Holding::new(&self.fluent, &chosen, &self.sightings, &self.bodies, network)
    }
}
