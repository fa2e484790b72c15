//! Given amendments: what they do, who makes them, what they need.

use super::*;
use crate::domain::{Amendment, Amends, Because, Holder, Slug};

/// A TOML amendment, whole but for `lines`, which begin on line 3.
pub(super) fn amendment(lines: &str) -> String {
    format!("[[amendment]]\nid = \"a1\"\n{lines}\n")
}

/// The amendment of a text.
#[track_caller]
pub(super) fn read_amendment(text: &str) -> Amendment {
    match body("a.toml", text) {
        Body::Amendment(amendment) => amendment,
        other => panic!("{other:?}"),
    }
}

/// [`one_fault`] of an amendment with these lines (from line 3).
#[track_caller]
pub(super) fn amendment_fault(lines: &str, place: &str, message: &str, shown: &str, help: &str) {
    one_fault("a.toml", &amendment(lines), place, message, shown, help);
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

#[test]
fn given_each_act_when_read_then_it_says_who_does_what() {
    let f = |lines: &str| read_amendment(&amendment(lines));
    let told = f("kind = \"confirm\"\nevent = \"accord\"\nby = \"001\"\ndate = \"2024-05\"\nnote = \"n\"");
    assert_eq!((told.by, told.act), (Holder::Source(slug("001")), Amends::Confirm { event: slug("accord") }));
    assert_eq!((told.date.text.as_str(), told.note.as_deref(), told.citation), ("2024-05", Some("n"), None));
    let told = f("kind = \"dispute\"\nevent = \"accord\"\nby = \"cma\"\ncite = { source = \"000\" }");
    assert_eq!(told.by, Holder::Actor(slug("cma")));
    assert_eq!(told.act, Amends::Dispute { event: slug("accord"), aspect: "fact".to_owned() });
    let told = f("kind = \"deny\"\nevent = \"later\"\naspect = \"date\"\nby = \"001\"\n\
                  cite = { source = \"001\", through = \"000\" }");
    assert_eq!(told.act, Amends::Deny { event: slug("later"), aspect: "date".to_owned() });
    let told =
        f("kind = \"retract\"\namendment = \"later\"\nbecause = \"transcription\"\nby = \"A. Analyst\"");
    assert_eq!(told.by, Holder::Keeper("A. Analyst".to_owned()));
    assert_eq!(told.act, Amends::Retract { target: slug("later"), because: Because::Transcription });
    let told = f("kind = \"same-as\"\nactor = \"cpa\"\nsame-as = \"cma\"\nby = \"A\"");
    assert_eq!(told.act, Amends::SameAs { actor: slug("cpa"), stays: slug("cma") });
    let json = "{\"amendment\": {\"id\": \"a1\", \"kind\": \"retract\", \"event\": \"accord\", \
                \"because\": \"source\", \"date\": \"2024\", \"by\": \"A\"}}";
    let Body::Amendment(told) = body("a.jsonl", json) else { panic!() };
    assert_eq!(told.act, Amends::Retract { target: slug("accord"), because: Because::Source });
}

#[test]
fn given_an_id_that_an_actor_and_a_source_bear_when_it_speaks_then_it_is_the_actor() {
    let text = "[[source]]\nid = \"cma\"\ntitle = \"T\"\ndate = \"2014\"\n[[amendment]]\nid = \"a1\"\n\
                kind = \"confirm\"\nevent = \"accord\"\nby = \"cma\"\ncite = { source = \"cma\" }\n";
    let intake = read_one("a.toml", text).unwrap();
    assert!(matches!(&intake.bodies[1], Body::Amendment(a) if a.by == Holder::Actor(slug("cma"))));
}

#[test]
fn given_no_sound_kind_target_or_reason_when_read_then_the_remedy_is_told() {
    let f = amendment_fault;
    f("kind = \"corect\"\nby = \"A\"", "3:8", "unknown kind of amendment", "corect", "\"correct\"");
    f("by = \"A\"", "1:1", "an amendment needs \"kind\"", "a1", "add kind");
    f("kind = \"retract\"\nevent = \"accord\"\nby = \"A\"", "1:1", "needs \"because\"", "a1", "our own slip");
    let retract = "kind = \"retract\"\nby = \"A\"\nbecause = \"transcription\"\n";
    f(retract, "1:1", "a retraction needs \"event\"", "a1", "(or amendment)");
    f(&format!("{retract}event = \"a\"\namendment = \"b\""), "7:1", "one record", "amendment", "keep one of");
    f(&format!("{retract}amendment = \"a1\""), "6:13", "names the amendment itself", "a1", "other than");
    f(&format!("{retract}event = \"A b\""), "6:9", "'A'", "A b", "\"a-b\"");
    f(
        &format!("{retract}event = \"b\"\nset = {{}}"),
        "7:1",
        "a retraction takes no \"set\"",
        "set",
        "because",
    );
    f(&format!("{retract}event = \"b\"\nbecuase = 1"), "7:1", "unknown key", "becuase", "\"because\"");
    f(
        "kind = \"retract\"\nby = \"A\"\nbecause = \"slip\"\nevent = \"b\"",
        "5:11",
        "unknown reason",
        "slip",
        "it is one of: transcription, source",
    );
    f(
        "kind = \"retract\"\nby = \"A\"\nbecause = \"source\"\nevent = \"b\"",
        "5:11",
        "when the world learned better",
        "source",
        "`cite`",
    );
    f(
        "kind = \"retract\"\nbecause = \"transcription\"\nevent = \"b\"",
        "1:1",
        "needs \"by\"",
        "a1",
        "add by",
    );
    let deny = "kind = \"deny\"\nby = \"001\"\nevent = \"accord\"\n";
    f(&format!("{deny}aspect = \"The Date\""), "6:10", "'T'", "The Date", "one lower-case word");
    f(&format!("{deny}because = \"source\""), "6:1", "a denial takes no \"because\"", "because", "aspect");
}

#[test]
fn given_no_sound_speaker_when_read_then_the_remedy_is_told() {
    let f = |by: &str, place: &str, message: &str, shown: &str, help: &str| {
        amendment_fault(
            &format!("kind = \"confirm\"\nevent = \"accord\"\n{by}"),
            place,
            message,
            shown,
            help,
        );
    };
    f("by = \"cmaa\"", "5:6", "unknown actor or source", "cmaa", "\"cma\"");
    f("by = \"kidal\"", "5:6", "unknown actor or source", "kidal", "is a place");
    f("by = \"A. Analyst\"", "5:6", "'A'", "A. Analyst", "register it");
    f("by = \"cma\"", "5:6", "an actor speaks through a source", "cma", "`cite`");
    f(
        "by = \"001\"\ncite = { source = \"000\" }",
        "6:19",
        "not the source that says it",
        "000",
        "`source` is \"001\"",
    );
    f("by = \"001\"\ncite = { source = \"00x\" }", "6:19", "unknown source", "00x", "did you mean");
    f("by = \"001\"\ndate = \"2014-13\"", "6:14", "no month 13", "2014-13", "months run");
}

#[test]
fn given_actors_that_cannot_be_one_when_read_then_the_remedy_is_told() {
    let f = |lines: &str, place: &str, message: &str, shown: &str, help: &str| {
        amendment_fault(&format!("kind = \"same-as\"\nby = \"A\"\n{lines}"), place, message, shown, help);
    };
    f("actor = \"cpa\"", "1:1", "needs \"same-as\"", "a1", "id-that-stays");
    f("actor = \"cpa\"\nsame-as = \"cpa\"", "6:11", "is itself already", "cpa", "the id that stays");
    f("actor = \"cpx\"\nsame-as = \"cma\"", "5:9", "unknown actor", "cpx", "\"cpa\"");
    let ibrahim = "ibrahim-ag-mohamed-assaleh";
    let help = format!("{ibrahim:?} is a person");
    f(&format!("actor = \"cpa\"\nsame-as = \"{ibrahim}\""), "6:11", "no body of people", ibrahim, &help);
}

#[test]
fn given_an_id_shared_by_an_event_and_an_amendment_when_read_then_another_is_asked_for() {
    let retract = "kind = \"retract\"\nevent = \"x\"\nbecause = \"transcription\"\nby = \"A\"\n";
    let text = amendment(retract).replace("a1", "accord");
    one_fault("a.toml", &text, "2:6", "an event is recorded under it", "accord", "choose another");
    let text = text.replace("\"x\"", "\"accord\"");
    one_fault("a.toml", &text, "2:6", "an event is recorded under it", "accord", "choose another");
    let both = format!("{}{}", amendment(retract), event("kind = \"protest\"\nby = []").replace("e1", "a1"));
    one_fault("a.toml", &both, "2:6", "taken by an event at a.toml:9:6", "a1", "choose another");
    let mut known = known();
    known.insert(body("a.toml", &amendment(retract)));
    let text = event("kind = \"protest\"\nby = []").replace("e1", "a1");
    let all = read(&[file("e.toml", &text)], &known).unwrap_err();
    assert!(all.len() == 1 && all[0].message.contains("an amendment is recorded under it"), "{}", list(&all));
}

#[test]
fn given_an_amendment_where_an_event_is_due_when_read_then_it_is_said() {
    let mut known = known();
    let retract = "kind = \"retract\"\nevent = \"x\"\nbecause = \"transcription\"\nby = \"A\"\n";
    known.insert(body("a.toml", &amendment(retract)));
    let text = amendment("kind = \"deny\"\nevent = \"a1\"\nby = \"001\"").replacen("a1", "a2", 1);
    let all = read(&[file("a.toml", &text)], &known).unwrap_err();
    assert!(all.len() == 1 && all[0].message.contains("an event is due here"), "{}", list(&all));
    // Whether it is an event or an amendment that is retracted, the id alone tells.
    let text = amendment(&retract.replace("\"x\"", "\"a1\"")).replacen("a1", "a2", 1);
    assert!(read(&[file("a.toml", &text)], &known).is_ok());
}

#[test]
fn given_an_amendment_recorded_before_when_read_then_it_is_skipped_or_held_against_what_is_there() {
    let mut known = known();
    let retract = amendment("kind = \"retract\"\nevent = \"x\"\nbecause = \"transcription\"\nby = \"A\"");
    known.insert(body("a.toml", &retract));
    let again = read(&[file("a.toml", &retract)], &known).unwrap();
    assert_eq!((again.bodies.len(), again.skipped), (0, 1));
    let other = retract.replace("\"A\"", "\"B\"");
    let all = read(&[file("a.toml", &other)], &known).unwrap_err();
    assert!(all.len() == 1 && all[0].message.contains("other content (by)"), "{}", list(&all));
    assert!(all[0].help.as_ref().unwrap().contains("`annals retract a1`"));
}

#[test]
fn given_several_faults_when_read_then_all_are_told_at_once() {
    let text = amendment(
        "kind = \"correct\"\nevent = \"accord\"\nbecause = \"why\"\nset = { date = \"2014-13\", id = \"x\", treaty = 5 }\n\
         unset = [\"party\", \"wrods\"]\nby = 5\naspect = \"date\"\ncite = { source = \"zzz\" }",
    );
    let all = faults("a.toml", &text);
    let places: Vec<_> = all.iter().map(|f| (f.line, f.column)).collect();
    assert_eq!(
        places,
        [(5, 11), (6, 22), (6, 27), (6, 46), (7, 10), (7, 19), (8, 6), (9, 1), (10, 19)],
        "{}",
        list(&all)
    );
}
