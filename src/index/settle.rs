//! Working out the whole timeline of the default view, part by part: memory follows the largest part, not the log. The being of
//! every actor is worked out first, since all else leans on it; then everything else, what competes for one slot together.
//!
//! The tracks are kept as if every source had known of all days: how far what is known reaches (rule R12) moves with every new
//! source, and is laid over them when they are asked ([`within`]).

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustc_hash::FxHashMap;

use super::base::Base;
use super::beings::{Beings, Find, is_being};
use super::catalog::Catalog;
use super::closure::Closure;
use super::error::IndexError;
use super::rows::{Code, code_of};
use super::tracks::{Key, Writer};
use crate::domain::{Answer, Day, Fluent, Relation, Silence, Slot, Slug};
use crate::log::Log;
use crate::projectors::RULES_VERSION;
use crate::replay::{Items, Rest, Segment, Timeline, Track, View, past_horizon, replay_part};

/// About so many entries of fluents are worked out together.
const PART: u64 = 20_000;

/// Tracks that all others lean on, by fluent.
type Tracks = FxHashMap<Fluent, Arc<Track>>;

/// Works out every fluent of a catalog and writes its tracks into a folder. `tick` is told how many fluents of how many are
/// done.
///
/// # Errors
/// Whatever catalog, log and system report.
pub fn settle(
    folder: &Path,
    base: &Base,
    log: &dyn Log,
    tick: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), IndexError> {
    let plan = Plan::of(base)?;
    let key = Key { head: base.stamp().head, rules: RULES_VERSION };
    let writer = Mutex::new(Writer::create(folder, key)?);
    let done = Mutex::new(0);
    let twice: Mutex<HashSet<Fluent>> = Mutex::default();
    let all = plan.fluents;
    let work = |parts: &[Vec<Fluent>], given: &Tracks| -> Result<Tracks, IndexError> {
        let next = Mutex::new(parts.iter());
        let found = Mutex::new(Tracks::default());
        let one = || -> Result<(), IndexError> {
            loop {
                let Some(part) = lock(&next).next() else { return Ok(()) };
                let find = |being: &Fluent| Ok(given.get(being).cloned());
                let timeline = part_of(base, log, base.stamp().head.position, part, &find)?;
                let mut writer = lock(&writer);
                for track in timeline.tracks().filter(|t| !t.items.is_empty()) {
                    // Under two ids of one actor the same may come up twice.
                    if timeline.is_one_of_several(&track.fluent) && !lock(&twice).insert(track.fluent.clone())
                    {
                        continue;
                    }
                    writer.push(&track.fluent, &track.segments)?;
                    if is_being(&track.fluent) {
                        writer.lean(&track.fluent, track.summary());
                    }
                }
                drop(writer);
                lock(&found).extend(timeline.tracks().filter(|t| is_being(&t.fluent)).map(leant_on));
                let mut done = lock(&done);
                *done += part.len() as u64;
                tick(*done, all);
            }
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
            all.into_iter().try_for_each(|thread| thread.join().unwrap_or(Ok(())))
        })?;
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    };
    let beings = work(&plan.beings, &Tracks::default())?;
    work(&plan.rest, &beings)?;
    writer.into_inner().unwrap_or_else(PoisonError::into_inner).finish()?;
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What others need of a track.
fn leant_on(track: &Track) -> (Fluent, Arc<Track>) {
    let (fluent, segments) = (track.fluent.clone(), track.segments.clone());
    let elsewhere = Some(track.summary());
    (fluent.clone(), Arc::new(Track { fluent, segments, items: Items::default(), elsewhere }))
}

