//! Values in small pieces, so that sled never moves a page into a file of its own.
//!
//! sled writes pages over an eighth of a megabyte into separate files which it never syncs, and deletes an
//! old one without waiting for the new one to be safe. A page holds up to some 26 values before it is
//! divided, whatever their size; pieces of 4 KiB keep every page inline. A value of one piece, nearly every
//! record, is one key: its base. Further pieces follow under the base and a number of two bytes, which sorts
//! them between this base and the next.

/// Largest piece, in bytes.
pub(super) const PIECE: usize = 4096;

/// Bytes of the number that follows the base.
const NUMBER: usize = 2;

/// The keys and pieces of a value under a base. At least one piece; of 65,536 at most (256 MiB).
pub(super) fn pieces<'a>(base: &'a [u8], value: &'a [u8]) -> impl Iterator<Item = (Vec<u8>, &'a [u8])> {
    let first = value.get(..PIECE).unwrap_or(value);
    let rest = value.get(first.len()..).unwrap_or_default();
    let further = (1..=u16::MAX).zip(rest.chunks(PIECE)).map(|(number, piece)| (key(base, number), piece));
    std::iter::once((base.to_vec(), first)).chain(further)
}

/// The key of a further piece.
fn key(base: &[u8], number: u16) -> Vec<u8> {
    [base, &number.to_be_bytes()].concat()
}

/// Puts values together again from keys and pieces in order, all bases being of the same length.
pub(super) struct Join {
    base: usize,
    value: Option<(Vec<u8>, Vec<u8>)>,
}

impl Join {
    /// For bases of this many bytes.
    pub(super) fn new(base: usize) -> Join {
        Join { base, value: None }
    }

    /// Takes the next key and piece; returns the base and value that are complete with it.
    pub(super) fn push(&mut self, key: &[u8], piece: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        if key.len() == self.base + NUMBER {
            // A piece without a beginning starts a value that no checksum will pass.
            let (_, value) = self.value.get_or_insert_default();
            value.extend_from_slice(piece);
            return None;
        }
        self.value.replace((key.to_vec(), piece.to_vec()))
    }

    /// The last base and value.
    pub(super) fn finish(self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_values_when_taken_apart_then_their_keys_sort_and_they_join_again() {
        let sizes = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 300 * PIECE + 5];
        let values: Vec<(Vec<u8>, Vec<u8>)> = sizes
            .iter()
            .enumerate()
            .map(|(i, n)| ((i as u64).to_be_bytes().to_vec(), (0..*n).map(|b| b as u8).collect()))
            .collect();
        let stored: Vec<(Vec<u8>, &[u8])> =
            values.iter().flat_map(|(base, value)| pieces(base, value)).collect();
        assert!(stored.is_sorted_by(|a, b| a.0 < b.0));
        assert!(stored.iter().all(|(_, piece)| piece.len() <= PIECE));

        let mut join = Join::new(8);
        let mut found: Vec<_> = stored.iter().filter_map(|(key, piece)| join.push(key, piece)).collect();
        found.extend(join.finish());
        assert_eq!(found, values);
    }
}
