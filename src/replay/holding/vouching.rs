//! What an end tells of the time before it: a fluent known only from its end began before (rule R17).

use super::{End, Holding, Start};
use crate::domain::{Bounds, Day};
use crate::replay::ledger::{Item, Part};
use crate::replay::network::Instant;

impl Holding<'_> {
    /// Rule R17: what is known only from its end began before it.
    pub(super) fn known_by_their_ends(&mut self, items: &[&Item]) {
        let mut more = Vec::new();
        for item in items.iter().filter(|i| i.part == Part::End { explicit: true }) {
            let earliest = item.bounds.earliest;
            if earliest == Day::PAST {
                more.push(self.told_by(item, Bounds::new(Day::PAST, Day::PAST)));
                continue;
            }
            let earlier = || {
                let before = |e: &&End| {
                    let ordered = self.network.precedes(e.instant, item.instant);
                    e.certain && e.instant != item.instant && (e.bounds.latest < earliest || ordered)
                };
                self.ends.iter().filter(before)
            };
            let said_otherwise = earlier().map(|e| e.bounds.latest).max();
            let may_explain = |s: &&Start| {
                let after_other = !earlier().any(|e| self.after(e, s, 0));
                let may_precede =
                    s.bounds.earliest <= item.bounds.latest && !self.end_before(item.instant, item.bounds, s);
                let uninformative = s.open && s.bounds.latest >= earliest;
                // Inference is not knowledge, and evidence only where it certainly came first.
                let known = s.certain && (!s.evidence || self.certainly_first(s, item));
                after_other && may_precede && known && !uninformative
            };
            // A beginning that only hints or one day bound, and that need not lie before the end's earliest day, does
            // not say that it held by then.
            let vague = |s: &Start| s.loose && !s.bounds.is_exact() && s.bounds.latest >= earliest;
            if self.starts.iter().filter(may_explain).any(|s| !vague(s)) {
                continue;
            }
            let latest =
                item.unit.back(earliest).max(said_otherwise.unwrap_or(Day::PAST)).min(earliest.prev());
            let seen = self.seen.iter().filter(|(begin, _, certain, _)| {
                *certain && begin.latest < earliest && said_otherwise.is_none_or(|day| begin.earliest > day)
            });
            let heard = self.starts.iter().filter(may_explain).map(|s| s.bounds.earliest);
            let since = heard.chain(seen.map(|(begin, ..)| begin.earliest)).filter(|d| *d <= latest).min();
            let from = earlier().map(|e| e.bounds.earliest).max().unwrap_or(Day::PAST);
            // What ended a second life of a body tells nothing of its first.
            let back = self.breaks.iter().map(|(_, back)| *back).filter(|back| *back < earliest).max();
            let from = since.map_or(from, |day| day.max(from)).max(back.unwrap_or(Day::PAST));
            // Where another end came only the day before, nothing says that it began again in between.
            let crowded = said_otherwise.is_some_and(|day| day >= earliest.prev());
            let told = self.told_by(item, Bounds::new(from, latest.max(from)));
            more.push(Start { certain: told.certain && !crowded, ..told });
        }
        self.starts.extend(more);
    }

    fn certainly_first(&self, start: &Start, end: &Item) -> bool {
        let precedes = |at: Instant| self.network.precedes(at, end.instant);
        start.bounds.latest < end.bounds.earliest || start.instant.is_some_and(precedes)
    }

    fn told_by(&self, item: &Item, bounds: Bounds) -> Start {
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
}
