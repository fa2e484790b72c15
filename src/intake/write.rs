//! Bodies to text: the inverse of reading, for JSON and TOML.

use serde_json::{Map, Value, json};

use super::shape::hints;
use crate::domain::{
    Actor, Amendment, Amends, Body, Citation, Content, Filler, Name, Place, Proposition, Redacted, Report,
    Source, Struck, Surety,
};

/// The aspect of a dispute that is meant where none is written: that it happened at all.
pub(super) const FACT: &str = "fact";

/// The record as JSON, `{"event": {...}}`: one line of JSON Lines when printed. Keys in a fixed order, lists
/// always written as lists, absent keys left out. Reading it gives the body back.
pub fn to_json(body: &Body) -> Value {
    told_json(body, false)
}

/// As [`to_json`]; of a retraction it is told whether it retracts an amendment. It does not know itself (events and
/// amendments share their ids, so that reading takes either key).
pub fn told_json(body: &Body, of_amendment: bool) -> Value {
    json!({ header(body): told(body, of_amendment) })
}

/// The record as a TOML table with its header, `[[event]]`, and a line feed at the end. Reading it gives the
/// body back.
pub fn to_toml(body: &Body) -> String {
    told_toml(body, false)
}

/// As [`to_toml`], and as [`told_json`].
pub fn told_toml(body: &Body, of_amendment: bool) -> String {
    let mut out = format!("[[{}]]\n", header(body));
    for (key, value) in told(body, of_amendment) {
        let value = match &value {
            Value::Array(items) => match items.as_slice() {
                [Value::String(one)] => quoted(one),
                _ => inline(&value),
            },
            _ => inline(&value),
        };
        out.push_str(&format!("{} = {value}\n", bare(&key)));
    }
    out
}

/// The keys in which two bodies of one sort and id differ.
pub fn differences(a: &Body, b: &Body) -> Vec<String> {
    let (a, b) = (fields(a), fields(b));
    let mut keys: Vec<String> =
        a.keys().chain(b.keys()).filter(|k| a.get(*k) != b.get(*k)).cloned().collect();
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

/// Keys and their values, as records are written.
pub(super) type Fields = Map<String, Value>;

/// The keys of a body.
pub(super) fn fields(body: &Body) -> Fields {
    told(body, false)
}

fn told(body: &Body, of_amendment: bool) -> Fields {
    match body {
        Body::Source(source) => of_source(source),
        Body::Actor(actor) => of_actor(actor),
        Body::Place(place) => of_place(place),
        Body::Report(report) => of_report(report),
        Body::Amendment(amendment) => self::of_amendment(amendment, of_amendment),
        Body::Redacted(redacted) => of_redacted(redacted),
    }
}

/// What a record is written under.
fn header(body: &Body) -> &'static str {
    if matches!(body, Body::Redacted(_)) { "redacted" } else { body.sort() }
}

fn of_redacted(redacted: &Redacted) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "sort", redacted.sort.word());
    put(&mut out, "id", redacted.id.as_str());
    put(&mut out, "digest", redacted.digest.hex());
    out
}

fn of_struck(struck: &Struck) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "position", struck.position);
    out.extend(of_redacted(&struck.record));
    out
}

fn put(fields: &mut Fields, key: &str, value: impl Into<Value>) {
    fields.insert(key.to_owned(), value.into());
}

fn may_put(fields: &mut Fields, key: &str, value: Option<impl ToString>) {
    if let Some(value) = value {
        put(fields, key, value.to_string());
    }
}

fn list(fields: &mut Fields, key: &str, values: impl IntoIterator<Item = Value>) {
    let values: Vec<Value> = values.into_iter().collect();
    if !values.is_empty() {
        put(fields, key, values);
    }
}

fn slugs<'a>(ids: impl IntoIterator<Item = &'a crate::domain::Slug>) -> impl Iterator<Item = Value> {
    ids.into_iter().map(|id| Value::from(id.as_str()))
}

fn of_source(source: &Source) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "id", source.id.as_str());
    put(&mut out, "title", source.title.as_str());
    may_put(&mut out, "author", source.author.as_ref());
    may_put(&mut out, "publisher", source.publisher.as_ref());
    put(&mut out, "date", source.date.text.as_str());
    may_put(&mut out, "retrieved", source.retrieved.as_ref());
    may_put(&mut out, "cited-by", source.cited_by.as_ref());
    may_put(&mut out, "locator", source.locator.as_ref());
    may_put(&mut out, "party", source.party.as_ref());
    may_put(&mut out, "reliability", source.reliability.as_ref());
    may_put(&mut out, "note", source.note.as_ref());
    out
}

fn of_actor(actor: &Actor) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "id", actor.id.as_str());
    put(&mut out, "kind", actor.kind.word());
    names(&mut out, &actor.names);
    may_put(&mut out, "note", actor.note.as_ref());
    out
}

fn of_place(place: &Place) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "id", place.id.as_str());
    names(&mut out, &place.names);
    may_put(&mut out, "within", place.within.as_ref());
    may_put(&mut out, "note", place.note.as_ref());
    out
}

