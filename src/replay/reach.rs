//! How far a report about a region reaches: not to a place of which another report speaks inside its bounds (rule R28).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::happening::{Account, Story};
use super::ledger::Item;
use super::network::Instant;
use crate::domain::{ActorId, Effect, Fluent, ForceKind, Kind, PlaceId, Relation, Surety};

/// The captures of and withdrawals from every place that name it: number of the happening, and when.
pub(super) struct Named {
    by_place: HashMap<PlaceId, Vec<(usize, Instant)>>,
}

impl Named {
    /// Of a story.
    pub fn of(story: &Story) -> Named {
        let mut named = Named { by_place: HashMap::new() };
        for (number, happening) in story.happenings.iter().enumerate() {
            for account in &happening.accounts {
                let takes =
                    matches!(account.report.kind, Kind::Force(ForceKind::Capture | ForceKind::Withdrawal));
                if !takes || account.report.surety == Surety::Ambiguous {
                    continue;
                }
                for place in &account.report.places {
                    named.by_place.entry(place.clone()).or_default().push((number, account.begin));
                }
            }
        }
        named
    }

    /// The happenings that tell of the place an effect reaches, inside the bounds of its own and not put before it by
    /// hints: of each the aspect on which it is denied, if it is. Each once.
    pub fn overruling(
        &self,
        story: &Story,
        (own, account): (usize, &Account),
        effect: &Effect,
    ) -> impl Iterator<Item = Option<usize>> + use<> {
        let told = effect.reaches.as_ref().and_then(|place| self.by_place.get(place));
        let network = &story.network;
        let bounds = network.bounds(account.begin);
        let overrules = |(number, other): &&(usize, Instant)| {
            let inside = network.bounds(*other).meet(bounds) == network.bounds(*other);
            own != *number && inside && !network.precedes(*other, account.begin)
        };
        let all = told.into_iter().flatten().filter(overrules);
        let denied = all.map(|(number, _)| story.happenings.get(*number).and_then(|h| h.denied));
        denied.collect::<BTreeSet<Option<usize>>>().into_iter()
    }
}

/// Sources name a loser at one level or another: a coalition for its member, a member for its coalition. So whoever
/// is ever told to be one or the other of a named loser counts as that loser.
pub(super) fn widen_losers(items: &mut BTreeMap<Fluent, Vec<Item>>) {
    let mut kin: BTreeMap<ActorId, BTreeSet<ActorId>> = BTreeMap::new();
    for fluent in items.keys().filter(|f| f.relation == Relation::DirectMemberOf) {
        if let Some(body) = &fluent.object {
            kin.entry(fluent.subject.clone()).or_default().insert(body.clone());
            kin.entry(body.clone()).or_default().insert(fluent.subject.clone());
        }
    }
    for item in items.values_mut().flatten().filter(|i| !i.provided.is_empty()) {
        let more: Vec<Fluent> = (item.provided.iter())
            .flat_map(|f| kin.get(&f.subject).into_iter().flatten().map(move |who| (who, f)))
            .map(|(who, f)| Fluent { subject: who.clone(), ..f.clone() })
            .collect();
        item.provided.extend(more);
        item.provided.sort();
        item.provided.dedup();
    }
}
