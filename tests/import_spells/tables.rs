//! Made-up tables in the shape of published ones, year by year and row by row.

use annals::domain::{Answer, Body, Fluent};
use annals::replay::{Spans, Timeline};

use super::{day, read, timeline, year};

/// A table and its mapping, read; and the rows, value by value.
fn table(name: &str, extension: &str, separator: char) -> (Timeline, Vec<Vec<String>>) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/spells");
    let bytes = std::fs::read(folder.join(format!("{name}.{extension}"))).unwrap();
    let mapping = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
    let (bodies, _) = read("spells", Some(&mapping), &bytes).unwrap_or_else(|e| panic!("{}", e.join("\n")));
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let values = |line: &str| line.split(separator).map(str::to_owned).collect();
    (timeline(bodies), text.lines().skip(1).map(values).collect())
}

/// Every fact in every year: held on some day just where the table says so.
fn compare(
    timeline: &Timeline,
    years: std::ops::RangeInclusive<i32>,
    facts: &[String],
    holds: impl Fn(&str, i32) -> bool,
) {
    assert!(!facts.is_empty());
    for of in years {
        for fact in facts {
            let (ever, _) = year(timeline, fact, of);
            assert_eq!(ever == Answer::Yes, holds(fact, of), "{fact} in {of}: {ever:?}");
            assert!(ever != Answer::Disputed && (ever != Answer::Possible), "{fact} in {of}: {ever:?}");
        }
    }
}

fn number(text: &str) -> i32 {
    text.parse().unwrap()
}

#[test]
fn given_a_list_of_states_when_asked_year_by_year_then_they_exist_as_its_rows_say() {
    let (timeline, mut rows) = table("states", "csv", ',');
    // One name has a comma in it.
    rows.iter_mut().filter(|row| row.len() == 11).for_each(|row| drop(row.remove(2)));
    let facts: Vec<String> = rows.iter().map(|row| format!("exists {}", row[0].to_lowercase())).collect();
    compare(&timeline, 1816..=2016, &facts, |fact, of| {
        let mine = rows.iter().filter(|row| fact.ends_with(&row[0].to_lowercase()));
        mine.into_iter().any(|row| number(&row[3]) <= of && of <= number(&row[6]))
    });
    assert_eq!(year(&timeline, "exists nor", 1815).0, Answer::Unknown);
    assert_eq!(year(&timeline, "exists eas", 1829).0, Answer::No);
    assert_eq!(year(&timeline, "exists hil", 2017), (Answer::Yes, Answer::Unknown));
    assert_eq!(year(&timeline, "exists wes", 1990), (Answer::Yes, Answer::No));
    let on = |text: &str| timeline.answer(&Fluent::parse("exists wes").unwrap(), day(text));
    assert_eq!((on("1990-10-02"), on("1990-10-03")), (Answer::Yes, Answer::No));
}

#[test]
fn given_alliances_by_member_and_phase_when_asked_year_by_year_then_phases_that_touch_are_one() {
    let (timeline, rows) = table("alliances", "csv", ',');
    let fact = |row: &Vec<String>| format!("party-to {} alliance-{}", row[2].to_lowercase(), row[0]);
    let facts: Vec<String> = rows.iter().map(fact).collect();
    compare(&timeline, 1816..=2012, &facts, |asked, of| {
        let mine = rows.iter().filter(|row| fact(row) == asked);
        mine.into_iter().any(|row| number(&row[5]) <= of && (row[8] == "." || of <= number(&row[8])))
    });
    // The second phase begins on the day after the first.
    assert_eq!(year(&timeline, "party-to nor alliance-2", 1955), (Answer::Yes, Answer::Yes));
    // Censored on the left: it held already, nobody knows since when; on the right: it goes on.
    assert_eq!(year(&timeline, "party-to nor alliance-1", 1815).0, Answer::Possible);
    assert_eq!(year(&timeline, "party-to hil alliance-1", 1879).0, Answer::No);
    assert_eq!(year(&timeline, "party-to sou alliance-2", 2012), (Answer::Yes, Answer::Yes));
    // Joining proves nobody's existence, and signs no treaty for others.
    assert_eq!(year(&timeline, "exists nor", 1950).0, Answer::Unknown);
    assert_eq!(year(&timeline, "in-force alliance-2", 1950).0, Answer::No);
}

#[test]
fn given_leaders_when_asked_then_the_day_of_the_end_is_the_next_ones() {
    let (timeline, rows) = table("leaders", "tsv", '\t');
    let on = |who: &str, of: &str, text: &str| {
        timeline.answer(&Fluent::parse(&format!("holds-post {who} {of} leader")).unwrap(), day(text))
    };
    let iso = |text: &str| text.split('/').rev().collect::<Vec<_>>().join("-");
    for row in rows.iter().filter(|row| row[1] == "NOR") {
        let who = row[2].to_lowercase().replace(' ', "-");
        assert_eq!(on(&who, "nor", &iso(&row[3])), Answer::Yes, "{row:?}");
        let last = day(&iso(&row[4])).prev().to_string();
        assert_eq!(on(&who, "nor", &last), Answer::Yes, "{row:?}");
        let after = on(&who, "nor", &iso(&row[4]));
        assert_eq!(after, if row[6] == "Still in Office" { Answer::Yes } else { Answer::No }, "{row:?}");
    }
    assert_eq!(on("bo-lund", "nor", "1887-01-01"), Answer::No);
    // 1 July stands for the year.
    assert_eq!(on("eva-strand", "sou", "1920-07-01"), Answer::Possible);
    assert_eq!(on("eva-strand", "sou", "1922-07-01"), Answer::Yes);
    assert_eq!(on("eva-strand", "sou", "1924-07-01"), Answer::Possible);
    assert_eq!(on("eva-strand", "sou", "1925-01-01"), Answer::No);
    // Nobody knows until when.
    let finn = |text: &str| on("finn-strand", "sou", text);
    assert_eq!(
        (finn("1924-05-15"), finn("1924-05-16"), finn("1990-01-01")),
        (Answer::Yes, Answer::Possible, Answer::Possible)
    );
}

