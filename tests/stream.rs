//! Streams at the command line and into a store: checked first, taken in parts, gone on with when cut short.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use annals::annals::{Annals, Error, Indexed};
use annals::index::{Index, build};
use annals::intake::{InputFile, Stream};
use annals::log::{Head, Log};
use annals::render::{Format, RecordRow, render};

/// Registers behind the events that name them, a correction before what it corrects, and so many meetings.
fn told(meetings: usize) -> String {
    let mut lines = vec![
        r#"{"amendment": {"id": "slip", "kind": "correct", "by": "K", "because": "transcription", "event": "m1", "set": {"date": "2015"}}}"#.to_owned(),
    ];
    lines.extend((0..meetings).map(|n| {
        format!(
            r#"{{"event": {{"id": "m{n}", "kind": "meeting", "party": ["a", "b"], "date": "2014-03-18", "cite": {{"source": "s"}}, "summary": "They meet"}}}}"#
        )
    }));
    lines.push(r#"{"source": {"id": "s", "title": "S", "date": "2020"}}"#.to_owned());
    lines.push(r#"{"actor": {"id": "a", "kind": "faction", "name": "A"}}"#.to_owned());
    lines.push(r#"{"actor": {"id": "b", "kind": "faction", "name": "B"}}"#.to_owned());
    lines.join("\n")
}

fn annals(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .env("ANNALS_STORE", folder.join("store"))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever refuses its arguments reads nothing.
    let _refused = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32, what: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(code) && text.contains(what), "{:?}: {text}", output.status);
}

#[test]
fn given_a_file_or_standard_input_when_streamed_then_it_is_taken_in_and_skipped_the_second_time() {
    let folder = tempfile::tempdir().unwrap();
    let text = told(2500);
    std::fs::write(folder.path().join("a.jsonl"), &text).unwrap();
    let append = |arguments: &[&str], input: &str| annals(folder.path(), arguments, input);
    said(&append(&["append", "--stream", "--dry-run", "a.jsonl"], ""), 0, "2504 records would be added");
    said(&append(&["append", "--stream", "a.jsonl"], ""), 0, "a.jsonl: 2504 records added, 0 already there");
    said(
        &append(&["append", "--stream", "-"], &text),
        0,
        "standard input: 0 records added, 2504 already there",
    );
    said(&append(&["append", "-"], &text), 0, "0 records added, 2504 already there");
    let shown = append(&["show", "slip"], "");
    assert!(String::from_utf8_lossy(&shown.stdout).contains("2015"), "{shown:?}");
}

#[test]
fn given_a_fault_at_the_end_when_streamed_then_it_is_told_and_nothing_is_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let text = told(2500) + "\n{\"event\": {\"id\": \"last\", \"kind\": \"meating\"}}";
    let done = annals(folder.path(), &["append", "--stream", "-"], &text);
    said(&done, 3, "standard input:2505:34: unknown kind of event: \"meating\"");
    said(&done, 3, "nothing was taken in");
    assert_eq!(Annals::open(&folder.path().join("store")).unwrap().records().len(), 0);
}

#[test]
fn given_toml_when_it_is_to_be_streamed_then_it_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), "").unwrap();
    said(&annals(folder.path(), &["append", "--stream", "a.toml"], ""), 2, "leave --stream out");
}

/// An input of which so many bytes can be read, all passes together.
struct Cut(Cursor<Vec<u8>>, usize);

impl Read for Cut {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(out)?;
        self.1 = self.1.checked_sub(read).ok_or_else(|| io::Error::other("cut"))?;
        Ok(read)
    }
}

impl Seek for Cut {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn given_a_stream_cut_short_when_the_store_is_opened_again_then_it_goes_on_to_the_same_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    // Three chunks of a MiB each.
    let text = told(16_000).into_bytes();
    let mut annals = Annals::open(&path).unwrap();
    let input = Cut(Cursor::new(text.clone()), 5 * text.len() / 2 + (1 << 19));
    let checked = annals.check_stream(Stream::new("a.jsonl", input), &mut |_| ()).unwrap();
    assert_eq!(checked.new, 16_004);
    let mut batches = 0;
    let cut = annals.append_stream(checked, &mut |_| batches += 1);
    assert!(matches!(cut, Err(Error::Stream(_))), "{cut:?}");
    drop(annals);

    let mut annals = Annals::open(&path).unwrap();
    let there = annals.records().len();
    let checked =
        annals.check_stream(Stream::new("a.jsonl", Cursor::new(text.clone())), &mut |_| ()).unwrap();
    assert_eq!((checked.new, checked.skipped), (16_004 - there as u64, there as u64));
    annals.append_stream(checked, &mut |_| ()).unwrap();

    let mut whole = Annals::in_memory();
    let file = InputFile { name: "a.jsonl".to_owned(), bytes: text };
    let intake = whole.read(&[file]).unwrap();
    whole.append(intake.bodies).unwrap();
    let bodies = |annals: &Annals| annals.records().iter().map(|r| r.body.clone()).collect::<Vec<_>>();
    assert!(bodies(&annals) == bodies(&whole));
}

