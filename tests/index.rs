//! Laws of the index: an answer from just the records it turns on is the answer from all of them.

mod found;
#[allow(dead_code, reason = "some of it is for the laws of replay")]
mod generated;
mod partly;

use std::collections::{BTreeMap, BTreeSet};

use annals::annals::Annals;
use annals::domain::{
    Amends, Answer, Body, Content, Day, EventDate, Fluent, Pattern, Persistence, Record, Relation, Report,
    ReportId, Role, Slug,
};
use annals::index::tracks::{Overlay, Tracks};
use annals::index::{
    Asked, Base, Catalog, Delta, Fetch, Index, IndexError, Key, Named, Read, Touched, Whole, build, part,
    pieces, settle,
};
use annals::intake::InputFile;
use annals::log::{Log, LogError, MemoryLog, system_clock};
use annals::projectors::Cast;
use annals::question::{Activities, Directory, Sort, actors, heirs, history, places, sources, state, who};
use annals::replay::{RecordedBy, Spans, Timeline, Track, View, replay, within};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use generated::notation::report;
use generated::{Chronology, calendar, chronology, dates, numbered, slug};

/// Runs a law over so many cases, always the same. `LAW_CASES` and `LAW_SEED` make it more of them, and others.
fn hold<S: Strategy>(cases: u32, strategy: S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let set = |name: &str| std::env::var(name).ok()?.parse().ok();
    let rng_seed = RngSeed::Fixed(set("LAW_SEED").unwrap_or(20_140_310));
    let cases = set("LAW_CASES").and_then(|n| n.try_into().ok()).unwrap_or(cases);
    let config = Config { cases, rng_seed, failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(&strategy, law) {
        panic!("{failure}");
    }
}

/// A log in memory.
struct Records<'a>(&'a [Record]);

impl Fetch for Records<'_> {
    fn fetch(&self, positions: &[u64]) -> Result<Vec<Record>, LogError> {
        assert!(positions.is_sorted());
        let all = positions.iter().map(|p| self.0[usize::try_from(*p).unwrap() - 1].clone());
        Ok(all.collect())
    }
}

fn cast(records: &[Record]) -> Cast {
    let actors = records.iter().filter_map(|r| match &r.body {
        Body::Actor(actor) => Some((actor.id.clone(), actor.kind)),
        _ => None,
    });
    let places = records.iter().filter_map(|r| match &r.body {
        Body::Place(place) => Some((place.id.clone(), place.within.clone())),
        _ => None,
    });
    Cast::new(actors, places)
}

