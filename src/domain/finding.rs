//! Findings: what replay noticed and did not repair. A work list, never an error.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ReportId;
use super::kind::family;

family! {
    /// What sort of finding.
    FindingKind {
        /// A hint names a report that is not there.
        MissingHint = "missing-hint",
        /// A hint contradicts bounds or other hints and was dropped.
        DroppedHint = "dropped-hint",
        /// Somebody speaks of what is no report, actor or treaty here.
        MissingReport = "missing-report",
        /// A variant names a report that is not there.
        MissingVariant = "missing-variant",
        /// Accounts of one happening cannot share a date.
        DateDisputed = "date-disputed",
        /// Accounts of one happening disagree on its kind.
        ModeDisputed = "mode-disputed",
        /// Accounts of one happening disagree on who filled a role.
        RoleDisputed = "role-disputed",
        /// A source says that what another tells did not happen.
        FactDisputed = "fact-disputed",
        /// An actor acts before it certainly existed.
        BeforeBirth = "before-birth",
        /// An actor acts after it certainly ended.
        AfterEnd = "after-end",
        /// Somebody ends a body or expels without standing.
        NoStanding = "no-standing",
        /// Two reports of one day touch one fluent, and nothing orders them.
        AmbiguousOrder = "ambiguous-order",
        /// A report ends what never began and nothing else speaks of.
        EndsNothing = "ends-nothing",
        /// More accounts are disputed together than can be told apart; answers were weakened.
        TooManyPositions = "too-many-positions",
    }
}

/// Something a historian should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// The reports concerned, the one to mend first.
    pub reports: Vec<ReportId>,
    /// One sentence.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.word(), self.message)
    }
}
