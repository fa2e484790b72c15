//! Accounts of one happening brought together, and the choices between those that exclude each other (rule R4).

use std::collections::{BTreeMap, BTreeSet};

use annals::domain::{
    Across, Bounds, Day, Detail, Filler, Kind, Margins, PlaceId, Proposition, ReportId, Role, SpeechKind,
    Surety, Unit,
};

use super::accept::Told;
use super::network::{Network, Node, edges_of};

/// One happening as one account, or several that agree, tell it.
#[derive(Clone)]
pub struct Deal {
    pub ids: Vec<ReportId>,
    /// The happening it tells of: accounts of one happening bear one number.
    pub happening: usize,
    pub kind: Kind,
    pub roles: BTreeMap<Role, Vec<Filler>>,
    pub details: BTreeMap<Detail, String>,
    pub says: Vec<Proposition>,
    /// The places it names.
    pub places: Vec<PlaceId>,
    pub surety: Surety,
    pub begin: Node,
    pub end: Node,
    pub spell: bool,
    pub end_is_open: bool,
    /// The begin is written open on one side at least.
    pub loose: bool,
    /// Written precision of the begin.
    pub unit: Unit,
    /// First day on which all its sources can have been published.
    pub published: Day,
}

/// What is replayed: happenings told in one way, choices between several ways, and all instants.
pub struct Plan {
    pub fixed: Vec<Deal>,
    /// For every disputed happening its alternatives, each what happens in it.
    pub choices: Vec<Vec<Vec<Deal>>>,
    pub network: Network,
}

/// Lays out what the reports tell, where sources say of some that nothing of the sort happened.
pub fn plan(told: &[Told], undone: &BTreeSet<ReportId>, margins: &Margins) -> Plan {
    let mut network = Network::default();
    let mut hinted: BTreeMap<ReportId, (Node, Node)> = BTreeMap::new();
    let mut choices: Vec<Vec<Vec<Deal>>> = Vec::new();
    for (happening, group) in groups(told).into_iter().enumerate() {
        // What stands together and what stands apart: all of it is to be settled, and what is undone may be nothing.
        let (mut together, mut others): (Vec<Vec<Deal>>, Vec<Vec<Vec<Deal>>>) =
            (vec![Vec::new()], Vec::new());
        let apart = |t: &&Told| t.surety == Surety::Ambiguous || is_observation(t);
        let (alone, rest): (Vec<&Told>, Vec<&Told>) = group.into_iter().partition(apart);
        let (stated, inferred): (Vec<&Told>, Vec<&Told>) =
            rest.into_iter().partition(|t| t.surety == Surety::Stated);
        let denied = |all: &[&Told]| all.iter().any(|t| undone.contains(&t.report.id));
        let nothing = denied(&stated) || denied(&inferred);
        if !stated.is_empty() {
            let begin = stated.iter().map(|t| t.begin(margins)).reduce(Bounds::meet).unwrap();
            let end = stated.iter().map(|t| t.end(margins)).reduce(Bounds::meet).unwrap();
            let spell = stated.iter().any(|t| t.report.date.is_spell());
            if !begin.is_empty() && !end.is_empty() && begin.earliest <= end.latest {
                let nodes = instants(&mut network, begin, end, spell);
                let alternatives = agreed(&stated, nodes);
                hinted.extend(stated.iter().map(|t| (t.report.id.clone(), nodes)));
                together = alternatives.into_iter().map(|d| vec![d]).collect();
            } else {
                let begin = stated.iter().map(|t| t.begin(margins)).reduce(Bounds::hull).unwrap();
                let end = stated.iter().map(|t| t.end(margins)).reduce(Bounds::hull).unwrap();
                let hull = instants(&mut network, begin, end, spell);
                hinted.extend(stated.iter().map(|t| (t.report.id.clone(), hull)));
                // Only the date is disputed by that: in the rest the accounts complete each other.
                let mut alternatives = Vec::new();
                for one in &stated {
                    let nodes = own_instants(&mut network, one, margins);
                    let own =
                        |deal: Deal| Deal { unit: one.report.date.begin.unit, loose: loose(&[one]), ..deal };
                    alternatives.extend(agreed(&stated, nodes).into_iter().map(own));
                }
                together = alternatives.into_iter().map(|d| vec![d]).collect();
            }
        }
        for one in inferred {
            let nodes = own_instants(&mut network, one, margins);
            hinted.insert(one.report.id.clone(), nodes);
            let told = deal(&[one], nodes);
            if nothing {
                together.iter_mut().for_each(|all| all.push(told.clone()));
            } else {
                others.push(vec![vec![told]]);
            }
        }
        if nothing {
            together.push(Vec::new());
        }
        others.push(together);
        for one in alone {
            let nodes = own_instants(&mut network, one, margins);
            hinted.insert(one.report.id.clone(), nodes);
            if one.surety != Surety::Ambiguous {
                let mut ways = vec![vec![deal(&[one], nodes)]];
                ways.extend(denied(&[one]).then(Vec::new));
                others.push(ways);
            }
        }
        others.iter_mut().flatten().flatten().for_each(|d| d.happening = happening);
        choices.extend(others);
    }
    let mut hints = Vec::new();
    // What only perhaps stands binds nothing for certain, and nothing binds it.
    hinted.retain(|id, _| !told.iter().any(|t| t.report.id == *id && t.perhaps));
    for t in told {
        for hint in &t.report.hints {
            if let (Some(this), Some(other)) = (hinted.get(&t.report.id), hinted.get(&hint.other)) {
                hints.push((t.report.id.clone(), hint.clone(), edges_of(hint.kind, *this, *other)));
            }
        }
    }
    let network = network.with_hints(hints);
    let whole = |way: Vec<Deal>| {
        let ways = vec![Vec::new()];
        way.into_iter().fold(ways, |ways, deal| {
            let branches = branches(deal);
            let longer = |way: &Vec<Deal>| {
                branches
                    .iter()
                    .map(|b| [way.as_slice(), std::slice::from_ref(b)].concat())
                    .collect::<Vec<_>>()
            };
            ways.iter().flat_map(longer).collect()
        })
    };
    let mut choices: Vec<Vec<Vec<Deal>>> =
        choices.into_iter().map(|c| c.into_iter().flat_map(whole).collect()).collect();
    // A spell whose end hints bound is not open any more.
    for deal in choices.iter_mut().flatten().flatten() {
        deal.end_is_open &= network.bounds[deal.end].latest == Day::FUTURE;
    }
    let (one, several): (Vec<_>, Vec<_>) = choices.into_iter().partition(|c| c.len() == 1);
    let fixed = one.into_iter().flatten().flatten().collect();
    Plan { fixed, choices: several, network }
}

