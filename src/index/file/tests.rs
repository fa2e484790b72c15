//! Laws of the files: what was written is read; what was changed or cut is told; sorting sorts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A narrow page, so that few rows make many pages.
const NARROW: usize = 64;

fn table(path: &Path, rows: &[[u8; 6]], page: usize) -> Seal {
    let mut writer = TableWriter::create(path, page).unwrap();
    rows.iter().for_each(|row| writer.push(row).unwrap());
    writer.finish().unwrap()
}

fn all<const W: usize>(table: &Table<W>) -> Result<Vec<[u8; W]>, FileError> {
    table.rows(0..u64::MAX).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn given_rows_when_written_and_opened_then_each_key_finds_what_a_sorted_list_finds(
        mut rows in vec([0u8..4, 0..4, 0..4, 0..9, 0..2, 0..2], 0..200),
        keys in vec(vec(0u8..5, 0..4), 1..20),
        page in 1usize..200,
        cache in 0usize..2000,
    ) {
        rows.sort();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows");
        let seal = table(&path, &rows, page);
        let opened = Table::<6>::open(&path, cache).unwrap();
        prop_assert_eq!((opened.count(), opened.seal()), (rows.len() as u64, seal));
        prop_assert_eq!(&all(&opened).unwrap(), &rows);
        for key in keys {
            let from = rows.partition_point(|row| row[..key.len()] < key[..]);
            let to = rows.partition_point(|row| row[..key.len()] <= key[..]);
            let range = opened.range(&key).unwrap();
            prop_assert_eq!(range.clone(), from as u64..to as u64);
            prop_assert_eq!(opened.rows(range).collect::<Result<Vec<_>, _>>().unwrap(), &rows[from..to]);
            prop_assert_eq!(opened.row(from as u64).unwrap(), rows.get(from).copied());
        }
    }

    #[test]
    fn given_values_when_written_and_opened_then_each_is_read_alone_and_with_its_neighbours(
        values in vec(vec(any::<u8>(), 0..300), 1..40),
        page in 1usize..200,
        cache in 0usize..2000,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("values");
        let mut writer = BlobsWriter::create(&path, page).unwrap();
        let offsets: Vec<u64> = values.iter().map(|value| writer.push(value).unwrap()).collect();
        let seal = writer.finish().unwrap();
        let blobs = Blobs::open(&path, cache).unwrap();
        prop_assert_eq!(blobs.seal(), seal);
        for (value, offset) in values.iter().zip(&offsets) {
            prop_assert_eq!(&blobs.get(*offset, value.len()).unwrap(), value);
        }
        let whole = values.concat();
        prop_assert_eq!(blobs.length(), whole.len() as u64);
        prop_assert_eq!(&blobs.get(0, whole.len()).unwrap(), &whole);
        prop_assert!(blobs.get(1, whole.len()).is_err_and(|e| e.is_damage()));
        prop_assert!(blobs.get(u64::MAX, 1).is_err_and(|e| e.is_damage()));
    }

    #[test]
    fn given_rows_in_any_order_when_sorted_then_they_come_as_a_list_sorts_them(
        rows in vec(any::<[u8; 3]>(), 0..5000),
        spread in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::<3>::new(folder.path(), if spread { 0 } else { 1 << 20 });
        rows.iter().for_each(|row| sorter.push(*row).unwrap());
        let merged: Vec<[u8; 3]> = sorter.finish().unwrap().collect::<Result<_, _>>().unwrap();
        let mut sorted = rows;
        sorted.sort();
        prop_assert_eq!(merged, sorted);
        prop_assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn given_texts_when_interned_written_and_opened_then_numbers_and_texts_find_each_other(
        texts in vec("[a-z -]{0,12}", 0..60),
        many in prop_oneof![Just(0u32), Just(1300)],
        cache in 0usize..40000,
    ) {
        let mut interner = Interner::new();
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        for text in texts.into_iter().chain((0..many).map(|n| format!("n{n}"))) {
            let next = numbers.len() as u32;
            let expected = *numbers.entry(text.clone()).or_insert(next);
            prop_assert_eq!(interner.intern(&text), expected);
            prop_assert_eq!(interner.number(&text), Some(expected));
            prop_assert_eq!(interner.text(expected), Some(text.as_str()));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("texts");
        let seal = interner.write(&path).unwrap();
        let symbols = Symbols::open(&path, cache).unwrap();
        prop_assert_eq!((symbols.count() as usize, symbols.seal()), (numbers.len(), seal));
        for (text, number) in &numbers {
            prop_assert_eq!(symbols.number(text).unwrap(), Some(*number));
            let found = symbols.text(*number).unwrap();
            prop_assert_eq!(found.as_ref(), Some(text));
        }
        prop_assert_eq!(symbols.number("no such text").unwrap(), None);
        prop_assert_eq!(symbols.text(symbols.count()).unwrap(), None);
        let mut in_order: Vec<(u32, String)> = numbers.into_iter().map(|(text, n)| (n, text)).collect();
        in_order.sort();
        let texts: Vec<String> = in_order.into_iter().map(|(_, text)| text).collect();
        prop_assert_eq!(symbols.texts(0..u32::MAX).unwrap(), texts);
    }
}

/// What a file holds, as far as it can be read.
fn contents(path: &Path) -> Result<(Vec<[u8; 6]>, Seal), FileError> {
    let table = Table::<6>::open(path, 0)?;
    Ok((all(&table)?, table.seal()))
}

#[test]
fn given_a_flipped_bit_or_a_cut_anywhere_when_read_then_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    let rows: Vec<[u8; 6]> = (0..60u8).map(|n| [n, 1, 2, 3, n, 5]).collect();
    table(&path, &rows, NARROW);
    let sound = fs::read(&path).unwrap();
    for bit in 0..sound.len() * 8 {
        let mut flipped = sound.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &flipped).unwrap();
        assert!(contents(&path).is_err_and(|e| e.is_damage()), "bit {bit} is not told");
    }
    for length in 0..sound.len() {
        fs::write(&path, &sound[..length]).unwrap();
        assert!(contents(&path).is_err_and(|e| e.is_damage()), "a cut at {length} is not told");
    }
    fs::write(&path, [sound.as_slice(), b"x"].concat()).unwrap();
    assert!(contents(&path).is_err_and(|e| e.is_damage()));
    fs::write(&path, &sound).unwrap();
    assert_eq!(contents(&path).unwrap().0, rows);
    assert!(Table::<5>::open(&path, 0).is_err_and(|e| e.is_damage()));
    assert!(Blobs::open(&path, 0).is_err_and(|e| e.is_damage()));
    fs::remove_file(&path).unwrap();
    assert!(contents(&path).is_err_and(|e| e.is_missing() && !e.is_damage()));
}

#[test]
fn given_a_file_half_written_when_opened_then_it_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    let mut writer = TableWriter::<2>::create(&path, NARROW).unwrap();
    (0..200u16).for_each(|n| writer.push(&n.to_be_bytes()).unwrap());
    assert!(matches!(writer.push(&[0, 0]), Err(FileError::Unsorted { .. })));
    drop(writer);
    assert!(Table::<2>::open(&path, 0).is_err_and(|e| e.is_damage()));
}

#[test]
fn given_a_file_written_anew_when_the_old_one_is_open_then_both_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows");
    let first = table(&path, &[[1; 6]], NARROW);
    let old = Table::<6>::open(&path, 0).unwrap();
    let second = table(&path, &[[2; 6], [3; 6]], NARROW);
    assert_ne!(first, second);
    assert_eq!(all(&old).unwrap(), [[1; 6]]);
    assert_eq!(contents(&path).unwrap(), (vec![[2; 6], [3; 6]], second));
}
