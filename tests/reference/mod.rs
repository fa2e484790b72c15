//! A naive reference replay, written from the rules alone: it takes every world in turn and shares no code with the
//! engine. Small chronologies only.
//!
//! Readings taken where the rules are silent: every explicit end (of a body too) tells of the time before it (R17);
//! beginnings that are only possible are not *known*; what an inferred account dates is its own. Of amendments: what a
//! view does not let through is not there to be confirmed or denied, and what only perhaps is there is confirmed as
//! perhaps; a source that denies knows as much as any other (R12), who denies or confirms in person or puts a label on brings no
//! knowledge; a denial takes all accounts of a happening away, inferred ones too, but not what was only observed.

mod accept;
mod accounts;
mod amend;
mod bodies;
mod claims;
mod days;
mod deeds;
mod effects;
mod force;
mod kinds;
mod network;
mod paths;
mod places;
mod readings;
mod same;
mod slots;
mod waits;
mod worlds;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use annals::domain::{
    Answer, Arg, Bounds, Day, Fluent, Margins, Pattern, Persistence, Place, Record, Relation, Silence, Slug,
    SourceId,
};

use accounts::{Deal, Plan};
use amend::Standing;
use claims::Claim;
use deeds::{Act, Cast, Deed, being};
use network::Node;
use places::Gazetteer;
use worlds::{Course, Scene, Window};

/// What is asked of a log.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub known_by: Option<Day>,
    /// The last position.
    pub recorded_by: Option<u64>,
    pub sources: Vec<SourceId>,
    pub without: Vec<Slug>,
}

/// A fluent over the days of the window.
#[derive(Clone)]
pub struct Track {
    pub answers: Vec<Answer>,
    silent: Vec<bool>,
    /// Holds in no world of any position.
    never: Vec<bool>,
    /// Whether every world was seen; otherwise only yes and no tell anything, and only against an engine that is
    /// surer.
    pub full: bool,
    /// Rests on a sample in a way that makes even that idle.
    pub loose: bool,
}

/// All answers about a small chronology.
pub struct Reference {
    tracks: BTreeMap<Fluent, Track>,
    window: Window,
    cast: Cast,
}

impl Reference {
    /// Replays a log; answers are sound on the days `from..=to`.
    pub fn of(records: &[Record], asked: &Asked, from: Day, to: Day) -> Reference {
        let recorded = records.iter().filter(|r| asked.recorded_by.is_none_or(|last| r.position <= last));
        let records: Vec<Record> = recorded.cloned().collect();
        let amended = amend::amend(&records, asked);
        let cast: Cast = amended.actors.iter().map(|a| (a.id.clone(), a.kind)).collect();
        let (told, horizon) = accept::accept(&amended, asked);
        let plan = accounts::plan(&told, &amended.undone(Standing::In), &Margins::default());
        let (first, last) = network::window(plan.network.bounds.iter().copied(), (from, to));
        let window = Window { first, last };
        let mut replay = Replay::new(plan, window, cast, &amended.places, horizon);
        let beings = replay.beings();
        let tracks = replay.tracks(&beings);
        Reference { tracks, window, cast: replay.cast }
    }

    /// Every fluent anything is told of, memberships by way of others included.
    pub fn fluents(&self) -> impl Iterator<Item = &Fluent> {
        self.tracks.keys()
    }

    pub fn track(&self, fluent: &Fluent) -> Option<&Track> {
        self.tracks.get(fluent)
    }

    /// Where nothing is told, silence answers; where those it presupposes are no more, *no*.
    pub fn answer(&self, fluent: &Fluent, day: Day) -> Answer {
        let told = |fluent: &Fluent| self.tracks.get(fluent).map(|t| t.answers[self.window.index(day)]);
        let gone = || self.presupposed(fluent).iter().any(|being| told(being) == Some(Answer::No));
        told(fluent).unwrap_or_else(|| match fluent.relation.declaration().silence {
            Silence::Unknown if !gone() => Answer::Unknown,
            _ => Answer::No,
        })
    }

    /// What must exist for a fluent to hold (rule R26).
    pub fn presupposed(&self, fluent: &Fluent) -> Vec<Fluent> {
        presupposed(fluent, &self.cast)
    }
}

fn presupposed(fluent: &Fluent, cast: &Cast) -> Vec<Fluent> {
    let declaration = fluent.relation.declaration();
    let places =
        [(Some(declaration.subject), Some(&fluent.subject)), (declaration.object, fluent.object.as_ref())];
    let living = places.into_iter().filter(|(arg, _)| *arg == Some(Arg::Actor { presupposed: true }));
    living.filter_map(|(_, actor)| actor).map(|actor| being(cast, actor)).collect()
}

