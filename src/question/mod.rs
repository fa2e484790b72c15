//! Questions: pure functions over a timeline and the reports behind it. Who, what, when, why; nothing is changed.

mod accounts;
mod apart;
mod basis;
mod compare;
mod descent;
mod diff;
mod directory;
mod disputes;
mod fact;
mod figures;
mod findings;
mod heirs;
mod hinges;
mod history;
mod labels;
mod legs;
mod lineage;
mod listing;
mod matching;
mod membership;
mod period;
mod positions;
mod reading;
mod redacted;
mod revision;
#[cfg(test)]
mod sample;
mod spells;
mod stages;
mod state;
mod telling;
mod turns;
mod watched;
mod who;
mod why;

pub use apart::{Apart, Cause, Side};
pub use basis::{Basis, BasisError, state_digest};
pub use compare::{Difference, compare};
pub use diff::{Change, diff};
pub use directory::{Directory, Found, Resolved, Sort};
pub use disputes::{About, Dispute, Matter, Stance, disputes};
pub use fact::{FactAnswer, When, ask};
pub use figures::{FigureClaim, figures};
pub use findings::{Work, findings, remedy};
pub use heirs::heirs;
pub use hinges::{Hinge, On, hinges};
pub use history::{Entry, history};
pub use labels::{Label, Line, labelled};
pub use lineage::{Direction, LONGEST_PATH, Step, lineage};
pub use listing::{Activities, Activity, Listed, Read, actors, places, published, sources};
pub use matching::Fit;
pub use membership::{Membership, member_of};
pub use period::{Mode, OverPeriod, over_period};
pub use positions::{Position, leans_on, positions};
pub use reading::{Reading, Unread, read_fact};
pub use redacted::{Act, Redactions, leaned, struck, without_bodies};
pub use revision::{Revision, revisions};
pub use spells::{Course, Spell, Stretch, course, courses, spells, told_ends};
pub use stages::{Compared, Stage};
pub use state::{state, state_during};
pub use telling::Tells;
pub use turns::{Turn, all_turns, turns};
pub use watched::{Turned, Watch, turned, watched};
pub use who::{Candidates, who, who_during};
pub use why::{
    Amended, Cited, Deed, Does, Doubt, Doubted, Fate, Gap, Ground, HeardClaim, HintUse, Lean, LeanSort,
    Reason, Settled, Testimony, Why, why,
};
