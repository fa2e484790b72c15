//! Stores of older formats: read as they are, brought to the present format only on request, after a backup.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Formats, and how many records the store has that was written in each.
const FORMATS: [(u32, u32); 2] = [(1, 10), (2, 13)];

/// A copy of the store that was written in a format, and what `log` said of it then.
fn old(around: &Path, format: u32) -> (PathBuf, String) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/golden/store-v{format}"));
    let store = around.join("old.db");
    fs::create_dir_all(store.join("blobs")).unwrap();
    for entry in fs::read_dir(golden.join("store")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), store.join(entry.file_name())).unwrap();
    }
    (store, fs::read_to_string(golden.join("log.jsonl")).unwrap())
}

fn annals(store: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .env("ANNALS_STORE", store)
        .current_dir(store.parent().unwrap())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const LOG: [&str; 3] = ["log", "--format", "jsonl"];
const APPEND: [&str; 4] = ["retract", "front-joins", "--because", "transcription"];

#[test]
fn given_a_store_of_an_older_format_when_asked_then_it_answers_and_when_written_to_then_it_says_what_to_do() {
    for (format, _) in FORMATS {
        let around = tempfile::tempdir().unwrap();
        let (store, log) = old(around.path(), format);
        assert_eq!(out(&annals(&store, &LOG)), log);
        assert!(out(&annals(&store, &["ask", "2016-12-31", "member-of", "front", "league"])).contains("yes"));
        assert!(annals(&store, &["verify"]).status.success());
        let refused = annals(&store, &APPEND);
        assert_eq!(refused.status.code(), Some(4));
        assert!(errors(&refused).contains("run `annals upgrade`"), "{}", errors(&refused));
        assert_eq!(out(&annals(&store, &LOG)), log, "nothing was written");
    }
}

#[test]
fn given_a_store_of_an_older_format_when_upgraded_then_all_is_there_with_its_digests_and_a_backup_beside_it()
{
    for (format, records) in FORMATS {
        let around = tempfile::tempdir().unwrap();
        let (store, log) = old(around.path(), format);
        let watched = out(&annals(&store, &["watch", "list"]));
        assert!(watched.contains("member-of front league"), "{watched}");
        let upgraded = annals(&store, &["upgrade"]);
        assert!(upgraded.status.success(), "{}", errors(&upgraded));
        let told = format!("has format 3 now; its {records} records");
        assert!(out(&upgraded).contains(&told), "{}", out(&upgraded));
        assert_eq!(out(&annals(&store, &LOG)), log);
        assert_eq!(out(&annals(&store, &["watch", "list"])), watched);
        assert!(annals(&store, &["verify"]).status.success());
        assert!(annals(&store, &APPEND).status.success());
        assert!(errors(&annals(&store, &["upgrade"])).contains("has format 3 already"));

        let restored = around.path().join("restored.db");
        let backup = format!("old.db.format{format}.jsonl");
        assert!(annals(&restored, &["restore", &backup]).status.success());
        assert_eq!(out(&annals(&restored, &LOG)), log);
    }
}

#[test]
fn given_a_backup_that_is_there_already_when_upgrading_then_nothing_is_changed() {
    let around = tempfile::tempdir().unwrap();
    let (store, _) = old(around.path(), 1);
    fs::write(around.path().join("old.db.format1.jsonl"), "mine").unwrap();
    let refused = annals(&store, &["upgrade"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(errors(&refused).contains("is there already"), "{}", errors(&refused));
    assert_eq!(annals(&store, &APPEND).status.code(), Some(4), "it has format 1 still");
    assert!(annals(&store, &["upgrade", "--backup", "elsewhere.jsonl"]).status.success());
    assert!(annals(&store, &APPEND).status.success());
}
