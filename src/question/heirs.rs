//! Whom a name may mean once its bearer has divided: the bearer or one of those that came out of it (rule R6).

use crate::domain::{ActorId, Answer, Day, Detail, Relation, ReportId};
use crate::replay::{Spans, Timeline, Track};

/// Those that have, perhaps, split from an actor by a day, where no source says that the actor itself goes on.
pub fn heirs(timeline: &Timeline, actor: &ActorId, day: Day) -> Vec<ActorId> {
    let goes_on = |id: &ReportId| {
        timeline.report(id.as_str()).is_some_and(|a| a.report.is(Detail::ParentSurvives, "yes"))
    };
    let came_out = |t: &&Track| {
        t.fluent.object.as_ref() == Some(actor)
            && !matches!(timeline.answer(&t.fluent, day), Answer::No | Answer::Unknown)
            && !t.items.iter().flat_map(|i| &i.reports).any(goes_on)
    };
    timeline.of_relation(Relation::SplitFrom).filter(came_out).map(|t| t.fluent.subject.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, slug, timeline};
    use super::*;

    #[test]
    fn given_a_body_that_divides_when_asked_then_its_name_may_mean_what_came_out_of_it() {
        let story = timeline(
            "r0 formation subject=whole @2010-01-01
             r1 split parent=whole result=part parent-survives:unknown @2012-01-01",
        );
        let on = |date: &str| heirs(&story, &slug("whole"), day(date));
        assert!(on("2011-01-01").is_empty());
        assert_eq!(on("2012-06-01"), [slug("part")]);
    }

    #[test]
    fn given_a_parent_that_lives_on_when_asked_then_its_name_is_its_own() {
        let story = timeline(
            "r0 formation subject=whole @2010-01-01
             r1 split parent=whole result=part parent-survives:yes @2012-01-01",
        );
        assert!(heirs(&story, &slug("whole"), day("2012-06-01")).is_empty());
    }
}
