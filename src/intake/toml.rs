//! TOML to drafts. A broken file is read table by table, so that one slip hides no other.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue, Error};

use super::MAX_DEPTH;
use super::draft::{Draft, Drafts, Entry, Node, Sort, Table, Value};
use super::problems::Problems;
use super::text::Text;
use super::top;

/// Reads the drafts of a TOML file; `file` is its place among the input files.
pub(super) fn read(text: &Text, file: usize, problems: &mut Problems) -> Drafts {
    let mut reader = Reader { text, file, base: 0, problems, out: Drafts::default(), tables: 0 };
    let (root, errors) = DeTable::parse_recoverable(&text.body);
    if errors.is_empty() {
        reader.root(root.get_ref());
    } else {
        reader.chunks(&errors);
    }
    if reader.tables == 0 {
        top::no_records(text, file, reader.problems);
    }
    reader.out
}

struct Reader<'a> {
    text: &'a Text,
    file: usize,
    /// Where the part being read begins.
    base: usize,
    problems: &'a mut Problems,
    out: Drafts,
    /// Top-level tables and faults seen.
    tables: usize,
}

impl Reader<'_> {
    /// Reads a broken file in parts, each from one `[[` to the next: whole parts give drafts, broken ones
    /// problems.
    fn chunks(&mut self, errors: &[Error]) {
        let before = self.problems.count();
        for chunk in chunks(self.text) {
            let part = self.text.slice(&chunk);
            let (root, faults) = DeTable::parse_recoverable(part);
            self.base = chunk.start;
            if faults.is_empty() {
                self.root(root.get_ref());
            } else {
                self.faults(&faults);
                self.out.lose(part);
            }
        }
        self.base = 0;
        if self.problems.count() == before {
            self.faults(errors);
        }
    }

    /// Notes syntax errors: one a line, and none after a list or table that was never closed.
    fn faults(&mut self, errors: &[Error]) {
        self.tables += 1;
        let mut places: Vec<(Range<usize>, &str)> =
            errors.iter().map(|e| (e.span().unwrap_or(0..0), e.message())).collect();
        places.sort_by_key(|(span, _)| span.start);
        let mut last = 0;
        for (span, message) in places {
            let at = self.base + span.start;
            let (line, _) = self.text.place(at);
            if line == last {
                continue;
            }
            last = line;
            let span = if span.is_empty() { self.text.character(at) } else { at..self.base + span.end };
            let (message, help) = explain(message, self.text.slice(&span));
            self.problems.add(self.file, &span, message, help);
            if help == UNCLOSED {
                break;
            }
        }
    }

    fn root(&mut self, root: &DeTable<'_>) {
        for entry in self.table(0..0, root, 1).entries {
            self.tables += 1;
            let Some(sort) = Sort::parse(&entry.key) else {
                top::unknown(self.text, self.file, &entry, self.problems);
                continue;
            };
            match entry.value.value {
                Value::List(items) => items.into_iter().for_each(|item| match item.value {
                    Value::Table(table) => self.out.drafts.push(Draft { sort, file: self.file, table }),
                    other => {
                        let message = format!("expected a table, found {}", other.name());
                        let help = format!("write each {0} under a [[{0}]] header", sort.word());
                        self.problems.add(self.file, &item.span, message, help);
                    }
                }),
                other => {
                    let message = format!("expected a list of tables, found {}", other.name());
                    let help = format!("write [[{}]] with two brackets", sort.word());
                    self.problems.add(self.file, &entry.at, message, help);
                    if let Value::Table(table) = &other {
                        self.out.lost.extend(table.text("id").map(str::to_owned));
                    }
                }
            }
        }
    }

    fn table(&mut self, span: Range<usize>, table: &DeTable<'_>, depth: usize) -> Table {
        let mut pairs: Vec<_> = table.iter().collect();
        pairs.sort_by_key(|(key, value)| (key.span().start, value.span().start));
        let entries = pairs
            .into_iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                at: self.shift(key.span()),
                value: self.node(value, depth + 1),
            })
            .collect();
        Table { span, entries }
    }

    fn node(&mut self, node: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let span = self.shift(node.span());
        let value = match node.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(n) => {
                let whole = i128::from_str_radix(n.as_str(), n.radix());
                Value::Integer(whole.map_or_else(|_| n.as_str().to_owned(), |n| n.to_string()))
            }
            DeValue::Float(_) => Value::Other("a fraction"),
            DeValue::Boolean(_) => Value::Other("a boolean"),
            DeValue::Datetime(_) => Value::Date(self.text.slice(&span).to_owned()),
            DeValue::Array(_) | DeValue::Table(_) if depth > MAX_DEPTH => {
                top::too_deep(self.file, &span, self.problems);
                Value::Other("something nested too deeply")
            }
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.node(item, depth + 1)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(span.clone(), table, depth + 1)),
        };
        Node { span, value }
    }

    fn shift(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.base..span.end + self.base
    }
}

/// The parts of a file: what stands before the first `[[`, then from each `[[` at the start of a line to the
/// next.
fn chunks(text: &Text) -> Vec<Range<usize>> {
    let heads = text.lines().filter(|line| text.slice(line).trim_start().starts_with("[["));
    let mut starts: Vec<usize> = std::iter::once(0).chain(heads.map(|line| line.start)).collect();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(text.body.len()));
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

const UNCLOSED: &str =
    "close every list with `]` and every table with `}`, and put a comma between its parts";

/// The parser's words made plain, and the remedy.
fn explain(message: &str, found: &str) -> (String, &'static str) {
    let said = |help| (format!("broken TOML: {message}"), help);
    if message.contains("duplicate key") {
        return (
            "the key stands here a second time".to_owned(),
            "a key stands once in a table; begin another record with its own [[event]] header",
        );
    }
    if message.contains("array table") || message.contains(" table header") {
        return said(
            "a header is written [[source]], [[actor]], [[place]], [[event]] or [[amendment]], alone on its line",
        );
    }
    if message.contains("array") || message.contains("inline table") || message.contains("key-value pairs") {
        return said(UNCLOSED);
    }
    if message.contains("must be quoted") {
        return if found.trim().is_empty() {
            ("a value is missing".to_owned(), "write key = \"value\", or leave the key out")
        } else if found.contains(['“', '”', '„', '‘', '’']) {
            ("these are no straight quotes".to_owned(), "use the plain double quote: \"")
        } else {
            ("text must stand in quotes".to_owned(), "write key = \"value\"")
        };
    }
    if message.contains("no value") {
        return said("write key = \"value\"");
    }
    if message.contains("date") || message.contains("time") || message.contains("leading zero") {
        return said("put the value in quotes; dates are EDTF: \"2014-03-18\", \"2014-03\", \"2014~\"");
    }
    if message.contains("escape") {
        return said("double the backslash, or use single quotes: 'a\\b'");
    }
    if message.contains("string") {
        return said("close the text with the quote that opened it, on the same line");
    }
    if message.contains("boolean") || message.contains("float") || message.contains("integer") {
        return said("put the value in quotes");
    }
    said("write headers as [[event]], text as key = \"value\", lists as key = [\"a\", \"b\"]")
}
