//! Amendments at the command line: the short verbs and files of amendments, what they change, undo and undo of undo.

mod console;

use std::path::Path;
use std::process::Output;

/// A folder with the story of `tests/verbs/story.toml` in its store.
fn told() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verbs/story.toml");
    std::fs::copy(story, folder.path().join("story.toml")).unwrap();
    done(folder.path(), &["append", "story.toml"]);
    folder
}

fn annals(folder: &Path, arguments: &[&str]) -> Output {
    console::annals_with(folder, arguments, &[("ANNALS_BY", "The Desk")])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Standard output and standard error of a command that does its work.
#[track_caller]
fn done(folder: &Path, arguments: &[&str]) -> (String, String) {
    let done = annals(folder, arguments);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(0), "{arguments:?}: {err}");
    (out, err)
}

/// What is said by a command that does not, with this exit code; checks that nothing was written.
#[track_caller]
fn fails(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let before = log(folder);
    let done = annals(folder, arguments);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(done.stdout.is_empty(), "{arguments:?}: {}", text(&done.stdout));
    assert_eq!(log(folder), before, "{arguments:?}");
    said
}

fn log(folder: &Path) -> String {
    done(folder, &["log", "--format", "jsonl"]).0
}

/// The answer to a question of the kind `ask DATE FACT`.
fn answer(folder: &Path, question: &[&str]) -> String {
    let (out, _) = done(folder, &[&["ask"], question, &["--format", "csv"]].concat());
    let mut lines = out.lines();
    let at = lines.next().unwrap().split(',').position(|column| column == "answer").unwrap();
    lines.next().unwrap().split(',').nth(at).unwrap().to_owned()
}

const FRONT: &[&str] = &["2010-02-01", "exists", "north-front"];
const CORRECT: &[&str] =
    &["correct", "front-founded", "date=2010-02-15", "--because", "transcription", "--unset", "contested"];

#[test]
fn given_a_correction_when_undone_and_that_undone_then_the_answer_goes_and_comes_back() {
    let folder = told();
    let folder = folder.path();
    assert_eq!(answer(folder, FRONT), "yes");
    let before = log(folder);
    let (would, said) = done(folder, &[CORRECT, &["--dry-run"]].concat());
    assert!(said.contains("it would be recorded as correct-front-founded; nothing was written"), "{said}");
    assert_eq!(log(folder), before);
    let (out, said) = done(folder, CORRECT);
    assert_eq!(out, would);
    assert!(out.contains("exists north-front") && out.starts_with("from "), "{out}");
    let undo = "annals retract correct-front-founded";
    assert!(
        said.contains(&format!("recorded as correct-front-founded (record 25); undo with: {undo}")),
        "{said}"
    );
    assert_eq!(answer(folder, FRONT), "no");
    let told = fails(folder, 3, CORRECT);
    assert!(told.contains("(command line): the correction changes nothing: it reads so already"), "{told}");
    let (out, _) = done(folder, &["retract", "correct-front-founded"]);
    assert!(out.contains("exists north-front"), "{out}");
    assert_eq!(answer(folder, FRONT), "yes");
    let told = fails(folder, 3, &["retract", "correct-front-founded"]);
    assert!(told.contains("retracted already, by retract-correct-front-founded"), "{told}");
    done(folder, &["retract", "retract-correct-front-founded", "--by", "Somebody"]);
    assert_eq!(answer(folder, FRONT), "no");
    // The log as it stood still answers as it did.
    assert_eq!(answer(folder, &[FRONT, &["--recorded-by", "#24"]].concat()), "yes");
    let (shown, _) = done(folder, &["show", "retract-retract-correct-front-founded"]);
    for line in ["[[amendment]]", "amendment = \"retract-correct-front-founded\"", "by = \"Somebody\""] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    let (shown, _) = done(folder, &["show", "correct-front-founded"]);
    for line in ["set = { date = \"2010-02-15\" }", "unset = \"contested\"", "by = \"The Desk\""] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    let (listed, _) = done(folder, &["log", "-n", "3"]);
    assert!(listed.contains("correct front-founded by The Desk"), "{listed}");
}

