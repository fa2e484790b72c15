//! Our side of every operation, over the public surface: the one file to point elsewhere when a faster way comes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use annals::annals::{Chronicle, Indexed};
use annals::domain::{ActorId, Answer, Body, Day, Fluent, Record};
use annals::index::tracks::{Overlay, Row, Turn};
use annals::index::{Asked, Whole};
use annals::intake::Stream;
use annals::log::{Head, Log, system_clock};
use annals::question::{FactAnswer, state};
use annals::replay::{Rest, Span, Spans, Timeline, View, replay, replay_part};
use annals::store::SledLog;

use crate::Failure;
use crate::rows;

/// How long to wait for a store that another holds.
const PATIENCE: Duration = Duration::from_secs(1);

/// A store that is only appended to.
pub struct Store {
    log: SledLog,
    head: Head,
}

impl Store {
    pub fn open(path: &Path) -> Result<Store, Failure> {
        let log = SledLog::open(path, system_clock())?;
        let head = log.head()?;
        Ok(Store { log, head })
    }

    /// Appends one batch, durably.
    pub fn append(&mut self, batch: Vec<Body>) -> Result<(), Failure> {
        self.head = self.log.append(&self.head, batch)?;
        Ok(())
    }

    /// Reads and decodes every record: how many there are, and the sum of their positions.
    pub fn scan(&self) -> Result<(u64, u64), Failure> {
        let mut sums = (0, 0);
        for record in self.tail() {
            sums = (sums.0 + 1, sums.1 + record?.position);
        }
        Ok(sums)
    }

    /// Every record, one after another.
    pub fn tail(&self) -> impl Iterator<Item = Result<Record, Failure>> + '_ {
        self.log.tail(1).map(|record| Ok(record?))
    }

    pub fn records(&self) -> Result<Vec<Record>, Failure> {
        self.tail().collect()
    }
}

/// Where the index of a store lies.
pub fn index_of(store: &Path) -> PathBuf {
    store.join("index")
}

/// JSON Lines to a store that can be asked by way of its catalog: parsed, validated, appended, indexed.
pub fn load(lines: &Path, store: &Path) -> Result<u64, Failure> {
    let mut indexed = open(store)?;
    let checked = indexed.check_stream(Stream::new("records.jsonl", fs::File::open(lines)?), &mut |_| ())?;
    indexed.append_stream(checked, &mut |_| ())?;
    indexed.catch_up(&mut |_, _| ())?;
    Ok(indexed.log().head()?.position)
}

/// A store with its catalog, which is made first where there is none.
pub fn open(store: &Path) -> Result<Indexed, Failure> {
    Ok(Indexed::open(store, PATIENCE, &mut |_, _| ())?)
}

/// The whole timeline, in a folder; worked out first where it is not there.
pub fn whole(indexed: &Indexed, folder: &Path) -> Result<Whole, Failure> {
    let whole = Whole::open(folder, indexed.index(), indexed.log(), &|_, _| ())?;
    whole.ok_or_else(|| "only the whole log can tell its timeline".into())
}

/// The same as a view reads the log.
pub fn seen(indexed: &Indexed, folder: &Path, view: &View) -> Result<Whole, Failure> {
    let whole = Whole::seen(folder, indexed.index(), indexed.log(), view, &|_, _| ())?;
    whole.ok_or_else(|| "only the whole log can tell its timeline".into())
}

/// The kernel with full semantics, over records in memory, on every core it is given.
pub fn kernel(records: &[Record]) -> Timeline {
    replay(records, &View::default())
}

/// As [`kernel`], with nothing cut at the last day any source can have known, as the whole timeline is kept.
pub fn naive(records: &[Record]) -> Timeline {
    replay_part(records, &View::default(), &Rest { horizon: Some(Day::FUTURE), ..Rest::default() })
}

/// Hands every row of a whole timeline that was just worked out to `each`.
pub fn export(whole: &Whole, each: &mut dyn FnMut(rows::Row) -> Result<(), Failure>) -> Result<(), Failure> {
    let (tracks, none) = (whole.tracks(), Overlay::new());
    for first in (0..tracks.count()).step_by(10_000) {
        let numbers = first..tracks.count().min(first + 10_000);
        for (number, fluent) in numbers.clone().zip(whole.fluents(numbers)?) {
            let segments = tracks.of_fluent(&fluent, &none)?.unwrap_or_default();
            rows::rows(&fluent, number, &segments).into_iter().try_for_each(&mut *each)?;
        }
    }
    Ok(())
}

