//! Whether a fluent holds at the close of a day, told from statements alone, for one position: certainly, possibly,
//! or not. The event calculus with vague instants (rules R7, R10, R11, R15 to R18, R20).

mod vouching;

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
    /// The end that alone tells of it (rule R17), and its earliest day: it comes after every end certainly before that.
    told_by_end: Option<(Instant, Day)>,
    evidence: bool,
    /// Open to the left: before its latest day nothing is known (rule R11).
    open: bool,
    /// Written open on one side at least.
    loose: bool,
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

/// The items of one fluent in one position, ready to be asked.
pub(super) struct Holding<'a> {
    network: &'a Network,
    starts: Vec<Start>,
    ends: Vec<End>,
    seen: Vec<(Bounds, Bounds, bool, bool)>,
    /// First days without, and first days again with, a body it presupposes: nothing comes back (rule R26).
    breaks: Vec<(Day, Day)>,
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
    pub fn new(fluent: &Fluent, items: &[&Item], breaks: &[(Day, Day)], network: &'a Network) -> Holding<'a> {
        let declaration = fluent.relation.declaration();
        let mut holding = Holding {
            network,
            starts: Vec::new(),
            ends: Vec::new(),
            seen: Vec::new(),
            breaks: breaks.to_vec(),
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
                Part::Start { .. } | Part::Return => {}
                Part::Evidence => {
                    // Evidence never reaches before a stated birth (rule R18).
                    if let Some(birth) = holding.first_birth {
                        if bounds.latest < birth {
                            continue;
                        }
                        bounds.earliest = bounds.earliest.max(birth);
                    }
                }
                Part::End { .. } | Part::Lapse => {
                    let (instant, certain) = (item.instant, item.certain);
                    let disputed = !item.choices.is_empty();
                    let lapse_of = item.begun.filter(|_| item.part == Part::Lapse);
                    let displaces = item.displaces;
                    holding.ends.push(End { instant, bounds, certain, disputed, displaces, lapse_of });
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
                open: item.open && item.part != Part::Return,
                loose: item.loose,
                taken: item.begun.filter(|_| item.part == Part::Return),
            });
        }
        holding.known_by_their_ends(items);
        holding
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
        out.extend(self.breaks.iter().flat_map(|(gone, back)| [*gone, *back]));
        out.extend(self.first_birth);
    }

    /// Whether it may have held at the dawn of some day inside the bounds.
    pub fn may_at_dawn(&self, bounds: Bounds) -> bool {
        self.held_at_dawn(bounds, DAWNS)
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
            let ended = self.ends.iter().any(|e| e.lapse_of.is_none() && e.bounds.earliest <= day);
            let only_open = self.silence == Silence::Unknown && !ended && !self.may(day, true, DAWNS);
            return said(if only_open { Answer::Unknown } else { Answer::Possible });
        }
        let broken = self.breaks.iter().any(|(gone, _)| *gone <= day && self.begun_by(*gone));
        let found = |e: &End| !e.displaces || self.begun_by(e.bounds.latest);
        let ended = |e: &End| e.certain && e.bounds.latest <= day && found(e);
        if broken || self.ends.iter().any(ended) {
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
        let mut contradicted = false;
        for (begin, until, certain, spell) in &self.seen {
            let covered = if *spell {
                begin.latest <= day && day <= until.earliest
            } else {
                begin.is_exact() && begin.earliest == day
            };
            if *certain && covered {
                // Told to go on and told to have ended: statements that exclude each other (rule R3).
                let ended = |e: &End| e.certain && e.bounds.earliest > begin.latest && e.bounds.latest <= day;
                if !*spell || !self.ends.iter().any(|e| ended(e) && !self.resumes(e, day, dawns)) {
                    return Some(false);
                }
                contradicted = true;
            }
        }
        if contradicted {
            return Some(true);
        }
        let mut after_end = None;
        for start in self.starts.iter().filter(|s| s.certain && s.bounds.latest <= day) {
            let broken = |(gone, back): &(Day, Day)| *gone <= day && start.bounds.earliest < *back;
            let open = self.forever
                || !self.breaks.iter().any(broken)
                    && self.ends.iter().all(|e| {
                        e.bounds.earliest > day || vouched(e, start, day) || self.before(e, start, dawns)
                    });
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
    fn resumes(&self, end: &End, day: Day, dawns: usize) -> bool {
        self.starts.iter().any(|s| s.bounds.earliest <= day && !self.after(end, s, dawns))
    }

    /// Whether it holds in some world. `leave_open`: beginnings open to the left apart.
    fn may(&self, day: Day, leave_open: bool, dawns: usize) -> bool {
        let seen = self.seen.iter().any(|(begin, until, _, spell)| {
            let last = if *spell { until.latest } else { begin.latest };
            begin.earliest <= day && day <= last && !(leave_open && begin.earliest == Day::PAST)
        });
        seen || self.starts.iter().any(|s| {
            let skip = leave_open && s.open && day < s.bounds.latest;
            let broken = |(gone, back): &(Day, Day)| *gone <= day && s.bounds.latest < *back;
            !skip
                && s.bounds.earliest <= day
                && !self.breaks.iter().any(broken)
                && s.taken.is_none_or(|taken| self.held_at_dawn(taken, dawns))
                && !self
                    .ends
                    .iter()
                    .any(|e| self.binds(e, s) && e.bounds.latest <= day && self.after(e, s, dawns))
        })
    }

    /// Whether it may have been held at the dawn of some day inside the bounds.
    fn held_at_dawn(&self, taken: Bounds, dawns: usize) -> bool {
        let Some(dawns) = dawns.checked_sub(1) else { return true };
        let (first, last) = (taken.earliest.prev(), taken.latest.prev());
        let begins =
            self.starts.iter().map(|s| s.bounds.earliest).chain(self.seen.iter().map(|s| s.0.earliest));
        let mut days = begins.filter(|d| first < *d && *d < last).chain([first, last]);
        days.any(|day| self.may(day, false, dawns))
    }

    /// Whether it has certainly begun by a day: who never held it has lost nothing, and silence goes on.
    fn begun_by(&self, day: Day) -> bool {
        self.starts.iter().any(|s| s.certain && s.bounds.latest <= day)
    }

    /// Whether an end happens wherever a beginning does: always, or because that end alone tells of the beginning.
    fn binds(&self, end: &End, start: &Start) -> bool {
        end.certain || (!start.certain && start.is_told_by(end.instant))
    }

    /// Whether an end certainly comes before a beginning, so that it cannot undo it.
    fn before(&self, end: &End, start: &Start, dawns: usize) -> bool {
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
            Some(day) => dawns > 0 && self.must(day.prev(), dawns - 1).is_some(),
            None => false,
        }
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
    fn after(&self, end: &End, start: &Start, dawns: usize) -> bool {
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

/// Whether an end vouches for a day in spite of another: from the latest day on which it can have begun to the end that
/// tells of it, it held, and what else certainly ended it came before (rule R17).
fn vouched(other: &End, start: &Start, day: Day) -> bool {
    let before = |(_, end): (Instant, Day)| day < end && (other.certain || day == start.bounds.latest);
    start.told_by_end.is_some_and(before)
}
