//! `annals init`: what it writes works as written, and it never writes over anything.

mod console;

use std::process::Output;

use console::annals;

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

#[test]
fn given_a_new_folder_when_begun_then_what_is_written_there_works_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let done = annals(folder.path(), arguments);
        assert!(done.status.success(), "{arguments:?}: {}", said(&done));
        said(&done)
    };
    run(&["init"]);
    assert!(run(&["check", "events/", "--exit-code"]).contains("nothing was noticed"));
    run(&["append", "events/"]);
    let import = ["import", "spells", "members.csv", "--mapping", "mapping.toml", "--yes"];
    let taken = run(&import);
    assert!(taken.contains("4 spells") && taken.contains("1 rows are left out by the rule"), "{taken}");
    assert!(run(&import).contains("new: 0 events, 0 sources"));
    for (year, fact, wanted) in [
        ("2016", "member-of lake-front lake-union", "yes"),
        ("1954", "member-of northland lake-treaty-organisation", "no"),
        ("1955", "member-of northland lake-treaty-organisation", "yes"),
        ("1968", "member-of northland lake-treaty-organisation", "yes"),
        ("1969", "member-of northland lake-treaty-organisation", "no"),
        ("1972", "member-of eastland lake-treaty-organisation", "no"),
        ("2016", "member-of eastland lake-treaty-organisation", "yes"),
        ("1982", "member-of southland lake-treaty-organisation", "yes"),
    ] {
        let answer = run(&["ask", fact, "--during", year, "--format", "csv"]);
        assert!(
            answer.lines().nth(1).unwrap().contains(&format!(",{wanted},")),
            "{fact} in {year}: {answer}"
        );
    }
}

#[test]
fn given_a_folder_with_a_file_of_that_name_when_begun_then_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mapping.toml"), "mine").unwrap();
    let done = annals(folder.path(), &["init", "."]);
    assert!(
        !done.status.success() && said(&done).contains("mapping.toml is there already; nothing was written")
    );
    assert_eq!(std::fs::read_to_string(folder.path().join("mapping.toml")).unwrap(), "mine");
    assert!(!folder.path().join("events").exists());
}
