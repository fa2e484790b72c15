//! Records in sealed blocks: appends that are cut short, damage, redaction.

use std::fs;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{PATIENCE, SledLog, blocks, salvage};
use crate::domain::{Body, Record};
use crate::log::{Head, Log, LogError, Redact, sample, system_clock, verify};

fn open(path: &Path) -> SledLog {
    SledLog::open(path, system_clock()).unwrap()
}

fn batch(name: &str, count: usize) -> Vec<Body> {
    (0..count).map(|i| Body::from(sample::small_report(&format!("{name}-{i}"), "2014"))).collect()
}

/// A closed store of 1,703 records, the last few of them not sealed.
fn filled(path: &Path) -> Vec<Record> {
    let log = open(path);
    let mut head = Head::EMPTY;
    for (name, count) in [("a", 1), ("b", 700), ("c", 1), ("d", 1_000), ("e", 1)] {
        head = log.append(&head, batch(name, count)).unwrap();
    }
    assert_eq!(log.audit().unwrap().records, 1_703);
    log.read(1, usize::MAX).unwrap()
}

/// Where the payload of a record lies in the file of blocks.
fn place(path: &Path, id: &str) -> u64 {
    let bytes = fs::read(path.join(blocks::NAME)).unwrap();
    bytes.windows(id.len()).position(|w| w == id.as_bytes()).unwrap() as u64
}

fn flip(path: &Path, at: u64) {
    let file = fs::File::options().read(true).write(true).open(path.join(blocks::NAME)).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 8], at).unwrap();
}

#[test]
fn given_small_and_large_appends_when_opened_again_then_all_is_there_and_most_of_it_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let records = filled(folder.path());
    for _ in 0..2 {
        let log = open(folder.path());
        assert_eq!(log.odd_files(), [] as [String; 0]);
        assert_eq!(log.read(1, usize::MAX).unwrap(), records);
        assert_eq!(verify(&records, &Head::EMPTY), log.head().map_err(|_| panic!()));
        let (_, index) = log.sealed().unwrap();
        assert_eq!(index.head.position, 1_702);
        assert_eq!(log.read_at(&[1, 2, 1_702, 1_703]).unwrap().len(), 4);
    }
}

#[test]
fn given_single_appends_when_enough_are_there_then_they_are_sealed_in_the_same_step() {
    let folder = tempfile::tempdir().unwrap();
    let log = SledLog::open_with(folder.path(), system_clock(), Arc::new(|_| Ok(())), PATIENCE).unwrap();
    let mut head = Head::EMPTY;
    let mut sealed = Vec::new();
    for i in 0..1_100 {
        head = log.append(&head, batch(&format!("r{i}"), 1)).unwrap();
        sealed.push(log.sealed().unwrap().1.head.position);
    }
    assert_eq!((sealed[0], sealed.last()), (0, Some(&1_024)));
    assert_eq!(log.audit().unwrap().records, 1_100);
    let records = log.read(1, usize::MAX).unwrap();
    drop(log);
    let log = open(folder.path());
    assert_eq!(log.read(1, usize::MAX).unwrap(), records);
    assert_eq!(verify(&records, &Head::EMPTY), Ok(head));
}

#[test]
fn given_blocks_that_are_not_in_the_log_yet_when_the_disk_fails_then_they_never_are() {
    // Of an append that seals, the first wait is for the blocks, the second for the database.
    for fails in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let records = filled(folder.path());
        let length = blocks::length(folder.path());
        let waits = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&waits);
        let barrier = Arc::new(move |file: &fs::File| {
            let wait = count.fetch_add(1, Ordering::Relaxed);
            if wait == 100 + fails { Err(io::Error::other("the disk is gone")) } else { file.sync_data() }
        });
        let log = SledLog::open_with(folder.path(), system_clock(), barrier, PATIENCE).unwrap();
        let head = log.head().unwrap();
        waits.store(100, Ordering::Relaxed);
        assert!(matches!(log.append(&head, batch("more", 900)), Err(LogError::InDoubt { .. })));
        assert_eq!(log.read(1, usize::MAX).unwrap(), records, "nothing unacknowledged is shown");
        assert!(blocks::length(folder.path()) > length);
        drop(log);
        let log = open(folder.path());
        let found = log.read(1, usize::MAX).unwrap();
        assert_eq!(found[..records.len()], records);
        assert!([0, 900].contains(&(found.len() - records.len())), "all of it or nothing");
        let after = blocks::length(folder.path());
        assert!(fails == 1 || after == length, "what does not count is taken away");
        log.audit().unwrap();
        let reached = log.append(&head, batch("more", 900)).unwrap();
        assert_eq!(log.append(&head, batch("more", 900)).unwrap(), reached);
    }
}

