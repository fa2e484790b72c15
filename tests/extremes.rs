//! Chronologies that nobody would write but somebody might send: circles, chains of thousands, reports with thousands
//! of fillers, lines and brackets without end. Each is answered or refused in time, on a stack of 2 MiB, which shows
//! what recurses. What grows with the square of its size stands here with a smaller one.

use std::fmt::Write;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use annals::annals::Annals;
use annals::domain::{Answer, Day, FindingKind, Fluent, Slug};
use annals::intake::{Diagnostic, InputFile};
use annals::question::{When, ask, labelled, lineage, state, turns};
use annals::replay::{Timeline, View};

/// How long any of these may take, on a slow machine, without optimisation.
const PATIENCE: Duration = Duration::from_secs(120);
/// The stack of a thread as the standard library makes it.
const STACK: usize = 2 << 20;

/// Runs something on a thread with the usual stack, and gives up on it after a while.
fn bounded<T: Send + 'static>(what: &str, run: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, outcome) = mpsc::channel();
    let begun = Instant::now();
    let thread = std::thread::Builder::new().stack_size(STACK).name(what.to_owned());
    let thread = thread.spawn(move || drop(done.send(run()))).unwrap();
    let outcome = outcome.recv_timeout(PATIENCE);
    match outcome {
        Ok(outcome) => {
            thread.join().unwrap();
            eprintln!("{what}: {:.2?}", begun.elapsed());
            outcome
        }
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what}: not done after {PATIENCE:?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => panic!("{what}: it panicked"),
    }
}

/// As [`bounded`], telling how long it took.
fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let outcome = run();
    eprintln!("  {what}: {:.2?}", begun.elapsed());
    outcome
}

/// JSON Lines with a source, so many factions `b0`, `b1` ..., and these events.
fn story(bodies: usize, events: impl IntoIterator<Item = String>) -> Vec<u8> {
    let mut text =
        "{\"source\": {\"id\": \"s\", \"title\": \"A source\", \"date\": \"2030-01-01\"}}\n".to_owned();
    for i in 0..bodies {
        let _ = writeln!(
            text,
            "{{\"actor\": {{\"id\": \"b{i}\", \"kind\": \"coalition\", \"name\": \"Body {i}\"}}}}"
        );
    }
    for (i, event) in events.into_iter().enumerate() {
        let _ = writeln!(
            text,
            "{{\"event\": {{\"id\": \"e{i}\", \"cite\": {{\"source\": \"s\"}}, \"summary\": \"S\", {event}}}}}"
        );
    }
    text.into_bytes()
}

fn read(name: &str, bytes: Vec<u8>) -> Result<Annals, Vec<Diagnostic>> {
    let mut annals = Annals::in_memory();
    match annals.read(&[InputFile { name: name.to_owned(), bytes }]) {
        Ok(intake) => {
            annals.append(intake.bodies).unwrap();
            Ok(annals)
        }
        Err(annals::annals::Error::Rejected(faults)) => Err(faults),
        Err(other) => panic!("{other}"),
    }
}

