//! Given ids that name other records.

use super::*;

#[test]
fn given_unknown_ids_when_read_then_the_nearest_or_the_way_to_register_is_offered() {
    let f = |lines: &str, place: &str, message: &str, shown: &str, help: &str| {
        event_fault(&format!("kind = \"formation\"\n{lines}"), place, message, shown, help);
    };
    f("subject = \"cmaa\"", "6:11", "unknown actor", "cmaa", "did you mean \"cma\"");
    f("subject = \"zzzz\"", "6:11", "unknown actor", "zzzz", "register it: an actor record");
    f(
        "subject = [\"cpa\", \"kidal\"]",
        "6:19",
        "unknown actor",
        "kidal",
        "\"kidal\" is a place; an actor is due here",
    );
    f("subject = \"CPA\"", "6:11", "'C' does not belong", "CPA", "write \"cpa\"");
    let name = "Coordination of Azawad Movements";
    f(&format!("subject = \"{name}\""), "6:11", "'C' does not belong", name, "did you mean \"cma\"?");
    f(
        "subject = \"cpa\"\nplace = [\"kidal\", \"gao\"]",
        "7:19",
        "unknown place",
        "gao",
        "register it: a place record",
    );
    f("subject = { actor = \"cpaa\" }", "6:21", "unknown actor", "cpaa", "\"cpa\"");
    let text = event("kind = \"protest\"\nby = []").replace("\"000\"", "\"00\", through = \"0\"");
    let all = faults("e.toml", &text);
    let places: Vec<_> = all.iter().map(|f| (f.line, f.column, f.message.as_str())).collect();
    assert_eq!(places, [(3, 19, "unknown source"), (3, 35, "unknown source")]);
}

#[test]
fn given_json_when_an_id_is_unknown_then_the_column_is_that_of_the_value() {
    let text = "{\"event\": {\"id\": \"é\", \"kind\": \"protest\", \"by\": [\"cpa\", \"cpx\"], \
                \"cite\": {\"source\": \"000\"}, \"summary\": \"S\"}}";
    let all = faults("e.jsonl", text);
    let places: Vec<_> = all.iter().map(|f| (f.line, f.column, f.text.as_str())).collect();
    assert_eq!(places, [(1, 18, "é"), (1, 56, "cpx")]);
}

#[test]
fn given_hints_and_variants_that_are_not_there_when_read_then_they_pass_but_not_to_itself() {
    let kind = "kind = \"dissolution\"\nsubject = \"cpa\"\n";
    for key in ["after", "before", "after-end", "ends-before", "part-of", "variant-of"] {
        assert!(read_one("e.toml", &event(&format!("{kind}{key} = \"nowhere\""))).is_ok(), "{key}");
        let column = format!("7:{}", key.len() + 10);
        let line = format!("{kind}{key} = [\"x\", \"e1\"]");
        event_fault(&line, &column, "the event itself", "e1", "other than this one");
        event_fault(
            &format!("{kind}{key} = \"A b\""),
            &format!("7:{}", key.len() + 4),
            "'A'",
            "A b",
            "\"a-b\"",
        );
    }
}

#[test]
fn given_about_when_read_then_actors_events_and_treaties_may_be_named() {
    let line = |about: &str| format!("kind = \"declaration\"\nby = \"cpa\"\nabout = \"{about}\"");
    for about in ["cma", "accord", "algiers-2015"] {
        assert!(read_one("e.toml", &event(&line(about))).is_ok(), "{about}");
    }
    event_fault(&line("e1"), "7:9", "the event itself", "e1", "other than this one");
    assert!(read_one("e.toml", &event(&line("recorded-later"))).is_ok());
    let said = "says = \"in-force ouagadougou-2013\"";
    assert!(read_one("e.toml", &event(&format!("{}\n{said}", line("ouagadougou-2013")))).is_ok());
}

#[test]
fn given_things_said_when_read_then_every_word_is_checked() {
    let f = |said: &str, column: usize, message: &str, shown: &str, help: &str| {
        let line = format!("kind = \"status\"\nsays = [\"{said}\"]");
        event_fault(&line, &format!("6:{}", 10 + column), message, shown, help);
    };
    f("loves cpa cma", 0, "no relation", "loves", "a fact begins with one of");
    f("not memberof cpa cma", 4, "no relation", "memberof", "`member-of ACTOR OTHER`");
    f("exists", 6, "needs a subject", "exists", "`[not] exists ACTOR`");
    f("exists cpa cma", 11, "one word too many", "cma", "`[not] exists ACTOR`");
    f("exists CPA", 7, "no identifier", "CPA", "\"cpa\"");
    f("exists ?", 7, "left open", "?", "name everybody");
    f("not  member-of cpa cmx", 19, "unknown actor", "cmx", "\"cma\"");
    f("controls cpa cpa", 13, "unknown place", "cpa", "is an actor; a place is due here");
    f("controls kidal kidal", 9, "unknown actor", "kidal", "is a place");
    f("holds-post cpa cma Chief of staff", 19, "'C'", "Chief of staff", "\"chief-of-staff\"");
    f("not", 0, "nothing is said", "not", "write a fact");
    f("not fact of Accord", 12, "'A'", "Accord", "\"accord\"");
    f("not fact of e1", 12, "the event itself", "e1", "the other event");
    f("Date of accord", 0, "'D'", "Date", "one lower-case word");
    for said in [
        "exists cpa",
        "not allied cma cpa",
        "in-force any-treaty",
        "named cpa Some Name",
        "date of accord",
        "not fact of recorded-later",
    ] {
        assert!(
            read_one("e.toml", &event(&format!("kind = \"status\"\nsays = \"{said}\""))).is_ok(),
            "{said}"
        );
    }
}

#[test]
fn given_escapes_when_a_word_inside_is_wrong_then_the_whole_value_is_pointed_at() {
    let line = "kind = \"status\"\nsays = [\"exists\\tcpx\"]";
    event_fault(line, "6:9", "unknown actor", "cpx", "\"cpa\"");
}

#[test]
fn given_records_that_name_each_other_when_read_in_any_order_or_file_then_they_pass() {
    let event = "[[event]]\nid = \"e\"\nkind = \"dissolution\"\nsubject = \"new\"\nplace = \"there\"\n\
                 cite = { source = \"s\" }\nsummary = \"S\"\n";
    let actor = "{\"actor\": {\"id\": \"new\", \"kind\": \"state\", \"name\": \"N\", \"sources\": [\"s\"]}}\n\
                 {\"place\": {\"id\": \"there\", \"name\": \"T\"}}";
    let source = "[[source]]\nid = \"s\"\ntitle = \"T\"\ndate = \"2014\"\nparty = \"new\"\n";
    let files = [file("e.toml", event), file("a.jsonl", actor), file("s.toml", source)];
    let intake = read(&files, &Registry::default()).unwrap();
    let sorts: Vec<_> = intake.bodies.iter().map(Body::sort).collect();
    assert_eq!(sorts, ["source", "place", "actor", "event"]);
}
