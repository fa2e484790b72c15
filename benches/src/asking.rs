//! One question of one side on one size, in a process of its own.

use std::fs;
use std::path::Path;
use std::time::Instant;

use annals::domain::{ActorId, Body, Day, EventDate, Filler, ForceKind, Kind, Report, Role, Slug, Surety};
use annals::index::tracks::Turn;

use crate::Failure;
use crate::measured::{Measured, bytes, timed};
use crate::ours::Warm;
use crate::peers::fold::{Held, cast, fold};
use crate::peers::sqlite::Sqlite;
use crate::questions::{Questions, answered, change, changes, digest, lines};
use crate::rows::{self, Line, Name, Row, number};
use crate::views::{PAST, VIEWS, view};
use crate::work::{SINGLE, Work};

impl Work {
    /// Our questions, warm.
    pub fn ours(&self, operation: &str) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        let warm = Warm::open(&self.folder.path("store"))?;
        let actors = questions.actor_ids();
        let (apart, day) = (questions.apart(), questions.day());
        let facts: Vec<_> = questions.fluents();
        let under = view(operation, warm.head(), day)?;
        let measured = match operation {
            "state" => {
                self.each(&questions.days, |day| warm.state(*day), |rows| rows.iter().map(row).collect())
            }
            "state-named" => {
                let told = |(rows, fluents): &(Vec<_>, Vec<_>)| {
                    let name = |fluent: &annals::domain::Fluent| Name::Text(fluent.to_string());
                    rows.iter().map(row).zip(fluents).map(|((_, a, b), f)| (name(f), a, b)).collect()
                };
                self.each(&questions.days, |day| warm.named(*day), told)
            }
            "actor" => {
                self.each(&actors, |actor| warm.actor(actor, day), |rows| rows.iter().map(row).collect())
            }
            "ask" => {
                let ask = |fact: &_| Ok((Name::Text(format!("{fact}")), warm.ask(fact, day)?));
                self.each(&facts, ask, |(name, told)| {
                    let held = told.filter(|(answer, _)| number(*answer) > 1);
                    let bounds = |span: Option<_>| span.as_ref().map_or([0; 4], rows::bounds);
                    held.map(|(answer, span)| (name.clone(), number(answer), bounds(span)))
                        .into_iter()
                        .collect()
                })
            }
            "diff" => {
                let told = |turns: &Vec<Turn>| turns.iter().filter_map(turned).collect();
                self.each(&[apart], |(a, b)| warm.diff(*a, *b), told)
            }
            PAST => {
                let seen = warm.seen(&under)?;
                let told = |rows: &Vec<annals::index::tracks::Row>| {
                    let fluents = seen.fluents(rows.iter().map(|row| row.fluent)).unwrap_or_default();
                    fluents.iter().zip(rows).map(|(fluent, row)| answered(fluent, row.answer)).collect()
                };
                self.each(&questions.days, |day| Ok(seen.state(Day(*day))?), told)
            }
            view if VIEWS.contains(&view) => {
                // The least busy first, so that it is the busiest that time does not allow.
                let actors: Vec<_> = actors.iter().rev().collect();
                self.each(&actors, |actor| warm.under(&under, actor, day), |told| lines(told))
            }
            other => Err(format!("no operation {other:?}").into()),
        };
        known(measured?, &questions, operation)
    }

    /// One late report after another, each until it shows; of those who fought the busiest and the least busy.
    pub fn late(&self) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        let scratch = self.scratch("late")?;
        copy(&self.folder.path("store"), &scratch)?;
        let mut warm = Warm::open(&scratch)?;
        let mut measured = Measured { units: 1, ..Measured::default() };
        let actors = questions.actor_ids();
        let mut sides = actors.iter().zip(actors.iter().skip(1)).cycle();
        for run in 0..self.runs * SINGLE {
            let Some((one, other)) = sides.next() else { break };
            let body = Body::from(late_report(run, [one, other])?);
            let (done, taken) = timed(|| warm.absorb(body));
            done?;
            measured.samples.push(taken);
            if Instant::now() > self.until {
                break;
            }
        }
        let days = [day_of(LATE)?, questions.day()];
        let least_busy = actors.iter().rev().take(3);
        for actor in least_busy {
            if !warm.agrees(actor, &days)? {
                return Err(format!("{actor} is told otherwise than by a replay").into());
            }
        }
        drop(warm);
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    pub fn sqlite(&self, operation: &str, side: &str) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        let path = self.folder.path("rows.sqlite");
        let (apart, day) = (questions.apart(), questions.day());
        let sqlite = Sqlite::open(&path)?;
        let measured = match operation {
            "state" if side == "rtree" => self.each(&questions.days, |day| sqlite.state_in(*day), Vec::clone),
            "state" => self.each(&questions.days, |day| sqlite.state(*day), Vec::clone),
            "state-named" => self.each(&questions.days, |day| sqlite.named(*day), Vec::clone),
            "actor" => self.each(&questions.actors, |actor| sqlite.actor(actor, day), Vec::clone),
            "ask" => self.each(&questions.facts, |fact| sqlite.ask(fact, day), Vec::clone),
            "diff" => self.each(&[apart], |(a, b)| sqlite.diff(*a, *b), Vec::clone),
            PAST => self.each(&questions.days, |day| sqlite.recorded_by(*day, 1), Vec::clone),
            "late" => return self.late_row(&path),
            other => Err(format!("no operation {other:?}").into()),
        };
        // All its rows bear one recorded time.
        let measured = match operation {
            PAST => Measured { digest: None, ..measured? },
            _ => measured?,
        };
        known(Measured { disk: Some(bytes(&path)), ..measured }, &questions, operation)
    }

    fn late_row(&self, path: &Path) -> Result<Measured, Failure> {
        let scratch = self.scratch("late-sqlite")?;
        let copied = scratch.join("rows.sqlite");
        fs::copy(path, &copied)?;
        let mut sqlite = Sqlite::open(&copied)?;
        let mut id = 1 << 40;
        let measured = Measured::of((self.runs * SINGLE, self.until), 1, || {
            id += 1;
            let day = 702_727 + i32::try_from(id % 36_525)?;
            let (subject, object) = ("state-1".to_owned(), "state-51".to_owned());
            let fluent = format!("hostile {subject} {object}");
            let number = u32::try_from(id - (1 << 40))?;
            let (answer, bounds) = (4, [day; 4]);
            sqlite.insert(id, &Row { number, fluent, subject, object, answer, from: day, to: day, bounds })
        })?;
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    /// The fold from nothing; or what changed alone, copied out of rows that are at hand.
    pub fn in_memory(&self, side: &str) -> Result<Measured, Failure> {
        let questions = Questions::read(&self.folder.0)?;
        if side == "fold" {
            let records = self.records()?;
            let cast = cast(&records);
            let folded = |day: &i32| Ok(fold(&records, &cast, *day));
            let told = |held: &Held| {
                let held = held.iter().filter(|(_, (_, holds))| *holds);
                held.map(|(fluent, (from, _))| (Name::Text(fluent.to_string()), 4, [*from; 4])).collect()
            };
            let measured = self.each(&questions.days, folded, told)?;
            return Ok(Measured { digest: None, ..measured });
        }
        let path = self.folder.path("rows.tsv");
        let on = |day: i32| -> Result<Vec<Line>, Failure> {
            let all = rows::read(&path)?.filter(|row| row.as_ref().map_or(true, |row| row.holds(day)));
            all.map(|row| row.map(|row| row.line())).collect()
        };
        let (from, to) = questions.apart();
        let rows = changes(on(from)?, on(to)?);
        self.each(&[()], |()| Ok(rows.clone()), Vec::clone)
    }

    /// Asks each question so many times, after once without looking at the clock; `told` puts an answer into lines. Where that
    /// takes too long, the first time counts, and what was not asked by then is left out.
    fn each<Q, A>(
        &self,
        questions: &[Q],
        mut ask: impl FnMut(&Q) -> Result<A, Failure>,
        told: impl Fn(&A) -> Vec<Line>,
    ) -> Result<Measured, Failure> {
        let mut answers = Vec::with_capacity(questions.len());
        let mut first = Vec::with_capacity(questions.len());
        for question in questions {
            let (answer, taken) = timed(|| ask(question));
            answers.push(told(&answer?));
            first.push(taken);
            if Instant::now() > self.until {
                break;
            }
        }
        let cut = Some(questions.len()).filter(|all| answers.len() < *all);
        let rows = answers.iter().map(|lines| lines.len() as u64).sum();
        let digest = cut.is_none().then(|| digest(answers));
        let mut measured = Measured { units: 1, rows, digest, questions: cut, ..Measured::default() };
        for question in (0..self.runs).flat_map(|_| questions) {
            if Instant::now() > self.until {
                break;
            }
            let (answer, taken) = timed(|| ask(question));
            answer?;
            measured.samples.push(taken);
        }
        if measured.samples.len() < questions.len() {
            measured.samples.extend(first);
        }
        Ok(measured)
    }
}

