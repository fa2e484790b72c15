//! Writing an archive: one record at a time, each checked against the chain and read back before it is kept.

use std::io::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::{ArchiveError, MARK, VERSION, body_from_json, body_to_json, strict};
use crate::domain::Record;
use crate::log::{Chain, Head, Log, LogError, canonical};

/// Writes the log up to its head at the start, whatever is appended meanwhile, and returns that head. `start` is told it,
/// and `tick` is called for every record.
///
/// # Errors
/// [`ArchiveError::Io`] and those of the log; a log whose digests do not hold is not archived.
pub fn write(
    log: &dyn Log,
    out: &mut dyn Write,
    start: impl FnOnce(Head),
    tick: &dyn Fn(),
) -> Result<Head, ArchiveError> {
    let failed = |source| ArchiveError::Io { doing: "write the archive".to_owned(), source };
    let head = log.head()?;
    start(head);
    let (position, digest) = (head.position, head.digest.hex());
    let first = json!({ MARK: VERSION, "records": position, "position": position, "digest": digest });
    writeln!(out, "{first}").map_err(failed)?;
    let mut chain = Chain::after(Head::EMPTY);
    for record in log.tail(1).take(usize::try_from(position).unwrap_or(usize::MAX)) {
        let record = record?;
        chain
            .check(&record)
            .map_err(|fault| LogError::Corrupt { position: fault.position, what: fault.to_string() })?;
        writeln!(out, "{}", line(&record)?).map_err(failed)?;
        tick();
    }
    if chain.head() != head {
        let what = "the log does not lead to its own head".to_owned();
        return Err(LogError::Corrupt { position: chain.head().position + 1, what }.into());
    }
    out.flush().map_err(failed)?;
    Ok(head)
}

/// The line of a record, which is known to read back as it is.
fn line(record: &Record) -> Result<String, ArchiveError> {
    let body = body_to_json(&record.body);
    let text = body.to_string();
    let again = strict::parse(text.as_bytes()).and_then(body_from_json);
    let why = match again {
        Ok(again) if canonical(&again) == canonical(&record.body) => None,
        Ok(_) => Some("it would say something else".to_owned()),
        Err(why) => Some(why),
    };
    if let Some(why) = why {
        return Err(ArchiveError::Unfaithful { position: record.position, why });
    }
    let (recorded, digest) = (instant(record.recorded), record.digest.hex());
    Ok(json!({ "position": record.position, "recorded": recorded, "digest": digest, "record": body })
        .to_string())
}

/// In microseconds, as the log takes records in; finer only where it has to be.
fn instant(recorded: DateTime<Utc>) -> String {
    let whole = recorded.timestamp_subsec_nanos().is_multiple_of(1000);
    let format = if whole { SecondsFormat::Micros } else { SecondsFormat::Nanos };
    recorded.to_rfc3339_opts(format, true)
}
