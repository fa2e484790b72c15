//! Redaction: the one operation beside appending. It takes the bodies that a recorded act names away, and appends the
//! act; positions, instants and digests stay, so the chain stays valid.

use super::{Head, Log, LogError, body_digest, is_redaction, repeated};
use crate::domain::{Amendment, Amends, Body, Record, Redaction};

/// A log from which bodies can be taken away.
pub trait Redact: Log {
    /// Puts in the place of every record that the act names what is left of it, and appends the act, in one step: all
    /// of it or nothing, durable once `Ok` is returned. Repeating a redaction that went through changes nothing and
    /// returns the head it returned the first time.
    ///
    /// # Errors
    /// As [`Log::append`]; [`LogError::Redaction`] where the amendment is no act of redaction, where a record it names
    /// is not the one that stands at its position, or is itself the act of a redaction. Nothing was changed then.
    fn redact(&self, expected: &Head, act: Amendment) -> Result<Head, LogError>;
}

/// What is left of the records that an act names, in its order; `read` reads a record by its position.
///
/// # Errors
/// [`LogError::Redaction`], and those of `read`.
pub(crate) fn left(
    act: &Amendment,
    read: impl Fn(u64) -> Result<Option<Record>, LogError>,
) -> Result<Vec<Record>, LogError> {
    let refused = |what: String| LogError::Redaction { what };
    let redaction = redaction(act)?;
    if redaction.because.trim().is_empty() {
        return Err(refused(format!("{} does not say why", act.id)));
    }
    let mut records = Vec::new();
    for struck in redaction.struck() {
        let named = &struck.record;
        let record = read(struck.position)?.filter(|record| {
            let body = &record.body;
            (body.sort(), body.id()) == (named.sort.word(), &named.id) && body_digest(body) == named.digest
        });
        let what =
            format!("record {} is not the {} {} that is named", struck.position, named.sort.word(), named.id);
        let record = record.ok_or_else(|| refused(what))?;
        if !matches!(record.body, Body::Redacted(_)) && is_redaction(&record.body) {
            return Err(refused(format!("{} is the act of a redaction, which stays", named.id)));
        }
        records.push(Record { body: Body::Redacted(named.clone()), ..record });
    }
    Ok(records)
}

/// The head that this redaction led to, if it went through: its act is `present`, the record standing after `expected`,
/// and nothing but redacted records stands in the places it names.
pub(crate) fn done(
    expected: &Head,
    act: &Amendment,
    present: &[Record],
    read: impl Fn(u64) -> Result<Option<Record>, LogError>,
) -> Result<Option<Head>, LogError> {
    for struck in redaction(act)?.struck() {
        let there = read(struck.position)?.map(|record| record.body);
        if there != Some(Body::Redacted(struck.record.clone())) {
            return Ok(None);
        }
    }
    Ok(repeated(expected, &[Body::Amendment(act.clone())], present))
}

fn redaction(act: &Amendment) -> Result<&Redaction, LogError> {
    match &act.act {
        Amends::Redact(redaction) => Ok(redaction),
        _ => Err(LogError::Redaction { what: format!("{} is no act of redaction", act.id) }),
    }
}
