//! Damage of every sort: what `annals verify` says of it, and what `annals recover` makes of it.

#[allow(dead_code, reason = "the chronology is loaded here, not asked")]
mod chronology;

mod console;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use annals::annals::Annals;
use annals::domain::{Actor, ActorKind, Body, Name, Record, Slug};

use console::annals;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An actor whose record takes several pieces.
fn large(id: &str) -> Body {
    let note = (0..30_000_u32).map(|i| char::from(b'a' + (i * i % 23) as u8)).collect();
    let names = vec![Name { text: id.to_owned(), sources: vec![] }];
    Body::Actor(Actor { id: Slug::new(id).unwrap(), kind: ActorKind::Faction, names, note: Some(note) })
}

/// The whole chronology and two large records in the store of a folder, in several appends.
fn told(folder: &Path) -> Vec<Record> {
    let mut bodies: Vec<Body> = chronology::load().records().iter().map(|r| r.body.clone()).collect();
    bodies.insert(300, large("large-one"));
    bodies.push(large("large-two"));
    let mut annals = Annals::open(&folder.join("store")).unwrap();
    for batch in bodies.chunks(150) {
        annals.append(batch.to_vec()).unwrap();
    }
    annals.records().to_vec()
}

/// The file of sealed blocks.
const BLOCKS: &str = "annals.blocks";

/// What a record says, as it lies in the files.
fn text_of(record: &Record) -> &str {
    match &record.body {
        Body::Report(report) => &report.summary,
        Body::Actor(actor) => &actor.names[0].text,
        other => panic!("{other:?}"),
    }
}

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            drop(found.insert(path.clone(), fs::read(path).unwrap()))
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let to = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    fs::create_dir_all(to.join("blobs")).unwrap();
}

/// A damaged store, what was said of it, and what was recovered.
struct Outcome {
    folder: tempfile::TempDir,
    verified: (Option<i32>, String),
    report: String,
    sound: Vec<Record>,
    loose: usize,
}

