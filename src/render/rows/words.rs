//! The field's words: what became of a fact, as a sentence, relation by relation; how sure it is, and when it was.

use crate::domain::{Answer, Bounds, Day, Fluent, Relation};
use crate::question::Tells;

/// The sentences of a relation: it began, it ended, it holds, it does not. `{s}`, `{o}` and `{v}` stand for subject, object
/// and value.
fn sentences(relation: Relation) -> [&'static str; 4] {
    match relation {
        Relation::Exists => {
            ["{s} came into being", "{s} came to its end", "{s} exists", "{s} does not exist"]
        }
        Relation::Alive => ["{s} was born", "{s} died", "{s} is alive", "{s} is not alive"],
        Relation::Named => [
            "{s} took the name {v}",
            "{s} gave up the name {v}",
            "{s} bears the name {v}",
            "{s} does not bear the name {v}",
        ],
        Relation::MemberOf | Relation::DirectMemberOf => {
            ["{s} joined {o}", "{s} left {o}", "{s} is a member of {o}", "{s} is not a member of {o}"]
        }
        Relation::Left => {
            ["{s} left {o}", "{s} joined {o} again", "{s} has left {o}", "{s} has not left {o}"]
        }
        Relation::HoldsPost => [
            "{s} took the post {v} of {o}",
            "{s} left the post {v} of {o}",
            "{s} holds the post {v} of {o}",
            "{s} does not hold the post {v} of {o}",
        ],
        Relation::Controls => ["{s} took {o}", "{s} lost {o}", "{s} holds {o}", "{s} does not hold {o}"],
        Relation::PresentIn => {
            ["{s} came to {o}", "{s} withdrew from {o}", "{s} is present in {o}", "{s} is not present in {o}"]
        }
        Relation::Blockades => [
            "{s} began to blockade {o}",
            "{s} ended its blockade of {o}",
            "{s} blockades {o}",
            "{s} does not blockade {o}",
        ],
        Relation::InForce => {
            ["{s} came into force", "{s} ceased to be in force", "{s} is in force", "{s} is not in force"]
        }
        Relation::PartyTo => [
            "{s} became party to {o}",
            "{s} is no longer party to {o}",
            "{s} is party to {o}",
            "{s} is not party to {o}",
        ],
        Relation::Talks => [
            "{s} and {o} opened talks",
            "{s} and {o} are no longer in talks",
            "{s} and {o} are in talks",
            "{s} and {o} are not in talks",
        ],
        Relation::Allied => [
            "{s} and {o} became allied",
            "{s} and {o} are no longer allied",
            "{s} and {o} are allied",
            "{s} and {o} are not allied",
        ],
        Relation::Cooperating => [
            "{s} and {o} began to cooperate",
            "{s} and {o} no longer cooperate",
            "{s} and {o} cooperate",
            "{s} and {o} do not cooperate",
        ],
        Relation::Hostile => [
            "{s} and {o} became hostile",
            "{s} and {o} are no longer hostile",
            "{s} and {o} are hostile",
            "{s} and {o} are not hostile",
        ],
        Relation::AtWar => [
            "{s} and {o} went to war",
            "{s} and {o} are no longer at war",
            "{s} and {o} are at war",
            "{s} and {o} are not at war",
        ],
        Relation::CommonEnemy => [
            "{s} and {o} came to face a common enemy",
            "{s} and {o} no longer face a common enemy",
            "{s} and {o} face a common enemy",
            "{s} and {o} do not face a common enemy",
        ],
        Relation::Sanctioned => [
            "{s} came under a sanction of {o}",
            "{s} is no longer under a sanction of {o}",
            "{s} is under a sanction of {o}",
            "{s} is not under a sanction of {o}",
        ],
        // What follows are facts of history: nothing ends them but a report that they never were.
        Relation::SplitFrom => [
            "{s} split from {o}",
            "{s} did not split from {o}",
            "{s} has split from {o}",
            "{s} has not split from {o}",
        ],
        Relation::MergedInto => [
            "{s} merged into {o}",
            "{s} did not merge into {o}",
            "{s} has merged into {o}",
            "{s} has not merged into {o}",
        ],
        Relation::AbsorbedInto => [
            "{s} was absorbed by {o}",
            "{s} was not absorbed by {o}",
            "{s} has been absorbed by {o}",
            "{s} has not been absorbed by {o}",
        ],
        Relation::RenamedFrom => [
            "{s} took its name in place of {o}",
            "{s} did not take its name in place of {o}",
            "{s} bears its name in place of {o}",
            "{s} does not bear its name in place of {o}",
        ],
        Relation::FoundedBy => [
            "{s} was founded by {o}",
            "{s} was not founded by {o}",
            "{s} is a foundation of {o}",
            "{s} is not a foundation of {o}",
        ],
    }
}

