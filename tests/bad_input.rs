//! Bad input at the command line: each fault with file, line, column and remedy, all at once, nothing written.

mod console;

use std::io::Write;
use std::process::{Command, Stdio};

use console::annals;

const HEAD: &str = r#"
[[source]]
id = "s"
title = "A source"
date = "2020-01-01"

[[actor]]
id = "alpha"
kind = "faction"
name = "Alpha"
"#;

/// What is said of a file that is refused; checks that nothing was written.
fn refused(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let done = annals(folder.path(), &["append", name]);
    assert_eq!(done.status.code(), Some(3), "{}", String::from_utf8_lossy(&done.stderr));
    let log = annals(folder.path(), &["log", "--format", "jsonl"]);
    assert!(log.stdout.is_empty(), "something was written");
    String::from_utf8(done.stderr).unwrap()
}

fn event(lines: &str) -> String {
    format!("{HEAD}\n[[event]]\nid = \"e\"\nsummary = \"Something\"\ncite = {{ source = \"s\" }}\n{lines}\n")
}

#[test]
fn given_faulty_records_when_appended_then_place_text_and_remedy_are_named() {
    for (lines, place, needles) in [
        ("kind = \"formation\"\nsubject = \"alpah\"", "records.toml:17:", &["alpah", "alpha"][..]),
        ("kind = \"formation\"\nsubject = \"alpha\"\ndate = \"2014-13\"", "records.toml:18:", &["2014-13"]),
        ("kind = \"formation\"", "records.toml:", &["subject"]),
        ("kind = \"formation\"\nsubject = \"alpha\"\ntarget = \"alpha\"", "records.toml:18:", &["target"]),
        ("kind = \"formatoin\"\nsubject = \"alpha\"", "records.toml:16:", &["formatoin", "formation"]),
    ] {
        let told = refused("records.toml", event(lines).as_bytes());
        assert!(told.contains(place), "{place} is not in {told}");
        for needle in needles {
            assert!(told.contains(needle), "{needle} is not in {told}");
        }
    }
}

#[test]
fn given_faulty_amendments_when_appended_then_place_text_and_remedy_are_named() {
    for (lines, place, needles) in [
        ("kind = \"corect\"\nby = \"K\"", "records.toml:20:", &["corect", "correct"][..]),
        ("kind = \"retract\"\nevent = \"e\"", "records.toml:18:", &["by", "because", "our own slip"]),
        ("kind = \"deny\"\nevent = \"e\"\nby = \"alpah\"", "records.toml:22:", &["alpah", "alpha"]),
        ("kind = \"deny\"\nevent = \"e\"\nby = \"alpha\"", "records.toml:22:", &["speaks through a source"]),
        (
            "kind = \"correct\"\nevent = \"e\"\nby = \"K\"\nbecause = \"transcription\"\nset = { date = \"2014-13\" }",
            "records.toml:24:",
            &["no month 13", "2014-13", "months run"],
        ),
        (
            "kind = \"correct\"\nevent = \"f\"\nby = \"K\"\nbecause = \"source\"\nset = { date = \"2014\" }",
            "records.toml:21:",
            &["unknown event", "when the world learned better"],
        ),
    ] {
        let event = event("kind = \"formation\"\nsubject = \"alpha\"");
        let told = refused("records.toml", format!("{event}[[amendment]]\nid = \"a\"\n{lines}\n").as_bytes());
        assert!(told.contains(place), "{place} is not in {told}");
        for needle in needles {
            assert!(told.contains(needle), "{needle} is not in {told}");
        }
    }
}

#[test]
fn given_several_faults_when_appended_then_all_are_told_at_once() {
    let told = refused(
        "records.toml",
        event("kind = \"formation\"\nsubject = \"nobody\"\ndate = \"2014-02-30\"\nfoo = 1").as_bytes(),
    );
    for needle in ["nobody", "2014-02-30", "foo"] {
        assert!(told.contains(needle), "{needle} is not in {told}");
    }
}

#[test]
fn given_the_same_id_twice_when_appended_then_other_content_is_refused() {
    let twice = format!("{HEAD}\n[[actor]]\nid = \"alpha\"\nkind = \"faction\"\nname = \"Other\"\n");
    assert!(refused("records.toml", twice.as_bytes()).contains("alpha"));
}

#[test]
fn given_an_unknown_source_when_appended_then_it_is_named() {
    let told = refused(
        "records.toml",
        event("kind = \"formation\"\nsubject = \"alpha\"")
            .replace("source = \"s\"", "source = \"t\"")
            .as_bytes(),
    );
    assert!(told.contains("\"t\"") || told.contains(" t"), "{told}");
}

#[test]
fn given_broken_texts_when_appended_then_the_place_is_named() {
    assert!(refused("a.toml", b"[[event]\nid = 1").contains("a.toml:1:"));
    assert!(refused("a.jsonl", b"{\"event\": {\n").contains("a.jsonl:1:"));
    assert!(refused("a.toml", b"").contains("no records"));
    assert!(refused("a.toml", b"id = \"\xff\xfe\"").contains("UTF-8"));
    assert!(
        refused("a.toml", "i\u{0}d".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().as_slice())
            .contains("a.toml")
    );
}

#[test]
fn given_a_folder_when_appended_then_its_records_are_read_and_an_empty_one_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("records")).unwrap();
    let done = annals(folder.path(), &["append", "records"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&done.stderr).contains("no records are in this folder"));
    let source = "[[source]]\nid = \"s\"\ntitle = \"T\"\ndate = \"2014\"\n";
    std::fs::write(folder.path().join("records/s.toml"), source).unwrap();
    std::fs::write(folder.path().join("records/notes.txt"), "no records").unwrap();
    let done = annals(folder.path(), &["append", "records"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stderr).contains("1 records added"));
}

#[test]
fn given_closed_standard_input_when_appended_then_it_holds_no_records() {
    let folder = tempfile::tempdir().unwrap();
    let done = annals(folder.path(), &["append", "-"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&done.stderr).contains("no records"));
}

#[test]
fn given_a_store_that_is_none_when_opened_then_the_exit_code_is_that_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("store"), "a plain file").unwrap();
    assert_eq!(annals(folder.path(), &["log"]).status.code(), Some(4));
}

#[test]
fn given_a_store_in_use_when_opened_then_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let _held = annals::store::SledLog::open(&store, annals::log::system_clock()).unwrap();
    let done = annals(folder.path(), &["log"]);
    assert_eq!(done.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&done.stderr).contains("in use"));
}

#[test]
fn given_wrong_usage_when_run_then_the_exit_code_is_two() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["ask", "2015-01-01", "lovs", "a", "b"][..], &["at", "yesterday"], &["frobnicate"]] {
        assert_eq!(annals(folder.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn given_records_when_appended_twice_then_the_second_time_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let good = event("kind = \"formation\"\nsubject = \"alpha\"\ndate = 2014-03-18");
    std::fs::write(folder.path().join("a.toml"), &good).unwrap();
    let dry = annals(folder.path(), &["append", "--dry-run", "a.toml"]);
    assert!(String::from_utf8_lossy(&dry.stdout).contains("exists alpha"));
    assert!(annals(folder.path(), &["append", "a.toml"]).status.success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(["append", "-"])
        .env("ANNALS_STORE", folder.path().join("store"))
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(good.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&done.stderr).contains("0 records added, 3 already there"));
    let asked = annals(folder.path(), &["ask", "2015-01-01", "exists", "alpha", "--format", "jsonl"]);
    assert!(String::from_utf8_lossy(&asked.stdout).contains("\"answer\":\"yes\""));
}
