//! Taking in what was imported: what is new is appended; of a set that is published again and again, rows that changed become
//! corrections and rows that vanished retractions, so that what an older download said stays answerable (rule R5).

use std::collections::{HashMap, HashSet};

use super::Error;
use crate::domain::{Amendment, Amends, Because, Body, Citation, EventDate, Holder, Record, Report, Slug};
use crate::intake::{Diagnostic, differences};
use crate::log::LogError;

/// Which of the events already there belong to the set, and which of those a download would tell if they still held.
pub struct Living<'a> {
    /// Ids of the events of the set begin so.
    pub prefix: &'a str,
    /// The source of this download.
    pub source: &'a Slug,
    /// Whether a download would tell of an event of the set.
    pub covers: &'a dyn Fn(&Report) -> bool,
}

/// What an import comes to.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is new, in the order of taking it in.
    pub new: Vec<Body>,
    /// Corrections of events that a newer download tells otherwise.
    pub corrected: Vec<Amendment>,
    /// Retractions of events that a newer download tells no longer, and of retractions of what it tells again.
    pub retracted: Vec<Amendment>,
    /// Retractions taken back.
    pub restored: Vec<Amendment>,
    /// How many records are there already, and read the same.
    pub same: usize,
    /// Registered already, and kept as they are though they are told otherwise: names and kinds of actors, places.
    pub kept: usize,
    /// Events that are there and read otherwise, where the set is not a living one.
    pub clashes: Vec<Slug>,
}

impl Plan {
    /// Everything to be appended.
    pub fn into_bodies(self) -> Vec<Body> {
        let amendments = self.restored.into_iter().chain(self.corrected).chain(self.retracted);
        self.new.into_iter().chain(amendments.map(Body::Amendment)).collect()
    }

    /// Whether nothing is to be appended.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.corrected.is_empty()
            && self.retracted.is_empty()
            && self.restored.is_empty()
    }

    /// The clashes as faults.
    pub fn faults(&self, file: &str) -> Vec<Diagnostic> {
        let fault = |id: &Slug| Diagnostic {
            file: file.to_owned(),
            line: 0,
            column: 0,
            span: None,
            text: id.to_string(),
            message: "an event of this id is there, and reads otherwise".to_owned(),
            help: Some(
                "say how it should read by `annals correct`, or import under another prefix".to_owned(),
            ),
        };
        self.clashes.iter().map(fault).collect()
    }
}

/// How an event of the log reads by now.
struct Now {
    report: Report,
    /// What it read before each correction.
    before: Vec<(Slug, Report)>,
    /// The amendment that retracted it, where it is.
    retracted: Option<Slug>,
}

/// Reads the events of a log that an import may touch, as they stand by now, and what is registered.
#[derive(Default)]
struct There {
    events: HashMap<Slug, Now>,
    registers: HashMap<(&'static str, Slug), Body>,
    /// Which event an amendment corrects or retracts.
    amended: HashMap<Slug, Slug>,
}

impl There {
    fn of(
        records: impl Iterator<Item = Result<Record, LogError>>,
        concerns: impl Fn(&Slug) -> bool,
    ) -> Result<There, Error> {
        let mut there = There::default();
        for record in records {
            let Record { body, .. } = record?;
            match body {
                Body::Report(report) if concerns(&report.id) => {
                    let id = report.id.clone();
                    there.events.insert(id, Now { report, before: Vec::new(), retracted: None });
                }
                Body::Amendment(amendment) => there.amend(&amendment),
                Body::Report(_) | Body::Redacted(_) => {}
                register => {
                    there.registers.insert((register.sort(), register.id().clone()), register);
                }
            }
        }
        Ok(there)
    }

