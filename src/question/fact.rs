//! One fact, answered with its span, the reports that began and ended it, its path, its sources and the claims on it.

use std::collections::BTreeMap;

use super::membership::{Membership, Memberships};
use super::period::{Mode, OverPeriod, any_post, over_period};
use super::positions::{Position, positions};
use crate::domain::{ActorId, Answer, Bounds, Day, Detail, Fluent, Relation, ReportId, SourceId};
use crate::replay::{Item, Part, Span, Spans, Timeline};

/// When a question is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The close of a day.
    At(Day),
    /// A period, both days included.
    During(Day, Day, Mode),
}

/// A fact and all that stands behind the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactAnswer {
    /// The fact asked.
    pub fact: Fluent,
    /// The answer.
    pub answer: Answer,
    /// What is in dispute, where something is: `date`, `mode`, a role, `fact`.
    pub aspects: Vec<String>,
    /// Of a membership by way of other bodies: member, bodies between, body.
    pub path: Vec<ActorId>,
    /// When it began.
    pub begin: Option<Bounds>,
    /// When it ended.
    pub end: Option<Bounds>,
    /// The reports that began it, or saw it.
    pub begun_by: Vec<ReportId>,
    /// The reports that ended it.
    pub ended_by: Vec<ReportId>,
    /// The sources of all these.
    pub sources: Vec<SourceId>,
    /// Positions taken on it.
    pub claims: Vec<Position>,
    /// Of reports that tell of a part only: how much (`most`, `some` ...), as they say (rule R24).
    pub scope: BTreeMap<ReportId, String>,
    /// Over a period: ever, throughout, and on how many days.
    pub over: Option<OverPeriod>,
}

impl FactAnswer {
    /// An answer of which nothing is told but when the fact began and ended.
    pub fn bare(fact: Fluent, answer: Answer, span: Option<Span>) -> FactAnswer {
        let ends = |end: &Bounds| end.latest != Day::FUTURE || end.earliest != Day::FUTURE;
        FactAnswer {
            fact,
            answer,
            aspects: Vec::new(),
            path: Vec::new(),
            begin: span.map(|s| s.begin),
            end: span.map(|s| s.end).filter(ends),
            begun_by: Vec::new(),
            ended_by: Vec::new(),
            sources: Vec::new(),
            claims: Vec::new(),
            scope: BTreeMap::new(),
            over: None,
        }
    }
}

/// Answers a whole fact.
pub fn ask(timeline: &Timeline, fact: &Fluent, when: When) -> FactAnswer {
    match when {
        When::At(day) => on_day(timeline, fact, day, None),
        When::During(from, to, mode) => during(timeline, fact, over_period(timeline, fact, from, to), mode),
    }
}

/// The answer over a period, explained as on the last of its surest days.
pub(super) fn during(timeline: &Timeline, fact: &Fluent, over: OverPeriod, mode: Mode) -> FactAnswer {
    let told = on_day(timeline, fact, over.on, None);
    FactAnswer { answer: over.answer(mode), over: Some(over), ..told }
}

/// Answers a fact on a day; `memberships` spares building the graph of the day again.
pub(super) fn on_day(
    timeline: &Timeline,
    fact: &Fluent,
    day: Day,
    memberships: Option<&Memberships>,
) -> FactAnswer {
    if let (Relation::MemberOf, Some(body)) = (fact.relation, &fact.object) {
        let told = match memberships {
            Some(graph) => by_path(timeline, fact, body, day, graph),
            None => by_path(timeline, fact, body, day, &Memberships::on(timeline, day)),
        };
        return scoped(timeline, told);
    }
    let mut told = plain(timeline, fact, day);
    if fact.relation == Relation::HoldsPost && fact.value.is_none() {
        told.answer = any_post(timeline, fact, day);
    }
    scoped(timeline, told)
}

/// Adds how much of a body or place the reports behind an answer tell of.
fn scoped(timeline: &Timeline, mut told: FactAnswer) -> FactAnswer {
    for id in told.begun_by.iter().chain(&told.ended_by) {
        let report = timeline.report(id.as_str()).map(|accepted| &accepted.report);
        if let Some(scope) = report.and_then(|r| r.detail(Detail::Scope)) {
            told.scope.insert(id.clone(), scope.to_owned());
        }
    }
    told
}

fn by_path(timeline: &Timeline, fact: &Fluent, body: &ActorId, day: Day, graph: &Memberships) -> FactAnswer {
    let Membership { answer, path } = graph.between(&fact.subject, body);
    let direct = Fluent::two(Relation::DirectMemberOf, &fact.subject, body);
    let mut told = plain(timeline, &direct, day);
    told.fact = fact.clone();
    told.answer = answer;
    if path.len() > 2 {
        for leg in path.windows(2) {
            if let [a, b] = leg {
                let leg =
                    graph.leg(Fluent::two(Relation::DirectMemberOf, a, b), |leg| plain(timeline, leg, day));
                told.begin = later(told.begin, leg.begin);
                told.end = earlier(told.end, leg.end);
                told.begun_by.extend_from_slice(&leg.begun_by);
                told.ended_by.extend_from_slice(&leg.ended_by);
                told.sources.extend_from_slice(&leg.sources);
                told.claims.extend_from_slice(&leg.claims);
                told.aspects.extend_from_slice(&leg.aspects);
            }
        }
        tidy(&mut told.begun_by);
        tidy(&mut told.ended_by);
        tidy(&mut told.sources);
        tidy(&mut told.claims);
        tidy(&mut told.aspects);
        told.path = path;
    }
    // Who left by name has no path any more: say what cut it.
    if let Some(track) = timeline.of_fluent(&Fluent::two(Relation::Left, &fact.subject, body)) {
        let departs = |i: &&Item| matches!(i.part, Part::Start { .. }) && i.bounds.earliest <= day;
        let cut = track.items.iter().filter(departs);
        told.ended_by.extend(cut.flat_map(|i| i.reports.clone()));
        tidy(&mut told.ended_by);
    }
    told
}