/// Several chronologies of the same actors, places and sources as one.
fn joined(parts: Vec<Chronology>) -> Vec<Record> {
    let mut bodies: Vec<Body> = Vec::new();
    let mut known: BTreeSet<(&'static str, Slug)> = BTreeSet::new();
    for (i, part) in parts.into_iter().enumerate() {
        for record in part.records() {
            let body = renamed(record.body, &format!("p{i}-"));
            if known.insert((body.sort(), body.id().clone())) {
                bodies.push(body);
            }
        }
    }
    bodies.sort_by_key(|b| matches!(b, Body::Amendment(_)));
    numbered(bodies.into_iter())
}

/// A body with another beginning to the ids of reports and amendments.
fn renamed(body: Body, before: &str) -> Body {
    let new = |id: &ReportId| slug(&format!("{before}{id}"));
    let report = |mut report: Report| {
        let own = |id: &Slug| id.as_str().len() > 1 && "rvcm".contains(&id.as_str()[..1]);
        report.id = new(&report.id);
        report.hints.iter_mut().for_each(|h| h.other = new(&h.other));
        report.variant_of.iter_mut().for_each(|id| *id = new(id));
        for said in &mut report.says {
            if let Content::Aspect { report, .. } = &mut said.content {
                *report = new(report);
            }
        }
        for filler in report.roles.get_mut(&Role::About).into_iter().flatten() {
            if own(&filler.actor) {
                filler.actor = new(&filler.actor);
            }
        }
        report
    };
    match body {
        Body::Report(one) => Body::from(report(Report::clone(&one))),
        Body::Amendment(mut amendment) => {
            amendment.id = new(&amendment.id);
            match &mut amendment.act {
                Amends::Confirm { event } | Amends::Dispute { event, .. } | Amends::Deny { event, .. } => {
                    *event = new(event);
                }
                Amends::Retract { target, .. } => *target = new(target),
                Amends::Correct { becomes, .. } => {
                    if let Body::Report(one) = &**becomes {
                        **becomes = Body::from(report(Report::clone(one)));
                    }
                }
                Amends::SameAs { .. } | Amends::Redact(_) => {}
            }
            Body::Amendment(amendment)
        }
        other => other,
    }
}

/// What several chronologies record, in one log.
fn bodies(parts: Vec<Chronology>) -> Vec<Body> {
    joined(parts).into_iter().map(|record| record.body).collect()
}

/// A log of some of several chronologies, its index in files, and what is still to come.
struct Begun {
    log: MemoryLog,
    later: Vec<Body>,
    folder: tempfile::TempDir,
    index: Index,
}

/// So many of a hundred records are there at the beginning.
fn begun(mut bodies: Vec<Body>, of_hundred: usize) -> Begun {
    let log = MemoryLog::new(system_clock());
    let later = bodies.split_off(bodies.len() * of_hundred / 100);
    let folder = tempfile::tempdir().unwrap();
    log.append(&log.head().unwrap(), bodies).unwrap();
    build(folder.path(), &log, 1 << 20, &mut |_| ()).unwrap();
    let index = Index::open(folder.path(), &log).unwrap();
    Begun { log, later, folder, index }
}

fn shown(track: &Track) -> String {
    format!("{:?} {:?}", track.fluent, track.segments)
}

/// Both answer alike about one fluent.
fn alike(fluent: &Fluent, whole: &Timeline, part: &Timeline) -> Result<(), TestCaseError> {
    // Who is named and never spoken of has a track of silence, or none.
    let track = |t: &Timeline| t.tracks().find(|t| t.fluent == *fluent && !t.items.is_empty()).map(shown);
    prop_assert_eq!(track(whole), track(part));
    Ok(())
}

fn views() -> impl Strategy<Value = View> {
    let day = (0..27i32).prop_map(|n| calendar().0.plus(n - 3));
    let ids = ["s0", "s1", "s2", "p0-r0", "p1-r1", "p2-m0", "a"];
    prop_oneof![
        3 => Just(View::default()),
        2 => day.prop_map(|day| View { known_by: Some(day), ..View::default() }),
        2 => prop::sample::select(ids.to_vec()).prop_map(|id| View { without: vec![slug(id)], ..View::default() }),
        1 => Just(View { sources: vec![slug("s0"), slug("s2")], ..View::default() }),
        1 => (10..60u64).prop_map(|p| View { recorded_by: Some(RecordedBy::Position(p)), ..View::default() }),
        1 => Just(View { according_to: Some(slug("a")), ..View::default() }),
        1 => (prop::sample::select(ids.to_vec()), dates::instant()).prop_map(|(id, date)| {
            let assume = EventDate::parse(&date).map(|date| vec![(slug(id), date)]).unwrap_or_default();
            View { assume, ..View::default() }
        }),
        1 => prop::sample::select(vec![Relation::Exists, Relation::Controls, Relation::HoldsPost]).prop_map(|r| {
            let fades = Persistence::parse("fades:P9D").expect("a rule");
            View { persistence: BTreeMap::from([(r, fades)]), ..View::default() }
        }),
    ]
}

fn last(records: &[Record], view: &View) -> u64 {
    match view.recorded_by {
        Some(RecordedBy::Position(position)) => position,
        _ => records.last().map_or(0, |r| r.position),
    }
}

#[test]
fn given_one_fact_when_replayed_from_what_it_turns_on_then_it_is_as_in_the_whole() {
    hold(24, (vec(chronology(), 1..5), views()), |(parts, view)| {
        let records = joined(parts);
        let whole = replay(&records, &view);
        let catalog = Delta::of(&records);
        for track in whole.tracks() {
            let patterns = vec![Pattern::exactly(&track.fluent)];
            let asked = Asked { patterns, ..Asked::default() };
            let part = part(&catalog, &Records(&records), &view, last(&records, &view), &asked).unwrap();
            let part = part.expect("small logs need no other way");
            prop_assert_eq!(part.tracks().count() <= whole.tracks().count(), true);
            prop_assert_eq!(Spans::horizon(&part), Spans::horizon(&whole));
            alike(&track.fluent, &whole, &part)?;
        }
        Ok(())
    });
}

#[test]
fn given_one_actor_when_replayed_from_what_it_turns_on_then_state_history_and_who_are_as_in_the_whole() {
    hold(24, (vec(chronology(), 1..5), views()), |(parts, view)| {
        let records = joined(parts);
        let whole = replay(&records, &view);
        let catalog = Delta::of(&records);
        for id in ["a", "b", "c", "p", "q", "x", "y"].map(slug) {
            let asked = Asked { about: vec![id.clone()], reports: true, ..Asked::default() };
            let part = part(&catalog, &Records(&records), &view, last(&records, &view), &asked).unwrap();
            let part = part.expect("small logs need no other way");
            for day in (0..24).step_by(5).map(|n| calendar().0.plus(n)) {
                let all = [id.clone()];
                prop_assert_eq!(state(&part, &all, day), state(&whole, &all, day), "{} on {}", id, day);
            }
            let ids = |t: &Timeline| -> Vec<Slug> {
                history(t, Some(&id), Day::PAST, Day::FUTURE)
                    .into_iter()
                    .map(|e| e.report.id.clone())
                    .collect()
            };
            prop_assert_eq!(
                ids(&part).into_iter().collect::<BTreeSet<_>>(),
                ids(&whole).into_iter().collect()
            );
        }
        Ok(())
    });
}

/// What two catalogs say under every key there is.
fn agree(records: &[Record], one: &dyn Catalog, other: &dyn Catalog) -> Result<(), TestCaseError> {
    let mut keys: BTreeSet<Key> = BTreeSet::from([Key::Same]);
    for id in records.iter().map(|r| r.body.id().clone()) {
        for key in [Key::Is, Key::Refers, Key::Names, Key::Counts, Key::Disputed] {
            keys.insert(key(id.clone()));
        }
        let fluents = one.fluents_of(&id).unwrap();
        prop_assert_eq!(&fluents, &other.fluents_of(&id).unwrap());
        keys.extend(fluents.iter().flat_map(Touched::ways).map(Key::Touches));
        for fluent in fluents.iter().filter(|f| f.object.as_ref() == Some(&id)) {
            let towards = |c: &dyn Catalog| c.towards(fluent.relation, &id, fluent.value.as_deref()).unwrap();
            prop_assert_eq!(towards(one), towards(other));
        }
    }
    let cited = |c: &dyn Catalog| c.cited().unwrap().into_iter().collect::<BTreeSet<_>>();
    prop_assert_eq!(cited(one), cited(other));
    keys.extend(cited(one).into_iter().map(Key::Cites));
    for key in keys {
        let entries = |c: &dyn Catalog| -> BTreeSet<_> {
            c.entries(&key).unwrap().into_iter().map(|e| (e.position, e.days, e.sort)).collect()
        };
        prop_assert_eq!(entries(one), entries(other), "{:?}", key);
    }
    Ok(())
}

#[test]
fn given_a_log_when_its_catalog_is_made_in_files_and_in_memory_then_both_say_the_same() {
    hold(64, vec(chronology(), 1..5), |parts| {
        let log = MemoryLog::new(system_clock());
        let bodies: Vec<Body> = joined(parts).into_iter().map(|r| r.body).collect();
        log.append(&log.head().unwrap(), bodies).unwrap();
        let records = log.read(1, usize::MAX).unwrap();
        let folder = tempfile::tempdir().unwrap();
        assert!(Base::open(folder.path()).unwrap().is_none());
        build(folder.path(), &log, 1 << 20, &mut |_| ()).unwrap();
        let base = Base::open(folder.path()).unwrap().unwrap();
        prop_assert_eq!(base.stamp().head, log.head().unwrap());
        agree(&records, &base, &Delta::of(&records))
    });
}

#[test]
fn given_an_index_in_files_when_more_is_appended_then_its_answers_are_those_of_the_whole() {
    hold(24, (vec(chronology(), 1..5), 0..100usize), |(parts, cut)| {
        let Begun { log, later, folder: _folder, mut index } = begun(bodies(parts), cut);
        prop_assert_eq!(index.head(), log.head().unwrap());
        for some in later.chunks(7) {
            log.append(&log.head().unwrap(), some.to_vec()).unwrap();
            index.catch_up(&log, 1 << 20, &mut |_| ()).unwrap();
        }
        prop_assert_eq!(index.head(), log.head().unwrap());
        let whole = replay(&log.read(1, usize::MAX).unwrap(), &View::default());
        for track in whole.tracks().step_by(5) {
            let asked = Asked { patterns: vec![Pattern::exactly(&track.fluent)], ..Asked::default() };
            let part = index.timeline(&log, &View::default(), &asked).unwrap().unwrap();
            alike(&track.fluent, &whole, &part)?;
        }
        Ok(())
    });
}

/// The timeline of a log worked out part by part answers as a replay of the whole.
fn settled(parts: Vec<Chronology>) -> Result<(), TestCaseError> {
    let bodies: Vec<Body> = joined(parts).into_iter().map(|r| r.body).collect();
    // Every fluent, or slot, by itself: hardly anything that hints bind to it lies in the same part.
    as_whole(bodies.clone(), 1, |_| true)?;
    as_whole(bodies, 40, |_| true)
}

/// The tracks of a log, worked out in parts of about so many entries, answer about these relations as a replay of the whole.
fn as_whole(bodies: Vec<Body>, size: u64, wanted: impl Fn(Relation) -> bool) -> Result<(), TestCaseError> {
    let log = MemoryLog::new(system_clock());
    log.append(&log.head().unwrap(), bodies).unwrap();
    let whole = replay(&log.read(1, usize::MAX).unwrap(), &View::default());
    let horizon = Spans::horizon(&whole);
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), &log, 1 << 20, &mut |_| ()).unwrap();
    let base = Base::open(folder.path()).unwrap().unwrap();
    let registers = Index::open(folder.path(), &log).unwrap().registers(&log).unwrap();
    settle(&folder.path().join("tracks"), &base, &registers, &log, size, &|_, _| ()).unwrap();
    let tracks = Tracks::open(&folder.path().join("tracks")).unwrap().unwrap();
    for track in whole.tracks().filter(|t| wanted(t.fluent.relation) && !t.items.is_empty()) {
        let found = tracks.of_fluent(&track.fluent, &Overlay::new()).unwrap().unwrap_or_default();
        for day in (0..60).map(|n| calendar().0.plus(n - 5)) {
            let at = found.partition_point(|s| s.from <= day);
            prop_assert!(at > 0, "nothing of {}", track.fluent);
            let told = within(track.fluent.relation, found[at - 1], day, horizon);
            prop_assert_eq!(told, track.on(day), "{} on {}", track.fluent, day);
        }
    }
    Ok(())
}

