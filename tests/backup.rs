//! Backups: what is archived comes back with the same digests, and nothing but a whole, unchanged archive is restored.

#[allow(dead_code, reason = "the chronology is loaded here, not asked")]
mod chronology;
#[allow(dead_code, reason = "the notation of cases is for the laws of replay")]
mod generated;

mod console;

use std::fs;
use std::path::Path;

use annals::annals::{Annals, backup, restore};
use annals::archive::{Archive, body_from_json, body_to_json, write};
use annals::domain::{Body, Record};
use annals::log::{Head, Log, canonical, system_clock};
use annals::store::SledLog;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use console::annals;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn bodies() -> Vec<Body> {
    chronology::load().records().iter().map(|r| r.body.clone()).collect()
}

/// The whole chronology in the store of a folder.
fn told(folder: &Path) -> Vec<Record> {
    let mut annals = Annals::open(&folder.join("store")).unwrap();
    annals.append(bodies()).unwrap();
    annals.records().to_vec()
}

#[test]
fn given_the_whole_chronology_when_backed_up_and_restored_then_every_record_and_digest_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let records = told(folder.path());
    let last = records.last().unwrap().digest.hex();
    let done = annals(folder.path(), &["backup", "a.jsonl"]);
    assert!(done.status.success() && text(&done.stdout).contains(&last), "{}", text(&done.stderr));
    let done = annals(folder.path(), &["restore", "a.jsonl", "--store", "other"]);
    assert!(done.status.success() && text(&done.stdout).contains(&last), "{}", text(&done.stderr));
    let other = Annals::open(&folder.path().join("other")).unwrap();
    assert_eq!(other.records(), records);
    assert_eq!(other.audit().unwrap().records, records.len() as u64);
    drop(other);

    // Its own archive is the same, byte for byte, also through a pipe.
    let piped = annals(folder.path(), &["backup", "-", "--store", "other"]).stdout;
    assert_eq!(piped, fs::read(folder.path().join("a.jsonl")).unwrap());

    let again = annals(folder.path(), &["backup", "a.jsonl"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(text(&again.stderr).contains("a.jsonl is there already"));
    assert!(annals(folder.path(), &["backup", "a.jsonl", "--force"]).status.success());
    assert_eq!(fs::read(folder.path().join("a.jsonl")).unwrap(), piped);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn given_generated_bodies_when_written_and_read_then_their_canonical_bytes_are_the_same() {
    let config =
        Config { cases: 64, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() };
    let law = |chronology: generated::Chronology| {
        for record in chronology.records() {
            let line = body_to_json(&record.body).to_string();
            let again = body_from_json(serde_json::from_str(&line).unwrap()).map_err(TestCaseError::fail)?;
            prop_assert_eq!(canonical(&again), canonical(&record.body));
        }
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&generated::chronology(), law) {
        panic!("{failure}");
    }
}

#[test]
fn given_an_archive_that_was_cut_or_edited_when_restored_then_it_is_refused_and_nothing_stays() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path());
    assert!(annals(folder.path(), &["backup", "a.jsonl"]).status.success());
    let whole = fs::read_to_string(folder.path().join("a.jsonl")).unwrap();
    for (changed, needle) in [
        (whole[..whole.len() / 2].to_owned(), "after record"),
        (whole[..whole.len() - 1].to_owned(), "it was cut off"),
        (whole.replacen("Kidal", "Kidel", 1), "was changed, or a record before it was"),
        (whole.replacen("\"recorded\":\"2", "\"recorded\":\"1", 1), "line 2: record 1 was changed"),
        ("[[actor]]\n".to_owned(), "is no archive of annals"),
    ] {
        assert_ne!(changed, whole);
        fs::write(folder.path().join("b.jsonl"), &changed).unwrap();
        let done = annals(folder.path(), &["restore", "b.jsonl", "--store", "other"]);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(3), "{said}");
        assert!(said.contains("b.jsonl") && said.contains(needle), "{needle} is not in {said}");
        assert!(!folder.path().join("other").exists());
    }
}

#[test]
fn given_a_store_in_use_when_restored_onto_then_it_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let records = told(folder.path());
    assert!(annals(folder.path(), &["backup", "a.jsonl"]).status.success());
    let done = annals(folder.path(), &["restore", "a.jsonl"]);
    assert_eq!(done.status.code(), Some(4));
    assert!(text(&done.stderr).contains("is not empty; name a folder that does not exist yet"));
    assert_eq!(Annals::open(&folder.path().join("store")).unwrap().records(), records);
    // An empty folder will do.
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert!(annals(folder.path(), &["restore", "a.jsonl", "--store", "empty"]).status.success());
    let done = annals(folder.path(), &["backup", "b.jsonl", "--store", "nowhere"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(!folder.path().join("nowhere").exists() && !folder.path().join("b.jsonl").exists());
}

#[test]
fn given_a_store_that_was_filled_half_when_opened_then_it_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    fs::write(store.join("annals.store"), "anything\nstate: filling\n").unwrap();
    for arguments in [&["log"][..], &["backup", "a.jsonl"], &["verify"]] {
        let done = annals(folder.path(), arguments);
        assert_eq!(done.status.code(), Some(4), "{arguments:?}");
        assert!(text(&done.stderr).contains("remove the folder and repeat"), "{}", text(&done.stderr));
    }
}

#[test]
fn given_a_thread_that_appends_when_backed_up_then_the_archive_ends_at_the_head_of_its_start() {
    let folder = tempfile::tempdir().unwrap();
    let log = SledLog::open(&folder.path().join("store"), system_clock()).unwrap();
    let bodies = bodies();
    let (first, rest) = bodies.split_at(400);
    let start = log.append(&Head::EMPTY, first.to_vec()).unwrap();
    let mut archive = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            rest.iter().fold(start, |head, body| log.append(&head, vec![body.clone()]).unwrap());
        });
        let mut held = start;
        write(&log, &mut archive, |head| held = head, &|| ()).unwrap();
        assert!(held.position >= start.position);
        let read: Vec<Record> =
            Archive::open("a", archive.as_slice()).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(read.last().map(|r| (r.position, r.digest)), Some((held.position, held.digest)));
    });
    assert_eq!(log.head().unwrap().position, bodies.len() as u64);
    drop(log);

    let mut whole = Vec::new();
    let head = backup(&folder.path().join("store"), &mut whole, |_| (), &|| ()).unwrap();
    let again = restore(&folder.path().join("other"), "a", whole.as_slice(), |_| (), &|| ()).unwrap();
    assert_eq!(head, again);
}
