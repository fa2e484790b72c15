//! Our side of every operation, over the public surface: the one file to point elsewhere when a faster way comes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;

use annals::annals::Annals;
use annals::domain::{Body, Day, Fluent, Record};
use annals::intake::InputFile;
use annals::log::{Head, Log, system_clock};
use annals::question::{FactAnswer, When, ask, diff, state};
use annals::replay::{RecordedBy, Timeline, View, replay};
use annals::store::SledLog;

use crate::Failure;
use crate::questions::{Digests, Questions, changed, digest, lines};

/// Files of lines are read in pieces of at most so many bytes: the limit of a file lies at 64 MiB.
const PIECE: usize = 48 << 20;

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
        for record in self.log.tail(1) {
            sums = (sums.0 + 1, sums.1 + record?.position);
        }
        Ok(sums)
    }

    pub fn records(&self) -> Result<Vec<Record>, Failure> {
        Ok(self.log.tail(1).collect::<Result<_, _>>()?)
    }

    /// The first so many records.
    pub fn first(&self, most: usize) -> Result<Vec<Record>, Failure> {
        Ok(self.log.tail(1).take(most).collect::<Result<_, _>>()?)
    }
}

/// JSON Lines to a store that can be asked: parsed, validated, appended, replayed.
pub fn load(lines: &Path, store: &Path) -> Result<u64, Failure> {
    let mut annals = Annals::open(store)?;
    let mut from = BufReader::new(fs::File::open(lines)?);
    let mut loaded = 0;
    loop {
        let mut bytes = Vec::with_capacity(PIECE);
        while bytes.len() < PIECE && from.read_until(b'\n', &mut bytes)? > 0 {}
        if bytes.is_empty() {
            break;
        }
        let bodies = annals.read(&[InputFile { name: "records.jsonl".to_owned(), bytes }])?.bodies;
        loaded += bodies.len() as u64;
        annals.append(bodies)?;
    }
    drop(annals.timeline(&View::default()));
    Ok(loaded)
}

/// The kernel with full semantics, over records in memory, on so many cores; `None` where it cannot use as many.
pub fn kernel(records: &[Record], cores: usize) -> Option<Timeline> {
    (cores == 1).then(|| replay(records, &View::default()))
}

/// A store, opened and ready to be asked again and again.
pub struct Warm {
    annals: Annals,
    timeline: Timeline,
}

impl Warm {
    pub fn open(store: &Path) -> Result<Warm, Failure> {
        let annals = Annals::open(store)?;
        let timeline = annals.timeline(&View::default());
        Ok(Warm { annals, timeline })
    }

    pub fn state(&self, day: i32) -> Vec<FactAnswer> {
        state(&self.timeline, &[], Day(day))
    }

    pub fn actor(&self, actor: &annals::domain::ActorId, day: i32) -> Vec<FactAnswer> {
        state(&self.timeline, std::slice::from_ref(actor), Day(day))
    }

    pub fn ask(&self, fact: &Fluent, day: i32) -> FactAnswer {
        ask(&self.timeline, fact, When::At(Day(day)))
    }

    pub fn diff(&self, from: i32, to: i32) -> Vec<annals::question::Change> {
        diff((&self.timeline, Day(from)), (&self.timeline, Day(to)), &[])
    }

    /// The whole state as the log stood at a position.
    pub fn recorded_by(&self, position: u64, day: i32) -> Vec<FactAnswer> {
        let view = View { recorded_by: Some(RecordedBy::Position(position)), ..View::default() };
        state(&self.annals.timeline(&view), &[], Day(day))
    }

    /// One actor under a view that hears less.
    pub fn under(&self, view: &View, actor: &annals::domain::ActorId, day: i32) -> Vec<FactAnswer> {
        state(&self.annals.timeline(view), std::slice::from_ref(actor), Day(day))
    }

    /// Takes in one report more, and can be asked again.
    pub fn absorb(&mut self, body: Body) -> Result<(), Failure> {
        self.annals.append(vec![body])?;
        self.timeline = self.annals.timeline(&View::default());
        Ok(())
    }

    pub fn head(&self) -> Result<u64, Failure> {
        Ok(self.annals.head()?.position)
    }
}

/// The digests of what a timeline answers; of a replay from nothing they are what every later way is held against.
pub fn digests(timeline: &Timeline, questions: &Questions) -> Digests {
    let day = Day(questions.day());
    let (from, to) = questions.apart();
    let states = questions.days.iter().map(|day| lines(&state(timeline, &[], Day(*day))));
    let actors = questions.actor_ids();
    let asked = questions.fluents();
    Digests {
        state: digest(states),
        actor: digest(actors.iter().map(|id| lines(&state(timeline, std::slice::from_ref(id), day)))),
        ask: digest(asked.iter().map(|fact| lines(&[ask(timeline, fact, When::At(day))]))),
        diff: digest([changed(&diff((timeline, Day(from)), (timeline, Day(to)), &[]))]),
    }
}
