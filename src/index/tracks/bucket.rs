//! A bucket in memory: its stretches as they are asked for, many at a time.

use quick_cache::Weighter;

use super::state::Row;
use super::stretch::Stretch;
use crate::domain::{Answer, Bounds, Day};
use crate::replay::{Segment, Span, Track};

/// The stretches of some days.
#[derive(Debug)]
pub(super) struct Bucket {
    /// In the order of fluents.
    stretches: Vec<Stretch>,
    /// The segments of those that do not tell the answers of all their days, in the same order.
    mixed: Vec<(u32, Vec<Segment>)>,
}

impl Bucket {
    /// Stretches in the order of fluents, and what `segments` has of those that do not tell their answers themselves.
    ///
    /// # Errors
    /// Those of `segments`.
    pub(super) fn new<E>(
        stretches: Vec<Stretch>,
        segments: impl Fn(u32) -> Result<Vec<Segment>, E>,
    ) -> Result<Bucket, E> {
        let mixed = stretches.iter().filter(|stretch| stretch.is_mixed());
        let mixed = mixed.map(|stretch| Ok((stretch.fluent, segments(stretch.fluent)?)));
        Ok(Bucket { mixed: mixed.collect::<Result<_, E>>()?, stretches })
    }

    /// What holds on a day in some way, in the order of fluents.
    pub(super) fn rows(&self, day: Day) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.stretches.len());
        let mut mixed = self.mixed.as_slice();
        let mut some = [NONE; SOME];
        for stretches in self.stretches.chunks(SOME) {
            let mut many = 0;
            for stretch in stretches {
                let answer = answer(stretch, day, &mut mixed);
                // Which of them cover the day cannot be foreseen: each is written, and the next over it where it does not.
                if let Some(row) = some.get_mut(many) {
                    *row = Row { fluent: stretch.fluent, answer, span: stretch.span };
                }
                many += usize::from(stretch.covers(day));
            }
            rows.extend_from_slice(some.get(..many).unwrap_or_default());
        }
        rows
    }

    /// Every stretch, in the order of fluents: whether it covers a day, and the answer of that day if it does.
    pub(super) fn on(&self, day: Day) -> impl Iterator<Item = (&Stretch, bool, Answer)> {
        let mut mixed = self.mixed.as_slice();
        self.stretches
            .iter()
            .map(move |stretch| (stretch, stretch.covers(day), answer(stretch, day, &mut mixed)))
    }
}

/// So many rows are gathered at a time.
const SOME: usize = 64;
const NONE: Row =
    Row { fluent: 0, answer: Answer::Unknown, span: Span { begin: Bounds::ANY, end: Bounds::ANY } };

/// The answer of a day that a stretch covers. Stretches are asked in order; of `mixed`, what comes before is left behind.
fn answer(stretch: &Stretch, day: Day, mixed: &mut &[(u32, Vec<Segment>)]) -> Answer {
    if !stretch.is_mixed() {
        return stretch.answer(day);
    }
    while let Some((_, rest)) = mixed.split_first().filter(|((fluent, _), _)| *fluent < stretch.fluent) {
        *mixed = rest;
    }
    let segments = mixed.first().map(|(_, segments)| segments.as_slice());
    Track::answer_of(segments.unwrap_or_default(), day)
}

/// Weighs buckets by the memory they take.
#[derive(Clone, Debug)]
pub(super) struct Bytes;

impl<K, P: std::ops::Deref<Target = Bucket>> Weighter<K, P> for Bytes {
    fn weight(&self, _: &K, bucket: &P) -> u64 {
        let segments: usize = bucket.mixed.iter().map(|(_, segments)| size_of_val(segments.as_slice())).sum();
        let lists = size_of_val(bucket.stretches.as_slice()) + size_of_val(bucket.mixed.as_slice());
        (size_of::<Bucket>() + lists + segments) as u64
    }
}
