//! What each kind does to which fluents, straight from the table of kinds.

use std::collections::BTreeMap;

use annals::domain::{
    ActorId, ActorKind, BelongingKind, BodyKind, Day, Detail, Filler, Fluent, Kind, Pattern, Persistence,
    Relation, ReportId, Role, Slug, Surety, Unit,
};

use super::accounts::Deal;
use super::network::Node;

/// What is done.
#[derive(Clone, PartialEq)]
pub enum Act {
    Begin { fluent: Fluent, birth: bool },
    End { pattern: Pattern, explicit: bool, except: Vec<ActorId> },
    Observe { fluent: Fluent, at_least_until: Option<Day> },
    Prove { fluent: Fluent },
    Affirm { fluent: Fluent },
    Deny { fluent: Fluent },
    DenyReport { report: ReportId },
}

/// One effect of one happening.
#[derive(Clone)]
pub struct Deed {
    pub act: Act,
    pub node: Node,
    /// Last instant of an observation; else the same.
    pub until: Node,
    /// In every world, or at most possible.
    pub firm: bool,
    /// Told outright by a stated report, whether it came about or not.
    pub told: bool,
    /// Ends on its last day what it began at `until`.
    pub ends_spell: bool,
    /// Must not be certainly out of existence.
    pub needs: Vec<ActorId>,
    /// Any of these must hold at the dawn of the day (rule R27).
    pub standing: Vec<Fluent>,
    pub ids: Vec<ReportId>,
    pub unit: Unit,
}

pub type Cast = BTreeMap<ActorId, ActorKind>;

/// Life of a person, existence of anything else.
pub fn being(cast: &Cast, actor: &Slug) -> Fluent {
    let person = cast.get(actor) == Some(&ActorKind::Person);
    Fluent::one(if person { Relation::Alive } else { Relation::Exists }, actor)
}

/// The effects of one happening.
pub fn deeds(deal: &Deal, cast: &Cast) -> Vec<Deed> {
    let mut writer = Writer { deal, cast, deeds: Vec::new() };
    if deal.surety != Surety::Ambiguous {
        writer.evidence();
        writer.effects();
        writer.spell_end();
    }
    writer.deeds
}

pub(super) struct Writer<'a> {
    pub(super) deal: &'a Deal,
    pub(super) cast: &'a Cast,
    deeds: Vec<Deed>,
}

type Who = (ActorId, bool);

