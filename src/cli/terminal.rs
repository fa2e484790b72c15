//! What the terminal can show: its width and height, colours, and more than ASCII.

use std::io::IsTerminal;

/// The width where nobody tells one.
const WIDTH: u16 = 120;
/// The width of drawings that go into a pipe or file.
const PIPED: usize = 100;

/// The width of the terminal; none where the answer goes into a pipe or file.
pub(super) fn width() -> Option<u16> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    columns().or_else(|| size().map(|(_, columns)| columns)).or(Some(WIDTH))
}

/// The columns a drawing takes: those of the terminal; `COLUMNS` too where it goes into a pipe or file.
pub(super) fn drawing() -> usize {
    width().or_else(columns).map_or(PIPED, usize::from)
}

/// The height of the terminal, where there is one.
pub(super) fn height() -> Option<usize> {
    std::io::stdout().is_terminal().then(size).flatten().map(|(rows, _)| usize::from(rows))
}

/// Whether only ASCII can be shown.
pub(super) fn is_plain() -> bool {
    plain(|name| std::env::var(name).ok(), cfg!(windows))
}

/// Whether colours can be shown, and may.
pub(super) fn is_coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stdout().is_terminal() && !refused && !is_dumb(std::env::var("TERM").ok().as_deref())
}

fn columns() -> Option<u16> {
    std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).filter(|c| *c > 0)
}

fn size() -> Option<(u16, u16)> {
    console::Term::stdout().size_checked().filter(|(rows, columns)| *rows > 0 && *columns > 0)
}

fn is_dumb(term: Option<&str>) -> bool {
    term == Some("dumb")
}

/// By the variables of the environment. `without`: what a system shows that sets none of them.
fn plain(variable: impl Fn(&str) -> Option<String>, without: bool) -> bool {
    if is_dumb(variable("TERM").as_deref()) {
        return true;
    }
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set);
    match locale {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            !locale.contains("utf-8") && !locale.contains("utf8")
        }
        None => !without,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(set: &[(&str, &str)]) -> bool {
        plain(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()), false)
    }

    #[test]
    fn given_the_environment_when_asked_then_ascii_is_kept_to_where_nothing_else_is_sure() {
        assert!(asked(&[]));
        assert!(asked(&[("LANG", "C")]));
        assert!(!asked(&[("LANG", "fr_FR.UTF-8")]));
        assert!(!asked(&[("LANG", "C"), ("LC_ALL", "C.utf8")]));
        assert!(asked(&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "POSIX")]));
        assert!(!asked(&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "")]));
        assert!(asked(&[("LANG", "fr_FR.UTF-8"), ("TERM", "dumb")]));
    }
}
