//! Testimony: a report behind an answer, what it does to the fact, when, how surely, and where its source says it.

use std::sync::Arc;

use super::cited::Cited;
use super::doubt::Doubted;
use crate::domain::{ActorId, Bounds, Day, Hint, Report, ReportId, Slug, Surety};
use crate::replay::{Item, Part, Presence};

/// A report behind an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Testimony {
    /// The report, with its date as written and the words of its source.
    pub report: Arc<Report>,
    /// Its surety in this view.
    pub surety: Surety,
    /// What it does to the fact.
    pub does: Vec<Deed>,
    /// Why it is less than certain, where it is.
    pub doubts: Vec<Doubted>,
    /// When it begins, by its date alone, the usual margins added (rule R8).
    pub written: Bounds,
    /// When it begins, tightened.
    pub begin: Bounds,
    /// When it ends, tightened.
    pub end: Bounds,
    /// The hints that tightened its bounds, its own and those that name it, and its own that were dropped (rule R9).
    pub hints: Vec<HintUse>,
    /// The last day its source can have known, where that is what limits it (rule R12).
    pub known_until: Option<Day>,
    /// Other accounts of the same happening (rule R4).
    pub accounts: Vec<ReportId>,
    /// Amendments that touch it (rule R5).
    pub amendments: Vec<Amended>,
    /// Where its source says it.
    pub cited: Cited,
}

/// What a report does to a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub does: Does,
    /// Whether it does so in every world of its account.
    pub certain: bool,
    /// Whether it belongs to one of several accounts only.
    pub account: bool,
    /// When.
    pub when: Bounds,
    /// Of what is seen: until when.
    pub until: Option<Bounds>,
    /// Who says so, where it is a claim.
    pub by: Vec<ActorId>,
}

/// What a report can do to a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// It begins.
    Begins,
    /// A body is born.
    Birth,
    /// Somebody acts, hence exists (rule R18).
    Evidence,
    /// It ends, and is told to have held until then (rule R17).
    Ends,
    /// It ends, as somebody else takes its place.
    Displaces,
    /// It ends with a spell, a departure or a body.
    Over,
    /// It is seen (rule R19).
    Observes,
    /// It may be over from then on (rules R28, R31).
    MayLapse,
    /// It may be back from then on (rule R28).
    MayReturn,
    /// Somebody says that it holds.
    Affirms,
    /// Somebody says that it does not hold.
    Denies,
    /// A body it presupposes ends (rule R26).
    EndsBody,
    /// Somebody denies that another report's happening happened.
    DeniesReport,
}

impl Does {
    /// What an item does.
    pub fn of(item: &Item) -> Does {
        match item.part {
            Part::Start { birth: false } => Does::Begins,
            Part::Start { birth: true } => Does::Birth,
            Part::Evidence => Does::Evidence,
            Part::End { .. } if item.displaces => Does::Displaces,
            Part::End { explicit: true } => Does::Ends,
            Part::End { explicit: false } => Does::Over,
            Part::Lapse => Does::MayLapse,
            Part::Return => Does::MayReturn,
            Part::Seen => Does::Observes,
            Part::Affirmed => Does::Affirms,
            Part::Denied => Does::Denies,
        }
    }

    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Does::Begins => "begins",
            Does::Birth => "birth",
            Does::Evidence => "evidence",
            Does::Ends => "ends",
            Does::Displaces => "displaces",
            Does::Over => "over",
            Does::Observes => "observes",
            Does::MayLapse => "may-lapse",
            Does::MayReturn => "may-return",
            Does::Affirms => "affirms",
            Does::Denies => "denies",
            Does::EndsBody => "ends-body",
            Does::DeniesReport => "denies-report",
        }
    }
}

/// A hint that binds a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HintUse {
    /// The report that bears it.
    pub of: ReportId,
    /// What it says.
    pub hint: Hint,
    /// Whether it was dropped, as it contradicts dates or other hints.
    pub dropped: bool,
}

/// An amendment that touches a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amended {
    /// Which.
    pub id: Slug,
    /// What it does, as a word: `correct`, `deny` ...
    pub does: &'static str,
    /// Who makes it.
    pub by: String,
    /// The keys it mends, or the aspect it speaks of.
    pub of: Vec<String>,
    /// Whether it is in force in this view.
    pub presence: Presence,
}
