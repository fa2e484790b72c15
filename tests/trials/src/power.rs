//! Power cuts of a real file system: what was written before the cut and not flushed is dropped, torn or
//! reordered. Needs root, for the loop device and the mounts.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use fastrand::Rng;

use crate::bodies::GOLDEN;
use crate::disk::{Event, Loss, Mounted, Recorded, Recording, cut, system};
use crate::results::Results;
use crate::work::Mode;

/// Bytes of the disk.
const DISK: usize = 64 * 1024 * 1024;
/// Cuts of one recording.
const CUTS: usize = 20;
/// How long a writer writes.
const WRITING: Duration = Duration::from_millis(1500);
/// How the file system is mounted, in turn.
const OPTIONS: [&str; 3] = ["data=ordered", "data=ordered,noauto_da_alloc", "data=writeback"];

/// Runs so many cuts.
pub fn run(cuts: usize, seed: u64, modes: &[Mode], around: &Path, results: &mut Results) -> io::Result<()> {
    let mut random = Rng::with_seed(seed);
    let mut done = 0;
    // The image a recording begins with, the seed of its records, and the batches tried so far.
    let mut before: Option<(Vec<u8>, u64, HashSet<u64>)> = None;
    for round in 0.. {
        if done >= cuts {
            break;
        }
        let mode = modes[round % modes.len()];
        let options = OPTIONS[random.usize(..OPTIONS.len())];
        let (image, records, mut ends) = match before.take() {
            Some(before) if random.bool() && !mode.once() => before,
            _ => {
                let (image, begun) = fresh(around, mode)?;
                (image, random.u64(..), HashSet::from([begun]))
            }
        };
        // What a store begins with was never in doubt.
        let begun = if mode == Mode::Golden { GOLDEN } else { 0 };
        let events = record(&image, around, records, mode, options)?;
        ends.extend(events.iter().filter_map(|event| match event {
            Event::Trying(to) => Some(*to),
            _ => None,
        }));
        for _ in 0..CUTS.min(cuts - done) {
            let at = random.usize(..=events.len());
            let loss = Loss::ALL[random.usize(..Loss::ALL.len())];
            let after = cut(&image, &events[..at], loss, &mut random);
            let acknowledged = events[..at].iter().rev().find_map(|event| match event {
                Event::Acknowledged(position) => Some(*position),
                _ => None,
            });
            let name = format!("power {mode:?} {loss:?} {options} round {round} event {at} seed {seed}");
            let verdict =
                tried(&after, around, records, acknowledged.unwrap_or(begun), (mode, options), &ends)?;
            done += 1;
            if results.note(&name, verdict) {
                std::fs::write(around.join(format!("failed-{done}.img")), &after)?;
            } else if acknowledged.is_some() && random.u32(..8) == 0 && !mode.once() {
                before = Some((after, records, ends.clone()));
            }
        }
    }
    Ok(())
}

/// A file system with what a mode begins with, and its last position.
fn fresh(around: &Path, mode: Mode) -> io::Result<(Vec<u8>, u64)> {
    let path = around.join("fresh.img");
    std::fs::write(&path, vec![0; DISK])?;
    system("mkfs.ext4", &["-q".as_ref(), "-F".as_ref(), "-b".as_ref(), "4096".as_ref(), path.as_os_str()])?;
    let mounted = Mounted::new(&path, &around.join("begun"), "rw")?;
    let begun = mode.begin(&around.join("begun/store"))?;
    drop(mounted);
    Ok((std::fs::read(path)?, begun))
}

/// What happens to the disk while a writer works, up to the moment it is killed.
fn record(image: &[u8], around: &Path, seed: u64, mode: Mode, options: &str) -> io::Result<Vec<Event>> {
    let recording = Recording::of(image.to_vec());
    let mounted = Recorded::mount(&recording, around, options)?;
    let store = mounted.path().join("store");
    let mut writer = Command::new(std::env::current_exe()?)
        .args(["write".as_ref(), store.as_os_str(), "--mode".as_ref(), mode.word().as_ref()])
        .args(["--seed", &seed.to_string(), "--milliseconds", &WRITING.as_millis().to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let out = writer.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
    for line in BufReader::new(out).lines() {
        if let Some(event) = said(&line?) {
            recording.note(event);
        }
    }
    let status = writer.wait()?;
    let count = recording.len();
    drop(mounted);
    if !status.success() {
        return Err(io::Error::other("the writer failed on a sound disk"));
    }
    Ok(recording.events(count))
}

/// What a line of a writer says.
pub fn said(line: &str) -> Option<Event> {
    let mut words = line.split(' ');
    let word = words.next()?;
    let mut number = || words.next().and_then(|n| n.parse().ok());
    match word {
        "trying" => Some(Event::Trying(number()?)),
        "acknowledged" => Some(Event::Acknowledged(number()?)),
        _ => None,
    }
}

/// What a store says after a cut.
fn tried(
    image: &[u8],
    around: &Path,
    seed: u64,
    acknowledged: u64,
    (mode, options): (Mode, &str),
    ends: &HashSet<u64>,
) -> io::Result<Result<(), String>> {
    let path = around.join("cut.img");
    std::fs::write(&path, image)?;
    let mounted = Mounted::new(&path, &around.join("cut"), options)?;
    let verdict = checked(&around.join("cut/store"), seed, acknowledged, mode)?;
    drop(mounted);
    Ok(verdict.and_then(|position| {
        // What nobody was told of is there whole or not at all.
        if ends.contains(&position) { Ok(()) } else { Err(format!("half a batch: it ends at {position}")) }
    }))
}

/// Checks a store in a process of its own: the position it stood at.
pub fn checked(store: &Path, seed: u64, acknowledged: u64, mode: Mode) -> io::Result<Result<u64, String>> {
    let (seed, acknowledged, mode) = (seed.to_string(), acknowledged.to_string(), mode.word());
    let arguments: [&OsStr; 8] = [
        "check".as_ref(),
        store.as_os_str(),
        "--seed".as_ref(),
        seed.as_ref(),
        "--acknowledged".as_ref(),
        acknowledged.as_ref(),
        "--mode".as_ref(),
        mode.as_ref(),
    ];
    let output = Command::new(std::env::current_exe()?).args(arguments).output()?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return said(&output.stdout).parse().map(Ok).map_err(io::Error::other);
    }
    Ok(Err(said(&output.stderr)))
}
