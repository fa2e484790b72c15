//! Positions by days, beside the plain product.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{Answer, Bounds, Day, Fluent, Persistence, Relation, Slug, Unit};
use crate::replay::bodies::{Bodies, Body};
use crate::replay::holding::{Hints, Holding, Sightings, gist};
use crate::replay::item::{Behind, Item, Items, Part};
use crate::replay::network::Network;
use crate::replay::timeline::{Segment, Track};
use crate::replay::told::Told;

/// How many alternatives each aspect has.
const OF: [usize; 5] = [2, 2, 3, 2, 2];

/// Part, first day, how many days it may be, how long it is seen; whether it is certain, told, displaces; choices; with
/// whose instant.
type Drawn = (u8, i32, u8, i32, (bool, bool, bool), Vec<(usize, usize)>, Option<usize>);

fn drawn() -> impl Strategy<Value = Drawn> {
    let surety = (proptest::bool::weighted(0.8), proptest::bool::weighted(0.8), any::<bool>());
    let choices = prop_oneof![
        2 => Just(Vec::new()),
        3 => proptest::collection::vec((0..OF.len(), 0..3_usize), 1..3),
    ];
    (0..12_u8, 0..40, 0..9_u8, 0..6, surety, choices, proptest::option::weighted(0.1, 0..20_usize))
}

fn bounds(first: i32, wide: u8) -> Bounds {
    match wide {
        0..=4 => Bounds::new(Day(first), Day(first)),
        5 => Bounds::new(Day::PAST, Day(first)),
        6 => Bounds::new(Day(first), Day::FUTURE),
        wide => Bounds::new(Day(first), Day(first + 4 * i32::from(wide - 6))),
    }
}

fn items(drawn: &[Drawn], hints: &[(usize, usize)]) -> (Vec<Item>, Network) {
    let mut network = Network::default();
    let instants: Vec<usize> = drawn.iter().map(|one| network.instant(bounds(one.1, one.2))).collect();
    for (number, (from, to)) in hints.iter().enumerate() {
        network.no_later(instants[from % instants.len()], instants[to % instants.len()], Some(number));
    }
    network.settle();
    let item = |(at, one): (usize, &Drawn)| {
        let (part, _, _, long, (certain, told, displaces), chosen, same) = one;
        let instant = instants[same.unwrap_or(at) % instants.len()];
        let bounds = network.bounds(instant);
        let part = match part {
            0..=2 => Part::Start { birth: *part == 0 },
            3..=4 => Part::Evidence,
            5..=6 => Part::End { explicit: false },
            7 => Part::End { explicit: true },
            8 => Part::Lapse,
            9 => Part::Return,
            _ => Part::Seen,
        };
        let after = matches!(part, Part::Lapse | Part::Return);
        let mut choices: Vec<Choice> = Vec::new();
        for (aspect, alternative) in chosen {
            let of = OF[*aspect];
            choices.push(Choice { aspect: *aspect, alternative: alternative % of, of });
        }
        let plain = choices.is_empty();
        Item {
            part,
            instant,
            bounds: if after { Bounds::new(bounds.earliest.plus(*long), Day::FUTURE) } else { bounds },
            open: bounds.earliest == Day::PAST,
            loose: !bounds.is_exact() && *told,
            until: Bounds::new(bounds.earliest.plus(*long), bounds.latest.plus(*long)),
            begun: after.then_some(bounds),
            displaces: *displaces && part == Part::End { explicit: false },
            unit: Unit::Day,
            certain: *certain && !after,
            told: *told,
            plain,
            behind: Arc::new(Behind { choices, ..Behind::default() }),
        }
    };
    (drawn.iter().enumerate().map(item).collect(), network)
}

