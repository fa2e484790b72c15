//! A table of a mapping, whose keys are asked for one by one.

use std::cell::RefCell;
use std::ops::Range;

use super::node::{Entry, Node, Reading, Value};

/// A table whose keys are asked for one by one; what nobody asked for is unknown.
pub(super) struct Part<'n> {
    pub span: Range<usize>,
    entries: &'n [Entry],
    asked: RefCell<Vec<&'static str>>,
}

impl<'n> Part<'n> {
    /// The table of a node; a fault and `None` where it is none.
    pub fn of(node: &'n Node, reading: &mut Reading<'_>, what: &str) -> Option<Part<'n>> {
        let Value::Table(entries) = &node.value else {
            reading.fault(&node.span, format!("{what} is a table"), format!("write {what} = {{ ... }}"));
            return None;
        };
        Some(Part { span: node.span.clone(), entries, asked: RefCell::default() })
    }

    /// What stands under a key.
    pub fn get(&self, key: &'static str) -> Option<&'n Node> {
        self.asked.borrow_mut().push(key);
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The text under a key.
    pub fn text(&self, key: &'static str, reading: &mut Reading<'_>) -> Option<String> {
        self.get(key)?.text(reading, key)
    }

    /// A table under a key.
    pub fn part(&self, key: &'static str, reading: &mut Reading<'_>) -> Option<Part<'n>> {
        Part::of(self.get(key)?, reading, key)
    }

    /// A column named under a key.
    pub fn column(&self, key: &'static str, reading: &mut Reading<'_>) -> Option<String> {
        let node = self.get(key)?;
        let column = node.text(reading, key)?;
        reading.columns.push((column.clone(), node.span.clone()));
        Some(column)
    }

    /// The tables under a key: one or a list.
    pub fn parts(&self, key: &'static str, reading: &mut Reading<'_>) -> Vec<Part<'n>> {
        match self.get(key) {
            None => Vec::new(),
            Some(Node { value: Value::List(items), .. }) => {
                items.iter().filter_map(|item| Part::of(item, reading, key)).collect()
            }
            Some(one) => Part::of(one, reading, key).into_iter().collect(),
        }
    }

    /// Texts under a key: one or a list.
    pub fn texts(&self, key: &'static str, reading: &mut Reading<'_>) -> Option<Vec<String>> {
        let node = self.get(key)?;
        Some(match &node.value {
            Value::List(items) => items.iter().filter_map(|item| item.text(reading, key)).collect(),
            _ => node.text(reading, key).into_iter().collect(),
        })
    }

    /// The codes under a key: a table of texts.
    pub fn codes(&self, key: &'static str, reading: &mut Reading<'_>) -> Option<Vec<(String, Node)>> {
        let node = self.get(key)?;
        let Value::Table(entries) = &node.value else {
            let help = format!("write {key} = {{ \"1\" = \"...\" }}");
            reading.fault(&node.span, format!("{key} is a table of codes"), help);
            return None;
        };
        Some(entries.iter().map(|entry| (entry.key.clone(), entry.node.clone())).collect())
    }

    /// Where a key stands, else the whole table.
    pub fn at(&self, key: &str) -> Range<usize> {
        let found = self.entries.iter().find(|entry| entry.key == key);
        found.map_or(self.span.clone(), |entry| entry.at.clone())
    }

    /// Every key that nobody asked for is a fault.
    pub fn done(&self, reading: &mut Reading<'_>) {
        let asked = self.asked.borrow();
        for entry in self.entries.iter().filter(|entry| !asked.contains(&entry.key.as_str())) {
            reading.no_word(&entry.at, &entry.key, "such key", &asked);
        }
    }
}
