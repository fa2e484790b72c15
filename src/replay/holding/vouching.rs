//! What an end tells of the time before it: a fluent known only from its end began before (rule R17).

use super::{End, Parts, Start};
use crate::domain::{Bounds, Day};
use crate::replay::item::{Item, Part};
use crate::replay::network::Instant;

/// The certain ends that certainly come before another.
struct Earlier<'p> {
    /// Where hints order any of them: each.
    each: Option<Vec<&'p End>>,
    /// The latest day any of them can have come.
    latest: Option<Day>,
    /// The latest of the first days they can have come.
    earliest: Option<Day>,
}

/// The certain ends by their latest days, each with the last earliest day up to there.
struct Ended {
    by_latest: Vec<(Day, Day)>,
    hinted: bool,
    /// Instants at which more than one ends it.
    shared: Vec<Instant>,
}

impl Parts<'_> {
    /// Rule R17: what is known only from its end began before it.
    pub(super) fn known_by_their_ends(&mut self, items: &[&Item]) {
        let explicit = |i: &&&Item| i.part == Part::End { explicit: true };
        if !items.iter().any(|i| explicit(&i)) {
            return;
        }
        let ended = self.ended();
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
            let explaining: Vec<&Start> = self.starts.iter().filter(may_explain).collect();
            if explaining.iter().any(|s| !vague(s)) {
                continue;
            }
            let latest =
                item.unit.back(earliest).max(said_otherwise.unwrap_or(Day::PAST)).min(earliest.prev());
            let seen = self.seen.iter().filter(|s| {
                s.certain
                    && s.begin.latest < earliest
                    && said_otherwise.is_none_or(|day| s.begin.earliest > day)
            });
            let heard = explaining.iter().map(|s| s.bounds.earliest);
            let sighted = self.sightings.first_after(said_otherwise).filter(|day| *day < earliest);
            let since = heard.chain(seen.map(|s| s.begin.earliest)).chain(sighted);
            let since = since.filter(|d| *d <= latest).min();
            let from = earlier.earliest.unwrap_or(Day::PAST);
            // What ended a second life of a body tells nothing of its first.
            let back = self.breaks.iter().map(|(_, back)| *back).filter(|back| *back < earliest).max();
            let from = since.map_or(from, |day| day.max(from)).max(back.unwrap_or(Day::PAST));
            // Where another end came only the day before, nothing says that it began again in between.
            let crowded = said_otherwise.is_some_and(|day| day >= earliest.prev());
            let told = told_by(item, Bounds::new(from, latest.max(from)));
            more.push(Start { certain: told.certain && !crowded, ..told });
        }
        self.starts.extend(more);
    }

    fn ended(&self) -> Ended {
        let certain = self.ends.iter().filter(|e| e.certain);
        let mut by_latest: Vec<(Day, Day)> = certain.map(|e| (e.bounds.latest, e.bounds.earliest)).collect();
        by_latest.sort_unstable();
        let mut last = Day::PAST;
        for (_, earliest) in &mut by_latest {
            last = last.max(*earliest);
            *earliest = last;
        }
        let mut instants: Vec<Instant> = self.ends.iter().map(|e| e.instant).collect();
        instants.sort_unstable();
        let twice = instants.windows(2).filter(|w| w.first() == w.last());
        let shared = twice.filter_map(|w| w.first().copied()).collect();
        Ended { by_latest, hinted: self.ends.iter().any(|e| self.network.is_linked(e.instant)), shared }
    }

    fn earlier(&self, item: &Item, ended: &Ended) -> Earlier<'_> {
        let earliest = item.bounds.earliest;
        let close = ended.hinted && self.network.is_linked(item.instant)
            || item.bounds.is_empty()
            || ended.shared.binary_search(&item.instant).is_ok();
        if close {
            let before = |e: &&End| {
                let ordered = || self.network.precedes(e.instant, item.instant);
                e.certain && e.instant != item.instant && (e.bounds.latest < earliest || ordered())
            };
            let each: Vec<&End> = self.ends.iter().filter(before).collect();
            let latest = each.iter().map(|e| e.bounds.latest).max();
            let earliest = each.iter().map(|e| e.bounds.earliest).max();
            return Earlier { each: Some(each), latest, earliest };
        }
        let before = ended.by_latest.partition_point(|(latest, _)| *latest < earliest);
        let last = before.checked_sub(1).and_then(|i| ended.by_latest.get(i)).copied();
        Earlier { each: None, latest: last.map(|(latest, _)| latest), earliest: last.map(|(_, day)| day) }
    }

    /// Whether any of the ends before another certainly undoes a beginning.
    fn after_any(&self, earlier: &Earlier<'_>, start: &Start) -> bool {
        if earlier.latest.is_none() {
            return false;
        }
        if let Some(each) = &earlier.each {
            return each.iter().any(|e| self.after(e, start, None));
        }
        let linked = start.instant.is_some_and(|at| self.is_tied(at));
        if !(linked || start.evidence || start.taken.is_some()) {
            return earlier.earliest.is_some_and(|day| day > start.bounds.latest);
        }
        // Of what comes before an end whose instant no hint binds, only days tell.
        let before = |e: &&End| e.certain && earlier.latest.is_some_and(|day| e.bounds.latest <= day);
        self.ends.iter().filter(before).any(|e| self.after(e, start, None))
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
        evidence: false,
        open: false,
        loose: false,
        taken: None,
    }
}
