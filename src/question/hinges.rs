//! Hinges: what the answers turn on. Each report and each source is left out in turn, each vague date is put on its
//! earliest and on its latest day, and the answers that change are counted: the next thing worth researching.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::membership::Memberships;
use super::period::membership_days;
use crate::domain::{Answer, Bounds, Day, EventDate, Fluent, Record, Relation, Slug};
use crate::replay::{Spans, Timeline, View, replay};

/// What answers turn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// A report: without it they differ.
    Report,
    /// A source: without what it tells they differ.
    Source,
    /// A vague date: whichever of its ends is right, what is *possible* now would be *yes* or *no*.
    Date,
}

/// One thing that answers turn on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinge {
    /// What sort of thing.
    pub on: On,
    /// The report, the source, or the report that bears the date.
    pub id: Slug,
    /// Of a date: the days it may mean, tightened by hints.
    pub bounds: Option<Bounds>,
    /// The facts whose answer turns on it alone, in order.
    pub facts: Vec<Fluent>,
}

/// What is looked at: the close of a day, or all days.
type At = Option<Day>;

/// Everything the answers of a view turn on, the most answers first. `at`: on that day only, else on any. `tick` is
/// called once for each of `steps` replays, from several threads.
pub fn hinges(
    records: &[Record],
    view: &View,
    at: At,
    steps: impl FnOnce(usize),
    tick: &(dyn Fn() + Sync),
) -> Vec<Hinge> {
    let now = replay(records, view);
    let trials = trials(&now);
    steps(trials.len());
    let known = Answers::of(&now, at);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found: Vec<(usize, Hinge)> = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(trial) = trials.get(number) else { return found };
            let facts = trial.turned(records, view, at, &known);
            tick();
            if !facts.is_empty() {
                let Trial { on, id, bounds, .. } = trial.clone();
                found.push((number, Hinge { on, id, bounds, facts }));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut found: Vec<(usize, Hinge)> = thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().filter_map(|one| one.join().ok()).flatten().collect()
    });
    found.sort_by_key(|(number, hinge)| (hinge.on, std::cmp::Reverse(hinge.facts.len()), *number));
    found.into_iter().map(|(_, hinge)| hinge).collect()
}

/// One replay, or two, to be compared with what is answered now.
#[derive(Clone, Debug)]
struct Trial {
    on: On,
    id: Slug,
    bounds: Option<Bounds>,
    /// Of a date: its two ends.
    pins: Vec<EventDate>,
}

fn trials(now: &Timeline) -> Vec<Trial> {
    let mut all: Vec<Trial> = Vec::new();
    let sources: BTreeSet<&Slug> = (now.accepted().iter())
        .flat_map(|a| [Some(&a.report.citation.source), a.report.citation.through.as_ref()])
        .flatten()
        .collect();
    let plain = |on, id: &Slug| Trial { on, id: id.clone(), bounds: None, pins: Vec::new() };
    all.extend(sources.into_iter().map(|id| plain(On::Source, id)));
    all.extend(now.accepted().iter().map(|a| plain(On::Report, &a.report.id)));
    // Of what is open to the left, "very early" is a year before anything is told.
    let days = now.tracks().flat_map(|t| t.segments.iter().map(|s| s.from)).filter(|d| !d.is_open());
    let early = days.min().map_or(Day::PAST, |d| d.plus(-366));
    for accepted in now.accepted() {
        let Some((begin, end)) = now.bounds(&accepted.report.id) else { continue };
        let spell = accepted.report.date.is_spell();
        if begin.is_exact() && (!spell || end.is_exact()) {
            continue;
        }
        let first = if begin.earliest == Day::PAST { early } else { begin.earliest };
        let ends = match spell {
            false => vec![(first, None), (begin.latest, None)],
            true => {
                let to = |day: Day| (!day.is_open()).then_some(day);
                vec![(first, to(end.latest)), (begin.latest, to(end.earliest.max(begin.latest)))]
            }
        };
        let pin = |(from, to): &(Day, Option<Day>)| {
            let text = match (spell, to) {
                (false, _) => from.to_string(),
                (true, Some(to)) => format!("{from}/{to}"),
                (true, None) => format!("{from}/.."),
            };
            EventDate::parse(&text).ok().filter(|_| !from.is_open())
        };
        let pins: Option<Vec<EventDate>> = ends.iter().map(pin).collect();
        all.extend(pins.map(|pins| Trial {
            on: On::Date,
            id: accepted.report.id.clone(),
            bounds: Some(begin),
            pins,
        }));
    }
    all
}

