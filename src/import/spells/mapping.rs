//! A mapping: what the columns of a table mean, checked whole before any row is read.

use super::encoding;
use super::fact::Fact;
use super::node::{Node, Reading, Value};
use super::part::Part;
use super::when;
use crate::domain::{Bounds, Day, EventDate, Slug};

/// What the columns of a table mean.
pub(super) struct Mapping {
    /// Ids of events begin so.
    pub prefix: String,
    /// The encoding of the files, where it is not UTF-8.
    pub encoding: Option<String>,
    /// What stands between values, where it is not to be guessed.
    pub separator: Option<u8>,
    /// Lines before the table, or before its header.
    pub skip: usize,
    /// The names of the columns, where the table has no header.
    pub columns: Option<Vec<String>>,
    /// Values that stand for nothing in every column.
    pub blanks: Vec<String>,
    /// Whether rows with faults are left out; else nothing is taken.
    pub lenient: bool,
    pub source: Source,
    pub data: Data,
    /// Which rows are taken.
    pub rules: Vec<Rule>,
    pub facts: Vec<Fact>,
}

/// The source that events cite.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// Its id, where it is not that of the import.
    pub id: Option<Slug>,
    /// Its other keys, as records have them.
    pub keys: Vec<(&'static str, String)>,
}

/// From when to when the data reach.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Data {
    /// The first days.
    pub begin: Option<Bounds>,
    /// Whether what begins then held already before.
    pub begin_is_before: bool,
    /// The last days: who is there then goes on.
    pub end: Option<Bounds>,
}

/// Which rows are taken.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    column: String,
    is: Option<Vec<String>>,
    not: Option<Vec<String>>,
    blank: Option<bool>,
    from: Option<f64>,
    to: Option<f64>,
    /// Its line in the mapping.
    pub line: usize,
}

impl Mapping {
    /// Reads a mapping; whatever is wrong stands in the reading.
    pub fn read(root: &Node, reading: &mut Reading<'_>) -> Option<Mapping> {
        let part = Part::of(root, reading, "the mapping")?;
        let prefix = part.text("prefix", reading).unwrap_or_else(|| "spells".to_owned());
        if Slug::new(&prefix).is_err() {
            reading.fault(&part.at("prefix"), "no prefix of an id", "write a-z, 0-9 and inner hyphens");
        }
        let encoding = part.text("encoding", reading);
        if let Some(label) = encoding.as_deref().filter(|label| !encoding::is_known(label)) {
            let words = ["utf-8", "latin-1", "windows-1252", "windows-1250", "utf-16le"];
            reading.no_word(&part.at("encoding"), label, "encoding", &words);
        }
        let separator = part.text("separator", reading).and_then(|word| match word.as_str() {
            "," => Some(b','),
            ";" => Some(b';'),
            "|" => Some(b'|'),
            "\t" | "tab" => Some(b'\t'),
            _ => {
                reading.no_word(&part.at("separator"), &word, "separator", &[",", ";", "|", "tab"]);
                None
            }
        });
        let skip = part.text("skip-lines", reading).map_or(0, |text| {
            text.parse().unwrap_or_else(|_| {
                reading.fault(&part.at("skip-lines"), "no number of lines", "write skip-lines = 2");
                0
            })
        });
        let columns = part.texts("columns", reading);
        let blanks = part.texts("blank", reading).unwrap_or_default();
        let lenient = match part.text("faulty-rows", reading).as_deref() {
            None | Some("refuse") => false,
            Some("leave-out") => true,
            Some(word) => {
                reading.no_word(&part.at("faulty-rows"), word, "such word", &["refuse", "leave-out"]);
                false
            }
        };
        let included = included(&part, true, reading);
        let source = part.part("source", reading);
        let source = source.map(|source| Source::read(&source, reading)).unwrap_or_else(|| {
            let help = "write [source] with title = \"...\" and date = \"2017-05\" (when it was published)";
            reading.fault(&(0..0), "the mapping names no source", help);
            Source::default()
        });
        let data = part.part("data", reading);
        let data = data.map(|data| Data::read(&data, reading)).unwrap_or_default();
        if let (Some(end), Some((_, published))) = (data.last(), source.published())
            && published < end
        {
            let help =
                "a table cannot tell of days after it was published: mend date of [source], or end of [data]";
            reading.fault(
                &part.at("data"),
                format!("the data end on {end}, after the date of the source"),
                help,
            );
        }
        let rules = part.parts("where", reading);
        let rules = rules.iter().filter_map(|rule| Rule::read(rule, reading)).collect();
        let facts: Vec<Fact> = part
            .parts("fact", reading)
            .iter()
            .filter_map(|fact| Fact::read(fact, included, &data, reading))
            .collect();
        if part.get("fact").is_none() {
            reading.fault(&(0..0), "the mapping states no fact", "write [[fact]] with fluent = \"...\"");
        }
        part.done(reading);
        Some(Mapping {
            prefix,
            encoding,
            separator,
            skip,
            columns,
            blanks,
            lenient,
            source,
            data,
            rules,
            facts,
        })
    }
}

