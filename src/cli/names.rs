//! Names on the command line: each leads to one actor, place, source or treaty, or to the candidates.

use super::failure::Failure;
use super::out;
use crate::annals::Chronicle;
use crate::domain::{ActorId, Body, Day, EventDate, Fluent, Pattern, RecordSort, Relation, Slug, names};
use crate::question::{Directory, Resolved, Sort, Unread, heirs, read_fact};
use crate::replay::Timeline;

/// The actors, places and treaties that texts name; of a name that is both, the actor.
pub(super) fn subjects(directory: &Directory, texts: &[String]) -> Result<Vec<Slug>, Failure> {
    let sorts = [Sort::Actor, Sort::Place, Sort::Treaty];
    texts.iter().map(|text| one(directory, text, &sorts)).collect()
}

/// The actor that a text names.
pub(super) fn actor(directory: &Directory, text: &str) -> Result<ActorId, Failure> {
    one(directory, text, &[Sort::Actor])
}

/// The one thing of these sorts that a text names, the first sort first.
pub(super) fn one(directory: &Directory, text: &str, sorts: &[Sort]) -> Result<Slug, Failure> {
    let found: Vec<Resolved> = sorts.iter().map(|sort| directory.resolve(*sort, text)).collect();
    if let Some(id) = found.iter().find_map(|f| if let Resolved::One(id) = f { Some(id) } else { None }) {
        return Ok(id.clone());
    }
    let near: Vec<&Slug> =
        found.iter().filter_map(|f| if let Resolved::Near(id) = f { Some(id) } else { None }).collect();
    let several = found.iter().any(|f| matches!(f, Resolved::Several(_)));
    if let (false, [one]) = (several, near.as_slice()) {
        return Ok(taken_as(directory, text, one));
    }
    let words: Vec<&str> = sorts.iter().map(|s| s.word()).collect();
    let sort = match words.split_last() {
        Some((last, rest @ [_, ..])) => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    };
    Err(unknown(directory, text, &sort, &merged(found)))
}

/// The candidates of several searches, in turn.
fn merged(found: Vec<Resolved>) -> Resolved {
    let several = found.iter().any(|f| matches!(f, Resolved::Several(_)));
    let mut all: Vec<Slug> = Vec::new();
    for one in found {
        match one {
            Resolved::Several(ids) => all.extend(ids),
            Resolved::One(id) | Resolved::Near(id) => all.push(id),
            Resolved::None(ids) if !several => all.extend(ids),
            Resolved::None(_) => {}
        }
    }
    if several { Resolved::Several(all) } else { Resolved::None(all) }
}

/// Says how a name spelt otherwise was understood.
fn taken_as(directory: &Directory, text: &str, id: &Slug) -> Slug {
    let name = directory.name(id);
    let name = if name == id.as_str() { String::new() } else { format!(" ({name})") };
    out::note(&format!("note: {text:?} is taken as {id}{name}"));
    id.clone()
}

fn unknown(directory: &Directory, text: &str, sort: &str, found: &Resolved) -> Failure {
    let list = |ids: &[Slug]| {
        let one = |id: &Slug| match directory.name(id) {
            name if name == id.as_str() || names::fold(name) == names::fold(id.as_str()) => id.to_string(),
            name => format!("{id} ({name})"),
        };
        ids.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    match found {
        Resolved::Several(ids) => {
            Failure::usage(format!("{text:?} names several"), Some(format!("write one of {}", list(ids))))
        }
        Resolved::None(ids) if !ids.is_empty() => {
            Failure::usage(format!("no {sort} is called {text:?}"), Some(format!("perhaps {}", list(ids))))
        }
        _ => {
            let listing = match sort {
                "place" => "places",
                sort if sort.contains("source") => "sources",
                _ => "actors",
            };
            let help = format!("`annals {listing}` lists all, `annals {listing} TEXT` searches");
            Failure::usage(format!("no {sort} is called {text:?}"), Some(help))
        }
    }
}

/// Says whom else a name may mean, where its bearer has divided by then (rule R6).
pub(super) fn divided<'a>(timeline: &Timeline, actors: impl IntoIterator<Item = &'a Slug>, day: Day) {
    for actor in actors {
        let heirs = heirs(timeline, actor, day);
        if !heirs.is_empty() {
            let list = heirs.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ");
            out::note(&format!("note: {actor} had divided by {day}; the bare name may also mean {list}"));
        }
    }
}

