//! What can go wrong with a log, in plain words with what to do.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::Head;

/// What exceeds a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oversize {
    /// The number of records in a batch.
    Batch,
    /// The bytes of one record.
    Record {
        /// Its place in the batch, from 0.
        index: usize,
        /// Its sort and identifier, as in `event cpa-formed`.
        name: String,
    },
}

impl std::fmt::Display for Oversize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Oversize::Batch => f.write_str("records in the batch"),
            Oversize::Record { name, .. } => write!(f, "bytes in the record of {name}"),
        }
    }
}

/// Why a log could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Somebody else appended first. Nothing was appended.
    #[error(
        "the log has moved on and is at record {position} now; nothing was appended: read what is new and \
         try again",
        position = head.position
    )]
    Conflict {
        /// The present head.
        head: Head,
    },
    /// The batch may or may not be in the log. This log refuses to append until it is opened anew; then
    /// repeat the same append with the same expected head, which appends only what is missing.
    #[error(
        "it is not certain that the records reached the disk ({why}); open the log again and repeat the same \
         append: what is already there is not added twice"
    )]
    InDoubt {
        /// What happened.
        why: String,
    },
    /// Over a limit. Nothing was appended.
    #[error("{found} {what} are too many: at most {limit} are taken; nothing was appended: {}", remedy(what))]
    TooLarge {
        /// What is too large.
        what: Oversize,
        /// Its size.
        found: usize,
        /// The largest size taken.
        limit: usize,
    },
    /// A redaction that the log does not carry out. Nothing was changed.
    #[error("{what}; nothing was changed: a body is taken away by `annals redact ID` alone")]
    Redaction {
        /// What stands against it.
        what: String,
    },
    /// The log is damaged.
    #[error(
        "{}: {what}; leave it as it is: `annals verify` says what of it is sound, `annals recover` puts that into a new \
         store, and `annals restore` restores a backup",
        place(*position)
    )]
    Corrupt {
        /// The first position that cannot be trusted; 0 where the damage has no position.
        position: u64,
        /// What is wrong.
        what: String,
    },
    /// Somebody else holds the log open.
    #[error(
        "{} is in use by {}; waited {} s for it: try again when that has finished, or use another store",
        path.display(), if holder.is_empty() { "another process" } else { holder }, waited.as_secs_f32()
    )]
    Locked {
        /// Where the log lies.
        path: PathBuf,
        /// Who holds it, in words; empty where nobody knows.
        holder: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The log was written in an older format, which is read and not written any more. Nothing was appended.
    #[error(
        "{} has format {found}, and this version of annals writes format {known}: it can be read as it is; to \
         append to it run `annals upgrade`, which makes a backup first",
        path.display()
    )]
    OlderFormat {
        /// Where the log lies.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The format written.
        known: u32,
    },
    /// The log cannot be written to.
    #[error("{} cannot be written to ({why}); change its permissions, or use another store", path.display())]
    NotWritable {
        /// Where the log lies.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The system failed otherwise.
    #[error("could not {doing}: {source}")]
    Io {
        /// What was attempted.
        doing: String,
        /// What the system says.
        source: io::Error,
    },
}

fn place(position: u64) -> String {
    match position {
        0 => "the log is damaged".to_owned(),
        _ => format!("the log is damaged at record {position}"),
    }
}

fn remedy(what: &Oversize) -> &'static str {
    match what {
        Oversize::Batch => "append it in parts",
        Oversize::Record { .. } => "shorten its texts",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_errors_when_printed_then_they_say_what_to_do() {
        let what = Oversize::Record { index: 0, name: "event a".to_owned() };
        let text = LogError::TooLarge { what, found: 7, limit: 5 }.to_string();
        assert!(
            text.contains("7 bytes in the record of event a") && text.ends_with("shorten its texts"),
            "{text}"
        );
        let text = LogError::Corrupt { position: 3, what: "x".to_owned() }.to_string();
        assert!(text.starts_with("the log is damaged at record 3: x;"), "{text}");
        let text = LogError::Conflict { head: Head { position: 4, ..Head::EMPTY } }.to_string();
        assert!(text.contains("at record 4 now"), "{text}");
    }
}
