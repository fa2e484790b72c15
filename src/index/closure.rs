//! The closure: every record that the answers about some fluents turn on, in a view. A replay of these alone answers about
//! them as a replay of the whole log does (a law).

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::catalog::Catalog;
use super::entry::Entry;
use super::error::IndexError;
use super::key::{Key, Touched};
use super::knots::{ANY, Knots, SlotKey, Wanted, slot_of};
use super::region::Regions;
use super::tight::Tight;
use super::touch::{Sort, refers};
use crate::domain::{
    Amends, Arg, Body, Bounds, Content, Day, Fluent, Holder, Record, Relation, Report, ReportId, Role, Slug,
};
use crate::log::LogError;
use crate::replay::View;

/// Reads records at ascending positions.
pub trait Fetch {
    /// The records at these positions, in their order.
    ///
    /// # Errors
    /// Whatever the log reports.
    fn fetch(&self, positions: &[u64]) -> Result<Vec<Record>, LogError>;
}

/// What is known already of a fluent on which others lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// All that others need of it.
    All,
    /// All but what is told of it, other than proof that somebody is there.
    AllButTold,
}

/// Tells what is known already.
type Given<'a> = Box<dyn Fn(&Fluent) -> Result<Option<Known>, IndexError> + 'a>;

/// What a closure has gathered.
pub struct Closure<'a, C: Catalog + ?Sized, F: Fetch + ?Sized> {
    catalog: &'a C,
    log: &'a F,
    pub(super) view: &'a View,
    /// The last position that the view reads.
    last: u64,
    /// What was read, turn by turn, and where it lies.
    records: Vec<Record>,
    read: FxHashSet<u64>,
    /// Positions to be read.
    pub(super) open: BTreeSet<u64>,
    /// The fluents whose records are all there.
    fluents: FxHashSet<Fluent>,
    waiting: Vec<Fluent>,
    /// Ids whose records are all there.
    ids: FxHashSet<Slug>,
    /// Slots of which all who ever held them were taken in.
    slots: FxHashSet<SlotKey>,
    /// Places, and what is told of the regions around them.
    pub(super) regions: Regions,
    /// What of knots of hints has to be read.
    pub(super) knots: Knots<'a>,
    /// Positions to be read of what is told of one fluent, or slot, by its number.
    grouped: Vec<(u32, u64)>,
    /// Actors that amendments tell to be one, whether they count or not.
    pub(super) same: Vec<BTreeSet<Slug>>,
    /// Fluents that are known already.
    given: Option<Given<'a>>,
    /// Those of them that were met.
    known: HashSet<Fluent>,
    /// Those that are asked for themselves, known or not.
    asked: HashSet<Fluent>,
    /// Beings of which every act is named.
    named: HashSet<Fluent>,
    /// Acts are thinned where more than so many entries tell of a being: what is left answers alike, and names fewer reports.
    pub(super) thin_from: usize,
    /// Reports that the view assumes or leaves out: where they lie.
    pub(super) moved: HashSet<u64>,
    /// Reports that the view puts on other days than the catalog has them, and what is bound to them.
    pub(super) assumed: HashSet<u64>,
    /// Acts that need not be read: all that matters of them stands in the catalog.
    pub(super) acts: Vec<(Fluent, Entry)>,
    /// When fluents were seen to hold, by reports that need not be read either.
    pub(super) seen: BTreeSet<(Fluent, Bounds)>,
    /// By what is cited, the last day its source can have known, where that is certain.
    pub(super) sources: RefCell<FxHashMap<u32, Option<Day>>>,
}

/// What was gathered.
pub struct Gathered {
    /// Every record.
    pub records: Vec<Record>,
    /// Every fluent about which they tell all.
    pub fluents: FxHashSet<Fluent>,
    /// Acts beside them: whose being each proves, and on which days it lies.
    pub acts: Vec<(Fluent, Bounds)>,
    /// Sightings beside them: of which fluent, and within which days each lies.
    pub seen: Vec<(Fluent, Bounds)>,
    /// Of reports that are there without those that hints bind to them: when they begin and end.
    pub tight: FxHashMap<ReportId, (Bounds, Bounds)>,
}

