//! Whether a fluent holds at the close of a day, told from statements alone, for one position: certainly, possibly,
//! or not. The event calculus with vague instants (rules R7, R10, R11, R15 to R18, R20).

mod bearing;
mod bygone;
mod gist;
mod order;
mod sightings;
mod stretches;
mod vouching;
mod worlds;

use super::bodies::Bodies;
use super::item::{Item, Part};
use super::network::{Instant, Network};
use crate::domain::{Answer, Bounds, Day, Fluent, Persistence, Silence};
pub(super) use bearing::bearing;
pub(super) use gist::{Hints, gist};
pub(super) use order::{ascending, from};
pub(super) use sightings::{Sightings, is_sighting};
use stretches::NEVER;
pub(super) use stretches::{Mark, Stretches, mark};
use worlds::Worlds;

/// How deep questions of "held at dawn?" are followed before the answer is left open.
const DAWNS: usize = 16;

/// A beginning: a start, evidence, or what an end alone tells.
#[derive(Clone, Copy, Debug)]
struct Start {
    instant: Option<Instant>,
    bounds: Bounds,
    certain: bool,
    /// The end that alone tells of it (rule R17), and its earliest day: it comes after every end certainly before that.
    told_by_end: Option<(Instant, Day)>,
    /// Told by an end beside an act that disputes an earlier end: all it says is that nothing is disputed there.
    beside_act: bool,
    evidence: bool,
    /// A formation, split or merger.
    birth: bool,
    /// Open to the left: before its latest day nothing is known (rule R11).
    open: bool,
    /// Written open on one side at least.
    loose: bool,
    /// Whether hints may put it in order with an end.
    tied: bool,
    /// Of a return: when it was taken away. It counts only where it was held at that dawn (rule R28).
    taken: Option<Bounds>,
}

impl Start {
    fn is_told_by(&self, end: Instant) -> bool {
        self.told_by_end.is_some_and(|(by, _)| by == end)
    }
}

#[derive(Clone, Copy, Debug)]
struct End {
    instant: Instant,
    bounds: Bounds,
    certain: bool,
    /// One of several accounts: evidence after it settles it instead of contradicting it (rule R18).
    disputed: bool,
    /// A displacement that names nobody.
    displaces: bool,
    /// Of a lapse: when the hold it undoes began. It undoes no other (rules R28, R31).
    lapse_of: Option<Bounds>,
}

/// An observation.
#[derive(Clone, Copy, Debug)]
struct Seen {
    begin: Bounds,
    until: Bounds,
    certain: bool,
    /// Over more than one day.
    spell: bool,
    /// In one account only: else it may hold then in every position, which is worked out once ([`Sightings`]).
    chosen: bool,
}

/// The items of one fluent in one position.
struct Parts<'a> {
    network: &'a Network,
    starts: Vec<Start>,
    ends: Vec<End>,
    seen: Vec<Seen>,
    sightings: &'a Sightings,
    /// The knots of hints that the ends are in.
    knots: Vec<u32>,
    /// The bodies it presupposes: what goes with one of them does not come back with it (rule R26).
    bodies: &'a Bodies,
    forever: bool,
    being: bool,
}

/// What statements say of one fluent in one position, over all days.
pub(super) struct Holding {
    worlds: Worlds,
    /// Held at dawn is asked of the worlds one dawn less deep.
    dawn: Option<Worlds>,
    forever: bool,
    silence: Silence,
    first_birth: Option<Day>,
    /// The first day on which something may have begun it.
    first_start: Mark,
    /// The first day on which something may have ended it.
    first_end: Mark,
    /// From here on silence says that it is over: something certainly ended it, or a body it leaned on.
    over: Mark,
}

/// What statements say of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The answer.
    pub answer: Answer,
    /// Whether only silence speaks.
    pub silent: bool,
}

