//! The tables of `annals export`: spans, stretches, states and events say what the answers say, and Parquet says what CSV says.

#[allow(dead_code, reason = "the files of the chronology are read elsewhere")]
mod chronology;
#[allow(dead_code, reason = "the notation of cases is for the laws of replay")]
mod generated;

use std::collections::BTreeSet;
use std::fs;

use annals::domain::Day;
use annals::export::{self, Column, Table, Told};
use annals::question::{Directory, state};
use annals::replay::{Spans, Timeline, View, replay};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn with<T>(then: impl FnOnce(&Told<'_>) -> T) -> T {
    let annals = chronology::load();
    let (timeline, directory) = (annals.timeline(&View::default()), annals.directory());
    then(&Told { timeline: &timeline, directory: &directory, about: &[] })
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Days all over the chronology, and some past its horizon.
fn days() -> impl Iterator<Item = Day> {
    (0..40).map(|i| day("2011-06-01").plus(i * 131))
}

fn column<'t>(table: &'t Table, name: &str) -> &'t Column {
    table.columns.iter().find(|c| c.name == name).unwrap()
}

/// The facts that hold at the close of a day, by the rows of a table.
fn holding(table: &Table, fits: impl Fn(usize) -> bool) -> BTreeSet<(String, String)> {
    let names = ["fluent", "subject", "object", "value", "answer"].map(|name| column(table, name));
    let rows = (0..table.rows).filter(|row| fits(*row));
    let told = rows.map(|row| {
        let [fluent, subject, object, value, answer] = names.map(|c| c.cell(row));
        let words = [fluent, subject, object, value];
        let words: Vec<String> = words.into_iter().filter(|w| !w.is_empty()).collect();
        (words.join(" "), answer)
    });
    told.filter(|(fact, answer)| {
        !fact.starts_with("direct-member-of") && !matches!(answer.as_str(), "no" | "unknown")
    })
    .collect()
}

fn answered(timeline: &Timeline, day: Day) -> BTreeSet<(String, String)> {
    let all = state(timeline, &[], day);
    all.iter().map(|told| (told.fact.to_string(), told.answer.word().to_owned())).collect()
}

/// The facts that hold at the close of a day, by the stretches.
fn around(table: &Table, day: Day) -> BTreeSet<(String, String)> {
    let (from, to) = (column(table, "from"), column(table, "to"));
    let date = day.to_string();
    let mut read = holding(table, |row| {
        let (from, to) = (from.cell(row), to.cell(row));
        (from.is_empty() || from <= date) && (to.is_empty() || date <= to)
    });
    // `state` without a name asks of actors; what is only of a treaty is in the stretches alone.
    read.retain(|(fact, _)| !fact.starts_with("in-force"));
    read
}

#[test]
fn given_the_stretches_when_a_state_is_read_from_them_then_it_is_the_state_answered() {
    with(|told| {
        let (table, _) = export::stretches(told);
        for day in days() {
            assert_eq!(around(&table, day), answered(told.timeline, day), "{day}");
        }
    });
}

#[test]
fn given_any_chronology_when_a_state_is_read_from_stretches_and_spans_then_it_is_the_state_answered() {
    let config =
        Config { cases: 48, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() };
    let law = |chronology: generated::Chronology| {
        let records = chronology.records();
        let timeline = replay(&records, &View::default());
        let directory = Directory::of(&records);
        let told = Told { timeline: &timeline, directory: &directory, about: &[] };
        let (table, _) = export::stretches(&told);
        let (spans, _) = export::spans(&told);
        let mut days: BTreeSet<Day> = timeline
            .tracks()
            .flat_map(|t| t.segments.iter().map(|s| s.from))
            .filter(|d| !d.is_open())
            .collect();
        days.insert(timeline.horizon().next());
        for day in days.into_iter().filter(|d| !d.is_open()).step_by(3) {
            prop_assert_eq!(around(&table, day), answered(&timeline, day), "{}", day);
            agrees(&spans, &timeline, day).map_err(TestCaseError::fail)?;
        }
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&generated::chronology(), law) {
        panic!("{failure}");
    }
}

