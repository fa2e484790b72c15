//! Given sources, actors and places.

use super::*;
use crate::domain::{ActorKind, EventDate};

#[test]
fn given_a_whole_source_when_read_then_every_key_arrives() {
    let text = "[[source]]\nid = \"s\"\ntitle = \"T\"\nauthor = \"A\"\npublisher = \"P\"\ndate = \"[2018-12..]\"\n\
                retrieved = 2024-05-31\ncited-by = \"001\"\nlocator = \"example.org\"\nparty = \"cma\"\n\
                reliability = \"B\"\nnote = \"N\"\n";
    let Body::Source(source) = body("a.toml", text) else { panic!() };
    assert_eq!(source.date, EventDate::parse("[2018-12..]").unwrap());
    assert_eq!(source.retrieved.as_deref(), Some("2024-05-31"));
    assert_eq!(source.cited_by.unwrap().as_str(), "001");
    assert_eq!(source.party.unwrap().as_str(), "cma");
    assert_eq!(source.reliability.as_deref(), Some("B"));
}

#[test]
fn given_an_actor_when_read_then_the_usual_name_comes_first() {
    let text = "{\"actor\": {\"id\": \"a\", \"kind\": \"person\", \"name\": \"A\", \"sources\": \"000\", \
                \"aliases\": [\"B\", {\"name\": \"C\", \"sources\": [\"000\", \"001\"]}]}}";
    let Body::Actor(actor) = body("a.jsonl", text) else { panic!() };
    assert_eq!(actor.kind, ActorKind::Person);
    let names: Vec<_> = actor.names.iter().map(|n| (n.text.as_str(), n.sources.len())).collect();
    assert_eq!(names, [("A", 1), ("B", 0), ("C", 2)]);
}

#[test]
fn given_a_source_with_one_fault_when_read_then_it_is_pointed_at() {
    let f = |lines: &str, place: &str, message: &str, shown: &str, help: &str| {
        let text = format!("[[source]]\nid = \"s\"\ntitle = \"T\"\n{lines}\n");
        one_fault("a.toml", &text, place, message, shown, help);
    };
    f("", "1:1", "a source needs \"date\"", "s", "add date = ");
    f("date = 2014", "4:8", "expected a date, found a number", "2014", "\"2014\"");
    f("date = \"2014\"\nreliability = \"G\"", "5:15", "unknown reliability", "G", "A, B, C");
    f("date = \"2014\"\nretrieved = \"2024-02-30\"", "5:13", "no such day", "2024-02-30", "YYYY-MM-DD");
    f("date = \"2014\"\nretrieved = \"31 May\"", "5:13", "no calendar day", "31 May", "YYYY-MM-DD");
    f("date = \"2014\"\ncited_by = \"001\"", "5:1", "unknown key", "cited_by", "did you mean \"cited-by\"?");
    f("date = \"2014\"\ncited-by = \"s\"", "5:12", "the source itself", "s", "other than this one");
    f("date = \"2014\"\ncited-by = \"0001\"", "5:12", "unknown source", "0001", "did you mean");
    f(
        "date = \"2014\"\nparty = \"kidal\"",
        "5:9",
        "unknown actor",
        "kidal",
        "is a place; an actor is due here",
    );
    f("date = \"2014\"\nnote = \" \"", "5:8", "the text is empty", "", "leave the key out");
    f("date = \"2014\"\nnote = true", "5:8", "expected text, found a boolean", "true", "quotes");
    f("date = \"2014\"\nnote = 5", "5:8", "expected text, found a number", "5", "\"5\"");
    f("date = \"2014\"\nnote = \"a\\u001b[2J\"", "5:8", "U+001B", "a\\u001b[2J", "take it out");
}

#[test]
fn given_ids_that_are_no_slugs_when_read_then_the_folded_form_is_offered() {
    let f = |id: &str, message: &str, help: &str| {
        let text = format!("[[place]]\nid = \"{id}\"\nname = \"X\"\n");
        one_fault("a.toml", &text, "2:6", message, id, help);
    };
    f("Hassi Labyad", "'H' does not belong there", "\"hassi-labyad\"");
    f("Ménaka", "'M' does not belong there", "\"menaka\"");
    f("-a", "'-' does not belong there", "\"a\"");
    f("!", "'!' does not belong there", "a-z, 0-9");
    one_fault("a.toml", "[[place]]\nid = \"\"\nname = \"X\"\n", "2:6", "empty", "", "write something");
    one_fault(
        "a.toml",
        "[[place]]\nname = \"X\"\n",
        "1:1",
        "a place needs \"id\"",
        "",
        "add id = \"a-slug\"",
    );
    one_fault(
        "a.jsonl",
        "{\"place\": {\"name\": \"X\"}}",
        "1:11",
        "a place needs \"id\"",
        "",
        "add \"id\": \"a-slug\"",
    );
}

#[test]
fn given_actors_with_one_fault_when_read_then_it_is_pointed_at() {
    let f = |lines: &str, place: &str, message: &str, shown: &str, help: &str| {
        one_fault("a.toml", &format!("[[actor]]\nid = \"a\"\n{lines}\n"), place, message, shown, help);
    };
    f(
        "kind = \"facton\"\nname = \"A\"",
        "3:8",
        "unknown kind of actor",
        "facton",
        "did you mean \"faction\"?",
    );
    f("kind = \"faction\"", "1:1", "an actor needs \"name\"", "a", "add name");
    f(
        "kind = \"state\"\nname = \"A\"\naliases = [{ nom = \"B\", name = \"C\" }]",
        "5:14",
        "unknown key",
        "nom",
        "name",
    );
    f(
        "kind = \"state\"\nname = \"A\"\naliases = [{ sources = [] }]",
        "5:12",
        "an alias needs \"name\"",
        "",
        "add name",
    );
    f("kind = \"state\"\nname = \"A\"\naliases = [\"B\", 7]", "5:17", "expected text", "7", "\"7\"");
    let lines = "kind = \"state\"\nname = \"A\"\naliases = [{ name = \"B\", sources = [\"000\", \"999\"] }]";
    f(lines, "5:44", "unknown source", "999", "register it");
}

#[test]
fn given_places_within_each_other_when_read_then_each_circle_is_named_once() {
    let text = "[[place]]\nid = \"tail\"\nname = \"T\"\nwithin = \"a\"\n[[place]]\nid = \"a\"\nname = \"A\"\nwithin = \"b\"\n\
                [[place]]\nid = \"b\"\nname = \"B\"\nwithin = \"c\"\n[[place]]\nid = \"c\"\nname = \"C\"\nwithin = \"a\"\n";
    one_fault("a.toml", text, "8:10", "in a circle", "b", "a within b within c within a");
    let text = "[[place]]\nid = \"a\"\nname = \"A\"\nwithin = \"a\"\n";
    one_fault("a.toml", text, "4:10", "in a circle", "a", "a within a");
    let text = "[[place]]\nid = \"a\"\nname = \"A\"\nwithin = \"kidal\"\n";
    assert!(read_one("a.toml", text).is_ok());
}