/// A report of an act, when it was, and what may bind it to an earlier one or to something told.
type Done = (String, String, Option<(usize, bool)>);

fn act() -> impl Strategy<Value = Done> {
    let kinds = ["vote by=", "vote by=", "declaration by=", "meeting party=p+"].map(str::to_owned).to_vec();
    let who = ["a", "a", "a", "b", "x"].map(str::to_owned).to_vec();
    let what = (select(kinds), select(who), prop::bool::weighted(0.1))
        .prop_map(|(kind, who, inferred)| format!("{kind}{who}{}", if inferred { "?" } else { "" }));
    let when = prop_oneof![6 => dates::instant(), 1 => dates::spell()];
    let bound = prop::option::weighted(0.2, (0..64usize, prop::bool::weighted(0.8)));
    (what, when, bound)
}

/// A chronology, and what is done after it.
fn with_acts(told: Chronology, acts: Vec<Done>) -> Vec<Body> {
    let before: Vec<String> = told.reports.iter().map(|r| r.id.to_string()).collect();
    let mut ids = before.clone();
    let mut bodies: Vec<Body> = told.records().into_iter().map(|r| r.body).collect();
    for (n, (what, when, bound)) in acts.into_iter().enumerate() {
        let when = if when.is_empty() { "undated" } else { &when };
        let tie = bound.map_or(String::new(), |(other, hint)| {
            let other = &ids[other % ids.len()];
            // An account is of another act, so that what is told keeps its own.
            if hint || before.contains(other) {
                format!(" after {other}")
            } else {
                format!(" variant-of {other}")
            }
        });
        bodies.push(Body::from(report(&format!("t{n} {what} @ {when}{tie} [s0 2014-03-20]"))));
        ids.push(format!("t{n}"));
    }
    bodies
}