impl Plan {
    /// Every way to settle all choices.
    pub fn positions(&self) -> Vec<Vec<Deal>> {
        let mut positions = vec![self.fixed.clone()];
        for choice in &self.choices {
            let mut more = Vec::new();
            for position in &positions {
                for alternative in choice {
                    let mut longer = position.clone();
                    longer.extend(alternative.iter().cloned());
                    more.push(longer);
                }
            }
            positions = more;
        }
        positions
    }
}

/// Observations describe a state and stand apart.
fn is_observation(told: &Told) -> bool {
    told.report.kind == Kind::Speech(SpeechKind::Status)
        || told.report.is(Detail::Phase, "ongoing")
        || told.report.is(Detail::Phase, "whole")
}

/// Reports of one happening: `variant-of`, both ways and onwards.
fn groups(told: &[Told]) -> Vec<Vec<&Told>> {
    let mut group: Vec<usize> = (0..told.len()).collect();
    for (i, t) in told.iter().enumerate() {
        for other in &t.report.variant_of {
            if let Some(j) = told.iter().position(|o| o.report.id == *other) {
                let (from, to) = (group[j], group[i]);
                group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            }
        }
    }
    let mut found: Vec<Vec<&Told>> = Vec::new();
    for g in 0..told.len() {
        let members: Vec<&Told> = (0..told.len()).filter(|i| group[*i] == g).map(|i| &told[i]).collect();
        if !members.is_empty() {
            found.push(members);
        }
    }
    found
}

fn instants(network: &mut Network, begin: Bounds, end: Bounds, spell: bool) -> (Node, Node) {
    let first = network.node(begin);
    if !spell {
        return (first, first);
    }
    let last = network.node(end);
    network.edges.push((first, last));
    (first, last)
}

fn own_instants(network: &mut Network, told: &Told, margins: &Margins) -> (Node, Node) {
    instants(network, told.begin(margins), told.end(margins), told.report.date.is_spell())
}

