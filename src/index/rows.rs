//! Rows: how keys and entries are written in the files of a catalog. Texts are numbers of the symbols beside them; ids of
//! records are digests, since there are as many as records.

use super::entry::Entry;
use super::touch::Sort;
use crate::domain::{Bounds, Day, Relation};

/// A row of touches: what is touched, then the entry.
pub(super) const TOUCH: usize = 13 + ENTRY;
/// An entry: how it touches, position, days, what is cited. In this order what only proves that somebody is there lies apart
/// from what is told of him.
const ENTRY: usize = 1 + 4 + 4 + 4 + 2;
/// A row of ids: digest of an id, position.
pub(super) const ID: usize = 8 + 4;
/// A row of names: class, number of an actor or of what is cited, position.
pub(super) const NAME: usize = 1 + 4 + 4;
/// A row of links: a position, and one it is linked to; each both ways round.
pub(super) const LINK: usize = 4 + 4;
/// A row of what is cited: its number in entries, and the number of its text.
pub(super) const CITED_AS: usize = 2 + 4;
/// A row of fluents: an id, which place of the fluent it is, then the fluent.
pub(super) const FLUENT: usize = 5 + 13;

/// Classes of names. What is cited comes last: it is listed to the end.
pub(super) const NAMES: u8 = 0;
pub(super) const COUNTS: u8 = 1;
pub(super) const DISPUTED: u8 = 2;
pub(super) const CITES: u8 = 3;

/// What is touched, in numbers: relation, subject, object, value; 0 where a place is open or there is none.
pub(super) type Code = [u8; 13];

/// Puts numbers together.
pub(super) fn code(relation: Relation, places: [Option<u32>; 3]) -> Code {
    let mut code = [0; 13];
    code[0] = relation as u8;
    for (part, place) in code[1..].chunks_exact_mut(4).zip(places) {
        part.copy_from_slice(&place.map_or(0, |n| n + 1).to_be_bytes());
    }
    code
}

/// Takes them apart.
pub(super) fn decoded(code: &Code) -> Option<(Relation, [Option<u32>; 3])> {
    let relation = Relation::ALL.get(usize::from(code[0])).copied()?;
    let mut places = [None; 3];
    for (place, part) in places.iter_mut().zip(code[1..].chunks_exact(4)) {
        *place = u32::from_be_bytes(part.try_into().ok()?).checked_sub(1);
    }
    Some((relation, places))
}

/// A day so that the order of bytes is the order of days.
fn day(day: Day) -> [u8; 4] {
    (day.0.cast_unsigned() ^ 0x8000_0000).to_be_bytes()
}

fn day_of(bytes: [u8; 4]) -> Day {
    Day((u32::from_be_bytes(bytes) ^ 0x8000_0000).cast_signed())
}

const SORTS: [Sort; 7] = [
    Sort::Evidence,
    Sort::PlainEvidence,
    Sort::SpokenEvidence,
    Sort::Unproven,
    Sort::Conditional,
    Sort::Plain,
    Sort::Seen,
];

fn number(sort: Sort) -> u8 {
    SORTS.iter().position(|s| *s == sort).map_or(5, |i| i as u8)
}

/// How rows begin that touch in one way.
pub(super) fn sorted(code: &Code, sort: Sort) -> [u8; 14] {
    let mut beginning = [0; 14];
    beginning[..13].copy_from_slice(code);
    beginning[13] = number(sort);
    beginning
}

/// A row of touches.
pub(super) fn touch(code: Code, entry: &Entry) -> [u8; TOUCH] {
    let mut row = [0; TOUCH];
    row[..13].copy_from_slice(&code);
    row[13] = number(entry.sort);
    row[14..18].copy_from_slice(&low(entry.position).to_be_bytes());
    row[18..22].copy_from_slice(&day(entry.days.earliest));
    row[22..26].copy_from_slice(&day(entry.days.latest));
    let cited = u16::try_from(entry.cited).unwrap_or(u16::MAX);
    row[26..28].copy_from_slice(&cited.to_be_bytes());
    row
}

/// A row of links.
pub(super) fn link(position: u64, other: u64) -> [u8; LINK] {
    let mut row = [0; LINK];
    row[..4].copy_from_slice(&low(position).to_be_bytes());
    row[4..].copy_from_slice(&low(other).to_be_bytes());
    row
}

/// What a row of touches is of.
pub(super) fn code_of(row: &[u8; TOUCH]) -> Code {
    let mut code = [0; 13];
    code.copy_from_slice(&row[..13]);
    code
}

/// The entry of a row of touches.
pub(super) fn entry(row: &[u8; TOUCH]) -> Entry {
    let four = |at: usize| [row[at], row[at + 1], row[at + 2], row[at + 3]];
    Entry {
        position: u64::from(u32::from_be_bytes(four(14))),
        days: Bounds::new(day_of(four(18)), day_of(four(22))),
        cited: u32::from(u16::from_be_bytes([row[26], row[27]])),
        sort: SORTS.get(usize::from(row[13])).copied().unwrap_or(Sort::Plain),
    }
}

/// A position in four bytes: a log of more records than that is not indexed.
pub(super) fn low(position: u64) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// What an id is found by: the first bytes of its digest. Whoever finds a record looks whether it is the one.
pub(super) fn digest(id: &str) -> [u8; 8] {
    let mut out = [0; 8];
    out.iter_mut().zip(blake3::hash(id.as_bytes()).as_bytes()).for_each(|(to, from)| *to = *from);
    out
}

/// Under this the amendments are found that tell two actors to be one.
pub(super) const SAME: [u8; 8] = [0; 8];
/// Under this the records are found that register something or amend what does, and the acts of redaction.
pub(super) const REGISTERS: [u8; 8] = [1; 8];

/// Under this the redacted records and the acts of redaction are found.
pub(super) const REDACTIONS: [u8; 8] = [3; 8];
/// Under this the amendments are found.
pub(super) const AMENDMENTS: [u8; 8] = [2; 8];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_codes_and_entries_when_written_then_they_read_back_and_sort() {
        for relation in Relation::ALL {
            let places = [Some(7), None, Some(u32::MAX - 1)];
            assert_eq!(decoded(&code(*relation, places)), Some((*relation, places)));
        }
        let at = |position, from, to, sort| Entry {
            position,
            days: Bounds::new(Day(from), Day(to)),
            cited: 300,
            sort,
        };
        let all = [
            at(1, i32::MIN, -5, Sort::Evidence),
            at(2, -5, 0, Sort::PlainEvidence),
            at(3, 0, 5, Sort::Conditional),
            at(70_000, 5, i32::MAX, Sort::Plain),
            at(70_001, 5, 5, Sort::Seen),
        ];
        let rows: Vec<_> =
            all.iter().map(|e| touch(code(Relation::Exists, [Some(1), None, None]), e)).collect();
        assert!(rows.is_sorted());
        assert_eq!(rows.iter().map(entry).collect::<Vec<_>>(), all);
    }
}
