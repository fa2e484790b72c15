//! The terminal: charts and trees wide, narrow and plain; completions and manual of every verb; nothing is paged in a pipe.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder with a story in its store.
fn told(story: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join(story);
    let done = annals(folder.path(), &["append", story.to_str().unwrap()], &[]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

fn annals(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    for name in ["LC_ALL", "LC_CTYPE", "LANG", "TERM", "COLUMNS", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .env("ANNALS_STORE", folder.join("store"))
        // Whatever pages would fail.
        .env("PAGER", "false")
        .envs(variables.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[track_caller]
fn printed(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let done = annals(folder, arguments, variables);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

const PICTURES: &str = "tests/pictures/story.toml";
const VERBS: &str = "tests/verbs/story.toml";
const UTF8: (&str, &str) = ("LANG", "en_GB.UTF-8");

#[test]
fn given_a_wide_terminal_when_charted_then_dates_stand_beside_the_bars() {
    let folder = told(PICTURES);
    let chart = printed(folder.path(), &["history", "union", "--chart"], &[UTF8, ("COLUMNS", "120")]);
    assert_eq!(chart, include_str!("terminal/wide.txt"));
    assert!(chart.lines().all(|line| line.chars().count() <= 120));
}

#[test]
fn given_a_narrow_terminal_when_charted_then_labels_stand_over_the_bars() {
    let folder = told(PICTURES);
    let chart = printed(folder.path(), &["history", "union", "--chart"], &[UTF8, ("COLUMNS", "40")]);
    assert_eq!(chart, include_str!("terminal/narrow.txt"));
    assert!(chart.lines().all(|line| line.chars().count() <= 40));
}

#[test]
fn given_no_utf8_or_a_dumb_terminal_when_drawn_then_all_is_ascii_and_without_colour() {
    let folder = told(VERBS);
    let chart =
        printed(folder.path(), &["history", "FN-II", "--chart"], &[("LC_ALL", "C"), ("COLUMNS", "80")]);
    assert_eq!(chart, include_str!("terminal/plain.txt"));
    for variables in [&[("LC_ALL", "C")][..], &[UTF8, ("TERM", "dumb")], &[]] {
        for verb in [&["history", "FN-II", "--chart"][..], &["lineage", "FN-II"]] {
            let text = printed(folder.path(), verb, variables);
            assert!(text.is_ascii() && !text.contains('\u{1b}'), "{variables:?} {verb:?}\n{text}");
        }
    }
    let tree = printed(folder.path(), &["lineage", "FN-II"], &[]);
    assert!(
        tree.contains("\n|- split from north-front") && tree.contains("\n|  `- founded by bilal"),
        "{tree}"
    );
}

#[test]
fn given_tiny_terminals_when_charted_then_nothing_breaks() {
    let folder = told(PICTURES);
    for columns in ["1", "5", "13", "21", "59", "60", "109", "110", "400", "0", "wide"] {
        let chart = printed(folder.path(), &["history", "beta", "--chart"], &[UTF8, ("COLUMNS", columns)]);
        assert!(chart.lines().count() > 5, "{columns}: {chart}");
    }
    let none = printed(folder.path(), &["history", "beta", "--chart", "--from", "1700", "--to", "1701"], &[]);
    assert!(none.is_empty(), "{none}");
}

#[test]
fn given_a_chart_in_another_format_when_asked_then_it_is_refused() {
    let folder = told(PICTURES);
    let done = annals(folder.path(), &["history", "beta", "--chart", "--format", "json"], &[]);
    assert_eq!(done.status.code(), Some(2));
    for verb in [&["history", "beta", "--chart"][..], &["draw", "svg", "spans", "beta"]] {
        let done = annals(folder.path(), &[verb, &["--from", "1914", "--to", "1913"]].concat(), &[]);
        assert_eq!(done.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&done.stderr).contains("runs backwards"));
    }
}

/// The verbs, as help lists them.
fn verbs(folder: &Path) -> Vec<String> {
    let help = printed(folder, &["--help"], &[]);
    let lines =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let verbs: Vec<String> = lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|verb| verb != "help")
        .collect();
    assert!(verbs.len() > 30, "{verbs:?}");
    verbs
}

#[test]
fn given_every_verb_when_completions_are_made_then_each_shell_knows_it() {
    let folder = tempfile::tempdir().unwrap();
    let verbs = verbs(folder.path());
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(folder.path(), &["completions", shell], &[]);
        for verb in &verbs {
            assert!(script.contains(verb.as_str()), "{shell}: {verb}");
        }
    }
    assert_eq!(annals(folder.path(), &["completions", "cmd"], &[]).status.code(), Some(2));
}

#[test]
fn given_every_verb_when_the_manual_is_written_then_it_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = printed(folder.path(), &["man"], &[]);
    assert!(page.contains(".TH annals 1"), "{page}");
    printed(folder.path(), &["man", "pages/deep"], &[]);
    for verb in verbs(folder.path()) {
        let page = folder.path().join(format!("pages/deep/annals-{verb}.1"));
        let page = std::fs::read_to_string(&page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
        assert!(page.contains(&format!(".TH annals-{verb} 1")) && page.contains(".SH OPTIONS"), "{page}");
        assert!(page.contains("\\-\\-no\\-pager"), "{verb} takes what all verbs take");
    }
    std::fs::write(folder.path().join("file"), "").unwrap();
    assert_eq!(annals(folder.path(), &["man", "file"], &[]).status.code(), Some(3));
}

#[test]
fn given_a_pipe_when_an_answer_is_long_then_no_pager_stands_between() {
    let folder = told(VERBS);
    let all = printed(folder.path(), &["log"], &[("TERM", "xterm")]);
    assert!(all.lines().count() > 20);
    assert_eq!(printed(folder.path(), &["log", "--no-pager"], &[("TERM", "xterm")]), all);
}