/// Takes a stream into an indexed chronology, and holds its index against one that is made of the log.
fn indexed(folder: &Path, text: &str, readable: usize) -> Result<u64, Error> {
    let mut indexed = Indexed::open(&folder.join("store"), Duration::ZERO, &mut |_, _| ()).unwrap();
    let input = Cut(Cursor::new(text.as_bytes().to_vec()), readable);
    let checked = indexed.check_stream(Stream::new("a.jsonl", input), &mut |_| ()).unwrap();
    let head = indexed.append_stream(checked, &mut |_| ());
    indexed.catch_up(&mut |_, _| ()).unwrap();
    let anew = folder.join("anew");
    build(&anew, indexed.log(), 1 << 20, &mut |_| ()).unwrap();
    let anew = Index::open(&anew, indexed.log()).unwrap().stamp();
    let empty = indexed.log().head().unwrap() == Head::EMPTY;
    assert!(empty || anew.is_some() && indexed.index().stamp() == anew);
    head.map(|head| head.position)
}

#[test]
fn given_a_stream_when_its_index_is_made_beside_it_then_it_is_that_of_the_log() {
    let corrected = r#"{"amendment": {"id": "kind", "kind": "correct", "by": "K", "because": "transcription", "actor": "a", "set": {"kind": "state"}}}"#;
    for text in [told(6000), format!("{}\n{corrected}", told(6000))] {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(indexed(folder.path(), &text, usize::MAX).unwrap(), text.lines().count() as u64);
    }
}

#[test]
fn given_a_stream_that_goes_on_or_was_cut_short_when_its_index_is_caught_up_with_then_it_is_that_of_the_log()
{
    let folder = tempfile::tempdir().unwrap();
    let text = told(20_000);
    let cut = indexed(folder.path(), &text, 5 * text.len() / 2);
    assert!(matches!(cut, Err(Error::Stream(_))), "{cut:?}");
    assert_eq!(indexed(folder.path(), &told(6000), usize::MAX).unwrap(), 6004);
    assert_eq!(indexed(folder.path(), &text, usize::MAX).unwrap(), 20_004);
}

#[test]
fn given_a_large_chronology_when_records_are_shown_and_listed_then_they_are_those_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut annals = Annals::open(&folder.path().join("store")).unwrap();
    let retracts = |id: &str, what: &str| {
        format!(
            r#"{{"amendment": {{"id": "{id}", "kind": "retract", "by": "K", "because": "transcription", {what}}}}}"#
        )
    };
    let gone = retracts("gone", r#""event": "m2""#) + "\n" + &retracts("other", r#""event": "m3""#);
    let text = format!("{}\n{gone}\n{}", told(20_500), retracts("back", r#""amendment": "other""#));
    let checked = Stream::new("a.jsonl", Cursor::new(text.into_bytes()));
    let checked = annals.check_stream(checked, &mut |_| ()).unwrap();
    annals.append_stream(checked, &mut |_| ()).unwrap();
    let records = annals.records().to_vec();
    drop(annals);
    let done = |arguments: &[&str]| {
        let output = self::annals(folder.path(), arguments, "");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let told = [("m20499", "[[event]]"), ("slip", "2015"), ("gone", "event = \"m2\""), ("a", "[[actor]]")];
    for (id, told) in told.into_iter().chain([("back", "amendment = \"other\"")]) {
        let position = records.iter().find(|r| r.body.id().as_str() == id).unwrap().position;
        let shown = done(&["show", id]);
        assert!(shown.starts_with(&format!("# record {position} of ")) && shown.contains(told), "{shown}");
    }
    let none = self::annals(folder.path(), &["show", "no such"], "");
    said(&none, 2, "nothing is recorded under \"no such\"");
    let rows: Vec<RecordRow> = records.iter().map(RecordRow::from).collect();
    let formats = [
        ("table", Format::Table),
        ("json", Format::Json),
        ("jsonl", Format::JsonLines),
        ("csv", Format::Csv),
    ];
    for (word, format) in formats {
        assert!(done(&["log", "--format", word]) == render(&rows, format, None), "{word}");
    }
    for last in [3, 4097] {
        let found = done(&["log", "-n", &last.to_string()]);
        assert!(found == render(&rows[rows.len() - last..], Format::Table, None), "the last {last}");
    }
    assert_eq!(done(&["log", "-n", "0"]), "");
    // The correction moved one meeting, one was taken back for good.
    for (verb, which) in [("actors", "a,faction,"), ("sources", "s,S,")] {
        let found = done(&[verb, "--format", "csv"]);
        let line = found.lines().find(|line| line.starts_with(which)).unwrap();
        assert!(line.contains(",20499,2014-03-18,2014-03-18,2015-01-01,2015-12-31,"), "{line}");
    }
    // Of the whole log, since a basis is of it.
    for arguments in [&["actors"][..], &["actors", "a"], &["sources", "--known-by", "2020-06-30"]] {
        let part = done(arguments);
        let whole = done(&[arguments, &["--basis"]].concat());
        assert_eq!(whole.split("\nbasis ").next(), Some(part.as_str()));
    }
}
