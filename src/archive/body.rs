//! A body as JSON that says all of it, and back again without any registry.
//!
//! It is the form of [`to_json`], with these departures where that form leaves something to the chronology around it, or
//! is shorter than what a record holds: an amendment's `by` says of what sort its holder is; a correction bears the whole
//! record it would make (`keys`, `becomes`), since its digest covers it; hints whose order that form would lose, and
//! sayings that do not read back as text, are spelled out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fields::{Fault, Fields, text};
use crate::domain::{
    Actor, ActorKind, Amendment, Amends, Because, Body, Citation, Content, Detail, Filler, Fluent, Hint,
    HintKind, Holder, Kind, Name, Place, Proposition, Relation, Report, Role, Slug, Source, Surety,
};
use crate::intake::{archived, to_json};

/// The aspect that is meant where none is written.
const FACT: &str = "fact";

/// A body as an archive holds it: `{"event": {...}}`.
pub fn body_to_json(body: &Body) -> Value {
    let mut value = to_json(body);
    // What is no record as people write it says all of itself already.
    if matches!(body, Body::Redacted(_) | Body::Amendment(Amendment { act: Amends::Redact(_), .. })) {
        return value;
    }
    let Some(fields) = value.get_mut(body.sort()).and_then(Value::as_object_mut) else { return value };
    match body {
        Body::Report(report) => {
            if !report.hints.is_sorted_by_key(|hint| HintKind::ALL.iter().position(|k| *k == hint.kind)) {
                HintKind::ALL.iter().for_each(|kind| drop(fields.shift_remove(kind.word())));
                let hint = |h: &Hint| json!([h.kind.word(), h.other.as_str()]);
                fields.insert("hints".to_owned(), report.hints.iter().map(hint).collect());
            }
            if let Some(Value::Array(said)) = fields.get_mut("says") {
                said.iter_mut().zip(&report.says).for_each(|(value, said)| spell_out(value, said));
            }
        }
        Body::Amendment(amendment) => {
            let sort = match amendment.by {
                Holder::Actor(_) => "actor",
                Holder::Source(_) => "source",
                Holder::Keeper(_) => "keeper",
            };
            fields.insert("by".to_owned(), json!({ sort: amendment.by.text() }));
            if let Amends::Correct { keys, becomes, .. } = &amendment.act {
                ["set", "unset"].into_iter().for_each(|key| drop(fields.shift_remove(key)));
                fields.insert("keys".to_owned(), json!(keys));
                fields.insert("becomes".to_owned(), body_to_json(becomes));
            }
        }
        Body::Source(_) | Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => {}
    }
    value
}

/// In place of a text that would be read as something else.
fn spell_out(value: &mut Value, said: &Proposition) {
    if value.as_str().and_then(|text| said_in_text(text).ok()).as_ref() == Some(said) {
        return;
    }
    let affirmed = said.affirmed;
    *value = match &said.content {
        Content::Aspect { report, aspect } => {
            json!({ "affirmed": affirmed, "event": report.as_str(), "aspect": aspect })
        }
        Content::Fact(fact) => json!({
            "affirmed": affirmed, "relation": fact.relation.word(), "subject": fact.subject.as_str(),
            "object": fact.object.as_ref().map(Slug::as_str), "value": fact.value,
        }),
    };
}

/// The body of what [`body_to_json`] gives. Every key is known and every id and date well formed; that actors, places and
/// sources are registered is not asked.
///
/// # Errors
/// What is wrong, in words.
pub fn body_from_json(value: Value) -> Result<Body, String> {
    if let Some(body) = archived(&value) {
        return body;
    }
    let (sort, value) = Fields::of(value, "the record")?.single()?;
    let mut fields = Fields::of(value, &format!("the {sort}"))?;
    let body = match sort.as_str() {
        "source" => Body::Source(source(&mut fields)?),
        "actor" => Body::Actor(actor(&mut fields)?),
        "place" => Body::Place(place(&mut fields)?),
        "event" => Body::from(report(&mut fields)?),
        "amendment" => Body::Amendment(amendment(&mut fields)?),
        _ => return Err(format!("a record of sort {sort:?} is unknown to this version of annals")),
    };
    fields.finish()?;
    Ok(body)
}

