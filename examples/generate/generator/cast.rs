//! Who there is and where: actors by rank, places in regions, sources with their dates. All of it follows from the plan,
//! so nothing is drawn twice and nothing of it changes.

use annals::domain::{Actor, ActorKind, Body, Name, Place, Slug, Source};

use super::Plan;
use super::chance::{Zipf, mixed};
use super::dates::{DAYS, START, date, day_text};

/// The body with the many relations.
pub const HUB: u32 = 16;
/// How many sources there are.
const SOURCES: i32 = 50;
/// How many towns, regions and countries there are.
const TOWNS: u64 = 285;
const REGIONS: u64 = 12;
const COUNTRIES: u64 = 3;
/// A source tells of what was over by this many days before it came out.
const DELAY: i32 = 366;

/// Actors, places and sources.
pub struct Cast {
    seed: u64,
    pub ids: Vec<Slug>,
    kinds: Vec<ActorKind>,
    /// The first and the last day of every actor.
    lives: Vec<(i32, i32)>,
    pub persons: Vec<u32>,
    pub states: Vec<u32>,
    /// Coalitions of bodies, coalitions of these, and coalitions of those.
    pub coalitions: [Vec<u32>; 3],
    pub towns: Vec<Slug>,
    pub regions: Vec<Slug>,
    countries: Vec<Slug>,
    /// Every source with the day it came out.
    sources: Vec<(Slug, i32)>,
    zipf: Zipf,
}

/// An id of ours.
pub fn slug(text: &str) -> Slug {
    Slug::new(text).expect("ids are made of letters, digits and hyphens")
}

fn kind(rank: u32) -> ActorKind {
    match rank {
        HUB => ActorKind::Organisation,
        r if r % 4 == 3 => ActorKind::Person,
        r if r % 20 == 6 => ActorKind::Coalition,
        r if r % 50 == 0 => ActorKind::State,
        r => match r % 9 {
            0..3 => ActorKind::Faction,
            3 | 4 => ActorKind::Force,
            5 => ActorKind::Party,
            6 => ActorKind::Organisation,
            7 => ActorKind::Community,
            _ if r % 2 == 0 => ActorKind::Mission,
            _ => ActorKind::Company,
        },
    }
}

impl Cast {
    pub fn new(plan: &Plan) -> Cast {
        let actors = plan.actors.max(100);
        let kinds: Vec<ActorKind> = (0..actors).map(kind).collect();
        let named = |word: &str, count: u64| (1..=count).map(|n| slug(&format!("{word}-{n}"))).collect();
        let of = |kind: ActorKind| (0..actors).filter(|rank| self::kind(*rank) == kind).collect::<Vec<u32>>();
        let (mut first, mut second, mut third) = (Vec::new(), Vec::new(), Vec::new());
        for (i, rank) in of(ActorKind::Coalition).into_iter().enumerate() {
            match i % 20 {
                3 => third.push(rank),
                1 | 8 | 14 => second.push(rank),
                _ => first.push(rank),
            }
        }
        let sources =
            (1..=SOURCES).map(|n| (slug(&format!("source-{n}")), START + DELAY + n * DAYS / SOURCES));
        let mut cast = Cast {
            seed: plan.seed,
            ids: kinds.iter().zip(1..).map(|(kind, n)| slug(&format!("{}-{n}", kind.word()))).collect(),
            kinds,
            lives: Vec::new(),
            persons: of(ActorKind::Person),
            states: of(ActorKind::State),
            coalitions: [first, second, third],
            towns: named("town", TOWNS),
            regions: named("region", REGIONS),
            countries: named("country", COUNTRIES),
            sources: sources.collect(),
            zipf: Zipf::new(actors),
        };
        cast.lives = (0..actors).map(|rank| cast.drawn_life(rank, actors)).collect();
        cast
    }

    /// States and the busiest bodies are there all the time, all others for some decades.
    fn drawn_life(&self, rank: u32, actors: u32) -> (i32, i32) {
        let always = (START - 1, START + DAYS);
        let (least, most) = match self.kind(rank) {
            ActorKind::State => return always,
            ActorKind::Person => (20, 50),
            _ if rank == HUB => return (START + DAYS / 10, START + DAYS),
            _ if rank < actors / 100 => return always,
            _ => (8, 60),
        };
        let drawn = |what: u64, limit: i32| {
            let word = mixed(self.seed, 0x11fe + what, u64::from(rank)) >> 33;
            i32::try_from(word).unwrap_or(0) % limit.max(1)
        };
        let length = least * 365 + drawn(1, (most - least) * 365);
        let begin = START - length / 2 + drawn(2, DAYS + length / 4);
        (begin, begin + length)
    }

    pub fn kind(&self, rank: u32) -> ActorKind {
        self.kinds.get(rank as usize).copied().unwrap_or(ActorKind::Faction)
    }

    pub fn is_person(&self, rank: u32) -> bool {
        self.kind(rank) == ActorKind::Person
    }

    /// The first and the last day of an actor.
    pub fn life(&self, rank: u32) -> (i32, i32) {
        self.lives.get(rank as usize).copied().unwrap_or((START, START + DAYS))
    }

