//! What people write instead of EDTF, and what to tell them: every correction offered can itself be read.

use chrono::Datelike;

use super::{DateError, Unit, edtf, words};

/// How a reversed spell is reported, in the parser's words.
pub(super) const REVERSED: &str = "interval end precedes interval start";

/// What to write where nothing better is known.
const PRIMER: &str = "write a day `2014-03-18`, a month `2014-03`, a year `2014`; `2014~` for about, `2014?` \
                      for perhaps, `[2014-03..2014-05]` for once inside, `2014-03/2015` for from and to";

/// A recognised slip: where, what is wrong, and what to write instead.
pub(super) fn found(offset: usize, message: impl Into<String>, help: impl Into<String>) -> Option<DateError> {
    Some(DateError { offset, message: message.into(), help: help.into() })
}

/// The error for a text the parser refused at byte `offset` because of `message`: with the correction where
/// the slip is a common one.
pub(super) fn explain(text: &str, offset: usize, message: &str) -> DateError {
    blank(text)
        .or_else(|| numerals(text))
        .or_else(|| respelled(text))
        .or_else(|| unbracketed(text))
        .or_else(|| mixed_range(text))
        .or_else(|| swapped(text, offset, message))
        .or_else(|| words::spelled_out(text))
        .or_else(|| shape(text, offset))
        .or_else(|| calendar(text, offset, message))
        .or_else(|| grammar(offset, message))
        .unwrap_or_else(|| DateError { offset, message: message.to_owned(), help: PRIMER.to_owned() })
}

/// A backticked correction, if it can be read.
pub(super) fn offer(correction: &str) -> Option<String> {
    edtf::accepts(correction).then(|| format!("`{correction}`"))
}

fn blank(text: &str) -> Option<DateError> {
    if !text.trim().is_empty() {
        return None;
    }
    found(0, "an empty date", "leave the date out where it is not known")
}

/// Numerals in another order or without zeros: `18/03/2014`, `2014/03/18`, `2014-2-3`, `20140318`.
fn numerals(text: &str) -> Option<DateError> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let (year, rest) = text.split_at(4);
        let (month, day) = rest.split_at(2);
        let day = offer(&format!("{year}-{month}-{day}"))?;
        return found(4, "a day without hyphens", format!("write {day}"));
    }
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let number = |part: &&str| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(number) {
        return None;
    }
    let dashed =
        |parts: &[&str]| offer(&parts.iter().map(|p| format!("{p:0>2}")).collect::<Vec<_>>().join("-"));
    let (readings, wrong) = match parts[..] {
        // A season with a day, unless day and month changed places: told elsewhere.
        [_, code, _] if text.contains('-') && matches!(code.parse(), Ok(21..=41_u8)) => return None,
        [year, month, day] if year.len() == 4 => {
            let unpadded = text.contains('-') && (month.len() == 1 || day.len() == 1);
            let readings = dashed(&[year, month, day]).or_else(|| dashed(&[year, day, month]));
            let wrong =
                if unpadded { "months and days have two digits" } else { "not in the order year-month-day" };
            let wrong = if text.contains(['/', '.']) { "a day is written with hyphens" } else { wrong };
            (vec![readings?], wrong)
        }
        [first, second, year] if year.len() == 4 => {
            let mut readings: Vec<String> = [dashed(&[year, second, first]), dashed(&[year, first, second])]
                .into_iter()
                .flatten()
                .collect();
            readings.dedup();
            (readings, "not in the order year-month-day")
        }
        [first, second] if first.len() == 4 && second.len() == 4 => {
            let once = offer(&format!("[{first}..{second}]"))?;
            let spell = offer(&format!("{first}/{second}"))?;
            let help = format!("write {spell} for from one to the other, {once} for once in between");
            return found(4, "two years joined by a hyphen", help);
        }
        [_, _, _] => {
            return found(0, "a year of two digits", "write year, month and day in full, as in `2014-03-18`");
        }
        [year, month] if year.len() == 4 => (vec![dashed(&[year, month])?], "a month is written `YYYY-MM`"),
        [month, year] if year.len() == 4 => (vec![dashed(&[year, month])?], "a month is written `YYYY-MM`"),
        _ => return None,
    };
    let help = match &readings[..] {
        [one] => format!("write {one}"),
        [first, second] => format!("write {first} (day first) or {second} (month first)"),
        _ => return None,
    };
    found(0, wrong, help)
}

