//! The work a store is put to while it is tried, and what must be true of it afterwards. Every record follows
//! from a seed and its position, so that whoever looks later knows what should be there.

use std::fs::File;
use std::io::{IoSlice, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::{Duration, Instant};

use annals::domain::{Actor, ActorId, ActorKind, Body, Name};
use annals::log::{Head, Log, system_clock, verify};
use annals::store::SledLog;
use fastrand::Rng;

/// How a store is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// A few records at a time, some of them large, the store opened again now and then.
    Append,
    /// As many at a time as a batch takes.
    Bulk,
    /// Appends and remembered values in turn.
    Remember,
    /// A fixed task, the same each time.
    Task,
    /// For control: says that it was acknowledged what is not yet written. Trials must find it out.
    Early,
}

impl Mode {
    /// Those that trials put a store to.
    pub const TRIED: [Mode; 3] = [Mode::Append, Mode::Bulk, Mode::Remember];

    /// Its word on the command line.
    pub fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// Most records written, so that a small disk holds them.
const MOST: u64 = 12_000;

/// The body at a position.
pub fn body(seed: u64, position: u64) -> Body {
    let mut random = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ position);
    let length = match random.u32(..100) {
        0 => random.usize(4_000..60_000),
        1..=20 => random.usize(300..3_000),
        _ => random.usize(20..300),
    };
    let text: String = std::iter::repeat_with(|| random.alphanumeric()).take(length).collect();
    Body::Actor(Actor {
        id: ActorId::new(&format!("a-{position}")).expect("a slug"),
        kind: ActorKind::Faction,
        names: vec![Name { text: format!("Actor {position}"), sources: vec![] }],
        note: Some(text),
    })
}

/// Says something on standard output, by a call of its own that no trial makes fail.
fn say(text: &str) -> Result<(), String> {
    let line = format!("{text}\n");
    let written = std::io::stdout().as_fd().try_clone_to_owned().map(File::from);
    let written = written.and_then(|mut out| out.write_vectored(&[IoSlice::new(line.as_bytes())]));
    written.map(|_| ()).map_err(|e| e.to_string())
}

/// Appends until the time is over, enough is written or it is killed, saying on standard output what it tries
/// and what was acknowledged.
pub fn write(path: &Path, seed: u64, mode: Mode, time: Duration) -> Result<(), String> {
    let started = Instant::now();
    let mut random = match mode {
        Mode::Task => Rng::with_seed(seed),
        _ => Rng::new(),
    };
    let most = if mode == Mode::Task { 60 } else { MOST };
    loop {
        let log = SledLog::open(path, system_clock()).map_err(|e| e.to_string())?;
        let mut head = log.head().map_err(|e| e.to_string())?;
        // What is shown is durable, also what was not acknowledged before.
        say(&format!("acknowledged {}", head.position))?;
        let rounds = if mode == Mode::Task { 8 } else { random.u32(5..60) };
        for _ in 0..rounds {
            if started.elapsed() >= time || head.position >= most {
                return Ok(());
            }
            let count = if mode == Mode::Bulk { random.u64(200..=1000) } else { random.u64(1..4) };
            let (from, to) = (head.position + 1, head.position + count);
            say(&format!("trying {to}"))?;
            if mode == Mode::Early {
                say(&format!("acknowledged {to}"))?;
            }
            let batch = (from..=to).map(|position| body(seed, position)).collect();
            head = log.append(&head, batch).map_err(|e| e.to_string())?;
            say(&format!("acknowledged {}", head.position))?;
            if matches!(mode, Mode::Remember | Mode::Task) {
                let value = head.position.to_be_bytes().repeat(random.usize(1..1000));
                log.remember("position", &value).map_err(|e| e.to_string())?;
            }
        }
    }
}

/// Opens a store, and checks that what was acknowledged is there as it was, and that the store goes on. Gives
/// the position it stood at.
pub fn check(path: &Path, seed: u64, acknowledged: u64) -> Result<u64, String> {
    let found = look(path, seed)?;
    if found.position < acknowledged {
        return Err(format!("acknowledged {acknowledged} records, and {} are there", found.position));
    }
    let log = SledLog::open(path, system_clock()).map_err(|e| format!("opened again: {e}"))?;
    let position = found.position + 1;
    log.append(&found, vec![body(seed, position)]).map_err(|e| format!("appended: {e}"))?;
    drop(log);
    let after = look(path, seed)?;
    if after.position == position {
        Ok(found.position)
    } else {
        Err(format!("record {position} was appended, and {} are there", after.position))
    }
}

/// Opens a store and compares every record.
pub fn look(path: &Path, seed: u64) -> Result<Head, String> {
    let log = SledLog::open(path, system_clock()).map_err(|e| format!("opened: {e}"))?;
    let head = log.head().map_err(|e| format!("its head: {e}"))?;
    let records = log.read(1, usize::MAX).map_err(|e| format!("read: {e}"))?;
    if verify(&records, &Head::EMPTY) != Ok(head) {
        return Err("its chain does not hold".to_owned());
    }
    match records.iter().find(|record| record.body != body(seed, record.position)) {
        Some(record) => Err(format!("record {} is another one", record.position)),
        None => {
            if let Some(value) = log.recall("position").map_err(|e| format!("recalled: {e}"))? {
                let whole = value.first_chunk::<8>().is_some_and(|first| value.chunks(8).all(|c| c == first));
                if !whole {
                    return Err("the remembered value is half of one and half of another".to_owned());
                }
            }
            Ok(head)
        }
    }
}
