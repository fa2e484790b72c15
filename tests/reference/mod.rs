//! A naive reference replay, written from the rules alone: it takes every world in turn and shares no code with the
//! engine. Small chronologies only.
//!
//! Readings taken where the rules are silent: every explicit end (of a body too) tells of the time before it (R17);
//! beginnings that are only possible are not *known*; what an inferred account dates is its own.

mod accept;
mod accounts;
mod claims;
mod days;
mod deeds;
mod kinds;
mod network;
mod paths;
mod slots;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use annals::domain::{
    Answer, Arg, Body, Day, Fluent, Margins, Pattern, Persistence, Record, Relation, Silence, Slug, SourceId,
};

use accounts::{Deal, Plan};
use claims::Claim;
use deeds::{Act, Cast, Deed, being};
use worlds::{Course, Does, Item, Window};

/// What is asked of a log.
#[derive(Clone, Default)]
pub struct Asked {
    pub known_by: Option<Day>,
    pub sources: Vec<SourceId>,
    pub without: Vec<Slug>,
}

/// A fluent over the days of the window.
#[derive(Clone)]
pub struct Track {
    pub answers: Vec<Answer>,
    silent: Vec<bool>,
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
        let mut cast = Cast::new();
        for record in records {
            if let Body::Actor(actor) = &record.body {
                cast.insert(actor.id.clone(), actor.kind);
            }
        }
        let (told, horizon) = accept::accept(records, asked);
        let plan = accounts::plan(&told, &Margins::default());
        let (first, last) = network::window(plan.network.bounds.iter().copied(), (from, to));
        let window = Window { first, last };
        let mut replay = Replay::new(plan, window, cast);
        let beings = replay.beings();
        let tracks = replay.tracks(&beings, horizon);
        Reference { tracks, window, cast: replay.cast }
    }

    /// Every fluent anything is told of, memberships by way of others included.
    pub fn fluents(&self) -> impl Iterator<Item = &Fluent> {
        self.tracks.keys()
    }

    pub fn track(&self, fluent: &Fluent) -> Option<&Track> {
        self.tracks.get(fluent)
    }

    pub fn answer(&self, fluent: &Fluent, day: Day) -> Option<Answer> {
        self.tracks.get(fluent).map(|t| t.answers[self.window.index(day)])
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
}