/// Damages a copy of the store, verifies and recovers it. The store that is read must stay as it is.
fn damaged(store: &Path, damage: impl FnOnce(&Path)) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    copy(store, &path);
    damage(&path);
    let before = files(&path);
    let done = annals(folder.path(), &["recover", "new"]);
    let report = text(&done.stdout) + &text(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{report}");
    assert_eq!(files(&path), before, "what is damaged is only read");
    let loose = fs::read_to_string(folder.path().join("new.loose.jsonl")).unwrap_or_default().lines().count();
    let again = annals(folder.path(), &["verify", "--store", "new"]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let sound = Annals::open(&folder.path().join("new")).unwrap().records().to_vec();
    let done = annals(folder.path(), &["verify"]);
    let verified = (done.status.code(), text(&done.stdout) + &text(&done.stderr));
    Outcome { folder, verified, report, sound, loose }
}

/// The chronology in a store, closed.
fn whole() -> (tempfile::TempDir, PathBuf, Vec<Record>) {
    let folder = tempfile::tempdir().unwrap();
    let records = told(folder.path());
    let store = folder.path().join("store");
    (folder, store, records)
}

/// Where bytes stand.
fn places(bytes: &[u8], needle: &[u8]) -> Vec<usize> {
    bytes.windows(needle.len()).enumerate().filter(|(_, w)| *w == needle).map(|(at, _)| at).collect()
}

fn snapshots(store: &Path) -> Vec<PathBuf> {
    files(store)
        .into_keys()
        .filter(|p| p.file_name().unwrap().to_string_lossy().starts_with("snap."))
        .collect()
}

#[test]
fn given_a_sound_store_when_recovered_then_all_of_it_is_there_and_nothing_is_wrong() {
    let (_folder, store, records) = whole();
    let found = damaged(&store, |_| ());
    assert_eq!((found.sound, found.loose, found.verified.0), (records, 0, Some(0)));
    assert!(found.report.contains("nothing is wrong"), "{}", found.report);
    assert!(found.verified.1.contains("every block was read"));
}

#[test]
fn given_a_flipped_bit_in_every_copy_of_a_record_when_recovered_then_all_others_are_found() {
    let (_folder, store, records) = whole();
    for index in [450, 300] {
        let found = damaged(&store, |store| {
            for (file, sound) in files(store) {
                let mut bytes = sound.clone();
                for at in places(&sound, text_of(&records[index]).as_bytes()) {
                    bytes[at + 5] ^= 4;
                }
                fs::write(file, bytes).unwrap();
            }
        });
        assert_eq!(found.sound, records[..index], "{}", found.report);
        assert_eq!(found.loose, records.len() - index - 1, "{}", found.report);
        assert!(found.report.contains("whose digest annals.head remembers"), "{}", found.report);
        assert_eq!(found.verified.0, Some(4));
        let needle =
            format!("records 1 to {index} are sound, and record {} is the first that is not", index + 1);
        assert!(found.verified.1.contains(&needle), "{}", found.verified.1);
        assert!(found.verified.1.contains("annals recover"));
        // What is loose reads like any file of records.
        let done = annals(found.folder.path(), &["check", "new.loose.jsonl"]);
        assert_ne!(done.status.code(), Some(4), "{}", text(&done.stderr));
    }
}

#[test]
fn given_a_flipped_bit_anywhere_when_verified_then_it_is_told_or_all_is_there() {
    let (_folder, store, records) = whole();
    for (file, part) in ["db", BLOCKS].into_iter().flat_map(|file| (0..5).map(move |part| (file, part))) {
        let found = damaged(&store, |store| {
            let mut bytes = fs::read(store.join(file)).unwrap();
            let at = bytes.len() * part / 5 + 111;
            bytes[at] ^= 0x10;
            fs::write(store.join(file), bytes).unwrap();
        });
        match found.verified.0 {
            Some(0) => assert_eq!(found.sound, records),
            code => assert_eq!(code, Some(4), "{}", found.verified.1),
        }
        assert_eq!(found.sound, records[..found.sound.len()]);
        assert!(found.sound.len() + found.loose >= records.len() - 1, "{}", found.report);
    }
}

#[test]
fn given_a_file_that_was_cut_or_emptied_when_recovered_then_what_is_left_is_found() {
    let (_folder, store, records) = whole();
    let blocks = fs::read(store.join(BLOCKS)).unwrap();
    let found = damaged(&store, |store| fs::write(store.join(BLOCKS), &blocks[..blocks.len() / 2]).unwrap());
    assert_eq!(found.verified.0, Some(4), "{}", found.verified.1);
    assert!(found.sound.len() >= 150 && found.sound == records[..found.sound.len()], "{}", found.report);
    assert!(found.report.contains("lost") && found.report.contains("ends before it does"));

    let folder = tempfile::tempdir().unwrap();
    copy(&store, &folder.path().join("store"));
    for path in snapshots(&folder.path().join("store")) {
        fs::remove_file(path).unwrap();
    }
    fs::write(folder.path().join("store/db"), "").unwrap();
    fs::write(folder.path().join("store").join(BLOCKS), "").unwrap();
    let done = annals(folder.path(), &["recover", "new"]);
    assert_eq!(done.status.code(), Some(4));
    assert!(text(&done.stderr).contains("no record was found"), "{}", text(&done.stderr));
    assert!(!folder.path().join("new").exists());
    let done = annals(folder.path(), &["verify"]);
    assert_eq!(done.status.code(), Some(4));
    assert!(text(&done.stderr).contains("no record is sound"), "{}", text(&done.stderr));
}

#[test]
fn given_an_old_copy_put_back_under_a_newer_head_when_verified_then_what_is_missing_is_named() {
    let (folder, store, records) = whole();
    let old = folder.path().join("old");
    copy(&store, &old);
    let mut annals = Annals::open(&store).unwrap();
    annals.append(vec![large("later")]).unwrap();
    drop(annals);
    let found = damaged(&store, |store| {
        let head = fs::read(store.join("annals.head")).unwrap();
        fs::remove_dir_all(store).unwrap();
        copy(&old, store);
        fs::write(store.join("annals.head"), head).unwrap();
    });
    assert_eq!(found.verified.0, Some(4));
    let (last, next) = (records.len(), records.len() + 1);
    let needle = format!("records 1 to {last} are sound, and record {next} is the first that is not");
    assert!(found.verified.1.contains(&needle), "{}", found.verified.1);
    assert_eq!(found.sound, records);
}

#[test]
fn given_the_files_of_two_stores_when_verified_then_it_is_said() {
    let (_folder, store, records) = whole();
    let (_other_folder, other, _) = whole();
    let found = damaged(&store, |store| {
        for path in files(store).into_keys() {
            if path.file_name().unwrap() != "annals.head" {
                fs::remove_file(path).unwrap();
            }
        }
        for (path, bytes) in files(&other) {
            if path.file_name().unwrap() != "annals.head" {
                fs::write(store.join(path.strip_prefix(&other).unwrap()), bytes).unwrap();
            }
        }
    });
    assert_eq!(found.verified.0, Some(4), "{}", found.verified.1);
    assert!(found.verified.1.contains("is not the one annals.head remembers"), "{}", found.verified.1);
    assert_eq!(found.sound.len(), records.len());
}

#[test]
fn given_a_snapshot_that_was_deleted_or_a_mark_that_is_gone_when_recovered_then_no_record_is_lost() {
    let (_folder, store, records) = whole();
    let without = |names: &'static [&'static str]| {
        move |store: &Path| {
            snapshots(store).into_iter().for_each(|path| fs::remove_file(path).unwrap());
            names.iter().for_each(|name| fs::remove_file(store.join(name)).unwrap());
        }
    };
    let found = damaged(&store, without(&[]));
    assert_eq!((found.verified.0, &found.sound), (Some(0), &records), "{}", found.verified.1);
    // sled writes its own settings anew.
    let found = damaged(&store, without(&["conf"]));
    assert_eq!((found.verified.0, &found.sound), (Some(0), &records), "{}", found.verified.1);
    for names in [&["annals.head"][..], &["annals.store"], &["annals.head", "annals.store", "conf"]] {
        let found = damaged(&store, without(names));
        assert_eq!(found.sound, records, "{names:?}: {}", found.report);
        assert_eq!(found.verified.0, Some(4), "{names:?}: {}", found.verified.1);
    }
}

