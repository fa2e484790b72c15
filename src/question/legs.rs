//! Legs: the direct memberships and departures by which it is decided what one actor belongs to, without those of all others.

use std::collections::{BTreeMap, BTreeSet};

use super::membership::Memberships;
use super::period::turning_days;
use crate::domain::{ActorId, Answer, Day, Relation};
use crate::replay::{Spans, Track};

/// The direct memberships and the departures of everybody, by whose they are.
pub(super) struct Legs<'a> {
    direct: BTreeMap<&'a ActorId, Vec<&'a Track>>,
    left: BTreeMap<&'a ActorId, Vec<&'a Track>>,
}

/// The legs on all ways up from one member.
pub(super) struct Above<'a>(Vec<&'a Track>);

impl<'a> Legs<'a> {
    /// Those of a timeline.
    pub(super) fn of(spans: &'a dyn Spans) -> Legs<'a> {
        let of = |relation| {
            let mut all: BTreeMap<&ActorId, Vec<&Track>> = BTreeMap::new();
            for track in spans.of_relation(relation) {
                all.entry(&track.fluent.subject).or_default().push(track);
            }
            all
        };
        Legs { direct: of(Relation::DirectMemberOf), left: of(Relation::Left) }
    }

    /// Everybody who was ever told to be a member.
    pub(super) fn members(&self) -> impl Iterator<Item = &'a ActorId> {
        self.direct.keys().copied()
    }

    /// Every direct membership on a way up from a member, on whatever day, and every departure of somebody on it.
    pub(super) fn above(&self, member: &ActorId) -> Above<'a> {
        let mut met: BTreeSet<&ActorId> = BTreeSet::new();
        let mut open = vec![member];
        let mut all: Vec<&Track> = Vec::new();
        while let Some(at) = open.pop() {
            if !met.insert(at) {
                continue;
            }
            for leg in self.direct.get(at).into_iter().flatten() {
                open.extend(&leg.fluent.object);
                all.push(leg);
            }
            all.extend(self.left.get(at).into_iter().flatten());
        }
        Above(all)
    }
}

impl<'a> Above<'a> {
    /// The days on which any of it may change and some of it is in dispute, each with the last day that is like it.
    pub(super) fn disputed(&self) -> Vec<(Day, Day)> {
        let disputed = |leg: &&Track| leg.segments.iter().any(|s| s.answer == Answer::Disputed);
        if !self.0.iter().any(disputed) {
            return Vec::new();
        }
        let days = turning_days(self.0.iter().copied(), Day::PAST, Day::FUTURE);
        let last = |i: usize| days.get(i + 1).map_or(Day::FUTURE, |next| next.prev());
        let stretches = days.iter().enumerate().map(|(i, day)| (*day, last(i)));
        stretches.filter(|(day, _)| self.0.iter().any(|leg| leg.on(*day) == Answer::Disputed)).collect()
    }

    /// What the member belongs to on a day.
    pub(super) fn on(&self, day: Day) -> Memberships<'a> {
        Memberships::of(self.0.iter().copied(), day)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, slug, timeline};
    use super::*;

    #[test]
    fn given_bodies_in_bodies_when_one_member_is_looked_at_then_it_belongs_where_it_does_among_all() {
        let story = timeline(
            "r0 formation subject=kk member=aa @2012-01-10
             r1 join member=kk coalition=ll @2012-01-15
             r2 join member=bb coalition=ll @2012-01-15
             r3 leave member=aa coalition=ll @2012-01-20 [s0]
             r4 leave member=aa coalition=ll ~r3 @2012-01-24 [s1]",
        );
        let legs = Legs::of(&story);
        assert_eq!(legs.members().count(), 3);
        let aa = slug("aa");
        let above = legs.above(&aa);
        for date in ["2012-01-09", "2012-01-12", "2012-01-18", "2012-01-22", "2012-02-01"] {
            let all = Memberships::on(&story, day(date)).all_of(&aa);
            assert_eq!(above.on(day(date)).all_of(&aa), all, "{date}");
        }
        let disputed = above.disputed();
        let ends = disputed.first().zip(disputed.last()).map(|(first, last)| (first.0, last.1));
        assert_eq!(ends, Some((day("2012-01-20"), day("2012-01-23"))));
        let bb = slug("bb");
        assert!(legs.above(&bb).disputed().is_empty());
    }
}
