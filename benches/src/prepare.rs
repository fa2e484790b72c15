//! What is made once for each size, in a folder of its own: the records as lines, packed, in a store and in SQLite; the
//! rows of the timeline, with the questions and the right answers. Memory does not follow the size, but where everything is
//! replayed naively.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use annals::domain::{Body, Day, Record};
use annals::intake::to_json;
use annals::replay::replay;

use crate::Failure;
use crate::generator::{Generator, Plan};
use crate::measured::timed;
use crate::ours::{Store, Warm, export, index_of, naive, under};
use crate::peers::raw;
use crate::peers::sqlite::Sqlite;
use crate::questions::{Questions, answered, digest, lines};
use crate::rows::{Line, Writer, read, rows};
use crate::views::{PAST, VIEWS, view};

/// Where things lie.
#[derive(Clone)]
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn is_done(&self, name: &str, of: &str) -> bool {
        fs::read_to_string(self.path(name).with_extension("done")).is_ok_and(|text| text == of)
    }

    fn done(&self, name: &str, of: &str) -> Result<(), Failure> {
        Ok(fs::write(self.path(name).with_extension("done"), of)?)
    }

    /// Which timeline the store has: one that is worked out anew may number its facts otherwise.
    fn tracks(&self) -> Result<String, Failure> {
        let written = fs::metadata(index_of(&self.path("store")).join("tracks/keys"))?.modified()?;
        Ok(written.duration_since(UNIX_EPOCH)?.as_nanos().to_string())
    }
}

/// The records of a size; small ones have fewer actors.
pub fn plan(reports: u64) -> Plan {
    let actors = u32::try_from(reports / 5).unwrap_or(u32::MAX).clamp(200, 20_000);
    Plan { reports, actors, seed: 1 }
}

