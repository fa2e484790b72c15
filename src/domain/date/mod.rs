//! Vague dates: an EDTF expression as written, the days it may mean, and the margins a view adds.

mod edtf;
mod slips;
mod words;

use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::{Bounds, Day};

/// How finely a date is written, finest first.
///
/// The finest component with a digit in it decides: `2014-03` is a month, `199X` a decade, and `2014-XX` a
/// year, for all it says is the year. Seasons, quarters, quadrimesters and semesters (codes 21 to 41) are all
/// `Season`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// One day.
    Day,
    /// One calendar month.
    Month,
    /// Three months.
    Season,
    /// Twelve months.
    Year,
    /// Ten years, from a year ending in 0.
    Decade,
    /// A hundred years, from a year ending in 00.
    Century,
    /// A thousand years, from a year ending in 000.
    Millennium,
}

impl Unit {
    /// The day one unit earlier: the same day of the month, or that month's last where it is shorter. Open
    /// ends stay open; before the calendar's first day there is only [`Day::PAST`].
    pub fn back(self, day: Day) -> Day {
        self.shift(day, -1)
    }

    /// The day one unit later; see [`Unit::back`].
    pub fn forth(self, day: Day) -> Day {
        self.shift(day, 1)
    }

    /// Length in months, `None` for a day.
    fn months(self) -> Option<u64> {
        match self {
            Unit::Day => None,
            Unit::Month => Some(1),
            Unit::Season => Some(3),
            Unit::Year => Some(12),
            Unit::Decade => Some(120),
            Unit::Century => Some(1_200),
            Unit::Millennium => Some(12_000),
        }
    }

    /// The day `n` units later, earlier where negative.
    fn shift(self, day: Day, n: i32) -> Day {
        if day.is_open() || n == 0 {
            return day;
        }
        let shifted = match self.months() {
            None => Some(day.plus(n)).filter(|d| d.date().is_some()),
            Some(months) => day.date().and_then(|date| {
                let months = months.checked_mul(u64::from(n.unsigned_abs()))?;
                let months = Months::new(u32::try_from(months).ok()?);
                let date =
                    if n < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) };
                date.map(|d| Day(d.num_days_from_ce()))
            }),
        };
        // Off the calendar the only sound bound is none.
        shifted.unwrap_or(if n < 0 { Day::PAST } else { Day::FUTURE })
    }
}

/// One instant and the days it may fall on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// The days as written, closed, before any margin.
    pub bounds: Bounds,
    /// The written precision; of a set, the finest among the elements at its two ends.
    pub unit: Unit,
    /// Carries `~` or `%` anywhere.
    pub approximate: bool,
    /// The finest component under `?` or `%`, never finer than `unit`; of a set, the coarsest over its
    /// elements.
    pub uncertain: Option<Unit>,
}

impl Point {
    /// The bounds with the margins of a view (rule R8): `~` adds units of the date's precision on each side,
    /// `?` units of the component it qualifies, both the larger. Open ends stay.
    pub fn widened(&self, m: &Margins) -> Bounds {
        let mut wide = self.bounds;
        if self.approximate {
            wide = wide.hull(stretched(self.bounds, self.unit, m.approximate));
        }
        if let Some(unit) = self.uncertain {
            wide = wide.hull(stretched(self.bounds, unit, m.uncertain));
        }
        wide
    }
}

/// `bounds` with `n` units more on each side (none where `n` is negative).
fn stretched(bounds: Bounds, unit: Unit, n: i32) -> Bounds {
    let n = n.max(0);
    let Bounds { earliest, latest } = bounds;
    let mut last = unit.shift(latest, n);
    if !bounds.is_exact() {
        // Whole months stay whole: after April comes May up to the 31st, not the 30th. A single day keeps its
        // number.
        last = last.max(unit.shift(latest.next(), n).prev());
    }
    Bounds::new(unit.shift(earliest, -n), last)
}

/// How far `~` and `?` widen a date, in units (rule R8). Margins belong to the view; the dates of sources
/// take [`Margins::NONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Margins {
    /// Units of the date's precision for `~`.
    pub approximate: i32,
    /// Units of the qualified component for `?`.
    pub uncertain: i32,
}

impl Margins {
    /// Dates as written.
    pub const NONE: Margins = Margins { approximate: 0, uncertain: 0 };
}

impl Default for Margins {
    fn default() -> Margins {
        Margins { approximate: 1, uncertain: 1 }
    }
}

