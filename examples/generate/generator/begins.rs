//! What begins: memberships, posts, agreements, fighting, presence, control.

use annals::domain::{
    ActorKind, AgreementKind, BelongingKind, BodyKind, Detail, ForceKind, Kind, PostKind, Report, Role,
    StateKind,
};

use super::cast::slug;
use super::dates::Extent;
use super::story::{Fact, Story};

/// Posts below the top.
pub const POSTS: &[&str] = &["spokesman", "commander", "envoy", "treasurer", "secretary"];
/// What sanctions forbid.
const MEASURES: &[&str] = &["arms", "travel", "assets", "trade"];

/// What a body can begin.
#[derive(Clone, Copy)]
enum Start {
    Join,
    Post,
    Leader,
    Treaty,
    Talks,
    Alliance,
    Fighting,
    Presence,
    Capture,
    Blockade,
    Sanction,
    Name,
    War,
    Coup,
}

/// How often, of a thousand.
const STARTS: &[(u64, Start)] = &[
    (130, Start::Join),
    (150, Start::Post),
    (90, Start::Leader),
    (40, Start::Treaty),
    (120, Start::Talks),
    (120, Start::Alliance),
    (130, Start::Fighting),
    (90, Start::Presence),
    (70, Start::Capture),
    (20, Start::Blockade),
    (33, Start::Sanction),
    (5, Start::Name),
    (1, Start::War),
    (1, Start::Coup),
];

impl Story {
    /// Something that begins with what `main` does; `None` where nothing comes of it.
    pub fn beginning(&mut self, main: u32) -> Option<Report> {
        match self.cast.kind(main) {
            ActorKind::Person if self.chance.permille(500) => self.commission(main),
            ActorKind::Person | ActorKind::Coalition => self.join(main),
            _ if !self.is_fighter(main) => None,
            _ => match self.chance.weighed(STARTS, Start::Talks) {
                Start::Join => self.join(main),
                Start::Post => self.appointment(main),
                Start::Leader => self.leader_change(main),
                Start::Treaty => Some(self.treaty(main)),
                Start::Talks => self.talks(main),
                Start::Alliance => self.alliance(main),
                Start::Fighting => self.fighting(main),
                Start::Presence => self.presence(main),
                Start::Capture => self.capture(main),
                Start::Blockade => self.blockade(main),
                Start::Sanction => self.sanction(main),
                Start::Name => Some(self.rename(main)),
                Start::War => self.war(main),
                Start::Coup => self.coup(main),
            },
        }
    }

    fn join(&mut self, main: u32) -> Option<Report> {
        let k = self.chance.below(2);
        let home = self.cast.home(main, k).filter(|home| *home != main && self.is_there(*home))?;
        if !self.hold(Fact::Member(main, home)) {
            return None;
        }
        let kind = Kind::Belonging(BelongingKind::Join);
        let told =
            self.tell(kind, main, Extent::Instant).role(Role::Member, &[main]).role(Role::Coalition, &[home]);
        Some(told.detail_at_times(40, Detail::Reason, "a common enemy").done())
    }

    /// A person takes a post in a body of his acquaintance.
    fn commission(&mut self, person: u32) -> Option<Report> {
        let body = self.other(person);
        self.fill(body, person)
    }

    fn appointment(&mut self, body: u32) -> Option<Report> {
        let k = self.chance.below(8);
        let person = self.cast.officer(body, k);
        if self.is_there(person) { self.fill(body, person) } else { None }
    }

    fn fill(&mut self, body: u32, person: u32) -> Option<Report> {
        let at = usize::try_from(self.chance.below(POSTS.len() as u64)).ok()?;
        let post = POSTS.get(at)?;
        if !self.hold(Fact::Post(person, body, at)) {
            return None;
        }
        let told = self.tell(Kind::Post(PostKind::Appointment), body, Extent::Instant);
        let told = told.role(Role::Org, &[body]).role(Role::In, &[person]).detail(Detail::Post, post);
        Some(told.detail_at_times(30, Detail::Term, "P2Y").done())
    }

    fn leader_change(&mut self, body: u32) -> Option<Report> {
        let k = self.chance.below(8);
        let person = self.cast.officer(body, k);
        let old = self.leaders.get(&body).copied();
        if !self.is_there(person) || old == Some(person) {
            return None;
        }
        self.leaders.insert(body, person);
        let told = self.tell(Kind::Post(PostKind::LeaderChange), body, Extent::Instant);
        let told = told.role(Role::Org, &[body]).role(Role::In, &[person]);
        let out: Vec<u32> = old.into_iter().collect();
        Some(if out.is_empty() { told.done() } else { told.role_at_times(600, Role::Out, &out).done() })
    }

    fn treaty(&mut self, main: u32) -> Report {
        let mut parties = vec![main];
        for _ in 0..1 + self.chance.below(3) {
            let other = self.other(main);
            if !parties.contains(&other) {
                parties.push(other);
            }
        }
        let number = self.next_id;
        self.hold(Fact::Treaty(number, parties.clone()));
        let told = self.tell(Kind::Agreement(AgreementKind::TreatySigned), main, Extent::Instant);
        told.role(Role::Party, &parties).detail(Detail::Treaty, treaty(number).as_str()).done()
    }

    fn talks(&mut self, main: u32) -> Option<Report> {
        let other = self.other(main);
        if !self.hold(Fact::Talks(main, other)) {
            return None;
        }
        let mediator = self.other(main);
        let told = self.tell(Kind::Agreement(AgreementKind::Talks), main, Extent::Instant);
        let told = told.role(Role::Party, &[main, other]).detail(Detail::Phase, "open");
        Some(told.role_at_times(200, Role::Mediator, &[mediator]).somewhere().done())
    }

