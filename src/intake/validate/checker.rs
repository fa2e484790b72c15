//! Single values: is it text, a slug, a date, a known id? One checker a draft; it notes what is wrong and
//! goes on.

use std::ops::Range;

use super::super::draft::{Node, Sort, Value};
use super::super::index::Index;
use super::super::problems::Problems;
use super::super::shape::article;
use super::super::text::{Format, Text};
use super::super::{MAX_FILLERS, MAX_TEXT};
use crate::domain::names::{fold, nearest};
use crate::domain::{Day, EventDate, Slug};

/// Checks values of one file.
pub(super) struct Checker<'a> {
    file: usize,
    text: &'a Text,
    pub index: &'a Index<'a>,
    problems: &'a mut Problems,
}

impl<'a> Checker<'a> {
    pub fn new(file: usize, text: &'a Text, index: &'a Index<'a>, problems: &'a mut Problems) -> Checker<'a> {
        Checker { file, text, index, problems }
    }

    /// How many faults there are so far, here and elsewhere.
    pub fn faults(&self) -> usize {
        self.problems.count()
    }

    /// Notes a fault at a span.
    pub fn fault(&mut self, span: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.problems.add(self.file, span, message, help);
    }

    /// Notes a fault at a span, showing another text.
    pub fn fault_with(
        &mut self,
        span: &Range<usize>,
        shown: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.add_with(self.file, span, shown, message, help);
    }

    /// Notes that a value is of the wrong type.
    pub fn expected(&mut self, node: &Node, what: &str, help: impl Into<String>) {
        let message = format!("expected {what}, found {}", node.value.name());
        self.fault(&node.span, message, help);
    }

    /// A key and a value as this file's format writes them.
    pub fn sample(&self, key: &str, value: &str) -> String {
        match self.text.format {
            Format::Toml => format!("{key} = {value}"),
            Format::JsonLines => format!("{key:?}: {value}"),
        }
    }

    /// A table on one line as this file's format writes it.
    pub fn table(&self, pairs: &[(&str, &str)]) -> String {
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| self.sample(key, value)).collect();
        format!("{{ {} }}", pairs.join(", "))
    }

    /// The bytes of a part of a text value; the whole value where escapes hide it.
    pub fn part(&self, node: &Node, text: &str, part: Range<usize>) -> Range<usize> {
        match self.text.slice(&node.span).find(text) {
            Some(at) => {
                let start = node.span.start + at + part.start;
                let end = node.span.start + at + part.end;
                if part.is_empty() { self.text.character(start) } else { start..end }
            }
            None => node.span.clone(),
        }
    }

    /// The remedy for a word that is none of a few.
    pub fn one_of(&self, word: &str, what: &str, words: &[&str]) -> String {
        if self.problems.is_full(self.file) {
            return String::new();
        }
        match nearest(word, words.iter().copied(), 1).first() {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("{what}: {}", words.join(", ")),
        }
    }

    /// Text: not empty, at most [`MAX_TEXT`] characters, no control characters but tab and line feed.
    pub fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = match &node.value {
            Value::Text(text) => text.as_str(),
            Value::Integer(_) | Value::Date(_) => {
                let help = format!("put it in quotes: \"{}\"", self.text.slice(&node.span));
                self.expected(node, "text", help);
                return None;
            }
            _ => {
                self.expected(node, "text", "write text in quotes");
                return None;
            }
        };
        if text.trim().is_empty() {
            self.fault(&node.span, "the text is empty", "write something, or leave the key out");
            return None;
        }
        if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
            let message =
                format!("the text has {} characters, over the limit of {MAX_TEXT}", text.chars().count());
            self.fault(&node.span, message, "keep to what a record needs; the source has the rest");
            return None;
        }
        if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let message = format!("the text holds the control character U+{:04X}", u32::from(c));
            self.fault(&node.span, message, "take it out");
            return None;
        }
        Some(text)
    }

    /// Text, or a whole number as text.
    pub fn label<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match &node.value {
            Value::Integer(digits) => Some(digits),
            _ => self.text(node),
        }
    }

    /// One of a few words.
    pub fn word<'n>(&mut self, node: &'n Node, what: &str, words: &[&str]) -> Option<&'n str> {
        let word = self.text(node)?;
        if !words.contains(&word) {
            let help = self.one_of(word, "it is one of", words);
            self.fault(&node.span, format!("unknown {what}"), help);
            return None;
        }
        Some(word)
    }

    /// A slug.
    pub fn slug(&mut self, node: &Node) -> Option<Slug> {
        let text = self.text(node)?;
        match Slug::new(text) {
            Ok(slug) => Some(slug),
            Err(error) => {
                let help = folded(text);
                self.fault(&node.span, error.to_string(), help);
                None
            }
        }
    }

    /// The slug of a record of this sort that is there.
    pub fn reference(&mut self, sort: Sort, node: &Node) -> Option<Slug> {
        let text = self.text(node)?;
        match Slug::new(text) {
            Ok(slug) if self.index.has(sort, text) => Some(slug),
            Ok(_) => {
                let help = self.remedy(sort, text);
                self.fault(&node.span, format!("unknown {}", sort.word()), help);
                None
            }
            Err(error) => {
                let help = match Slug::from_words(&fold(text)) {
                    Ok(slug) if self.index.has(sort, slug.as_str()) => format!("write {:?}", slug.as_str()),
                    _ => self.remedy(sort, text),
                };
                self.fault(&node.span, error.to_string(), help);
                None
            }
        }
    }

    /// What to do about an id that is not there.
    pub fn remedy(&self, sort: Sort, word: &str) -> String {
        if self.problems.is_full(self.file) {
            return String::new();
        }
        self.index.remedy(sort, word)
    }

    /// One or a list: its items, at most [`MAX_FILLERS`].
    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        let Value::List(items) = &node.value else { return std::slice::from_ref(node) };
        if items.len() > MAX_FILLERS {
            let message = format!("the list has {} items, over the limit of {MAX_FILLERS}", items.len());
            let first = self.text.character(node.span.start);
            self.fault(&first, message, "break the record up");
            return &[];
        }
        items
    }

    /// The slugs of records of this sort that are there: one or a list.
    pub fn references(&mut self, sort: Sort, node: &Node) -> Vec<Slug> {
        self.items(node).iter().filter_map(|item| self.reference(sort, item)).collect()
    }

    /// An EDTF date; a fault stands where in the expression it is.
    pub fn date(&mut self, node: &Node) -> Option<EventDate> {
        let text = match &node.value {
            Value::Date(text) => text.as_str(),
            Value::Integer(digits) => {
                self.expected(node, "a date", format!("put it in quotes: \"{digits}\""));
                return None;
            }
            _ => self.text(node)?,
        };
        match EventDate::parse(text) {
            Ok(date) => Some(date),
            Err(error) => {
                let offset = error.offset.min(text.len());
                let span = self.part(node, text, offset..offset);
                self.fault_with(&span, text, error.message, error.help);
                None
            }
        }
    }

    /// A calendar day, as written.
    pub fn day(&mut self, node: &Node) -> Option<String> {
        let text = match &node.value {
            Value::Date(text) => text.as_str(),
            _ => self.text(node)?,
        };
        if is_day(text) {
            return Some(text.to_owned());
        }
        let message = if is_shaped(text) { "there is no such day" } else { "this is no calendar day" };
        self.fault(&node.span, message, "write the day as YYYY-MM-DD: 2024-05-31");
        None
    }

    /// A whole number from 1.
    pub fn count(&mut self, node: &Node) -> Option<u32> {
        let Value::Integer(digits) = &node.value else {
            self.expected(node, "a number", "write a whole number from 1, without quotes");
            return None;
        };
        match digits.parse::<u32>() {
            Ok(n) if n > 0 => Some(n),
            _ => {
                self.fault(&node.span, "this is no count", "write a whole number from 1");
                None
            }
        }
    }

    /// A fault for a reference to itself.
    pub fn itself(&mut self, span: &Range<usize>, sort: Sort, key: &str) {
        let message = format!("{key:?} names the {} itself", sort.word());
        self.fault(
            span,
            message,
            format!("name {} other than this one, or leave it out", article(sort.word())),
        );
    }
}

/// Whether it is a calendar day, as it may be written.
pub(in super::super) fn is_day(text: &str) -> bool {
    is_shaped(text) && Day::parse(text).is_some()
}

fn is_shaped(text: &str) -> bool {
    let dashed = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(dashed)
}

/// The remedy for a text that is no slug.
pub(super) fn folded(text: &str) -> String {
    match Slug::from_words(&fold(text)) {
        Ok(slug) => format!("write {:?}", slug.as_str()),
        Err(_) => "write a-z, 0-9 and inner hyphens, at most 128 characters".to_owned(),
    }
}
