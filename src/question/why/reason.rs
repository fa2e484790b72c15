//! Reasons: the grounds an answer stands on, each with the rules it follows.

use crate::domain::{Answer, Bounds, Fluent, Relation, ReportId, Slug};
use crate::replay::Item;

use super::LeanSort;

/// One ground of an answer, and what it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which.
    pub ground: Ground,
    /// Numbers of the rules it follows: 16 for R16. Names borne without a date follow none.
    pub rules: Vec<u8>,
    /// The reports it rests on.
    pub reports: Vec<ReportId>,
    /// Other facts it rests on: a body, a rival, a leg.
    pub facts: Vec<Fluent>,
    /// The answer of these facts; past the horizon the last one known.
    pub answer: Option<Answer>,
    /// Who says so, where somebody does.
    pub by: Vec<Slug>,
    /// When: the bounds of what it speaks of.
    pub when: Option<Bounds>,
}

impl Reason {
    /// A ground with its usual rules.
    pub(super) fn of(ground: Ground) -> Reason {
        Reason {
            ground,
            rules: ground.rules().to_vec(),
            reports: Vec::new(),
            facts: Vec::new(),
            answer: None,
            by: Vec::new(),
            when: None,
        }
    }

    /// A ground that an item gives.
    pub(super) fn told(ground: Ground, item: &Item) -> Reason {
        Reason { reports: item.reports.clone(), when: Some(item.bounds), ..Reason::of(ground) }
    }

    /// The same, under these rules.
    pub(super) fn under(self, rules: &[u8]) -> Reason {
        Reason { rules: rules.to_vec(), ..self }
    }
}

/// The rule of what only one holds: of a place, of a post.
pub(super) fn slot_rule(relation: Relation) -> &'static [u8] {
    match relation {
        Relation::Controls => &[28],
        Relation::HoldsPost => &[31],
        _ => &[16],
    }
}

macro_rules! grounds {
    ($( $(#[$doc:meta])* $name:ident = $word:literal under $rules:expr; )*) => {
        /// Why an answer is what it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Ground { $( $(#[$doc])* $name, )* }

        impl Ground {
            /// Every ground.
            pub const ALL: &'static [Ground] = &[$(Ground::$name),*];

            /// The word it is written with.
            pub fn word(self) -> &'static str {
                match self { $(Ground::$name => $word),* }
            }

            /// The rules it usually follows.
            pub(super) fn rules(self) -> &'static [u8] {
                match self { $(Ground::$name => &$rules),* }
            }
        }
    };
}

grounds! {
    // For it.
    /// It has certainly begun, and nothing ended it.
    Begun = "begun" under [7];
    /// Somebody acted, hence exists.
    Acts = "acts" under [18];
    /// It is seen to hold on that day.
    Seen = "seen" under [19];
    /// An end tells that it held until then.
    KnownByEnd = "known-by-end" under [17];
    /// The actor whose word counts says so.
    Heard = "according-to" under [3];
    /// A name that is borne without a date.
    Borne = "borne-without-date" under [];
    /// By a path of memberships.
    Path = "path" under [22];
    /// As the surest of several posts.
    OfItsPosts = "of-its-posts" under [31];

    // Against its being certain.
    /// It begins within vague bounds, and the day lies in them.
    BeginsWithin = "begins-within" under [7, 14];
    /// Its beginning has no earliest day.
    OpenToTheLeft = "open-to-the-left" under [11];
    /// It is seen on a day that is not closely known.
    SeenWithin = "seen-within" under [14, 19];
    /// What begins it, or sees it, is at most possible.
    MayHaveBegun = "may-have-begun" under [2];
    /// Who had lost it may be back.
    MayReturn = "may-be-back" under [28];
    /// It ends within vague bounds, and the day lies in them.
    EndsWithin = "ends-within" under [7, 14];
    /// What ends it is at most possible.
    MayHaveEnded = "may-have-ended" under [2];
    /// A temporary hold may be over, or a term.
    MayHaveLapsed = "may-have-lapsed" under [28];
    /// A beginning and an end of one day, which nothing orders.
    UnorderedDay = "unordered-day" under [10];
    /// Somebody denies it, and nobody opposes.
    Denied = "denied" under [21];
    /// Somebody says so, and nobody opposes; else silence speaks.
    Affirmed = "affirmed" under [21];
    /// Past the last day a source could have known.
    Horizon = "horizon" under [12];
    /// A body it presupposes is possible only.
    BodyPossible = "body-possible" under [26];
    /// A body it presupposes may have ended.
    BodyMayHaveEnded = "body-may-have-ended" under [26];
    /// A leg of its path is no surer.
    WeakLeg = "weak-leg" under [22];
    /// Somebody on its path has perhaps left.
    LeftPerhaps = "left-perhaps" under [22];
    /// It was last told longer ago than this view lets it stay certain.
    Fading = "fading" under [8];
    /// It holds in some worlds only.
    Worlds = "worlds" under [14];

    // In dispute.
    /// Accounts of one happening, or of a consequence, cannot all be right.
    Accounts = "accounts" under [4, 14];
    /// Claims that oppose each other, or what is told.
    ClaimsOpposed = "claims-opposed" under [3, 21];
    /// Told to have ended, and told to go on.
    StatementsExclude = "statements-exclude" under [3];
    /// Somebody acts after its end.
    ActsAfterEnd = "acts-after-end" under [18];
    /// A body it presupposes is in dispute.
    BodyDisputed = "body-disputed" under [26];

    // Against it.
    /// A report ended it.
    Ended = "ended" under [16];
    /// Another took its place.
    Displaced = "displaced" under [16];
    /// A body it presupposes is not there.
    BodyGone = "body-gone" under [26];
    /// A body it presupposes was gone meanwhile: nothing comes back.
    NoReturn = "no-return" under [26];
    /// Its birth comes later.
    BeforeBirth = "before-birth" under [16];
    /// What begins it comes later.
    NotYetBegun = "not-yet-begun" under [16];
    /// It was seen on other days only.
    SeenOnly = "seen-on-other-days" under [16, 19];
    /// Nothing is told of it then.
    Silence = "silence" under [16];
    /// Every report of it is of later.
    BeforeFirstReport = "before-first-report" under [16];
    /// Somebody else certainly holds what only one can.
    HeldByAnother = "held-by-another" under [28];
    /// A claim that a statement or a later act settles.
    ClaimSettled = "claim-settled" under [3];
    /// A claim that what is told outweighs.
    ClaimOutweighed = "claim-outweighed" under [3];
    /// Who would end it had no standing.
    NoStanding = "no-standing" under [27];
    /// What a report does is void: somebody needed for it was not there.
    Void = "void" under [18];
    /// A leg of a path there was does not hold.
    LegGone = "leg-gone" under [22];
    /// A departure cuts every path.
    Left = "left" under [22];
}

impl Ground {
    /// In what way the answer leans on the facts of a reason, where these are explained in turn.
    pub(super) fn leans(self) -> Option<LeanSort> {
        match self {
            Ground::BodyGone
            | Ground::BodyPossible
            | Ground::BodyDisputed
            | Ground::BodyMayHaveEnded
            | Ground::NoReturn => Some(LeanSort::Body),
            Ground::HeldByAnother => Some(LeanSort::Rival),
            Ground::Left | Ground::LeftPerhaps => Some(LeanSort::Departure),
            Ground::Path | Ground::WeakLeg | Ground::LegGone => Some(LeanSort::Leg),
            Ground::OfItsPosts => Some(LeanSort::Post),
            _ => None,
        }
    }
}
