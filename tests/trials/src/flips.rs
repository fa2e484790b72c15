//! One flipped bit in one file of a store: noticed, or refused. Each store lives in a process of its own, so that a
//! crash or a hang counts as a failure of one flip and not the end of the trial.

use std::io::{self, BufRead, BufReader};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use annals::domain::Record;
use fastrand::Rng;

use crate::bodies::text;
use crate::judged::{Opened, Salvaged, open, salvaged};
use crate::results::Results;
use crate::stores::{Files, Sample, Shape, lies, put};

/// Texts so long lie in several pieces, certainly.
const PIECE: usize = 3_600;
/// Flips of one store.
const FLIPS: u64 = 100;
/// The shapes of stores in turn, and whether they were closed.
const STORES: [(Shape, bool); 7] = [
    (Shape::Few, true),
    (Shape::Hundred, true),
    (Shape::Thousands, true),
    (Shape::Hundred, false),
    (Shape::Few, true),
    (Shape::Hundred, true),
    (Shape::Few, false),
];
/// How long one flip may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs so many flips, or the one with a number.
pub fn run(count: u64, only: Option<u64>, seed: u64, around: &Path, results: &mut Results) -> io::Result<()> {
    let (mut next, end) = only.map_or((0, count), |only| (only, only + 1));
    let mut kept = Kept::default();
    while next < end {
        let to = end.min((next / FLIPS + 1) * FLIPS);
        let mut flipper = Command::new(std::env::current_exe()?)
            .args(["flip", &next.to_string(), &to.to_string(), "--seed", &seed.to_string(), "--folder"])
            .arg(around)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = flipper.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
        for line in BufReader::new(out).lines() {
            let line = line?;
            let [number, name, why, found] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(io::Error::other(format!("no result: {line}")));
            };
            next = number.parse::<u64>().map_err(io::Error::other)? + 1;
            kept.add(name, found);
            results.note(name, if why.is_empty() { Ok(()) } else { Err(why.to_owned()) });
        }
        let status = flipper.wait()?;
        if status.code() == Some(1) {
            return Err(io::Error::other("flips cannot be tried"));
        }
        if next < to {
            let name = format!("flips died flip {next} seed {seed}");
            results.note(&name, Err(format!("its process ended: {status}")));
            next += 1;
        }
    }
    kept.print();
    Ok(())
}

/// What salvage found where opening was refused.
#[derive(Default)]
struct Kept {
    refused: u32,
    sound: f64,
    readable: f64,
}

impl Kept {
    fn add(&mut self, name: &str, found: &str) {
        let numbers: Vec<f64> = found.split(' ').filter_map(|n| n.parse().ok()).collect();
        if let ([sound, readable, all], true) = (&numbers[..], name.contains(" refused ")) {
            self.refused += 1;
            self.sound += sound / all;
            self.readable += readable / all;
        }
    }

    fn print(&self) {
        let share = |sum: f64| 100.0 * sum / f64::from(self.refused.max(1));
        println!(
            "where opening was refused ({}), salvage found {:.2} % of the records sound and {:.2} % readable",
            self.refused,
            share(self.sound),
            share(self.readable)
        );
    }
}

/// Tries some flips of one store, a line each on standard output: number, name, what failed, what salvage found.
pub fn some(flips: Range<u64>, seed: u64, around: &Path) -> io::Result<bool> {
    let store = flips.start / FLIPS;
    let (shape, closed) = STORES[usize::try_from(store).unwrap_or(0) % STORES.len()];
    let sample = Sample::make(around, shape, closed, seed ^ store.wrapping_mul(0x9e37_79b9_7f4a_7c15))?;
    let bytes: usize = sample.late.files.iter().map(|(_, bytes)| bytes.len()).sum();
    let full: Vec<usize> = not_zero(&sample.late.files);
    let at = Arc::new(AtomicU64::new(flips.start));
    watch(at.clone());
    for number in flips {
        at.store(number, Ordering::Relaxed);
        let mut random = Rng::with_seed(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ number);
        let place = if random.bool() { random.usize(..bytes) } else { full[random.usize(..full.len())] };
        let (mut files, bit) = (sample.late.files.clone(), random.u32(..8));
        let (name, offset) = flip(&mut files, place, bit);
        let path = around.join(format!("flip-{number}"));
        put(&files, &path)?;
        let trial = Trial { sample: &sample, closed, files: &files, changed: &name, path: &path };
        let (class, found, verdict) = trial.judge()?;
        let what = format!(
            "flip {number} seed {seed} {shape:?} {} bit {bit} of byte {offset} of {}",
            if closed { "closed" } else { "unclosed" },
            name.display()
        );
        let found = found.map_or(String::new(), |found| {
            format!("{} {} {}", found.sound, found.readable, sample.late.records.len())
        });
        let why = verdict.err().unwrap_or_default().replace(['\n', '\t'], " ");
        // Errors may quote what they found, line ends and all.
        let class = class.replace(['\n', '\r', '\t'], " ");
        println!("{number}\tflips {class} {what}\t{why}\t{found}");
        if why.is_empty() {
            std::fs::remove_dir_all(&path)?;
        } else {
            // As it was damaged, for the person who looks at it.
            put(&files, &path)?;
        }
    }
    Ok(true)
}