#[test]
fn given_a_damaged_store_when_any_verb_opens_it_then_it_is_not_made_worse() {
    let (_folder, store, records) = whole();
    let folder = tempfile::tempdir().unwrap();
    copy(&store, &folder.path().join("store"));
    let blocks = folder.path().join("store").join(BLOCKS);
    let mut bytes = fs::read(&blocks).unwrap();
    let at = *places(&bytes, &records[9].digest.0).last().unwrap();
    bytes[at] ^= 1;
    fs::write(&blocks, &bytes).unwrap();
    for verb in [&["log"][..], &["append", "-"], &["backup", "a.jsonl"], &["verify"]] {
        let done = annals(folder.path(), verb);
        assert_eq!(done.status.code(), Some(4), "{verb:?}: {}", text(&done.stderr));
        assert!(text(&done.stderr).contains("annals recover"), "{verb:?}");
        assert!(fs::read(&blocks).unwrap() == bytes, "{verb:?} changed the file");
    }
    assert!(!folder.path().join("a.jsonl").exists());
}

#[test]
fn given_places_that_will_not_do_when_recovered_into_then_nothing_is_written() {
    let (folder, _store, _) = whole();
    fs::write(folder.path().join("file"), "").unwrap();
    for (to, code) in [("store", 2), ("store/new", 2), ("file", 4)] {
        let done = annals(folder.path(), &["recover", to]);
        assert_eq!(done.status.code(), Some(code), "{to}: {}", text(&done.stderr));
    }
    fs::write(folder.path().join("new.loose.jsonl"), "").unwrap();
    assert_eq!(annals(folder.path(), &["recover", "new"]).status.code(), Some(3));
    assert_eq!(annals(folder.path(), &["recover", "new", "--store", "nowhere"]).status.code(), Some(3));
    assert!(!folder.path().join("new").exists());
    assert_eq!(annals(folder.path(), &["recover", "more", "--store", "nowhere"]).status.code(), Some(4));
}
