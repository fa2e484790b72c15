//! A line of JSON without places, borrowed where it can be: what the quick way reads. It takes less than the careful
//! one, never more.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// As many keys as a line and a citation have.
const FEW: usize = 3;
/// As many more as most events have.
const USUAL: usize = 10;

/// A value.
#[derive(Debug, PartialEq)]
pub(super) enum Lean<'a> {
    /// Text in quotes.
    Text(Cow<'a, str>),
    /// A whole number that is not negative.
    Integer(u64),
    /// A list.
    List(Vec<Lean<'a>>),
    /// Keys and values, in the order written; each key once.
    Table(Vec<(Cow<'a, str>, Lean<'a>)>),
}

impl Lean<'_> {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Lean::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads a line; `None` of what is no JSON, and of JSON that no sound record holds.
pub(super) fn read(line: &str) -> Option<Lean<'_>> {
    serde_json::from_str(line).ok()
}

impl<'de: 'a, 'a> Deserialize<'de> for Lean<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Lean<'a>, D::Error> {
        from.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Lean<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what a record may hold")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Lean<'de>, E> {
        Ok(Lean::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Lean<'de>, E> {
        Ok(Lean::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Lean<'de>, E> {
        Ok(Lean::Integer(number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Lean<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Lean::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Lean<'de>, A::Error> {
        let mut entries: Vec<(Cow<'de, str>, Lean<'de>)> = Vec::with_capacity(FEW);
        while let Some(Key(key)) = from.next_key()? {
            if entries.len() == FEW {
                entries.reserve(USUAL);
            }
            if entries.iter().any(|(other, _)| *other == key) {
                return Err(A::Error::custom("a key stands twice"));
            }
            entries.push((key, from.next_value()?));
        }
        Ok(Lean::Table(entries))
    }
}

/// A key, borrowed unless it is written with escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Key<'a>, D::Error> {
        match Lean::deserialize(from)? {
            Lean::Text(key) => Ok(Key(key)),
            _ => Err(D::Error::custom("no key")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_lines_when_read_then_text_is_borrowed_and_what_no_record_holds_is_left_to_the_careful_way() {
        let line = r#"{"a": ["b", "\n", 12, {}]}"#;
        let text = |text: &'static str| Lean::Text(Cow::Borrowed(text));
        let items = vec![text("b"), text("\n"), Lean::Integer(12), Lean::Table(Vec::new())];
        assert_eq!(read(line), Some(Lean::Table(vec![("a".into(), Lean::List(items))])));
        let Some(Lean::Table(entries)) = read(line) else { panic!() };
        assert!(matches!(entries[0].0, Cow::Borrowed("a")));
        for line in ["", "{", "-1", "1.0", "1e3", "true", "null", "{\"a\": 1, \"a\": 1}", "{} {}", "[null]"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