fn names(out: &mut Fields, names: &[Name]) {
    let Some((usual, others)) = names.split_first() else { return };
    put(out, "name", usual.text.as_str());
    let alias = |name: &Name| match name.sources.as_slice() {
        [] => Value::from(name.text.as_str()),
        sources => json!({ "name": name.text, "sources": slugs(sources).collect::<Vec<_>>() }),
    };
    list(out, "aliases", others.iter().map(alias));
    list(out, "sources", slugs(&usual.sources));
}

fn of_report(report: &Report) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "id", report.id.as_str());
    put(&mut out, "kind", report.kind.word());
    for (role, fillers) in &report.roles {
        put(&mut out, role.word(), fillers.iter().map(filler).collect::<Vec<_>>());
    }
    for (detail, value) in &report.details {
        put(&mut out, detail.word(), value.as_str());
    }
    if !report.date.text.is_empty() {
        put(&mut out, "date", report.date.text.as_str());
    }
    may_put(&mut out, "words", report.words.as_ref());
    list(&mut out, "place", slugs(&report.places));
    for (kind, word) in hints() {
        let others = report.hints.iter().filter(|hint| hint.kind == kind).map(|hint| &hint.other);
        list(&mut out, word, slugs(others));
    }
    list(&mut out, "variant-of", slugs(&report.variant_of));
    if report.surety != Surety::Stated {
        put(&mut out, "surety", report.surety.word());
    }
    list(&mut out, "contested", report.contested.iter().map(|label| Value::from(label.as_str())));
    list(&mut out, "says", report.says.iter().map(|said| Value::from(proposition(said))));
    put(&mut out, "cite", citation(&report.citation));
    put(&mut out, "summary", report.summary.as_str());
    if !report.remarks.is_empty() {
        let remarks: Fields = report.remarks.iter().map(|(k, v)| (k.clone(), v.as_str().into())).collect();
        put(&mut out, "remarks", remarks);
    }
    out
}

fn of_amendment(amendment: &Amendment, of_amendment: bool) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "id", amendment.id.as_str());
    put(&mut out, "kind", amendment.act.word());
    let target = amendment.act.target().as_str();
    let key = match &amendment.act {
        Amends::Correct { becomes, .. } => becomes.sort(),
        Amends::Retract { .. } if of_amendment => "amendment",
        Amends::SameAs { .. } => "actor",
        _ => "event",
    };
    match &amendment.act {
        Amends::Redact(redaction) => {
            list(&mut out, "redacted", redaction.struck().map(|struck| of_struck(struck).into()));
            put(&mut out, "because", redaction.because.as_str());
            list(&mut out, "leaned", redaction.leaned.iter().map(|digest| digest.hex().into()));
        }
        _ => put(&mut out, key, target),
    }
    may_put(&mut out, "because", amendment.act.because().map(|b| b.word()));
    match &amendment.act {
        Amends::Correct { keys, becomes, .. } => corrected(&mut out, keys, becomes),
        Amends::Dispute { aspect, .. } | Amends::Deny { aspect, .. } if aspect != FACT => {
            put(&mut out, "aspect", aspect.as_str());
        }
        Amends::SameAs { stays, .. } => put(&mut out, "same-as", stays.as_str()),
        _ => {}
    }
    put(&mut out, "by", amendment.by.text());
    if !amendment.date.text.is_empty() {
        put(&mut out, "date", amendment.date.text.as_str());
    }
    if let Some(cited) = &amendment.citation {
        put(&mut out, "cite", citation(cited));
    }
    may_put(&mut out, "note", amendment.note.as_ref());
    out
}

/// The keys a correction sets and takes away.
fn corrected(out: &mut Fields, keys: &[String], becomes: &Body) {
    let mut all = fields(becomes);
    let (set, gone): (Vec<&String>, Vec<&String>) = keys.iter().partition(|key| all.contains_key(*key));
    let set: Fields = set.into_iter().filter_map(|key| Some((key.clone(), all.remove(key)?))).collect();
    if !set.is_empty() {
        put(out, "set", set);
    }
    list(out, "unset", gone.into_iter().map(|key| Value::from(key.as_str())));
}

fn filler(filler: &Filler) -> Value {
    match filler.surety {
        Surety::Stated => filler.actor.as_str().into(),
        surety => json!({ "actor": filler.actor.as_str(), "surety": surety.word() }),
    }
}

fn proposition(said: &Proposition) -> String {
    let not = if said.affirmed { "" } else { "not " };
    match &said.content {
        Content::Fact(fact) => format!("{not}{fact}"),
        Content::Aspect { report, aspect } => format!("{not}{aspect} of {report}"),
    }
}

fn citation(citation: &Citation) -> Fields {
    let mut out = Fields::new();
    put(&mut out, "source", citation.source.as_str());
    may_put(&mut out, "through", citation.through.as_ref());
    if let Some(paragraph) = citation.paragraph {
        put(&mut out, "paragraph", paragraph);
    }
    may_put(&mut out, "page", citation.page.as_ref());
    may_put(&mut out, "archive", citation.archive.as_ref());
    may_put(&mut out, "retrieved", citation.retrieved.as_ref());
    out
}

/// A value on one line of TOML.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(k, v)| format!("{} = {}", bare(k), inline(v))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A key, quoted where TOML asks for it.
fn bare(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(plain) { key.to_owned() } else { quoted(key) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
