//! Sets that are published again and again: three made-up downloads in the shape of ACLED and of UCDP GED are imported in
//! sequence through the command line, and what was known after each stays answerable. Data: `tests/data/acled`,
//! `tests/data/ucdp-ged`, where ORIGIN.md says what changes between them.

mod console;

use std::path::{Path, PathBuf};

use console::annals;

const ACLED: [&str; 3] = ["2024-03-31", "2024-04-30", "2024-05-31"];
const GED: [&str; 3] = ["2023-06-01", "2024-06-01", "2025-06-01"];

/// Standard output and standard error of a command that does its work.
#[track_caller]
fn done(folder: &Path, arguments: &[&str]) -> (String, String) {
    let done = annals(folder, arguments);
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!(done.status.code(), Some(0), "{arguments:?}: {err}");
    (out, err)
}

/// What is said by a command that does not do its work; checks that nothing was written.
#[track_caller]
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let before = log(folder);
    let output = annals(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_ne!(output.status.code(), Some(0), "{arguments:?}: {said}");
    assert_eq!(log(folder), before, "{arguments:?}");
    said
}

fn log(folder: &Path) -> String {
    done(folder, &["log", "--format", "jsonl"]).0
}

fn data(format: &str, day: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{format}/{day}.csv"))
}

/// Imports a download, and says what would be new.
#[track_caller]
fn import(folder: &Path, format: &str, day: &str, more: &[&str]) -> String {
    let file = data(format, day);
    let (_, said) =
        done(folder, &[&["import", format, file.to_str().unwrap(), "--as-of", day, "--yes"], more].concat());
    said.lines().find(|line| line.starts_with("new:")).unwrap().to_owned()
}

