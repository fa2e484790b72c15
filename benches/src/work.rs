//! One operation of one side on one size, in a process of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use annals::domain::{Body, Day, EventDate, Filler, ForceKind, Kind, Record, Report, Role, Slug, Surety};
use annals::question::FactAnswer;
use annals::replay::{View, replay};

use crate::Failure;
use crate::measured::{Measured, bytes, timed};
use crate::ours::{Store, Warm, kernel, load};
use crate::peers::cqrs::Memory;
use crate::peers::fold::{Held, cast, fold};
use crate::peers::raw::{Plain, encoded, room, scan};
use crate::peers::sqlite::Sqlite;
use crate::prepare::Folder;
use crate::questions::{Line, Questions, Row, changed, changes, digest, lines, read_rows};

/// Groups of so many records are appended at once, and at most so many records in a run.
const GROUP: usize = 1000;
const APPENDED: usize = 20_000;
/// Single appends a run.
const SINGLE: usize = 40;

/// Where and how often.
pub struct Work {
    pub folder: Folder,
    pub runs: usize,
}

impl Work {
    /// Measures an operation of a side.
    pub fn measure(&self, operation: &str, side: &str) -> Result<Measured, Failure> {
        match operation {
            "append-one" => self.append(side, 1, SINGLE),
            "append-bulk" => self.append(side, GROUP, APPENDED),
            "load" => self.load(side),
            "scan" => self.scan(side),
            "kernel" | "kernel-2" => self.kernel(operation, side),
            "replay" => self.replay(side),
            "cold" => self.cold(side),
            "disk" => self.disk(side),
            _ if side == "ours" => self.ours(operation),
            "state" | "diff" if side == "fold" || side == "rows" => self.in_memory(side),
            _ => self.sqlite(operation, side),
        }
    }

