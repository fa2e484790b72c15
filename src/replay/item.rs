//! Items: what a report does to one fluent, with its instant and with the choice it belongs to.

use std::ops::Deref;
use std::sync::Arc;

use super::happening::Choice;
use super::network::Instant;
use crate::domain::{ActorId, Bounds, Day, Fluent, ReportId, Unit};

/// What an item does to its fluent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It begins. `birth`: a formation, split or merger.
    Start {
        /// Before it, *no* (rule R16).
        birth: bool,
    },
    /// Somebody acted, hence exists (rule R18).
    Evidence,
    /// It ends. `explicit`: the report says that it held until then (rule R17).
    End {
        /// See above.
        explicit: bool,
    },
    /// What the same report begins may be over from these days on (rules R28, R31).
    Lapse,
    /// Who held it when the same report took it may hold it again from these days on (rule R28).
    Return,
    /// It is seen to hold.
    Seen,
    /// A party says that it holds from then on.
    Affirmed,
    /// A party says that it does not hold from then on.
    Denied,
}

/// One thing that touches a fluent. What stands behind it ([`Behind`]) is read as if it were its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it does.
    pub part: Part,
    /// When, as an instant of the network.
    pub instant: Instant,
    /// When, in days.
    pub bounds: Bounds,
    /// Whether nothing limits it to the left (rule R11).
    pub open: bool,
    /// Whether what is written leaves it open on one side at least: it does not say since when (rule R17).
    pub loose: bool,
    /// Of an observation: until when it is seen, days included.
    pub until: Bounds,
    /// Of the end of a spell, a lapse, a return: when what it undoes happened; void where that is void.
    pub begun: Option<Bounds>,
    /// Displaces whoever holds it, and names nobody: who never held it has lost nothing.
    pub displaces: bool,
    /// Written precision of the date (rule R17).
    pub unit: Unit,
    /// Whether it happens in every world of its position.
    pub certain: bool,
    /// Whether the report itself is told outright, even where this effect is not.
    pub told: bool,
    /// Whether it belongs to no choice and depends on nothing: nothing but reports and holders stands behind it.
    pub plain: bool,
    /// What the items of one effect share.
    pub behind: Arc<Behind>,
}

/// What stands behind an item: who says so, in which accounts, and on what it depends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behind {
    /// The choices of account it belongs to; none: it is in all.
    pub choices: Vec<Choice>,
    /// Any of these must possibly hold at its dawn, else it is void (rule R28).
    pub provided: Vec<Fluent>,
    /// Any of these must hold for it to take effect (rule R27).
    pub standing: Option<Vec<Fluent>>,
    /// Actors that must not be certainly out of existence (rule R18).
    pub needs: Vec<ActorId>,
    /// Who says so, where it is a claim.
    pub holders: Vec<ActorId>,
    /// The reports behind it.
    pub reports: Vec<ReportId>,
}

impl Item {
    /// Evidence or a sighting told outright, by a report of its own of one date.
    pub(super) fn unread(part: Part, instant: Instant, bounds: Bounds, behind: Arc<Behind>) -> Item {
        Item {
            part,
            instant,
            bounds,
            open: bounds.earliest == Day::PAST,
            loose: bounds.is_half_open(),
            until: bounds,
            begun: None,
            displaces: false,
            unit: Unit::Day,
            certain: true,
            told: true,
            plain: true,
            behind,
        }
    }

    /// Whether it is an end that happens only perhaps, or in one account only.
    pub(super) fn ends_perhaps(&self) -> bool {
        matches!(self.part, Part::End { .. }) && !(self.certain && self.choices.is_empty())
    }

    /// Gives the aspects from a number on numbers so much higher.
    pub(super) fn renumber(&mut self, first: usize, by: usize) {
        if self.choices.iter().any(|choice| choice.aspect >= first) {
            let own = Arc::make_mut(&mut self.behind).choices.iter_mut();
            own.filter(|choice| choice.aspect >= first).for_each(|choice| choice.aspect += by);
        }
    }

    /// The same, asking for nobody to be there or to have standing.
    pub(super) fn unbound(&self) -> Item {
        if self.needs.is_empty() && self.standing.is_none() {
            return self.clone();
        }
        let behind = Behind { needs: Vec::new(), standing: None, ..(*self.behind).clone() };
        Item { plain: behind.is_plain(), behind: Arc::new(behind), ..self.clone() }
    }
}

impl Behind {
    /// Whether it belongs to no choice and depends on nothing.
    pub(super) fn is_plain(&self) -> bool {
        self.choices.is_empty()
            && self.provided.is_empty()
            && self.standing.is_none()
            && self.needs.is_empty()
    }
}

impl Deref for Item {
    type Target = Behind;

    fn deref(&self) -> &Behind {
        &self.behind
    }
}

/// The items of one fluent, shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items(Arc<Vec<Item>>);

impl Deref for Items {
    type Target = [Item];

    fn deref(&self) -> &[Item] {
        &self.0
    }
}

impl From<Vec<Item>> for Items {
    fn from(all: Vec<Item>) -> Items {
        Items(Arc::new(all))
    }
}

impl<'a> IntoIterator for &'a Items {
    type Item = &'a Item;
    type IntoIter = std::slice::Iter<'a, Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
