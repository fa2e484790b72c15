//! Two stores at the command line: pulled, compared, and questions watched while records come in.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use annals::annals::Annals;
use tempfile::TempDir;

const BASE: &str = r#"
[[source]]
id = "s"
title = "A source"
date = "2020-01-01"

[[actor]]
id = "front"
kind = "faction"
name = "Front"

[[actor]]
id = "union"
kind = "coalition"
name = "Union"

[[event]]
id = "union-founded"
kind = "formation"
subject = "union"
date = "2010-01-01"
cite = { source = "s" }
summary = "The union is founded"

[[event]]
id = "front-joins"
kind = "join"
member = "front"
coalition = "union"
date = "2011-01-01"
cite = { source = "s" }
summary = "The front joins the union"
"#;

const LEAVES: &str = r#"
[[event]]
id = "front-leaves"
kind = "leave"
member = "front"
coalition = "union"
date = "2012-01-01"
cite = { source = "s" }
summary = "The front leaves the union"
"#;

const GONE: &str = r#"
[[event]]
id = "union-ends"
kind = "dissolution"
subject = "union"
date = "2014-01-01"
cite = { source = "s" }
summary = "The union is dissolved"
"#;

/// Runs `annals` on a store of a folder.
fn annals(folder: &Path, store: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .env("ANNALS_STORE", store)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is printed by a run that goes well.
fn told(folder: &Path, store: &str, arguments: &[&str]) -> String {
    let done = annals(folder, store, arguments);
    assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    text(&done.stdout)
}

/// A folder with the stores `mine` (the joining, and the end of the union) and `theirs` (the joining and the leaving).
fn two() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (store, records) in [("mine", [BASE, GONE]), ("theirs", [BASE, LEAVES])] {
        std::fs::write(folder.path().join(format!("{store}.toml")), records.concat()).unwrap();
        told(folder.path(), store, &["append", &format!("{store}.toml")]);
    }
    folder
}

#[test]
fn given_two_stores_when_each_pulls_the_other_then_they_answer_the_same() {
    let folder = two();
    let path = folder.path();
    let dry = annals(path, "mine", &["pull", "theirs", "--dry-run"]);
    assert!(text(&dry.stdout).contains("direct-member-of front union"));
    assert!(text(&dry.stderr).contains("1 records would be added, 5 are already there; nothing was written"));
    assert_eq!(told(path, "mine", &["log", "--format", "jsonl"]).lines().count(), 6);
    let done = annals(path, "mine", &["pull", "theirs"]);
    assert_eq!(done.stdout, dry.stdout);
    assert!(text(&done.stderr).contains("1 records added, 5 already there; the log stands at record 7"));
    assert!(told(path, "theirs", &["pull", "mine"]).contains("exists union"));
    for (store, other) in [("mine", "theirs"), ("theirs", "mine")] {
        let again = annals(path, store, &["pull", other]);
        assert!(again.status.success() && again.stdout.is_empty());
        assert!(text(&again.stderr).contains("0 records added, 7 already there"));
        let compared = annals(path, store, &["compare", other, "--exit-code"]);
        assert_eq!((compared.status.code(), compared.stdout.len()), (Some(0), 0));
        assert!(text(&compared.stderr).contains("the two answer the same"));
    }
}

