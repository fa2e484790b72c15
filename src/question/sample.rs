//! Small chronologies for the tests of this room, a line a report:
//! `ID KIND role=a,b? detail:value after>OTHER ~OTHER contested!label @DATE [SOURCE]`.

use std::collections::BTreeSet;

use crate::domain::{
    Actor, ActorKind, Body, Content, Day, Detail, Digest, EventDate, Filler, Fluent, Hint, HintKind, Kind,
    Name, Proposition, Record, Report, Role, Slug, Source, Surety,
};
use crate::replay::{Timeline, View, replay};

pub(super) fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The records a text stands for. An actor of one letter is a person, any other a faction; every source is of 2030.
pub(super) fn records(text: &str) -> Vec<Record> {
    let reports: Vec<Report> = text.lines().filter(|l| !l.trim().is_empty()).map(report).collect();
    let actors: BTreeSet<Slug> = reports.iter().flat_map(|r| r.actors().into_iter().cloned()).collect();
    let sources: BTreeSet<Slug> = reports.iter().map(|r| r.citation.source.clone()).collect();
    let actor = |id: &Slug| {
        let kind = if id.as_str().len() == 1 { ActorKind::Person } else { ActorKind::Faction };
        let names = vec![Name { text: id.as_str().replace('-', " "), sources: Vec::new() }];
        Body::Actor(Actor { id: id.clone(), kind, names, note: None })
    };
    let source = |id: &Slug| {
        Body::Source(Source {
            id: id.clone(),
            title: format!("Source {id}"),
            author: None,
            publisher: None,
            date: EventDate::parse("2030-01-01").unwrap(),
            retrieved: None,
            cited_by: None,
            locator: None,
            party: None,
            reliability: None,
            note: None,
        })
    };
    let bodies =
        sources.iter().map(source).chain(actors.iter().map(actor)).chain(reports.into_iter().map(Body::from));
    let record = |(position, body)| Record {
        position,
        recorded: chrono::DateTime::UNIX_EPOCH,
        digest: Digest::ZERO,
        body,
    };
    (1..).zip(bodies).map(record).collect()
}

/// The same, replayed.
pub(super) fn timeline(text: &str) -> Timeline {
    replay(&records(text), &View::default())
}

fn report(line: &str) -> Report {
    let mut words = line.split_whitespace();
    let id = slug(words.next().unwrap());
    let kind = Kind::parse(words.next().unwrap()).unwrap();
    let mut report = Report { summary: format!("Report {id}"), ..Report::blank(id, kind, slug("s0")) };
    for word in words {
        let filler = |text: &str| match text.strip_suffix('?') {
            Some(text) => Filler { actor: slug(text), surety: Surety::Inferred },
            None => Filler { actor: slug(text), surety: Surety::Stated },
        };
        let fact = |text: &str| Content::Fact(Fluent::parse(&text.replace('_', " ")).unwrap());
        if let Some(date) = word.strip_prefix('@') {
            report.date = EventDate::parse(date).unwrap();
        } else if let Some(source) = word.strip_prefix('[') {
            report.citation.source = slug(source.trim_end_matches(']'));
        } else if let Some(other) = word.strip_prefix('~') {
            report.variant_of.push(slug(other));
        } else if let Some(label) = word.strip_prefix("contested!") {
            report.contested.push(label.to_owned());
        } else if let Some(text) = word.strip_prefix("says!") {
            report.says.push(Proposition { affirmed: true, content: fact(text) });
        } else if let Some(text) = word.strip_prefix("denies!") {
            report.says.push(Proposition { affirmed: false, content: fact(text) });
        } else if let Some(other) = word.strip_prefix("after>") {
            report.hints.push(Hint { kind: HintKind::After, other: slug(other) });
        } else if let Some((role, fillers)) = word.split_once('=') {
            let fillers = fillers.split(',').filter(|f| !f.is_empty()).map(filler).collect();
            report.roles.insert(Role::parse(role).unwrap(), fillers);
        } else if let Some((detail, value)) = word.split_once(':') {
            report.details.insert(Detail::parse(detail).unwrap(), value.to_owned());
        } else {
            panic!("{word} in {line}");
        }
    }
    report
}
