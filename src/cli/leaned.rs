//! What was redacted behind an answer: noted while it is written, told below it, in any view.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::failure::Failure;
use super::{Shared, out};
use crate::annals::Chronicle;
use crate::domain::{Fluent, Pattern, Slug};
use crate::question::{Act, Redactions};
use crate::render::{Format, Row, facts};

/// The redactions of the chronology that is asked, and those that were leaned on.
#[derive(Default)]
pub(super) struct Leaned {
    redactions: RefCell<Redactions>,
    told: RefCell<BTreeMap<u64, String>>,
}

impl Leaned {
    /// Takes note of what was redacted in a chronology.
    pub fn read(&self, chronicle: &dyn Chronicle) -> Result<(), Failure> {
        *self.redactions.borrow_mut() = chronicle.redactions()?;
        Ok(())
    }

    /// The positions of the redacted records that each row leaned on; none where nothing was ever redacted.
    pub fn marks<R: Row>(&self, rows: &[R]) -> Option<Vec<Vec<u64>>> {
        if self.redactions.borrow().is_empty() {
            return None;
        }
        Some(rows.iter().map(|row| self.behind(&facts(row))).collect())
    }

    fn behind(&self, facts: &[Fluent]) -> Vec<u64> {
        let redactions = self.redactions.borrow();
        let acts: Vec<&Act> = facts.iter().flat_map(|fact| redactions.behind(fact)).collect();
        self.tell(&acts);
        let mut positions: Vec<u64> = acts.iter().map(|act| act.redaction.target.position).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// An answer about these actors, places and treaties, or about everything, may leave out what was redacted.
    pub fn about(&self, ids: &[Slug]) {
        let redactions = self.redactions.borrow();
        match ids {
            [] => self.tell(&redactions.acts().iter().collect::<Vec<_>>()),
            _ => self.tell(&ids.iter().flat_map(|id| redactions.about(id)).collect::<Vec<_>>()),
        }
    }

    /// An answer to a question with open places likewise.
    pub fn asked(&self, pattern: &Pattern) {
        let redactions = self.redactions.borrow();
        self.tell(&redactions.behind_any(pattern));
    }

    fn tell(&self, acts: &[&Act]) {
        let mut told = self.told.borrow_mut();
        for act in acts {
            told.entry(act.position).or_insert_with(|| sentence(act));
        }
    }

    /// Says what was leaned on: below tables, else beside the answer.
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        for (i, text) in self.told.borrow().values().enumerate() {
            match format {
                Format::Table => out::text(&format!("{}{text}\n", if i == 0 { "\n" } else { "" }))?,
                _ => out::note(text),
            }
        }
        Ok(())
    }
}

/// What was taken away, by whom, when and why.
pub(super) fn sentence(act: &Act) -> String {
    let target = &act.redaction.target;
    let (sort, id) = (target.record.sort.word(), &target.record.id);
    format!("redacted  this leaned on record {}, the {sort} {id}, {}", target.position, by_whom(act))
}

/// By whom a record was redacted, when and why.
pub(super) fn by_whom(act: &Act) -> String {
    let day = act.recorded.format("%Y-%m-%d");
    format!("redacted by {} on {day} (record {}) because: {}", act.by, act.position, act.redaction.because)
}

impl Shared {
    /// What was redacted behind the answer.
    pub fn print_redactions(&self) -> Result<(), Failure> {
        self.leaned.print(self.below())
    }
}
