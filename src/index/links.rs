//! Links: which records speak of which, told by their positions. What hints, accounts and amendments bind together is found
//! without reading it.

use super::error::IndexError;
use super::file::{Rows, Sorter, Table};
use super::rows::{ID, LINK, link};

/// Finds the links of records in their file.
pub(super) struct Links {
    /// One bit a position: whether it has any.
    any: Vec<u64>,
}

impl Links {
    /// Reads a table of links once.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn of(table: &Table<LINK>) -> Result<Links, IndexError> {
        let mut any: Vec<u64> = Vec::new();
        for row in table.rows(0..table.count()) {
            let position = position(&row?, 0);
            let word = word(position);
            if any.len() <= word {
                any.resize(word + 1, 0);
            }
            if let Some(bits) = any.get_mut(word) {
                *bits |= 1 << (position % 64);
            }
        }
        Ok(Links { any })
    }

    /// Whether a record speaks of another, or another of it.
    pub fn has(&self, position: u64) -> bool {
        self.any.get(word(position)).is_some_and(|bits| bits & 1 << (position % 64) != 0)
    }
}

fn word(position: u64) -> usize {
    usize::try_from(position / 64).unwrap_or(usize::MAX)
}

/// A position of a row.
fn position(row: &[u8], at: usize) -> u64 {
    let bytes = row.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    bytes.map_or(0, |bytes| u64::from(u32::from_be_bytes(bytes)))
}

/// What a record is linked to.
///
/// # Errors
/// [`IndexError::File`].
pub(super) fn of(table: &Table<LINK>, of: u64) -> Result<Vec<u64>, IndexError> {
    let Ok(number) = u32::try_from(of) else { return Ok(Vec::new()) };
    let rows = table.rows(table.range(&number.to_be_bytes())?);
    rows.map(|row| Ok(position(&row?, 4))).collect()
}

/// Brings together who is spoken of with who speaks: `references` says by which digest of an id a record is spoken of, and
/// where; `ids` where the record of that digest lies.
///
/// # Errors
/// [`IndexError::File`].
pub(super) fn join(
    references: &Table<ID>,
    ids: &Table<ID>,
    mut links: Sorter<LINK>,
) -> Result<Sorter<LINK>, IndexError> {
    let mut known: Rows<'_, ID> = ids.rows(0..ids.count());
    // The rows of the digest at hand, and the first of the next.
    let (mut at, mut all): (Option<[u8; 8]>, Vec<u64>) = (None, Vec::new());
    let mut next = known.next().transpose()?;
    for row in references.rows(0..references.count()) {
        let row = row?;
        let digest: [u8; 8] = row.first_chunk().copied().unwrap_or_default();
        if at != Some(digest) {
            (at, all) = (Some(digest), Vec::new());
            while let Some(id) = next.filter(|id| id.first_chunk().is_some_and(|d: &[u8; 8]| *d <= digest)) {
                if id.starts_with(&digest) {
                    all.push(position(&id, 8));
                }
                next = known.next().transpose()?;
            }
        }
        let by = position(&row, 8);
        for of in all.iter().filter(|of| **of != by) {
            links.push(link(*of, by))?;
            links.push(link(by, *of))?;
        }
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::file::{PAGE, TableWriter};
    use crate::index::rows::digest;

    fn table(path: &std::path::Path, rows: &[(&str, u32)]) -> Table<ID> {
        let mut rows: Vec<[u8; ID]> = rows
            .iter()
            .map(|(id, at)| {
                let mut row = [0; ID];
                row[..8].copy_from_slice(&digest(id));
                row[8..].copy_from_slice(&at.to_be_bytes());
                row
            })
            .collect();
        rows.sort_unstable();
        let mut writer = TableWriter::create(path, PAGE).unwrap();
        rows.iter().for_each(|row| writer.push(row).unwrap());
        writer.finish().unwrap();
        Table::open(path, 1 << 20).unwrap()
    }

    #[test]
    fn given_who_speaks_of_whom_when_joined_then_each_leads_to_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let ids = table(&at("ids"), &[("a", 1), ("b", 2), ("c", 3), ("d", 70), ("a", 5)]);
        let references = table(&at("references"), &[("a", 2), ("a", 70), ("c", 2), ("nobody", 3), ("d", 70)]);
        let rows = join(&references, &ids, Sorter::new(folder.path(), 1 << 16)).unwrap();
        let mut writer = TableWriter::create(&at("links"), PAGE).unwrap();
        for row in rows.finish().unwrap() {
            writer.push(&row.unwrap()).unwrap();
        }
        writer.finish().unwrap();
        let links = Table::open(&at("links"), 1 << 20).unwrap();
        let all = |position| of(&links, position).unwrap();
        assert_eq!([all(1), all(2), all(3)], [vec![2, 70], vec![1, 3, 5], vec![2]]);
        assert_eq!([all(5), all(70), all(4)], [vec![2, 70], vec![1, 5], vec![]]);
        let any = Links::of(&links).unwrap();
        let linked: Vec<u64> = (0..200).filter(|position| any.has(*position)).collect();
        assert_eq!(linked, [1, 2, 3, 5, 70]);
    }
}
