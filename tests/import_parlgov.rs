//! ParlGov as it is published, imported whole: who governed where on which day, what became of every party, what placeholder
//! dates become, and what is wrong with tables that are not as they should be. Data and licence: `tests/data/parlgov`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use annals::annals::{Annals, plan};
use annals::domain::{Answer, Body, Day, Fluent, Pattern, Slug};
use annals::import::{ImportError, Records, Settings, format};
use annals::intake::{Diagnostic, InputFile, Registry};
use annals::question::{lineage, who};
use annals::replay::{Spans, Timeline, View};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/parlgov")
}

fn files() -> Vec<InputFile> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let read =
        |path: &PathBuf| InputFile { name: path.display().to_string(), bytes: std::fs::read(path).unwrap() };
    paths.iter().map(read).collect()
}

fn bodies(files: &[InputFile]) -> Result<Vec<Body>, Vec<Diagnostic>> {
    let (source, as_of) = (Slug::new("parlgov-2023-11").unwrap(), Day::parse("2023-11-15").unwrap());
    let mut records = Records::default();
    (format("parlgov").unwrap().read)(files, &Settings { source, as_of, mapping: None }, &mut records);
    records.into_bodies(Registry::default(), &mut |_, _| ()).map_err(|ImportError(faults)| faults)
}

fn imported() -> &'static Timeline {
    static TIMELINE: OnceLock<Timeline> = OnceLock::new();
    TIMELINE.get_or_init(|| {
        let mut annals = Annals::in_memory();
        annals.append(bodies(&files()).unwrap()).unwrap();
        annals.timeline(&View::default())
    })
}

fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder().join(format!("{name}.csv"))).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Days between the first cabinet and the last, drawn by a linear congruential generator with a fixed seed.
fn days(count: usize) -> Vec<Day> {
    let (first, last) = (Day::parse("1900-05-27").unwrap(), Day::parse("2023-06-26").unwrap());
    let mut state: u64 = 20_261_121;
    let draw = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        first.plus(i32::try_from((*state >> 33) % (last.0 - first.0 + 1) as u64).unwrap())
    };
    (0..count).map(|_| draw(&mut state)).collect()
}

#[test]
fn given_the_tables_when_asked_who_governs_then_every_country_answers_as_they_say_on_200_days() {
    let mut parties: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in table("cabinet_party") {
        let party = format!("parlgov-party-{}", row["party_id"]);
        parties.entry(row["cabinet_id"].clone()).or_default().insert(party);
    }
    let mut cabinets: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in table("cabinet") {
        let cabinet = (row["start_date"].clone(), row["id"].clone());
        cabinets.entry(row["country_id"].clone()).or_default().push(cabinet);
    }
    let countries = table("country");
    assert_eq!(countries.len(), 37);
    let all = Pattern::parse("member-of ? ?").unwrap();
    let mut compared = 0;
    for day in days(200) {
        let text = day.to_string();
        let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for answer in who(imported(), &all, day).answers {
            assert_eq!(answer.answer, Answer::Yes, "{text} {}", answer.fact);
            let (member, body) = (answer.fact.subject.to_string(), answer.fact.object.unwrap().to_string());
            if !member.starts_with("parlgov-cabinet-") {
                members.entry(body).or_default().insert(member);
            }
        }
        for country in &countries {
            let cabinet = cabinets[&country["id"]].iter().filter(|(start, _)| *start <= text).max();
            let expected = cabinet.map(|(_, id)| parties[id].clone()).unwrap_or_default();
            let code = country["name_short"].to_lowercase();
            let mut bodies = vec![format!("government-{code}")];
            bodies.extend(cabinet.map(|(_, id)| format!("parlgov-cabinet-{id}")));
            for body in bodies {
                assert_eq!(members.remove(&body).unwrap_or_default(), expected, "{body} on {text}");
                compared += 1;
            }
        }
        assert!(members.is_empty(), "{text}: {members:?}");
    }
    assert!(compared > 200 * 37, "{compared}");
}

#[test]
fn given_1707_parties_when_their_lineage_is_walked_then_it_ends_though_ids_go_in_circles() {
    let parties = table("party");
    assert_eq!(parties.len(), 1707);
    let (mut steps, mut circles) = (0, 0);
    for party in &parties {
        let found = lineage(imported(), &Slug::new(&format!("parlgov-party-{}", party["id"])).unwrap(), None);
        steps += found.len();
        circles += found.iter().filter(|step| step.again).count();
    }
    assert!(steps > 922 && circles > 0, "{steps} steps, {circles} of them followed elsewhere");
}

