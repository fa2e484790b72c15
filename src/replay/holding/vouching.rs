//! What an end tells of the time before it: a fluent known only from its end began before (rule R17).

use rustc_hash::FxHashMap;

use super::order::Order;
use super::{End, Parts, Start};
use crate::domain::{Bounds, Day};
use crate::replay::item::{Item, Part};
use crate::replay::network::Instant;

/// The certain ends that certainly come before another.
struct Earlier<'p> {
    ended: &'p Ended,
    /// All that are over before this day are among them.
    by: Day,
    /// Those that only hints put before it.
    hinted: Vec<&'p End>,
    /// Where its own report ends it earlier as well, or its days are none: each.
    each: Option<Vec<&'p End>>,
    /// The latest day any of them can have come.
    latest: Option<Day>,
    /// The one whose first day is the latest.
    last: Option<&'p End>,
}

impl Earlier<'_> {
    fn has(&self, end: &End) -> bool {
        let hinted = || self.hinted.iter().any(|e| std::ptr::eq(*e, end));
        end.certain && (end.bounds.latest < self.by || hinted())
    }
}

/// The ends in order, each by its number.
#[derive(Default)]
struct Ended {
    /// The certain ones by their latest days, each with the one up to there whose first day is the latest.
    by_latest: Vec<(Day, usize)>,
    /// Whether hints bind any.
    hinted: bool,
    instants: FxHashMap<Instant, Vec<usize>>,
    knots: FxHashMap<u32, Vec<usize>>,
    /// Those on a single day.
    days: FxHashMap<Day, Vec<usize>>,
}

