//! The cast of a log: what its registers say of actors and places, corrections among them. A report reaches what any of
//! their readings lets it reach.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::domain::{Actor, Amends, Body, Place, Slug};
use crate::projectors::Cast;

/// The registers of actors and places read so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Registers {
    actors: BTreeMap<Slug, Actor>,
    places: BTreeMap<Slug, Place>,
    /// As corrections have them.
    corrected: BTreeMap<Slug, Body>,
    /// Whether what was registered since reports were read changes what these touch.
    pub late: bool,
    /// Once they were asked for, until more is registered.
    casts: OnceLock<Arc<[Cast]>>,
}

impl Registers {
    /// Takes note of a record. `reports`: whether any report came before.
    pub fn note(&mut self, body: &Body, reports: bool) {
        match body {
            Body::Actor(actor) => {
                self.casts.take();
                self.actors.insert(actor.id.clone(), actor.clone());
            }
            Body::Place(place) => {
                self.casts.take();
                self.late |= reports && !self.places.contains_key(&place.id) && place.within.is_some();
                self.places.insert(place.id.clone(), place.clone());
            }
            Body::Amendment(amendment) => {
                if let Amends::Correct { becomes, .. } = &amendment.act {
                    // The date of a source bounds whatever cites it (rule R12).
                    self.late |= reports && !matches!(**becomes, Body::Report(_));
                    if matches!(**becomes, Body::Actor(_) | Body::Place(_)) {
                        self.casts.take();
                        self.corrected.insert(becomes.id().clone(), (**becomes).clone());
                    }
                }
            }
            Body::Source(_) | Body::Report(_) | Body::Redacted(_) => {}
        }
    }

    /// The casts under which reports are to be read: as registered, and as corrected, where anything is.
    pub fn casts(&self) -> Arc<[Cast]> {
        self.casts.get_or_init(|| self.read().into()).clone()
    }

    fn read(&self) -> Vec<Cast> {
        let cast = |corrected: bool| {
            let becomes = |id: &Slug| self.corrected.get(id).filter(|_| corrected);
            let actors = self.actors.values().map(|actor| match becomes(&actor.id) {
                Some(Body::Actor(other)) => (actor.id.clone(), other.kind),
                _ => (actor.id.clone(), actor.kind),
            });
            let places = self.places.values().map(|place| match becomes(&place.id) {
                Some(Body::Place(other)) => (place.id.clone(), other.within.clone()),
                _ => (place.id.clone(), place.within.clone()),
            });
            Cast::new(actors, places)
        };
        if self.corrected.is_empty() { vec![cast(false)] } else { vec![cast(false), cast(true)] }
    }
}
