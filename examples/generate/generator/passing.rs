//! What happens and passes: fights, meetings, votes, words; what is only seen.

use annals::domain::{
    ActorKind, AgreementKind, Content, Detail, Fluent, ForceKind, HintKind, Kind, PostKind, Proposition,
    Relation, Report, Role, SpeechKind, StateKind,
};

use super::begins::POSTS;
use super::dates::Extent;
use super::story::Story;

/// How often each kind, of a thousand.
const PASSING: &[(u64, Kind)] = &[
    (110, Kind::Force(ForceKind::Battle)),
    (120, Kind::Force(ForceKind::Attack)),
    (35, Kind::Force(ForceKind::Hostilities)),
    (5, Kind::Force(ForceKind::Blockade)),
    (110, Kind::Agreement(AgreementKind::Meeting)),
    (20, Kind::Agreement(AgreementKind::Talks)),
    (30, Kind::Agreement(AgreementKind::Alliance)),
    (20, Kind::Post(PostKind::Arrest)),
    (10, Kind::Post(PostKind::Kidnapping)),
    (30, Kind::State(StateKind::Vote)),
    (110, Kind::State(StateKind::Protest)),
    (110, Kind::State(StateKind::StateAct)),
    (80, Kind::Speech(SpeechKind::Declaration)),
    (60, Kind::Speech(SpeechKind::Accusation)),
    (20, Kind::Speech(SpeechKind::Dispute)),
    (40, Kind::Speech(SpeechKind::Report)),
    (50, Kind::Speech(SpeechKind::StrengthReport)),
    (40, Kind::Speech(SpeechKind::Status)),
];

impl Story {
    /// Something that begins and ends nothing, with `main` in it.
    pub fn passing(&mut self, main: u32) -> Report {
        if self.cast.is_person(main) {
            return self.of_a_person(main);
        }
        let kind = self.chance.weighed(PASSING, Kind::Agreement(AgreementKind::Meeting));
        match kind {
            Kind::Force(kind) => self.force(kind, main),
            Kind::Agreement(kind) => self.dealing(kind, main),
            Kind::Post(kind) => {
                let k = self.chance.below(8);
                let victim = self.cast.officer(main, k);
                let told = self.tell(Kind::Post(kind), main, Extent::Instant);
                told.role(Role::Target, &[victim]).role(Role::By, &[main]).somewhere().done()
            }
            Kind::State(kind) => self.of_a_state(kind, main),
            Kind::Speech(kind) => self.speech(kind, main),
            Kind::Body(_) | Kind::Belonging(_) => {
                let told = self.tell(Kind::State(StateKind::StateAct), main, Extent::Instant);
                told.role(Role::By, &[main]).done()
            }
        }
    }

    fn of_a_person(&mut self, main: u32) -> Report {
        let other = self.other(main);
        match self.chance.below(10) {
            0..4 => {
                let told = self.tell(Kind::Agreement(AgreementKind::Meeting), main, Extent::Instant);
                told.role(Role::Party, &[main, other]).somewhere().done()
            }
            4..6 => {
                let told = self.tell(Kind::Post(PostKind::Arrest), main, Extent::Instant);
                told.role(Role::Target, &[main]).role(Role::By, &[other]).somewhere().done()
            }
            6..8 => self.speech(SpeechKind::Declaration, main),
            _ => self.speech(SpeechKind::Accusation, main),
        }
    }

    fn force(&mut self, kind: ForceKind, main: u32) -> Report {
        let other = self.other(main);
        match kind {
            ForceKind::Hostilities if self.chance.permille(600) => self.campaign(main, other),
            ForceKind::Hostilities => {
                let told = self.tell(Kind::Force(kind), main, Extent::Ongoing);
                let told = told.role(Role::SideA, &[main]).role(Role::SideB, &[other]);
                told.detail(Detail::Phase, "ongoing").number_at_times(300, Detail::Displaced, 9000).done()
            }
            ForceKind::Blockade => {
                let k = self.chance.below(6);
                let town = self.cast.haunt(main, k);
                let told = self.tell(Kind::Force(kind), main, Extent::Instant);
                let told = told.role(Role::By, &[main]).role(Role::Target, &[]);
                told.detail(Detail::Phase, "ongoing").town(town).done()
            }
            ForceKind::Attack => {
                let told = self.tell(Kind::Force(kind), main, Extent::Instant);
                let told = told.role(Role::By, &[main]).role(Role::Target, &[other]).somewhere();
                told.number_at_times(500, Detail::Dead, 40).number_at_times(300, Detail::Wounded, 80).done()
            }
            _ => {
                let at = self.campaign.clone().filter(|(_, _, _, _, to)| self.day <= *to);
                let (a, b) = at.as_ref().map_or((main, other), |(_, a, b, _, _)| (*a, *b));
                let both = self.is_there(a) && self.is_there(b);
                let (a, b) = if both { (a, b) } else { (main, other) };
                let told = self.tell(Kind::Force(ForceKind::Battle), a, Extent::Instant);
                let told = told.role(Role::SideA, &[a]).role(Role::SideB, &[b]).somewhere();
                let told = told.number_at_times(600, Detail::Dead, 120);
                match at.filter(|_| both) {
                    // Only while the last days of both are told to the day can it lie within.
                    Some((spell, ..)) if told.report.date.text.len() == 10 => {
                        told.hint(HintKind::PartOf, spell).done()
                    }
                    _ => told.done(),
                }
            }
        }
    }

