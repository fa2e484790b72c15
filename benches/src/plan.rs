//! What is measured against what.

/// How a measurement is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// How long one takes.
    Time,
    /// How many a second.
    Rate,
    /// Bytes on disk.
    Bytes,
}

/// An operation: its name, how it is told, and the peers it is held against.
pub struct Operation {
    pub name: &'static str,
    pub told: Told,
    pub peers: &'static [&'static str],
    /// Whether it needs the index, the rows and the questions.
    pub asks: bool,
    /// Up to how many reports it can be done: what holds all records in memory cannot with very many.
    pub most: u64,
}

const ANY: u64 = u64::MAX;
const MILLION: u64 = 1_000_000;

const fn on_log(name: &'static str, told: Told, peers: &'static [&'static str], most: u64) -> Operation {
    Operation { name, told, peers, asks: false, most }
}

const fn asks(name: &'static str, told: Told, peers: &'static [&'static str], most: u64) -> Operation {
    Operation { name, told, peers, asks: true, most }
}

/// Every operation, in the order of the table. A peer `SIDE:NAME` is what a side did in another operation.
pub const OPERATIONS: &[Operation] = &[
    on_log("append-one", Told::Time, &["raw", "sqlite"], ANY),
    on_log("append-bulk", Told::Rate, &["raw", "sqlite"], ANY),
    on_log("load-log", Told::Rate, &["sqlite"], ANY),
    asks("settle", Told::Rate, &["ours:load-log"], ANY),
    asks("load", Told::Rate, &["sqlite:load-log"], ANY),
    on_log("scan", Told::Rate, &["packed", "sqlite"], ANY),
    on_log("kernel", Told::Rate, &["fold", "cqrs-es"], MILLION),
    on_log("kernel-2", Told::Rate, &["ours:kernel"], MILLION),
    on_log("replay", Told::Rate, &["sqlite"], MILLION),
    asks("state", Told::Time, &["sqlite", "rtree", "fold", "pandas", "polars", "duckdb"], ANY),
    asks("state-named", Told::Time, &["sqlite", "pandas", "polars", "duckdb"], ANY),
    asks("actor", Told::Time, &["sqlite", "pandas", "polars", "duckdb"], ANY),
    asks("ask", Told::Time, &["sqlite"], ANY),
    asks("diff", Told::Time, &["rows", "sqlite", "pandas", "polars", "duckdb"], ANY),
    asks("late", Told::Time, &["ours:append-one", "sqlite"], ANY),
    asks("part", Told::Time, &["ours:actor"], ANY),
    asks("recorded-by", Told::Time, &["ours:part", "ours:actor"], ANY),
    asks("known-by", Told::Time, &["ours:part", "ours:actor"], ANY),
    asks("without", Told::Time, &["ours:part", "ours:actor"], ANY),
    asks("settle-past", Told::Rate, &["ours:settle"], ANY),
    asks("recorded-by-state", Told::Time, &["ours:state", "sqlite"], ANY),
    asks("cold", Told::Time, &["empty"], ANY),
    asks("disk", Told::Bytes, &["packed", "sqlite"], ANY),
    asks("disk-catalog", Told::Bytes, &["ours:disk"], ANY),
    asks("disk-timeline", Told::Bytes, &["ours:disk", "sqlite"], ANY),
];

impl Operation {
    /// Why a side cannot do it with so many reports.
    pub fn too_many(&self, side: &str, reports: u64) -> Option<String> {
        let most = if IN_MEMORY.contains(&side) { self.most.min(MILLION) } else { self.most };
        (reports > most).then(|| format!("not over {}", size_text(most)))
    }
}

/// The peers that hold everything in memory.
const IN_MEMORY: &[&str] = &["fold", "cqrs-es", "pandas", "polars", "duckdb"];

/// The peers that are scripts.
pub const SCRIPTS: &[&str] = &["pandas", "polars", "duckdb"];

/// The number that `10k`, `1m` or digits stand for.
pub fn size(text: &str) -> Result<u64, String> {
    let text = text.trim().to_lowercase();
    let (digits, times) = match (text.strip_suffix('k'), text.strip_suffix('m')) {
        (Some(digits), _) => (digits, 1_000),
        (_, Some(digits)) => (digits, 1_000_000),
        _ => (text.as_str(), 1),
    };
    let number = digits.parse::<u64>().map_err(|_| format!("{text:?} is no size: 10k, 100k, 1m, 10m"))?;
    Ok(number * times)
}

/// A size as it is written.
pub fn size_text(size: u64) -> String {
    match size {
        n if n >= 1_000_000 && n % 1_000_000 == 0 => format!("{}m", n / 1_000_000),
        n if n >= 1_000 && n % 1_000 == 0 => format!("{}k", n / 1_000),
        n => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_sizes_when_read_and_written_then_they_are_the_same() {
        for text in ["10k", "100k", "1m", "10m", "17"] {
            assert_eq!(size_text(size(text).unwrap()), text);
        }
        assert!(size("many").is_err());
    }
}
