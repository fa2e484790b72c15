//! The rows of a span chart: which facts stand in it, in which order, and what they are called.

use crate::domain::{ActorId, Fluent, Relation, Slug};

/// The order of the rows of an actor; none for what is no span: departures, and facts of history, which never end.
pub(super) fn order(relation: Relation) -> Option<u8> {
    match relation {
        Relation::Exists | Relation::Alive => Some(0),
        Relation::Named => Some(1),
        Relation::DirectMemberOf => Some(2),
        Relation::HoldsPost => Some(3),
        Relation::Controls => Some(4),
        Relation::PresentIn => Some(5),
        Relation::Blockades => Some(6),
        Relation::InForce => Some(7),
        Relation::PartyTo => Some(8),
        Relation::Talks => Some(9),
        Relation::Allied => Some(10),
        Relation::Cooperating => Some(11),
        Relation::Hostile => Some(12),
        Relation::AtWar => Some(13),
        Relation::CommonEnemy => Some(14),
        Relation::Sanctioned => Some(15),
        Relation::MemberOf
        | Relation::Left
        | Relation::SplitFrom
        | Relation::MergedInto
        | Relation::AbsorbedInto
        | Relation::RenamedFrom
        | Relation::FoundedBy => None,
    }
}

/// What a fact is called in the group of an actor; where all bodies stand together, by its body.
pub(super) fn label(fact: &Fluent, whose: Option<&ActorId>, name: &dyn Fn(&Slug) -> String) -> String {
    let Some(whose) = whose else { return name(&fact.subject) };
    let of_subject = fact.subject == *whose;
    let object = fact.object.as_ref();
    let other = object.map(|object| if of_subject { name(object) } else { name(&fact.subject) });
    let other = other.unwrap_or_default();
    let value = fact.value.as_deref().unwrap_or_default();
    let words = match (fact.relation, of_subject) {
        (Relation::Exists, _) => "exists".to_owned(),
        (Relation::Alive, _) => "alive".to_owned(),
        (Relation::Named, _) => format!("named {value}"),
        (Relation::DirectMemberOf, true) => format!("in {other}"),
        (Relation::DirectMemberOf, false) => format!("member {other}"),
        (Relation::HoldsPost, true) => format!("{value} of {other}"),
        (Relation::HoldsPost, false) => format!("{value}: {other}"),
        (Relation::Controls, true) => format!("holds {other}"),
        (Relation::Controls, false) => format!("held by {other}"),
        (Relation::PresentIn, true) => format!("present in {other}"),
        (Relation::PresentIn, false) => format!("there: {other}"),
        (Relation::Blockades, true) => format!("blockades {other}"),
        (Relation::Blockades, false) => format!("blockaded by {other}"),
        (Relation::InForce, _) => "in force".to_owned(),
        (Relation::PartyTo, true) => format!("party to {other}"),
        (Relation::PartyTo, false) => format!("party {other}"),
        (Relation::Talks, _) => format!("talks with {other}"),
        (Relation::Allied, _) => format!("allied with {other}"),
        (Relation::Cooperating, _) => format!("works with {other}"),
        (Relation::Hostile, _) => format!("hostile to {other}"),
        (Relation::AtWar, _) => format!("at war with {other}"),
        (Relation::CommonEnemy, _) => format!("common enemy with {other}"),
        (Relation::Sanctioned, true) => format!("sanctioned by {other}"),
        (Relation::Sanctioned, false) => format!("sanctions {other}"),
        (relation, _) => format!("{} {other}", relation.word()),
    };
    words.trim_end().to_owned()
}
