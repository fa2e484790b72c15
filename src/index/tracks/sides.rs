//! Two days side by side: for every fluent a byte of each, so that fluents are compared several at once.

use super::net::TURNED;
use super::{Turn, code};
use crate::domain::Answer;

/// Answers of all fluents on two days: of each that on the days around it, then its own.
pub(super) struct Sides(pub [Vec<u8>; 2]);

/// Of a day on which nothing is known to hold, or to be told otherwise than around it.
const NOTHING: u8 = u8::MAX;
/// Fluents compared at once: so many bytes are a number.
const MANY: usize = 8;

/// Notes the answer of a fluent where it holds, and that of the days around.
pub(super) fn put(side: &mut [u8], fluent: u32, holds: bool, answer: Answer, rest: Answer) {
    if let Some(place) = side.get_mut(fluent as usize) {
        *place = if holds { code::pair(rest, answer) } else { *place };
    }
}

impl Sides {
    /// Where nothing holds on either day: what turns between *no* and *unknown* come to, as
    /// [`gather`](super::net::gather) leaves it.
    pub(super) fn at_rest(turned: &[u8]) -> Sides {
        let told = |turned: u8, answer: u8| if turned == 0 { NOTHING } else { answer << 4 | answer };
        let side =
            |answer: fn(u8) -> u8| turned.iter().map(|turned| told(*turned, answer(*turned))).collect();
        Sides([side(|turned| (turned & !TURNED) >> 4), side(|turned| turned & 15)])
    }

    /// The fluents whose answers differ, in their order.
    pub(super) fn turns(&self) -> Vec<Turn> {
        let [before, after] = &self.0;
        let mut turns = Vec::with_capacity(before.iter().zip(after).filter(|(b, a)| b != a).count());
        for (first, (before, after)) in (0..).step_by(MANY).zip(before.chunks(MANY).zip(after.chunks(MANY))) {
            let (one, other) = (word(before), word(after));
            let mut differing = one ^ other;
            while differing != 0 {
                let at = differing.trailing_zeros() & !7;
                let byte = |word: u64| (word >> at) as u8;
                if let Some(turn) = turn(first + at / 8, byte(one), byte(other)) {
                    turns.push(turn);
                }
                differing &= !(0xff << at);
            }
        }
        turns
    }
}

/// Some bytes as a number, the first of them lowest.
fn word(bytes: &[u8]) -> u64 {
    let mut word = [NOTHING; MANY];
    word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(word)
}

/// Where one day tells nothing, the other tells what the days around it have.
fn turn(fluent: u32, before: u8, after: u8) -> Option<Turn> {
    let of = |side: u8, other: u8| if side == NOTHING { other >> 4 } else { side & 15 };
    let (before, after) = (of(before, after), of(after, before));
    if before == after {
        return None;
    }
    Some(Turn { fluent, before: code::unanswer(before)?, after: code::unanswer(after)? })
}
