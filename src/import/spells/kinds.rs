//! Which event tells of a fluent, and of nothing else. Those who act in an event are proved to be there, a treaty that is
//! signed comes into force, a town that is taken changes hands: what would do more than a table says is written as a status.

use serde_json::{Map, Value, json};

use crate::domain::{Fluent, Relation};

fn keys(kind: &str, rest: Value) -> Map<String, Value> {
    let mut keys = Map::new();
    keys.insert("kind".to_owned(), json!(kind));
    if let Value::Object(rest) = rest {
        keys.extend(rest);
    }
    keys
}

/// How something begins.
pub(super) fn begins(fluent: &Fluent) -> Map<String, Value> {
    let Fluent { subject, object, value, .. } = fluent;
    let subject = subject.as_str();
    match (fluent.relation, object, value) {
        (Relation::Exists, ..) => keys("formation", json!({ "subject": subject })),
        (Relation::HoldsPost, Some(org), Some(post)) => {
            keys("appointment", json!({ "org": org.as_str(), "in": subject, "post": post }))
        }
        (Relation::Named, _, Some(name)) => keys("rename", json!({ "subject": subject, "new-name": name })),
        _ => seen_as(fluent),
    }
}

/// How it ends.
pub(super) fn ends_of(fluent: &Fluent) -> Map<String, Value> {
    let Fluent { subject, object, value, .. } = fluent;
    let subject = subject.as_str();
    match (fluent.relation, object, value) {
        (Relation::Exists, ..) => keys("dissolution", json!({ "subject": subject })),
        (Relation::Alive, ..) => keys("death", json!({ "target": subject })),
        (Relation::HoldsPost, Some(org), Some(post)) => {
            keys("appointment", json!({ "org": org.as_str(), "in": [], "out": subject, "post": post }))
        }
        _ => denied(fluent),
    }
}

/// How it is seen to hold.
pub(super) fn seen_as(fluent: &Fluent) -> Map<String, Value> {
    match (fluent.relation, &fluent.object) {
        (Relation::MemberOf, Some(body)) => {
            keys("status", json!({ "member": fluent.subject.as_str(), "coalition": body.as_str() }))
        }
        _ => keys("status", json!({ "says": [fluent.to_string()] })),
    }
}

/// How it is said not to hold.
pub(super) fn denied(fluent: &Fluent) -> Map<String, Value> {
    keys("status", json!({ "says": [format!("not {fluent}")] }))
}