impl<'a, C: Catalog + ?Sized, F: Fetch + ?Sized> Closure<'a, C, F> {
    /// Of nothing yet. `last`: the last position that the view reads.
    ///
    /// # Errors
    /// Whatever catalog and log report.
    pub fn new(catalog: &'a C, log: &'a F, view: &'a View, last: u64) -> Result<Self, IndexError> {
        let mut closure = Closure {
            catalog,
            log,
            view,
            last,
            records: Vec::new(),
            read: FxHashSet::default(),
            open: BTreeSet::new(),
            fluents: FxHashSet::default(),
            waiting: Vec::new(),
            ids: FxHashSet::default(),
            slots: FxHashSet::default(),
            regions: Regions::default(),
            knots: Knots::default(),
            grouped: Vec::new(),
            same: Vec::new(),
            given: None,
            known: HashSet::new(),
            asked: HashSet::new(),
            named: HashSet::new(),
            thin_from: 0,
            moved: HashSet::new(),
            assumed: HashSet::new(),
            acts: Vec::new(),
            seen: BTreeSet::new(),
            sources: RefCell::default(),
        };
        closure.identities()?;
        for (id, _) in &view.assume {
            let found = closure.entries(&Key::Is(id.clone()))?;
            closure.moved.extend(found.iter().map(|e| e.position));
        }
        closure.assumed = closure.bound_to(closure.moved.iter().copied())?;
        for id in &view.without {
            let found = closure.entries(&Key::Is(id.clone()))?;
            closure.moved.extend(found.iter().map(|e| e.position));
        }
        Ok(closure)
    }

