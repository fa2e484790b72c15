//! Why, and why not: the chain fact -> span -> reports -> citations behind an answer; and for what is not certain, what
//! ended it, what is missing, or which rule silences a claim. Explains the answer [`ask`] gives; decides nothing itself.

mod absence;
mod behind;
mod case;
mod cited;
mod doubt;
mod heard;
mod path;
mod presence;
mod reason;
mod testimony;

use std::collections::BTreeSet;

use super::directory::Directory;
use super::fact::{FactAnswer, When, ask};
use crate::domain::{Answer, Bounds, Day, Fluent, Relation, ReportId};
use crate::replay::{Spans, Timeline};

use behind::Behind;
use case::Case;
pub use cited::Cited;
pub use doubt::{Doubt, Doubted};
pub use heard::{Fate, HeardClaim, Settled};
pub use reason::{Ground, Reason};
pub use testimony::{Amended, Deed, Does, HintUse, Testimony};

/// An answer, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The day asked, at its close.
    pub day: Day,
    /// The answer, with span, path and positions.
    pub told: FactAnswer,
    /// Why it is this answer and no surer one; of a *yes*, what makes it one.
    pub reasons: Vec<Reason>,
    /// The claims heard by that day, and what becomes of each.
    pub heard: Vec<HeardClaim>,
    /// Of an *unknown*: between which reports one is missing.
    pub gap: Option<Gap>,
    /// The reports behind all this, in order of time.
    pub reports: Vec<Testimony>,
    /// Other facts that it leans on, each explained in turn.
    pub leans: Vec<Lean>,
}

/// Where a report is missing: after the last that speaks of the fact, before the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// The nearest report at or before the day, and when.
    pub after: Option<(ReportId, Bounds)>,
    /// The nearest after the day, and when.
    pub before: Option<(ReportId, Bounds)>,
}

/// Another fact that an answer leans on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lean {
    /// In what way.
    pub sort: LeanSort,
    /// The other fact, explained.
    pub why: Why,
}

/// In what way an answer leans on another fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeanSort {
    /// A leg of the path of a membership (rule R22).
    Leg,
    /// A departure that cuts a path (rule R22).
    Departure,
    /// A body it presupposes (rule R26).
    Body,
    /// Whoever holds the slot instead (rules R28, R31).
    Rival,
    /// One of the posts that were asked together.
    Post,
}

impl LeanSort {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            LeanSort::Leg => "leg",
            LeanSort::Departure => "departure",
            LeanSort::Body => "body",
            LeanSort::Rival => "rival",
            LeanSort::Post => "post",
        }
    }
}

/// So deep are facts explained that others lean on: the legs of a path, and the bodies these presuppose.
const DEPTH: usize = 2;

/// Explains the answer to a whole fact at the close of a day. The directory tells what the sources are.
pub fn why(timeline: &Timeline, directory: &Directory, fact: &Fluent, day: Day) -> Why {
    Asker { timeline, directory, day }.explain(fact, DEPTH)
}

/// What every explanation of one question shares.
#[derive(Clone, Copy)]
struct Asker<'a> {
    timeline: &'a Timeline,
    directory: &'a Directory,
    day: Day,
}

impl Asker<'_> {
    fn explain(&self, fact: &Fluent, depth: usize) -> Why {
        let told = ask(self.timeline, fact, When::At(self.day));
        match (fact.relation, &fact.object, &fact.value) {
            (Relation::MemberOf, Some(body), _) => self.membership(fact, body, told, depth),
            (Relation::HoldsPost, _, None) => self.any_post(fact, told, depth),
            _ => self.plain(fact, told, depth),
        }
    }

    /// A fact that stands by itself.
    fn plain(&self, fact: &Fluent, told: FactAnswer, depth: usize) -> Why {
        let case = Case::of(self.timeline, fact, self.day);
        let heard = heard::heard(&case);
        let reasons = case.reasons(told.answer, &heard);
        let gap = (told.answer == Answer::Unknown).then(|| case.gap());
        let mut why =
            Why { day: self.day, told, reasons, heard, gap, reports: Vec::new(), leans: Vec::new() };
        self.lean(&mut why, depth);
        why.reports = self.testimonies(&case, &why);
        why
    }

    /// `holds-post P ORG *`: the surest of all posts.
    fn any_post(&self, fact: &Fluent, told: FactAnswer, depth: usize) -> Why {
        let mine = self.timeline.of_relation(Relation::HoldsPost).filter(|t| {
            t.fluent.subject == fact.subject
                && t.fluent.object == fact.object
                && t.on(self.day) == told.answer
        });
        let posts: Vec<Fluent> = mine.map(|t| t.fluent.clone()).collect();
        let reason = if posts.is_empty() {
            Reason::of(Ground::Silence)
        } else {
            Reason { facts: posts.clone(), answer: Some(told.answer), ..Reason::of(Ground::OfItsPosts) }
        };
        let explained = |post: &Fluent| Lean { sort: LeanSort::Post, why: self.explain(post, deeper(depth)) };
        let leans = posts.iter().map(explained).collect();
        let gap = (told.answer == Answer::Unknown && posts.is_empty()).then(Gap::default);
        let (heard, reports) = (Vec::new(), Vec::new());
        Why { day: self.day, told, reasons: vec![reason], heard, gap, reports, leans }
    }

    /// Explains the bodies and rivals that the reasons name, one level deep.
    fn lean(&self, why: &mut Why, depth: usize) {
        if depth == 0 {
            return;
        }
        let mut done: BTreeSet<(LeanSort, Fluent)> = BTreeSet::new();
        for reason in &why.reasons {
            let Some(sort) = reason.ground.leans() else { continue };
            for fact in &reason.facts {
                if *fact != why.told.fact && done.insert((sort, fact.clone())) {
                    why.leans.push(Lean { sort, why: self.explain(fact, 0) });
                }
            }
        }
    }

    /// The reports behind an explanation, in order of time.
    fn testimonies(&self, case: &Case<'_>, why: &Why) -> Vec<Testimony> {
        let mut ids: BTreeSet<&ReportId> = why.told.begun_by.iter().chain(&why.told.ended_by).collect();
        ids.extend(why.told.claims.iter().flat_map(|c| &c.reports));
        // What another fact leans on is told there.
        ids.extend(why.reasons.iter().filter(|r| r.ground.leans().is_none()).flat_map(|r| &r.reports));
        for claim in &why.heard {
            ids.extend(&claim.reports);
            if let Fate::Settled(by) = &claim.fate {
                ids.extend(by.iter().flat_map(|s| &s.reports));
            }
        }
        if let Some(gap) = &why.gap {
            ids.extend([&gap.after, &gap.before].into_iter().flatten().map(|(id, _)| id));
        }
        let behind = Behind::of(case);
        let mut all: Vec<Testimony> =
            ids.into_iter().filter_map(|id| behind.testimony(self.directory, id)).collect();
        all.sort_by(|a, b| {
            let by_rank = || self.timeline.rank(&a.report.id).cmp(&self.timeline.rank(&b.report.id));
            (a.begin, a.end).cmp(&(b.begin, b.end)).then_with(by_rank).then(a.report.id.cmp(&b.report.id))
        });
        all
    }
}

fn deeper(depth: usize) -> usize {
    depth.saturating_sub(1)
}

#[cfg(test)]
mod tests;
