//! What a damaged store says of itself, and whether that is true.

use std::collections::HashSet;
use std::path::Path;

use annals::domain::Record;
use annals::log::{Head, Log, system_clock, verify};
use annals::store::{SledLog, salvage};

/// What opening a store came to.
pub enum Opened {
    /// It was refused, in these words.
    Refused(String),
    /// It opened.
    Up {
        /// What it says was changed.
        odd: Vec<String>,
        /// What it holds, or why that cannot be read.
        records: Result<Vec<Record>, String>,
    },
}

/// What every refusal of a damaged store has one of.
const NAMED: [&str; 5] = ["damaged", "changed", "missing", "annals.", "is no store"];

/// Opens a store and reads all of it.
///
/// # Errors
/// Where a refusal does not name what is wrong.
pub fn open(path: &Path) -> Result<Opened, String> {
    let log = match SledLog::open(path, system_clock()) {
        Ok(log) => log,
        Err(error) => {
            let error = error.to_string();
            let named = NAMED.iter().any(|word| error.contains(word));
            return if named {
                // What to do about it comes behind.
                Ok(Opened::Refused(error.split(';').next().unwrap_or_default().to_owned()))
            } else {
                Err(format!("refused and not named: {error}"))
            };
        }
    };
    let records = log.read(1, usize::MAX).map_err(|e| e.to_string()).and_then(|records| {
        match (verify(&records, &Head::EMPTY), log.head()) {
            (Ok(found), Ok(head)) if found == head => Ok(records),
            other => Err(format!("the chain does not hold: {other:?}")),
        }
    });
    Ok(Opened::Up { odd: log.odd_files().to_vec(), records })
}

/// How many records salvage found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Sound ones: from the first on.
    pub sound: usize,
    /// All that can be read, further ones after a gap too.
    pub readable: usize,
    /// The positions of the others, at most ten.
    pub missing: Vec<usize>,
}

/// Salvages a store. Whatever is called sound, or readable, must be one of the true records.
pub fn salvaged(path: &Path, truths: &[&[Record]]) -> Result<Salvaged, String> {
    let found = salvage(path).map_err(|e| format!("salvage: {e}"))?;
    let place = |record: &Record| usize::try_from(record.position).unwrap_or(usize::MAX).wrapping_sub(1);
    for record in found.sound.iter().chain(&found.loose) {
        if !truths.iter().any(|truth| truth.get(place(record)) == Some(record)) {
            return Err(format!("salvage gives another record {}", record.position));
        }
    }
    if found.sound.iter().zip(1..).any(|(record, position)| record.position != position) {
        return Err("salvage calls sound what does not begin with the first record".to_owned());
    }
    let readable: HashSet<usize> = found.sound.iter().chain(&found.loose).map(|r| place(r) + 1).collect();
    let missing = (1..=truths[0].len()).filter(|position| !readable.contains(position)).take(10).collect();
    Ok(Salvaged { sound: found.sound.len(), readable: readable.len(), missing })
}
