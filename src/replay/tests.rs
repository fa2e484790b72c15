//! Replay of a part, beside that of the whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::domain::{
    Actor, ActorKind, Answer, BelongingKind, BodyKind, Detail, Digest, EventDate, Filler, ForceKind, Kind,
    Relation, Report, Role, Slug, Source, Surety,
};

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn record(position: u64, body: Body) -> Record {
    let recorded = chrono::DateTime::from_timestamp(0, 0).unwrap();
    Record { position, recorded, digest: Digest::ZERO, body }
}

fn source(id: &str, date: &str) -> Body {
    Body::Source(Source {
        id: slug(id),
        title: id.to_owned(),
        author: None,
        publisher: None,
        date: EventDate::parse(date).unwrap(),
        retrieved: None,
        cited_by: None,
        locator: None,
        party: None,
        reliability: None,
        note: None,
    })
}

fn actor(id: &str, kind: ActorKind) -> Body {
    Body::Actor(Actor { id: slug(id), kind, names: Vec::new(), note: None })
}

fn report(
    id: &str,
    kind: Kind,
    source: &str,
    date: &str,
    roles: &[(Role, &str)],
    place: Option<&str>,
) -> Body {
    let mut all: BTreeMap<Role, Vec<Filler>> = BTreeMap::new();
    for (role, who) in roles {
        all.entry(*role).or_default().push(Filler { actor: slug(who), surety: Surety::Stated });
    }
    Body::from(Report {
        roles: all,
        date: EventDate::parse(date).unwrap(),
        places: place.map(slug).into_iter().collect(),
        ..Report::blank(slug(id), kind, slug(source))
    })
}

/// Two bodies fight over a town; one of them belongs to a coalition that ends.
fn log() -> Vec<Record> {
    let capture = Kind::Force(ForceKind::Capture);
    let bodies = [
        source("early", "2010-06-01"),
        source("late", "2019-01-01"),
        actor("a", ActorKind::Faction),
        actor("b", ActorKind::Faction),
        actor("c", ActorKind::Coalition),
        report("f1", Kind::Body(BodyKind::Formation), "early", "2001", &[(Role::Subject, "c")], None),
        report(
            "j1",
            Kind::Belonging(BelongingKind::Join),
            "early",
            "2002-05",
            &[(Role::Member, "a"), (Role::Coalition, "c")],
            None,
        ),
        report("k1", capture, "early", "2003-01-01", &[(Role::By, "a")], Some("town")),
        report("k2", capture, "early", "2004-02-01", &[(Role::By, "b"), (Role::From, "a")], Some("town")),
        report("d1", Kind::Body(BodyKind::Dissolution), "early", "2005-03", &[(Role::Subject, "c")], None),
        report(
            "t1",
            Kind::Force(ForceKind::Battle),
            "late",
            "2018-01-01",
            &[(Role::SideA, "a"), (Role::SideB, "b")],
            None,
        ),
    ];
    (1..).zip(bodies).map(|(position, body)| record(position, body)).collect()
}

#[test]
fn given_a_part_of_a_log_when_the_rest_is_told_of_then_what_is_wanted_answers_as_in_the_whole() {
    let (records, view) = (log(), View::default());
    let whole = replay(&records, &view);
    let membership = Fluent::two(Relation::DirectMemberOf, &slug("a"), &slug("c"));
    let given = ["a", "c"].map(|who| Fluent::one(Relation::Exists, &slug(who)));
    let known = given.iter().map(|f| (f.clone(), whole.shared(f).unwrap().clone())).collect();
    let wanted = |fluent: &Fluent| *fluent == membership;
    let (horizon, given, wanted) = (Some(whole.horizon()), Some(&known), Some(&wanted as &_));
    let rest = Rest { horizon, given, wanted, ..Rest::default() };
    // Of the reports only the joining: formation and dissolution are in the tracks given.
    let part = |r: &&Record| !matches!(r.body, Body::Report(_)) || r.body.id().as_str() == "j1";
    let replayed = replay_part(records.iter().filter(part), &view, &rest);
    assert_eq!(replayed.tracks().collect::<Vec<_>>().len(), 1);
    let (one, other) = (replayed.of_fluent(&membership).unwrap(), whole.of_fluent(&membership).unwrap());
    assert_eq!(one.segments, other.segments);
    assert_eq!(one.on(Day::of(2004, 1, 1).unwrap()), Answer::Yes);
    assert_eq!(one.on(Day::of(2006, 1, 1).unwrap()), Answer::No);
}

#[test]
fn given_one_holder_of_a_slot_when_only_he_is_wanted_then_his_rivals_exclude_him_all_the_same() {
    let (records, view) = (log(), View::default());
    let whole = replay(&records, &view);
    for who in ["a", "b"] {
        let control = Fluent::two(Relation::Controls, &slug(who), &slug("town"));
        let wanted = |fluent: &Fluent| *fluent == control;
        let rest = Rest { wanted: Some(&wanted), ..Rest::default() };
        let part = replay_part(&records, &view, &rest);
        let tracks: Vec<&Track> = part.tracks().collect();
        assert_eq!(
            tracks.iter().map(|t| &t.segments).collect::<Vec<_>>(),
            [&whole.of_fluent(&control).unwrap().segments]
        );
    }
}

#[test]
fn given_nothing_of_the_rest_when_a_part_is_replayed_then_it_is_a_replay() {
    let (records, view) = (log(), View::default());
    let (whole, part) = (replay(&records, &view), replay_part(&records, &view, &Rest::default()));
    assert_eq!(whole.tracks().collect::<Vec<_>>(), part.tracks().collect::<Vec<_>>());
    assert_eq!((whole.horizon(), whole.findings), (part.horizon(), part.findings));
    assert!(Arc::strong_count(part.tracks.values().next().unwrap()) == 1);
}

#[test]
fn given_mergers_that_leave_open_what_ends_when_written_on_any_number_of_cores_then_the_ledger_is_the_same() {
    let merger = |n: usize| {
        let (id, date) = (format!("m{n}"), format!("20{:02}", n + 1));
        let (one, other, into) = (format!("p{n}"), format!("q{n}"), format!("u{n}"));
        let roles = [(Role::Constituent, &*one), (Role::Constituent, &*other), (Role::Result, &*into)];
        let mut body = report(&id, Kind::Body(BodyKind::Merger), "s", &date, &roles, None);
        if let Body::Report(told) = &mut body {
            Arc::make_mut(told).details.insert(Detail::ConstituentsEnd, "disputed".to_owned());
        }
        body
    };
    let bodies = [source("s", "2030")].into_iter().chain((0..9).map(merger));
    let records: Vec<Record> = (1..).zip(bodies).map(|(position, body)| record(position, body)).collect();
    let view = View::default();
    let all: Vec<&Record> = records.iter().collect();
    let amended = amend::amend(&all, &view);
    let cast = Cast::new([], []);
    let selection = view.select(&amended);
    let story = happening::tell(&selection.reports, &selection.denials, &view.margins);
    let written = |cores| ledger::Ledger::write_on(cores, &story, &selection.reports, &cast, Vec::new());
    let one = written(1);
    assert!(one.aspects >= story.aspects + 9, "each leaves something open");
    for cores in [2, 3, 7, 20] {
        let many = written(cores);
        assert_eq!((&many.fluents, many.aspects), (&one.fluents, one.aspects));
        assert_eq!(many.items, one.items);
        assert_eq!(many.sole_posts, one.sole_posts);
    }
}
