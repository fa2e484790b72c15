//! FollowTheMoney: entities as JSON Lines. What is possible or disputed is an unknown link that says so, never a membership: a reader
//! that skips the words shall not take it for certain.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Lost, Told, precision};
use crate::domain::{ActorKind, Answer, Arg, Bounds, Fluent, Relation, Slug};
use crate::question::{Entry, Spell, courses, spells};
use crate::replay::Spans;

/// An entity.
#[derive(Serialize)]
struct Entity {
    id: String,
    schema: &'static str,
    properties: Properties,
}

type Properties = BTreeMap<&'static str, Vec<String>>;

/// Everything as entities, a line each: who and where, what held between them, what happened.
pub fn ftm(told: &Told<'_>) -> (String, Lost) {
    let mut lost = Lost::default();
    let mut things: BTreeMap<String, Entity> = BTreeMap::new();
    let mut links: Vec<Entity> = Vec::new();
    for course in courses(told.timeline, told.about) {
        let found = spells(told.timeline, &course);
        for (i, spell) in found.iter().enumerate() {
            if course.fact.object.is_some() {
                links.extend(link(told, spell, i, &mut things, &mut lost));
            } else {
                being(told, spell, &mut things, &mut lost);
            }
        }
    }
    for entry in told.events() {
        links.push(event(told, &entry, &mut things, &mut lost));
    }
    let mut text = String::new();
    for entity in things.values().chain(&links) {
        text.push_str(&serde_json::to_string(entity).unwrap_or_default());
        text.push('\n');
    }
    (text, lost)
}

/// The entity of an actor or a place, made where it is not there yet.
fn thing<'t>(told: &Told<'_>, id: &Slug, things: &'t mut BTreeMap<String, Entity>) -> &'t mut Entity {
    let actor = told.directory.actors.get(id);
    let place = if actor.is_none() { told.directory.places.get(id) } else { None };
    let sort = if place.is_some() { "place" } else { "actor" };
    let key = format!("annals-{sort}-{id}");
    things.entry(key.clone()).or_insert_with(|| {
        let schema = match actor.map(|a| a.kind) {
            Some(ActorKind::Person) => "Person",
            Some(ActorKind::Company) => "Company",
            Some(ActorKind::State) => "PublicBody",
            _ if place.is_some() => "Address",
            _ => "Organization",
        };
        let names = actor.map(|a| &a.names).or(place.map(|p| &p.names));
        let mut names: Vec<String> = names.into_iter().flatten().map(|n| n.text.clone()).collect();
        let more = names.split_off(names.len().min(1));
        let mut properties = Properties::new();
        let name = if names.is_empty() { vec![id.to_string()] } else { names };
        if schema == "Address" {
            put(&mut properties, "full", name.clone());
        }
        put(&mut properties, "name", name);
        put(&mut properties, "alias", more);
        let note = actor.and_then(|a| a.note.clone()).or(place.and_then(|p| p.note.clone()));
        put(&mut properties, "notes", note.into_iter().collect());
        Entity { id: key, schema, properties }
    })
}

/// When an actor came to be and ended, and the names it bears.
fn being(told: &Told<'_>, spell: &Spell, things: &mut BTreeMap<String, Entity>, lost: &mut Lost) {
    let fact = &spell.told.fact;
    if told.timeline.cast().kind(&fact.subject).is_none() {
        return lost.count("a treaty and its time in force");
    }
    if spell.told.answer != Answer::Yes {
        return lost.count("an actor or a name of whom it is possible or disputed that they are");
    }
    let entity = thing(told, &fact.subject, things);
    let [begin, end] = if entity.schema == "Person" {
        ["birthDate", "deathDate"]
    } else {
        ["incorporationDate", "dissolutionDate"]
    };
    match (&fact.value, fact.relation) {
        (Some(name), _) => {
            lost.count("the days of a name");
            let known = entity.properties.values().flatten().any(|text| text == name);
            put(&mut entity.properties, "alias", if known { Vec::new() } else { vec![name.clone()] });
        }
        (None, relation) => {
            // That somebody is alive by then is no birth.
            if relation != Relation::Alive {
                put(&mut entity.properties, begin, day(spell.begin, lost));
            }
            put(&mut entity.properties, end, day(spell.end, lost));
        }
    }
}

/// What held between two.
fn link(
    told: &Told<'_>,
    spell: &Spell,
    at: usize,
    things: &mut BTreeMap<String, Entity>,
    lost: &mut Lost,
) -> Option<Entity> {
    let fact = &spell.told.fact;
    let object = fact.object.as_ref()?;
    let declaration = fact.relation.declaration();
    if fact.relation == Relation::MemberOf {
        // Paths of direct memberships are there to be followed.
        return None;
    }
    if declaration.object == Some(Arg::Treaty) {
        lost.count("a party to a treaty");
        return None;
    }
    if !spell.told.claims.is_empty() {
        lost.count("who says what about a link");
    }
    let (subject, object) =
        (thing(told, &fact.subject, things).id.clone(), thing(told, object, things).id.clone());
    let word = fact.relation.word();
    let mut properties = Properties::new();
    let (schema, from, to) = schema(told, spell, fact);
    let role = fact.value.clone().unwrap_or_else(|| word.to_owned());
    let turned =
        matches!(fact.relation, Relation::SplitFrom | Relation::RenamedFrom) && schema == "Succession";
    let (first, second) = if turned { (object, subject) } else { (subject, object) };
    put(&mut properties, from, vec![first]);
    put(&mut properties, to, vec![second]);
    match spell.told.answer {
        Answer::Yes => put(&mut properties, "role", vec![role]),
        unsure => {
            put(&mut properties, "role", vec![format!("{}: {role}", unsure.word())]);
            put(&mut properties, "status", vec![unsure.word().to_owned()]);
        }
    }
    if schema == "Succession" {
        put(&mut properties, "date", day(spell.begin, lost));
    } else {
        put(&mut properties, "startDate", day(spell.begin, lost));
        put(&mut properties, "endDate", day(spell.end, lost));
    }
    put(&mut properties, "summary", vec![told.label(fact)]);
    put(&mut properties, "recordId", spell.told.begun_by.iter().map(Slug::to_string).collect());
    put(&mut properties, "sourceUrl", urls(told, &spell.told.sources));
    Some(Entity { id: id(&format!("{fact} {at}")), schema, properties })
}

