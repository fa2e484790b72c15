//! Positions: who says what of a fluent by a day. Claims of parties, and accounts of sources that exclude each other;
//! a settled claim stays listed (rules R3, R18).

use std::collections::{BTreeSet, HashSet};

use crate::domain::{Answer, Day, Fluent, ReportId, Silence, Slug};
use crate::replay::{Item, Part, Spans, Timeline, Track};

/// A position on a fluent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Actors, or sources where the source itself speaks.
    pub by: Vec<Slug>,
    /// What it makes of the fluent on the day.
    pub says: Answer,
    /// Whether it is a claim of a party, or a source's own account.
    pub claim: bool,
    /// The reports.
    pub reports: Vec<ReportId>,
}

/// Every position on a fluent that had been taken by a day.
pub fn positions(timeline: &Timeline, fluent: &Fluent, day: Day) -> Vec<Position> {
    let Some(track) = timeline.of_fluent(fluent) else { return Vec::new() };
    let mut all = taken(timeline, track, day);
    if all.is_empty() && track.on(day) == Answer::Disputed && leans_on(timeline, fluent, day).is_empty() {
        all.extend(statements(timeline, track, day));
    }
    all
}

/// The positions that claims and disputed accounts make explicit.
pub(super) fn taken(timeline: &Timeline, track: &Track, day: Day) -> Vec<Position> {
    let mut all: Vec<Position> = Vec::new();
    let mut met: HashSet<Position> = HashSet::new();
    let mut take = |position: Position| {
        if met.insert(position.clone()) {
            all.push(position);
        }
    };
    let said = |affirmed: bool| if affirmed { Answer::Yes } else { Answer::No };
    // An end tells of the days before it as well (rule R17).
    let told = |i: &&Item| i.bounds.earliest <= day || i.part == Part::End { explicit: true };
    let accounts = |i: &&Item| i.part != Part::Evidence && told(i);
    // What accounts say of an aspect is the same whichever item turns on it.
    let mut weighed: BTreeSet<usize> = BTreeSet::new();
    for item in track.items.iter().filter(accounts) {
        if matches!(item.part, Part::Affirmed | Part::Denied) {
            let speakers = !item.holders.is_empty();
            take(Position {
                by: if speakers { item.holders.clone() } else { timeline.sources_of(&item.reports) },
                says: said(item.part == Part::Affirmed),
                claim: true,
                reports: item.reports.clone(),
            });
        }
        for id in &item.reports {
            for (holder, report) in timeline.deniers(id) {
                let against = matches!(item.part, Part::Denied | Part::End { .. } | Part::Lapse);
                take(Position { by: vec![holder], says: said(against), claim: true, reports: vec![report] });
            }
        }
        for choice in &item.choices {
            if weighed.contains(&choice.aspect) {
                continue;
            }
            let mut accounts = timeline.accounts(choice.aspect);
            if !accounts.is_empty() {
                weighed.insert(choice.aspect);
            } else {
                // One report that leaves an aspect open itself: each of its alternatives.
                accounts = (0..choice.of).map(|alternative| (item.reports.clone(), alternative)).collect();
            }
            for (reports, alternative) in accounts {
                let says = under(track, (choice.aspect, alternative), day);
                take(Position { by: timeline.sources_of(&reports), says, claim: false, reports });
            }
        }
    }
    all.sort_by(|a, b| (&a.by, b.says, &a.reports).cmp(&(&b.by, a.says, &b.reports)));
    all
}

/// The bodies a fact presupposes whose being is itself in dispute (rule R26).
pub fn leans_on(timeline: &Timeline, fact: &Fluent, day: Day) -> Vec<Fluent> {
    let beings = timeline.cast().presupposed(fact).into_iter();
    beings.filter(|b| b != fact && timeline.answer(b, day) == Answer::Disputed).collect()
}

/// Statements for and against, where nothing else explains the dispute.
fn statements(timeline: &Timeline, track: &Track, day: Day) -> Vec<Position> {
    let told = |item: &&Item| item.certain && item.bounds.earliest <= day;
    let position = |item: &Item| Position {
        by: timeline.sources_of(&item.reports),
        says: match item.part {
            Part::End { .. } | Part::Denied => Answer::No,
            Part::Lapse | Part::Return => Answer::Possible,
            Part::Start { .. } | Part::Evidence | Part::Seen | Part::Affirmed => Answer::Yes,
        },
        claim: false,
        reports: item.reports.clone(),
    };
    let mut all: Vec<Position> = track.items.iter().filter(told).map(position).collect();
    all.dedup();
    all
}

/// What one account makes of a fluent on a day, for a list of positions: its own beginnings and ends and those that
/// all accounts share, from day to day. Hints, standing and the bodies presupposed are left to the kernel.
fn under(track: &Track, (aspect, alternative): (usize, usize), day: Day) -> Answer {
    let inside = |i: &&Item| i.choices.iter().all(|c| c.aspect != aspect || c.alternative == alternative);
    let items: Vec<&Item> = track.items.iter().filter(inside).collect();
    let surely = |item: &Item| item.certain && item.bounds.latest <= day;
    // There may be thousands of acts, and few ends.
    let ends: Vec<&Item> =
        items.iter().filter(|i| matches!(i.part, Part::End { .. } | Part::Lapse)).copied().collect();
    let mut best = match track.fluent.relation.declaration().silence {
        Silence::No => Answer::No,
        Silence::Unknown => Answer::Unknown,
    };
    for item in &items {
        let mut held = match item.part {
            Part::Start { .. } | Part::Evidence if item.bounds.earliest <= day => {
                if surely(item) {
                    Answer::Yes
                } else {
                    Answer::Possible
                }
            }
            Part::Return if item.bounds.earliest <= day => Answer::Possible,
            Part::Seen if item.bounds.earliest <= day && day <= item.until.latest => {
                let covers = item.certain && item.bounds.latest <= day && day <= item.until.earliest;
                if covers { Answer::Yes } else { Answer::Possible }
            }
            Part::End { explicit: true } if item.bounds.latest > day => {
                let lately = item.unit.back(item.bounds.earliest) <= day && day < item.bounds.earliest;
                if item.certain && lately { Answer::Yes } else { Answer::Possible }
            }
            _ => continue,
        };
        if !matches!(item.part, Part::Seen | Part::End { .. }) {
            let after = |end: &&&Item| end.bounds.latest >= item.bounds.latest && end.bounds.earliest <= day;
            for end in ends.iter().filter(after) {
                let over =
                    surely(end) && end.part != Part::Lapse && end.bounds.earliest >= item.bounds.latest;
                held = held.min(if over { Answer::No } else { Answer::Possible });
            }
        }
        best = best.max(held);
    }
    let over = ends.iter().any(|end| surely(end) && end.part != Part::Lapse);
    if best == Answer::Unknown && over { Answer::No } else { best }
}
