//! Periods: whether facts held ever, and throughout, and on how many days (rule R13).

use std::collections::{BTreeMap, BTreeSet};

use super::membership::Memberships;
use crate::domain::{ActorId, Answer, Bounds, Day, Fluent, Relation, Slot};
use crate::replay::{Item, Part, Spans, Track};

/// How a period is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On some day.
    Ever,
    /// On every day.
    Throughout,
}

/// The answers over a period, and the days: at least, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverPeriod {
    /// First day asked.
    pub from: Day,
    /// Last day asked.
    pub to: Day,
    /// Whether it holds on some day.
    pub ever: Answer,
    /// Whether it holds on every day.
    pub throughout: Answer,
    /// Days on which it certainly holds.
    pub at_least: u64,
    /// Days on which it may hold.
    pub at_most: u64,
    /// The last day on which the answer is the surest of the period.
    pub on: Day,
}

impl OverPeriod {
    /// The answer asked for.
    pub fn answer(&self, mode: Mode) -> Answer {
        match mode {
            Mode::Ever => self.ever,
            Mode::Throughout => self.throughout,
        }
    }
}

/// Whether a fact held in a period, both days included.
pub fn over_period(spans: &dyn Spans, fluent: &Fluent, from: Day, to: Day) -> OverPeriod {
    let mut all = over_periods(spans, std::slice::from_ref(fluent), from, to);
    all.pop().unwrap_or(OverPeriod {
        from,
        to,
        ever: Answer::Unknown,
        throughout: Answer::Unknown,
        at_least: 0,
        at_most: 0,
        on: to,
    })
}

/// As [`over_period`], of many facts at once, in their order.
pub(super) fn over_periods(spans: &dyn Spans, facts: &[Fluent], from: Day, to: Day) -> Vec<OverPeriod> {
    let steps = steps(spans, facts, from, to);
    let summed = |(fact, steps): (&Fluent, &Vec<(Day, Answer)>)| sum(spans, fact, from, to, steps);
    facts.iter().zip(&steps).map(summed).collect()
}

/// The answers of a period, each with its first day, of many facts at once, in their order. One answer may stand
/// several times in a row.
pub(super) fn steps(spans: &dyn Spans, facts: &[Fluent], from: Day, to: Day) -> Vec<Vec<(Day, Answer)>> {
    let mut steps: Vec<Vec<(Day, Answer)>> = facts
        .iter()
        .map(|fact| match fact.relation {
            Relation::MemberOf => Vec::new(),
            _ => plain_steps(spans, fact, from, to),
        })
        .collect();
    if facts.iter().any(|f| f.relation == Relation::MemberOf) {
        for day in membership_days(spans, from, to) {
            let graph = Memberships::on(spans, day);
            let mut known: BTreeMap<&ActorId, BTreeMap<ActorId, Answer>> = BTreeMap::new();
            for (fact, steps) in facts.iter().zip(&mut steps) {
                if let (Relation::MemberOf, Some(body)) = (fact.relation, &fact.object) {
                    let bodies =
                        known.entry(&fact.subject).or_insert_with(|| graph.answers_of(&fact.subject));
                    steps.push((day, bodies.get(body).copied().unwrap_or(Answer::No)));
                }
            }
        }
    }
    steps
}

fn sum(spans: &dyn Spans, fluent: &Fluent, from: Day, to: Day, steps: &[(Day, Answer)]) -> OverPeriod {
    let last = |i: usize| steps.get(i + 1).map_or(to, |(next, _)| next.prev());
    let length =
        |i: usize, from: Day| u64::try_from(i64::from(last(i).0) - i64::from(from.0) + 1).unwrap_or(0);
    let has = |a: Answer| steps.iter().any(|(_, answer)| *answer == a);
    let days = |fits: &dyn Fn(Answer) -> bool| -> u64 {
        steps.iter().enumerate().filter(|(_, (_, a))| fits(*a)).map(|(i, (day, _))| length(i, *day)).sum()
    };
    // Who is once a direct member is once a member.
    let direct = match fluent.relation {
        Relation::MemberOf => Fluent { relation: Relation::DirectMemberOf, ..fluent.clone() },
        _ => fluent.clone(),
    };
    let once = spans.of_fluent(&direct).is_some_and(|t| holds_once_inside(t, Bounds::new(from, to)));
    let first = |order: [Answer; 4], rest: Answer| order.into_iter().find(|a| has(*a)).unwrap_or(rest);
    let ever = match once {
        true => Answer::Yes,
        false => first([Answer::Yes, Answer::Disputed, Answer::Possible, Answer::Unknown], Answer::No),
    };
    let throughout = first([Answer::No, Answer::Unknown, Answer::Possible, Answer::Disputed], Answer::Yes);
    let surest = steps.iter().enumerate().max_by_key(|(i, (_, answer))| (*answer, *i));
    OverPeriod {
        from,
        to,
        ever,
        throughout,
        at_least: days(&|a| a == Answer::Yes).max(u64::from(once)),
        at_most: days(&|a| matches!(a, Answer::Yes | Answer::Possible | Answer::Disputed)),
        on: surest.map_or(to, |(i, _)| last(i)),
    }
}

