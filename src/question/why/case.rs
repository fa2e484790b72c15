//! A fact on a day with all that touches it, and the small questions every explanation asks of it.

use super::Gap;
use super::doubt::{Doubted, doubts_of};
use crate::domain::{Answer, Day, Fluent, Silence};
use crate::replay::{Item, Part, Spans, Timeline, Track};

/// A fact on a day.
pub(super) struct Case<'a> {
    pub timeline: &'a Timeline,
    pub fact: &'a Fluent,
    pub day: Day,
    /// Where anything speaks of it.
    pub track: Option<&'a Track>,
    /// The bodies it presupposes, each with its answer on the day (rule R26).
    pub bodies: Vec<(Fluent, Answer)>,
}

impl<'a> Case<'a> {
    pub fn of(timeline: &'a Timeline, fact: &'a Fluent, day: Day) -> Case<'a> {
        let beings = timeline.cast().presupposed(fact).into_iter().filter(|b| b != fact);
        let bodies = beings.map(|b| (b.clone(), timeline.answer(&b, day))).collect();
        Case { timeline, fact, day, track: timeline.of_fluent(fact), bodies }
    }

    pub fn items(&self) -> &'a [Item] {
        self.track.map_or(&[], |track| &track.items)
    }

    pub fn silence(&self) -> Silence {
        self.fact.relation.declaration().silence
    }

    /// Whether only silence speaks on the day.
    pub fn silent(&self) -> bool {
        let Some(track) = self.track else { return true };
        track.segments.iter().rev().find(|s| s.from <= self.day).is_none_or(|s| s.silent)
    }

    /// What certainly ended it by the day, in whatever account.
    pub fn sure_ends(&self) -> impl Iterator<Item = &'a Item> {
        let day = self.day;
        self.items()
            .iter()
            .filter(move |i| matches!(i.part, Part::End { .. }) && i.certain && i.bounds.latest <= day)
    }

    /// Whether an end certainly came after a beginning, by the day.
    pub fn undone(&self, start: &Item) -> bool {
        let own = |end: &Item| start.part == Part::Evidence && end.instant == start.instant;
        let shared = |end: &&Item| end.choices.is_empty();
        self.sure_ends().filter(shared).any(|end| end.bounds.earliest > start.bounds.latest || own(end))
    }

    /// What has begun it, or shows it, certainly and in every account, and was not certainly undone by the day.
    pub fn sure_starts(&self) -> impl Iterator<Item = &'a Item> {
        self.items().iter().filter(|i| sure(i) && self.shows(i) && !self.undone(i))
    }

    /// Whether an item makes it hold on the day, wherever it happens.
    pub fn shows(&self, item: &Item) -> bool {
        match item.part {
            Part::Start { .. } | Part::Evidence => item.bounds.latest <= self.day,
            Part::Seen => item.bounds.latest <= self.day && self.day <= item.until.earliest,
            _ => false,
        }
    }

    /// Whether an item may make it hold on the day.
    pub fn may_show(&self, item: &Item) -> bool {
        match item.part {
            Part::Start { .. } | Part::Evidence | Part::Return => item.bounds.earliest <= self.day,
            Part::Seen => item.bounds.earliest <= self.day && self.day <= item.until.latest,
            _ => false,
        }
    }

    /// Why an item is less than certain.
    pub fn doubts(&self, item: &Item) -> Vec<Doubted> {
        let mut all: Vec<Doubted> = Vec::new();
        for id in &item.reports {
            if let Some(accepted) = self.timeline.report(id.as_str()) {
                all.extend(doubts_of(self.fact, accepted, &[item]));
            }
        }
        all.sort();
        all.dedup();
        all
    }

    /// The rules that make an item at most possible.
    pub fn weak_rules(&self, item: &Item) -> Vec<u8> {
        let mut rules: Vec<u8> = self.doubts(item).iter().flat_map(|d| d.rules.clone()).collect();
        rules.sort_unstable();
        rules.dedup();
        if rules.is_empty() { vec![14] } else { rules }
    }

    /// The body whose end an item carries over, where it is one (rule R26).
    pub fn carried_from(&self, item: &Item) -> Option<Fluent> {
        let theirs = |body: &Fluent| {
            let ends = self.timeline.of_fluent(body).map_or(&[][..], |track| &track.items);
            let same = |i: &Item| i.instant == item.instant && i.reports == item.reports;
            ends.iter().any(|i| matches!(i.part, Part::End { .. }) && same(i))
        };
        let mine = item.part == Part::End { explicit: false } && !(item.certain && item.choices.is_empty());
        self.bodies.iter().map(|(body, _)| body).find(|body| mine && theirs(body)).cloned()
    }

    /// The reports between which one is missing.
    pub fn gap(&self) -> Gap {
        let tells = |i: &&Item| !matches!(i.part, Part::Lapse | Part::Return);
        let (heard, later): (Vec<&Item>, Vec<&Item>) =
            self.items().iter().filter(tells).partition(|i| i.bounds.earliest <= self.day);
        let named = |i: &Item| i.reports.first().map(|id| (id.clone(), i.bounds));
        let last = heard.into_iter().max_by_key(|i| (i.bounds.latest.min(self.day), i.bounds.earliest));
        let next = later.into_iter().min_by_key(|i| (i.bounds.earliest, i.bounds.latest));
        Gap { after: last.and_then(named), before: next.and_then(named) }
    }
}

/// Whether an item happens in every world of every account.
pub(super) fn sure(item: &Item) -> bool {
    item.certain && item.choices.is_empty()
}
