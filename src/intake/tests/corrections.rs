//! Given corrections: the record as it should read is checked whole, and only what changes is anybody's fault.

use super::amendments::{amendment, amendment_fault, read_amendment};
use super::*;
use crate::domain::{Amends, Report, Role};

/// A TOML correction of the event `accord`; `lines` begin on line 7.
fn correct(lines: &str) -> String {
    amendment(&format!(
        "kind = \"correct\"\nevent = \"accord\"\nbecause = \"transcription\"\nby = \"A\"\n{lines}"
    ))
}

#[track_caller]
fn correct_fault(lines: &str, place: &str, message: &str, shown: &str, help: &str) {
    one_fault("a.toml", &correct(lines), place, message, shown, help);
}

/// What an event becomes, and the keys that change.
#[track_caller]
fn becomes(text: &str) -> (Vec<String>, Report) {
    let Amends::Correct { keys, becomes, .. } = read_amendment(text).act else { panic!("{text}") };
    let Body::Report(report) = *becomes else { panic!("{text}") };
    (keys, std::sync::Arc::unwrap_or_clone(report))
}

#[test]
fn given_keys_that_are_set_or_taken_away_when_read_then_the_record_reads_so() {
    let (keys, report) = becomes(&correct(
        "set = { words = \"20 June\", party = [\"cma\", { actor = \"cpa\", surety = \"inferred\" }], after = \"x\" }\n\
         unset = [\"date\"]",
    ));
    assert_eq!(keys, ["after", "date", "party", "words"]);
    assert_eq!((report.id.as_str(), report.date.text.as_str()), ("accord", ""));
    assert_eq!((report.words.as_deref(), report.roles[&Role::Party].len()), (Some("20 June"), 2));
    assert_eq!((report.summary.as_str(), report.citation.paragraph), ("The CMA signs", Some(5)));
    let (keys, report) = becomes(&correct("[amendment.set]\ndate = 2015-06-21\ncite = { source = \"000\" }"));
    assert_eq!((keys.join(" "), report.date.text.as_str()), ("cite date".to_owned(), "2015-06-21"));
    assert_eq!(report.citation.paragraph, None);
}

#[test]
fn given_another_kind_when_set_then_the_keys_it_does_not_take_go_and_those_it_needs_come() {
    let text = "set = { kind = \"death\", target = \"ibrahim-ag-mohamed-assaleh\" }\nunset = [\"party\"";
    let message = "a death takes no \"treaty\", and the event has one";
    correct_fault(&format!("{text}]"), "7:16", message, "death", "unset = [\"treaty\"]");
    let (keys, report) = becomes(&correct(&format!("{text}, \"treaty\"]")));
    assert_eq!(keys, ["kind", "party", "target", "treaty"]);
    assert_eq!((report.kind.word(), report.roles.len(), report.details.len()), ("death", 1, 0));
    let text = "set = { kind = \"death\" }\nunset = [\"party\", \"treaty\"]";
    correct_fault(text, "7:16", "a death needs \"target\"", "accord", "add target");
}

#[test]
fn given_registers_when_corrected_then_they_are_checked_like_any() {
    let f = |lines: &str| {
        amendment(&format!("kind = \"correct\"\nbecause = \"source\"\ndate = \"2024\"\nby = \"A\"\n{lines}"))
    };
    let g = |lines: &str| match read_amendment(&f(lines)).act {
        Amends::Correct { becomes, .. } => *becomes,
        other => panic!("{other:?}"),
    };
    let Body::Actor(actor) = g("actor = \"cpa\"\nset = { name = \"Coalition\" }") else { panic!() };
    assert_eq!((actor.names[0].text.as_str(), actor.names[1].text.as_str()), ("Coalition", "CPA"));
    let Body::Source(source) = g("source = \"000\"\nset = { date = \"2018-11\", party = \"cpa\" }") else {
        panic!()
    };
    assert_eq!((source.date.text.as_str(), source.title.as_str()), ("2018-11", "CPA"));
    let Body::Place(place) = g("place = \"kidal\"\nunset = \"within\"") else { panic!() };
    assert_eq!(place.within, None);
    let fault = |lines: &str, place: &str, message: &str, shown: &str, help: &str| {
        one_fault("a.toml", &f(lines), place, message, shown, help);
    };
    fault("actor = \"cpa\"\nset = { kind = \"robot\" }", "8:16", "unknown kind", "robot", "one of");
    fault("source = \"000\"\nset = { retrieved = \"1 May\" }", "8:21", "no calendar day", "1 May", "YYYY");
    fault("place = \"kidal\"\nset = { within = \"gao\" }", "8:18", "unknown place", "gao", "register it");
    fault("place = \"kidal\"\nset = { kind = \"x\" }", "8:9", "unknown key", "kind", "a place takes");
    fault("actor = \"kidal\"\nset = { name = \"x\" }", "7:9", "unknown actor", "kidal", "is a place");
    let circle = "kidal-region within kidal within kidal-region";
    fault("place = \"kidal-region\"\nset = { within = \"kidal\" }", "8:18", "in a circle", "kidal", circle);
}