#[test]
fn given_a_change_of_an_unknown_sort_when_asked_then_it_is_possible_and_its_placeholder_date_a_year() {
    let timeline = imported();
    let on = |fact: &str, day: &str| timeline.answer(&Fluent::parse(fact).unwrap(), Day::parse(day).unwrap());
    // 200, the Finnish rural party, came out of 94 on 9 February 1959: an exact day, a sort that is inferred.
    assert_eq!(on("split-from parlgov-party-200 parlgov-party-94", "1959-02-08"), Answer::No);
    assert_eq!(on("split-from parlgov-party-200 parlgov-party-94", "1959-02-09"), Answer::Possible);
    // 94 took a name in 1965, printed 1 July: within the year.
    let name = "named parlgov-party-94 Keskustapuolue – Centerpartiet";
    assert_eq!(on(name, "1964-12-31"), Answer::Unknown);
    assert_eq!(on(name, "1965-07-02"), Answer::Possible);
    assert_eq!(on(name, "1966-01-01"), Answer::Yes);
    // Cabinets begin on the day printed, though it be 1 July.
    let july = table("cabinet").into_iter().find(|c| c["start_date"].ends_with("-07-01")).unwrap();
    let fact = format!("exists parlgov-cabinet-{}", july["id"]);
    let first = Day::parse(&july["start_date"]).unwrap();
    let fluent = Fluent::parse(&fact).unwrap();
    assert_eq!(
        (timeline.answer(&fluent, first.prev()), timeline.answer(&fluent, first)),
        (Answer::No, Answer::Yes)
    );
}

#[test]
fn given_days_after_the_last_that_is_told_when_asked_then_no_cabinet_is_certain() {
    let pattern = Pattern::parse("member-of ? government-nzl").unwrap();
    let on = |day| who(imported(), &pattern, Day::parse(day).unwrap());
    assert!(on("2023-06-26").answers.iter().any(|a| a.answer == Answer::Yes));
    assert!(on("2023-12-01").answers.iter().all(|a| a.answer != Answer::Yes));
}

#[test]
fn given_tables_that_do_not_fit_when_imported_then_every_fault_is_told_at_its_row() {
    let mut broken = files();
    let mut edit = |name: &str, from: &str, to: &str| {
        let file = broken.iter_mut().find(|file| file.name.ends_with(name)).unwrap();
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        assert!(text.contains(from), "{name}: {from}");
        file.bytes = text.replacen(from, to, 1).into_bytes();
    };
    edit("/cabinet.csv", "1,33,1968-01-10", "1,33,1968-02-30");
    edit("/cabinet_party.csv", "1,632,1253,1", "1,632,99999,1");
    edit("/election.csv", "1,13,11,", "1,77,11,");
    let faults = bodies(&broken).unwrap_err();
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for part in [
        "cabinet.csv:2:6: start_date: this is no day: \"1968-02-30\"",
        "cabinet_party.csv:2:7: party_id: there is no such id",
        "election.csv:2:3: type_id: this sort of election is not known: \"77\"",
    ] {
        assert!(all.iter().any(|fault| fault.contains(part) && fault.contains("help:")), "{part}: {all:#?}");
    }
    let few: Vec<InputFile> = files().into_iter().filter(|file| !file.name.contains("cabinet")).collect();
    let faults = bodies(&few).unwrap_err();
    assert!(
        faults.iter().any(|fault| fault.message == "the table cabinet.csv is not among the files"),
        "{faults:?}"
    );
}

#[test]
fn given_an_import_when_planned_again_then_nothing_is_new() {
    let mut annals = Annals::in_memory();
    annals.append(bodies(&files()).unwrap()).unwrap();
    let source = Slug::new("parlgov-2023-11").unwrap();
    let records = annals.records().iter().cloned().map(Ok);
    let again = plan(records, bodies(&files()).unwrap(), &source, None).unwrap();
    assert!(again.is_empty() && again.clashes.is_empty());
}

/// `cargo test --release --test import_parlgov -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn measure_the_import_against_reading_the_tables() {
    let files = files();
    let best = |work: &dyn Fn() -> usize| {
        let once = || {
            let start = Instant::now();
            assert!(work() > 10_000);
            start.elapsed()
        };
        (0..7).map(|_| once()).min().unwrap()
    };
    let tables = || files.iter().filter(|file| file.name.ends_with(".csv"));
    let reader = |file: &InputFile| csv::Reader::from_reader(std::io::Cursor::new(file.bytes.clone()));
    let records = best(&|| tables().map(|file| reader(file).records().map(Result::unwrap).count()).sum());
    let rows = best(&|| {
        let rows = |file| reader(file).deserialize::<BTreeMap<String, String>>().map(Result::unwrap).count();
        tables().map(rows).sum()
    });
    let import = best(&|| bodies(&files).unwrap().len());
    let times = |other: std::time::Duration| import.as_secs_f64() / other.as_secs_f64();
    println!("split into fields {records:?}, read as rows of named columns {rows:?}");
    println!(
        "imported {import:?}: {:.1} times the first, {:.1} times the second",
        times(records),
        times(rows)
    );
}
