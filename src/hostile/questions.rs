//! Questions and names as somebody may type them.

use std::sync::OnceLock;

use crate::domain::{
    Actor, ActorKind, Body, Day, Digest, Fluent, Name, Pattern, Persistence, Place, Slug, Term,
    names as spelling,
};
use crate::question::{Basis, Directory, Resolved, Sort, Unread, When, ask, read_fact};
use crate::replay::{Timeline, View, replay};

/// A small chronology to ask.
fn asked() -> &'static (Directory, Timeline) {
    static ASKED: OnceLock<(Directory, Timeline)> = OnceLock::new();
    ASKED.get_or_init(|| {
        let actor = |(id, name): &(&str, &str)| actor(id, &[*name]);
        let actors = [("aa", "Front of the North"), ("bb", "Bilal Ag Acherif"), ("kk", "Front of the South")];
        let mut bodies: Vec<Body> = actors.iter().filter_map(actor).collect();
        bodies.extend(place("town", &["Kidal", "Kidal Town"]));
        let records = super::texts::records(&bodies);
        (Directory::of(&records), replay(&records, &View::default()))
    })
}

fn named(names: &[&str]) -> Vec<Name> {
    names.iter().map(|text| Name { text: (*text).to_owned(), sources: Vec::new() }).collect()
}

fn actor(id: &str, names: &[&str]) -> Option<Body> {
    let id = Slug::new(id).ok()?;
    Some(Body::Actor(Actor { id, kind: ActorKind::Faction, names: named(names), note: None }))
}

fn place(id: &str, names: &[&str]) -> Option<Body> {
    let id = Slug::new(id).ok()?;
    Some(Body::Place(Place { id, names: named(names), within: None, note: None }))
}

/// What is read from a text is printed and read again to the same: facts, patterns, bases, rules, digests, days. Words of
/// a command line are a command or none, and periods among them run forwards. A fact that is read is answered.
pub(super) fn question(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    if let Ok(fact) = Fluent::parse(text) {
        assert_eq!(Fluent::parse(&fact.to_string()).as_ref(), Ok(&fact), "{text:?}");
        assert!(Pattern::parse(text).is_ok_and(|pattern| pattern.matches(&fact)), "{text:?}");
    }
    if let Ok(basis) = Basis::parse(text) {
        assert_eq!(Basis::parse(&basis.to_string()), Ok(basis.clone()), "{text:?}");
    }
    if let Some(digest) = Digest::parse(text) {
        assert_eq!(Digest::parse(&digest.hex()), Some(digest), "{text:?}");
    }
    if let Some(term) = Term::parse(text) {
        assert_eq!(Term::parse(&term.to_string()), Some(term), "{text:?}");
        for day in [Day::PAST, Day(i32::MIN + 1), Day(0), Day(730_000), Day(i32::MAX - 1), Day::FUTURE] {
            assert!(term.after(day) >= day || day.date().is_none(), "{text:?} after {day}");
        }
    }
    if let Some(rule) = Persistence::parse(text) {
        assert_eq!(Persistence::parse(&rule.to_string()), Some(rule), "{text:?}");
    }
    if let Some(day) = Day::parse(text) {
        assert_eq!(Day::parse(&day.to_string()), Some(day), "{text:?}");
    }
    let (directory, timeline) = asked();
    // As one word, and as many.
    let pieces: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for words in [vec![text.to_owned()], pieces] {
        match read_fact(&words, directory) {
            Ok(reading) => fact_is_answered(&reading.pattern, timeline),
            Err(Unread::Name { text: name, .. }) => assert!(name.len() <= text.len(), "{name:?} of {text:?}"),
            Err(Unread::Fact(error)) => assert!(!error.to_string().is_empty()),
        }
    }
    let lines: Vec<&str> = text.split(['\n', ' ']).collect();
    let _ = crate::cli::reads(&lines);
}

fn fact_is_answered(pattern: &Pattern, timeline: &Timeline) {
    let (Some(subject), object) = (&pattern.subject, &pattern.object) else { return };
    let fact = Fluent {
        relation: pattern.relation,
        subject: subject.clone(),
        object: object.clone(),
        value: pattern.value.clone(),
    };
    if object.is_some() == fact.relation.declaration().object.is_some() {
        for day in [Day(735_000), Day(1), Day::PAST, Day::FUTURE] {
            let _ = ask(timeline, &fact, When::At(day));
        }
    }
}

/// Lines are names of actors and places; then every line is looked for. Who bears a name is found by it, alone or among
/// others; folding settles; whatever is found is there.
pub(super) fn names(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.lines().take(12).collect();
    let mut bodies: Vec<Body> = Vec::new();
    for (i, pair) in lines.chunks(2).enumerate() {
        bodies.extend(actor(&format!("a{i}"), pair));
        bodies.extend(place(&format!("p{i}"), pair));
    }
    let directory = Directory::of(&super::texts::records(&bodies));
    for line in lines {
        let folded = spelling::fold(line);
        assert_eq!(spelling::fold(&folded), folded, "{line:?}");
        for (sort, found) in [(Sort::Actor, directory.actor(line)), (Sort::Place, directory.place(line))] {
            let ids = match &found {
                Resolved::One(id) | Resolved::Near(id) => std::slice::from_ref(id),
                Resolved::Several(ids) | Resolved::None(ids) => ids,
            };
            let there = |id: &Slug| bodies.iter().any(|b| b.id() == id);
            assert!(ids.iter().all(there), "{sort:?} {line:?}: {found:?}");
            if !folded.is_empty() {
                assert!(
                    matches!(found, Resolved::One(_) | Resolved::Several(_)),
                    "{sort:?} {line:?}: {found:?}"
                );
            }
        }
        let _ = (Directory::post(line), Slug::from_words(line));
    }
}
