//! The adapter around `edtf-core`: the one file that knows it, mending where it departs from other libraries.
//!
//! - `-199X`: years before 0 may leave their last digits open; `edtf-core` refuses them.
//! - `Y17000?`, `Y-61000/-2000`: a `Y` year stands alone, without qualifier, interval or set.
//! - `T12:00:00-14`: no clock is set further west than -12:00.
//! - Seasons are northern and meteorological: 21 March to May, 22 June to August, 23 September to November,
//!   24 December to February of the next year. Southern codes (29 to 32), quarters (33 to 36), quadrimesters
//!   (37 to 39) and semesters (40, 41) lie where their names say.

use edtf_core::{
    Bound, Date, DateField, Edtf, IntervalEndpoint, ParseError, SetElement, Time, TimeShift, YearKind,
};

use super::{DateError, Point, Unit, slips};
use crate::domain::{Bounds, Day};

/// Longest expression read, in bytes; those of real chronologies stay under 30.
const MAX_LEN: usize = 256;

/// A beginning, and an end where the expression is a spell.
type Ends = (Point, Option<Point>);

/// Reads an expression; see [`super::EventDate::parse`].
pub(super) fn read(text: &str) -> Result<Ends, DateError> {
    if text.len() > MAX_LEN {
        let offset = (0..=MAX_LEN).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        let message = format!("a date of {} bytes; at most {MAX_LEN} are read", text.len());
        let help = "keep the date short and put what else is known into a note".to_owned();
        return Err(DateError { offset, message, help });
    }
    attempt(text).map_err(|failure| match failure {
        Failure::Syntax { offset, message } => slips::explain(text, offset, message),
        Failure::Ours(error) => error,
    })
}

/// Whether `text` can be read, for trying out a correction.
pub(super) fn accepts(text: &str) -> bool {
    text.len() <= MAX_LEN && attempt(text).is_ok()
}

/// The one instant `text` stands for, if it does, for trying out a correction.
pub(super) fn read_plain(text: &str) -> Option<Point> {
    attempt(text).ok().filter(|(_, end)| end.is_none()).map(|(begin, _)| begin)
}

/// Why an expression was refused: by `edtf-core`, in its words, or by a rule of this file.
enum Failure {
    Syntax { offset: usize, message: &'static str },
    Ours(DateError),
}

impl Failure {
    fn ours(offset: usize, message: &str, help: impl Into<String>) -> Failure {
        Failure::Ours(DateError { offset, message: message.to_owned(), help: help.into() })
    }

    fn beyond() -> Failure {
        let help = "write a year between -262143 and 262142, or leave the date out and tell it in a note";
        Failure::ours(
            0,
            "valid EDTF, but beyond the calendar, which ends about 262,000 years from year 0",
            help,
        )
    }
}

fn attempt(text: &str) -> Result<Ends, Failure> {
    let legible = Legible::of(text);
    let parsed = Edtf::parse(&legible.text).map_err(|ParseError { message, offset }| {
        // Never past the end, whatever the parser says: callers slice by it.
        Failure::Syntax { offset: legible.original(offset).min(text.len()), message }
    })?;
    check_lone_year(text, &parsed)?;
    match parsed {
        Edtf::Date(date) => Ok((point(&date)?, None)),
        Edtf::DateTime(at) => {
            check_shift(text, &at.time)?;
            Ok((point(&at.date)?, None))
        }
        Edtf::Set(set) => Ok((set_point(&set.elements)?, None)),
        Edtf::Interval(spell) => spell_points(text, &spell.start, &spell.end),
    }
}

/// The text as `edtf-core` can read it: years before 0 with open last digits become years with significant
/// digits, which have the same days (`-199X` is `-1999S3`, -1999 to -1990).
struct Legible {
    text: String,
    /// Where in `text` two bytes stand that the original does not have.
    inserted: Vec<usize>,
}

impl Legible {
    fn of(original: &str) -> Legible {
        let mut legible = Legible { text: String::with_capacity(original.len()), inserted: Vec::new() };
        let mut rest = original;
        // Where a date may start, perhaps after a qualifier.
        let mut at_start = true;
        while let Some(first) = rest.chars().next() {
            let year = if at_start && first == '-' { open_negative_year(rest) } else { None };
            if let (Some((digits, significant)), Some(after)) = (year, rest.get(5..)) {
                legible.text.push('-');
                legible.text.push_str(&digits);
                legible.inserted.push(legible.text.len());
                legible.text.extend(['S', significant]);
                rest = after;
                at_start = false;
                continue;
            }
            at_start =
                matches!(first, '/' | '[' | '{' | ',' | '.') || at_start && matches!(first, '?' | '~' | '%');
            legible.text.push(first);
            rest = &rest[first.len_utf8()..];
        }
        legible
    }