impl Holding {
    /// Weighs the items of a position, beside what is seen in every one. Claims are not asked here.
    pub fn new(
        fluent: &Fluent,
        items: &[&Item],
        sightings: &Sightings,
        bodies: &Bodies,
        network: &Network,
    ) -> Holding {
        let declaration = fluent.relation.declaration();
        let forever = declaration.persistence == Persistence::Forever;
        let births = items.iter().filter(|i| i.certain && i.part == Part::Start { birth: true });
        let first_birth = births.map(|i| i.bounds.earliest).min().filter(|d| *d != Day::PAST);
        let mut parts = Parts {
            network,
            starts: Vec::new(),
            ends: Vec::new(),
            seen: Vec::new(),
            sightings,
            knots: Vec::new(),
            bodies,
            forever,
            being: fluent.relation.is_being(),
        };
        parts.take(items, first_birth);
        parts.knots = parts.ends.iter().filter_map(|end| network.knot(end.instant)).collect();
        parts.knots.sort_unstable();
        parts.knots.dedup();
        parts.tie();
        parts.known_by_their_ends(items);
        let (worlds, dawn) = parts.worlds();
        // Whether it has certainly begun by a day: who never held it has lost nothing, and silence goes on.
        let begun = parts.starts.iter().filter(|s| s.certain).map(|s| s.bounds.latest).min();
        let begun_by = |day: Day| begun.is_some_and(|begun| begun <= day);
        let broken = begun.and_then(|begun| bodies.gone_from(begun));
        let found = |e: &&End| e.certain && (!e.displaces || begun_by(e.bounds.latest));
        let ended = parts.ends.iter().filter(found).map(|e| e.bounds.latest);
        let first = |days: &mut dyn Iterator<Item = Day>| days.map(mark).min().unwrap_or(NEVER);
        let lasting = parts.ends.iter().filter(|e| e.lapse_of.is_none());
        Holding {
            worlds,
            dawn,
            forever,
            silence: declaration.silence,
            first_birth,
            first_start: first(&mut parts.starts.iter().map(|s| s.bounds.earliest)),
            first_end: first(&mut lasting.map(|e| e.bounds.earliest)),
            over: first(&mut broken.into_iter().chain(ended)),
        }
    }

    /// The days on which the answer can change, but for what is seen in every position.
    pub fn turning_days(&self, out: &mut Vec<Day>) {
        self.worlds.turns(out);
        let marks = [self.first_start, self.first_end, self.over];
        out.extend(marks.into_iter().filter_map(|m| i32::try_from(m).ok()).map(Day));
        out.extend(self.first_birth);
    }

    /// Whether it may have held at the dawn of some day inside the bounds.
    pub fn may_at_dawn(&self, bounds: Bounds) -> bool {
        self.dawn.as_ref().unwrap_or(&self.worlds).held_at_dawn(bounds)
    }

    /// What the statements of this position say of a day.
    pub fn on(&self, day: Day) -> Said {
        let said = |answer| Said { answer, silent: false };
        match self.worlds.must(day) {
            Some(true) => return said(Answer::Disputed),
            Some(false) => return said(Answer::Yes),
            None => {}
        }
        let at = mark(day);
        if self.forever {
            let may = self.first_start <= at;
            return if may { said(Answer::Possible) } else { Said { answer: Answer::No, silent: true } };
        }
        if self.worlds.may(day) {
            // Open to the left, and nothing else speaks: the days before its latest are unknown (rule R11).
            let only_open =
                self.silence == Silence::Unknown && at < self.first_end && !self.worlds.may_otherwise(day);
            return said(if only_open { Answer::Unknown } else { Answer::Possible });
        }
        if self.over <= at || self.first_birth.is_some_and(|birth| day < birth) {
            return said(Answer::No);
        }
        let answer = match self.silence {
            Silence::No => Answer::No,
            Silence::Unknown => Answer::Unknown,
        };
        Said { answer, silent: true }
    }
}

