//! kill -9 at random moments of whatever a store does.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use fastrand::Rng;

use crate::disk::Event;
use crate::power::{checked, said};
use crate::results::Results;
use crate::stores::remove;
use crate::work::Mode;

/// Kills of one store, before it is begun anew.
const KILLS: usize = 12;
/// The longest a writer lives, in microseconds.
const LIFE: u64 = 250_000;

/// Runs so many kills.
pub fn run(runs: usize, seed: u64, modes: &[Mode], around: &Path, results: &mut Results) -> io::Result<()> {
    let mut random = Rng::with_seed(seed);
    let mut done = 0;
    for round in 0.. {
        let mode = modes[round % modes.len()];
        let records = random.u64(..);
        let store = around.join(format!("kill-{round}"));
        let mut acknowledged = mode.begin(&store)?;
        let mut ends = HashSet::from([acknowledged]);
        for _ in 0..if mode.once() { 1 } else { KILLS } {
            if done == runs {
                return Ok(());
            }
            done += 1;
            let life = Duration::from_micros(random.u64(500..LIFE));
            for event in killed(&store, records, mode, life)? {
                match event {
                    Event::Trying(to) => drop(ends.insert(to)),
                    Event::Acknowledged(position) => acknowledged = position,
                    Event::Write(..) | Event::Flush => {}
                }
            }
            let verdict = checked(&store, records, acknowledged, mode)?.and_then(|position| {
                if ends.contains(&position) { Ok(position) } else { Err(format!("half a batch: {position}")) }
            });
            // The check appended a record.
            ends.extend(verdict.iter().map(|position| position + 1));
            acknowledged = verdict.as_ref().map_or(acknowledged, |position| position + 1);
            let name = format!("kill {mode:?} round {round} after {life:?} seed {seed}");
            if results.note(&name, verdict.map(|_| ())) {
                // For the person who looks at it.
                std::fs::rename(&store, around.join(format!("failed-{done}")))?;
                break;
            }
        }
        remove(&store)?;
    }
    Ok(())
}

/// What a writer said before it was killed.
fn killed(store: &Path, seed: u64, mode: Mode, life: Duration) -> io::Result<Vec<Event>> {
    let mut writer = Command::new(std::env::current_exe()?)
        .args(["write".as_ref(), store.as_os_str(), "--mode".as_ref(), mode.word().as_ref()])
        .args(["--seed", &seed.to_string(), "--milliseconds", "60000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let out = writer.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
    let reader = thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).filter_map(|line| said(&line)).collect()
    });
    thread::sleep(life);
    writer.kill()?;
    writer.wait()?;
    reader.join().map_err(|_| io::Error::other("the reader gave up"))
}
