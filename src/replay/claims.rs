//! Claims: what parties say of a fluent, weighed against what is told as fact (rules R3, R18, R21). A claim decides
//! nothing by itself: opposed claims dispute, a lone one makes possible, and a later statement or act settles.

use std::collections::BTreeMap;

use super::holding::{Mark, Stretches, ascending, from, mark};
use super::item::{Item, Part};
use super::network::Network;
use crate::domain::{ActorId, Answer, Bounds, Day, ReportId};

/// Who denies the happenings of reports, and in which report.
pub(super) type Deniers = BTreeMap<ReportId, Vec<(ActorId, ReportId)>>;

fn is_claim(item: &Item) -> bool {
    matches!(item.part, Part::Affirmed | Part::Denied)
}

/// What is said of a fluent, as far as it is heard.
pub(super) enum Heard<'t> {
    /// Nothing.
    Nothing,
    /// What one actor says counts as fact, and others are not heard.
    Of(Vec<&'t Item>),
    /// The days on which claims are not settled.
    All {
        /// Somebody affirms it.
        affirmed: Stretches,
        /// Somebody denies it.
        denied: Stretches,
        /// Somebody denies it, and somebody else contradicts him.
        opposed: Stretches,
    },
}

impl<'t> Heard<'t> {
    /// The claims among the items of a fluent, heard from everybody or, as fact, from one actor.
    pub fn of(
        items: &'t [Item],
        according_to: Option<&ActorId>,
        deniers: &Deniers,
        network: &Network,
    ) -> Heard<'t> {
        let claims: Vec<&Item> = items.iter().filter(|i| is_claim(i)).collect();
        if claims.is_empty() {
            return Heard::Nothing;
        }
        if let Some(actor) = according_to {
            return Heard::Of(claims.into_iter().filter(|i| i.holders.contains(actor)).collect());
        }
        let for_it = claims.iter().any(|i| i.part == Part::Affirmed);
        let opposed = |claim: &Item| {
            let contradicted = |id: &ReportId| {
                deniers.get(id).is_some_and(|by| by.iter().any(|(holder, _)| !claim.holders.contains(holder)))
            };
            for_it || claim.reports.iter().any(contradicted)
        };
        let facts = Facts::of(items, network);
        let open: Vec<(&Item, Option<Day>)> =
            claims.into_iter().map(|claim| (claim, facts.settle(claim))).collect();
        let days = |wanted: &dyn Fn(&Item) -> bool| {
            let wanted = open.iter().filter(|(claim, _)| wanted(claim));
            Stretches::until(wanted.map(|(claim, settled)| (claim.bounds.earliest, *settled)))
        };
        Heard::All {
            affirmed: days(&|claim| claim.part == Part::Affirmed),
            denied: days(&|claim| claim.part == Part::Denied),
            opposed: days(&|claim| claim.part == Part::Denied && opposed(claim)),
        }
    }

    /// The days on which a claim may begin to count or be settled.
    pub fn turning_days(&self, out: &mut Vec<Day>) {
        match self {
            Heard::Nothing => {}
            Heard::Of(claims) => {
                out.extend(claims.iter().flat_map(|c| [c.bounds.earliest, c.bounds.latest]));
            }
            Heard::All { affirmed, denied, opposed } => {
                [affirmed, denied, opposed].into_iter().for_each(|days| days.turns(out));
            }
        }
    }

    /// The answer of a day after hearing the claims.
    pub fn weigh(&self, base: Answer, silent: bool, day: Day) -> Answer {
        match self {
            Heard::Nothing => base,
            Heard::Of(claims) => according(base, claims, day),
            Heard::All { affirmed, denied, opposed } => match base {
                Answer::Yes if opposed.has(day) => Answer::Disputed,
                Answer::Yes if denied.has(day) => Answer::Possible,
                Answer::No | Answer::Unknown if affirmed.has(day) && denied.has(day) => Answer::Disputed,
                Answer::No | Answer::Unknown if affirmed.has(day) && silent => Answer::Possible,
                base => base,
            },
        }
    }
}

/// The answer of a day where what one actor says counts as fact, the last thing said first; others are not heard.
fn according(base: Answer, said: &[&Item], day: Day) -> Answer {
    let said = said.iter().filter(|i| i.bounds.earliest <= day);
    match said.max_by_key(|i| (i.bounds.latest, i.bounds.earliest)) {
        Some(claim) => {
            let word = if claim.part == Part::Affirmed { Answer::Yes } else { Answer::No };
            let said_by_then = claim.certain && claim.bounds.latest <= day;
            if said_by_then || word == base { word } else { Answer::Possible }
        }
        None => base,
    }
}