/// When a reported event happened: its EDTF expression and what that means (rule R7).
///
/// `2014-03`, `[a..b]`, `{a,b}`: once, some day inside. `A/B`: a spell, begun once inside A and ended once
/// inside B.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventDate {
    /// The expression as written; empty where undated.
    pub text: String,
    /// The instant, or the beginning of a spell.
    pub begin: Point,
    /// The end of a spell.
    pub end: Option<Point>,
}

impl EventDate {
    /// Reads an EDTF expression of level 0, 1 or 2 (ISO 8601-2:2019).
    ///
    /// # Errors
    /// Not EDTF, longer than 256 bytes, beyond the calendar (some 262,000 years either side of year 0), or a
    /// spell certainly ended before it began. Never panics.
    pub fn parse(text: &str) -> Result<EventDate, DateError> {
        let (begin, end) = edtf::read(text)?;
        Ok(EventDate { text: text.to_owned(), begin, end })
    }

    /// No date at all: any day.
    pub fn undated() -> EventDate {
        let begin = Point { bounds: Bounds::ANY, unit: Unit::Day, approximate: false, uncertain: None };
        EventDate { text: String::new(), begin, end: None }
    }

    /// The days it may have begun on (or happened), margins added.
    pub fn begin(&self, m: &Margins) -> Bounds {
        self.begin.widened(m)
    }

    /// The days it may have ended on, margins added; those of [`EventDate::begin`] unless a spell.
    pub fn end(&self, m: &Margins) -> Bounds {
        self.end.as_ref().unwrap_or(&self.begin).widened(m)
    }

    /// Whether it has a beginning and an end of its own.
    pub fn is_spell(&self) -> bool {
        self.end.is_some()
    }

    /// From the first day it may have begun to the last it may have ended, without margins.
    pub fn hull(&self) -> Bounds {
        Bounds::new(self.begin.bounds.earliest, self.end.as_ref().unwrap_or(&self.begin).bounds.latest)
    }
}

