//! Redaction at the command line: the act, what it takes away, what still answers, and what says so.

mod console;

use std::path::Path;
use std::process::Output;

use annals::annals::Annals;
use annals::domain::{Amendment, Amends, Day, EventDate, Holder, Slug};
use annals::question::{Directory, disputes, findings, history, lineage, state, state_during, why};
use annals::replay::View;

mod chronology;

/// A movement that a witness says joined a union; a gazette tells the same of another movement.
const STORY: &str = r#"
[[source]]
id = "gazette"
title = "A gazette"
date = "2020-02-01"

[[source]]
id = "witness"
title = "What a witness told"
date = "2020-02-01"

[[place]]
id = "town"
name = "The Town"

[[actor]]
id = "front"
kind = "faction"
name = "The Front"

[[actor]]
id = "band"
kind = "faction"
name = "The Band"

[[actor]]
id = "union"
kind = "coalition"
name = "The Union"

[[event]]
id = "front-joins"
kind = "join"
member = "front"
coalition = "union"
date = "2014-03-01"
cite = { source = "witness", paragraph = 3 }
summary = "Xylographer saw the front join"

[[event]]
id = "band-joins"
kind = "join"
member = "band"
coalition = "front"
date = "2014-02-01"
before = "front-joins"
cite = { source = "gazette" }
summary = "The band joins the front"

[[amendment]]
id = "slip"
kind = "correct"
event = "front-joins"
because = "transcription"
by = "The Desk"
set = { date = "2014-03-02" }
"#;

fn annals<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> Output {
    console::annals_with(folder, arguments, &[("ANNALS_BY", "The Desk")])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Standard output and standard error of a command that ends with this code.
#[track_caller]
fn ends(folder: &Path, code: i32, arguments: &[&str]) -> (String, String) {
    let done = annals(folder, arguments);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert_eq!(done.status.code(), Some(code), "{arguments:?}: {out}{err}");
    (out, err)
}

#[track_caller]
fn done(folder: &Path, arguments: &[&str]) -> (String, String) {
    ends(folder, 0, arguments)
}

fn told() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("story.toml"), STORY).unwrap();
    done(folder.path(), &["append", "story.toml"]);
    folder
}

const WHY: &str = "order of the court of 2024-05-02";
const REDACT: &[&str] = &["redact", "front-joins", "--by", "N. Judge", "--because", WHY];

fn redacted() -> tempfile::TempDir {
    let folder = told();
    done(folder.path(), &[REDACT, &["--yes"]].concat());
    folder
}

#[test]
fn given_an_event_when_redacted_then_it_is_gone_with_its_correction_and_the_digests_hold() {
    let folder = told();
    let folder = folder.path();
    let before = done(folder, &["log", "--format", "csv"]).0;
    let (out, err) = done(folder, &[REDACT, &["--dry-run"]].concat());
    assert!(out.contains("member-of front union"), "{out}");
    for said in [
        "takes away the body of record 7: event front-joins",
        "takes away the body of record 9: amendment slip",
        "still names it: record 8, event band-joins (before)",
        "nothing was written",
    ] {
        assert!(err.contains(said), "{said}: {err}");
    }
    assert_eq!(done(folder, &["log", "--format", "csv"]).0, before);
    let (_, err) = ends(folder, 2, REDACT);
    assert!(err.contains("--yes"), "{err}");
    assert_eq!(done(folder, &["log", "--format", "csv"]).0, before);

    let (_, err) = done(folder, &[REDACT, &["--yes"]].concat());
    assert!(err.contains("recorded as redact-front-joins (record 10)"), "{err}");
    let after = done(folder, &["log", "--format", "csv"]).0;
    for (old, new) in before.lines().zip(after.lines()) {
        let digest = |line: &str| line.rsplit(',').next().map(str::to_owned);
        assert_eq!(digest(old), digest(new));
        assert_eq!(old != new, new.contains(",redacted,"), "{new}");
    }
    assert_eq!(after.matches(",redacted,").count(), 2);
    assert!(done(folder, &["verify"]).0.contains("10 records hold"));
    for verb in [&["show", "front-joins"][..], &["show", "slip"]] {
        let (out, _) = done(folder, verb);
        assert!(out.contains("redacted by N. Judge on 20") && out.contains(WHY), "{out}");
        assert!(out.contains("[[redacted]]") && out.contains("digest = "), "{out}");
    }
    for word in ["Xylographer", "2014-03-02"] {
        for verb in [&["show", "front-joins"][..], &["log"], &["show", "redact-front-joins"], &["findings"]] {
            assert!(!done(folder, verb).0.contains(word), "{verb:?} {word}");
        }
    }
    // The act does not say in plain words what it took away.
    assert!(!done(folder, &["show", "redact-front-joins"]).0.contains("union"));
    for again in
        [&[REDACT, &["--yes"]].concat()[..], &["redact", "redact-front-joins", "--by", "N", "--because", "x"]]
    {
        ends(folder, 3, again);
    }
}