/// What is told as fact and may settle claims, in order: of many the first that does is found without trying each.
struct Facts<'t> {
    network: &'t Network,
    /// Acts: their earliest days, and the first day by which any from there on has come.
    acts: Vec<(Mark, Mark)>,
    /// Beginnings and ends: their latest days, and the first day any from there on may come.
    told: Vec<(Mark, Mark)>,
    /// Observations: the latest days they last to, and the first day any from there on may come.
    seen: Vec<(Mark, Mark)>,
    /// Acts that hints may put after a claim.
    linked: Vec<&'t Item>,
}

impl<'t> Facts<'t> {
    fn of(items: &'t [Item], network: &'t Network) -> Facts<'t> {
        let facts = || items.iter().filter(|i| i.certain && i.choices.is_empty());
        let acts = || facts().filter(|i| i.part == Part::Evidence);
        let told = facts().filter(|i| matches!(i.part, Part::Start { .. } | Part::End { .. }));
        let seen = facts().filter(|i| i.part == Part::Seen);
        Facts {
            network,
            acts: ascending(acts().map(|i| (mark(i.bounds.earliest), mark(i.bounds.latest)))),
            told: ascending(told.map(|i| (mark(i.bounds.latest), mark(i.bounds.earliest)))),
            seen: ascending(seen.map(|i| (mark(i.until.latest), mark(i.bounds.earliest)))),
            linked: acts().filter(|i| network.is_linked(i.instant)).collect(),
        }
    }

    /// The first day from which on a claim is settled (see [`settles_from`]).
    fn settle(&self, claim: &Item) -> Option<Day> {
        let Bounds { earliest, latest } = claim.bounds;
        let (dawn, past) = (mark(earliest), mark(latest) + 1);
        let by_days = from(&self.acts, past).min(from(&self.told, dawn)).min(from(&self.seen, dawn));
        let by_days = i32::try_from(by_days).ok().map(Day);
        let hinted = self.linked.iter().filter(|_| self.network.is_linked(claim.instant));
        let hinted = hinted.filter_map(|item| settles_from(item, claim, self.network));
        by_days.into_iter().chain(hinted).min()
    }
}

/// Whether what is told as fact settles a claim by a day.
pub(super) fn settles(item: &Item, claim: &Item, network: &Network, day: Day) -> bool {
    settles_from(item, claim, network).is_some_and(|from| from <= day)
}

/// From when on what is told as fact settles a claim: an act certainly after it (rule R18), or a statement on the same
/// fluent that is not certainly older (rule R3).
fn settles_from(item: &Item, claim: &Item, network: &Network) -> Option<Day> {
    // What only one of several accounts tells settles nothing.
    if !item.certain || !item.choices.is_empty() {
        return None;
    }
    let (settles, from) = match item.part {
        Part::Evidence => {
            let later =
                item.bounds.earliest > claim.bounds.latest || network.precedes(claim.instant, item.instant);
            (later, item.bounds.latest)
        }
        Part::Start { .. } | Part::End { .. } => {
            (item.bounds.latest >= claim.bounds.earliest, item.bounds.earliest)
        }
        Part::Seen => (item.until.latest >= claim.bounds.earliest, item.bounds.earliest),
        Part::Lapse | Part::Return | Part::Affirmed | Part::Denied => (false, Day::FUTURE),
    };
    settles.then_some(from)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::replay::item::Behind;

    fn item(part: Part, instant: usize, from: i32, to: i32) -> Item {
        let bounds = Bounds::new(Day(from), Day(to));
        Item::unread(part, instant, bounds, Arc::<Behind>::default())
    }

    #[test]
    fn given_facts_of_every_sort_when_the_first_to_settle_a_claim_is_found_then_it_is_that_of_trying_each() {
        let mut network = Network::default();
        let parts = [
            Part::Evidence,
            Part::Start { birth: false },
            Part::End { explicit: true },
            Part::Seen,
            Part::Lapse,
        ];
        let days = [(1, 1), (3, 9), (i32::MIN, 4), (6, i32::MAX), (8, 8), (12, 20), (i32::MIN, i32::MAX)];
        let mut items = Vec::new();
        for part in parts {
            for (from, to) in days {
                let at = network.instant(Bounds::new(Day(from), Day(to)));
                items.push(item(part, at, from, to));
            }
        }
        let claims: Vec<Item> = days
            .into_iter()
            .map(|(from, to)| item(Part::Denied, network.instant(Bounds::new(Day(from), Day(to))), from, to))
            .collect();
        // An act that may be on any day, put after a claim of some days.
        network.no_later(claims[1].instant, items[6].instant, Some(0));
        network.settle();
        for some in [&items[..], &items[6..7], &items[14..20], &items[..0]] {
            let facts = Facts::of(some, &network);
            for claim in &claims {
                let each = some.iter().filter_map(|item| settles_from(item, claim, &network)).min();
                assert_eq!(facts.settle(claim), each, "{:?}", claim.bounds);
            }
        }
    }
}
