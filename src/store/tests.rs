//! The store as a whole: the conformance suite, power cuts in miniature, damage, and folders that are not
//! ours.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use super::folder::data_file;
use super::sled_log::FORMAT;
use super::{PATIENCE, SledLog, StoreError};
use crate::domain::Body;
use crate::log::conformance::{self, Fixture};
use crate::log::{Clock, Head, Log, LogError, Redact, sample, system_clock, verify};

struct Folder(TempDir);

impl Fixture for Folder {
    fn open(&self, clock: Clock) -> Box<dyn Redact> {
        Box::new(SledLog::open(&self.0.path().join("store"), clock).unwrap())
    }

    fn persistent(&self) -> bool {
        true
    }
}

#[test]
fn given_the_sled_log_when_put_through_the_suite_then_it_conforms() {
    conformance::run(|| Box::new(Folder(tempfile::tempdir().unwrap())));
}

fn open(path: &Path) -> Result<SledLog, StoreError> {
    SledLog::open(path, system_clock())
}

fn report(id: &str) -> Vec<Body> {
    vec![Body::from(sample::small_report(id, "2014"))]
}

/// A store with this many records, closed again.
fn filled(path: &Path, records: u64) -> Head {
    let log = open(path).unwrap();
    (0..records).fold(Head::EMPTY, |head, i| log.append(&head, report(&format!("r-{i}"))).unwrap())
}

/// Opens sled itself, once its lock is free.
fn raw(path: &Path) -> sled::Db {
    for _ in 0..50 {
        match sled::open(path) {
            Err(sled::Error::Io(_)) => std::thread::sleep(Duration::from_millis(20)),
            other => return other.unwrap(),
        }
    }
    panic!("{} stays locked", path.display());
}

/// Changes the database as if it had not been closed since: otherwise any change is noticed at opening.
fn change(path: &Path, change: impl FnOnce(&sled::Tree, &sled::Tree)) {
    let _ = fs::remove_file(path.join("annals.closed"));
    let db = raw(path);
    change(&db.open_tree("log").unwrap(), &db.open_tree("meta").unwrap());
    db.flush().unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn corrupt_at(error: &LogError) -> Option<u64> {
    if let LogError::Corrupt { position, .. } = error { Some(*position) } else { None }
}

/// The error of opening, which must be damage, and its position.
fn damage(path: &Path) -> u64 {
    match open(path) {
        Err(StoreError::Log(error)) => corrupt_at(&error).unwrap_or_else(|| panic!("{error}")),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("opened"),
    }
}

#[test]
fn given_an_acknowledged_append_when_the_folder_is_copied_while_open_then_the_copy_has_every_record() {
    let around = tempfile::tempdir().unwrap();
    let log = open(&around.path().join("store")).unwrap();
    let mut head = Head::EMPTY;
    for round in 0..12 {
        head = log.append(&head, report(&format!("r-{round}"))).unwrap();
        if round % 3 == 0 {
            head = log.append(&head, vec![sample::actor(&format!("a-{round}"), 20_000)]).unwrap();
        }
        log.remember("round", &[round]).unwrap();

        let target = around.path().join(format!("copy-{round}"));
        copy(log.path(), &target);
        let found = open(&target).unwrap();
        assert_eq!(found.head().unwrap(), head);
        assert_eq!(found.recall("round").unwrap(), Some(vec![round]));
        let records = found.read(1, usize::MAX).unwrap();
        assert_eq!(records, log.read(1, usize::MAX).unwrap());
        assert_eq!(verify(&records, &Head::EMPTY), Ok(head));
    }
}

#[test]
fn given_an_open_store_when_opened_again_then_it_is_locked_until_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path()).unwrap();
    match SledLog::open_waiting(folder.path(), system_clock(), Duration::from_millis(50)) {
        Err(StoreError::Log(error @ LogError::Locked { .. })) => {
            let process = format!("in use by process {}", std::process::id());
            assert!(error.to_string().contains(&process), "{error}");
        }
        other => panic!("{:?}", other.err()),
    }
    drop(first);
    assert!(open(folder.path()).is_ok());
}

