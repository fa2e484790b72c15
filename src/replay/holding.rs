//! Whether a fluent holds at the close of a day, told from statements alone, for one position: certainly, possibly,
//! or not. The event calculus with vague instants (rules R7, R10, R11, R15 to R18, R20).

use super::ledger::{Item, Part};
use super::network::{Instant, Network};
use crate::domain::{Answer, Bounds, Day, Fluent, Persistence, Relation, Silence};

/// How deep questions of "held at dawn?" are followed before the answer is left open.
const DAWNS: usize = 16;

/// A beginning: a start, evidence, or what an end alone tells.
#[derive(Clone, Copy, Debug)]
struct Start {
    instant: Option<Instant>,
    bounds: Bounds,
    certain: bool,
    /// The end that alone tells of it (rule R17).
    told_by_end: Option<Instant>,
    evidence: bool,
    /// Open to the left: before its latest day nothing is known (rule R11).
    open: bool,
}

#[derive(Clone, Copy, Debug)]
struct End {
    instant: Instant,
    bounds: Bounds,
    certain: bool,
    /// One of several accounts: evidence after it settles it instead of contradicting it (rule R18).
    disputed: bool,
}

/// The items of one fluent in one position, ready to be asked.
pub(super) struct Holding<'a> {
    network: &'a Network,
    starts: Vec<Start>,
    ends: Vec<End>,
    seen: Vec<(Bounds, Bounds, bool, bool)>,
    first_birth: Option<Day>,
    silence: Silence,
    forever: bool,
    being: bool,
}

/// What statements say of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The answer.
    pub answer: Answer,
    /// Whether only silence speaks.
    pub silent: bool,
}

