//! Working out the whole timeline of a view, part by part: memory follows the largest part, not the log. The being of
//! every actor is worked out first, since all else leans on it; then everything else, what competes for one slot together.
//!
//! The tracks are kept as if every source had known of all days: how far what is known reaches (rule R12) moves with every new
//! source, and is laid over them when they are asked ([`within`](crate::replay::within)).

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::base::Base;
use super::beings::{Beings, Find};
use super::catalog::Catalog;
use super::closure::{Closure, Gathered};
use super::cores::{lock, share};
use super::delta::Delta;
use super::error::IndexError;
use super::pieces::Read;
use super::plan::{Part, Plan};
use super::tight::Tight;
use super::tracks::{Key, Writer};
use crate::domain::{Day, Fluent, Margins, Record};
use crate::log::{Head, Log};
use crate::projectors::RULES_VERSION;
use crate::replay::{Items, Rest, Timeline, Track, View, replay_part};

/// Tracks that all others lean on, by fluent.
type Tracks = FxHashMap<Fluent, Arc<Track>>;

/// What a timeline is worked out of: the records of a log up to a head, as they read in a view.
pub(super) struct Task<'a, C: ?Sized> {
    pub catalog: &'a C,
    pub log: &'a dyn Log,
    pub view: &'a View,
    pub head: Head,
}

/// Works out every fluent of a catalog in the default view and writes its tracks into a folder; `registers`: the records that
/// register actors, places and sources, and those that amend them, in their order; `size`: about so many entries make a part.
/// `tick` is told how many fluents
/// of how many are done.
///
/// # Errors
/// Whatever catalog, log and system report.
pub fn settle(
    folder: &Path,
    base: &Base,
    registers: &[Record],
    log: &dyn Log,
    size: u64,
    tick: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), IndexError> {
    let task = Task { catalog: base, log, view: &View::default(), head: base.stamp().head };
    work_out(folder, &Plan::of(base, &Delta::default(), size)?, &task, registers, tick)
}

/// Works out every fluent of a plan.
///
/// # Errors
/// As [`settle`].
pub(super) fn work_out<C: Catalog + Sync + ?Sized>(
    folder: &Path,
    plan: &Plan,
    task: &Task<'_, C>,
    registers: &[Record],
    tick: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), IndexError> {
    let key = Key { head: task.head, rules: RULES_VERSION };
    let done = Mutex::new(0);
    let twice: Mutex<HashSet<Fluent>> = Mutex::default();
    let all = plan.fluents;
    let tight = tight(task, registers)?;
    let hinted = if let Tight::Made(rows) = &tight { rows.as_slice() } else { &[] };
    let writer = Mutex::new(Writer::create(folder, key, hinted)?);
    let work = |parts: &[Part], given: &Tracks| -> Result<Tracks, IndexError> {
        let next = Mutex::new(parts.iter());
        let found = Mutex::new(Tracks::default());
        let one = || -> Result<(), IndexError> {
            loop {
                let Some(part) = lock(&next).next().map(|part| plan.fluents(part)) else { return Ok(()) };
                let find = |being: &Fluent| Ok(given.get(being).cloned());
                let timeline = part_of(task, &part, &tight, &find)?;
                let mut writer = lock(&writer);
                for track in timeline.tracks().filter(|t| !t.items.is_empty()) {
                    // Under two ids of one actor the same may come up twice.
                    if timeline.is_one_of_several(&track.fluent) && !lock(&twice).insert(track.fluent.clone())
                    {
                        continue;
                    }
                    writer.push(&track.fluent, &track.segments)?;
                    if track.fluent.relation.is_being() {
                        writer.lean(&track.fluent, track.summary());
                    }
                }
                drop(writer);
                lock(&found).extend(timeline.tracks().filter(|t| t.fluent.relation.is_being()).map(leant_on));
                let mut done = lock(&done);
                *done += part.len() as u64;
                tick(*done, all);
            }
        };
        share(one)?;
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    };
    let beings = work(&plan.beings, &Tracks::default())?;
    work(&plan.rest, &beings)?;
    writer.into_inner().unwrap_or_else(PoisonError::into_inner).finish()?;
    Ok(())
}

/// What others need of a track.
fn leant_on(track: &Track) -> (Fluent, Arc<Track>) {
    let (fluent, segments) = (track.fluent.clone(), track.segments.clone());
    let elsewhere = Some(track.summary());
    (fluent.clone(), Arc::new(Track { fluent, segments, items: Items::default(), elsewhere }))
}

/// What hints leave of the days of reports, where nothing is put on other days.
fn tight<C: Catalog + Sync + ?Sized>(
    task: &Task<'_, C>,
    registers: &[Record],
) -> Result<Tight<'static>, IndexError> {
    let Task { catalog, log, view, head: Head { position: last, .. } } = *task;
    if !view.assume.is_empty() || view.margins != Margins::default() {
        return Ok(Tight::NONE);
    }
    let before = registers.partition_point(|record| record.position <= last);
    let registers = registers.get(..before).unwrap_or(registers);
    Tight::of(catalog, log, &Read::of(view, last, registers))
}

/// The timeline of some fluents, with nothing beyond any horizon, leaning on beings that are found.
pub(super) fn part_of<C: Catalog + ?Sized>(
    task: &Task<'_, C>,
    fluents: &[Fluent],
    tight: &Tight<'_>,
    find: Find<'_>,
) -> Result<Timeline, IndexError> {
    let beings = Beings::new(find);
    let mut closure = Closure::new(task.catalog, task.log, task.view, task.head.position)?;
    closure.give(|fluent| beings.known(fluent));
    closure.tighten(tight);
    closure.want(fluents.iter().cloned());
    let asked: HashSet<Fluent> =
        fluents.iter().flat_map(|f| closure.alike(f)).chain(fluents.iter().cloned()).collect();
    closure.close()?;
    let Gathered { records, acts, seen, tight, .. } = closure.gathered();
    let wanted = |fluent: &Fluent| asked.contains(fluent);
    let given = beings.into_tracks();
    let (given, tight) = (Some(&given), Some(&tight));
    let (horizon, wanted) = (Some(Day::FUTURE), Some(&wanted as _));
    let rest = Rest { horizon, given, wanted, acts: &acts, seen: &seen, tight };
    Ok(replay_part(&records, task.view, &rest))
}
