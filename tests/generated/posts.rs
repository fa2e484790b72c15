//! Posts that change hands, and what befalls persons.

use annals::domain::{Detail, Kind, PostKind, Role, Slug, StateKind};
use proptest::prelude::*;
use proptest::sample::select;

use super::Happening;
use super::cast::{anybody, body, few, made, maybe, person, without};

pub fn posts() -> impl Strategy<Value = Happening> {
    let ongoing = || prop_oneof![4 => Just(None), 1 => Just(Some("ongoing"))];
    let term = || prop_oneof![2 => Just(None), 1 => select(vec!["P3D", "P1W", "P10D", "P1M"]).prop_map(Some)];
    let leader = (body(), few(person(), 1), few(person(), 1), maybe(&["chief"]), ongoing(), term()).prop_map(
        |(o, taker, out, post, phase, term)| {
            let out: Vec<Slug> = out.into_iter().filter(|x| !taker.contains(x)).collect();
            let roles = vec![(Role::In, taker), (Role::Out, out), (Role::Org, vec![o])];
            let details = vec![(Detail::Post, post), (Detail::Phase, phase), (Detail::Term, term)];
            made(Kind::Post(PostKind::LeaderChange), roles, details, true)
        },
    );
    let appointment =
        (body(), person(), few(person(), 1), select(vec!["chief", "leader"]), ongoing(), term()).prop_map(
            |(o, taker, out, post, phase, term)| {
                let roles =
                    vec![(Role::Out, without(out, &taker)), (Role::In, vec![taker]), (Role::Org, vec![o])];
                let details = vec![(Detail::Post, Some(post)), (Detail::Phase, phase), (Detail::Term, term)];
                made(Kind::Post(PostKind::Appointment), roles, details, true)
            },
        );
    let death = (person(), few(body(), 1), maybe(&["leader", "chief"])).prop_map(|(p, o, post)| {
        let roles = vec![(Role::Org, o), (Role::Target, vec![p])];
        made(Kind::Post(PostKind::Death), roles, vec![(Detail::Post, post)], false)
    });
    prop_oneof![4 => leader, 2 => appointment, 1 => death]
}

pub fn coup() -> impl Strategy<Value = Happening> {
    (anybody(), body(), few(person(), 1), few(person(), 1)).prop_map(|(by, target, taker, out)| {
        let out: Vec<Slug> = out.into_iter().filter(|x| !taker.contains(x)).collect();
        let roles = vec![
            (Role::Target, without(vec![target], &by)),
            (Role::By, vec![by]),
            (Role::In, taker),
            (Role::Out, out),
        ];
        made(Kind::State(StateKind::Coup), roles, vec![], false)
    })
}

/// An arrest or an abduction: nothing but evidence.
pub fn taken() -> impl Strategy<Value = Happening> {
    (person(), few(anybody(), 1), any::<bool>()).prop_map(|(target, by, arrest)| {
        let kind = if arrest { PostKind::Arrest } else { PostKind::Kidnapping };
        made(
            Kind::Post(kind),
            vec![(Role::By, without(by, &target)), (Role::Target, vec![target])],
            vec![],
            false,
        )
    })
}