impl Parts<'_> {
    /// Sorts the items.
    fn take(&mut self, items: &[&Item], first_birth: Option<Day>) {
        for item in items {
            let mut bounds = item.bounds;
            match item.part {
                Part::Start { .. } | Part::Return => {}
                Part::Evidence => {
                    // Evidence never reaches before a stated birth (rule R18).
                    if let Some(birth) = first_birth {
                        if bounds.latest < birth {
                            continue;
                        }
                        bounds.earliest = bounds.earliest.max(birth);
                    }
                }
                Part::End { .. } | Part::Lapse => {
                    self.ends.push(End {
                        instant: item.instant,
                        bounds,
                        certain: item.certain,
                        disputed: !item.choices.is_empty(),
                        displaces: item.displaces,
                        lapse_of: item.begun.filter(|_| item.part == Part::Lapse),
                    });
                    continue;
                }
                Part::Seen => {
                    let spell = item.until != item.bounds;
                    let (begin, until) = (bounds, item.until);
                    let chosen = !item.choices.is_empty();
                    self.seen.push(Seen { begin, until, certain: item.certain, spell, chosen });
                    continue;
                }
                Part::Affirmed | Part::Denied => continue,
            }
            self.starts.push(Start {
                instant: Some(item.instant),
                bounds,
                certain: item.certain,
                told_by_end: None,
                beside_act: false,
                evidence: item.part == Part::Evidence,
                birth: item.part == Part::Start { birth: true },
                open: item.open && item.part != Part::Return,
                loose: item.loose,
                tied: false,
                taken: item.begun.filter(|_| item.part == Part::Return),
            });
        }
    }

    /// Notes which beginnings hints may put in order with an end.
    fn tie(&mut self) {
        if self.knots.is_empty() {
            return;
        }
        let (knots, network) = (&self.knots, self.network);
        let knot = |start: &Start| start.instant.and_then(|at| network.knot(at));
        for start in &mut self.starts {
            start.tied = knot(start).is_some_and(|knot| knots.binary_search(&knot).is_ok());
        }
    }

    /// Whether an end happens wherever a beginning does: always, or because that end alone tells of the beginning.
    fn binds(&self, end: &End, start: &Start) -> bool {
        end.certain || (!start.certain && start.is_told_by(end.instant))
    }

    /// Whether an end certainly comes before a beginning, so that it cannot undo it. `dawn`: what holds one dawn less
    /// deep, where that is still asked.
    fn before(&self, end: &End, start: &Start, dawn: Option<&Worlds>) -> bool {
        if let Some(begun) = end.lapse_of {
            let later = |at: Instant| at != end.instant && self.network.precedes(end.instant, at);
            return begun.latest < start.bounds.earliest || start.instant.is_some_and(later);
        }
        if self.end_before(end.instant, end.bounds, start) {
            return true;
        }
        // What an end tells of began after every end certainly before it, and held for certain on its latest day.
        let before = |(_, day): (Instant, Day)| {
            end.certain && end.bounds.latest < day || end.bounds.latest <= start.bounds.latest
        };
        if start.told_by_end.is_some_and(before) {
            return true;
        }
        match self.same_day(end, start) {
            // Who acts on the day of its end acts before it.
            Some(_) if start.evidence => false,
            // Held at dawn: end, then begin (rule R10).
            Some(day) => dawn.is_some_and(|worlds| worlds.must(day.prev()).is_some()),
            None => false,
        }
    }

    /// Whether a body may have been founded anew between an end and an act after it.
    fn born_between(&self, end: &End, act: &Start, birth: &Start) -> bool {
        let ordered = |a: Option<Instant>, b: Option<Instant>| {
            a.zip(b).is_some_and(|(a, b)| self.network.ordered(a, b))
        };
        let at = Some(end.instant);
        let later = birth.bounds.latest > end.bounds.earliest || ordered(at, birth.instant);
        let before = ordered(birth.instant, at);
        let after = act.bounds.latest < birth.bounds.earliest || ordered(act.instant, birth.instant);
        later && !before && !after
    }

    fn end_before(&self, end: Instant, bounds: Bounds, start: &Start) -> bool {
        if start.is_told_by(end) {
            return false;
        }
        if bounds.latest < start.bounds.earliest {
            return true;
        }
        match start.instant {
            // One report is applied whole: its ends, then its beginnings. But who acts in it exists before it ends.
            Some(at) if at == end => !start.evidence,
            Some(at) => self.network.precedes(end, at),
            None => false,
        }
    }

    /// Whether an end certainly undoes a beginning.
    fn after(&self, end: &End, start: &Start, dawn: Option<&Worlds>) -> bool {
        // Nothing comes back once the taker has lost it to somebody else.
        if let (Some(taken), Some(at)) = (start.taken, start.instant) {
            let later = end.bounds.earliest > taken.latest || self.network.precedes(at, end.instant);
            return end.instant != at && later;
        }
        if end.bounds.earliest > start.bounds.latest {
            return true;
        }
        if start.is_told_by(end.instant) {
            return true;
        }
        if start.evidence && start.instant == Some(end.instant) {
            return true;
        }
        if let Some(at) = start.instant
            && self.network.precedes(at, end.instant)
        {
            return true;
        }
        match self.same_day(end, start) {
            Some(_) if start.evidence => true,
            // Not held at dawn: begin, then end (rule R10).
            Some(day) => dawn.is_some_and(|worlds| !worlds.may(day.prev())),
            None => false,
        }
    }

    /// The day, where both are certainly on one and nothing orders them.
    fn same_day(&self, end: &End, start: &Start) -> Option<Day> {
        let at = start.instant?;
        let exact = end.bounds.is_exact() && start.bounds == end.bounds;
        if !exact || at == end.instant {
            return None;
        }
        let ordered = self.network.ordered(at, end.instant) != self.network.ordered(end.instant, at);
        (!ordered).then_some(end.bounds.earliest)
    }
}