/// A store, opened and ready to be asked again and again.
pub struct Warm {
    indexed: Indexed,
    whole: Whole,
}

impl Warm {
    pub fn open(store: &Path) -> Result<Warm, Failure> {
        let indexed = open(store)?;
        let whole = whole(&indexed, &index_of(store))?;
        Ok(Warm { indexed, whole })
    }

    pub fn whole(&self) -> &Whole {
        &self.whole
    }

    pub fn records(&self) -> Result<Vec<Record>, Failure> {
        Ok(self.indexed.log().tail(1).collect::<Result<_, _>>()?)
    }

    pub fn head(&self) -> u64 {
        self.indexed.index().head().position
    }

    /// The ids of all actors.
    pub fn actors(&self) -> Result<Vec<ActorId>, Failure> {
        let registers = self.indexed.index().registers(self.indexed.log())?;
        let actor = |record: Record| match record.body {
            Body::Actor(actor) => Some(actor.id),
            _ => None,
        };
        Ok(registers.into_iter().filter_map(actor).collect())
    }

    pub fn state(&self, day: i32) -> Result<Vec<Row>, Failure> {
        Ok(self.whole.state(Day(day))?)
    }

    /// The same with the facts themselves.
    pub fn named(&self, day: i32) -> Result<(Vec<Row>, Vec<Fluent>), Failure> {
        let rows = self.state(day)?;
        let fluents = self.whole.fluents(rows.iter().map(|row| row.fluent))?;
        Ok((rows, fluents))
    }

    pub fn actor(&self, actor: &ActorId, day: i32) -> Result<Vec<Row>, Failure> {
        Ok(self.whole.state_of(actor, Day(day))?)
    }

    pub fn ask(&self, fact: &Fluent, day: i32) -> Result<Option<(Answer, Option<Span>)>, Failure> {
        Ok(self.whole.ask(fact, Day(day))?)
    }

    pub fn diff(&self, from: i32, to: i32) -> Result<Vec<Turn>, Failure> {
        Ok(self.whole.diff(Day(from), Day(to))?)
    }

    /// One actor under a view, replayed from the records that tell of it.
    pub fn under(&self, view: &View, actor: &ActorId, day: i32) -> Result<Vec<FactAnswer>, Failure> {
        Ok(under(&self.part(view, actor)?, actor, day))
    }

    /// The whole timeline as a view reads the log.
    pub fn seen(&self, view: &View) -> Result<Whole, Failure> {
        seen(&self.indexed, &self.indexed.log().path().join("index"), view)
    }

    fn part(&self, view: &View, actor: &ActorId) -> Result<Timeline, Failure> {
        let asked = Asked { about: vec![actor.clone()], ..Asked::default() };
        Ok(self.indexed.timeline_of(view, &asked)?)
    }

    /// Whether the whole timeline tells of an actor on some days what a replay of the records that tell of it does.
    pub fn agrees(&self, actor: &ActorId, days: &[i32]) -> Result<bool, Failure> {
        // By way of the records alone: what is asked may not lean on the timeline it is held against.
        let asked = Asked { about: vec![actor.clone()], ..Asked::default() };
        let (index, log) = (self.indexed.index(), self.indexed.log());
        let part = index.timeline(log, &View::default(), &asked)?.ok_or("only the whole log can tell")?;
        for day in days {
            let rows = self.actor(actor, *day)?;
            let fluents = self.whole.fluents(rows.iter().map(|row| row.fluent))?;
            let kept: BTreeMap<Fluent, u8> =
                fluents.into_iter().zip(rows.iter().map(|row| rows::number(row.answer))).collect();
            let told = part.of_actor(actor).map(|t| (t.fluent.clone(), rows::number(t.on(Day(*day)))));
            if kept != told.filter(|(_, answer)| *answer > 1).collect() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes in one report more, and can be asked again.
    pub fn absorb(&mut self, body: Body) -> Result<(), Failure> {
        self.indexed.append(vec![body])?;
        Ok(self.whole.absorb(self.indexed.index(), self.indexed.log())?)
    }
}

/// What a timeline tells of an actor.
pub fn under(timeline: &Timeline, actor: &ActorId, day: i32) -> Vec<FactAnswer> {
    state(timeline, std::slice::from_ref(actor), Day(day))
}
