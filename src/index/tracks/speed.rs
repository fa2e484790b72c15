//! How fast tracks are written and read. Run with
//! `cargo test --release --lib tracks::speed -- --ignored --nocapture`; `FLUENTS` says how many (a million).

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use super::*;
use crate::domain::{Answer, Day, Digest, Fluent, Relation, Silence, Slug};
use crate::log::Head;
use crate::replay::Segment;

/// Days of the chronology.
const DAYS: u32 = 36_500;
/// Actors.
const ACTORS: u32 = 20_000;

/// Numbers that look drawn by lot, the same each time.
struct Lot(u64);

impl Lot {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (((self.0 >> 32) * u64::from(n)) >> 32) as u32
    }

    /// Small numbers far more often than large ones.
    fn skewed(&mut self, n: u32) -> u32 {
        let part = f64::from(self.below(1 << 24)) / f64::from(1 << 24);
        (f64::from(n).powf(part) - 1.0) as u32
    }
}

fn fluent(lot: &mut Lot, number: u32) -> Fluent {
    let actor = |n: u32| Slug::new(&format!("actor-{n}")).unwrap();
    let (subject, object) = (actor(lot.skewed(ACTORS)), actor(lot.below(ACTORS)));
    match number % 4 {
        0 => Fluent::post(&subject, &object, &format!("post {}", lot.below(2000))),
        1 => Fluent::two(Relation::Allied, &subject, &object),
        2 => Fluent::two(Relation::Controls, &subject, &object),
        _ => Fluent::two(Relation::DirectMemberOf, &subject, &object),
    }
}

/// One to three stretches, a third of them with unsure ends.
fn segments(lot: &mut Lot, silence: Answer) -> Vec<Segment> {
    let silent = |answer| answer == Answer::Unknown;
    let segment = |from, answer| Segment { from: Day(from), answer, silent: silent(answer), excluded: false };
    let mut segments = vec![segment(i32::MIN, silence)];
    let mut day = 700_000 + lot.below(DAYS) as i32;
    for _ in 0..=lot.below(3) {
        if lot.below(3) == 0 {
            segments.push(segment(day, Answer::Possible));
            day += 1 + lot.below(60) as i32;
        }
        segments.push(segment(day, Answer::Yes));
        day += 1 + lot.below(700) as i32;
        if lot.below(3) == 0 {
            segments.push(segment(day, Answer::Possible));
            day += 1 + lot.below(60) as i32;
        }
        segments.push(segment(day, Answer::No));
        day += 1 + lot.below(3000) as i32;
    }
    segments
}

fn silence(relation: Relation) -> Answer {
    match relation.declaration().silence {
        Silence::No => Answer::No,
        Silence::Unknown => Answer::Unknown,
    }
}

/// The median of some runs, in microseconds, and what the last brought.
fn timed<T>(runs: usize, mut run: impl FnMut(usize) -> T) -> (f64, T) {
    let mut last = None;
    let mut times: Vec<f64> = (0..runs)
        .map(|i| {
            let start = Instant::now();
            last = Some(black_box(run(i)));
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[runs / 2], last.unwrap())
}

#[test]
#[ignore = "measures"]
fn given_many_tracks_when_written_and_read_then_it_is_told_how_long_it_takes() {
    let many: u32 = std::env::var("FLUENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let mut lot = Lot(88_172_645_463_325_252);
    let folder = tempfile::tempdir().unwrap();
    let key = Key { head: Head { position: 1, digest: Digest([1; 32]) }, rules: 1 };
    let (mut count, mut ours) = (0, 0.0);
    let mut writer = Writer::create(folder.path(), key, &[]).unwrap();
    let mut asked = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for number in 0..many {
        let fluent = fluent(&mut lot, number);
        if !seen.insert(fluent.to_string()) {
            continue;
        }
        let segments = segments(&mut lot, silence(fluent.relation));
        count += segments.len();
        let start = Instant::now();
        writer.push(&fluent, &segments).unwrap();
        ours += start.elapsed().as_secs_f64();
        if number % (many / 100) == 0 {
            asked.push(fluent);
        }
    }
    drop(seen);
    let start = Instant::now();
    writer.finish().unwrap();
    println!("{count} segments: push {ours:.2} s, finish {:.2} s", start.elapsed().as_secs_f64());
    let mut bytes = 0;
    for file in files::ALL {
        let size = fs::metadata(folder.path().join(file)).unwrap().len();
        bytes += size;
        println!("  {file:<9} {:>7.1} MB", size as f64 / 1e6);
    }
    println!("bytes a segment {:.1}", bytes as f64 / count as f64);
    let none = Overlay::new();
    let (us, tracks) = timed(9, |_| Tracks::open(folder.path()).unwrap().unwrap());
    println!("open {us:.0} us, {} fluents", tracks.count());
    let day = |i: usize| Day(705_000 + (i as i32 * 7919) % 25_000);
    let (us, rows) = timed(21, |i| tracks.state(day(i), &none).unwrap());
    println!("state {us:.0} us, {} rows, {:.1} ns a row", rows.len(), us * 1e3 / rows.len() as f64);
    let (copy, _) = timed(21, |_| rows.clone());
    println!("  memcpy of the rows {copy:.0} us");
    let (us, fluents) = timed(5, |_| tracks.fluents(rows.iter().map(|row| row.fluent), &none).unwrap());
    println!("  as fluents {us:.0} us, {}", fluents.len());
    for apart in [1, 30, 365, 3650, 10_000, 25_000] {
        let (us, turns) = timed(11, |i| {
            tracks.diff(Day(704_000 + i as i32), Day(704_000 + apart + i as i32), &none).unwrap()
        });
        let (copy, _) = timed(11, |_| turns.clone());
        println!("diff {apart} days {us:.0} us, {} turns, memcpy {copy:.0} us", turns.len());
    }
    for n in [0, 1, 100, 19_000] {
        let actor = Slug::new(&format!("actor-{n}")).unwrap();
        let (us, rows) = timed(101, |i| tracks.state_of(&actor, day(i), &none).unwrap());
        let (all, tracks) = timed(5, |_| tracks.of_actor(&actor, &none).unwrap());
        println!(
            "actor {n}: state {us:.2} us, {} rows; all {all:.0} us, {} tracks",
            rows.len(),
            tracks.len()
        );
    }
    let (us, _) = timed(501, |i| tracks.of_fluent(&asked[i % asked.len()], &none).unwrap().unwrap());
    println!("fluent {us:.2} us");
    let mut overlay = Overlay::new();
    let (us, _) = timed(100, |i| {
        let segments = segments(&mut lot, Answer::No);
        overlay.put(&tracks, &asked[i % asked.len()], segments).unwrap()
    });
    let (state, _) = timed(21, |i| tracks.state(day(i), &overlay).unwrap());
    println!("overlay: put {us:.2} us; state over {} {state:.0} us", overlay.count());
}