/// Whether the day an end is told on still holds.
pub(super) fn included(part: &Part<'_>, otherwise: bool, reading: &mut Reading<'_>) -> bool {
    match part.text("last-day", reading).as_deref() {
        None => otherwise,
        Some("included") => true,
        Some("excluded") => false,
        Some(word) => {
            reading.no_word(&part.at("last-day"), word, "such word", &["included", "excluded"]);
            otherwise
        }
    }
}

impl Source {
    /// The first and the last day on which it may have been published.
    pub fn published(&self) -> Option<(Day, Day)> {
        let (_, text) = self.keys.iter().find(|(key, _)| *key == "date")?;
        let bounds = EventDate::parse(text).ok()?.hull();
        Some((bounds.earliest, bounds.latest))
    }

    fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Source {
        let id = part.text("id", reading).and_then(|text| {
            let slug = Slug::new(&text);
            if let Err(error) = &slug {
                reading.fault(&part.at("id"), error.to_string(), "write a-z, 0-9 and inner hyphens");
            }
            slug.ok()
        });
        let mut keys = Vec::new();
        for key in ["title", "date", "author", "publisher", "locator", "reliability", "retrieved", "note"] {
            keys.extend(part.text(key, reading).map(|text| (key, text)));
        }
        part.done(reading);
        for key in ["title", "date"] {
            if !keys.iter().any(|(known, _)| *known == key) {
                let help = "write title = \"...\" and date = \"2017-05\": when it was published; nothing is told after it";
                reading.fault(&part.span, format!("the source has no {key}"), help);
            }
        }
        for (key, text) in &keys {
            if *key == "date"
                && let Err(error) = EventDate::parse(text)
            {
                reading.fault(&part.at("date"), error.message, error.help);
            }
        }
        Source { id, keys }
    }
}

impl Data {
    fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Data {
        let mut date = |key: &'static str| {
            let text = part.text(key, reading)?;
            let found = when::day(&text);
            if found.is_none() {
                reading.fault(&part.at(key), "no date", "write 1816-01-01, 1816-01 or 1816");
            }
            found
        };
        let (begin, end) = (date("begin"), date("end"));
        let begin_is_before = match part.text("begin-is", reading).as_deref() {
            None | Some("told") => false,
            Some("before-data") => true,
            Some(word) => {
                reading.no_word(&part.at("begin-is"), word, "such word", &["told", "before-data"]);
                false
            }
        };
        part.done(reading);
        Data { begin, begin_is_before, end }
    }

    /// The last day of the data.
    pub fn last(&self) -> Option<Day> {
        self.end.map(|end| end.latest)
    }
}

impl Rule {
    /// Reads `{ column = "...", is = [...] }`.
    pub fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Option<Rule> {
        let column = part.column("column", reading);
        let (is, not) = (part.texts("is", reading), part.texts("not", reading));
        let blank = part.get("blank").and_then(|node| match node.value {
            Value::Flag(flag) => Some(flag),
            _ => {
                reading.fault(&node.span, "blank is true or false", "write blank = false");
                None
            }
        });
        let mut number = |key: &'static str| {
            let text = part.text(key, reading)?;
            let number = text.parse::<f64>().ok();
            if number.is_none() {
                reading.fault(&part.at(key), format!("{key} is a number"), "write it in digits");
            }
            number
        };
        let (from, to) = (number("from"), number("to"));
        part.done(reading);
        let (line, _) = reading.place(&part.span);
        let empty = is.is_none() && not.is_none() && blank.is_none() && from.is_none() && to.is_none();
        let Some(column) = column.filter(|_| !empty) else {
            let help = "write { column = \"...\", is = [\"a\"] }; or not = [...], blank = false, from = 1900, to = 2000";
            reading.fault(&part.span, "nothing says which rows are taken", help);
            return None;
        };
        Some(Rule { column, is, not, blank, from, to, line })
    }

    /// Whether a row is taken.
    pub fn takes(&self, cells: &super::cells::Cells<'_>) -> bool {
        let value = cells.get(&self.column);
        let among = |list: &Vec<String>| cells.has(&self.column, list);
        let number = || value.parse::<f64>().ok();
        self.is.as_ref().is_none_or(among)
            && !self.not.as_ref().is_some_and(among)
            && self.blank.is_none_or(|blank| blank == value.is_empty())
            && self.from.is_none_or(|from| number().is_some_and(|n| n >= from))
            && self.to.is_none_or(|to| number().is_some_and(|n| n <= to))
    }
}