    /// Fighting over weeks, told as a whole.
    fn campaign(&mut self, a: u32, b: u32) -> Report {
        let length = 5 + self.chance.days(100);
        let told = self.tell(Kind::Force(ForceKind::Hostilities), a, Extent::Spell(length));
        let told = told.role(Role::SideA, &[a]).role(Role::SideB, &[b]).detail(Detail::Phase, "whole");
        let report = told.number_at_times(500, Detail::Dead, 2000).done();
        self.campaign = Some((report.id.clone(), a, b, self.day, self.day + length));
        report
    }

    fn dealing(&mut self, kind: AgreementKind, main: u32) -> Report {
        let other = self.other(main);
        let third = self.other(main);
        match kind {
            AgreementKind::Talks => {
                let told = self.tell(Kind::Agreement(kind), main, Extent::Ongoing);
                told.role(Role::Party, &[main, other]).detail(Detail::Phase, "ongoing").done()
            }
            AgreementKind::Alliance => {
                let told = self.tell(Kind::Agreement(kind), main, Extent::Instant);
                told.role(Role::Party, &[main, other]).detail(Detail::Form, "patrols").somewhere().done()
            }
            _ => {
                let told = self.tell(Kind::Agreement(AgreementKind::Meeting), main, Extent::Instant);
                told.role(Role::Party, &[main, other])
                    .role_at_times(150, Role::Mediator, &[third])
                    .somewhere()
                    .done()
            }
        }
    }

    fn of_a_state(&mut self, kind: StateKind, main: u32) -> Report {
        let other = self.other(main);
        let told = self.tell(Kind::State(kind), main, Extent::Instant);
        match kind {
            StateKind::Vote => told.role(Role::Org, &[main]).role_at_times(500, Role::By, &[main]).done(),
            StateKind::Protest => {
                let told =
                    told.role(Role::By, &[main]).role_at_times(500, Role::Against, &[other]).somewhere();
                told.number_at_times(100, Detail::Dead, 12).done()
            }
            _ => {
                let told = told.role(Role::By, &[main]).role_at_times(300, Role::Target, &[other]);
                told.detail_at_times(200, Detail::Reason, "security").done()
            }
        }
    }

    fn speech(&mut self, kind: SpeechKind, main: u32) -> Report {
        let other = self.other(main);
        let said = self.said(main, other);
        let k = self.chance.below(8);
        let officer = self.cast.officer(main, k);
        let seen = self.is_fighter(main) && self.chance.permille(500);
        let home = self.cast.home(main, k % 2).filter(|home| *home != main && self.is_there(*home));
        let post = self.chance.of(POSTS).copied().unwrap_or("envoy");
        let extent = if kind == SpeechKind::Status { Extent::Ongoing } else { Extent::Instant };
        let told = self.tell(Kind::Speech(kind), main, extent);
        let mut told = match kind {
            SpeechKind::Declaration => told.role(Role::By, &[main]),
            SpeechKind::Accusation => told.role(Role::By, &[main]).role(Role::Target, &[other]),
            SpeechKind::Dispute => told.role(Role::By, &[main]).role(Role::Against, &[other]),
            SpeechKind::Report => told.role(Role::Source, &[main]).role_at_times(500, Role::About, &[other]),
            SpeechKind::StrengthReport => {
                let told = told.role(Role::Subject, &[other]).role(Role::Source, &[main]);
                told.number_at_times(1000, Detail::Count, 20_000).detail(Detail::Unit, "fighters")
            }
            SpeechKind::Status => match home.filter(|_| !seen) {
                Some(home) => told.role(Role::Member, &[main]).role(Role::Coalition, &[home]),
                None => {
                    told.role(Role::Subject, &[officer]).role(Role::Org, &[main]).detail(Detail::Post, post)
                }
            },
        };
        let claims = matches!(kind, SpeechKind::Declaration | SpeechKind::Dispute | SpeechKind::Report);
        told.report.says.extend(said.filter(|_| claims));
        told.done()
    }

    /// What somebody says of himself and another, in two of five cases.
    fn said(&mut self, main: u32, other: u32) -> Option<Proposition> {
        if !self.chance.permille(400) || self.cast.kind(main) == ActorKind::Coalition {
            return None;
        }
        let relation = self.chance.weighed(
            &[(50, Relation::Allied), (30, Relation::Hostile), (20, Relation::Cooperating)],
            Relation::Allied,
        );
        let fact = Fluent::two(relation, &self.cast.id(main), &self.cast.id(other));
        Some(Proposition { affirmed: self.chance.permille(400), content: Content::Fact(fact) })
    }
}