    /// Where it looks.
    pub(super) fn catalog(&self) -> &'a C {
        self.catalog
    }

    /// What it reads.
    pub(super) fn log(&self) -> &'a F {
        self.log
    }

    /// Leaves out what is known already of fluents that are not wanted themselves.
    pub fn give(&mut self, known: impl Fn(&Fluent) -> Result<Option<Known>, IndexError> + 'a) {
        self.given = Some(Box::new(known));
    }

    /// Reads of knots of hints just what is wanted, where one report of them is.
    pub(super) fn tighten(&mut self, tight: &'a Tight<'a>) {
        self.knots = Knots::of(tight);
    }

    /// Keeps all acts that prove a being, where there are no more than so many: they are named in answers.
    pub fn name_up_to(&mut self, entries: usize) {
        self.thin_from = entries;
    }

    /// Takes beings in, and keeps all acts that prove them.
    pub fn name(&mut self, beings: &[Fluent]) {
        for being in beings {
            self.named.extend(self.alike(being));
            self.named.insert(being.clone());
            self.want([being.clone()]);
        }
    }

    /// Takes fluents in.
    pub fn want(&mut self, fluents: impl IntoIterator<Item = Fluent>) {
        for fluent in fluents {
            self.asked.insert(fluent.clone());
            self.waiting.push(fluent);
        }
    }

    /// Takes fluents in of which the answers are enough, where they are known already.
    pub fn lean(&mut self, fluents: impl IntoIterator<Item = Fluent>) {
        self.waiting.extend(fluents);
    }

    /// Takes records in.
    ///
    /// # Errors
    /// Whatever the catalog reports.
    pub fn want_key(&mut self, key: &Key) -> Result<(), IndexError> {
        let found = self.entries(key)?;
        self.open.extend(found.iter().map(|e| e.position));
        Ok(())
    }

    /// Takes the records at these positions in.
    pub fn want_positions(&mut self, positions: impl IntoIterator<Item = u64>) {
        self.open.extend(positions);
    }

    /// Everything gathered.
    pub fn gathered(self) -> Gathered {
        let tight = self.knots.alone(&self.records);
        let Closure { mut records, read, fluents, acts, seen, .. } = self;
        records.sort_by_key(|record| record.position);
        let unread = acts.into_iter().filter(|(_, entry)| !read.contains(&entry.position));
        let acts = unread.map(|(fluent, entry)| (fluent, entry.days)).collect();
        Gathered { records, fluents, acts, seen: seen.into_iter().collect(), tight }
    }

    /// Follows everything to its end.
    ///
    /// # Errors
    /// Whatever catalog and log report.
    pub fn close(&mut self) -> Result<(), IndexError> {
        loop {
            while let Some(fluent) = self.waiting.pop() {
                self.fluent(&fluent)?;
            }
            let positions = self.linked()?;
            if !positions.is_empty() {
                let found = self.log.fetch(&positions)?;
                found.iter().try_for_each(|record| self.follow(record))?;
                self.read.extend(found.iter().map(|record| record.position));
                self.records.extend(found);
                continue;
            }
            if self.waiting.is_empty() {
                self.overrule()?;
            }
            if self.waiting.is_empty() && self.open.is_empty() {
                return Ok(());
            }
        }
    }

    /// Positions still to be read, with all that hints, accounts and amendments bind to them: in one go, since every turn reads
    /// the log anew.
    fn linked(&mut self) -> Result<Vec<u64>, IndexError> {
        let mut all: BTreeSet<u64> = BTreeSet::new();
        let wanted = std::mem::take(&mut self.open).into_iter().map(|position| (ANY, position));
        let mut open: Vec<(u32, u64)> = wanted.collect();
        open.append(&mut self.grouped);
        while let Some((group, position)) = open.pop() {
            if position > self.last {
                continue;
            }
            let bound = match self.knots.want(group, position)? {
                Wanted::Alone => false,
                Wanted::Bound(before) => {
                    for member in before {
                        open.extend(self.catalog.links(member)?.into_iter().map(|other| (ANY, other)));
                    }
                    true
                }
            };
            if !self.read.contains(&position) && all.insert(position) && bound {
                open.extend(self.catalog.links(position)?.into_iter().map(|other| (ANY, other)));
            }
        }
        Ok(all.into_iter().collect())
    }

    /// The entries of a key, as far as the view reads.
    pub(super) fn entries(&self, key: &Key) -> Result<Vec<Entry>, IndexError> {
        let mut found = self.catalog.entries(key)?;
        found.retain(|e| e.position <= self.last);
        Ok(found)
    }

    /// The records a key leads to.
    pub(super) fn read(&self, key: &Key) -> Result<Vec<Record>, IndexError> {
        let positions: Vec<u64> = self.entries(key)?.iter().map(|e| e.position).collect();
        if positions.is_empty() { Ok(Vec::new()) } else { Ok(self.log.fetch(&positions)?) }
    }

    /// Everything told of a fluent, and the fluents it turns on.
    fn fluent(&mut self, fluent: &Fluent) -> Result<(), IndexError> {
        if self.fluents.contains(fluent) || self.known.contains(fluent) {
            return Ok(());
        }
        let known = match &self.given {
            Some(given) if !self.asked.contains(fluent) => given(fluent)?,
            _ => None,
        };
        for other in self.alike(fluent) {
            if known.is_none() {
                self.asked.insert(other.clone());
            }
            self.waiting.push(other);
        }
        match known {
            Some(_) => self.known.insert(fluent.clone()),
            None => self.fluents.insert(fluent.clone()),
        };
        if known == Some(Known::All) {
            return Ok(());
        }
        if known == Some(Known::AllButTold) {
            let told = self.led_to(fluent, Key::Tells)?;
            self.open.extend(told.iter().map(|e| e.position));
            self.leans_on(fluent)?;
            return self.conditions(fluent, &told);
        }
        let mut found = self.touching(fluent)?;
        if found.len() > self.thin_from && !self.named.contains(fluent) && self.may_thin(fluent) {
            found.extend(self.told_elsewhere(fluent)?);
            found = self.thinned(fluent, found)?;
        }
        if self.may_leave_seen(fluent) {
            found = self.sighted(fluent, found)?;
        }
        match self.group(fluent) {
            Some(group) => {
                let (close, told): (Vec<&Entry>, Vec<&Entry>) =
                    found.iter().partition(|e| e.sort == Sort::Conditional);
                self.open.extend(close.iter().map(|e| e.position));
                self.grouped.extend(told.iter().map(|e| (group, e.position)));
            }
            None => self.open.extend(found.iter().map(|e| e.position)),
        }
        self.leans_on(fluent)?;
        if found.iter().any(|e| e.sort == Sort::Conditional) {
            self.conditions(fluent, &found)?;
        }
        Ok(())
    }

    /// The number of a fluent, or of its slot, among all that is told of which only the order within it matters; `None` where
    /// it may be told under several ids.
    fn group(&mut self, fluent: &Fluent) -> Option<u32> {
        if !self.knots.are_known() || self.by_several_ids(fluent) {
            return None;
        }
        Some(self.knots.group(fluent))
    }

    /// Whether anybody that a fluent names goes by several ids (rule R6).
    pub(super) fn by_several_ids(&self, fluent: &Fluent) -> bool {
        std::iter::once(&fluent.subject).chain(&fluent.object).any(|id| self.one_and_all(id).len() > 1)
    }

    pub(super) fn touching(&self, fluent: &Fluent) -> Result<Vec<Entry>, IndexError> {
        self.led_to(fluent, Key::Touches)
    }

    /// What is told of a being under other ids: it may lie between acts that are told of it under this one (rule R6).
    fn told_elsewhere(&self, fluent: &Fluent) -> Result<Vec<Entry>, IndexError> {
        let mut found = Vec::new();
        for other in self.alike(fluent).iter().filter(|other| *other != fluent) {
            found.extend(self.led_to(other, Key::Tells)?);
        }
        Ok(found)
    }

    /// The entries under every way a fluent may be touched.
    fn led_to(&self, fluent: &Fluent, key: fn(Touched) -> Key) -> Result<Vec<Entry>, IndexError> {
        let mut found = Vec::new();
        for way in Touched::ways(fluent) {
            found.extend(self.entries(&key(way))?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The fluents that whatever happens decides along with this one: the being of those it names, and its slot.
    fn leans_on(&mut self, fluent: &Fluent) -> Result<(), IndexError> {
        let declaration = fluent.relation.declaration();
        let being = fluent.relation.is_being();
        let places = [
            (Some(declaration.subject), Some(&fluent.subject)),
            (declaration.object, fluent.object.as_ref()),
        ];
        for (arg, id) in places.into_iter().filter_map(|(arg, id)| Some((arg?, id?))) {
            self.id(id)?;
            if matches!(arg, Arg::Actor { .. }) && !being {
                // Whether it is a person may itself be corrected.
                self.waiting.push(Fluent::one(Relation::Exists, id));
                self.waiting.push(Fluent::one(Relation::Alive, id));
            }
            // A report about a region reaches a place inside it only through all that lie between them.
            if arg == Arg::Place {
                self.place(id)?;
            }
        }
        if let (Some(slot), Some(object)) = (slot_of(fluent), &fluent.object)
            && self.slots.insert(slot)
        {
            let rivals = self.catalog.towards(fluent.relation, object, fluent.value.as_deref())?;
            self.waiting.extend(rivals);
        }
        Ok(())
    }

    /// What it takes for these to count: the standing of who ends a body, and what named losers held.
    fn conditions(&mut self, fluent: &Fluent, found: &[Entry]) -> Result<(), IndexError> {
        let positions: Vec<u64> =
            found.iter().filter(|e| e.sort == Sort::Conditional).map(|e| e.position).collect();
        for record in self.log.fetch(&positions)? {
            if let Some(report) = reading(&record.body) {
                match fluent.relation {
                    Relation::Exists => {
                        let by = report.role(Role::By).iter();
                        let posts = by.map(|by| Fluent::post(&by.actor, &fluent.subject, "leader"));
                        self.waiting.extend(posts);
                    }
                    _ => {
                        for loser in report.role(Role::From) {
                            self.kin(&loser.actor, fluent)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Who is ever told to be member or coalition of a named loser, and ever held the place.
    fn kin(&mut self, loser: &Slug, fluent: &Fluent) -> Result<(), IndexError> {
        for id in self.one_and_all(loser) {
            for other in self.catalog.fluents_of(&id)? {
                if other.relation == Relation::DirectMemberOf {
                    let who = if other.subject == id { other.object.as_ref() } else { Some(&other.subject) };
                    if let Some(who) = who {
                        self.waiting.push(Fluent { subject: who.clone(), ..fluent.clone() });
                    }
                    self.waiting.push(other);
                }
            }
        }
        Ok(())
    }

    /// Everything recorded of an id: its records, and what amends them.
    pub(super) fn id(&mut self, id: &Slug) -> Result<(), IndexError> {
        if self.ids.contains(id) {
            return Ok(());
        }
        let mut open = vec![id.clone()];
        while let Some(id) = open.pop() {
            if self.ids.insert(id.clone()) {
                self.want_key(&Key::Is(id.clone()))?;
                self.want_key(&Key::Refers(id.clone()))?;
                open.extend(self.one_and_all(&id));
            }
        }
        Ok(())
    }

    /// Whatever a record leans on, and what leans on it.
    fn follow(&mut self, record: &Record) -> Result<(), IndexError> {
        let id = record.body.id();
        match &record.body {
            // What it speaks of, and what speaks of it, is linked to it.
            Body::Report(_) => {}
            Body::Amendment(_) => refers(&record.body).iter().try_for_each(|other| self.id(other))?,
            Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => self.id(id)?,
        }
        self.note_places(record);
        if let Some(report) = reading(&record.body) {
            self.names(report)?;
        }
        match &record.body {
            Body::Amendment(amendment) => {
                if let Some(citation) = &amendment.citation {
                    self.id(&citation.source)?;
                    citation.through.iter().try_for_each(|through| self.id(through))?;
                }
                if let Holder::Source(id) | Holder::Actor(id) = &amendment.by {
                    self.id(id)?;
                }
            }
            Body::Source(source) => source.party.iter().try_for_each(|party| self.id(party))?,
            Body::Place(place) => place.within.iter().try_for_each(|around| self.id(around))?,
            Body::Actor(_) | Body::Report(_) | Body::Redacted(_) => {}
        }
        Ok(())
    }

    /// The registers of all that a report names.
    fn names(&mut self, report: &Report) -> Result<(), IndexError> {
        for actor in report.actors() {
            self.id(actor)?;
        }
        for place in &report.places {
            self.id(place)?;
        }
        for said in &report.says {
            if let Content::Fact(fact) = &said.content {
                for id in [Some(&fact.subject), fact.object.as_ref()].into_iter().flatten() {
                    self.id(id)?;
                }
            }
        }
        self.id(&report.citation.source)?;
        report.citation.through.iter().try_for_each(|through| self.id(through))
    }
}

/// The report a record is, or makes of another.
pub(super) fn reading(body: &Body) -> Option<&Report> {
    match body {
        Body::Report(report) => Some(report),
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Correct { becomes, .. } => match &**becomes {
                Body::Report(report) => Some(report),
                _ => None,
            },
            _ => None,
        },
        Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => None,
    }
}
