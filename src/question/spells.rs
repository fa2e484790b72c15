//! Facts over all days: the answer of every stretch of days, and the spans in which a fact holds, certainly or perhaps.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{FactAnswer, When, ask};
use super::period::steps;
use crate::domain::{ActorId, Answer, Bounds, Day, Fluent, Relation};
use crate::replay::{Item, Part, Segment, Span, Spans, Timeline, Track};

/// A fact over all days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Which.
    pub fact: Fluent,
    /// Its answers, in order; they leave no day out.
    pub stretches: Vec<Stretch>,
}

/// Neighbouring days on which the answer is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first day, or [`Day::PAST`].
    pub from: Day,
    /// The last day, or [`Day::FUTURE`].
    pub to: Day,
    /// The answer at the close of each of them.
    pub answer: Answer,
}

impl Stretch {
    /// Whether the fact holds in it, certainly, perhaps or in dispute.
    pub fn holds(&self) -> bool {
        !matches!(self.answer, Answer::No | Answer::Unknown)
    }
}

/// One time in which a fact holds, certainly or perhaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The fact as it stands on the last of the surest days of the span: its answer is the surest there is.
    pub told: FactAnswer,
    /// When it begins; open to the right where it is nowhere certain.
    pub begin: Bounds,
    /// The first day on which it may, and on which it certainly does, no longer hold. Where sources tell no further it is open
    /// to the right: that they end is no event.
    pub end: Bounds,
}

/// Every fact that names some actors, places or treaties, over all days; every fact, where none is named. Memberships are there twice:
/// direct ones, and as derived by paths. Departures are no facts of their own here.
pub fn courses(timeline: &Timeline, about: &[ActorId]) -> Vec<Course> {
    let named = |f: &Fluent| {
        about.is_empty() || about.contains(&f.subject) || f.object.as_ref().is_some_and(|o| about.contains(o))
    };
    // What is said of a membership by paths is a claim; the answer comes of the direct ones.
    let own = |f: &Fluent| !matches!(f.relation, Relation::Left | Relation::MemberOf) && named(f);
    let mut all: Vec<Course> = timeline.tracks().filter(|t| own(&t.fluent)).map(of_track).collect();
    let (plain, by_path) = memberships(timeline, &named);
    for fact in plain {
        let direct = direct(&fact).and_then(|direct| timeline.of_fluent(&direct));
        let answers = direct.into_iter().flat_map(|t| t.segments.iter().map(of_segment));
        all.push(Course { stretches: stretches(answers), fact });
    }
    let steps = steps(timeline, &by_path, Day::PAST, Day::FUTURE);
    for (fact, steps) in by_path.into_iter().zip(steps) {
        all.push(Course { fact, stretches: stretches(steps.into_iter()) });
    }
    all.retain(|course| course.stretches.iter().any(|s| s.answer != Answer::No));
    all.sort_by(|a, b| a.fact.cmp(&b.fact));
    all
}

/// A fact over all days, where something speaks of it; memberships by paths are in [`courses`] alone.
pub fn course(timeline: &Timeline, fact: &Fluent) -> Option<Course> {
    timeline.of_fluent(fact).map(of_track)
}

fn of_track(track: &Track) -> Course {
    Course { fact: track.fluent.clone(), stretches: stretches(track.segments.iter().map(of_segment)) }
}

/// The spans in which a fact holds, each with what stands behind it.
pub fn spells(timeline: &Timeline, course: &Course) -> Vec<Spell> {
    let segment = |s: &Stretch| Segment { from: s.from, answer: s.answer, silent: false, excluded: false };
    let segments: Vec<Segment> = course.stretches.iter().map(segment).collect();
    Track::spans_of(&segments).into_iter().map(|span| spell(timeline, course, span)).collect()
}