type Tracks = BTreeMap<Fluent, Track>;

/// Everything between the plan and the answers.
struct Replay {
    plan: Plan,
    window: Window,
    cast: Cast,
    /// The effects of every position.
    positions: Vec<Vec<Deed>>,
    /// Posts with one holder at a time: body and post.
    sole: BTreeSet<(Slug, String)>,
    fluents: BTreeSet<Fluent>,
    horizon: Day,
    /// Courses worked out already.
    known: RefCell<BTreeMap<Fluent, Vec<Course>>>,
    /// The first days on which a body or person is certainly out of existence, after being there.
    gone: BTreeMap<Fluent, Vec<Node>>,
}

impl Replay {
    fn new(plan: Plan, window: Window, cast: Cast, places: &[Place], horizon: Day) -> Replay {
        let positions = plan.positions();
        let sole = slots::sole_posts(&positions);
        let effects = |deals: &Vec<Deal>| {
            let map = Gazetteer::of(places, deals, &plan.network);
            let one = |deal: &Deal| {
                let mut all = deeds::deeds(deal, &cast, &map);
                let displaced: Vec<Deed> =
                    all.iter().filter_map(|d| slots::displaces(d, &all, &sole)).collect();
                all.extend(displaced);
                all
            };
            deals.iter().flat_map(one).collect::<Vec<Deed>>()
        };
        let mut positions: Vec<Vec<Deed>> = positions.iter().map(effects).collect();
        widen_losers(&mut positions);
        let mut fluents: BTreeSet<Fluent> = cast.keys().map(|actor| being(&cast, actor)).collect();
        for deed in positions.iter().flatten() {
            match &deed.act {
                Act::Begin { fluent, .. }
                | Act::Observe { fluent, .. }
                | Act::Prove { fluent }
                | Act::Affirm { fluent }
                | Act::Deny { fluent } => {
                    fluents.insert(fluent.clone());
                }
                Act::End { pattern, .. } => fluents.extend(whole(pattern)),
                Act::DenyReport { .. } | Act::Lapse { .. } | Act::Return { .. } => {}
            }
        }
        Replay {
            plan,
            window,
            cast,
            positions,
            sole,
            fluents,
            horizon,
            known: RefCell::default(),
            gone: BTreeMap::new(),
        }
    }

    /// Existence and life, with standing settled first (rule R27).
    fn beings(&mut self) -> Tracks {
        let with_standing = |d: &Deed| !d.standing.is_empty();
        let plain: Vec<Vec<Deed>> = self
            .positions
            .iter()
            .map(|p| p.iter().filter(|d| !with_standing(d)).cloned().collect())
            .collect();
        let kept = std::mem::replace(&mut self.positions, plain);
        let before = self.being_tracks();
        self.lost(&before);
        let leaders: Vec<Fluent> = kept.iter().flatten().flat_map(|d| d.standing.clone()).collect();
        let posts: Tracks =
            leaders.iter().map(|post| (post.clone(), self.whole_track(post, &before))).collect();
        self.positions = kept;
        self.known.borrow_mut().clear();
        let (network, window) = (&self.plan.network, self.window);
        for deed in self.positions.iter_mut().flatten().filter(|d| with_standing(d)) {
            let bounds = network.bounds[deed.node];
            let days = window.index(bounds.earliest)..=window.index(bounds.latest);
            let stands = |day: usize| {
                deed.standing.iter().any(|p| posts[p].answers[day.saturating_sub(1)] == Answer::Yes)
            };
            let may = |day: usize| {
                let at_dawn = |p: &Fluent| posts[p].answers[day.saturating_sub(1)];
                deed.standing.iter().any(|p| !matches!(at_dawn(p), Answer::No | Answer::Unknown))
            };
            let (all, some) = (days.clone().all(stands), days.clone().any(may));
            if !some {
                if let Act::End { pattern, .. } = &deed.act
                    && let Some(fluent) = whole(pattern)
                {
                    deed.act = Act::Deny { fluent };
                    deed.firm = true;
                }
            } else if !all {
                deed.firm = false;
            }
        }
        let beings = self.being_tracks();
        self.lost(&beings);
        beings
    }

