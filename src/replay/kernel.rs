//! The kernel: evaluates every fluent over all days. Positions, conditions, claims, presuppositions, slots and the
//! horizon come together here, in this order; `holding` answers for one position, `claims` weighs what is said.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::claims;
use super::happening::{Choice, Story};
use super::holding::{Holding, Said};
use super::ledger::{Item, Ledger, Part};
use super::notices::notices;
use super::slots::{Occupied, Slot, slot};
use super::timeline::{Segment, Track};
use super::told::Told;
use super::view::View;
use crate::domain::{
    ActorId, Answer, Day, Finding, FindingKind, Fluent, Persistence, Relation, Silence, Slug,
};
use crate::projectors::Cast;

/// More combinations of accounts than this on one fluent are not told apart; the answer is weakened instead.
const MAX_POSITIONS: usize = 256;

/// How many fluents may wait for each other on the stack; what lies deeper is worked out first, and then leant on. Real
/// chronologies stay under ten; a level takes some kilobytes of the stack.
const DEEPEST: usize = 64;

/// How many answers may be worked out and thrown away for one fluent, since it leans on them in circles: what is left
/// then is taken as not known yet. Real chronologies stay under a hundred; without a bound it grows as a factorial.
const MOST_UNKEPT: usize = 1_000;

/// The same for a whole replay: so many, and [`UNKEPT_EACH`] for every fluent.
const UNKEPT_IN_ALL: usize = 10_000;
const UNKEPT_EACH: usize = 4;

/// Evaluates fluents of one story.
pub(super) struct Kernel<'a> {
    story: &'a Story,
    ledger: &'a Ledger,
    cast: &'a Cast,
    horizon: Day,
    /// Whose claims count as fact.
    according_to: Option<&'a ActorId>,
    /// Fluents that go on otherwise than declared (rule R8).
    persistence: &'a BTreeMap<Relation, Persistence>,
    done: HashMap<Fluent, Arc<Track>>,
    heard: HashMap<Fluent, Rc<Told>>,
    /// The fluents of every slot.
    slots: BTreeMap<Slot, Rc<Vec<Fluent>>>,
    occupied: HashMap<(Slot, Vec<Choice>), Rc<Occupied>>,
    running: Vec<Fluent>,
    /// The outermost running fluent that an answer had to do without; what leans on it is not kept.
    lacking: Option<usize>,
    /// The first fluent that lay too deep for the one being worked out.
    too_deep: Option<Fluent>,
    /// Whether what lies too deep is to be done without, since it leans on what is being worked out.
    circular: bool,
    /// Answers thrown away for the fluent being worked out, and in all.
    unkept: usize,
    unkept_in_all: usize,
    /// Whether an answer had to do without what could not be followed.
    cut: bool,
    findings: BTreeSet<Finding>,
}