/// Right but for its characters: `198x`, `2014 - 03`, `1984?~`, `2014–03`, `2012/open`.
fn respelled(text: &str) -> Option<DateError> {
    // Each in turn on what the one before left; the first that changes anything names the slip.
    type Fix = (&'static str, fn(&str) -> String);
    const FIXES: [Fix; 9] = [
        ("only the ASCII hyphen and dots are read", |t| {
            t.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-")
                .replace('…', "..")
        }),
        ("a date has no spaces", |t| t.split_whitespace().collect()),
        ("an open side is `..`, an unknown one empty", |t| t.replace("open", "..").replace("unknown", "")),
        ("an unspecified digit is a capital `X`", |t| t.replace(['x', 'u', 'U', '*', '_'], "X")),
        ("the letters of a date are capitals", |t| t.to_ascii_uppercase()),
        ("`?` and `~` together are `%`", |t| t.replace("?~", "%").replace("~?", "%")),
        ("a range has two dots", |t| t.replace("...", "..")),
        ("years bear no plus sign", |t| t.strip_prefix('+').unwrap_or(t).to_owned()),
        ("an interval has one `/`", |t| t.replace("//", "/")),
    ];
    let mut fixed = text.to_owned();
    let mut slip = None;
    for (wrong, fix) in FIXES {
        let next = fix(&fixed);
        if next != fixed && slip.is_none() {
            slip = Some((wrong, common_prefix(text, &next)));
        }
        fixed = next;
    }
    let (wrong, offset) = slip?;
    found(offset, wrong, format!("write {}", offer(&fixed)?))
}

/// How many bytes both start with, whole characters only.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum()
}

/// A range or list without its brackets: `2014-03..2014-05`, `..2014`, `2014,2015`.
fn unbracketed(text: &str) -> Option<DateError> {
    if text.starts_with(['[', '{']) || !(text.contains("..") || text.contains(',')) {
        return None;
    }
    let bracketed = offer(&format!("[{text}]"))?;
    found(0, "a range or a list of dates has brackets", format!("write {bracketed}"))
}

/// A range whose ends differ in precision, `[2014-03..2015]`: both brought to the finer.
fn mixed_range(text: &str) -> Option<DateError> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    let (from, to) = inner.split_once("..")?;
    let (a, b) = (edtf::read_plain(from)?, edtf::read_plain(to)?);
    if [a, b].iter().any(|p| p.approximate || p.uncertain.is_some()) {
        return None;
    }
    let layout = match a.unit.min(b.unit) {
        Unit::Day => "%Y-%m-%d",
        Unit::Month => "%Y-%m",
        _ => return None,
    };
    let write = |day: crate::domain::Day| day.date().map(|d| d.format(layout).to_string());
    let range = offer(&format!("[{}..{}]", write(a.bounds.earliest)?, write(b.bounds.latest)?))?;
    found(text.find("..")? + 2, "the ends of a range differ in precision", format!("write {range}"))
}

/// A spell or range that ends before it begins.
fn swapped(text: &str, offset: usize, message: &str) -> Option<DateError> {
    let range = message == "set range end precedes range start";
    if message != REVERSED && !range {
        return None;
    }
    let turned = if range {
        let inner = text.get(1..text.len() - 1)?;
        let (from, to) = inner.split_once("..")?;
        offer(&format!("{}{to}..{from}{}", text.get(..1)?, text.get(text.len() - 1..)?))
    } else {
        text.split_once('/').and_then(|(from, to)| offer(&format!("{to}/{from}")))
    };
    let help = turned.map_or_else(
        || "write the earlier side first".to_owned(),
        |turned| format!("write the earlier side first, as in {turned}, or mend the years"),
    );
    found(
        offset,
        if range { "the range ends before it begins" } else { "the spell ends before it begins" },
        help,
    )
}

/// Characters and forms EDTF does not have.
fn shape(text: &str, offset: usize) -> Option<DateError> {
    if let Some(at) = text.find(['(', ')']) {
        let help = "`2004-?06-11` qualifies the month alone, `2004-06?-11` month and year, `2004-06-11?` all";
        return found(at, "parentheses belong to the draft of 2012", help);
    }
    if let Some(at) = text.find('^') {
        return found(
            at,
            "EDTF has no `^` suffix",
            "write the date without it and put its words into a note",
        );
    }
    let time = text.find('T').filter(|at| offset >= *at)?;
    let day = offer(text.get(..time)?)?;
    let help = format!("write the day alone, {day}, or the time in full, `T23:20:30` or `T23:20:30+02:00`");
    found(offset, "not a time of day", help)
}

