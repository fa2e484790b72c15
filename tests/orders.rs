//! The chronology of `events/`: nothing in it is spurious; added in many orders and splits: the answers are the same (rule R35), and what is added
//! twice adds nothing.

mod chronology;

use std::collections::BTreeMap;

use annals::annals::Annals;
use annals::domain::{Body, Day, Fluent, Relation};
use annals::intake::InputFile;
use annals::question::member_of;
use annals::replay::{Timeline, View};

/// The texts of `events/`, each cut before every record.
fn records() -> Vec<String> {
    let mut records: Vec<String> = Vec::new();
    for path in chronology::paths() {
        let mut open = false;
        for line in std::fs::read_to_string(path).unwrap().lines() {
            if line.starts_with("[[") {
                records.push(String::new());
                open = true;
            }
            if let (true, Some(record)) = (open, records.last_mut()) {
                record.push_str(line);
                record.push('\n');
            }
        }
    }
    records
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for i in (1..all.len()).rev() {
            all.swap(i, self.below(i + 1));
        }
    }

    /// Cuts a list into a few, none of them empty.
    fn cut<T>(&mut self, mut all: Vec<T>, most: usize) -> Vec<Vec<T>> {
        let mut parts = Vec::new();
        while !all.is_empty() && parts.len() + 1 < most {
            let rest = all.split_off(1 + self.below(all.len()));
            parts.push(std::mem::replace(&mut all, rest));
        }
        parts.push(all);
        parts.retain(|p| !p.is_empty());
        parts
    }
}

/// Appends some records, as a few files of one append.
fn append(annals: &mut Annals, dice: &mut Dice, records: Vec<String>) {
    let files: Vec<InputFile> = (dice.cut(records, 4).into_iter().enumerate())
        .map(|(n, part)| InputFile { name: format!("part-{n}.toml"), bytes: part.concat().into_bytes() })
        .collect();
    let intake = annals.read(&files).unwrap_or_else(|e| panic!("{e:?}"));
    annals.append(intake.bodies).unwrap();
}

/// Every answer of every track, in words; memberships by way of others on a day of every year.
fn told(timeline: &Timeline) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for track in timeline.tracks() {
        let mut line = String::new();
        for segment in &track.segments {
            line.push_str(&format!("{} {}; ", segment.from, segment.answer));
        }
        told.insert(track.fluent.to_string(), line);
        if let (Relation::DirectMemberOf, Some(body)) = (track.fluent.relation, &track.fluent.object) {
            let years = (2010..2025).filter_map(|y| Day::of(y, 7, 1));
            let answers: Vec<String> = years
                .map(|day| member_of(timeline, &track.fluent.subject, body, day).answer.to_string())
                .collect();
            let fact = Fluent { relation: Relation::MemberOf, ..track.fluent.clone() };
            told.insert(fact.to_string(), answers.join(" "));
        }
    }
    for finding in &timeline.findings {
        told.insert(finding.to_string(), String::new());
    }
    told
}

#[test]
fn given_the_chronology_in_20_orders_and_splits_when_appended_then_every_answer_is_the_same() {
    let all = records();
    let mut whole = Annals::in_memory();
    append(&mut whole, &mut Dice(0), all.clone());
    let expected = told(&whole.timeline(&View::default()));
    assert!(expected.len() > 100);
    for seed in 1..=20 {
        let mut dice = Dice(seed);
        // What events name has to be registered no later than they; beyond that any order will do.
        let (mut events, mut registers): (Vec<String>, Vec<String>) =
            all.iter().cloned().partition(|r| r.starts_with("[[event]]"));
        dice.shuffle(&mut events);
        dice.shuffle(&mut registers);
        let mut annals = Annals::in_memory();
        let mut parts = dice.cut(events, 6);
        parts[0].extend(registers);
        dice.shuffle(&mut parts[0]);
        for part in parts {
            append(&mut annals, &mut dice, part);
        }
        let found = told(&annals.timeline(&View::default()));
        for (fact, line) in &expected {
            assert_eq!(found.get(fact), Some(line), "seed {seed}: {fact}");
        }
        assert_eq!(found.len(), expected.len(), "seed {seed}");
    }
}

#[test]
fn given_the_chronology_when_replayed_then_every_report_has_days_left_and_the_findings_are_those_of_the_sources()
 {
    let timeline = chronology::load().timeline(&View::default());
    for accepted in timeline.accepted() {
        let (begin, end) = timeline.bounds(&accepted.report.id).unwrap();
        assert!(!begin.is_empty() && !end.is_empty(), "{}: {begin}, {end}", accepted.report.id);
    }
    // The sources differ on these, and nothing but these; no hint is dropped, nobody acts before his birth.
    let found: Vec<String> =
        timeline.findings.iter().map(|f| format!("{} {}", f.kind.word(), f.reports[0])).collect();
    assert_eq!(
        found,
        [
            "date-disputed algiers-accord",
            "date-disputed algiers-broken-per-004",
            "date-disputed minusma-withdrawal",
            "mode-disputed cpa-formed",
            "mode-disputed hcua-formed",
            "role-disputed timbuktu-captured-ansar-dine",
            "no-standing assaleh-claims-dissolution",
        ]
    );
}

#[test]
fn given_the_chronology_when_added_twice_then_the_second_time_adds_nothing() {
    let all = records();
    let files = [InputFile { name: "all.toml".into(), bytes: all.concat().into_bytes() }];
    let mut annals = Annals::in_memory();
    let intake = annals.read(&files).unwrap();
    assert_eq!(intake.bodies.len(), all.len());
    annals.append(intake.bodies).unwrap();
    let again = annals.read(&files).unwrap();
    assert_eq!((again.bodies, again.skipped), (Vec::<Body>::new(), all.len()));
}