/// A body that was gone for some days, and founded again.
fn body(broken: Option<(i32, i32)>) -> Bodies {
    let Some((gone, back)) = broken else { return Bodies::default() };
    let segment = |day: i32, answer| Segment { from: Day(day), answer, silent: false, excluded: false };
    let segments =
        vec![segment(1, Answer::Yes), segment(gone, Answer::No), segment(gone + back, Answer::Yes)];
    let again = Day(gone + back);
    let birth = Item {
        part: Part::Start { birth: true },
        instant: 0,
        bounds: Bounds::exact(again),
        open: false,
        loose: false,
        until: Bounds::exact(again),
        begun: None,
        displaces: false,
        unit: Unit::Day,
        certain: true,
        told: true,
        plain: true,
        behind: Arc::default(),
    };
    let fluent = Fluent::one(Relation::Exists, &Slug::new("b").unwrap());
    let track = Track { fluent, segments, items: Items::from(vec![birth]), elsewhere: None };
    Bodies::of(vec![Rc::new(Body::of(Arc::new(track)))])
}

/// What is said of a day, over some positions.
fn said<'h>(holdings: impl IntoIterator<Item = &'h Holding>, day: Day) -> BTreeSet<(Answer, bool)> {
    holdings.into_iter().map(|holding| holding.on(day)).map(|said| (said.answer, said.silent)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000)
    ))]

    #[test]
    fn given_any_items_when_aspects_take_turns_then_every_day_hears_what_the_plain_product_says(
        relation in 0..4_usize,
        drawn in proptest::collection::vec(drawn(), 1..20),
        hints in proptest::collection::vec((0..20_usize, 0..20_usize), 0..4),
        broken in proptest::option::weighted(0.2, (5..30, 1..9)),
    ) {
        told_alike(relation, &drawn, &hints, broken)?;
    }
}

/// Mostly acts, with ends and beginnings among them, in every account.
fn act() -> impl Strategy<Value = Drawn> {
    let part = prop_oneof![6 => Just(3_u8), 2 => Just(5), 1 => Just(7), 1 => Just(0), 1 => Just(1)];
    let surety = (proptest::bool::weighted(0.9), proptest::bool::weighted(0.8), any::<bool>());
    (part, 0..30, 0..9_u8, 0..6, surety, Just(Vec::new()), Just(None))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(5_000)
    ))]

    #[test]
    fn given_acts_that_hints_bind_when_only_their_gist_is_weighed_then_every_day_says_the_same(
        drawn in proptest::collection::vec(act(), 12..24),
        hints in proptest::collection::vec((0..24_usize, 0..24_usize), 0..10),
    ) {
        let (items, network) = items(&drawn, &hints);
        let fluent = Fluent::one(Relation::Exists, &Slug::new("a").unwrap());
        let holding = |items: &[Item]| {
            let all: Vec<&Item> = items.iter().collect();
            Holding::new(&fluent, &all, &Sightings::of(items), &Bodies::default(), &network)
        };
        let Some(less) = gist(&fluent, &items, Hints::BindInKnots, &network) else { return Ok(()) };
        let (all, less) = (holding(&items), holding(&less));
        for day in (-12..60).map(Day) {
            prop_assert_eq!(said([&less], day), said([&all], day), "{}", day.0);
        }
    }
}

/// Of a relation, items, hints and the days without a body: whether all positions say on every day what the plain product says,
/// and those that are said to tell it all.
fn told_alike(
    relation: usize,
    drawn: &[Drawn],
    hints: &[(usize, usize)],
    broken: Option<(i32, i32)>,
) -> Result<(), TestCaseError> {
    let slug = |text: &str| Slug::new(text).unwrap();
    let relation = [Relation::Exists, Relation::Hostile, Relation::Controls, Relation::FoundedBy][relation];
    let fluent = match relation {
        Relation::Exists => Fluent::one(relation, &slug("a")),
        _ => Fluent::two(relation, &slug("a"), &slug("b")),
    };
    let (items, network) = items(drawn, hints);
    let bodies = body(broken.filter(|_| relation != Relation::Exists));
    let mut all: Vec<Vec<Choice>> = vec![Vec::new()];
    for (aspect, of) in OF.into_iter().enumerate() {
        let more = |p: &Vec<Choice>, alternative| {
            let choice = Choice { aspect, alternative, of };
            p.iter().copied().chain([choice]).collect::<Vec<_>>()
        };
        all = (0..of).flat_map(|a| all.iter().map(move |p| more(p, a)).collect::<Vec<_>>()).collect();
    }
    let plain = |position: &Vec<Choice>| {
        let inside = |i: &&Item| i.choices.iter().all(|c| position.contains(c));
        let chosen: Vec<&Item> = items.iter().filter(inside).collect();
        Holding::new(&fluent, &chosen, &Sightings::of(&items), &bodies, &network)
    };
    let plain: Vec<Holding> = all.iter().map(plain).collect();
    let all_items = Items::from(items.clone());
    let told = Told::new(&fluent, all_items, bodies.clone(), Persistence::UntilEnded, &network);
    let Positions { all: positions, cut, telling } = told.aspects.positions();
    prop_assert!(!cut && positions.len() <= all.len());
    let turns: Vec<Holding> = positions.iter().map(|p| told.holding(p, &network)).collect();
    for day in (-12..70).map(Day) {
        prop_assert_eq!(said(&turns, day), said(&plain, day), "{}", day.0);
        let telling: Vec<&Holding> = Positions::on(&telling, day).iter().map(|at| &turns[*at]).collect();
        prop_assert_eq!(said(telling, day), said(&plain, day), "{}", day.0);
    }
    Ok(())
}

