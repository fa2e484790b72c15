//! Effects: what a report does to fluents (event calculus: initiates, terminates, and the observation of a state).

use super::{ActorId, Fluent, Pattern, PlaceId, Surety, Term};

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The fluent holds from the report's instant on. `birth`: nothing before it (rule R16).
    Begins {
        /// What begins.
        fluent: Fluent,
        /// A formation, split or merger: before it, *no*.
        birth: bool,
    },
    /// Fluents end at the report's instant.
    Ends {
        /// Which.
        pattern: Pattern,
        /// Holders that stay (joint takers, the successor).
        except: Vec<ActorId>,
        /// Whether the report says of this very fluent that it held until now (rule R17); a displacement does not.
        explicit: bool,
    },
    /// The hold that this report begins may end after that long, or later, or never (rules R28, R31): a temporary
    /// capture, a post given for a term.
    Lapses {
        /// What was begun.
        fluent: Fluent,
        /// How long it certainly lasts.
        after: Term,
    },
    /// Whoever this report displaced may hold again, from the next day on (rule R28).
    Returns {
        /// Who may have been displaced.
        pattern: Pattern,
        /// The takers.
        except: Vec<ActorId>,
    },
    /// The fluent holds while the report says so: begins and ends nothing (rule R19).
    Observes {
        /// What is seen.
        fluent: Fluent,
    },
    /// The actor does something, hence exists from then on (rule R18).
    Proves {
        /// `exists` of a body, `alive` of a person.
        fluent: Fluent,
    },
    /// Somebody says that the fluent holds from then on (rule R3).
    Affirms {
        /// What is said.
        fluent: Fluent,
    },
    /// Somebody says that the fluent does not hold from then on (rules R3, R21).
    Denies {
        /// What is denied.
        fluent: Fluent,
    },
}

/// At which of its two instants a report does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// When it begins (the only instant of all but spells).
    Begin,
    /// When it ends.
    End,
}

/// A choice inside one report: the effect belongs to one alternative of a disputed aspect only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The aspect, as a word: `constituents-end`.
    pub aspect: &'static str,
    /// Which alternative.
    pub alternative: usize,
    /// How many there are.
    pub of: usize,
}

/// What one report does to one fluent or pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What is done.
    pub act: Act,
    /// When.
    pub at: At,
    /// How firmly: *inferred* makes it at most possible.
    pub surety: Surety,
    /// Of an explicit end: how firmly it tells of the time before (rule R17). A stated merger whose constituents end
    /// only by implication still says that they existed.
    pub told: Surety,
    /// Actors that must not be certainly out of existence, else the effect is void (rule R18).
    pub needs: Vec<ActorId>,
    /// Who must have the standing to do it, towards which body (rule R27): any one of these fluents at that
    /// instant. `None`: no standing asked for.
    pub standing: Option<Vec<Fluent>>,
    /// Who says so, where it is a claim and no statement of the source (rule R3).
    pub holders: Vec<ActorId>,
    /// The place it reaches without being named: void where another report of that very place falls inside its
    /// bounds (rule R28).
    pub reaches: Option<PlaceId>,
    /// Any of these must possibly hold at the dawn of its day, else it is void: a loser named for a region loses
    /// only towns that were his (rule R28).
    pub provided: Vec<Fluent>,
    /// The alternative it belongs to, where the report itself leaves an aspect in dispute.
    pub branch: Option<Branch>,
}
