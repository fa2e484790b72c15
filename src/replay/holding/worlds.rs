//! All days at once: the stretches on which a fluent holds in every world of a position, and those on which it holds in
//! some.

use super::order::Order;
use super::stretches::Stretches;
use super::{DAWNS, End, Mark, NEVER, Parts, Seen, Sightings, Start, mark};
use crate::domain::{Bounds, Day};
use crate::replay::network::Instant;

/// The days on which it must hold, and on which it may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Worlds {
    /// What is seen whichever account is right.
    sightings: Sightings,
    /// Seen to hold.
    seen: Stretches,
    /// Seen to hold, and told to have ended: statements that exclude each other (rule R3).
    seen_and_ended: Stretches,
    /// Begun, and not ended.
    begun: Stretches,
    /// Somebody acts after an undisputed end (rule R18).
    after_end: Stretches,
    /// Begun again by more than an act, whatever became of it.
    born_again: Stretches,
    /// It holds in some world.
    may: Stretches,
    /// The same, beginnings open to the left apart.
    may_otherwise: Stretches,
}

impl Worlds {
    /// `Some`: it holds in every world; with `true`, only because somebody acts after an undisputed end, or because
    /// statements exclude each other.
    pub fn must(&self, day: Day) -> Option<bool> {
        if self.sightings.sure(day) || self.seen.has(day) {
            return Some(false);
        }
        if self.seen_and_ended.has(day) {
            return Some(true);
        }
        if self.begun.has(day) {
            return Some(false);
        }
        self.after_end.has(day).then(|| !self.born_again.has(day))
    }

    /// Whether it holds in some world.
    pub fn may(&self, day: Day) -> bool {
        self.may.has(day) || self.sightings.may().has(day)
    }

    /// Whether it holds in some world, for more than a beginning open to the left.
    pub fn may_otherwise(&self, day: Day) -> bool {
        self.may_otherwise.has(day) || self.sightings.may_otherwise().has(day)
    }

    /// Whether it may have been held at the dawn of some day inside the bounds.
    pub fn held_at_dawn(&self, bounds: Bounds) -> bool {
        let (first, last) = (bounds.earliest.prev(), bounds.latest.prev());
        let held = |days: &Stretches| days.meets(first, last) || days.has(first) || days.has(last);
        held(&self.may) || held(self.sightings.may())
    }

    /// The days on which any of it changes, but for what is seen whichever account is right.
    pub fn turns(&self, out: &mut Vec<Day>) {
        let all = [&self.seen, &self.seen_and_ended, &self.begun, &self.after_end, &self.born_again];
        all.into_iter().chain([&self.may, &self.may_otherwise]).for_each(|s| s.turns(out));
    }
}

