//! Parts: a timeline of just what is asked, replayed from the records it turns on. For whatever it was asked it answers as a
//! timeline of the whole log does (a law); of anything else it says nothing.

use std::collections::BTreeSet;

use super::beings::{Beings, Find};
use super::catalog::Catalog;
use super::closure::{Closure, Fetch, Gathered};
use super::error::IndexError;
use super::horizon::horizon;
use super::key::Key;
use crate::domain::{Body, Day, Fluent, Pattern, Record, Relation, Slug};
use crate::replay::{Rest, Timeline, View, replay_part};

/// Of so many acts that prove somebody to be there each is named; of more, only those that the answer turns on.
const NAMED: usize = 2_000;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Everything about these actors, places and treaties.
    pub about: Vec<Slug>,
    /// Of that only what may hold on this day, where a timeline that was worked out tells what that is.
    pub on: Option<Day>,
    /// Also every report in which they fill a role.
    pub reports: bool,
    /// Also all that proves to be there what they lean on.
    pub grounds: bool,
    /// These records, with all that speaks of them.
    pub records: Vec<Slug>,
    /// Facts, with places left open. At least one place must be closed.
    pub patterns: Vec<Pattern>,
    /// What these actors came out of and what came out of them, all the way.
    pub lineage: Vec<Slug>,
    /// Of those asked about, also every report that names one of them and that may be in dispute.
    pub disputed: bool,
    /// Also every membership of those that belong to one asked about in what any of these belongs to.
    pub between: bool,
    /// Beings of which every act that proves them is told, however many there are.
    pub named: Vec<Fluent>,
    /// Everything there is.
    pub all: bool,
}

/// Tells the fluents that name somebody and hold in some way at the close of a day.
type Standing<'a> = &'a dyn Fn(&Slug, Day) -> Result<Vec<Fluent>, IndexError>;

/// What was worked out already.
#[derive(Clone, Copy)]
pub(super) struct Made<'a> {
    /// Beings.
    pub find: Find<'a>,
    /// What stands on a day.
    pub standing: Standing<'a>,
}

/// Who is on a way up from those asked about, and who on one down.
#[derive(Default)]
struct Around {
    above: BTreeSet<Slug>,
    below: BTreeSet<Slug>,
}

/// The timeline of what is asked, of the log up to a position; `None` where it takes the whole log to tell.
///
/// # Errors
/// Whatever catalog and log report.
pub fn part<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    log: &F,
    view: &View,
    last: u64,
    asked: &Asked,
) -> Result<Option<Timeline>, IndexError> {
    match horizon(catalog, log, view, last)? {
        Some(horizon) => part_with(catalog, log, view, last, asked, horizon, None),
        None => Ok(None),
    }
}

/// The same, where the horizon is known, and perhaps more.
pub(super) fn part_with<C: Catalog + ?Sized, F: Fetch + ?Sized>(
    catalog: &C,
    log: &F,
    view: &View,
    last: u64,
    asked: &Asked,
    horizon: Day,
    made: Option<Made<'_>>,
) -> Result<Option<Timeline>, IndexError> {
    if asked.all {
        return Ok(None);
    }
    let beings = Beings::new(made.map_or(&|_| Ok(None), |made| made.find));
    let mut closure = Closure::new(catalog, log, view, last)?;
    closure.give(|fluent| beings.known(fluent));
    closure.name_up_to(NAMED);
    closure.name(&asked.named);
    for id in &asked.records {
        closure.want_key(&Key::Is(id.clone()))?;
    }
    let mut around = Around::default();
    for id in &asked.about {
        closure.about(id, asked, made, &mut around)?;
    }
    if asked.between {
        closure.between(&around)?;
    }
    for id in &asked.lineage {
        closure.lineage(id)?;
    }
    for pattern in &asked.patterns {
        if !closure.fitting(pattern)? {
            return Ok(None);
        }
    }
    closure.close()?;
    let Gathered { records, fluents, acts, .. } = closure.gathered();
    let given = beings.into_tracks();
    // What an answer leans on may be told with it.
    let wanted = |fluent: &Fluent| fluents.contains(fluent) || given.contains_key(fluent);
    let (horizon, given) = (Some(horizon), Some(&given));
    let rest = Rest { horizon, given, wanted: Some(&wanted), acts: &acts, ..Rest::default() };
    Ok(Some(replay_part(&records, view, &rest)))
}

