//! `annals export` at the command line: files, pipes, filters and clocks, and what is asked wrongly.

mod chronology;

mod console;

use std::fs;
use std::path::Path;

use annals::annals::Annals;

use console::annals;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with the chronology in its store.
fn told() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let bodies = chronology::load().records().iter().map(|r| r.body.clone()).collect();
    Annals::open(&folder.path().join("store")).unwrap().append(bodies).unwrap();
    folder
}

/// What a command prints on standard output.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let done = annals(folder, arguments);
    assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    text(&done.stdout)
}

#[test]
fn given_the_rows_of_one_faction_when_exported_then_they_are_those_on_file() {
    let folder = told();
    // `MEND=1 cargo test --test export` writes what is printed now; read the difference before it is kept.
    let mend = std::env::var_os("MEND").is_some();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export");
    for (file, arguments) in [
        ("cpa-spans.csv", &["export", "csv", "cpa"][..]),
        ("cpa-stretches.csv", &["export", "csv", "cpa", "--rows", "stretches"]),
        ("cpa-events.csv", &["export", "csv", "cpa", "--rows", "events"]),
        ("cpa-states.csv", &["export", "csv", "cpa", "--at", "2015-01-01,2018-06-30"]),
        ("cpa.gexf", &["export", "gexf", "cpa"]),
        ("kidal.geojson", &["export", "geojson", "kidal"]),
        ("cpa.timelinejs.json", &["export", "timelinejs", "cpa", "--limit", "5"]),
        ("cpa.ftm.jsonl", &["export", "ftm", "cpa"]),
    ] {
        let now = printed(folder.path(), arguments);
        if mend {
            fs::create_dir_all(&kept).unwrap();
            fs::write(kept.join(file), &now).unwrap();
        }
        let then = fs::read_to_string(kept.join(file)).unwrap();
        assert_eq!(now, then, "annals {}", arguments.join(" "));
    }
}

#[test]
fn given_an_archive_that_was_exported_when_restored_then_every_record_and_digest_is_the_same() {
    let folder = told();
    printed(folder.path(), &["export", "jsonl", "-o", "a.jsonl"]);
    let piped = printed(folder.path(), &["export", "jsonl"]);
    assert_eq!(piped, fs::read_to_string(folder.path().join("a.jsonl")).unwrap());
    printed(folder.path(), &["restore", "a.jsonl", "--store", "other"]);
    let [one, other] = ["store", "other"].map(|name| Annals::open(&folder.path().join(name)).unwrap());
    assert_eq!(one.records(), other.records());
    assert_eq!(one.head().unwrap(), other.head().unwrap());
}

#[test]
fn given_records_that_were_exported_when_appended_elsewhere_then_they_say_the_same() {
    let folder = told();
    printed(folder.path(), &["export", "records", "-o", "records.jsonl"]);
    printed(folder.path(), &["append", "records.jsonl", "--store", "other"]);
    let [one, other] = ["store", "other"].map(|name| Annals::open(&folder.path().join(name)).unwrap());
    let bodies = |annals: &Annals| annals.records().iter().map(|r| r.body.clone()).collect::<Vec<_>>();
    assert_eq!(bodies(&one), bodies(&other));
    drop((one, other));
    let some = printed(folder.path(), &["export", "records", "--recorded-by", "#5"]);
    assert_eq!(some.lines().count(), 5);
}

#[test]
fn given_clocks_and_filters_when_exported_then_they_hold() {
    let folder = told();
    let rows = |more: &[&str]| {
        let words: Vec<&str> = ["export", "csv"].iter().chain(more).copied().collect();
        printed(folder.path(), &words).lines().count()
    };
    let all = rows(&[]);
    for fewer in [
        &["cpa"][..],
        &["--known-by", "2018-01-01"],
        &["--recorded-by", "#300"],
        &["--source", "001"],
        &["--without", "001"],
    ] {
        assert!((2..all).contains(&rows(fewer)), "{fewer:?}");
    }
    let at = printed(folder.path(), &["export", "csv", "cma", "--at", "2015-06-30"]);
    let asked = printed(folder.path(), &["at", "2015-06-30", "cma", "--format", "csv"]);
    assert_eq!(at.lines().count(), asked.lines().count());
}

#[test]
fn given_a_basis_asked_for_when_exported_then_it_stands_beside_the_file_and_not_in_it() {
    let folder = told();
    let done = annals(folder.path(), &["export", "csv", "cpa", "--basis"]);
    assert!(text(&done.stderr).contains("basis  "));
    assert_eq!(text(&done.stdout), printed(folder.path(), &["export", "csv", "cpa"]));
}

#[test]
fn given_an_export_that_is_asked_wrongly_when_run_then_it_says_what_to_do_and_writes_nothing() {
    let folder = told();
    fs::write(folder.path().join("there.csv"), "kept").unwrap();
    for (arguments, code, needles) in [
        (&["export", "parquet"][..], 2, &["parquet is no text", "-o spans.parquet"][..]),
        (&["export", "gexf", "--at", "2015-01-01"], 2, &["csv and parquet"]),
        (&["export", "csv", "--at", "2015"], 2, &["\"2015\" is not one day"]),
        (&["export", "csv", "--at", "2015-01-01", "--rows", "spans"], 2, &["cannot be used with"]),
        (&["export", "csv", "--limit", "5"], 2, &["timelinejs"]),
        (&["export", "csv", "Ganda"], 2, &["is called \"Ganda\""]),
        (&["export", "xlsx"], 2, &["possible values", "timelinejs"]),
        (&["export", "csv", "-o", "there.csv"], 3, &["there.csv is there already"]),
        (&["export", "csv", "-o", "no/such/folder.csv"], 3, &["cannot be written"]),
        (&["export", "jsonl", "--known-by", "2015-01-01"], 2, &["an archive holds the whole log", "records"]),
        (&["export", "records", "cpa"], 2, &["under no view"]),
    ] {
        let done = annals(folder.path(), arguments);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(needles.iter().all(|needle| said.contains(needle)), "{arguments:?}: {said}");
        assert!(done.stdout.is_empty());
    }
    assert_eq!(fs::read_to_string(folder.path().join("there.csv")).unwrap(), "kept");
    printed(folder.path(), &["export", "csv", "cpa", "-o", "there.csv", "--force"]);
    assert!(fs::read_to_string(folder.path().join("there.csv")).unwrap().starts_with("fluent,subject"));
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2);
}

#[cfg(feature = "parquet")]
#[test]
fn given_parquet_through_a_pipe_when_exported_then_it_is_that_of_the_file() {
    let folder = told();
    printed(folder.path(), &["export", "parquet", "-o", "a.parquet"]);
    let piped = annals(folder.path(), &["export", "parquet", "-o", "-"]).stdout;
    assert_eq!(piped, fs::read(folder.path().join("a.parquet")).unwrap());
    assert!(piped.starts_with(b"PAR1") && piped.ends_with(b"PAR1"));
}