#[test]
fn given_a_disk_that_fails_when_appending_then_all_is_in_doubt_until_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let failing = Arc::new(AtomicBool::new(false));
    let broken = failing.clone();
    let barrier = Arc::new(move |data: &fs::File| {
        if broken.load(Ordering::Relaxed) {
            Err(io::Error::other("the disk is gone"))
        } else {
            data.sync_data()
        }
    });
    let log = SledLog::open_with(folder.path(), system_clock(), barrier, PATIENCE).unwrap();
    let head = log.append(&Head::EMPTY, report("a")).unwrap();

    failing.store(true, Ordering::Relaxed);
    let error = log.append(&head, report("b")).unwrap_err();
    assert!(error.to_string().contains("the disk is gone"), "{error}");
    failing.store(false, Ordering::Relaxed);
    for again in
        [log.append(&head, report("b")), log.append(&head, vec![]), log.append(&Head::EMPTY, report("a"))]
    {
        assert!(matches!(again, Err(LogError::InDoubt { .. })));
    }
    assert!(matches!(log.remember("k", b"v"), Err(LogError::InDoubt { .. })));
    assert_eq!(log.head().unwrap(), head, "nothing unacknowledged is shown");
    assert_eq!(log.read(1, usize::MAX).unwrap().len(), 1);
    assert_eq!(log.tail(1).count(), 1);
    drop(log);

    let log = open(folder.path()).unwrap();
    let once = log.append(&head, report("b")).unwrap();
    assert_eq!(once.position, 2);
    assert_eq!(log.append(&head, report("b")).unwrap(), once);
    assert_eq!(log.read(1, usize::MAX).unwrap().len(), 2);
}

#[test]
fn given_a_disk_that_fails_when_redacting_then_it_is_in_doubt_and_repeated_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let failing = Arc::new(AtomicBool::new(false));
    let broken = failing.clone();
    let barrier = Arc::new(move |data: &fs::File| {
        if broken.load(Ordering::Relaxed) {
            Err(io::Error::other("the disk is gone"))
        } else {
            data.sync_data()
        }
    });
    let log = SledLog::open_with(folder.path(), system_clock(), barrier, PATIENCE).unwrap();
    let head =
        log.append(&Head::EMPTY, vec![sample::actor("a", 20_000), sample::actor("b", 20_000)]).unwrap();
    let whole = log.read(1, usize::MAX).unwrap();
    let act = sample::redaction("redact-a", &[&whole[0]]);
    failing.store(true, Ordering::Relaxed);
    assert!(matches!(log.redact(&head, act.clone()), Err(LogError::InDoubt { .. })));
    failing.store(false, Ordering::Relaxed);
    assert!(matches!(log.redact(&head, act.clone()), Err(LogError::InDoubt { .. })));
    assert!(matches!(log.append(&head, report("c")), Err(LogError::InDoubt { .. })));
    drop(log);

    let log = open(folder.path()).unwrap();
    let reached = log.redact(&head, act.clone()).unwrap();
    assert_eq!(log.redact(&head, act).unwrap(), reached);
    let after = log.read(1, usize::MAX).unwrap();
    assert_eq!((after.len(), &after[0].body, &after[1]), (3, &sample::redacted(&whole[0].body), &whole[1]));
    assert_eq!(verify(&after, &Head::EMPTY), Ok(reached));
}

/// The files of a folder that hold these bytes.
fn holding(folder: &Path, bytes: &[u8], found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            holding(&entry, bytes, found);
        } else if fs::read(&entry).unwrap().windows(bytes.len()).any(|window| window == bytes) {
            found.push(entry);
        }
    }
}

