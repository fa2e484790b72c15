//! The effects of a position on one fluent: those that are void left out, those that cease with a body added.

use annals::domain::{Answer, Day, Fluent};

use super::deeds::{Act, Deed, being};
use super::network;
use super::worlds::{Does, Item};
use super::{Replay, Track, Tracks, presupposed};

impl Replay {
    /// The effects on a fluent that no choice touches and that are certain.
    pub(super) fn undisputed(&self, fluent: &Fluent, beings: &Tracks) -> Vec<Item> {
        let all: Vec<Vec<Item>> = self.positions.iter().map(|p| self.items(fluent, p, beings)).collect();
        let same =
            |a: &Item, b: &Item| a.node == b.node && a.does == b.does && b.firm && a.does != Does::Ceases;
        let first = all.first().cloned().unwrap_or_default();
        first.into_iter().filter(|i| i.firm && all.iter().all(|p| p.iter().any(|o| same(i, o)))).collect()
    }

    /// The first day a stated birth allows: evidence before it is void (rule R18).
    fn first_birth(&self, fluent: &Fluent, position: &[Deed]) -> Day {
        let birth =
            |d: &&Deed| matches!(&d.act, Act::Begin { fluent: f, birth: true } if f == fluent) && d.firm;
        let earliest = |d: &Deed| self.plan.network.bounds[d.node].earliest;
        position.iter().filter(birth).map(earliest).min().unwrap_or(Day::PAST)
    }

    /// The effects on a fluent, and on those on whose state they depend (the first is the fluent itself); and for each
    /// of these the days on which it may hold at all.
    pub(super) fn scene(
        &self,
        fluent: &Fluent,
        position: &[Deed],
        beings: &Tracks,
    ) -> (Vec<Item>, Vec<Vec<bool>>) {
        let mut fluents = vec![fluent.clone()];
        let (mut items, mut lives) = (Vec::new(), Vec::new());
        while let Some(one) = fluents.get(lives.len()).cloned() {
            let of = lives.len();
            for deed in position.iter().filter(|d| touches(d, &one)) {
                let known = |f: &&Fluent| !fluents.contains(f);
                let more: Vec<Fluent> = deed.only_if.iter().filter(known).cloned().collect();
                fluents.extend(more);
            }
            let place = |f: &Fluent| fluents.iter().position(|x| x == f).unwrap_or(0);
            for (mut item, only_if) in self.effects(&one, position, beings) {
                item.of = of;
                item.only_if = only_if.iter().map(place).collect();
                items.push(item);
            }
            let needed = presupposed(&one, &self.cast);
            let alive = |day: usize| {
                let gone = |b: &Fluent| beings.get(b).is_some_and(|life| life.answers[day] == Answer::No);
                !needed.iter().any(gone)
            };
            lives.push((0..self.window.len()).map(alive).collect());
        }
        (items, lives)
    }

    fn items(&self, fluent: &Fluent, position: &[Deed], beings: &Tracks) -> Vec<Item> {
        self.effects(fluent, position, beings).into_iter().map(|(item, _)| item).collect()
    }