    fn alliance(&mut self, main: u32) -> Option<Report> {
        let other = self.other(main);
        if !self.hold(Fact::Allied(main, other)) {
            return None;
        }
        let told = self.tell(Kind::Agreement(AgreementKind::Alliance), main, Extent::Instant);
        Some(told.role(Role::Party, &[main, other]).done())
    }

    fn fighting(&mut self, main: u32) -> Option<Report> {
        let other = self.other(main);
        if !self.hold(Fact::Hostile(main, other)) {
            return None;
        }
        let phase = if self.chance.permille(800) { "start" } else { "resumed" };
        let told = self.tell(Kind::Force(ForceKind::Hostilities), main, Extent::Instant);
        let told = told.role(Role::SideA, &[main]).role(Role::SideB, &[other]).detail(Detail::Phase, phase);
        Some(told.number_at_times(300, Detail::Dead, 90).somewhere().done())
    }

    fn presence(&mut self, main: u32) -> Option<Report> {
        let k = self.chance.below(6);
        let town = self.cast.haunt(main, k);
        if !self.hold(Fact::Present(main, town)) {
            return None;
        }
        let told = self.tell(Kind::Force(ForceKind::Deployment), main, Extent::Instant);
        let told = told.role(Role::Subject, &[main]).town(town).number_at_times(400, Detail::Count, 3000);
        Some(told.done())
    }

    /// A town changes hands; one time in a hundred a part of its region.
    fn capture(&mut self, main: u32) -> Option<Report> {
        let k = self.chance.below(6);
        let town = self.cast.haunt(main, k);
        let k = self.chance.below(8);
        let taker = if self.chance.permille(250) { main } else { self.cast.contender(town, k) };
        let old = self.holders.get(&town).copied();
        if old == Some(taker) || !self.is_fighter(taker) || !self.is_there(taker) {
            return None;
        }
        let region = self.cast.regions.get(town % self.cast.regions.len().max(1)).cloned();
        let wide = self.chance.permille(10);
        let told =
            self.tell(Kind::Force(ForceKind::Capture), taker, Extent::Instant).role(Role::By, &[taker]);
        if let Some(region) = region.filter(|_| wide) {
            let mut told = told.detail(Detail::Scope, "part");
            told.report.places.push(region);
            return Some(told.done());
        }
        let loser: Vec<u32> = old.into_iter().collect();
        let told = if loser.is_empty() { told } else { told.role_at_times(600, Role::From, &loser) };
        let told = told.town(town).number_at_times(300, Detail::Dead, 60);
        let report = told.detail_at_times(20, Detail::Temporary, "possible").done();
        self.holders.insert(town, taker);
        Some(report)
    }

    fn blockade(&mut self, main: u32) -> Option<Report> {
        let k = self.chance.below(6);
        let town = self.cast.haunt(main, k);
        let holder = self.holders.get(&town).copied().filter(|holder| *holder != main)?;
        if !self.is_there(holder) || !self.hold(Fact::Blockade(main, town)) {
            return None;
        }
        let told = self.tell(Kind::Force(ForceKind::Blockade), main, Extent::Instant);
        let told = told.role(Role::By, &[main]).role(Role::Target, &[holder]);
        Some(told.detail(Detail::Phase, "start").town(town).done())
    }

    fn sanction(&mut self, main: u32) -> Option<Report> {
        let by = self.chance.of(&self.cast.states).copied()?;
        if by == main || !self.hold(Fact::Sanction(by, main)) {
            return None;
        }
        let measure = self.chance.of(MEASURES)?;
        let told = self.tell(Kind::State(StateKind::Sanction), main, Extent::Instant);
        let told = told.role(Role::By, &[by]).role(Role::Target, &[main]).detail(Detail::Phase, "imposed");
        Some(told.detail(Detail::Measure, measure).done())
    }

    fn rename(&mut self, main: u32) -> Report {
        let times = self.names.entry(main).or_default();
        *times += 1;
        let (id, times) = (self.cast.id(main), *times);
        let told =
            self.tell(Kind::Body(BodyKind::Rename), main, Extent::Instant).role(Role::Subject, &[main]);
        let told = told.detail(Detail::NewName, &format!("{id} of the {times}th name"));
        if times == 1 {
            told.done()
        } else {
            told.detail(Detail::OldName, &format!("{id} of the {}th name", times - 1)).done()
        }
    }

    fn war(&mut self, main: u32) -> Option<Report> {
        let other = self.chance.of(&self.cast.states).copied().filter(|other| *other != main)?;
        let told = self.tell(Kind::Force(ForceKind::WarDeclared), main, Extent::Instant);
        Some(told.role(Role::By, &[main]).role(Role::Target, &[other]).done())
    }

    fn coup(&mut self, main: u32) -> Option<Report> {
        let state = self.chance.of(&self.cast.states).copied().filter(|state| *state != main)?;
        let k = self.chance.below(8);
        let new = self.cast.officer(state, k);
        if !self.is_there(new) {
            return None;
        }
        let out: Vec<u32> = self.leaders.insert(state, new).filter(|old| *old != new).into_iter().collect();
        let told = self.tell(Kind::State(StateKind::Coup), main, Extent::Instant);
        let told = told.role(Role::By, &[main]).role(Role::Target, &[state]).role(Role::In, &[new]);
        Some(if out.is_empty() { told.done() } else { told.role(Role::Out, &out).done() })
    }
}

/// The treaty of a number.
pub fn treaty(number: u64) -> annals::domain::Slug {
    slug(&format!("treaty-{number}"))
}
