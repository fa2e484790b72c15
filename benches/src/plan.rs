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
    /// Whether it needs the timeline, which replay makes.
    pub replayed: bool,
}

const fn operation(
    name: &'static str,
    told: Told,
    peers: &'static [&'static str],
    replayed: bool,
) -> Operation {
    Operation { name, told, peers, replayed }
}

/// Every operation, in the order of the table. A peer `ours:NAME` is another operation of ours.
pub const OPERATIONS: &[Operation] = &[
    operation("append-one", Told::Time, &["raw", "sqlite"], false),
    operation("append-bulk", Told::Rate, &["raw", "sqlite"], false),
    operation("load", Told::Rate, &["sqlite"], false),
    operation("scan", Told::Rate, &["packed", "sqlite"], false),
    operation("kernel", Told::Rate, &["fold", "cqrs-es"], false),
    operation("kernel-2", Told::Rate, &["ours:kernel"], false),
    operation("replay", Told::Rate, &["sqlite"], false),
    operation("state", Told::Time, &["sqlite", "rtree", "fold", "pandas", "polars", "duckdb"], true),
    operation("actor", Told::Time, &["sqlite", "pandas", "polars", "duckdb"], true),
    operation("ask", Told::Time, &["sqlite"], true),
    operation("diff", Told::Time, &["rows", "sqlite", "pandas", "polars", "duckdb"], true),
    operation("late", Told::Time, &["ours:append-one", "sqlite"], true),
    operation("recorded-by", Told::Time, &["ours:state", "sqlite"], true),
    operation("view", Told::Time, &["ours:actor"], true),
    operation("cold", Told::Time, &["empty"], true),
    operation("disk", Told::Bytes, &["packed", "sqlite"], false),
];

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
