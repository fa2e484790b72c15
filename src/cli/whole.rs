//! The whole state of a large chronology, and what changed in it: from the timeline that is kept in files.

use super::failure::Failure;
use super::{Shared, bar, open, out};
use crate::annals::{Error, Indexed, Opened};
use crate::domain::{Day, Relation};
use crate::index::Whole;
use crate::question::FactAnswer;
use crate::render::{FactRow, FactTurnRow};
use crate::replay::View;

/// Said below what is told of a whole large chronology.
const BARE: &str = "note: so much at once is told as it stands: direct memberships, no reports; ask of one actor for all of it";

/// Opens the chronology for a question about all of it: a large one by its timeline, where that can answer it. `plain`: whether
/// it is asked of one day, or of two.
pub(super) fn open(shared: &Shared, plain: bool) -> Result<(Opened, Option<Whole>), Failure> {
    match open::to_ask(shared)? {
        Opened::Indexed(indexed) => match plain.then(|| timeline(shared, &indexed)).transpose()?.flatten() {
            Some(whole) => Ok((Opened::Indexed(indexed), Some(whole))),
            None => {
                drop(indexed);
                Ok((open::whole(shared)?, None))
            }
        },
        opened @ Opened::Whole(_) => Ok((opened, None)),
    }
}

/// The timeline of a view, worked out where it is not there.
fn timeline(shared: &Shared, indexed: &Indexed) -> Result<Option<Whole>, Failure> {
    let view = shared.view(indexed)?;
    if view == View::default() { worked_out(indexed) } else { working_out(|tick| indexed.seen(&view, tick)) }
}

/// The timeline of the default view, worked out where it is not there.
pub(super) fn worked_out(indexed: &Indexed) -> Result<Option<Whole>, Failure> {
    working_out(|tick| indexed.whole(tick))
}

/// Draws how many facts are worked out.
fn working_out(
    work: impl FnOnce(&(dyn Fn(u64, u64) + Sync)) -> Result<Option<Whole>, Error>,
) -> Result<Option<Whole>, Failure> {
    let bar = bar::bar("facts worked out");
    let whole = work(&|done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    Ok(whole?)
}

/// Everything that holds at the close of a day.
pub(super) fn at(shared: &Shared, whole: &Whole, day: Day) -> Result<(), Failure> {
    let rows = whole.state(day).map_err(Error::from)?;
    let facts = whole.fluents(rows.iter().map(|row| row.fluent)).map_err(Error::from)?;
    let told = facts.into_iter().zip(rows).filter(|(fact, _)| fact.relation != Relation::Left);
    // Files hold them as they were worked out, on several cores.
    let mut told: Vec<_> = told.collect();
    told.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let rows: Vec<FactRow> = told
        .into_iter()
        .map(|(fact, row)| FactRow::from(&FactAnswer::bare(fact, row.answer, Some(row.span))))
        .collect();
    out::note(BARE);
    out::rows(shared, &rows, "nothing is said of that date")
}

/// Everything answered otherwise at the close of another day; how much that is.
pub(super) fn diff(shared: &Shared, whole: &Whole, from: Day, to: Day) -> Result<usize, Failure> {
    let turns = whole.diff(from, to).map_err(Error::from)?;
    let facts = whole.fluents(turns.iter().map(|turn| turn.fluent)).map_err(Error::from)?;
    let told = facts.iter().zip(&turns).filter(|(fact, _)| fact.relation != Relation::Left);
    let mut told: Vec<_> = told.collect();
    told.sort_unstable_by_key(|(fact, _)| *fact);
    let rows: Vec<FactTurnRow> =
        told.into_iter().map(|(fact, turn)| FactTurnRow::new(fact, turn.before, turn.after)).collect();
    out::note(BARE);
    out::rows(shared, &rows, "nothing changed")?;
    Ok(rows.len())
}
