//! What one fluent's segments come to: the stretches of days on which it holds in some way, and its turns.

use crate::domain::{Answer, Bounds, Day};
use crate::replay::{Segment, Span, Track};

/// Answer of the days on which it may already hold: *disputed*, otherwise *possible*.
const BEGIN_DISPUTED: u8 = 1;
/// Answer of the days on which it may still hold: *disputed*, otherwise *possible*.
const END_DISPUTED: u8 = 2;
/// The stretch before covers the days up to the certain beginning.
const COVERED: u8 = 4;
/// The answers change in other ways as well: the segments tell.
const MIXED: u8 = 8;
/// The last answer before that was *no* or *unknown* was *no*.
const WAS_NO: u8 = 16;

/// Bytes of a stretch.
pub(super) const STRETCH: usize = 21;

/// A stretch of days on which a fluent holds, certainly, perhaps or in dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The number of the fluent.
    pub fluent: u32,
    /// The bounds of its ends.
    pub span: Span,
    flags: u8,
}

impl Stretch {
    /// The first day it covers.
    pub(super) fn from(&self) -> Day {
        if self.flags & COVERED != 0 { self.span.begin.latest } else { self.span.begin.earliest }
    }

    /// The first day after it, or [`Day::FUTURE`].
    pub(super) fn until(&self) -> Day {
        self.span.end.latest
    }

    /// Whether it covers a day.
    pub(super) fn covers(&self, day: Day) -> bool {
        // No branch: the bounds of many stretches in a row cannot be foreseen.
        (self.from() <= day) & before(day, self.until())
    }

    /// Whether the segments alone tell the answers of its days.
    pub(super) fn is_mixed(&self) -> bool {
        self.flags & MIXED != 0
    }

    /// The answer of a day it covers, where it tells that itself.
    pub(super) fn answer(&self, day: Day) -> Answer {
        let unsure = |flag| if self.flags & flag != 0 { Answer::Disputed } else { Answer::Possible };
        let (begin, end) = (unsure(BEGIN_DISPUTED), unsure(END_DISPUTED));
        let begun = if before(day, self.span.end.earliest) { Answer::Yes } else { end };
        if before(day, self.span.begin.latest) { begin } else { begun }
    }

    /// The answer of the days around it: *no* or *unknown*.
    pub(super) fn rest(&self) -> Answer {
        if self.flags & WAS_NO != 0 { Answer::No } else { Answer::Unknown }
    }

    /// The stretch as bytes.
    pub(super) fn encode(&self) -> [u8; STRETCH] {
        let mut out = [0; STRETCH];
        let (begin, end) = (self.span.begin, self.span.end);
        let days = [begin.earliest, begin.latest, end.earliest, end.latest].map(|day| day.0.to_le_bytes());
        let bytes =
            self.fluent.to_le_bytes().into_iter().chain(days.into_iter().flatten()).chain([self.flags]);
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        out
    }

    /// Reads what [`Stretch::encode`] writes.
    pub(super) fn decode(bytes: &[u8; STRETCH]) -> Stretch {
        let (words, flags) = bytes.as_chunks::<4>();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let day = |at: usize| Day(i32::from_le_bytes(word(at)));
        let span = Span { begin: Bounds::new(day(1), day(2)), end: Bounds::new(day(3), day(4)) };
        Stretch { fluent: u32::from_le_bytes(word(0)), span, flags: flags.first().copied().unwrap_or(0) }
    }
}

/// Whether a day comes before the first day after something, which is [`Day::FUTURE`] where there is none.
fn before(day: Day, end: Day) -> bool {
    (day < end) | (end == Day::FUTURE)
}

/// Whether an answer says that something holds, in some way.
pub(super) fn holds(answer: Answer) -> bool {
    !matches!(answer, Answer::No | Answer::Unknown)
}

/// The stretches of a fluent, in the order of days.
pub(super) fn stretches(number: u32, segments: &[Segment]) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    let mut rests = Rests::of(segments);
    for span in Track::spans_of(segments) {
        let covered = all.last().is_some_and(|before| before.until() > span.begin.earliest);
        let mut stretch = Stretch { fluent: number, span, flags: if covered { COVERED } else { 0 } };
        if rests.on(stretch.from()) == Answer::No {
            stretch.flags |= WAS_NO;
        }
        stretch.flags |= unsure(segments, &stretch);
        all.push(stretch);
    }
    all
}

/// The flags for the answers of a stretch that are not *yes*.
fn unsure(segments: &[Segment], stretch: &Stretch) -> u8 {
    let first = segments.partition_point(|segment| segment.from < stretch.from());
    let inside = |segment: &&Segment| segment.from < stretch.until() || stretch.until() == Day::FUTURE;
    let (mut begin, mut end) = (None, None);
    let mut flags = 0;
    for segment in segments.iter().skip(first).take_while(inside) {
        let begins = segment.from < stretch.span.begin.latest || stretch.span.begin.latest == Day::FUTURE;
        let (part, flag) = if begins { (&mut begin, BEGIN_DISPUTED) } else { (&mut end, END_DISPUTED) };
        match segment.answer {
            Answer::Yes => continue,
            Answer::Disputed => flags |= flag,
            Answer::Possible | Answer::No | Answer::Unknown => {}
        }
        if part.is_some_and(|before| before != segment.answer) {
            flags |= MIXED;
        }
        *part = Some(segment.answer);
    }
    flags
}

/// The last answer that was *no* or *unknown*, day by day; before the first such, the first.
struct Rests<'s> {
    segments: std::iter::Peekable<std::slice::Iter<'s, Segment>>,
    last: Answer,
}

impl Rests<'_> {
    fn of(segments: &[Segment]) -> Rests<'_> {
        let first = segments.iter().find(|segment| !holds(segment.answer));
        Rests { segments: segments.iter().peekable(), last: first.map_or(Answer::Unknown, |s| s.answer) }
    }

    /// That of a day; days are asked in order.
    fn on(&mut self, day: Day) -> Answer {
        while let Some(segment) = self.segments.next_if(|segment| segment.from <= day) {
            if !holds(segment.answer) {
                self.last = segment.answer;
            }
        }
        self.last
    }
}

/// The days on which the answer turns, with the answers before and after.
pub(super) fn turns(segments: &[Segment]) -> impl Iterator<Item = (Day, Answer, Answer)> {
    let pairs = segments.iter().zip(segments.iter().skip(1));
    let turns = pairs.map(|(before, after)| (after.from, before.answer, after.answer));
    turns.filter(|(_, before, after)| before != after)
}

/// The turns between *no* and *unknown*, whatever held between.
pub(super) fn rests(segments: &[Segment]) -> impl Iterator<Item = (Day, Answer, Answer)> {
    let rests: Vec<&Segment> = segments.iter().filter(|segment| !holds(segment.answer)).collect();
    let pairs: Vec<_> =
        rests.iter().zip(rests.iter().skip(1)).map(|(a, b)| (b.from, a.answer, b.answer)).collect();
    pairs.into_iter().filter(|(_, before, after)| before != after)
}
