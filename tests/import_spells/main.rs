//! Tables by mapping alone: on every day, and in every year, answers are those of a plain reading of the table.

mod law;
mod mapping;
mod sfm;
mod tables;

use annals::annals::Annals;
use annals::domain::{Answer, Body, Day, Fluent, Slug};
use annals::import::{Records, Settings, format};
use annals::intake::{InputFile, Registry};
use annals::question::over_period;
use annals::replay::{Timeline, View};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn file(name: &str, bytes: &[u8]) -> InputFile {
    InputFile { name: name.to_owned(), bytes: bytes.to_vec() }
}

/// What a table comes to, or everything wrong with it.
fn read(word: &str, mapping: Option<&str>, table: &[u8]) -> Result<(Vec<Body>, Vec<String>), Vec<String>> {
    let settings = Settings {
        source: Slug::new("the-table").unwrap(),
        as_of: day("2026-01-01"),
        mapping: mapping.map(|text| file("m.toml", text.as_bytes())),
    };
    let mut records = Records::default();
    (format(word).unwrap().read)(&[file("t.csv", table)], &settings, &mut records);
    let counts = records.counts().iter().map(|(what, n)| format!("{n} {what}"));
    let said = counts.chain(records.notes().iter().cloned()).collect();
    let bodies = records.into_bodies(Registry::default(), &mut |_, _| ());
    bodies.map(|bodies| (bodies, said)).map_err(|e| e.0.iter().map(ToString::to_string).collect())
}

fn timeline(bodies: Vec<Body>) -> Timeline {
    let mut annals = Annals::in_memory();
    annals.append(bodies).unwrap();
    annals.timeline(&View::default())
}

fn told(mapping: &str, table: &str) -> Timeline {
    let (bodies, _) =
        read("spells", Some(mapping), table.as_bytes()).unwrap_or_else(|e| panic!("{}", e.join("\n")));
    timeline(bodies)
}

fn year(timeline: &Timeline, fact: &str, year: i32) -> (Answer, Answer) {
    let fact = Fluent::parse(fact).unwrap();
    let over = over_period(timeline, &fact, Day::of(year, 1, 1).unwrap(), Day::of(year, 12, 31).unwrap());
    (over.ever, over.throughout)
}

/// A mapping of `subject`, `object`, `begin`, `end` for one fluent.
fn mapping_of(word: &str, object: &str, more: &str, last_day: &str) -> String {
    let kind = if matches!(word, "alive" | "holds-post") { "person" } else { "state" };
    let object = match object {
        "" => String::new(),
        "place" | "treaty" => "object = { column = \"object\" }".to_owned(),
        kind => format!("object = {{ column = \"object\", kind = \"{kind}\" }}"),
    };
    let subject = if word == "in-force" {
        "subject = { column = \"subject\" }".to_owned()
    } else {
        format!("subject = {{ column = \"subject\", kind = \"{kind}\" }}")
    };
    format!(
        "last-day = \"{last_day}\"\n[source]\ntitle = \"t\"\ndate = \"2020-01-01\"\n[[fact]]\nfluent = \"{word}\"\n\
         {subject}\n{object}\n{more}\nbegin = {{ column = \"begin\" }}\nend = {{ column = \"end\", blank = \"open\" }}\n"
    )
}