fn replayed(bytes: Vec<u8>) -> Timeline {
    let annals = timed("read and append", || read("story.jsonl", bytes).unwrap());
    timed("replay", || annals.timeline(&View::default()))
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn answer(timeline: &Timeline, fact: &str, on: &str) -> Answer {
    timed(&format!("ask {fact}"), || ask(timeline, &Fluent::parse(fact).unwrap(), When::At(day(on))).answer)
}

/// Reports that each name the next body, the last one the first again where it is a circle.
fn linked(all: usize, circle: bool, event: impl Fn(usize, usize) -> Vec<String>) -> Vec<u8> {
    let last = if circle { all } else { all - 1 };
    story(all, (0..last).flat_map(|i| event(i, (i + 1) % all)))
}

/// A role with one filler.
fn filled(role: &str, body: usize) -> String {
    format!("\"{role}\": \"b{body}\"")
}

const DATED: &str = "\"date\": \"2010-01-01\"";

#[test]
fn given_a_lineage_in_a_circle_when_asked_then_it_is_answered() {
    for circle in [true, false] {
        bounded("3,000 splits", move || {
            let split = |i, next| {
                vec![format!(
                    "\"kind\": \"split\", {}, {}, {DATED}",
                    filled("parent", i),
                    filled("result", next)
                )]
            };
            let timeline = replayed(linked(3_000, circle, split));
            answer(&timeline, "exists b0", "2011-01-01");
            let steps = timed("lineage", || lineage(&timeline, &slug("b0"), None));
            assert_eq!(steps.len(), if circle { 6_000 } else { 2_999 });
        });
    }
}

#[test]
fn given_bodies_that_all_found_each_other_when_replayed_then_it_ends() {
    bounded("30 founders of each other", || {
        let founders = |i: usize| {
            let others: Vec<String> = (0..30).filter(|j| *j != i).map(|j| format!("\"b{j}\"")).collect();
            others.join(", ")
        };
        let event = |i| {
            format!(
                "\"kind\": \"formation\", {}, \"founder\": [{}], {DATED}",
                filled("subject", i),
                founders(i)
            )
        };
        let timeline = replayed(story(30, (0..30).map(event)));
        assert_eq!(answer(&timeline, "exists b0", "2011-01-01"), Answer::Yes);
        timed("lineage", || lineage(&timeline, &slug("b0"), None));
    });
}

#[test]
fn given_leaders_who_dissolve_one_the_other_in_a_chain_when_replayed_then_every_end_counts() {
    bounded("1,000 who dissolve the next", || {
        // Each leads the one before, and dissolves it; nobody dissolves the last, so that its word counts, and so on.
        let events = |i, next| {
            let (org, leader) = (filled("org", i), filled("in", next));
            vec![
                format!("\"kind\": \"leader-change\", {org}, {leader}, {DATED}"),
                format!(
                    "\"kind\": \"dissolution\", {}, {}, \"date\": \"2010-02-01\"",
                    filled("subject", i),
                    filled("by", next)
                ),
            ]
        };
        let timeline = replayed(linked(1_000, false, events));
        for i in [0, 63, 64, 65, 500, 998] {
            assert_eq!(answer(&timeline, &format!("exists b{i}"), "2011-01-01"), Answer::No, "b{i}");
        }
        assert_eq!(answer(&timeline, "exists b999", "2011-01-01"), Answer::Yes);
        let tangled = |f: &&annals::domain::Finding| f.kind == FindingKind::TooManyPositions;
        assert_eq!(timeline.findings.iter().find(tangled), None);
    });
}

#[test]
fn given_leaders_who_all_dissolve_each_other_when_replayed_then_it_ends_and_is_said() {
    bounded("5 who all dissolve each other", || {
        let pairs = (0..5).flat_map(|i| (0..5).filter(move |j| *j != i).map(move |j| (i, j)));
        let events = pairs.flat_map(|(i, j)| {
            let (org, leader) = (filled("org", i), filled("in", j));
            [
                format!("\"kind\": \"leader-change\", {org}, {leader}, \"date\": \"2010-01\""),
                format!(
                    "\"kind\": \"dissolution\", {}, {}, \"date\": \"2010-02\"",
                    filled("subject", i),
                    filled("by", j)
                ),
            ]
        });
        let timeline = replayed(story(5, events));
        answer(&timeline, "exists b0", "2011-01-01");
        assert!(timeline.findings.iter().any(|f| f.kind == FindingKind::TooManyPositions));
    });
}

#[test]
fn given_hints_in_a_circle_or_in_a_long_chain_when_replayed_then_they_are_weighed() {
    let status = |key: &str, other: usize, date: &str| {
        format!(
            "\"kind\": \"status\", {}, \"{key}\": \"e{other}\", \"says\": \"exists b0\"{date}",
            filled("org", 0)
        )
    };
    bounded("a circle of 10,000 hints", move || {
        let timeline = replayed(story(1, (0..10_000).map(|i| status("after", (i + 1) % 10_000, ""))));
        answer(&timeline, "exists b0", "2011-01-01");
    });
    bounded("a circle of 1,000 hints that contradict dates", move || {
        let date = |i| if i % 2 == 0 { ", \"date\": \"2010-01-01\"" } else { ", \"date\": \"2011-01-01\"" };
        let timeline = replayed(story(1, (0..1_000).map(|i| status("after", (i + 1) % 1_000, date(i)))));
        assert_eq!(answer(&timeline, "exists b0", "2011-01-01"), Answer::Yes);
    });
    bounded("a chain of 10,000 hints", move || {
        let date = |i| if i == 0 { ", \"date\": \"2010-01-01\"" } else { "" };
        let timeline = replayed(story(1, (0..10_000).map(|i| status("before", i + 1, date(i)))));
        assert_eq!(answer(&timeline, "exists b0", "2010-01-01"), Answer::Yes);
    });
}

#[test]
fn given_coalitions_in_coalitions_when_asked_then_paths_are_followed_to_the_end() {
    let nested = |all| {
        linked(all, false, |i, next| {
            vec![format!(
                "\"kind\": \"join\", {}, {}, {DATED}",
                filled("member", i),
                filled("coalition", next)
            )]
        })
    };
    let (before, on) = ("2009-01-01", "2011-01-01");
    bounded("10,000 coalitions, one in the next", move || {
        let timeline = replayed(nested(10_000));
        assert_eq!(answer(&timeline, "member-of b0 b9999", on), Answer::Yes);
        assert_eq!(answer(&timeline, "member-of b9999 b0", on), Answer::No);
        timed("lineage", || lineage(&timeline, &slug("b0"), None));
    });
    bounded("400 coalitions, one in the next", move || {
        let (timeline, of) = (replayed(nested(400)), [slug("b0")]);
        assert!(timed("state of one", || state(&timeline, &of, day(on))).len() > 399);
        assert!(timed("state of the last", || state(&timeline, &[slug("b399")], day(on))).len() > 399);
        timed("diff of one", || labelled((&timeline, day(before)), (&timeline, day(on)), &of));
        timed("turns of one", || turns(&timeline, (day(before), day(on)), &of));
    });
    bounded("100 coalitions, one in the next", move || {
        let timeline = replayed(nested(100));
        assert!(timed("state of all", || state(&timeline, &[], day(on))).len() > 100 * 99 / 2);
        timed("diff of all", || labelled((&timeline, day(before)), (&timeline, day(on)), &[]));
    });
}

#[test]
fn given_a_report_with_ten_thousand_fillers_when_read_then_it_is_replayed_or_refused() {
    let fillers: Vec<String> = (1..10_000).map(|i| format!("\"b{i}\"")).collect();
    let event =
        move |kind: &str| story(10_000, [format!("\"kind\": {kind}: [{}], {DATED}", fillers.join(", "))]);
    let merger = event("\"merger\", \"result\": \"b0\", \"constituent\"");
    bounded("a merger of 9,999", move || {
        let timeline = replayed(merger);
        assert_eq!(answer(&timeline, "merged-into b77 b0", "2011-01-01"), Answer::Yes);
    });
    for kind in ["\"alliance\", \"party\"", "\"talks\", \"phase\": \"open\", \"party\""] {
        let bytes = event(kind);
        bounded("9,999 parties", move || {
            let told = read("story.jsonl", bytes).err().unwrap();
            assert_eq!((told.len(), told[0].line), (1, 10_002));
            assert!(told[0].message.contains("49985001 pairs together"), "{}", told[0]);
        });
    }
}

#[test]
fn given_lines_and_brackets_without_end_when_read_then_they_are_refused() {
    for name in ["a.jsonl", "a.toml"] {
        bounded("a line of 50 MiB", move || {
            let told = read(name, vec![b'='; 50 << 20]).err().unwrap();
            assert_eq!((told.len(), told[0].line, told[0].column), (1, 1, 1));
            assert!(told[0].message.contains("over the limit of 4 MiB"), "{}", told[0]);
        });
        for text in [
            "[", "{", "[[", "a.", "= ", "\" ", "a=", "id='", "[[a]] ", "x=1 ", "\\", "\u{e9}=", "a=[1,",
            "a={b=",
        ] {
            for end in ["", "\n"] {
                bounded(&format!("{text:?}{end:?} in {name}"), move || {
                    let told = read(name, format!("{text}{end}").repeat(100_000).into_bytes()).err().unwrap();
                    assert!(!told.is_empty());
                });
            }
        }
    }
    for (name, text) in [
        ("a.toml", format!("{}a = 1", "a.".repeat(100_000))),
        ("a.toml", format!("[[{}a]]", "a.".repeat(100_000))),
        ("a.toml", format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000))),
        ("a.toml", format!("a = {}1{}", "{b=".repeat(100_000), "}".repeat(100_000))),
        ("a.jsonl", format!("{{\"event\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000))),
        ("a.jsonl", format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000))),
    ] {
        let shown: String = text.chars().take(20).collect();
        bounded(&format!("{shown}... in {name}"), move || {
            assert!(!read(name, text.into_bytes()).err().unwrap().is_empty());
        });
    }
}