#[test]
fn given_a_reason_in_words_when_corrected_then_it_is_our_slip_and_the_words_are_kept() {
    let folder = told();
    let folder = folder.path();
    let by = ["correct", "anefis", "name=Anéfis", "--because", "an accent was lost", "--note", "seen by A."];
    let (out, said) = done(folder, &by);
    assert!(out.is_empty() && said.contains("no answer would change"), "{said}");
    assert!(said.contains("taken as our own slip") && said.contains("--because source --date D"), "{said}");
    let (shown, _) = done(folder, &["show", "correct-anefis"]);
    for line in ["place = \"anefis\"", "because = \"transcription\"", "\"an accent was lost; seen by A.\""] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    assert!(done(folder, &["places"]).0.contains("Anéfis"));
    assert!(fails(folder, 2, &["retract", "front-founded", "--because", "sorce"]).contains("perhaps source"));
    let (_, said) = done(folder, &["correct", "anefis", "note=A town", "--because", "transcription"]);
    assert!(said.contains("recorded as correct-anefis-2"), "{said}");
}

#[test]
fn given_what_the_world_learned_when_retracted_then_it_holds_from_its_day() {
    let folder = told();
    let folder = folder.path();
    let source = ["retract", "front-founded", "--because", "source"];
    assert!(fails(folder, 3, &source).contains("`date`"));
    assert!(fails(folder, 2, &["retract", "front-founded"]).contains("--because"));
    done(folder, &[&source[..], &["--date", "2024-05"]].concat());
    assert_eq!(answer(folder, &["2012-01-01", "exists", "north-front", "--known-by", "2023-01-01"]), "yes");
    let (shown, _) = done(folder, &["show", "retract-front-founded", "--format", "json"]);
    assert!(shown.contains("\"event\":\"front-founded\""), "{shown}");
    let (listed, _) = done(folder, &["history", "north-front"]);
    assert!(!listed.contains("front-founded "), "{listed}");
}

#[test]
fn given_speakers_when_they_confirm_dispute_or_deny_then_they_are_heard() {
    let folder = told();
    let folder = folder.path();
    let (out, said) = done(folder, &["deny", "front-founded", "--by", "review"]);
    assert!(
        out.contains("disputed") && said.contains("recorded as deny-front-founded (record 25)"),
        "{out}{said}"
    );
    let (why, _) = done(folder, &["why", "2010-01-20", "exists", "north-front"]);
    // Without its founding nothing is known of it, and unknown gives way (rule R14).
    for needle in ["deny-front-founded", "denies what another report tells", "review: unknown"] {
        assert!(why.contains(needle), "{needle}: {why}");
    }
    done(folder, &["retract", "deny-front-founded"]);
    // The name of a source will do; where it speaks itself, it is what is cited.
    done(folder, &["confirm", "front-founded", "--by", "Radio House", "--paragraph", "3"]);
    let cited = ["--by", "bilal-ag-acherif", "--cite", "gazette"];
    done(folder, &[&["dispute", "front-founded", "--aspect", "date"], &cited[..]].concat());
    done(folder, &[&["dispute", "front-founded"], &cited[..]].concat());
    let (shown, _) = done(folder, &["show", "confirm-front-founded"]);
    assert!(shown.contains("by = \"review\"") && shown.contains("paragraph = 3"), "{shown}");
    assert!(done(folder, &["show", "dispute-front-founded"]).0.contains("aspect = \"date\""));
    assert!(!done(folder, &["show", "dispute-front-founded-2"]).0.contains("aspect"));
    for (code, arguments, needles) in [
        (2, &["confirm", "front-founded"][..], &["--by"][..]),
        (2, &["confirm", "front-foundd", "--by", "review"], &["no event is recorded", "front-founded"]),
        (2, &["confirm", "gazette", "--by", "review"], &["no event is recorded", "source"]),
        (2, &["confirm", "front-founded", "--by", "Acherif"], &["no actor or source", "bilal-ag-acherif"]),
        (2, &["confirm", "front-founded", "--by", "review", "--cite", "zzz"], &["no source"]),
        (2, &["confirm", "front-founded", "--by", "review", "--source", "gazette"], &["--cite"]),
        (3, &["confirm", "front-founded", "--by", "union"], &["speaks through a source", "`cite`"]),
        (
            3,
            &["deny", "front-founded", "--by", "review", "--cite", "gazette"],
            &["not the source", "through"],
        ),
        (3, &["deny", "front-founded", "--by", "review", "--aspect", "The Date"], &["one lower-case word"]),
        (3, &["deny", "front-founded", "--by", "review", "--id", "union-left"], &["the id is taken"]),
        (3, &["deny", "front-founded", "--by", "review", "--date", "2014-13"], &["no month 13"]),
        (2, &["confirm", "deny-front-founded", "--by", "review"], &["it is an amendment", "annals retract"]),
    ] {
        let said = fails(folder, code, arguments);
        for needle in needles {
            assert!(said.contains(needle), "{arguments:?}: {needle} is not in {said}");
        }
    }
}