/// The schema of a link, and its two ends.
fn schema(told: &Told<'_>, spell: &Spell, fact: &Fluent) -> (&'static str, &'static str, &'static str) {
    let person = told.timeline.cast().is_person(&fact.subject);
    match fact.relation {
        _ if spell.told.answer != Answer::Yes => ("UnknownLink", "subject", "object"),
        Relation::DirectMemberOf => ("Membership", "member", "organization"),
        Relation::HoldsPost if person => ("Directorship", "director", "organization"),
        Relation::SplitFrom | Relation::MergedInto | Relation::AbsorbedInto | Relation::RenamedFrom => {
            ("Succession", "predecessor", "successor")
        }
        _ => ("UnknownLink", "subject", "object"),
    }
}

/// What happened.
fn event(told: &Told<'_>, entry: &Entry, things: &mut BTreeMap<String, Entity>, lost: &mut Lost) -> Entity {
    let report = &entry.report;
    let mut properties = Properties::new();
    put(&mut properties, "name", vec![report.summary.clone()]);
    if entry.begin == entry.end {
        put(&mut properties, "date", day(entry.begin, lost));
    } else {
        put(&mut properties, "startDate", day(entry.begin, lost));
        put(&mut properties, "endDate", day(entry.end, lost));
    }
    let actors = report.actors().into_iter().filter(|id| told.directory.actors.contains_key(*id));
    let involved: Vec<String> = actors.map(|id| thing(told, id, things).id.clone()).collect();
    put(&mut properties, "involved", involved);
    put(&mut properties, "location", report.places.iter().map(|place| told.name(place)).collect());
    put(&mut properties, "recordId", vec![report.id.to_string()]);
    put(&mut properties, "sourceUrl", urls(told, std::slice::from_ref(&report.citation.source)));
    let mut summary = format!("{}, {} by {}", report.kind, entry.surety.word(), report.citation.source);
    if !entry.variants.is_empty() {
        lost.count("that an event is one account of several of one happening (its summary says so)");
        let others: Vec<&str> = entry.variants.iter().map(Slug::as_str).collect();
        summary.push_str(&format!("; also told by {}", others.join(", ")));
    }
    put(&mut properties, "summary", vec![summary]);
    Entity { id: format!("annals-event-{}", report.id), schema: "Event", properties }
}

/// The day, month or year that bounds come to; of wider ones the year, where it is one.
fn day(bounds: Bounds, lost: &mut Lost) -> Vec<String> {
    let (first, last) = (bounds.earliest.to_string(), bounds.latest.to_string());
    let up_to = |length: usize| first.get(..length).map(str::to_owned).into_iter().collect();
    match precision(bounds) {
        "day" => vec![first],
        "month" => up_to(7),
        "year" => up_to(4),
        "range" if first.get(..4) == last.get(..4) => {
            lost.count("a date between two days, told as their year");
            up_to(4)
        }
        // Nothing known on either side is nothing lost.
        "open" if bounds.earliest.is_open() && bounds.latest.is_open() => Vec::new(),
        _ => {
            lost.count("a date that is open on one side or spans years, left out");
            Vec::new()
        }
    }
}

/// Where sources are found, as far as that is an address.
fn urls(told: &Told<'_>, sources: &[Slug]) -> Vec<String> {
    let locators = sources.iter().filter_map(|id| told.directory.sources.get(id)?.locator.clone());
    locators.filter(|text| text.starts_with("http://") || text.starts_with("https://")).collect()
}

fn put(properties: &mut Properties, key: &'static str, values: Vec<String>) {
    if !values.is_empty() {
        properties.entry(key).or_default().extend(values);
    }
}

/// The same id for the same fact, in every export.
fn id(what: &str) -> String {
    let digest = blake3::hash(what.as_bytes()).to_hex();
    format!("annals-link-{}", digest.get(..20).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;

    #[test]
    fn given_bounds_when_written_as_a_date_then_it_is_no_finer_than_they_are() {
        let bounds = |first: &str, last: &str| {
            let day = |text, open| Day::parse(text).unwrap_or(open);
            Bounds::new(day(first, Day::PAST), day(last, Day::FUTURE))
        };
        for (first, last, wanted, lost) in [
            ("2014-03-18", "2014-03-18", Some("2014-03-18"), 0),
            ("2014-03-01", "2014-03-31", Some("2014-03"), 0),
            ("2014-01-01", "2014-12-31", Some("2014"), 0),
            ("2014-03-01", "2014-08-31", Some("2014"), 1),
            ("2014-03-01", "2015-08-31", None, 1),
            ("", "2015-08-31", None, 1),
            ("", "", None, 0),
        ] {
            let mut counted = Lost::default();
            let told = day(bounds(first, last), &mut counted);
            assert_eq!(told.first().map(String::as_str), wanted, "{first} {last}");
            assert_eq!(counted.lines().len(), lost, "{first} {last}");
        }
    }
}
