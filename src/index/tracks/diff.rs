//! What changed between two days. Days near each other: the turns between them. Days far apart: the stretches of both days
//! side by side, since most of what turned between them turned back; what holds on neither day is told by the turns
//! between *no* and *unknown*, which hardly ever turn back.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::files::TURNS_ROW;
use super::live::{EVERYBODY, Place};
use super::net::{Net, net};
use super::stretch::{STRETCH, Says, Stretch};
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
            let turns = self.net(&self.turns, turns)?.into_iter();
            turns.map(|net| Turn { fluent: net.fluent, before: net.before, after: net.after }).collect()
        } else {
            self.side_by_side([from, to], places, self.net(&self.rests, rests)?)?
        };
        let mut all = lay_over(file, [from, to], overlay);
        if one > other {
            all.iter_mut().for_each(|turn| (turn.before, turn.after) = (turn.after, turn.before));
        }
        Ok(all)
    }

    /// The turns with these numbers, put together.
    fn net(&self, table: &Table<TURNS_ROW>, numbers: std::ops::Range<u64>) -> Result<Vec<Net>, FileError> {
        let mut turns = Vec::with_capacity(usize::try_from(numbers.end - numbers.start).unwrap_or(0));
        for row in table.rows(numbers) {
            let row = row?;
            let fluent = row.split_first_chunk::<4>().and_then(|(_, rest)| rest.split_first_chunk::<4>());
            let (fluent, answers) = fluent.ok_or_else(|| self.damaged())?;
            turns.push((u32::from_be_bytes(*fluent), answers.first().copied().unwrap_or(0)));
        }
        Ok(net(turns, self.count()))
    }

    /// The stretches of both days, fluent by fluent, and the turns between *no* and *unknown* from the one to the other.
    fn side_by_side(
        &self,
        days: [Day; 2],
        places: [Place; 2],
        rests: Vec<Net>,
    ) -> Result<Vec<Turn>, FileError> {
        let [from, to] = days;
        let [at_from, at_to] = places;
        let mut before = self.covering(at_from, from)?.into_iter().peekable();
        let mut after = self.covering(at_to, to)?.into_iter().peekable();
        let mut rests = rests.into_iter().peekable();
        let mut turns = Vec::new();
        loop {
            let next = [before.peek().map(of), after.peek().map(of), rests.peek().map(|net| net.fluent)];
            let Some(fluent) = next.into_iter().flatten().min() else { return Ok(turns) };
            let (b, a) = (take(&mut before, fluent), take(&mut after, fluent));
            let rest = rests.next_if(|net| net.fluent == fluent);
            // What does not hold on a day has its rest: no turn of it lies between where none is told.
            let other = |x: &Option<Seen>| x.as_ref().map_or(Answer::Unknown, |(stretch, _)| stretch.rest());
            let answer = |seen: &Option<Seen>, day, rest: Answer| match seen {
                Some((stretch, says)) => self.answer(stretch, *says, day),
                None => Ok(rest),
            };
            let before = answer(&b, from, rest.map_or_else(|| other(&a), |net| net.before))?;
            let after = answer(&a, to, rest.map_or_else(|| other(&b), |net| net.after))?;
            turns.push(Turn { fluent, before, after });
        }
    }

    /// The stretches that cover a day.
    fn covering(&self, place: Place, day: Day) -> Result<Vec<Seen>, FileError> {
        let bytes = self.live.read(place)?;
        let all = bytes.as_chunks::<STRETCH>().0.iter().map(Stretch::decode);
        Ok(all.filter_map(|stretch| Some((stretch, stretch.says(day)?))).collect())
    }
}

/// A stretch that covers a day, and what it says of it.
type Seen = (Stretch, Says);

fn of((stretch, _): &Seen) -> u32 {
    stretch.fluent
}

/// The stretch of a fluent, where it comes next.
fn take(stretches: &mut Peekable<IntoIter<Seen>>, fluent: u32) -> Option<Seen> {
    stretches.next_if(|seen| of(seen) == fluent)
}

/// The numbers of the turns after one day and up to another.
fn numbers(table: &Table<TURNS_ROW>, from: Day, to: Day) -> Result<std::ops::Range<u64>, FileError> {
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