/// A folder with all three downloads in its store, and how many records it held after each.
fn told(format: &str, days: [&str; 3]) -> (tempfile::TempDir, [String; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let positions = days.map(|day| {
        import(folder.path(), format, day, &[]);
        format!("#{}", log(folder.path()).lines().count())
    });
    (folder, positions)
}

/// The answer to a fact on a day.
#[track_caller]
fn answer(folder: &Path, day: &str, fact: &str, view: &[&str]) -> String {
    let (out, _) = done(folder, &[&["ask", day, fact, "--format", "csv"], view].concat());
    let mut lines = out.lines();
    let at = lines.next().unwrap().split(',').position(|column| column == "answer").unwrap();
    lines.next().unwrap().split(',').nth(at).unwrap().to_owned()
}

/// What a fact was answered with after each download, by both clocks.
#[track_caller]
fn after_each(
    (folder, positions): &(tempfile::TempDir, [String; 3]),
    days: [&str; 3],
    day: &str,
    fact: &str,
) -> [String; 3] {
    let known = days.map(|known| answer(folder.path(), day, fact, &["--known-by", known]));
    let recorded = positions.clone().map(|at| answer(folder.path(), day, fact, &["--recorded-by", &at]));
    assert_eq!(known, recorded, "{fact} on {day}");
    known
}

const FRONT: &str = "acled-front-of-the-dunes";
const ARMY: &str = "acled-military-forces-of-tamasna-2020";
const ARASOU: &str = "acled-tamasna-azawagh-arasou-arasou";

#[test]
fn given_three_downloads_of_acled_when_asked_as_of_each_then_it_answers_as_was_known_then() {
    let story = told("acled", ACLED);
    let asked = |day: &str, fact: &str| after_each(&story, ACLED, day, fact);
    // TMS2 takes the town; in May it turns out to have been a clash. TMS9, of April, says that the front lost it, thus held it.
    assert_eq!(asked("2024-02-01", &format!("controls {FRONT} {ARASOU}")), ["yes", "yes", "possible"]);
    assert_eq!(asked("2024-04-20", &format!("controls {ARMY} {ARASOU}"))[1..], ["yes", "yes"]);
    // TMS6 vanishes in April and is back in May.
    assert_eq!(asked("2024-03-05", &format!("hostile {FRONT} {ARMY}")), ["yes", "no", "yes"]);
    // TMS7 and its two names of one side: names are identity here.
    let (old, new) = ("acled-guardians-of-wadane", "acled-wadane-self-defence-guardians");
    assert_eq!(asked("2024-03-15", &format!("hostile {FRONT} {old}")), ["yes", "yes", "yes"]);
    let meets = |name: &str, known: &str| {
        done(story.0.path(), &["history", name, "--known-by", known]).0.contains("acled-tms7")
    };
    assert!(meets(old, ACLED[0]) && !meets(old, ACLED[1]));
    assert!(meets(new, ACLED[1]));
    // NRD1 is of a country that the later downloads have no rows of.
    let norda = "hostile acled-military-forces-of-norda-2019 acled-norda-rebels";
    assert_eq!(asked("2024-03-12", norda), ["yes", "yes", "yes"]);
    // TMS3 vanished; nobody unidentified ever fought civilians for certain.
    let (history, _) = done(story.0.path(), &["history", "acled-civilians-tamasna", "--known-by", ACLED[0]]);
    assert!(history.contains("acled-tms3") && !history.contains("acled-tms10"), "{history}");
    let (history, _) = done(story.0.path(), &["history", "acled-civilians-tamasna"]);
    assert!(!history.contains("acled-tms3") && history.contains("acled-tms10"), "{history}");
}

#[test]
fn given_vague_groups_when_asked_then_what_they_did_makes_nothing_exist() {
    let (folder, _) = told("acled", ACLED);
    for vague in
        ["civilians-tamasna", "protesters-tamasna", "unidentified-armed-group-tamasna", "labor-group-tamasna"]
    {
        for day in ["2024-02-10", "2024-02-20", "2024-05-20"] {
            let exists = answer(folder.path(), day, &format!("exists acled-{vague}"), &[]);
            assert_eq!(exists, "unknown", "{vague} on {day}");
        }
    }
    assert_eq!(answer(folder.path(), "2024-02-20", &format!("exists {FRONT}"), &[]), "yes");
    // A base set up on some day of March, and a region named by a town in it.
    let base = format!("present-in {FRONT} acled-tamasna-azawagh-wadane-wadane");
    assert_eq!(answer(folder.path(), "2024-03-15", &base, &[]), "possible");
    assert_eq!(answer(folder.path(), "2024-03-31", &base, &[]), "yes");
    let (shown, _) = done(folder.path(), &["show", "acled-tms10"]);
    assert!(shown.contains("place = \"acled-tamasna-azawagh\"\n"), "{shown}");
}

#[test]
fn given_three_versions_of_ged_when_asked_as_of_each_then_it_answers_as_was_known_then() {
    let story = told("ucdp-ged", GED);
    let asked = |day: &str, fact: &str| after_each(&story, GED, day, fact);
    let (government, front, riders) = ("ucdp-ged-actor-501", "ucdp-ged-actor-601", "ucdp-ged-actor-602");
    // One day, and one of seven.
    assert_eq!(asked("2022-01-01", &format!("hostile {government} {front}")), ["yes", "yes", "yes"]);
    assert_eq!(asked("2022-06-08", &format!("hostile {government} {front}")), ["possible"; 3]);
    // 1003 is missing in the second version and back in the third.
    assert_eq!(asked("2022-09-15", &format!("hostile {front} {riders}")), ["possible", "no", "possible"]);
    // 601 is called otherwise from the second version on, by its number the same.
    let names = |known: &str| done(story.0.path(), &["actors", "--known-by", known]).0;
    assert!(!names(GED[0]).contains("Front of the Dunes"));
    assert!(names(GED[1]).contains("FD (Front of the Dunes); FD"));
    assert!(log(story.0.path()).contains("ucdp-ged-1001-corrected-by-ucdp-ged-2024-06-01"));
}

#[test]
fn given_a_download_imported_twice_when_imported_again_then_nothing_changes() {
    for (format, days) in [("acled", ACLED), ("ucdp-ged", GED)] {
        let (folder, _) = told(format, days);
        let before = log(folder.path());
        let said = import(folder.path(), format, days[2], &[]);
        assert!(said.starts_with("new: 0 events, 0 sources, actors and places; "), "{said}");
        assert!(!said.contains("registered otherwise"), "{said}");
        assert_eq!(log(folder.path()), before);
    }
}

#[test]
fn given_an_older_download_after_a_newer_when_imported_then_it_is_refused() {
    let (folder, _) = told("acled", ACLED);
    let file = data("acled", ACLED[1]);
    let said =
        refused(folder.path(), &["import", "acled", file.to_str().unwrap(), "--as-of", ACLED[1], "--yes"]);
    assert!(
        said.contains("a newer download of this set, of 2024-05-31 (acled-2024-05-31), was taken in"),
        "{said}"
    );
    let said = refused(folder.path(), &["import", "acled", file.to_str().unwrap(), "--yes"]);
    assert!(said.contains("--as-of YYYY-MM-DD"), "{said}");
    let file = data("acled", ACLED[2]);
    let as_of = ["import", "acled", file.to_str().unwrap(), "--as-of", "2024-05-10", "--yes"];
    let said = refused(folder.path(), &as_of);
    assert!(
        said.contains("2024-05-31.csv:11:") && said.contains("timestamp: the row was changed on 2024-05-25"),
        "{said}"
    );
    let cited =
        ["import", "acled", file.to_str().unwrap(), "--as-of", "2024-06-30", "--cite", "acled-2024-03-31"];
    let changed = folder.path().join("june.csv");
    let text = std::fs::read_to_string(&file).unwrap().replace(",15,,", ",16,,");
    std::fs::write(&changed, text).unwrap();
    let mut cited = cited.to_vec();
    cited[2] = changed.to_str().unwrap();
    let said = refused(folder.path(), &cited);
    assert!(said.contains("this source is registered, and dated 2024-03-31"), "{said}");
}

#[test]
fn given_a_selection_when_imported_then_nothing_vanishes() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "acled", ACLED[0], &[]);
    let said = import(folder.path(), "acled", ACLED[1], &["--partial"]);
    assert!(said.contains("2 corrections") && !said.contains("retractions"), "{said}");
}