    /// Finds where beings certainly end, though they may come back (rule R26).
    fn lost(&mut self, beings: &Tracks) {
        self.known.borrow_mut().clear();
        self.gone.clear();
        for (being, track) in beings {
            for day in 1..self.window.len() {
                let back = track.answers[day..].iter().any(|a| *a != Answer::No);
                let gone = self.window.first.plus(day as i32);
                // Only a new birth brings it back; evidence alone disputes the end.
                let born = |d: &Deed| {
                    matches!(&d.act, Act::Begin { fluent, birth: true } if fluent == being)
                        && self.plan.network.bounds[d.node].latest >= gone
                };
                let reborn = self.positions.iter().flatten().any(born);
                if reborn && back && track.answers[day] == Answer::No && track.answers[day - 1] != Answer::No
                {
                    let node = self.plan.network.node(Bounds::exact(self.window.first.plus(day as i32)));
                    self.gone.entry(being.clone()).or_default().push(node);
                }
            }
        }
    }

    fn being_tracks(&self) -> Tracks {
        let beings = self.fluents.iter().filter(|f| matches!(f.relation, Relation::Exists | Relation::Alive));
        beings.map(|f| (f.clone(), self.whole_track(f, &Tracks::new()))).collect()
    }

    /// All answers, past the horizon as well.
    fn tracks(&self, beings: &Tracks) -> Tracks {
        let mut tracks = Tracks::new();
        for fluent in &self.fluents {
            let track = match beings.get(fluent) {
                Some(track) => track.clone(),
                None => self.whole_track(fluent, beings),
            };
            tracks.insert(fluent.clone(), track);
        }
        let sole: Vec<Fluent> = self.fluents.iter().filter(|f| self.is_sole(f)).cloned().collect();
        let known = tracks.clone();
        for fluent in &sole {
            // Where somebody certainly holds it, silence about others is no.
            let others: Vec<&Track> = (sole.iter())
                .filter(|o| *o != fluent && o.relation == fluent.relation)
                .filter(|o| o.object == fluent.object && o.value == fluent.value)
                .map(|o| &known[o])
                .collect();
            let mut raw = self.raw_track(fluent, beings);
            for day in 0..self.window.len() {
                let taken = !self.beyond(day) && others.iter().any(|o| o.answers[day] == Answer::Yes);
                if raw.never[day] && raw.answers[day] == Answer::Unknown && taken {
                    raw.answers[day] = Answer::No;
                }
            }
            raw.full &= others.iter().all(|o| o.full);
            tracks.insert(fluent.clone(), self.told(fluent, raw, beings));
        }
        for (fluent, track) in &mut tracks {
            let declaration = fluent.relation.declaration();
            if declaration.persistence == Persistence::Forever || fluent.relation == Relation::Left {
                continue;
            }
            for day in 0..self.window.len() {
                if self.beyond(day) && track.answers[day] != Answer::No {
                    track.answers[day] = match declaration.silence {
                        Silence::Unknown => Answer::Unknown,
                        Silence::No => track.answers[day].min(Answer::Possible),
                    };
                }
            }
        }
        paths::extend(&mut tracks, self.window.len());
        tracks
    }

    fn is_sole(&self, fluent: &Fluent) -> bool {
        match (&fluent.object, &fluent.value) {
            (Some(body), Some(post)) => {
                fluent.relation == Relation::HoldsPost && self.sole.contains(&(body.clone(), post.clone()))
            }
            _ => fluent.relation == Relation::Controls,
        }
    }

    /// A fluent with claims and presuppositions, before the horizon.
    fn whole_track(&self, fluent: &Fluent, beings: &Tracks) -> Track {
        self.told(fluent, self.raw_track(fluent, beings), beings)
    }

    fn told(&self, fluent: &Fluent, mut track: Track, beings: &Tracks) -> Track {
        let all: Vec<Claim> = claims::about(fluent, &self.positions);
        let settled = self.undisputed(fluent, beings);
        claims::weigh(&mut track, &all, &settled, &self.positions, &self.plan.network, self.window);
        for being in presupposed(fluent, &self.cast) {
            let Some(life) = beings.get(&being) else { continue };
            track.full &= life.full;
            for day in 0..self.window.len() {
                track.answers[day] = match (life.answers[day], track.answers[day]) {
                    (Answer::No, _) => Answer::No,
                    (less @ (Answer::Possible | Answer::Disputed), Answer::Yes) => less,
                    (_, answer) => answer,
                };
            }
        }
        track
    }

