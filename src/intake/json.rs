//! One JSON value to a node with places. Strict: whatever it refuses, the JSON library gets to explain.

use std::collections::HashSet;
use std::ops::Range;

use super::MAX_DEPTH;
use super::draft::{Entry, Node, Table, Value};

/// Why a line gave no node.
#[derive(Debug, PartialEq)]
pub(super) enum Fail {
    /// It is not JSON; the byte where that showed.
    Syntax(usize),
    /// Nested too deeply, from this byte on.
    Deep(usize),
}

/// A key written twice in one object.
pub(super) type Repeats = Vec<Range<usize>>;

/// Reads the one value that fills `span` of `text`.
pub(super) fn read(text: &str, span: &Range<usize>) -> Result<(Node, Repeats), Fail> {
    let bytes = text.as_bytes().get(..span.end).unwrap_or(text.as_bytes());
    let mut scan = Scan { text, bytes, at: span.start, repeats: Vec::new() };
    let node = scan.value(1)?;
    scan.space();
    if scan.at < bytes.len() { Err(Fail::Syntax(scan.at)) } else { Ok((node, scan.repeats)) }
}

struct Scan<'a> {
    text: &'a str,
    /// The bytes of the text up to the end of the line.
    bytes: &'a [u8],
    at: usize,
    repeats: Repeats,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fail> {
        self.space();
        if self.peek() != Some(byte) {
            return Err(Fail::Syntax(self.at));
        }
        self.at += 1;
        Ok(())
    }

    /// Whether the list or object goes on: a comma was passed (`true`) or the closing byte (`false`).
    fn more(&mut self, close: u8) -> Result<bool, Fail> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(Fail::Syntax(self.at)),
        }
    }

    fn closed(&mut self, close: u8) -> bool {
        self.space();
        let closed = self.peek() == Some(close);
        self.at += usize::from(closed);
        closed
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fail> {
        self.space();
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(Fail::Deep(start));
        }
        let value = match self.peek() {
            Some(b'"') => Value::Text(self.string()?),
            Some(b'{') => Value::Table(self.object(depth)?),
            Some(b'[') => Value::List(self.list(depth)?),
            Some(b't') => self.word("true", "a boolean")?,
            Some(b'f') => self.word("false", "a boolean")?,
            Some(b'n') => self.word("null", "null")?,
            _ => self.number()?,
        };
        Ok(Node { span: start..self.at, value })
    }

    fn object(&mut self, depth: usize) -> Result<Table, Fail> {
        let open = self.at..self.at + 1;
        self.expect(b'{')?;
        let mut entries: Vec<Entry> = Vec::new();
        let mut more = !self.closed(b'}');
        while more {
            self.space();
            let start = self.at;
            let key = self.string()?;
            let at = start..self.at;
            self.expect(b':')?;
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, at, value });
            more = self.more(b'}')?;
        }
        let mut first = HashSet::with_capacity(entries.len());
        let (once, again): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| first.insert(entry.key.clone()));
        self.repeats.extend(again.into_iter().map(|entry| entry.at));
        Ok(Table { span: open, entries: once })
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Fail> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        let mut more = !self.closed(b']');
        while more {
            items.push(self.value(depth + 1)?);
            more = self.more(b']')?;
        }
        Ok(items)
    }

    fn string(&mut self) -> Result<String, Fail> {
        let start = self.at;
        self.expect(b'"')?;
        let mut escaped = false;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                Some(0..=0x1f) | None => return Err(Fail::Syntax(self.at)),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let raw = self.text.get(start..self.at).ok_or(Fail::Syntax(start))?;
        if escaped {
            return serde_json::from_str(raw).map_err(|_| Fail::Syntax(start));
        }
        Ok(raw.trim_matches('"').to_owned())
    }

    fn number(&mut self) -> Result<Value, Fail> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let raw = self.text.get(start..self.at).unwrap_or("");
        if raw.is_empty() || serde_json::from_str::<serde_json::Number>(raw).is_err() {
            return Err(Fail::Syntax(start));
        }
        let whole = !raw.contains(['.', 'e', 'E']);
        Ok(if whole { Value::Integer(raw.to_owned()) } else { Value::Other("a fraction") })
    }

    fn word(&mut self, word: &str, name: &'static str) -> Result<Value, Fail> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(Fail::Syntax(self.at));
        }
        self.at = end;
        Ok(Value::Other(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The node without its places, as the library would give it.
    fn plain(node: &Node) -> serde_json::Value {
        match &node.value {
            Value::Text(text) => text.as_str().into(),
            Value::List(items) => items.iter().map(plain).collect(),
            Value::Table(t) => t.entries.iter().map(|e| (e.key.clone(), plain(&e.value))).collect(),
            Value::Integer(n) => serde_json::from_str(n).unwrap(),
            Value::Other("null") => serde_json::Value::Null,
            other => other.name().into(),
        }
    }

    #[test]
    fn given_json_when_read_then_places_and_values_are_those_written() {
        let text = r#" {"a": ["b\n", 12, null], "é": {}, "a": 1} "#;
        let (node, repeats) = read(text, &(0..text.len())).unwrap();
        assert_eq!(plain(&node), serde_json::json!({"a": ["b\n", 12, null], "é": {}}));
        assert_eq!(repeats.len(), 1);
        let Value::Table(table) = &node.value else { panic!() };
        let Value::List(items) = &table.entries[0].value.value else { panic!() };
        assert_eq!(&text[items[0].span.clone()], r#""b\n""#);
        assert_eq!(&text[items[1].span.clone()], "12");
        assert_eq!(&text[table.entries[1].at.clone()], "\"é\"");
    }

    #[test]
    fn given_no_json_when_read_then_it_is_refused() {
        for text in
            ["", "{", "{\"a\"}", "[1,]", "tru", "1e999", "\"\\q\"", "\"a\u{1}\"", "{} {}", "01", "\"\\"]
        {
            assert!(matches!(read(text, &(0..text.len())), Err(Fail::Syntax(_))), "{text}");
        }
        let deep = "[".repeat(1000);
        assert!(matches!(read(&deep, &(0..1000)), Err(Fail::Deep(_))));
    }

    proptest! {
        #[test]
        fn given_text_when_written_by_the_library_then_it_is_read_the_same(
            keys in proptest::collection::vec(any::<String>(), 0..4), n in any::<i64>()
        ) {
            let mut value = serde_json::json!({ "n": [n, null] });
            for key in &keys {
                value[key] = key.as_str().into();
            }
            let text = value.to_string();
            let (node, _) = read(&text, &(0..text.len())).unwrap();
            prop_assert_eq!(plain(&node), value);
        }

        #[test]
        fn given_anything_when_read_then_the_library_agrees_whether_it_is_json(text in "[\\[\\]{}\":,0-9a-z\\\\ .-]{0,20}") {
            let library = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            prop_assert_eq!(read(&text, &(0..text.len())).is_ok(), library);
        }
    }
}