/// Months and days the calendar does not have: `2014-13`, `2014-02-30`, `2014-00`.
fn calendar(text: &str, offset: usize, message: &str) -> Option<DateError> {
    let head = text.get(..offset)?;
    let start = head.rfind(['/', ',', '[', '{', '.']).map_or(0, |i| i + 1);
    // What stands before the bad component, a year or a month.
    let coarser = head.get(start..)?.replace(['?', '~', '%'], "");
    let coarser = coarser.strip_suffix('-')?;
    let bad = text.get(offset..)?.get(..2)?;
    let unknown = offer(coarser)?;
    if message.starts_with("sub-year groupings") {
        let (year, code) = coarser.rsplit_once('-')?;
        let turned = offer(&format!("{year}-{bad}-{code}"));
        let turned =
            turned.map_or_else(String::new, |day| format!(", or {day} if day and month changed places"));
        return found(offset, "a season has no day", format!("write the season alone, {unknown}{turned}"));
    }
    if message.starts_with("month must be 01-12") {
        let help = if bad == "00" {
            format!("where the month is not known write {unknown}")
        } else {
            "months run from 01 to 12; 21 is spring, 22 summer, 23 autumn, 24 winter; 33 to 36 are quarters"
                .into()
        };
        return found(offset, format!("no month {bad}"), help);
    }
    if !message.starts_with("day is out of range") {
        return None;
    }
    if bad == "00" {
        return found(offset, "no day 00", format!("where the day is not known write {unknown}"));
    }
    let month = edtf::read_plain(coarser).filter(|point| point.unit == Unit::Month);
    let last = month.and_then(|month| month.bounds.latest.date());
    let help = match last {
        Some(last) => format!(
            "{} has {} days: write `{coarser}-{}`, or {unknown} where the day is not known",
            last.format("%B %Y"),
            last.day(),
            last.format("%d"),
        ),
        None => format!("write {unknown} where the day is not known"),
    };
    found(offset, format!("no day {bad} in that month"), help)
}

/// Remedies for what else the parser refuses, by its own words.
fn grammar(offset: usize, message: &str) -> Option<DateError> {
    let help = match message {
        "negative years cannot contain unspecified digits" => {
            "before year 0 `X` may stand for the last digits of a year alone, as in `-199X`"
        }
        "-0000 is not a valid year" => "write year 0 as `0000`; 1 BC is `0000`, 2 BC is `-0001`",
        "year must have exactly four digits (or X)" => {
            "years have four digits, as in `0987` or `2014`; longer ones a `Y` before them, as in `Y17000`"
        }
        "month must be two digits (or X)" => "write the month with two digits, as in `2014-03`",
        "day must be two digits (or X)" => "write the day with two digits, as in `2014-03-08`",
        "interval must contain exactly one '/'" => {
            "write one spell a date, `2014/2015`; report further ones on their own"
        }
        "interval needs at least one dated endpoint" => "leave the date out where neither side is known",
        "unterminated set" => "close `[` with `]` and `{` with `}`",
        "sets cannot nest" => {
            "write one pair of brackets around all members, as in `[2014,2015-03..2015-05]`"
        }
        "empty set element" | "set must contain at least one element" => {
            "write members with one comma between, `[2014,2015]`"
        }
        "'..'-prefixed date is only allowed as interval start"
        | "'..'-suffixed date is only allowed as interval end" => {
            "leave a side open with `..` alone, `2014/..`; `[..2014]` is once, by 2014"
        }
        "set range endpoints cannot be qualified" => {
            "a range has no `?`, `~` or `%`: widen it by hand, or qualify members of a list, `[2014~,2015]`"
        }
        "set range endpoints cannot contain unspecified digits"
        | "set range endpoints cannot carry significant digits" => {
            "write the range's first and last year, month or day in full, as in `[1990..2009]`"
        }
        "set range endpoints cannot be seasons" => "write the months, as in `[2014-06..2014-11]`",
        "set range endpoints must share precision" => {
            "write both ends to the finer precision, `[2014-03..2015-12]`"
        }
        "Y-prefixed years require |year| > 9999" => "write years of four digits without `Y`",
        "Y-prefixed years are year-precision only" => "a `Y` year has no month, qualifier or `X`",
        _ => return None,
    };
    found(offset, message, help)
}

#[cfg(test)]
mod tests {
    use crate::domain::date::{DateError, EventDate};

    fn slip(text: &str) -> DateError {
        EventDate::parse(text).expect_err(text)
    }

