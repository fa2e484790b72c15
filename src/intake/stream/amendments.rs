//! The amendments of a stream, after all its events and one after another: a correction is checked against the record as
//! it stands, with what stands before it in the stream.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use super::super::draft::{Drafts, Sort};
use super::super::index::{Before, Index};
use super::super::known::Known;
use super::super::present::Present;
use super::super::problems::Problems;
use super::super::validate;
use super::check::{Earlier, Events};
use super::registers::{Over, too_many};
use super::{MAX_AMENDMENTS, StreamError, careful};
use crate::domain::{Amendment, Body};

/// Reads them; those that are new, in order.
pub(super) fn read<R: Read + Seek>(events: &mut Events<'_, R>) -> Result<Vec<Body>, StreamError> {
    let lines = std::mem::take(&mut events.amendments);
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let over = Over { log: events.known, registers: events.registers };
    let earlier = Earlier::of(events.input, &events.places, &events.registers.names);
    let with = With { over: &over, earlier: &earlier };
    let mut present = Present::new(&with, std::iter::empty());
    let mut starts: HashMap<String, u64> = HashMap::new();
    let ids = std::mem::take(&mut events.amending);
    let mut held = 0;
    for (number, start) in lines {
        let line = events.input.line_at(start)?;
        held += line.len();
        if held > MAX_AMENDMENTS {
            return Err(too_many(&events.input.name, &(number, start, line), "amendments", MAX_AMENDMENTS));
        }
        let mut problems = Problems::default();
        let (text, readable) =
            careful::text(&events.input.name, (number, start, &line), None, 0, &mut problems);
        let found = if readable { careful::drafts(&text, 0, &mut problems) } else { Drafts::default() };
        let before = Behind { earlier: &earlier, present: &present, starts: &starts, ids: &ids };
        let index = Index::new(&over, &found.drafts, found.lost, false).after(Some(&before), events.searches);
        let draft = found.drafts.iter().find(|draft| draft.sort == Sort::Amendment);
        let intake = draft.map(|draft| validate::amended(draft, &text, &index, &present, &mut problems));
        events.searches = index.searches();
        let sound = problems.count() == 0;
        events.faults.add(problems, &[text])?;
        let Some(intake) = intake.filter(|_| sound) else { continue };
        events.skipped += intake.skipped as u64;
        events.redacted.extend(intake.redacted);
        for body in &intake.bodies {
            if let Body::Amendment(amendment) = body {
                starts.insert(amendment.id.to_string(), start);
                present.add(amendment);
            }
        }
    }
    Ok(present.into_added().into_iter().map(Body::Amendment).collect())
}

/// What the log holds with the registers and events of the stream: what amendments are laid over.
struct With<'a, R> {
    over: &'a Over<'a>,
    earlier: &'a Earlier<'a, R>,
}

impl<R: Read + Seek> Known for With<'_, R> {
    fn body(&self, sort: Sort, id: &str) -> Option<Cow<'_, Body>> {
        let recorded = self.over.body(sort, id);
        match sort {
            Sort::Event => recorded.or_else(|| self.earlier.event(id).map(|found| Cow::Owned(found.body))),
            _ => recorded,
        }
    }

    fn ids(&self, sort: Sort) -> Box<dyn Iterator<Item = &str> + '_> {
        self.over.ids(sort)
    }

    fn amendments(&self) -> Box<dyn Iterator<Item = Cow<'_, Amendment>> + '_> {
        self.over.amendments()
    }
}

/// All that stands before an amendment in the stream.
struct Behind<'a, R> {
    earlier: &'a Earlier<'a, R>,
    present: &'a Present<'a>,
    /// Where the amendments of the stream stand.
    starts: &'a HashMap<String, u64>,
    /// The ids of all of them, those behind the line and the faulty ones too.
    ids: &'a HashSet<Box<str>>,
}

impl<R: Read + Seek> Before for Behind<'_, R> {
    fn has(&self, sort: Sort, id: &str) -> bool {
        match sort {
            Sort::Amendment => self.ids.contains(id),
            sort => self.earlier.has(sort, id),
        }
    }

    fn first(&self, sort: Sort, id: &str) -> Option<(Body, String)> {
        if sort != Sort::Amendment {
            return self.earlier.first(sort, id);
        }
        let start = self.starts.get(id)?;
        let amendment = self.present.amendment(id)?.clone();
        let line = self.earlier.input.look(self.earlier.input.line_at(*start))?;
        Some((Body::Amendment(amendment), self.earlier.place(*start, &line)?))
    }
}
