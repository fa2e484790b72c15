//! The view: what the asker believes. Which reports are accepted, how firmly, and the horizon (rules R8, R12, R33, R34).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHashSet};

use super::amend::{Amended, Denial, Reading, Upon};
use crate::domain::names::fold;
use crate::domain::{
    Actor, ActorId, BodyKind, Bounds, Day, EventDate, Kind, Margins, Name, Persistence, Record, Relation,
    Report, ReportId, Role, Slug, Source, SourceId, SpeechKind, Surety,
};

/// Up to where the log is read (rule R34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordedBy {
    /// This position and all before it.
    Position(u64),
    /// Everything recorded at this instant or before.
    Instant(DateTime<Utc>),
}

/// What the asker believes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// Reports published later do not exist yet (rule R33).
    pub known_by: Option<Day>,
    /// Records taken in later do not exist yet (rule R34).
    pub recorded_by: Option<RecordedBy>,
    /// Only these sources, and what is read through them; empty: all.
    pub sources: Vec<SourceId>,
    /// Not these sources, nor what is read through them; nor these reports; nor what these actors say.
    pub without: Vec<Slug>,
    /// What this actor says counts as fact, and what others say does not count; statements of sources stay.
    pub according_to: Option<ActorId>,
    /// Not the sources that are coded less reliable than this (Admiralty code, `A` best); those without a code stay.
    pub min_reliability: Option<char>,
    /// How far a vague date reaches (rule R8).
    pub margins: Margins,
    /// Fluents that go on otherwise than declared: relations, each with its rule (rule R8).
    pub persistence: BTreeMap<Relation, Persistence>,
    /// Counterfactuals: reports, each with the date that it and the other accounts of its happening are put on.
    pub assume: Vec<(ReportId, EventDate)>,
}

/// A report that counts, and how firmly.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The report.
    pub report: Arc<Report>,
    /// When the world could read it, as far as that is known.
    pub reported: Bounds,
    /// The last day its source can have known of (rule R12).
    pub knows_until: Day,
    /// Its own surety, weakened to *inferred* where it only perhaps stands.
    pub surety: Surety,
    /// Whether it only perhaps stands: perhaps it was not published by then, or was corrected or retracted. It binds no
    /// other report then, nor any other it.
    pub perhaps: bool,
}

/// What a view lets through.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Accepted reports, by id, so that the order of arrival cannot matter (rule R35).
    pub reports: Vec<Accepted>,
    /// Which of them sources certainly say did not happen.
    pub(super) denials: Vec<Denial>,
    /// Last day an accepted source could have known (rule R12).
    pub horizon: Day,
    /// The same of every source of which something is accepted.
    pub(super) known: BTreeMap<SourceId, Day>,
}

impl Selection {
    /// Something of this report's source is accepted, which could have known so far.
    fn hears(&mut self, report: &Report, known: Option<Day>) {
        if let Some(day) = known {
            self.horizon = self.horizon.max(day);
            if !self.known.contains_key(&report.citation.source) {
                self.known.insert(report.citation.source.clone(), day);
            }
        }
    }
}

/// What a view makes of each source.
type Outlooks<'a> = FxHashMap<&'a SourceId, Outlook>;

/// What a view makes of a source.
struct Outlook {
    trusted: bool,
    /// Whether it was out by then.
    out: Published,
    /// The last day it can have known of.
    known: Day,
    /// When the world could read it.
    reported: Bounds,
}

/// How sure it is that a source was out by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Published {
    Yes,
    Perhaps,
    No,
}

impl View {
    /// Whether a record had been taken in by then (rule R34).
    pub fn has(&self, record: &Record) -> bool {
        match self.recorded_by {
            None => true,
            Some(RecordedBy::Position(position)) => record.position <= position,
            Some(RecordedBy::Instant(instant)) => record.recorded <= instant,
        }
    }

