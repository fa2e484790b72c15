//! What a log holds of what is imported: events as imports left them, and what is registered.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::Error;
use crate::domain::{Amendment, Amends, Body, Day, Holder, Record, Report, Slug};
use crate::log::LogError;

/// Who makes the amendments of imports.
pub(super) const IMPORT: &str = "annals import";

/// How an event reads by what was imported so far. What others said of it since is theirs: no import undoes it.
pub(super) struct Now {
    pub report: Report,
    /// What it read before each correction.
    before: Vec<(Slug, Report)>,
    /// The amendment that retracted it, where it is.
    pub retracted: Option<Slug>,
}

/// The events of a log that an import may touch, as imports left them, and what is registered.
#[derive(Default)]
pub(super) struct There {
    pub events: HashMap<Slug, Now>,
    pub registers: HashMap<(&'static str, Slug), Body>,
    /// The ids of all amendments.
    pub amendments: HashSet<Slug>,
    /// Which event an amendment corrects or retracts.
    amended: HashMap<Slug, Slug>,
    /// The sources that tell of the set.
    tellers: HashSet<Slug>,
}

impl There {
    /// Reads a log. `concerns`: the events that an import may touch; `of_set`: those of the set that is published again.
    ///
    /// # Errors
    /// [`Error::Log`].
    pub fn of(
        records: impl Iterator<Item = Result<Record, LogError>>,
        concerns: impl Fn(&Slug) -> bool,
        of_set: impl Fn(&Slug) -> bool,
    ) -> Result<There, Error> {
        let mut there = There::default();
        for record in records {
            let Record { body, .. } = record?;
            match body {
                Body::Report(report) if concerns(&report.id) => {
                    let id = report.id.clone();
                    let report = Arc::unwrap_or_clone(report);
                    if of_set(&id) {
                        there.tellers.insert(report.citation.source.clone());
                    }
                    there.events.insert(id, Now { report, before: Vec::new(), retracted: None });
                }
                Body::Amendment(amendment) => {
                    if matches!(&amendment.by, Holder::Keeper(name) if name == IMPORT) {
                        if let (true, Some(cited)) = (of_set(&amendment.id), &amendment.citation) {
                            there.tellers.insert(cited.source.clone());
                        }
                        there.amend(&amendment);
                    }
                    there.amendments.insert(amendment.id);
                }
                Body::Report(_) | Body::Redacted(_) => {}
                register => {
                    there.registers.insert((register.sort(), register.id().clone()), register);
                }
            }
        }
        Ok(there)
    }

    /// The latest day on which a download of the set was taken, so far as anything in it was new.
    pub fn newest(&self) -> Option<(Day, &Slug)> {
        let dated =
            self.tellers.iter().filter_map(|id| match self.registers.get(&("source", id.clone()))? {
                Body::Source(source) => Some((source.date.hull().latest, id)),
                _ => None,
            });
        dated.filter(|(day, _)| !day.is_open()).max()
    }

    fn amend(&mut self, amendment: &Amendment) {
        match &amendment.act {
            Amends::Correct { keys, becomes, .. } => {
                if let Some(register) = self.registers.get_mut(&(becomes.sort(), becomes.id().clone())) {
                    register.take(keys, becomes);
                    return;
                }
                let Some(now) = self.events.get_mut(becomes.id()) else { return };
                let mut body = Body::from(now.report.clone());
                body.take(keys, becomes);
                if let Body::Report(report) = body {
                    now.before.push((
                        amendment.id.clone(),
                        std::mem::replace(&mut now.report, Arc::unwrap_or_clone(report)),
                    ));
                    self.amended.insert(amendment.id.clone(), becomes.id().clone());
                }
            }
            Amends::Retract { target, .. } => {
                if let Some(now) = self.events.get_mut(target) {
                    now.retracted = Some(amendment.id.clone());
                    self.amended.insert(amendment.id.clone(), target.clone());
                } else if let Some(now) = self.amended.get(target).and_then(|id| self.events.get_mut(id)) {
                    if now.retracted.as_ref() == Some(target) {
                        now.retracted = None;
                    } else if let Some(at) = now.before.iter().rposition(|(id, _)| id == target) {
                        // Only the latest correction is ever taken back by an import.
                        now.report = now.before.remove(at).1;
                    }
                }
            }
            Amends::Confirm { .. }
            | Amends::Dispute { .. }
            | Amends::Deny { .. }
            | Amends::SameAs { .. }
            | Amends::Redact(_) => {}
        }
    }
}
