//! How actors come into being and end, and the hub: a body with ten thousand relations.

use annals::domain::{ActorKind, BelongingKind, BodyKind, Detail, Kind, PostKind, Report, Role};

use super::cast::HUB;
use super::dates::{Extent, START};
use super::story::{Fact, Story};

impl Story {
    /// The first report of a body that came into being within the story: in three of five cases its formation, or that
    /// it came out of another.
    pub fn formed(&mut self, rank: u32) -> Option<Report> {
        let told =
            rank % 5 < 3 && self.cast.life(rank).0 > START && !self.cast.is_person(rank) && rank != HUB;
        if !told {
            return None;
        }
        let fights = self.is_fighter(rank);
        if fights && self.chance.permille(150) {
            let parent = self.other(rank);
            let survives = self.chance.weighed(&[(80, "yes"), (20, "unknown")], "yes");
            let told = self.tell(Kind::Body(BodyKind::Split), rank, Extent::Instant);
            let told = told.role(Role::Parent, &[parent]).role(Role::Result, &[rank]);
            return Some(told.detail(Detail::ParentSurvives, survives).done());
        }
        let k = self.chance.below(8);
        let officer = self.cast.officer(rank, k);
        let founder = if fights && self.is_there(officer) { officer } else { self.other(rank) };
        let told = self.tell(Kind::Body(BodyKind::Formation), rank, Extent::Instant);
        let report = told.role(Role::Subject, &[rank]).role(Role::Founder, &[founder]).somewhere().done();
        let joins = self.cast.is_person(founder) || self.cast.kind(rank) == ActorKind::Coalition;
        if joins {
            self.hold(Fact::Member(founder, rank));
        }
        Some(report)
    }

    /// The end of an actor that came up: a death, a dissolution, a merger.
    pub fn passing_away(&mut self, rank: u32) -> Option<Report> {
        self.end(rank);
        if self.cast.is_person(rank) {
            let told = self.tell(Kind::Post(PostKind::Death), rank, Extent::Instant);
            return Some(told.role(Role::Target, &[rank]).somewhere().done());
        }
        match self.chance.below(100) {
            0..55 => {
                let told = self.tell(Kind::Body(BodyKind::Dissolution), rank, Extent::Instant);
                Some(
                    told.role(Role::Subject, &[rank])
                        .detail_at_times(80, Detail::Reason, "its end was won")
                        .done(),
                )
            }
            55..75 => {
                let other = self.other(rank);
                let mode = self.chance.weighed(&[(60, "into-existing"), (40, "absorption")], "absorption");
                let told = self.tell(Kind::Body(BodyKind::Merger), rank, Extent::Instant);
                let told = told.role(Role::Constituent, &[rank]).role(Role::Result, &[other]);
                let told = told.detail(Detail::Mode, mode);
                Some(if mode == "absorption" {
                    told.done()
                } else {
                    told.detail(Detail::ConstituentsEnd, "yes").done()
                })
            }
            // Nobody tells of it.
            _ => None,
        }
    }

    /// The hub is formed after a tenth of the story; from then on it takes members, `share` in a million happenings.
    pub fn life_of_the_hub(&mut self, share: u64) -> Option<Report> {
        if self.day <= self.cast.life(HUB).0 {
            return None;
        }
        if self.hub.is_none() {
            let founder = self.other(HUB);
            self.meet(HUB);
            let told = self.tell(Kind::Body(BodyKind::Formation), HUB, Extent::Instant);
            let mut report = told.role(Role::Subject, &[HUB]).role(Role::Founder, &[founder]).done();
            report.surety = annals::domain::Surety::Stated;
            self.hub = Some(report.id.clone());
            return Some(report);
        }
        if self.chance.below(1_000_000) >= share {
            return None;
        }
        let joiner = self.next_joiner()?;
        self.hold(Fact::Member(joiner, HUB));
        let told = self.tell(Kind::Belonging(BelongingKind::Join), joiner, Extent::Instant);
        Some(told.role(Role::Member, &[joiner]).role(Role::Coalition, &[HUB]).done())
    }

    /// The next actor by rank that is there and no coalition.
    fn next_joiner(&mut self) -> Option<u32> {
        for _ in 0..64 {
            let rank = self.joiner;
            self.joiner = if rank + 1 < self.cast.actors() { rank + 1 } else { HUB + 1 };
            let fits = self.cast.kind(rank) != ActorKind::Coalition && self.is_there(rank);
            if fits && !self.holds.contains(&Fact::Member(rank, HUB)) {
                return Some(rank);
            }
        }
        None
    }
}
