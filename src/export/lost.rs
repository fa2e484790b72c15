//! What a format could not express, counted, to be told beside the export.

use std::collections::BTreeMap;

/// What was lost on the way into a format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost(BTreeMap<&'static str, usize>);

impl Lost {
    /// Once more this could not be said.
    pub(super) fn count(&mut self, what: &'static str) {
        self.add(what, 1);
    }

    /// So many times this could not be said.
    pub(super) fn add(&mut self, what: &'static str, times: usize) {
        if times > 0 {
            *self.0.entry(what).or_default() += times;
        }
    }

    /// A line for each sort of loss, as `12 x ...`.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(|(what, times)| format!("{times} x {what}")).collect()
    }
}
