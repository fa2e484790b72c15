//! Details: those the kind takes, with the values it takes.

use std::collections::BTreeMap;

use super::super::draft::{Node, Value};
use super::checker::{Checker, folded};
use super::fields::Fields;
use super::numbers;
use super::roles::takes;
use crate::domain::{Detail, Kind, Slug, Term, Values};

/// Reads every detail of an event.
pub(super) fn details(
    checker: &mut Checker<'_>,
    fields: &mut Fields<'_>,
    kind: Option<Kind>,
) -> BTreeMap<Detail, String> {
    let grammar = kind.map(Kind::grammar);
    let mut details = BTreeMap::new();
    for detail in Detail::ALL.iter().copied() {
        let taken = grammar.as_ref().and_then(|g| g.detail(detail));
        match (fields.take(detail.word()), taken, kind) {
            (Some(entry), None, Some(kind)) => {
                let message = format!("{} takes no detail {:?}", fields.what, detail.word());
                checker.fault(&entry.at, message, takes(kind));
            }
            (Some(entry), Some(usage), _) => {
                let value = value(checker, detail, usage.values, &entry.value);
                details.extend(value.map(|value| (detail, value)));
            }
            (None, Some(usage), _) if usage.required => {
                let help = format!("add {}", checker.sample(detail.word(), &sample(usage.values)));
                fields.missing(checker, detail.word(), help);
            }
            _ => {}
        }
    }
    details
}

/// An example of a value, quoted.
pub(in super::super) fn sample(values: Values) -> String {
    match values {
        Values::Text => "\"...\"".to_owned(),
        Values::Slug => "\"a-slug\"".to_owned(),
        Values::Number => "\"500\"".to_owned(),
        Values::Duration => "\"P6M\"".to_owned(),
        Values::OneOf(words) => format!("{:?}", words.first().copied().unwrap_or("")),
    }
}

fn value(checker: &mut Checker<'_>, detail: Detail, values: Values, node: &Node) -> Option<String> {
    match values {
        Values::Text => checker.text(node).map(str::to_owned),
        Values::OneOf(words) => {
            let word = checker.text(node)?;
            if words.contains(&word) {
                return Some(word.to_owned());
            }
            let help = checker.one_of(word, &format!("{} is one of", detail.word()), words);
            checker.fault(&node.span, format!("{:?} does not take this value", detail.word()), help);
            None
        }
        Values::Slug => {
            let text = checker.text(node)?;
            match Slug::new(text) {
                Ok(_) => Some(text.to_owned()),
                Err(error) => {
                    checker.fault(&node.span, error.to_string(), folded(text));
                    None
                }
            }
        }
        Values::Duration => {
            let text = checker.text(node)?;
            if Term::parse(text).is_some() {
                return Some(text.to_owned());
            }
            let help = "write years, months, weeks and days as in \"P6M\", \"P1Y6M\" or \"P90D\"";
            checker.fault(&node.span, format!("{text:?} is no duration"), help);
            None
        }
        Values::Number => {
            let text = match &node.value {
                Value::Integer(digits) => digits.as_str(),
                _ => checker.text(node)?,
            };
            match numbers::check(text) {
                Ok(()) => Some(text.to_owned()),
                Err(help) => {
                    checker.fault(&node.span, "this is no number", help);
                    None
                }
            }
        }
    }
}
