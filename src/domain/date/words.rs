//! Dates spelled out in English or French, and the EDTF they stand for.

use super::DateError;
use super::slips::{found, offer};

/// Month names, English and French, in order; matched by their first letters, three at least.
const MONTHS: [&[&str]; 12] = [
    &["january", "janvier"],
    &["february", "fevrier", "février"],
    &["march", "mars"],
    &["april", "avril"],
    &["may", "mai"],
    &["june", "juin"],
    &["july", "juillet"],
    &["august", "aout", "août"],
    &["september", "septembre"],
    &["october", "octobre"],
    &["november", "novembre"],
    &["december", "decembre", "décembre"],
];

/// What a word of a spelled-out date contributes.
enum Word {
    Year(String),
    Number(String),
    /// A month or a season, by its code.
    Month(String),
    /// A decade, as in `1990s`.
    Decade(String),
    About,
    Perhaps,
    Before,
    After,
    Since,
    Between,
    Or,
    To,
    And,
    /// Says nothing of its own.
    Filler,
}

/// What a lower-case word means, `None` where it is unknown here.
fn word(text: &str) -> Option<Word> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let tail = &text[digits.len()..];
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return match (digits.len(), tail) {
            (4, "") => Some(Word::Year(digits.to_owned())),
            (4, "s") if digits.ends_with('0') => Some(Word::Decade(format!("{}X", &digits[..3]))),
            (1 | 2, "" | "st" | "nd" | "rd" | "th" | "er") => Some(Word::Number(format!("{digits:0>2}"))),
            _ => None,
        };
    }
    let meaning = match text {
        "in" | "on" | "the" | "of" | "le" | "en" | "de" | "du" | "d" => Word::Filler,
        "about" | "around" | "approximately" | "approx" | "circa" | "ca" | "c" | "roughly" | "vers"
        | "environ" => Word::About,
        "perhaps" | "maybe" | "possibly" | "probably" | "likely" | "uncertain" => Word::Perhaps,
        "before" | "by" | "until" | "avant" => Word::Before,
        "after" | "après" | "apres" => Word::After,
        "since" | "from" | "depuis" => Word::Since,
        "between" | "entre" => Word::Between,
        "or" | "ou" => Word::Or,
        "to" | "till" | "through" | "à" => Word::To,
        "and" | "et" => Word::And,
        "spring" | "printemps" => Word::Month("21".to_owned()),
        "summer" | "été" | "ete" => Word::Month("22".to_owned()),
        "autumn" | "fall" | "automne" => Word::Month("23".to_owned()),
        "winter" | "hiver" => Word::Month("24".to_owned()),
        _ => {
            let named =
                |names: &&[&str]| text.chars().count() >= 3 && names.iter().any(|n| n.starts_with(text));
            // Of `jui` both June and July could be meant.
            let mut codes = (1..).zip(MONTHS).filter(|(_, names)| named(names)).map(|(code, _)| code);
            match (codes.next(), codes.next(), text) {
                (_, _, "sept") => Word::Month("09".to_owned()),
                (Some(code), None, _) => Word::Month(format!("{code:02}")),
                _ => return None,
            }
        }
    };
    Some(meaning)
}

/// Spelled out: `18 March 2014`, `mars 2014`, `c. 1984`, `summer 2014`, `the 1990s`, `2014 or 2015`.
pub(super) fn spelled_out(text: &str) -> Option<DateError> {
    // Hyphens tie the parts of one date, as in `18-Mar-2014`; next to spaces they might mean anything.
    let joined = |c: char| c == '-' && !text.contains(' ');
    let gap = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '\'' | '’') || joined(c);
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let lower = text.to_lowercase();
    let mut dates = Vec::new();
    let mut said = Vec::new();
    let (mut year, mut month, mut day) = (None, None, None);
    let parts = lower.split(gap).filter(|w| !w.is_empty());
    for part in parts {
        match word(part)? {
            Word::Filler => {}
            Word::Year(y) | Word::Decade(y) if year.is_none() => year = Some(y),
            Word::Month(m) if month.is_none() => month = Some(m),
            Word::Number(d) if day.is_none() => day = Some(d),
            Word::Year(_) | Word::Decade(_) | Word::Month(_) | Word::Number(_) => return None,
            tie @ (Word::Or | Word::To | Word::And) => {
                dates.push(assembled(year.take()?, month.take(), day.take())?);
                said.push(tie);
            }
            other => said.push(other),
        }
    }
    dates.push(assembled(year?, month, day)?);
    let correction = match (&said[..], &dates[..]) {
        ([], [date]) => date.clone(),
        ([Word::About], [date]) => format!("{date}~"),
        ([Word::Perhaps], [date]) => format!("{date}?"),
        ([Word::Before], [date]) => format!("[..{date}]"),
        ([Word::After], [date]) => format!("[{date}..]"),
        ([Word::Since], [date]) => format!("{date}/.."),
        ([Word::Or], [a, b]) => format!("[{a},{b}]"),
        ([Word::To] | [Word::Since, Word::To], [a, b]) => format!("{a}/{b}"),
        ([Word::Between, Word::And], [a, b]) => format!("[{a}..{b}]"),
        _ => return None,
    };
    found(0, "dates are written in digits", format!("write {}", offer(&correction)?))
}

fn assembled(year: String, month: Option<String>, day: Option<String>) -> Option<String> {
    match (month, day) {
        (None, None) => Some(year),
        (Some(month), None) => Some(format!("{year}-{month}")),
        (Some(month), Some(day)) => Some(format!("{year}-{month}-{day}")),
        (None, Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::spelled_out;

    #[test]
    fn given_words_when_read_then_the_expression_they_stand_for() {
        for (text, expression) in [
            ("March 2014", "2014-03"),
            ("18 March 2014", "2014-03-18"),
            ("March 18th, 2014", "2014-03-18"),
            ("18-Mar-2014", "2014-03-18"),
            ("Sept. 2014", "2014-09"),
            ("1er août 2014", "2014-08-01"),
            ("février 2014", "2014-02"),
            ("summer of 2014", "2014-22"),
            ("the 1990s", "199X"),
            ("c. 1984", "1984~"),
            ("about March 2014", "2014-03~"),
            ("perhaps 2014", "2014?"),
            ("by 2012", "[..2012]"),
            ("after May 2012", "[2012-05..]"),
            ("since March 2012", "2012-03/.."),
            ("2014 or 2015", "[2014,2015]"),
            ("March 2014 to 2015", "2014-03/2015"),
            ("from 2014 to May 2015", "2014/2015-05"),
            ("between 2012 and 2014", "[2012..2014]"),
        ] {
            let help = spelled_out(text).map(|slip| slip.help);
            assert_eq!(help, Some(format!("write `{expression}`")), "{text}");
        }
    }

    #[test]
    fn given_words_that_leave_a_choice_when_read_then_nothing_is_guessed() {
        for text in [
            "jui 2014",
            "last week",
            "18 March",
            "30 February 2014",
            "2014 2015",
            "18 2014",
            "before",
            "March 2014-15",
            "March 2014~",
            "",
        ] {
            assert!(spelled_out(text).is_none(), "{text}");
        }
    }
}
