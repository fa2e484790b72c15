//! Benches: every operation of ours beside its peers, one table.
//!
//! `cargo run --release -p annals-benches -- [--sizes 10k,100k,1m,10m] [--only OPERATION] [--runs 5]`
//!
//! Each measurement runs in a process of its own, so that its memory is its own, and is given up where it takes too long.

mod asking;
#[path = "../../examples/generate/generator/mod.rs"]
mod generator;
mod measured;
mod ours;
mod peers;
mod plan;
mod prepare;
mod process;
mod questions;
mod rows;
mod scripts;
mod table;
mod views;
mod work;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};

use measured::Measured;
use plan::{OPERATIONS, Operation, SCRIPTS, size_text};
use prepare::Folder;
use process::within;
use questions::Questions;
use scripts::Scripts;
use table::Results;
use work::Work;

/// That of the command, so that memory is what the command takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Whatever goes wrong.
pub type Failure = Box<dyn std::error::Error>;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
    /// Numbers of reports
    #[arg(long, value_delimiter = ',', value_parser = plan::size, default_value = "10k,100k,1m,10m")]
    sizes: Vec<u64>,
    /// Only these operations
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// How often everything is run
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// After so many seconds a measurement is given up
    #[arg(long, default_value_t = 600)]
    budget: u64,
    /// 10,000 reports, once: does it all still run
    #[arg(long)]
    quick: bool,
    /// Without the peers that have to be installed
    #[arg(long)]
    no_scripts: bool,
    /// Where the records and stores are made and kept; otherwise under the target folder
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Where the table is written
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What a process of its own does; `annals-benches` starts these itself.
#[derive(Subcommand)]
enum Task {
    #[command(hide = true)]
    Records { folder: PathBuf, reports: u64 },
    #[command(hide = true)]
    Timeline { folder: PathBuf, reports: u64 },
    #[command(hide = true)]
    Measure { folder: PathBuf, operation: String, side: String, runs: usize, seconds: u64, out: PathBuf },
}

