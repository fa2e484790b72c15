//! Amendments applied: the registers and reports of a log as they read in a view, once what was corrected, retracted,
//! confirmed, disputed, denied or found to be the same is heard (rules R3, R5, R6). Nothing recorded is changed.

mod same;
mod speech;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::view::{Published, View, out_in};
use crate::domain::{
    Actor, ActorId, Amendment, Amends, Because, Body, Bounds, EventDate, Finding, FindingKind, Holder, Place,
    PlaceId, Record, RecordSort, Report, ReportId, Slug, Source, SourceId,
};
use same::Identity;

/// A report as it reads in a view.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub report: Arc<Report>,
    /// Whether it only perhaps stands, or only perhaps so: it was perhaps retracted or corrected by then.
    pub perhaps: bool,
    /// Of what an amendment says: the report it speaks of, without which it says nothing.
    pub upon: Option<Upon>,
}

/// What an amendment speaks of.
#[derive(Clone, Debug)]
pub(super) struct Upon {
    pub event: ReportId,
    /// Whether its source tells of the matter itself, and so how far what is known reaches (rule R12).
    pub tells: bool,
}

/// A source says that what a report tells did not happen.
#[derive(Clone, Debug)]
pub(super) struct Denial {
    pub of: ReportId,
    /// The amendment, which stands among the reports as well.
    pub by: ReportId,
    /// Whether it certainly does so by then.
    pub certain: bool,
}

/// An amendment, and whether it is in force in a view.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The amendment.
    pub amendment: Amendment,
    /// Whether the view knows of it, and nothing has retracted it.
    pub presence: Presence,
}

/// How sure it is that something is in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It is not.
    Out,
    /// It may be: the day it was published is not known closely enough.
    Perhaps,
    /// It is.
    In,
}

impl Presence {
    /// What is left of it where this retracts it.
    fn without(self, retraction: Presence) -> Presence {
        match retraction {
            Presence::Out => self,
            Presence::Perhaps => self.min(Presence::Perhaps),
            Presence::In => Presence::Out,
        }
    }
}

/// A log as it reads in a view.
#[derive(Debug, Default)]
pub(super) struct Amended {
    pub sources: BTreeMap<SourceId, Source>,
    pub actors: BTreeMap<ActorId, Actor>,
    pub places: BTreeMap<PlaceId, Place>,
    pub reports: Vec<Reading>,
    pub denials: Vec<Denial>,
    /// Second ids of actors, each with the id that stays.
    pub same: BTreeMap<ActorId, ActorId>,
    pub heard: Vec<Heard>,
    /// The sources of which nothing is known but the id: their records were redacted.
    pub redacted: BTreeSet<SourceId>,
    pub findings: Vec<Finding>,
}

/// The amendments of a log in the order they were recorded, and how present each is.
struct Docket<'a> {
    amendments: Vec<&'a Amendment>,
    presence: Vec<Presence>,
    /// The corrections of every record that has some, by sort and id.
    corrections: FxHashMap<(&'a str, &'a Slug), Vec<usize>>,
}

/// Reads the records of a view, the amendments among them applied.
pub(super) fn amend(records: &[&Record], view: &View) -> Amended {
    let mut all: Vec<(u64, &Amendment)> = records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Amendment(amendment) => Some((r.position, amendment)),
            _ => None,
        })
        .collect();
    all.sort_by_key(|(position, _)| *position);
    let amendments: Vec<&Amendment> = all.into_iter().map(|(_, amendment)| amendment).collect();
    // When a source was published decides which amendments are heard, and our own slips in that are mended first.
    let slips = Docket::new(amendments.clone(), view, &BTreeMap::new(), &BTreeSet::new());
    let sources = slips.sources(records, |a| a.act.because() == Some(Because::Transcription));
    let redacted: BTreeSet<SourceId> = records.iter().filter_map(|r| redacted_source(&r.body)).collect();
    let docket = Docket::new(amendments, view, &sources, &redacted);
    let mut amended = Amended { sources: docket.sources(records, |_| true), redacted, ..Amended::default() };
    amended.read(records, &docket);
    let certain = docket.present().filter(|(_, presence)| *presence == Presence::In);
    let identity = Identity::of(certain.map(|(a, _)| a), &mut amended.actors);
    identity.apply(&mut amended);
    assume(&mut amended.reports, &view.assume);
    let heard = docket.amendments.iter().zip(&docket.presence);
    amended.heard =
        heard.map(|(a, presence)| Heard { amendment: (*a).clone(), presence: *presence }).collect();
    amended
}