#[test]
fn given_a_correction_that_cannot_be_when_read_then_the_place_in_it_and_the_remedy_are_told() {
    let f = correct_fault;
    f("", "1:1", "a correction needs \"set\"", "a1", "unset = [\"words\"]");
    f("set = {}", "7:7", "nothing is set", "{}", "date");
    f("set = \"date\"", "7:7", "expected a table", "date", "write set =");
    f("unset = []", "7:9", "nothing is taken away", "[]", "name keys");
    f("unset = [5]", "7:10", "expected text", "5", "in quotes");
    f("set = { date = \"2015-06-31\" }", "7:25", "no day 31", "2015-06-31", "June 2015");
    f("set = { dat = \"2015\" }", "7:9", "unknown key", "dat", "\"date\"");
    f("set = { id = \"x\" }", "7:9", "an id cannot be corrected", "id", "another one");
    f("unset = \"id\"", "7:9", "an id cannot be corrected", "id", "another one");
    f("unset = \"summary\"", "7:9", "an event needs \"summary\"", "summary", "instead");
    f("unset = [\"party\"]", "7:10", "a treaty-signed needs \"party\"", "party", "instead");
    f("unset = [\"word\"]", "7:10", "unknown key", "word", "\"words\"");
    f("set = { words = \"w\" }\nunset = [\"words\"]", "8:10", "set, and taken away", "words", "keep it");
    f("unset = [\"date\", \"date\"]", "7:18", "taken away twice", "date", "once");
    f(
        "set = { date = \"2015-06-20\" }",
        "7:7",
        "changes nothing",
        "{ date = \"2015-06-20\" }",
        "leave it out",
    );
    f("unset = [\"words\"]", "7:10", "changes nothing", "words", "leave it out");
    f("set = { target = \"cpa\" }", "7:9", "takes no role \"target\"", "target", "takes the roles");
    f("set = { after = \"accord\" }", "7:17", "the event itself", "accord", "other than this one");
    f("set = { says = \"exists nobody\" }", "7:24", "unknown actor", "nobody", "register it");
    amendment_fault(
        "kind = \"correct\"\nevent = \"acord\"\nbecause = \"transcription\"\nby = \"A\"\nset = { date = \"2015\" }",
        "4:9",
        "unknown event",
        "acord",
        "\"accord\"",
    );
    let json = "{\"amendment\": {\"id\": \"a1\", \"kind\": \"correct\", \"event\": \"accord\", \"by\": \"A\", \
                \"because\": \"transcription\", \"set\": {\"party\": [\"cma\", \"cpx\"]}}}";
    one_fault("a.jsonl", json, "1:130", "unknown actor", "cpx", "\"cpa\"");
}

#[test]
fn given_a_faulty_record_in_the_batch_when_corrected_then_the_fault_is_told_once() {
    let text = format!(
        "{}{}",
        event("kind = \"protest\"\nby = [\"cpx\"]"),
        correct("set = { date = \"2015\" }").replace("accord", "e1")
    );
    one_fault("a.toml", &text, "6:7", "unknown actor", "cpx", "\"cpa\"");
    let broken = text.replace("by = [\"cpx\"]", "by =");
    one_fault("a.toml", &broken, "6:5", "a value is missing", "", "write key");
}

/// A correction of the date of `accord` under an id.
fn date(id: &str, date: &str) -> String {
    correct(&format!("set = {{ date = \"{date}\" }}")).replacen("a1", id, 1)
}

fn retract(id: &str, target: &str) -> String {
    let lines = format!("kind = \"retract\"\nevent = \"{target}\"\nbecause = \"transcription\"\nby = \"A\"");
    amendment(&lines).replacen("a1", id, 1)
}

#[test]
fn given_corrections_one_after_the_other_when_read_then_each_stands_on_those_in_force() {
    let text =
        [date("c1", "2015-06-21"), date("c2", "2015-06-20"), retract("r1", "c2"), date("c3", "2015-06-20")];
    let intake = read_one("a.toml", &text.concat()).unwrap_or_else(|e| panic!("{}", list(&e)));
    assert_eq!(intake.bodies.len(), 4);
    let known = Registry::from_bodies(known().bodies().chain(intake.bodies));
    let again = read(&[file("a.toml", &text.concat())], &known).unwrap_or_else(|e| panic!("{}", list(&e)));
    assert_eq!((again.bodies.len(), again.skipped), (0, 4));
    let all = read(&[file("a.toml", &date("c4", "2015-06-20"))], &known).unwrap_err();
    assert!(all.len() == 1 && all[0].message.contains("changes nothing"), "{}", list(&all));
    assert!(read(&[file("a.toml", &date("c4", "2015-06-21"))], &known).is_ok());
    let all = read(&[file("a.toml", &date("c1", "2015-06-22"))], &known).unwrap_err();
    assert!(all.len() == 1 && all[0].message.contains("other content (set)"), "{}", list(&all));
    let twice = [date("c4", "2015-06-21"), date("c4", "2015-06-21")].concat();
    assert_eq!(read(&[file("a.toml", &twice)], &known).map(|i| (i.bodies.len(), i.skipped)), Ok((1, 1)));
}

#[test]
fn given_an_amendment_before_what_it_amends_when_read_then_it_is_taken_in_after() {
    let event = event("kind = \"protest\"\nby = [\"cpa\"]");
    let text = format!("{}{event}", date("c1", "2015").replace("accord", "e1"));
    let intake = read_one("a.toml", &text).unwrap_or_else(|e| panic!("{}", list(&e)));
    let sorts: Vec<&str> = intake.bodies.iter().map(Body::sort).collect();
    assert_eq!(sorts, ["event", "amendment"]);
}
