//! Laws of the replay engine, held against a naive reference that takes every world in turn.

mod amended;
mod cases;
mod clocks;
mod generated;
mod reference;
mod survey;

use std::cell::RefCell;
use std::collections::BTreeSet;

use annals::annals::Annals;
use annals::domain::{Amends, Answer, Body, Day, Fluent, Kind, Relation};
use annals::intake::{InputFile, to_json};
use annals::question::{Directory, Ground, diff, member_of, state, why};
use annals::replay::{RecordedBy, Spans, Timeline, View, replay};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use generated::{Chronology, calendar, chronology, notation, numbered, slug};
use reference::{Asked, Reference};

/// Runs a law over 512 chronologies, always the same.
fn hold<S: Strategy>(strategy: S, law: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config {
        // Fewer for a quick look: `LAW_CASES=64 cargo test --test laws`.
        cases: std::env::var("LAW_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(512),
        rng_seed: RngSeed::Fixed(20_140_310),
        failure_persistence: None,
        ..Config::default()
    };
    if let Err(failure) = TestRunner::new(config).run(&strategy, law) {
        panic!("{failure}");
    }
}

fn engine_answer(timeline: &Timeline, fluent: &Fluent, day: Day) -> Answer {
    match (&fluent.relation, &fluent.object) {
        (Relation::MemberOf, Some(body)) => member_of(timeline, &fluent.subject, body, day).answer,
        _ => timeline.answer(fluent, day),
    }
}

/// The days asked about: the calendar and three days on either side.
fn days() -> impl Iterator<Item = Day> {
    let (first, last) = calendar();
    (first.0 - 3..=last.0 + 3).map(Day)
}

/// Every answer of a timeline about what any of some timelines speaks of.
fn answers(timeline: &Timeline, of: &[&Timeline]) -> Vec<(Fluent, Day, Answer)> {
    let fluents: BTreeSet<Fluent> = of.iter().flat_map(|t| t.tracks()).map(|t| t.fluent.clone()).collect();
    let through: Vec<Fluent> = (fluents.iter())
        .filter(|f| f.relation == Relation::DirectMemberOf)
        .map(|f| Fluent { relation: Relation::MemberOf, ..f.clone() })
        .collect();
    let all = fluents.iter().chain(&through);
    all.flat_map(|f| days().map(|d| (f.clone(), d, engine_answer(timeline, f, d)))).collect()
}

#[derive(Clone, Debug, PartialEq)]
struct Disagreement {
    fluent: Fluent,
    day: Day,
    engine: Answer,
    exact: Answer,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    samples: usize,
    full: usize,
    loose: usize,
    weaker: usize,
}

/// The view in which the engine is asked the same.
fn view(asked: &Asked) -> View {
    View {
        known_by: asked.known_by,
        recorded_by: asked.recorded_by.map(RecordedBy::Position),
        sources: asked.sources.clone(),
        without: asked.without.clone(),
        ..View::default()
    }
}

/// Every fluent on every day of the calendar and three days on either side.
fn compare(chronology: &Chronology, asked: &Asked, tally: &mut Tally) -> Vec<Disagreement> {
    let records = chronology.records();
    let timeline = replay(&records, &view(asked));
    let (first, last) = calendar();
    let reference = Reference::of(&records, asked, first.plus(-3), last.plus(3));
    let mut found = Vec::new();
    let told: BTreeSet<&Fluent> = reference.fluents().chain(timeline.tracks().map(|t| &t.fluent)).collect();
    for fluent in told {
        let track = reference.track(fluent);
        let (full, loose) = (track.is_none_or(|t| t.full), track.is_some_and(|t| t.loose));
        for day in days() {
            let engine = engine_answer(&timeline, fluent, day);
            let exact = reference.answer(fluent, day);
            tally.samples += 1;
            tally.full += usize::from(full);
            tally.loose += usize::from(loose && !full);
            let fine = if full {
                // Past the horizon what is possible and perhaps running is unknown.
                let beyond = engine == Answer::Unknown && exact == Answer::No && day > timeline.horizon();
                let weaker = beyond
                    || engine == Answer::Unknown && exact == Answer::No
                    || engine == Answer::Possible && exact != Answer::Possible;
                tally.weaker += usize::from(weaker);
                engine == exact || weaker
            } else {
                loose
                    || match engine {
                        Answer::Yes => exact == Answer::Yes,
                        Answer::No => matches!(exact, Answer::No | Answer::Unknown),
                        _ => true,
                    }
            };
            if !fine {
                found.push(Disagreement { fluent: fluent.clone(), day, engine, exact });
            }
        }
    }
    found
}

/// A day by which it is known, at times something left out, or only some sources.
fn asked() -> impl Strategy<Value = Asked> {
    let day = (0..27i32).prop_map(|n| Some(calendar().0.plus(n - 3)));
    let ids = ["s0", "s1", "s2", "r0", "r1", "m0", "m1", "a"];
    let without = prop_oneof![
        6 => Just(Vec::new()),
        1 => prop::sample::select(ids.to_vec()).prop_map(|id| vec![slug(id)]),
    ];
    let source = |n: &usize| slug(&format!("s{n}"));
    let sources = prop_oneof![
        8 => Just(Vec::new()),
        1 => prop::sample::subsequence((0..5usize).collect::<Vec<_>>(), 2..=4)
            .prop_map(move |all| all.iter().map(source).collect()),
    ];
    (prop_oneof![1 => Just(None), 4 => day], without, sources)
        .prop_map(|(known_by, without, sources)| Asked { known_by, sources, without, recorded_by: None })
}

#[test]
fn given_any_answer_when_it_is_explained_then_nothing_contradicts_it() {
    let (all, bare) = (RefCell::new(0), RefCell::new(0));
    hold(chronology(), |c| {
        let records = c.records();
        let timeline = replay(&records, &View::default());
        let directory = Directory::of(&records);
        let facts: BTreeSet<(Fluent, Day)> =
            answers(&timeline, &[&timeline]).into_iter().map(|(fact, day, _)| (fact, day)).collect();
        for (fact, day) in facts.iter().filter(|(_, day)| day.0 % 4 == 0) {
            let why = why(&timeline, &directory, fact, *day);
            let answer = why.told.answer;
            prop_assert_eq!(answer, engine_answer(&timeline, fact, *day), "{} on {}", fact, day);
            prop_assert!(!why.reasons.is_empty(), "{} on {}", fact, day);
            let shown = !why.reports.is_empty() || !why.leans.is_empty();
            prop_assert!(answer != Answer::Yes || shown, "{} on {}", fact, day);
            for reason in &why.reasons {
                let of = |fact: &Fluent| engine_answer(&timeline, fact, *day);
                let wanted = match reason.ground {
                    Ground::BodyGone | Ground::LegGone => Some(Answer::No),
                    Ground::BodyPossible => Some(Answer::Possible),
                    Ground::BodyDisputed => Some(Answer::Disputed),
                    Ground::Path | Ground::Left => Some(Answer::Yes),
                    Ground::HeldByAnother => reason.answer,
                    _ => None,
                };
                let agree = reason.facts.iter().all(|f| wanted.is_none_or(|wanted| of(f) == wanted));
                prop_assert!(agree, "{} on {}: {:?}", fact, day, reason);
                let ends = matches!(reason.ground, Ground::Ended | Ground::Displaced);
                prop_assert!(!ends || answer == Answer::No, "{} on {}: {:?}", fact, day, reason);
                *bare.borrow_mut() += usize::from(reason.ground == Ground::Worlds);
            }
            *all.borrow_mut() += 1;
        }
        Ok(())
    });
    let (all, bare) = (all.into_inner(), bare.into_inner());
    println!("{all} explained, {bare} by worlds alone");
    assert!(bare * 100 < all, "{bare} of {all} have no nearer reason than worlds");
}

#[test]
fn given_any_chronology_when_every_world_is_taken_then_the_engine_is_sound() {
    sound(chronology().prop_map(|c| (c, Asked::default())));
}

#[test]
fn given_any_view_when_every_world_is_taken_then_the_engine_is_sound() {
    sound((chronology(), asked()));
}

/// Minimal cases that deep runs of the two laws above found.
#[test]
fn given_what_was_found_before_when_every_world_is_taken_then_the_engine_is_sound() {
    let cases = [
        // Nobody acts on the one day of his end, but before it.
        "r0 talks party=a+b phase:open @ [2014-02-18..] [s0 2014-03-20]
         r1 dissolution subject=a @ 2014-02-20 [s0 2014-03-20]
         r2 declaration by=a says \"direct-member-of a k\" @ [..2014-02-18] [s0 2014-03-20]
         r3 declaration by=a says \"not direct-member-of a k\" @ [2014-02-18..2014-02-19] [s0 2014-03-20]",
        "r0 split result=n parent=a parent-survives:no @ 2014-03-07 [s0 2014-03-20]
         r1 merger constituent=a result=b @ 2014-02-18 [s3 2014-02-25/..]
         r2 capture by=a place=zone @ 2014-02-18 [s0 2014-03-20]",
        "r0 dissolution subject=a by=a @ 2014-02-18~ [s0 2014-03-20]
         r1 dissolution subject=b @ 2014-02-21 [s0 2014-03-20]
         r2 leader-change org=a @ 2014-02-18 [s0 2014-03-20]
         r3 dissolution subject=a @ 2014-02-21 variant-of r1 [s0 2014-03-20]",
        // Nobody is member or founder of itself.
        "r0 status member=l coalition=k @ 2014-02-18 [s0 2014-03-20]
         m0 correct transcription coalition by keeper : r0 status member=l coalition=l @ 2014-02-18 [s0 2014-03-20]",
        "r0 formation subject=b founder=a @ 2014-02-18 [s0 2014-03-20]
         m0 correct transcription founder by keeper : r0 formation subject=b founder=b @ 2014-02-18 [s0 2014-03-20]",
        // Who leaves with some only keeps his posts.
        "r0 status says \"holds-post p a leader\" @ 2014-02-18 [s0 2014-03-05]
         r1 leave member=p coalition=a scope:some @ 2014-02-18 [s0 2014-03-05]",
        // A party's word on a report tells nothing of how far is known.
        "r0 formation subject=a @ 2014-02-18 [s0 2014-03-05]
         m0 deny fact r0 by p cites s3",
        // What ends it once more, after an act that disputes its end.
        "r0 split result=n parent=a parent-survives:no @ 2014-03-07 [s0 2014-03-20]
         r1 merger constituent=a result=b @ 2014-02-18 [s3 2014-02-25/..]
         r2 capture by=a place=zone @ 2014-02-19 [s0 2014-03-20]",
        "r0 death target=p @ 2014-02-18 [s0 2014-03-20]
         r1 death target=p @ 2014-02-28 variant-of r0 inferred [s0 2014-03-20]
         r2 leader-change org=a in=p @ 2014-02-19 [s0 2014-03-20]
         r3 join member=p coalition=k @ 2014-02-20/2014-02-20 [s0 2014-03-20]",
        "r0 dissolution subject=b @ 2014-02-28 [s0 2014-03-20]
         r1 merger constituent=b result=a @ 2014-02-18~ [s0 2014-03-20]
         r2 dissolution subject=b @ undated variant-of r0 inferred [s0 2014-03-20]
         r3 capture by=a with=b place=zone @ 2014-02-20/2014-02-20 [s0 2014-03-20]",
        // An act after an end, and a birth that may lie between.
        "r0 capture by=a place=zone @ 2014-02-22 [s0 2014-03-20]
         r1 dissolution subject=a @ 2014-02-18 [s0 2014-03-20]
         r2 formation subject=a @ [2014-02-20..2014-02-23] [s0 2014-03-20]",
        // Formed on one of several days, and dissolved on the last of them.
        "r0 capture by=a place=zone @ 2014-02-23 [s0 2014-03-20]
         r1 dissolution subject=a @ 2014-02-22 [s0 2014-03-20]
         r2 formation subject=a member=b @ [2014-02-19..2014-02-22] [s0 2014-03-20]",
        // A hold that is told to end on the day it begins, and seen.
        "r0 capture by=b place=zone temporary:yes @ 2014-02-19/2014-02-19 [s0 2014-03-20]
         r1 blockade by=a target=b place=zone @ 2014-02-18/2014-02-19 [s0 2014-03-20]",
        "r0 capture by=b place=zone temporary:yes @ 2014-02-19/2014-02-19 [s0 2014-03-20]
         r1 blockade by=b target=a place=zone @ 2014-02-18/2014-02-19 [s0 2014-03-20]",
    ];
    for text in cases {
        let found = compare(&notation::read(text), &Asked::default(), &mut Tally::default());
        assert!(found.is_empty(), "{text}: {:?}", &found[..found.len().min(5)]);
    }
    let silent = Asked { without: vec![slug("a")], ..Asked::default() };
    let text = "r0 declaration by=a says \"direct-member-of a k\" @ 2014-02-18 [s2 2014-02]";
    assert_eq!(compare(&notation::read(text), &silent, &mut Tally::default()), []);
}

fn sound(drawn: impl Strategy<Value = (Chronology, Asked)>) {
    let tally = RefCell::new(Tally::default());
    hold(drawn, |(c, asked)| {
        let found = compare(&c, &asked, &mut tally.borrow_mut());
        prop_assert!(found.is_empty(), "{:?}", &found[..found.len().min(5)]);
        Ok(())
    });
    let Tally { samples, full, loose, weaker } = tally.into_inner();
    println!(
        "{samples} samples, {full} of all worlds, {loose} loose, {weaker} only possible where more is exact"
    );
    assert!(weaker * 100 < samples, "{weaker} of {samples} are weaker than exact");
}

#[test]
fn given_many_chronologies_when_drawn_then_no_kind_of_event_or_amendment_is_missing() {
    let (seen, acts) = (RefCell::new(BTreeSet::new()), RefCell::new(BTreeSet::new()));
    hold(chronology(), |c| {
        seen.borrow_mut().extend(c.reports.iter().map(|r| r.kind));
        acts.borrow_mut().extend(c.amendments.iter().map(|a| a.act.word()));
        Ok(())
    });
    let missing: Vec<Kind> = Kind::all().filter(|k| !seen.borrow().contains(k)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(acts.into_inner(), Amends::WORDS.iter().copied().collect());
}

#[test]
fn given_records_in_any_order_when_replayed_then_the_answers_are_the_same() {
    let shuffled = chronology().prop_flat_map(|c| {
        let bodies: Vec<Body> = c.records().into_iter().map(|r| r.body).collect();
        (Just(c), Just(bodies).prop_shuffle())
    });
    hold(shuffled, |(c, mut bodies)| {
        // What amends keeps its own order: the newest counts.
        let mut amendments = c.amendments.iter();
        for body in bodies.iter_mut().filter(|b| matches!(b, Body::Amendment(_))) {
            *body = Body::Amendment(amendments.next().unwrap().clone());
        }
        let one = replay(&c.records(), &View::default());
        let other = replay(&numbered(bodies.into_iter()), &View::default());
        prop_assert_eq!(answers(&one, &[&one, &other]), answers(&other, &[&one, &other]));
        prop_assert_eq!(findings(&one), findings(&other));
        Ok(())
    });
}

fn findings(timeline: &Timeline) -> BTreeSet<String> {
    timeline.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn given_one_log_when_replayed_twice_then_the_timelines_are_the_same() {
    hold(chronology(), |c| {
        let (one, other) = (replay(&c.records(), &View::default()), replay(&c.records(), &View::default()));
        let tracks = |timeline: &Timeline| timeline.tracks().map(|t| format!("{t:?}")).collect::<Vec<_>>();
        prop_assert_eq!(tracks(&one), tracks(&other));
        prop_assert_eq!(&one.findings, &other.findings);
        Ok(())
    });
}

#[test]
fn given_every_record_twice_when_read_and_appended_then_it_counts_once() {
    let read = RefCell::new(0);
    hold(chronology(), |mut c| {
        c.amendments.clear();
        c.reports.iter_mut().for_each(|r| r.summary = "Something happens".to_owned());
        c.sources.iter_mut().for_each(|s| s.title = "A source".to_owned());
        let records = c.records();
        let lines: String = records.iter().map(|r| format!("{}\n", to_json(&r.body))).collect();
        let file = |bytes: String| InputFile { name: "records.jsonl".into(), bytes: bytes.into_bytes() };
        let mut annals = Annals::in_memory();
        let Ok(intake) = annals.read(&[file(format!("{lines}{lines}"))]) else {
            // What people could not have written (an actor twice in one role, say) is refused whole.
            return Ok(());
        };
        *read.borrow_mut() += 1;
        prop_assert_eq!(intake.skipped, records.len());
        annals.append(intake.bodies).unwrap();
        let again = annals.read(&[file(lines)]).unwrap();
        prop_assert_eq!((again.bodies.len(), again.skipped), (0, records.len()));
        let (once, doubled) = (replay(&records, &View::default()), annals.timeline(&View::default()));
        prop_assert_eq!(answers(&once, &[&once]), answers(&doubled, &[&once]));
        Ok(())
    });
    assert!(read.into_inner() >= 64, "too few of the chronologies can be written by people");
}

#[test]
fn given_two_days_or_views_when_compared_then_diff_mirrors_and_leads_from_one_state_to_the_other() {
    let day = || (0..27i32).prop_map(|n| calendar().0.plus(n - 3));
    let views = prop_oneof![Just((Asked::default(), Asked::default())), (asked(), asked())];
    hold((chronology(), day(), day(), views), |(c, a, b, (one, other))| {
        let records = c.records();
        let (one, other) = (replay(&records, &view(&one)), replay(&records, &view(&other)));
        for (b, other) in [(b, &one), (a, &other), (b, &other)] {
            leads((&one, a), (other, b))?;
        }
        Ok(())
    });
}

/// What differs differs the other way round too, and makes of what is known in one what is known in the other.
fn leads(one: (&Timeline, Day), other: (&Timeline, Day)) -> Result<(), TestCaseError> {
    prop_assert_eq!(diff(one, one, &[]), vec![]);
    let (there, back) = (diff(one, other, &[]), diff(other, one, &[]));
    prop_assert_eq!(there.len(), back.len());
    for (t, b) in there.iter().zip(&back) {
        prop_assert_eq!((&t.before, &t.after), (&b.after, &b.before));
    }
    let known = |(timeline, day)| -> BTreeSet<(Fluent, Answer)> {
        state(timeline, &[], day).into_iter().map(|f| (f.fact, f.answer)).collect()
    };
    let mut led = known(one);
    for change in there {
        led.retain(|(fact, _)| *fact != change.after.fact);
        if !matches!(change.after.answer, Answer::No | Answer::Unknown) {
            led.insert((change.after.fact, change.after.answer));
        }
    }
    prop_assert_eq!(led, known(other));
    Ok(())
}

#[test]
fn given_a_body_that_is_no_more_when_asked_then_nothing_of_it_holds() {
    hold(chronology(), |c| {
        let records = c.records();
        let timeline = replay(&records, &View::default());
        let (first, last) = calendar();
        let reference = Reference::of(&records, &Asked::default(), first, last);
        for (fluent, day, answer) in answers(&timeline, &[&timeline]) {
            let gone =
                reference.presupposed(&fluent).into_iter().find(|b| timeline.answer(b, day) == Answer::No);
            if let (Answer::Yes, Some(body)) = (answer, gone) {
                prop_assert!(false, "{fluent} is yes on {day}, {body} is no");
            }
        }
        Ok(())
    });
}