    /// The effects on one fluent, each with the fluents it asks for.
    fn effects(&self, fluent: &Fluent, position: &[Deed], beings: &Tracks) -> Vec<(Item, Vec<Fluent>)> {
        let mut items = Vec::new();
        for deed in position.iter().filter(|d| touches(d, fluent)) {
            let does = match &deed.act {
                Act::Begin { birth, .. } => Does::Begins { birth: *birth, evidence: false },
                Act::Prove { .. } => Does::Begins { birth: false, evidence: true },
                Act::End { explicit, pattern, .. } => {
                    Does::Ends { explicit: *explicit, displaces: pattern.subject.is_none() }
                }
                Act::Observe { at_least_until, .. } => {
                    Does::Observes { until: deed.until, at_least: *at_least_until }
                }
                Act::Lapse { wait, until_begun_anew, .. } => {
                    Does::Lapses { wait: *wait, until_begun_anew: *until_begun_anew }
                }
                Act::Return { since, wait, .. } => Does::Returns { since: *since, wait: *wait },
                Act::Affirm { .. } | Act::Deny { .. } | Act::DenyReport { .. } => continue,
            };
            let evidence = matches!(deed.act, Act::Prove { .. });
            let born = if evidence { self.first_birth(fluent, position) } else { Day::PAST };
            let lives: Vec<&Track> =
                deed.needs.iter().filter_map(|a| beings.get(&being(&self.cast, a))).collect();
            let may = |day: usize| {
                self.window.first.plus(day as i32) >= born
                    && lives.iter().all(|life| {
                        // Out of existence from dawn to close.
                        let dawn = life.answers[day.saturating_sub(1)];
                        life.answers[day] != Answer::No || dawn != Answer::No
                    })
            };
            let allowed = (!lives.is_empty() || born != Day::PAST)
                .then(|| (0..self.window.len()).map(may).collect::<Vec<bool>>());
            let begun = if deed.ends_spell { deed.until } else { deed.node };
            let bounds = self.plan.network.bounds[begun];
            let mut days = self.window.index(bounds.earliest)..=self.window.index(bounds.latest);
            if allowed.as_ref().is_some_and(|allowed| !days.any(|d| allowed[d])) {
                continue;
            }
            let allowed = allowed.filter(|_| !deed.ends_spell);
            let item = Item {
                of: 0,
                does,
                node: deed.node,
                firm: deed.firm,
                told: deed.told,
                unit: deed.unit,
                loose: deed.loose,
                allowed,
                after_end: false,
                only_if: Vec::new(),
                asked_at: begun,
            };
            items.push((item, deed.only_if.clone()));
        }
        for being in presupposed(fluent, &self.cast) {
            for node in self.gone.get(&being).into_iter().flatten() {
                items.push((Item::cessation(*node), Vec::new()));
            }
            // A body that ends only perhaps, or in one account, takes with it what leans on it as surely.
            let settled = self.undisputed(&being, beings);
            for mut end in self.items(&being, position, beings) {
                let sure = settled.iter().any(|s| s.node == end.node && s.does == end.does);
                if matches!(end.does, Does::Ends { .. }) && !sure {
                    end.does = Does::Ends { explicit: false, displaces: false };
                    items.push((end, Vec::new()));
                }
            }
        }
        items
    }
}

/// Whether an effect is on a fluent.
pub(super) fn touches(deed: &Deed, fluent: &Fluent) -> bool {
    match &deed.act {
        Act::Begin { fluent: f, .. } | Act::Observe { fluent: f, .. } | Act::Prove { fluent: f } => {
            f == fluent
        }
        Act::End { pattern, except, .. } | Act::Return { pattern, except, .. } => {
            pattern.matches(fluent) && !except.contains(&fluent.subject)
        }
        Act::Lapse { fluent: f, .. } => f == fluent,
        Act::Affirm { .. } | Act::Deny { .. } | Act::DenyReport { .. } => false,
    }
}

/// Evidence certainly after an undisputed end with no birth between (rule R18).
pub(super) fn mark_after_end(items: &mut [Item], undisputed: &[Item], network: &network::Network) {
    let is_birth = |i: &Item| matches!(i.does, Does::Begins { birth: true, .. });
    let births: Vec<Item> = items.iter().filter(|i| is_birth(i)).cloned().collect();
    for item in items.iter_mut().filter(|i| matches!(i.does, Does::Begins { evidence: true, .. })) {
        item.after_end = item.firm
            && undisputed.iter().filter(|e| matches!(e.does, Does::Ends { .. })).any(|end| {
                let between = |birth: &&Item| {
                    let later = network.bounds[birth.node].latest > network.bounds[end.node].earliest
                        || network.ordered(end.node, birth.node);
                    let before = network.ordered(birth.node, end.node);
                    later && !before && !network.surely_before(item.node, birth.node)
                };
                network.surely_before(end.node, item.node) && !births.iter().any(|b| between(&b))
            });
    }
}