/// The id of a source whose record was redacted.
fn redacted_source(body: &Body) -> Option<SourceId> {
    match body {
        Body::Redacted(redacted) if redacted.sort == RecordSort::Source => Some(redacted.id.clone()),
        _ => None,
    }
}

impl<'a> Docket<'a> {
    fn new(
        amendments: Vec<&'a Amendment>,
        view: &View,
        sources: &BTreeMap<SourceId, Source>,
        redacted: &BTreeSet<SourceId>,
    ) -> Docket<'a> {
        let mut presence: Vec<Presence> =
            amendments.iter().map(|amendment| known(amendment, view, sources, redacted)).collect();
        // A retraction reaches what was recorded before it: the newest is settled first (rule R5).
        let numbered: FxHashMap<&Slug, usize> =
            amendments.iter().enumerate().map(|(i, a)| (&a.id, i)).collect();
        for newer in (0..amendments.len()).rev() {
            let Amends::Retract { target, .. } = &amendments[newer].act else { continue };
            if let Some(older) = numbered.get(target).copied().filter(|older| *older < newer) {
                presence[older] = presence[older].without(presence[newer]);
            }
        }
        let mut corrections: FxHashMap<(&str, &Slug), Vec<usize>> = Default::default();
        for (number, amendment) in amendments.iter().enumerate() {
            if let Amends::Correct { becomes, .. } = &amendment.act {
                corrections.entry((becomes.sort(), becomes.id())).or_default().push(number);
            }
        }
        Docket { amendments, presence, corrections }
    }

    /// Those that are in force, or may be.
    fn present(&self) -> impl Iterator<Item = (&'a Amendment, Presence)> {
        let all = self.amendments.iter().copied().zip(self.presence.iter().copied());
        all.filter(|(_, presence)| *presence > Presence::Out)
    }

    /// The corrections of a record, in the order recorded, with what each makes of which keys.
    fn corrections(&self, of: &Body) -> Vec<(&'a Amendment, Presence, &'a [String], &'a Body)> {
        let numbers = self.corrections.get(&(of.sort(), of.id())).into_iter().flatten();
        let mends = |number: &usize| match (self.amendments.get(*number)?, self.presence.get(*number)?) {
            (_, Presence::Out) => None,
            (amendment, presence) => match &amendment.act {
                Amends::Correct { keys, becomes, .. } => {
                    Some((*amendment, *presence, keys.as_slice(), &**becomes))
                }
                _ => None,
            },
        };
        numbers.filter_map(mends).collect()
    }

    /// A record with the corrections that certainly count and fit.
    fn corrected(&self, body: &Body, fits: impl Fn(&Amendment) -> bool) -> Body {
        let mut body = body.clone();
        for (amendment, presence, keys, becomes) in self.corrections(&body) {
            if presence == Presence::In && fits(amendment) {
                body.take(keys, becomes);
            }
        }
        body
    }

    fn sources(&self, records: &[&Record], fits: impl Fn(&Amendment) -> bool) -> BTreeMap<SourceId, Source> {
        let sources = records.iter().filter(|r| matches!(r.body, Body::Source(_)));
        let read = |record: &&Record| match self.corrected(&record.body, &fits) {
            Body::Source(source) => Some((source.id.clone(), source)),
            _ => None,
        };
        sources.filter_map(read).collect()
    }
}

/// Whether a view knows of an amendment. Our own slips hold for every known-by (rule R5).
fn known(
    amendment: &Amendment,
    view: &View,
    sources: &BTreeMap<SourceId, Source>,
    redacted: &BTreeSet<SourceId>,
) -> Presence {
    let source = amendment.citation.as_ref().and_then(|c| sources.get(&c.source));
    let cited = amendment.citation.iter().flat_map(|c| [Some(&c.source), c.through.as_ref()]).flatten();
    let holder = match &amendment.by {
        Holder::Source(id) => Some(id),
        Holder::Actor(_) | Holder::Keeper(_) => None,
    };
    let cited: Vec<&SourceId> = cited.chain(holder).collect();
    let silenced = match &amendment.by {
        Holder::Actor(id) => view.without.contains(id),
        Holder::Source(_) | Holder::Keeper(_) => false,
    };
    let let_through = cited.is_empty() || view.lets_through(cited.iter().copied());
    let trusted = cited.iter().filter_map(|id| sources.get(*id)).all(|s| view.trusts(s));
    if silenced || !let_through || !trusted || view.without.contains(&amendment.id) {
        return Presence::Out;
    }
    if amendment.act.because() == Some(Because::Transcription) {
        return Presence::In;
    }
    let source = source.or_else(|| holder.and_then(|id| sources.get(id)));
    // When a redacted source came out is not known any more.
    let veiled = || cited.iter().any(|id| redacted.contains(*id)).then_some(Bounds::ANY);
    match reported(amendment, source).or_else(veiled).map_or(Published::Yes, |date| view.published(date)) {
        Published::Yes => Presence::In,
        Published::Perhaps => Presence::Perhaps,
        Published::No => Presence::Out,
    }
}

