//! Descent: the links of lineage between bodies, each a fact with its answer, by the actor they start from.

use std::cell::RefCell;
use std::collections::HashMap;

use super::fact::{FactAnswer, When, ask};
use super::lineage::{Direction, Step};
use super::period::over_period;
use crate::domain::{
    ActorId, Answer, BodyKind, Day, Detail, FindingKind, Fluent, Kind, Relation, Role, Surety,
};
use crate::replay::{Part, Timeline};

/// The relations of lineage between two actors.
const RELATIONS: [Relation; 5] = [
    Relation::SplitFrom,
    Relation::MergedInto,
    Relation::AbsorbedInto,
    Relation::RenamedFrom,
    Relation::FoundedBy,
];

/// Of the two places of a fact, the earlier actor and the later one.
pub(super) fn ends<T>(relation: Relation, subject: T, object: T) -> (T, T) {
    match relation {
        Relation::MergedInto | Relation::AbsorbedInto => (subject, object),
        _ => (object, subject),
    }
}

/// Every link of lineage of a timeline, by the actor it starts from.
pub(super) struct Graph<'a> {
    timeline: &'a Timeline,
    day: Option<Day>,
    origins: HashMap<&'a ActorId, Vec<&'a Fluent>>,
    outcomes: HashMap<&'a ActorId, Vec<&'a Fluent>>,
    names: HashMap<&'a ActorId, Vec<&'a Fluent>>,
    unnamed: HashMap<&'a ActorId, Vec<Step>>,
    told: RefCell<HashMap<Fluent, Option<FactAnswer>>>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(timeline: &'a Timeline, day: Option<Day>) -> Graph<'a> {
        let mut graph = Graph {
            timeline,
            day,
            origins: HashMap::new(),
            outcomes: HashMap::new(),
            names: HashMap::new(),
            unnamed: HashMap::new(),
            told: RefCell::default(),
        };
        for track in timeline.tracks() {
            let fluent = &track.fluent;
            if let (true, Some(object)) = (RELATIONS.contains(&fluent.relation), &fluent.object) {
                let (origin, outcome) = ends(fluent.relation, &fluent.subject, object);
                graph.origins.entry(outcome).or_default().push(fluent);
                graph.outcomes.entry(origin).or_default().push(fluent);
            } else if fluent.relation == Relation::Named {
                let changes = |p: Part| matches!(p, Part::Start { .. } | Part::End { .. });
                if track.items.iter().any(|i| changes(i.part)) {
                    graph.names.entry(&fluent.subject).or_default().push(fluent);
                }
            }
        }
        graph.unnamed = unnamed(timeline, day);
        graph
    }

    /// A fact of lineage with its answer; `None` where it is no part of the lineage asked for.
    fn tell(&self, fluent: &Fluent) -> Option<FactAnswer> {
        if let Some(known) = self.told.borrow().get(fluent) {
            return known.clone();
        }
        let mut told = ask(self.timeline, fluent, When::At(self.day.unwrap_or(Day::FUTURE)));
        if self.day.is_none() {
            told.answer = over_period(self.timeline, fluent, Day::PAST, Day::FUTURE).ever;
        }
        let told = (!matches!(told.answer, Answer::No | Answer::Unknown)).then_some(told);
        self.told.borrow_mut().insert(fluent.clone(), told.clone());
        told
    }

    /// The names an actor took and gave up. Without a day past ones too.
    pub(super) fn names(&self, actor: &ActorId, depth: usize, path: &[ActorId]) -> Vec<Step> {
        let facts = self.names.get(actor).into_iter().flatten();
        let told = facts.filter_map(|fluent| self.tell(fluent));
        let mut steps: Vec<Step> = told
            .map(|told| Step {
                // The end of what is known is no end of the name.
                end: told.end.filter(|_| !told.ended_by.is_empty()),
                value: told.fact.value.clone(),
                object: None,
                path: path.to_vec(),
                ..step(Direction::Names, depth, told)
            })
            .collect();
        steps.sort_by(|a, b| (first_day(a), &a.value).cmp(&(first_day(b), &b.value)));
        steps
    }

    /// The links one step on, in the order of their dates.
    pub(super) fn from(&self, actor: &ActorId, direction: Direction, depth: usize) -> Vec<Step> {
        let facts = match direction {
            Direction::Ancestors => self.origins.get(actor),
            Direction::Descendants | Direction::Names => self.outcomes.get(actor),
        };
        let told = facts.into_iter().flatten().filter_map(|fluent| self.tell(fluent));
        let mut steps: Vec<Step> = told.map(|told| step(direction, depth, told)).collect();
        if direction == Direction::Ancestors {
            let unnamed = self.unnamed.get(actor).into_iter().flatten();
            steps.extend(unnamed.map(|s| Step { depth, ..s.clone() }));
        }
        for i in 0..steps.len() {
            let alternative = steps.get(i).is_some_and(|s| self.alternative(s));
            if let Some(step) = steps.get_mut(i) {
                step.alternative = alternative;
            }
        }
        steps.sort_by(|a, b| {
            let key = |s: &Step| (s.relation == Relation::FoundedBy, first_day(s), s.relation);
            (key(a), &a.subject, &a.object).cmp(&(key(b), &b.subject, &b.object))
        });
        steps
    }

    /// Whether a body may have come from elsewhere instead. Founders are no origin, and what merged in one merger
    /// merged together.
    fn alternative(&self, step: &Step) -> bool {
        if step.answer == Answer::Yes || step.relation == Relation::FoundedBy {
            return false;
        }
        let (_, outcome) = ends(step.relation, step.subject.as_ref(), step.object.as_ref());
        let Some(outcome) = outcome else { return false };
        let merges = |r: Relation| matches!(r, Relation::MergedInto | Relation::AbsorbedInto);
        let mine = |f: &Fluent| step.subject.as_ref() == Some(&f.subject) && step.object == f.object;
        let named = self.origins.get(outcome).into_iter().flatten().any(|other| {
            let origin = other.relation != Relation::FoundedBy && !mine(other);
            let together = merges(other.relation) && merges(step.relation) && {
                let told = self.tell(other);
                told.is_some_and(|t| t.begun_by.iter().any(|id| step.begun_by.contains(id)))
            };
            origin && !together && self.tell(other).is_some()
        });
        let unnamed = self.unnamed.get(outcome).into_iter().flatten();
        named || unnamed.into_iter().any(|other| other.begun_by != step.begun_by)
    }
}

