//! What changed between two days. Days near each other: the turns between them. Days far apart: the stretches of both days
//! side by side, since most of what turned between them turned back; what holds on neither day is told by the turns
//! between *no* and *unknown*, which hardly ever turn back.

use std::ops::Range;

use super::files::TURNS_ROW;
use super::live::{EVERYBODY, Place};
use super::net::{gather, net};
use super::sides::{self, Sides};
use super::{Overlay, Tracks, code};
use crate::domain::{Answer, Day};
use crate::index::file::{FileError, Table};
use crate::replay::Track;

/// How many stretches are read in the time it takes to put one turn to the others.
const STRETCHES_A_TURN: u64 = 3;

/// A fluent whose answers at two days differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its number; [`Tracks::fluents`] tells the fluent.
    pub fluent: u32,
    /// The answer at the close of the one day.
    pub before: Answer,
    /// That of the other.
    pub after: Answer,
}

impl Tracks {
    /// Every fluent whose answers at the close of two days differ, in the order of numbers.
    ///
    /// # Errors
    /// [`FileError`]
    pub fn diff(&self, one: Day, other: Day, overlay: &Overlay) -> Result<Vec<Turn>, FileError> {
        let (from, to) = (one.min(other), one.max(other));
        let turns = numbers(&self.turns, from, to)?;
        let rests = numbers(&self.rests, from, to)?;
        let places = [self.live.place(EVERYBODY, from)?, self.live.place(EVERYBODY, to)?];
        let stretches = places.iter().map(|place| place.many as u64).sum::<u64>();
        let far = stretches + (rests.end - rests.start) * STRETCHES_A_TURN;
        let file = if (turns.end - turns.start) * STRETCHES_A_TURN <= far {
            let turns = self.turned(&self.turns, turns).collect::<Result<_, _>>()?;
            let turns = net(turns, self.count()).into_iter();
            turns.map(|net| Turn { fluent: net.fluent, before: net.before, after: net.after }).collect()
        } else {
            self.side_by_side([from, to], places, rests)?
        };
        let mut all = lay_over(file, [from, to], overlay);
        if one > other {
            all.iter_mut().for_each(|turn| (turn.before, turn.after) = (turn.after, turn.before));
        }
        Ok(all)
    }

    /// The turns with these numbers: of which fluent, and the two answers.
    fn turned<'t>(
        &'t self,
        table: &'t Table<TURNS_ROW>,
        numbers: Range<u64>,
    ) -> impl Iterator<Item = Result<(u32, u8), FileError>> + 't {
        table.rows(numbers).map(|row| {
            let row = row?;
            let fluent = row.split_first_chunk::<4>().and_then(|(_, rest)| rest.split_first_chunk::<4>());
            let (fluent, answers) = fluent.ok_or_else(|| self.damaged())?;
            Ok((u32::from_be_bytes(*fluent), answers.first().copied().unwrap_or(0)))
        })
    }

    /// The stretches of both days side by side, and the turns between *no* and *unknown* from the one to the other.
    fn side_by_side(
        &self,
        days: [Day; 2],
        places: [Place; 2],
        rests: Range<u64>,
    ) -> Result<Vec<Turn>, FileError> {
        let mut turned = vec![0; self.count() as usize];
        for turn in self.turned(&self.rests, rests) {
            let (fluent, answers) = turn?;
            gather(&mut turned, fluent, answers);
        }
        let mut sides = Sides::at_rest(&turned);
        for ((side, day), place) in sides.0.iter_mut().zip(days).zip(places) {
            for (stretch, covers, answer) in self.bucket(place)?.on(day) {
                sides::put(side, stretch.fluent, covers, answer, stretch.rest());
            }
        }
        Ok(sides.turns())
    }
}

/// The numbers of the turns after one day and up to another.
fn numbers(table: &Table<TURNS_ROW>, from: Day, to: Day) -> Result<Range<u64>, FileError> {
    let start = table.past(&code::day(from))?;
    Ok(start..table.past(&code::day(to))?.max(start))
}

/// Puts what was worked out anew in place of what the file has, and leaves out what did not change.
fn lay_over(file: Vec<Turn>, [from, to]: [Day; 2], overlay: &Overlay) -> Vec<Turn> {
    let changed = |turn: &Turn| turn.before != turn.after;
    let mut all: Vec<Turn> = file.into_iter().filter(changed).collect();
    if overlay.count() == 0 {
        return all;
    }
    all.retain(|turn| !overlay.has(turn.fluent.into()));
    all.extend(overlay.all().filter_map(|fluent| {
        let segments = overlay.segments(fluent)?;
        let (before, after) = (Track::answer_of(segments, from), Track::answer_of(segments, to));
        Some(Turn { fluent, before, after }).filter(changed)
    }));
    all.sort_unstable_by_key(|turn| turn.fluent);
    all
}