#[test]
fn given_members_of_organisations_in_a_wide_table_when_asked_year_by_year_then_each_cell_is_told() {
    let (timeline, rows) = table("igo-wide", "csv", ',');
    let bodies = ["au", "loas", "upu"];
    let states = ["northland", "southland"];
    let facts: Vec<String> =
        states.iter().flat_map(|s| bodies.iter().map(move |b| format!("member-of {s} {b}"))).collect();
    compare(&timeline, 1948..=1955, &facts, |fact, of| {
        let words: Vec<&str> = fact.split(' ').collect();
        let column = 3 + bodies.iter().position(|body| *body == words[2]).unwrap();
        let row = rows.iter().find(|row| row[1].to_lowercase() == words[1] && number(&row[2]) == of);
        row.is_some_and(|row| row[column] == "1")
    });
}

#[test]
fn given_groups_by_years_when_asked_then_they_exist_in_the_years_marked() {
    let (timeline, rows) = table("groups", "csv", ';');
    let ids = ["front-of-cote", "hill-army", "lake-band"];
    let facts: Vec<String> = ids.iter().map(|id| format!("exists {id}")).collect();
    compare(&timeline, 1990..=1995, &facts, |fact, of| {
        let at = ids.iter().position(|id| fact.ends_with(id)).unwrap();
        rows[at][usize::try_from(of - 1989).unwrap()] == "1"
    });
    assert_eq!(year(&timeline, "exists front-of-cote", 1992).0, Answer::No);
}

#[test]
fn given_who_held_towns_when_asked_then_each_holder_has_his_days_and_precision_is_kept() {
    let (timeline, _) = table("territory", "csv", ',');
    let on = |who: &str, town: &str, text: &str| {
        timeline.answer(&Fluent::parse(&format!("controls {who} {town}")).unwrap(), day(text))
    };
    assert_eq!(on("northland", "port-ness", "1905-02-10"), Answer::Yes);
    assert_eq!(on("northland", "port-ness", "1905-02-11"), Answer::No);
    // To the month only: perhaps from the first, for certain from the last day on.
    assert_eq!(on("southland", "port-ness", "1905-02-15"), Answer::Possible);
    assert_eq!(on("southland", "port-ness", "1905-02-28"), Answer::Yes);
    assert_eq!(on("southland", "port-ness", "1910-06-15"), Answer::Possible);
    assert_eq!(on("southland", "port-ness", "1910-07-01"), Answer::No);
    assert_eq!(on("northland", "port-ness", "1910-08-01"), Answer::No);
    assert_eq!(on("northland", "port-ness", "1924-01-01"), Answer::Yes);
    assert_eq!(on("hill", "hillfort", "1910-01-01"), Answer::Yes);
    assert_eq!(on("hill", "hillfort", "1921-01-01"), Answer::No);
    // A town is not its region.
    assert_eq!(on("hill", "lakes", "1910-01-01"), Answer::Unknown);
}

#[test]
fn given_a_list_of_states_and_their_alliances_when_both_are_taken_then_neither_changes_the_other() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/spells");
    let mut bodies = Vec::new();
    for name in ["states", "alliances"] {
        let text =
            |extension: &str| std::fs::read_to_string(folder.join(format!("{name}.{extension}"))).unwrap();
        let (more, _) = read("spells", Some(&text("toml")), text("csv").as_bytes()).unwrap();
        let new = |body: &Body| !bodies.iter().any(|b: &Body| b.sort() == body.sort() && b.id() == body.id());
        let more: Vec<Body> = more.into_iter().filter(new).collect();
        bodies.extend(more);
    }
    let (both, (states, _), (alliances, _)) =
        (timeline(bodies), table("states", "csv", ','), table("alliances", "csv", ','));
    for of in 1816..=2012 {
        for state in ["nor", "sou", "eas", "wes", "isl", "hil"] {
            let fact = format!("exists {state}");
            assert_eq!(year(&both, &fact, of), year(&states, &fact, of), "{fact} in {of}");
            for number in 1..=3 {
                let fact = format!("party-to {state} alliance-{number}");
                let (alone, now) = (year(&alliances, &fact, of).0, year(&both, &fact, of).0);
                // Only what is not there is party to nothing.
                let there = year(&states, &format!("exists {state}"), of).0;
                assert!(alone == now || there == Answer::No, "{fact} in {of}: {alone:?} and {now:?}");
            }
        }
    }
}
