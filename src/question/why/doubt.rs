//! Doubts: why a report, or what it does to a fact, is less than certain.

use crate::domain::{BodyKind, Detail, Fluent, ForceKind, Kind, Relation, Surety};
use crate::replay::{Accepted, Item, Part};

/// A doubt, what it rests on, and the rules it follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubted {
    /// Which.
    pub doubt: Doubt,
    /// Whom or what it concerns: an actor, a scope, a place; empty where it is the whole report.
    pub of: String,
    /// Numbers of the rules.
    pub rules: Vec<u8>,
}

/// Why something is less than certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The report follows from what is told only.
    Inferred,
    /// Its wording allows several readings: it decides nothing.
    Ambiguous,
    /// It was only perhaps published by then, or perhaps corrected or retracted.
    PerhapsStands,
    /// Who filled a role in it is inferred.
    Filler,
    /// Its author had the standing only perhaps, or not.
    Standing,
    /// It is one of several accounts, or of several consequences.
    Account,
    /// It tells of a part only.
    Scope,
    /// It tells of a place around or another than this one.
    Reaches,
    /// What such a report does to such a fact is at most possible.
    Consequence,
}

impl Doubt {
    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Doubt::Inferred => "inferred",
            Doubt::Ambiguous => "ambiguous",
            Doubt::PerhapsStands => "perhaps-published",
            Doubt::Filler => "inferred-role",
            Doubt::Standing => "standing",
            Doubt::Account => "one-of-several-accounts",
            Doubt::Scope => "scope",
            Doubt::Reaches => "told-of-another-place",
            Doubt::Consequence => "consequence",
        }
    }
}

/// Why a report, and the items of a fact it is behind, are less than certain.
pub(super) fn doubts_of(fact: &Fluent, accepted: &Accepted, items: &[&Item]) -> Vec<Doubted> {
    let report = &accepted.report;
    let mut all = Vec::new();
    let mut add =
        |doubt: Doubt, of: String, rules: &[u8]| all.push(Doubted { doubt, of, rules: rules.to_vec() });
    match report.surety {
        Surety::Stated => {}
        Surety::Inferred => add(Doubt::Inferred, String::new(), &[2]),
        Surety::Ambiguous => add(Doubt::Ambiguous, String::new(), &[2]),
    }
    if accepted.perhaps {
        add(Doubt::PerhapsStands, String::new(), &[5, 33]);
    }
    for filler in report.roles.values().flatten().filter(|f| f.surety < Surety::Stated) {
        if filler.actor == fact.subject || Some(&filler.actor) == fact.object.as_ref() {
            add(Doubt::Filler, filler.actor.to_string(), &[2]);
        }
    }
    let lacks = |i: &&&Item| i.standing.is_some() && (!i.certain || i.part == Part::Denied);
    if let Some(item) = items.iter().find(lacks) {
        let who: Vec<String> = item.holders.iter().map(ToString::to_string).collect();
        add(Doubt::Standing, who.join(", "), &[27]);
    }
    if items.iter().any(|i| !i.choices.is_empty()) {
        add(Doubt::Account, String::new(), &[4, 14]);
    }
    let territory = matches!(fact.relation, Relation::Controls | Relation::PresentIn | Relation::Blockades);
    if let Some(scope) = report.detail(Detail::Scope).filter(|scope| *scope != "whole") {
        add(Doubt::Scope, scope.to_owned(), if territory { &[28] } else { &[24] });
    }
    if territory
        && !report.places.is_empty()
        && !report.places.iter().any(|p| Some(p) == fact.object.as_ref())
    {
        let places: Vec<String> = report.places.iter().map(ToString::to_string).collect();
        add(Doubt::Reaches, places.join(", "), &[28]);
    }
    let weak = |i: &&Item| !i.certain && !matches!(i.part, Part::Lapse | Part::Return);
    if all.is_empty() && items.iter().any(weak) {
        let rules: &[u8] = match report.kind {
            Kind::Body(BodyKind::Merger | BodyKind::Split) => &[25],
            Kind::Force(ForceKind::Hostilities | ForceKind::Battle | ForceKind::Attack) => &[29],
            Kind::Force(_) => &[28],
            Kind::Belonging(_) => &[24],
            _ => &[14],
        };
        all.push(Doubted {
            doubt: Doubt::Consequence,
            of: report.kind.word().to_owned(),
            rules: rules.to_vec(),
        });
    }
    all.sort();
    all.dedup();
    all
}
