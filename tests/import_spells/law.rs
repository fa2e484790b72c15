//! Random spells of every fluent: what is certain, impossible and possible is told as the table says.

use std::collections::BTreeMap;

use annals::domain::{Answer, Day, Fluent, Relation, Silence};
use annals::replay::Spans;

use super::{mapping_of, told, year};

/// A small generator, so that a failure can be told by its seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A date of a table, and the days it may mean.
fn date(dice: &mut Dice, year: i32, vague: bool) -> (String, Day, Day) {
    let (month, of_month) = (1 + dice.roll(12) as u32, 1 + dice.roll(28) as u32);
    let month_end =
        |m: u32| if m == 12 { Day::of(year, 12, 31) } else { Day::of(year, m + 1, 1).map(Day::prev) };
    match if vague { dice.roll(4) } else { 3 } {
        0 => (format!("{year}"), Day::of(year, 1, 1).unwrap(), Day::of(year, 12, 31).unwrap()),
        1 => (format!("{year}-{month:02}"), Day::of(year, month, 1).unwrap(), month_end(month).unwrap()),
        _ => {
            let on = Day::of(year, month, of_month).unwrap();
            (on.to_string(), on, on)
        }
    }
}

/// First day from, first day to, last day from, last day to.
type Days = (Day, Day, Day, Day);

const FLUENTS: &[(&str, &str, &str)] = &[
    ("exists", "", ""),
    ("alive", "", ""),
    ("named", "", "value = \"Old Name\""),
    ("member-of", "coalition", ""),
    ("holds-post", "state", "value = \"Prime Minister\""),
    ("controls", "place", ""),
    ("present-in", "place", ""),
    ("blockades", "place", ""),
    ("in-force", "", ""),
    ("party-to", "treaty", ""),
    ("talks", "state", ""),
    ("allied", "state", ""),
    ("cooperating", "state", ""),
    ("hostile", "state", ""),
    ("at-war", "state", ""),
    ("common-enemy", "state", ""),
    ("sanctioned", "state", ""),
];

/// Random spells of every fluent: certain, impossible and possible days are told as the table says.
fn law(vague: bool, included: bool, seed: u64) {
    let mut dice = Dice(seed);
    for (word, object, more) in FLUENTS {
        let mut table = "subject,object,begin,end\n".to_owned();
        let mut spells: BTreeMap<(u64, u64), Vec<Days>> = BTreeMap::new();
        for _ in 0..24 {
            let pair = (dice.roll(4), dice.roll(2));
            let pair = if object.is_empty() { (pair.0, 0) } else { pair };
            let from = 1950 + dice.roll(30) as i32;
            let to = from + dice.roll(6) as i32;
            let (begin, b0, b1) = date(&mut dice, from, vague);
            let (end, e0, e1) = date(&mut dice, to, vague);
            let (e0, e1) = if included { (e0, e1) } else { (e0.prev(), e1.prev()) };
            if e1 < b0 {
                continue;
            }
            table.push_str(&format!("s{},o{},{begin},{end}\n", pair.0, pair.1));
            // The first day comes no later than the last.
            spells.entry(pair).or_default().push((b0, b1.min(e1), e0.max(b0), e1));
        }
        let mapping = mapping_of(word, object, more, if included { "included" } else { "excluded" });
        let timeline = told(&mapping, &table);
        for ((s, o), spells) in &spells {
            let fact = match (object.is_empty(), *word) {
                (true, "named") => format!("named s{s} Old Name"),
                (true, _) => format!("{word} s{s}"),
                (false, "holds-post") => format!("{word} s{s} o{o} prime-minister"),
                (false, _) => format!("{word} s{s} o{o}"),
            };
            let fluent = Fluent::parse(&fact).unwrap();
            let unknown = fluent.relation.declaration().silence == Silence::Unknown;
            let direct = match fluent.relation {
                Relation::MemberOf => Fluent { relation: Relation::DirectMemberOf, ..fluent.clone() },
                _ => fluent.clone(),
            };
            for offset in 0..1400 {
                let on = Day::of(1949, 6, 1).unwrap().plus(offset * 9);
                let certain = spells.iter().any(|(_, b1, e0, _)| *b1 <= on && on <= *e0);
                let ruled_out = spells.iter().all(|(b0, _, _, e1)| on < *b0 || *e1 < on);
                let answer = timeline.answer(&direct, on);
                let fits = match (certain, ruled_out) {
                    (true, _) => answer == Answer::Yes,
                    (_, true) => answer == Answer::No || (unknown && answer == Answer::Unknown),
                    _ => answer == Answer::Possible,
                };
                let row = || spells.iter().map(|s| format!("{s:?}")).collect::<Vec<_>>().join("\n");
                assert!(fits, "{fact} on {on}: {answer:?}, seed {seed}\n{}\n{table}", row());
            }
            for of in 1949..1990 {
                let (first, last) = (Day::of(of, 1, 1).unwrap(), Day::of(of, 12, 31).unwrap());
                let (ever, throughout) = year(&timeline, &fact, of);
                let once = spells.iter().any(|(b0, b1, e0, e1)| {
                    (b1 <= e0 && *b1 <= last && first <= *e0)
                        || (first <= *b0 && *b1 <= last)
                        || (first <= *e0 && *e1 <= last)
                });
                let never = spells.iter().all(|(b0, _, _, e1)| last < *b0 || *e1 < first);
                match (once, never) {
                    (true, _) => assert_eq!(ever, Answer::Yes, "{fact} in {of}, seed {seed}\n{spells:?}"),
                    (_, true) => {
                        let no = ever == Answer::No || (unknown && ever == Answer::Unknown);
                        assert!(no, "{fact} in {of}: {ever:?}, seed {seed}\n{spells:?}");
                    }
                    _ => assert_eq!(ever, Answer::Possible, "{fact} in {of}, seed {seed}\n{spells:?}"),
                }
                let mut days = (0..=last.0 - first.0).map(|n| first.plus(n));
                let all = days.all(|on| spells.iter().any(|(_, b1, e0, _)| *b1 <= on && on <= *e0));
                assert_eq!(throughout == Answer::Yes, all, "{fact} throughout {of}, seed {seed}\n{spells:?}");
            }
        }
    }
}

