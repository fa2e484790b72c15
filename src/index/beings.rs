//! Beings that were worked out already: what others lean on is taken from there, not worked out anew from all the reports that
//! prove somebody to be there.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::closure::Known;
use super::error::IndexError;
use crate::domain::Fluent;
use crate::replay::Track;

/// Finds the track of a being; `None` where it is not known.
pub(super) type Find<'a> = &'a dyn Fn(&Fluent) -> Result<Option<Arc<Track>>, IndexError>;

/// The beings that were asked for while a closure was gathered.
pub(super) struct Beings<'a> {
    find: Find<'a>,
    met: RefCell<FxHashMap<Fluent, Arc<Track>>>,
}

impl<'a> Beings<'a> {
    /// None asked for yet.
    pub fn new(find: Find<'a>) -> Beings<'a> {
        Beings { find, met: RefCell::default() }
    }

    /// What is known of a fluent, where it is a being.
    pub fn known(&self, fluent: &Fluent) -> Result<Option<Known>, IndexError> {
        if !fluent.relation.is_being() {
            return Ok(None);
        }
        let Some(track) = (self.find)(fluent)? else { return Ok(None) };
        let known = if track.summary().told_here { Known::AllButTold } else { Known::All };
        self.met.borrow_mut().insert(fluent.clone(), track);
        Ok(Some(known))
    }

    /// The tracks of those that were met.
    pub fn into_tracks(self) -> FxHashMap<Fluent, Arc<Track>> {
        self.met.into_inner()
    }
}