/// The answers of a period, each with its first day; memberships by a path excepted.
fn plain_steps(spans: &dyn Spans, fluent: &Fluent, from: Day, to: Day) -> Vec<(Day, Answer)> {
    let mut days = vec![from];
    let mut add = |track: &Track| {
        days.extend(track.segments.iter().map(|s| s.from).filter(|d| *d > from && *d <= to));
    };
    spans.of_fluent(fluent).into_iter().for_each(&mut add);
    for actor in [Some(&fluent.subject), fluent.object.as_ref()].into_iter().flatten() {
        spans.of_fluent(&spans.cast().being(actor)).into_iter().for_each(&mut add);
    }
    // Who else holds the slot decides what silence means; every post there is, what an open post does.
    let open = fluent.relation == Relation::HoldsPost && fluent.value.is_none();
    let slot = fluent.relation.declaration().slot == Slot::Object || open;
    let others = spans.of_relation(fluent.relation).filter(|t| t.fluent.object == fluent.object);
    if slot {
        others.for_each(&mut add);
    }
    days.sort_unstable();
    days.dedup();
    let answer = |day: Day| match open {
        true => any_post(spans, fluent, day),
        false => spans.answer(fluent, day),
    };
    days.into_iter().map(|day| (day, answer(day))).collect()
}

/// `holds-post P ORG *` is asked with an empty post: the surest of all.
pub(super) fn any_post(spans: &dyn Spans, fact: &Fluent, day: Day) -> Answer {
    let mine = |t: &&Track| t.fluent.subject == fact.subject && t.fluent.object == fact.object;
    let held = spans.of_relation(Relation::HoldsPost).filter(mine);
    held.map(|t| t.on(day)).max().unwrap_or(Answer::Unknown)
}

/// The days of a period on which any membership may change, the first one first.
pub(super) fn membership_days(spans: &dyn Spans, from: Day, to: Day) -> Vec<Day> {
    turning_days(
        spans.of_relation(Relation::DirectMemberOf).chain(spans.of_relation(Relation::Left)),
        from,
        to,
    )
}

/// The days of a period on which any of some tracks may change, the first one first.
pub(super) fn turning_days<'a>(tracks: impl Iterator<Item = &'a Track>, from: Day, to: Day) -> Vec<Day> {
    let mut days: BTreeSet<Day> =
        tracks.flat_map(|t| t.segments.iter().map(|s| s.from)).filter(|d| *d > from && *d <= to).collect();
    days.insert(from);
    days.into_iter().collect()
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

#[cfg(test)]
mod tests {
    use super::super::sample::{day, slug, timeline};
    use super::super::{Mode, state_during, who_during};
    use super::*;
    use crate::domain::Pattern;

    #[test]
    fn given_a_membership_of_some_days_when_asked_over_a_period_then_days_are_counted() {
        let story = timeline(
            "r0 join member=aa coalition=kk @2012-01-10
             r1 leave member=aa coalition=kk @2012-01-20",
        );
        let fact = Fluent::parse("member-of aa kk").unwrap();
        let over = over_period(&story, &fact, day("2012-01-01"), day("2012-01-31"));
        assert_eq!((over.ever, over.throughout), (Answer::Yes, Answer::No));
        assert_eq!((over.at_least, over.at_most), (10, 10));
        assert_eq!(over.on, day("2012-01-19"));
        let over = over_period(&story, &fact, day("2012-01-12"), day("2012-01-13"));
        assert_eq!((over.throughout, over.at_least), (Answer::Yes, 2));
        let over = over_period(&story, &fact, Day::PAST, Day::FUTURE);
        assert_eq!((over.ever, over.at_most), (Answer::Yes, 10));
    }

    #[test]
    fn given_a_vague_day_when_asked_over_its_month_then_it_held_once() {
        let story = timeline("r0 battle side-a=aa side-b=bb @2012-01");
        let fact = Fluent::parse("hostile aa bb").unwrap();
        let over = over_period(&story, &fact, day("2012-01-01"), day("2012-01-31"));
        assert_eq!((over.ever, over.throughout, over.at_least), (Answer::Yes, Answer::Possible, 1));
        let over = over_period(&story, &fact, day("2012-01-01"), day("2012-01-30"));
        assert_eq!((over.ever, over.at_least), (Answer::Possible, 0));
    }

    #[test]
    fn given_an_open_post_or_an_open_place_when_asked_over_a_period_then_all_are_looked_at() {
        let story = timeline(
            "r0 appointment org=kk in=p post:speaker @2012-01-10
             r1 appointment org=kk in=q post:scribe @2012-02-10",
        );
        let open = Fluent { value: None, ..Fluent::post(&slug("q"), &slug("kk"), "x") };
        assert_eq!(over_period(&story, &open, day("2012-01-01"), day("2012-03-01")).at_least, 21);
        let pattern = Pattern::parse("holds-post ? kk *").unwrap();
        let found = who_during(&story, &pattern, day("2012-01-01"), day("2012-01-31"), Mode::Ever);
        let certain: Vec<&str> = found
            .answers
            .iter()
            .filter(|a| a.answer == Answer::Yes)
            .map(|a| a.fact.subject.as_str())
            .collect();
        assert_eq!(certain, ["p"]);
    }

    #[test]
    fn given_a_period_when_the_state_is_asked_then_what_held_at_all_is_told() {
        let story = timeline(
            "r0 formation subject=kk member=aa @2012-01-10
             r1 join member=kk coalition=ll @2012-01-15
             r2 leave member=aa coalition=kk @2012-01-20",
        );
        let told = state_during(&story, &[slug("aa")], day("2012-01-01"), day("2012-01-31"));
        let facts: Vec<(String, u64)> =
            told.iter().map(|t| (t.fact.to_string(), t.over.unwrap().at_least)).collect();
        assert!(facts.contains(&("member-of aa kk".to_owned(), 10)), "{facts:?}");
        assert!(facts.contains(&("member-of aa ll".to_owned(), 5)), "{facts:?}");
        let path = told.iter().find(|t| t.fact.to_string() == "member-of aa ll").unwrap();
        assert_eq!(path.path, [slug("aa"), slug("kk"), slug("ll")]);
    }
}
