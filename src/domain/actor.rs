//! Actors, places and sources: what reports speak of, and who speaks.

use serde::{Deserialize, Serialize};

use super::kind::family;
use super::{ActorId, EventDate, PlaceId, SourceId};

family! {
    /// What sort of actor it is. Only persons differ for the rules: they are alive instead of existing.
    ActorKind {
        /// An armed or political group.
        Faction = "faction",
        /// A body of bodies.
        Coalition = "coalition",
        /// A state, recognised or not.
        State = "state",
        /// An armed force.
        Force = "force",
        /// An international mission.
        Mission = "mission",
        /// A company.
        Company = "company",
        /// Any other organisation.
        Organisation = "organisation",
        /// A community of people.
        Community = "community",
        /// A party.
        Party = "party",
        /// A person.
        Person = "person",
    }
}

impl ActorKind {
    /// The kind written with this word.
    pub fn parse(word: &str) -> Option<ActorKind> {
        ActorKind::ALL.iter().copied().find(|k| k.word() == word)
    }
}

/// A name an actor goes by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// The name.
    pub text: String,
    /// The sources that use it; none: our own label.
    pub sources: Vec<SourceId>,
}

/// An actor. Its slug is its identity; names are data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Identity.
    pub id: ActorId,
    /// What sort of actor.
    pub kind: ActorKind,
    /// Names, the usual one first.
    pub names: Vec<Name>,
    /// Anything a reader should know.
    pub note: Option<String>,
}

/// A place; places nest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Identity.
    pub id: PlaceId,
    /// Names, the usual one first.
    pub names: Vec<Name>,
    /// The place around it.
    pub within: Option<PlaceId>,
    /// Anything a reader should know.
    pub note: Option<String>,
}

/// A source: who says things, and when the world could read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Identity.
    pub id: SourceId,
    /// Its title, or what it is.
    pub title: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When the world could read it, itself perhaps vague. No margin applies.
    pub date: EventDate,
    /// When our copy was taken, `YYYY-MM-DD`: cuts an open date (rule R12).
    pub retrieved: Option<String>,
    /// The source that cites it, where we never saw it ourselves.
    pub cited_by: Option<SourceId>,
    /// Where it is found.
    pub locator: Option<String>,
    /// The actor that speaks in it, where the source is itself a party.
    pub party: Option<ActorId>,
    /// Reliability, Admiralty code A to F, where given.
    pub reliability: Option<String>,
    /// Anything a reader should know.
    pub note: Option<String>,
}
