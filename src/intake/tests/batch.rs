//! Given several files: order, repetition, conflict.

use super::*;

const PLACE: &str = "[[place]]\nid = \"x\"\nname = \"X\"\n";

#[test]
fn given_faults_in_several_files_when_read_then_all_are_listed_by_file_and_place_and_nothing_is_taken() {
    let files = [
        file("b.toml", "[[place]]\nid = \"x\"\nname = 1\nnote = 2\n"),
        file("a.jsonl", "{\n{\"place\": {}}\n"),
        file("c.toml", PLACE),
        file("d.toml", "[[place]]\nid = x\n"),
    ];
    let all = read(&files, &Registry::default()).unwrap_err();
    let places: Vec<_> = all.iter().map(|f| (f.file.as_str(), f.line)).collect();
    assert_eq!(places, [("b.toml", 3), ("b.toml", 4), ("a.jsonl", 1), ("d.toml", 2)]);
}

#[test]
fn given_the_same_record_twice_when_read_then_it_is_taken_once() {
    let json = "{\"place\": {\"name\": \"X\", \"id\": \"x\"}}\n";
    let intake = read(&[file("a.toml", PLACE), file("b.jsonl", json)], &Registry::default()).unwrap();
    assert_eq!((intake.bodies.len(), intake.skipped), (1, 1));
    let again = read(&[file("a.toml", PLACE)], &Registry::from_bodies(intake.bodies)).unwrap();
    assert_eq!((again.bodies.len(), again.skipped), (0, 1));
}

#[test]
fn given_one_id_with_two_contents_when_read_then_the_first_place_is_named() {
    let other = PLACE.replace("\"X\"", "\"Y\"\nnote = \"n\"");
    let all = read(&[file("a.toml", PLACE), file("b.toml", &other)], &Registry::default()).unwrap_err();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].file.as_str(), all[0].line, all[0].column, all[0].text.as_str()),
        ("b.toml", 2, 6, "x")
    );
    assert!(
        all[0].message.contains("taken at a.toml:2:6") && all[0].message.contains("(name, note)"),
        "{}",
        all[0]
    );
    assert!(all[0].help.as_ref().unwrap().contains("choose another id"));
}

#[test]
fn given_a_recorded_id_with_other_content_when_read_then_correcting_is_offered() {
    let text = "[[event]]\nid = \"accord\"\nkind = \"treaty-signed\"\nparty = \"cma\"\ntreaty = \"algiers-2015\"\n\
                date = \"2015-05-15\"\ncite = { source = \"001\", paragraph = 5 }\nsummary = \"The CMA signs\"\n";
    one_fault(
        "a.toml",
        text,
        "2:6",
        "already recorded with other content (date)",
        "accord",
        "`annals correct accord`",
    );
}

#[test]
fn given_an_id_of_another_sort_when_read_then_there_is_no_conflict() {
    assert!(read_one("a.toml", "[[actor]]\nid = \"kidal\"\nkind = \"community\"\nname = \"K\"\n").is_ok());
}

#[test]
fn given_bodies_when_registered_then_they_are_known_by_sort() {
    let known = known();
    assert!(known.actor("cpa") && known.place("kidal") && known.source("000") && known.report("accord"));
    assert!(!known.actor("kidal"));
    assert_eq!(known.len(), 8);
    assert_eq!(known.ids(Sort::Place).count(), 2);
    assert!(!known.is_empty() && Registry::default().is_empty());
}
