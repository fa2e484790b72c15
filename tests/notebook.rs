//! The notebook of `examples/`: pandas, DuckDB and Polars answer from Parquet what annals answers itself. Where Python or one of
//! the three is missing it is said that nothing was run; `PYTHON` names another interpreter.
#![cfg(feature = "parquet")]

mod chronology;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use annals::annals::Annals;
use serde_json::Value;

/// The actor, the fact and the two dates that are asked of.
const ASKED: [[&str; 4]; 3] = [
    ["cpa", "member-of cpa cme", "2015-06-30", "2018-06-30"],
    ["mnla", "holds-post bilal-ag-acherif mnla secretary-general", "2012-04-06", "2013-01-31"],
    ["kidal", "controls mnla kidal", "2012-01-01", "2023-11-15"],
];

type Rows = BTreeSet<Vec<Option<String>>>;

/// The rows of a JSON answer, by its keys; `begin/earliest` is a key inside a key.
fn rows(answer: &Value, keys: &[&str]) -> Rows {
    let cell =
        |row: &Value, key: &str| row.pointer(&format!("/{key}")).and_then(Value::as_str).map(str::to_owned);
    answer.as_array().unwrap().iter().map(|row| keys.iter().map(|key| cell(row, key)).collect()).collect()
}

/// The rows the notebook printed.
fn printed(answer: &Value) -> Rows {
    let cells = |row: &Value| row.as_array().unwrap().iter().map(|c| c.as_str().map(str::to_owned)).collect();
    answer.as_array().unwrap().iter().map(cells).collect()
}

/// Reads a table from CSV and, by each library, from Parquet; ends with an error where rows differ.
const COMPARED: &str = r#"
import csv, sys
import duckdb, pandas, polars
def text(cell):
    if isinstance(cell, str): return cell
    if hasattr(cell, "__len__"): return ";".join(cell)
    return "" if cell is None or cell != cell else str(cell)
for name in sys.argv[1:]:
    wanted = list(csv.reader(open(name + ".csv", encoding="utf-8", newline="")))[1:]
    path = name + ".parquet"
    read = {
        "pandas": pandas.read_parquet(path).astype(object).values.tolist(),
        "duckdb": duckdb.execute("from '" + path + "'").fetchall(),
        "polars": polars.read_parquet(path).rows(),
    }
    for library, rows in read.items():
        if [[text(cell) for cell in row] for row in rows] != wanted:
            sys.exit(f"{library} reads other rows from {path} than stand in the CSV")
    print(name, len(wanted))
"#;

/// A folder with the chronology in its store, and Python where it has what is needed.
struct Bench {
    folder: tempfile::TempDir,
    python: String,
}

impl Bench {
    fn set() -> Option<Bench> {
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let libraries = ["-c", "import pandas, pyarrow, duckdb, polars"];
        let there = Command::new(&python).args(libraries).stdin(Stdio::null()).output();
        if !there.is_ok_and(|done| done.status.success()) {
            eprintln!("nothing was run: {python} with pandas, pyarrow, duckdb and polars is not there");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let bodies = chronology::load().records().iter().map(|r| r.body.clone()).collect();
        Annals::open(&folder.path().join("store")).unwrap().append(bodies).unwrap();
        Some(Bench { folder, python })
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let done = Command::new(program)
            .args(arguments)
            .env("ANNALS_STORE", self.folder.path().join("store"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(done.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn annals(&self, arguments: &[&str]) -> String {
        self.run(env!("CARGO_BIN_EXE_annals"), arguments)
    }

    fn asked(&self, arguments: &[&str]) -> Value {
        let words: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
        serde_json::from_str(&self.annals(&words)).unwrap()
    }
}

#[test]
fn given_tables_as_parquet_when_pandas_duckdb_and_polars_read_them_then_the_rows_are_those_of_the_csv() {
    let Some(bench) = Bench::set() else { return };
    for format in ["csv", "parquet"] {
        for rows in ["spans", "stretches", "events"] {
            bench.annals(&["export", format, "--rows", rows, "-o", &format!("{rows}.{format}")]);
        }
        let dates = "2014-12-31,2020-01-01";
        bench.annals(&["export", format, "--at", dates, "-o", &format!("states.{format}")]);
    }
    let told = bench.run(&bench.python, &["-c", COMPARED, "spans", "stretches", "events", "states"]);
    assert_eq!(told.lines().count(), 4, "{told}");
}

#[test]
fn given_the_notebook_when_run_on_parquet_then_its_answers_are_those_of_annals() {
    let Some(bench) = Bench::set() else { return };
    for rows in ["spans", "stretches", "events"] {
        bench.annals(&["export", "parquet", "--rows", rows, "-o", &format!("{rows}.parquet")]);
    }
    let notebook = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/notebook.py");
    for [actor, fact, before, after] in ASKED {
        let told = bench.run(&bench.python, &[notebook.to_str().unwrap(), actor, fact, before, after]);
        let told: Value = serde_json::from_str(&told).unwrap();
        let fluent = ["fluent", "subject", "object", "value"];
        let state = |day| {
            let mut state = rows(&bench.asked(&["at", day, actor]), &[&fluent[..], &["answer"]].concat());
            state.retain(|row| row.last().is_some_and(|answer| answer.as_deref() != Some("unknown")));
            state
        };
        assert_eq!(printed(&told["state"]), state(after), "{actor} at {after}");

        // Nothing differs but what differs, and all of it, with both answers.
        let mut diff = Rows::new();
        let (old, new) = (state(before), state(after));
        for row in old.union(&new) {
            let (key, _) = row.split_at(4);
            let answer = |state: &Rows| state.iter().find(|r| r.starts_with(key)).and_then(|r| r[4].clone());
            if answer(&old) != answer(&new) {
                diff.insert(key.iter().cloned().chain([answer(&old), answer(&new)]).collect());
            }
        }
        assert_eq!(printed(&told["diff"]), diff, "{actor} from {before} to {after}");
        assert!(!diff.is_empty());

        let ends = ["begin/earliest", "begin/latest", "end/earliest", "end/latest"];
        let history = if actor == "kidal" {
            Rows::new() // A place takes part in nothing.
        } else {
            rows(&bench.asked(&["history", actor]), &[&["id", "kind"][..], &ends].concat())
        };
        assert_eq!(printed(&told["history"]), history, "{actor}");

        // The span around the date, as the fact is answered on it.
        let words: Vec<&str> = ["ask", after].into_iter().chain(fact.split(' ')).collect();
        let answer = &bench.asked(&words)[0];
        let spans = printed(&told["fact"]);
        assert!(!spans.is_empty(), "{fact}");
        if answer["answer"] == "yes" {
            let begin = answer["begin"]["latest"].as_str().map(str::to_owned);
            let because: Vec<&str> =
                answer["begun_by"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let same = |row: &Vec<Option<String>>| row[0].as_deref() == Some("yes") && row[2] == begin;
            let found = spans.iter().find(|row| same(row)).unwrap_or_else(|| panic!("{answer} {spans:?}"));
            assert_eq!(found[5].as_deref(), Some(because.join(";").as_str()), "{fact}");
        }
    }
}