impl Trial {
    /// The facts whose answers turn on it alone.
    fn turned(&self, records: &[Record], view: &View, at: At, known: &Answers) -> Vec<Fluent> {
        let replayed = |view: &View| Answers::of(&replay(records, view), at);
        if self.on != On::Date {
            let mut without = view.clone();
            without.without.push(self.id.clone());
            return known.differing(&replayed(&without));
        }
        let pinned = self.pins.iter().map(|date| {
            let mut assumed = view.clone();
            assumed.assume.push((self.id.clone(), date.clone()));
            replayed(&assumed)
        });
        known.settled_by(&pinned.collect::<Vec<_>>())
    }
}

/// The answers of all facts that anything is said of, each from its days on; of one day: one entry each.
struct Answers {
    facts: BTreeMap<Fluent, Vec<(Day, Answer)>>,
}

impl Answers {
    fn of(timeline: &Timeline, at: At) -> Answers {
        let (from, to) = at.map_or((Day::PAST, Day::FUTURE), |day| (day, day));
        let mut facts: BTreeMap<Fluent, Vec<(Day, Answer)>> = BTreeMap::new();
        let hidden = |relation| matches!(relation, Relation::DirectMemberOf | Relation::Left);
        for track in timeline.tracks().filter(|t| !hidden(t.fluent.relation)) {
            let later = track.segments.iter().filter(|s| s.from > from && s.from <= to);
            let steps = std::iter::once((from, track.on(from))).chain(later.map(|s| (s.from, s.answer)));
            facts.insert(track.fluent.clone(), steps.collect());
        }
        let members: BTreeSet<&Slug> =
            timeline.of_relation(Relation::DirectMemberOf).map(|t| &t.fluent.subject).collect();
        for day in membership_days(timeline, from, to) {
            let graph = Memberships::on(timeline, day);
            let mut seen: BTreeSet<Fluent> = BTreeSet::new();
            for member in &members {
                for (body, found) in graph.all_of(member) {
                    let fact = Fluent::two(Relation::MemberOf, member, &body);
                    seen.insert(fact.clone());
                    let steps = facts.entry(fact).or_insert_with(|| vec![(from, Answer::No)]);
                    turn(steps, day, found.answer);
                }
            }
            let over =
                facts.iter_mut().filter(|(f, _)| f.relation == Relation::MemberOf && !seen.contains(*f));
            over.for_each(|(_, steps)| turn(steps, day, Answer::No));
        }
        Answers { facts }
    }

    fn on(&self, fact: &Fluent, day: Day) -> Answer {
        let Some(steps) = self.facts.get(fact) else {
            return match fact.relation.declaration().silence {
                crate::domain::Silence::No => Answer::No,
                crate::domain::Silence::Unknown => Answer::Unknown,
            };
        };
        let after = steps.partition_point(|(from, _)| *from <= day);
        after.checked_sub(1).and_then(|i| steps.get(i)).map_or(Answer::Unknown, |(_, answer)| *answer)
    }

    /// The days on which a fact turns in any of these.
    fn days(fact: &Fluent, all: &[&Answers]) -> BTreeSet<Day> {
        let steps = all.iter().filter_map(|a| a.facts.get(fact));
        steps.flatten().map(|(day, _)| *day).collect()
    }

