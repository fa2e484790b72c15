//! The JSON Schema (2020-12) of one record, made from the grammar and the table of keys.

use serde_json::{Map, Value, json};

use super::draft::Sort;
use super::shape::{ALIAS, CITE, FILLER, Key, Shape, acts, article, keys, takes, targets};
use super::{MAX_FILLERS, MAX_HINTS, MAX_TEXT};
use crate::domain::{Kind, MAX_SLUG, Role, Values};

/// The JSON Schema of one record object, as it stands on a line of JSON Lines. `$defs` holds one entry a kind
/// of event, `event-KIND`, with its roles, details and required keys, and one a kind of amendment. What a schema cannot say (known ids,
/// real dates, self reference) reading says.
pub fn json_schema() -> Value {
    let sorts: Vec<Value> = Sort::ALL
        .iter()
        .map(|sort| {
            json!({
                "type": "object",
                "properties": { sort.word(): { "$ref": format!("#/$defs/{}", sort.word()) } },
                "required": [sort.word()],
                "additionalProperties": false,
            })
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A record of a chronology",
        "oneOf": sorts,
        "$defs": defs(),
    })
}

fn defs() -> Map<String, Value> {
    let text = json!({ "type": "string", "minLength": 1, "maxLength": MAX_TEXT });
    let slug = json!({
        "type": "string",
        "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
        "maxLength": MAX_SLUG,
    });
    let slugs = |max: usize| one_or_list(&reference("slug"), max);
    let filler = json!({ "oneOf": [reference("slug"), object(FILLER, None)] });
    let alias = json!({ "oneOf": [reference("text"), object(ALIAS, None)] });
    let pairs = [
        ("text", text),
        ("label", json!({ "oneOf": [reference("text"), { "type": "integer", "minimum": 0 }] })),
        ("slug", slug),
        ("slugs", slugs(MAX_FILLERS)),
        ("events", slugs(MAX_HINTS)),
        ("date", json!({ "type": "string", "minLength": 1, "description": "EDTF, level 0 to 2" })),
        ("day", json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })),
        ("count", json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX })),
        ("labels", one_or_list(&reference("text"), MAX_FILLERS)),
        ("aliases", one_or_list(&alias, MAX_FILLERS)),
        ("says", one_or_list(&reference("text"), MAX_HINTS)),
        ("cite", object(CITE, None)),
        ("remarks", json!({ "type": "object", "additionalProperties": reference("text") })),
        ("set", json!({ "type": "object", "minProperties": 1 })),
        ("fillers", one_or_list(&filler, MAX_FILLERS)),
        ("number", number()),
        (
            "duration",
            json!({ "type": "string", "pattern": "^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$" }),
        ),
        ("source", object(keys(Sort::Source), None)),
        ("place", object(keys(Sort::Place), None)),
        ("actor", object(keys(Sort::Actor), None)),
    ];
    let mut defs: Map<String, Value> = pairs.into_iter().map(|(name, def)| (name.to_owned(), def)).collect();
    let kinds: Vec<Value> = Kind::all().map(|kind| reference(&format!("event-{kind}"))).collect();
    defs.insert("event".to_owned(), json!({ "oneOf": kinds }));
    defs.extend(Kind::all().map(|kind| (format!("event-{kind}"), object(keys(Sort::Event), Some(kind)))));
    let kinds: Vec<Value> = acts().iter().map(|act| reference(&format!("amendment-{act}"))).collect();
    defs.insert("amendment".to_owned(), json!({ "oneOf": kinds }));
    defs.extend(acts().into_iter().map(|act| (format!("amendment-{act}"), amendment(act))));
    defs
}

/// An amendment that does this: its keys, of which one names what it amends.
fn amendment(act: &str) -> Value {
    let mut out = object(&takes(act), None);
    if let Some(properties) = out.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("kind".to_owned(), json!({ "const": act }));
    }
    if let (Some(fields), [_, _, ..]) = (out.as_object_mut(), targets(act)) {
        let one = targets(act).iter().map(|sort| json!({ "required": [sort.word()] }));
        fields.insert("oneOf".to_owned(), one.collect());
    }
    out
}

fn number() -> Value {
    json!({ "oneOf": [
        { "type": "integer", "minimum": 0 },
        { "type": "string", "pattern": "^([0-9]+|[0-9]+-[0-9]+|[0-9]+[+]|~[0-9]+|<[0-9]+)$" },
    ] })
}

/// The object with these keys; of an event, with the roles and details of its kind.
fn object(keys: &[Key], kind: Option<Kind>) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    for key in keys {
        let shape = match (key.word, kind) {
            ("kind", Some(kind)) => json!({ "const": kind.word() }),
            _ => shape(key.shape),
        };
        properties.insert(key.word.to_owned(), described(shape, key.about));
        required.extend(key.required.then_some(key.word));
    }
    let mut out = Map::new();
    if let Some(kind) = kind {
        out.insert("title".to_owned(), article(kind.word()).into());
        let grammar = kind.grammar();
        for usage in grammar.roles {
            properties.insert(usage.role.word().to_owned(), role(usage.role));
            required.extend(usage.required.then_some(usage.role.word()));
        }
        for usage in grammar.details {
            properties.insert(usage.detail.word().to_owned(), values(usage.values));
            required.extend(usage.required.then_some(usage.detail.word()));
        }
    }
    out.insert("type".to_owned(), "object".into());
    out.insert("properties".to_owned(), properties.into());
    out.insert("required".to_owned(), required.into());
    out.insert("additionalProperties".to_owned(), false.into());
    out.into()
}

fn role(role: Role) -> Value {
    let who = if role == Role::About { "actors, treaties or events" } else { "actors" };
    described(reference("fillers"), &format!("{who}, by id; an empty list: stated, but unnamed"))
}

fn described(mut shape: Value, about: &str) -> Value {
    if let Some(fields) = shape.as_object_mut() {
        fields.insert("description".to_owned(), about.into());
    }
    shape
}

fn values(values: Values) -> Value {
    match values {
        Values::Text => reference("text"),
        Values::Slug => reference("slug"),
        Values::Number => reference("number"),
        Values::Duration => reference("duration"),
        Values::OneOf(words) => json!({ "enum": words }),
    }
}

fn shape(shape: Shape) -> Value {
    let name = match shape {
        Shape::Word(words) => return json!({ "enum": words() }),
        Shape::Text => "text",
        Shape::Label => "label",
        Shape::Slug | Shape::One(_) => "slug",
        Shape::Many(Sort::Event) => "events",
        Shape::Many(_) => "slugs",
        Shape::Labels => "labels",
        Shape::Date => "date",
        Shape::Day => "day",
        Shape::Count => "count",
        Shape::Aliases => "aliases",
        Shape::Says => "says",
        Shape::Cite => "cite",
        Shape::Remarks => "remarks",
        Shape::Set => "set",
    };
    reference(name)
}

fn one_or_list(one: &Value, max: usize) -> Value {
    json!({ "oneOf": [one, { "type": "array", "items": one, "maxItems": max }] })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}