#[test]
fn given_a_redacted_record_when_every_file_of_the_store_is_searched_then_none_holds_its_body() {
    let around = tempfile::tempdir().unwrap();
    let folder = around.path().join("store");
    let word = "Zyxomma-petiolatum";
    let mut report = sample::small_report("secret", "2014");
    report.summary = format!("Told by {word}");
    let log = open(&folder).unwrap();
    let head = log.append(&Head::EMPTY, vec![Body::from(report)]).unwrap();
    let mut found = Vec::new();
    holding(&folder, word.as_bytes(), &mut found);
    assert!(!found.is_empty(), "the search finds what is there");
    let act = sample::redaction("redact-secret", &[&log.read(1, 1).unwrap()[0]]);
    let head = log.redact(&head, act).unwrap();
    log.remember("beside", b"kept").unwrap();
    drop(log);
    // The next opening clears the old bytes away.
    let log = open(&folder).unwrap();
    assert_eq!(log.head().unwrap(), head);
    assert_eq!(verify(&log.read(1, usize::MAX).unwrap(), &Head::EMPTY), Ok(head));
    assert_eq!(log.recall("beside").unwrap().unwrap(), b"kept");
    drop(log);
    assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1, "nothing is left beside it");
    for _ in 0..2 {
        let mut found = Vec::new();
        holding(&folder, word.as_bytes(), &mut found);
        assert_eq!(found, Vec::<std::path::PathBuf>::new());
        drop(open(&folder).unwrap());
    }
}

#[test]
fn given_values_when_remembered_then_they_are_recalled_also_later() {
    let folder = tempfile::tempdir().unwrap();
    let long: Vec<u8> = (0..20_000_u32).map(|i| (i % 251) as u8).collect();
    {
        let log = open(folder.path()).unwrap();
        assert_eq!(log.recall("files").unwrap(), None);
        log.remember("files", b"first").unwrap();
        log.remember("files", &long).unwrap();
        log.remember("", b"").unwrap();
        log.remember("files\0", &long[1..]).unwrap();
        assert_eq!(log.recall("files").unwrap().unwrap(), long);
        log.remember("files", b"short again").unwrap();
        assert!(matches!(log.remember("files", &vec![0; 2_000_000]), Err(LogError::Io { .. })));
        log.append(&Head::EMPTY, report("a")).unwrap();
    }
    let log = open(folder.path()).unwrap();
    assert_eq!(log.recall("files").unwrap().unwrap(), b"short again");
    assert_eq!(log.recall("").unwrap().unwrap(), b"");
    assert_eq!(log.recall("files\0").unwrap().unwrap(), long[1..]);
    assert_eq!(log.head().unwrap().position, 1, "it is no part of the log");
}

#[test]
fn given_large_records_when_appended_and_read_then_sled_keeps_them_in_its_one_synced_file() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = || fs::read_dir(folder.path().join("blobs")).unwrap().count();
    let mut head = Head::EMPTY;
    for round in 0..3 {
        let log = open(folder.path()).unwrap();
        let batch = (0..20).map(|i| sample::actor(&format!("a-{round}-{i}"), 150_000 + i)).collect();
        head = log.append(&head, batch).unwrap();
        log.remember("large", &vec![7; 900_000]).unwrap();
        assert_eq!(verify(&log.read(1, usize::MAX).unwrap(), &Head::EMPTY), Ok(head));
        assert_eq!(blobs(), 0);
    }
}

#[test]
fn given_a_store_of_the_future_when_opened_then_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 2);
    change(folder.path(), |_, meta| drop(meta.insert("format", &7_u32.to_be_bytes())));
    match open(folder.path()) {
        Err(error @ StoreError::NewerFormat { found: 7, known: FORMAT, .. }) => {
            assert!(error.to_string().contains("use a newer version of annals"), "{error}");
        }
        other => panic!("{:?}", other.err()),
    }
    change(folder.path(), |_, meta| drop(meta.insert("format", "?")));
    assert_eq!(damage(folder.path()), 0);
}

/// A folder that holds nothing but a copy of a store that an earlier version of annals wrote, and the copy.
fn older(format: u32) -> (TempDir, PathBuf) {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("store");
    copy(Path::new(&format!("tests/data/golden/store-v{format}/store")), &path);
    fs::create_dir_all(path.join("blobs")).unwrap();
    (around, path)
}

/// Formats, and how many records the store has that was written in each.
const OLDER: [(u32, u64); 2] = [(1, 10), (2, 13)];

