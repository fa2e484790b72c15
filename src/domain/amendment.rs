//! Amendments: records that confirm, dispute, deny, correct or retract what an earlier record says, or tell that two
//! actors are one (rules R3, R5, R6). Nothing recorded is ever changed: replay applies them, and each can be retracted.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use super::kind::family;
use super::{Actor, ActorId, Body, Citation, EventDate, HintKind, Name, Place, Report, ReportId};
use super::{Detail, Redaction, Role, Slug, Source, SourceId};

family! {
    /// Why something is corrected or retracted (rule R5).
    Because {
        /// Our own slip: it holds for every known-by; only recorded-by sees the old text.
        Transcription = "transcription",
        /// The world learned better: it holds from the amendment's own reported date.
        Source = "source",
    }
}

impl Because {
    /// The reason written with this word.
    pub fn parse(word: &str) -> Option<Because> {
        Because::ALL.iter().copied().find(|b| b.word() == word)
    }
}

/// Who makes an amendment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Holder {
    /// An actor of the chronology: what he says is a claim (rule R3).
    Actor(ActorId),
    /// A source: what it says is a statement, unless it is a party's own.
    Source(SourceId),
    /// Whoever keeps the chronology, by name.
    Keeper(String),
}

impl Holder {
    /// The id or the name.
    pub fn text(&self) -> &str {
        match self {
            Holder::Actor(id) | Holder::Source(id) => id.as_str(),
            Holder::Keeper(name) => name,
        }
    }
}

/// What an amendment does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amends {
    /// The holder tells the same as a report.
    Confirm {
        /// The report.
        event: ReportId,
    },
    /// The holder does not accept an aspect of a report.
    Dispute {
        /// The report.
        event: ReportId,
        /// `fact` (that it happened at all), `date`, a role ...
        aspect: String,
    },
    /// The holder says that an aspect of a report is not so.
    Deny {
        /// The report.
        event: ReportId,
        /// As in a dispute.
        aspect: String,
    },
    /// Some keys of a record read otherwise.
    Correct {
        /// Whose slip it was.
        because: Because,
        /// The keys that change, as they are written in records.
        keys: Vec<String>,
        /// The record with these keys as they should read; its other keys are of no account. Never an amendment: read
        /// back, one in another in another would take a stack as deep.
        #[serde(deserialize_with = "plain")]
        becomes: Box<Body>,
    },
    /// An event or an amendment is as if it had never been recorded.
    Retract {
        /// Which.
        target: Slug,
        /// Whose slip it was.
        because: Because,
    },
    /// An actor is another under a second id (rule R6).
    SameAs {
        /// The second id.
        actor: ActorId,
        /// The id that stays.
        stays: ActorId,
    },
    /// The bodies of records are taken away for good. No file holds it: the log makes it with the taking.
    Redact(Redaction),
}

impl Amends {
    /// The words of what amendments in files do.
    pub const WORDS: &'static [&'static str] =
        &["confirm", "dispute", "deny", "correct", "retract", "same-as"];

    /// The word of a redaction, which no file holds.
    pub const REDACT: &'static str = "redact";

    /// The word it is written with.
    pub fn word(&self) -> &'static str {
        match self {
            Amends::Confirm { .. } => "confirm",
            Amends::Dispute { .. } => "dispute",
            Amends::Deny { .. } => "deny",
            Amends::Correct { .. } => "correct",
            Amends::Retract { .. } => "retract",
            Amends::SameAs { .. } => "same-as",
            Amends::Redact(_) => Amends::REDACT,
        }
    }

    /// What it amends: an event, an amendment, a registered thing, an actor.
    pub fn target(&self) -> &Slug {
        match self {
            Amends::Confirm { event } | Amends::Dispute { event, .. } | Amends::Deny { event, .. } => event,
            Amends::Correct { becomes, .. } => becomes.id(),
            Amends::Retract { target, .. } => target,
            Amends::SameAs { actor, .. } => actor,
            Amends::Redact(redaction) => &redaction.target.record.id,
        }
    }

    /// Whose slip it mends, where it mends one.
    pub fn because(&self) -> Option<Because> {
        match self {
            Amends::Correct { because, .. } | Amends::Retract { because, .. } => Some(*because),
            _ => None,
        }
    }
}

/// Reads what a correction can lead to: the sorts of [`Body`] before its amendments, in the same order.
fn plain<'de, D: Deserializer<'de>>(from: D) -> Result<Box<Body>, D::Error> {
    #[derive(Deserialize)]
    enum Plain {
        Source(Source),
        Actor(Actor),
        Place(Place),
        Report(Report),
    }
    Ok(Box::new(match Plain::deserialize(from)? {
        Plain::Source(source) => Body::Source(source),
        Plain::Actor(actor) => Body::Actor(actor),
        Plain::Place(place) => Body::Place(place),
        Plain::Report(report) => Body::from(report),
    }))
}

/// A record about records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Identity, unique among events and amendments.
    pub id: Slug,
    /// Who makes it.
    pub by: Holder,
    /// What it does.
    pub act: Amends,
    /// When the world could read it; undated where only our own record was wrong, or where the cited source tells.
    pub date: EventDate,
    /// Where it is said.
    pub citation: Option<Citation>,
    /// Anything a reader should know.
    pub note: Option<String>,
}

