//! Everything that came and went between two sides of a diff, in order: every turn of every answer over the days, every
//! step of what was known.

use std::collections::BTreeSet;

use super::diff::Change;
use super::labels::{Line, Side, labelled_also, line, memberships, plain_facts};
use super::membership::Memberships;
use super::period::{membership_days, steps};
use super::stages::{Compared, Stage};
use crate::domain::{ActorId, Answer, Day, Fluent, Record};
use crate::replay::{Timeline, View, replay};

/// One step on the way from the old side of a diff to the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Where it stands: a day, or a state of knowledge.
    pub at: Stage,
    /// What differs from the step before.
    pub line: Line,
}

/// Every turn of the answers about some actors, places or treaties (about all, where none is named) from the close of one
/// day to that of another, by day; backwards where the second day is the earlier one.
pub fn turns(timeline: &Timeline, days: (Day, Day), of: &[ActorId]) -> Vec<Turn> {
    turns_of(timeline, timeline, days, of, plain_facts(timeline, of))
}

/// The turns of some facts, and of the memberships of the days between. What an older state of knowledge has otherwise on
/// the day of a turn is labelled so.
fn turns_of(
    timeline: &Timeline,
    older: &Timeline,
    (from, to): (Day, Day),
    of: &[ActorId],
    mut facts: BTreeSet<Fluent>,
) -> Vec<Turn> {
    let (first, last) = (from.min(to), from.max(to));
    for day in membership_days(timeline, first, last) {
        facts.extend(memberships(timeline, &Memberships::on(timeline, day), of));
    }
    let facts: Vec<Fluent> = facts.into_iter().collect();
    let mut found: BTreeSet<(Day, &Fluent)> = BTreeSet::new();
    for (fact, steps) in facts.iter().zip(steps(timeline, &facts, first, last)) {
        let answers: Vec<(Day, Answer)> = steps;
        let turned = answers.iter().zip(answers.iter().skip(1)).filter(|((_, old), (_, new))| old != new);
        found.extend(turned.map(|(_, (day, _))| (*day, fact)));
    }
    let mut all = Vec::new();
    let mut found = found.into_iter().peekable();
    while let Some((day, _)) = found.peek().copied() {
        let days = if from <= to { (day.prev(), day) } else { (day, day.prev()) };
        let (before, after) = (Side::of(timeline, days.0), Side::of(timeline, days.1));
        let (early, late) = (Side::of(older, days.0), Side::of(older, days.1));
        while let Some((_, fact)) = found.next_if(|(next, _)| *next == day) {
            let change = Change { before: before.told(fact), after: after.told(fact) };
            let known = match std::ptr::eq(older, timeline) {
                true => Vec::new(),
                false => {
                    vec![(late.told(fact), change.after.clone()), (early.told(fact), change.before.clone())]
                }
            };
            let line = line(change, true, &known, (older, timeline), days);
            all.push(Turn { at: Stage::On(day), line });
        }
    }
    if from > to {
        all.sort_by_key(|turn| std::cmp::Reverse(turn.at));
    }
    all
}

