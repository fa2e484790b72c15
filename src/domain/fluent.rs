//! Fluents: what can hold at an instant. One declaration each: what silence means, what it presupposes, its slot,
//! how it persists. Also the one grammar in which people and tests write facts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::kind::family;
use super::{Slug, SlugError, Term};

family! {
    /// The relation a fluent states.
    Relation {
        /// A body exists.
        Exists = "exists",
        /// A person lives.
        Alive = "alive",
        /// An actor bears a name.
        Named = "named",
        /// Member of a body, directly or by a path of memberships: derived from [`Relation::DirectMemberOf`].
        MemberOf = "member-of",
        /// Member of a body, with no other body between.
        DirectMemberOf = "direct-member-of",
        /// An actor left a body, or was put out, and has not joined again: no path leads there (rule R22).
        Left = "left",
        /// A person holds a post in a body; `leader` is the top post.
        HoldsPost = "holds-post",
        /// An actor controls a place.
        Controls = "controls",
        /// An actor is present in a place.
        PresentIn = "present-in",
        /// An actor blockades a place.
        Blockades = "blockades",
        /// A treaty is in force.
        InForce = "in-force",
        /// An actor is party to a treaty.
        PartyTo = "party-to",
        /// Two actors are in talks.
        Talks = "talks",
        /// Two actors are allied.
        Allied = "allied",
        /// Two actors cooperate in some form.
        Cooperating = "cooperating",
        /// Two actors fight.
        Hostile = "hostile",
        /// A declared war is on between two actors.
        AtWar = "at-war",
        /// Two actors face the same enemy.
        CommonEnemy = "common-enemy",
        /// An actor is under a sanction of another.
        Sanctioned = "sanctioned",
        /// A body came out of another.
        SplitFrom = "split-from",
        /// A body merged into another.
        MergedInto = "merged-into",
        /// A body was absorbed by another.
        AbsorbedInto = "absorbed-into",
        /// A body took its name in place of another.
        RenamedFrom = "renamed-from",
        /// A body was founded by somebody.
        FoundedBy = "founded-by",
    }
}

/// What a place in a fact stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// An actor; its existence (of a person: being alive) is presupposed where the flag is set (rule R26).
    Actor {
        /// Whether the fluent cannot outlive the actor.
        presupposed: bool,
    },
    /// A place.
    Place,
    /// A treaty.
    Treaty,
}

/// What it means that no source speaks of a fluent on a day (rule R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It does not hold.
    No,
    /// We do not know.
    Unknown,
}

/// How a fluent goes on after its beginning: its rule of persistence, declared for each relation; a view may let what
/// goes on until it ends fade instead (rule R8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// Until something ends it.
    UntilEnded,
    /// For good: a fact of history.
    Forever,
    /// Until something ends it, but certain only for so long after it was last told.
    Fades(Term),
}

impl Persistence {
    /// The rule written so: `until-ended`, `for-good`, `fades:P1Y` (an ISO 8601 duration).
    pub fn parse(text: &str) -> Option<Persistence> {
        match text {
            "until-ended" => Some(Persistence::UntilEnded),
            "for-good" => Some(Persistence::Forever),
            _ => Term::parse(text.strip_prefix("fades:")?).map(Persistence::Fades),
        }
    }
}

impl fmt::Display for Persistence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Persistence::UntilEnded => f.pad("until-ended"),
            Persistence::Forever => f.pad("for-good"),
            Persistence::Fades(term) => f.pad(&format!("fades:{term}")),
        }
    }
}

/// Who else a holder displaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nobody: any number hold it together.
    Shared,
    /// One holder of the object at a time (joint takers together): control of a place.
    Object,
    /// One holder of this post of this body, where the post is sole.
    Post,
}

/// Everything the kernel needs to know of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The first place of the fact.
    pub subject: Arg,
    /// The second, if it has one.
    pub object: Option<Arg>,
    /// Whether a third place, a value, follows (a post, a name).
    pub value: bool,
    /// Whether subject and object may be exchanged.
    pub symmetric: bool,
    /// What silence means.
    pub silence: Silence,
    /// How it goes on.
    pub persistence: Persistence,
    /// Whom its holder displaces.
    pub slot: Slot,
}

impl Relation {
    /// The relation written with this word.
    pub fn parse(word: &str) -> Option<Relation> {
        Relation::ALL.iter().copied().find(|r| r.word() == word)
    }

    /// Whether it says that an actor is there: a body in existence, a person alive.
    pub fn is_being(self) -> bool {
        matches!(self, Relation::Exists | Relation::Alive)
    }