    /// Everything between backticks.
    fn offers(help: &str) -> Vec<&str> {
        help.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn given_a_common_slip_when_refused_then_the_correction_is_offered_and_reads() {
        let cases = [
            ("18/03/2014", "2014-03-18"),
            ("03/18/2014", "2014-03-18"),
            ("2014/03/18", "2014-03-18"),
            ("18.3.2014", "2014-03-18"),
            ("18-03-2014", "2014-03-18"),
            ("2014-2-3", "2014-02-03"),
            ("2014-3", "2014-03"),
            ("2014/3", "2014-03"),
            ("03/2014", "2014-03"),
            ("2014-18-03", "2014-03-18"),
            ("20140318", "2014-03-18"),
            ("March 2014", "2014-03"),
            ("18 March 2014", "2014-03-18"),
            ("March 18th, 2014", "2014-03-18"),
            ("Sept. 2014", "2014-09"),
            ("1er août 2014", "2014-08-01"),
            ("février 2014", "2014-02"),
            ("summer 2014", "2014-22"),
            ("the 1990s", "199X"),
            ("c. 1984", "1984~"),
            ("about March 2014", "2014-03~"),
            ("perhaps 2014", "2014?"),
            ("before 2012", "[..2012]"),
            ("since March 2012", "2012-03/.."),
            ("2014 or 2015", "[2014,2015]"),
            ("March 2014 to 2015", "2014-03/2015"),
            ("between 2012 and 2014", "[2012..2014]"),
            ("198x", "198X"),
            ("2014-uu", "2014-XX"),
            ("1984?~", "1984%"),
            ("1984~?", "1984%"),
            (" 2014-03", "2014-03"),
            ("2014 - 03", "2014-03"),
            ("2014\u{2013}03", "2014-03"),
            ("2012/open", "2012/.."),
            ("unknown/2012", "/2012"),
            ("+2006", "2006"),
            ("y17000", "Y17000"),
            ("1985-04-12t23:20:30z", "1985-04-12T23:20:30Z"),
            ("1985-04-12T23:20", "1985-04-12"),
            ("2014-03..2014-05", "[2014-03..2014-05]"),
            ("..2014", "[..2014]"),
            ("2014,2015", "[2014,2015]"),
            ("[2014-03..2015]", "[2014-03..2015-12]"),
            ("[2014..2015-03-02]", "[2014-01-01..2015-03-02]"),
            ("2015/2014", "2014/2015"),
            ("[2015..2014]", "[2014..2015]"),
            ("2012-2014", "2012/2014"),
            ("2014-02-30", "2014-02-28"),
            ("2016/2016-02-30", "2016-02-29"),
            ("2014-?04-31", "2014-04-30"),
            ("2014-00", "2014"),
            ("2014-05-00", "2014-05"),
            ("2019-21-05", "2019-21"),
            ("2019-21-05", "2019-05-21"),
            ("-2014-00", "-2014"),
            ("[2012,2013..2014-02-30]", "2014-02-28"),
        ];
        for (text, correction) in cases {
            let error = slip(text);
            assert!(offers(&error.help).contains(&correction), "{text}: {error:?}");
            assert!(EventDate::parse(correction).is_ok(), "{correction}");
        }
    }

    #[test]
    fn given_day_and_month_that_could_be_either_when_refused_then_both_are_offered() {
        assert_eq!(slip("03/04/2014").help, "write `2014-04-03` (day first) or `2014-03-04` (month first)");
        assert_eq!(slip("03/03/2014").help, "write `2014-03-03`");
    }

    #[test]
    fn given_a_month_beyond_the_year_when_refused_then_the_codes_are_told() {
        let error = slip("2014-13");
        assert_eq!((error.offset, error.message.as_str()), (5, "no month 13"));
        assert!(error.help.contains("01 to 12") && error.help.contains("22 summer"));
    }

    #[test]
    fn given_a_day_beyond_its_month_when_refused_then_the_month_is_counted() {
        let error = slip("2014-02-30");
        assert_eq!((error.offset, error.message.as_str()), (8, "no day 30 in that month"));
        assert!(error.help.starts_with("February 2014 has 28 days"), "{}", error.help);
    }

    #[test]
    fn given_a_spell_certainly_ended_before_it_began_when_refused_then_told_so() {
        let error = slip("2014-05/2013");
        assert_eq!((error.offset, error.message.as_str()), (8, "the spell ends before it begins"));
        assert!(EventDate::parse("2014-05/2014").is_ok());
    }

    #[test]
    fn given_any_refused_text_when_explained_then_some_help_and_only_readable_offers_to_write() {
        for text in [
            "",
            " ",
            "/..",
            "../..",
            "[2014",
            "[[2014]]",
            "[]",
            "[2014,,2015]",
            "-0000",
            "-1X9X",
            "987",
            "Y2014",
            "2004-(06)?",
            "2001^x",
            "jui 2014",
            "last week",
            "2014-03-08-09",
            "[2014~..2015]",
            "[2014-03~..2015]",
            "18/03/14",
            "2014/2015/2016",
            "é",
        ] {
            let error = slip(text);
            assert!(!error.help.is_empty(), "{text}");
            for offered in offers(&error.help).into_iter().filter(|o| o.len() >= 4 && !o.starts_with('T')) {
                assert!(EventDate::parse(offered).is_ok(), "{text}: {offered}");
            }
        }
    }
}
