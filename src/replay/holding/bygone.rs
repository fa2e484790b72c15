//! What comes when all is over: an end that finds nothing left to end decides nothing, however doubtful it is itself.

use crate::domain::Day;
use crate::replay::item::{Item, Part};
use crate::replay::network::Network;

/// Drops displacements that come after another which is certain in every account, and before anything begins again.
pub(super) fn drop_bygones(items: &mut Vec<Item>, network: &Network) {
    let asks_more = |i: &Item| match i.part {
        Part::Return | Part::Lapse | Part::Affirmed | Part::Denied => true,
        Part::Seen => i.until != i.bounds,
        Part::Start { .. } | Part::Evidence | Part::End { .. } => false,
    };
    if items.iter().any(asks_more) {
        return;
    }
    let displaces = |i: &Item| i.part == Part::End { explicit: false } && i.displaces;
    let firm = |i: &&Item| {
        displaces(i)
            && i.certain
            && i.choices.is_empty()
            && !network.is_linked(i.instant)
            && !items.iter().any(|other| begins(other) && other.instant == i.instant)
    };
    let mut ended: Vec<(Day, Day)> =
        items.iter().filter(firm).map(|i| (i.bounds.earliest, i.bounds.latest)).collect();
    ended.sort_unstable();
    let mut first = Day::FUTURE;
    for (_, latest) in ended.iter_mut().rev() {
        first = first.min(*latest);
        *latest = first;
    }
    // What an end tells of held before it (rule R17): nothing up to there is over.
    let told = items.iter().filter(|i| i.part == Part::End { explicit: true });
    let told = told.map(|i| i.bounds.latest).max().unwrap_or(Day::PAST);
    let mut begun: Vec<(Day, Day)> =
        items.iter().filter(|i| begins(i)).map(|i| (i.bounds.earliest, i.bounds.latest)).collect();
    begun.sort_unstable();
    let mut last = told;
    for (_, latest) in &mut begun {
        last = last.max(*latest);
        *latest = last;
    }
    items.retain(|item| {
        let doubtful =
            displaces(item) && (!item.certain || !item.choices.is_empty() || network.is_linked(item.instant));
        if !doubtful {
            return true;
        }
        let before = begun.partition_point(|(earliest, _)| *earliest <= item.bounds.latest);
        let begun = before.checked_sub(1).and_then(|i| begun.get(i)).map_or(told, |(_, latest)| *latest);
        let after = ended.partition_point(|(earliest, _)| *earliest <= begun);
        ended.get(after).is_none_or(|(_, over)| *over > item.bounds.earliest)
    });
}

fn begins(item: &Item) -> bool {
    matches!(item.part, Part::Start { .. } | Part::Evidence)
}
