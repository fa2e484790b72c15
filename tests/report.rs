//! Telling one event step by step, with answers from a pipe: what is shown, checked and taken in.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder with the story of `tests/verbs/story.toml` in its store.
fn told() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verbs/story.toml");
    let done = annals(folder.path(), &["append", story.to_str().unwrap()], "");
    assert!(done.status.success(), "{}", text(&done.stderr));
    folder
}

fn annals(folder: &Path, arguments: &[&str], answers: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .env("ANNALS_STORE", folder.join("store"))
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who fails early reads no further.
    let _closed = child.stdin.take().unwrap().write_all(answers.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The answers to what is asked of a join: member, coalition, from, scope, reason, date, place, source, paragraph, summary,
/// id.
const JOIN: &str = "Front of the North\nunion\n\n\n\n2012-07~\nAnefif\nradio house\n4\nThe Front joins\n\n";

const RECORD: &str = "[[event]]\nid = \"north-front-join-2012\"\nkind = \"join\"\nmember = \"north-front\"\ncoalition = \
                      \"union\"\ndate = \"2012-07~\"\nplace = \"anefis\"\ncite = { source = \"review\", paragraph = 4 }\nsummary = \
                      \"The Front joins\"\n";

#[test]
fn given_answers_when_only_printed_then_the_record_is_shown_and_nothing_is_written() {
    let folder = told();
    let before = text(&annals(folder.path(), &["log"], "").stdout);
    let done = annals(folder.path(), &["report", "--print"], &format!("join\n{JOIN}"));
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(text(&done.stdout), RECORD);
    let said = text(&done.stderr);
    assert!(
        said.contains("2012-07~: it happened on some day from 2012-07-01 to 2012-07-31; as it is not sure"),
        "{said}"
    );
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!(text(&annals(folder.path(), &["log"], "").stdout), before);
    // What is printed is what files hold.
    std::fs::write(folder.path().join("told.toml"), &done.stdout).unwrap();
    assert!(annals(folder.path(), &["append", "told.toml"], "").status.success());
}

#[test]
fn given_answers_when_agreed_then_the_record_is_taken_in_and_what_changes_is_shown() {
    let folder = told();
    let done = annals(folder.path(), &["report", "join"], &format!("{JOIN}y\n"));
    assert!(done.status.success(), "{}", text(&done.stderr));
    let shown = text(&done.stdout);
    assert!(shown.starts_with(RECORD) && shown.contains("member-of north-front union"), "{shown}");
    assert!(text(&done.stderr).contains("recorded as north-front-join-2012 (record "));
    let done = annals(folder.path(), &["ask", "2012-12-31", "member-of", "north-front", "union"], "");
    assert!(text(&done.stdout).contains("yes"), "{}", text(&done.stdout));
    // Told once more, it gets an id of its own.
    let done = annals(folder.path(), &["report", "join", "--yes"], JOIN);
    assert!(text(&done.stderr).contains("recorded as north-front-join-2012-2"), "{}", text(&done.stderr));
}

#[test]
fn given_no_agreement_when_asked_then_nothing_is_written() {
    let folder = told();
    for last in ["", "n\n", "\n", "what\n"] {
        let done = annals(folder.path(), &["report", "join"], &format!("{JOIN}{last}"));
        assert!(done.status.success());
        assert!(text(&done.stderr).ends_with("nothing was written\n"), "{}", text(&done.stderr));
    }
    let done = annals(folder.path(), &["show", "north-front-join-2012"], "");
    assert!(!done.status.success());
}

#[test]
fn given_answers_that_cannot_be_read_when_told_then_the_line_the_fault_and_the_remedy_are_said() {
    let folder = told();
    for (answers, parts) in [
        ("joining\n", &["standard input:1: What happened", "is no kind of event", "join"][..]),
        (
            "jo\nnobody at all\n",
            &["standard input:2: member (needed): \"nobody at all\"", "no actor is called"],
        ),
        ("join\n\n", &["standard input:2: ", "member is needed", "write -"]),
        ("join\nganda\n", &["standard input:2: ", "ganda-izo", "ganda-koy"]),
        (
            "join\nFN-II\nunion\n\n\n\nJuly 2012\n",
            &["standard input:7: When: \"July 2012\"", "write `2012-07`"],
        ),
        ("join\nFN-II\nunion\n\n\n\n\nnowhere\n", &["standard input:8: Where", "no place is called"]),
        ("join\nFN-II\nunion\n\n\n\n\n\n\n", &["standard input:9: Source", "a source is needed"]),
        (
            "join\nFN-II\nunion\n\n\n\n\n\nreview\nfour\n",
            &["standard input:10: Paragraph", "is no paragraph"],
        ),
        ("join\nFN-II\nunion\n\n\n\n\n\nreview\n4\n", &["standard input:11: Summary", "a summary is needed"]),
        (
            "join\nFN-II\nunion\n\n\n\n\n\nreview\n4\nJoins\nMy Id\n",
            &["standard input:12: Its id: \"My Id\"", "write my-id"],
        ),
        (
            "hostilities\nFN-II\nunion\nbegun\n",
            &["standard input:4: phase (needed)", "one of start, ongoing"],
        ),
        ("", &["standard input:1: What happened"]),
    ] {
        let done = annals(folder.path(), &["report"], answers);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{answers:?}: {said}");
        for part in parts {
            assert!(said.contains(part), "{answers:?}: {part}\n{said}");
        }
        assert!(done.stdout.is_empty());
    }
}

#[test]
fn given_an_event_that_the_chronology_refuses_when_told_then_its_faults_are_said() {
    let folder = told();
    // An id that another event bears.
    let answers = JOIN.replace("The Front joins\n\n", "The Front joins\nfront-founded\n");
    let done = annals(folder.path(), &["report", "join", "--yes"], &answers);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("front-founded"), "{}", text(&done.stderr));
}

#[test]
fn given_unnamed_and_several_fillers_when_told_then_they_are_written_as_lists() {
    let folder = told();
    let answers = "ganda-izo; ganda-koy (Ganda Koy)\n-\n\n\n\n\n\ngazette\n\nThey join somebody\n\n";
    let done = annals(folder.path(), &["report", "join", "--print"], answers);
    let record = text(&done.stdout);
    assert!(record.contains("member = [\"ganda-izo\", \"ganda-koy\"]\ncoalition = []\n"), "{record}");
    assert!(record.contains("id = \"ganda-izo-join\"\n") && !record.contains("date"), "{record}");
}

#[test]
fn given_hostile_answers_when_told_then_nothing_panics() {
    let folder = told();
    let long = "x".repeat(200_000);
    for answers in ["\u{0}\n", "join\n,;,\n", "join\n(\n", "join\n (\u{301})\n", "\r\n\r\n", long.as_str()] {
        let done = annals(folder.path(), &["report"], answers);
        assert!(!done.status.success() && !text(&done.stderr).contains("panicked"), "{answers:.20?}");
    }
    let mut child = annals(folder.path(), &["report"], "join\nunion\n");
    child.stdout.clear();
    assert!(!child.status.success());
}
