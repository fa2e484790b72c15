//! Drafts: records as written, in neither format's terms, nothing checked yet, every part with its place.

use std::ops::Range;

use super::text::Text;
use crate::domain::{Body, RecordSort};

/// The sorts of records, in the order in which a batch takes them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A source.
    Source,
    /// A place.
    Place,
    /// An actor.
    Actor,
    /// An event.
    Event,
    /// An amendment.
    Amendment,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Sort; 5] = [Sort::Source, Sort::Place, Sort::Actor, Sort::Event, Sort::Amendment];

    /// The word it is written with: `source`, `place`, `actor`, `event`, `amendment`.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Source => "source",
            Sort::Place => "place",
            Sort::Actor => "actor",
            Sort::Event => "event",
            Sort::Amendment => "amendment",
        }
    }

    /// The sort written with this word.
    pub fn parse(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|s| s.word() == word)
    }

    /// The sort of a body; of a redacted one, that of what stood there.
    pub fn of(body: &Body) -> Sort {
        match RecordSort::of(body) {
            RecordSort::Source => Sort::Source,
            RecordSort::Place => Sort::Place,
            RecordSort::Actor => Sort::Actor,
            RecordSort::Event => Sort::Event,
            RecordSort::Amendment => Sort::Amendment,
        }
    }
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// The bytes of the value, quotes and brackets included.
    pub span: Range<usize>,
    /// What is written there.
    pub value: Value,
}

/// What can be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Text in quotes.
    Text(String),
    /// A whole number, in decimal.
    Integer(String),
    /// A bare date of TOML, as written.
    Date(String),
    /// Something no key takes, by its name: `a boolean`, `a fraction`, `null`.
    Other(&'static str),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// What it is, with its article.
    pub fn name(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Integer(_) => "a number",
            Value::Date(_) => "a bare date",
            Value::Other(name) => name,
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Keys and values, in the order written; each key once.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Its header or its opening brace: where to point when something is missing.
    pub span: Range<usize>,
    /// What it holds.
    pub entries: Vec<Entry>,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// The value of a key, where it is text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key).map(|n| &n.value) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// The key.
    pub key: String,
    /// The bytes of the key.
    pub at: Range<usize>,
    /// The value.
    pub value: Node,
}

/// A record as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// What it registers or reports.
    pub sort: Sort,
    /// Which file, by its place among the input files.
    pub file: usize,
    /// Its keys.
    pub table: Table,
}

impl Draft {
    /// Where its id stands in its text, as `file:line:column`.
    pub fn place(&self, text: &Text) -> String {
        let start = self.table.get("id").map_or(self.table.span.start, |node| node.span.start);
        let (line, column) = text.place(start);
        format!("{}:{line}:{column}", text.name)
    }
}

/// What a file gave: its drafts, and the ids that stand in parts of it nobody could read.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// Records that could be read.
    pub drafts: Vec<Draft>,
    /// Ids named in broken parts: references to them are not held against their authors.
    pub lost: Vec<String>,
}

impl Drafts {
    /// Notes the ids a broken text seems to give to its records.
    pub fn lose(&mut self, broken: &str) {
        for (at, _) in broken.match_indices("id") {
            let before = broken.get(..at).and_then(|b| b.chars().next_back());
            if before.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_') {
                continue;
            }
            let rest = broken.get(at + 2..).unwrap_or("");
            let rest = rest.trim_start_matches(['"', '\'']).trim_start();
            let Some(rest) = rest.strip_prefix(['=', ':']) else { continue };
            let Some(rest) = rest.trim_start().strip_prefix(['"', '\'']) else { continue };
            let id: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if !id.is_empty() {
                self.lost.push(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_broken_text_when_searched_then_its_ids_are_kept() {
        let mut drafts = Drafts::default();
        drafts.lose("[[event]\nid = \"a-1\"\nkidid = \"no\"\n{\"id\": \"b\", \"paid\": \"no\", 'id'='c'");
        assert_eq!(drafts.lost, ["a-1", "b", "c"]);
    }
}