    /// The offset in the original of an offset in the legible text.
    fn original(&self, offset: usize) -> usize {
        let surplus: usize = self.inserted.iter().map(|at| offset.saturating_sub(*at).min(2)).sum();
        offset - surplus
    }
}

/// Of a text opening with `-`, one to three digits and `X` up to the fourth place, with no month: the digits
/// filled up with 9, and how many are significant. Year 0 counts as `-0000`, so `-000X` ends with it.
fn open_negative_year(text: &str) -> Option<(String, char)> {
    let year = text.get(1..5)?;
    let digits = year.trim_end_matches('X');
    let ends = text.get(5..)?.starts_with(['?', '~', '%', '/', ',', ']', '}', '.']) || text.len() == 5;
    let significant = ['1', '2', '3'].get(digits.len().checked_sub(1)?)?;
    let open = digits.bytes().all(|b| b.is_ascii_digit());
    (open && ends).then(|| (format!("{digits:9<4}"), *significant))
}

/// Years of five digits and more stand alone, as in the other libraries: nothing we chronicle needs them
/// elsewhere.
fn check_lone_year(text: &str, parsed: &Edtf) -> Result<(), Failure> {
    let long = |date: &Date| !matches!(date.year.kind, YearKind::Standard { .. });
    let lone = match parsed {
        Edtf::Date(date) => !long(date) || !date.year.qualifier.is_qualified(),
        Edtf::DateTime(_) => true,
        Edtf::Interval(spell) => ![spell.start, spell.end].iter().filter_map(written).any(|d| long(&d)),
        Edtf::Set(set) => !set.elements.iter().any(|element| match element {
            SetElement::Date(d) | SetElement::OnOrBefore(d) | SetElement::OnOrAfter(d) => long(d),
            SetElement::Range(a, b) => long(a) || long(b),
        }),
    };
    if lone {
        return Ok(());
    }
    let help = "write it alone, as in `Y-17000`, without `?`, `~`, `%`, interval or set";
    Err(Failure::ours(text.find('Y').unwrap_or(0), "a year of more than four digits stands alone", help))
}

/// The date written at one side of an interval.
fn written(side: &IntervalEndpoint) -> Option<Date> {
    match side {
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => None,
        IntervalEndpoint::Date(d) | IntervalEndpoint::OnOrBefore(d) | IntervalEndpoint::OnOrAfter(d) => {
            Some(*d)
        }
    }
}

/// Shifts run from -12:00 to +14:00; `edtf-core` holds only the latter.
fn check_shift(text: &str, time: &Time) -> Result<(), Failure> {
    match time.shift {
        Some(TimeShift::Offset { minutes, .. }) if minutes < -12 * 60 => {
            let help = text.get(..10).map_or_else(String::new, |day| {
                format!("write a shift from -12:00 to +14:00, or the day alone: `{day}`")
            });
            Err(Failure::ours(19.min(text.len()), "no clock is set further west than -12:00", help))
        }
        _ => Ok(()),
    }
}

/// One date: its days as `edtf-core` bounds them, its precision and qualifiers.
fn point(date: &Date) -> Result<Point, Failure> {
    let bounds = Edtf::Date(*date).bounds();
    let bounds = Bounds::new(day(bounds.earliest)?, day(bounds.latest)?);
    let unit = unit(date);
    let uncertain = uncertain(date).map(|u| u.max(unit));
    Ok(Point { bounds, unit, approximate: date.is_approximate(), uncertain })
}

fn day(bound: Bound) -> Result<Day, Failure> {
    match bound {
        Bound::NegativeInfinity => Ok(Day::PAST),
        Bound::PositiveInfinity => Ok(Day::FUTURE),
        // `edtf-core` does not know the days of years beyond its own reach.
        Bound::Unknown => Err(Failure::beyond()),
        Bound::Date(d) => {
            let year = i32::try_from(d.year).ok();
            year.and_then(|y| Day::of(y, d.month.into(), d.day.into())).ok_or_else(Failure::beyond)
        }
    }
}

/// The unit of the finest component with a digit in it.
fn unit(date: &Date) -> Unit {
    let any_digit = |field: &DateField| field.digits.iter().any(Option::is_some);
    if date.day.as_ref().is_some_and(any_digit) {
        return Unit::Day;
    }
    match &date.month {
        Some(month) if any_digit(month) => month_unit(month),
        _ => year_unit(date),
    }
}

fn month_unit(month: &DateField) -> Unit {
    // Codes 13 to 20 and beyond 41 are not EDTF: what is no month groups months.
    if month.value().is_some_and(|code| code > 12) { Unit::Season } else { Unit::Month }
}

/// By the last digit written: `199X` and `1994S3` a decade, `19XX` a century, `1XXX` and `XXXX` a millennium.
fn year_unit(date: &Date) -> Unit {
    let (width, written) = match (date.year.kind, date.year.significant_digits) {
        (YearKind::Standard { digits, .. }, None) => {
            (4, digits.iter().rposition(Option::is_some).map_or(0, |i| i + 1))
        }
        (YearKind::Standard { .. }, Some(significant)) => (4, significant as usize),
        (_, None) => return Unit::Year,
        (kind, Some(significant)) => (width(kind), significant as usize),
    };
    match width.saturating_sub(written) {
        0 => Unit::Year,
        1 => Unit::Decade,
        2 => Unit::Century,
        _ => Unit::Millennium,
    }
}

/// How many digits a `Y` year has, written out.
fn width(kind: YearKind) -> usize {
    let digits = |n: i64| n.unsigned_abs().checked_ilog10().map_or(1, |log| log as usize + 1);
    match kind {
        YearKind::Standard { .. } => 4,
        YearKind::Big { value } => digits(value),
        YearKind::Exponential { significand, exponent } => {
            digits(significand).saturating_add(exponent as usize)
        }
    }
}

/// The unit of the finest component under `?` or `%`.
fn uncertain(date: &Date) -> Option<Unit> {
    if date.day.is_some_and(|d| d.qualifier.uncertain) {
        return Some(Unit::Day);
    }
    match &date.month {
        Some(month) if month.qualifier.uncertain => Some(month_unit(month)),
        _ => date.year.qualifier.uncertain.then(|| year_unit(date)),
    }
}

/// One instant inside the hull of a set, `[..]` and `{..}` alike.
fn set_point(elements: &[SetElement]) -> Result<Point, Failure> {
    let mut points = Vec::with_capacity(elements.len());
    for element in elements {
        points.push(match element {
            SetElement::Date(date) => point(date)?,
            SetElement::OnOrBefore(date) => since_ever(point(date)?),
            SetElement::OnOrAfter(date) => for_ever(point(date)?),
            SetElement::Range(from, to) => {
                let (from, to) = (point(from)?, point(to)?);
                Point { bounds: from.bounds.hull(to.bounds), unit: from.unit.min(to.unit), ..from }
            }
        });
    }
    let hull = points.iter().map(|p| p.bounds).reduce(Bounds::hull).unwrap_or(Bounds::ANY);
    let at_ends = |p: &&Point| p.bounds.earliest == hull.earliest || p.bounds.latest == hull.latest;
    Ok(Point {
        bounds: hull,
        unit: points.iter().filter(at_ends).map(|p| p.unit).min().unwrap_or(Unit::Day),
        approximate: points.iter().any(|p| p.approximate),
        // The coarsest, so that the margin holds for whichever element it was.
        uncertain: points.iter().filter_map(|p| p.uncertain).max(),
    })
}

/// From any day up to the point's last.
fn since_ever(point: Point) -> Point {
    Point { bounds: Bounds::new(Day::PAST, point.bounds.latest), ..point }
}

/// From the point's first day on.
fn for_ever(point: Point) -> Point {
    Point { bounds: Bounds::new(point.bounds.earliest, Day::FUTURE), ..point }
}

/// The two ends of `A/B`. A side that is open (`..`) or unknown (empty) takes its one bound, with its
/// precision and qualifiers, from the other: it ends no earlier than it began.
fn spell_points(text: &str, start: &IntervalEndpoint, end: &IntervalEndpoint) -> Result<Ends, Failure> {
    let side = |side: &IntervalEndpoint| match side {
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => Ok(None),
        IntervalEndpoint::Date(date) => point(date).map(Some),
        IntervalEndpoint::OnOrBefore(date) => Ok(Some(since_ever(point(date)?))),
        IntervalEndpoint::OnOrAfter(date) => Ok(Some(for_ever(point(date)?))),
    };
    let (begin, end) = match (side(start)?, side(end)?) {
        (Some(begin), Some(end)) => (begin, end),
        (Some(begin), None) => (begin, for_ever(begin)),
        (None, Some(end)) => (since_ever(end), end),
        (None, None) => {
            let help = "leave the date out where nothing is known";
            return Err(Failure::ours(0, "a spell needs a date on one side", help));
        }
    };
    if end.bounds.latest < begin.bounds.earliest {
        return Err(Failure::Syntax {
            offset: text.find('/').map_or(0, |i| i + 1),
            message: slips::REVERSED,
        });
    }
    Ok((begin, Some(end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::EventDate;

    /// Rows of `bounds.tsv` we knowingly depart from.
    const DEPARTURES: [(&str, &str); 1] = [(
        "2004-06-11%/2004-%06",
        "refused elsewhere because June 2004 starts before 11 June; but begun on the 11th and ended some day \
         of that month is what a chronology must be able to say (R7): only a certain reversal is wrong",
    )];

    #[test]
    fn given_the_strings_libraries_agree_on_when_read_then_we_agree_or_say_why_not() {
        let rows = include_str!("../../../tests/data/edtf/bounds.tsv");
        let mut read = 0;
        let mut departed = Vec::new();
        for row in rows.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let [text, verdict, lower, upper, _level] = cells[..] else { panic!("five cells: {row}") };
            let ours = EventDate::parse(text).map(|date| {
                let name = |day: Day| match day {
                    Day::PAST => "-inf".to_owned(),
                    Day::FUTURE => "inf".to_owned(),
                    // chrono signs years beyond four digits; the table does not, and writes year -1 with
                    // four.
                    day => day.to_string().trim_start_matches('+').to_owned(),
                };
                (name(date.hull().earliest), name(date.hull().latest))
            });
            let agrees = match (&ours, verdict) {
                (Ok((earliest, latest)), "valid") => earliest == lower && latest == upper,
                (Err(_), "invalid") => true,
                _ => false,
            };
            if DEPARTURES.iter().any(|(departure, _)| *departure == text) {
                assert!(!agrees, "{text} agrees: take it off the list");
                departed.push(text);
            } else {
                assert!(agrees, "{row}: {ours:?}");
            }
            read += 1;
        }
        assert_eq!((read, departed.len()), (212, DEPARTURES.len()));
    }

    #[test]
    fn given_a_precision_when_read_then_the_unit_of_the_finest_digit() {
        let units = [
            ("2014-03-18", Unit::Day),
            ("2014-03-1X", Unit::Day),
            ("2001-02-03T09:30:01", Unit::Day),
            ("2014-03", Unit::Month),
            ("2014-03-XX", Unit::Month),
            ("199X-01", Unit::Month),
            ("2014-22", Unit::Season),
            ("2010-33", Unit::Season),
            ("2010-40", Unit::Season),
            ("2014", Unit::Year),
            ("2014-XX", Unit::Year),
            ("Y170002", Unit::Year),
            ("1994S4", Unit::Year),
            ("199X", Unit::Decade),
            ("-199X", Unit::Decade),
            ("Y17012S4", Unit::Decade),
            ("19XX", Unit::Century),
            ("19XX-XX-XX", Unit::Century),
            ("1984S2", Unit::Century),
            ("1XXX", Unit::Millennium),
            ("Y17E4S2", Unit::Millennium),
            ("XXXX", Unit::Millennium),
            ("{1960,1961-12}", Unit::Month),
            ("[1960-05,1962,1963..]", Unit::Month),
            ("[1960,1962-05-01,1963..]", Unit::Year),
            ("[2018-12..]", Unit::Month),
        ];
        for (text, unit) in units {
            assert_eq!(EventDate::parse(text).map(|d| d.begin.unit), Ok(unit), "{text}");
        }
    }

    #[test]
    fn given_qualifiers_when_read_then_the_finest_uncertain_component() {
        let cases = [
            ("2014", false, None),
            ("2014~", true, None),
            ("2014?", false, Some(Unit::Year)),
            ("199X%", true, Some(Unit::Decade)),
            ("2024?-03-22", false, Some(Unit::Year)),
            ("2004-06?-11", false, Some(Unit::Month)),
            ("2004-22?", false, Some(Unit::Season)),
            ("2004~-06-?11", true, Some(Unit::Day)),
            ("1985-04-XX?", false, Some(Unit::Month)),
            ("[2012?,2014-03-05?]", false, Some(Unit::Year)),
            ("{2012~,2014-03}", true, None),
        ];
        for (text, approximate, uncertain) in cases {
            let point = EventDate::parse(text).unwrap().begin;
            assert_eq!((point.approximate, point.uncertain), (approximate, uncertain), "{text}");
        }
    }

    #[test]
    fn given_open_and_unknown_sides_when_read_then_clipped_by_the_other() {
        for (text, begin, end) in [
            ("../2012", "[..2012-12-31]", "[2012-01-01..2012-12-31]"),
            ("/2012", "[..2012-12-31]", "[2012-01-01..2012-12-31]"),
            ("1960~/..", "[1960-01-01..1960-12-31]", "[1960-01-01..]"),
            ("1960/", "[1960-01-01..1960-12-31]", "[1960-01-01..]"),
            ("..2012/2015", "[..2012-12-31]", "[2015-01-01..2015-12-31]"),
            ("2012/2015..", "[2012-01-01..2012-12-31]", "[2015-01-01..]"),
            ("-199X/..", "[-1999-01-01..-1990-12-31]", "[-1999-01-01..]"),
        ] {
            let date = EventDate::parse(text).unwrap();
            assert_eq!(date.begin.bounds.to_string(), begin, "{text}");
            assert_eq!(date.end.unwrap().bounds.to_string(), end, "{text}");
        }
    }

    #[test]
    fn given_seasons_when_read_then_northern_and_meteorological() {
        for (text, days) in [
            ("2014-21", "[2014-03-01..2014-05-31]"),
            ("2014-22", "[2014-06-01..2014-08-31]"),
            ("2014-23", "[2014-09-01..2014-11-30]"),
            ("2015-24", "[2015-12-01..2016-02-29]"),
            ("2014-30", "[2014-12-01..2015-02-28]"),
        ] {
            assert_eq!(EventDate::parse(text).unwrap().begin.bounds.to_string(), days);
        }
    }

    #[test]
    fn given_open_years_before_zero_when_read_then_their_decade_and_offsets_of_the_original() {
        for (text, days) in [
            ("-199X", "[-1999-01-01..-1990-12-31]"),
            ("~-01XX", "[-0199-01-01..-0100-12-31]"),
            ("-1XXX%", "[-1999-01-01..-1000-12-31]"),
            ("[-019X,-015X]", "[-0199-01-01..-0150-12-31]"),
        ] {
            assert_eq!(EventDate::parse(text).unwrap().begin.bounds.to_string(), days, "{text}");
        }
        let offset = |text| EventDate::parse(text).unwrap_err().offset;
        assert_eq!(offset("-199X/2014-13"), 11);
        assert_eq!(offset("[-199X,-188X,2014-13]"), 18);
        assert_eq!(offset("-199X-12"), 1);
        assert_eq!(offset("-1X9X"), 1);
    }

    #[test]
    fn given_a_year_beyond_the_calendar_when_read_then_an_error_that_says_so() {
        for text in ["Y262143", "Y-262144", "Y17E7", "Y17E100000", "Y9223372036854775807"] {
            let error = EventDate::parse(text).unwrap_err();
            assert!(error.message.contains("beyond the calendar"), "{text}: {error}");
        }
        assert!(EventDate::parse("Y-262143").is_ok() && EventDate::parse("Y262142").is_ok());
    }

    #[test]
    fn given_an_overlong_text_when_read_then_refused_on_a_character_boundary() {
        let fits = format!("[{}2014]", "2014,".repeat(50));
        assert_eq!(fits.len(), 256);
        assert!(EventDate::parse(&fits).is_ok());
        let error = EventDate::parse(&format!("x{}", "é".repeat(200))).unwrap_err();
        assert_eq!((error.offset, error.message.contains("256")), (255, true));
    }

    #[test]
    fn given_any_text_when_read_then_no_panic_and_sound_points() {
        let pieces = [
            "0", "1", "2", "3", "9", "X", "x", "-", "/", "..", ".", "?", "~", "%", ",", "[", "]", "{", "}",
            "Y", "E", "S", "T", "Z", ":", "+", " ", "é", "–", "(", ")", "2014", "1999", "-03", "-12", "-24",
            "-31", "-02-29", "XX", "199X", "-199X", "Y1", "E9", "12:00:00", "March ", "or", "circa ", "to ",
            "u",
        ];
        // A fixed linear congruence (Knuth's MMIX): the same texts every run.
        let mut seed = 0x5eed_u64;
        let mut next = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        let mut read = 0;
        for _ in 0..30_000 {
            let text: String = (0..=next(7)).map(|_| pieces[next(pieces.len())]).collect();
            match EventDate::parse(&text) {
                Ok(date) => {
                    read += 1;
                    let margins = crate::domain::date::Margins::default();
                    for point in [Some(date.begin), date.end].into_iter().flatten() {
                        let wide = point.widened(&margins);
                        assert!(!point.bounds.is_empty(), "{text}");
                        assert_eq!(wide.hull(point.bounds), wide, "{text}");
                        assert!(point.uncertain.is_none_or(|u| u >= Unit::Day), "{text}");
                    }
                    assert!(!date.hull().is_empty(), "{text}");
                }
                Err(error) => {
                    assert!(text.is_char_boundary(error.offset), "{text}: {error:?}");
                    assert!(!error.message.is_empty() && !error.help.is_empty(), "{text}: {error:?}");
                }
            }
        }
        assert!(read > 300, "{read}");
    }
}
