//! One operation of one side on one size, in a process of its own: what is done to logs. What is asked lies in `asking`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use annals::annals::Indexed;
use annals::domain::{Body, Day, Record};
use annals::index::Whole;
use annals::log::Log;
use annals::replay::{View, replay};

use crate::Failure;
use crate::measured::{Measured, bytes, timed};
use crate::ours::{self, Store, kernel, load};
use crate::peers::cqrs::Memory;
use crate::peers::fold::{cast, fold};
use crate::peers::raw::{Plain, encoded, room, scan};
use crate::peers::sqlite::Sqlite;
use crate::prepare::Folder;
use crate::questions::Questions;
use crate::views::{PAST, view};

/// Groups of so many records are appended at once, and at most so many records in a run.
const GROUP: usize = 1000;
const APPENDED: usize = 20_000;
/// Single appends a run.
pub const SINGLE: usize = 40;

/// Where, how often, and until when something is done once more.
pub struct Work {
    pub folder: Folder,
    pub runs: usize,
    pub until: Instant,
}

impl Work {
    /// Measures an operation of a side.
    pub fn measure(&self, operation: &str, side: &str) -> Result<Measured, Failure> {
        match operation {
            "append-one" => self.append(side, 1, SINGLE),
            "append-bulk" => self.append(side, GROUP, APPENDED),
            "load-log" => self.load(side),
            "settle" => self.settle(ours::whole),
            "settle-past" => self.settle(|indexed, folder| {
                let view = view(PAST, indexed.log().head()?.position, 0)?;
                ours::seen(indexed, folder, &view)
            }),
            "scan" => self.scan(side),
            "kernel" | "kernel-2" => self.kernel(side),
            "replay" => self.replay(side),
            "cold" => self.cold(side),
            "disk" | "disk-catalog" | "disk-timeline" => self.disk(operation, side),
            "late" if side == "ours" => self.late(),
            _ if side == "ours" => self.ours(operation),
            "state" | "diff" if side == "fold" || side == "rows" => self.in_memory(side),
            _ => self.sqlite(operation, side),
        }
    }

    /// An empty place of our own, on the same disk as all else.
    pub fn scratch(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.folder.path(&format!("scratch-{name}"));
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    fn append(&self, side: &str, group: usize, most: usize) -> Result<Measured, Failure> {
        let records =
            Store::open(&self.folder.path("store"))?.tail().take(most).collect::<Result<Vec<Record>, _>>()?;
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
            if path.is_dir() {
                fs::remove_dir_all(path)?
            } else {
                fs::remove_file(path)?
            }
            if Instant::now() > self.until {
                break;
            }
        }
        fs::remove_dir_all(scratch)?;
        Ok(measured)
    }

    /// The whole timeline, worked out from a store with its catalog: as it stands, or as it stood.
    fn settle(
        &self,
        work_out: impl Fn(&Indexed, &Path) -> Result<Whole, Failure>,
    ) -> Result<Measured, Failure> {
        let scratch = self.scratch("settle")?;
        let indexed = ours::open(&self.folder.path("store"))?;
        let units = indexed.log().head()?.position;
        let measured = Measured::of(self.times(), units, || {
            fs::remove_dir_all(&scratch)?;
            work_out(&indexed, &scratch)
        })?;
        let disk = Some(bytes(&scratch));
        fs::remove_dir_all(scratch)?;
        Ok(Measured { disk, ..measured })
    }

    fn scan(&self, side: &str) -> Result<Measured, Failure> {
        match side {
            "ours" => {
                let store = Store::open(&self.folder.path("store"))?;
                let units = store.scan()?.0;
                Measured::of(self.times(), units, || store.scan())
            }
            "packed" => {
                let path = self.folder.path("packed");
                let units = scan(&path)?.0;
                Measured::of(self.times(), units, || scan(&path))
            }
            _ => {
                let sqlite = Sqlite::open(&self.folder.path("log.sqlite"))?;
                let units = sqlite.scan()?.0;
                Measured::of(self.times(), units, || sqlite.scan())
            }
        }
    }

    fn kernel(&self, side: &str) -> Result<Measured, Failure> {
        let records = self.records()?;
        let units = records.len() as u64;
        match side {
            // On one core where this process was started on one.
            "ours" => Measured::of(self.times(), units, || Ok(kernel(&records))),
            "fold" => {
                let cast = cast(&records);
                Measured::of(self.times(), units, || Ok(fold(&records, &cast, i32::MAX)))
            }
            _ => {
                let memory = Memory::of(&records)?;
                Measured::of(self.times(), units, || memory.replay())
            }
        }
    }

    fn replay(&self, side: &str) -> Result<Measured, Failure> {
        let units = Store::open(&self.folder.path("store"))?.scan()?.0;
        Measured::of(self.times(), units, || {
            let records = match side {
                "ours" => self.records()?,
                _ => Sqlite::open(&self.folder.path("log.sqlite"))?.records()?,
            };
            Ok(replay(&records, &View::default()))
        })
    }

    /// How often, and until when.
    fn times(&self) -> (usize, Instant) {
        (self.runs, self.until)
    }

    pub fn records(&self) -> Result<Vec<Record>, Failure> {
        Store::open(&self.folder.path("store"))?.records()
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
        let store = match side {
            "ours" => self.folder.path("store"),
            _ => {
                let path = self.scratch("empty")?;
                drop(Store::open(&path)?);
                path
            }
        };
        let (store, (runs, until)) = (fs::canonicalize(store)?, self.times());
        let mut facts = questions.facts.iter().cycle();
        Measured::of((runs * questions.facts.len(), until), 1, || {
            let mut command = Command::new(&program);
            command.arg("--store").arg(&store).args(["ask", &day]);
            command.args(facts.next().into_iter().flat_map(|fact| fact.split(' ')));
            // Beside no folder of records, with which an empty store would be filled.
            command.current_dir(&store).stdout(Stdio::null()).stderr(Stdio::null());
            Ok(command.status()?)
        })
    }

    /// The log is everything in the store but the index; of the index the tracks are the timeline, all else is the catalog, but
    /// for the timeline of another view that was asked for.
    fn disk(&self, operation: &str, side: &str) -> Result<Measured, Failure> {
        let store = self.folder.path("store");
        let index = ours::index_of(&store);
        let [store, all] = [&store, &index].map(|path| bytes(path));
        let [tracks, views] = ["tracks", "views"].map(|name| bytes(&index.join(name)));
        let disk = match (side, operation) {
            ("ours", "disk") => store - all,
            ("ours", "disk-catalog") => all - tracks - views,
            ("ours", _) => tracks,
            ("packed", _) => bytes(&self.folder.path("packed")),
            (_, "disk-timeline") => bytes(&self.folder.path("rows.sqlite")),
            _ => bytes(&self.folder.path("log.sqlite")),
        };
        Ok(Measured { disk: Some(disk), ..Measured::default() })
    }
}

fn encoded_all(group: &[Record]) -> Result<Vec<Vec<u8>>, Failure> {
    group.iter().map(encoded).collect()
}
