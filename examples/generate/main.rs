//! Writes a made-up chronology of any size: JSON Lines to the console, or straight into a store.
//!
//! `cargo run --release --example generate -- --reports 10000000 --actors 20000 --seed 1 [--store PATH | > out.jsonl]`

mod generator;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use annals::domain::Body;
use annals::intake::to_json;
use annals::log::{Log, canonical, system_clock};
use annals::store::SledLog;
use clap::Parser;
use generator::{Generator, Plan};

/// A made-up chronology: the same seed, reports and actors make the same text, byte for byte.
#[derive(Parser)]
struct Arguments {
    /// Reports and amendments; the registers come on top.
    #[arg(long, default_value_t = 10_000)]
    reports: u64,
    /// Registered actors.
    #[arg(long, default_value_t = 20_000)]
    actors: u32,
    /// What chance begins with.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A new store to write to; without it JSON Lines go to the console.
    #[arg(long)]
    store: Option<PathBuf>,
    /// Write nothing but what was made of each sort and kind, and how long it is.
    #[arg(long)]
    count: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let plan = Plan { reports: arguments.reports, actors: arguments.actors, seed: arguments.seed };
    let done = match &arguments.store {
        _ if arguments.count => count(&plan),
        Some(path) => store(&plan, path),
        None => lines(&plan),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// One record a line, as `annals append` reads them.
fn lines(plan: &Plan) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    for body in Generator::new(plan) {
        serde_json::to_writer(&mut out, &to_json(&body))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Into a store that is empty or not there yet, a full batch at a time. The one place that writes to a store.
fn store(plan: &Plan, path: &Path) -> Result<(), Box<dyn Error>> {
    let log = SledLog::open(path, system_clock())?;
    let mut head = log.head()?;
    if head.position > 0 {
        return Err(format!("{} holds {} records already", path.display(), head.position).into());
    }
    let mut bodies = Generator::new(plan);
    loop {
        let batch: Vec<Body> = bodies.by_ref().take(log.limits().records_per_batch).collect();
        if batch.is_empty() {
            return Ok(());
        }
        head = log.append(&head, batch)?;
    }
}

/// How many there are of each sort and kind, and the bytes of their canonical form.
fn count(plan: &Plan) -> Result<(), Box<dyn Error>> {
    let mut counts: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    for body in Generator::new(plan) {
        let kind = match &body {
            Body::Report(report) => report.kind.word(),
            Body::Amendment(amendment) => amendment.act.word(),
            _ => "",
        };
        let (number, bytes) = counts.entry(format!("{} {kind}", body.sort())).or_default();
        *number += 1;
        *bytes += canonical(&body).map_or(0, |bytes| bytes.len());
    }
    let mut out = BufWriter::new(stdout().lock());
    for (kind, (number, bytes)) in counts {
        writeln!(out, "{kind:30} {number:>10} {:>6} bytes each", bytes as u64 / number)?;
    }
    Ok(out.flush()?)
}
