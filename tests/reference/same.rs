//! Actors that are one (rule R6).

use std::collections::{BTreeMap, BTreeSet};

use annals::domain::{
    ActorId, Amendment, Amends, Arg, Content, Filler, Fluent, Proposition, Report, Slug, Source,
};

use super::amend::Standing;

/// Second ids, each with the one that stays.
pub struct Same {
    stays: BTreeMap<ActorId, ActorId>,
}

impl Same {
    pub fn of(heard: &[(u64, &Amendment, Standing)]) -> Same {
        let pairs: Vec<(&ActorId, &ActorId)> = (heard.iter())
            .filter(|(_, _, standing)| *standing == Standing::In)
            .filter_map(|(_, amendment, _)| match &amendment.act {
                Amends::SameAs { actor, stays } => Some((actor, stays)),
                _ => None,
            })
            .collect();
        let mut stays = BTreeMap::new();
        for (actor, other) in &pairs {
            for one in [actor, other] {
                let group = group(one, &pairs);
                let second = |id: &&&ActorId| pairs.iter().any(|(actor, _)| actor == *id);
                let chosen = group.iter().find(|id| !second(id)).or(group.first());
                stays.insert((*one).clone(), (*chosen.unwrap_or(one)).clone());
            }
        }
        Same { stays }
    }

    /// The id under which an actor stands.
    pub fn stays(&self, actor: &ActorId) -> ActorId {
        self.stays.get(actor).unwrap_or(actor).clone()
    }

    /// A source whose party stands under its own id.
    pub fn source(&self, source: Source) -> Source {
        Source { party: source.party.as_ref().map(|p| self.stays(p)), ..source }
    }

    /// Puts the ids that stay into the roles of a report, each once, and into what it says.
    pub fn rewrite(&self, report: &mut Report) {
        for fillers in report.roles.values_mut() {
            let mut once: Vec<Filler> = Vec::new();
            for filler in fillers.iter() {
                let actor = self.stays(&filler.actor);
                match once.iter_mut().find(|f| f.actor == actor) {
                    Some(known) => known.surety = known.surety.max(filler.surety),
                    None => once.push(Filler { actor, surety: filler.surety }),
                }
            }
            *fillers = once;
        }
        for Proposition { content, .. } in &mut report.says {
            if let Content::Fact(fluent) = content {
                *fluent = self.fluent(fluent);
            }
        }
    }

    fn fluent(&self, fluent: &Fluent) -> Fluent {
        let declaration = fluent.relation.declaration();
        let put = |arg: Arg, id: &Slug| match arg {
            Arg::Actor { .. } => self.stays(id),
            Arg::Place | Arg::Treaty => id.clone(),
        };
        let subject = put(declaration.subject, &fluent.subject);
        let read = match (declaration.object, &fluent.object) {
            (Some(arg), Some(object)) => Fluent::two(fluent.relation, &subject, &put(arg, object)),
            _ => Fluent::one(fluent.relation, &subject),
        };
        Fluent { value: fluent.value.clone(), ..read }
    }
}

/// All that are told to be one with an actor, in order.
fn group<'a>(one: &'a ActorId, pairs: &[(&'a ActorId, &'a ActorId)]) -> BTreeSet<&'a ActorId> {
    let mut group = BTreeSet::from([one]);
    loop {
        let before = group.len();
        for (a, b) in pairs {
            if group.contains(a) || group.contains(b) {
                group.extend([*a, *b]);
            }
        }
        if group.len() == before {
            return group;
        }
    }
}
