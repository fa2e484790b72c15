//! The pages of a file read last, in a bounded number of places. A page has one place it can be in; two pages that share
//! it displace each other, which costs a read and never an answer.

use std::sync::{Arc, Mutex, PoisonError};

/// A page that was read and found sound.
pub(super) type Page = Arc<Vec<u8>>;

type Place = Mutex<Option<(u64, Page)>>;

/// A bounded memory of pages.
#[derive(Debug)]
pub(super) struct Cache {
    places: Vec<Place>,
}

impl Cache {
    /// Room for so many pages.
    pub(super) fn new(pages: usize) -> Cache {
        Cache { places: (0..pages).map(|_| Mutex::new(None)).collect() }
    }

    /// The page, where it is remembered.
    pub(super) fn get(&self, number: u64) -> Option<Page> {
        let place = self.place(number)?.lock().unwrap_or_else(PoisonError::into_inner);
        place.as_ref().filter(|(held, _)| *held == number).map(|(_, page)| Arc::clone(page))
    }

    /// Remembers a page.
    pub(super) fn put(&self, number: u64, page: &Page) {
        if let Some(place) = self.place(number) {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, Arc::clone(page)));
        }
    }

    fn place(&self, number: u64) -> Option<&Place> {
        let at = number.checked_rem(self.places.len() as u64)?;
        self.places.get(usize::try_from(at).ok()?)
    }
}
