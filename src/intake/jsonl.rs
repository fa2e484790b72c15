//! JSON Lines to drafts: one record a line, every broken line named.

use std::ops::Range;

use super::draft::{Draft, Drafts, Sort, Value};
use super::json::{self, Fail};
use super::problems::Problems;
use super::text::Text;
use super::top;

/// Reads the drafts of a file of JSON Lines; `file` is its place among the input files.
pub(super) fn read(text: &Text, file: usize, problems: &mut Problems) -> Drafts {
    let mut out = Drafts::default();
    let mut lines = text.lines().filter(|line| !text.slice(line).trim().is_empty()).peekable();
    let Some(first) = lines.peek().cloned() else {
        top::no_records(text, file, problems);
        return out;
    };
    if document(text, file, &first, problems) {
        out.lose(&text.body);
        return out;
    }
    for span in lines {
        line(text, file, &span, problems, &mut out);
    }
    out
}

/// Reads the drafts of one line.
pub(super) fn line(text: &Text, file: usize, line: &Range<usize>, problems: &mut Problems, out: &mut Drafts) {
    match json::read(&text.body, line) {
        Ok((node, repeats)) => {
            for span in repeats {
                let help = "a key stands once in an object; give several values as a list";
                problems.add(file, &span, "the key stands here a second time", help);
            }
            record(text, file, node.value, &node.span, problems, out);
        }
        Err(Fail::Deep(at)) => {
            top::too_deep(file, &text.character(at), problems);
            out.lose(text.slice(line));
        }
        Err(Fail::Syntax(at)) => {
            syntax(text, file, line, at, problems);
            out.lose(text.slice(line));
        }
    }
}

/// Notes a file that is a list, or an object spread over lines, as its first line tells.
pub(super) fn document(text: &Text, file: usize, first: &Range<usize>, problems: &mut Problems) -> bool {
    let start = text.slice(first).trim();
    let is = start.starts_with('[') || start == "{";
    if is {
        problems.add(
            file,
            &text.character(first.end - text.slice(first).trim_start().len()),
            "one JSON document over several records or lines, where one record a line is due",
            "put each record on a line of its own, for instance with `jq -c '.[]'` (a list) or `jq -c .`",
        );
    }
    is
}

fn record(
    text: &Text,
    file: usize,
    value: Value,
    span: &Range<usize>,
    problems: &mut Problems,
    out: &mut Drafts,
) {
    let Value::Table(table) = value else {
        let message = format!("expected a record, found {}", value.name());
        problems.add(file, span, message, "write one record a line: {\"event\": {...}}");
        return;
    };
    if table.get("id").is_some() {
        let help = "say what it is: {\"event\": {...}}, or source, actor, place, amendment";
        problems.add(file, &table.span, "the record does not say what it is", help);
        out.lost.extend(table.text("id").map(str::to_owned));
        return;
    }
    if table.entries.is_empty() {
        problems.add(
            file,
            &table.span,
            "the line holds no record",
            "write {\"event\": {...}} or leave it out",
        );
    }
    for (i, entry) in table.entries.into_iter().enumerate() {
        let Some(sort) = Sort::parse(&entry.key) else {
            top::unknown(text, file, &entry, problems);
            continue;
        };
        if i > 0 {
            let help = "put each record on a line of its own";
            problems.add(file, &entry.at, "a second record on the line", help);
        }
        match entry.value.value {
            Value::Table(table) => out.drafts.push(Draft { sort, file, table }),
            other => {
                let message = format!("expected a table, found {}", other.name());
                let help = format!("write {{\"{}\": {{...}}}}, one record a line", sort.word());
                problems.add(file, &entry.value.span, message, help);
            }
        }
    }
}

/// Lets the JSON library say what is wrong with a line.
fn syntax(text: &Text, file: usize, line: &Range<usize>, at: usize, problems: &mut Problems) {
    let raw = text.slice(line);
    let (at, said) = match serde_json::from_str::<serde_json::Value>(raw) {
        Err(error) => {
            let message = error.to_string();
            let said = message.split(" at line ").next().unwrap_or("not JSON").to_owned();
            let column = if error.is_eof() { raw.len() } else { error.column().saturating_sub(1) };
            (line.start + column, said)
        }
        Ok(_) => (at, "not JSON".to_owned()),
    };
    let span = if at >= line.end { line.end..line.end } else { text.character(at) };
    let help = match said.as_str() {
        s if s.starts_with("EOF") => {
            "the line ends too early: close every quote, bracket and brace; a record stands on one line"
        }
        s if s.contains("trailing characters") => "put each record on a line of its own",
        s if s.contains("trailing comma") => "leave out the comma before the closing bracket",
        s if s.contains("escape") => "double the backslash: \\\\",
        s if s.contains("control character") => "write a line break inside text as \\n, a tab as \\t",
        s if s.contains("key must be a string") => "put keys in double quotes",
        s if s.contains("expected value") || s.contains("expected ident") => "put text in double quotes",
        _ => "check commas, colons, quotes and brackets",
    };
    let shown: String = text.body.get(span.start..line.end).unwrap_or("").chars().take(20).collect();
    problems.add_with(file, &span, &shown, format!("broken JSON: {said}"), help);
}