impl Parts<'_> {
    /// What holds in the worlds; where anything asks what held at a dawn, also what held one dawn less deep.
    pub fn worlds(&self) -> (Worlds, Option<Worlds>) {
        let order = Order::of(self);
        let mut worlds = self.worlds_after(&order, None);
        if !order.deep {
            return (worlds, None);
        }
        let mut shallower = None;
        for _ in 0..DAWNS {
            let deeper = self.worlds_after(&order, Some(&worlds));
            if deeper == worlds {
                return (worlds, None);
            }
            shallower = Some(std::mem::replace(&mut worlds, deeper));
        }
        (worlds, shallower)
    }

    fn worlds_after(&self, order: &Order<'_>, dawn: Option<&Worlds>) -> Worlds {
        let mut must = Must::default();
        let (mut may, mut may_otherwise) = (Vec::new(), Vec::new());
        let closings = self.closings();
        for start in &self.starts {
            if start.certain {
                self.must_hold(start, order, dawn, &mut must);
            }
            if start.beside_act {
                continue;
            }
            if start.taken.is_some_and(|taken| dawn.is_some_and(|worlds| !worlds.held_at_dawn(taken))) {
                continue;
            }
            let until = order.is_over(start, self, dawn).min(self.broken(start.bounds.latest));
            let mut from = mark(start.bounds.earliest);
            let known = if start.open { from.max(mark(start.bounds.latest)) } else { from };
            for closing in self.closed_on(start, &closings, order, dawn) {
                may.push((from, closing));
                may_otherwise.push((known.max(from), closing));
                from = closing + 1;
            }
            may.push((from, until));
            may_otherwise.push((known.max(from), until));
        }
        for seen in self.seen.iter().filter(|seen| seen.chosen) {
            let last = if seen.spell { seen.until.latest } else { seen.begin.latest };
            let days = (mark(seen.begin.earliest), mark(last) + 1);
            may.push(days);
            if seen.begin.earliest != Day::PAST {
                may_otherwise.push(days);
            }
        }
        let (seen, seen_and_ended) = self.seen(dawn);
        Worlds {
            sightings: self.sightings.clone(),
            seen,
            seen_and_ended,
            begun: Stretches::of(must.begun),
            after_end: Stretches::of(must.after_end),
            born_again: Stretches::of(must.born_again),
            may: Stretches::of(may),
            may_otherwise: Stretches::of(may_otherwise),
        }
    }

    /// The ends of a being that certainly come on one day, in order.
    fn closings(&self) -> Vec<(Day, Instant)> {
        let exact = |e: &&End| e.certain && e.lapse_of.is_none() && e.bounds.is_exact();
        let ends = self.ends.iter().filter(|_| self.being).filter(exact);
        let mut all: Vec<(Day, Instant)> = ends.map(|e| (e.bounds.earliest, e.instant)).collect();
        all.sort_unstable();
        all
    }

    /// The days at whose close what an act or a birth begins, whenever it was, is over: who acts on the day of its end acts before
    /// it, and what did not hold at the dawn of a day is begun, then ended (rule R10).
    fn closed_on(
        &self,
        start: &Start,
        closings: &[(Day, Instant)],
        order: &Order<'_>,
        dawn: Option<&Worlds>,
    ) -> Vec<Mark> {
        let Some(at) = start.instant.filter(|_| start.evidence || start.birth) else { return Vec::new() };
        let Bounds { earliest, latest } = start.bounds;
        let (first, after) = (
            closings.partition_point(|(day, _)| *day < earliest),
            closings.partition_point(|(day, _)| *day <= latest),
        );
        let within = closings.get(first..after).unwrap_or_default().iter();
        let closes = |(day, end): &&(Day, Instant)| {
            !self.network.precedes(*end, at)
                && (start.evidence || !self.may_otherwise_hold(day.prev(), start, order, dawn))
        };
        let mut days: Vec<Mark> = within.filter(closes).map(|(day, _)| mark(*day)).collect();
        days.dedup();
        days
    }

    /// Whether it may hold on a day for anything but this one beginning.
    fn may_otherwise_hold(&self, day: Day, start: &Start, order: &Order<'_>, dawn: Option<&Worlds>) -> bool {
        let at = mark(day);
        let holds = |other: &Start| {
            mark(other.bounds.earliest) <= at
                && at < order.is_over(other, self, dawn).min(self.broken(other.bounds.latest))
        };
        let seen =
            |seen: &Seen| seen.begin.earliest <= day && day <= seen.begin.latest.max(seen.until.latest);
        let mut others = self.starts.iter().filter(|other| !std::ptr::eq(*other, start));
        others.any(holds) || self.seen.iter().any(seen) || self.sightings.may().has(day)
    }

    /// The first day without a body it presupposes, for what began before that body was born again.
    fn broken(&self, begun: Day) -> Mark {
        self.bodies.gone_after(begun).map_or(NEVER, mark)
    }

    /// The days on which a certain beginning makes it hold in every world.
    fn must_hold(&self, start: &Start, order: &Order<'_>, dawn: Option<&Worlds>, must: &mut Must) {
        let from = mark(start.bounds.latest);
        let (certain, doubtful) = match self.forever {
            true => (NEVER, NEVER),
            false => order.may_be_over(start, self, dawn),
        };
        let over = certain.min(doubtful);
        let broken = if self.forever { NEVER } else { self.broken(start.bounds.earliest) };
        let contradicted = self.being && start.evidence && order.is_settled_before(start, self, dawn);
        let held = match (contradicted, start.beside_act) {
            (true, _) => &mut must.after_end,
            (false, true) => &mut must.born_again,
            (false, false) => &mut must.begun,
        };
        match start.told_by_end {
            // From the latest day on which it can have begun to the end that tells of it, it held, and what else
            // certainly ended it came before (rule R17).
            Some((_, end)) if !self.forever => {
                let end = mark(end);
                held.push((from.max(end), over.min(broken)));
                held.push((from, (from + 1).min(end).min(broken)));
                held.push((from, doubtful.min(end).min(broken)));
            }
            _ => held.push((from, over.min(broken))),
        }
        if self.being && !start.evidence && !start.beside_act {
            must.born_again.push((from, over));
        }
    }

    /// The days on which it is seen to hold for certain, and of these those on which it is also told to have ended.
    fn seen(&self, dawn: Option<&Worlds>) -> (Stretches, Stretches) {
        let (mut seen, mut ended) = (Vec::new(), Vec::new());
        let certain = || self.seen.iter().filter(|s| s.certain);
        for one in certain().filter(|s| !s.spell && s.begin.is_exact()) {
            let day = mark(one.begin.earliest);
            seen.push((day, day + 1));
        }
        let Some(first) = certain().filter(|s| s.spell).map(|s| s.begin.latest).min() else {
            return (Stretches::of(seen), Stretches::default());
        };
        // From when an end has certainly come until something may have begun it again.
        let mut over: Vec<(Day, (Mark, Mark))> = (self.ends.iter())
            .filter(|e| e.certain && e.bounds.earliest > first)
            .map(|e| {
                let again = self.starts.iter().filter(|s| !self.after(e, s, dawn));
                let again = again.map(|s| mark(s.bounds.earliest)).min().unwrap_or(NEVER);
                (e.bounds.earliest, (mark(e.bounds.latest), again))
            })
            .collect();
        over.sort_unstable_by_key(|(_, (ended, _))| *ended);
        for Seen { begin, until, .. } in certain().filter(|s| s.spell) {
            let (from, to) = (mark(begin.latest), mark(until.earliest) + 1);
            // What ends it has come on a day within.
            let first = over.partition_point(|(_, (ended, _))| *ended <= from);
            let near = over.iter().skip(first).take_while(|(_, (ended, _))| *ended < to);
            let near = near.filter(|(earliest, _)| *earliest > begin.latest).map(|(_, days)| *days);
            let within: Vec<(Mark, Mark)> = near.map(|(a, b)| (a, b.min(to))).collect();
            if within.is_empty() {
                seen.push((from, to));
                continue;
            }
            ended.extend(within.iter().copied());
            Stretches::of(within).gaps((from, to), &mut seen);
        }
        (Stretches::of(seen), Stretches::of(ended))
    }
}

/// The days on which beginnings make it hold in every world.
#[derive(Default)]
struct Must {
    begun: Vec<(Mark, Mark)>,
    after_end: Vec<(Mark, Mark)>,
    born_again: Vec<(Mark, Mark)>,
}
