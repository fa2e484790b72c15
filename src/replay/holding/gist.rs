//! The gist of what is told of a fluent: of many acts, or of many displacements, with nothing between them that could
//! tell them apart, the first and the last say all. Answers are the same without the others.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bygone::drop_bygones;
use super::order::{last_before, rising};
use super::stretches::{Mark, mark};
use crate::domain::{Bounds, Day, Fluent};
use crate::replay::item::{Item, Part};
use crate::replay::network::{Instant, Network};

/// Fewer items than this are all weighed.
const MANY: usize = 12;

/// The places of items in what is left of one stretch: lowest and highest by earliest and by latest day.
struct Extremes {
    first_begun: usize,
    first_over: usize,
    last_begun: usize,
    last_over: usize,
}

/// Which hints bind an item to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replay) enum Hints {
    /// Any, where some bind the others too: rather too much is kept. On what is kept stands which positions there are.
    Bind,
    /// Those of one knot, where days leave an order open: no others put two items in order.
    BindInKnots,
}

/// What of the items of a fluent can matter for its answers; `None`: all of it.
///
/// Beside others stand an act told outright (rule R18) and a displacement told outright, in every account, bound by no
/// hint to anything else here. How such an item stands to all the rest is told by where its days lie among the days of the
/// rest; of those that lie alike only the extremes can decide anything.
pub(in crate::replay) fn gist(
    fluent: &Fluent,
    items: &[Item],
    hints: Hints,
    network: &Network,
) -> Option<Vec<Item>> {
    if items.len() < MANY {
        return None;
    }
    let acts = fluent.relation.is_being();
    let sort = if acts { Part::Evidence } else { Part::End { explicit: false } };
    let alike =
        |i: &Item| i.part == sort && i.certain && (i.plain || i.choices.is_empty() && i.standing.is_none());
    let rest = || items.iter().filter(|i| !alike(i));
    let knots = Knots::of(rest(), network);
    let instants: FxHashSet<Instant> = rest().map(|i| i.instant).collect();
    let days = turns(rest());
    let mut kept: Vec<bool> = vec![false; items.len()];
    let mut groups: BTreeMap<(usize, usize, bool, bool, bool), Extremes> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        let (begins, ends) = (place(&days, item.bounds.earliest), place(&days, item.bounds.latest));
        // A displacement that may fall on either side of something is weighed by itself.
        let apart = !acts && (begins != ends || begins % 2 == 1);
        let binds = |knot| match hints {
            Hints::Bind => !knots.0.is_empty(),
            Hints::BindInKnots => knots.may_order(knot, item.bounds),
        };
        let hinted = network.knot(item.instant).is_some_and(binds);
        let bound = hinted || instants.contains(&item.instant);
        if !alike(item) || apart || bound || item.bounds.is_empty() {
            if let Some(kept) = kept.get_mut(at) {
                *kept = true;
            }
            continue;
        }
        let flag = if acts { item.open } else { item.displaces };
        let key = (begins, ends, flag, acts && item.loose, acts && item.bounds.is_exact());
        let known = groups.entry(key).or_insert(Extremes {
            first_begun: at,
            first_over: at,
            last_begun: at,
            last_over: at,
        });
        let day = |i: usize, of: fn(&Item) -> Day| items.get(i).map(of);
        let earliest: fn(&Item) -> Day = |i| i.bounds.earliest;
        let latest: fn(&Item) -> Day = |i| i.bounds.latest;
        if day(at, earliest) < day(known.first_begun, earliest) {
            known.first_begun = at;
        }
        if day(at, latest) < day(known.first_over, latest) {
            known.first_over = at;
        }
        if day(at, earliest) > day(known.last_begun, earliest) {
            known.last_begun = at;
        }
        if day(at, latest) > day(known.last_over, latest) {
            known.last_over = at;
        }
    }
    for one in groups.values() {
        let last = if acts { [one.first_begun; 2] } else { [one.last_begun, one.last_over] };
        for at in [one.first_begun, one.first_over].into_iter().chain(last) {
            if let Some(kept) = kept.get_mut(at) {
                *kept = true;
            }
        }
    }
    let kept = items.iter().zip(kept).filter(|(_, kept)| *kept);
    let mut gist: Vec<Item> = kept.map(|(item, _)| item.clone()).collect();
    if !acts {
        drop_bygones(&mut gist, network);
    }
    Some(gist)
}

/// The items that stand apart, by the knot each is in: first day, ascending, and the last day of any up to there.
struct Knots(FxHashMap<u32, Vec<(Mark, Mark)>>);

impl Knots {
    fn of<'a>(items: impl Iterator<Item = &'a Item>, network: &Network) -> Knots {
        let mut knots: FxHashMap<u32, Vec<(Mark, Mark)>> = FxHashMap::default();
        for item in items {
            if let Some(knot) = network.knot(item.instant) {
                let all = [item.until].into_iter().chain(item.begun).fold(item.bounds, Bounds::hull);
                knots.entry(knot).or_default().push((mark(all.earliest), mark(all.latest)));
            }
        }
        knots.values_mut().for_each(|days| *days = rising(days.drain(..)));
        Knots(knots)
    }

    /// Whether hints of a knot may put something within these days in an order with one of its items that days alone do not: what
    /// lies on other days is in order anyway.
    fn may_order(&self, knot: u32, bounds: Bounds) -> bool {
        let days = self.0.get(&knot).map_or(&[][..], Vec::as_slice);
        last_before(days, mark(bounds.latest) + 1).is_some_and(|last| last >= mark(bounds.earliest))
    }
}

/// The days on which how another item stands to these may change, in order.
fn turns<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<Day> {
    let mut days = Vec::new();
    for item in items {
        for bounds in [item.bounds, item.until].into_iter().chain(item.begun) {
            days.extend([bounds.earliest, bounds.latest]);
        }
        if item.part == (Part::End { explicit: true }) {
            // What it tells of held by then (rule R17).
            let earliest = item.bounds.earliest;
            days.extend([earliest.prev(), item.unit.back(earliest)]);
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// Where a day lies among others: odd on one of them, even between two.
fn place(days: &[Day], day: Day) -> usize {
    match days.binary_search(&day) {
        Ok(at) => 2 * at + 1,
        Err(at) => 2 * at,
    }
}
