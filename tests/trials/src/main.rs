//! Trials of the store: programs that cut its power, kill it, fill its disk, flip its bits, and look at what is
//! left. Each is seeded; `ARCHITECTURE.md` has what came of the long runs.

mod bodies;
mod check;
mod clock;
mod disk;
mod flips;
mod full;
mod judged;
mod kill;
mod power;
mod results;
mod search;
mod stores;
mod tamper;
mod work;

use std::io::{IoSlice, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use results::Results;
use work::Mode;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    trial: Trial,
    /// The seed of everything drawn by chance
    #[arg(long, global = true, default_value_t = 1)]
    seed: u64,
    /// A file to which each result is added as a line
    #[arg(long, global = true)]
    results: Option<PathBuf>,
    /// A folder to work in; otherwise a temporary one
    #[arg(long, global = true)]
    folder: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Trial {
    /// All of them, one after the other, at full length
    All,
    /// Cut the power of a real file system (needs root)
    Power {
        /// How many cuts
        #[arg(long, default_value_t = 1000)]
        cuts: usize,
        /// How the store is written to; otherwise in every way
        #[arg(long)]
        mode: Vec<Mode>,
    },
    /// kill -9 at random moments
    Kill {
        /// How many kills
        #[arg(long, default_value_t = 500)]
        runs: usize,
        /// How the store is written to; otherwise in every way
        #[arg(long)]
        mode: Vec<Mode>,
    },
    /// A full disk at every call that writes (needs strace)
    Full {
        /// Only every so-manieth call
        #[arg(long, default_value_t = 1)]
        step: usize,
    },
    /// Real file systems that are too small (needs root)
    Small,
    /// A file system mounted for reading only (needs root)
    ReadOnly,
    /// Few open files (needs prlimit)
    Files,
    /// A clock set back and forth
    Clock {
        /// How many stores
        #[arg(long, default_value_t = 50)]
        runs: usize,
    },
    /// Flip one bit of one file of a store (quickest where folder and TMPDIR are in memory)
    Flips {
        /// How many flips
        #[arg(long, default_value_t = 10_000)]
        count: u64,
        /// Only the one with this number
        #[arg(long)]
        only: Option<u64>,
    },
    /// Cut files short, take them away, exchange them with those of other stores and of other days
    Tamper {
        /// At how many lengths a long file is cut; a short one is at every length
        #[arg(long, default_value_t = 100)]
        lengths: usize,
        /// Only the one with this number
        #[arg(long)]
        only: Option<u64>,
    },
    /// Flip bits of one store (used by the trials)
    #[command(hide = true)]
    Flip { from: u64, to: u64 },
    /// Write to a store (used by the trials)
    #[command(hide = true)]
    Write {
        store: PathBuf,
        #[arg(long)]
        mode: Mode,
        #[arg(long)]
        milliseconds: u64,
    },
    /// Check a store (used by the trials)
    #[command(hide = true)]
    Check {
        store: PathBuf,
        #[arg(long)]
        acknowledged: u64,
        #[arg(long)]
        mode: Mode,
    },
}

fn main() -> ExitCode {
    annals::store::quiet_panics();
    let cli = Cli::parse();
    match run(&cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // By a call that no trial makes fail.
            let _ = std::io::stderr().write_vectored(&[IoSlice::new(format!("{error}\n").as_bytes())]);
            ExitCode::FAILURE
        }
    }
}

/// The long run.
fn all(seed: u64, folder: &Path, results: &mut Results) -> std::io::Result<()> {
    power::run(1000, seed, &Mode::TRIED, folder, results)?;
    kill::run(500, seed, &Mode::TRIED, folder, results)?;
    full::every_call(seed, 1, folder, results)?;
    full::real(seed, folder, results)?;
    full::read_only(seed, folder, results)?;
    full::few_files(seed, folder, results)?;
    clock::run(50, seed, folder, results)?;
    flips::run(10_000, None, seed, folder, results)?;
    tamper::run(100, None, seed, folder, results)
}

/// Whether everything held.
fn run(cli: &Cli) -> Result<bool, String> {
    match &cli.trial {
        Trial::Write { store, mode, milliseconds } => {
            return work::write(store, cli.seed, *mode, Duration::from_millis(*milliseconds)).map(|()| true);
        }
        Trial::Check { store, acknowledged, mode } => {
            println!("{}", check::check(store, cli.seed, *acknowledged, *mode)?);
            return Ok(true);
        }
        _ => {}
    }
    let failed = |e: std::io::Error| e.to_string();
    let temporary = tempfile::tempdir().map_err(failed)?;
    let folder = cli.folder.as_deref().unwrap_or(temporary.path());
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut results = Results::new(cli.results.as_deref()).map_err(failed)?;
    let modes = |given: &[Mode]| if given.is_empty() { Mode::TRIED.to_vec() } else { given.to_vec() };
    match &cli.trial {
        Trial::All => all(cli.seed, folder, &mut results),
        Trial::Power { cuts, mode } => power::run(*cuts, cli.seed, &modes(mode), folder, &mut results),
        Trial::Kill { runs, mode } => kill::run(*runs, cli.seed, &modes(mode), folder, &mut results),
        Trial::Full { step } => full::every_call(cli.seed, *step, folder, &mut results),
        Trial::Small => full::real(cli.seed, folder, &mut results),
        Trial::ReadOnly => full::read_only(cli.seed, folder, &mut results),
        Trial::Files => full::few_files(cli.seed, folder, &mut results),
        Trial::Clock { runs } => clock::run(*runs, cli.seed, folder, &mut results),
        Trial::Flips { count, only } => flips::run(*count, *only, cli.seed, folder, &mut results),
        Trial::Tamper { lengths, only } => tamper::run(*lengths, *only, cli.seed, folder, &mut results),
        Trial::Flip { from, to } => return flips::some(*from..*to, cli.seed, folder).map_err(failed),
        Trial::Write { .. } | Trial::Check { .. } => Ok(()),
    }
    .map_err(failed)?;
    let held = results.print();
    if !held && cli.folder.is_none() {
        println!("what failed lies in {}", temporary.keep().display());
    }
    Ok(held)
}