#[test]
fn given_actors_of_many_acts_when_these_are_thinned_then_their_being_is_that_of_the_whole() {
    hold(48, (chronology(), vec(act(), 6..40)), |(told, acts)| {
        let mut bodies = with_acts(told, acts);
        bodies.sort_by_key(|body| matches!(body, Body::Amendment(_)));
        as_whole(bodies, 1, |relation| matches!(relation, Relation::Exists | Relation::Alive))
    });
}

#[test]
fn given_actors_of_many_acts_when_more_are_appended_then_every_answer_is_that_of_the_whole() {
    hold(48, (chronology(), vec(act(), 6..40), 60..95usize), |(told, acts, cut)| {
        appended(with_acts(told, acts), cut)
    });
}

#[test]
fn given_a_log_when_its_timeline_is_worked_out_part_by_part_then_every_answer_is_that_of_the_whole() {
    hold(48, vec(chronology(), 1..5), settled);
}

/// States, single answers and turns of a timeline in files are those of a replay of the whole.
fn same_answers(told: &Whole, whole: &Timeline) -> Result<(), TestCaseError> {
    prop_assert_eq!(told.horizon(), Spans::horizon(whole));
    let days: Vec<Day> = (0..70).map(|n| calendar().0.plus(n - 5)).collect();
    let silent = |a: Answer| matches!(a, Answer::No | Answer::Unknown);
    for day in days.iter().copied().step_by(3) {
        let mut holds: BTreeMap<Fluent, Answer> = BTreeMap::new();
        for row in told.state(day).unwrap() {
            holds.insert(told.fluent(row.fluent).unwrap(), row.answer);
        }
        for track in whole.tracks().filter(|t| !t.items.is_empty()) {
            let asked = told.ask(&track.fluent, day).unwrap().map(|(answer, _)| answer);
            prop_assert_eq!(asked, Some(track.on(day)), "{} on {}", track.fluent, day);
            let held = holds.remove(&track.fluent);
            prop_assert_eq!(held, Some(track.on(day)).filter(|a| !silent(*a)), "{} on {}", track.fluent, day);
        }
        prop_assert!(holds.is_empty(), "{:?} on {}", holds, day);
    }
    for pair in days.windows(9).step_by(7) {
        let turns = told.diff(pair[0], pair[8]).unwrap();
        let found: BTreeSet<_> =
            turns.iter().map(|t| (told.fluent(t.fluent).unwrap(), t.before, t.after)).collect();
        let turned = |t: &Track| (t.fluent.clone(), t.on(pair[0]), t.on(pair[8]));
        let spoken_of = whole.tracks().filter(|t| !t.items.is_empty());
        let expected: BTreeSet<_> = spoken_of.map(turned).filter(|(_, a, b)| a != b).collect();
        prop_assert_eq!(found, expected);
    }
    Ok(())
}

