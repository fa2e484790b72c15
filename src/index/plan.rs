//! What of a catalog is worked out together, and in which order: the being of every actor first, since all else leans on it;
//! then everything else, what competes for one slot in one part. Fluents are kept as the numbers of their words.

use std::collections::{BTreeMap, HashMap};

use super::base::{Base, fluent_of};
use super::catalog::Catalog;
use super::delta::Delta;
use super::error::IndexError;
use super::key::{Key, Touched};
use super::rows::{Code, code, code_of, decoded};
use crate::domain::{Fluent, Relation, Slot};

/// About so many entries of fluents are worked out together: what a part takes in memory follows them, and what parts share is
/// worked out in each.
pub const PART: u64 = 20_000;

/// Fluents that are worked out together.
pub(super) type Part = Vec<Code>;

/// All parts.
pub(super) struct Plan {
    pub beings: Vec<Part>,
    pub rest: Vec<Part>,
    /// How many fluents there are in all.
    pub fluents: u64,
    words: Vec<String>,
}

/// What only one holds at a time: relation, object and value, in numbers.
type Place = (Relation, [Option<u32>; 2]);

/// Parts that fill up.
struct Filling {
    size: u64,
    full: Vec<Part>,
    part: Part,
    entries: u64,
}

impl Filling {
    fn new(size: u64) -> Filling {
        Filling { size, full: Vec::new(), part: Part::new(), entries: 0 }
    }

    fn push(&mut self, fluents: impl IntoIterator<Item = Code>, entries: u64) {
        self.part.extend(fluents);
        self.entries += entries;
        if self.entries >= self.size {
            self.full.push(std::mem::take(&mut self.part));
            self.entries = 0;
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.full.push(self.part);
        self.full
    }
}

impl Plan {
    /// The plan of a catalog in files, and of what one in memory touches besides; in parts of about so many entries.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn of(base: &Base, later: &Delta, size: u64) -> Result<Plan, IndexError> {
        let mut words = base.words()?;
        let later = coined(base, later, &mut words)?;
        let mut slots: BTreeMap<Place, (Part, u64)> = BTreeMap::new();
        let mut shared: Vec<(u32, Code, u64)> = Vec::new();
        let (mut beings, mut rest, mut fluents) = (Filling::new(size), Filling::new(size), 0);
        let mut each = |code: Code, entries: u64| {
            let Some((relation, [subject, object, value])) =
                decoded(&code).filter(|_| fluent_of(&code, &words).is_some())
            else {
                return;
            };
            fluents += 1;
            if relation.declaration().slot != Slot::Shared {
                let (all, count) = slots.entry((relation, [object, value])).or_default();
                all.push(code);
                *count += entries;
            } else if relation.is_being() {
                beings.push([code], entries);
            } else {
                shared.push((subject.unwrap_or_default(), code, entries));
            }
        };
        let mut at: Option<(Code, u64)> = None;
        for row in base.touch_rows() {
            let code = code_of(&row?);
            match &mut at {
                Some((known, count)) if *known == code => *count += 1,
                _ => at.replace((code, 1)).into_iter().for_each(|(known, count)| each(known, count)),
            }
        }
        at.into_iter().chain(later).for_each(|(known, count)| each(known, count));
        // What is told of one actor is told in much the same reports.
        shared.sort_unstable();
        shared.into_iter().for_each(|(_, code, entries)| rest.push([code], entries));
        slots.into_values().for_each(|(all, count)| rest.push(all, count));
        Ok(Plan { beings: beings.finish(), rest: rest.finish(), fluents, words })
    }

    /// The fluents of a part.
    pub fn fluents(&self, part: &Part) -> Vec<Fluent> {
        part.iter().filter_map(|code| fluent_of(code, &self.words)).collect()
    }
}

/// The fluents that only a catalog in memory touches, in numbers of words; what is new among these is added. With each, by how
/// many entries.
fn coined(base: &Base, later: &Delta, words: &mut Vec<String>) -> Result<Vec<(Code, u64)>, IndexError> {
    let mut all = Vec::new();
    let mut numbers: Option<HashMap<String, u32>> = None;
    for (fluent, entries) in later.touched() {
        if !base.entries(&Key::Touches(Touched::fluent(&fluent)))?.is_empty() {
            continue;
        }
        let numbers = numbers.get_or_insert_with(|| words.iter().cloned().zip(0..).collect());
        let mut number = |text: &str| match numbers.get(text) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(words.len()).unwrap_or(u32::MAX);
                words.push(text.to_owned());
                numbers.insert(text.to_owned(), number);
                number
            }
        };
        let Fluent { relation, subject, object, value } = &fluent;
        let places = [Some(subject.as_str()), object.as_ref().map(|id| id.as_str()), value.as_deref()];
        all.push((code(*relation, places.map(|text| text.map(&mut number))), entries));
    }
    Ok(all)
}
