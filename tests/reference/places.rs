//! Places that lie in one another, and how far a report about the outer one reaches (rule R28).

use std::collections::BTreeMap;

use annals::domain::{ForceKind, Kind, Place, PlaceId};

use super::accounts::Deal;
use super::network::{Network, Node};

/// A report that names places as taken or left.
struct Naming {
    happening: usize,
    places: Vec<PlaceId>,
    begin: Node,
}

/// All places, and who speaks of them.
#[derive(Default)]
pub struct Gazetteer {
    within: BTreeMap<PlaceId, Option<PlaceId>>,
    namings: Vec<Naming>,
    network: Network,
}

impl Gazetteer {
    /// Of what one position tells.
    pub fn of(places: &[Place], deals: &[Deal], network: &Network) -> Gazetteer {
        let within = places.iter().map(|p| (p.id.clone(), p.within.clone())).collect();
        let takes = |d: &&Deal| matches!(d.kind, Kind::Force(ForceKind::Capture | ForceKind::Withdrawal));
        let naming = |d: &Deal| Naming { happening: d.happening, places: d.places.clone(), begin: d.begin };
        let namings = deals.iter().filter(takes).map(naming).collect();
        Gazetteer { within, namings, network: network.clone() }
    }

    /// The places that a happening does not name but reaches: those inside of which nothing else that falls inside
    /// its bounds tells.
    pub fn reached(&self, deal: &Deal) -> Vec<PlaceId> {
        let (network, own) = (&self.network, self.network.bounds[deal.begin]);
        let told = |place: &PlaceId| {
            self.namings.iter().any(|other| {
                let begin = network.bounds[other.begin];
                let inside = own.earliest <= begin.earliest && begin.latest <= own.latest;
                // What hints put before it is what it may undo.
                let first =
                    network.ordered(other.begin, deal.begin) && !network.ordered(deal.begin, other.begin);
                !first && other.happening != deal.happening && other.places.contains(place) && inside
            })
        };
        let named = |place: &PlaceId| deal.places.contains(place);
        let lies_in = |place: &&PlaceId| deal.places.iter().any(|outer| self.inside(place, outer));
        self.within.keys().filter(lies_in).filter(|p| !named(p) && !told(p)).cloned().collect()
    }

    /// Whether one place lies in another, at any depth.
    fn inside(&self, inner: &PlaceId, outer: &PlaceId) -> bool {
        let mut around = self.within.get(inner).cloned().flatten();
        for _ in 0..self.within.len() {
            let Some(place) = around else { return false };
            if place == *outer {
                return true;
            }
            around = self.within.get(&place).cloned().flatten();
        }
        false
    }
}