/// Single facts and all about some actors, replayed with the help of a timeline in files, are as in a replay of the whole.
fn same_parts(told: &Whole, index: &Index, log: &MemoryLog, whole: &Timeline) -> Result<(), TestCaseError> {
    for track in whole.tracks().step_by(3) {
        let asked = Asked { patterns: vec![Pattern::exactly(&track.fluent)], ..Asked::default() };
        let part = told.timeline(index, log, &asked).unwrap().unwrap();
        alike(&track.fluent, whole, &part)?;
    }
    for id in ["a", "b", "p", "x"].map(slug) {
        let asked = Asked { about: vec![id.clone()], ..Asked::default() };
        let part = told.timeline(index, log, &asked).unwrap().unwrap();
        for day in (0..24).step_by(5).map(|n| calendar().0.plus(n)) {
            let all = [id.clone()];
            let expected = state(whole, &all, day);
            prop_assert_eq!(state(&part, &all, day), expected.clone(), "{} on {}", id, day);
            let asked = Asked { on: Some(day), ..asked.clone() };
            let just = told.timeline(index, log, &asked).unwrap().unwrap();
            prop_assert_eq!(state(&just, &all, day), expected, "{} just on {}", id, day);
            prop_assert_eq!(heirs(&just, &id, day), heirs(whole, &id, day), "{} just on {}", id, day);
        }
    }
    Ok(())
}

