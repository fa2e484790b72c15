//! Taking in what was imported: what is new is appended; of a set that is published again and again, rows that changed become
//! corrections and rows that vanished retractions, so that what an older download said stays answerable (rule R5).

mod there;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Error;
use crate::domain::{
    Actor, Amendment, Amends, Because, Body, Citation, EventDate, Holder, MAX_SLUG, Record, Report, Slug,
};
use crate::intake::{Diagnostic, differences};
use crate::log::LogError;
use there::{IMPORT, Now, There};

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
    /// Why it must not be taken in at all: the text in question, what is wrong, what to do.
    pub refused: Vec<(String, String, &'static str)>,
    /// The ids of amendments that are taken.
    taken: HashSet<Slug>,
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

    /// Why it must not be taken in, as faults.
    pub fn faults(&self, file: &str) -> Vec<Diagnostic> {
        let fault = |text: &str, message: &str, help: &str| Diagnostic {
            file: file.to_owned(),
            line: 0,
            column: 0,
            span: None,
            text: text.to_owned(),
            message: message.to_owned(),
            help: Some(help.to_owned()),
        };
        let clash = |id: &Slug| {
            let help = "say how it should read by `annals correct`, or import under another prefix";
            fault(id.as_str(), "an event of this id is there, and reads otherwise", help)
        };
        let refused = self.refused.iter().map(|(text, message, help)| fault(text, message, help));
        refused.chain(self.clashes.iter().map(clash)).collect()
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
    let mut there = There::of(records, |id| offered.contains(id) || of_set(id), of_set)?;
    let own = bodies.iter().find(|body| body.sort() == "source" && body.id() == source).cloned();
    let mut plan = Plan { taken: std::mem::take(&mut there.amendments), ..Plan::default() };
    for body in bodies {
        let report = match body {
            Body::Report(report) => Arc::unwrap_or_clone(report),
            register => {
                plan.register(register, &there, living);
                continue;
            }
        };
        let Some(now) = there.events.remove(&report.id) else {
            plan.new.push(Body::from(report));
            continue;
        };
        let (id, cited) = (report.id.clone(), now.report.citation.clone());
        let (was, is) = (Body::from(now.report), Body::from(Report { citation: cited, ..report }));
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
            let restored = plan.amendment(living, &id, "restored", act);
            plan.restored.extend(restored);
        }
        if !keys.is_empty() {
            plan.correct(living, &id, keys, is);
        }
    }
    let events = std::mem::take(&mut there.events);
    if let Some(living) = living {
        plan.vanished(events, living);
    }
    if !plan.cites(source) {
        plan.new.retain(|body| body.id() != source);
    } else if let Some(Body::Source(own)) = own {
        plan.check(&own, &there);
    }
    Ok(plan)
}

impl Plan {
    /// Takes a register in. Of an actor of a living set that goes by another name by now, the new one becomes the usual one.
    fn register(&mut self, body: Body, there: &There, living: Option<&Living<'_>>) {
        let Some(known) = there.registers.get(&(body.sort(), body.id().clone())) else {
            self.new.push(body);
            return;
        };
        match (&body, known, living) {
            _ if *known == body => self.same += 1,
            (Body::Actor(told), Body::Actor(was), Some(living))
                if told.id.as_str().starts_with(living.prefix) && told.names.first() != was.names.first() =>
            {
                let mut names = told.names.clone();
                names.extend(was.names.iter().filter(|name| !told.names.contains(name)).cloned());
                let is = Body::Actor(Actor { names, ..was.clone() });
                let keys = differences(known, &is);
                self.correct(living, &told.id, keys, is);
            }
            (Body::Actor(told), Body::Actor(was), Some(_))
                if told.kind == was.kind && told.names.iter().all(|name| was.names.contains(name)) =>
            {
                self.same += 1;
            }
            _ => self.kept += 1,
        }
    }

    fn correct(&mut self, living: &Living<'_>, id: &Slug, keys: Vec<String>, is: Body) {
        let act = Amends::Correct { because: Because::Source, keys, becomes: Box::new(is) };
        let corrected = self.amendment(living, id, "corrected", act);
        self.corrected.extend(corrected);
    }

    /// A download that is older than one of the same set that was taken in would undo what that one told; one whose source is
    /// registered under another date would be known at the wrong time.
    fn check(&mut self, own: &crate::domain::Source, there: &There) {
        let known = there.registers.get(&("source", own.id.clone()));
        if let Some(Body::Source(known)) = known
            && known.date != own.date
        {
            let message = format!("this source is registered, and dated {}", known.date.text);
            self.refused.push((
                own.id.to_string(),
                message,
                "give this download an id of its own: --cite ID",
            ));
        }
        if let Some((newest, by)) = there.newest()
            && own.date.hull().latest < newest
        {
            let message = format!(
                "a newer download of this set, of {newest} ({by}), was taken in: this one would undo it"
            );
            self.refused.push((
                own.date.text.clone(),
                message,
                "import downloads in the order they were taken",
            ));
        }
    }

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
            let retracted = self.amendment(living, id, "gone", act);
            self.retracted.extend(retracted);
        }
    }

    fn cites(&self, source: &Slug) -> bool {
        let amendments = self.corrected.iter().chain(&self.retracted).chain(&self.restored);
        let mut amended = amendments.filter_map(|amendment| amendment.citation.as_ref());
        amended.any(|citation| citation.source == *source)
            || self.new.iter().any(|body| matches!(body, Body::Report(r) if r.citation.source == *source))
    }

    /// An amendment that a download makes. Its id tells of which event and by which download; a second one of the same day
    /// bears a number, and where that is too long a digest stands for the event.
    fn amendment(&mut self, living: &Living<'_>, event: &Slug, what: &str, act: Amends) -> Option<Amendment> {
        let source = living.source.clone();
        let mut ids = (1..=u32::MAX).map(|number| {
            let end = if number == 1 { String::new() } else { format!("-{number}") };
            let id = format!("{event}-{what}-by-{source}{end}");
            if id.len() <= MAX_SLUG {
                return id;
            }
            let digest = blake3::hash(id.as_bytes()).to_hex();
            format!("{}{what}-{}", living.prefix, digest.get(..24).unwrap_or_default())
        });
        let id = ids.find_map(|id| Slug::new(&id).ok().filter(|id| !self.taken.contains(id)))?;
        self.taken.insert(id.clone());
        let citation =
            Citation { source, through: None, paragraph: None, page: None, archive: None, retrieved: None };
        Some(Amendment {
            id,
            by: Holder::Keeper(IMPORT.to_owned()),
            act,
            date: EventDate::undated(),
            citation: Some(citation),
            note: None,
        })
    }
}
