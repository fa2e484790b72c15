//! Given events: keys, roles, details, dates, surety, citation.

use super::*;
use crate::domain::{Detail, EventDate, HintKind, Role, Surety};

#[test]
fn given_a_whole_event_when_read_then_every_key_arrives() {
    let text = event(
        "kind = \"formation\"\nsubject = { actor = \"cpa\", surety = \"inferred\" }\nfounder = \"ibrahim-ag-mohamed-assaleh\"\n\
         member = []\ndate = 2014-03-18\nwords = \"March 18, 2014\"\nplace = \"kidal\"\nbefore = [\"not-yet\"]\n\
         after = \"accord\"\nvariant-of = [\"nor-this\"]\nsurety = \"ambiguous\"\ncontested = [\"mode\"]\n\
         says = [\"exists cpa\", \"not fact of accord\"]\nremarks = { \"a b\" = \"c\" }",
    );
    let Body::Report(report) = body("e.toml", &text) else { panic!() };
    assert_eq!(report.role(Role::Subject)[0].surety, Surety::Inferred);
    assert_eq!(report.role(Role::Founder)[0].actor.as_str(), "ibrahim-ag-mohamed-assaleh");
    assert_eq!(report.roles.get(&Role::Member), Some(&vec![]));
    assert_eq!(report.date, EventDate::parse("2014-03-18").unwrap());
    let hints: Vec<_> = report.hints.iter().map(|h| (h.kind, h.other.as_str())).collect();
    assert_eq!(hints, [(HintKind::After, "accord"), (HintKind::Before, "not-yet")]);
    assert_eq!(report.variant_of[0].as_str(), "nor-this");
    assert_eq!(report.surety, Surety::Ambiguous);
    assert_eq!(report.says.len(), 2);
    assert_eq!(report.remarks.get("a b").map(String::as_str), Some("c"));
}

#[test]
fn given_no_date_when_read_then_the_event_is_undated() {
    let Body::Report(report) = body("e.toml", &event("kind = \"dissolution\"\nsubject = \"cpa\"")) else {
        panic!()
    };
    assert_eq!(report.date, EventDate::undated());
    assert_eq!(report.surety, Surety::Stated);
}

#[test]
fn given_an_unknown_kind_when_read_then_the_nearest_is_offered() {
    event_fault(
        "kind = \"formaton\"",
        "5:8",
        "unknown kind of event",
        "formaton",
        "did you mean \"formation\"?",
    );
    event_fault("kind = \"zzz\"", "5:8", "unknown kind of event", "zzz", "formation, merger, split");
    event_fault("founder = \"cpa\"", "1:1", "an event needs \"kind\"", "e1", "add kind = \"formation\"");
    event_fault("kind = [\"join\"]", "5:8", "expected text, found a list", "[\"join\"]", "in quotes");
}

#[test]
fn given_keys_that_do_not_belong_when_read_then_the_kind_says_what_it_takes() {
    let kind = "kind = \"dissolution\"\nsubject = \"cpa\"\n";
    let f = |line: &str, message: &str, shown: &str, help: &str| {
        event_fault(&format!("{kind}{line}"), "7:1", message, shown, help);
    };
    f(
        "founder = \"cpa\"",
        "a dissolution takes no role \"founder\"",
        "founder",
        "takes the roles subject, by",
    );
    f("treaty = \"x\"", "a dissolution takes no detail \"treaty\"", "treaty", "the details: reason");
    f("resaon = \"x\"", "unknown key", "resaon", "did you mean \"reason\"?");
    f("attendance = \"x\"", "unknown key", "attendance", "goes into `remarks`");
}

#[test]
fn given_something_missing_when_read_then_it_is_named_at_the_head_of_the_record() {
    event_fault(
        "kind = \"formation\"",
        "1:1",
        "a formation needs \"subject\"",
        "e1",
        "subject = [] where the source",
    );
    event_fault(
        "kind = \"treaty-signed\"\nparty = []",
        "1:1",
        "a treaty-signed needs \"treaty\"",
        "e1",
        "add treaty = \"a-slug\"",
    );
    event_fault("kind = \"talks\"\nparty = []", "1:1", "needs \"phase\"", "e1", "add phase = \"open\"");
    let text = "[[event]]\nid = \"e\"\nkind = \"protest\"\nby = []\nsummary = \"S\"\n";
    one_fault("e.toml", text, "1:1", "a protest needs \"cite\"", "e", "{ source = ");
    let text = "[[event]]\nid = \"e\"\nkind = \"protest\"\nby = []\ncite = { source = \"000\" }\n";
    one_fault("e.toml", text, "1:1", "a protest needs \"summary\"", "e", "add summary");
    let text = "\n {\"event\": {\"id\": \"e\", \"kind\": \"protest\", \"cite\": {\"source\": \"000\"}, \"summary\": \"S\"}}";
    one_fault("e.jsonl", text, "2:12", "a protest needs \"by\"", "e", "add \"by\": [");
}

#[test]
fn given_an_impossible_date_when_read_then_the_column_is_inside_the_expression() {
    let kind = "kind = \"dissolution\"\nsubject = \"cpa\"\n";
    let fault = |line: &str| {
        let all = faults("e.toml", &event(&format!("{kind}{line}")));
        assert_eq!(all.len(), 1, "{}", list(&all));
        all.into_iter().next().unwrap()
    };
    for text in ["2014-02-30", "18 March 2014", "2014-03-18/2013", ""] {
        let error = EventDate::parse(text).unwrap_err();
        let it = fault(&format!("date = \"{text}\""));
        if text.is_empty() {
            assert_eq!((it.column, it.message.as_str()), (8, "the text is empty"));
            continue;
        }
        assert_eq!((it.line, it.column), (7, 9 + error.offset), "{it}");
        assert_eq!((it.message, it.text, it.help.unwrap()), (error.message, text.to_owned(), error.help));
    }
    assert_eq!(fault("date = 2014").help.as_deref(), Some("put it in quotes: \"2014\""));
    assert_eq!(fault("date = []").column, 8);
}

