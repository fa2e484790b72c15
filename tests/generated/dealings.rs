//! Treaties, talks, alliances, hostilities and sanctions; meetings, votes, protests and acts of state.

use annals::domain::{AgreementKind, Detail, ForceKind, Kind, Role, Slug, StateKind};
use proptest::prelude::*;
use proptest::sample::select;

use super::cast::{anybody, body, faction, few, made, maybe, without};
use super::{Happening, slug};

pub fn agreements() -> impl Strategy<Value = Happening> {
    let treaty = || (Detail::Treaty, Some("t"));
    let agreement = |kind| Kind::Agreement(kind);
    let signed = (body(), few(body(), 2)).prop_map(move |(one, mut more)| {
        more.push(one);
        made(agreement(AgreementKind::TreatySigned), vec![(Role::Party, more)], vec![treaty()], true)
    });
    let withdrawn = body().prop_map(move |by| {
        made(agreement(AgreementKind::TreatyWithdrawn), vec![(Role::By, vec![by])], vec![treaty()], false)
    });
    let terminated = few(body(), 1).prop_map(move |by| {
        made(agreement(AgreementKind::TreatyTerminated), vec![(Role::By, by)], vec![treaty()], false)
    });
    prop_oneof![3 => signed, 2 => withdrawn, 1 => terminated]
}

pub fn relations() -> impl Strategy<Value = Happening> {
    let pair = || vec![(Role::Party, vec![slug("a"), slug("b")])];
    let alliance =
        (maybe(&["joint-operation"]), prop::bool::weighted(0.2)).prop_map(move |(form, ongoing)| {
            let details = vec![(Detail::Form, form), (Detail::Phase, ongoing.then_some("ongoing"))];
            made(Kind::Agreement(AgreementKind::Alliance), pair(), details, true)
        });
    let end =
        Just(()).prop_map(move |()| made(Kind::Agreement(AgreementKind::AllianceEnd), pair(), vec![], false));
    let phases = vec!["start", "start", "ongoing", "whole", "suspended", "resumed", "abated", "ended"];
    let hostilities = select(phases).prop_map(|phase| {
        let roles = vec![(Role::SideA, vec![slug("a")]), (Role::SideB, vec![slug("b")])];
        let lasts = matches!(phase, "start" | "ongoing" | "whole" | "resumed");
        made(Kind::Force(ForceKind::Hostilities), roles, vec![(Detail::Phase, Some(phase))], lasts)
    });
    let sanction = (select(vec!["imposed", "lifted"]), anybody()).prop_map(|(phase, t)| {
        let roles = vec![(Role::By, vec![slug("k")]), (Role::Target, without(vec![t], &slug("k")))];
        made(Kind::State(StateKind::Sanction), roles, vec![(Detail::Phase, Some(phase))], phase == "imposed")
    });
    prop_oneof![3 => alliance, 1 => end, 3 => hostilities, 2 => sanction]
}

pub fn talks() -> impl Strategy<Value = Happening> {
    let phases = vec!["open", "open", "ongoing", "suspended", "left", "closed"];
    (faction(), few(faction(), 2), few(faction(), 1), select(phases), few(body(), 1)).prop_map(
        |(one, mut more, by, phase, mediator)| {
            more.extend([one, slug("b")]);
            let by: Vec<Slug> = by.into_iter().filter(|x| more.contains(x) && phase != "open").collect();
            let roles = vec![(Role::Party, more), (Role::By, by), (Role::Mediator, mediator)];
            let lasts = matches!(phase, "open" | "ongoing");
            made(Kind::Agreement(AgreementKind::Talks), roles, vec![(Detail::Phase, Some(phase))], lasts)
        },
    )
}

/// Who fights whom, beside hostilities.
pub fn fights() -> impl Strategy<Value = Happening> {
    let kinds = [ForceKind::WarDeclared, ForceKind::WarDeclared, ForceKind::Battle, ForceKind::Attack];
    (select(kinds.to_vec()), faction(), few(faction(), 2), prop::bool::weighted(0.2)).prop_map(
        |(kind, one, others, ongoing)| {
            let mut others = without(others, &one);
            if others.is_empty() {
                others.push(slug(if one.as_str() == "a" { "b" } else { "a" }));
            }
            let (this, that) = match kind {
                ForceKind::Battle => (Role::SideA, Role::SideB),
                _ => (Role::By, Role::Target),
            };
            let ongoing = (ongoing && kind != ForceKind::WarDeclared).then_some("ongoing");
            made(
                Kind::Force(kind),
                vec![(this, vec![one]), (that, others)],
                vec![(Detail::Phase, ongoing)],
                true,
            )
        },
    )
}

/// What is evidence of those who act, and nothing else.
pub fn acts() -> impl Strategy<Value = Happening> {
    let kinds = [StateKind::Vote, StateKind::Protest, StateKind::StateAct];
    let act = (select(kinds.to_vec()), anybody())
        .prop_map(|(kind, by)| made(Kind::State(kind), vec![(Role::By, vec![by])], vec![], false));
    let meeting = (anybody(), few(anybody(), 2)).prop_map(|(one, mut more)| {
        more.push(one);
        made(Kind::Agreement(AgreementKind::Meeting), vec![(Role::Party, more)], vec![], false)
    });
    prop_oneof![2 => act, 1 => meeting]
}
