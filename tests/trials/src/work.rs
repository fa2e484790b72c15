//! The work a store is put to while it is tried.

use std::fs::File;
use std::io::{self, IoSlice, Write};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use annals::domain::{Body, Record};
use annals::log::{Head, Log, MemoryLog, Redact, system_clock};
use annals::store::{FORMAT, SledLog, StoreError};
use fastrand::Rng;

use crate::bodies::{GOLDEN, act, body};
use crate::check::rebuilt;

/// How a store is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Mode {
    /// A few records at a time, some of them large, the store opened again now and then.
    Append,
    /// As many at a time as a batch takes.
    Bulk,
    /// Appends and remembered values in turn.
    Remember,
    /// Appends and remembered values, the store built afresh whenever it is opened.
    Upgrade,
    /// The same, from a store of format 1 on.
    Golden,
    /// Appends, and bodies taken away by acts of redaction.
    Redact,
    /// A new store filled with ready records.
    Restore,
    /// A fixed task, the same each time.
    Task,
    /// For control: says that it was acknowledged what is not yet written. Trials must find it out.
    Early,
}

impl Mode {
    /// Those that trials put a store to.
    pub const TRIED: [Mode; 7] =
        [Mode::Append, Mode::Bulk, Mode::Remember, Mode::Upgrade, Mode::Golden, Mode::Redact, Mode::Restore];

    /// Its word on the command line.
    pub fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Whether it is of interest only once in the life of a store.
    pub fn once(self) -> bool {
        matches!(self, Mode::Golden | Mode::Restore)
    }

    /// Puts in place what a writer begins with; gives its last position.
    pub fn begin(self, store: &Path) -> io::Result<u64> {
        if self != Mode::Golden {
            return Ok(0);
        }
        let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../data/golden/store-v1/store");
        std::fs::create_dir_all(store.join("blobs"))?;
        for entry in std::fs::read_dir(golden)? {
            let file = entry?.path();
            std::fs::copy(&file, store.join(file.file_name().unwrap_or_default()))?;
        }
        Ok(GOLDEN)
    }

    /// Most records written, so that a small disk holds them and looking at them is quick.
    fn most(self) -> u64 {
        match self {
            Mode::Task => 60,
            Mode::Upgrade | Mode::Golden | Mode::Redact => 2_000,
            _ => 12_000,
        }
    }
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
    if mode == Mode::Restore {
        let head = restore(path, seed, |to| say(&format!("trying {to}")))?;
        return say(&format!("acknowledged {}", head.position));
    }
    let started = Instant::now();
    let mut random = match mode {
        Mode::Task => Rng::with_seed(seed),
        _ => Rng::new(),
    };
    loop {
        let mut log = SledLog::open(path, system_clock()).map_err(|e| e.to_string())?;
        if log.format() != FORMAT {
            log = rebuilt(log, path)?;
        }
        let mut head = log.head().map_err(|e| e.to_string())?;
        // What is shown is durable, also what was not acknowledged before.
        say(&format!("acknowledged {}", head.position))?;
        let rounds = match mode {
            Mode::Task => 8,
            Mode::Upgrade | Mode::Golden | Mode::Redact => random.u32(1..6),
            _ => random.u32(5..60),
        };
        for _ in 0..rounds {
            if started.elapsed() >= time || head.position >= mode.most() {
                return Ok(());
            }
            let count = match mode {
                Mode::Bulk => random.u64(200..=1000),
                Mode::Upgrade => random.u64(1..60),
                _ => random.u64(1..4),
            };
            let (from, to) = (head.position + 1, head.position + count);
            say(&format!("trying {to}"))?;
            if mode == Mode::Early {
                say(&format!("acknowledged {to}"))?;
            }
            let batch = (from..=to).map(|position| body(seed, position)).collect();
            head = log.append(&head, batch).map_err(|e| e.to_string())?;
            say(&format!("acknowledged {}", head.position))?;
            if matches!(mode, Mode::Remember | Mode::Task | Mode::Upgrade | Mode::Golden) {
                let value = head.position.to_be_bytes().repeat(random.usize(1..1000));
                log.remember("position", &value).map_err(|e| e.to_string())?;
            }
        }
        match mode {
            Mode::Upgrade | Mode::Golden => log.rebuild().map_err(|e| e.to_string())?,
            Mode::Redact => redact(&log, &head, &mut random)?,
            _ => {}
        }
    }
}

/// Takes one or two bodies away.
fn redact(log: &SledLog, head: &Head, random: &mut Rng) -> Result<(), String> {
    let mut head = *head;
    for _ in 0..random.u32(1..3) {
        let target = random.u64(1..=head.position);
        let there = log.read(target, 1).map_err(|e| e.to_string())?;
        let Some(Record { body: there @ Body::Actor(_), .. }) = there.first() else { continue };
        let act = act(head.position + 1, target, there);
        say(&format!("trying {}", head.position + 1))?;
        head = log.redact(&head, act).map_err(|e| e.to_string())?;
        say(&format!("acknowledged {}", head.position))?;
    }
    Ok(())
}

/// Fills a new store with as many records as follow from a seed, telling how many before it begins.
pub fn restore(path: &Path, seed: u64, begin: impl Fn(u64) -> Result<(), String>) -> Result<Head, String> {
    let count = Rng::with_seed(seed).u64(1..4_000);
    let source = MemoryLog::new(system_clock());
    let mut head = Head::EMPTY;
    while head.position < count {
        let to = count.min(head.position + 1_000);
        let batch = (head.position + 1..=to).map(|position| body(seed, position)).collect();
        head = source.append(&head, batch).map_err(|e| e.to_string())?;
    }
    let records = source.read(1, usize::MAX).map_err(|e| e.to_string())?;
    begin(count)?;
    SledLog::fill::<StoreError>(path, records.into_iter().map(Ok)).map_err(|e| e.to_string())
}