    /// An empty place of our own, on the same disk as all else.
    fn scratch(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.folder.path(&format!("scratch-{name}"));
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    fn append(&self, side: &str, group: usize, most: usize) -> Result<Measured, Failure> {
        let records = Store::open(&self.folder.path("store"))?.first(most)?;
        let groups: Vec<&[Record]> = records.chunks(group).collect();
        let scratch = self.scratch(side)?;
        let mut measured = Measured { units: group as u64, ..Measured::default() };
        for run in 0..self.runs {
            let path = scratch.join(run.to_string());
            match side {
                "ours" => {
                    let mut store = Store::open(&path)?;
                    for group in &groups {
                        let batch: Vec<Body> = group.iter().map(|record| record.body.clone()).collect();
                        let (done, taken) = timed(|| store.append(batch));
                        done?;
                        measured.samples.push(taken);
                    }
                }
                "raw" => {
                    let groups =
                        groups.iter().map(|group| encoded_all(group)).collect::<Result<Vec<_>, _>>()?;
                    let mut file = Plain::create(&path, groups.iter().map(|group| room(group)).sum())?;
                    for bodies in &groups {
                        let (done, taken) = timed(|| file.append(bodies));
                        done?;
                        measured.samples.push(taken);
                    }
                }
                _ => {
                    let mut sqlite = Sqlite::open(&path)?;
                    for group in &groups {
                        let bodies = encoded_all(group)?;
                        let first = group.first().map_or(1, |record| record.position);
                        let (done, taken) = timed(|| sqlite.append(first, &bodies));
                        done?;
                        measured.samples.push(taken);
                    }
                }
            }
        }
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    fn load(&self, side: &str) -> Result<Measured, Failure> {
        let from = self.folder.path("records.jsonl");
        let scratch = self.scratch(&format!("load-{side}"))?;
        let mut measured = Measured::default();
        for run in 0..self.runs {
            let path = scratch.join(run.to_string());
            let (loaded, taken) = timed(|| match side {
                "ours" => load(&from, &path),
                _ => {
                    let mut sqlite = Sqlite::open(&path)?;
                    let loaded = sqlite.load(BufReader::new(File::open(&from)?).lines())?;
                    sqlite.settle()?;
                    Ok(loaded)
                }
            });
            measured.units = loaded?;
            measured.samples.push(taken);
            measured.disk = Some(bytes(&path));
        }
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    fn scan(&self, side: &str) -> Result<Measured, Failure> {
        match side {
            "ours" => {
                let store = Store::open(&self.folder.path("store"))?;
                let units = store.scan()?.0;
                Measured::of(self.runs, units, || store.scan())
            }
            "packed" => {
                let path = self.folder.path("packed");
                let units = scan(&path)?.0;
                Measured::of(self.runs, units, || scan(&path))
            }
            _ => {
                let sqlite = Sqlite::open(&self.folder.path("log.sqlite"))?;
                let units = sqlite.scan()?.0;
                Measured::of(self.runs, units, || sqlite.scan())
            }
        }
    }

    fn kernel(&self, operation: &str, side: &str) -> Result<Measured, Failure> {
        let records = self.records()?;
        let units = records.len() as u64;
        match side {
            "ours" => {
                let cores = if operation == "kernel" { 1 } else { 2 };
                let Some(timeline) = kernel(records.get(..1).unwrap_or_default(), cores) else {
                    return Ok(Measured::skipped("no kernel on so many cores"));
                };
                drop(timeline);
                Measured::of(self.runs, units, || Ok(kernel(&records, cores)))
            }
            "fold" => {
                let cast = cast(&records);
                Measured::of(self.runs, units, || Ok(fold(&records, &cast, i32::MAX)))
            }
            _ => {
                let memory = Memory::of(&records)?;
                Measured::of(self.runs, units, || memory.replay())
            }
        }
    }

    fn replay(&self, side: &str) -> Result<Measured, Failure> {
        let units = Store::open(&self.folder.path("store"))?.scan()?.0;
        Measured::of(self.runs, units, || {
            let records = match side {
                "ours" => self.records()?,
                _ => Sqlite::open(&self.folder.path("log.sqlite"))?.records()?,
            };
            Ok(replay(&records, &View::default()))
        })
    }

    fn records(&self) -> Result<Vec<Record>, Failure> {
        Store::open(&self.folder.path("store"))?.records()
    }

    /// Our questions, warm.
    fn ours(&self, operation: &str) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        if operation == "late" {
            return self.late();
        }
        let warm = Warm::open(&self.folder.path("store"))?;
        let actors = questions.actor_ids();
        let (from, to) = questions.apart();
        let day = questions.day();
        let half = warm.head()? / 2;
        let less = View { known_by: Some(Day(day + 2000)), min_reliability: Some('C'), ..View::default() };
        let told = |answers: &Vec<FactAnswer>| lines(answers);
        let mut measured = match operation {
            "state" => self.each(&questions.days, |day| Ok(warm.state(*day)), told)?,
            "actor" => self.each(&actors, |actor| Ok(warm.actor(actor, day)), told)?,
            "ask" => self.each(&questions.fluents(), |fact| Ok(vec![warm.ask(fact, day)]), told)?,
            "diff" => self.each(&[(from, to)], |(a, b)| Ok(warm.diff(*a, *b)), |found| changed(found))?,
            "recorded-by" => self.each(&questions.days, |day| Ok(warm.recorded_by(half, *day)), told)?,
            "view" => self.each(&actors, |actor| Ok(warm.under(&less, actor, day)), told)?,
            other => return Err(format!("no operation {other:?}").into()),
        };
        if questions.answers.of(operation).is_none() {
            measured.digest = None;
        }
        Ok(measured)
    }

    /// One late report more, until it shows.
    fn late(&self) -> Result<Measured, Failure> {
        let scratch = self.scratch("late")?;
        copy(&self.folder.path("store"), &scratch)?;
        let mut warm = Warm::open(&scratch)?;
        let mut measured = Measured { units: 1, ..Measured::default() };
        for run in 0..self.runs {
            let body = Body::Report(late_report(run)?);
            let (done, taken) = timed(|| warm.absorb(body));
            done?;
            measured.samples.push(taken);
        }
        drop(warm);
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    fn sqlite(&self, operation: &str, side: &str) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        let path = self.folder.path("rows.sqlite");
        let (from, to) = questions.apart();
        let day = questions.day();
        let sqlite = Sqlite::open(&path)?;
        let mut measured = match operation {
            "state" if side == "rtree" => {
                self.each(&questions.days, |day| sqlite.state_in(*day), Vec::clone)?
            }
            "state" => self.each(&questions.days, |day| sqlite.state(*day), Vec::clone)?,
            "actor" => self.each(&questions.actors, |actor| sqlite.actor(actor, day), Vec::clone)?,
            "ask" => self.each(&questions.facts, |fact| sqlite.ask(fact, day), Vec::clone)?,
            "diff" => self.each(&[(from, to)], |(a, b)| sqlite.diff(*a, *b), Vec::clone)?,
            "recorded-by" => self.each(&questions.days, |day| sqlite.recorded_by(*day, 1), Vec::clone)?,
            "late" => return self.late_row(&path),
            other => return Err(format!("no operation {other:?}").into()),
        };
        measured.disk = Some(bytes(&path));
        if questions.rows.of(operation).is_none() {
            measured.digest = None;
        }
        Ok(measured)
    }

    fn late_row(&self, path: &Path) -> Result<Measured, Failure> {
        let scratch = self.scratch("late-sqlite")?;
        let copied = scratch.join("rows.sqlite");
        fs::copy(path, &copied)?;
        let mut sqlite = Sqlite::open(&copied)?;
        let mut id = 1 << 40;
        let measured = Measured::of(self.runs * SINGLE, 1, || {
            id += 1;
            let day = 702_727 + i32::try_from(id % 36_525)?;
            let (subject, object) = ("state-1".to_owned(), "state-51".to_owned());
            let fluent = format!("hostile {subject} {object}");
            sqlite
                .insert(id, &Row { fluent, subject, object, answer: 4, from: day, to: day, bounds: [day; 4] })
        })?;
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    /// The fold from nothing; or the answer alone, copied out of rows that are at hand.
    fn in_memory(&self, side: &str) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        if side == "fold" {
            let records = self.records()?;
            let cast = cast(&records);
            let folded = |day: &i32| Ok(fold(&records, &cast, *day));
            let told = |held: &Held| {
                let held = held.iter().filter(|(_, (_, holds))| *holds);
                held.map(|(fluent, (from, _))| (fluent.to_string(), 4, [*from; 4])).collect()
            };
            let measured = self.each(&questions.days, folded, told)?;
            return Ok(Measured { digest: None, ..measured });
        }
        let rows = read_rows(&self.folder.path("rows.tsv"))?;
        let on = |day: i32| {
            let held = rows.iter().filter(|row| row.from <= day && day <= row.to);
            held.map(|row| (row.fluent.clone(), row.answer, row.bounds)).collect::<Vec<Line>>()
        };
        let (from, to) = questions.apart();
        let rows = changes(on(from), on(to));
        self.each(&[()], |()| Ok(rows.clone()), Vec::clone)
    }

    /// Asks each question so many times, after once without looking at the clock; `told` puts an answer into lines.
    fn each<Q, A>(
        &self,
        questions: &[Q],
        mut ask: impl FnMut(&Q) -> Result<A, Failure>,
        told: impl Fn(&A) -> Vec<Line>,
    ) -> Result<Measured, Failure> {
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            answers.push(told(&ask(question)?));
        }
        let rows = answers.iter().map(|lines| lines.len() as u64).sum();
        let mut measured = Measured { units: 1, rows, digest: Some(digest(answers)), ..Measured::default() };
        for _ in 0..self.runs {
            for question in questions {
                let (answer, taken) = timed(|| ask(question));
                answer?;
                measured.samples.push(taken);
            }
        }
        Ok(measured)
    }

    /// A process that is started, opens a store, answers one question and ends.
    fn cold(&self, side: &str) -> Result<Measured, Failure> {
        let program = std::env::current_exe()?.with_file_name("annals");
        if !program.exists() {
            return Ok(Measured::skipped(
                "`cargo build --release` first: there is no program beside this one",
            ));
        }
        let questions = Questions::read(&self.folder.0)?;
        let day = Day(questions.day()).to_string();
        let fact = questions.facts.first().cloned().unwrap_or_default();
        let (store, words): (PathBuf, Vec<&str>) = match side {
            "ours" => {
                let words = ["ask", &day].into_iter().chain(fact.split(' ')).collect();
                (self.folder.path("store"), words)
            }
            _ => {
                let path = self.scratch("empty")?;
                drop(Store::open(&path)?);
                (path, vec!["log"])
            }
        };
        Measured::of(self.runs, 1, || {
            let mut command = Command::new(&program);
            command.arg("--store").arg(&store).args(&words).stdout(Stdio::null()).stderr(Stdio::null());
            Ok(command.status()?)
        })
    }

    fn disk(&self, side: &str) -> Result<Measured, Failure> {
        let path = match side {
            "ours" => self.folder.path("store"),
            "packed" => self.folder.path("packed"),
            _ => self.folder.path("log.sqlite"),
        };
        Ok(Measured { disk: Some(bytes(&path)), ..Measured::default() })
    }
}

fn encoded_all(group: &[Record]) -> Result<Vec<Vec<u8>>, Failure> {
    group.iter().map(encoded).collect()
}

/// A battle of long ago that nobody had told of.
fn late_report(run: usize) -> Result<Report, Failure> {
    let id = Slug::new(&format!("late-{run}"))?;
    let mut report = Report::blank(id, Kind::Force(ForceKind::Battle), Slug::new("source-40")?);
    let sides = [(Role::SideA, "state-1"), (Role::SideB, "faction-2")];
    for (role, actor) in sides {
        report.roles.insert(role, vec![Filler { actor: Slug::new(actor)?, surety: Surety::Stated }]);
    }
    report.date = EventDate::parse("1951-06-07")?;
    report.summary = "a battle, told late".to_owned();
    Ok(report)
}

/// Copies a folder without folders in it; files that only mark a lock are copied as well.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
