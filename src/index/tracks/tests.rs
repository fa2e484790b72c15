//! Laws of the tracks: every question is answered as the segments of all fluents, gone through one by one, answer it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::{Answer, Day, Digest, Fluent, Relation, Slug};
use crate::log::Head;
use crate::replay::{Segment, Span, Track};

/// All tracks, as a map.
type Naive = BTreeMap<Fluent, Vec<Segment>>;

const KEY: Key = Key { head: Head { position: 7, digest: Digest([3; 32]) }, rules: 2 };

fn slug(number: u8) -> Slug {
    Slug::new(&format!("a{number}")).unwrap()
}

fn fluent(actors: u8) -> impl Strategy<Value = Fluent> {
    (0usize..4, 0..actors, 0..actors, 0u8..3).prop_map(|(relation, subject, object, value)| match relation {
        0 => Fluent::one(Relation::Exists, &slug(subject)),
        1 => Fluent::two(Relation::Allied, &slug(subject), &slug(object)),
        2 => Fluent::post(&slug(subject), &slug(object), &format!("post {value}")),
        _ => Fluent::named(&slug(subject), &format!("a{value}")),
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    use Answer::*;
    prop_oneof![2 => Just(No), 2 => Just(Unknown), 1 => Just(Possible), 1 => Just(Disputed), 3 => Just(Yes)]
}

/// Segments from [`Day::PAST`] on, or none.
fn segments() -> impl Strategy<Value = Vec<Segment>> {
    (vec((1i32..30, answer(), any::<[bool; 2]>()), 0..9), -40i32..60).prop_map(|(parts, start)| {
        let mut day = start;
        let segment = |(i, (days, answer, [silent, excluded])): (usize, (i32, Answer, [bool; 2]))| {
            day += days;
            Segment { from: if i == 0 { Day::PAST } else { Day(day) }, answer, silent, excluded }
        };
        parts.into_iter().enumerate().map(segment).collect()
    })
}

fn naive(actors: u8, most: usize) -> impl Strategy<Value = Naive> {
    let some = (fluent(actors), segments()).prop_filter("something speaks of it", |(_, s)| !s.is_empty());
    vec(some, 0..most).prop_map(|all| all.into_iter().collect())
}

fn day() -> impl Strategy<Value = Day> {
    prop_oneof![20 => (-60i32..200).prop_map(Day), 1 => Just(Day::PAST), 1 => Just(Day(4_000_000))]
}

fn write(folder: &Path, naive: &Naive) -> Tracks {
    let mut writer = Writer::create(folder, KEY, &[]).unwrap();
    // Not in the order of keys.
    naive.iter().rev().for_each(|(fluent, segments)| writer.push(fluent, segments).unwrap());
    assert!(Tracks::open(folder).unwrap().is_none(), "what is not finished counts for nothing");
    writer.finish().unwrap();
    Tracks::open(folder).unwrap().unwrap()
}

fn track(fluent: &Fluent, segments: &[Segment]) -> Track {
    Track { fluent: fluent.clone(), segments: segments.to_vec(), items: Default::default(), elsewhere: None }
}

fn state(naive: &Naive, day: Day, actor: Option<&Slug>) -> Vec<(Fluent, Answer, Span)> {
    let of =
        |fluent: &Fluent| actor.is_none_or(|a| fluent.subject == *a || fluent.object.as_ref() == Some(a));
    let tracks = naive.iter().filter(|(fluent, _)| of(fluent)).map(|(fluent, s)| track(fluent, s));
    let holding = tracks.filter(|t| !matches!(t.on(day), Answer::No | Answer::Unknown));
    holding.map(|t| (t.fluent.clone(), t.on(day), t.span_on(day).unwrap())).collect()
}

fn named(tracks: &Tracks, overlay: &Overlay, rows: Vec<Row>) -> Vec<(Fluent, Answer, Span)> {
    assert!(rows.is_sorted_by_key(|row| row.fluent));
    let fluents = tracks.fluents(rows.iter().map(|row| row.fluent), overlay).unwrap();
    let mut all: Vec<_> = fluents.into_iter().zip(rows).map(|(f, row)| (f, row.answer, row.span)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// Everything that can be asked, of these days and actors.
fn agree(tracks: &Tracks, overlay: &Overlay, naive: &Naive, days: &[Day], actors: u8) {
    for day in days {
        let rows = tracks.state(*day, overlay).unwrap();
        assert_eq!(named(tracks, overlay, rows), state(naive, *day, None), "on {day:?}");
        for actor in (0..actors).map(slug) {
            let rows = tracks.state_of(&actor, *day, overlay).unwrap();
            assert_eq!(named(tracks, overlay, rows), state(naive, *day, Some(&actor)), "{actor} on {day:?}");
        }
    }
    for (from, to) in days.iter().flat_map(|from| days.iter().map(move |to| (*from, *to))) {
        let turns = tracks.diff(from, to, overlay).unwrap();
        assert!(turns.is_sorted_by_key(|turn| turn.fluent));
        let fluents = tracks.fluents(turns.iter().map(|turn| turn.fluent), overlay).unwrap();
        let found: BTreeMap<Fluent, _> =
            fluents.into_iter().zip(turns.iter().map(|t| (t.before, t.after))).collect();
        let both =
            naive.iter().map(|(f, s)| (f.clone(), (Track::answer_of(s, from), Track::answer_of(s, to))));
        let expected: BTreeMap<Fluent, _> = both.filter(|(_, (before, after))| before != after).collect();
        assert_eq!(found, expected, "from {from:?} to {to:?}");
    }
    for actor in (0..actors).map(slug) {
        let found = tracks.of_actor(&actor, overlay).unwrap();
        let many = found.len();
        let found: Naive = found.into_iter().collect();
        let of = naive.iter().filter(|(f, _)| f.subject == actor || f.object.as_ref() == Some(&actor));
        let expected: Naive = of.map(|(fluent, segments)| (fluent.clone(), segments.clone())).collect();
        assert_eq!((many, found), (expected.len(), expected), "{actor}");
    }
    for (fluent, segments) in naive {
        assert_eq!(tracks.of_fluent(fluent, overlay).unwrap().as_ref(), Some(segments));
        let track = track(fluent, segments);
        for day in days {
            let (segment, span) = tracks.on(fluent, *day, overlay).unwrap().unwrap();
            assert_eq!((segment.answer, span), (track.on(*day), track.span_on(*day)), "{fluent} on {day:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn given_tracks_and_an_overlay_when_asked_then_all_is_as_the_segments_say(
        mut naive in naive(6, 60),
        anew in vec((fluent(7), segments()), 0..20),
        days in vec(day(), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let tracks = write(folder.path(), &naive);
        prop_assert_eq!((tracks.key(), tracks.count() as usize), (KEY, naive.len()));
        agree(&tracks, &Overlay::new(), &naive, &days, 8);
        let mut overlay = Overlay::new();
        for (fluent, segments) in anew {
            overlay.put(&tracks, &fluent, segments.clone()).unwrap();
            if segments.is_empty() {
                naive.remove(&fluent);
                prop_assert_eq!(tracks.of_fluent(&fluent, &overlay).unwrap(), None);
            } else {
                naive.insert(fluent, segments);
            }
        }
        agree(&tracks, &overlay, &naive, &days, 8);
        prop_assert_eq!(tracks.of_fluent(&Fluent::one(Relation::Alive, &slug(0)), &overlay).unwrap(), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, ..ProptestConfig::default() })]

    #[test]
    fn given_many_tracks_when_asked_then_every_bucket_of_days_tells_them(
        tracks in vec(segments().prop_filter("something speaks of it", |s| !s.is_empty()), 2500..3000),
        later in 0i32..3,
    ) {
        let shift = |i: usize, mut segment: Segment| {
            segment.from = segment.from.plus(later * i as i32 / 10);
            segment
        };
        let naive: Naive = tracks.into_iter().enumerate().map(|(i, segments)| {
            let fluent = Fluent::two(Relation::Controls, &slug((i % 3) as u8), &Slug::new(&format!("p{i}")).unwrap());
            (fluent, segments.into_iter().map(|segment| shift(i, segment)).collect())
        }).collect();
        let folder = tempfile::tempdir().unwrap();
        let tracks = write(folder.path(), &naive);
        let days: Vec<Day> = (-50..900).step_by(190).map(Day).collect();
        agree(&tracks, &Overlay::new(), &naive, &days, 4);
    }
}

#[test]
fn given_tracks_with_a_changed_a_missing_or_a_foreign_file_when_opened_or_read_then_it_is_told() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let fluent = Fluent::parse("exists a1").unwrap();
    let segments = |from: i32| {
        let segment = |from, answer| Segment { from, answer, silent: false, excluded: false };
        vec![segment(Day::PAST, Answer::Unknown), segment(Day(from), Answer::Yes)]
    };
    for (folder, from) in folders.iter().zip([1, 2]) {
        write(folder.path(), &[(fluent.clone(), segments(from))].into());
    }
    let ask = |folder: &Path| -> Result<bool, crate::index::file::FileError> {
        let Some(tracks) = Tracks::open(folder)? else { return Ok(false) };
        let all = tracks.of_fluent(&fluent, &Overlay::new())?;
        tracks.state(Day(9), &Overlay::new())?;
        tracks.diff(Day(-9), Day(9), &Overlay::new())?;
        tracks.of_actor(&slug(1), &Overlay::new())?;
        assert_eq!(all, Some(segments(1)));
        Ok(true)
    };
    let [one, other] = folders.each_ref().map(|folder| folder.path());
    assert!(ask(one).unwrap());
    for file in files::ALL.iter().chain([&files::LIST]) {
        let sound = fs::read(one.join(file)).unwrap();
        for at in 0..sound.len() {
            let mut changed = sound.clone();
            changed[at] ^= 1;
            fs::write(one.join(file), changed).unwrap();
            // What is changed in a part that nobody asks for changes no answer.
            assert!(ask(one).is_ok_and(|all| all) || ask(one).is_err_and(|e| e.is_damage()), "{file} {at}");
        }
        if fs::read(other.join(file)).unwrap() != sound && *file != files::LIST {
            fs::copy(other.join(file), one.join(file)).unwrap();
            assert!(ask(one).is_err_and(|e| e.is_damage()), "{file} is another's");
        }
        fs::remove_file(one.join(file)).unwrap();
        assert!(if *file == files::LIST {
            !ask(one).unwrap()
        } else {
            ask(one).is_err_and(|e| e.is_damage())
        });
        fs::write(one.join(file), sound).unwrap();
    }
    assert!(ask(one).unwrap());
}
