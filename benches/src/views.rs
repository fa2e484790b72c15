//! The views under which one actor is asked about.

use annals::domain::{Day, Slug};
use annals::replay::{RecordedBy, View};

use crate::Failure;

/// The operations that ask about one actor under a view.
pub const VIEWS: [&str; 4] = ["part", "recorded-by", "known-by", "without"];

/// The whole state as it stood halfway.
pub const PAST: &str = "recorded-by-state";

/// The view of such an operation, of a log of so many records: as it stands; as it stood halfway; what was known some years
/// after the day asked; all but two sources.
pub fn view(operation: &str, records: u64, day: i32) -> Result<View, Failure> {
    let view = View::default();
    Ok(match operation {
        "recorded-by" | PAST => View { recorded_by: Some(RecordedBy::Position(records / 2)), ..view },
        "known-by" => View { known_by: Some(Day(day + 2000)), ..view },
        "without" => View { without: vec![Slug::new("source-20")?, Slug::new("source-35")?], ..view },
        _ => view,
    })
}
