//! Watched questions: a question with a date, its answer in a few words, and how the answer turns when records come in.

use std::collections::BTreeSet;

use super::apart::Apart;
use super::compare::Finder;
use super::fact::{FactAnswer, When, ask};
use super::who::who;
use crate::domain::{Day, Fluent, Pattern, Relation, Slug};
use crate::replay::Timeline;

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Whether a fact holds.
    Fact(Fluent),
    /// Who fits it.
    Who(Pattern),
}

/// A watched answer that turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// As it was.
    pub from: String,
    /// As it is.
    pub to: String,
    /// The reports new in the answer; where there are none, the new records nearest to it.
    pub because: Vec<Slug>,
}

/// The answer to a watched question: a word; of a who-question the candidates, each with its word.
pub fn watched(timeline: &Timeline, watch: &Watch, day: Day) -> String {
    text(watch, &answers(timeline, watch, day))
}

/// How a watched answer turned between two timelines, if it did; `apart`: what the later one has more.
pub fn turned(before: &Timeline, after: &Timeline, apart: &Apart, watch: &Watch, day: Day) -> Option<Turned> {
    let (old, new) = (answers(before, watch, day), answers(after, watch, day));
    let (from, to) = (text(watch, &old), text(watch, &new));
    if from == to {
        return None;
    }
    let known = reports(&old);
    let mut because: Vec<Slug> = reports(&new).into_iter().filter(|id| !known.contains(id)).collect();
    if because.is_empty() {
        let changed = |told: &&FactAnswer| {
            let same = |other: &FactAnswer| other.fact == told.fact && other.answer == told.answer;
            !(old.iter().any(same) && new.iter().any(same))
        };
        let facts: Vec<Fluent> = old.iter().chain(&new).filter(changed).flat_map(legs).collect();
        let causes = Finder::new((before, after), apart).because(&facts, day);
        because = causes.into_iter().map(|cause| cause.id).collect();
    }
    Some(Turned { from, to, because })
}

fn answers(timeline: &Timeline, watch: &Watch, day: Day) -> Vec<FactAnswer> {
    match watch {
        Watch::Fact(fact) => vec![ask(timeline, fact, When::At(day))],
        Watch::Who(pattern) => who(timeline, pattern, day).answers,
    }
}

fn text(watch: &Watch, answers: &[FactAnswer]) -> String {
    match (watch, answers) {
        (Watch::Fact(_), [only]) => only.answer.word().to_owned(),
        (_, []) => "nobody".to_owned(),
        (Watch::Who(pattern), all) => {
            let each =
                all.iter().map(|told| format!("{} {}", candidate(pattern, &told.fact), told.answer.word()));
            each.collect::<Vec<_>>().join(", ")
        }
        (Watch::Fact(_), all) => all.iter().map(|told| told.answer.word()).collect::<Vec<_>>().join(", "),
    }
}

/// What fills the open places of a question.
fn candidate(pattern: &Pattern, fact: &Fluent) -> String {
    let subject = pattern.subject.as_ref() != Some(&fact.subject);
    let object = pattern.object.as_ref() != fact.object.as_ref();
    let value = pattern.value != fact.value;
    let places = [
        subject.then(|| fact.subject.to_string()),
        fact.object.as_ref().filter(|_| object).map(Slug::to_string),
        fact.value.clone().filter(|_| value),
    ];
    places.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn reports(answers: &[FactAnswer]) -> BTreeSet<Slug> {
    let behind = |told: &FactAnswer| {
        let claims = told.claims.iter().flat_map(|claim| claim.reports.clone());
        told.begun_by.iter().chain(&told.ended_by).cloned().chain(claims).collect::<Vec<_>>()
    };
    answers.iter().flat_map(behind).collect()
}

/// The facts that a timeline keeps behind an answer: of a membership, those of its path.
fn legs(told: &FactAnswer) -> Vec<Fluent> {
    let (fact, Some(object)) = (&told.fact, &told.fact.object) else { return vec![told.fact.clone()] };
    if fact.relation != Relation::MemberOf {
        return vec![fact.clone()];
    }
    let direct = |pair: &[Slug]| match pair {
        [member, body] => Some(Fluent::two(Relation::DirectMemberOf, member, body)),
        _ => None,
    };
    let mut facts: Vec<Fluent> = told.path.windows(2).filter_map(direct).collect();
    facts.push(Fluent::two(Relation::DirectMemberOf, &fact.subject, object));
    facts.push(Fluent::two(Relation::Left, &fact.subject, object));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::sample::{day, records};
    use crate::replay::{View, replay};

    const STORY: &str =
        "founded formation subject=front @2010-01-01\njoined join member=front coalition=union @2011-01-01";

    fn turn(watch: &Watch, more: &str, on: &str) -> Option<Turned> {
        let (before, after) = (records(STORY), records(&format!("{STORY}\n{more}")));
        let bodies = |records: &[crate::domain::Record]| -> Vec<crate::domain::Body> {
            records.iter().map(|r| r.body.clone()).collect()
        };
        let (old, new) = (bodies(&before), bodies(&after));
        let apart = Apart::of(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>());
        let replay = |records| replay(records, &View::default());
        turned(&replay(&before), &replay(&after), &apart, watch, day(on))
    }

    fn fact(text: &str) -> Watch {
        Watch::Fact(Fluent::parse(text).unwrap())
    }

    #[test]
    fn given_a_watched_fact_when_a_report_ends_it_then_it_turns_because_of_that() {
        let left = "left leave member=front coalition=union @2012-01-01";
        let told = turn(&fact("member-of front union"), left, "2013-01-01").unwrap();
        assert_eq!((told.from.as_str(), told.to.as_str()), ("yes", "no"));
        assert_eq!(told.because.iter().map(Slug::as_str).collect::<Vec<_>>(), ["left"]);
        assert_eq!(turn(&fact("member-of front union"), left, "2011-06-01"), None);
    }

    #[test]
    fn given_a_watched_fact_when_its_body_ends_then_that_is_the_cause() {
        let gone = "gone dissolution subject=union @2012-01-01";
        let told = turn(&fact("member-of front union"), gone, "2013-01-01").unwrap();
        assert_eq!(told.because.iter().map(Slug::as_str).collect::<Vec<_>>(), ["gone"]);
    }

    #[test]
    fn given_a_who_question_when_somebody_joins_then_the_candidates_turn() {
        let watch = Watch::Who(Pattern::parse("direct-member-of ? union").unwrap());
        let told = turn(&watch, "also join member=other coalition=union @2012-01-01", "2013-01-01").unwrap();
        assert_eq!((told.from.as_str(), told.to.as_str()), ("front yes", "front yes, other yes"));
        assert_eq!(told.because.iter().map(Slug::as_str).collect::<Vec<_>>(), ["also"]);
    }
}
