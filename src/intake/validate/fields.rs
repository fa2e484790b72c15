//! The keys of one table: taken one by one, what is missing and what is left over noted.

use super::super::draft::{Entry, Node, Sort, Table, Value};
use super::super::shape::{Key, Shape};
use super::checker::Checker;
use crate::domain::{Slug, Surety};

/// A table being read.
pub(super) struct Fields<'d> {
    table: &'d Table,
    used: Vec<bool>,
    /// What it is, with its article: `a source`, `an appointment`.
    pub what: String,
}

impl<'d> Fields<'d> {
    /// Reads a table.
    pub fn new(table: &'d Table, what: impl Into<String>) -> Fields<'d> {
        Fields { table, used: vec![false; table.entries.len()], what: what.into() }
    }

    /// Reads a value that must be a table.
    pub fn of(checker: &mut Checker<'_>, node: &'d Node, what: &str, form: &str) -> Option<Fields<'d>> {
        if let Value::Table(table) = &node.value {
            return Some(Fields::new(table, what));
        }
        checker.expected(node, "a table", format!("write {form}"));
        None
    }

    /// The entry of a key, if it is there.
    pub fn take(&mut self, key: &str) -> Option<&'d Entry> {
        let at = self.table.entries.iter().position(|e| e.key == key)?;
        if let Some(used) = self.used.get_mut(at) {
            *used = true;
        }
        self.table.entries.get(at)
    }

    /// The value of a key, if it is there.
    pub fn node(&mut self, key: &str) -> Option<&'d Node> {
        self.take(key).map(|e| &e.value)
    }

    /// The value of a key that must be there.
    pub fn need(&mut self, checker: &mut Checker<'_>, key: &str, sample: &str) -> Option<&'d Node> {
        let node = self.node(key);
        if node.is_none() {
            let help = format!("add {}", checker.sample(key, sample));
            self.missing(checker, key, help);
        }
        node
    }

    /// Notes that a key is missing.
    pub fn missing(&self, checker: &mut Checker<'_>, key: &str, help: String) {
        let message = format!("{} needs {key:?}", self.what);
        checker.fault_with(&self.table.span, self.table.text("id").unwrap_or(""), message, help);
    }

    /// Optional text.
    pub fn text(&mut self, checker: &mut Checker<'_>, key: &str) -> Option<String> {
        let node = self.node(key)?;
        checker.text(node).map(str::to_owned)
    }

    /// Required text.
    pub fn need_text(&mut self, checker: &mut Checker<'_>, key: &str) -> Option<String> {
        let node = self.need(checker, key, "\"...\"")?;
        checker.text(node).map(str::to_owned)
    }

    /// The id of the record itself.
    pub fn id(&mut self, checker: &mut Checker<'_>) -> Option<Slug> {
        let node = self.need(checker, "id", "\"a-slug\"")?;
        checker.slug(node)
    }

    /// An optional reference.
    pub fn reference(&mut self, checker: &mut Checker<'_>, key: &str, sort: Sort) -> Option<Slug> {
        let node = self.node(key)?;
        checker.reference(sort, node)
    }

    /// Optional references: one or a list.
    pub fn references(&mut self, checker: &mut Checker<'_>, key: &str, sort: Sort) -> Vec<Slug> {
        self.node(key).map_or_else(Vec::new, |node| checker.references(sort, node))
    }

    /// An optional calendar day.
    pub fn day(&mut self, checker: &mut Checker<'_>, key: &str) -> Option<String> {
        let node = self.node(key)?;
        checker.day(node)
    }

    /// Surety; stated where nothing is written.
    pub fn surety(&mut self, checker: &mut Checker<'_>, words: &[&str]) -> Surety {
        let word = self.node("surety").and_then(|node| checker.word(node, "surety", words));
        word.and_then(Surety::parse).unwrap_or(Surety::Stated)
    }

    /// The entries nobody took.
    pub fn rest(&self) -> Vec<&'d Entry> {
        self.table.entries.iter().zip(&self.used).filter(|(_, used)| !**used).map(|(e, _)| e).collect()
    }

    /// Notes every key that is left over.
    pub fn finish(self, checker: &mut Checker<'_>, keys: &[Key]) {
        let words: Vec<&str> = keys.iter().map(|k| k.word).collect();
        for entry in self.rest() {
            let help = checker.one_of(&entry.key, &format!("{} takes", self.what), &words);
            checker.fault(&entry.at, "unknown key", help);
        }
    }
}

/// How a value of a shape is written, for a template or a remedy.
pub(in super::super) fn sample(shape: Shape) -> String {
    match shape {
        Shape::Text => "\"...\"".to_owned(),
        Shape::Label => "\"12\"".to_owned(),
        Shape::Slug => "\"a-slug\"".to_owned(),
        Shape::One(sort) => format!("\"some-{}\"", sort.word()),
        Shape::Many(sort) => format!("[\"some-{}\"]", sort.word()),
        Shape::Labels => "[\"date\"]".to_owned(),
        Shape::Date => "\"2014-03-18\"".to_owned(),
        Shape::Day => "\"2024-05-31\"".to_owned(),
        Shape::Count => "3".to_owned(),
        Shape::Word(words) => format!("{:?}", words().first().copied().unwrap_or("")),
        Shape::Aliases => {
            "[\"Another Name\", { name = \"A Third\", sources = [\"some-source\"] }]".to_owned()
        }
        Shape::Says => "[\"exists some-actor\", \"not fact of another-event\"]".to_owned(),
        Shape::Cite => "{ source = \"some-source\", paragraph = 3 }".to_owned(),
        Shape::Remarks => "{ attendance = \"700\" }".to_owned(),
        Shape::Set => "{ date = \"2014-03-18\" }".to_owned(),
    }
}
