//! Days, answers, keys of fluents and segments as bytes.

use super::files::BEINGS_ROW;
use crate::domain::{Answer, Day, Relation};
use crate::replay::{Elsewhere, Segment};

/// Bytes of the key of a fluent: subject, relation, object or 0, value or 0; words are counted from 1 here.
pub(super) const KEY: usize = 13;

/// The key of a fluent from the numbers of its words.
pub(super) fn key(subject: u32, relation: Relation, object: Option<u32>, value: Option<u32>) -> [u8; KEY] {
    let mut key = [0; KEY];
    let relation = Relation::ALL.iter().position(|r| *r == relation).unwrap_or(usize::from(u8::MAX)) as u8;
    let other = |word: Option<u32>| word.map_or(0, |word| word.saturating_add(1)).to_be_bytes();
    let bytes = subject.to_be_bytes().into_iter().chain([relation]).chain(other(object)).chain(other(value));
    key.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    key
}

/// The numbers a key was made from.
pub(super) fn unkey(key: &[u8; KEY]) -> Option<(u32, Relation, Option<u32>, Option<u32>)> {
    let word = |at: usize| Some(u32::from_be_bytes(*key.get(at..)?.first_chunk()?));
    let relation = Relation::ALL.get(usize::from(*key.get(4)?))?;
    Some((word(0)?, *relation, word(5)?.checked_sub(1), word(9)?.checked_sub(1)))
}

/// A day so that the order of bytes is the order of days.
pub(super) fn day(day: Day) -> [u8; 4] {
    (day.0.cast_unsigned() ^ 1 << 31).to_be_bytes()
}

/// Reads what [`day`] writes.
pub(super) fn unday(bytes: [u8; 4]) -> Day {
    Day((u32::from_be_bytes(bytes) ^ 1 << 31).cast_signed())
}

/// An answer as a number.
pub(super) fn answer(answer: Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::Unknown => 1,
        Answer::Possible => 2,
        Answer::Disputed => 3,
        Answer::Yes => 4,
    }
}

/// Reads what [`answer`] writes.
pub(super) fn unanswer(code: u8) -> Option<Answer> {
    [Answer::No, Answer::Unknown, Answer::Possible, Answer::Disputed, Answer::Yes]
        .get(usize::from(code))
        .copied()
}

/// Two answers as a number.
pub(super) fn pair(before: Answer, after: Answer) -> u8 {
    answer(before) << 4 | answer(after)
}

/// Reads what [`pair`] writes.
pub(super) fn unpair(code: u8) -> Option<(Answer, Answer)> {
    Some((unanswer(code >> 4)?, unanswer(code & 15)?))
}

/// What a segment says, without its day.
pub(super) fn says(segment: &Segment) -> u8 {
    answer(segment.answer) | u8::from(segment.silent) << 3 | u8::from(segment.excluded) << 4
}

/// The segment that begins on a day and says this: the inverse of [`says`]; `None` where nothing says so.
pub(super) fn said(from: Day, says: u8) -> Option<Segment> {
    Some(Segment { from, answer: unanswer(says & 7)?, silent: says & 8 != 0, excluded: says & 16 != 0 })
}

/// Set where a segment begins at [`Day::PAST`] and no day follows.
const PAST: u8 = 32;

/// Writes a segment after another: what it says, and how many days later it begins.
pub(super) fn segment(out: &mut Vec<u8>, before: Option<Day>, from: Day, says: u8) {
    if from == Day::PAST {
        return out.push(says | PAST);
    }
    out.push(says);
    let zero = before.filter(|day| *day != Day::PAST).map_or(0, |day| i64::from(day.0));
    let days = i64::from(from.0) - zero;
    let mut rest = (days << 1 ^ days >> 63).cast_unsigned();
    while rest >= 128 {
        out.push(rest as u8 | 128);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// Reads all that [`segment`] wrote; `None` where it did not write that.
pub(super) fn segments(bytes: &[u8]) -> Option<Vec<Segment>> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut bytes = bytes.iter().copied();
    while let Some(says) = bytes.next() {
        let from = if says & PAST != 0 {
            Day::PAST
        } else {
            let mut days: u64 = 0;
            for shift in (0..64).step_by(7) {
                let byte = bytes.next()?;
                days |= u64::from(byte & 127) << shift;
                if byte < 128 {
                    break;
                }
            }
            let before = segments.last().map_or(Day::PAST, |segment| segment.from);
            let zero = if before == Day::PAST { 0 } else { i64::from(before.0) };
            let days = (days >> 1).cast_signed() ^ -(days & 1).cast_signed();
            Day(i32::try_from(zero.checked_add(days)?).ok()?)
        };
        segments.push(said(from, says)?);
    }
    Some(segments)
}

/// A row of beings: the number of the fluent, the last day of a birth, then whether there is one and whether what is told of the
/// being is needed with it.
pub(super) fn being(number: u32, Elsewhere { last_birth, told_here }: Elsewhere) -> [u8; BEINGS_ROW] {
    let mut row = [0; BEINGS_ROW];
    let flags = [u8::from(last_birth.is_some()) | u8::from(told_here) << 1];
    let bytes = number.to_be_bytes().into_iter().chain(day(last_birth.unwrap_or(Day::PAST))).chain(flags);
    row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    row
}

/// What a row of beings says, but for its number.
pub(super) fn unbeing(row: &[u8; BEINGS_ROW]) -> Option<Elsewhere> {
    let (_, rest) = row.split_first_chunk::<4>()?;
    let (birth, flags) = rest.split_first_chunk::<4>()?;
    let flags = *flags.first()?;
    let last_birth = (flags & 1 != 0).then(|| unday(*birth));
    Some(Elsewhere { last_birth, told_here: flags & 2 != 0 })
}
