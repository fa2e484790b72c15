//! Texts of other people's tables, as records may hold them; and ids made of names.

use crate::domain::{MAX_SLUG, names::fold};
use crate::intake::MAX_TEXT;

/// What stands at the end of a text that was cut.
const CUT: &str = " [...]";

/// A text without control characters other than line feeds, and not longer than a record may hold.
pub(super) fn plain(text: &str) -> String {
    let lines = text.replace("\r\n", "\n");
    let plain = lines.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c });
    if lines.chars().count() <= MAX_TEXT {
        return plain.collect();
    }
    let cut: String = plain.take(MAX_TEXT.saturating_sub(CUT.len())).collect();
    cut + CUT
}

/// An id made of words, the same whenever it is made: folded to ASCII; where nothing is left of them, or too much, by a digest
/// of their own, so that no two names share one by being cut.
pub(super) fn id(prefix: &str, words: &str) -> String {
    let folded = fold(words).replace(' ', "-");
    let id = format!("{prefix}-{folded}");
    if !folded.is_empty() && id.len() <= MAX_SLUG {
        return id;
    }
    let digest = blake3::hash(words.as_bytes()).to_hex();
    let short = digest.get(..12).unwrap_or_default();
    let room = MAX_SLUG.saturating_sub(prefix.len() + short.len() + 2);
    let start = folded.get(..room.min(folded.len())).unwrap_or_default().trim_end_matches('-');
    if start.is_empty() { format!("{prefix}-{short}") } else { format!("{prefix}-{start}-{short}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Slug;

    #[test]
    fn given_names_when_made_ids_then_they_are_ids_and_differ() {
        assert_eq!(
            id("acled", "CMA: Coordination of Movements (Mali)"),
            "acled-cma-coordination-of-movements-mali"
        );
        let long = ["a".repeat(200), "a".repeat(201), "…".to_owned(), "‥‥".to_owned()];
        let ids: Vec<String> = long.iter().map(|name| id("acled", name)).collect();
        for (at, id) in ids.iter().enumerate() {
            assert!(Slug::new(id).is_ok() && !ids.iter().take(at).any(|other| other == id), "{id}");
        }
    }

    #[test]
    fn given_texts_when_made_plain_then_control_characters_and_length_go() {
        assert_eq!(plain("a\r\nb\tc"), "a\nb c");
        assert_eq!(plain(&"ä".repeat(MAX_TEXT + 1)).chars().count(), MAX_TEXT);
    }
}