#[test]
fn given_a_bare_date_when_read_then_it_is_the_date_as_text() {
    let date = |line: &str| {
        let text = event(&format!("kind = \"dissolution\"\nsubject = \"cpa\"\n{line}"));
        let Body::Report(report) = body("e.toml", &text) else { panic!() };
        report.date.clone()
    };
    assert_eq!(date("date = 2014-03-18"), date("date = \"2014-03-18\""));
}

#[test]
fn given_details_with_odd_values_when_read_then_what_is_allowed_is_named() {
    let talks = "kind = \"talks\"\nparty = []\n";
    event_fault(
        &format!("{talks}phase = \"opne\""),
        "7:9",
        "\"phase\" does not take",
        "opne",
        "did you mean \"open\"?",
    );
    event_fault(
        &format!("{talks}phase = \"xyz\""),
        "7:9",
        "\"phase\" does not take",
        "xyz",
        "suspended, left, closed",
    );
    let post = "kind = \"appointment\"\norg = \"cpa\"\nin = []\n";
    event_fault(
        &format!("{post}post = \"Chief of staff\""),
        "8:8",
        "'C'",
        "Chief of staff",
        "\"chief-of-staff\"",
    );
    let treaty = "kind = \"treaty-signed\"\nparty = []\n";
    event_fault(
        &format!("{treaty}treaty = \"Traité d'Alger\""),
        "7:10",
        "'T'",
        "Traité d'Alger",
        "\"traite-d-alger\"",
    );
    let count = format!("{treaty}treaty = \"x\"\n");
    event_fault(&format!("{count}count = \"over 100 men\""), "8:9", "no number", "over 100 men", "\"100+\"");
    event_fault(
        &format!("{count}count = \"hundreds\""),
        "8:9",
        "no number",
        "hundreds",
        "9000-10000 (a range)",
    );
    event_fault(&format!("{count}count = -5"), "8:9", "no number", "-5", "500");
    event_fault(&format!("{count}count = 1.5"), "8:9", "expected text, found a fraction", "1.5", "quotes");
    for written in ["500", "\"500\""] {
        let Body::Report(report) = body("e.toml", &event(&format!("{count}count = {written}"))) else {
            panic!()
        };
        assert_eq!(report.detail(Detail::Count), Some("500"));
    }
}

#[test]
fn given_odd_surety_or_fillers_when_read_then_they_are_pointed_at() {
    let f = |lines: &str, place: &str, message: &str, shown: &str, help: &str| {
        event_fault(&format!("kind = \"formation\"\n{lines}"), place, message, shown, help);
    };
    f(
        "subject = \"cpa\"\nsurety = \"sure\"",
        "7:10",
        "unknown surety",
        "sure",
        "stated, inferred, ambiguous",
    );
    f("subject = { actor = \"cpa\", surety = \"probable\" }", "6:37", "unknown surety", "probable", "stated");
    f(
        "subject = { actr = \"cpa\", actor = \"cpa\" }",
        "6:13",
        "unknown key",
        "actr",
        "did you mean \"actor\"?",
    );
    f("subject = { surety = \"stated\" }", "6:11", "a filler needs \"actor\"", "", "add actor");
    f("subject = 5", "6:11", "expected an actor or a list", "5", "in quotes");
    f("subject = [\"cpa\", 5]", "6:19", "expected an actor, found a number", "5", "{ actor = ");
    f("subject = [\"cpa\", \"cma\", \"cpa\"]", "6:26", "names it twice", "cpa", "once");
    f("subject = \"cpa\"\ncontested = [1]", "7:14", "expected text", "1", "quotes");
}

#[test]
fn given_odd_citations_and_remarks_when_read_then_they_are_pointed_at() {
    let f = |cite: &str, column: &str, message: &str, shown: &str, help: &str| {
        let text =
            format!("[[event]]\nid = \"e\"\nkind = \"protest\"\nby = []\nsummary = \"S\"\ncite = {cite}\n");
        one_fault("e.toml", &text, &format!("6:{column}"), message, shown, help);
    };
    f("\"000\"", "8", "expected a table, found text", "000", "{ source = ");
    f("{ source = \"000\", paragraph = 0 }", "38", "no count", "0", "from 1");
    f("{ source = \"000\", paragraph = \"3\" }", "38", "expected a number", "3", "without quotes");
    f("{ source = \"000\", para = 3 }", "26", "unknown key", "para", "did you mean \"paragraph\"?");
    f("{ paragraph = 3 }", "8", "a citation needs \"source\"", "", "add source");
    f("{ source = \"000\", through = \"000\" }", "36", "the cited source itself", "000", "leave it out");
    let remarks = |value: &str, column: &str, message: &str, shown: &str| {
        let lines = format!("kind = \"protest\"\nby = []\nremarks = {value}");
        event_fault(&lines, &format!("7:{column}"), message, shown, "");
    };
    remarks("\"x\"", "11", "expected a table, found text", "x");
    remarks("{ a = 1 }", "17", "expected text, found a number", "1");
    remarks("{ \"\" = \"a\" }", "13", "no key for a remark", "");
    let Body::Report(report) =
        body("e.toml", &event("kind = \"protest\"\nby = []").replace("\"000\"", "\"000\", page = 661"))
    else {
        panic!()
    };
    assert_eq!(report.citation.page.as_deref(), Some("661"));
}