/// What a fact did, or how it stands.
pub(super) fn sentence(fact: &Fluent, tells: Tells) -> String {
    let [began, ended, holds, not] = sentences(fact.relation);
    let words = match tells {
        Tells::Began => began,
        Tells::Ended => ended,
        Tells::Holds => holds,
        Tells::HoldsNot => not,
    };
    let text = words.replace("{s}", fact.subject.as_str());
    let text = text.replace("{o}", fact.object.as_ref().map_or("", |object| object.as_str()));
    // Values last: they are free text.
    text.replace("{v}", fact.value.as_deref().unwrap_or("*"))
}

/// How sure it is.
pub(super) fn certainty(from: Answer, to: Answer, disputed_by: &[String]) -> String {
    match to {
        Answer::Yes | Answer::No => "certain".to_owned(),
        Answer::Possible => "possible".to_owned(),
        Answer::Disputed if disputed_by.is_empty() => "disputed".to_owned(),
        Answer::Disputed => format!("disputed by {}", disputed_by.join(", ")),
        Answer::Unknown if from == Answer::No => "not known".to_owned(),
        Answer::Unknown => "no longer known".to_owned(),
    }
}

/// When a turn was; from when on it is told to stand as it does, where no turn is told. Empty where nothing is known of it.
pub(super) fn when(bounds: Option<Bounds>, tells: Tells) -> String {
    let Some(Bounds { earliest, latest }) = bounds else { return String::new() };
    match (tells, earliest, latest) {
        (_, Day::PAST, Day::FUTURE) => String::new(),
        (Tells::Began | Tells::Ended, a, b) if a == b => format!("on {a}"),
        (Tells::Began | Tells::Ended, Day::PAST, b) => format!("by {b}"),
        (Tells::Began | Tells::Ended, a, Day::FUTURE) => format!("not before {a}"),
        (Tells::Began | Tells::Ended, a, b) => format!("between {a} and {b}"),
        (Tells::Holds | Tells::HoldsNot, a, b) if a == b => format!("from {a} on"),
        (Tells::Holds | Tells::HoldsNot, Day::PAST, b) => format!("from {b} on at the latest"),
        (Tells::Holds | Tells::HoldsNot, a, Day::FUTURE) => format!("from {a} on at the earliest"),
        (Tells::Holds | Tells::HoldsNot, a, b) => format!("from a day between {a} and {b} on"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(fact: &str, tells: Tells) -> String {
        sentence(&Fluent::parse(fact).unwrap(), tells)
    }

    #[test]
    fn given_every_relation_when_told_then_its_places_are_filled_and_its_turns_told_apart() {
        for relation in Relation::ALL {
            let declaration = relation.declaration();
            let [began, ended, holds, not] = sentences(*relation);
            assert!(began != ended && holds != not, "{relation:?}");
            for words in [began, ended, holds, not] {
                assert!(words.contains("{s}"), "{words}");
                assert_eq!(words.contains("{o}"), declaration.object.is_some(), "{words}");
                assert_eq!(words.contains("{v}"), declaration.value, "{words}");
            }
        }
    }

    #[test]
    fn given_facts_when_they_turn_then_it_is_said_in_the_words_of_the_field() {
        for (fact, tells, words) in [
            ("member-of cpa cma", Tells::Began, "cpa joined cma"),
            ("holds-post a cpa leader", Tells::Ended, "a left the post leader of cpa"),
            ("controls army kidal", Tells::Began, "army took kidal"),
            ("controls cma kidal", Tells::Ended, "cma lost kidal"),
            ("allied b a", Tells::Began, "a and b became allied"),
            ("hostile a b", Tells::Ended, "a and b are no longer hostile"),
            ("in-force algiers-2015", Tells::Began, "algiers-2015 came into force"),
            ("named cme {s} of {o}", Tells::Holds, "cme bears the name {s} of {o}"),
        ] {
            assert_eq!(said(fact, tells), words);
        }
    }

    #[test]
    fn given_answers_and_bounds_when_told_then_they_have_words() {
        let disputed = certainty(Answer::Yes, Answer::Disputed, &["ann".to_owned(), "ben".to_owned()]);
        assert_eq!(disputed, "disputed by ann, ben");
        assert_eq!(certainty(Answer::Yes, Answer::Unknown, &[]), "no longer known");
        assert_eq!(certainty(Answer::No, Answer::Unknown, &[]), "not known");
        let (a, b) = (Day::parse("2014-06-01").unwrap(), Day::parse("2014-06-30").unwrap());
        for (bounds, tells, words) in [
            (Bounds::exact(a), Tells::Began, "on 2014-06-01"),
            (Bounds::exact(a), Tells::Holds, "from 2014-06-01 on"),
            (Bounds::new(a, b), Tells::Ended, "between 2014-06-01 and 2014-06-30"),
            (Bounds::new(Day::PAST, b), Tells::Began, "by 2014-06-30"),
            (Bounds::new(a, Day::FUTURE), Tells::Ended, "not before 2014-06-01"),
            (Bounds::ANY, Tells::Began, ""),
        ] {
            assert_eq!(when(Some(bounds), tells), words);
        }
    }
}
