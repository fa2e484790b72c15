//! What is told of one fluent: its segments, and the stretches they come to.

use std::sync::Arc;

use quick_cache::Weighter;

use super::stretch::{Stretch, stretches};
use crate::domain::{Answer, Day, Fluent, Slug};
use crate::replay::{Segment, Track};

/// The segments of a fluent, and its stretches; both in the order of days.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub segments: Vec<Segment>,
    stretches: Vec<Stretch>,
}

impl Told {
    /// Of the fluent with this number.
    pub(super) fn new(number: u32, segments: Vec<Segment>) -> Told {
        Told { stretches: stretches(number, &segments), segments }
    }

    /// The segment that a day falls into.
    pub(super) fn segment(&self, day: Day) -> Option<Segment> {
        let after = self.segments.partition_point(|segment| segment.from <= day);
        self.segments.get(after.checked_sub(1)?).copied()
    }

    /// The stretch that covers a day, where it holds in some way, and the answer of that day.
    pub(super) fn stretch(&self, day: Day) -> Option<(&Stretch, Answer)> {
        let after = self.stretches.partition_point(|stretch| stretch.from() <= day);
        let stretch = self.stretches.get(after.checked_sub(1)?).filter(|stretch| stretch.covers(day))?;
        let answer = match stretch.is_mixed() {
            true => Track::answer_of(&self.segments, day),
            false => stretch.answer(day),
        };
        Some((stretch, answer))
    }
}

/// Weighs what is told by the memory it takes, with its fluent.
#[derive(Clone, Debug)]
pub(super) struct Bytes;

impl Weighter<Fluent, Option<Arc<Told>>> for Bytes {
    fn weight(&self, fluent: &Fluent, told: &Option<Arc<Told>>) -> u64 {
        let words = [
            Some(fluent.subject.as_str()),
            fluent.object.as_ref().map(Slug::as_str),
            fluent.value.as_deref(),
        ];
        let words: usize = words.into_iter().flatten().map(str::len).sum();
        let lists = told
            .as_ref()
            .map_or(0, |told| size_of_val(told.segments.as_slice()) + size_of_val(told.stretches.as_slice()));
        (size_of::<Fluent>() + size_of::<Told>() + words + lists) as u64
    }
}