/// Everything that came and went between two sides: first what was learned of the first day, from one state of knowledge to
/// the next; then, in the newer knowledge, what happened from that day to the other. One after the other these steps lead
/// from the old answer of every fact to the new one.
pub fn all_turns(
    records: &[Record],
    base: &View,
    compared: Compared,
    (from, to): (Day, Day),
    of: &[ActorId],
) -> Vec<Turn> {
    let (first, stages) = compared.stages(records, base);
    let oldest = replay(records, &first);
    let states: Vec<(Stage, Timeline)> =
        stages.into_iter().map(|(at, view)| (at, replay(records, &view))).collect();
    let tell = states.iter().map(|(_, timeline)| timeline).chain([&oldest]);
    let facts: BTreeSet<Fluent> = tell.flat_map(|timeline| plain_facts(timeline, of)).collect();
    let mut all = Vec::new();
    let mut newest = &oldest;
    for (at, next) in &states {
        let lines = labelled_also((newest, from), (next, from), of, &facts);
        all.extend(lines.into_iter().map(|line| Turn { at: *at, line }));
        newest = next;
    }
    if from != to {
        all.extend(turns_of(newest, &oldest, (from, to), of, facts));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, records, slug, timeline};
    use super::super::{Label, Tells, labelled};
    use super::*;
    use crate::domain::{Body, EventDate};
    use crate::replay::RecordedBy;

    const STORY: &str = "r0 join member=aa coalition=kk @2012-01-10 [s1]
         r1 leave member=aa coalition=kk @2012-01-20/2012-01-22 [s2]
         r2 join member=aa coalition=kk @2012-03-01 [s2]";

    fn told(turns: &[Turn], fact: &str) -> Vec<(Stage, Answer, Tells)> {
        let fact = Fluent::parse(fact).unwrap();
        let of = turns.iter().filter(|t| t.line.change.after.fact == fact);
        of.map(|t| (t.at, t.line.change.after.answer, t.line.tells)).collect()
    }

    #[test]
    fn given_what_came_and_went_between_when_all_is_asked_then_every_turn_is_listed_with_its_day() {
        let story = timeline(
            "r0 join member=aa coalition=kk @2012-01-10
             r1 leave member=aa coalition=kk @2012-01-20
             r2 join member=kk coalition=ll @2012-01-15",
        );
        let days = (day("2012-01-01"), day("2012-02-01"));
        assert_eq!(
            labelled((&story, days.0), (&story, days.1), &[slug("aa")])
                .iter()
                .filter(|l| l.change.after.fact.object.is_some())
                .count(),
            0
        );
        let all = turns(&story, days, &[slug("aa")]);
        let on = |text: &str| Stage::On(day(text));
        assert_eq!(
            told(&all, "member-of aa kk"),
            [(on("2012-01-10"), Answer::Yes, Tells::Began), (on("2012-01-20"), Answer::No, Tells::Ended)]
        );
        assert_eq!(
            told(&all, "member-of aa ll"),
            [(on("2012-01-15"), Answer::Yes, Tells::Began), (on("2012-01-20"), Answer::No, Tells::Ended)]
        );
        let back = turns(&story, (days.1, days.0), &[slug("aa")]);
        assert_eq!(
            told(&back, "member-of aa ll"),
            [(on("2012-01-20"), Answer::Yes, Tells::Holds), (on("2012-01-15"), Answer::No, Tells::HoldsNot)]
        );
    }

    #[test]
    fn given_two_states_of_knowledge_when_all_is_asked_then_each_publication_is_a_step() {
        let mut records = records(STORY);
        for record in &mut records {
            if let Body::Source(source) = &mut record.body {
                let date = if source.id.as_str() == "s1" { "2015-05-05" } else { "2016-06-06" };
                source.date = EventDate::parse(date).unwrap();
            }
        }
        let known = |a, b| Compared::Known(day(a), day(b));
        let on = day("2012-02-01");
        let all =
            all_turns(&records, &View::default(), known("2015-01-01", "2017-01-01"), (on, on), &[slug("kk")]);
        assert_eq!(
            told(&all, "member-of aa kk"),
            [
                (Stage::Known(day("2015-05-05")), Answer::Yes, Tells::Began),
                (Stage::Known(day("2016-06-06")), Answer::No, Tells::Ended)
            ]
        );
        let labels: Vec<&[Label]> = all.iter().map(|t| t.line.labels.as_slice()).collect();
        assert!(labels.contains(&&[Label::NewlyLearned][..]) && labels.contains(&&[Label::Revised][..]));
        // Of two days: what was learned of the first, then what happened in the newer knowledge, and what of that is new.
        let later = (on, day("2012-04-01"));
        let all =
            all_turns(&records, &View::default(), known("2015-06-01", "2017-01-01"), later, &[slug("kk")]);
        assert_eq!(
            told(&all, "member-of aa kk"),
            [
                (Stage::Known(day("2016-06-06")), Answer::No, Tells::Ended),
                (Stage::On(day("2012-03-01")), Answer::Yes, Tells::Began)
            ]
        );
        assert_eq!(all.last().unwrap().line.labels, [Label::Happened, Label::Revised]);
    }

    #[test]
    fn given_two_states_of_the_log_when_all_is_asked_then_each_append_is_a_step() {
        let mut records = records(STORY);
        let count = records.len() as u64;
        for record in &mut records {
            // The last report came a second later than all the rest.
            let later = i64::from(record.position == count);
            record.recorded = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(later);
        }
        let compared = Compared::Recorded(RecordedBy::Position(0), RecordedBy::Position(count));
        let on = day("2012-04-01");
        let all = all_turns(&records, &View::default(), compared, (on, on), &[slug("kk")]);
        assert_eq!(
            told(&all, "member-of aa kk"),
            [
                (Stage::Recorded(count - 1), Answer::No, Tells::Ended),
                (Stage::Recorded(count), Answer::Yes, Tells::Began)
            ]
        );
        let back = Compared::Recorded(RecordedBy::Position(count), RecordedBy::Position(0));
        let back = all_turns(&records, &View::default(), back, (on, on), &[slug("kk")]);
        let steps: Vec<(Stage, Answer)> =
            told(&back, "member-of aa kk").into_iter().map(|(at, answer, _)| (at, answer)).collect();
        assert_eq!(steps, [(Stage::Recorded(count), Answer::No), (Stage::Recorded(count - 1), Answer::No)]);
    }
}
