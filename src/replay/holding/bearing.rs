//! Bearing: the days on which an item that is not in every world can change an answer, whichever of the others are there.
//! Rather too many days than one too few: hints and what is not looked into reach further.

use rustc_hash::{FxHashMap, FxHashSet};

use super::order::{ascending, from};
use super::stretches::Stretches;
use super::{Mark, NEVER, mark};
use crate::domain::{Bounds, Day, Fluent, Persistence};
use crate::replay::bodies::Bodies;
use crate::replay::item::{Item, Part};
use crate::replay::network::{Instant, Network};

/// Before every day.
const EVER: Mark = Mark::MIN;

/// For every item the days on which it can change an answer; `None` where it is in every world, or is a claim.
pub(in crate::replay) fn bearing(
    fluent: &Fluent,
    items: &[Item],
    bodies: &Bodies,
    network: &Network,
) -> Vec<Option<Stretches>> {
    let ground = Ground::of(fluent, items, bodies, network);
    let days = |(at, item)| (!(always(item) || claims(item))).then(|| ground.days(at, item));
    items.iter().enumerate().map(days).collect()
}

/// In every account, and for certain unless it ends something.
fn always(item: &Item) -> bool {
    item.choices.is_empty() && (item.certain || ends(item))
}

fn is_certain_end(item: &Item) -> bool {
    matches!(item.part, Part::End { .. }) && item.certain
}

fn claims(item: &Item) -> bool {
    matches!(item.part, Part::Affirmed | Part::Denied)
}

fn begins(item: &Item) -> bool {
    matches!(item.part, Part::Start { .. } | Part::Evidence | Part::Return)
}

fn ends(item: &Item) -> bool {
    matches!(item.part, Part::End { .. } | Part::Lapse)
}

/// What an explicit end tells of the time before it (rule R17), in whichever worlds.
struct Told {
    /// The place of the end among the items.
    at: usize,
    linked: bool,
    /// It held no earlier than this.
    from: Mark,
    /// What begins later explains nothing.
    by: Mark,
    /// It is over by then.
    until: Mark,
}

/// Where it depends on some days what is the case on others.
struct Bridge {
    /// From a day to another, both included.
    asked: (Mark, Mark),
    /// From a day up to another.
    depends: (Mark, Mark),
}

/// What of all items decides how far one of them reaches.
struct Ground<'a> {
    network: &'a Network,
    forever: bool,
    /// Ends in every world that no hint binds: the earliest day, and the first day by which any from there on has come.
    firm: Vec<(Mark, Mark)>,
    /// Ends in every account that no hint binds, however doubtful: the earliest days.
    present: Vec<Day>,
    /// Beginnings: the earliest day, and how far any up to there reaches.
    reaches: Vec<(Mark, Reach)>,
    /// How far those reach that hints bind.
    linked: Reach,
    by_instant: FxHashMap<Instant, Reach>,
    told: Vec<Told>,
    /// Observations of several days, those brought together that have days in common, in order: what ends within one, and what
    /// begins again, changes the rest of it.
    spells: Vec<(Mark, Mark)>,
    bridges: Vec<Bridge>,
    /// Acts that may only dispute an end.
    contradicts: Contradicts,
    /// Of these, those in every world: first day, last day, and until when they reach.
    acts: Vec<(Mark, Mark, Mark)>,
    /// From here on silence says in every world that it is over.
    over: Mark,
    /// The first end in every world; before all days where nothing asks for it.
    first_end: Mark,
    /// The first birth in every world.
    birth: Option<Day>,
    /// Days on which it holds in every world, whatever else is told.
    sure: Stretches,
    /// Days on which it holds in some world of every position.
    possible: Stretches,
}

/// Which acts may come after an undisputed end: they only dispute it (rule R18).
struct Contradicts {
    /// The first day by which such an end has come.
    settled: Day,
    /// Whether hints bind any such end.
    hinted: bool,
    being: bool,
}

impl Contradicts {
    fn of(fluent: &Fluent, items: &[Item], network: &Network) -> Contradicts {
        let settling = || items.iter().filter(|i| is_certain_end(i) && always(i));
        Contradicts {
            settled: settling().map(|i| i.bounds.latest).min().unwrap_or(Day::FUTURE),
            hinted: settling().any(|i| network.is_linked(i.instant)),
            being: fluent.relation.is_being(),
        }
    }

