//! What no file of records may hold, and an archive of a log does: what is left of redacted records, and the acts that
//! redacted them. [`to_json`](super::to_json) writes both; reading files refuses both; here they are read back.

use serde_json::{Map, Value};

use crate::domain::{
    Amendment, Amends, Body, Digest, EventDate, Holder, RecordSort, Redacted, Redaction, Slug, Struck,
};

/// Reads `{"redacted": {...}}`, and `{"amendment": {...}}` where that is an act of redaction; `None` of any other value,
/// which is read as a file is.
///
/// # Errors
/// What is wrong with it.
pub fn archived(value: &Value) -> Option<Result<Body, String>> {
    let (sort, fields) = value.as_object()?.iter().next()?;
    let fields = fields.as_object()?;
    match sort.as_str() {
        "redacted" => {
            Some(known(fields, &["sort", "id", "digest"]).and_then(|()| left(fields)).map(Body::Redacted))
        }
        "amendment" if fields.get("kind").and_then(Value::as_str) == Some(Amends::REDACT) => {
            Some(act(fields).map(Body::Amendment))
        }
        _ => None,
    }
}

type Fields = Map<String, Value>;

fn act(fields: &Fields) -> Result<Amendment, String> {
    known(fields, &["id", "kind", "redacted", "because", "leaned", "by", "date", "note"])?;
    let records = list(fields, "redacted")?;
    let mut struck = records.iter().map(|record| {
        let fields = record.as_object().ok_or("\"redacted\" holds what is no record")?;
        known(fields, &["position", "sort", "id", "digest"])?;
        let position = fields.get("position").and_then(Value::as_u64).ok_or("\"position\" is no position")?;
        Ok::<Struck, String>(Struck { position, record: left(fields)? })
    });
    let target = struck.next().ok_or("it names no record")??;
    let with = struck.collect::<Result<_, _>>()?;
    let leaned = match fields.contains_key("leaned") {
        true => list(fields, "leaned")?.iter().map(digest).collect::<Result<_, _>>()?,
        false => Vec::new(),
    };
    let because = text(fields, "because")?.to_owned();
    let date = match fields.contains_key("date") {
        true => EventDate::parse(text(fields, "date")?).map_err(|e| e.to_string())?,
        false => EventDate::undated(),
    };
    Ok(Amendment {
        id: slug(fields, "id")?,
        by: Holder::Keeper(text(fields, "by")?.to_owned()),
        act: Amends::Redact(Redaction { target, with, because, leaned }),
        date,
        citation: None,
        note: fields.contains_key("note").then(|| text(fields, "note").map(str::to_owned)).transpose()?,
    })
}

fn left(fields: &Fields) -> Result<Redacted, String> {
    let sort = RecordSort::parse(text(fields, "sort")?).ok_or("\"sort\" is no sort of record")?;
    let digest = digest(fields.get("digest").unwrap_or(&Value::Null))?;
    Ok(Redacted { sort, id: slug(fields, "id")?, digest })
}

fn digest(value: &Value) -> Result<Digest, String> {
    value.as_str().and_then(Digest::parse).ok_or_else(|| format!("{value} is no digest"))
}

fn list<'a>(fields: &'a Fields, key: &str) -> Result<&'a Vec<Value>, String> {
    fields.get(key).and_then(Value::as_array).ok_or_else(|| format!("{key:?} is no list"))
}

fn text<'a>(fields: &'a Fields, key: &str) -> Result<&'a str, String> {
    fields.get(key).and_then(Value::as_str).ok_or_else(|| format!("{key:?} is no text"))
}

fn slug(fields: &Fields, key: &str) -> Result<Slug, String> {
    Slug::new(text(fields, key)?).map_err(|e| e.to_string())
}

/// Nothing that would be lost is read.
fn known(fields: &Fields, keys: &[&str]) -> Result<(), String> {
    match fields.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(other) => Err(format!("unknown key {other:?}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{InputFile, Registry, read, to_json, to_toml};
    use super::*;

    fn bodies() -> [Body; 2] {
        let slug = |text| Slug::new(text).unwrap();
        let record =
            |id, byte| Redacted { sort: RecordSort::Event, id: slug(id), digest: Digest([byte; 32]) };
        let with = vec![Struck { position: 7, record: record("correct-a", 2) }];
        let target = Struck { position: 3, record: record("a", 1) };
        let redaction =
            Redaction { target, with, because: "order of a court".to_owned(), leaned: vec![Digest([9; 32])] };
        let act = Amendment {
            id: slug("redact-a"),
            by: Holder::Keeper("A. Judge".to_owned()),
            act: Amends::Redact(redaction),
            date: EventDate::undated(),
            citation: None,
            note: Some("a note".to_owned()),
        };
        [Body::Redacted(record("a", 1)), Body::Amendment(act)]
    }

    #[test]
    fn given_a_redaction_when_written_then_it_is_read_back_from_an_archive_and_refused_in_a_file() {
        for body in bodies() {
            let json = to_json(&body);
            assert_eq!(archived(&json), Some(Ok(body.clone())));
            for (name, text) in [("a.jsonl", json.to_string()), ("a.toml", to_toml(&body))] {
                let file = InputFile { name: name.to_owned(), bytes: text.into_bytes() };
                let faults = read(&[file], &Registry::default()).unwrap_err();
                assert!(faults[0].help.as_deref().unwrap().contains("annals redact"), "{faults:?}");
            }
        }
    }

    #[test]
    fn given_anything_else_when_read_then_it_is_left_to_the_reader_of_files_or_refused() {
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(archived(&value(r#"{"amendment": {"kind": "retract"}}"#)), None);
        assert_eq!(archived(&value(r#"{"event": {"id": "a"}}"#)), None);
        assert_eq!(archived(&value("3")), None);
        let act = to_json(&bodies()[1]);
        let keys: Vec<String> = act["amendment"].as_object().unwrap().keys().cloned().collect();
        for key in keys.iter().filter(|key| !matches!(key.as_str(), "kind" | "note" | "leaned")) {
            for other in [None, Some(Value::from(7))] {
                let mut odd = act.clone();
                let fields = odd["amendment"].as_object_mut().unwrap();
                match other {
                    None => drop(fields.remove(key)),
                    Some(other) => drop(fields.insert(key.clone(), other)),
                }
                assert!(matches!(archived(&odd), Some(Err(_))), "{key}");
            }
        }
        assert!(matches!(archived(&value(r#"{"redacted": {"id": "a", "more": 1}}"#)), Some(Err(_))));
    }
}
