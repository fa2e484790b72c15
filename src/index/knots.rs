//! Knots: what hints bind together. Of a knot as much is read as may matter: single reports with the days that hints leave
//! them (see `tight`), as long as no two that may fall on one day are wanted for the same fluent or slot; else all of it.

use rustc_hash::FxHashMap;

use super::error::IndexError;
use super::tight::Tight;
use super::tracks::Alone;
use crate::domain::{Bounds, Fluent, Record, Relation, ReportId, Slot, Slug};

/// The group of what may matter to every fluent.
pub(super) const ANY: u32 = 0;

/// A slot: what its fluents state, of which object, with which value.
pub(super) type SlotKey = (Relation, Slug, Option<String>);

/// The slot that a fluent is one of, where only some of them may hold at a time.
pub(super) fn slot_of(fluent: &Fluent) -> Option<SlotKey> {
    let object = fluent.object.clone().filter(|_| fluent.relation.declaration().slot != Slot::Shared);
    object.map(|object| (fluent.relation, object, fluent.value.clone()))
}

/// What is wanted of a knot.
enum Knot {
    /// Some reports: of no two for the same group does it take more than their days to tell which comes first.
    Some(Vec<Member>),
    /// All of it.
    Whole,
}

/// A report that is wanted alone.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Member {
    group: u32,
    position: u64,
    alone: Alone,
}

/// From when a report may begin until it has ended.
fn days(alone: &Alone) -> Bounds {
    alone.begin.hull(alone.end)
}

/// How a record has to be read.
pub(super) enum Wanted {
    /// By itself.
    Alone,
    /// With all that is linked to it, and to these, which were wanted alone before.
    Bound(Vec<u64>),
}

/// What is wanted of all knots, where it is known what hints leave of the days of reports.
#[derive(Default)]
pub(super) struct Knots<'a> {
    tight: Option<&'a Tight<'a>>,
    wanted: FxHashMap<u32, Knot>,
    /// How many groups there are.
    groups: u32,
    /// The groups of slots.
    slots: FxHashMap<SlotKey, u32>,
}

impl<'a> Knots<'a> {
    /// None wanted yet.
    pub fn of(tight: &'a Tight<'a>) -> Knots<'a> {
        Knots { tight: Some(tight), ..Knots::default() }
    }

    /// Whether it is known what hints leave of the days of reports.
    pub fn are_known(&self) -> bool {
        self.tight.is_some()
    }

    /// What is known of that.
    pub fn tight(&self) -> Option<&'a Tight<'a>> {
        self.tight
    }

    /// The group of a fluent: of what is told of it, or of its slot, the order matters.
    pub fn group(&mut self, fluent: &Fluent) -> u32 {
        let next = self.groups.saturating_add(1);
        let group = slot_of(fluent).map_or(next, |slot| *self.slots.entry(slot).or_insert(next));
        self.groups = self.groups.max(group);
        group
    }

    /// Wants a record for a group.
    ///
    /// # Errors
    /// [`IndexError::File`].
    pub fn want(&mut self, group: u32, position: u64) -> Result<Wanted, IndexError> {
        let row = self.tight.map_or(Ok(None), |tight| tight.get(position))?;
        let Some(row) = row else { return Ok(Wanted::Bound(Vec::new())) };
        let knot = self.wanted.entry(row.knot).or_insert_with(|| Knot::Some(Vec::new()));
        let Knot::Some(members) = knot else { return Ok(Wanted::Bound(Vec::new())) };
        let days = row.alone.map(|alone| days(&alone));
        let tied = |member: &Member| {
            let same = member.group == group || member.group == ANY || group == ANY;
            let near = days.is_none_or(|own| !own.meet(self::days(&member.alone)).is_empty());
            same && member.position != position && near
        };
        let Some(alone) = row.alone.filter(|_| !members.iter().any(tied)) else {
            let before = members.iter().map(|member| member.position).collect();
            *knot = Knot::Whole;
            return Ok(Wanted::Bound(before));
        };
        let member = Member { group, position, alone };
        if !members.contains(&member) {
            members.push(member);
        }
        Ok(Wanted::Alone)
    }

    /// Of those of some records that are wanted alone, when they begin and end.
    pub fn alone(&self, records: &[Record]) -> FxHashMap<ReportId, (Bounds, Bounds)> {
        let wanted = self.wanted.values().filter_map(|knot| match knot {
            Knot::Some(members) => Some(members.iter().map(|member| (member.position, member.alone))),
            Knot::Whole => None,
        });
        let wanted: FxHashMap<u64, Alone> = wanted.flatten().collect();
        let days = |record: &Record| {
            let alone = wanted.get(&record.position)?;
            Some((record.body.id().clone(), (alone.begin, alone.end)))
        };
        records.iter().filter_map(days).collect()
    }
}
