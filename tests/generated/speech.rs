//! What is said, and what is seen.

use annals::domain::{Content, Detail, Fluent, Kind, Proposition, Role, SpeechKind};
use proptest::prelude::*;
use proptest::sample::select;

use super::cast::{anybody, body, coalition, made, member, person, without};
use super::{Happening, slug};

pub fn speech() -> impl Strategy<Value = Happening> {
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
        "controls a east",
        "controls b east",
        "present-in a east",
        "common-enemy a b",
        "talks a b",
        "named a front",
    ];
    let fact = move || select(facts.to_vec()).prop_map(|f| Content::Fact(Fluent::parse(f).unwrap()));
    let aspect = || Just(Content::Aspect { report: slug("r0"), aspect: "fact".to_owned() });
    let said = (any::<bool>(), prop_oneof![4 => fact(), 1 => aspect()]).prop_map(|(affirmed, content)| {
        let affirmed = affirmed && matches!(content, Content::Fact(_));
        Proposition { affirmed, content }
    });
    let kinds = [
        SpeechKind::Declaration,
        SpeechKind::Declaration,
        SpeechKind::Dispute,
        SpeechKind::Accusation,
        SpeechKind::Report,
        SpeechKind::StrengthReport,
    ];
    let claim = (select(kinds.to_vec()), anybody(), said).prop_map(|(kind, by, said)| {
        let other = || vec![slug(if by.as_str() == "a" { "b" } else { "a" })];
        let (roles, details) = match kind {
            SpeechKind::Accusation => (vec![(Role::Target, other()), (Role::By, vec![by])], vec![]),
            SpeechKind::Report => (vec![(Role::Source, vec![by])], vec![]),
            SpeechKind::StrengthReport => (
                vec![(Role::Subject, other()), (Role::Source, vec![by])],
                vec![(Detail::Count, Some("500")), (Detail::Unit, Some("fighters"))],
            ),
            _ => (vec![(Role::By, vec![by])], vec![]),
        };
        let mut claim = made(Kind::Speech(kind), roles, details, false);
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
