//! Records on their way from a table to the log: as they are written in JSON Lines, each with the row it comes from.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::error::ImportError;
use super::table::Row;
use crate::domain::{Body, Report};
use crate::intake::{self, Diagnostic, InputFile, Registry};

/// Most faults that are kept; the rest are counted.
const MOST_FAULTS: usize = 1000;
/// About so many bytes of records are validated at a time.
const AT_A_TIME: usize = 16 << 20;

/// Where a record comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Rc<str>,
    /// The line, from 1.
    pub line: usize,
}

/// Which of the events imported before a download would hold if they were still told: those that are missing in it have
/// vanished.
pub type Covers = Box<dyn Fn(&Report) -> bool>;

/// What was counted, by words.
pub type Counts = BTreeMap<&'static str, u64>;

/// Records that were read.
#[derive(Default)]
pub struct Records {
    registers: Lines,
    events: Lines,
    /// Where each event stands in the text, and on which line of its table: what is told twice is found at once, however far
    /// apart (records are validated in parts).
    ids: HashMap<String, (usize, usize, usize)>,
    faults: Vec<Diagnostic>,
    more_faults: usize,
    counts: Counts,
    notes: Vec<String>,
    covers: Option<Covers>,
}

/// Records in JSON Lines, with their places.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// The end of each line in the text, and where it comes from.
    ends: Vec<(usize, Place)>,
}

impl Records {
    /// Takes a record, `{"actor": {...}}` or of another sort, that a row tells.
    pub fn push(&mut self, row: &Row, record: &Value) {
        self.push_at(row.place(), record);
    }

    /// Takes a record that comes from a place.
    pub fn push_at(&mut self, place: Place, record: &Value) {
        let event = record.get("event");
        let lines = if event.is_some() { &mut self.events } else { &mut self.registers };
        let start = lines.text.len();
        // Writing JSON to memory does not fail.
        if serde_json::to_writer(&mut lines.text, record).is_err() {
            lines.text.truncate(start);
            return;
        }
        if let Some(id) = event.and_then(|event| event.get("id")?.as_str()) {
            match self.ids.get(id) {
                Some((from, to, _)) if lines.text.get(*from..*to) == lines.text.get(start..) => {
                    lines.text.truncate(start);
                    return;
                }
                Some((.., first)) => {
                    let message = format!("the event is told before, and otherwise: line {first}");
                    let (file, line) = (place.file.to_string(), place.line);
                    let help = Some("keep one of the two rows".to_owned());
                    lines.text.truncate(start);
                    return self.refuse(Diagnostic {
                        file,
                        line,
                        column: 1,
                        span: None,
                        text: id.to_owned(),
                        message,
                        help,
                    });
                }
                None => {
                    self.ids.insert(id.to_owned(), (start, lines.text.len(), place.line));
                }
            }
        }
        lines.text.push(b'\n');
        lines.ends.push((lines.text.len(), place));
    }

    /// Notes a fault: nothing is taken in then.
    pub fn refuse(&mut self, fault: Diagnostic) {
        if self.faults.len() < MOST_FAULTS { self.faults.push(fault) } else { self.more_faults += 1 }
    }

    /// Counts something that the preview tells: `rows`, `undated`.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Says something that holds of the whole import, once: a stated rule, what was left out.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// Tells what the download covers.
    pub fn covers(&mut self, covers: impl Fn(&Report) -> bool + 'static) {
        self.covers = Some(Box::new(covers));
    }

    /// The ids of what it registers.
    pub fn registered(&self) -> HashSet<String> {
        let lines = self.registers.text.split(|byte| *byte == b'\n');
        let ids = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
        ids.filter_map(|record| record.as_object()?.values().next()?.get("id")?.as_str().map(str::to_owned))
            .collect()
    }

    /// What was counted.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What is to be said of it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What the download covers, where the format can tell.
    pub fn take_covers(&mut self) -> Option<Covers> {
        self.covers.take()
    }