    /// A fluent over all worlds and positions. Where somebody else certainly holds the slot in a position, silence there is
    /// *no*.
    fn raw_track(&self, fluent: &Fluent, beings: &Tracks) -> Track {
        let mut courses = self.courses(fluent, beings);
        let rival = |o: &&Fluent| {
            *o != fluent
                && o.relation == fluent.relation
                && o.object == fluent.object
                && o.value == fluent.value
        };
        let rivals = self.fluents.iter().filter(|_| self.is_sole(fluent)).filter(rival);
        for other in rivals {
            let theirs = self.courses(other, beings);
            let lives: Vec<&Track> =
                presupposed(other, &self.cast).iter().filter_map(|b| beings.get(b)).collect();
            for (mine, other) in courses.iter_mut().zip(&theirs) {
                mine.full &= other.full && lives.iter().all(|l| l.full);
                for day in 0..self.window.len() {
                    let there = lives.iter().all(|l| matches!(l.answers[day], Answer::Yes | Answer::Unknown));
                    let quiet = mine.never[day] && mine.answers[day] == Answer::Unknown;
                    if quiet && there && other.answers[day] == Answer::Yes && !self.beyond(day) {
                        mine.answers[day] = Answer::No;
                    }
                }
            }
        }
        let loose = self.positions.iter().flatten().filter(|d| effects::touches(d, fluent)).any(|deed| {
            let shaky = |actor: &Slug| beings.get(&being(&self.cast, actor)).is_some_and(|life| !life.full);
            deed.needs.iter().any(shaky)
        });
        let days = 0..self.window.len();
        Track {
            answers: (days.clone())
                .map(|day| Answer::over_positions(courses.iter().map(|c| c.answers[day])))
                .collect(),
            silent: days.clone().map(|day| courses.iter().all(|c| c.silent[day])).collect(),
            never: days.map(|day| courses.iter().all(|c| c.never[day])).collect(),
            full: courses.iter().all(|c| c.full),
            loose,
        }
    }

    /// A fluent in every position, nothing else considered.
    fn courses(&self, fluent: &Fluent, beings: &Tracks) -> Vec<Course> {
        if let Some(known) = self.known.borrow().get(fluent) {
            return known.clone();
        }
        let silence = fluent.relation.declaration().silence;
        let undisputed = self.undisputed(fluent, beings);
        let course = |position: &Vec<Deed>| {
            let (mut items, lives) = self.scene(fluent, position, beings);
            effects::mark_after_end(&mut items, &undisputed, &self.plan.network);
            let scene = Scene { items, silence, lives, network: &self.plan.network, window: self.window };
            worlds::course(&scene)
        };
        let courses: Vec<Course> = self.positions.iter().map(course).collect();
        self.known.borrow_mut().insert(fluent.clone(), courses.clone());
        courses
    }

    /// Whether a day lies past the horizon.
    fn beyond(&self, day: usize) -> bool {
        self.window.first.plus(day as i32) > self.horizon
    }
}

/// Sources name a loser by its coalition or by its member: who is ever told to be either counts as the loser.
fn widen_losers(positions: &mut [Vec<Deed>]) {
    let mut kin: BTreeSet<(Slug, Slug)> = BTreeSet::new();
    for deed in positions.iter().flatten() {
        let told = match &deed.act {
            Act::Begin { fluent, .. }
            | Act::Observe { fluent, .. }
            | Act::Affirm { fluent }
            | Act::Deny { fluent } => Some(fluent.clone()),
            Act::End { pattern, .. } => whole(pattern),
            _ => None,
        };
        if let Some(Fluent { relation: Relation::DirectMemberOf, subject, object: Some(body), .. }) = told {
            kin.insert((subject.clone(), body.clone()));
            kin.insert((body, subject));
        }
    }
    for deed in positions.iter_mut().flatten() {
        let others = deed.only_if.iter().flat_map(|f| {
            let near = kin.iter().filter(|(who, _)| *who == f.subject);
            near.map(|(_, other)| Fluent { subject: other.clone(), ..f.clone() }).collect::<Vec<_>>()
        });
        let others: Vec<Fluent> = others.collect();
        deed.only_if.extend(others);
        deed.only_if.sort();
        deed.only_if.dedup();
    }
}

/// The fluent a pattern without open places means.
fn whole(pattern: &Pattern) -> Option<Fluent> {
    let declaration = pattern.relation.declaration();
    let subject = pattern.subject.clone()?;
    if declaration.object.is_some() && pattern.object.is_none()
        || declaration.value && pattern.value.is_none()
    {
        return None;
    }
    let (object, value) = (pattern.object.clone(), pattern.value.clone());
    Some(Fluent { relation: pattern.relation, subject, object, value })
}
