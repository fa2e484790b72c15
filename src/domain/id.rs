//! Slugs: the identity of actors, places, sources, treaties and reports. Names are data, a slug is identity.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// Longest slug accepted, in bytes.
pub const MAX_SLUG: usize = 128;

/// An identifier: lower-case ASCII letters, digits and single inner hyphens, 1 to [`MAX_SLUG`] bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Slug(Arc<str>);

/// Identity of an actor (faction, coalition, state, person ...).
pub type ActorId = Slug;
/// Identity of a place.
pub type PlaceId = Slug;
/// Identity of a source.
pub type SourceId = Slug;
/// Identity of a report, chosen by its author.
pub type ReportId = Slug;
/// Identity of a treaty; it needs no record of its own.
pub type TreatyId = Slug;

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Nothing between the quotes.
    #[error("an identifier cannot be empty")]
    Empty,
    /// Over [`MAX_SLUG`] bytes.
    #[error("an identifier has at most {MAX_SLUG} characters")]
    TooLong,
    /// A character outside `a-z 0-9 -`, or a hyphen at an end.
    #[error("an identifier is made of a-z, 0-9 and inner hyphens; {0:?} does not belong there")]
    Character(char),
}

impl Slug {
    /// Checks and wraps an identifier.
    pub fn new(text: &str) -> Result<Self, SlugError> {
        Self::check(text).map(|()| Self(text.into()))
    }

    /// The first of all in their order.
    pub fn first() -> Slug {
        Slug("0".into())
    }

    /// Whether a text is an identifier.
    ///
    /// # Errors
    /// Why it is none.
    pub fn check(text: &str) -> Result<(), SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        if text.len() > MAX_SLUG {
            return Err(SlugError::TooLong);
        }
        let foreign = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if text.bytes().any(|b| foreign(b.into()))
            && let Some(c) = text.chars().find(|c| foreign(*c))
        {
            return Err(SlugError::Character(c));
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::Character('-'));
        }
        Ok(())
    }

    /// Folds free text (a post, a label) into a slug: `"Chief of staff"` becomes `chief-of-staff`.
    pub fn from_words(text: &str) -> Result<Self, SlugError> {
        let mut out = String::new();
        for c in text.chars().flat_map(char::to_lowercase) {
            if c.is_ascii_alphanumeric() {
                out.push(c);
            } else if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        }
        Self::new(out.trim_end_matches('-'))
    }

    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Straight from the text that is read, without a copy in between: most of a record is identifiers.
impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Slug, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Slug;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an identifier")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Slug, E> {
                Ok(Slug(text.into()))
            }
        }
        from.deserialize_str(Text)
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_odd_text_when_made_a_slug_then_the_fault_is_named() {
        assert_eq!(Slug::new("CPA"), Err(SlugError::Character('C')));
        assert_eq!(Slug::new(""), Err(SlugError::Empty));
        assert_eq!(Slug::new("-a"), Err(SlugError::Character('-')));
        assert_eq!(Slug::new(&"a".repeat(129)), Err(SlugError::TooLong));
        assert_eq!(Slug::from_words("Chief of  staff.").unwrap().as_str(), "chief-of-staff");
    }
}
