//! The keys of one object of an archive, taken one by one; what is missing, odd or left over is said.

use serde_json::{Map, Value};

use crate::domain::{EventDate, Slug};

/// What is wrong, in words.
pub(super) type Fault = String;

/// An object being read.
pub(super) struct Fields {
    what: String,
    rest: Map<String, Value>,
}

impl Fields {
    /// Reads a value that must be an object; `what` names it.
    pub fn of(value: Value, what: &str) -> Result<Fields, Fault> {
        match value {
            Value::Object(rest) => Ok(Fields { what: what.to_owned(), rest }),
            _ => Err(format!("{what} is no object")),
        }
    }

    /// The only key of an object that has one, and its value.
    pub fn single(self) -> Result<(String, Value), Fault> {
        let what = self.what;
        let mut entries = self.rest.into_iter();
        match (entries.next(), entries.next()) {
            (Some(entry), None) => Ok(entry),
            _ => Err(format!("{what} should have one key")),
        }
    }

    /// The value of a key, if it is there.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.rest.shift_remove(key)
    }

    /// Puts a value back.
    pub fn put(&mut self, key: &str, value: Value) {
        self.rest.insert(key.to_owned(), value);
    }

    /// The value of a key that must be there.
    pub fn need(&mut self, key: &str) -> Result<Value, Fault> {
        self.take(key).ok_or_else(|| format!("{} has no {key:?}", self.what))
    }

    fn odd(&self, key: &str, why: impl std::fmt::Display) -> Fault {
        format!("{key:?} of {}: {why}", self.what)
    }

    /// Optional text.
    pub fn text(&mut self, key: &str) -> Result<Option<String>, Fault> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.odd(key, "text is due")),
        }
    }

    /// Required text.
    pub fn need_text(&mut self, key: &str) -> Result<String, Fault> {
        self.text(key)?.ok_or_else(|| format!("{} has no {key:?}", self.what))
    }

    /// A required number.
    pub fn need_number(&mut self, key: &str) -> Result<u64, Fault> {
        let value = self.need(key)?;
        value.as_u64().ok_or_else(|| self.odd(key, "a whole number is due"))
    }

    /// A required word, as `parse` knows it.
    pub fn need_word<T>(&mut self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
        let text = self.need_text(key)?;
        parse(&text)
            .ok_or_else(|| self.odd(key, format_args!("{text:?} is unknown to this version of annals")))
    }

    /// An optional word.
    pub fn word<T>(&mut self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
        if self.rest.contains_key(key) { self.need_word(key, parse).map(Some) } else { Ok(None) }
    }

    /// An optional id.
    pub fn slug(&mut self, key: &str) -> Result<Option<Slug>, Fault> {
        let text = self.text(key)?;
        text.map(|text| Slug::new(&text).map_err(|e| self.odd(key, e))).transpose()
    }

    /// A required id.
    pub fn need_slug(&mut self, key: &str) -> Result<Slug, Fault> {
        self.slug(key)?.ok_or_else(|| format!("{} has no {key:?}", self.what))
    }

    /// A list; empty where it is not there.
    pub fn list<T>(&mut self, key: &str, each: impl Fn(Value) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                items.into_iter().map(|item| each(item).map_err(|e| self.odd(key, e))).collect()
            }
            Some(_) => Err(self.odd(key, "a list is due")),
        }
    }

    /// A list of ids.
    pub fn slugs(&mut self, key: &str) -> Result<Vec<Slug>, Fault> {
        self.list(key, |item| Slug::new(&text(item)?).map_err(|e| e.to_string()))
    }

    /// A date, whose days follow from its expression; undated where it is empty or not there.
    pub fn date(&mut self) -> Result<EventDate, Fault> {
        match self.text("date")? {
            Some(text) if !text.is_empty() => EventDate::parse(&text).map_err(|e| self.odd("date", e)),
            _ => Ok(EventDate::undated()),
        }
    }

    /// Keys that nobody takes are no archive of ours.
    pub fn finish(self) -> Result<(), Fault> {
        match self.rest.keys().next() {
            None => Ok(()),
            Some(key) => {
                Err(format!("{} has a key {key:?} that this version of annals does not know", self.what))
            }
        }
    }

    /// The keys that are left.
    pub fn keys(&self) -> Vec<String> {
        self.rest.keys().cloned().collect()
    }
}

/// A value that must be text.
pub(super) fn text(value: Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err("text is due".to_owned()),
    }
}
