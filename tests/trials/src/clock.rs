//! A clock that is set back and forth: instants of the log never run backwards.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use annals::log::{Clock, Head, Log, verify};
use annals::store::SledLog;
use chrono::{DateTime, TimeDelta};
use fastrand::Rng;

use crate::bodies::body;
use crate::results::Results;

/// Runs so many stores, each opened several times under a clock that jumps.
pub fn run(runs: usize, seed: u64, around: &Path, results: &mut Results) -> io::Result<()> {
    for run in 0..runs as u64 {
        let store = around.join("clock");
        let verdict = jumped(&store, seed.wrapping_add(run));
        results.note(&format!("clock jumps run {run}"), verdict);
        if std::fs::exists(&store)? {
            std::fs::remove_dir_all(&store)?;
        }
    }
    Ok(())
}

fn jumped(store: &Path, seed: u64) -> Result<(), String> {
    let random = Mutex::new(Rng::with_seed(seed));
    let start = DateTime::from_timestamp(1_700_000_000, 0).ok_or("no instant")?;
    let clock: Clock = Arc::new(move || {
        let mut random = random.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        start + TimeDelta::seconds(random.i64(-2_000_000_000..2_000_000_000))
    });
    let mut head = Head::EMPTY;
    for _ in 0..4 {
        let log = SledLog::open(store, clock.clone()).map_err(|e| e.to_string())?;
        for _ in 0..5 {
            let batch = vec![body(seed, head.position + 1), body(seed, head.position + 2)];
            head = log.append(&head, batch).map_err(|e| e.to_string())?;
        }
        let records = log.read(1, usize::MAX).map_err(|e| e.to_string())?;
        if verify(&records, &Head::EMPTY) != Ok(head) {
            return Err("the chain does not hold, or an instant runs backwards".to_owned());
        }
    }
    Ok(())
}