fn source(fields: &mut Fields) -> Result<Source, Fault> {
    Ok(Source {
        id: fields.need_slug("id")?,
        title: fields.need_text("title")?,
        author: fields.text("author")?,
        publisher: fields.text("publisher")?,
        date: fields.date()?,
        retrieved: fields.text("retrieved")?,
        cited_by: fields.slug("cited-by")?,
        locator: fields.text("locator")?,
        party: fields.slug("party")?,
        reliability: fields.text("reliability")?,
        note: fields.text("note")?,
    })
}

fn actor(fields: &mut Fields) -> Result<Actor, Fault> {
    Ok(Actor {
        id: fields.need_slug("id")?,
        kind: fields.need_word("kind", ActorKind::parse)?,
        names: names(fields)?,
        note: fields.text("note")?,
    })
}

fn place(fields: &mut Fields) -> Result<Place, Fault> {
    Ok(Place {
        id: fields.need_slug("id")?,
        names: names(fields)?,
        within: fields.slug("within")?,
        note: fields.text("note")?,
    })
}

fn names(fields: &mut Fields) -> Result<Vec<Name>, Fault> {
    let Some(usual) = fields.text("name")? else { return Ok(Vec::new()) };
    let mut names = vec![Name { text: usual, sources: fields.slugs("sources")? }];
    names.extend(fields.list("aliases", |alias| {
        if let Value::String(text) = alias {
            return Ok(Name { text, sources: Vec::new() });
        }
        let mut fields = Fields::of(alias, "an alias")?;
        let name = Name { text: fields.need_text("name")?, sources: fields.slugs("sources")? };
        fields.finish()?;
        Ok(name)
    })?);
    Ok(names)
}

fn report(fields: &mut Fields) -> Result<Report, Fault> {
    let mut roles = BTreeMap::new();
    let mut details = BTreeMap::new();
    for key in fields.keys() {
        if let Some(role) = Role::parse(&key) {
            roles.insert(role, fields.list(&key, filler)?);
        } else if let Some(detail) = Detail::parse(&key) {
            details.insert(detail, fields.need_text(&key)?);
        }
    }
    let citation = fields.need("cite")?;
    let remarks = fields.take("remarks").map_or(Ok(BTreeMap::new()), remarks)?;
    Ok(Report {
        id: fields.need_slug("id")?,
        kind: fields.need_word("kind", Kind::parse)?,
        roles,
        details,
        date: fields.date()?,
        words: fields.text("words")?,
        places: fields.slugs("place")?,
        hints: hints(fields)?,
        variant_of: fields.slugs("variant-of")?,
        surety: fields.word("surety", Surety::parse)?.unwrap_or(Surety::Stated),
        contested: fields.list("contested", text)?,
        says: fields.list("says", said)?,
        citation: cited(citation)?,
        summary: fields.need_text("summary")?,
        remarks,
    })
}

fn filler(value: Value) -> Result<Filler, Fault> {
    if let Value::String(actor) = &value {
        return Ok(Filler { actor: slug(actor)?, surety: Surety::Stated });
    }
    let mut fields = Fields::of(value, "a filler")?;
    let actor = fields.need_slug("actor")?;
    let filler = Filler { actor, surety: fields.need_word("surety", Surety::parse)? };
    fields.finish()?;
    Ok(filler)
}

fn slug(text: &str) -> Result<Slug, Fault> {
    Slug::new(text).map_err(|e| e.to_string())
}

fn remarks(value: Value) -> Result<BTreeMap<String, String>, Fault> {
    let mut fields = Fields::of(value, "\"remarks\"")?;
    fields.keys().into_iter().map(|key| Ok((key.clone(), fields.need_text(&key)?))).collect()
}

fn hints(fields: &mut Fields) -> Result<Vec<Hint>, Fault> {
    let parse = |word: &str| HintKind::ALL.iter().copied().find(|kind| kind.word() == word);
    let mut hints = fields.list("hints", |value| match value.as_array().map(Vec::as_slice) {
        Some([Value::String(kind), Value::String(other)]) => {
            let kind = parse(kind).ok_or_else(|| format!("{kind:?} is no hint"))?;
            Ok(Hint { kind, other: slug(other)? })
        }
        _ => Err("a hint is a pair of texts".to_owned()),
    })?;
    for kind in HintKind::ALL {
        hints.extend(fields.slugs(kind.word())?.into_iter().map(|other| Hint { kind: *kind, other }));
    }
    Ok(hints)
}