fn spell(timeline: &Timeline, course: &Course, span: Span) -> Spell {
    let Span { mut begin, mut end } = span;
    let inside = |s: &&Stretch| s.holds() && s.from < end.latest && s.to >= begin.earliest;
    let last = |from: Day, to: Day| match to {
        Day::FUTURE => from.max(timeline.horizon()),
        to => to,
    };
    let surest = course.stretches.iter().filter(inside).max_by_key(|s| (s.answer, s.from));
    let day = surest.map_or(timeline.horizon(), |s| last(s.from, s.to));
    let told = ask(timeline, &course.fact, When::At(day));
    // What is nowhere certain still begins when its beginnings do.
    if let (Day::FUTURE, Some(told_begin)) = (begin.latest, told.begin)
        && told_begin.earliest == begin.earliest
    {
        begin = told_begin;
        end = told.end.unwrap_or(Bounds::new(Day::FUTURE, Day::FUTURE));
    }
    let (begin, end) = told_ends(timeline, &course.fact, begin, end);
    Spell { told, begin, end }
}

/// The ends of a span as far as they are told: where nothing is known of the days beside it, and nothing told begins or ends it
/// there, it is open to that side. Evidence that something holds is no beginning, and that sources tell no further (rule R12) no
/// end.
pub fn told_ends(timeline: &Timeline, fact: &Fluent, begin: Bounds, end: Bounds) -> (Bounds, Bounds) {
    // Of memberships by paths something is always known.
    if fact.relation == Relation::MemberOf {
        return (begin, end);
    }
    let unknown = |day: Day| !day.is_open() && timeline.answer(fact, day) == Answer::Unknown;
    let track = timeline.of_fluent(fact);
    let told = |fits: &dyn Fn(&Item) -> bool, bounds: Bounds| {
        track.is_some_and(|t| t.items.iter().any(|i| fits(i) && !i.bounds.meet(bounds).is_empty()))
    };
    let begins = |item: &Item| matches!(item.part, Part::Start { .. } | Part::Return) && !item.open;
    let ends = |item: &Item| matches!(item.part, Part::End { .. } | Part::Lapse);
    let (mut begin, mut end) = (begin, end);
    if unknown(begin.earliest.prev()) && !told(&begins, begin) {
        begin.earliest = Day::PAST;
    }
    if unknown(end.latest) && (end.latest == timeline.horizon().next() || !told(&ends, end)) {
        end.latest = Day::FUTURE;
    }
    (begin, end)
}

fn of_segment(segment: &Segment) -> (Day, Answer) {
    (segment.from, segment.answer)
}

/// Answers with their first days, as stretches: neighbours that are the same are one.
fn stretches(answers: impl Iterator<Item = (Day, Answer)>) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for (from, answer) in answers {
        match all.last_mut() {
            Some(last) if last.answer == answer => {}
            last => {
                if let Some(last) = last {
                    last.to = from.prev();
                }
                all.push(Stretch { from, to: Day::FUTURE, answer });
            }
        }
    }
    all
}

fn direct(fact: &Fluent) -> Option<Fluent> {
    fact.object.as_ref().map(|body| Fluent::two(Relation::DirectMemberOf, &fact.subject, body))
}