/// A fact, with `?` for anybody, from the words of a command line.
pub(super) fn fact(directory: &Directory, words: &[String]) -> Result<Pattern, Failure> {
    match read_fact(words, directory) {
        Ok(reading) => {
            for (text, id) in &reading.near {
                taken_as(directory, text, id);
            }
            unknown_post(directory, &reading.pattern);
            Ok(reading.pattern)
        }
        Err(Unread::Name { text, sort, found }) => Err(unknown(directory, &text, sort.word(), &found)),
        Err(Unread::Fact(error)) => {
            let help = match &error {
                crate::domain::FactError::Relation { word } => {
                    let words = || Relation::ALL.iter().map(|r| r.word());
                    let near = names::nearest(word, words(), 3);
                    Some(if near.is_empty() {
                        format!("one of {}", words().collect::<Vec<_>>().join(", "))
                    } else {
                        format!("perhaps {}", near.join(", "))
                    })
                }
                _ => None,
            };
            Err(Failure::usage(error.to_string(), help))
        }
    }
}

/// The words of a fact that may be ids, as far as they can be told: one at least.
pub(super) fn of_fact(words: &[String]) -> &[String] {
    let relation = words.first().and_then(|word| Relation::parse(word)).map(Relation::declaration);
    let ids = relation.map_or(words.len(), |r| 1 + usize::from(r.object.is_some()));
    words.get(1..=ids).unwrap_or(words)
}

/// A post that no report speaks of is no fault, but rarely meant.
fn unknown_post(directory: &Directory, pattern: &Pattern) {
    let Some(post) = pattern.value.as_deref().filter(|_| pattern.relation == Relation::HoldsPost) else {
        return;
    };
    if directory.knows_any(Sort::Post) && !matches!(directory.resolve(Sort::Post, post), Resolved::One(_)) {
        let near: Vec<String> =
            directory.search(Sort::Post, post).iter().take(4).map(|f| f.id.to_string()).collect();
        let perhaps = if near.is_empty() { String::new() } else { format!("; perhaps {}", near.join(", ")) };
        out::note(&format!("note: no report speaks of the post {post:?}{perhaps}"));
    }
}

/// A pattern with no open place is a fact; `holds-post P ORG *` is one too.
pub(super) fn whole(pattern: &Pattern) -> Option<Fluent> {
    let declaration = pattern.relation.declaration();
    let subject = pattern.subject.as_ref()?;
    let mut fact = match (&pattern.object, declaration.object) {
        (Some(object), _) => Fluent::two(pattern.relation, subject, object),
        (None, None) => Fluent::one(pattern.relation, subject),
        (None, Some(_)) => return None,
    };
    if declaration.value && pattern.value.is_none() && pattern.relation != Relation::HoldsPost {
        return None;
    }
    fact.value.clone_from(&pattern.value);
    Some(fact)
}

/// The sources of a view.
pub(super) fn sources(directory: &Directory, texts: &[String]) -> Result<Vec<Slug>, Failure> {
    texts.iter().map(|text| one(directory, text, &[Sort::Source])).collect()
}

/// What a view leaves out: sources and events.
pub(super) fn without(
    annals: &dyn Chronicle,
    directory: &Directory,
    texts: &[String],
) -> Result<Vec<Slug>, Failure> {
    let mut all = Vec::new();
    for text in texts {
        if let Ok(id) = Slug::new(text)
            && !annals.records_of(&id)?.is_empty()
        {
            all.push(id);
            continue;
        }
        let near = names::nearest(text, annals.known_ids(None).into_iter().map(Slug::as_str), 4);
        if let Resolved::One(id) = directory.resolve(Sort::Actor, text) {
            all.push(id);
            continue;
        }
        match directory.resolve(Sort::Source, text) {
            Resolved::One(id) => all.push(id),
            Resolved::Near(id) => all.push(taken_as(directory, text, &id)),
            Resolved::None(_) if !near.is_empty() => {
                let message = format!("no source or event is called {text:?}");
                return Err(Failure::usage(message, Some(format!("perhaps {}", near.join(", ")))));
            }
            found => return Err(unknown(directory, text, "source or event", &found)),
        }
    }
    Ok(all)
}

/// An event and the date it is put on: `cpa-formed@2014-04`.
pub(super) fn assumed(annals: &dyn Chronicle, text: &str) -> Result<(Slug, EventDate), Failure> {
    let help = "write EVENT@DATE, as in cpa-formed@2014-04-01".to_owned();
    let Some((id, date)) = text.split_once('@') else {
        return Err(Failure::usage(format!("{text:?} names no event and date"), Some(help)));
    };
    let known = Slug::new(id).ok().map(|id| annals.records_of(&id)).transpose()?.unwrap_or_default();
    let Some(id) = known.iter().find(|r| matches!(r.body, Body::Report(_))).map(|r| r.body.id()) else {
        let near =
            names::nearest(id, annals.known_ids(Some(RecordSort::Event)).into_iter().map(Slug::as_str), 4);
        let help = if near.is_empty() { help } else { format!("perhaps {}", near.join(", ")) };
        return Err(Failure::usage(format!("no event is called {id:?}"), Some(help)));
    };
    let date = EventDate::parse(date.trim())
        .map_err(|e| Failure::usage(format!("{date:?} is no date: {}", e.message), Some(e.help)))?;
    Ok((id.clone(), date))
}