impl<'a> Kernel<'a> {
    pub fn new(
        story: &'a Story,
        ledger: &'a Ledger,
        cast: &'a Cast,
        horizon: Day,
        view: &'a View,
    ) -> Kernel<'a> {
        let mut slots: BTreeMap<Slot, Vec<Fluent>> = BTreeMap::new();
        for fluent in ledger.items.keys().filter(|f| ledger.is_sole(f)) {
            slots.entry(slot(fluent)).or_default().push(fluent.clone());
        }
        Kernel {
            story,
            ledger,
            cast,
            horizon,
            according_to: view.according_to.as_ref(),
            persistence: &view.persistence,
            done: HashMap::new(),
            heard: HashMap::new(),
            slots: slots.into_iter().map(|(slot, all)| (slot, Rc::new(all))).collect(),
            occupied: HashMap::new(),
            running: Vec::new(),
            lacking: None,
            too_deep: None,
            circular: false,
            unkept: 0,
            unkept_in_all: 0,
            cut: false,
            findings: BTreeSet::new(),
        }
    }

    /// Every fluent of the ledger, and what was noticed.
    pub fn run(mut self) -> (BTreeMap<Fluent, Track>, Vec<Finding>) {
        for fluent in self.ledger.items.keys() {
            self.settle(fluent);
        }
        let mut tracks: BTreeMap<Fluent, Track> =
            self.done.iter().map(|(fluent, track)| (fluent.clone(), (**track).clone())).collect();
        self.exclude(&mut tracks);
        (tracks, self.findings.into_iter().collect())
    }

    /// Works out a fluent, what lies too deep under it first: a chain of any length without a stack as long. Of a circle
    /// that is longer than the stack may be deep, or leads to itself in too many ways, the rest is done without.
    fn settle(&mut self, fluent: &Fluent) {
        let mut open: Vec<Fluent> = vec![fluent.clone()];
        let mut opened: HashSet<Fluent> = HashSet::from([fluent.clone()]);
        while let Some(next) = open.last().cloned() {
            (self.too_deep, self.cut, self.unkept) = (None, false, 0);
            self.track(&next);
            if let Some(deep) = self.too_deep.take() {
                self.done.remove(&next);
                self.circular = !opened.insert(deep.clone());
                if !self.circular {
                    open.push(deep);
                }
                continue;
            }
            if self.cut {
                self.tangled(&next);
            }
            self.circular = false;
            open.pop();
        }
    }

    /// Keeps findings, unless what they were found in is worked out again.
    fn notice(&mut self, findings: impl IntoIterator<Item = Finding>) {
        if self.too_deep.is_none() {
            self.findings.extend(findings);
        }
    }

    /// Notes a fluent whose answer had to do without something.
    fn tangled(&mut self, fluent: &Fluent) {
        let items = self.ledger.items.get(fluent).into_iter().flatten();
        let reports: BTreeSet<Slug> = items.flat_map(|i| i.reports.clone()).collect();
        self.findings.insert(Finding {
            kind: FindingKind::TooManyPositions,
            reports: reports.into_iter().collect(),
            message: format!("`{fluent}` leans on itself in more ways than can be followed"),
        });
    }

    /// Whether a fluent that is not worked out yet has to be done without: it lies too deep, or too much was thrown away
    /// already.
    fn out_of_reach(&mut self, fluent: &Fluent) -> bool {
        if self.too_deep.is_some() {
            // All of this is worked out again.
            return true;
        }
        let spent = self.unkept >= MOST_UNKEPT
            || self.unkept_in_all >= UNKEPT_IN_ALL + UNKEPT_EACH * self.ledger.items.len();
        if !self.running.is_empty() && spent {
            self.cut = true;
        } else if self.running.len() < DEEPEST {
            return false;
        } else if self.circular {
            self.cut = true;
        } else {
            self.too_deep.get_or_insert_with(|| fluent.clone());
        }
        // What leans on it is not kept, but for the outermost.
        self.lacking = Some(0);
        true
    }

    /// The track of a fluent before slots; `None` while it is being worked out further up.
    fn track(&mut self, fluent: &Fluent) -> Option<Arc<Track>> {
        if let Some(track) = self.done.get(fluent) {
            return Some(track.clone());
        }
        if let Some(at) = self.running.iter().position(|f| f == fluent) {
            self.lacking = Some(self.lacking.map_or(at, |known| known.min(at)));
            return None;
        }
        if self.out_of_reach(fluent) {
            return None;
        }
        let outer = self.lacking.take();
        self.running.push(fluent.clone());
        let track = Arc::new(self.evaluate(fluent));
        self.running.pop();
        // An answer that had to do without a fluent still being worked out holds only inside that work.
        let whole = self.lacking.is_none_or(|at| at >= self.running.len());
        if whole {
            self.done.insert(fluent.clone(), track.clone());
            self.lacking = outer;
        } else {
            // What is worked out again for its depth is no circle.
            let circle = usize::from(self.too_deep.is_none());
            self.unkept += circle;
            self.unkept_in_all += circle;
            self.lacking = match (self.lacking, outer) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Some(track)
    }

    /// What touches a fluent, as far as it takes effect, and the bodies it leans on.
    fn told(&mut self, fluent: &Fluent) -> Rc<Told> {
        if let Some(told) = self.heard.get(fluent) {
            return told.clone();
        }
        let written = self.ledger.items.get(fluent).cloned().unwrap_or_default();
        let mut items: Vec<Item> = written.into_iter().filter_map(|item| self.admit(fluent, item)).collect();
        let noticed = notices(fluent, &items, &self.story.network);
        self.notice(noticed);
        let bodies = self.presupposed(fluent);
        // Where a body ends only perhaps, or in one account, so does this: later evidence of the body does not bring it
        // back (rule R26).
        let perhaps = |i: &&Item| matches!(i.part, Part::End { .. }) && !(i.certain && i.choices.is_empty());
        let part = Part::End { explicit: false };
        let with_bodies = bodies.iter().flat_map(|b| b.items.iter().filter(perhaps));
        items.extend(with_bodies.map(|end| Item { part, needs: Vec::new(), standing: None, ..end.clone() }));
        let declared = fluent.relation.declaration().persistence;
        let rule = self.persistence.get(&fluent.relation).copied().unwrap_or(declared);
        let told = Rc::new(Told { fluent: fluent.clone(), items, bodies, rule });
        // What had to do without a fluent still being worked out is not kept.
        if self.lacking.is_none() {
            self.heard.insert(fluent.clone(), told.clone());
        }
        told
    }

    fn evaluate(&mut self, fluent: &Fluent) -> Track {
        let told = self.told(fluent);
        let positions = self.positions(fluent, &told.items);
        let network = &self.story.network;
        let holdings: Vec<Holding<'a>> = positions.iter().map(|p| told.holding(p, network)).collect();
        let occupied: Vec<Option<Rc<Occupied>>> =
            positions.iter().map(|p| self.occupied(fluent, p)).collect();

        let mut days: Vec<Day> = vec![Day::PAST];
        for holding in &holdings {
            holding.turning_days(&mut days);
        }
        days.extend(occupied.iter().flatten().flat_map(|o| o.days()));
        told.fading_days(&mut days);
        claims::turning_days(&told.items, &mut days);
        for body in &told.bodies {
            days.extend(body.segments.iter().map(|s| s.from));
        }
        days.push(self.horizon.next());
        days.retain(|d| *d != Day::FUTURE);
        days.sort_unstable();
        days.dedup();

        let mut segments: Vec<Segment> = Vec::new();
        for day in days {
            let said: Vec<Said> = (holdings.iter().zip(&occupied))
                .map(|(holding, occupied)| {
                    let said = holding.on(day);
                    let taken = occupied.as_ref().is_some_and(|o| o.by_other(&fluent.subject, day));
                    if taken { excluded(said) } else { said }
                })
                .collect();
            let silent = said.iter().all(|s| s.silent);
            let base = told.faded(Answer::over_positions(said.iter().map(|s| s.answer)), day);
            let heard = match self.according_to {
                Some(actor) => claims::according(base, &told.items, actor, day),
                None => claims::weigh(base, silent, &told.items, &self.ledger.denied, network, day),
            };
            let held = told.bodies.iter().fold(heard, |answer, body| presuppose(answer, body.on(day)));
            let answer = self.beyond_horizon(fluent, held, day);
            let silent = silent && heard == base && held == heard;
            extend(&mut segments, Segment { from: day, answer, silent });
        }
        Track { fluent: fluent.clone(), segments, items: told.items.clone() }
    }

    /// Who certainly holds the slot of a fluent in a position, up to the horizon; `None` where any number may.
    fn occupied(&mut self, fluent: &Fluent, position: &HashSet<Choice>) -> Option<Rc<Occupied>> {
        let slot = slot(fluent);
        let fluents = self.slots.get(&slot)?.clone();
        let mut choices: Vec<Choice> = position.iter().copied().collect();
        choices.sort_unstable();
        let key = (slot, choices);
        if let Some(known) = self.occupied.get(&key) {
            return Some(known.clone());
        }
        let mut held = Vec::new();
        for one in fluents.iter() {
            let told = self.told(one);
            if told.may_be_certain() {
                held.extend(told.certain(position, &self.story.network, self.horizon));
            }
        }
        let occupied = Rc::new(Occupied::of(held));
        if self.lacking.is_none() {
            self.occupied.insert(key, occupied.clone());
        }
        Some(occupied)
    }

    /// Decides whether an item takes effect: void where an actor certainly does not exist, a claim where its author
    /// has no standing.
    fn admit(&mut self, fluent: &Fluent, mut item: Item) -> Option<Item> {
        if !self.provided(&item) {
            return None;
        }
        for actor in std::mem::take(&mut item.needs) {
            let being = self.cast.being(&actor);
            if being == *fluent || item.part == Part::Seen {
                item.needs.push(actor);
                continue;
            }
            let Some(track) = self.track(&being) else {
                item.needs.push(actor);
                continue;
            };
            match track.first_and_last_there(item.begun.unwrap_or(item.bounds)) {
                // The end of a spell may come after the end of who filled it: it is not brought forward.
                Some(_) if item.begun.is_some() => item.needs.push(actor),
                Some((first, last)) => {
                    item.bounds.earliest = item.bounds.earliest.max(first);
                    item.bounds.latest = item.bounds.latest.min(last);
                    item.open &= item.bounds.earliest == Day::PAST;
                    item.needs.push(actor);
                }
                None => {
                    self.anachronism(&actor, &item, &track);
                    return None;
                }
            }
        }
        if let (Part::End { .. }, Some(standing)) = (item.part, item.standing.clone()) {
            match self.standing(&standing, &item) {
                Answer::Yes => {}
                Answer::Possible | Answer::Disputed => item.certain = false,
                Answer::Unknown | Answer::No => {
                    item.part = Part::Denied;
                    self.notice([Finding {
                        kind: FindingKind::NoStanding,
                        reports: item.reports.clone(),
                        message: format!(
                            "{}: {} had no standing to end `{fluent}`; it is kept as a claim",
                            names(&item.reports),
                            names(&item.holders)
                        ),
                    }]);
                }
            }
        }
        Some(item)
    }

    /// Whether one of the losers a report names may have held the place it reaches, at the dawn of its day (rule R28).
    /// Told from what is written, void or not: rather too much than a day too few.
    fn provided(&self, item: &Item) -> bool {
        item.provided.is_empty()
            || item.provided.iter().any(|fluent| {
                let written = self.ledger.items.get(fluent).into_iter().flatten();
                let all: Vec<&Item> = written.collect();
                // An end of one account ends nothing in the others, and tells of the time before in its own.
                let common = |i: &&Item| i.choices.is_empty() || !matches!(i.part, Part::End { .. });
                let lasting: Vec<&Item> = all.iter().copied().filter(common).collect();
                [all, lasting].iter().any(|items| {
                    Holding::new(fluent, items, &[], &self.story.network).may_at_dawn(item.bounds)
                })
            })
    }

    /// How sure it is that one of these held at the dawn of whatever day the item falls on (rule R27).
    fn standing(&mut self, any: &[Fluent], item: &Item) -> Answer {
        let (from, to) = (item.bounds.earliest.prev(), item.bounds.latest.prev());
        let mut best = Answer::No;
        for fluent in any {
            let Some(track) = self.track(fluent) else {
                best = best.max(Answer::Possible);
                continue;
            };
            let answers = track.answers_between(from, to);
            let all_yes = answers.iter().all(|a| *a == Answer::Yes);
            let none = answers.iter().all(|a| matches!(a, Answer::No | Answer::Unknown));
            best = best.max(match (all_yes, none) {
                (true, _) => Answer::Yes,
                (_, true) => Answer::No,
                _ => Answer::Possible,
            });
        }
        best
    }

    fn anachronism(&mut self, actor: &ActorId, item: &Item, track: &Track) {
        let born_later = track.segments.iter().any(|s| s.from > item.bounds.latest && s.answer != Answer::No);
        let (kind, when) = if born_later {
            (FindingKind::BeforeBirth, "before it existed")
        } else {
            (FindingKind::AfterEnd, "after its end")
        };
        self.notice([Finding {
            kind,
            reports: item.reports.clone(),
            message: format!("{}: {actor} takes part {when}; this part is void", names(&item.reports)),
        }]);
    }

    /// Every combination of the choices that matter for these items.
    fn positions(&mut self, fluent: &Fluent, items: &[Item]) -> Vec<HashSet<Choice>> {
        let mut aspects: BTreeMap<usize, usize> = BTreeMap::new();
        for choice in items.iter().flat_map(|i| &i.choices) {
            aspects.insert(choice.aspect, choice.of);
        }
        let mut positions: Vec<HashSet<Choice>> = vec![HashSet::new()];
        for (aspect, of) in aspects {
            if positions.len() * of > MAX_POSITIONS {
                let reports: BTreeSet<Slug> = items.iter().flat_map(|i| i.reports.clone()).collect();
                self.findings.insert(Finding {
                    kind: FindingKind::TooManyPositions,
                    reports: reports.into_iter().collect(),
                    message: format!("`{fluent}` leans on more disputed accounts than can be told apart"),
                });
                break;
            }
            positions = (0..of)
                .flat_map(|alternative| {
                    positions.iter().map(move |p| {
                        let mut p = p.clone();
                        p.insert(Choice { aspect, alternative, of });
                        p
                    })
                })
                .collect();
        }
        positions
    }

    /// The tracks of the bodies a fluent cannot outlive (rule R26).
    fn presupposed(&mut self, fluent: &Fluent) -> Vec<Arc<Track>> {
        self.cast.presupposed(fluent).iter().filter_map(|being| self.track(being)).collect()
    }

    /// Past the last day anybody could have known, a running fluent is open (rule R12).
    fn beyond_horizon(&self, fluent: &Fluent, answer: Answer, day: Day) -> Answer {
        let declaration = fluent.relation.declaration();
        if day <= self.horizon || declaration.persistence == Persistence::Forever {
            return answer;
        }
        match (answer, declaration.silence) {
            (Answer::Yes | Answer::Possible | Answer::Disputed, Silence::Unknown) => Answer::Unknown,
            (Answer::Yes | Answer::Disputed, Silence::No) => Answer::Possible,
            (answer, _) => answer,
        }
    }

    /// Where another certainly holds the slot, silence about the rest is *no*.
    fn exclude(&self, tracks: &mut BTreeMap<Fluent, Track>) {
        let mut held: BTreeMap<Slot, Vec<(Slug, Day, Day)>> = BTreeMap::new();
        for (fluent, track) in tracks.iter().filter(|(fluent, _)| self.ledger.is_sole(fluent)) {
            for (i, segment) in track.segments.iter().enumerate().filter(|(_, s)| s.answer == Answer::Yes) {
                let to = track.segments.get(i + 1).map_or(Day::FUTURE, |next| next.from);
                held.entry(slot(fluent)).or_default().push((fluent.subject.clone(), segment.from, to));
            }
        }
        let occupied: BTreeMap<Slot, Occupied> =
            held.into_iter().map(|(slot, held)| (slot, Occupied::of(held))).collect();
        for (fluent, track) in tracks.iter_mut() {
            let Some(occupied) = occupied.get(&slot(fluent)) else { continue };
            let mut days: Vec<Day> = track.segments.iter().map(|s| s.from).collect();
            days.extend(occupied.days());
            days.retain(|d| *d != Day::FUTURE);
            days.sort_unstable();
            days.dedup();
            let mut segments: Vec<Segment> = Vec::new();
            for day in days {
                let Segment { answer, silent, .. } = super::timeline::on(&track.segments, day);
                let said = Said { answer, silent };
                let taken = occupied.by_other(&fluent.subject, day);
                let Said { answer, silent } = if taken { excluded(said) } else { said };
                extend(&mut segments, Segment { from: day, answer, silent });
            }
            track.segments = segments;
        }
    }
}

/// Adds a segment where it says something new.
fn extend(segments: &mut Vec<Segment>, next: Segment) {
    let same = |last: &Segment| last.answer == next.answer && last.silent == next.silent;
    if !segments.last().is_some_and(same) {
        segments.push(next);
    }
}

/// What is left of silence where another certainly holds the slot.
fn excluded(said: Said) -> Said {
    match said.answer {
        Answer::Unknown if said.silent => Said { answer: Answer::No, ..said },
        _ => said,
    }
}

/// What is left of an answer on a day on which a body it presupposes answers so (rule R26).
pub(super) fn presuppose(answer: Answer, body: Answer) -> Answer {
    match (answer, body) {
        (_, Answer::No) => Answer::No,
        (Answer::Yes, Answer::Possible | Answer::Disputed) => body,
        (answer, _) => answer,
    }
}

fn names(ids: &[Slug]) -> String {
    ids.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ")
}
