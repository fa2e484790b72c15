//! Bodies that come, go, change and belong.

use annals::domain::{BelongingKind, BodyKind, Detail, Kind, Role};
use proptest::prelude::*;
use proptest::sample::select;

use super::cast::{anybody, body, coalition, faction, few, made, maybe, member, without};
use super::{Happening, slug};

pub fn bodies() -> impl Strategy<Value = Happening> {
    let formation = (body(), few(anybody(), 1), few(member(), 2)).prop_map(|(s, f, m)| {
        let roles =
            vec![(Role::Founder, without(f, &s)), (Role::Member, without(m, &s)), (Role::Subject, vec![s])];
        made(Kind::Body(BodyKind::Formation), roles, vec![], false)
    });
    let ends = maybe(&["yes", "implied", "no", "unknown", "disputed"]);
    let mode = prop_oneof![
        6 => Just(None),
        2 => Just(Some("absorption")),
        2 => Just(Some("into-existing")),
        1 => Just(Some("fusion")),
    ];
    let merger =
        (few(faction(), 2), body(), few(faction(), 1), ends, mode).prop_map(|(c, r, f, ends, mode)| {
            let mut c = without(c, &r);
            if c.is_empty() {
                c.push(slug(if r.as_str() == "a" { "b" } else { "a" }));
            }
            let roles =
                vec![(Role::Constituent, c), (Role::Founder, without(f, &r)), (Role::Result, vec![r])];
            let ends = ends.filter(|_| mode != Some("absorption"));
            let details = vec![(Detail::Mode, mode), (Detail::ConstituentsEnd, ends)];
            made(Kind::Body(BodyKind::Merger), roles, details, false)
        });
    let survives = maybe(&["yes", "no", "unknown"]);
    let split = (body(), faction(), few(anybody(), 2), few(coalition(), 1), survives).prop_map(
        |(parent, result, by, keeps, survives)| {
            let result =
                if result == parent { slug(if parent.as_str() == "n" { "b" } else { "n" }) } else { result };
            let roles = vec![
                (Role::By, without(without(by, &result), &parent)),
                (Role::Keeps, without(keeps, &result)),
                (Role::Parent, vec![parent]),
                (Role::Result, vec![result]),
            ];
            made(Kind::Body(BodyKind::Split), roles, vec![(Detail::ParentSurvives, survives)], false)
        },
    );
    let dissolution = (body(), few(anybody(), 1)).prop_map(|(s, by)| {
        let roles = vec![(Role::Subject, vec![s]), (Role::By, by)];
        made(Kind::Body(BodyKind::Dissolution), roles, vec![], false)
    });
    prop_oneof![3 => formation, 2 => merger, 2 => split, 3 => dissolution]
}

pub fn belonging() -> impl Strategy<Value = Happening> {
    let scope = || maybe(&["some", "part", "most"]);
    let join = (member(), coalition(), few(coalition(), 1), scope()).prop_map(|(m, c, from, scope)| {
        let from = without(from, &c);
        let roles = vec![
            (Role::From, without(from, &m)),
            (Role::Coalition, without(vec![c], &m)),
            (Role::Member, vec![m]),
        ];
        made(Kind::Belonging(BelongingKind::Join), roles, vec![(Detail::Scope, scope)], true)
    });
    let leave = (member(), body(), scope()).prop_map(|(m, c, scope)| {
        let roles = vec![(Role::Coalition, without(vec![c], &m)), (Role::Member, vec![m])];
        made(Kind::Belonging(BelongingKind::Leave), roles, vec![(Detail::Scope, scope)], false)
    });
    let expulsion = (body(), member(), few(coalition(), 1)).prop_map(|(by, t, org)| {
        let roles = vec![
            (Role::By, vec![by.clone()]),
            (Role::Target, without(vec![t.clone()], &by)),
            (Role::Org, without(org, &t)),
        ];
        made(Kind::Belonging(BelongingKind::Expulsion), roles, vec![], false)
    });
    let defection = (anybody(), few(body(), 1), few(body(), 1), scope()).prop_map(|(s, from, to, scope)| {
        let scope = scope.map(|_| "whole");
        let mut to = without(to, &s);
        to.retain(|t| !from.contains(t));
        let roles = vec![(Role::From, without(from, &s)), (Role::To, to), (Role::Subject, vec![s])];
        made(Kind::Belonging(BelongingKind::Defection), roles, vec![(Detail::Scope, scope)], false)
    });
    prop_oneof![5 => join, 4 => leave, 2 => expulsion, 1 => defection]
}

pub fn rename() -> impl Strategy<Value = Happening> {
    let names = || select(vec!["front", "front", "army"]);
    (body(), maybe(&["front", "army", "league"]), names(), few(body(), 1)).prop_map(|(s, old, new, by)| {
        let roles = vec![(Role::By, by), (Role::Subject, vec![s])];
        let old = old.filter(|old| *old != new);
        let details = vec![(Detail::OldName, old), (Detail::NewName, Some(new))];
        made(Kind::Body(BodyKind::Rename), roles, details, true)
    })
}