impl Parts<'_> {
    /// Rule R17: what is known only from its end began before it.
    pub(super) fn known_by_their_ends(&mut self, items: &[&Item]) {
        let explicit = |i: &&&Item| i.part == Part::End { explicit: true };
        if !items.iter().any(|i| explicit(&i)) {
            return;
        }
        let (ended, order) = (self.ended(), self.being.then(|| Order::of(self)));
        let mut more = Vec::new();
        for item in items.iter().filter(explicit) {
            let earliest = item.bounds.earliest;
            if earliest == Day::PAST {
                more.push(told_by(item, Bounds::new(Day::PAST, Day::PAST)));
                continue;
            }
            let earlier = self.earlier(item, &ended);
            let said_otherwise = earlier.latest;
            let may_explain = |s: &&Start| {
                // Inference is not knowledge, and evidence only where it certainly came first.
                let known = s.certain && (!s.evidence || self.certainly_first(s, item));
                let uninformative = s.open && s.bounds.latest >= earliest;
                let may_precede = || {
                    s.bounds.earliest <= item.bounds.latest && !self.end_before(item.instant, item.bounds, s)
                };
                known && !uninformative && may_precede() && !self.after_any(&earlier, s)
            };
            // A beginning that only hints or one day bound, and that need not lie before the end's earliest day, does
            // not say that it held by then.
            let vague = |s: &Start| s.loose && !s.bounds.is_exact() && s.bounds.latest >= earliest;
            // Nor does an act against an undisputed end: it only disputes that end (rule R18).
            let settled =
                |s: &Start| order.as_ref().is_some_and(|order| order.is_settled_before(s, self, None));
            let disputes = |s: &Start| s.evidence && settled(s);
            let mut explains = self.starts.iter().filter(|s| !vague(s) && may_explain(s)).peekable();
            let beside_act = explains.peek().is_some();
            if explains.any(|s| !disputes(s)) {
                continue;
            }
            let explaining = self.starts.iter().filter(may_explain);
            let latest =
                item.unit.back(earliest).max(said_otherwise.unwrap_or(Day::PAST)).min(earliest.prev());
            let seen = self.seen.iter().filter(|s| {
                s.certain
                    && s.begin.latest < earliest
                    && said_otherwise.is_none_or(|day| s.begin.earliest > day)
            });
            let heard = explaining.map(|s| s.bounds.earliest);
            let sighted = self.sightings.first_between(said_otherwise, earliest);
            let since = heard.chain(seen.map(|s| s.begin.earliest)).chain(sighted);
            let since = since.filter(|d| *d <= latest).min();
            let from = earlier.last.map_or(Day::PAST, |e| e.bounds.earliest);
            // What ended a second life of a body tells nothing of its first.
            let back = self.bodies.back_before(earliest);
            let from = since.map_or(from, |day| day.max(from)).max(back.unwrap_or(Day::PAST));
            // Where another end came only the day before, nothing says that it began again in between.
            let crowded = said_otherwise.is_some_and(|day| day >= earliest.prev());
            let told = told_by(item, Bounds::new(from, latest.max(from)));
            more.push(Start { certain: told.certain && !crowded, beside_act, ..told });
        }
        self.starts.extend(more);
    }

    fn ended(&self) -> Ended {
        let certain = self.ends.iter().enumerate().filter(|(_, e)| e.certain);
        let mut by_latest: Vec<(Day, usize)> = certain.map(|(at, e)| (e.bounds.latest, at)).collect();
        by_latest.sort_unstable();
        let earliest = |at: usize| self.ends.get(at).map(|e| e.bounds.earliest);
        let mut last: Option<usize> = None;
        for (_, at) in &mut by_latest {
            let further = last.filter(|last| earliest(*last) > earliest(*at)).unwrap_or(*at);
            last = Some(further);
            *at = further;
        }
        let mut ended = Ended {
            by_latest,
            hinted: self.ends.iter().any(|e| self.network.is_linked(e.instant)),
            ..Ended::default()
        };
        for (at, end) in self.ends.iter().enumerate() {
            ended.instants.entry(end.instant).or_default().push(at);
            if let Some(knot) = self.network.knot(end.instant) {
                ended.knots.entry(knot).or_default().push(at);
            }
            if end.bounds.is_exact() {
                ended.days.entry(end.bounds.earliest).or_default().push(at);
            }
        }
        ended
    }

    fn earlier<'p>(&'p self, item: &Item, ended: &'p Ended) -> Earlier<'p> {
        let by = item.bounds.earliest;
        let ordered = |e: &&End| self.network.precedes(e.instant, item.instant);
        let other = |e: &&End| e.certain && e.instant != item.instant;
        let first_begun = |e: &&End| e.bounds.earliest;
        let at = |at: &usize| self.ends.get(*at);
        let own = ended.instants.get(&item.instant).into_iter().flatten().filter_map(at);
        if item.bounds.is_empty() || own.into_iter().any(|e| e.bounds.latest < by) {
            let before = |e: &&End| other(e) && (e.bounds.latest < by || ordered(e));
            let each: Vec<&End> = self.ends.iter().filter(before).collect();
            let latest = each.iter().map(|e| e.bounds.latest).max();
            let last = each.iter().copied().max_by_key(first_begun);
            return Earlier { ended, by, each: Some(each), hinted: Vec::new(), latest, last };
        }
        let before = ended.by_latest.partition_point(|(latest, _)| *latest < by);
        let before = before.checked_sub(1).and_then(|i| ended.by_latest.get(i));
        // Of the others only hints can put one before it.
        let near = if ended.hinted { self.in_knot(item.instant, ended) } else { &[] };
        let hinted = near.iter().filter_map(at);
        let hinted: Vec<&End> = hinted.filter(|e| other(e) && e.bounds.latest >= by && ordered(e)).collect();
        let latest = before.map(|(latest, _)| *latest).into_iter();
        let latest = latest.chain(hinted.iter().map(|e| e.bounds.latest)).max();
        let last = before.and_then(|(_, last)| at(last)).into_iter().chain(hinted.iter().copied());
        Earlier { ended, by, each: None, last: last.max_by_key(first_begun), hinted, latest }
    }

    /// The ends that hints may put in order with an instant.
    fn in_knot<'e>(&self, instant: Instant, ended: &'e Ended) -> &'e [usize] {
        let knot = self.network.knot(instant);
        knot.and_then(|knot| ended.knots.get(&knot)).map_or(&[], Vec::as_slice)
    }

    /// Whether any of the ends before another certainly undoes a beginning.
    fn after_any(&self, earlier: &Earlier<'_>, start: &Start) -> bool {
        if earlier.latest.is_none() {
            return false;
        }
        if let Some(each) = &earlier.each {
            return each.iter().any(|e| self.after(e, start, None));
        }
        // By days alone the one that comes last tells; what was taken by the same report is not lost by it.
        let days = start.taken.unwrap_or(start.bounds).latest;
        if let Some(last) = earlier.last.filter(|e| e.bounds.earliest > days) {
            let own = start.taken.is_some() && start.instant == Some(last.instant);
            if !own || self.ends.iter().any(|e| earlier.has(e) && self.after(e, start, None)) {
                return true;
            }
        }
        // Else one that hints put after it, of its own report, or on its day.
        let Some(at) = start.instant else { return false };
        let ended = earlier.ended;
        let own = ended.instants.get(&at).filter(|_| start.evidence).map_or(&[][..], Vec::as_slice);
        let same_day = start.evidence && start.bounds.is_exact();
        let day = ended.days.get(&start.bounds.earliest).filter(|_| same_day).map_or(&[][..], Vec::as_slice);
        let near = self.in_knot(at, ended).iter().chain(own).chain(day);
        near.filter_map(|at| self.ends.get(*at)).any(|e| earlier.has(e) && self.after(e, start, None))
    }

    fn certainly_first(&self, start: &Start, end: &Item) -> bool {
        let precedes = |at: Instant| self.network.precedes(at, end.instant);
        start.bounds.latest < end.bounds.earliest || start.instant.is_some_and(precedes)
    }
}

fn told_by(item: &Item, bounds: Bounds) -> Start {
    Start {
        instant: None,
        bounds,
        certain: item.told,
        told_by_end: Some((item.instant, item.bounds.earliest)),
        beside_act: false,
        evidence: false,
        birth: false,
        open: false,
        loose: false,
        tied: false,
        taken: None,
    }
}
