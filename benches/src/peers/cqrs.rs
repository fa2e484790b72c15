//! cqrs-es, its store in memory: an aggregate an actor, the same fold as the naive one.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use annals::domain::Record;
use cqrs_es::event_sink::EventSink;
use cqrs_es::mem_store::MemStore;
use cqrs_es::{Aggregate, AggregateContext, DomainEvent, EventStore};
use serde::{Deserialize, Serialize};

use super::fold::{Held, Told, apply, cast, told};
use crate::Failure;

impl DomainEvent for Told {
    fn event_type(&self) -> String {
        "told".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// What holds of an actor.
#[derive(Default, Serialize, Deserialize)]
struct Known(#[serde(skip)] Held);

impl Aggregate for Known {
    const TYPE: &'static str = "actor";
    type Command = ();
    type Event = Told;
    type Error = Infallible;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _sink: &EventSink<Self>) -> Result<(), Infallible> {
        Ok(())
    }

    fn apply(&mut self, event: Told) {
        apply(&mut self.0, event);
    }
}

/// A store in memory with everything that a log tells.
pub struct Memory {
    store: MemStore<Known>,
    runtime: tokio::runtime::Runtime,
    actors: Vec<String>,
}

impl Memory {
    pub fn of(records: &[Record]) -> Result<Memory, Failure> {
        let cast = cast(records);
        let mut events: BTreeMap<String, Vec<Told>> = BTreeMap::new();
        for told in records.iter().flat_map(|record| told(record, &cast)) {
            events.entry(told.fluent.subject.to_string()).or_default().push(told);
        }
        let store = MemStore::<Known>::default();
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let actors = events.keys().cloned().collect();
        runtime.block_on(async {
            for (actor, events) in events {
                let context = store.load_aggregate(&actor).await?;
                store.commit(events, context, HashMap::new()).await?;
            }
            Ok::<(), cqrs_es::AggregateError<Infallible>>(())
        })?;
        Ok(Memory { store, runtime, actors })
    }

    /// Replays every aggregate: how many facts hold in the end.
    pub fn replay(&self) -> Result<u64, Failure> {
        self.runtime.block_on(async {
            let mut holding = 0;
            for actor in &self.actors {
                let mut context = self.store.load_aggregate(actor).await?;
                holding += context.aggregate().0.values().filter(|(_, holds)| *holds).count() as u64;
            }
            Ok(holding)
        })
    }
}