    /// The declaration of the relation.
    pub fn declaration(self) -> Declaration {
        const LIVING: Arg = Arg::Actor { presupposed: true };
        const NAMED: Arg = Arg::Actor { presupposed: false };
        let base = Declaration {
            subject: LIVING,
            object: None,
            value: false,
            symmetric: false,
            silence: Silence::No,
            persistence: Persistence::UntilEnded,
            slot: Slot::Shared,
        };
        let pair = Declaration { object: Some(LIVING), symmetric: true, ..base };
        let history =
            Declaration { subject: NAMED, object: Some(NAMED), persistence: Persistence::Forever, ..base };
        let unknown = Silence::Unknown;
        match self {
            Relation::Exists | Relation::Alive => Declaration { subject: NAMED, silence: unknown, ..base },
            Relation::Named => Declaration { value: true, silence: unknown, ..base },
            Relation::MemberOf | Relation::DirectMemberOf => Declaration { object: Some(LIVING), ..base },
            Relation::Left => Declaration { subject: NAMED, object: Some(NAMED), ..base },
            Relation::HoldsPost => {
                Declaration { object: Some(LIVING), value: true, silence: unknown, slot: Slot::Post, ..base }
            }
            Relation::Controls => {
                Declaration { object: Some(Arg::Place), silence: unknown, slot: Slot::Object, ..base }
            }
            Relation::PresentIn => Declaration { object: Some(Arg::Place), silence: unknown, ..base },
            Relation::Blockades => Declaration { object: Some(Arg::Place), ..base },
            Relation::InForce => Declaration { subject: Arg::Treaty, ..base },
            Relation::PartyTo => Declaration { object: Some(Arg::Treaty), ..base },
            Relation::Talks
            | Relation::Allied
            | Relation::Cooperating
            | Relation::Hostile
            | Relation::AtWar
            | Relation::CommonEnemy => pair,
            Relation::Sanctioned => Declaration { object: Some(NAMED), ..base },
            Relation::SplitFrom
            | Relation::MergedInto
            | Relation::AbsorbedInto
            | Relation::RenamedFrom
            | Relation::FoundedBy => history,
        }
    }
}

/// Something that can hold at an instant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fluent {
    /// What is stated.
    pub relation: Relation,
    /// Of whom.
    pub subject: Slug,
    /// Towards whom, where the relation has two places.
    pub object: Option<Slug>,
    /// Post or name, where the relation has a value.
    pub value: Option<String>,
}

impl Fluent {
    /// A fluent of one place.
    pub fn one(relation: Relation, subject: &Slug) -> Fluent {
        Fluent { relation, subject: subject.clone(), object: None, value: None }
    }

    /// A fluent of two places; symmetric ones are put in order, so that either way round is the same fluent.
    pub fn two(relation: Relation, subject: &Slug, object: &Slug) -> Fluent {
        let (subject, object) = if relation.declaration().symmetric && object < subject {
            (object.clone(), subject.clone())
        } else {
            (subject.clone(), object.clone())
        };
        Fluent { relation, subject, object: Some(object), value: None }
    }

    /// A person in a post of a body.
    pub fn post(person: &Slug, body: &Slug, post: &str) -> Fluent {
        Fluent {
            relation: Relation::HoldsPost,
            subject: person.clone(),
            object: Some(body.clone()),
            value: Some(post.to_owned()),
        }
    }

    /// An actor under a name.
    pub fn named(actor: &Slug, name: &str) -> Fluent {
        Fluent {
            relation: Relation::Named,
            subject: actor.clone(),
            object: None,
            value: Some(name.to_owned()),
        }
    }

    /// Reads a whole fact, with no `?` in it.
    pub fn parse(text: &str) -> Result<Fluent, FactError> {
        let pattern = Pattern::parse(text)?;
        let declaration = pattern.relation.declaration();
        let missing = |what: &'static str| FactError::Open { what };
        let subject = pattern.subject.ok_or(missing("the first place"))?;
        if declaration.object.is_some() && pattern.object.is_none() {
            return Err(missing("the second place"));
        }
        if declaration.value && pattern.value.is_none() {
            return Err(missing("the last place"));
        }
        let mut fluent = match &pattern.object {
            Some(object) => Fluent::two(pattern.relation, &subject, object),
            None => Fluent::one(pattern.relation, &subject),
        };
        fluent.value = pattern.value;
        Ok(fluent)
    }
}