fn later(a: Option<Bounds>, b: Option<Bounds>) -> Option<Bounds> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Bounds::new(a.earliest.max(b.earliest), a.latest.max(b.latest))),
        (a, b) => a.or(b),
    }
}

fn earlier(a: Option<Bounds>, b: Option<Bounds>) -> Option<Bounds> {
    match (a, b) {
        (Some(a), Some(b)) => Some(Bounds::new(a.earliest.min(b.earliest), a.latest.min(b.latest))),
        (a, b) => a.or(b),
    }
}

fn tidy<T: Ord>(all: &mut Vec<T>) {
    all.sort();
    all.dedup();
}

/// A fluent on a day, with its span and everything behind it.
fn plain(timeline: &Timeline, fluent: &Fluent, day: Day) -> FactAnswer {
    let answer = timeline.answer(fluent, day);
    let mut told = FactAnswer {
        fact: fluent.clone(),
        answer,
        aspects: Vec::new(),
        path: Vec::new(),
        begin: None,
        end: None,
        begun_by: Vec::new(),
        ended_by: Vec::new(),
        sources: Vec::new(),
        claims: positions(timeline, fluent, day),
        scope: BTreeMap::new(),
        over: None,
    };
    let Some(track) = timeline.of_fluent(fluent) else { return told };
    // The span that covers the day; on a day outside all spans, the last one before it tells why not.
    let spans = track.spans();
    let span = track.span_on(day).or_else(|| spans.iter().rev().find(|s| s.end.latest <= day).copied());
    if let Some(mut span) = span {
        // A span that is nowhere certain still begins when its beginnings do, and ends when its ends do.
        let ends_in = |i: &&Item| matches!(i.part, Part::End { .. }) && i.bounds.earliest <= span.end.latest;
        if span.begin.latest == Day::FUTURE {
            let starts = track.items.iter().filter(|i| matches!(i.part, Part::Start { .. } | Part::Seen));
            span.begin.latest =
                starts.map(|i| i.bounds.latest).max().unwrap_or(Day::FUTURE).min(span.end.latest);
            let first_end = track.items.iter().filter(ends_in).map(|i| i.bounds.earliest).min();
            span.end.earliest = first_end.unwrap_or(span.end.latest).max(span.begin.earliest);
        }
        told.begin = Some(span.begin);
        told.end = (span.end.latest != Day::FUTURE || span.end.earliest != Day::FUTURE).then_some(span.end);
        let touches = |item: &&Item, bounds: Bounds| !item.bounds.meet(bounds).is_empty();
        let begun = Bounds::new(span.begin.earliest, span.begin.latest.min(day));
        let by = |item: &Item| item.reports.clone();
        // Evidence is named only where nothing tells of a beginning.
        let told_of = |fits: fn(Part) -> bool| -> Vec<ReportId> {
            track.items.iter().filter(|i| fits(i.part) && touches(i, begun)).flat_map(by).collect()
        };
        told.begun_by = told_of(|part| matches!(part, Part::Start { .. } | Part::Return | Part::Seen));
        if told.begun_by.is_empty() {
            told.begun_by = told_of(|part| part == Part::Evidence);
        }
        let ends = |i: &&Item| matches!(i.part, Part::End { .. });
        told.ended_by =
            track.items.iter().filter(ends).filter(|i| touches(i, span.end)).flat_map(by).collect();
        if span.end.latest != Day::FUTURE && told.ended_by.is_empty() {
            told.ended_by = ends_of_bodies(timeline, fluent, span.end);
        }
    }
    for list in [&mut told.begun_by, &mut told.ended_by] {
        list.sort();
        list.dedup();
    }
    if answer == Answer::Disputed {
        told.aspects = timeline.disputed_aspects(track);
        if told.aspects.is_empty() {
            told.aspects.push("fact".to_owned());
        }
    }
    told.sources = timeline.sources_of(told.begun_by.iter().chain(&told.ended_by));
    told
}

/// The reports that ended a body the fluent presupposes (rule R26).
fn ends_of_bodies(timeline: &Timeline, fluent: &Fluent, span: Bounds) -> Vec<ReportId> {
    let actors = [Some(&fluent.subject), fluent.object.as_ref()];
    let tracks = actors.into_iter().flatten().filter_map(|a| timeline.of_fluent(&timeline.cast().being(a)));
    let ends = |i: &&Item| matches!(i.part, Part::End { .. }) && !i.bounds.meet(span).is_empty();
    tracks.flat_map(|t| t.items.iter().filter(ends).flat_map(|i| i.reports.clone())).collect()
}
