//! What is known of records that are linked to others, as rows: what hints leave of the days of a report.

use super::code::{day, unday};
use crate::domain::Bounds;

/// A record that is linked to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it lies.
    pub position: u32,
    /// The knot of all that is linked with it: the first position in it.
    pub knot: u32,
    /// Of a report that nothing but hints binds to others: what they leave of its days.
    pub alone: Option<Alone>,
}

/// A report that may be read without what hints bind to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alone {
    /// When it begins.
    pub begin: Bounds,
    /// When it ends.
    pub end: Bounds,
    /// Whether it is told outright, of one date, and certainly stands: who acts in it is there.
    pub acts: bool,
    /// Whether it is told less firmly: it proves nobody to be there.
    pub unproven: bool,
}

/// Bytes of a row: position, knot, both days of begin and of end, what it is.
pub(super) const ROW: usize = 25;

/// It may be read alone.
const ALONE: u8 = 1;
/// Who acts in it is there.
const ACTS: u8 = 2;
/// It proves nobody to be there.
const UNPROVEN: u8 = 4;

impl Row {
    pub(super) fn bytes(&self) -> [u8; ROW] {
        let Alone { begin, end, acts, unproven } = self.alone.unwrap_or(Alone {
            begin: Bounds::ANY,
            end: Bounds::ANY,
            acts: false,
            unproven: false,
        });
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let is = flag(self.alone.is_some(), ALONE) | flag(acts, ACTS) | flag(unproven, UNPROVEN);
        let days = [begin.earliest, begin.latest, end.earliest, end.latest].map(day);
        let numbers = self.position.to_be_bytes().into_iter().chain(self.knot.to_be_bytes());
        let mut row = [0; ROW];
        let bytes = numbers.chain(days.into_iter().flatten()).chain([is]);
        row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        row
    }

    pub(super) fn of(row: &[u8; ROW]) -> Option<Row> {
        let (numbers, is) = (row.as_chunks::<4>().0, *row.last()?);
        let [position, knot, days @ ..] = numbers else { return None };
        let mut days = days.iter().map(|bytes| unday(*bytes));
        let mut bounds = || Some(Bounds::new(days.next()?, days.next()?));
        let (begin, end) = (bounds()?, bounds()?);
        let alone = Alone { begin, end, acts: is & ACTS != 0, unproven: is & UNPROVEN != 0 };
        let (position, knot) = (u32::from_be_bytes(*position), u32::from_be_bytes(*knot));
        Some(Row { position, knot, alone: (is & ALONE != 0).then_some(alone) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;

    #[test]
    fn given_rows_when_written_and_read_then_they_are_the_same_and_in_the_order_of_positions() {
        let alone = Alone {
            begin: Bounds::new(Day::PAST, Day(-3)),
            end: Bounds::new(Day(7), Day::FUTURE),
            acts: true,
            unproven: false,
        };
        let rows = [
            Row { position: 3, knot: 2, alone: None },
            Row { position: 256, knot: 2, alone: Some(alone) },
            Row {
                position: 70_000,
                knot: 65_536,
                alone: Some(Alone { unproven: true, acts: false, ..alone }),
            },
        ];
        assert_eq!(rows.map(|row| Row::of(&row.bytes()).unwrap()), rows);
        assert!(rows.map(|row| row.bytes()).is_sorted());
    }
}
