//! Reports: what a view accepts of a log, and the days it falls on as hints leave them; not what follows from it.

use super::amend;
use super::happening::{Story, tell};
use super::view::{Accepted, View};
use crate::domain::{Bounds, Record, ReportId};

/// The reports of a log as a view accepts them.
#[derive(Clone, Debug)]
pub struct Reports {
    accepted: Vec<Accepted>,
    story: Story,
}

/// The reports of some records under a view, just as a replay of these finds them.
pub fn reports<'a>(records: impl IntoIterator<Item = &'a Record>, view: &View) -> Reports {
    let recorded: Vec<&Record> = records.into_iter().filter(|record| view.has(record)).collect();
    let selection = view.select(&amend::amend(&recorded, view));
    let story = tell(&selection.reports, &selection.denials, &view.margins);
    Reports { accepted: selection.reports, story }
}

impl Reports {
    /// The accepted reports, by id.
    pub fn accepted(&self) -> &[Accepted] {
        &self.accepted
    }

    /// The tightened bounds of a report's begin and end.
    pub fn bounds(&self, id: &ReportId) -> Option<(Bounds, Bounds)> {
        self.story.bounds(id)
    }
}
