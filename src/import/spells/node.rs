//! A mapping as a tree with places: TOML whose every fault can be told by line and column, and whose keys are all asked for.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use crate::domain::names::nearest;
use crate::intake::{Diagnostic, InputFile};

/// A value with its place, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Range<usize>,
    pub value: Value,
}

/// What stands there. Numbers and dates are texts as they are written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub at: Range<usize>,
    pub node: Node,
}

/// The file a mapping is read from, what is wrong with it, and the columns it names.
pub(super) struct Reading<'f> {
    name: &'f str,
    text: &'f str,
    pub faults: Vec<Diagnostic>,
    /// Every column that is named, with its place.
    pub columns: Vec<(String, Range<usize>)>,
}

impl<'f> Reading<'f> {
    /// The file read as TOML; an empty table where it is none.
    pub fn open(file: &'f InputFile) -> (Reading<'f>, Node) {
        let mut reading = Reading { name: &file.name, text: "", faults: Vec::new(), columns: Vec::new() };
        let empty = Node { span: 0..0, value: Value::Table(Vec::new()) };
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => reading.text = text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(_) => {
                reading.fault(&(0..0), "the mapping is not UTF-8", "save it as UTF-8");
                return (reading, empty);
            }
        }
        match DeTable::parse(reading.text) {
            Ok(root) => (reading, table(root.span(), root.get_ref())),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = format!("the mapping is no TOML: {}", error.message());
                reading.fault(&span, message, "`annals init` writes a commented example");
                (reading, empty)
            }
        }
    }

    /// Notes a fault.
    pub fn fault(&mut self, span: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let (line, column) = self.place(span);
        let shown = self.text.get(span.clone()).unwrap_or_default();
        let shown: String = shown.lines().next().unwrap_or_default().chars().take(60).collect();
        self.faults.push(Diagnostic {
            file: self.name.to_owned(),
            line,
            column,
            span: None,
            text: shown,
            message: message.into(),
            help: Some(help.into()),
        });
    }

    /// Line and column of a place.
    pub fn place(&self, span: &Range<usize>) -> (usize, usize) {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// A fault where a word is none of those that may stand here.
    pub fn no_word(&mut self, span: &Range<usize>, word: &str, what: &str, words: &[&str]) {
        let near = nearest(word, words.iter().copied(), 1);
        let help = match near.first() {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of: {}", words.join(", ")),
        };
        self.fault(span, format!("no {what}: {word}"), help);
    }
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = value.span();
    let text = |text: String| Node { span: span.clone(), value: Value::Text(text) };
    match value.get_ref() {
        DeValue::String(s) => text(s.to_string()),
        DeValue::Integer(number) => text(number.as_str().to_owned()),
        DeValue::Float(number) => text(number.as_str().to_owned()),
        DeValue::Datetime(date) => text(date.to_string()),
        DeValue::Boolean(flag) => Node { span, value: Value::Flag(*flag) },
        DeValue::Array(items) => Node { span, value: Value::List(items.iter().map(node).collect()) },
        DeValue::Table(inner) => table(span, inner),
    }
}

fn table(span: Range<usize>, table: &DeTable<'_>) -> Node {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        Entry { key: name.to_string(), at: key.span(), node: node(value) }
    };
    Node { span, value: Value::Table(table.iter().map(entry).collect()) }
}

impl Node {
    /// The text that stands here.
    pub fn text(&self, reading: &mut Reading<'_>, what: &str) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.clone()),
            Value::Flag(_) | Value::List(_) | Value::Table(_) => {
                reading.fault(&self.span, format!("{what} is a text"), "write it in quotes");
                None
            }
        }
    }
}