#[test]
fn given_a_flipped_bit_in_an_open_store_when_its_record_is_read_then_that_is_told_and_no_other_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let records = filled(folder.path());
    let log = open(folder.path());
    flip(folder.path(), place(folder.path(), "b-300"));
    let at = records.iter().find(|r| r.body.id().as_str() == "b-300").unwrap().position;
    let told = |outcome: Result<Vec<Record>, LogError>| match outcome {
        Err(LogError::Corrupt { position, .. }) => position,
        other => panic!("{other:?}"),
    };
    assert_eq!(told(log.read_at(&[3, at])), at);
    assert_eq!(told(log.read(1, usize::MAX)), at);
    assert_eq!(log.read(1, at as usize - 1).unwrap(), records[..at as usize - 1]);
    assert_eq!(log.read(at + 1, 9_999).unwrap(), records[at as usize..]);
    assert!(log.tail(1).last().unwrap().is_err(), "a tail ends with its error");
    match log.audit() {
        Err(LogError::Corrupt { position, .. }) => assert_eq!(position, at),
        other => panic!("{other:?}"),
    }
    drop(log);
    assert!(SledLog::open(folder.path(), system_clock()).is_ok(), "it was closed like this");
    let found = salvage(folder.path()).unwrap();
    assert_eq!(found.sound, records[..at as usize - 1]);
    assert_eq!(found.loose, records[at as usize..]);
}

#[test]
fn given_few_records_of_a_block_when_read_then_they_are_those_of_the_whole_and_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let records = filled(folder.path());
    let at = |positions: &[u64]| -> Vec<Record> {
        positions.iter().map(|p| records[usize::try_from(*p).unwrap() - 1].clone()).collect()
    };
    // Of one block few and many, the first and the last, and of several.
    for asked in [&[1][..], &[2], &[701], &[5, 6, 7, 300, 702, 703, 1_702, 1_703], &[900, 901]] {
        let log = open(folder.path());
        assert_eq!(log.read_at(asked).unwrap(), at(asked), "{asked:?}");
    }
    let log = open(folder.path());
    for position in 1..=1_703 {
        assert_eq!(log.read_at(&[position]).unwrap(), at(&[position]));
    }
    let (file, index) = log.sealed().unwrap();
    let span = index.spans(900, 900).next().unwrap();
    let payload = place(folder.path(), "d-197");
    assert_eq!(records[899].body.id().as_str(), "d-197");
    drop((log, file));
    // Each of a store that was opened before the byte turned, and keeps nothing of the block.
    let read = |turned: u64, position: u64| {
        let log = open(folder.path());
        flip(folder.path(), turned);
        let found = log.read_at(&[position]);
        flip(folder.path(), turned);
        found
    };
    // Whatever of the header and the directory has turned, nothing of the block is believed.
    for turned in [0, 9, 17, 70, 64 + 40 * 20 + 3] {
        assert!(matches!(read(span.at + turned, 900), Err(LogError::Corrupt { .. })), "byte {turned}");
    }
    assert!(matches!(read(payload, 900), Err(LogError::Corrupt { position: 900, .. })));
    assert_eq!(read(payload, 901).unwrap(), at(&[901]), "of its neighbours nothing is lost");
}

#[test]
fn given_a_directory_with_a_flipped_bit_when_salvaged_then_the_other_blocks_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let records = filled(folder.path());
    flip(folder.path(), 80);
    assert!(SledLog::open(folder.path(), system_clock()).is_err(), "a small store is read whole");
    let found = salvage(folder.path()).unwrap();
    assert_eq!(found.sound, records[..found.sound.len()]);
    assert_eq!(found.loose, records[records.len() - found.loose.len()..]);
    assert!(found.sound.len() + found.loose.len() >= records.len() - 2);
}

#[test]
fn given_no_database_when_salvaged_then_the_sealed_records_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let records = filled(folder.path());
    for entry in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
        let name = entry.file_name();
        if name == "db" || name.to_string_lossy().starts_with("snap.") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let found = salvage(folder.path()).unwrap();
    assert_eq!(found.sound, records[..1_702]);
}

#[test]
fn given_a_sealed_record_when_redacted_then_it_is_gone_at_once_and_its_bytes_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let records = filled(folder.path());
    let log = open(folder.path());
    let head = log.head().unwrap();
    let targets = [&records[1_702], &records[40]];
    let reached = log.redact(&head, sample::redaction("act", &targets)).unwrap();
    for target in targets {
        let there = log.read_at(&[target.position]).unwrap();
        assert_eq!(there[0].body, sample::redacted(&target.body));
    }
    log.audit().unwrap();
    let after = log.read(1, usize::MAX).unwrap();
    drop(log);
    let found = salvage(folder.path()).unwrap();
    assert_eq!(found.sound, after, "{:?}", found.notes);
    for _ in 0..2 {
        let log = open(folder.path());
        assert_eq!(log.read(1, usize::MAX).unwrap(), after);
        assert_eq!(verify(&after, &Head::EMPTY), Ok(reached));
        log.audit().unwrap();
    }
}
