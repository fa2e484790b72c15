//! A sieve: tells of most ids that nothing refers to that nothing does, without looking them up. A Bloom filter with one
//! hash, which the digests of the ids already are.

use super::error::IndexError;
use super::file::Table;
use super::rows::ID;

/// Bits for every row: about one id in sixteen passes though nothing refers to it.
const BITS: u64 = 16;

/// Which digests may be in a table.
pub(super) struct Sieve {
    bits: Vec<u64>,
}

impl Sieve {
    /// Of a table of ids, which is read once.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn of(table: &Table<ID>) -> Result<Sieve, IndexError> {
        let words = usize::try_from((table.count() * BITS).div_ceil(64)).unwrap_or(usize::MAX);
        let mut sieve = Sieve { bits: vec![0; words.next_power_of_two()] };
        for row in table.rows(0..table.count()) {
            let row = row?;
            let (word, bit) = sieve.place(row.first_chunk().copied().unwrap_or_default());
            if let Some(word) = sieve.bits.get_mut(word) {
                *word |= bit;
            }
        }
        Ok(sieve)
    }

    /// Whether a digest may be there; where not, it certainly is not.
    pub fn lets(&self, digest: [u8; 8]) -> bool {
        let (word, bit) = self.place(digest);
        self.bits.get(word).is_none_or(|word| word & bit != 0)
    }

    fn place(&self, digest: [u8; 8]) -> (usize, u64) {
        let number = u64::from_le_bytes(digest);
        let words = self.bits.len() as u64;
        // The words are a power of two.
        let word = usize::try_from(number >> 6 & (words - 1)).unwrap_or(0);
        (word, 1 << (number & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::file::{PAGE, TableWriter};
    use crate::index::rows::digest;

    #[test]
    fn given_a_table_when_sieved_then_all_of_it_passes_and_little_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids");
        let mut rows: Vec<[u8; ID]> = (0..1000)
            .map(|n| {
                let mut row = [0; ID];
                row[..8].copy_from_slice(&digest(&format!("in-{n}")));
                row
            })
            .collect();
        rows.sort_unstable();
        let mut writer = TableWriter::<ID>::create(&path, PAGE).unwrap();
        rows.iter().for_each(|row| writer.push(row).unwrap());
        writer.finish().unwrap();
        let sieve = Sieve::of(&Table::open(&path, 1 << 20).unwrap()).unwrap();
        assert!((0..1000).all(|n| sieve.lets(digest(&format!("in-{n}")))));
        let passed = (0..1000).filter(|n| sieve.lets(digest(&format!("out-{n}")))).count();
        assert!(passed < 150, "{passed}");
    }

    #[test]
    fn given_an_empty_table_when_sieved_then_nothing_passes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids");
        TableWriter::<ID>::create(&path, PAGE).unwrap().finish().unwrap();
        let sieve = Sieve::of(&Table::open(&path, 1 << 20).unwrap()).unwrap();
        assert!(!sieve.lets(digest("a")));
    }
}