    /// The facts that others answer otherwise on some day.
    fn differing(&self, other: &Answers) -> Vec<Fluent> {
        let facts: BTreeSet<&Fluent> = self.facts.keys().chain(other.facts.keys()).collect();
        let differs = |fact: &&&Fluent| {
            Answers::days(fact, &[self, other]).iter().any(|d| self.on(fact, *d) != other.on(fact, *d))
        };
        facts.iter().filter(differs).map(|fact| (*fact).clone()).collect()
    }

    /// The facts that are *possible* on some day on which all the others know *yes* or *no*.
    fn settled_by(&self, others: &[Answers]) -> Vec<Fluent> {
        let vague = self.facts.iter().filter(|(_, steps)| steps.iter().any(|(_, a)| *a == Answer::Possible));
        let definite = |answer: Answer| matches!(answer, Answer::Yes | Answer::No);
        let settled = |fact: &Fluent| {
            let all: Vec<&Answers> = std::iter::once(self).chain(others).collect();
            Answers::days(fact, &all).into_iter().any(|day| {
                self.on(fact, day) == Answer::Possible && others.iter().all(|o| definite(o.on(fact, day)))
            })
        };
        vague.map(|(fact, _)| fact).filter(|fact| settled(fact)).cloned().collect()
    }
}

/// From a day on the answer is another; of one day the last word counts.
fn turn(steps: &mut Vec<(Day, Answer)>, day: Day, answer: Answer) {
    match steps.last_mut() {
        Some((last, known)) if *last == day => *known = answer,
        Some((_, known)) if *known == answer => {}
        _ => steps.push((day, answer)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, records};
    use super::*;

    fn found(text: &str, at: Option<&str>) -> Vec<(On, String, Vec<String>)> {
        let all = hinges(&records(text), &View::default(), at.map(day), |_| {}, &|| {});
        let facts = |h: &Hinge| h.facts.iter().map(ToString::to_string).collect();
        all.iter().map(|h| (h.on, h.id.to_string(), facts(h))).collect()
    }

    #[test]
    fn given_two_sources_of_one_fact_when_ranked_then_neither_report_decides_it_alone() {
        let story = "r0 join member=aa coalition=kk @2012-01-01
                     r1 join member=aa coalition=kk @2012-01-01 ~r0 [s1]
                     r2 join member=bb coalition=kk @2012-02 [s1]";
        let on = |what: On| {
            let all = found(story, Some("2012-03-10")).into_iter().filter(move |(on, ..)| *on == what);
            all.map(|(_, id, facts)| (id, facts.join(", "))).collect::<Vec<_>>()
        };
        let bb = "exists bb, member-of bb kk".to_owned();
        assert_eq!(on(On::Report), [("r2".to_owned(), bb.clone())]);
        assert_eq!(on(On::Source), [("s1".to_owned(), bb)]);
        assert_eq!(on(On::Date), []);
    }

    #[test]
    fn given_a_vague_date_when_a_day_inside_it_is_asked_then_it_makes_answers_possible() {
        let story = "r0 join member=aa coalition=kk @2012-01-01
                     r1 leave member=aa coalition=kk @2012-06
                     r2 leave member=aa coalition=kk ~r1 @2012";
        let dates = |at| {
            let all = found(story, at).into_iter().filter(|(on, ..)| *on == On::Date);
            all.map(|(_, id, facts)| format!("{id}: {}", facts.join(", "))).collect::<Vec<_>>()
        };
        assert_eq!(dates(Some("2012-06-10")), ["r1: member-of aa kk", "r2: member-of aa kk"]);
        assert!(dates(Some("2012-05-10")).is_empty());
        assert_eq!(dates(None).len(), 2);
    }

    #[test]
    fn given_memberships_by_way_of_others_when_a_leg_is_left_out_then_the_path_turns() {
        let story = "r0 join member=aa coalition=kk @2012-01-01
                     r1 join member=kk coalition=ll @2012-01-01";
        let all = found(story, Some("2012-02-01"));
        let r1 = all.iter().find(|(on, id, _)| *on == On::Report && id == "r1").unwrap();
        assert!(r1.2.contains(&"member-of aa ll".to_owned()), "{r1:?}");
    }
}
