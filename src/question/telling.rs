//! What a changed answer tells of its fact: that it began, that it ended, or only how it stands; when, and because of
//! which reports.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::diff::Change;
use super::fact::{FactAnswer, on_day};
use super::labels::{behind, known};
use crate::domain::{Answer, Bounds, Day, Fluent, Relation, ReportId, Slot, Slug, SourceId};
use crate::replay::{Item, Part, Spans, Timeline};

/// What a line of a diff tells of its fact. Where the answer became more of a *yes*, it began or it holds; where it became
/// less of one, it ended or it does not hold. It began or ended only where a report tells of that turn, and the turn
/// itself is what differs: neither for what was merely seen, nor for what was told and is told no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// It began.
    Began,
    /// It ended.
    Ended,
    /// It holds, as surely as the answer says.
    Holds,
    /// It does not hold.
    HoldsNot,
}

/// What a change tells.
pub(super) struct Told {
    pub tells: Tells,
    pub when: Option<Bounds>,
    pub begin: Option<Bounds>,
    pub end: Option<Bounds>,
    /// The reports that ended it, on its path or by name, or leave no room for it.
    pub ended_by: Vec<ReportId>,
    pub because: Vec<ReportId>,
    pub sources: Vec<SourceId>,
    pub disputed_by: Vec<Slug>,
}

/// What a change between two timelines and days tells.
pub(super) fn tell(change: &Change, (v1, v2): (&Timeline, &Timeline), (d1, d2): (Day, Day)) -> Told {
    let Change { before, after } = change;
    let lost = after.answer < before.answer;
    let mut after_end = known(after.end, v2);
    let mut ended_by = after.ended_by.clone();
    let mut held = departs(after, v2);
    if lost && after_end.is_none() && after.fact.relation == Relation::MemberOf {
        let (departed, reports) = departure(change, v2, d2);
        held |= departed.is_some();
        after_end = departed;
        ended_by.extend(reports);
        ended_by.sort();
        ended_by.dedup();
    }
    if lost {
        // What ends it later is no reason.
        ended_by.retain(|id| v2.bounds(id).is_none_or(|(begin, _)| begin.earliest <= d2));
    }
    let begin = known(after.begin, v2);
    let begin_moved = begin != known(before.begin, v1);
    let end_moved = after_end != known(before.end, v1);
    let forth = d1 <= d2;
    let in_between = |b: Bounds| d1 < d2 && b.latest > d1 && b.earliest <= d2;
    let began = forth && started(after, v2) && begin.is_some_and(|b| in_between(b) || begin_moved);
    let ended =
        forth && held && !ended_by.is_empty() && after_end.is_some_and(|b| in_between(b) || end_moved);
    let over = after_end.is_some_and(|b| b.earliest <= d2);
    let speaks = matches!(after.answer, Answer::Yes | Answer::Possible | Answer::Disputed);
    let tells = match after.answer.cmp(&before.answer) {
        _ if after.answer == Answer::Unknown && before.answer != Answer::Unknown => Tells::Holds,
        Ordering::Greater if began => Tells::Began,
        Ordering::Less if ended && over => Tells::Ended,
        Ordering::Equal if speaks && began => Tells::Began,
        Ordering::Equal if ended => Tells::Ended,
        Ordering::Equal if began => Tells::Began,
        _ if after.answer == Answer::No => Tells::HoldsNot,
        _ => Tells::Holds,
    };
    let when = match tells {
        Tells::Holds if lost => None,
        Tells::Began | Tells::Holds => begin,
        Tells::Ended => after_end,
        Tells::HoldsNot => after_end.filter(|_| over),
    };
    let excluded = excluded_by(after, v2, d2);
    let because = because(change, tells, &ended_by, &excluded, v2);
    let sources: BTreeSet<SourceId> = [v1, v2].into_iter().flat_map(|t| t.sources_of(&because)).collect();
    let against = if matches!(tells, Tells::Began | Tells::Holds) { Answer::No } else { Answer::Yes };
    let opposed = after.claims.iter().filter(|position| position.says == against);
    let disputed_by: BTreeSet<Slug> = opposed.flat_map(|position| position.by.iter().cloned()).collect();
    let (raw_begin, raw_end) = match after.begin {
        Some(_) => (after.begin, after.end),
        None => (before.begin, after_end.or(before.end)),
    };
    Told {
        tells,
        when,
        begin: raw_begin,
        end: raw_end,
        ended_by: if ended_by.is_empty() { excluded } else { ended_by },
        because,
        sources: sources.into_iter().collect(),
        disputed_by: disputed_by.into_iter().collect(),
    }
}

/// Whether a report tells that a fact began; who is merely seen or acts may have been there before.
fn started(told: &FactAnswer, timeline: &Timeline) -> bool {
    let direct = |a, b| Fluent::two(Relation::DirectMemberOf, a, b);
    let facts: Vec<Fluent> = match (told.fact.relation, &told.fact.object) {
        (Relation::MemberOf, Some(body)) if told.path.len() < 3 => vec![direct(&told.fact.subject, body)],
        (Relation::MemberOf, _) => {
            told.path.windows(2).filter_map(|leg| Some(direct(leg.first()?, leg.last()?))).collect()
        }
        _ => vec![told.fact.clone()],
    };
    let begins = |part: Part| matches!(part, Part::Start { .. } | Part::Return);
    facts.iter().filter_map(|fact| timeline.of_fluent(fact)).any(|track| {
        let starts = track.items.iter().filter(|item| begins(item.part));
        starts.flat_map(|item| &item.reports).any(|id| told.begun_by.contains(id))
    })
}

