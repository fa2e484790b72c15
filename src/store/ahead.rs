//! Reading ahead: a long log page by page, each decoded on a thread of its own while those before it are gone through.

use std::collections::VecDeque;
use std::thread::{self, JoinHandle};
use std::vec;

use super::shelf::Plan;
use super::sled_log::corrupt;
use crate::domain::Record;
use crate::log::LogError;

/// Records of a page.
const PAGE: u64 = 4096;

/// Pages that are decoded at a time: few, so that memory stays bounded.
const FLYING: usize = 2;

/// How the records from one position to another are to be read.
type Planned<'a> = Box<dyn Fn(u64, u64) -> Option<Plan> + 'a>;

/// The records of a log in order.
pub(super) struct Ahead<'a> {
    plan: Planned<'a>,
    /// The first position nobody decodes yet, and the last of all.
    next: u64,
    last: u64,
    flying: VecDeque<JoinHandle<Result<Vec<Record>, LogError>>>,
    page: vec::IntoIter<Record>,
    /// The position to come.
    due: u64,
}

impl<'a> Ahead<'a> {
    /// From a position to another, both included.
    pub fn of(from: u64, last: u64, plan: Planned<'a>) -> Ahead<'a> {
        Ahead { plan, next: from, last, flying: VecDeque::new(), page: Vec::new().into_iter(), due: from }
    }

    /// Sends the next pages out.
    fn send(&mut self) {
        while self.flying.len() < FLYING && self.next <= self.last {
            let to = self.last.min(self.next.saturating_add(PAGE - 1));
            let Some(plan) = (self.plan)(self.next, to) else { return };
            self.flying.push_back(thread::spawn(move || plan.fetch_here()));
            self.next = to + 1;
        }
    }

    fn step(&mut self) -> Result<Record, LogError> {
        if self.page.len() == 0 {
            self.send();
            if let Some(page) = self.flying.pop_front() {
                let page = page.join().map_err(|_| corrupt(self.due, "reading was cut short"))?;
                self.page = page?.into_iter();
                self.send();
            }
        }
        let record = self.page.next().filter(|record| record.position == self.due);
        record.ok_or_else(|| corrupt(self.due, "the record is missing"))
    }
}

impl Iterator for Ahead<'_> {
    type Item = Result<Record, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.due > self.last {
            return None;
        }
        let step = self.step();
        // After an error it yields nothing more.
        self.due = if step.is_ok() { self.due + 1 } else { u64::MAX };
        self.last = if step.is_ok() { self.last } else { 0 };
        Some(step)
    }
}

impl Drop for Ahead<'_> {
    fn drop(&mut self) {
        // Nobody reads the file any more once whoever asked is gone.
        for page in self.flying.drain(..) {
            drop(page.join());
        }
    }
}