/// Lines, store, packed file and log table.
pub fn records(folder: &Folder, reports: u64) -> Result<(), Failure> {
    if folder.is_done("records", "") {
        return Ok(());
    }
    let mut out = BufWriter::with_capacity(1 << 20, File::create(folder.path("records.jsonl"))?);
    for body in Generator::new(&plan(reports)) {
        serde_json::to_writer(&mut out, &to_json(&body))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    let path = folder.path("store");
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    let mut store = Store::open(&path)?;
    let mut bodies = Generator::new(&plan(reports));
    loop {
        let batch: Vec<Body> = bodies.by_ref().take(1000).collect();
        if batch.is_empty() {
            break;
        }
        store.append(batch)?;
    }
    raw::pack(&folder.path("packed"), store.tail())?;
    let log = folder.path("log.sqlite");
    remove(&log)?;
    let mut sqlite = Sqlite::open(&log)?;
    sqlite.append_records(store.tail())?;
    sqlite.settle()?;
    folder.done("records", "")
}

/// The index and the timeline of the store, the rows, the questions with their right answers, and SQLite's table of rows. Of few
/// reports the rows are those of a naive replay; of many they are those that the timeline keeps.
pub fn timeline(folder: &Folder, reports: u64) -> Result<(), Failure> {
    let warm = Warm::open(&folder.path("store"))?;
    let tracks = folder.tracks()?;
    if folder.is_done("rows", &tracks) {
        return Ok(());
    }
    let actors = warm.actors()?.into_iter().map(|id| id.to_string()).collect();
    let path = folder.path("rows.tsv");
    let mut out = Writer::create(&path)?;
    let questions = if reports <= NAIVE {
        let records = warm.records()?;
        let (timeline, taken) = timed(|| naive(&records));
        for track in timeline.tracks() {
            let number = warm.whole().tracks().number(&track.fluent)?.unwrap_or(u32::MAX);
            rows(&track.fluent, number, &track.segments).iter().try_for_each(|row| out.push(row))?;
        }
        out.finish()?;
        let replay = taken / 1_000_000;
        let mut questions = Questions { replayed: true, replay, ..Questions::drawn(&path, &actors)? };
        under_views(&mut questions, &records)?;
        questions
    } else {
        export(warm.whole(), &mut |row| out.push(&row))?;
        out.finish()?;
        let questions = Questions::drawn(&path, &actors)?;
        agree(&warm, &questions)?;
        questions
    };
    if let Some(day) = questions.days.iter().find(|day| Day(**day) > warm.whole().horizon()) {
        return Err(format!("no source can have known of day {day}").into());
    }
    drop(warm);
    questions.write(&folder.0)?;
    let table = folder.path("rows.sqlite");
    remove(&table)?;
    let mut sqlite = Sqlite::open(&table)?;
    sqlite.fill(read(&path)?)?;
    sqlite.settle()?;
    folder.done("rows", &tracks)
}

/// Up to so many reports everything is replayed naively.
const NAIVE: u64 = 100_000;
/// So long at most the timeline is held against replays of what tells of single actors.
const AGREEING: Duration = Duration::from_secs(300);

/// What a naive replay tells of the actors under every view.
fn under_views(questions: &mut Questions, records: &[Record]) -> Result<(), Failure> {
    let (day, actors) = (questions.day(), questions.actor_ids());
    for operation in VIEWS {
        let timeline = replay(records, &view(operation, records.len() as u64, day)?);
        let told = digest(actors.iter().rev().map(|actor| lines(&under(&timeline, actor, day))));
        questions.digests.insert(operation.to_owned(), told);
    }
    let past = replay(records, &view(PAST, records.len() as u64, day)?);
    let held = |day: Day| -> Vec<Line> {
        let told = past.tracks().map(|track| answered(&track.fluent, track.on(day)));
        told.filter(|(_, answer, _)| *answer > 1).collect()
    };
    let told = digest(questions.days.iter().map(|day| held(Day(*day))));
    questions.digests.insert(PAST.to_owned(), told);
    Ok(())
}

/// Holds the timeline against replays of what tells of each actor, the least busy first, as far as time allows.
fn agree(warm: &Warm, questions: &Questions) -> Result<(), Failure> {
    let begin = Instant::now();
    for actor in questions.actor_ids().iter().rev() {
        if begin.elapsed() > AGREEING {
            eprintln!("not held against a replay: {actor} and those busier");
            break;
        }
        if !warm.agrees(actor, &questions.days)? {
            return Err(format!("the timeline tells otherwise of {actor} than a replay").into());
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    for end in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{end}", path.display()));
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use annals::domain::{Kind, Report};
    use annals::intake::{InputFile, Registry, read as taken_in};

    use super::*;

    fn made(reports: u64) -> Vec<Body> {
        Generator::new(&plan(reports)).collect()
    }

    fn reports(bodies: &[Body]) -> impl Iterator<Item = &Report> {
        bodies.iter().filter_map(|body| match body {
            Body::Report(report) => Some(&**report),
            _ => None,
        })
    }

    #[test]
    fn given_a_plan_when_made_twice_then_it_is_the_same_and_every_record_is_taken_in() {
        let bodies = made(5_000);
        assert_eq!(bodies, made(5_000));
        let lines: Vec<String> = bodies.iter().map(|body| to_json(body).to_string()).collect();
        let file = InputFile { name: "records.jsonl".to_owned(), bytes: lines.join("\n").into_bytes() };
        let taken = taken_in(&[file], &Registry::from_bodies([])).unwrap();
        let key = |body: &Body| (body.sort(), body.id().clone());
        let by_id: BTreeMap<_, _> = bodies.iter().map(|body| (key(body), body)).collect();
        assert_eq!((taken.bodies.len(), by_id.len()), (bodies.len(), bodies.len()));
        assert!(taken.bodies.iter().all(|body| by_id.get(&key(body)) == Some(&body)));
    }

    #[test]
    fn given_a_plan_when_made_then_every_kind_comes_up_and_the_shares_are_those_promised() {
        let bodies = made(100_000);
        let kinds: HashSet<Kind> = reports(&bodies).map(|report| report.kind).collect();
        let missing: Vec<Kind> = Kind::all().filter(|kind| !kinds.contains(kind)).collect();
        assert_eq!(missing, []);
        let all = reports(&bodies).count();
        let share =
            |what: &dyn Fn(&Report) -> bool| 1000 * reports(&bodies).filter(|r| what(r)).count() / all;
        let shares = [
            (share(&|r| r.date.text.len() == 7), 180..220),
            (share(&|r| r.date.text.len() == 4), 85..115),
            (share(&|r| r.date.text.contains("..")), 40..60),
            (share(&|r| !r.hints.is_empty()), 90..120),
            (share(&|r| !r.variant_of.is_empty()), 10..18),
        ];
        for (share, range) in shares {
            assert!(range.contains(&share), "{share} of a thousand, not {range:?}");
        }
    }
}