#[test]
fn given_a_redaction_when_anything_that_leaned_on_it_is_asked_then_the_answer_says_so_in_every_view() {
    let folder = redacted();
    let folder = folder.path();
    let told = "this leaned on record 7, the event front-joins, redacted by N. Judge on ";
    let leaned: [&[&str]; 16] = [
        &["ask", "2015-01-01", "member-of front union"],
        &["ask", "2015-01-01", "member-of band union"],
        &["ask", "2015-01-01", "member-of ? union"],
        &["ask", "2015", "member-of front union"],
        &["at", "2015-01-01", "front"],
        &["at", "2015-01-01"],
        &["at", "2015", "union"],
        &["why", "2015-01-01", "member-of front union"],
        &["diff", "2014-01-01", "2015-01-01", "union"],
        &["diff", "2014-01-01", "2015-01-01", "union", "--all"],
        &["history", "front"],
        &["disputes", "front"],
        &["lineage", "union"],
        &["findings"],
        &["hinges"],
        &["actors"],
    ];
    for verb in leaned {
        for view in
            [&[][..], &["--recorded-by", "#9"], &["--known-by", "2021-01-01"], &["--source", "gazette"]]
        {
            let asked = [verb, view].concat();
            let (out, _) = done(folder, &asked);
            assert!(out.contains(told) && out.contains(WHY), "{asked:?}: {out}");
            let (_, err) = done(folder, &[&asked[..], &["--format", "json"]].concat());
            assert!(err.contains(told), "{asked:?}: {err}");
        }
    }
    let (out, _) = done(folder, &["ask", "2015-01-01", "member-of front union", "--format", "json"]);
    assert!(out.contains("\"redacted\": [\n      7\n    ]") && out.contains("\"no\""), "{out}");
    let (out, _) = done(folder, &["why", "2015-01-01", "member-of front union", "--format", "jsonl"]);
    assert!(out.contains("\"redacted\":[7]"), "{out}");
    for verb in [
        &["ask", "2015-01-01", "member-of band front"][..],
        &["ask", "2015-01-01", "member-of ? front"],
        &["why", "2015-01-01", "member-of band front"],
        &["at", "2015-01-01", "town"],
    ] {
        let (out, err) = done(folder, &[verb, &["--format", "json"]].concat());
        assert!(!out.contains("redacted") && !err.contains("redacted"), "{verb:?}: {out}{err}");
    }
}

