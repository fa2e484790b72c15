//! What parties say against what is known (rules R3, R18, R21).

use annals::domain::{Answer, Fluent, ReportId};

use super::Track;
use super::deeds::{Act, Deed};
use super::network::{Network, Node};
use super::worlds::{Does, Item, Window};

/// Somebody says something of a fluent.
#[derive(Clone)]
pub struct Claim {
    pub affirms: bool,
    pub node: Node,
    pub ids: Vec<ReportId>,
}

/// All claims about a fluent, whatever the position.
pub fn about(fluent: &Fluent, positions: &[Vec<Deed>]) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for deed in positions.iter().flatten() {
        let (affirms, about) = match &deed.act {
            Act::Affirm { fluent } => (true, fluent),
            Act::Deny { fluent } => (false, fluent),
            _ => continue,
        };
        if about == fluent {
            claims.push(Claim { affirms, node: deed.node, ids: deed.ids.clone() });
        }
    }
    claims
}

/// Weighs the claims day by day.
pub fn weigh(
    track: &mut Track,
    claims: &[Claim],
    certain: &[Item],
    positions: &[Vec<Deed>],
    network: &Network,
    window: Window,
) {
    for index in 0..window.len() {
        let day = window.first.plus(index as i32);
        let settled = |claim: &Claim| {
            certain.iter().any(|item| match item.does {
                Does::Begins { evidence: true, .. } => {
                    network.surely_before(claim.node, item.node) && network.bounds[item.node].latest <= day
                }
                does => {
                    let last = if let Does::Observes { until, .. } = does { until } else { item.node };
                    !network.surely_before(last, claim.node) && network.bounds[item.node].earliest <= day
                }
            })
        };
        let speaks = |claim: &&Claim| network.bounds[claim.node].earliest <= day && !settled(claim);
        let open: Vec<&Claim> = claims.iter().filter(speaks).collect();
        let affirmed = open.iter().any(|c| c.affirms);
        let denied = open.iter().any(|c| !c.affirms);
        let contradicted = |id: &ReportId| {
            positions.iter().flatten().any(|d| {
                d.act == Act::DenyReport { report: id.clone() } && network.bounds[d.node].earliest <= day
            })
        };
        let ever = claims.iter().any(|c| c.affirms && network.bounds[c.node].earliest <= day);
        let opposed = ever || open.iter().any(|c| !c.affirms && c.ids.iter().any(contradicted));
        let answer = &mut track.answers[index];
        if *answer == Answer::Yes && denied {
            *answer = if opposed { Answer::Disputed } else { Answer::Possible };
        } else if track.silent[index] && affirmed {
            *answer = if denied { Answer::Disputed } else { Answer::Possible };
        }
    }
}