/// The timeline of the first so many of a hundred records, with the rest appended, answers as a replay of the whole.
fn appended(bodies: Vec<Body>, cut: usize) -> Result<(), TestCaseError> {
    let Begun { log, later, folder, mut index } = begun(bodies, cut);
    let mut told = Whole::open(folder.path(), &index, &log, &|_, _| ()).unwrap().unwrap();
    for (some, turn) in later.chunks(3).zip(1..) {
        log.append(&log.head().unwrap(), some.to_vec()).unwrap();
        let made = index.stamp();
        index.catch_up(&log, 1 << 20, &mut |_| ()).unwrap();
        if index.stamp() != made || turn % 2 == 0 {
            // What was registered later made the files anew; or somebody opens them later, with what was kept.
            told = Whole::open(folder.path(), &index, &log, &|_, _| ()).unwrap().unwrap();
        }
        told.absorb(&index, &log).unwrap();
    }
    let whole = replay(&log.read(1, usize::MAX).unwrap(), &View::default());
    same_parts(&told, &index, &log, &whole)?;
    same_answers(&told, &whole)
}

#[test]
fn given_a_timeline_in_files_when_more_is_appended_then_every_answer_state_and_turn_is_that_of_the_whole() {
    hold(48, (vec(chronology(), 1..5), 20..100usize), |(parts, cut)| appended(bodies(parts), cut));
}

#[test]
fn given_a_view_when_its_whole_timeline_is_worked_out_then_every_answer_is_that_of_a_replay_in_it() {
    hold(48, (vec(chronology(), 1..5), 20..101usize, vec(views(), 1..3)), |(parts, cut, views)| {
        let Begun { log, later, folder, mut index } = begun(bodies(parts), cut);
        log.append(&log.head().unwrap(), later).unwrap();
        index.catch_up(&log, 1 << 20, &mut |_| ()).unwrap();
        let records = log.read(1, usize::MAX).unwrap();
        // The second time what was worked out is still there.
        for view in views.iter().flat_map(|view| [view, view]) {
            let told = Whole::seen(folder.path(), &index, &log, view, &|_, _| ()).unwrap().unwrap();
            let whole = replay(&records, view);
            same_answers(&told, &whole)?;
            same_parts(&told, &index, &log, &whole)?;
        }
        Ok(())
    });
}