#[test]
fn given_what_others_amended_when_imported_again_then_it_stays_as_they_left_it() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "acled", ACLED[0], &[]);
    let by = ["--by", "The Desk"];
    done(
        folder.path(),
        &[&["correct", "acled-tms1", "dead=14", "--because", "transcription"][..], &by].concat(),
    );
    done(folder.path(), &[&["retract", "acled-tms8", "--because", "transcription"][..], &by].concat());
    let before = log(folder.path());
    import(folder.path(), "acled", ACLED[0], &[]);
    assert_eq!(log(folder.path()), before);
    // What a newer download tells otherwise, it corrects; what it tells as before stays as it was left.
    assert!(import(folder.path(), "acled", ACLED[1], &[]).contains("2 corrections, 2 retractions"));
    let fact = format!("hostile {FRONT} acled-guardians-of-wadane");
    assert_eq!(answer(folder.path(), "2024-03-15", &fact, &[]), "no");
}

#[test]
fn given_tables_of_other_shapes_when_imported_then_every_fault_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(data("acled", ACLED[0])).unwrap();
    let broken = text
        .replacen("TMS1,2024-01-05,2024,1,", "TMS1,2024-02-31,2024,1,", 1)
        .replacen("Armed clash", "Armed quarrel", 1)
        .replacen("TMS2,2024-01-20,2024,1,", "TMS2,2024-01-20,2024,4,", 1)
        .replacen(",National,Made-up event TMS4.,0,", ",National,Made-up event TMS4.,few,", 1)
        .replacen("Front of the Dunes,,2,", "Front of the Dunes,,12,", 1);
    std::fs::write(folder.path().join("broken.csv"), broken).unwrap();
    let said = refused(folder.path(), &["import", "acled", "broken.csv", "--as-of", "2024-03-31", "--yes"]);
    for part in [
        "broken.csv:2:6: event_date: this is no day: \"2024-02-31\"",
        "Battles has no such sub-type: \"Armed quarrel\"",
        "inter2: this code of an actor is not known: \"12\"",
        "broken.csv:3:22: time_precision: this code is not known: \"4\"",
        "fatalities: this is no number: \"few\"",
        "5 faults",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.matches("help:").count() >= 5, "{said}");
    let other = data("ucdp-ged", GED[0]);
    let said = refused(folder.path(), &["import", "acled", other.to_str().unwrap(), "--as-of", "2024-03-31"]);
    assert!(said.contains("the table has no column event_id_cnty, event_date"), "{said}");
    let ged = std::fs::read_to_string(&other).unwrap();
    let broken = ged.replacen(",3,2022-06-06,2022-06-12,", ",3,2022-06-12,2022-06-06,", 1).replacen(
        "1004,TMS-1004,2022,1,Clear,3,",
        "1004,TMS-1004,2022,1,Clear,5,",
        1,
    );
    std::fs::write(folder.path().join("ged.csv"), broken).unwrap();
    let said = refused(folder.path(), &["import", "ucdp-ged", "ged.csv", "--as-of", "2024-03-31", "--yes"]);
    assert!(said.contains("date_end: this lies before date_start, 2022-06-12"), "{said}");
    assert!(said.contains("type_of_violence: this code is not known: \"5\""), "{said}");
}