/// The memberships there ever are: those that are as the direct one on all days, and those that other bodies or a departure by
/// name have a say in.
fn memberships(timeline: &Timeline, named: &dyn Fn(&Fluent) -> bool) -> (Vec<Fluent>, Vec<Fluent>) {
    let mut up: BTreeMap<&ActorId, BTreeSet<&ActorId>> = BTreeMap::new();
    for track in timeline.of_relation(Relation::DirectMemberOf) {
        let ever = track.segments.iter().any(|s| s.answer != Answer::No);
        if let (Some(body), true) = (&track.fluent.object, ever) {
            up.entry(&track.fluent.subject).or_default().insert(body);
        }
    }
    let left: BTreeSet<(&ActorId, &ActorId)> = timeline
        .of_relation(Relation::Left)
        .filter_map(|t| Some((&t.fluent.subject, t.fluent.object.as_ref()?)))
        .collect();
    let (mut plain, mut by_path) = (Vec::new(), Vec::new());
    for (member, bodies) in &up {
        // Whom one of its bodies leads to, by a path of two legs or more.
        let mut further: BTreeSet<&ActorId> = BTreeSet::new();
        let mut open: Vec<&ActorId> = bodies.iter().copied().collect();
        while let Some(at) = open.pop() {
            open.extend(up.get(at).into_iter().flatten().copied().filter(|next| further.insert(next)));
        }
        further.remove(member);
        for body in bodies.union(&further) {
            let fact = Fluent::two(Relation::MemberOf, member, body);
            if !named(&fact) {
                continue;
            }
            let alone = !further.contains(body) && !left.contains(&(*member, *body));
            if alone { plain.push(fact) } else { by_path.push(fact) }
        }
    }
    (plain, by_path)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{slug, timeline};
    use super::*;

    fn told(story: &Timeline, fact: &str) -> Vec<String> {
        let courses = courses(story, &[]);
        let course = courses.iter().find(|c| c.fact.to_string() == fact).unwrap();
        let spell = |s: &Spell| {
            let ends = [s.begin.earliest, s.begin.latest, s.end.earliest, s.end.latest];
            format!("{} {}", s.told.answer.word(), ends.map(|day| day.to_string()).join(" "))
        };
        spells(story, course).iter().map(spell).collect()
    }

    #[test]
    fn given_a_beginning_and_an_end_when_told_as_spans_then_both_have_their_bounds() {
        let story = timeline(
            "r0 join member=aa coalition=kk @2012-01
             r1 leave member=aa coalition=kk @2012-06-20
             r2 join member=aa coalition=kk @2013-02-01",
        );
        let spans =
            ["yes 2012-01-01 2012-01-31 2012-06-20 2012-06-20", "yes 2013-02-01 2013-02-01 2030-01-02 .."];
        assert_eq!(told(&story, "direct-member-of aa kk"), spans);
        assert_eq!(told(&story, "member-of aa kk"), spans);
    }

    #[test]
    fn given_evidence_alone_when_told_as_spans_then_it_is_no_beginning_and_the_last_source_no_end() {
        let story = timeline("r0 battle side-a=aa side-b=bb @2012-05-10");
        assert_eq!(told(&story, "exists aa"), ["yes .. 2012-05-10 2030-01-02 .."]);
        let story = timeline("r0 formation subject=aa @2012-05-10");
        assert_eq!(told(&story, "exists aa"), ["yes 2012-05-10 2012-05-10 2030-01-02 .."]);
        let story = timeline("r0 leader-change org=aa in=p @2012-05-10");
        assert_eq!(told(&story, "holds-post p aa leader"), ["yes 2012-05-10 2012-05-10 2030-01-02 .."]);
    }

    #[test]
    fn given_what_is_nowhere_certain_when_told_as_spans_then_no_span_is_a_yes() {
        let story = timeline("r0 join member=aa? coalition=kk @2012-01-10");
        assert_eq!(told(&story, "direct-member-of aa kk"), ["possible 2012-01-10 2012-01-10 .. .."]);
    }

    #[test]
    fn given_a_path_when_told_over_all_days_then_each_day_is_answered_as_when_asked() {
        let story = timeline(
            "r0 join member=aa coalition=kk @2012-01
             r1 join member=kk coalition=uu @2012-03-01
             r2 leave member=aa coalition=uu @2012-06
             r3 leave member=kk coalition=uu @2012-09-01
             r4 join member=aa coalition=uu @2013-01-01",
        );
        let courses = courses(&story, &[slug("aa")]);
        assert!(courses.iter().any(|c| c.fact.to_string() == "member-of aa uu"));
        for course in &courses {
            for (i, stretch) in course.stretches.iter().enumerate() {
                let before = i.checked_sub(1).and_then(|i| course.stretches.get(i));
                assert!(before.is_none_or(|b| b.to.next() == stretch.from && b.answer != stretch.answer));
                let days = [stretch.from, stretch.to].into_iter().filter(|d| !d.is_open());
                for day in days {
                    assert_eq!(
                        ask(&story, &course.fact, When::At(day)).answer,
                        stretch.answer,
                        "{:?} {day}",
                        course.fact
                    );
                }
            }
        }
    }
}