fn step(direction: Direction, depth: usize, told: FactAnswer) -> Step {
    Step {
        direction,
        depth,
        relation: told.fact.relation,
        subject: Some(told.fact.subject),
        object: told.fact.object,
        value: told.fact.value,
        answer: told.answer,
        aspects: told.aspects,
        begin: told.begin,
        end: told.end,
        begun_by: told.begun_by,
        sources: told.sources,
        alternative: false,
        again: false,
        path: Vec::new(),
    }
}

fn first_day(step: &Step) -> (Day, Day) {
    step.begin.map_or((Day::FUTURE, Day::FUTURE), |b| (b.earliest, b.latest))
}

/// Mergers whose constituents are told of but not named: they relate no two actors, and are an origin all the same.
fn unnamed(timeline: &Timeline, day: Option<Day>) -> HashMap<&ActorId, Vec<Step>> {
    let mut all: HashMap<&ActorId, Vec<Step>> = HashMap::new();
    for accepted in timeline.accepted() {
        let report = &accepted.report;
        let merger = report.kind == Kind::Body(BodyKind::Merger);
        let silent = report.roles.get(&Role::Constituent).is_some_and(Vec::is_empty);
        let Some((begin, _)) = timeline.bounds(&report.id) else { continue };
        if !merger
            || !silent
            || accepted.surety == Surety::Ambiguous
            || day.is_some_and(|d| begin.earliest > d)
        {
            continue;
        }
        let disputed = timeline
            .findings
            .iter()
            .any(|f| f.kind == FindingKind::ModeDisputed && f.reports.contains(&report.id));
        let certain = accepted.surety == Surety::Stated && day.is_none_or(|d| begin.latest <= d);
        let answer = match (disputed, certain) {
            (true, _) => Answer::Disputed,
            (false, true) => Answer::Yes,
            (false, false) => Answer::Possible,
        };
        let absorbed = report.is(Detail::Mode, "absorption");
        for result in report.role(Role::Result) {
            all.entry(&result.actor).or_default().push(Step {
                direction: Direction::Ancestors,
                depth: 1,
                relation: if absorbed { Relation::AbsorbedInto } else { Relation::MergedInto },
                subject: None,
                object: Some(result.actor.clone()),
                value: report.detail(Detail::Count).map(str::to_owned),
                answer,
                aspects: if disputed { vec!["mode".to_owned()] } else { Vec::new() },
                begin: Some(begin),
                end: None,
                begun_by: vec![report.id.clone()],
                sources: vec![report.citation.source.clone()],
                alternative: false,
                again: false,
                path: Vec::new(),
            });
        }
    }
    all
}
