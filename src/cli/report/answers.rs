//! Answers to values: kinds, names, dates and details, each read as the files of records are.

use serde_json::Value;

use crate::cli::failure::Failure;
use crate::cli::names;
use crate::domain::names::nearest;
use crate::domain::{DetailUse, EventDate, Kind, Role, Slug, Values};
use crate::question::{Directory, Sort};

/// Says that somebody filled a role whom the source does not name.
pub(super) const UNNAMED: &str = "-";

/// A kind of event, by its word or as much of it as no other begins with.
pub(super) fn kind(text: &str) -> Result<Kind, Failure> {
    let mut begun = Kind::all().filter(|kind| !text.is_empty() && kind.word().starts_with(text));
    let only = begun.next().filter(|_| begun.next().is_none());
    Kind::parse(text).or(only).ok_or_else(|| {
        let near = nearest(text, Kind::all().map(Kind::word), 4);
        let help = match near.is_empty() {
            true => Kind::all().map(Kind::word).collect::<Vec<_>>().join(", "),
            false => format!("perhaps {}", near.join(", ")),
        };
        Failure::usage(format!("{text:?} is no kind of event"), Some(help))
    })
}

/// What fills a role: names between commas. `None`: it is not told.
pub(super) fn fillers(
    directory: &Directory,
    role: Role,
    required: bool,
    text: &str,
) -> Result<Option<Value>, Failure> {
    match text {
        "" if required => {
            let help = format!("name somebody, or write {UNNAMED} where the source names nobody");
            Err(Failure::usage(format!("{} is needed", role.word()), Some(help)))
        }
        "" => Ok(None),
        UNNAMED => Ok(Some(Value::Array(Vec::new()))),
        // What is spoken of may be a treaty or an event as well.
        _ if role == Role::About => Ok(Some(listed(text, |part| {
            let found = named(directory, part, &[Sort::Actor, Sort::Treaty]);
            found.or_else(|failure| Slug::new(part).map_err(|_| failure))
        })?)),
        _ => Ok(Some(listed(text, |part| named(directory, part, &[Sort::Actor]))?)),
    }
}

/// The places an event happened in. `None`: it is not told.
pub(super) fn places(directory: &Directory, text: &str) -> Result<Option<Value>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    listed(text, |part| named(directory, part, &[Sort::Place])).map(Some)
}

/// The source that tells it.
pub(super) fn source(directory: &Directory, text: &str) -> Result<Slug, Failure> {
    if text.is_empty() {
        let help = "`annals sources` lists them; a new one is taken in by `annals append` first".to_owned();
        return Err(Failure::usage("a source is needed", Some(help)));
    }
    named(directory, text, &[Sort::Source])
}

/// The one thing that a text names; of a completed `id (name)` that of the id.
fn named(directory: &Directory, text: &str, sorts: &[Sort]) -> Result<Slug, Failure> {
    let text = text.trim();
    if let Some((id, _)) = text.split_once(" (")
        && text.ends_with(')')
        && let Ok(id) = Slug::new(id)
        && let Ok(found) = names::one(directory, id.as_str(), sorts)
        && found == id
    {
        return Ok(id);
    }
    names::one(directory, text, sorts)
}

/// Several names between commas; a name with a comma in it alone, or between semicolons.
fn listed(text: &str, one: impl Fn(&str) -> Result<Slug, Failure>) -> Result<Value, Failure> {
    let parts: Vec<&str> = match text.contains(';') {
        true => text.split(';').collect(),
        false => text.split(',').collect(),
    };
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    let all: Result<Vec<Slug>, Failure> = parts.map(&one).collect();
    // The whole may be one name, with commas in it.
    let all = match all {
        Err(failure) => vec![one(text).map_err(|_| failure)?],
        Ok(all) => all,
    };
    Ok(all.iter().map(|id| Value::from(id.as_str())).collect())
}

/// A detail. `None`: it is not told.
pub(super) fn detail(usage: &DetailUse, text: &str) -> Result<Option<Value>, Failure> {
    let word = usage.detail.word();
    match (text, usage.values) {
        ("", _) if usage.required => Err(Failure::usage(format!("{word} is needed"), None)),
        ("", _) => Ok(None),
        (text, Values::OneOf(words)) if !words.contains(&text) => {
            let help = format!("one of {}", words.join(", "));
            Err(Failure::usage(format!("{word} cannot be {text:?}"), Some(help)))
        }
        (text, Values::Slug) => {
            let slug = Slug::from_words(text).map_err(|error| Failure::usage(error.to_string(), None))?;
            Ok(Some(slug.as_str().into()))
        }
        (text, _) => Ok(Some(text.into())),
    }
}

/// When it happened; empty: undated.
pub(super) fn date(text: &str) -> Result<Option<EventDate>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |e: crate::domain::DateError| {
        Failure::usage(format!("{text:?} is no date: {}", e.message), Some(e.help))
    };
    EventDate::parse(text).map(Some).map_err(wrong)
}

/// A paragraph, from 1. `None`: not told.
pub(super) fn paragraph(text: &str) -> Result<Option<u32>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = text.parse().ok().filter(|number: &u32| *number > 0);
    let help = || Some("write a number from 1, or nothing".to_owned());
    read.map(Some).ok_or_else(|| Failure::usage(format!("{text:?} is no paragraph"), help()))
}

/// What happened, in a line.
pub(super) fn summary(text: &str) -> Result<String, Failure> {
    if text.is_empty() {
        return Err(Failure::usage(
            "a summary is needed",
            Some("write one line in your own words".to_owned()),
        ));
    }
    Ok(text.to_owned())
}

/// An id of one's own; empty: the one offered.
pub(super) fn id(offered: &str, text: &str) -> Result<Slug, Failure> {
    let text = if text.is_empty() { offered } else { text };
    Slug::new(text).map_err(|error| {
        let like = Slug::from_words(text).map_or_else(|_| offered.to_owned(), |slug| slug.to_string());
        Failure::usage(format!("{text:?}: {error}"), Some(format!("write {like}")))
    })
}
