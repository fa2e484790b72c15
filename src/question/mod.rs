//! Questions: pure functions over a timeline and the reports behind it. Who, what, when, why; nothing is changed.

mod diff;
mod directory;
mod fact;
mod figures;
mod history;
mod membership;
mod period;
mod positions;
mod revision;
mod state;
mod who;

pub use diff::{Change, diff};
pub use directory::{Directory, Resolved};
pub use fact::{FactAnswer, When, ask};
pub use figures::{FigureClaim, figures};
pub use history::{Entry, history};
pub use membership::{Membership, member_of};
pub use period::{Mode, over_period};
pub use positions::{Position, positions};
pub use revision::{Revision, revisions};
pub use state::state;
pub use who::{Candidates, who};
