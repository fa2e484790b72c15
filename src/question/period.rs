//! Periods: whether a fact held ever, or throughout, and on how many days (rule R13).

use crate::domain::{Answer, Bounds, Day, Fluent, Relation};
use crate::question::membership::member_of;
use crate::replay::{Item, Part, Spans, Track};

/// How a period is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On some day.
    Ever,
    /// On every day.
    Throughout,
}

/// The answer over a period, and the days: at least, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverPeriod {
    /// The answer.
    pub answer: Answer,
    /// Days on which it certainly holds.
    pub at_least: u64,
    /// Days on which it may hold.
    pub at_most: u64,
}

/// Whether a fact holds in a period, both days included.
pub fn over_period(spans: &dyn Spans, fluent: &Fluent, from: Day, to: Day, mode: Mode) -> OverPeriod {
    let days = turning_days(spans, fluent, from, to);
    let mut answers: Vec<(Answer, u64)> = Vec::new();
    for (i, day) in days.iter().enumerate() {
        let next = days.get(i + 1).copied().unwrap_or(to.next());
        let answer = match (fluent.relation, &fluent.object) {
            (Relation::MemberOf, Some(body)) => member_of(spans, &fluent.subject, body, *day).answer,
            _ => spans.answer(fluent, *day),
        };
        answers.push((answer, u64::try_from(i64::from(next.0) - i64::from(day.0)).unwrap_or(0)));
    }
    let has = |a: Answer| answers.iter().any(|(answer, _)| *answer == a);
    let sum = |fits: &dyn Fn(Answer) -> bool| answers.iter().filter(|(a, _)| fits(*a)).map(|(_, n)| n).sum();
    let at_least: u64 = sum(&|a| a == Answer::Yes);
    let at_most = sum(&|a| matches!(a, Answer::Yes | Answer::Possible | Answer::Disputed));
    let once = spans.of_fluent(fluent).is_some_and(|t| holds_once_inside(t, Bounds::new(from, to)));
    let answer = match mode {
        Mode::Ever if has(Answer::Yes) || once => Answer::Yes,
        Mode::Ever => [Answer::Disputed, Answer::Possible, Answer::Unknown]
            .into_iter()
            .find(|a| has(*a))
            .unwrap_or(Answer::No),
        Mode::Throughout => [Answer::No, Answer::Unknown, Answer::Possible, Answer::Disputed]
            .into_iter()
            .find(|a| has(*a))
            .unwrap_or(Answer::Yes),
    };
    OverPeriod { answer, at_least: at_least.max(u64::from(once)), at_most }
}

/// The days of the period on which the answer may change, the first one first.
fn turning_days(spans: &dyn Spans, fluent: &Fluent, from: Day, to: Day) -> Vec<Day> {
    let mut days = vec![from];
    let mut add = |track: &Track| {
        days.extend(track.segments.iter().map(|s| s.from).filter(|d| *d > from && *d <= to));
    };
    if fluent.relation == Relation::MemberOf {
        spans.of_relation(Relation::DirectMemberOf).for_each(&mut add);
        spans.of_relation(Relation::Left).for_each(&mut add);
    } else {
        spans.of_fluent(fluent).into_iter().for_each(&mut add);
        let places = [Some(&fluent.subject), fluent.object.as_ref()];
        for actor in places.into_iter().flatten() {
            spans.of_fluent(&spans.cast().being(actor)).into_iter().for_each(&mut add);
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// Whether in every world the fact is seen, or begins and holds, on some day of the period, though no single day is
/// certain: a joint operation *in June*.
fn holds_once_inside(track: &Track, period: Bounds) -> bool {
    let inside = |b: Bounds| period.meet(b) == b;
    let disturbed = |item: &Item| {
        track.items.iter().any(|other| {
            matches!(other.part, Part::End { .. } | Part::Denied)
                && !other.bounds.meet(item.bounds).is_empty()
        })
    };
    track.items.iter().any(|item| {
        let shows = matches!(item.part, Part::Seen | Part::Start { .. } | Part::Evidence);
        let plain = item.certain && item.choices.is_empty() && item.standing.is_none();
        let here = track.answers_between(item.bounds.earliest, item.bounds.latest);
        let possible = here.iter().all(|a| matches!(a, Answer::Yes | Answer::Possible));
        shows && plain && inside(item.bounds) && possible && !disturbed(item)
    })
}