    /// The records that had been taken in by then (rule R34).
    pub fn recorded<'a>(&self, records: &'a [Record]) -> Vec<&'a Record> {
        records.iter().filter(|record| self.has(record)).collect()
    }

    /// The reports that this view accepts, of those its records tell.
    pub(super) fn select(&self, amended: &Amended) -> Selection {
        let stays = |id: &Slug| amended.same.get(id).unwrap_or(id).clone();
        let silent: Vec<Slug> = self.without.iter().map(stays).collect();
        let (reports, denials, known) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut selection = Selection { reports, denials, horizon: Day::PAST, known };
        let outlooks: Outlooks<'_> = amended.sources.iter().map(|(id, s)| (id, self.outlook(s))).collect();
        let accepted = |reading: &Reading| self.accept(reading, &silent, &outlooks, &amended.redacted);
        for (one, known) in amended.reports.iter().filter(|r| r.upon.is_none()).filter_map(accepted) {
            selection.hears(&one.report, known);
            selection.reports.push(one);
        }
        // What is said of a report that is not in the view is not heard.
        let spoken: Vec<(&Reading, &Upon)> =
            amended.reports.iter().filter_map(|r| r.upon.as_ref().map(|upon| (r, upon))).collect();
        let spoken_of: FxHashSet<&ReportId> = spoken.iter().map(|(_, upon)| &upon.event).collect();
        let stands = selection.reports.iter().filter(|a| spoken_of.contains(&a.report.id));
        let stands: FxHashMap<ReportId, bool> = stands.map(|a| (a.report.id.clone(), a.perhaps)).collect();
        for (reading, upon) in spoken {
            let Some(perhaps) = stands.get(&upon.event) else { continue };
            let reading = Reading { perhaps: reading.perhaps || *perhaps, ..reading.clone() };
            let Some((one, known)) = accepted(&reading) else { continue };
            selection.hears(&one.report, known.filter(|_| upon.tells));
            selection.reports.push(one);
        }
        selection.reports.sort_by(|a, b| a.report.id.cmp(&b.report.id));
        for denial in &amended.denials {
            let at = |id: &ReportId| selection.reports.binary_search_by(|a| a.report.id.cmp(id)).ok();
            let (Some(of), Some(_)) = (at(&denial.of), at(&denial.by)) else { continue };
            if denial.certain {
                selection.denials.push(denial.clone());
            } else if let Some(denied) = selection.reports.get_mut(of) {
                // Perhaps nobody denies it yet: it only perhaps stands.
                denied.perhaps = true;
                denied.surety = denied.surety.min(Surety::Inferred);
            }
        }
        selection
    }

    /// What the view makes of a source.
    fn outlook(&self, source: &Source) -> Outlook {
        Outlook {
            trusted: self.trusts(source),
            out: self.published(out_in(source)),
            known: self.last_day(source),
            reported: source.date.hull(),
        }
    }

    /// A report as the view accepts it, if it does, and the last day its source can have known of.
    fn accept(
        &self,
        reading: &Reading,
        silent: &[Slug],
        outlooks: &Outlooks<'_>,
        redacted: &BTreeSet<SourceId>,
    ) -> Option<(Accepted, Option<Day>)> {
        let report = &reading.report;
        if self.without.contains(&report.id) || speakers(report).any(|who| silent.contains(who)) {
            return None;
        }
        let source = outlooks.get(&report.citation.source);
        let cited = [Some(&report.citation.source), report.citation.through.as_ref()];
        let reliable = source.is_none_or(|s| s.trusted);
        if !reliable || !self.lets_through(cited.into_iter().flatten()) {
            return None;
        }
        // When a redacted source came out is not known any more; what else cites it stands as told.
        let veiled = || redacted.contains(&report.citation.source).then(|| self.published(Bounds::ANY));
        let out = source.map(|s| s.out).or_else(veiled);
        let perhaps = match out.unwrap_or(Published::Yes) {
            Published::Yes => reading.perhaps,
            Published::Perhaps => true,
            Published::No => return None,
        };
        let known = source.map(|s| s.known);
        let mut reported = source.map_or(Bounds::ANY, |s| s.reported);
        reported.latest = self.known_by.map_or(reported.latest, |day| reported.latest.min(day));
        let surety = if perhaps { report.surety.min(Surety::Inferred) } else { report.surety };
        let (report, knows_until) = (report.clone(), known.unwrap_or(Day::FUTURE));
        Some((Accepted { report, reported, knows_until, surety, perhaps }, known))
    }

    /// Whether a report of these sources (its own, and the one it is read through) is in the view (rule R1).
    pub(crate) fn lets_through<'a>(&self, mut cited: impl Iterator<Item = &'a SourceId> + Clone) -> bool {
        let excluded = cited.clone().any(|s| self.without.contains(s));
        !excluded && (self.sources.is_empty() || cited.any(|s| self.sources.contains(s)))
    }

    pub(super) fn trusts(&self, source: &Source) -> bool {
        let code = source.reliability.as_deref().and_then(|code| code.chars().next());
        self.min_reliability.zip(code).is_none_or(|(least, code)| code <= least)
    }

    /// The names an actor bears in this view, folded: those of no source, and those a source of the view uses.
    pub(super) fn names(&self, actor: &Actor) -> Vec<String> {
        let used = |name: &&Name| {
            name.sources.is_empty() || name.sources.iter().any(|s| self.lets_through([s].into_iter()))
        };
        actor.names.iter().filter(used).map(|name| fold(&name.text)).collect()
    }

    /// Whether what bears this date was out by the day asked for.
    pub(super) fn published(&self, date: Bounds) -> Published {
        let Some(day) = self.known_by else { return Published::Yes };
        if date.latest <= day {
            Published::Yes
        } else if date.earliest <= day {
            Published::Perhaps
        } else {
            Published::No
        }
    }

    /// The last day a source could have known. An open date is cut where our copy was taken; where that is not
    /// recorded, at the end of the first day the date allows: more is not known of its reach.
    pub(crate) fn last_day(&self, source: &Source) -> Day {
        let date = source.date.hull();
        let mut last = date.latest;
        if last == Day::FUTURE {
            let retrieved = source.retrieved.as_deref().and_then(Day::parse);
            let unit = source.date.begin.unit;
            last = retrieved.unwrap_or_else(|| unit.forth(date.earliest).prev());
        }
        self.known_by.map_or(last, |day| last.min(day))
    }
}

/// When a source came out: an open date is over by the day our copy was taken.
pub(super) fn out_in(source: &Source) -> Bounds {
    let mut date = source.date.hull();
    if let (true, Some(taken)) =
        (date.latest == Day::FUTURE, source.retrieved.as_deref().and_then(Day::parse))
    {
        date.latest = taken;
    }
    date
}

/// Who speaks in a report whose content is a claim (rule R3).
fn speakers(report: &Report) -> impl Iterator<Item = &ActorId> {
    let own = |who: &ActorId| report.role(Role::Subject).iter().any(|f| f.actor == *who);
    let role = match report.kind {
        Kind::Speech(SpeechKind::Declaration | SpeechKind::Accusation | SpeechKind::Dispute) => {
            Some(Role::By)
        }
        Kind::Speech(SpeechKind::Report | SpeechKind::StrengthReport) => Some(Role::Source),
        // Whether somebody had the standing to end another body is settled later; until then he says so (rule R27).
        Kind::Body(BodyKind::Dissolution) => Some(Role::By),
        _ => None,
    };
    let all = role.into_iter().flat_map(|role| report.role(role)).map(|filler| &filler.actor);
    all.filter(move |who| !own(who))
}
