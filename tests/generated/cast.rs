//! Who and what happenings are made of: few actors and places, so that they meet.

use annals::domain::{Actor, ActorKind, Detail, Kind, Name, Place, Role, Slug};
use proptest::prelude::*;
use proptest::sample::select;

use super::{Happening, slug};

/// Everybody.
pub fn actors() -> Vec<Actor> {
    let actor = |(id, kind)| Actor { id: slug(id), kind, names: vec![name(id)], note: None };
    let cast = [
        ("a", ActorKind::Faction),
        ("b", ActorKind::Faction),
        ("n", ActorKind::Faction),
        ("k", ActorKind::Coalition),
        ("l", ActorKind::Coalition),
        ("p", ActorKind::Person),
        ("q", ActorKind::Person),
    ];
    cast.into_iter().map(actor).collect()
}

/// A region with two towns, and a town elsewhere.
pub fn places() -> Vec<Place> {
    let place = |(id, within): (&str, Option<&str>)| Place {
        id: slug(id),
        names: vec![name(id)],
        within: within.map(slug),
        note: None,
    };
    [("zone", None), ("east", Some("zone")), ("west", Some("zone")), ("away", None)].map(place).to_vec()
}

fn name(text: &str) -> Name {
    Name { text: text.to_owned(), sources: Vec::new() }
}

pub fn faction() -> impl Strategy<Value = Slug> {
    select(vec!["a", "a", "a", "b", "b", "n"]).prop_map(slug)
}

pub fn coalition() -> impl Strategy<Value = Slug> {
    select(vec!["k", "k", "k", "l"]).prop_map(slug)
}

pub fn body() -> impl Strategy<Value = Slug> {
    select(vec!["a", "a", "b", "n", "k", "k", "l"]).prop_map(slug)
}

pub fn person() -> impl Strategy<Value = Slug> {
    select(vec!["p", "p", "q"]).prop_map(slug)
}

/// Who may belong to a coalition.
pub fn member() -> impl Strategy<Value = Slug> {
    select(vec!["a", "a", "a", "b", "b", "n", "p", "l"]).prop_map(slug)
}

pub fn anybody() -> impl Strategy<Value = Slug> {
    select(vec!["a", "b", "k", "p", "q"]).prop_map(slug)
}

pub fn few<S: Strategy<Value = Slug>>(one: S, most: usize) -> impl Strategy<Value = Vec<Slug>> {
    prop::collection::vec(one, 0..=most).prop_map(|mut all| {
        all.sort();
        all.dedup();
        all
    })
}

/// None, or one of some words.
pub fn maybe(words: &'static [&'static str]) -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![2 => Just(None), 1 => select(words).prop_map(Some)]
}

pub type Roles = Vec<(Role, Vec<Slug>)>;
pub type Details = Vec<(Detail, Option<&'static str>)>;

pub fn made(kind: Kind, roles: Roles, details: Details, lasts: bool) -> Happening {
    let filled = |(role, mut actors): (Role, Vec<Slug>)| {
        actors.sort();
        actors.dedup();
        (!actors.is_empty()).then_some((role, actors))
    };
    Happening {
        kind,
        roles: roles.into_iter().filter_map(filled).collect(),
        details: details.into_iter().filter_map(|(d, v)| v.map(|v| (d, v.to_owned()))).collect(),
        places: Vec::new(),
        says: Vec::new(),
        lasts,
    }
}

pub fn without(all: Vec<Slug>, one: &Slug) -> Vec<Slug> {
    all.into_iter().filter(|x| x != one).collect()
}

pub fn place() -> impl Strategy<Value = Vec<Slug>> {
    let one = select(vec!["zone", "zone", "zone", "east", "east", "east", "west", "away"]).prop_map(slug);
    few_or_one(one)
}

/// One, at times two.
pub fn few_or_one<S: Strategy<Value = Slug> + Clone>(one: S) -> impl Strategy<Value = Vec<Slug>> {
    let two = prop_oneof![4 => Just(1usize), 1 => Just(2)];
    (one.clone(), one, two).prop_map(|(x, y, most)| {
        let mut all = vec![x, y];
        all.truncate(most);
        all.dedup();
        all
    })
}

/// A happening with its places.
pub fn at(places: Vec<Slug>, happening: Happening) -> Happening {
    let mut places = places;
    places.sort();
    Happening { places, ..happening }
}
