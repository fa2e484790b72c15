//! The verbs at the command line: every `$ annals ...` of `tests/verbs/examples.md` prints what stands under it; bad
//! input is answered with the fault, the remedy and the exit code.

mod console;

use std::path::Path;
use std::process::{Command, Stdio};

use console::{annals, words};

/// A folder with the story of `tests/verbs/story.toml` in its store.
fn told() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verbs/story.toml");
    std::fs::copy(story, folder.path().join("story.toml")).unwrap();
    let done = annals(folder.path(), &["append", "story.toml"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn given_the_examples_when_run_then_they_print_what_is_written() {
    let folder = told();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verbs/examples.md");
    let written = std::fs::read_to_string(&file).unwrap();
    // `MEND=1 cargo test --test verbs` writes what is printed now; read the difference before it is kept.
    let mend = std::env::var_os("MEND").is_some();
    let mut now = String::new();
    let (mut examples, mut faults) = (0, Vec::new());
    for (i, block) in written.split("```").enumerate() {
        let Some(block) = block.strip_prefix("console\n").filter(|_| i % 2 == 1) else {
            now.push_str(&if i == 0 { block.to_owned() } else { format!("```{block}") });
            continue;
        };
        now.push_str("```console\n");
        for example in block.split("$ annals ").skip(1) {
            let (line, wanted) = example.split_once('\n').unwrap();
            let done = annals(folder.path(), &words(line));
            let printed = text(&done.stdout);
            assert!(done.status.success(), "annals {line}: {}", text(&done.stderr));
            if printed.trim_end() != wanted.trim_end() {
                faults.push(format!("annals {line}\n{printed}"));
            }
            now.push_str(&format!("$ annals {line}\n{}\n\n", printed.trim_end()));
            examples += 1;
        }
        now.truncate(now.trim_end().len());
        now.push('\n');
    }
    if mend {
        std::fs::write(&file, &now).unwrap();
    }
    assert!(examples >= 15, "only {examples} examples found");
    assert!(mend || faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn given_a_name_that_is_unknown_or_several_when_asked_then_every_verb_lists_candidates() {
    let folder = told();
    for (arguments, needles) in [
        (&["at", "2012-01-01", "Ganda"][..], &["is called", "ganda-izo", "ganda-koy"][..]),
        (&["history", "Ag Intalla"], &["alghabass-ag-intalla", "mohamed-ag-intalla"]),
        (&["diff", "2012-01-01", "2013-01-01", "FN-III"], &["is called", "north-front"]),
        (&["disputes", "Acherif"], &["no actor, place or treaty", "bilal-ag-acherif"]),
        (&["lineage", "Ganda Kay"], &["ganda-izo", "ganda-koy"]),
        (&["findings", "Intalla"], &["alghabass-ag-intalla"]),
        (&["findings", "--kind", "ends-nuthing"], &["no kind of finding", "ends-nothing"]),
        (&["ask", "2012-06-10", "controls", "?", "Anef"], &["no place is called", "anefis"]),
        (&["ask", "2012-06-10", "exists", "zzz"], &["no actor is called", "annals actors"]),
        (&["ask", "2012-06-10", "in-force", "pact"], &["no treaty is called"]),
        (&["at", "2012-01-01", "--source", "gazete-du-nord"], &["no source is called", "gazette"]),
        (&["at", "2012-01-01", "--without", "front-foundd"], &["no source or event", "front-founded"]),
        (&["at", "2012-01-01", "--known-by", "2012-01-01..2013-01-01"], &["one day", "annals diff"]),
        (&["diff", "2012-01-01"], &["a second date is missing"]),
        (&["diff", "2012-01-01", "--known-by", "2012-01-01.."], &["open at one end", "--known-by A..B"]),
        (&["diff", "2012-01-01", "--known-by", "2012..2013"], &["\"2012\" is not one day"]),
        (
            &["diff", "2012-01-01", "--known-by", "2012-01-01..2013-01-01", "--recorded-by", "#1..#2"],
            &["both A..B", "one of them at a time"],
        ),
        (&["at", "2012-01-01", "--recorded-by", "#1..#2"], &["takes one position", "annals diff"]),
        (&["at", "2012-01-01", "--recorded-by", "#x"], &["no position", "annals log"]),
        (&["at", "2012-01-01", "--min-reliability", "AB"], &["no code of reliability"]),
        (&["show", "front-foundd"], &["front-founded"]),
    ] {
        let done = annals(folder.path(), arguments);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(done.stdout.is_empty(), "{arguments:?}");
        for needle in needles {
            assert!(said.contains(needle), "{arguments:?}: {needle} is not in {said}");
        }
    }
}

#[test]
fn given_a_near_spelling_when_only_one_is_near_then_it_is_taken_and_said() {
    let folder = told();
    for (arguments, id) in [
        (&["lineage", "Bilal", "ag", "Chérif"][..], "bilal-ag-acherif"),
        (&["history", "Mohammed ag Intala"], "mohamed-ag-intalla"),
        (&["ask", "2012-01-01", "exists", "Front of the Norht"], "north-front"),
        (&["at", "2012-01-01", "north-front", "--source", "Gazete of the North"], "gazette"),
    ] {
        let done = annals(folder.path(), arguments);
        let said = text(&done.stderr);
        assert!(said.contains(&format!("is taken as {id}")), "{arguments:?}: {said}");
    }
    // A name that is borne outright is taken without a word, and is never its near-homonym.
    let done = annals(folder.path(), &["lineage", "fn-ii", "--format", "jsonl"]);
    assert!(done.stderr.is_empty() && text(&done.stdout).contains("north-front-2"));
}

#[test]
fn given_bad_ranges_when_asked_then_the_fault_and_the_remedy_are_told() {
    let folder = told();
    for (arguments, needle) in [
        (&["ask", "2012-07..2012-04", "exists", "union"][..], "ends before it begins"),
        (&["ask", "2012-07..", "exists", "union"], "open at one end"),
        (&["ask", "..2012-07", "exists", "union"], "open at one end"),
        (&["ask", "2012/..", "exists", "union"], "open at one end"),
        (&["ask", "--during", "2012-13..2013", "exists", "union"], "\"2012-13\" is no date"),
        (&["ask", "--during", "soon", "exists", "union"], "is no date"),
        (&["ask", "--during", "", "exists", "union"], "is no date"),
        (&["ask", "2012-07"], "a fact is missing"),
        (&["why", "2012-07", "exists", "union"], "annals ask 2012-07"),
        (&["why", "2012-07-01", "controls", "?", "anefis"], "annals ask 2012-07-01 controls ? anefis"),
        (&["why", "2012-07-01"], "a fact is missing"),
        (&["ask", "2012-07", "exists"], "exists ACTOR"),
        (&["ask", "2012-07", ""], "a fact is empty"),
        (&["at"], "required"),
        (&["at", "--during", "2012..2011"], "ends before it begins"),
        (&["disputes", "--at", "yesterday"], "is no date"),
        (&["lineage", "union", "--at", "2012"], "is not one day"),
        (&["lineage"], "required"),
        (&["findings", "--known-by", "2012"], "is not one day"),
    ] {
        let done = annals(folder.path(), arguments);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(needle), "{arguments:?}: {needle} is not in {said}");
    }
}

#[test]
fn given_odd_arguments_when_run_then_nothing_panics() {
    let folder = told();
    let long = "x ".repeat(3_000);
    let odd = ["", "?", "\u{0301}", "🙂", "0000-00-00", "{1,2", "..", long.as_str()];
    for verb in ["disputes", "lineage", "actors", "sources", "places", "findings", "history", "show", "at"] {
        for word in odd {
            let done = annals(folder.path(), &[verb, "--", word]);
            assert!(matches!(done.status.code(), Some(0 | 2)), "{verb} {word:?}: {}", text(&done.stderr));
        }
    }
    for fact in odd {
        for date in ["2012", fact] {
            let done = annals(folder.path(), &["ask", "--", date, "member-of", fact, "?"]);
            assert!(matches!(done.status.code(), Some(0 | 2)), "{date} {fact:?}: {}", text(&done.stderr));
        }
    }
}

#[test]
fn given_an_empty_chronology_when_asked_then_every_verb_says_that_there_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for verb in ["disputes", "actors", "sources", "places", "findings", "check"] {
        let done = annals(folder.path(), &[verb]);
        assert!(done.status.success() && done.stdout.is_empty(), "{verb}");
        assert!(!done.stderr.is_empty(), "{verb}");
        assert_eq!(text(&annals(folder.path(), &[verb, "--format", "json"]).stdout), "[]\n", "{verb}");
        assert!(annals(folder.path(), &[verb, "--format", "jsonl"]).stdout.is_empty(), "{verb}");
    }
}

#[test]
fn given_findings_when_an_exit_code_is_asked_then_it_is_one() {
    let folder = told();
    for arguments in [&["findings", "--exit-code"][..], &["check", "story.toml", "--exit-code"]] {
        assert_eq!(annals(folder.path(), arguments).status.code(), Some(1), "{arguments:?}");
    }
    let none = ["findings", "ganda-koy", "--kind", "too-many-positions", "--exit-code"];
    assert_eq!(annals(folder.path(), &none).status.code(), Some(0));
    for all in [&[][..], &["--all"]] {
        let changed = |to: &str| {
            let diff = [&["diff", "2012-03-01", to, "union", "--exit-code"], all].concat();
            annals(folder.path(), &diff).status.code()
        };
        assert_eq!((changed("2012-06-01"), changed("2012-03-01")), (Some(1), Some(0)));
    }
}

#[test]
fn given_csv_without_rows_when_printed_then_the_header_is_that_of_rows() {
    let folder = told();
    let first = |arguments: &[&str]| {
        let done = annals(folder.path(), arguments);
        text(&done.stdout).lines().next().unwrap_or_default().to_owned()
    };
    for (with, without) in [
        (&["disputes", "--format", "csv"][..], &["disputes", "2001-01-01", "--format", "csv"][..]),
        (
            &["lineage", "north-front-2", "--format", "csv"],
            &["lineage", "union", "--at", "2001-01-01", "--format", "csv"],
        ),
        (&["actors", "--format", "csv"], &["actors", "zzzzzz", "--format", "csv"]),
        (&["sources", "--format", "csv"], &["sources", "zzzzzz", "--format", "csv"]),
        (&["findings", "--format", "csv"], &["findings", "--kind", "too-many-positions", "--format", "csv"]),
        (
            &["at", "2012", "union", "--format", "csv"],
            &["ask", "2001", "talks", "?", "union", "--format", "csv"],
        ),
        (
            &["diff", "2012-01-01", "2013-01-01", "fn-ii", "--format", "csv"],
            &["diff", "2012-01-01", "2012-01-01", "fn-ii", "--format", "csv"],
        ),
        (
            &["diff", "2012-01-01", "2013-01-01", "fn-ii", "--all", "--format", "csv"],
            &["diff", "2012-01-01", "2012-01-01", "fn-ii", "--all", "--format", "csv"],
        ),
    ] {
        assert_eq!(first(with), first(without), "{with:?}");
        assert!(!first(with).is_empty());
    }
}

#[test]
fn given_a_closed_pipe_when_printed_then_all_is_silent() {
    let folder = told();
    for verb in ["actors", "disputes", "findings"] {
        for closed in ["stdout", "stderr"] {
            let (read, write) = std::io::pipe().unwrap();
            drop(read);
            let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
            command.arg(verb).env("ANNALS_STORE", folder.path().join("store")).current_dir(folder.path());
            match closed {
                "stdout" => command.stdout(write).stderr(Stdio::piped()),
                _ => command.arg("zzzzzz").stderr(write).stdout(Stdio::piped()),
            };
            let done = command.output().unwrap();
            assert!(matches!(done.status.code(), Some(0 | 2)), "{verb} {closed}: {:?}", done.status);
            assert!(done.stderr.is_empty(), "{verb}: {}", text(&done.stderr));
        }
    }
}

#[test]
fn given_every_verb_when_helped_then_there_is_an_example() {
    let folder = tempfile::tempdir().unwrap();
    for verb in
        ["ask", "why", "at", "disputes", "lineage", "actors", "sources", "places", "findings", "check"]
    {
        let done = annals(folder.path(), &[verb, "--help"]);
        assert!(text(&done.stdout).contains("Example: annals "), "{verb}");
    }
}
