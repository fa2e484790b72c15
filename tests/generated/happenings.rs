//! Happenings of every kind the reference knows, with few actors, so that they meet.

use annals::domain::{
    AgreementKind, BelongingKind, BodyKind, Content, Detail, Fluent, ForceKind, Kind, PostKind, Proposition,
    Role, Slug, SpeechKind, StateKind,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::{Happening, slug};

fn faction() -> impl Strategy<Value = Slug> {
    select(vec!["a", "a", "a", "b", "b", "n"]).prop_map(slug)
}

fn coalition() -> impl Strategy<Value = Slug> {
    select(vec!["k", "k", "k", "l"]).prop_map(slug)
}

fn body() -> impl Strategy<Value = Slug> {
    select(vec!["a", "a", "b", "n", "k", "k", "l"]).prop_map(slug)
}

fn person() -> impl Strategy<Value = Slug> {
    select(vec!["p", "p", "q"]).prop_map(slug)
}

/// Who may belong to a coalition.
fn member() -> impl Strategy<Value = Slug> {
    select(vec!["a", "a", "a", "b", "b", "n", "p", "l"]).prop_map(slug)
}

fn anybody() -> impl Strategy<Value = Slug> {
    select(vec!["a", "b", "k", "p", "q"]).prop_map(slug)
}

fn few<S: Strategy<Value = Slug>>(one: S, most: usize) -> impl Strategy<Value = Vec<Slug>> {
    prop::collection::vec(one, 0..=most).prop_map(|mut all| {
        all.sort();
        all.dedup();
        all
    })
}

/// None, or one of some words.
fn maybe(words: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![2 => Just(None), 1 => select(words).prop_map(Some)]
}

type Roles = Vec<(Role, Vec<Slug>)>;
type Details = Vec<(Detail, Option<&'static str>)>;

fn made(kind: Kind, roles: Roles, details: Details, lasts: bool) -> Happening {
    let filled = |(role, mut actors): (Role, Vec<Slug>)| {
        actors.sort();
        actors.dedup();
        (!actors.is_empty()).then_some((role, actors))
    };
    Happening {
        kind,
        roles: roles.into_iter().filter_map(filled).collect(),
        details: details.into_iter().filter_map(|(d, v)| v.map(|v| (d, v.to_owned()))).collect(),
        says: Vec::new(),
        lasts,
    }
}

fn without(all: Vec<Slug>, one: &Slug) -> Vec<Slug> {
    all.into_iter().filter(|x| x != one).collect()
}

/// Any of them.
pub fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        5 => bodies(),
        6 => belonging(),
        5 => posts(),
        2 => agreements(),
        2 => relations(),
        3 => speech(),
    ]
}

fn bodies() -> impl Strategy<Value = Happening> {
    let formation = (body(), few(anybody(), 1), few(member(), 2)).prop_map(|(s, f, m)| {
        let roles =
            vec![(Role::Founder, without(f, &s)), (Role::Member, without(m, &s)), (Role::Subject, vec![s])];
        made(Kind::Body(BodyKind::Formation), roles, vec![], false)
    });
    let ends = maybe(&["yes", "implied", "no", "unknown", "disputed"]);
    let merger = (few(faction(), 2), body(), few(faction(), 1), ends, prop::bool::weighted(0.2)).prop_map(
        |(c, r, f, ends, absorbed)| {
            let mut c = without(c, &r);
            if c.is_empty() {
                c.push(slug(if r.as_str() == "a" { "b" } else { "a" }));
            }
            let roles =
                vec![(Role::Constituent, c), (Role::Founder, without(f, &r)), (Role::Result, vec![r])];
            let details = if absorbed {
                vec![(Detail::Mode, Some("absorption"))]
            } else {
                vec![(Detail::ConstituentsEnd, ends)]
            };
            made(Kind::Body(BodyKind::Merger), roles, details, false)
        },
    );
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

fn belonging() -> impl Strategy<Value = Happening> {
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

fn posts() -> impl Strategy<Value = Happening> {
    let ongoing = || prop_oneof![4 => Just(None), 1 => Just(Some("ongoing"))];
    let leader = (body(), few(person(), 1), few(person(), 1), maybe(&["chief"]), ongoing()).prop_map(
        |(o, taker, out, post, phase)| {
            let out: Vec<Slug> = out.into_iter().filter(|x| !taker.contains(x)).collect();
            let roles = vec![(Role::In, taker), (Role::Out, out), (Role::Org, vec![o])];
            let details = vec![(Detail::Post, post), (Detail::Phase, phase)];
            made(Kind::Post(PostKind::LeaderChange), roles, details, true)
        },
    );
    let appointment = (body(), person(), few(person(), 1), select(vec!["chief", "leader"]), ongoing())
        .prop_map(|(o, taker, out, post, phase)| {
            let roles =
                vec![(Role::Out, without(out, &taker)), (Role::In, vec![taker]), (Role::Org, vec![o])];
            let details = vec![(Detail::Post, Some(post)), (Detail::Phase, phase)];
            made(Kind::Post(PostKind::Appointment), roles, details, true)
        });
    let death = (person(), few(body(), 1), maybe(&["leader", "chief"])).prop_map(|(p, o, post)| {
        let roles = vec![(Role::Org, o), (Role::Target, vec![p])];
        made(Kind::Post(PostKind::Death), roles, vec![(Detail::Post, post)], false)
    });
    prop_oneof![4 => leader, 2 => appointment, 1 => death]
}

fn agreements() -> impl Strategy<Value = Happening> {
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

fn relations() -> impl Strategy<Value = Happening> {
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

fn speech() -> impl Strategy<Value = Happening> {
    let facts = [
        "exists a",
        "exists a",
        "exists k",
        "direct-member-of a k",
        "direct-member-of a k",
        "holds-post p a leader",
        "alive p",
        "allied a b",
        "hostile a b",
    ];
    let fact = move || select(facts.to_vec()).prop_map(|f| Content::Fact(Fluent::parse(f).unwrap()));
    let aspect = || Just(Content::Aspect { report: slug("r0"), aspect: "fact".to_owned() });
    let said = (any::<bool>(), prop_oneof![4 => fact(), 1 => aspect()]).prop_map(|(affirmed, content)| {
        let affirmed = affirmed && matches!(content, Content::Fact(_));
        Proposition { affirmed, content }
    });
    let kinds = select(vec![SpeechKind::Declaration, SpeechKind::Declaration, SpeechKind::Dispute]);
    let claim = (kinds, anybody(), said).prop_map(|(kind, by, said)| {
        let mut claim = made(Kind::Speech(kind), vec![(Role::By, vec![by])], vec![], false);
        claim.says.push(said);
        claim
    });
    let status =
        (member(), coalition(), prop::bool::weighted(0.4), fact()).prop_map(|(m, c, fact_only, fact)| {
            let roles = if fact_only {
                vec![]
            } else {
                vec![(Role::Coalition, without(vec![c], &m)), (Role::Member, vec![m])]
            };
            let mut status = made(Kind::Speech(SpeechKind::Status), roles, vec![], true);
            if fact_only {
                status.says.push(Proposition { affirmed: true, content: fact });
            }
            status
        });
    let holder = (person(), body(), select(vec!["leader", "chief"])).prop_map(|(p, o, post)| {
        let roles = vec![(Role::Subject, vec![p]), (Role::Org, vec![o])];
        made(Kind::Speech(SpeechKind::Status), roles, vec![(Detail::Post, Some(post))], true)
    });
    prop_oneof![3 => claim, 2 => status, 1 => holder]
}