    /// The actor of this rank.
    pub fn id(&self, rank: u32) -> Slug {
        self.ids.get(rank as usize).cloned().unwrap_or_else(|| slug("nobody"))
    }

    pub fn actors(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// The actor that a word leads to: the busy ones far more often.
    pub fn busy(&self, word: u64) -> u32 {
        self.zipf.at(word)
    }

    /// One of those an actor has to do with, from its `k`th acquaintance.
    pub fn acquaintance(&self, rank: u32, k: u64) -> u32 {
        self.busy(mixed(self.seed, u64::from(rank) << 8 | k, 0xc1c1e))
    }

    /// One of the persons of a body.
    pub fn officer(&self, rank: u32, k: u64) -> u32 {
        pick(&self.persons, mixed(self.seed, u64::from(rank) << 8 | k, 0x0ff1ce)).unwrap_or(3)
    }

    /// A body that an actor may belong to: coalitions of the next level for bodies, one of its own for a person.
    pub fn home(&self, rank: u32, k: u64) -> Option<u32> {
        let word = mixed(self.seed, u64::from(rank) << 8 | k, 0x40e);
        let level = |all: &[u32]| all.iter().position(|c| *c == rank);
        let [first, second, third] = &self.coalitions;
        match self.kind(rank) {
            ActorKind::Person => Some(self.busy(word)).filter(|b| !self.is_person(*b)),
            ActorKind::Coalition if level(first).is_some() => pick(second, word),
            ActorKind::Coalition if level(second).is_some() => pick(third, word),
            ActorKind::Coalition => None,
            _ => pick(first, word),
        }
    }

    /// One of those who fight over a place.
    pub fn contender(&self, town: usize, k: u64) -> u32 {
        self.busy(mixed(self.seed, (town as u64) << 8 | k, 0xf0e))
    }

    /// One of the towns around an actor.
    pub fn haunt(&self, rank: u32, k: u64) -> usize {
        usize::try_from(mixed(self.seed, u64::from(rank) << 8 | k, 0x707) % TOWNS).unwrap_or(0)
    }

    /// The `later`th source of those that can tell of a day, or the last.
    pub fn source(&self, day: i32, later: u64) -> Slug {
        let first = self.sources.partition_point(|(_, out)| *out < day + DELAY) as u64;
        let last = self.sources.len().saturating_sub(1);
        let at = usize::try_from(first + later).unwrap_or(last).min(last);
        self.sources.get(at).map_or_else(|| slug("source-1"), |(id, _)| id.clone())
    }

    /// Everything that is registered: sources, places, actors.
    pub fn registers(&self) -> Vec<Body> {
        let sources = self.sources.iter().zip(0..).map(|((id, out), n)| self.registered_source(id, *out, n));
        let place = |id: &Slug, within: Option<&Slug>| {
            Body::Place(Place { id: id.clone(), names: vec![name(id)], within: within.cloned(), note: None })
        };
        let around = |outer: &[Slug], at: usize| pick(outer, at as u64);
        let countries = self.countries.iter().map(|id| place(id, None));
        let regions = self.regions.iter().enumerate();
        let regions = regions.map(|(i, id)| place(id, around(&self.countries, i).as_ref()));
        let towns = self.towns.iter().enumerate();
        let towns = towns.map(|(i, id)| place(id, around(&self.regions, i).as_ref()));
        let actors = self.ids.iter().zip(&self.kinds).map(|(id, kind)| {
            Body::Actor(Actor { id: id.clone(), kind: *kind, names: vec![name(id)], note: None })
        });
        sources.chain(countries).chain(regions).chain(towns).chain(actors).collect()
    }

    fn registered_source(&self, id: &Slug, out: i32, n: u64) -> Body {
        let text = day_text(out);
        let written = match n % 10 {
            3 | 8 => text.get(..4).unwrap_or(&text),
            1 | 5 => text.get(..7).unwrap_or(&text),
            _ => &text,
        };
        let letter =
            ["A", "B", "B", "C", "C", "D", "E", ""].get(usize::try_from(n % 8).unwrap_or(0)).copied();
        Body::Source(Source {
            id: id.clone(),
            title: format!("Yearbook {}", n + 1),
            author: None,
            publisher: Some(format!("Press {}", n % 7 + 1)),
            date: date(written),
            retrieved: None,
            cited_by: None,
            locator: None,
            party: None,
            reliability: letter.filter(|letter| !letter.is_empty()).map(str::to_owned),
            note: None,
        })
    }
}

/// The name of what bears an id: `faction-12` is Faction 12.
fn name(id: &Slug) -> Name {
    let words = id.as_str().replace('-', " ");
    let (first, rest) = words.split_at_checked(1).unwrap_or(("", &words));
    Name { text: format!("{}{rest}", first.to_uppercase()), sources: Vec::new() }
}

/// The one that a word leads to.
fn pick<T: Clone>(all: &[T], word: u64) -> Option<T> {
    let at = word.checked_rem(all.len() as u64)?;
    all.get(usize::try_from(at).ok()?).cloned()
}