/// The timeline of some fluents, with nothing beyond any horizon, leaning on beings that are found.
pub(super) fn part_of<C: Catalog + ?Sized>(
    catalog: &C,
    log: &dyn Log,
    last: u64,
    fluents: &[Fluent],
    find: Find<'_>,
) -> Result<Timeline, IndexError> {
    let view = View::default();
    let beings = Beings::new(find);
    let mut closure = Closure::new(catalog, log, &view, last)?;
    closure.give(|fluent| beings.known(fluent));
    closure.want(fluents.iter().cloned());
    let asked: HashSet<Fluent> =
        fluents.iter().flat_map(|f| closure.alike(f)).chain(fluents.iter().cloned()).collect();
    closure.close()?;
    let (records, _) = closure.into_parts();
    let wanted = |fluent: &Fluent| asked.contains(fluent);
    let given = beings.into_tracks();
    let rest = Rest { horizon: Some(Day::FUTURE), given: Some(&given), wanted: Some(&wanted) };
    Ok(replay_part(&records, &view, &rest))
}

/// The answer of a segment on a day past what any source can have known (rule R12).
pub fn within(relation: Relation, segment: Segment, day: Day, horizon: Day) -> Answer {
    if day <= horizon {
        return segment.answer;
    }
    // Silence is *no* where another holds the slot, which past the horizon nobody certainly does.
    let excluded = segment.answer == Answer::No && segment.silent;
    if excluded && relation.declaration().silence == Silence::Unknown {
        return Answer::Unknown;
    }
    past_horizon(relation, segment.answer)
}

/// What only one holds at a time: relation, object and value.
type Place = (Relation, Option<Slug>, Option<String>);

/// What is worked out together.
#[derive(Default)]
struct Plan {
    beings: Vec<Vec<Fluent>>,
    rest: Vec<Vec<Fluent>>,
    fluents: u64,
}

impl Plan {
    fn of(base: &Base) -> Result<Plan, IndexError> {
        let mut plan = Plan::default();
        let mut slots: BTreeMap<Place, (Vec<Fluent>, u64)> = BTreeMap::new();
        let mut filling: BTreeMap<bool, (Vec<Fluent>, u64)> = BTreeMap::new();
        base.each_fluent(&mut |fluent, entries| {
            plan.fluents += 1;
            if fluent.relation.declaration().slot != Slot::Shared {
                let slot = (fluent.relation, fluent.object.clone(), fluent.value.clone());
                let (all, count) = slots.entry(slot).or_default();
                all.push(fluent);
                *count += entries;
                return;
            }
            let being = is_being(&fluent);
            let (all, count) = filling.entry(being).or_default();
            all.push(fluent);
            *count += entries;
            if *count >= PART {
                let part = std::mem::take(all);
                *count = 0;
                if being { plan.beings.push(part) } else { plan.rest.push(part) }
            }
        })?;
        plan.beings.extend(filling.remove(&true).map(|(all, _)| all));
        plan.rest.extend(filling.remove(&false).map(|(all, _)| all));
        let (mut part, mut size) = (Vec::new(), 0);
        for (fluents, count) in slots.into_values() {
            part.extend(fluents);
            size += count;
            if size >= PART {
                plan.rest.push(std::mem::take(&mut part));
                size = 0;
            }
        }
        plan.rest.push(part);
        Ok(plan)
    }
}

impl Base {
    /// Hands every fluent that something touches to `each`, with how many entries lead from it.
    fn each_fluent(&self, each: &mut dyn FnMut(Fluent, u64)) -> Result<(), IndexError> {
        let words = self.words()?;
        let mut at: Option<(Code, u64)> = None;
        for row in self.touch_rows() {
            let code = code_of(&row?);
            match &mut at {
                Some((known, count)) if *known == code => *count += 1,
                _ => {
                    if let Some((known, count)) = at.replace((code, 1))
                        && let Some(fluent) = super::base::fluent_of(&known, &words)
                    {
                        each(fluent, count);
                    }
                }
            }
        }
        if let Some((known, count)) = at
            && let Some(fluent) = super::base::fluent_of(&known, &words)
        {
            each(fluent, count);
        }
        Ok(())
    }
}
