//! Identity: actors that amendments tell to be one are one actor, under the id that stays (rule R6).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Amended;
use crate::domain::{Actor, ActorId, Amendment, Amends, Arg, Content, Filler, Fluent, Name, Report, Surety};

/// Every second id, with the id that stays.
pub(super) struct Identity(BTreeMap<ActorId, ActorId>);

impl Identity {
    /// From the amendments in force. Of actors told to be each other all the way round, the first by id stays.
    pub fn of<'a>(
        amendments: impl Iterator<Item = &'a Amendment>,
        actors: &mut BTreeMap<ActorId, Actor>,
    ) -> Identity {
        let mut told: BTreeMap<&ActorId, BTreeSet<&ActorId>> = BTreeMap::new();
        for amendment in amendments {
            if let Amends::SameAs { actor, stays } = &amendment.act {
                told.entry(actor).or_default().insert(stays);
                told.entry(stays).or_default();
            }
        }
        let mut kin: BTreeMap<&ActorId, BTreeSet<&ActorId>> = BTreeMap::new();
        for (actor, others) in &told {
            for other in others {
                kin.entry(actor).or_default().insert(other);
                kin.entry(other).or_default().insert(actor);
            }
        }
        let mut same = BTreeMap::new();
        let mut done: BTreeSet<&ActorId> = BTreeSet::new();
        for actor in kin.keys() {
            let mut group = Vec::new();
            let mut next = vec![*actor];
            while let Some(one) = next.pop() {
                if done.insert(one) {
                    group.push(one);
                    next.extend(kin[one].iter().copied());
                }
            }
            group.sort();
            let last = group.iter().find(|a| told[**a].is_empty()).or(group.first());
            let Some(stays) = last.map(|a| (*a).clone()) else { continue };
            for other in group.into_iter().filter(|a| **a != stays) {
                same.insert(other.clone(), stays.clone());
            }
        }
        for (second, stays) in &same {
            let Some(gone) = actors.remove(second) else { continue };
            let Some(actor) = actors.get_mut(stays) else {
                actors.insert(stays.clone(), Actor { id: stays.clone(), ..gone });
                continue;
            };
            let slug = Name { text: second.to_string(), sources: Vec::new() };
            for name in gone.names.into_iter().chain([slug]) {
                if !actor.names.contains(&name) {
                    actor.names.push(name);
                }
            }
        }
        Identity(same)
    }

    /// Puts the id that stays wherever the second one stands.
    pub fn apply(self, amended: &mut Amended) {
        if self.0.is_empty() {
            return;
        }
        for source in amended.sources.values_mut() {
            source.party.iter_mut().for_each(|party| self.rename(party));
        }
        for reading in &mut amended.reports {
            let touched = reading.report.roles.values().flatten().any(|f| self.0.contains_key(&f.actor))
                || reading
                    .report
                    .says
                    .iter()
                    .any(|p| matches!(&p.content, Content::Fact(f) if self.fact(f) != *f));
            if touched {
                self.report(Arc::make_mut(&mut reading.report));
            }
        }
        amended.same = self.0;
    }

    fn rename(&self, actor: &mut ActorId) {
        if let Some(stays) = self.0.get(actor) {
            *actor = stays.clone();
        }
    }

    fn report(&self, report: &mut Report) {
        for fillers in report.roles.values_mut() {
            let mut once: Vec<Filler> = Vec::with_capacity(fillers.len());
            for mut filler in std::mem::take(fillers) {
                self.rename(&mut filler.actor);
                match once.iter_mut().find(|f| f.actor == filler.actor) {
                    Some(known) => known.surety = Surety::max(known.surety, filler.surety),
                    None => once.push(filler),
                }
            }
            *fillers = once;
        }
        for said in &mut report.says {
            if let Content::Fact(fact) = &mut said.content {
                *fact = self.fact(fact);
            }
        }
    }

    fn fact(&self, fact: &Fluent) -> Fluent {
        let declaration = fact.relation.declaration();
        let mut renamed = fact.clone();
        if matches!(declaration.subject, Arg::Actor { .. }) {
            self.rename(&mut renamed.subject);
        }
        if let (Some(Arg::Actor { .. }), Some(object)) = (declaration.object, &mut renamed.object) {
            self.rename(object);
        }
        match &renamed.object {
            Some(object) => {
                let value = renamed.value.clone();
                Fluent { value, ..Fluent::two(renamed.relation, &renamed.subject, object) }
            }
            None => renamed,
        }
    }
}