#[test]
fn given_an_index_that_was_cut_or_changed_when_asked_then_it_says_so_or_answers_as_before() {
    let log = MemoryLog::new(system_clock());
    let bodies: Vec<Body> = mali().into_iter().map(|r| r.body).collect();
    log.append(&log.head().unwrap(), bodies).unwrap();
    let asked = Asked { about: vec![slug("cpa")], ..Asked::default() };
    let day = Day::parse("2015-06-30").unwrap();
    let told = |folder: &std::path::Path| -> Result<Vec<annals::question::FactAnswer>, IndexError> {
        let mut index = Index::open(folder, &log)?;
        index.catch_up(&log, 1 << 20, &mut |_| ())?;
        let timeline = index.timeline(&log, &View::default(), &asked)?.expect("a small log");
        Ok(state(&timeline, &[slug("cpa")], day))
    };
    let folder = tempfile::tempdir().unwrap();
    let sound = told(folder.path()).unwrap();
    build(folder.path(), &log, 1 << 20, &mut |_| ()).unwrap();
    assert_eq!(told(folder.path()).unwrap(), sound);
    let (mut said, mut same) = (0, 0);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    for path in names {
        let bytes = std::fs::read(&path).unwrap();
        let flipped = |at: usize| {
            let mut other = bytes.clone();
            other[at] ^= 16;
            other
        };
        let places = [0, bytes.len() / 3, bytes.len() / 2, bytes.len() - 1];
        let changed = places.map(flipped).into_iter().chain([bytes[..bytes.len() / 2].to_vec(), Vec::new()]);
        for other in changed {
            std::fs::write(&path, other).unwrap();
            match told(folder.path()) {
                Ok(found) => {
                    assert_eq!(found, sound, "{}", path.display());
                    same += 1;
                }
                Err(IndexError::File(_)) => said += 1,
                Err(error) => panic!("{error}"),
            }
            std::fs::write(&path, &bytes).unwrap();
        }
    }
    assert!(said > 0 && same > 0, "{said} said, {same} the same");
}

/// The chronology of the north of Mali.
fn mali() -> Vec<Record> {
    let mut files: Vec<_> = std::fs::read_dir("events").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| InputFile {
        name: path.display().to_string(),
        bytes: std::fs::read(path).unwrap(),
    };
    let inputs: Vec<InputFile> =
        files.iter().filter(|p| p.extension().is_some_and(|e| e == "toml")).map(read).collect();
    let annals = Annals::in_memory();
    let bodies = annals.read(&inputs).unwrap().bodies;
    numbered(bodies.into_iter())
}

#[test]
fn given_the_north_of_mali_when_each_actor_is_asked_alone_then_its_state_and_history_are_as_in_the_whole() {
    let records = mali();
    let catalog = Delta::of(&records);
    let days = ["1963-01-01", "1996-03-27", "2012-04-06", "2015-06-30", "2023-11-14", "2030-01-01"];
    let only = View { sources: vec![slug("001")], ..View::default() };
    let by = View { known_by: Day::parse("2014-12-31"), ..View::default() };
    for view in [View::default(), only, by] {
        let whole = replay(&records, &view);
        let actors: Vec<Slug> = cast(&records).actors().map(|(id, _)| id.clone()).collect();
        let (mut read, mut asked_of) = (0, 0);
        for id in actors.iter().step_by(3).chain(&[slug("kidal"), slug("gao"), slug("algiers-2015")]) {
            let asked = Asked { about: vec![id.clone()], reports: true, ..Asked::default() };
            let part =
                part(&catalog, &Records(&records), &view, records.len() as u64, &asked).unwrap().unwrap();
            read += part.accepted().len();
            asked_of += 1;
            for day in days.iter().map(|d| Day::parse(d).unwrap()) {
                let all = [id.clone()];
                assert_eq!(state(&part, &all, day), state(&whole, &all, day), "{id} on {day}");
            }
            let all = |t: &Timeline| history(t, Some(id), Day::PAST, Day::FUTURE);
            let ids =
                |t: &Timeline| all(t).into_iter().map(|e| (e.report.id.clone(), e.begin, e.end)).collect();
            let (one, other): (BTreeSet<_>, BTreeSet<_>) = (ids(&part), ids(&whole));
            assert_eq!(one, other, "{id}");
        }
        println!("{} reports of {} for each", read / asked_of, whole.accepted().len());
        for fact in ["controls ? kidal", "member-of ? cma", "holds-post ? mnla leader", "member-of cpa ?"] {
            let pattern = Pattern::parse(fact).unwrap();
            let asked = Asked { patterns: vec![pattern.clone()], ..Asked::default() };
            let part =
                part(&catalog, &Records(&records), &view, records.len() as u64, &asked).unwrap().unwrap();
            for day in days.iter().map(|d| Day::parse(d).unwrap()) {
                assert_eq!(who(&part, &pattern, day), who(&whole, &pattern, day), "{fact} on {day}");
            }
        }
    }
    assert!(Relation::ALL.len() > 20);
}

