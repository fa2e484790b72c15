//! Claims: what parties say of a fluent, weighed against what is told as fact (rules R3, R18, R21). A claim decides
//! nothing by itself: opposed claims dispute, a lone one makes possible, and a later statement or act settles.

use std::collections::BTreeMap;

use super::holding::Stretches;
use super::item::{Item, Part};
use super::network::Network;
use crate::domain::{ActorId, Answer, Day, ReportId};

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
        let open: Vec<(&Item, Option<Day>)> = claims
            .into_iter()
            .map(|claim| {
                let settling = items.iter().filter_map(|item| settles_from(item, claim, network));
                (claim, settling.min())
            })
            .collect();
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
