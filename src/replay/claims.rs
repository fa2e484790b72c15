//! Claims: what parties say of a fluent, weighed against what is told as fact (rules R3, R18, R21). A claim decides
//! nothing by itself: opposed claims dispute, a lone one makes possible, and a later statement or act settles.

use std::collections::BTreeMap;

use super::ledger::{Item, Part};
use super::network::Network;
use crate::domain::{ActorId, Answer, Day, ReportId};

/// The days on which a claim may begin to count or be settled.
pub(super) fn turning_days(items: &[Item], out: &mut Vec<Day>) {
    if items.iter().any(is_claim) {
        for item in items {
            out.extend([item.bounds.earliest, item.bounds.latest, item.until.earliest, item.until.latest]);
        }
    }
}

fn is_claim(item: &Item) -> bool {
    matches!(item.part, Part::Affirmed | Part::Denied)
}

/// The answer of a day where what one actor says counts as fact, the last thing said first; others are not heard.
pub(super) fn according(base: Answer, items: &[Item], actor: &ActorId, day: Day) -> Answer {
    let said = items.iter().filter(|i| is_claim(i) && i.holders.contains(actor) && i.bounds.earliest <= day);
    match said.max_by_key(|i| (i.bounds.latest, i.bounds.earliest)) {
        Some(claim) => {
            let word = if claim.part == Part::Affirmed { Answer::Yes } else { Answer::No };
            let said_by_then = claim.certain && claim.bounds.latest <= day;
            if said_by_then || word == base { word } else { Answer::Possible }
        }
        None => base,
    }
}

/// The answer of a day after hearing the claims.
pub(super) fn weigh(
    base: Answer,
    silent: bool,
    items: &[Item],
    denied: &BTreeMap<ReportId, Vec<(ActorId, ReportId)>>,
    network: &Network,
    day: Day,
) -> Answer {
    let open = |part: Part| {
        items
            .iter()
            .filter(move |i| i.part == part && i.bounds.earliest <= day)
            .filter(|claim| !items.iter().any(|other| settles(other, claim, network, day)))
    };
    let against: Vec<&Item> = open(Part::Denied).collect();
    let for_it = items.iter().any(|i| i.part == Part::Affirmed);
    let affirmed = open(Part::Affirmed).next().is_some();
    let opposed = |claim: &&&Item| {
        let contradicted = |id: &ReportId| {
            denied.get(id).is_some_and(|by| by.iter().any(|(holder, _)| !claim.holders.contains(holder)))
        };
        for_it || claim.reports.iter().any(contradicted)
    };
    match base {
        Answer::Yes if against.iter().any(|c| opposed(&c)) => Answer::Disputed,
        Answer::Yes if !against.is_empty() => Answer::Possible,
        Answer::No | Answer::Unknown if affirmed && !against.is_empty() => Answer::Disputed,
        Answer::No | Answer::Unknown if affirmed && silent => Answer::Possible,
        base => base,
    }
}

/// Whether what is told as fact settles a claim by a day: an act certainly after it (rule R18), or a statement on
/// the same fluent that is not certainly older (rule R3).
pub(super) fn settles(item: &Item, claim: &Item, network: &Network, day: Day) -> bool {
    // What only one of several accounts tells settles nothing.
    if !item.certain || !item.choices.is_empty() {
        return false;
    }
    match item.part {
        Part::Evidence => {
            let later =
                item.bounds.earliest > claim.bounds.latest || network.precedes(claim.instant, item.instant);
            later && item.bounds.latest <= day
        }
        Part::Start { .. } | Part::End { .. } => {
            item.bounds.latest >= claim.bounds.earliest && item.bounds.earliest <= day
        }
        Part::Seen => item.until.latest >= claim.bounds.earliest && item.bounds.earliest <= day,
        Part::Lapse | Part::Return | Part::Affirmed | Part::Denied => false,
    }
}
