//! The careful way of single lines: all that is wrong with one, told as for a file read whole.

use super::super::decode::not_utf8;
use super::super::draft::{Drafts, Sort};
use super::super::index::Index;
use super::super::known::Known;
use super::super::problems::Problems;
use super::super::text::Text;
use super::super::{MAX_LINE, jsonl, validate};
use super::lean::{self, Lean};
use crate::domain::Body;

/// The sort of the record on a line, as its first key tells; `None` where it is none.
pub(super) fn sort_of(line: &[u8]) -> Option<Sort> {
    let word = line.trim_ascii_start().strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    let word = word.split(|byte| *byte == b'"').next()?;
    if !word.contains(&b'\\') {
        return Sort::parse(std::str::from_utf8(word).ok()?);
    }
    match lean::read(std::str::from_utf8(line).ok()?)? {
        Lean::Table(top) => Sort::parse(&top.first()?.0),
        _ => None,
    }
}

/// The ids that a line seems to give to records.
pub(super) fn ids(line: &[u8]) -> Vec<Box<str>> {
    let Ok(line) = std::str::from_utf8(line) else { return Vec::new() };
    if let Some(Lean::Table(top)) = lean::read(line)
        && let [(_, Lean::Table(table))] = top.as_slice()
    {
        let id = table.iter().find(|(key, _)| key == "id").map(|(_, value)| value);
        return id.and_then(Lean::text).map(Into::into).into_iter().collect();
    }
    let text = Text::line("", line.to_owned(), 1, 0);
    let Drafts { drafts, lost } = drafts(&text, 0, &mut Problems::default());
    let ids = drafts.iter().filter_map(|draft| draft.table.text("id"));
    ids.map(Into::into).chain(lost.iter().map(|id| id.as_str().into())).collect()
}

/// Whether a line is read among the events: it is one, or nobody can tell what it is.
pub(super) fn is_event(line: &[u8]) -> bool {
    matches!(sort_of(line), None | Some(Sort::Event))
}

/// A line for the careful way, with its place; what keeps it from being read at all is noted. `long` is the length of a
/// line of which only the beginning is here, `file` its place among what is read together.
pub(super) fn text(
    name: &str,
    (number, start, bytes): (usize, u64, &[u8]),
    long: Option<u64>,
    file: usize,
    problems: &mut Problems,
) -> (Text, bool) {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let here = |body: &str| Text::line(name, body.to_owned(), number, start);
    let length = long.unwrap_or(bytes.len() as u64);
    let before = problems.count();
    let text = match std::str::from_utf8(bytes) {
        Ok(body) => here(body),
        Err(_) if long.is_some() => here(&String::from_utf8_lossy(bytes)),
        Err(error) => {
            let at = error.valid_up_to();
            let (message, help) = not_utf8(bytes, at, start);
            problems.add_with(file, &(at..at), "", message, help);
            here(&String::from_utf8_lossy(bytes))
        }
    };
    if length > MAX_LINE as u64 {
        let message = format!("the line has {length} bytes, over the limit of 4 MiB");
        problems.add(file, &text.character(0), message, "break the record up");
    }
    (text, problems.count() == before)
}

/// The drafts of a line.
pub(super) fn drafts(text: &Text, file: usize, problems: &mut Problems) -> Drafts {
    let mut found = Drafts::default();
    jsonl::line(text, file, &(0..text.body.len()), problems, &mut found);
    found
}

/// The event of a line that has no fault, read against these ids alone.
pub(super) fn sound(line: &str, names: &dyn Known) -> Option<Body> {
    let mut problems = Problems::default();
    if line.len() > MAX_LINE {
        return None;
    }
    let text = Text::line("", line.to_owned(), 1, 0);
    let Drafts { drafts, .. } = drafts(&text, 0, &mut problems);
    if problems.count() > 0 {
        return None;
    }
    let index = Index::new(names, &drafts, Vec::new(), false).after(None, 0);
    let mut intake = validate::validate(&drafts, &[text], &index, &mut problems);
    let body = intake.bodies.pop().filter(|body| matches!(body, Body::Report(_)))?;
    (problems.count() == 0 && intake.bodies.is_empty()).then_some(body)
}
