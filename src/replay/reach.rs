//! How far a report about a region reaches: not to a place of which another report speaks inside its bounds (rule R28).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::happening::{Account, Choice, Denied, Story};
use super::item::Behind;
use super::ledger::Entries;
use super::network::Instant;
use crate::domain::{ActorId, Effect, Fluent, PlaceId, Relation, Surety};

/// An account that names a place as taken or left: number of the happening, which of its accounts, and when.
type Naming = (usize, usize, Instant);

/// The captures of and withdrawals from every place that name it.
pub(super) struct Named {
    by_place: HashMap<PlaceId, Vec<Naming>>,
}

/// More ways than this to choose between accounts that overrule a report are not told apart.
const MAX_WAYS: usize = 64;

impl Named {
    /// Of a story.
    pub fn of(story: &Story) -> Named {
        let mut named = Named { by_place: HashMap::new() };
        for (number, happening) in story.happenings.iter().enumerate() {
            for (alternative, account) in happening.accounts.iter().enumerate() {
                if !account.report.kind.decides_a_place() || account.report.surety == Surety::Ambiguous {
                    continue;
                }
                for place in &account.report.places {
                    let naming = (number, alternative, account.begin);
                    named.by_place.entry(place.clone()).or_default().push(naming);
                }
            }
        }
        named
    }

    /// In which positions an effect reaches its place: the choices of each way, none of them where it does in all. It
    /// does not where another happening tells of that place inside the bounds of its own and not put before it by hints.
    /// `None`: more ways than can be told apart.
    pub fn ways(
        &self,
        story: &Story,
        (own, account): (usize, &Account),
        effect: &Effect,
    ) -> Option<Vec<Vec<Choice>>> {
        let told = effect.reaches.as_ref().and_then(|place| self.by_place.get(place));
        let network = &story.network;
        let bounds = network.bounds(account.begin);
        let mut overruling: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (number, alternative, other) in told.into_iter().flatten() {
            let inside = network.bounds(*other).meet(bounds) == network.bounds(*other);
            if own != *number && inside && !network.precedes(*other, account.begin) {
                overruling.entry(*number).or_default().insert(*alternative);
            }
        }
        let mut ways: Vec<Vec<Choice>> = vec![Vec::new()];
        for (number, accounts) in overruling {
            let Some(happening) = story.happenings.get(number) else { continue };
            // It stands where another account is right, or where nothing of the sort happened.
            let of = happening.accounts.len();
            let others = (0..of).filter(|alternative| !accounts.contains(alternative));
            let mut choices: Vec<Choice> = happening
                .aspect
                .into_iter()
                .flat_map(|aspect| others.clone().map(move |alternative| Choice { aspect, alternative, of }))
                .collect();
            choices.extend(happening.denied.map(Denied::did_not));
            let longer = |way: &Vec<Choice>, choice: &Choice| [way.as_slice(), &[*choice]].concat();
            ways =
                ways.iter().flat_map(|way| choices.iter().map(move |choice| longer(way, choice))).collect();
            if ways.len() > MAX_WAYS {
                return None;
            }
        }
        Some(ways)
    }
}

/// Sources name a loser at one level or another: a coalition for its member, a member for its coalition. So whoever
/// is ever told to be one or the other of a named loser counts as that loser.
pub(super) fn widen_losers(entries: &mut Entries) {
    let mut kin: BTreeMap<ActorId, BTreeSet<ActorId>> = BTreeMap::new();
    for fluent in entries.fluents().filter(|f| f.relation == Relation::DirectMemberOf) {
        if let Some(body) = &fluent.object {
            kin.entry(fluent.subject.clone()).or_default().insert(body.clone());
            kin.entry(body.clone()).or_default().insert(fluent.subject.clone());
        }
    }
    // What stands behind many items is widened once: by its address, which stays its own while it is kept here.
    let mut widened: HashMap<usize, (Arc<Behind>, Arc<Behind>)> = HashMap::new();
    for item in entries.items_mut().filter(|i| !i.plain && !i.provided.is_empty()) {
        let (_, wide) = widened.entry(Arc::as_ptr(&item.behind) as usize).or_insert_with(|| {
            let mut wide = (*item.behind).clone();
            let more = (item.provided.iter())
                .flat_map(|f| kin.get(&f.subject).into_iter().flatten().map(move |who| (who, f)))
                .map(|(who, f)| Fluent { subject: who.clone(), ..f.clone() });
            wide.provided.extend(more);
            wide.provided.sort();
            wide.provided.dedup();
            (item.behind.clone(), Arc::new(wide))
        });
        item.behind = wide.clone();
    }
}
