//! The log's clock: given at construction, read by the log alone, never trusted to run forwards.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Tells the present instant.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The clock of the machine.
pub fn system_clock() -> Clock {
    Arc::new(Utc::now)
}

/// The instant to record: the present one in whole microseconds (they survive every text format), or that of
/// the last record where the clock went backwards.
pub(crate) fn stamp(now: DateTime<Utc>, last: Option<DateTime<Utc>>) -> DateTime<Utc> {
    // Counting microseconds folds a leap second into the next one.
    let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
    last.map_or(now, |last| last.max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_clock_that_goes_backwards_when_stamped_then_the_last_instant_stays() {
        let at = |s, n| DateTime::from_timestamp(s, n).unwrap();
        assert_eq!(stamp(at(10, 1_234_567), None), at(10, 1_234_000));
        assert_eq!(stamp(at(9, 0), Some(at(10, 0))), at(10, 0));
        assert_eq!(stamp(at(11, 0), Some(at(10, 0))), at(11, 0));
        // 23:59:60.5, a leap second
        assert_eq!(stamp(at(59, 1_500_000_000), None), at(60, 500_000_000));
    }
}