fn said(value: Value) -> Result<Proposition, Fault> {
    if let Value::String(text) = &value {
        return said_in_text(text);
    }
    let mut fields = Fields::of(value, "something said")?;
    let affirmed = fields.need("affirmed")?.as_bool().ok_or("\"affirmed\" is true or false")?;
    let content = match fields.slug("event")? {
        Some(report) => Content::Aspect { report, aspect: fields.need_text("aspect")? },
        None => {
            for key in ["object", "value"] {
                // What a fact has not is null.
                if let Some(value) = fields.take(key).filter(|value| !value.is_null()) {
                    fields.put(key, value);
                }
            }
            Content::Fact(Fluent {
                relation: fields.need_word("relation", Relation::parse)?,
                subject: fields.need_slug("subject")?,
                object: fields.slug("object")?,
                value: fields.text("value")?,
            })
        }
    };
    fields.finish()?;
    Ok(Proposition { affirmed, content })
}

/// `[not] FACT` or `[not] ASPECT of EVENT`.
fn said_in_text(text: &str) -> Result<Proposition, Fault> {
    let (affirmed, rest) = text.strip_prefix("not ").map_or((true, text), |rest| (false, rest));
    let words: Vec<&str> = rest.split(' ').collect();
    let content = match words.as_slice() {
        [aspect, "of", report] => Content::Aspect { report: slug(report)?, aspect: (*aspect).to_owned() },
        _ => Content::Fact(Fluent::parse(rest).map_err(|e| e.to_string())?),
    };
    Ok(Proposition { affirmed, content })
}

fn cited(value: Value) -> Result<Citation, Fault> {
    let mut fields = Fields::of(value, "\"cite\"")?;
    let paragraph = fields.take("paragraph").map(|value| {
        value.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or("\"paragraph\" is no paragraph")
    });
    let citation = Citation {
        source: fields.need_slug("source")?,
        through: fields.slug("through")?,
        paragraph: paragraph.transpose()?,
        page: fields.text("page")?,
        archive: fields.text("archive")?,
        retrieved: fields.text("retrieved")?,
    };
    fields.finish()?;
    Ok(citation)
}

fn amendment(fields: &mut Fields) -> Result<Amendment, Fault> {
    let citation = fields.take("cite").map(cited).transpose()?;
    Ok(Amendment {
        id: fields.need_slug("id")?,
        by: holder(fields.need("by")?)?,
        act: act(fields)?,
        date: fields.date()?,
        citation,
        note: fields.text("note")?,
    })
}

fn holder(value: Value) -> Result<Holder, Fault> {
    let (sort, name) = Fields::of(value, "\"by\"")?.single()?;
    let name = text(name)?;
    match sort.as_str() {
        "actor" => Ok(Holder::Actor(slug(&name)?)),
        "source" => Ok(Holder::Source(slug(&name)?)),
        "keeper" => Ok(Holder::Keeper(name)),
        _ => Err(format!("{sort:?} is no sort of holder")),
    }
}

fn act(fields: &mut Fields) -> Result<Amends, Fault> {
    let word = fields.need_text("kind")?;
    let aspect = |fields: &mut Fields| Ok::<_, Fault>(fields.text("aspect")?.unwrap_or(FACT.to_owned()));
    Ok(match word.as_str() {
        "confirm" => Amends::Confirm { event: fields.need_slug("event")? },
        "dispute" => Amends::Dispute { event: fields.need_slug("event")?, aspect: aspect(fields)? },
        "deny" => Amends::Deny { event: fields.need_slug("event")?, aspect: aspect(fields)? },
        "correct" => {
            let becomes = body_from_json(fields.need("becomes")?)?;
            if fields.need_slug(becomes.sort())? != *becomes.id() {
                return Err("the correction is of one record and makes another".to_owned());
            }
            Amends::Correct {
                because: fields.need_word("because", Because::parse)?,
                keys: fields.list("keys", text)?,
                becomes: Box::new(becomes),
            }
        }
        "retract" => Amends::Retract {
            target: fields.need_slug("event")?,
            because: fields.need_word("because", Because::parse)?,
        },
        "same-as" => {
            Amends::SameAs { actor: fields.need_slug("actor")?, stays: fields.need_slug("same-as")? }
        }
        _ => return Err(format!("an amendment that does {word:?} is unknown to this version of annals")),
    })
}