#[test]
fn given_the_states_at_dates_when_read_then_they_are_the_states_answered() {
    with(|told| {
        let dates: Vec<Day> = days().step_by(7).collect();
        let (table, _) = export::states(told, &dates);
        let date = column(&table, "date");
        for day in dates {
            let read = holding(&table, |row| date.cell(row) == day.to_string());
            assert_eq!(read, answered(told.timeline, day), "{day}");
        }
    });
}

/// Whether what the spans call certain on a day is what is answered *yes*, and whatever holds lies in a span.
fn agrees(table: &Table, timeline: &Timeline, day: Day) -> Result<(), String> {
    let ends = ["begin_earliest", "begin_latest", "end_earliest", "end_latest"].map(|n| column(table, n));
    let date = day.to_string();
    let after = |cell: String| cell.is_empty() || cell <= date;
    let before = |cell: String| cell.is_empty() || date < cell;
    let [first, begin, end, last] = ends;
    let only_actors = |mut facts: BTreeSet<(String, String)>| -> BTreeSet<String> {
        facts.retain(|(fact, _)| !fact.starts_with("in-force"));
        facts.into_iter().map(|(fact, _)| fact).collect()
    };
    let answers = column(table, "answer");
    let certain = only_actors(holding(table, |row| {
        answers.cell(row) == "yes" && after(begin.cell(row)) && before(end.cell(row))
    }));
    let all = only_actors(holding(table, |row| after(first.cell(row)) && before(last.cell(row))));
    let told = answered(timeline, day);
    let yes: BTreeSet<String> =
        told.iter().filter(|(_, a)| a == "yes").map(|(fact, _)| fact.clone()).collect();
    if certain != yes {
        return Err(format!("{day}: {:?}", certain.symmetric_difference(&yes).collect::<Vec<_>>()));
    }
    match told.iter().find(|(fact, _)| !all.contains(fact)) {
        Some(missing) => Err(format!("{day}: {missing:?} lies in no span")),
        None => Ok(()),
    }
}

#[test]
fn given_the_spans_when_a_day_is_certain_in_them_then_it_is_certain_when_asked() {
    with(|told| {
        let (table, lost) = export::spans(told);
        assert!(table.rows > 500 && !lost.lines().is_empty());
        let cells =
            ["begin_earliest", "begin_latest", "end_earliest", "end_latest"].map(|n| column(&table, n));
        let mut open = 0;
        for row in 0..table.rows {
            let [first, begin, end, last] = cells.map(|c| c.cell(row));
            assert!(first.is_empty() || begin.is_empty() || first <= begin, "row {row}");
            assert!(end.is_empty() || last.is_empty() || end <= last, "row {row}");
            for cell in [&first, &begin, &end, &last] {
                assert!(cell.is_empty() || cell.as_str() > "1900" && cell.as_str() < "2100", "{cell}");
            }
            open += usize::from(last.is_empty());
        }
        assert!(open > 100, "{open}");
        for day in days() {
            agrees(&table, told.timeline, day).unwrap();
        }
    });
}

#[cfg(feature = "parquet")]
#[test]
fn given_tables_when_written_as_parquet_and_read_back_then_the_rows_are_those_of_the_csv() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    fn cell(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Date(days) => day("1970-01-01").plus(*days).to_string(),
            Field::ListInternal(list) => list.elements().iter().map(cell).collect::<Vec<_>>().join(";"),
            other => panic!("{other:?}"),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    with(|told| {
        let tables = [
            export::spans(told).0,
            export::stretches(told).0,
            export::events(told).0,
            export::states(told, &[day("2014-12-31"), day("2020-01-01")]).0,
            export::states(told, &[day("1500-01-01")]).0,
        ];
        for table in tables {
            let path = folder.path().join("table.parquet");
            fs::write(&path, export::parquet(&table).unwrap()).unwrap();
            let file = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
            let rows: Vec<Vec<String>> = file
                .get_row_iter(None)
                .unwrap()
                .map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect())
                .collect();
            let text = table.csv();
            let mut csv = csv::Reader::from_reader(text.as_bytes());
            let wanted: Vec<Vec<String>> =
                csv.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            assert_eq!(rows, wanted);
            assert_eq!(rows.len(), table.rows);
        }
    });
}