/// Whether a report tells that a fact ended, or that it certainly held before: who is only displaced may never have held.
fn departs(told: &FactAnswer, timeline: &Timeline) -> bool {
    let fact = match told.fact.relation {
        Relation::MemberOf => Fluent { relation: Relation::DirectMemberOf, ..told.fact.clone() },
        _ => told.fact.clone(),
    };
    let Some(track) = timeline.of_fluent(&fact) else { return false };
    let by_name = |item: &Item| {
        item.part == Part::End { explicit: true } && item.reports.iter().any(|id| told.ended_by.contains(id))
    };
    track.items.iter().any(by_name) || track.segments.iter().any(|segment| segment.answer == Answer::Yes)
}

/// The reports for which a fact does not hold, where none speaks of it: another certainly holds the only slot there is, or
/// what it presupposes had ended, or is told to come into being later.
fn excluded_by(told: &FactAnswer, timeline: &Timeline, day: Day) -> Vec<ReportId> {
    let fact = &told.fact;
    if told.answer != Answer::No {
        return Vec::new();
    }
    let rival = |other: &Fluent| other.object == fact.object && other.value == fact.value && other != fact;
    let alone = fact.relation.declaration().slot != Slot::Shared;
    let holders = timeline.of_relation(fact.relation).filter(|t| alone && rival(&t.fluent));
    let mut reports: Vec<ReportId> = holders
        .filter(|track| track.on(day) == Answer::Yes)
        .flat_map(|track| on_day(timeline, &track.fluent, day, None).begun_by)
        .collect();
    if !reports.is_empty() {
        return reports;
    }
    let beings = timeline.cast().presupposed(fact).into_iter().chain([fact.clone()]);
    for track in beings.filter_map(|being| timeline.of_fluent(&being)).filter(|t| t.on(day) == Answer::No) {
        let ends = |i: &Item| matches!(i.part, Part::End { .. }) && i.bounds.earliest <= day;
        let born_later = |i: &Item| i.part == Part::Start { birth: true } && i.bounds.latest > day;
        let tells = |i: &&Item| born_later(i) || track.fluent != *fact && ends(i);
        reports.extend(track.items.iter().filter(tells).flat_map(|i| i.reports.clone()));
    }
    reports.sort();
    reports.dedup();
    reports
}

/// When and by which reports a membership was lost that no end of its own tells of: the member left by name, or a leg of
/// its path ended.
fn departure(change: &Change, timeline: &Timeline, day: Day) -> (Option<Bounds>, Vec<ReportId>) {
    let fact = &change.after.fact;
    let left = fact.object.as_ref().map(|body| Fluent::two(Relation::Left, &fact.subject, body));
    let gone = left.and_then(|left| timeline.of_fluent(&left)?.span_on(day));
    if let Some(span) = gone {
        return (known(Some(span.begin), timeline), change.after.ended_by.clone());
    }
    let mut when: Option<Bounds> = None;
    let mut reports = Vec::new();
    for leg in change.before.path.windows(2) {
        let (Some(a), Some(b)) = (leg.first(), leg.last()) else { continue };
        let told = on_day(timeline, &Fluent::two(Relation::DirectMemberOf, a, b), day, None);
        if let Some(end) = known(told.end, timeline).filter(|end| end.earliest <= day) {
            let first = |w: Bounds| Bounds::new(w.earliest.min(end.earliest), w.latest.min(end.latest));
            when = Some(when.map_or(end, first));
            reports.extend(told.ended_by);
        }
    }
    (when, reports)
}

/// The reports that make the difference: what newly begins or ends it, what is newly said of it, what is no longer told.
fn because(
    change: &Change,
    tells: Tells,
    ended_by: &[ReportId],
    excluded_by: &[ReportId],
    newer: &Timeline,
) -> Vec<ReportId> {
    let Change { before, after } = change;
    let mut all: BTreeSet<&ReportId> = BTreeSet::new();
    let old: BTreeSet<&ReportId> = behind(before).collect();
    let begun = || after.begun_by.iter().filter(|id| !before.begun_by.contains(id));
    // Where nothing is new, what stands behind it all the same.
    let rest: [&[ReportId]; 3] = match (after.answer.cmp(&before.answer), tells) {
        (Ordering::Greater, _) => {
            all.extend(begun());
            [&after.begun_by, &after.ended_by, &before.begun_by]
        }
        (Ordering::Less, _) => {
            all.extend(ended_by.iter().chain(begun()));
            [excluded_by, &before.ended_by, &after.begun_by]
        }
        (Ordering::Equal, Tells::Began | Tells::Holds) => {
            all.extend(after.begun_by.iter().filter(|id| !old.contains(id)));
            [&after.begun_by, &after.ended_by, &before.begun_by]
        }
        (Ordering::Equal, Tells::Ended | Tells::HoldsNot) => {
            all.extend(after.ended_by.iter().filter(|id| !old.contains(id)));
            [&after.ended_by, &after.begun_by, &before.ended_by]
        }
    };
    let claims = after.claims.iter().flat_map(|position| &position.reports);
    all.extend(claims.filter(|id| !old.contains(id)));
    all.extend(old.iter().filter(|id| newer.report(id.as_str()).is_none()));
    for rest in rest {
        if all.is_empty() {
            all.extend(rest);
        }
    }
    all.into_iter().cloned().collect()
}
