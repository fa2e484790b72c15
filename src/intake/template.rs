//! A commented example of each kind of event, made from the grammar, and of each kind of amendment.

use super::draft::Sort;
use super::shape::{Key, Shape, article, keys, takes, targets};
use super::validate::{detail_sample, sample};
use crate::domain::{Kind, Role, Values};

/// A TOML example of a kind of event: what it needs, ready to be filled in; what it may take, commented out.
/// With a source `some-source` and an actor `some-actor` known it is valid as it stands.
pub fn template(kind: Kind) -> String {
    let grammar = kind.grammar();
    let mut lines = vec![
        format!("# {}: needed keys first; take the # off those that are told.", article(kind.word())),
        "[[event]]".to_owned(),
        note("id = \"some-event\"", "identity, chosen by its author"),
        format!("kind = {:?}", kind.word()),
    ];
    let mut optional: Vec<String> = Vec::new();
    for usage in grammar.roles {
        let line = format!("{} = [\"some-actor\"]", usage.role.word());
        if usage.required {
            lines.push(note(&line, role_note(usage.role)));
        } else {
            optional.push(format!("# {line}"));
        }
    }
    for usage in grammar.details {
        let line = format!("{} = {}", usage.detail.word(), detail_sample(usage.values));
        let words = match usage.values {
            Values::OneOf(words) => words.join(", "),
            Values::Number => "500, 9000-10000, 20+, ~300, <500".to_owned(),
            Values::Duration => "P6M, P1Y6M, P90D".to_owned(),
            Values::Text | Values::Slug => String::new(),
        };
        if usage.required {
            lines.push(note(&line, &words));
        } else {
            optional.push(note(&format!("# {line}"), &words));
        }
    }
    let others = keys(Sort::Event).iter().filter(|key| !matches!(key.word, "id" | "kind"));
    for key in others {
        let needed = key.required || key.word == "date";
        let line = note(&format!("{} = {}", key.word, event_sample(key)), key.about);
        if needed { lines.push(line) } else { optional.push(format!("# {line}")) }
    }
    lines.append(&mut optional);
    lines.join("\n") + "\n"
}

/// A TOML example of an amendment that does this (`correct`, `retract` ...), `None` for a word that is none. With a
/// source `some-source`, an event `another-event` and the actors `some-actor` and `another-actor` known it is valid as
/// it stands.
pub fn amendment_template(act: &str) -> Option<String> {
    let taken = takes(act);
    if taken.is_empty() {
        return None;
    }
    let mut lines = vec![
        format!("# To {act}: needed keys first; take the # off those that are told."),
        "[[amendment]]".to_owned(),
    ];
    let mut optional: Vec<String> = Vec::new();
    let spoken = matches!(act, "confirm" | "dispute" | "deny");
    let others: Vec<&str> = targets(act).iter().skip(1).map(|sort| sort.word()).collect();
    for key in taken.iter().filter(|key| !others.contains(&key.word)) {
        let target = targets(act).iter().any(|sort| sort.word() == key.word);
        let about = match key.word {
            "event" if !others.is_empty() => format!("or {}: the one it amends", others.join(", ")),
            "by" if spoken => "an actor or a source; of an actor, `cite` is needed".to_owned(),
            "by" => "who amends it: any name".to_owned(),
            _ => key.about.to_owned(),
        };
        let line = note(&format!("{} = {}", key.word, amendment_sample(act, key)), &about);
        let needed = key.required || target || key.word == "set" || (key.word == "cite" && spoken);
        if needed { lines.push(line) } else { optional.push(format!("# {line}")) }
    }
    lines.append(&mut optional);
    Some(lines.join("\n") + "\n")
}

fn amendment_sample(act: &str, key: &Key) -> String {
    match key.word {
        "id" => "\"some-amendment\"".to_owned(),
        "kind" => format!("{act:?}"),
        "by" if matches!(act, "confirm" | "dispute" | "deny") => "\"some-actor\"".to_owned(),
        "event" => "\"another-event\"".to_owned(),
        "same-as" => "\"another-actor\"".to_owned(),
        "set" => "{ summary = \"...\" }".to_owned(),
        "unset" => "[\"words\"]".to_owned(),
        "aspect" => "\"date\"".to_owned(),
        _ => sample(key.shape),
    }
}

fn note(line: &str, about: &str) -> String {
    if about.is_empty() { line.to_owned() } else { format!("{line}  # {about}") }
}

fn role_note(role: Role) -> &'static str {
    match role {
        Role::About => "actors, treaties or events; [] where nobody is named",
        _ => "one or several; [] where the source names nobody",
    }
}

fn event_sample(key: &Key) -> String {
    match key.shape {
        Shape::Many(Sort::Event) => "[\"another-event\"]".to_owned(),
        other => sample(other),
    }
}