#[test]
fn given_what_reaches_further_than_its_days_when_aspects_take_turns_then_no_combination_is_missing() {
    let sure = (true, false, false);
    let none = (false, false, false);
    let told = (false, true, false);
    let some = |aspect| vec![(aspect, 0)];
    // What is history lasts, an end after it or not.
    let history: Vec<Drawn> = vec![
        (7, 0, 0, 0, none, some(0), None),
        (0, 3, 3, 0, none, vec![], None),
        (0, 1, 0, 0, none, some(1), None),
        (5, 2, 0, 0, sure, vec![], None),
    ];
    // An act against an end explains nothing that ends later.
    let act: Vec<Drawn> = vec![
        (3, 14, 0, 0, sure, vec![], None),
        (5, 0, 0, 0, sure, vec![], None),
        (7, 15, 0, 0, told, some(0), None),
    ];
    // A vague birth on a day of an end asks what held at its dawn.
    let birth: Vec<Drawn> = vec![
        (0, 16, 6, 0, none, vec![], None),
        (0, 0, 0, 0, none, some(0), None),
        (1, 0, 0, 0, none, some(4), None),
        (5, 16, 0, 0, sure, vec![], None),
    ];
    // What was taken and may come back is lost to an end in between.
    let back: Vec<Drawn> = vec![
        (5, 21, 0, 0, sure, some(0), None),
        (5, 0, 0, 0, sure, vec![], None),
        (9, 18, 0, 4, none, vec![], None),
        (10, 5, 8, 4, none, vec![], None),
    ];
    // A birth between an end and an act tells whether the act disputes the end.
    let reborn: Vec<Drawn> = vec![
        (0, 16, 0, 0, none, some(0), None),
        (5, 0, 0, 0, sure, vec![], None),
        (5, 17, 8, 0, none, vec![], None),
        (3, 26, 0, 0, sure, vec![], None),
    ];
    for (relation, drawn) in [(3, history), (0, act), (0, birth), (0, back), (0, reborn)] {
        told_alike(relation, &drawn, &[], None).unwrap();
    }
}

#[test]
fn given_aspects_apart_in_time_when_combined_then_as_many_positions_as_the_most_on_one_day() {
    let mut aspects = Aspects::default();
    for aspect in 0..100 {
        let from = Day(10 * i32::try_from(aspect).unwrap());
        let days = Stretches::between([(from, from.plus(15))].into_iter());
        aspects.add(&Choice { aspect, alternative: 0, of: 2 }, &days);
    }
    let Positions { all, cut, telling } = aspects.positions();
    assert!(!cut);
    assert_eq!(all.len(), 4);
    assert_eq!(Positions::on(&telling, Day(7)), [0, 1]);
    assert_eq!(Positions::on(&telling, Day(12)), [0, 1, 2, 3]);
    assert_eq!(Positions::on(&telling, Day(17)), [0, 2]);
    assert_eq!(
        (Positions::on(&telling, Day::PAST), Positions::on(&telling, Day::FUTURE)),
        (&[0][..], &[0][..])
    );
    for pair in 0..99 {
        let both: BTreeSet<(usize, usize)> =
            all.iter().map(|p| (p[pair].alternative, p[pair + 1].alternative)).collect();
        assert_eq!(both.len(), 4);
    }
}
