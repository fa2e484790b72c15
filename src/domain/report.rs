//! Reports: the immutable claim of one source that something happened (rules R1 to R4).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ActorId, Detail, EventDate, Fluent, Kind, PlaceId, ReportId, Role, SourceId};

/// How firmly something is told (rule R2). Ordered from weakest to firmest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Surety {
    /// The wording allows several readings: listed beside answers, decides none.
    Ambiguous,
    /// Follows from what is told: effects are at most *possible*.
    Inferred,
    /// Told outright.
    Stated,
}

impl Surety {
    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Surety::Stated => "stated",
            Surety::Inferred => "inferred",
            Surety::Ambiguous => "ambiguous",
        }
    }

    /// The surety written with this word.
    pub fn parse(word: &str) -> Option<Surety> {
        [Surety::Stated, Surety::Inferred, Surety::Ambiguous].into_iter().find(|s| s.word() == word)
    }
}

/// Who fills a role, and how firmly that is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Filler {
    /// The actor (of `about`: an actor, a treaty or a report).
    pub actor: ActorId,
    /// How firmly.
    pub surety: Surety,
}

/// How an event is ordered against another (rule R9). Every relation allows the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HintKind {
    /// Begins no earlier than the other begins.
    After,
    /// Begins no later than the other begins.
    Before,
    /// Begins no earlier than the other ends.
    AfterEnd,
    /// Ends no later than the other begins.
    EndsBefore,
    /// Lies inside the other's extent.
    PartOf,
}

impl HintKind {
    /// Every kind of hint.
    pub const ALL: &'static [HintKind] =
        &[HintKind::After, HintKind::Before, HintKind::AfterEnd, HintKind::EndsBefore, HintKind::PartOf];

    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            HintKind::After => "after",
            HintKind::Before => "before",
            HintKind::AfterEnd => "after-end",
            HintKind::EndsBefore => "ends-before",
            HintKind::PartOf => "part-of",
        }
    }
}

/// An order hint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hint {
    /// The relation.
    pub kind: HintKind,
    /// The other report.
    pub other: ReportId,
}

/// What somebody says, made answerable (rule R3).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Proposition {
    /// Affirmed, or denied.
    pub affirmed: bool,
    /// What.
    pub content: Content,
}

/// What a proposition is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Content {
    /// A fact.
    Fact(Fluent),
    /// An aspect of a report: `fact` (that it happened at all), `date`, `author` ...
    Aspect {
        /// The report.
        report: ReportId,
        /// The aspect, as a word.
        aspect: String,
    },
}

/// Where the source says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// The source.
    pub source: SourceId,
    /// The source through which it is read, where we hold only a citation of it (rule R1).
    pub through: Option<SourceId>,
    /// Paragraph of our copy, counted from 1.
    pub paragraph: Option<u32>,
    /// Page, as printed.
    pub page: Option<String>,
    /// Where a copy is kept.
    pub archive: Option<String>,
    /// When it was read, `YYYY-MM-DD`.
    pub retrieved: Option<String>,
}

/// The immutable claim of one source that something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Chosen by its author, unique in the log.
    pub id: ReportId,
    /// What happened.
    pub kind: Kind,
    /// Who took part. An empty list: stated, but unnamed.
    pub roles: BTreeMap<Role, Vec<Filler>>,
    /// Details that change what it does.
    pub details: BTreeMap<Detail, String>,
    /// When.
    pub date: EventDate,
    /// The source's own words for the date, where they say more than the expression.
    pub words: Option<String>,
    /// Where.
    pub places: Vec<PlaceId>,
    /// Order hints.
    pub hints: Vec<Hint>,
    /// Other accounts of the same happening (rule R4).
    pub variant_of: Vec<ReportId>,
    /// How firmly it is told.
    pub surety: Surety,
    /// Aspects known to be contested: a label, it does nothing by itself.
    pub contested: Vec<String>,
    /// What is said, made answerable.
    pub says: Vec<Proposition>,
    /// Where the source says it.
    pub citation: Citation,
    /// One line in our own words.
    pub summary: String,
    /// Anything else told, by key.
    pub remarks: BTreeMap<String, String>,
}

impl Report {
    /// A stated, undated report of one source that tells nothing yet.
    pub fn blank(id: ReportId, kind: Kind, source: SourceId) -> Report {
        let citation =
            Citation { source, through: None, paragraph: None, page: None, archive: None, retrieved: None };
        Report {
            id,
            kind,
            roles: BTreeMap::new(),
            details: BTreeMap::new(),
            date: EventDate::undated(),
            words: None,
            places: Vec::new(),
            hints: Vec::new(),
            variant_of: Vec::new(),
            surety: Surety::Stated,
            contested: Vec::new(),
            says: Vec::new(),
            citation,
            summary: String::new(),
            remarks: BTreeMap::new(),
        }
    }

    /// The fillers of a role; empty where nobody is named or the role is not given.
    pub fn role(&self, role: Role) -> &[Filler] {
        self.roles.get(&role).map_or(&[], Vec::as_slice)
    }

    /// A detail, if given.
    pub fn detail(&self, detail: Detail) -> Option<&str> {
        self.details.get(&detail).map(String::as_str)
    }

    /// Whether a detail has this value.
    pub fn is(&self, detail: Detail, value: &str) -> bool {
        self.detail(detail) == Some(value)
    }

    /// Every actor that fills a role, each once, in the order of the roles.
    pub fn actors(&self) -> Vec<&ActorId> {
        let mut all: Vec<&ActorId> = Vec::new();
        for filler in self.roles.values().flatten() {
            if !all.contains(&&filler.actor) {
                all.push(&filler.actor);
            }
        }
        all
    }
}