/// What is listed with these activities, of everything of their sort.
fn listed(directory: &Directory, sort: Sort, activities: &Activities) -> String {
    match sort {
        Sort::Actor => format!("{:?}", actors(directory, activities, None)),
        Sort::Place => format!("{:?}", places(directory, activities, None)),
        _ => format!("{:?}", sources(directory, activities, None)),
    }
}

/// The reports of a log, read in pieces of a size, are as many and fall on the same days as those of a whole replay.
fn listings(parts: Vec<Chronology>, cut: usize, view: &View, size: usize) -> Result<(), TestCaseError> {
    let Begun { log, later, folder: _folder, mut index } = begun(bodies(parts), cut);
    log.append(&log.head().unwrap(), later).unwrap();
    index.catch_up(&log, 1 << 20, &mut |_| ()).unwrap();
    let records = log.read(1, usize::MAX).unwrap();
    let (directory, whole) = (Directory::of(&records), replay(&records, view));
    let (catalog, registers) = (index.catalog(), index.registers(&log).unwrap());
    let read = Read { view, last: last(&records, view), registers: &registers, size };
    for sort in [Sort::Actor, Sort::Place, Sort::Source] {
        let mut all = Activities::none(sort);
        pieces(&catalog, &log, &read, None, &mut |reports| all.take(reports)).unwrap();
        let expected = Activities::of(sort, &whole);
        prop_assert_eq!(listed(&directory, sort, &all), listed(&directory, sort, &expected));
    }
    for id in directory.actors.keys().chain(directory.places.keys()).chain(directory.sources.keys()) {
        let ids = [id.clone()];
        let named = [
            (Sort::Actor, Named::Actors(&ids)),
            (Sort::Place, Named::Places(&ids)),
            (Sort::Source, Named::Sources(&ids)),
        ];
        for (sort, named) in named {
            let (mut one, expected) = (Activities::none(sort), Activities::of(sort, &whole));
            index.reports(&log, view, Some(named), &mut |reports| one.take(reports)).unwrap();
            prop_assert_eq!(one.about(id), expected.about(id), "{} as {}", id, sort.word());
            prop_assert_eq!(one.through(id), expected.through(id));
        }
    }
    Ok(())
}

#[test]
fn given_a_log_when_its_reports_are_read_in_pieces_then_all_listings_are_those_of_the_whole() {
    let strategy = (vec(chronology(), 1..5), 0..=100usize, views(), 1..60usize);
    hold(24, strategy, |(parts, cut, view, size)| listings(parts, cut, &view, size));
}

#[test]
fn given_the_north_of_mali_when_its_reports_are_read_in_pieces_then_all_listings_are_those_of_the_whole() {
    let log = MemoryLog::new(system_clock());
    let bodies: Vec<Body> = mali().into_iter().map(|r| r.body).collect();
    log.append(&log.head().unwrap(), bodies).unwrap();
    let records = log.read(1, usize::MAX).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::open(folder.path(), &log).unwrap();
    index.catch_up(&log, 1 << 20, &mut |_| ()).unwrap();
    let (catalog, registers) = (index.catalog(), index.registers(&log).unwrap());
    let only = View { sources: vec![slug("001")], ..View::default() };
    let by = View { known_by: Day::parse("2014-12-31"), ..View::default() };
    for view in [View::default(), only, by] {
        let directory = Directory::under(&records, &view);
        let whole = replay(&records, &view);
        let read = Read { view: &view, last: records.len() as u64, registers: &registers, size: 50 };
        for sort in [Sort::Actor, Sort::Place, Sort::Source] {
            let mut all = Activities::none(sort);
            pieces(&catalog, &log, &read, None, &mut |reports| all.take(reports)).unwrap();
            let expected = Activities::of(sort, &whole);
            assert_eq!(listed(&directory, sort, &all), listed(&directory, sort, &expected));
        }
    }
}