/// Why a text is no date we can place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct DateError {
    /// Where in the text, in bytes, on a character boundary; at most its length.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> EventDate {
        EventDate::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn widened(text: &str) -> String {
        date(text).begin(&Margins::default()).to_string()
    }

    #[test]
    fn given_approximate_dates_when_widened_then_one_unit_of_precision_on_each_side() {
        assert_eq!(widened("2013-05~"), "[2013-04-01..2013-06-30]");
        assert_eq!(widened("2013-04~"), "[2013-03-01..2013-05-31]");
        assert_eq!(widened("2012-01~"), "[2011-12-01..2012-02-29]");
        assert_eq!(widened("2023-09-10~"), "[2023-09-09..2023-09-11]");
        assert_eq!(widened("2016~"), "[2015-01-01..2017-12-31]");
        assert_eq!(widened("2014-22~"), "[2014-03-01..2014-11-30]");
        assert_eq!(widened("199X~"), "[1980-01-01..2009-12-31]");
        assert_eq!(widened("19XX~"), "[1800-01-01..2099-12-31]");
    }

    #[test]
    fn given_uncertain_dates_when_widened_then_one_unit_of_the_qualified_component() {
        assert_eq!(widened("2013-05?"), "[2013-04-01..2013-06-30]");
        assert_eq!(widened("2024?-03-22"), "[2023-03-22..2025-03-22]");
        assert_eq!(widened("2012-04-06?"), "[2012-04-05..2012-04-07]");
        assert_eq!(widened("2004-06?-11"), "[2004-05-11..2004-07-11]");
        assert_eq!(widened("2004-06?-30"), "[2004-05-30..2004-07-30]");
        assert_eq!(widened("2016?-02-29"), "[2015-02-28..2017-02-28]");
        assert_eq!(widened("2016-04-?11"), "[2016-04-10..2016-04-12]");
    }

    #[test]
    fn given_both_qualifiers_when_widened_then_the_larger_counts() {
        assert_eq!(widened("2016%"), "[2015-01-01..2017-12-31]");
        assert_eq!(widened("2016%-05-01"), "[2015-05-01..2017-05-01]");
        assert_eq!(widened("2016~-05-?10"), "[2016-05-09..2016-05-11]");
        let m = Margins { approximate: 3, uncertain: 1 };
        assert_eq!(date("2016-05%").begin(&m).to_string(), "[2016-02-01..2016-08-31]");
    }

    #[test]
    fn given_no_qualifier_or_no_margin_when_widened_then_bounds_as_written() {
        for text in ["2014-03", "2018-12-01", "[2014-05-11..2014-12-31]", "2014-22"] {
            let date = date(text);
            assert_eq!(date.begin(&Margins::default()), date.begin.bounds, "{text}");
        }
        assert_eq!(date("2024?-03-22").begin(&Margins::NONE).to_string(), "2024-03-22");
        let negative = Margins { approximate: -4, uncertain: i32::MIN };
        assert_eq!(date("2016%").begin(&negative).to_string(), "[2016-01-01..2016-12-31]");
    }

    #[test]
    fn given_a_spell_when_read_then_each_end_has_its_own_bounds_and_margin() {
        let spell = date("2023-09~/2024");
        assert!(spell.is_spell());
        assert_eq!(spell.begin.bounds.to_string(), "[2023-09-01..2023-09-30]");
        assert_eq!(spell.begin(&Margins::default()).to_string(), "[2023-08-01..2023-10-31]");
        assert_eq!(spell.end(&Margins::default()).to_string(), "[2024-01-01..2024-12-31]");
        assert_eq!(spell.hull().to_string(), "[2023-09-01..2024-12-31]");
    }

    #[test]
    fn given_an_instant_when_read_then_its_end_is_its_beginning() {
        let once = date("[2014-03..2014-05]");
        assert!(!once.is_spell());
        assert_eq!(once.end(&Margins::default()), once.begin(&Margins::default()));
        assert_eq!(once.hull().to_string(), "[2014-03-01..2014-05-31]");
    }

    #[test]
    fn given_an_open_side_when_widened_then_it_stays_open_and_its_dated_end_moves_along() {
        let since = date("1960~/..");
        assert_eq!(since.end(&Margins::NONE), Bounds::new(day("1960-01-01"), Day::FUTURE));
        assert_eq!(since.end(&Margins::default()), Bounds::new(day("1959-01-01"), Day::FUTURE));
        let until = date("../2012");
        assert_eq!(until.begin(&Margins::default()), Bounds::new(Day::PAST, day("2012-12-31")));
        assert_eq!(until.begin.unit, Unit::Year);
        assert_eq!(date("[..2010-10]").begin(&Margins::default()), Bounds::new(Day::PAST, day("2010-10-31")));
        assert_eq!(date("[..2010-10]").begin.unit, Unit::Month);
    }

    #[test]
    fn given_no_date_when_asked_then_any_day() {
        let undated = EventDate::undated();
        assert_eq!((undated.text.as_str(), undated.is_spell()), ("", false));
        assert_eq!(undated.begin(&Margins::default()), Bounds::ANY);
        assert_eq!(undated.hull(), Bounds::ANY);
    }

    #[test]
    fn given_a_day_when_moved_by_a_unit_then_the_same_day_of_the_month_or_its_last() {
        assert_eq!(Unit::Month.back(day("2015-03-31")), day("2015-02-28"));
        assert_eq!(Unit::Month.forth(day("2015-12-31")), day("2016-01-31"));
        assert_eq!(Unit::Season.back(day("2015-05-31")), day("2015-02-28"));
        assert_eq!(Unit::Year.forth(day("2016-02-29")), day("2017-02-28"));
        assert_eq!(Unit::Decade.back(day("2016-02-29")), day("2006-02-28"));
        assert_eq!(Unit::Century.forth(day("1916-07-01")), day("2016-07-01"));
        assert_eq!(Unit::Millennium.back(day("2016-07-01")), day("1016-07-01"));
        assert_eq!(Unit::Day.back(day("2016-03-01")), day("2016-02-29"));
    }

    #[test]
    fn given_the_edge_of_the_calendar_when_moved_past_it_then_open() {
        let first = Day(chrono::NaiveDate::MIN.num_days_from_ce());
        let last = Day(chrono::NaiveDate::MAX.num_days_from_ce());
        for unit in [Unit::Day, Unit::Month, Unit::Season, Unit::Year, Unit::Decade, Unit::Century] {
            assert_eq!(unit.back(first), Day::PAST);
            assert_eq!(unit.forth(last), Day::FUTURE);
            assert_eq!(unit.back(Day::FUTURE), Day::FUTURE);
            assert_eq!(unit.forth(Day::PAST), Day::PAST);
        }
        let huge = Margins { approximate: i32::MAX, uncertain: i32::MAX };
        for text in ["2016%", "2016-05-01%", "19XX%", "2014-21%"] {
            assert_eq!(date(text).begin(&huge), Bounds::ANY, "{text}");
        }
    }

    #[test]
    fn given_units_when_compared_then_the_finer_is_less() {
        assert!(Unit::Day < Unit::Month && Unit::Month < Unit::Season && Unit::Season < Unit::Year);
        assert!(Unit::Decade < Unit::Century && Unit::Century < Unit::Millennium);
    }
}