impl<C: Catalog + ?Sized, F: Fetch + ?Sized> Closure<'_, C, F> {
    /// Everything about an actor, a place or a treaty: the fluents that name it and the memberships above and below it;
    /// where they are asked for, also the reports in which it fills a role. Adds who is around it.
    fn about(
        &mut self,
        id: &Slug,
        asked: &Asked,
        made: Option<Made<'_>>,
        around: &mut Around,
    ) -> Result<(), IndexError> {
        for id in self.one_and_all(id) {
            self.want_key(&Key::Is(id.clone()))?;
            self.want_key(&Key::Counts(id.clone()))?;
            for (wanted, key) in
                [(asked.reports, Key::Names as fn(Slug) -> Key), (asked.disputed, Key::Disputed)]
            {
                if wanted {
                    self.want_key(&key(id.clone()))?;
                    for source in self.voices(&id)? {
                        self.want_key(&key(source))?;
                    }
                }
            }
            match (made, asked.on) {
                (Some(made), Some(day)) => self.want((made.standing)(&id, day)?),
                _ => self.want(self.catalog().fluents_of(&id)?),
            }
            self.want([Fluent::one(Relation::Exists, &id), Fluent::one(Relation::Alive, &id)]);
            around.above.extend(self.memberships(&id, true)?);
            around.below.extend(self.memberships(&id, false)?);
        }
        Ok(())
    }

    /// Every direct membership of those below in those above.
    fn between(&mut self, around: &Around) -> Result<(), IndexError> {
        for member in &around.below {
            let mut all = self.catalog().fluents_of(member)?;
            all.retain(|f| {
                let body = f.object.as_ref().filter(|_| f.relation == Relation::DirectMemberOf);
                f.subject == *member && body.is_some_and(|body| around.above.contains(body))
            });
            self.want(all);
        }
        Ok(())
    }

    /// The sources that ever count as a party's own.
    pub(super) fn voices(&self, party: &Slug) -> Result<BTreeSet<Slug>, IndexError> {
        let records = self.read(&Key::Refers(party.clone()))?;
        let source = |record: Record| match record.body {
            Body::Source(source) => Some(source.id),
            Body::Amendment(amendment) => Some(amendment.act.target().clone()),
            _ => None,
        };
        Ok(records.into_iter().filter_map(source).collect())
    }

    /// Every membership on a way up from an actor, or down to it, and every departure; and everybody on it.
    fn memberships(&mut self, id: &Slug, up: bool) -> Result<BTreeSet<Slug>, IndexError> {
        let mut met: BTreeSet<Slug> = BTreeSet::new();
        let mut open = vec![id.clone()];
        while let Some(at) = open.pop() {
            if !met.insert(at.clone()) {
                continue;
            }
            open.extend(self.one_and_all(&at));
            for fluent in self.catalog().fluents_of(&at)? {
                let (near, far) = match (&fluent.object, up) {
                    (Some(object), true) => (&fluent.subject, object),
                    (Some(object), false) => (object, &fluent.subject),
                    (None, _) => continue,
                };
                if *near != at || !matches!(fluent.relation, Relation::DirectMemberOf | Relation::Left) {
                    continue;
                }
                if fluent.relation == Relation::DirectMemberOf {
                    open.push(far.clone());
                }
                self.want([fluent]);
            }
        }
        Ok(met)
    }

    /// A pattern under all ids of those it names.
    fn patterns_alike(&self, pattern: &Pattern) -> Vec<Pattern> {
        let ids = |id: &Option<Slug>| match id {
            Some(id) => self.one_and_all(id).into_iter().map(Some).collect(),
            None => vec![None],
        };
        let (subjects, objects) = (ids(&pattern.subject), ids(&pattern.object));
        let under = |subject: &Option<Slug>| {
            let (subject, pattern) = (subject.clone(), pattern.clone());
            let with = move |object| Pattern { subject: subject.clone(), object, ..pattern.clone() };
            objects.clone().into_iter().map(with)
        };
        subjects.iter().flat_map(under).collect()
    }

    /// Every fluent that fits a pattern; `false` where all its places are open.
    fn fitting(&mut self, pattern: &Pattern) -> Result<bool, IndexError> {
        let Some(id) = pattern.subject.as_ref().or(pattern.object.as_ref()) else { return Ok(false) };
        if pattern.relation == Relation::MemberOf {
            for id in self.one_and_all(id) {
                self.memberships(&id, pattern.subject.is_some())?;
            }
        }
        // Whoever is meant may be told of by another id (rule R6).
        for other in self.patterns_alike(pattern) {
            let Some(id) = other.subject.as_ref().or(other.object.as_ref()) else { continue };
            let mut all = self.catalog().fluents_of(id)?;
            all.retain(|fluent| other.matches(fluent));
            self.want(all);
        }
        let (relation, value) = (pattern.relation, pattern.value.clone());
        if let Some(subject) = &pattern.subject {
            // Of what nothing tells, silence and those who rival it are to be known.
            let one = match &pattern.object {
                Some(object) => Fluent::two(relation, subject, object),
                None => Fluent::one(relation, subject),
            };
            self.want([Fluent { value, ..one }]);
        }
        self.want_key(&Key::Is(id.clone()))?;
        Ok(true)
    }
}
