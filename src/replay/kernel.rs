//! The kernel: evaluates every fluent over all days. Positions, conditions, claims, presuppositions and slots come
//! together here, in this order; `holding` answers for one position, `claims` weighs what is said.

mod admission;
mod sides;
mod work;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use sides::Sides;
pub(super) use work::Outcome;

use super::bodies::{Bodies, Body};
use super::claims::Heard;
use super::happening::{Choice, Story};
use super::holding::Holding;
use super::item::{Item, Items};
use super::ledger::Ledger;
use super::notices::notices;
use super::positions::{Aspects, Positions};
use super::slots::{Occupied, Slot, slot};
use super::timeline::{Elsewhere, Segment, Track};
use super::told::Told;
use super::view::View;
use crate::domain::{ActorId, Answer, Finding, FindingKind, Fluent, Persistence, Relation, Slug};
use crate::projectors::Cast;

/// How many fluents may wait for each other on the stack; what lies deeper is worked out first, and then leant on. Real
/// chronologies stay under ten; a level takes some kilobytes of the stack.
const DEEPEST: usize = 64;

/// How many answers may be worked out and thrown away for one fluent, since it leans on them in circles: what is left
/// then is taken as not known yet. Real chronologies stay under a hundred; without a bound it grows as a factorial.
const MOST_UNKEPT: usize = 1_000;

/// The same for a whole replay: so many, and [`UNKEPT_EACH`] for every fluent.
const UNKEPT_IN_ALL: usize = 10_000;
const UNKEPT_EACH: usize = 4;

/// What fluents are worked out from.
pub(super) struct Grounds<'a> {
    pub story: &'a Story,
    pub ledger: &'a Ledger,
    pub cast: &'a Cast,
    /// Whose claims count as fact.
    pub according_to: Option<&'a ActorId>,
    /// Fluents that go on otherwise than declared (rule R8).
    pub persistence: &'a BTreeMap<Relation, Persistence>,
    /// The fluents of every slot.
    pub slots: FxHashMap<Slot, Vec<&'a Fluent>>,
}

impl<'a> Grounds<'a> {
    /// Of a story and its ledger, as a view sees them.
    pub fn new(story: &'a Story, ledger: &'a Ledger, cast: &'a Cast, view: &'a View) -> Grounds<'a> {
        let mut slots: FxHashMap<Slot, Vec<&Fluent>> = FxHashMap::default();
        for fluent in ledger.fluents.iter().filter(|f| ledger.is_sole(f)) {
            slots.entry(slot(fluent)).or_default().push(fluent);
        }
        let according_to = view.according_to.as_ref();
        Grounds { story, ledger, cast, according_to, persistence: &view.persistence, slots }
    }
}

/// Tracks by fluent.
pub(super) type Tracks = FxHashMap<Fluent, Arc<Track>>;