#[test]
fn given_a_store_of_an_older_format_when_opened_then_it_is_read_and_nothing_is_appended() {
    for (format, records) in OLDER {
        let (_around, path) = older(format);
        for _ in 0..2 {
            let log = open(&path).unwrap();
            let head = log.head().unwrap();
            assert_eq!((log.format(), head.position), (format, records));
            let whole = log.read(1, usize::MAX).unwrap();
            assert_eq!(verify(&whole, &Head::EMPTY), Ok(head));
            assert_eq!(log.read_at(&[0, 2, 9, 90]).unwrap(), [whole[1].clone(), whole[8].clone()]);
            assert_eq!(log.audit().unwrap().records, records);
            for refused in [log.append(&head, report("a")).map(drop), log.remember("k", b"v")] {
                let error = refused.unwrap_err();
                assert!(matches!(error, LogError::OlderFormat { known: FORMAT, .. }), "{error}");
                assert!(error.to_string().contains("annals upgrade"), "{error}");
            }
        }
        assert!(!path.join("annals.blocks").exists());
    }
}

#[test]
fn given_a_store_of_an_older_format_when_rebuilt_then_it_holds_the_same_and_goes_on() {
    for (format, position) in OLDER {
        let (around, path) = older(format);
        let log = open(&path).unwrap();
        let (head, records) = (log.head().unwrap(), log.read(1, usize::MAX).unwrap());
        let kept = log.recall("watched").unwrap();
        log.rebuild().unwrap();
        drop(log);
        let log = open(&path).unwrap();
        assert_eq!((log.format(), log.head().unwrap()), (FORMAT, head));
        assert_eq!(log.read(1, usize::MAX).unwrap(), records);
        assert_eq!(log.recall("watched").unwrap(), kept);
        assert_eq!(log.append(&head, report("a")).unwrap().position, position + 1);
        log.audit().unwrap();
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}

#[test]
fn given_a_store_where_nothing_can_be_written_when_a_copy_is_opened_then_it_is_read_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let head = filled(folder.path(), 4);
    let before = fs::read(data_file(folder.path())).unwrap();
    let log = SledLog::open_copy(folder.path(), system_clock()).unwrap();
    assert_eq!(log.head().unwrap(), head);
    assert_eq!(log.read(1, usize::MAX).unwrap().len(), 4);
    let error = log.append(&head, report("a")).unwrap_err();
    assert!(error.to_string().contains("it is read from a copy"), "{error}");
    drop(log);
    assert_eq!(fs::read(data_file(folder.path())).unwrap(), before);
    assert!(SledLog::open_copy(&folder.path().join("nowhere"), system_clock()).is_err());
    let held = open(folder.path()).unwrap();
    let error = SledLog::open_copy(folder.path(), system_clock()).err().unwrap();
    assert!(error.to_string().contains("in use by"), "{error}");
    drop(held);
}

#[test]
fn given_a_closed_store_when_any_file_changes_then_it_is_told_and_every_record_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let head = filled(folder.path(), 6);
    assert_eq!(open(folder.path()).unwrap().odd_files(), [] as [String; 0]);
    // The end of sled's file holds nothing yet.
    let data = data_file(folder.path());
    let mut bytes = fs::read(&data).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&data, bytes).unwrap();
    let log = open(folder.path()).unwrap();
    assert_eq!(log.odd_files(), ["db"]);
    assert_eq!(log.head().unwrap(), head);
    drop(log);
    assert_eq!(open(folder.path()).unwrap().odd_files(), [] as [String; 0], "it was told once");
}

#[test]
fn given_an_older_copy_of_database_and_head_when_put_back_then_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3);
    let older = tempfile::tempdir().unwrap();
    copy(folder.path(), older.path());
    let log = open(folder.path()).unwrap();
    log.append(&log.head().unwrap(), report("later")).unwrap();
    drop(log);
    // All but the note of how it was closed, which says how far the log had come.
    fs::remove_file(older.path().join("annals.closed")).unwrap();
    for entry in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    copy(older.path(), folder.path());
    assert_eq!(damage(folder.path()), 4);
}