impl Replay {
    fn new(plan: Plan, window: Window, cast: Cast) -> Replay {
        let positions = plan.positions();
        let sole = slots::sole_posts(&positions);
        let effects = |deals: &Vec<Deal>| {
            let one = |deal: &Deal| {
                let mut all = deeds::deeds(deal, &cast);
                let displaced: Vec<Deed> =
                    all.iter().filter_map(|d| slots::displaces(d, &all, &sole)).collect();
                all.extend(displaced);
                all
            };
            deals.iter().flat_map(one).collect::<Vec<Deed>>()
        };
        let positions: Vec<Vec<Deed>> = positions.iter().map(effects).collect();
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
                Act::DenyReport { .. } => {}
            }
        }
        Replay { plan, window, cast, positions, sole, fluents }
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
        let leaders: Vec<Fluent> = kept.iter().flatten().flat_map(|d| d.standing.clone()).collect();
        let posts: Tracks =
            leaders.iter().map(|post| (post.clone(), self.whole_track(post, &before))).collect();
        self.positions = kept;
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
                if let Act::End { pattern, .. } = &deed.act {
                    if let Some(fluent) = whole(pattern) {
                        deed.act = Act::Deny { fluent };
                        deed.firm = true;
                    }
                }
            } else if !all {
                deed.firm = false;
            }
        }
        self.being_tracks()
    }

    fn being_tracks(&self) -> Tracks {
        let beings = self.fluents.iter().filter(|f| matches!(f.relation, Relation::Exists | Relation::Alive));
        beings.map(|f| (f.clone(), self.whole_track(f, &Tracks::new()))).collect()
    }

    /// All answers, past the horizon as well.
    fn tracks(&self, beings: &Tracks, horizon: Day) -> Tracks {
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
                .filter(|o| *o != fluent && o.object == fluent.object && o.value == fluent.value)
                .map(|o| &known[o])
                .collect();
            let mut raw = self.raw_track(fluent, beings);
            for day in 0..self.window.len() {
                let known = self.window.first.plus(day as i32) <= horizon;
                let taken = known && others.iter().any(|o| o.answers[day] == Answer::Yes);
                if raw.silent[day] && raw.answers[day] == Answer::Unknown && taken {
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
                if self.window.first.plus(day as i32) > horizon && track.answers[day] != Answer::No {
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
            _ => false,
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

    /// A fluent over all worlds and positions, nothing else considered.
    fn raw_track(&self, fluent: &Fluent, beings: &Tracks) -> Track {
        let silence = fluent.relation.declaration().silence;
        let undisputed = self.undisputed(fluent, beings);
        let mut courses: Vec<Course> = Vec::new();
        let mut loose = false;
        for position in &self.positions {
            let mut items = self.items(fluent, position, beings);
            mark_after_end(&mut items, &undisputed, &self.plan.network);
            courses.push(worlds::course(&items, &self.plan.network, self.window, silence));
            loose |= position
                .iter()
                .filter(|d| touches(d, fluent))
                .flat_map(|d| &d.needs)
                .any(|actor| beings.get(&being(&self.cast, actor)).is_some_and(|life| !life.full));
        }
        let days = 0..self.window.len();
        Track {
            answers: (days.clone())
                .map(|day| Answer::over_positions(courses.iter().map(|c| c.answers[day])))
                .collect(),
            silent: days.map(|day| courses.iter().all(|c| c.silent[day])).collect(),
            full: courses.iter().all(|c| c.full),
            loose,
        }
    }

    /// The effects on a fluent that no choice touches and that are certain.
    fn undisputed(&self, fluent: &Fluent, beings: &Tracks) -> Vec<Item> {
        let all: Vec<Vec<Item>> = self.positions.iter().map(|p| self.items(fluent, p, beings)).collect();
        let same = |a: &Item, b: &Item| a.node == b.node && a.does == b.does && b.firm;
        let first = all.first().cloned().unwrap_or_default();
        first.into_iter().filter(|i| i.firm && all.iter().all(|p| p.iter().any(|o| same(i, o)))).collect()
    }

    /// The first day a stated birth allows: evidence before it is void (rule R18).
    fn first_birth(&self, fluent: &Fluent, position: &[Deed]) -> Day {
        let birth =
            |d: &&Deed| matches!(&d.act, Act::Begin { fluent: f, birth: true } if f == fluent) && d.firm;
        let earliest = |d: &Deed| self.plan.network.bounds[d.node].earliest;
        position.iter().filter(birth).map(earliest).min().unwrap_or(Day::PAST)
    }

    fn items(&self, fluent: &Fluent, position: &[Deed], beings: &Tracks) -> Vec<Item> {
        let mut items = Vec::new();
        for deed in position.iter().filter(|d| touches(d, fluent)) {
            let does = match &deed.act {
                Act::Begin { birth, .. } => Does::Begins { birth: *birth, evidence: false },
                Act::Prove { .. } => Does::Begins { birth: false, evidence: true },
                Act::End { explicit, .. } => Does::Ends { explicit: *explicit },
                Act::Observe { at_least_until, .. } => {
                    Does::Observes { until: deed.until, at_least: *at_least_until }
                }
                Act::Affirm { .. } | Act::Deny { .. } | Act::DenyReport { .. } => continue,
            };
            let evidence = matches!(deed.act, Act::Prove { .. });
            let born = if evidence { self.first_birth(fluent, position) } else { Day::PAST };
            let lives: Vec<&Track> =
                deed.needs.iter().filter_map(|a| beings.get(&being(&self.cast, a))).collect();
            let may = |day: usize| {
                self.window.first.plus(day as i32) >= born
                    && lives.iter().all(|life| life.answers[day] != Answer::No)
            };
            let allowed = (!lives.is_empty() || born != Day::PAST)
                .then(|| (0..self.window.len()).map(may).collect::<Vec<bool>>());
            let begun = if deed.ends_spell { deed.until } else { deed.node };
            let bounds = self.plan.network.bounds[begun];
            let mut days = self.window.index(bounds.earliest)..=self.window.index(bounds.latest);
            if allowed.as_ref().is_some_and(|allowed| !days.any(|d| allowed[d])) {
                continue;
            }
            let allowed = allowed.filter(|_| !deed.ends_spell);
            items.push(Item {
                does,
                node: deed.node,
                firm: deed.firm,
                told: deed.told,
                unit: deed.unit,
                allowed,
                after_end: false,
            });
        }
        items
    }
}

/// Whether an effect is on a fluent.
fn touches(deed: &Deed, fluent: &Fluent) -> bool {
    match &deed.act {
        Act::Begin { fluent: f, .. } | Act::Observe { fluent: f, .. } | Act::Prove { fluent: f } => {
            f == fluent
        }
        Act::End { pattern, except, .. } => pattern.matches(fluent) && !except.contains(&fluent.subject),
        Act::Affirm { .. } | Act::Deny { .. } | Act::DenyReport { .. } => false,
    }
}

/// Evidence certainly after an undisputed end with no birth between (rule R18).
fn mark_after_end(items: &mut [Item], undisputed: &[Item], network: &network::Network) {
    let is_birth = |i: &Item| matches!(i.does, Does::Begins { birth: true, .. });
    let births: Vec<Item> = items.iter().filter(|i| is_birth(i)).cloned().collect();
    for item in items.iter_mut().filter(|i| matches!(i.does, Does::Begins { evidence: true, .. })) {
        let seen = undisputed.iter().any(|u| u.node == item.node && u.does == item.does);
        item.after_end = seen
            && undisputed.iter().filter(|e| matches!(e.does, Does::Ends { .. })).any(|end| {
                let between = |birth: &&Item| {
                    let later = network.bounds[birth.node].latest > network.bounds[end.node].earliest
                        || network.ordered(end.node, birth.node);
                    let before = network.ordered(birth.node, end.node);
                    later && !before && !network.surely_before(item.node, birth.node)
                };
                network.surely_before(end.node, item.node) && !births.iter().any(|b| between(&b))
            });
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
