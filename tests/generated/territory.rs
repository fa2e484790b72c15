//! Places taken, left, entered and cut off.

use annals::domain::{Detail, ForceKind, Kind, Role, Slug};
use proptest::prelude::*;
use proptest::sample::select;

use super::cast::{at, body, faction, few, few_or_one, made, maybe, place, without};
use super::{Happening, slug};

fn taker() -> impl Strategy<Value = Slug> + Clone {
    select(vec!["a", "a", "b", "b", "n"]).prop_map(slug)
}

pub fn territory() -> impl Strategy<Value = Happening> {
    prop_oneof![6 => capture(), 2 => withdrawal(), 1 => deployment(), 2 => blockade()]
}

fn capture() -> impl Strategy<Value = Happening> {
    let temporary = prop_oneof![3 => Just(None), 2 => Just(Some("yes")), 1 => select(vec!["possible", "no"]).prop_map(Some)];
    let scope = maybe(&["whole", "whole", "some", "part"]);
    (few_or_one(taker()), few(taker(), 2), few(body(), 1), place(), scope, temporary).prop_map(
        |(by, from, with, places, scope, temporary)| {
            let from: Vec<Slug> = from.into_iter().filter(|x| !by.contains(x)).collect();
            let roles = vec![(Role::By, by), (Role::From, from), (Role::With, with)];
            let details = vec![(Detail::Scope, scope), (Detail::Temporary, temporary)];
            at(places, made(Kind::Force(ForceKind::Capture), roles, details, true))
        },
    )
}

fn withdrawal() -> impl Strategy<Value = Happening> {
    (few_or_one(taker()), place(), maybe(&["whole", "part"])).prop_map(|(subject, places, scope)| {
        let roles = vec![(Role::Subject, subject)];
        at(places, made(Kind::Force(ForceKind::Withdrawal), roles, vec![(Detail::Scope, scope)], false))
    })
}

fn deployment() -> impl Strategy<Value = Happening> {
    (taker(), few(faction(), 1), place(), maybe(&["whole"])).prop_map(|(subject, with, places, scope)| {
        let roles = vec![(Role::With, without(with, &subject)), (Role::Subject, vec![subject])];
        at(places, made(Kind::Force(ForceKind::Deployment), roles, vec![(Detail::Scope, scope)], true))
    })
}

fn blockade() -> impl Strategy<Value = Happening> {
    (taker(), taker(), place(), maybe(&["start", "ongoing", "ended"])).prop_map(
        |(by, target, places, phase)| {
            let target = if target == by { slug(if by.as_str() == "a" { "b" } else { "a" }) } else { target };
            let roles = vec![(Role::By, vec![by]), (Role::Target, vec![target])];
            let lasts = phase != Some("ended");
            at(places, made(Kind::Force(ForceKind::Blockade), roles, vec![(Detail::Phase, phase)], lasts))
        },
    )
}