#[test]
fn given_two_actors_when_told_to_be_one_then_one_stays_until_it_is_undone() {
    let folder = told();
    let folder = folder.path();
    done(folder, &["same-as", "ganda-izo", "Ganda Koy"]);
    let (listed, _) = done(folder, &["actors", "--format", "csv"]);
    assert!(!listed.contains("\nganda-izo,") && listed.contains("\nganda-koy,"), "{listed}");
    assert!(fails(folder, 3, &["same-as", "ganda-koy", "ganda-izo"]).contains("one already"));
    assert!(fails(folder, 3, &["same-as", "union", "bilal-ag-acherif"]).contains("is a person"));
    assert!(fails(folder, 3, &["same-as", "union", "union"]).contains("itself already"));
    assert!(fails(folder, 2, &["same-as", "union", "Acherif"]).contains("bilal-ag-acherif"));
    done(folder, &["retract", "same-as-ganda-izo"]);
    assert!(done(folder, &["actors", "--format", "csv"]).0.contains("\nganda-izo,"));
}

#[test]
fn given_corrections_that_cannot_be_when_run_then_the_fault_and_the_remedy_are_told() {
    let folder = told();
    let folder = folder.path();
    let why = ["--because", "transcription"];
    for (code, arguments, needles) in [
        (2, &["correct", "front-foundd", "date=2010"][..], &["front-founded"][..]),
        (2, &["correct", "zzzz", "date=2010"], &["no event or actor or place or source"]),
        (2, &["correct", "union", "name=U", "--sort", "place"], &["no place", "actor"]),
        (2, &["correct", "front-founded"], &["how it should read", "date="]),
        (2, &["correct", "front-founded", "date"], &["gives no value", "KEY=VALUE"]),
        (2, &["correct", "front-founded", "founder=[\"a\""], &["is no value for \"founder\"", "TOML"]),
        (2, &["correct", "front-founded", "date=2010", "date=2011"], &["given twice"]),
        (3, &["correct", "front-founded", "dat=2010"], &["unknown key: \"dat\"", "did you mean \"date\""]),
        (3, &["correct", "front-founded", "date=2010-13"], &["no month 13: \"2010-13\"", "months run"]),
        (3, &["correct", "front-founded", "date="], &["the text is empty"]),
        (3, &["correct", "front-founded", "id=x"], &["an id cannot be corrected"]),
        (3, &["correct", "front-founded", "founder=[\"nobody\"]"], &["unknown actor: \"nobody\""]),
        (3, &["correct", "front-founded", "--unset", "subject"], &["a formation needs \"subject\""]),
        (3, &["correct", "front-founded", "date=2010-01-15"], &["changes nothing"]),
        (3, &["correct", "front-founded", "kind=capture"], &["takes no \"subject\"", "unset"]),
    ] {
        let said = fails(folder, code, &[arguments, &why[..]].concat());
        for needle in needles {
            assert!(said.contains(needle), "{arguments:?}: {needle} is not in {said}");
        }
    }
    let said =
        fails(folder, 3, &["correct", "front-founded", "dat=1", "founder=x", "--because", "transcription"]);
    assert!(said.contains("2 faults; nothing was written") && !said.contains("(command line):1"), "{said}");
    fails(folder, 2, &["correct", "front-founded", "date=2010"]);
}

#[test]
fn given_a_set_of_dates_or_a_table_when_corrected_then_they_are_read_as_such() {
    let folder = told();
    let folder = folder.path();
    let cite = "cite={ source = \"review\", paragraph = 9 }";
    let by = ["correct", "union-joined", "date=[2012-04..2012-05]", cite, "--because", "transcription"];
    done(folder, &[&by[..], &["--id", "mend"]].concat());
    let (shown, _) = done(folder, &["show", "mend"]);
    let set = "set = { cite = { source = \"review\", paragraph = 9 }, date = \"[2012-04..2012-05]\" }";
    assert!(shown.contains(set), "{shown}");
    assert_eq!(answer(folder, &["2012-05-15", "member-of", "north-front-2", "union"]), "possible");
}