#[test]
fn given_the_same_records_again_when_appended_then_the_redacted_ones_are_skipped_and_others_refused() {
    let folder = redacted();
    let folder = folder.path();
    let (_, err) = done(folder, &["append", "story.toml"]);
    for said in [
        "not taken in: event front-joins was redacted by N. Judge",
        "not taken in: amendment slip was redacted by N. Judge",
        "0 records added, 7 already there",
    ] {
        assert!(err.contains(said), "{said}: {err}");
    }
    let refused = |file: &str, text: &str, said: &str| {
        std::fs::write(folder.join(file), text).unwrap();
        let (_, err) = ends(folder, 3, &["append", file]);
        assert!(err.contains(said), "{said}: {err}");
    };
    let (_, event) = STORY.split_once("[[event]]").unwrap();
    let (event, _) = event.split_once("[[event]]").unwrap();
    let event = format!("[[event]]{event}");
    refused("other.toml", &event.replace("saw", "told of"), "what stood there read otherwise");
    let slip = STORY.split_once("[[amendment]]").unwrap().1;
    let more = format!("[[amendment]]{}", slip.replace("\"slip\"", "\"slip-2\""));
    refused("more.toml", &more, "this event was redacted");
    refused("both.toml", &format!("{event}{more}"), "this event was redacted");
    // The correction alone: what it corrected is not there to compare it with.
    std::fs::write(folder.join("alone.toml"), format!("[[amendment]]{slip}")).unwrap();
    let (_, err) = done(folder, &["append", "alone.toml"]);
    assert!(err.contains("not taken in: amendment slip was redacted"), "{err}");
    let back = "[[amendment]]\nid = \"back\"\nkind = \"retract\"\namendment = \"redact-front-joins\"\n\
                because = \"transcription\"\nby = \"The Desk\"\n";
    refused("back.toml", back, "a redaction cannot be taken back");
    refused("act.toml", &back.replace("retract\"", "redact\""), "a redaction is read from no file");
    ends(folder, 3, &["correct", "front-joins", "date=2014", "--because", "transcription"]);
    ends(folder, 3, &["retract", "redact-front-joins"]);
    assert!(done(folder, &["log"]).0.lines().count() == 11);
}

#[test]
fn given_another_chronology_when_pulled_then_no_body_comes_back_and_none_is_taken_away() {
    let (mine, theirs) = (redacted(), told());
    let there = theirs.path().join("store");
    let there = there.to_str().unwrap();
    let (_, err) = done(mine.path(), &["pull", there]);
    assert!(err.contains("not taken in: event front-joins was redacted by N. Judge"), "{err}");
    assert!(err.contains("0 records added, 7 already there"), "{err}");
    assert!(done(mine.path(), &["show", "front-joins"]).0.contains("[[redacted]]"));
    done(mine.path(), &["compare", there]);
    let here = mine.path().join("store");
    let (_, err) = done(theirs.path(), &["pull", here.to_str().unwrap()]);
    assert!(err.contains("event front-joins is redacted there and held here"), "{err}");
    assert!(err.contains("not taken in: redact-front-joins redacts something there"), "{err}");
    assert!(done(theirs.path(), &["show", "front-joins"]).0.contains("Xylographer"));
    done(theirs.path(), &["compare", here.to_str().unwrap()]);
}

#[test]
fn given_a_basis_from_before_when_verified_then_it_says_that_a_record_was_redacted_since() {
    let folder = told();
    let folder = folder.path();
    let basis = |fact: &str| {
        let (out, _) = done(folder, &["ask", "2015-01-01", fact, "--basis"]);
        out.lines().find_map(|line| line.strip_prefix("basis  ")).unwrap().to_owned()
    };
    let before = basis("member-of front union");
    done(folder, &["verify", &before]);
    done(folder, &[REDACT, &["--yes"]].concat());
    let (out, _) = ends(folder, 1, &["verify", &before]);
    assert!(out.contains("record 7 was redacted since") && out.contains("not altered"), "{out}");
    done(folder, &["verify", &basis("member-of front union")]);
}

