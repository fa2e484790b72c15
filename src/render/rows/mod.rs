//! The rows answers become: stable keys for machines, a few columns for people. One file a sort of answer.

mod changes;
mod disputes;
mod exchange;
mod facts;
mod findings;
mod hinges;
mod lineage;
mod listing;
mod marked;
mod ranges;
mod records;
mod relations;
mod watched;
mod why;
mod words;

use serde::Serialize;
use serde_json::Value;

use crate::domain::{Bounds, Day, Slug};

pub use changes::{ChangeRow, RevisionRow, TurnRow};
pub use disputes::DisputeRow;
pub use exchange::{ClashRow, DifferenceRow, KeyRow};
pub use facts::{FactRow, FactTurnRow, PeriodRow, PositionRow};
pub use findings::FindingRow;
pub use hinges::HingeRow;
pub use lineage::LineageRow;
pub use listing::{ActorRow, PlaceRow, SourceRow};
pub use marked::{Marked, facts};
pub use ranges::RangeRow;
pub use records::{EventRow, FigureRow, RecordRow};
pub use relations::RelationRow;
pub use watched::{TurnedRow, WatchRow};
pub use why::WhyRow;

/// One answer, or a part of one that is listed by itself.
pub trait Row: Serialize + Default {
    /// The headings of a table.
    fn headers() -> Vec<&'static str>;
    /// The cells of a table.
    fn cells(&self) -> Vec<String>;
    /// The lines of a table: one, unless the answer holds several things of one standing.
    fn lines(&self) -> Vec<Vec<String>> {
        vec![self.cells()]
    }
    /// The records of a CSV: one, unless as above.
    fn flat(&self) -> Vec<Value> {
        vec![serde_json::to_value(self).unwrap_or_default()]
    }
}

/// Bounds of an instant; an open end is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ends {
    earliest: Option<String>,
    latest: Option<String>,
}

impl From<Option<Bounds>> for Ends {
    fn from(bounds: Option<Bounds>) -> Ends {
        let text = |day: Day| (!day.is_open()).then(|| day.to_string());
        match bounds {
            Some(b) => Ends { earliest: text(b.earliest), latest: text(b.latest) },
            None => Ends::default(),
        }
    }
}

impl Ends {
    fn short(&self) -> String {
        match (&self.earliest, &self.latest) {
            (Some(a), Some(b)) if a == b => a.clone(),
            (None, None) => String::new(),
            (a, b) => format!("{}..{}", a.as_deref().unwrap_or(""), b.as_deref().unwrap_or("")),
        }
    }
}

/// A stretch of days, both included; an open end is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Days {
    from: Option<String>,
    to: Option<String>,
}

impl From<Bounds> for Days {
    fn from(bounds: Bounds) -> Days {
        let Ends { earliest, latest } = Some(bounds).into();
        Days { from: earliest, to: latest }
    }
}

impl Days {
    fn short(&self) -> String {
        Ends { earliest: self.from.clone(), latest: self.to.clone() }.short()
    }
}

/// So many are told one by one in a table; the formats for machines hold all.
const MANY: usize = 100;

/// A list in a cell or a sentence; of a very long one the first, and how many more there are.
fn listed(all: &[String]) -> String {
    let text = all.iter().take(MANY).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(MANY) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

fn texts(ids: &[Slug]) -> Vec<String> {
    ids.iter().map(Slug::to_string).collect()
}