/// Accounts of one kind and date as one; where they fill a role, all fillers together.
fn deal(told: &[&Told], (begin, end): (Node, Node)) -> Deal {
    let mut roles: BTreeMap<Role, Vec<Filler>> = BTreeMap::new();
    let mut details = BTreeMap::new();
    let (mut says, mut places): (Vec<Proposition>, Vec<PlaceId>) = (Vec::new(), Vec::new());
    for t in told {
        for (role, fillers) in &t.report.roles {
            let all = roles.entry(*role).or_default();
            for filler in fillers {
                match all.iter_mut().find(|f| f.actor == filler.actor) {
                    Some(known) => known.surety = known.surety.max(filler.surety),
                    None => all.push(filler.clone()),
                }
            }
        }
        for (detail, value) in &t.report.details {
            details.entry(*detail).or_insert_with(|| value.clone());
        }
        says.extend(t.report.says.iter().cloned());
        for place in &t.report.places {
            if !places.contains(place) {
                places.push(place.clone());
            }
        }
    }
    let ends: Vec<Bounds> = told.iter().filter_map(|t| t.report.date.end.map(|e| e.bounds)).collect();
    Deal {
        ids: told.iter().map(|t| t.report.id.clone()).collect(),
        happening: 0,
        kind: told[0].report.kind,
        roles,
        details,
        says,
        places,
        surety: told.iter().map(|t| t.surety).max().unwrap_or(Surety::Ambiguous),
        begin,
        end,
        spell: begin != end,
        loose: loose(told),
        end_is_open: !ends.is_empty() && ends.iter().all(|e| e.latest == Day::FUTURE),
        unit: told.iter().map(|t| t.report.date.begin.unit).min().unwrap_or(Unit::Day),
        published: told.iter().map(|t| t.reported.earliest).max().unwrap_or(Day::PAST),
    }
}

/// Whether all that is written together leaves the begin open on a side.
fn loose(told: &[&Told]) -> bool {
    let all = told.iter().map(|t| t.report.date.begin(&Margins::default())).reduce(Bounds::meet);
    all.is_none_or(|b| b.earliest == Day::PAST || b.latest == Day::FUTURE)
}

/// The alternatives of accounts that share a date: one for every kind, and for every filling of a single role.
fn agreed(stated: &[&Told], nodes: (Node, Node)) -> Vec<Deal> {
    let mut kinds: Vec<Kind> = Vec::new();
    for t in stated {
        if !kinds.contains(&t.report.kind) {
            kinds.push(t.report.kind);
        }
    }
    let mut all = Vec::new();
    for kind in kinds {
        let accounts: Vec<&Told> = stated.iter().copied().filter(|t| t.report.kind == kind).collect();
        let mut whole = deal(&accounts, nodes);
        // A role that only others fill is taken from them, where the kind knows it.
        for usage in kind.grammar().roles {
            if whole.roles.get(&usage.role).is_none_or(Vec::is_empty) {
                let others = stated.iter().find(|t| !t.report.role(usage.role).is_empty());
                if let Some(other) = others {
                    whole.roles.insert(usage.role, other.report.role(usage.role).to_vec());
                }
            }
        }
        // So are places.
        if let Some(other) = stated.iter().find(|t| whole.places.is_empty() && !t.report.places.is_empty()) {
            whole.places = other.report.places.clone();
        }
        let mut alternatives = vec![whole];
        for usage in kind.grammar().roles.iter().filter(|u| u.across == Across::Dispute) {
            let mut fillings: Vec<(Vec<_>, Vec<Filler>)> = Vec::new();
            for account in &accounts {
                let fillers = account.report.role(usage.role);
                let mut actors: Vec<_> = fillers.iter().map(|f| f.actor.clone()).collect();
                actors.sort();
                if !actors.is_empty() && fillings.iter().all(|(known, _)| *known != actors) {
                    fillings.push((actors, fillers.to_vec()));
                }
            }
            if fillings.len() > 1 {
                let with = |deal: &Deal, fillers: &[Filler]| {
                    let mut deal = deal.clone();
                    deal.roles.insert(usage.role, fillers.to_vec());
                    deal
                };
                alternatives = alternatives
                    .iter()
                    .flat_map(|d| fillings.iter().map(|(_, f)| with(d, f)).collect::<Vec<_>>())
                    .collect();
            }
        }
        all.extend(alternatives);
    }
    all
}

/// A merger whose source leaves open whether the constituents ended: both ways (rule R25).
fn branches(deal: Deal) -> Vec<Deal> {
    if deal.details.get(&Detail::ConstituentsEnd).map(String::as_str) != Some("disputed") {
        return vec![deal];
    }
    ["yes", "no"]
        .into_iter()
        .map(|word| {
            let mut one = deal.clone();
            one.details.insert(Detail::ConstituentsEnd, word.to_owned());
            one
        })
        .collect()
}