/// Ends the process where a flip takes too long.
fn watch(at: Arc<AtomicU64>) {
    thread::spawn(move || {
        loop {
            let before = at.load(Ordering::Relaxed);
            thread::sleep(PATIENCE);
            if at.load(Ordering::Relaxed) == before {
                eprintln!("flip {before} takes longer than {PATIENCE:?}");
                std::process::abort();
            }
        }
    });
}

/// The places of bytes that hold something, all files one after the other.
fn not_zero(files: &Files) -> Vec<usize> {
    let bytes = files.iter().flat_map(|(_, bytes)| bytes).enumerate();
    bytes.filter(|(_, byte)| **byte != 0).map(|(place, _)| place).collect()
}

/// Flips a bit; gives the file, and the place in it.
fn flip(files: &mut Files, mut place: usize, bit: u32) -> (PathBuf, usize) {
    for (name, bytes) in files {
        match bytes.get_mut(place) {
            Some(byte) => {
                *byte ^= 1 << bit;
                return (name.clone(), place);
            }
            None => place -= bytes.len(),
        }
    }
    unreachable!("a place within the files")
}

/// One damaged store.
struct Trial<'a> {
    sample: &'a Sample,
    closed: bool,
    files: &'a Files,
    changed: &'a Path,
    path: &'a Path,
}

impl Trial<'_> {
    /// The class of what happened, in what words it was refused, what salvage found, and what failed.
    fn judge(&self) -> io::Result<(String, Option<Salvaged>, Result<(), String>)> {
        let found = salvaged(self.path, &[&self.sample.late.records]);
        let untouched = lies(self.files, self.path)?;
        let (class, opened) = match open(self.path) {
            Err(why) => ("unnamed".to_owned(), Err(why)),
            Ok(Opened::Refused(why)) if self.closed => (format!("refused ({why})"), Ok(())),
            Ok(Opened::Refused(why)) => (format!("unclosed refused ({why})"), Ok(())),
            Ok(Opened::Up { odd, records }) => {
                let (class, verdict) = self.up(&odd, records);
                (class.to_owned(), verdict)
            }
        };
        let verdict = opened.and_then(|()| match &found {
            Err(why) => Err(why.clone()),
            Ok(_) if !untouched => Err("salvage changed the store it looked at".to_owned()),
            Ok(found) => self.enough(found),
        });
        Ok((class, found.ok(), verdict))
    }

    /// What a store that opened came to.
    fn up(&self, odd: &[String], records: Result<Vec<Record>, String>) -> (&'static str, Result<(), String>) {
        let truth = &self.sample.late.records;
        match records {
            Err(why) => ("unreadable", Err(format!("open, and not readable: {why}"))),
            Ok(records) if records != *truth => {
                ("altered", Err(format!("{} records, {} were recorded", records.len(), truth.len())))
            }
            Ok(_) if !self.closed => ("unclosed whole", Ok(())),
            // It is told once; afterwards the store is one like any other.
            Ok(_) if odd.iter().any(|name| Path::new(name) == self.changed) => match open(self.path) {
                Ok(Opened::Up { odd, records: Ok(records) }) if odd.is_empty() && records == *truth => {
                    ("noticed", Ok(()))
                }
                _ => ("noticed", Err("opened again, it is not as it was".to_owned())),
            },
            Ok(_) => ("silent", Err(format!("not noticed; odd: {odd:?}"))),
        }
    }

    /// One bit is in one record, or says where one ends and the next begins: of a closed store, everything before that is
    /// sound and everything after readable. A record of several pieces may be lost beside it: sled's pages may part them.
    fn enough(&self, found: &Salvaged) -> Result<(), String> {
        let length = |position: &usize| text(&self.sample.late.records[position - 1].body).len();
        let small = found.missing.iter().filter(|position| length(position) < PIECE);
        if !self.closed || small.count() <= 2 {
            return Ok(());
        }
        let missing: Vec<String> =
            found.missing.iter().map(|position| format!("{position} ({} bytes)", length(position))).collect();
        let (sound, readable, all) = (found.sound, found.readable, self.sample.late.records.len());
        let missing = missing.join(", ");
        Err(format!(
            "salvage finds {sound} records sound and {readable} readable of {all}, without {missing}"
        ))
    }
}
