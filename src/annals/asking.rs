//! What has to be asked of a large chronology so that disputes and pictures are told as a replay of the whole tells them.

use crate::domain::{ActorId, Answer, Day, Fluent};
use crate::index::Asked;
use crate::question::{About, Dispute, Matter, Mode, When, ask};
use crate::replay::{Spans, Timeline};

/// What tells everything that is in dispute, but for the acts that stand behind it (see [`acting`]).
pub fn disputed(about: &About) -> Asked {
    match about {
        About::All => Asked { all: true, ..Asked::default() },
        About::One(id) => Asked { about: vec![id.clone()], disputed: true, ..Asked::default() },
        About::Facts(pattern) => Asked { patterns: vec![pattern.clone()], ..Asked::default() },
    }
}

/// The beings that are themselves in dispute in an answer: where nothing else explains that, every act that proves one is a
/// position on it, and has to be asked for ([`Asked::named`]).
pub fn acting(found: &[Dispute]) -> Vec<Fluent> {
    let mut all: Vec<Fluent> = found.iter().flat_map(|d| d.leans_on.iter().cloned()).collect();
    all.extend(found.iter().filter_map(|d| match &d.matter {
        Matter::Fact(fact) if fact.relation.is_being() => Some(fact.clone()),
        Matter::Fact(_) | Matter::Happening(_) | Matter::Label(_) => None,
    }));
    all.sort();
    all.dedup();
    all
}

/// The beings of these actors that are on no day up to this one certain, as far as is known: an act of which only the month is
/// told may make it certain that they were once there, and has to be asked for ([`Asked::named`]).
pub fn doubted<'a>(
    timeline: &Timeline,
    actors: impl IntoIterator<Item = &'a ActorId>,
    until: Day,
) -> Vec<Fluent> {
    let cast = timeline.cast();
    let ever = When::During(Day::PAST, until, Mode::Ever);
    let known = actors.into_iter().filter(|actor| cast.kind(actor).is_some());
    let mut all: Vec<Fluent> = known.map(|actor| cast.being(actor)).collect();
    all.sort();
    all.dedup();
    all.retain(|being| ask(timeline, being, ever).answer != Answer::Yes);
    all
}
