//! Ends in order: which of many ends is the first to undo a beginning, found without trying each.

use super::{End, Mark, NEVER, Parts, Start, Worlds, mark};
use crate::domain::Day;
use crate::replay::network::Instant;

/// The ends of a position by their days.
pub(super) struct Order<'p> {
    /// All that lapse not.
    all: Days,
    /// Of these, those that no hint binds.
    free: Days,
    /// Those that a hint binds.
    linked: Vec<&'p End>,
    lapses: Vec<&'p End>,
    /// Of certain, undisputed ends: the latest day, ascending, and the last day up to there on which one may come first.
    settled: Vec<(Mark, Mark)>,
    /// Of births: the earliest day, ascending, and the last day up to there by which one has come.
    born: Vec<(Mark, Mark)>,
    births: Vec<&'p Start>,
    /// Whether hints may put a birth in order with an end.
    birth_tied: bool,
    /// Those that fall on one day, by day.
    exact: Vec<(Day, &'p End)>,
    /// The instants of all, with their places; of those that lapse not.
    instants: Vec<(Instant, usize)>,
    lasting: Vec<Instant>,
    /// Whether anything depends on what held at the dawn of a day.
    pub deep: bool,
}

/// Ends by day, each with the first that may or must come from there on.
struct Days {
    /// Of certain ends: when any from a day on may come.
    certain: May,
    /// The same of others.
    doubtful: May,
    /// Of certain ends: the earliest day, ascending, and the first day by which any from there on has come.
    over: Vec<(Mark, Mark)>,
}

/// When ends may come.
struct May {
    /// Of those that fall on one of several days: the latest, ascending, and the first on which any from there on may come.
    vague: Vec<(Mark, Mark)>,
    /// The days of those that fall on one, ascending.
    exact: Vec<Mark>,
}

impl May {
    fn of<'e>(ends: impl Iterator<Item = &'e End> + Clone) -> May {
        let vague = ends.clone().filter(|e| !e.bounds.is_exact());
        let exact = ends.filter(|e| e.bounds.is_exact());
        let mut exact: Vec<Mark> = exact.map(|e| mark(e.bounds.earliest)).collect();
        exact.sort_unstable();
        May { vague: ascending(vague.map(|e| (mark(e.bounds.latest), mark(e.bounds.earliest)))), exact }
    }

    /// The first day on which any may come that does not certainly come before a day; `but`: nor falls on just that day.
    fn first(&self, day: Mark, but: bool) -> Mark {
        let before = self.exact.partition_point(|exact| *exact < day + Mark::from(but));
        let exact = self.exact.get(before).copied().unwrap_or(NEVER);
        exact.min(from(&self.vague, day))
    }
}

impl Days {
    fn of<'e>(ends: impl Iterator<Item = &'e End> + Clone) -> Days {
        let certain = ends.clone().filter(|e| e.certain);
        Days {
            certain: May::of(certain.clone()),
            doubtful: May::of(ends.filter(|e| !e.certain)),
            over: ascending(certain.map(|e| (mark(e.bounds.earliest), mark(e.bounds.latest)))),
        }
    }
}

