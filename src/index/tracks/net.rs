//! What many turns of fluents come to: for each the answer before the first and after the last.

use super::code;
use crate::domain::Answer;

/// Turns of one fluent put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Net {
    pub fluent: u32,
    pub before: Answer,
    pub after: Answer,
}

/// Set in the place of a fluent that turned at all.
pub(super) const TURNED: u8 = 128;

/// Puts turns together, given in the order of days; the outcome is in the order of fluents. Many turns are gathered in a
/// byte for each of `count` fluents, few are sorted.
pub(super) fn net(turns: Vec<(u32, u8)>, count: u32) -> Vec<Net> {
    let outcome = |(fluent, answers): (u32, u8)| {
        let (before, after) = code::unpair(answers & !TURNED)?;
        Some(Net { fluent, before, after })
    };
    if turns.len() < count as usize / 16 {
        return few(turns).into_iter().filter_map(outcome).collect();
    }
    let mut places = vec![0u8; count as usize];
    turns.into_iter().for_each(|(fluent, answers)| gather(&mut places, fluent, answers));
    let turned = places.into_iter().enumerate().filter(|(_, place)| *place != 0);
    turned.filter_map(|(fluent, place)| outcome((u32::try_from(fluent).ok()?, place))).collect()
}

/// Puts a turn to those that came before it: in the place of every fluent is 0, or [`TURNED`] and the two answers.
pub(super) fn gather(places: &mut [u8], fluent: u32, answers: u8) {
    if let Some(place) = places.get_mut(fluent as usize) {
        *place = join((*place != 0).then_some(*place), answers) | TURNED;
    }
}

fn few(mut turns: Vec<(u32, u8)>) -> Vec<(u32, u8)> {
    turns.sort_by_key(|(fluent, _)| *fluent);
    turns.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            earlier.1 = join(Some(earlier.1), later.1);
        }
        same
    });
    turns
}

/// The answer before the earlier, and after the later.
fn join(earlier: Option<u8>, later: u8) -> u8 {
    earlier.map_or(later, |earlier| earlier & 0xf0 | later & 0x0f)
}
