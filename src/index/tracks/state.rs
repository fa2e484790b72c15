//! The state at the close of a day, of all or of one actor.

use super::live::EVERYBODY;
use super::{Overlay, Tracks};
use crate::domain::{Answer, Day, Slug};
use crate::index::file::FileError;
use crate::replay::Span;

/// A fluent that holds at a day: certainly, perhaps or in dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number; [`Tracks::fluents`] tells the fluent.
    pub fluent: u32,
    /// The answer at the close of the day.
    pub answer: Answer,
    /// The span that covers the day, with the bounds of its two ends.
    pub span: Span,
}

impl Tracks {
    /// Every fluent whose answer at the close of a day is *yes*, *possible* or *disputed*, in the order of numbers.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn state(&self, day: Day, overlay: &Overlay) -> Result<Vec<Row>, FileError> {
        let rows = self.bucket(self.live.place(EVERYBODY, day)?)?.rows(day);
        Ok(overlay.over(rows, overlay.all(), day))
    }

    /// Those of them that name an actor, place or treaty.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn state_of(&self, actor: &Slug, day: Day, overlay: &Overlay) -> Result<Vec<Row>, FileError> {
        let rows = match self.words.number(actor.as_str())? {
            Some(word) => self.bucket(self.live.place(word.saturating_add(1), day)?)?.rows(day),
            None => Vec::new(),
        };
        Ok(overlay.over(rows, overlay.of(actor), day))
    }
}
