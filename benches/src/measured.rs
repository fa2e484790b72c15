//! What a measurement gives: samples, what was answered, memory and bytes on disk; and how it is taken.

use std::fs;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::Failure;

/// What one operation of one side on one size came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Measured {
    /// Nanoseconds, one a sample.
    pub samples: Vec<u64>,
    /// What each sample worked through: records, or one answer.
    pub units: u64,
    /// Where time did not allow to ask every question: how many there were.
    #[serde(default)]
    pub questions: Option<usize>,
    /// Rows in all answers of one run.
    pub rows: u64,
    /// Digest of the answers to the sampled questions.
    pub digest: Option<String>,
    /// Bytes on disk afterwards.
    pub disk: Option<u64>,
    /// The most memory that was ever resident, in KiB.
    pub peak: u64,
    /// Why there is nothing to tell.
    pub skipped: Option<String>,
}

impl Measured {
    pub fn skipped(why: impl Into<String>) -> Measured {
        Measured { skipped: Some(why.into()), ..Measured::default() }
    }

    /// Times something so many times, fewer where `until` is past; each time it works through `units`.
    pub fn of<T>(
        (runs, until): (usize, Instant),
        units: u64,
        mut work: impl FnMut() -> Result<T, Failure>,
    ) -> Result<Measured, Failure> {
        let mut samples = Vec::with_capacity(runs);
        for _ in 0..runs {
            let (done, taken) = timed(&mut work);
            drop(done?);
            samples.push(taken);
            if Instant::now() > until {
                break;
            }
        }
        Ok(Measured { samples, units, ..Measured::default() })
    }

    /// One after the other, sample by sample.
    pub fn then(&self, other: &Measured) -> Measured {
        let why = self.skipped.as_ref().or(other.skipped.as_ref());
        if let Some(why) = why {
            return Measured::skipped(why);
        }
        let samples = self.samples.iter().zip(&other.samples).map(|(a, b)| a + b).collect();
        let disk = Some(self.disk.unwrap_or(0) + other.disk.unwrap_or(0));
        Measured { samples, disk, peak: self.peak.max(other.peak), ..self.clone() }
    }

    /// The sample below which so many percent lie.
    pub fn percentile(&self, percent: usize) -> Option<u64> {
        let mut sorted = self.samples.clone();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        sorted.get((last * percent).div_ceil(100)).copied()
    }
}

/// What work gives, and the nanoseconds it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let from = Instant::now();
    let done = work();
    (done, u64::try_from(from.elapsed().as_nanos()).unwrap_or(u64::MAX))
}

/// The most memory of this process that was ever resident, in KiB; 0 where the system does not tell.
pub fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// The bytes of a file, or of everything in a folder.
pub fn bytes(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return fs::metadata(path).map_or(0, |m| m.len()) };
    entries.flatten().map(|entry| bytes(&entry.path())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_samples_when_percentiles_are_taken_then_they_are_samples() {
        let measured = Measured { samples: (1..=101).rev().collect(), ..Measured::default() };
        assert_eq!((measured.percentile(50), measured.percentile(99)), (Some(51), Some(100)));
        assert_eq!(Measured::default().percentile(50), None);
    }
}
