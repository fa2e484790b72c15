//! The state at the close of a day, of all or of one actor.

use super::live::{EVERYBODY, Place};
use super::stretch::{STRETCH, Says, Stretch};
use super::{Overlay, Tracks};
use crate::domain::{Answer, Day, Slug};
use crate::index::file::FileError;
use crate::replay::{Span, Track};

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
        let place = self.live.place(EVERYBODY, day)?;
        Ok(overlay.over(self.rows(place, day)?, overlay.all(), day))
    }

    /// Those of them that name an actor, place or treaty.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn state_of(&self, actor: &Slug, day: Day, overlay: &Overlay) -> Result<Vec<Row>, FileError> {
        let rows = match self.words.number(actor.as_str())? {
            Some(word) => self.rows(self.live.place(word.saturating_add(1), day)?, day)?,
            None => Vec::new(),
        };
        Ok(overlay.over(rows, overlay.of(actor), day))
    }

    fn rows(&self, place: Place, day: Day) -> Result<Vec<Row>, FileError> {
        let bytes = self.live.read(place)?;
        let mut rows = Vec::with_capacity(place.many);
        for stretch in bytes.as_chunks::<STRETCH>().0.iter().map(Stretch::decode) {
            if let Some(says) = stretch.says(day) {
                let answer = self.answer(&stretch, says, day)?;
                rows.push(Row { fluent: stretch.fluent, answer, span: stretch.span });
            }
        }
        Ok(rows)
    }

    /// The answer of a day that a stretch covers.
    pub(super) fn answer(&self, stretch: &Stretch, says: Says, day: Day) -> Result<Answer, FileError> {
        match says {
            Says::Answer(answer) => Ok(answer),
            Says::Segments => Ok(Track::answer_of(&self.segments(stretch.fluent)?, day)),
        }
    }
}