impl<'a> Holding<'a> {
    /// Sorts the items of a position. Claims are not asked here.
    pub fn new(fluent: &Fluent, items: &[&Item], network: &'a Network) -> Holding<'a> {
        let declaration = fluent.relation.declaration();
        let mut holding = Holding {
            network,
            starts: Vec::new(),
            ends: Vec::new(),
            seen: Vec::new(),
            first_birth: None,
            silence: declaration.silence,
            forever: declaration.persistence == Persistence::Forever,
            being: matches!(fluent.relation, Relation::Exists | Relation::Alive),
        };
        let births = items.iter().filter(|i| i.certain && i.part == Part::Start { birth: true });
        holding.first_birth = births.map(|i| i.bounds.earliest).min().filter(|d| *d != Day::PAST);
        for item in items {
            let mut bounds = item.bounds;
            match item.part {
                Part::Start { .. } => {}
                Part::Evidence => {
                    // Evidence never reaches before a stated birth (rule R18).
                    if let Some(birth) = holding.first_birth {
                        if bounds.latest < birth {
                            continue;
                        }
                        bounds.earliest = bounds.earliest.max(birth);
                    }
                }
                Part::End { .. } => {
                    let disputed = !item.choices.is_empty();
                    holding.ends.push(End { instant: item.instant, bounds, certain: item.certain, disputed });
                    continue;
                }
                Part::Seen => {
                    let spell = item.until != item.bounds;
                    holding.seen.push((bounds, item.until, item.certain, spell));
                    continue;
                }
                Part::Affirmed | Part::Denied => continue,
            }
            holding.starts.push(Start {
                instant: Some(item.instant),
                bounds,
                certain: item.certain,
                told_by_end: None,
                evidence: item.part == Part::Evidence,
                open: item.open,
            });
        }
        holding.known_by_their_ends(items);
        holding
    }

    /// Rule R17: what is known only from its end began before it.
    fn known_by_their_ends(&mut self, items: &[&Item]) {
        let mut more = Vec::new();
        for item in items.iter().filter(|i| i.part == Part::End { explicit: true }) {
            let earliest = item.bounds.earliest;
            if earliest == Day::PAST {
                more.push(self.told_by(item, Bounds::new(Day::PAST, Day::PAST)));
                continue;
            }
            let earlier = || {
                let before = |e: &&End| e.certain && e.instant != item.instant && e.bounds.latest < earliest;
                self.ends.iter().filter(before)
            };
            let said_otherwise = earlier().map(|e| e.bounds.latest).max();
            let explains = |s: &Start| {
                let after_other = said_otherwise.is_none_or(|day| s.bounds.latest >= day);
                let may_precede =
                    s.bounds.earliest <= item.bounds.latest && !self.end_before(item.instant, item.bounds, s);
                let uninformative = s.open && s.bounds.latest >= earliest;
                // Inference is not knowledge, and evidence only where it certainly came first.
                let known = s.certain && (!s.evidence || self.certainly_first(s, item));
                after_other && may_precede && known && !uninformative
            };
            if self.starts.iter().any(explains) {
                continue;
            }
            let from = earlier().map(|e| e.bounds.earliest).max().unwrap_or(Day::PAST);
            let latest = item.unit.back(earliest).max(said_otherwise.unwrap_or(Day::PAST));
            more.push(self.told_by(item, Bounds::new(from, latest.min(earliest.prev()))));
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
            told_by_end: Some(item.instant),
            evidence: false,
            open: false,
        }
    }

    /// The days on which the answer can change.
    pub fn turning_days(&self, out: &mut Vec<Day>) {
        for bounds in self.starts.iter().map(|s| s.bounds).chain(self.ends.iter().map(|e| e.bounds)) {
            out.extend([bounds.earliest, bounds.latest, bounds.earliest.next(), bounds.latest.next()]);
        }
        for (begin, until, _, _) in &self.seen {
            out.extend([begin.earliest, begin.latest, begin.latest.next()]);
            out.extend([until.earliest, until.latest, until.earliest.next(), until.latest.next()]);
        }
        out.extend(self.first_birth);
    }

    /// What the statements of this position say of a day.
    pub fn on(&self, day: Day) -> Said {
        let said = |answer| Said { answer, silent: false };
        match self.must(day, DAWNS) {
            Some(true) => return said(Answer::Disputed),
            Some(false) => return said(Answer::Yes),
            None => {}
        }
        if self.forever {
            let may = self.starts.iter().any(|s| s.bounds.earliest <= day);
            return if may { said(Answer::Possible) } else { Said { answer: Answer::No, silent: true } };
        }
        if self.may(day, false, DAWNS) {
            // Open to the left, and nothing else speaks: the days before its latest are unknown (rule R11).
            let ended = self.ends.iter().any(|e| e.bounds.earliest <= day);
            let only_open = self.silence == Silence::Unknown && !ended && !self.may(day, true, DAWNS);
            return said(if only_open { Answer::Unknown } else { Answer::Possible });
        }
        if self.ends.iter().any(|e| e.certain && e.bounds.latest <= day) {
            return said(Answer::No);
        }
        if self.first_birth.is_some_and(|birth| day < birth) {
            return said(Answer::No);
        }
        let answer = match self.silence {
            Silence::No => Answer::No,
            Silence::Unknown => Answer::Unknown,
        };
        Said { answer, silent: true }
    }

    /// `Some`: it holds in every world; with `true`, only because somebody acts after an undisputed end (rule R18).
    fn must(&self, day: Day, dawns: usize) -> Option<bool> {
        for (begin, until, certain, spell) in &self.seen {
            let covered = if *spell {
                begin.latest <= day && day <= until.earliest
            } else {
                begin.is_exact() && begin.earliest == day
            };
            if *certain && covered {
                // Told to go on and told to have ended: statements that exclude each other (rule R3).
                let ended = |e: &End| e.certain && e.bounds.earliest > begin.latest && e.bounds.latest <= day;
                return Some(*spell && self.ends.iter().any(|e| ended(e) && !self.resumes(e, day)));
            }
        }
        let mut after_end = None;
        for start in self.starts.iter().filter(|s| s.certain && s.bounds.latest <= day) {
            let open = self.forever
                || self.ends.iter().all(|e| e.bounds.earliest > day || self.before(e, start, dawns));
            if !open {
                continue;
            }
            let contradicted = self.being
                && start.evidence
                && self.ends.iter().any(|e| e.certain && !e.disputed && self.before(e, start, dawns));
            let born_again = |other: &Start| {
                !other.evidence
                    && other.bounds.latest <= day
                    && other.certain
                    && self.ends.iter().all(|e| self.before(e, other, dawns) || e.bounds.earliest > day)
            };
            if contradicted && !self.starts.iter().any(born_again) {
                after_end = Some(true);
            } else {
                return Some(false);
            }
        }
        after_end
    }

    /// Whether something may begin it again between an end and a day.
    fn resumes(&self, end: &End, day: Day) -> bool {
        self.starts.iter().any(|s| s.bounds.latest >= end.bounds.earliest && s.bounds.earliest <= day)
    }

    /// Whether it holds in some world. `leave_open`: beginnings open to the left apart.
    fn may(&self, day: Day, leave_open: bool, dawns: usize) -> bool {
        let seen = self.seen.iter().any(|(begin, until, _, spell)| {
            let last = if *spell { until.latest } else { begin.latest };
            begin.earliest <= day && day <= last && !(leave_open && begin.earliest == Day::PAST)
        });
        seen || self.starts.iter().any(|s| {
            let skip = leave_open && s.open && day < s.bounds.latest;
            !skip
                && s.bounds.earliest <= day
                && !self
                    .ends
                    .iter()
                    .any(|e| self.binds(e, s) && e.bounds.latest <= day && self.after(e, s, dawns))
        })
    }

    /// Whether an end happens wherever a beginning does: always, or because that end alone tells of the beginning.
    fn binds(&self, end: &End, start: &Start) -> bool {
        end.certain || (!start.certain && start.told_by_end == Some(end.instant))
    }

    /// Whether an end certainly comes before a beginning, so that it cannot undo it.
    fn before(&self, end: &End, start: &Start, dawns: usize) -> bool {
        if self.end_before(end.instant, end.bounds, start) {
            return true;
        }
        match self.same_day(end, start) {
            // Who acts on the day of its end acts before it.
            Some(_) if start.evidence => false,
            // Held at dawn: end, then begin (rule R10).
            Some(day) => dawns > 0 && self.must(day.prev(), dawns - 1).is_some(),
            None => false,
        }
    }

    fn end_before(&self, end: Instant, bounds: Bounds, start: &Start) -> bool {
        if start.told_by_end == Some(end) {
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
    fn after(&self, end: &End, start: &Start, dawns: usize) -> bool {
        if end.bounds.earliest > start.bounds.latest {
            return true;
        }
        if start.told_by_end == Some(end.instant) {
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
            Some(day) => dawns > 0 && !self.may(day.prev(), false, dawns - 1),
            None => false,
        }
    }

    /// The day, where both are certainly on one and nothing orders them.
    fn same_day(&self, end: &End, start: &Start) -> Option<Day> {
        let at = start.instant?;
        let ordered = self.network.ordered(at, end.instant) != self.network.ordered(end.instant, at);
        let exact = end.bounds.is_exact() && start.bounds == end.bounds;
        (exact && at != end.instant && !ordered).then_some(end.bounds.earliest)
    }
}