#[test]
fn given_a_source_when_redacted_then_its_reports_stay_and_say_so() {
    let folder = told();
    let folder = folder.path();
    let act = ["redact", "witness", "--by", "N. Judge", "--because", WHY, "--yes"];
    let (_, err) = done(folder, &act);
    assert!(err.contains("still names it: record 7, event front-joins (cite)"), "{err}");
    let asked = ["ask", "2015-01-01", "member-of front union"];
    let (out, _) = done(folder, &asked);
    assert!(out.contains("yes") && out.contains("the source witness, redacted by"), "{out}");
    // When it came out is not known any more.
    let (out, _) = done(folder, &[&asked[..], &["--known-by", "2021-01-01"]].concat());
    assert!(out.contains("possible") && out.contains("redacted by"), "{out}");
    done(folder, &["append", "story.toml"]);
    std::fs::write(
        folder.join("later.toml"),
        "[[event]]\nid = \"later\"\nkind = \"leave\"\nmember = \"front\"\ncoalition = \"union\"\n\
         date = \"2016\"\ncite = { source = \"witness\" }\nsummary = \"It leaves\"\n",
    )
    .unwrap();
    done(folder, &["append", "later.toml"]);
}

#[test]
fn given_each_sort_of_record_when_redacted_then_every_verb_still_answers() {
    let ids = ["gazette", "witness", "town", "front", "band", "union", "front-joins", "band-joins", "slip"];
    let folder = told();
    let folder = folder.path();
    for id in ids {
        let act = ["redact", id, "--by", "N. Judge", "--because", WHY, "--yes"];
        // What was redacted with another is redacted already.
        ends(folder, if id == "slip" { 3 } else { 0 }, &act);
        for verb in [
            &["at", "2015-01-01"][..],
            &["at", "2015-01-01", "front"],
            &["ask", "2015-01-01", "member-of front union"],
            &["why", "2015-01-01", "member-of front union"],
            &["diff", "2013-01-01", "2015-01-01"],
            &["history", "front"],
            &["lineage", "front"],
            &["disputes"],
            &["findings"],
            &["hinges"],
            &["actors"],
            &["sources"],
            &["places"],
            &["log"],
            &["show", id],
            &["verify"],
            &["append", "story.toml"],
        ] {
            let (out, err) = done(folder, verb);
            assert!(!err.contains("panicked"), "{id} {verb:?}: {out}{err}");
        }
    }
    assert!(!done(folder, &["at", "2015-01-01"]).0.contains("yes"));
}

/// The chronology of `events/`, of which one record is redacted.
fn without(id: &str) -> Annals {
    let mut annals = chronology::load();
    let position = annals.record(id).unwrap().position;
    let redaction = annals.redaction(position, WHY).unwrap();
    let act = Amendment {
        id: Slug::new("the-redaction").unwrap(),
        by: Holder::Keeper("N. Judge".to_owned()),
        act: Amends::Redact(redaction),
        date: EventDate::undated(),
        citation: None,
        note: None,
    };
    annals.redact(act).unwrap();
    annals
}

/// How many records of the chronology are redacted in turn; all of them in a run with `REDACT=all`, which takes long.
const SAMPLE: usize = 12;

#[test]
fn given_records_of_the_chronology_when_redacted_in_turn_then_all_is_still_answered() {
    let annals = chronology::load();
    let all = std::env::var_os("REDACT").is_some_and(|wish| wish == "all");
    let step = if all { 1 } else { annals.records().len().div_ceil(SAMPLE) };
    for record in annals.records().iter().step_by(step) {
        let annals = without(record.body.id().as_str());
        annals.verify_log().unwrap();
        let timeline = annals.timeline(&View::default());
        let day = Day::parse("2015-06-30").unwrap();
        let told = state(&timeline, &[], day);
        let directory = Directory::of(annals.records());
        for answer in told.iter().step_by(9) {
            why(&timeline, &directory, &answer.fact, day);
        }
        let cpa = [Slug::new("cpa").unwrap()];
        state_during(&timeline, &cpa, Day::PAST, Day::FUTURE);
        history(&timeline, None, Day::PAST, Day::FUTURE);
        disputes(&timeline, &annals::question::About::All, Day::PAST, Day::FUTURE);
        lineage(&timeline, &cpa[0], None);
        findings(&timeline, None, None);
    }
}