#[test]
fn given_files_of_records_when_pulled_then_they_are_a_chronology_too() {
    let folder = two();
    let path = folder.path();
    std::fs::create_dir(path.join("records")).unwrap();
    std::fs::copy(path.join("theirs.toml"), path.join("records/theirs.toml")).unwrap();
    assert!(
        text(&annals(path, "mine", &["pull", "records", "--dry-run"]).stderr)
            .contains("1 records would be added")
    );
    assert!(text(&annals(path, "mine", &["pull", "theirs.toml"]).stderr).contains("1 records added"));
    assert_eq!(std::fs::read_dir(path.join("records")).unwrap().count(), 1);
    // What stands alone must be whole: its actors are not known there.
    std::fs::write(path.join("part.toml"), LEAVES).unwrap();
    let refused = annals(path, "mine", &["pull", "part.toml"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("part.toml:5:"));
}

#[test]
fn given_other_content_when_pulled_then_the_clash_is_told_and_nothing_taken() {
    let folder = two();
    let path = folder.path();
    let other =
        [BASE, LEAVES].concat().replace("2011-01-01", "2011-02-01").replace("\"Union\"", "\"The Union\"");
    std::fs::write(path.join("other.toml"), other).unwrap();
    for more in [&["--format", "jsonl"][..], &["--dry-run", "--format", "jsonl"]] {
        let done = annals(path, "mine", &[&["pull", "other.toml"], more].concat());
        assert_eq!(done.status.code(), Some(3));
        let (said, lines) = (text(&done.stderr), text(&done.stdout));
        assert!(said.contains("2 records clash; nothing was taken in"), "{said}");
        for needle in [
            r#""id":"front-joins","sort":"event""#,
            r#"{"key":"date","mine":"2011-01-01","theirs":"2011-02-01"}"#,
            r#"{"key":"name","mine":"Union","theirs":"The Union"}"#,
            "annals correct front-joins",
            "--skip-clashes",
        ] {
            assert!(lines.contains(needle), "{needle} is not in {lines}");
        }
    }
    assert_eq!(told(path, "mine", &["log", "--format", "jsonl"]).lines().count(), 6);
    let done = annals(path, "mine", &["pull", "other.toml", "--skip-clashes"]);
    let said = text(&done.stderr);
    assert!(done.status.success() && said.contains("left out:"), "{said}");
    assert!(said.contains("1 records added, 3 already there, 2 left out"), "{said}");
    assert!(told(path, "mine", &["show", "union"]).contains("\"Union\""));
}

#[test]
fn given_two_stores_when_compared_then_the_differences_have_their_causes() {
    let folder = two();
    let path = folder.path();
    let all = told(path, "mine", &["compare", "theirs"]);
    assert!(all.contains("union-ends (mine)") && all.contains("front-leaves (theirs)"), "{all}");
    let on = |words: &[&str]| {
        told(path, "mine", &[&["compare", "theirs"], words, &["--format", "jsonl"]].concat())
    };
    let line = on(&["2012-06-01", "front"]);
    assert!(line.lines().all(|l| l.contains("front union")) && !line.is_empty(), "{line}");
    let wanted = r#"{"fact":"direct-member-of front union","first_day":"2012-01-01","last_day":"2013-12-31","mine":"yes","theirs":"no","because":[{"id":"front-leaves","sort":"event","side":"theirs"}]}"#;
    assert!(line.contains(wanted), "{line}");
    assert!(on(&["2011-06-01"]).is_empty());
    // The view applies to both sides.
    assert!(on(&["--without", "union-ends", "2015-01-01", "union"]).contains("front-leaves"));
    assert!(on(&["--known-by", "2019-01-01"]).is_empty());
    assert!(on(&["--without", "front-leaves", "--without", "union-ends"]).is_empty());
    assert!(
        told(path, "mine", &["compare", "theirs", "--format", "csv"]).contains(",front-leaves (theirs)\n")
    );
    assert_eq!(annals(path, "mine", &["compare", "theirs", "--exit-code"]).status.code(), Some(1));
    assert_eq!(annals(path, "mine", &["compare", "theirs", "nobody"]).status.code(), Some(2));
}

#[test]
fn given_watched_questions_when_records_come_in_then_those_that_turn_are_told() {
    let folder = two();
    let path = folder.path();
    let list = || told(path, "mine", &["watch", "list", "--format", "jsonl"]);
    assert!(list().is_empty());
    told(path, "mine", &["watch", "add", "member-of", "front", "union", "2013-01-01"]);
    told(path, "mine", &["watch", "add", "2013-01-01", "member-of Front Union", "--known-by", "2019-01-01"]);
    told(path, "mine", &["watch", "add", "2013-01-01", "direct-member-of", "?", "union"]);
    let twice = annals(path, "mine", &["watch", "add", "2013-01-01", "member-of", "front", "union"]);
    assert!(text(&twice.stderr).contains("watched already, as number 1"));
    assert_eq!(
        list(),
        "{\"number\":1,\"answer\":\"yes\",\"fact\":\"member-of front union\",\"date\":\"2013-01-01\",\"view\":[]}\n\
         {\"number\":2,\"answer\":\"no\",\"fact\":\"member-of front union\",\"date\":\"2013-01-01\",\"view\":[\"--known-by=2019-01-01\"]}\n\
         {\"number\":3,\"answer\":\"front yes\",\"fact\":\"direct-member-of ? union\",\"date\":\"2013-01-01\",\"view\":[]}\n"
    );
    // What changes no answer is silent on standard output.
    let actor = "[[actor]]\nid = \"new\"\nkind = \"faction\"\nname = \"New\"\n";
    std::fs::write(path.join("actor.toml"), actor).unwrap();
    let quiet = annals(path, "mine", &["append", "actor.toml"]);
    assert!(quiet.stdout.is_empty() && text(&quiet.stderr).contains("3 watched answers stand"));
    let again = annals(path, "mine", &["append", "actor.toml"]);
    assert!(again.stdout.is_empty() && !text(&again.stderr).contains("watched"));
    std::fs::write(path.join("leaves.toml"), LEAVES).unwrap();
    assert!(!told(path, "mine", &["append", "leaves.toml", "--dry-run"]).contains("watched"));
    let turned = annals(path, "mine", &["append", "leaves.toml", "--format", "jsonl"]);
    assert_eq!(
        text(&turned.stdout),
        "{\"watched\":1,\"fact\":\"member-of front union\",\"date\":\"2013-01-01\",\"from\":\"yes\",\"to\":\"no\",\"because\":[\"front-leaves\"],\"view\":[]}\n\
         {\"watched\":3,\"fact\":\"direct-member-of ? union\",\"date\":\"2013-01-01\",\"from\":\"front yes\",\"to\":\"nobody\",\"because\":[\"front-leaves\"],\"view\":[]}\n"
    );
    assert!(text(&turned.stderr).contains("2 of 3 watched answers turned"));
    assert!(told(path, "mine", &["watch"]).contains("nobody"));
    told(path, "mine", &["watch", "remove", "1"]);
    assert_eq!(list().lines().count(), 2);
    told(path, "mine", &["watch", "remove", "all"]);
    assert!(list().is_empty());
}

#[test]
fn given_a_watched_question_when_a_pull_turns_it_then_that_is_told_too() {
    let folder = two();
    let path = folder.path();
    told(path, "mine", &["watch", "add", "member-of", "front", "union", "2013-01-01"]);
    let pulled = told(path, "mine", &["pull", "theirs", "--format", "jsonl"]);
    let last = pulled.lines().last().unwrap();
    assert!(last.contains("\"watched\":1") && last.contains("\"because\":[\"front-leaves\"]"), "{pulled}");
}

#[test]
fn given_watched_questions_of_another_version_when_records_come_in_then_they_are_taken_all_the_same() {
    let folder = two();
    let path = folder.path();
    let mine = Annals::open(&path.join("mine")).unwrap();
    mine.remember("watched", br#"{"version":9,"watched":[]}"#).unwrap();
    drop(mine);
    std::fs::write(path.join("leaves.toml"), LEAVES).unwrap();
    let done = annals(path, "mine", &["append", "leaves.toml"]);
    assert!(done.status.success() && text(&done.stderr).contains("1 records added"));
    assert!(text(&done.stderr).contains("another version"));
    assert_eq!(annals(path, "mine", &["watch"]).status.code(), Some(2));
    told(path, "mine", &["watch", "remove", "all"]);
    assert!(told(path, "mine", &["watch"]).is_empty());
}

#[test]
fn given_what_is_no_chronology_when_named_then_it_is_said_and_left_alone() {
    let folder = two();
    let path = folder.path();
    std::fs::create_dir(path.join("empty")).unwrap();
    std::fs::write(path.join("notes.txt"), "no records").unwrap();
    for verb in ["pull", "compare"] {
        for (other, code, needle) in [
            ("nowhere", 3, "nowhere is not there"),
            ("empty", 3, "neither a store of annals nor a folder of records"),
            ("notes.txt", 3, "notes.txt:1:"),
            ("mine", 2, "this chronology itself"),
            ("./empty/../mine", 2, "this chronology itself"),
        ] {
            let done = annals(path, "mine", &[verb, other]);
            let said = text(&done.stderr);
            assert_eq!(done.status.code(), Some(code), "{verb} {other}: {said}");
            assert!(done.stdout.is_empty() && said.contains(needle), "{verb} {other}: {said}");
        }
        // A bad name makes no store of its own either.
        assert_eq!(annals(path, "new", &[verb, "nowhere"]).status.code(), Some(3));
    }
    assert!(!path.join("nowhere").exists() && !path.join("new").exists());
    assert_eq!(std::fs::read_dir(path.join("empty")).unwrap().count(), 0);
    let held = Annals::open(&path.join("theirs")).unwrap();
    let done = annals(path, "mine", &["pull", "theirs"]);
    assert_eq!(done.status.code(), Some(4));
    assert!(text(&done.stderr).contains("in use"));
    drop(held);
    for (words, needle) in [
        (&["add", "member-of", "front", "union"][..], "a date is missing"),
        (&["add", "2013-01-01"], "a fact is missing"),
        (&["add", "2013", "exists", "front"], "not one day"),
        (&["add", "2013-01-01", "exists", "nobody"], "no actor is called"),
        (&["add", "2013-01-01", "exists", "front", "--source", "x"], "no source is called"),
        (&["remove", "1"], "no watched question has the number"),
        (&["remove", "x"], "no watched question has the number"),
    ] {
        let done = annals(path, "mine", &[&["watch"], words].concat());
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(needle), "{words:?}: {said}");
    }
}