impl fmt::Display for Fluent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.relation.word(), self.subject)?;
        if let Some(object) = &self.object {
            write!(f, " {object}")?;
        }
        if let Some(value) = &self.value {
            write!(f, " {value}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fluent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A fact with places left open: `?` in a question, *every post of this person* in an effect.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// What is stated.
    pub relation: Relation,
    /// `None`: anybody.
    pub subject: Option<Slug>,
    /// `None`: anybody, or no such place.
    pub object: Option<Slug>,
    /// `None`: anything, or no such place.
    pub value: Option<String>,
}

impl Pattern {
    /// Exactly this fluent.
    pub fn exactly(fluent: &Fluent) -> Pattern {
        Pattern {
            relation: fluent.relation,
            subject: Some(fluent.subject.clone()),
            object: fluent.object.clone(),
            value: fluent.value.clone(),
        }
    }

    /// Whether a fluent is one of those meant. A symmetric pair may be written either way round.
    pub fn matches(&self, fluent: &Fluent) -> bool {
        let fits = |want: &Option<Slug>, have: Option<&Slug>| want.as_ref().is_none_or(|w| Some(w) == have);
        let straight =
            fits(&self.subject, Some(&fluent.subject)) && fits(&self.object, fluent.object.as_ref());
        let turned = self.relation.declaration().symmetric
            && fits(&self.subject, fluent.object.as_ref())
            && fits(&self.object, Some(&fluent.subject));
        self.relation == fluent.relation
            && (straight || turned)
            && (self.value.is_none() || self.value == fluent.value)
    }

    /// Reads a fact in which `?` may stand for any actor, and `*` for any post:
    /// `member-of cpa cma`, `controls ? kidal`, `holds-post ? cpa leader`.
    pub fn parse(text: &str) -> Result<Pattern, FactError> {
        let mut words = text.split_whitespace();
        let word = words.next().ok_or(FactError::Empty)?;
        let relation = Relation::parse(word).ok_or_else(|| FactError::Relation { word: word.to_owned() })?;
        let declaration = relation.declaration();
        let slug = |word: Option<&str>, what: &'static str| match word {
            None => Err(FactError::Missing { relation: relation.word(), what, usage: relation.usage() }),
            Some("?") => Ok(None),
            Some(w) => Slug::new(w).map(Some).map_err(|e| FactError::Slug { word: w.to_owned(), error: e }),
        };
        let subject = slug(words.next(), "subject")?;
        let object = match declaration.object {
            Some(_) => slug(words.next(), "object")?,
            None => None,
        };
        let rest: Vec<&str> = words.collect();
        let value = match (declaration.value, rest.as_slice()) {
            (false, []) => None,
            (false, [extra, ..]) => {
                return Err(FactError::Extra { word: (*extra).to_owned(), usage: relation.usage() });
            }
            (true, []) => {
                let (relation, usage) = (relation.word(), relation.usage());
                return Err(FactError::Missing { relation, what: "last word", usage });
            }
            (true, ["*" | "?"]) => None,
            (true, words) => Some(words.join(" ")),
        };
        Ok(Pattern { relation, subject, object, value })
    }
}

impl Relation {
    /// How a fact of this relation is written, for messages and help.
    pub fn usage(self) -> String {
        let declaration = self.declaration();
        let place = |arg: Arg, other: bool| match (arg, other) {
            (Arg::Actor { .. }, false) => " ACTOR",
            (Arg::Actor { .. }, true) => " OTHER",
            (Arg::Place, _) => " PLACE",
            (Arg::Treaty, _) => " TREATY",
        };
        let mut text = self.word().to_owned();
        text.push_str(place(declaration.subject, false));
        if let Some(object) = declaration.object {
            text.push_str(place(object, true));
        }
        match self {
            Relation::HoldsPost => text.push_str(" POST"),
            Relation::Named => text.push_str(" NAME"),
            _ => {}
        }
        text
    }
}

/// Why a text is no fact.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// Nothing written.
    #[error("a fact is empty")]
    Empty,
    /// The first word is no relation.
    #[error("{word:?} is no relation")]
    Relation {
        /// The word.
        word: String,
    },
    /// A place is missing.
    #[error("{relation:?} needs a {what}; write `{usage}`")]
    Missing {
        /// The relation.
        relation: &'static str,
        /// What is missing.
        what: &'static str,
        /// How it is written.
        usage: String,
    },
    /// A word too many.
    #[error("{word:?} is one word too many; write `{usage}`")]
    Extra {
        /// The word.
        word: String,
        /// How it is written.
        usage: String,
    },
    /// A place holds no slug.
    #[error("{word:?} is no identifier: {error}")]
    Slug {
        /// The word.
        word: String,
        /// Why.
        error: SlugError,
    },
    /// A whole fact is due here, with no `?`.
    #[error("{what} is left open; name it here")]
    Open {
        /// Which.
        what: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_facts_when_read_then_they_print_the_same() {
        for text in [
            "exists cpa",
            "member-of cpa cma",
            "holds-post a b chief-of-staff",
            "allied a b",
            "named cme Coordination of Entente Movements",
        ] {
            assert_eq!(Fluent::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn given_a_symmetric_fact_when_written_the_other_way_round_then_it_is_the_same() {
        assert_eq!(Fluent::parse("allied b a"), Fluent::parse("allied a b"));
        assert_ne!(Fluent::parse("member-of b a"), Fluent::parse("member-of a b"));
        let pattern = Pattern::parse("talks ? b").unwrap();
        assert!(pattern.matches(&Fluent::parse("talks a b").unwrap()));
        assert!(pattern.matches(&Fluent::parse("talks b c").unwrap()));
        assert!(!pattern.matches(&Fluent::parse("talks a c").unwrap()));
    }

    #[test]
    fn given_malformed_facts_when_read_then_the_fault_is_named() {
        assert_eq!(Fluent::parse(""), Err(FactError::Empty));
        assert!(matches!(Fluent::parse("loves a b"), Err(FactError::Relation { .. })));
        assert!(matches!(Fluent::parse("exists"), Err(FactError::Missing { .. })));
        assert!(matches!(Fluent::parse("exists a b"), Err(FactError::Extra { .. })));
        assert!(matches!(Fluent::parse("exists ?"), Err(FactError::Open { .. })));
        assert!(matches!(Fluent::parse("exists A"), Err(FactError::Slug { .. })));
    }
}