/// A digest counts where there is one to hold it against.
fn known(measured: Measured, questions: &Questions, operation: &str) -> Result<Measured, Failure> {
    let digest = measured.digest.filter(|_| questions.digests.contains_key(operation));
    Ok(Measured { digest, ..measured })
}

fn row(row: &annals::index::tracks::Row) -> Line {
    (Name::Number(row.fluent), number(row.answer), rows::bounds(&row.span))
}

fn turned(turn: &Turn) -> Option<Line> {
    change(Name::Number(turn.fluent), number(turn.before), number(turn.after))
}

/// The day of all late reports.
const LATE: &str = "1951-06-07";

fn day_of(date: &str) -> Result<i32, Failure> {
    Ok(EventDate::parse(date)?.begin.bounds.earliest.0)
}

/// A battle of long ago that nobody had told of.
fn late_report(run: usize, sides: [&ActorId; 2]) -> Result<Report, Failure> {
    let id = Slug::new(&format!("late-{run}"))?;
    let mut report = Report::blank(id, Kind::Force(ForceKind::Battle), Slug::new("source-40")?);
    for (role, actor) in [Role::SideA, Role::SideB].into_iter().zip(sides) {
        report.roles.insert(role, vec![Filler { actor: actor.clone(), surety: Surety::Stated }]);
    }
    report.date = EventDate::parse(LATE)?;
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