/// Works out fluents one by one, each once.
pub(super) struct Kernel<'a> {
    grounds: &'a Grounds<'a>,
    /// What was worked out before, in the order of precedence.
    before: Vec<&'a Tracks>,
    done: Tracks,
    heard: FxHashMap<Fluent, Rc<Told>>,
    occupied: FxHashMap<(Slot, Vec<Choice>), Rc<Occupied>>,
    /// Of fluents that something is provided for: all that is told of each, and what lasts in every account.
    dawns: FxHashMap<Fluent, Rc<[Holding; 2]>>,
    /// Bodies that something leans on.
    bodies: FxHashMap<Fluent, Rc<Body>>,
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
    /// A kernel that leans on what was worked out before.
    pub fn new(grounds: &'a Grounds<'a>, before: Vec<&'a Tracks>) -> Kernel<'a> {
        Kernel {
            grounds,
            before,
            done: Tracks::default(),
            heard: FxHashMap::default(),
            occupied: FxHashMap::default(),
            dawns: FxHashMap::default(),
            bodies: FxHashMap::default(),
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

    /// Everything worked out, and what was noticed.
    pub fn finish(self) -> (Tracks, BTreeSet<Finding>) {
        (self.done, self.findings)
    }

    /// What is known of a fluent already.
    fn known(&self, fluent: &Fluent) -> Option<&Arc<Track>> {
        let whole = |track: &&Arc<Track>| !track.elsewhere.is_some_and(|e| e.told_here);
        let before = || self.before.iter().find_map(|tracks| tracks.get(fluent).filter(whole));
        self.done.get(fluent).or_else(before)
    }

    /// Works out a fluent, what lies too deep under it first: a chain of any length without a stack as long. Of a circle
    /// that is longer than the stack may be deep, or leads to itself in too many ways, the rest is done without.
    pub fn settle(&mut self, fluent: &Fluent) {
        if self.known(fluent).is_some() {
            return;
        }
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
        let items = self.grounds.ledger.items.get(fluent).into_iter().flatten();
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
            || self.unkept_in_all >= UNKEPT_IN_ALL + UNKEPT_EACH * self.grounds.ledger.items.len();
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
        if let Some(track) = self.known(fluent) {
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
        let mut items = self.admitted(fluent);
        let network = &self.grounds.story.network;
        let noticed = notices(fluent, &items, network);
        self.notice(noticed);
        let bodies = self.presupposed(fluent);
        // Where a body ends only perhaps, or in one account, so does this: later evidence of the body does not bring it
        // back (rule R26).
        if bodies.ends().next().is_some() {
            let all: Vec<Item> = items.iter().chain(bodies.ends()).cloned().collect();
            items = Items::from(all);
        }
        let declared = fluent.relation.declaration().persistence;
        let rule = self.grounds.persistence.get(&fluent.relation).copied().unwrap_or(declared);
        let told = Rc::new(Told::new(fluent, items, bodies, rule, network));
        // What had to do without a fluent still being worked out is not kept; of the rest, what a rival or a circle asks
        // for again.
        let again = !self.running.is_empty() || self.grounds.ledger.is_sole(fluent);
        if self.lacking.is_none() && again {
            self.heard.insert(fluent.clone(), told.clone());
        }
        told
    }

    /// A body, as what leans on it sees it.
    fn body(&mut self, track: Arc<Track>) -> Rc<Body> {
        if let Some(known) = self.bodies.get(&track.fluent).filter(|known| known.is_of(&track)) {
            return known.clone();
        }
        let fluent = track.fluent.clone();
        let body = Rc::new(Body::of(track));
        self.bodies.insert(fluent, body.clone());
        body
    }

    fn evaluate(&mut self, fluent: &Fluent) -> Track {
        if let Some(track) = self.before.iter().find_map(|tracks| tracks.get(fluent)).cloned() {
            // Its answers are known; here is what others take over from it.
            let elsewhere = Some(Elsewhere { told_here: false, ..track.summary() });
            return Track { items: self.admitted(fluent), elsewhere, ..(*track).clone() };
        }
        let told = self.told(fluent);
        let sides = self.sides(fluent, &told);
        let ledger = self.grounds.ledger;
        let network = &self.grounds.story.network;
        let claims = Heard::of(&told.gist, self.grounds.according_to, &ledger.denied, network);
        let segments = sides.answers(&told, &claims);
        Track { fluent: fluent.clone(), segments, items: told.items.clone(), elsewhere: None }
    }

    /// What each position says.
    fn sides(&mut self, fluent: &Fluent, told: &Told) -> Sides {
        let Positions { all, telling, .. } = self.positions(fluent, told);
        let network = &self.grounds.story.network;
        let mut sides = Sides::default();
        if !self.grounds.ledger.is_sole(fluent) {
            sides.take(told, network, &all, telling);
            return sides;
        }
        // Who else holds it may depend on what does not matter here. Positions that differ in nothing that does answer alike.
        let mut numbers: FxHashMap<Vec<Choice>, usize> = FxHashMap::default();
        for position in &all {
            let holdings = &mut sides.holdings;
            let number = *numbers.entry(told.own(position)).or_insert_with_key(|own| {
                holdings.push(told.holding(own, network));
                holdings.len() - 1
            });
            let occupied = self.occupied(fluent, position);
            sides.add(number, occupied);
        }
        sides
    }

    /// Who certainly holds the slot of a fluent in a position; `None` where any number may.
    fn occupied(&mut self, fluent: &Fluent, position: &[Choice]) -> Option<Rc<Occupied>> {
        let slot = slot(fluent);
        let fluents = self.grounds.slots.get(&slot)?;
        let key = (slot, position.to_vec());
        if let Some(known) = self.occupied.get(&key) {
            return Some(known.clone());
        }
        let mut held = Vec::new();
        for one in fluents {
            let told = self.told(one);
            if told.may_be_certain() {
                let certain = told.certain(position, &self.grounds.story.network);
                held.extend(certain.iter().cloned());
            }
        }
        let occupied = Rc::new(Occupied::of(held));
        if self.lacking.is_none() {
            self.occupied.insert(key, occupied.clone());
        }
        Some(occupied)
    }

    /// Combinations of the choices that matter: on every day all of those that can change its answer.
    fn positions(&mut self, fluent: &Fluent, told: &Told) -> Positions {
        let positions = match self.rivalling(fluent, told) {
            Some(aspects) => aspects.positions(),
            None => told.aspects.positions(),
        };
        if positions.cut {
            let reports: BTreeSet<Slug> = told.items.iter().flat_map(|i| i.reports.clone()).collect();
            self.findings.insert(Finding {
                kind: FindingKind::TooManyPositions,
                reports: reports.into_iter().collect(),
                message: format!("`{fluent}` leans on more disputed accounts than can be told apart"),
            });
        }
        positions
    }

    /// Where only one holds it: its aspects, with the days on which they can tell who else certainly does.
    fn rivalling(&mut self, fluent: &Fluent, told: &Told) -> Option<Aspects> {
        if !self.grounds.ledger.is_sole(fluent) {
            return None;
        }
        let rivals = self.grounds.slots.get(&slot(fluent))?;
        let own: BTreeSet<usize> =
            told.items.iter().filter(|i| !i.plain).flat_map(|i| &i.choices).map(|c| c.aspect).collect();
        let mut aspects = told.aspects.clone();
        if own.is_empty() {
            return Some(aspects);
        }
        for rival in rivals.iter().filter(|rival| **rival != fluent) {
            let rival = self.told(rival);
            if rival.may_be_certain() {
                aspects.join(&rival.aspects, &own);
            }
        }
        Some(aspects)
    }

    /// The bodies a fluent cannot outlive (rule R26).
    fn presupposed(&mut self, fluent: &Fluent) -> Bodies {
        let beings = self.grounds.cast.presupposed(fluent);
        let tracks = beings.iter().filter_map(|being| self.track(being));
        let tracks: Vec<Arc<Track>> = tracks.collect();
        Bodies::of(tracks.into_iter().map(|track| self.body(track)).collect())
    }
}

/// Adds a segment where it says something new.
fn extend(segments: &mut Vec<Segment>, next: Segment) {
    let same = |last: &Segment| *last == Segment { from: last.from, ..next };
    if !segments.last().is_some_and(same) {
        segments.push(next);
    }
}

/// What is left of silence where another certainly holds the slot.
fn excluded(silence: Answer) -> Answer {
    if silence == Answer::Unknown { Answer::No } else { silence }
}

/// What is left of an answer on a day on which a body it presupposes answers so (rule R26).
pub(super) fn presuppose(answer: Answer, body: Answer) -> Answer {
    match (answer, body) {
        (_, Answer::No) => Answer::No,
        (Answer::Yes, Answer::Possible | Answer::Disputed) => body,
        (answer, _) => answer,
    }
}
