//! The horizon: the last day any source can have known. All days are worked out as if there were none, worlds and standing
//! among them; what is left of the answers past it is told here, last of all (rule R12).

use std::sync::Arc;

use super::timeline::{Segment, Track};
use crate::domain::{Answer, Day, Persistence, Relation, Silence};

/// The answer of a segment on a day it covers, up to a horizon: past it a running fluent is open.
pub fn within(relation: Relation, segment: Segment, day: Day, horizon: Day) -> Answer {
    let declaration = relation.declaration();
    match (segment.answer, declaration.silence) {
        (answer, _) if day <= horizon || declaration.persistence == Persistence::Forever => answer,
        // Nobody certainly holds the slot any longer.
        (Answer::No, _) if segment.excluded => Answer::Unknown,
        (Answer::Yes | Answer::Possible | Answer::Disputed, Silence::Unknown) => Answer::Unknown,
        (Answer::Yes | Answer::Disputed, Silence::No) => Answer::Possible,
        (answer, _) => answer,
    }
}

/// Lays a horizon over a track.
pub(super) fn lay(track: &mut Arc<Track>, horizon: Day) {
    let relation = track.fluent.relation;
    let beyond = horizon.next();
    let past = |s: &Segment| {
        let from = s.from.max(beyond);
        Segment { from, answer: within(relation, *s, from, horizon), excluded: false, ..*s }
    };
    // The segment of the first day past it, and all that follow.
    let first = track.segments.partition_point(|s| s.from <= beyond).saturating_sub(1);
    let rest = track.segments.iter().skip(first);
    if rest.clone().all(|s| past(s).answer == s.answer) {
        return;
    }
    let before = track.segments.iter().copied().filter(|s| s.from < beyond);
    let mut segments: Vec<Segment> = before.chain(rest.map(past)).collect();
    // A segment that says nothing new would read as another turn.
    segments.dedup_by(|later, earlier| *later == Segment { from: later.from, ..*earlier });
    Arc::make_mut(track).segments = segments;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fluent, Slug};
    use crate::replay::Items;

    fn segment(from: Day, answer: Answer) -> Segment {
        Segment { from, answer, silent: false, excluded: false }
    }

    fn laid(relation: Relation, segments: &[Segment], horizon: Day) -> Vec<Segment> {
        let fluent = Fluent::one(relation, &Slug::new("a").unwrap());
        let (segments, items) = (segments.to_vec(), Items::default());
        let mut track = Arc::new(Track { fluent, segments, items, elsewhere: None });
        lay(&mut track, horizon);
        track.segments.clone()
    }

    #[test]
    fn given_a_running_fluent_when_a_horizon_is_laid_over_it_then_it_is_open_from_the_day_after() {
        use Answer::{No, Unknown, Yes};
        let all = [segment(Day::PAST, No), segment(Day(9), Yes)];
        let open = [all[0], all[1], segment(Day(13), Unknown)];
        assert_eq!(laid(Relation::Exists, &all, Day(12)), open);
        assert_eq!(laid(Relation::Exists, &open, Day(12)), open, "laid twice it is the same");
        assert_eq!(laid(Relation::Exists, &all, Day(9)), [all[0], all[1], segment(Day(10), Unknown)]);
        assert_eq!(laid(Relation::Exists, &all, Day(8)), [all[0], segment(Day(9), Unknown)]);
        assert_eq!(laid(Relation::Exists, &all, Day(5)), [all[0], segment(Day(9), Unknown)]);
        assert_eq!(laid(Relation::Exists, &all, Day::FUTURE), all);
        assert_eq!(laid(Relation::FoundedBy, &all, Day(5)), all, "what is for good stays");
    }

    #[test]
    fn given_no_since_another_holds_it_when_a_horizon_is_laid_over_it_then_only_that_no_is_open() {
        let gone = segment(Day(7), Answer::No);
        let taken = Segment { silent: true, excluded: true, ..gone };
        let first = segment(Day::PAST, Answer::Unknown);
        assert_eq!(laid(Relation::Controls, &[first, gone], Day(8)), [first, gone]);
        let open = Segment { from: Day(9), answer: Answer::Unknown, excluded: false, ..taken };
        assert_eq!(laid(Relation::Controls, &[first, taken], Day(8)), [first, taken, open]);
    }
}
