//! Numbers as sources give them: `500`, `9000-10000`, `20+`, `~300`, `<500` (rule R32: value and bound are
//! kept).

/// Most digits of a number.
const DIGITS: usize = 15;

/// What may be written.
const FORMS: &str = "500, 9000-10000 (a range), 20+ (at least), ~300 (about) or <500 (fewer)";

/// Checks a number.
///
/// # Errors
/// What to write instead.
pub(super) fn check(text: &str) -> Result<(), String> {
    if is_number(text) {
        return Ok(());
    }
    if let Some((low, high)) = text.split_once('-')
        && is_digits(low)
        && is_digits(high)
    {
        return Err(format!("a range goes up: {high}-{low}"));
    }
    match guess(text) {
        Some(number) => Err(format!("write {number:?}; the source's own words go into `remarks`")),
        None => Err(format!("write {FORMS}; anything else goes into `remarks`")),
    }
}

/// Whether it is a number as it may be written.
pub(in super::super) fn is_number(text: &str) -> bool {
    if let Some((low, high)) = text.split_once('-') {
        let value = |t: &str| t.parse::<u64>().ok().filter(|_| is_digits(t));
        return matches!((value(low), value(high)), (Some(low), Some(high)) if low <= high);
    }
    let bare = text.strip_suffix('+').or_else(|| text.strip_prefix(['~', '<'])).unwrap_or(text);
    is_digits(bare)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.len() <= DIGITS && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number meant by `over 100`, `1,700` or `about 300`.
fn guess(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let mut digits = String::new();
    let mut words: Vec<&str> = Vec::new();
    for word in lower.split_whitespace() {
        let bare: String = word.chars().filter(|c| !matches!(c, ',' | '\'' | '.' | '_')).collect();
        let number = is_digits(&bare);
        if number && digits.is_empty() {
            digits = bare;
        } else if number && bare.len() == 3 {
            digits.push_str(&bare);
        } else if number {
            return None;
        } else {
            words.push(word);
        }
    }
    if !is_digits(&digits) {
        return None;
    }
    let has = |marks: &[&str]| words.iter().any(|w| marks.contains(w));
    Some(if has(&["over", "least", "more", ">", ">="]) {
        format!("{digits}+")
    } else if has(&["under", "below", "fewer", "less", "<"]) {
        format!("<{digits}")
    } else if has(&["about", "around", "nearly", "some", "approximately", "~"]) {
        format!("~{digits}")
    } else {
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_the_five_forms_when_checked_then_they_pass() {
        for text in ["500", "0", "9000-10000", "7-7", "20+", "~300", "<500"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn given_anything_else_when_checked_then_the_number_meant_is_offered() {
        let help = |text| check(text).unwrap_err();
        assert!(help("over 100 vehicles").contains("\"100+\""));
        assert!(help("1,700").contains("\"1700\""));
        assert!(help("26 000").contains("\"26000\""));
        assert!(help("fewer than 30").contains("\"<30\""));
        assert!(help("about 300").contains("\"~300\""));
        assert!(help("10-9").contains("9-10"));
        for text in ["hundreds", "", "-5", "1-2-3", "~", "+", "5000000000000000", "~20+", "12 and 13"] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
