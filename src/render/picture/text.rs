//! Text in pictures: lines of a sensible length.

use unicode_width::UnicodeWidthStr;

/// A text in lines of about this many columns, broken at spaces. What cannot be printed becomes a space.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let text = printable(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A text cut to this many columns, with a mark where something was cut off.
pub(super) fn cut(text: &str, columns: usize, mark: &str) -> String {
    let text = printable(text);
    if text.width() <= columns {
        return text;
    }
    let room = columns.saturating_sub(mark.width());
    let mut out = String::new();
    for c in text.chars() {
        let mut longer = out.clone();
        longer.push(c);
        if longer.width() > room {
            break;
        }
        out = longer;
    }
    format!("{}{mark}", out.trim_end())
}

/// A text filled up with spaces to this many columns.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// A text on one line, without what terminals and XML cannot take.
pub(super) fn printable(text: &str) -> String {
    let odd = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if odd(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_long_name_when_wrapped_or_cut_then_no_line_is_longer_than_asked() {
        let name = "Mouvement national de libération de l'Azawad";
        assert_eq!(wrapped(name, 20), ["Mouvement national", "de libération de", "l'Azawad"]);
        assert_eq!(cut(name, 12, "…"), "Mouvement n…");
        assert_eq!(cut("short", 12, "…"), "short");
        assert_eq!(cut("a\u{1b}b", 12, "~"), "a b");
        assert_eq!(padded("né", 4), "né  ");
        assert!(wrapped("", 5).is_empty());
    }
}
