//! The command line over a chronology too large to be held in memory: what is asked, amended, verified and signed there goes
//! by way of its index.

mod console;

use std::path::Path;
use std::process::Output;

/// So many meetings of two factions, one a day from 1900 on, and the split of one of them.
fn told(meetings: i64) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    let mut lines = vec![
        r#"{"source": {"id": "s", "title": "S", "date": "2020"}}"#.to_owned(),
        r#"{"actor": {"id": "a", "kind": "faction", "name": "A"}}"#.to_owned(),
        r#"{"actor": {"id": "b", "kind": "faction", "name": "B"}}"#.to_owned(),
        r#"{"actor": {"id": "c", "kind": "faction", "name": "C"}}"#.to_owned(),
        r#"{"event": {"id": "split", "kind": "split", "parent": ["a"], "result": ["c"], "date": "1950-06-01", "cite": {"source": "s"}, "summary": "They part"}}"#
            .to_owned(),
    ];
    lines.push(
        r#"{"event": {"id": "name", "kind": "rename", "subject": ["b"], "new-name": "Hidden Front", "date": "1960", "cite": {"source": "s"}, "summary": "It takes a name"}}"#
            .to_owned(),
    );
    lines.extend((0..meetings).map(|n| {
        let day = first + chrono::Days::new(n.unsigned_abs());
        format!(
            r#"{{"event": {{"id": "m{n}", "kind": "meeting", "party": ["a", "b"], "date": "{day}", "cite": {{"source": "s"}}, "summary": "They meet"}}}}"#
        )
    }));
    lines.join("\n")
}

/// What a command says on standard output, and beside it.
fn says(folder: &Path, line: &str) -> (i32, String, String) {
    let Output { status, stdout, stderr } = console::annals(folder, &console::words(line));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn given_a_large_chronology_when_asked_amended_verified_and_signed_then_all_is_by_way_of_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("a.jsonl"), told(20_500)).unwrap();
    let (code, _, beside) = says(folder, "append --stream a.jsonl");
    assert_eq!(code, 0, "{beside}");

    // Where a body came from; the being of another rests on thousands of acts, of which a table names some.
    let (_, lineage, _) = says(folder, "lineage c");
    assert!(lineage.contains("split from a"), "{lineage}");
    let (_, told, _) = says(folder, "ask 1949-01-01 exists a");
    assert!(told.starts_with("answer") && told.len() < 4_000, "{told}");

    // Taken back, told that it is, and restored; what was recorded before stays as it stood.
    let split =
        |options: &str| says(folder, &format!("ask 1960-01-01 split-from c a --format csv{options}")).1;
    let before = split("");
    assert!(before.contains(",yes,"), "{before}");
    let (code, _, beside) = says(folder, "retract split --because \"entered twice\" --by K");
    assert!(code == 0 && beside.contains("recorded as retract-split (record 20507)"), "{beside}");
    assert!(beside.contains("no changed answers are shown"), "{beside}");
    assert_ne!(split(""), before);
    assert_eq!(split(" --recorded-by #20506"), before);
    let (code, _, beside) = says(folder, "retract split --because \"entered twice\" --by K");
    assert!(code != 0 && beside.contains("split is retracted already, by retract-split"), "{beside}");
    let (code, _, beside) = says(folder, "retract nothing --because \"entered twice\" --by K");
    assert!(code != 0 && beside.contains("no event or amendment is recorded under \"nothing\""), "{beside}");

    // The whole state as it stood, worked out once and then kept.
    let state = |options: &str| says(folder, &format!("at 1960-01-01 --format jsonl{options}")).1;
    let past = state(" --recorded-by #20506");
    assert!(past.contains("split-from") && !state("").contains("split-from"), "{past}");
    assert_eq!(state(" --recorded-by #20506"), past);
    let (code, _, beside) = says(folder, "retract retract-split --by K");
    assert!(code == 0 && beside.contains("(record 20508)"), "{beside}");
    assert_eq!((state(""), split("")), (past, before));

    let (code, checked, _) = says(folder, "verify");
    assert!(code == 0 && checked.contains("the digests of 20508 records hold"), "{checked}");
    let sign = says(folder, "sign --new-key k.pem");
    let signed = says(folder, "sign --key k.pem --out now.signed");
    let (code, holds, _) = says(folder, "verify --key k.pem.pub now.signed");
    assert!(code == 0 && holds.contains("holds: records 1 to 20508"), "{sign:?} {signed:?} {holds}");

    // What is redacted is in no file of the store any more, whatever was made of it.
    let hidden =
        |folder: &Path| walked(folder).iter().any(|bytes| bytes.windows(12).any(|w| w == b"Hidden Front"));
    assert!(hidden(&folder.join("store").join("index")));
    let (code, _, beside) = says(folder, "redact name --by K --because \"it endangers somebody\" --yes");
    assert!(code == 0 && !hidden(&folder.join("store")), "{beside}");
    let (code, told, _) = says(folder, "at 1970-01-01 b");
    assert!(code == 0 && told.contains("exists b") && !hidden(&folder.join("store")), "{told}");
}

/// The bytes of every file of a folder, and of those in it.
fn walked(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(walked(&path));
        } else {
            all.push(std::fs::read(&path).unwrap());
        }
    }
    all
}