    fn has(&self, item: &Item, network: &Network) -> bool {
        let after = || self.settled < item.bounds.latest || self.hinted && network.is_linked(item.instant);
        self.being && item.part == Part::Evidence && after()
    }
}

/// How far a beginning reaches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reach {
    /// It may hold until then.
    may: Mark,
    /// It may hold for certain until then.
    must: Mark,
}

impl Reach {
    const NONE: Reach = Reach { may: EVER, must: EVER };

    fn max(self, other: Reach) -> Reach {
        Reach { may: self.may.max(other.may), must: self.must.max(other.must) }
    }
}

/// The days of one item.
#[derive(Default)]
struct Days {
    /// On which it can change whether it certainly holds.
    hard: Vec<(Mark, Mark)>,
    /// On which it can change what is said where it does not certainly hold.
    soft: Vec<(Mark, Mark)>,
}

impl<'a> Ground<'a> {
    fn of(fluent: &Fluent, items: &[Item], bodies: &Bodies, network: &'a Network) -> Ground<'a> {
        let starting: FxHashSet<Instant> = items.iter().filter(|i| begins(i)).map(|i| i.instant).collect();
        let lasting = |i: &&Item| matches!(i.part, Part::End { .. }) && always(i);
        let plain = items.iter().filter(lasting).filter(|e| !network.is_linked(e.instant));
        let plain = plain.filter(|e| !starting.contains(&e.instant) && !e.bounds.is_empty());
        let firm = plain.clone().filter(|e| e.certain);
        let mut present: Vec<Day> = plain.map(|e| e.bounds.earliest).collect();
        present.sort_unstable();
        let open = |i: &Item| begins(i) && i.open || i.part == Part::Seen && i.bounds.earliest == Day::PAST;
        let first_end = items.iter().filter(lasting).map(|e| mark(e.bounds.earliest)).min();
        let birth = |i: &&Item| i.certain && i.part == Part::Start { birth: true };
        let births = || items.iter().filter(birth);
        let mut ground = Ground {
            network,
            forever: fluent.relation.declaration().persistence == Persistence::Forever,
            firm: ascending(firm.map(|e| (mark(e.bounds.earliest), mark(e.bounds.latest)))),
            present,
            reaches: Vec::new(),
            linked: Reach::NONE,
            by_instant: FxHashMap::default(),
            told: Vec::new(),
            spells: joined(items.iter().filter_map(spell).collect()),
            bridges: Vec::new(),
            contradicts: Contradicts::of(fluent, items, network),
            acts: Vec::new(),
            over: NEVER,
            first_end: if items.iter().any(open) { first_end.unwrap_or(NEVER) } else { EVER },
            birth: births().filter(|i| always(i)).map(|i| i.bounds.earliest).min(),
            sure: Stretches::default(),
            possible: Stretches::default(),
        };
        // Evidence before a birth is none.
        let born = births().map(|i| i.bounds.earliest).max().unwrap_or(Day::PAST);
        let counts = |i: &&Item| match i.part {
            Part::Start { .. } => always(i),
            Part::Evidence => always(i) && i.bounds.latest >= born,
            _ => false,
        };
        let certain: Vec<&Item> = items.iter().filter(counts).filter(|i| !i.bounds.is_empty()).collect();
        ground.find_over(items, &certain, bodies);
        ground.find_told(items, &certain);
        ground.find_acts(&certain);
        ground.find_reaches(items);
        ground.find_bridges(items);
        ground.find_sure(items, &certain, bodies);
        ground.find_possible(items, &certain, bodies, born);
        ground
    }

    /// How far a beginning reaches: until something has ended it in every world.
    fn until(&self, start: &Item) -> Reach {
        if self.forever {
            return Reach { may: NEVER, must: NEVER };
        }
        let taken = start.begun.filter(|_| start.part == Part::Return);
        let may = from(&self.firm, mark(taken.unwrap_or(start.bounds).latest) + 1);
        if taken.is_some() {
            return Reach { may, must: may };
        }
        let next = self.present.partition_point(|day| *day <= start.bounds.latest);
        Reach { may, must: self.present.get(next).map_or(NEVER, |day| mark(*day)).min(may) }
    }

    fn find_over(&mut self, items: &[Item], certain: &[&Item], bodies: &Bodies) {
        let begun = certain.iter().map(|i| i.bounds.latest).min();
        let begun_by = |day: Day| begun.is_some_and(|begun| begun <= day);
        let found = |e: &&Item| is_certain_end(e) && always(e) && (!e.displaces || begun_by(e.bounds.latest));
        let ended = items.iter().filter(found).map(|e| e.bounds.latest);
        let broken = begun.and_then(|begun| bodies.gone_from(begun));
        self.over = ended.chain(broken).map(mark).min().unwrap_or(NEVER);
    }

    fn find_told(&mut self, items: &[Item], certain: &[&Item]) {
        let explicit = |(_, i): &(usize, &Item)| i.part == Part::End { explicit: true };
        for (at, end) in items.iter().enumerate().filter(explicit) {
            if self.is_explained(end, items, certain) {
                continue;
            }
            let before = |e: &&Item| {
                is_certain_end(e)
                    && always(e)
                    && e.instant != end.instant
                    && e.bounds.latest < end.bounds.earliest
            };
            let since = items.iter().filter(before).map(|e| mark(e.bounds.earliest)).max();
            let by = mark(end.bounds.latest);
            self.told.push(Told {
                at,
                linked: self.network.is_linked(end.instant),
                from: since.unwrap_or(EVER),
                by,
                until: match (self.forever, end.certain) {
                    (true, _) => NEVER,
                    (false, true) => by,
                    (false, false) => from(&self.firm, by + 1),
                },
            });
        }
    }

    /// Whether something in every world says when that began which an explicit end is the end of.
    fn is_explained(&self, end: &Item, items: &[Item], certain: &[&Item]) -> bool {
        let free = |i: &&&Item| i.instant != end.instant && !self.network.is_linked(i.instant);
        let before = certain.iter().filter(free).filter(|i| i.bounds.latest < end.bounds.earliest);
        // An act against an undisputed end explains nothing.
        let before = before.filter(|i| !self.contradicts.has(i, self.network));
        let Some(start) = before.max_by_key(|i| i.bounds.latest) else { return false };
        let between = |e: &Item| {
            let near = e.bounds.latest >= start.bounds.earliest && e.bounds.earliest <= end.bounds.latest;
            near || e.bounds.is_empty() || e.instant == start.instant || self.network.is_linked(e.instant)
        };
        !items.iter().any(|e| is_certain_end(e) && !std::ptr::eq(e, end) && between(e))
    }

    fn find_acts(&mut self, certain: &[&Item]) {
        let acts = certain.iter().filter(|i| self.contradicts.has(i, self.network));
        let days = |i: &&Item| (mark(i.bounds.earliest), mark(i.bounds.latest), self.until(i).may);
        self.acts = acts.map(days).collect();
    }

    fn find_reaches(&mut self, items: &[Item]) {
        for start in items.iter().filter(|i| begins(i)) {
            let until = self.until(start);
            // What was taken is lost to any end since, before it comes back.
            let taken = start.begun.filter(|_| start.part == Part::Return);
            self.reaches.push((mark(taken.map_or(start.bounds.earliest, |taken| taken.earliest)), until));
            let same = self.by_instant.entry(start.instant).or_insert(until);
            *same = until.max(*same);
            if self.network.is_linked(start.instant) {
                self.linked = until.max(self.linked);
            }
        }
        let all = |told: &Told| (told.from, Reach { may: told.until, must: told.until });
        self.reaches.extend(self.told.iter().map(all));
        self.reaches.sort_unstable();
        let mut furthest = Reach::NONE;
        for (_, until) in &mut self.reaches {
            furthest = furthest.max(*until);
            *until = furthest;
        }
    }

    fn find_bridges(&mut self, items: &[Item]) {
        let days = |bounds: Bounds| (mark(bounds.earliest.prev()), mark(bounds.latest.prev()));
        let exact = |i: &&Item| i.bounds.is_exact();
        let ending: FxHashSet<Day> =
            items.iter().filter(|i| ends(i)).filter(exact).map(|i| i.bounds.earliest).collect();
        let closing = |i: &&Item| self.contradicts.being && is_certain_end(i) && i.bounds.is_exact();
        let mut closings: Vec<Day> = items.iter().filter(closing).map(|i| i.bounds.earliest).collect();
        closings.sort_unstable();
        closings.dedup();
        for start in items {
            if start.part == (Part::Start { birth: true }) {
                // What did not hold at the dawn of a day is begun on it, then ended.
                let first = closings.partition_point(|day| *day < start.bounds.earliest);
                let within = closings.iter().skip(first).take_while(|day| **day <= start.bounds.latest);
                self.bridges.extend(within.map(|day| {
                    let dawn = mark(day.prev());
                    Bridge { asked: (dawn, dawn), depends: (mark(*day), mark(*day) + 1) }
                }));
            }
            let depends = (mark(start.bounds.earliest), self.until(start).may);
            match (start.part, start.begun) {
                // What held at the dawn of a day tells which comes first on it (rule R10).
                (Part::Start { .. }, _) if exact(&start) && ending.contains(&start.bounds.earliest) => {
                    self.bridges.push(Bridge { asked: days(start.bounds), depends });
                }
                (Part::Return, Some(taken)) => self.bridges.push(Bridge { asked: days(taken), depends }),
                _ => {}
            }
        }
    }

    fn find_sure(&mut self, items: &[Item], certain: &[&Item], bodies: &Bodies) {
        let all = items.iter().filter(|i| ends(i));
        let all = ascending(all.map(|e| (mark(e.bounds.latest), mark(e.bounds.earliest))));
        let holds = certain.iter().filter(|i| !self.contradicts.has(i, self.network)).map(|start| {
            let earliest = start.bounds.earliest;
            let broken = bodies.gone_after(earliest).map_or(NEVER, mark);
            let over = broken.min(from(&all, mark(earliest)));
            (mark(start.bounds.latest), if self.forever { NEVER } else { over })
        });
        let spells = Stretches::of(items.iter().filter_map(spell).collect());
        self.sure = Stretches::of(holds.collect()).without(&spells);
    }

    fn find_possible(&mut self, items: &[Item], certain: &[&Item], bodies: &Bodies, born: Day) {
        let ending = || items.iter().filter(|i| is_certain_end(i));
        let mut over: Vec<Day> = ending().map(|e| e.bounds.latest).collect();
        over.sort_unstable();
        let hinted = ending().any(|e| self.network.is_linked(e.instant));
        let instants: FxHashSet<Instant> = ending().map(|e| e.instant).collect();
        let free = |i: &&&Item| {
            !(hinted && self.network.is_linked(i.instant) || instants.contains(&i.instant) || self.forever)
        };
        let holds = certain.iter().filter(free).map(|start| {
            let Bounds { earliest, latest } = start.bounds;
            let since = if start.open { latest } else { earliest };
            let since = if start.part == Part::Evidence { since.max(born) } else { since };
            let over = over.get(over.partition_point(|day| *day < earliest)).map_or(NEVER, |day| mark(*day));
            let broken = bodies.gone_after(latest).map_or(NEVER, mark);
            (mark(since), over.min(broken))
        });
        self.possible = Stretches::of(holds.collect());
    }

    /// The days on which an item can change an answer.
    fn days(&self, at: usize, item: &Item) -> Stretches {
        let Bounds { earliest, latest } = item.bounds;
        let born = item.certain
            && item.part == Part::Start { birth: true }
            && self.birth.is_none_or(|birth| earliest < birth);
        if born || item.bounds.is_empty() {
            return Stretches::of(vec![(EVER, NEVER)]).without(&self.sure);
        }
        let (first, last) = (mark(earliest), mark(latest));
        let mut days = Days { hard: vec![(first, last + 1)], soft: Vec::new() };
        let reach = if ends(item) { self.cut(item) } else { Reach::NONE };
        let reach = if begins(item) { self.until(item) } else { reach };
        days.hard.push((first, reach.must));
        days.soft.push((first, reach.may));
        if ends(item) && item.part != Part::Lapse {
            days.soft.push((first, self.first_end));
        }
        if item.part == Part::Seen {
            days.hard.push((first, mark(item.until.latest) + 1));
        } else if item.certain {
            days.soft.push((last, self.over));
        }
        let linked = self.network.is_linked(item.instant);
        let founds = self.contradicts.being && item.part == Part::Start { birth: true };
        if founds && !self.acts.is_empty() {
            days.hard.push((first, self.vouched((first, last), linked)));
        }
        for told in &self.told {
            let near = first <= told.by && last >= told.from;
            let hinted = self.linked != Reach::NONE && first <= told.by;
            let bound = linked && (told.linked || ends(item) && hinted);
            if told.at == at || (item.certain || founds) && (near || bound) {
                days.hard.push((told.from, told.until.max(self.over)));
            }
        }
        self.cross(&mut days);
        let soft = Stretches::of(days.soft).without(&self.possible);
        Stretches::of(days.hard).or(&soft).without(&self.sure)
    }

    /// How far the acts reach of which a birth tells whether they dispute an end (rule R18): those up to the next end in every
    /// world.
    fn vouched(&self, (begun, born): (Mark, Mark), linked: bool) -> Mark {
        let next = if linked { NEVER } else { from(&self.firm, born) };
        let acts = self.acts.iter().filter(|(earliest, latest, _)| *earliest <= next && *latest >= begun);
        acts.map(|(.., until)| *until).max().unwrap_or(EVER)
    }

    /// How far the beginnings reach that an end may undo.
    fn cut(&self, end: &Item) -> Reach {
        let before = self.reaches.partition_point(|(earliest, _)| *earliest <= mark(end.bounds.latest));
        let last = before.checked_sub(1).and_then(|i| self.reaches.get(i));
        let reach = last.map_or(Reach::NONE, |(_, until)| *until);
        let own = self.by_instant.get(&end.instant).copied().unwrap_or(Reach::NONE);
        let linked = if self.network.is_linked(end.instant) { self.linked } else { Reach::NONE };
        reach.max(own).max(linked)
    }

    /// Adds the days that depend on days already there.
    fn cross(&self, days: &mut Days) {
        let mut bridges: Vec<&Bridge> = self.bridges.iter().collect();
        let soft = days.soft.iter().map(|days| (*days, false));
        let mut open: Vec<((Mark, Mark), bool)> =
            soft.chain(days.hard.iter().map(|days| (*days, true))).collect();
        while let Some(((from, to), hard)) = open.pop() {
            let mut reached = Vec::new();
            bridges.retain(|bridge| {
                let asked = from <= bridge.asked.1 && bridge.asked.0 < to;
                if asked {
                    reached.push(bridge.depends);
                }
                !asked
            });
            let first = self.spells.partition_point(|(_, last)| *last < from);
            let past = self.spells.partition_point(|(first, _)| *first < to).max(first);
            // Of those that lie within certain days nothing is to be added: only the first two and the last may reach further.
            let near = if hard { past.min(first + 2) } else { past };
            let across = (first..near).chain(near.max(past.saturating_sub(1))..past);
            let within = |(first, last): (Mark, Mark)| from <= first && last <= to;
            for spell in across.filter_map(|at| self.spells.get(at)).copied() {
                match within(spell) {
                    true if hard => {}
                    true => days.hard.push(spell),
                    false => reached.push(spell),
                }
            }
            days.hard.extend(&reached);
            open.extend(reached.into_iter().map(|days| (days, true)));
        }
    }
}

/// Spells in order, those that have days in common as one.
fn joined(mut spells: Vec<(Mark, Mark)>) -> Vec<(Mark, Mark)> {
    spells.sort_unstable();
    let mut all: Vec<(Mark, Mark)> = Vec::new();
    for (from, to) in spells {
        match all.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

/// The days of an observation that goes on for more than one.
fn spell(item: &Item) -> Option<(Mark, Mark)> {
    let seen = item.part == Part::Seen && item.certain && item.until != item.bounds;
    seen.then(|| (mark(item.bounds.latest), mark(item.until.earliest) + 1))
}
