//! Bodies: what a fluent cannot outlive (rule R26), as all that leans on it needs to know it. What is to be known of a
//! body is gathered once, however many lean on it, and found without going through all its days.

use std::rc::Rc;
use std::sync::Arc;

use super::item::{Item, Part};
use super::kernel::presuppose;
use super::timeline::Track;
use crate::domain::{Answer, Day};

/// One body.
pub(super) struct Body {
    track: Arc<Track>,
    /// The days on which its answer turns to *no*, or from it, ascending.
    turns: Vec<Day>,
    /// First days without it, and first days again with it, both ascending: nothing comes back then.
    breaks: Vec<(Day, Day)>,
    /// Its ends that come only perhaps, or in one account, as those of what cannot outlive it.
    ends: Vec<Item>,
}

impl Body {
    /// Of its track.
    pub fn of(track: Arc<Track>) -> Body {
        let gone = |at: usize| track.segments.get(at).is_some_and(|s| s.answer == Answer::No);
        let turning = |(at, _): &(usize, _)| *at > 0 && gone(*at) != gone(*at - 1);
        let turns = track.segments.iter().enumerate().filter(turning).map(|(_, s)| s.from).collect();
        let part = Part::End { explicit: false };
        let perhaps = track.items.iter().filter(|i| i.ends_perhaps());
        let ends = perhaps.map(|end| Item { part, ..end.unbound() }).collect();
        Body { breaks: track.breaks(), turns, ends, track }
    }

    /// Whether it is the one of this track.
    pub fn is_of(&self, track: &Arc<Track>) -> bool {
        Arc::ptr_eq(&self.track, track)
    }
}

/// The bodies a fluent cannot outlive.
#[derive(Clone, Default)]
pub(super) struct Bodies(Vec<Rc<Body>>);

impl Bodies {
    /// These.
    pub fn of(all: Vec<Rc<Body>>) -> Bodies {
        Bodies(all)
    }

    /// What is left of an answer on a day.
    pub fn left(&self, answer: Answer, day: Day) -> Answer {
        self.0.iter().fold(answer, |answer, body| presuppose(answer, body.track.on(day)))
    }

    /// Adds the days after one and before another on which something else may be left of an answer: of a *yes* any on which
    /// the answer of a body changes, of what is less only those on which a body goes or comes, of a *no* none.
    pub fn turns(&self, answer: Answer, from: Day, to: Day, out: &mut Vec<Day>) {
        for body in &self.0 {
            match answer {
                Answer::No => {}
                Answer::Yes => {
                    let segments = &body.track.segments;
                    let first = segments.partition_point(|s| s.from <= from);
                    out.extend(segments.iter().skip(first).map(|s| s.from).take_while(|day| *day < to));
                }
                Answer::Unknown | Answer::Possible | Answer::Disputed => {
                    let first = body.turns.partition_point(|day| *day <= from);
                    out.extend(body.turns.iter().skip(first).copied().take_while(|day| *day < to));
                }
            }
        }
    }

    /// The ends of bodies that come only perhaps, or in one account.
    pub fn ends(&self) -> impl Iterator<Item = &Item> {
        self.0.iter().flat_map(|body| &body.ends)
    }

    /// The first day without a body that was not yet born again on some day.
    pub fn gone_after(&self, day: Day) -> Option<Day> {
        let first = |body: &Rc<Body>| {
            let at = body.breaks.partition_point(|(_, back)| *back <= day);
            body.breaks.get(at).map(|(gone, _)| *gone)
        };
        self.0.iter().filter_map(first).min()
    }

    /// The first day from one on with which a body is gone that is born again later.
    pub fn gone_from(&self, day: Day) -> Option<Day> {
        let first = |body: &Rc<Body>| {
            let at = body.breaks.partition_point(|(gone, _)| *gone < day);
            body.breaks.get(at).map(|(gone, _)| *gone)
        };
        self.0.iter().filter_map(first).min()
    }

    /// The last day before one on which a body was born again.
    pub fn back_before(&self, day: Day) -> Option<Day> {
        let last = |body: &Rc<Body>| {
            let after = body.breaks.partition_point(|(_, back)| *back < day);
            after.checked_sub(1).and_then(|at| body.breaks.get(at)).map(|(_, back)| *back)
        };
        self.0.iter().filter_map(last).max()
    }
}
