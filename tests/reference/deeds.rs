//! What each kind does to which fluents, straight from the table of kinds.

use std::collections::BTreeMap;

use annals::domain::{
    ActorId, ActorKind, Arg, Day, Detail, Filler, Fluent, Kind, Pattern, Persistence, Relation, ReportId,
    Role, Slug, Surety, Unit,
};

use super::accounts::Deal;
use super::network::Node;
use super::places::Gazetteer;
use super::waits::Wait;

/// What is done.
#[derive(Clone, PartialEq)]
pub enum Act {
    Begin {
        fluent: Fluent,
        birth: bool,
    },
    End {
        pattern: Pattern,
        explicit: bool,
        except: Vec<ActorId>,
    },
    Observe {
        fluent: Fluent,
        at_least_until: Option<Day>,
    },
    Prove {
        fluent: Fluent,
    },
    Affirm {
        fluent: Fluent,
    },
    Deny {
        fluent: Fluent,
    },
    DenyReport {
        report: ReportId,
    },
    /// May end what the same happening began, once, from some time after on.
    Lapse {
        fluent: Fluent,
        wait: Wait,
        until_begun_anew: bool,
    },
    /// May bring back, once, those who were displaced at `since`, from some time after on.
    Return {
        pattern: Pattern,
        except: Vec<ActorId>,
        since: Node,
        wait: Wait,
    },
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
    /// In a world there is no such effect unless one of these holds at the dawn of the day (rule R28).
    pub only_if: Vec<Fluent>,
    pub ids: Vec<ReportId>,
    pub unit: Unit,
    /// The date is written open on one side at least.
    pub loose: bool,
}

pub type Cast = BTreeMap<ActorId, ActorKind>;

/// Life of a person, existence of anything else.
pub fn being(cast: &Cast, actor: &Slug) -> Fluent {
    let person = cast.get(actor) == Some(&ActorKind::Person);
    Fluent::one(if person { Relation::Alive } else { Relation::Exists }, actor)
}

/// The effects of one happening.
pub fn deeds(deal: &Deal, cast: &Cast, map: &Gazetteer) -> Vec<Deed> {
    let mut writer = Writer { deal, cast, map, deeds: Vec::new() };
    if deal.surety != Surety::Ambiguous {
        writer.evidence();
        writer.effects();
        writer.spell_end();
    }
    writer.deeds.retain(|deed| !of_itself(&deed.act));
    writer.deeds
}

/// Nobody is a member, a founder or a rival of itself, whatever a correction or a second id makes of a report.
fn of_itself(act: &Act) -> bool {
    let one = |relation: Relation, subject: &Slug, object: &Option<Slug>| {
        matches!(relation.declaration().object, Some(Arg::Actor { .. })) && object.as_ref() == Some(subject)
    };
    match act {
        Act::Begin { fluent, .. }
        | Act::Observe { fluent, .. }
        | Act::Prove { fluent }
        | Act::Affirm { fluent }
        | Act::Deny { fluent }
        | Act::Lapse { fluent, .. } => one(fluent.relation, &fluent.subject, &fluent.object),
        Act::End { pattern, .. } | Act::Return { pattern, .. } => {
            pattern.subject.as_ref().is_some_and(|subject| one(pattern.relation, subject, &pattern.object))
        }
        Act::DenyReport { .. } => false,
    }
}

pub(super) struct Writer<'a> {
    pub(super) deal: &'a Deal,
    pub(super) cast: &'a Cast,
    pub(super) map: &'a Gazetteer,
    pub(super) deeds: Vec<Deed>,
}

pub(super) type Who = (ActorId, bool);

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
            only_if: Vec::new(),
            ids: self.deal.ids.clone(),
            unit: self.deal.unit,
            loose: self.deal.loose,
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

    pub(super) fn birth(&mut self, body: &ActorId, firm: bool) {
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

    /// What was given for a term may be over from then on; a later beginning is not touched (rule R31).
    pub(super) fn term(&mut self, fluent: Fluent) {
        if let Some(wait) = self.detail(Detail::Term).and_then(Wait::parse) {
            self.push(Act::Lapse { fluent, wait, until_begun_anew: true }, false, &[]);
        }
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

    pub(super) fn proof(&mut self, actor: &ActorId, stated: bool) {
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
}

/// Posts of a person, of a body, or of one in the other.
pub fn posts(person: Option<&Slug>, body: Option<&Slug>) -> Pattern {
    Pattern { relation: Relation::HoldsPost, subject: person.cloned(), object: body.cloned(), value: None }
}