/// When the world could read an amendment: its own date, else that of the source it cites; else nothing is told of it.
fn reported(amendment: &Amendment, source: Option<&Source>) -> Option<Bounds> {
    let dated = |date: &EventDate| (!date.text.is_empty()).then(|| date.hull());
    dated(&amendment.date).or_else(|| source.map(out_in))
}

impl Amended {
    fn read(&mut self, records: &[&Record], docket: &Docket<'_>) {
        let mut retracted: FxHashMap<&Slug, Presence> = Default::default();
        for (amendment, presence) in docket.present() {
            if let Amends::Retract { target, .. } = &amendment.act {
                let known = retracted.entry(target).or_insert(Presence::Out);
                *known = (*known).max(presence);
            }
        }
        for record in records {
            match docket.corrected(&record.body, |_| true) {
                Body::Actor(actor) => {
                    self.actors.insert(actor.id.clone(), actor);
                }
                Body::Place(place) => {
                    self.places.insert(place.id.clone(), place);
                }
                Body::Report(report) => {
                    let left = Presence::In.without(*retracted.get(&report.id).unwrap_or(&Presence::Out));
                    if left > Presence::Out {
                        let also = versions(&record.body, &report, docket);
                        let perhaps = left == Presence::Perhaps || !also.is_empty();
                        self.reports.push(Reading { report, perhaps, upon: None });
                        let also = also.into_iter().map(Arc::new);
                        self.reports.extend(also.map(|report| Reading { report, perhaps: true, upon: None }));
                    }
                }
                Body::Source(_) | Body::Amendment(_) | Body::Redacted(_) => {}
            }
        }
        speech::add(self, docket.present());
        let mut absent: FxHashSet<&str> =
            docket.amendments.iter().map(|amendment| amendment.act.target().as_str()).collect();
        if !absent.is_empty() {
            records.iter().for_each(|r| {
                absent.remove(r.body.id().as_str());
            });
        }
        for amendment in &docket.amendments {
            let target = amendment.act.target();
            if absent.contains(target.as_str()) {
                self.findings.push(Finding {
                    kind: FindingKind::MissingReport,
                    reports: vec![amendment.id.clone()],
                    message: format!("{} amends {target}, which is not there", amendment.id),
                });
            }
        }
    }
}

/// What a report may read as besides, where corrections of it are only perhaps known: each under the id of its
/// correction.
fn versions(written: &Body, report: &Report, docket: &Docket<'_>) -> Vec<Report> {
    let corrections = docket.corrections(written);
    let perhaps = corrections.iter().filter(|(_, presence, ..)| *presence == Presence::Perhaps);
    let mut all: Vec<Report> = Vec::new();
    for (amendment, ..) in perhaps {
        let mut body = written.clone();
        for (other, presence, keys, becomes) in &corrections {
            if *presence == Presence::In || other.id == amendment.id {
                body.take(keys, becomes);
            }
        }
        let Body::Report(version) = body else { continue };
        if *version != *report {
            all.push(Report {
                id: amendment.id.clone(),
                variant_of: vec![report.id.clone()],
                ..Arc::unwrap_or_clone(version)
            });
        }
    }
    all
}

/// Puts happenings on the days that are assumed, all accounts of each.
fn assume(reports: &mut [Reading], assumed: &[(ReportId, EventDate)]) {
    for (id, date) in assumed {
        let mut same = vec![id.clone()];
        let mut next = 0;
        while let Some(one) = same.get(next).cloned() {
            for reading in reports.iter() {
                let report = &reading.report;
                let more = if report.id == one { &report.variant_of[..] } else { &[] };
                let back = report.variant_of.contains(&one).then_some(&report.id);
                for other in more.iter().chain(back) {
                    if !same.contains(other) {
                        same.push(other.clone());
                    }
                }
            }
            next += 1;
        }
        for reading in reports.iter_mut().filter(|r| same.contains(&r.report.id)) {
            Arc::make_mut(&mut reading.report).date = date.clone();
        }
    }
}
