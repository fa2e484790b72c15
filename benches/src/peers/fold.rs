//! The naive fold: the effects of every report, in the order of the log, the later day over the earlier. No vague bounds,
//! no disputes, no second clock: what a program written in an afternoon does.

use std::collections::HashMap;

use annals::domain::{Act, Body, Fluent, Record};
use annals::projectors::{Cast, project};

/// A fact is told to hold from a day on, or no longer.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Told {
    pub fluent: Fluent,
    pub day: i32,
    pub holds: bool,
}

/// What holds, by the last that was told of it.
pub type Held = HashMap<Fluent, (i32, bool)>;

/// Who is who, of the records of a log.
pub fn cast(records: &[Record]) -> Cast {
    let actors = records.iter().filter_map(|r| match &r.body {
        Body::Actor(actor) => Some((actor.id.clone(), actor.kind)),
        _ => None,
    });
    let places = records.iter().filter_map(|r| match &r.body {
        Body::Place(place) => Some((place.id.clone(), place.within.clone())),
        _ => None,
    });
    Cast::new(actors, places)
}

/// What a record tells of facts, but for those of which it names no holder.
pub fn told(record: &Record, cast: &Cast) -> Vec<Told> {
    let Body::Report(report) = &record.body else { return Vec::new() };
    let day = report.date.begin.bounds.earliest.0;
    let effects = project(report, cast).into_iter();
    let one = |fluent: Fluent, holds: bool| Some(Told { fluent, day, holds });
    effects
        .filter_map(|effect| match effect.act {
            Act::Begins { fluent, .. } | Act::Proves { fluent } => one(fluent, true),
            Act::Ends { pattern, .. } => {
                let subject = pattern.subject?;
                let fluent = Fluent {
                    relation: pattern.relation,
                    subject,
                    object: pattern.object,
                    value: pattern.value,
                };
                one(fluent, false)
            }
            _ => None,
        })
        .collect()
}

/// Lets one thing told change what holds.
pub fn apply(held: &mut Held, told: Told) {
    let last = held.entry(told.fluent).or_insert((i32::MIN, false));
    if told.day >= last.0 {
        *last = (told.day, told.holds);
    }
}

/// Folds a log up to a day.
pub fn fold(records: &[Record], cast: &Cast, day: i32) -> Held {
    let mut held = Held::new();
    for record in records {
        for told in told(record, cast).into_iter().filter(|told| told.day <= day) {
            apply(&mut held, told);
        }
    }
    held
}