#[test]
fn given_a_database_that_is_not_ours_when_opened_then_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(raw(folder.path()));
    assert!(matches!(open(folder.path()), Err(StoreError::NotAStore { .. })));
}

#[test]
fn given_a_store_that_was_not_completed_when_opened_then_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("annals.store"), "anything\nstate: new\n").unwrap();
    change(folder.path(), |_, _| ());
    assert_eq!(open(folder.path()).unwrap().head().unwrap(), Head::EMPTY);
    let mark = fs::read_to_string(folder.path().join("annals.store")).unwrap();
    assert!(mark.ends_with("state: ready\n"), "{mark}");
}

#[test]
fn given_a_damaged_store_that_was_never_completed_when_opened_then_it_begins_afresh() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("annals.store"), "state: new\n").unwrap();
    fs::write(folder.path().join("conf"), "no configuration of a database").unwrap();
    assert_eq!(filled(folder.path(), 2).position, 2);

    // A store that was used is not taken for one, whatever its mark says.
    fs::write(folder.path().join("annals.store"), "state: new\n").unwrap();
    assert_eq!(damage(folder.path()), 0);
    fs::write(folder.path().join("annals.store"), "state: ready\n").unwrap();
    assert_eq!(open(folder.path()).unwrap().head().unwrap().position, 2);
}

#[test]
fn given_a_store_that_comes_up_empty_when_opened_then_it_is_damaged_and_not_new() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 2);
    for entry in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    fs::write(data_file(folder.path()), "").unwrap();
    assert_eq!(damage(folder.path()), 0);
    fs::remove_file(data_file(folder.path())).unwrap();
    assert_eq!(damage(folder.path()), 0);
}

#[test]
fn given_a_head_and_a_last_record_that_differ_when_opened_then_it_is_damaged_there() {
    let key = |position: u64| position.to_be_bytes();
    type Change = fn(&sled::Tree);
    let cases: [(u64, Change); 5] = [
        (5, |log| drop(log.remove(5_u64.to_be_bytes()))),
        (6, |log| drop(log.insert(6_u64.to_be_bytes(), "more"))),
        (0, |log| drop(log.remove("head"))),
        (0, |log| drop(log.insert("head", "odd"))),
        (5, |log| drop(log.insert(5_u64.to_be_bytes(), log.get(4_u64.to_be_bytes()).unwrap().unwrap()))),
    ];
    for (position, case) in cases {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 5);
        change(folder.path(), |log, _| case(log));
        assert_eq!(damage(folder.path()), position);
    }

    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 5);
    change(folder.path(), |log, _| drop(log.remove(key(3))));
    assert_eq!(damage(folder.path()), 3);
}

#[test]
fn given_a_record_with_a_flipped_bit_when_opened_then_its_position_is_named() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 4);
    change(folder.path(), |log, _| {
        let mut block = log.get(2_u64.to_be_bytes()).unwrap().unwrap().to_vec();
        block[30] ^= 4;
        log.insert(2_u64.to_be_bytes(), block).unwrap();
    });
    let error = open(folder.path()).err().unwrap();
    assert!(error.to_string().contains("damaged at record 2: its bytes are damaged"), "{error}");
}

#[test]
fn given_a_damaged_data_file_when_opened_then_no_acknowledged_record_vanishes_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let head = filled(folder.path(), 30);
    let sound = fs::read(data_file(folder.path())).unwrap();
    for part in 0..24 {
        let target = tempfile::tempdir().unwrap();
        copy(folder.path(), target.path());
        let mut bytes = sound.clone();
        let at = sound.len().min(40_000) * part / 24;
        bytes[at] ^= 0x10;
        fs::write(data_file(target.path()), bytes).unwrap();
        // An error, or everything: the damage may lie where nothing is kept any more.
        if let Ok(log) = open(target.path()) {
            assert_eq!(log.head().unwrap(), head, "byte {at}");
            if let Ok(records) = log.read(1, usize::MAX) {
                assert_eq!(verify(&records, &Head::EMPTY), Ok(head));
            }
        }
    }
}