impl Writer<'_> {
    pub(super) fn role(&self, role: Role) -> Vec<Who> {
        let fillers: &[Filler] = self.deal.roles.get(&role).map_or(&[], Vec::as_slice);
        fillers
            .iter()
            .filter(|f| f.surety != Surety::Ambiguous)
            .map(|f| (f.actor.clone(), f.surety == Surety::Stated))
            .collect()
    }

    pub(super) fn detail(&self, detail: Detail) -> Option<&str> {
        self.deal.details.get(&detail).map(String::as_str)
    }

    pub(super) fn is(&self, detail: Detail, word: &str) -> bool {
        self.detail(detail) == Some(word)
    }

    pub(super) fn person(&self, actor: &ActorId) -> bool {
        self.cast.get(actor) == Some(&ActorKind::Person)
    }

    pub(super) fn push(&mut self, act: Act, firm: bool, needs: &[&ActorId]) {
        let told = firm && self.deal.surety == Surety::Stated;
        let firm = told;
        let until = if matches!(act, Act::Observe { .. }) { self.deal.end } else { self.deal.begin };
        self.deeds.push(Deed {
            act,
            node: self.deal.begin,
            until,
            firm,
            told,
            ends_spell: false,
            needs: needs.iter().map(|n| (*n).clone()).collect(),
            standing: Vec::new(),
            ids: self.deal.ids.clone(),
            unit: self.deal.unit,
        });
    }

    pub(super) fn begin(&mut self, fluent: Fluent, firm: bool, needs: &[&ActorId]) {
        if fluent.relation == Relation::DirectMemberOf {
            // Who joins again has not left.
            let left = Fluent { relation: Relation::Left, ..fluent.clone() };
            self.push(
                Act::End { pattern: Pattern::exactly(&left), explicit: false, except: vec![] },
                firm,
                needs,
            );
        }
        self.push(Act::Begin { fluent, birth: false }, firm, needs);
    }

    fn birth(&mut self, body: &ActorId, firm: bool) {
        self.push(Act::Begin { fluent: Fluent::one(Relation::Exists, body), birth: true }, firm, &[]);
    }

    pub(super) fn end(&mut self, fluent: &Fluent, firm: bool, explicit: bool) {
        self.push(Act::End { pattern: Pattern::exactly(fluent), explicit, except: vec![] }, firm, &[]);
    }

    /// Where the source tells of it, but leaves open whether it ended for good.
    pub(super) fn end_perhaps(&mut self, fluent: &Fluent, told: bool) {
        self.end(fluent, told, true);
        if let Some(deed) = self.deeds.last_mut() {
            deed.firm = false;
        }
    }

    pub(super) fn end_all(&mut self, pattern: Pattern, firm: bool) {
        self.push(Act::End { pattern, explicit: false, except: vec![] }, firm, &[]);
    }

    pub(super) fn observe(&mut self, fluent: Fluent, firm: bool) {
        let at_least_until = (self.deal.spell && self.deal.end_is_open).then_some(self.deal.published);
        self.push(Act::Observe { fluent, at_least_until }, firm, &[]);
    }

    /// Every filler of an active role, if told outright, exists from then on (rule R18).
    fn evidence(&mut self) {
        for usage in self.deal.kind.grammar().roles.iter().filter(|u| u.active) {
            for (actor, stated) in self.role(usage.role) {
                self.proof(&actor, stated);
            }
        }
    }

    fn proof(&mut self, actor: &ActorId, stated: bool) {
        if stated && self.deal.surety == Surety::Stated {
            let fluent = being(self.cast, actor);
            self.push(Act::Prove { fluent }, true, &[]);
        }
    }

    /// What a spell began ends on its last day.
    fn spell_end(&mut self) {
        if !self.deal.spell || self.deal.end_is_open {
            return;
        }
        for mut deed in self.deeds.clone() {
            let Act::Begin { fluent, .. } = &deed.act else { continue };
            if fluent.relation.declaration().persistence == Persistence::UntilEnded {
                let pattern = Pattern::exactly(fluent);
                deed.act = Act::End { pattern, explicit: false, except: vec![] };
                deed.node = self.deal.end;
                deed.ends_spell = true;
                self.deeds.push(deed);
            }
        }
    }

    pub(super) fn pairs(&self, a: Role, b: Role) -> Vec<(Who, Who)> {
        let mut pairs = Vec::new();
        for x in self.role(a) {
            for y in self.role(b).into_iter().filter(|y| y.0 != x.0) {
                pairs.push((x.clone(), y));
            }
        }
        if a == b {
            pairs.retain(|(x, y)| x.0 < y.0);
        }
        pairs
    }

    fn member(&mut self, (member, a): &Who, (body, b): &Who) {
        let fluent = Fluent::two(Relation::DirectMemberOf, member, body);
        self.begin(fluent, *a && *b, &[member, body]);
    }

    /// Founders; persons belong to what they found, bodies to a coalition (rule R23).
    fn founded(&mut self, (body, a): &Who, (founder, b): &Who) {
        self.begin(Fluent::two(Relation::FoundedBy, body, founder), *a && *b, &[founder]);
        let coalition = self.cast.get(body) == Some(&ActorKind::Coalition);
        let belongs = match self.cast.get(founder) {
            Some(ActorKind::Person) => true,
            Some(ActorKind::Faction | ActorKind::Coalition | ActorKind::State | ActorKind::Party) => {
                coalition
            }
            _ => false,
        };
        if belongs {
            self.member(&(founder.clone(), *b), &(body.clone(), *a));
        }
    }

    /// A member goes: membership, posts there, and every path (rules R17, R22, R26).
    fn leaves(&mut self, (member, a): &Who, (body, b): &Who, full: bool) {
        let firm = *a && *b && full;
        let membership = Fluent::two(Relation::DirectMemberOf, member, body);
        if full {
            self.end(&membership, firm, true);
        } else {
            self.end_perhaps(&membership, *a && *b);
        }
        self.push(Act::Begin { fluent: Fluent::two(Relation::Left, member, body), birth: false }, firm, &[]);
        self.end_all(posts(Some(member), Some(body)), firm);
    }

    fn effects(&mut self) {
        match self.deal.kind {
            Kind::Body(kind) => self.body(kind),
            Kind::Belonging(kind) => self.belonging(kind),
            Kind::Post(kind) => self.post(kind),
            Kind::Agreement(kind) => self.agreement(kind),
            Kind::Force(kind) => self.force(kind),
            Kind::State(kind) => self.state(kind),
            Kind::Speech(kind) => self.speech(kind),
        }
    }

    fn body(&mut self, kind: BodyKind) {
        match kind {
            BodyKind::Formation => {
                for body in self.role(Role::Subject) {
                    self.birth(&body.0, body.1);
                    for member in self.role(Role::Member) {
                        self.member(&member, &body);
                    }
                    for founder in self.role(Role::Founder) {
                        self.founded(&body, &founder);
                    }
                }
            }
            BodyKind::Merger => self.merger(),
            BodyKind::Split => self.split(),
            BodyKind::Dissolution => {
                let by = self.role(Role::By);
                for (body, stated) in self.role(Role::Subject) {
                    self.end(&Fluent::one(Relation::Exists, &body), stated, true);
                    if !by.is_empty() && by.iter().all(|(who, _)| *who != body) {
                        let standing = by.iter().map(|(who, _)| Fluent::post(who, &body, "leader")).collect();
                        if let Some(deed) = self.deeds.last_mut() {
                            deed.standing = standing;
                        }
                    }
                }
            }
            BodyKind::Rename => {}
        }
    }

    fn merger(&mut self) {
        let absorbed = self.is(Detail::Mode, "absorption");
        for result in self.role(Role::Result) {
            if !absorbed {
                self.birth(&result.0, result.1);
            }
            for constituent in self.role(Role::Constituent) {
                let firm = result.1 && constituent.1;
                let into = if absorbed { Relation::AbsorbedInto } else { Relation::MergedInto };
                self.begin(Fluent::two(into, &constituent.0, &result.0), firm, &[]);
            }
            for founder in self.role(Role::Founder) {
                self.founded(&result, &founder);
            }
        }
        for (constituent, stated) in self.role(Role::Constituent) {
            let default = if absorbed { "no" } else { "yes" };
            let word = self.detail(Detail::ConstituentsEnd).unwrap_or(default).to_owned();
            if word != "no" && !absorbed {
                let exists = Fluent::one(Relation::Exists, &constituent);
                if word == "yes" {
                    self.end(&exists, stated, true);
                } else {
                    self.end_perhaps(&exists, stated);
                }
            }
        }
    }

    fn split(&mut self) {
        let by: Vec<Who> = self.role(Role::By).into_iter().filter(|(who, _)| self.person(who)).collect();
        for result in self.role(Role::Result) {
            self.birth(&result.0, result.1);
            for (parent, stated) in self.role(Role::Parent) {
                let fluent = Fluent::two(Relation::SplitFrom, &result.0, &parent);
                self.begin(fluent, stated && result.1, &[]);
            }
            for who in by.iter().cloned().chain(self.role(Role::Founder)) {
                self.founded(&result, &who);
            }
            for kept in self.role(Role::Keeps) {
                self.member(&result, &kept);
            }
        }
        for parent in self.role(Role::Parent) {
            for who in &by {
                self.leaves(who, &parent, true);
            }
            let exists = Fluent::one(Relation::Exists, &parent.0);
            match self.detail(Detail::ParentSurvives) {
                Some("no") => self.end(&exists, parent.1, true),
                Some("unknown") => self.end_perhaps(&exists, parent.1),
                Some("yes") => self.proof(&parent.0, parent.1),
                _ => {}
            }
        }
    }

    fn belonging(&mut self, kind: BelongingKind) {
        let scope = self.detail(Detail::Scope).map(str::to_owned);
        let full = scope.as_deref() != Some("part");
        if scope.as_deref() == Some("some") {
            return;
        }
        match kind {
            BelongingKind::Join => {
                for member in self.role(Role::Member) {
                    for body in self.role(Role::Coalition) {
                        let (sure, fluent) = (
                            member.1 && body.1 && full,
                            Fluent::two(Relation::DirectMemberOf, &member.0, &body.0),
                        );
                        self.begin(fluent, sure, &[&member.0, &body.0]);
                    }
                    for body in self.role(Role::From) {
                        self.leaves(&member, &body, full);
                    }
                }
            }
            BelongingKind::Leave => {
                for member in self.role(Role::Member) {
                    for body in self.role(Role::Coalition).into_iter().chain(self.role(Role::Org)) {
                        self.leaves(&member, &body, full);
                    }
                }
            }
            BelongingKind::Expulsion => {
                let (by, org) = (self.role(Role::By), self.role(Role::Org));
                for target in self.role(Role::Target) {
                    if org.is_empty() {
                        for body in &by {
                            self.leaves(&target, body, true);
                        }
                    }
                    for body in &org {
                        if by.iter().any(|(who, _)| *who == body.0) {
                            self.leaves(&target, body, true);
                        } else {
                            let fluent = Fluent::two(Relation::DirectMemberOf, &target.0, &body.0);
                            self.push(Act::Deny { fluent }, true, &[]);
                        }
                    }
                }
            }
            BelongingKind::Defection => {
                for who in self.role(Role::Subject) {
                    if !self.person(&who.0) && scope.as_deref() != Some("whole") {
                        continue;
                    }
                    for body in self.role(Role::From) {
                        self.leaves(&who, &body, full);
                    }
                    for body in self.role(Role::To) {
                        let fluent = Fluent::two(Relation::DirectMemberOf, &who.0, &body.0);
                        self.begin(fluent, who.1 && body.1 && full, &[&who.0, &body.0]);
                    }
                }
            }
        }
    }
}

/// Posts of a person, of a body, or of one in the other.
pub fn posts(person: Option<&Slug>, body: Option<&Slug>) -> Pattern {
    Pattern { relation: Relation::HoldsPost, subject: person.cloned(), object: body.cloned(), value: None }
}