    fn amend(&mut self, amendment: &Amendment) {
        match &amendment.act {
            Amends::Correct { keys, becomes, .. } => {
                let Some(now) = self.events.get_mut(becomes.id()) else { return };
                let mut body = Body::Report(now.report.clone());
                body.take(keys, becomes);
                if let Body::Report(report) = body {
                    now.before.push((amendment.id.clone(), std::mem::replace(&mut now.report, report)));
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

/// What taking bodies in comes to, against the records of a log. Of the sources the one of this download is new only where
/// something new cites it.
///
/// # Errors
/// [`Error::Log`].
pub fn plan(
    records: impl Iterator<Item = Result<Record, LogError>>,
    bodies: Vec<Body>,
    source: &Slug,
    living: Option<&Living<'_>>,
) -> Result<Plan, Error> {
    let offered: HashSet<Slug> = bodies.iter().map(|body| body.id().clone()).collect();
    let of_set = |id: &Slug| living.is_some_and(|living| id.as_str().starts_with(living.prefix));
    let mut there = There::of(records, |id| offered.contains(id) || of_set(id))?;
    let mut plan = Plan::default();
    for body in bodies {
        let Body::Report(report) = body else {
            match there.registers.get(&(body.sort(), body.id().clone())) {
                None => plan.new.push(body),
                Some(known) if *known == body => plan.same += 1,
                Some(_) => plan.kept += 1,
            }
            continue;
        };
        let Some(now) = there.events.remove(&report.id) else {
            plan.new.push(Body::Report(report));
            continue;
        };
        let (id, cited) = (report.id.clone(), now.report.citation.clone());
        let (was, is) = (Body::Report(now.report), Body::Report(Report { citation: cited, ..report }));
        let keys = differences(&was, &is);
        let Some(living) = living else {
            if keys.is_empty() {
                plan.same += 1
            } else {
                plan.clashes.push(id)
            }
            continue;
        };
        if keys.is_empty() && now.retracted.is_none() {
            plan.same += 1;
        }
        if let Some(target) = now.retracted {
            let act = Amends::Retract { target, because: Because::Source };
            plan.restored.extend(amendment(living, &id, "restored", act));
        }
        if !keys.is_empty() {
            let act = Amends::Correct { because: Because::Source, keys, becomes: Box::new(is) };
            plan.corrected.extend(amendment(living, &id, "corrected", act));
        }
    }
    if let Some(living) = living {
        plan.vanished(there.events, living);
    }
    if !plan.cites(source) {
        plan.new.retain(|body| body.id() != source);
    }
    Ok(plan)
}

impl Plan {
    /// Retracts what a download tells no longer.
    fn vanished(&mut self, left: HashMap<Slug, Now>, living: &Living<'_>) {
        let gone = |now: &&Now| {
            let of_set = now.report.id.as_str().starts_with(living.prefix);
            now.retracted.is_none() && of_set && (living.covers)(&now.report)
        };
        let mut gone: Vec<&Slug> = left.values().filter(gone).map(|now| &now.report.id).collect();
        gone.sort();
        for id in gone {
            let act = Amends::Retract { target: id.clone(), because: Because::Source };
            self.retracted.extend(amendment(living, id, "gone", act));
        }
    }

    fn cites(&self, source: &Slug) -> bool {
        let amendments = self.corrected.iter().chain(&self.retracted).chain(&self.restored);
        let mut amended = amendments.filter_map(|amendment| amendment.citation.as_ref());
        amended.any(|citation| citation.source == *source)
            || self.new.iter().any(|body| matches!(body, Body::Report(r) if r.citation.source == *source))
    }
}

/// An amendment that a download makes; none where the ids are too long for one.
fn amendment(living: &Living<'_>, event: &Slug, what: &str, act: Amends) -> Option<Amendment> {
    let source = living.source.clone();
    let citation =
        Citation { source, through: None, paragraph: None, page: None, archive: None, retrieved: None };
    Some(Amendment {
        id: Slug::new(&format!("{event}-{what}-by-{}", living.source)).ok()?,
        by: Holder::Keeper("annals import".to_owned()),
        act,
        date: EventDate::undated(),
        citation: Some(citation),
        note: None,
    })
}
