//! The one table: as text, and as the file that keeps the last result.

use std::collections::BTreeMap;
use std::process::Command;

use crate::measured::Measured;
use crate::plan::{Operation, Told, size_text};

/// What was measured: size, operation, side.
pub type Results = BTreeMap<(u64, &'static str, String), Measured>;

/// The right digest for a size and an operation, where there is one, and whether it is that of a naive replay.
pub type Expected<'a> = dyn Fn(u64, &str) -> Option<(String, bool)> + 'a;

const HEADER: [&str; 11] = [
    "operation",
    "size",
    "ours",
    "peer",
    "",
    "ratio",
    "ours p50/p99",
    "peer p50/p99",
    "memory",
    "disk",
    "answers",
];

/// The table as markdown, its columns in line.
pub fn table(operations: &[&Operation], sizes: &[u64], results: &Results, expected: &Expected<'_>) -> String {
    let mut lines: Vec<Vec<String>> = vec![HEADER.iter().map(|text| (*text).to_owned()).collect()];
    for operation in operations {
        for size in sizes {
            let side = |name: &str| results.get(&(*size, operation.name, name.to_owned()));
            let Some(ours) = side("ours") else { continue };
            for peer in operation.peers {
                let other = match peer.split_once(':') {
                    Some((of, name)) => results
                        .iter()
                        .find(|((s, n, side), _)| s == size && *n == name && side == of)
                        .map(|(_, m)| m),
                    None => side(peer),
                };
                let Some(other) = other else { continue };
                let check = |measured: &Measured| {
                    let (wanted, replayed) = expected(*size, operation.name)?;
                    let is = measured.digest.as_ref()?;
                    Some(if *is != wanted {
                        "DIFFERS"
                    } else if replayed {
                        "="
                    } else {
                        "~"
                    })
                };
                let told = operation.told;
                let same = !peer.contains(':');
                lines.push(vec![
                    operation.name.to_owned(),
                    size_text(*size),
                    figure(ours, told),
                    (*peer).to_owned(),
                    figure(other, told),
                    ratio(ours, other, told),
                    spread(ours),
                    spread(other),
                    format!("{} / {}", memory(ours.peak), memory(other.peak)),
                    format!("{} / {}", disk(ours), disk(other)),
                    format!(
                        "{} / {}",
                        answers(ours, check(ours)),
                        answers(other, if same { check(other) } else { None })
                    ),
                ]);
            }
        }
    }
    aligned(&lines)
}

/// The head of the file of results.
pub fn heading(runs: usize) -> String {
    let commit = Command::new("git").args(["rev-parse", "--short", "HEAD"]).output();
    let commit = commit.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let date = chrono::Utc::now().format("%Y-%m-%d");
    format!(
        "# Measured against peers\n\n{date}, commit {commit}, {cores} cores, {runs} runs; \
         `cargo run --release -p annals-benches -- --sizes 10k,100k,1m,10m`.\n\n\
         A ratio over 1 says that ours does better: so many times as fast, or so many times smaller. Times are medians; \
         `(n)` behind them says that they are fewer than five, `(n of m)` that time did not allow to ask more of the sampled \
         questions (the busiest are left out then). \
         Memory is the most that was ever resident in a process that did nothing else. Answers are rows in all answers to \
         the sampled questions; `=` where their digest is that of a naive replay of everything, `~` where everything is too much to \
         replay naively and it is that of the answers kept of every fact, which were held against replays of what tells of \
         the sampled actors; `DIFFERS` where it is not.\n\n\
         Rows are fact, answer, bounds of the span that covers the day, memberships and departures as they stand; the facts by number, \
         in `state-named` in words. Bounds of what runs on are not cut at the last day any source can have known. Peers \
         answer from the same rows, SQLite with covering indexes for each question; it filters by recorded times too, but all \
         its rows bear the same. `load-log` ends with a catalog by which single actors can be asked, `settle` works the whole \
         timeline out, `load` is the one after the other; SQLite only indexes who is named when. `part` is one actor under the \
         default view, replayed from what tells of it; `recorded-by`, `known-by` and `without` are the same under other views; \
         `settle-past` works the whole timeline out as the log stood halfway, `recorded-by-state` asks it. \
         `kernel` runs on one core (`taskset -c 0`), `kernel-2` on two. `late` takes in one report and brings the timeline up to \
         date. `cold` starts `annals ask` of a sampled fact on the store, or on an empty one.\n\n"
    )
}

fn aligned(lines: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..HEADER.len())
        .map(|i| {
            lines.iter().filter_map(|line| line.get(i)).map(|text| text.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(text, width)| format!("{text:width$}", width = *width)).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if i == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            out.push_str(&format!("| {} |\n", rule.join(" | ")));
        }
    }
    out
}

fn figure(measured: &Measured, told: Told) -> String {
    if let Some(why) = &measured.skipped {
        return format!("({why})");
    }
    match (told, measured.percentile(50)) {
        (Told::Bytes, _) => disk(measured),
        (Told::Rate, Some(p50)) => rate(measured.units as f64 * 1e9 / p50.max(1) as f64),
        (Told::Time, Some(p50)) => time(p50),
        (_, None) => String::new(),
    }
}

fn ratio(ours: &Measured, other: &Measured, told: Told) -> String {
    let figure = |measured: &Measured| match told {
        Told::Bytes => measured.disk.map(|bytes| bytes as f64),
        _ => measured.percentile(50).map(|p50| p50 as f64 / measured.units.max(1) as f64),
    };
    match (figure(ours), figure(other)) {
        (Some(ours), Some(other)) if ours > 0.0 => {
            let ratio = other / ours;
            if ratio >= 10.0 {
                format!("{ratio:.0}")
            } else if ratio >= 0.1 {
                format!("{ratio:.2}")
            } else {
                format!("{ratio:.1e}")
            }
        }
        _ => "-".to_owned(),
    }
}

fn spread(measured: &Measured) -> String {
    match (measured.percentile(50), measured.percentile(99)) {
        (Some(p50), Some(p99)) => format!("{} {}{}", time(p50), time(p99), few(measured)),
        _ => "-".to_owned(),
    }
}

/// How many samples there are, where they are few or not of every question.
fn few(measured: &Measured) -> String {
    match (measured.samples.len(), measured.questions) {
        (n, Some(all)) => format!(" ({n} of {all})"),
        (n @ 1..5, None) => format!(" ({n})"),
        _ => String::new(),
    }
}

fn answers(measured: &Measured, right: Option<&str>) -> String {
    match (measured.rows, right) {
        (0, _) => "-".to_owned(),
        (rows, None) => rows.to_string(),
        (rows, Some(right)) => format!("{rows} {right}"),
    }
}

fn time(nanoseconds: u64) -> String {
    let n = nanoseconds as f64;
    match nanoseconds {
        0..1_000 => format!("{n} ns"),
        1_000..1_000_000 => format!("{:.1} us", n / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", n / 1e6),
        _ => format!("{:.2} s", n / 1e9),
    }
}

fn rate(a_second: f64) -> String {
    if a_second >= 1e6 { format!("{:.2} M/s", a_second / 1e6) } else { format!("{:.1} k/s", a_second / 1e3) }
}

fn memory(kib: u64) -> String {
    if kib == 0 { "-".to_owned() } else { format!("{} MiB", kib.div_ceil(1024)) }
}

fn disk(measured: &Measured) -> String {
    measured.disk.map_or_else(|| "-".to_owned(), |bytes| format!("{:.1} MiB", bytes as f64 / 1_048_576.0))
}