#[test]
fn given_random_spells_of_days_when_asked_then_every_day_and_year_is_as_the_table_says() {
    for seed in 1..4 {
        law(false, true, seed);
        law(false, false, seed + 10);
    }
}

#[test]
fn given_random_vague_spells_when_asked_then_certain_days_are_certain_and_the_others_possible() {
    for seed in 1..6 {
        law(true, true, seed + 20);
        law(true, false, seed + 20);
    }
}

/// One row a subject: each end told, held already, not known, or going on.
fn law_of_meanings(seed: u64) {
    let mut dice = Dice(seed);
    for (word, object, more) in FLUENTS {
        let mut table = "subject,object,begin,end,already,seen\n".to_owned();
        let mut rows = Vec::new();
        for subject in 0..24 {
            let from = 1950 + dice.roll(20) as i32;
            let to = from + 1 + dice.roll(6) as i32;
            let (begin, b0, b1) = date(&mut dice, from, true);
            let (end, e0, e1) = date(&mut dice, to, true);
            let (already, seen) = (dice.roll(3) == 0, dice.roll(4) == 0);
            let begin = if dice.roll(5) == 0 { "-9".to_owned() } else { begin };
            let end = match dice.roll(5) {
                0 => String::new(),
                1 => "-9".to_owned(),
                _ => end,
            };
            table.push_str(&format!("s{subject},o,{begin},{end},{},{}\n", u8::from(already), u8::from(seen)));
            rows.push((subject, begin, end, already, seen, (b0, b1, e0, e1)));
        }
        let means = "means = { \"-9\" = \"unknown\" }";
        let mapping = mapping_of(word, object, more, "included")
            .replace("{ column = \"begin\" }", &format!("{{ column = \"begin\", {means}, flags = [{{ column = \"already\", is = [\"1\"], means = \"already\" }}] }}"))
            .replace("{ column = \"end\",", &format!("{{ column = \"end\", {means}, flags = [{{ column = \"seen\", is = [\"1\"], means = \"evidence\" }}],"));
        let timeline = told(&mapping, &table);
        for (subject, begin, end, already, seen, (b0, b1, e0, e1)) in rows {
            let fact = match (object.is_empty(), *word) {
                (true, "named") => format!("named s{subject} Old Name"),
                (true, _) => format!("{word} s{subject}"),
                (false, "holds-post") => format!("{word} s{subject} o prime-minister"),
                (false, "member-of") => format!("direct-member-of s{subject} o"),
                (false, _) => format!("{word} s{subject} o"),
            };
            let fluent = Fluent::parse(&fact).unwrap();
            let silent = fluent.relation.declaration().silence == Silence::Unknown;
            let (begun, ended) = (begin != "-9", end != "-9");
            let open = end.is_empty();
            // Where nothing is told of either end there is no event.
            let undated = !begun && !ended;
            // It went on when the table was taken; past what the source can know, nobody knows.
            let since = if begun { Some(b1) } else { None };
            for offset in 0..1000 {
                let on = Day::of(1949, 6, 1).unwrap().plus(offset * 13);
                let before = match (begun, already) {
                    (true, false) => on < b0,
                    _ => false,
                };
                let certain = match (ended, open) {
                    (_, true) => since.is_some_and(|since| since <= on),
                    (true, false) => since.unwrap_or(e0) <= on && on <= e0,
                    // Of a day it held on that day; of a month, on some day of it.
                    (false, _) => begun && b0 == b1 && on == b0,
                };
                let over = ended && !open && !seen && e1 < on;
                let answer = timeline.answer(&fluent, on);
                let fits = match () {
                    () if undated => matches!(answer, Answer::No | Answer::Unknown),
                    () if before || over => answer == Answer::No || (silent && answer == Answer::Unknown),
                    () if certain => answer == Answer::Yes,
                    () => {
                        answer == Answer::Possible
                            || (silent && answer == Answer::Unknown && since.is_none_or(|since| on < since))
                    }
                };
                assert!(
                    fits,
                    "{fact} on {on}: {answer:?}, seed {seed}: {begin} {end} already {already} seen {seen}"
                );
            }
        }
    }
}

#[test]
fn given_ends_that_are_told_seen_or_not_known_when_asked_then_every_day_is_as_sure_as_that() {
    (1..6).for_each(law_of_meanings);
}