#[test]
fn given_amendments_in_files_when_appended_then_they_are_taken_in_once_and_what_is_shown_reads_back() {
    let folder = told();
    let folder = folder.path();
    let toml = "[[amendment]]\nid = \"fix\"\nkind = \"correct\"\nevent = \"front-founded\"\nbecause = \"transcription\"\n\
                by = \"A. Analyst\"\nset = { date = \"2010-02-15\" }\n";
    let json = "{\"amendment\": {\"id\": \"no\", \"kind\": \"retract\", \"amendment\": \"fix\", \"because\": \
                \"transcription\", \"by\": \"A. Analyst\"}}\n";
    std::fs::write(folder.join("fix.toml"), toml).unwrap();
    std::fs::write(folder.join("no.jsonl"), json).unwrap();
    let (would, _) = done(folder, &["append", "--dry-run", "fix.toml"]);
    assert!(would.contains("exists north-front"), "{would}");
    assert!(done(folder, &["append", "fix.toml"]).1.contains("1 records added, 0 already there"));
    assert_eq!(answer(folder, FRONT), "no");
    assert!(done(folder, &["append", "no.jsonl", "fix.toml"]).1.contains("1 records added, 1 already there"));
    assert_eq!(answer(folder, FRONT), "yes");
    let again = done(folder, &["append", "story.toml", "fix.toml", "no.jsonl"]).1;
    assert!(again.contains("0 records added, 26 already there"), "{again}");
    let shown: Vec<String> = ["fix", "no"].iter().map(|id| done(folder, &["show", id]).0).collect();
    std::fs::write(folder.join("shown.toml"), shown.concat()).unwrap();
    assert!(done(folder, &["append", "shown.toml"]).1.contains("0 records added, 2 already there"));
    // All of it in one go makes the same chronology, whatever the order of the files.
    let other = tempfile::tempdir().unwrap();
    for file in ["story.toml", "fix.toml"] {
        std::fs::copy(folder.join(file), other.path().join(file)).unwrap();
    }
    assert!(done(other.path(), &["append", "fix.toml", "story.toml"]).1.contains("25 records added"));
    assert_eq!(answer(other.path(), FRONT), "no");
    std::fs::write(
        folder.join("late.toml"),
        toml.replace("\"fix\"", "\"later\"").replace("front-founded", "not-yet"),
    )
    .unwrap();
    assert!(fails(folder, 3, &["append", "late.toml"]).contains("late.toml:4:9: unknown event"));
}

#[test]
fn given_a_recorded_id_with_other_content_when_appended_then_the_remedy_works() {
    let folder = told();
    let folder = folder.path();
    let place = "[[place]]\nid = \"anefis\"\nname = \"Anéfis\"\n";
    std::fs::write(folder.join("place.toml"), place).unwrap();
    let said = fails(folder, 3, &["append", "place.toml"]);
    assert!(said.contains("`annals correct anefis --sort place`"), "{said}");
    let remedy = ["correct", "anefis", "--sort", "place", "name=Anéfis", "--because", "transcription"];
    assert!(done(folder, &remedy).1.contains("recorded as correct-anefis"));
}

#[test]
fn given_every_verb_when_helped_then_there_is_an_example_and_a_template() {
    let folder = tempfile::tempdir().unwrap();
    for verb in ["correct", "retract", "confirm", "dispute", "deny", "same-as"] {
        let (help, _) = done(folder.path(), &[verb, "--help"]);
        assert!(help.contains(&format!("Example: annals {verb} ")) || verb == "deny", "{verb}");
        let (example, _) = done(folder.path(), &["schema", verb]);
        assert!(
            example.contains("[[amendment]]") && example.contains(&format!("kind = \"{verb}\"")),
            "{verb}"
        );
    }
    assert!(fails(folder.path(), 2, &["schema", "retrakt"]).contains("perhaps retract"));
}

#[test]
fn given_odd_arguments_when_run_then_nothing_panics() {
    let folder = told();
    let folder = folder.path();
    let long = "x".repeat(5_000);
    for odd in ["", "=", "🙂", "\u{0301}", "[", "{1,2", "\"", "a\nb", long.as_str()] {
        let value = format!("date={odd}");
        let key = format!("{odd}=1");
        for arguments in [
            &["correct", "--because", odd, "--", "front-founded", "date=2010-01-15"][..],
            &["correct", "--because", "transcription", "--", "front-founded", &value],
            &["correct", "--because", "transcription", "--", "front-founded", &key],
            &["correct", "--because", "transcription", "--", odd, "date=2010"],
            &["retract", "--because", "source", "--date", odd, "--", "front-founded"],
            &["confirm", "--by", odd, "--", "front-founded"],
            &["deny", "--by", "review", "--id", odd, "--dry-run", "--", "front-founded"],
            &["same-as", "--", odd, "union"],
        ] {
            let done = annals(folder, arguments);
            assert!(matches!(done.status.code(), Some(0 | 2 | 3)), "{arguments:?}: {}", text(&done.stderr));
        }
    }
}