fn main() -> ExitCode {
    let mut cli = Cli::parse();
    let done = match cli.task.take() {
        Some(task) => one(task),
        None => all(&cli),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn one(task: Task) -> Result<(), Failure> {
    match task {
        Task::Records { folder, reports } => prepare::records(&Folder(folder), reports),
        Task::Timeline { folder, reports } => prepare::timeline(&Folder(folder), reports),
        Task::Measure { folder, operation, side, runs, seconds, out } => {
            let until = Instant::now() + Duration::from_secs(seconds);
            let mut measured = Work { folder: Folder(folder), runs, until }.measure(&operation, &side)?;
            // Of a process that this one starts, or of files that only lie there, its own memory tells nothing.
            let elsewhere = operation == "cold" || operation.starts_with("disk");
            measured.peak = if elsewhere { 0 } else { measured::peak() };
            Ok(fs::write(out, serde_json::to_vec(&measured)?)?)
        }
    }
}

fn all(cli: &Cli) -> Result<(), Failure> {
    let (sizes, runs, budget) = match cli.quick {
        true => (vec![10_000], 1, 30),
        false => (cli.sizes.clone(), cli.runs.max(1), cli.budget),
    };
    let bench = Bench { base: base(cli)?, runs, budget: Duration::from_secs(budget) };
    let wanted = |operation: &&Operation| cli.only.is_empty() || cli.only.iter().any(|o| o == operation.name);
    let shown: Vec<&Operation> = OPERATIONS.iter().filter(wanted).collect();
    if shown.is_empty() {
        let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
        return Err(format!("the operations are: {}", names.join(", ")).into());
    }
    let sides = |operation: &Operation| -> Vec<&str> {
        let others = shown.iter().flat_map(|s| s.peers).filter_map(|peer| peer.split_once(':'));
        let mut sides: Vec<&str> =
            others.filter(|(_, name)| *name == operation.name).map(|(side, _)| side).collect();
        if shown.iter().any(|s| s.name == operation.name) {
            sides.push("ours");
            sides.extend(operation.peers.iter().filter(|peer| !peer.contains(':')));
        }
        if LOAD.contains(&operation.name) && shown.iter().any(|s| s.name == "load") {
            sides.push("ours");
        }
        sides.sort_unstable();
        sides.dedup();
        sides
    };
    let scripts = if cli.no_scripts || cli.quick {
        Err("left out".to_owned())
    } else {
        Scripts::installed(&bench.base)
    };
    let mut results = Results::new();
    let mut expected: Vec<(u64, Questions)> = Vec::new();
    for size in &sizes {
        let folder = Folder(bench.base.join(size_text(*size)));
        fs::create_dir_all(&folder.0)?;
        let made = bench.prepare(&folder, *size);
        if let Ok(questions) = Questions::read(&folder.0) {
            expected.push((*size, questions));
        }
        for operation in OPERATIONS {
            for side in sides(operation) {
                eprintln!("{} {} {side}", size_text(*size), operation.name);
                let many = operation.too_many(side, *size);
                let unmade = made.as_ref().err().filter(|_| operation.asks);
                let measured = match many.as_ref().or(unmade) {
                    Some(why) => Measured::skipped(why),
                    None if operation.name == "load" => both(&results, *size),
                    None => bench.measure(&folder, operation.name, side, &scripts),
                };
                results.insert((*size, operation.name, side.to_owned()), measured);
            }
        }
    }
    let digest = |size: u64, operation: &str| {
        let (_, questions) = expected.iter().find(|(s, _)| *s == size)?;
        Some((questions.digests.get(operation)?.clone(), questions.replayed))
    };
    let printed = table::table(&shown, &sizes, &results, &digest);
    println!("{printed}");
    let out = cli.out.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md"));
    if !cli.quick && (cli.only.is_empty() || cli.out.is_some()) {
        fs::write(out, format!("{}{printed}", table::heading(runs)))?;
    }
    let wrong = printed.matches("DIFFERS").count();
    if wrong > 0 {
        Err(format!("{wrong} answers differ from those of a replay from nothing").into())
    } else {
        Ok(())
    }
}

/// What loading is made of.
const LOAD: [&str; 2] = ["load-log", "settle"];

/// Loading as a whole: the one after the other.
fn both(results: &Results, size: u64) -> Measured {
    let of = |name: &'static str| results.get(&(size, name, "ours".to_owned()));
    let [log, timeline] = LOAD.map(of);
    let both = log.zip(timeline).map(|(log, timeline)| log.then(timeline));
    both.unwrap_or_else(|| Measured::skipped("not measured"))
}

/// Where everything is kept: beside the folder of this program.
fn base(cli: &Cli) -> Result<PathBuf, Failure> {
    let base = match &cli.folder {
        Some(folder) => folder.clone(),
        None => std::env::current_exe()?.ancestors().nth(2).unwrap_or(Path::new(".")).join("benches"),
    };
    fs::create_dir_all(&base)?;
    Ok(base)
}

struct Bench {
    base: PathBuf,
    runs: usize,
    budget: Duration,
}

impl Bench {
    /// Makes the records, then the rows; says why there are no rows.
    fn prepare(&self, folder: &Folder, size: u64) -> Result<(), String> {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let start = || Command::new(&own);
        within(start().arg("records").arg(&folder.0).arg(size.to_string()), self.budget * 4)?;
        within(start().arg("timeline").arg(&folder.0).arg(size.to_string()), self.budget * 4)
            .map_err(|why| format!("no rows: {why}"))
    }

    fn measure(
        &self,
        folder: &Folder,
        operation: &str,
        side: &str,
        scripts: &Result<Scripts, String>,
    ) -> Measured {
        let out = folder.path("measured.json");
        let made = match (SCRIPTS.contains(&side), scripts) {
            (true, Err(why)) => return Measured::skipped(why),
            (true, Ok(scripts)) => {
                within(&mut scripts.command(side, operation, &folder.0, self.runs, &out), self.budget)
            }
            (false, _) => std::env::current_exe().map_err(|error| error.to_string()).and_then(|own| {
                let mut command = on_cores(operation, own);
                command
                    .arg("measure")
                    .arg(&folder.0)
                    .args([operation, side])
                    .args([self.runs.to_string(), (self.budget / 2).as_secs().to_string()])
                    .arg(&out);
                within(&mut command, self.budget)
            }),
        };
        made.and_then(|()| process::read(&out)).unwrap_or_else(Measured::skipped)
    }
}

/// The command for a program: the kernel is measured on one core first.
fn on_cores(operation: &str, program: PathBuf) -> Command {
    let is_there = || Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok();
    if operation != "kernel" || !is_there() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}
