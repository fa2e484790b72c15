//! Fighting, places taken and left (rules R28, R29).

use annals::domain::{ActorId, Detail, Fluent, ForceKind, Kind, Pattern, PlaceId, Relation, Role};

use super::deeds::{Act, Who, Writer};
use super::waits::Wait;

const CAPTURE: Kind = Kind::Force(ForceKind::Capture);

impl Writer<'_> {
    pub(super) fn force(&mut self, kind: ForceKind) {
        match kind {
            ForceKind::WarDeclared => {
                for ((a, x), (b, y)) in self.pairs(Role::By, Role::Target) {
                    self.begin(Fluent::two(Relation::AtWar, &a, &b), x && y, &[&a, &b]);
                }
            }
            ForceKind::Hostilities => self.hostilities(),
            ForceKind::Battle => self.fight(Role::SideA, Role::SideB),
            ForceKind::Attack => self.fight(Role::By, Role::Target),
            ForceKind::Capture => {
                self.fight(Role::By, Role::From);
                self.everywhere(Writer::capture);
            }
            ForceKind::Withdrawal => self.everywhere(Writer::withdrawal),
            ForceKind::Deployment => {
                for place in self.deal.places.clone() {
                    for (who, stated) in self.role(Role::Subject) {
                        self.begin(Fluent::two(Relation::PresentIn, &who, &place), stated, &[&who]);
                    }
                }
            }
            ForceKind::Blockade => self.blockade(),
        }
    }

    fn hostilities(&mut self) {
        for ((a, x), (b, y)) in self.pairs(Role::SideA, Role::SideB) {
            let hostile = Fluent::two(Relation::Hostile, &a, &b);
            match self.detail(Detail::Phase) {
                Some("start" | "resumed") => {
                    self.begin(hostile, x && y, &[&a, &b]);
                    self.end(&Fluent::two(Relation::Allied, &a, &b), false, false);
                }
                Some("ongoing" | "whole") => self.observe(hostile, x && y),
                Some("suspended" | "ended") => self.end(&hostile, x && y, true),
                Some("abated") => self.end_perhaps(&hostile, x && y),
                _ => {}
            }
        }
    }

    /// Who fights is seen to be hostile.
    fn fight(&mut self, a: Role, b: Role) {
        for ((a, x), (b, y)) in self.pairs(a, b) {
            self.observe(Fluent::two(Relation::Hostile, &a, &b), x && y);
        }
    }

    /// The places named, in full; and those around which others are named, as far as the report reaches.
    fn everywhere(&mut self, effects: fn(&mut Self, &PlaceId, bool)) {
        // Some towns of a region are not the region.
        let some = |word: &str| self.deal.kind == CAPTURE && self.is(Detail::Scope, word);
        let all = !["some", "part", "remainder"].into_iter().any(some);
        for place in &self.deal.places {
            effects(self, place, all);
        }
        let whole = self.is(Detail::Scope, "whole");
        for place in self.map.reached(self.deal) {
            effects(self, &place, whole);
        }
    }

    /// A place changes hands; where it is not told outright, only if a loser that is named holds it.
    fn capture(&mut self, place: &PlaceId, outright: bool) {
        let known = self.deeds.len();
        let (takers, losers) = (self.role(Role::By), self.role(Role::From));
        let controls = |who: &Who| Fluent::two(Relation::Controls, &who.0, place);
        for loser in &losers {
            self.end(&controls(loser), loser.1 && outright, outright);
        }
        for taker in &takers {
            self.begin(controls(taker), taker.1 && outright, &[&taker.0]);
        }
        // Taken it is, however surely the takers are named.
        let pattern =
            Pattern { relation: Relation::Controls, subject: None, object: Some(place.clone()), value: None };
        let except = takers.iter().map(|(who, _)| who.clone()).collect();
        self.push(Act::End { pattern, explicit: false, except }, outright, &[]);
        let only_if: Vec<Fluent> = if outright { Vec::new() } else { losers.iter().map(controls).collect() };
        self.deeds[known..].iter_mut().for_each(|d| d.only_if.clone_from(&only_if));
        if outright {
            self.for_a_time(place, &takers);
        }
    }

    /// What is taken for a time may be lost again, and those who lost it may have it back.
    fn for_a_time(&mut self, place: &PlaceId, takers: &[Who]) {
        let back = |who: Option<ActorId>, since, wait| Act::Return {
            pattern: Pattern {
                relation: Relation::Controls,
                subject: who,
                object: Some(place.clone()),
                value: None,
            },
            except: takers.iter().map(|(who, _)| who.clone()).collect(),
            since,
            wait,
        };
        if !matches!(self.detail(Detail::Temporary), Some("yes" | "possible")) {
            return;
        }
        // Losers that are named may be back, or else whoever was displaced.
        let mut losers: Vec<Option<ActorId>> =
            self.role(Role::From).into_iter().map(|(who, _)| Some(who)).collect();
        if losers.is_empty() {
            losers.push(None);
        }
        let (begin, end) = (self.deal.begin, self.deal.end);
        if !self.deal.spell {
            for (who, _) in takers {
                let fluent = Fluent::two(Relation::Controls, who, place);
                self.push(Act::Lapse { fluent, wait: Wait::DAY, until_begun_anew: false }, false, &[]);
            }
            for who in losers {
                self.push(back(who, begin, Wait::DAY), false, &[]);
            }
        } else if !self.deal.end_is_open {
            // The told end ends the hold; from that day on it may be theirs again.
            for who in losers {
                self.push(back(who, begin, Wait::NONE), false, &[]);
                if let Some(deed) = self.deeds.last_mut() {
                    deed.node = end;
                }
            }
        }
    }

    fn withdrawal(&mut self, place: &PlaceId, outright: bool) {
        let known = self.deeds.len();
        for (who, stated) in self.role(Role::Subject) {
            self.end(&Fluent::two(Relation::Controls, &who, place), stated && outright, false);
            self.end(&Fluent::two(Relation::PresentIn, &who, place), stated && outright, outright);
        }
        // Over when it is over.
        let end = self.deal.end;
        self.deeds[known..].iter_mut().for_each(|d| d.node = end);
    }

    /// Cuts a place off, and shows who holds it.
    fn blockade(&mut self) {
        for place in self.deal.places.clone() {
            for (by, stated) in self.role(Role::By) {
                let fluent = Fluent::two(Relation::Blockades, &by, &place);
                match self.detail(Detail::Phase) {
                    Some("ongoing") => self.observe(fluent, stated),
                    Some("ended") => self.end(&fluent, stated, true),
                    _ => self.begin(fluent, stated, &[&by]),
                }
            }
            for (target, stated) in self.role(Role::Target) {
                self.observe(Fluent::two(Relation::Controls, &target, &place), stated);
            }
        }
    }
}