    /// The records as JSON Lines, registers first.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        [&self.registers.text, &self.events.text].into_iter().map(Vec::as_slice)
    }

    /// The bodies, validated by themselves: whatever they name is among them, or known. `tick` is told how many records of how
    /// many are done.
    ///
    /// # Errors
    /// [`ImportError`] with every fault, at the row it comes from.
    pub fn into_bodies(
        self,
        known: Registry,
        tick: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<Body>, ImportError> {
        let Records { registers, events, mut faults, more_faults, .. } = self;
        let (mut known, mut bodies) = (known, Vec::new());
        let all = registers.ends.len() + events.ends.len();
        let mut done = 0;
        for lines in [registers, events] {
            for (text, places) in lines.parts() {
                let file = InputFile { name: "import.jsonl".to_owned(), bytes: text.to_vec() };
                match intake::read(std::slice::from_ref(&file), &known) {
                    Ok(found) => {
                        let later = |body: &&Body| !matches!(body, Body::Report(_));
                        found.bodies.iter().filter(later).cloned().for_each(|body| known.insert(body));
                        bodies.extend(found.bodies);
                    }
                    Err(found) => faults.extend(found.into_iter().map(|fault| at_its_row(fault, places))),
                }
                done += places.len();
                tick(done, all);
            }
        }
        if faults.is_empty() {
            return Ok(bodies);
        }
        if let (true, Some(last)) = (more_faults > 0, faults.last().cloned()) {
            let message = format!("{more_faults} more faults are not listed");
            faults.push(Diagnostic { message, text: String::new(), help: None, ..last });
        }
        Err(ImportError(faults))
    }
}

/// Some lines, and where they come from.
type Part<'a> = (&'a [u8], &'a [(usize, Place)]);

impl Lines {
    /// The text in parts, each with the places of its lines.
    fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let (mut start, mut first) = (0, 0);
        for (at, (end, _)) in self.ends.iter().enumerate() {
            if end - start >= AT_A_TIME || at + 1 == self.ends.len() {
                let text = self.text.get(start..*end).unwrap_or_default();
                parts.push((text, self.ends.get(first..=at).unwrap_or_default()));
                (start, first) = (*end, at + 1);
            }
        }
        parts
    }
}

/// A fault of a record, at the row it comes from.
fn at_its_row(fault: Diagnostic, places: &[(usize, Place)]) -> Diagnostic {
    let place = fault.line.checked_sub(1).and_then(|at| places.get(at)).map(|(_, place)| place);
    let Some(Place { file, line }) = place else { return fault };
    Diagnostic { file: file.to_string(), line: *line, column: 1, span: None, ..fault }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn given_an_event_told_twice_when_it_is_the_same_then_it_is_one_and_else_a_fault() {
        let place = |line| Place { file: "t.csv".into(), line };
        let event = |summary: &str| json!({"event": {"id": "e", "kind": "formation", "summary": summary}});
        let mut records = Records::default();
        records.push_at(place(2), &event("founded"));
        records.push_at(place(3), &event("founded"));
        assert!(records.faults.is_empty() && records.events.ends.len() == 1);
        records.push_at(place(4), &event("merged"));
        assert_eq!((records.faults[0].line, records.events.ends.len()), (4, 1));
        assert!(records.faults[0].message.ends_with("line 2"), "{:?}", records.faults);
    }

    #[test]
    fn given_records_when_one_is_wrong_then_the_fault_stands_at_its_row() {
        let place = |line| Place { file: "t.csv".into(), line };
        let mut records = Records::default();
        let event = |date: &str| {
            json!({"event": {"id": format!("e-{date}"), "kind": "formation", "subject": "a", "date": date,
                "cite": {"source": "s"}, "summary": "founded"}})
        };
        records.push_at(place(7), &event("2014"));
        records.push_at(place(9), &event("2014-13"));
        records.push_at(place(2), &json!({"source": {"id": "s", "title": "t", "date": "2020"}}));
        records.push_at(place(7), &json!({"actor": {"id": "a", "kind": "faction", "name": "A"}}));
        let ImportError(faults) = records.into_bodies(Registry::default(), &mut |_, _| ()).unwrap_err();
        assert!(
            !faults.is_empty() && faults.iter().all(|f| (f.file.as_str(), f.line) == ("t.csv", 9)),
            "{faults:?}"
        );
    }
}