impl Body {
    /// Takes these keys, as they are written in records, from another body of the same sort. Keys that the sort does
    /// not have, and bodies of another sort, change nothing.
    pub fn take(&mut self, keys: &[String], from: &Body) {
        for key in keys {
            match (&mut *self, from) {
                (Body::Report(report), Body::Report(from)) => report_takes(Arc::make_mut(report), key, from),
                (Body::Source(source), Body::Source(from)) => source_takes(source, key, from),
                (Body::Actor(actor), Body::Actor(from)) => actor_takes(actor, key, from),
                (Body::Place(place), Body::Place(from)) => place_takes(place, key, from),
                _ => {}
            }
        }
    }
}

fn report_takes(report: &mut Report, key: &str, from: &Report) {
    match key {
        "kind" => report.kind = from.kind,
        "date" => report.date = from.date.clone(),
        "words" => report.words.clone_from(&from.words),
        "place" => report.places.clone_from(&from.places),
        "variant-of" => report.variant_of.clone_from(&from.variant_of),
        "surety" => report.surety = from.surety,
        "contested" => report.contested.clone_from(&from.contested),
        "says" => report.says.clone_from(&from.says),
        "cite" => report.citation = from.citation.clone(),
        "summary" => report.summary.clone_from(&from.summary),
        "remarks" => report.remarks.clone_from(&from.remarks),
        _ => {}
    }
    if let Some(kind) = HintKind::ALL.iter().find(|kind| kind.word() == key) {
        report.hints.retain(|hint| hint.kind != *kind);
        report.hints.extend(from.hints.iter().filter(|hint| hint.kind == *kind).cloned());
        report.hints.sort();
    }
    if let Some(role) = Role::parse(key) {
        report.roles.remove(&role);
        report.roles.extend(from.roles.get(&role).map(|fillers| (role, fillers.clone())));
    }
    if let Some(detail) = Detail::parse(key) {
        report.details.remove(&detail);
        report.details.extend(from.details.get(&detail).map(|value| (detail, value.clone())));
    }
}

fn source_takes(source: &mut Source, key: &str, from: &Source) {
    match key {
        "title" => source.title.clone_from(&from.title),
        "author" => source.author.clone_from(&from.author),
        "publisher" => source.publisher.clone_from(&from.publisher),
        "date" => source.date = from.date.clone(),
        "retrieved" => source.retrieved.clone_from(&from.retrieved),
        "cited-by" => source.cited_by.clone_from(&from.cited_by),
        "locator" => source.locator.clone_from(&from.locator),
        "party" => source.party.clone_from(&from.party),
        "reliability" => source.reliability.clone_from(&from.reliability),
        "note" => source.note.clone_from(&from.note),
        _ => {}
    }
}

fn actor_takes(actor: &mut Actor, key: &str, from: &Actor) {
    match key {
        "kind" => actor.kind = from.kind,
        "note" => actor.note.clone_from(&from.note),
        _ => names_take(&mut actor.names, key, &from.names),
    }
}

fn place_takes(place: &mut Place, key: &str, from: &Place) {
    match key {
        "within" => place.within.clone_from(&from.within),
        "note" => place.note.clone_from(&from.note),
        _ => names_take(&mut place.names, key, &from.names),
    }
}

/// The usual name stands first, the aliases after it.
fn names_take(names: &mut Vec<Name>, key: &str, from: &[Name]) {
    let (Some(usual), Some((other, aliases))) = (names.first_mut(), from.split_first()) else { return };
    match key {
        "name" => usual.text.clone_from(&other.text),
        "sources" => usual.sources.clone_from(&other.sources),
        "aliases" => {
            names.truncate(1);
            names.extend(aliases.iter().cloned());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BodyKind, Filler, Hint, Kind, Surety};

    fn slug(text: &str) -> Slug {
        Slug::new(text).unwrap()
    }

    fn report(date: &str, who: &str) -> Report {
        let mut report = Report::blank(slug("r"), Kind::Body(BodyKind::Formation), slug("s"));
        report.date = EventDate::parse(date).unwrap();
        report.roles.insert(Role::Subject, vec![Filler { actor: slug(who), surety: Surety::Stated }]);
        report
    }

    #[test]
    fn given_keys_when_taken_then_these_and_no_others_change() {
        let mut old = report("2014", "aa");
        old.hints = vec![Hint { kind: HintKind::After, other: slug("x") }];
        let mut new = report("2015", "bb");
        new.details.insert(Detail::Scope, "some".to_owned());
        new.hints = vec![Hint { kind: HintKind::Before, other: slug("y") }];
        let mut body = Body::from(old.clone());
        body.take(&["date".to_owned(), "before".to_owned()], &Body::from(new.clone()));
        let Body::Report(taken) = &body else { panic!() };
        assert_eq!((&taken.date, &taken.roles), (&new.date, &old.roles));
        assert_eq!(taken.hints, [old.hints[0].clone(), new.hints[0].clone()]);
        assert!(taken.details.is_empty());
        body.take(&["subject".to_owned(), "scope".to_owned(), "after".to_owned()], &Body::from(new.clone()));
        assert_eq!(body, Body::from(new));
    }

    #[test]
    fn given_names_when_taken_then_the_usual_one_and_the_aliases_change_apart() {
        let name = |text: &str| Name { text: text.to_owned(), sources: Vec::new() };
        let place = |names: Vec<Name>| Body::Place(Place { id: slug("p"), names, within: None, note: None });
        let mut body = place(vec![name("Old"), name("Alias")]);
        let new = place(vec![name("New"), name("Other"), name("Third")]);
        body.take(&["name".to_owned()], &new);
        assert_eq!(body, place(vec![name("New"), name("Alias")]));
        body.take(&["aliases".to_owned(), "nonsense".to_owned()], &new);
        assert_eq!(body, new);
    }
}
