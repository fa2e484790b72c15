//! Terms: how long a post is given for, as an ISO 8601 duration of whole days (`P6M`, `P2Y`, `P1Y6M`, `P90D`, `P2W`).

use std::fmt;

use chrono::{Datelike, Days, Months};

use super::Day;

/// A length of time in calendar units: years are twelve months, weeks seven days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    months: u32,
    days: u32,
}

impl Term {
    /// One day.
    pub const DAY: Term = Term { months: 0, days: 1 };

    /// Reads `PnYnMnWnD`, each part at most once and in this order; `None` where it is something else or no time.
    pub fn parse(text: &str) -> Option<Term> {
        let mut rest = text.strip_prefix('P')?;
        let mut term = Term { months: 0, days: 0 };
        for unit in ['Y', 'M', 'W', 'D'] {
            let Some((number, after)) = rest.split_once(unit) else { continue };
            let number: u32 =
                number.chars().all(|c| c.is_ascii_digit()).then(|| number.parse().ok()).flatten()?;
            rest = after;
            let (months, days) = match unit {
                'Y' => (number.checked_mul(12)?, 0),
                'M' => (number, 0),
                'W' => (0, number.checked_mul(7)?),
                _ => (0, number),
            };
            term = Term { months: term.months.checked_add(months)?, days: term.days.checked_add(days)? };
        }
        let some_time = term.months > 0 || term.days > 0;
        (rest.is_empty() && some_time).then_some(term)
    }

    /// The day on which a term begun on `day` is over; the last of the month where the month is too short. Open
    /// ends stay open, and what leaves the calendar is open to the right.
    pub fn after(self, day: Day) -> Day {
        if day.is_open() {
            return day;
        }
        let date = day.date().and_then(|d| d.checked_add_months(Months::new(self.months)));
        let date = date.and_then(|d| d.checked_add_days(Days::new(u64::from(self.days))));
        date.map_or(Day::FUTURE, |d| Day(d.num_days_from_ce()))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |number: u32, unit: char| match number {
            0 => String::new(),
            n => format!("{n}{unit}"),
        };
        write!(f, "P{}{}", part(self.months, 'M'), part(self.days, 'D'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_durations_when_read_then_only_iso_8601_of_days_or_more_is_taken() {
        for good in ["P6M", "P2Y", "P1Y6M", "P90D", "P2W", "P1Y2M3W4D"] {
            assert!(Term::parse(good).is_some(), "{good}");
        }
        for bad in ["", "P", "6M", "P0D", "P6", "PM", "P-6M", "P1.5Y", "P6MT1H", "P1M1Y", "P99999999999Y"] {
            assert!(Term::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn given_a_day_when_a_term_is_over_then_months_keep_to_the_calendar() {
        let after = |term: &str, day: &str| Term::parse(term).unwrap().after(Day::parse(day).unwrap());
        assert_eq!(after("P6M", "2021-04-15").to_string(), "2021-10-15");
        assert_eq!(after("P1M", "2021-01-31").to_string(), "2021-02-28");
        assert_eq!(after("P1W", "2021-12-28").to_string(), "2022-01-04");
        assert_eq!(Term::DAY.after(Day::PAST), Day::PAST);
        assert_eq!(after("P4000000Y", "2021-01-01"), Day::FUTURE);
    }
}