impl<'p> Order<'p> {
    pub fn of(parts: &'p Parts<'_>) -> Order<'p> {
        let ends = &parts.ends;
        let (lapses, lasting): (Vec<&End>, Vec<&End>) = ends.iter().partition(|e| e.lapse_of.is_some());
        let (linked, free): (Vec<&End>, Vec<&End>) =
            lasting.iter().copied().partition(|e| parts.network.is_linked(e.instant));
        let exact = lasting.iter().filter(|e| e.bounds.is_exact()).map(|e| (e.bounds.earliest, *e));
        let settled = lasting.iter().filter(|e| e.certain && !e.disputed);
        let births: Vec<&Start> = parts.starts.iter().filter(|s| s.birth && parts.being).collect();
        let mut order = Order {
            settled: rising(settled.map(|e| (mark(e.bounds.latest), mark(e.bounds.earliest)))),
            born: rising(births.iter().map(|b| (mark(b.bounds.earliest), mark(b.bounds.latest)))),
            birth_tied: births.iter().any(|birth| birth.tied),
            births,
            all: Days::of(lasting.iter().copied()),
            free: Days::of(free.iter().copied()),
            exact: exact.collect(),
            instants: ends.iter().enumerate().map(|(i, e)| (e.instant, i)).collect(),
            lasting: lasting.iter().map(|e| e.instant).collect(),
            linked,
            lapses,
            deep: false,
        };
        order.exact.sort_by_key(|(day, _)| *day);
        order.instants.sort_unstable();
        order.lasting.sort_unstable();
        order.deep = parts.starts.iter().any(|s| s.taken.is_some() || !order.on_the_day_of(s).is_empty());
        order
    }

    /// The ends that fall on the very day of a beginning: what held at its dawn tells which comes first (rule R10).
    fn on_the_day_of(&self, start: &Start) -> &[(Day, &'p End)] {
        let day = start.bounds.earliest;
        if start.instant.is_none() || !start.bounds.is_exact() {
            return &[];
        }
        let first = self.exact.partition_point(|(exact, _)| *exact < day);
        let after = self.exact.partition_point(|(exact, _)| *exact <= day);
        self.exact.get(first..after).unwrap_or_default()
    }

    /// The ends of an instant.
    fn at<'o>(&'o self, instant: Instant, parts: &'o Parts<'_>) -> impl Iterator<Item = &'o End> {
        let first = self.instants.partition_point(|(at, _)| *at < instant);
        let same = self.instants.iter().skip(first).take_while(move |(at, _)| *at == instant);
        same.filter_map(|(_, i)| parts.ends.get(*i))
    }

    /// Whether a beginning has to be held against every single end: one is of its own report.
    fn is_close(&self, start: &Start) -> bool {
        start.instant.is_some_and(|at| self.lasting.binary_search(&at).is_ok())
    }

    /// The ends that only days set in order against a beginning, but for those of its very day; and those that have to be asked
    /// one by one.
    fn apart(&self, start: &Start) -> (&Days, impl Iterator<Item = &'p End>) {
        let (days, close) = if start.tied { (&self.free, &self.linked[..]) } else { (&self.all, &[][..]) };
        let same_day = self.on_the_day_of(start).iter().map(|(_, end)| *end);
        (days, close.iter().chain(&self.lapses).copied().chain(same_day))
    }

    /// The first day on which an end that does not certainly come before a beginning may come: of those that are certain
    /// themselves, and of others.
    pub fn may_be_over(&self, start: &Start, parts: &Parts<'_>, dawn: Option<&Worlds>) -> (Mark, Mark) {
        let mut over = (NEVER, NEVER);
        let mut count = |end: &End| {
            if !parts.before(end, start, dawn) {
                let first = if end.certain { &mut over.0 } else { &mut over.1 };
                *first = mark(end.bounds.earliest).min(*first);
            }
        };
        if self.is_close(start) {
            parts.ends.iter().for_each(count);
            return over;
        }
        let (days, close) = self.apart(start);
        close.for_each(&mut count);
        let earliest = mark(start.bounds.earliest);
        let (certain, doubtful) = match start.told_by_end {
            Some((_, day)) => {
                let after = mark(start.bounds.latest) + 1;
                (after.max(mark(day)), after)
            }
            None => (earliest, earliest),
        };
        let but = start.bounds.is_exact() && start.instant.is_some();
        (over.0.min(days.certain.first(certain, but)), over.1.min(days.doubtful.first(doubtful, but)))
    }

    /// The first day by which an end that certainly comes after a beginning, and binds it, has certainly come.
    pub fn is_over(&self, start: &Start, parts: &Parts<'_>, dawn: Option<&Worlds>) -> Mark {
        let over = |end: &&End| parts.binds(end, start) && parts.after(end, start, dawn);
        let first = |ends: &mut dyn Iterator<Item = &End>| {
            ends.filter(over).map(|e| mark(e.bounds.latest)).min().unwrap_or(NEVER)
        };
        if self.is_close(start) {
            return first(&mut parts.ends.iter());
        }
        let (days, close) = self.apart(start);
        let own = start.told_by_end.map_or(NEVER, |(by, _)| first(&mut self.at(by, parts)));
        let since = start.taken.map_or(start.bounds.latest, |taken| taken.latest);
        own.min(first(&mut close.into_iter())).min(from(&days.over, mark(since) + 1))
    }

    /// Whether a certain, undisputed end certainly comes before an act, and no birth may lie between them (rule R18).
    pub fn is_settled_before(&self, act: &Start, parts: &Parts<'_>, dawn: Option<&Worlds>) -> bool {
        let reborn = |end: &End| self.births.iter().any(|birth| parts.born_between(end, act, birth));
        let settles = |e: &End| e.certain && !e.disputed && parts.before(e, act, dawn) && !reborn(e);
        if self.birth_tied || self.is_close(act) {
            return parts.ends.iter().any(settles);
        }
        let (_, mut close) = self.apart(act);
        let born = last_before(&self.born, mark(act.bounds.latest) + 1);
        let ended = last_before(&self.settled, mark(act.bounds.earliest));
        ended.is_some_and(|ended| born.is_none_or(|born| born <= ended)) || close.any(settles)
    }
}

/// What the first entry from a mark on says.
pub(in crate::replay) fn from(days: &[(Mark, Mark)], from: Mark) -> Mark {
    let first = days.partition_point(|(day, _)| *day < from);
    days.get(first).map_or(NEVER, |(_, first)| *first)
}

/// What the last entry before a mark says.
pub(super) fn last_before(days: &[(Mark, Mark)], before: Mark) -> Option<Mark> {
    let after = days.partition_point(|(day, _)| *day < before);
    days.get(after.checked_sub(1)?).map(|(_, last)| *last)
}

/// Sorted by the first, each with the greatest second up to there.
pub(super) fn rising(all: impl Iterator<Item = (Mark, Mark)>) -> Vec<(Mark, Mark)> {
    let mut all: Vec<(Mark, Mark)> = all.collect();
    all.sort_unstable();
    let mut greatest = None;
    for (_, second) in &mut all {
        greatest = greatest.max(Some(*second));
        *second = greatest.unwrap_or(*second);
    }
    all
}

/// Sorted by the first, each with the smallest second from there on.
pub(in crate::replay) fn ascending(all: impl Iterator<Item = (Mark, Mark)>) -> Vec<(Mark, Mark)> {
    let mut all: Vec<(Mark, Mark)> = all.collect();
    all.sort_unstable();
    let mut least = NEVER;
    for (_, second) in all.iter_mut().rev() {
        least = least.min(*second);
        *second = least;
    }
    all
}
