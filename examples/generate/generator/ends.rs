//! What ends of what has begun.

use annals::domain::{
    AgreementKind, BelongingKind, Detail, ForceKind, Kind, PostKind, Report, Role, StateKind,
};

use super::begins::{POSTS, treaty};
use super::dates::Extent;
use super::story::{Fact, Story};

/// Nothing ends sooner than this many days after it began.
const LEAST: i32 = 20;

impl Story {
    /// The end of something that holds; `None` where nothing is found that can end today.
    pub fn ending(&mut self) -> Option<Report> {
        for _ in 0..8 {
            let at = usize::try_from(self.chance.below(self.live.len() as u64)).ok()?;
            let since = self.live.get(at)?.1;
            if since + LEAST > self.day {
                continue;
            }
            let (fact, _) = self.live.swap_remove(at);
            self.holds.remove(&fact);
            // What leaned on somebody who is gone has ended with him, and nobody tells of it.
            if fact.actors().into_iter().all(|rank| self.is_there(rank)) {
                return Some(self.ended(fact));
            }
        }
        None
    }

    fn ended(&mut self, fact: Fact) -> Report {
        match fact {
            Fact::Member(member, body) => self.departure(member, body),
            Fact::Post(person, body, post) => {
                let post = POSTS.get(post).copied().unwrap_or("envoy");
                let told = self.tell(Kind::Post(PostKind::Appointment), body, Extent::Instant);
                let told = told.role(Role::Org, &[body]).role(Role::In, &[]).role(Role::Out, &[person]);
                told.detail(Detail::Post, post).done()
            }
            Fact::Treaty(number, parties) => self.treaty_end(number, &parties),
            Fact::Talks(a, b) => {
                let phase = self.chance.weighed(&[(60, "closed"), (25, "suspended"), (15, "left")], "closed");
                let told = self.tell(Kind::Agreement(AgreementKind::Talks), a, Extent::Instant);
                told.role(Role::Party, &[a, b]).detail(Detail::Phase, phase).done()
            }
            Fact::Allied(a, b) => {
                let told = self.tell(Kind::Agreement(AgreementKind::AllianceEnd), a, Extent::Instant);
                told.role(Role::Party, &[a, b]).detail_at_times(100, Detail::Reason, "a quarrel").done()
            }
            Fact::Hostile(a, b) => {
                let phase = self.chance.weighed(&[(60, "ended"), (30, "suspended"), (10, "abated")], "ended");
                let told = self.tell(Kind::Force(ForceKind::Hostilities), a, Extent::Instant);
                told.role(Role::SideA, &[a]).role(Role::SideB, &[b]).detail(Detail::Phase, phase).done()
            }
            Fact::Present(who, town) => {
                self.holders.retain(|place, holder| *place != town || *holder != who);
                let told = self.tell(Kind::Force(ForceKind::Withdrawal), who, Extent::Instant);
                told.role(Role::Subject, &[who]).town(town).done()
            }
            Fact::Blockade(who, town) => {
                let told = self.tell(Kind::Force(ForceKind::Blockade), who, Extent::Instant);
                let told = told.role(Role::By, &[who]).role(Role::Target, &[]);
                told.detail(Detail::Phase, "ended").town(town).done()
            }
            Fact::Sanction(by, target) => {
                let told = self.tell(Kind::State(StateKind::Sanction), target, Extent::Instant);
                told.role(Role::By, &[by])
                    .role(Role::Target, &[target])
                    .detail(Detail::Phase, "lifted")
                    .done()
            }
        }
    }

    fn departure(&mut self, member: u32, body: u32) -> Report {
        let how = self.chance.below(100);
        if how < 25 {
            let told = self.tell(Kind::Belonging(BelongingKind::Expulsion), body, Extent::Instant);
            return told.role(Role::By, &[body]).role(Role::Target, &[member]).done();
        }
        if how < 40 && self.cast.is_person(member) {
            let told = self.tell(Kind::Belonging(BelongingKind::Defection), member, Extent::Instant);
            return told.role(Role::Subject, &[member]).role(Role::From, &[body]).done();
        }
        let told = self.tell(Kind::Belonging(BelongingKind::Leave), member, Extent::Instant);
        let told = told.role(Role::Member, &[member]).role(Role::Coalition, &[body]);
        told.detail_at_times(30, Detail::Scope, "most").done()
    }

    /// One party goes, or the treaty ends for all.
    fn treaty_end(&mut self, number: u64, parties: &[u32]) -> Report {
        let treaty = treaty(number);
        let main = parties.first().copied().unwrap_or(0);
        if parties.len() > 2 && self.chance.permille(500) {
            let rest = parties.get(1..).unwrap_or_default().to_vec();
            self.hold(Fact::Treaty(number, rest));
            let told = self.tell(Kind::Agreement(AgreementKind::TreatyWithdrawn), main, Extent::Instant);
            return told.role(Role::By, &[main]).detail(Detail::Treaty, treaty.as_str()).done();
        }
        let told = self.tell(Kind::Agreement(AgreementKind::TreatyTerminated), main, Extent::Instant);
        told.role(Role::By, &[main]).detail(Detail::Treaty, treaty.as_str()).done()
    }
}
