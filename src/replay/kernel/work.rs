//! The work of the kernel, shared out: beings that lean on nothing, and all that leans on beings alone, go to every core;
//! what may lean on itself is worked out between the two, in order. The outcome is the same on any number of cores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Grounds, Kernel, Tracks, excluded, extend};
use crate::domain::{ActorId, Answer, Day, Finding, Fluent, Slug};
use crate::replay::slots::Occupied;
use crate::replay::timeline::{self, Segment, Track};

/// How many items a core takes on at a time, about.
const LOAD: usize = 4_000;

/// Fewer items than this are worked out on one core.
const WORTH_SHARING: usize = 20_000;

/// Whether a fluent is asked for.
pub(in crate::replay) type Wanted<'w> = &'w (dyn Fn(&Fluent) -> bool + Sync);

/// What was worked out, and what was noticed.
pub(in crate::replay) struct Outcome {
    pub tracks: BTreeMap<Fluent, Arc<Track>>,
    pub findings: BTreeSet<Finding>,
}

impl Grounds<'_> {
    /// Works out what is wanted of the ledger, leaning on what is given.
    pub fn run(&self, given: &Tracks, wanted: Wanted<'_>) -> Outcome {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let items: usize = self.ledger.items.values().map(|items| items.len()).sum();
        let cores = if items < WORTH_SHARING { 1 } else { cores };
        let being = |f: &&Fluent| f.relation.is_being();
        let (beings, others): (Vec<&Fluent>, Vec<&Fluent>) = self.ledger.fluents.iter().partition(being);
        let (alone, leaning): (Vec<&Fluent>, Vec<&Fluent>) = beings.into_iter().partition(|f| !self.leans(f));
        let alone = alone.into_iter().filter(|f| wanted(f)).map(|f| vec![f]).collect();
        let (first, mut findings) = self.share(alone, &[given], cores);
        // Who ended whom, with what standing, may go round in circles: in their order, on one core.
        let mut kernel = Kernel::new(self, vec![given, &first]);
        leaning.into_iter().for_each(|fluent| kernel.settle(fluent));
        let (mut second, noticed) = kernel.finish();
        // Whoever holds a slot is worked out with his rivals.
        second.retain(|fluent, _| being(&fluent));
        findings.extend(noticed);
        let groups = self.groups(others, wanted);
        let (third, noticed) = self.share(groups, &[given, &first, &second], cores);
        findings.extend(noticed);
        let kept = given.iter().map(|(fluent, track)| (fluent.clone(), track.clone()));
        let all = kept.chain(first).chain(second).chain(third);
        let tracks: Vec<(Fluent, Arc<Track>)> = all.filter(|(fluent, _)| wanted(fluent)).collect();
        Outcome { tracks: tracks.into_iter().collect(), findings }
    }

    /// Whether a being may lean on anything: on the standing of who ended it.
    fn leans(&self, being: &Fluent) -> bool {
        let items = self.ledger.items.get(being).into_iter().flatten();
        let others = |actor: &ActorId| self.cast.being(actor) != *being;
        items.into_iter().any(|i| i.standing.is_some() || i.needs.iter().any(others))
    }

    /// Fluents that are worked out together: all of a slot where one of them is wanted, others one by one.
    fn groups<'f>(&'f self, fluents: Vec<&'f Fluent>, wanted: Wanted<'_>) -> Vec<Vec<&'f Fluent>> {
        let rivals = self.slots.values().filter(|rivals| rivals.iter().any(|f| wanted(f)));
        let mut groups: Vec<Vec<&Fluent>> = rivals.cloned().collect();
        let single = fluents.into_iter().filter(|f| wanted(f) && !self.ledger.is_sole(f));
        groups.extend(single.map(|fluent| vec![fluent]));
        groups
    }

    /// Works out groups of fluents on some cores.
    fn share(
        &self,
        mut groups: Vec<Vec<&Fluent>>,
        before: &[&Tracks],
        cores: usize,
    ) -> (Tracks, BTreeSet<Finding>) {
        let weight = |group: &Vec<&Fluent>| -> usize {
            group.iter().map(|f| 1 + self.ledger.items.get(*f).map_or(0, |items| items.len())).sum()
        };
        if cores < 2 {
            let mut kernel = Kernel::new(self, before.to_vec());
            groups.iter().for_each(|group| kernel.settle_group(group));
            return kernel.finish();
        }
        // The heaviest first, and the light ones by the load.
        groups.sort_by_cached_key(|group| std::cmp::Reverse(weight(group)));
        let mut loads: Vec<Vec<Vec<&Fluent>>> = Vec::new();
        let mut load = 0;
        for group in groups {
            let heavy = weight(&group);
            match loads.last_mut().filter(|_| load + heavy <= LOAD) {
                Some(last) => last.push(group),
                None => {
                    load = 0;
                    loads.push(vec![group]);
                }
            }
            load += heavy;
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut kernel = Kernel::new(self, before.to_vec());
            while let Some(load) = loads.get(next.fetch_add(1, Ordering::Relaxed)) {
                load.iter().for_each(|group| kernel.settle_group(group));
            }
            kernel.finish()
        };
        let (mut tracks, mut findings) = (Tracks::default(), BTreeSet::new());
        let outcomes: Vec<thread::Result<(Tracks, BTreeSet<Finding>)>> = thread::scope(|scope| {
            let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            workers.into_iter().map(thread::ScopedJoinHandle::join).collect()
        });
        for outcome in outcomes {
            match outcome {
                Ok((done, noticed)) => {
                    tracks.extend(done);
                    findings.extend(noticed);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        (tracks, findings)
    }
}

impl Kernel<'_> {
    /// Works out fluents of which one may exclude the others.
    fn settle_group(&mut self, group: &[&Fluent]) {
        group.iter().for_each(|fluent| self.settle(fluent));
        if group.first().is_some_and(|f| self.grounds.ledger.is_sole(f)) {
            self.exclude(group);
        }
        self.heard.clear();
        self.occupied.clear();
    }

    /// Where another certainly holds the slot, silence about the rest is *no*.
    fn exclude(&mut self, group: &[&Fluent]) {
        let mut held: Vec<(Slug, Day, Day)> = Vec::new();
        for track in group.iter().filter_map(|fluent| self.known(fluent)) {
            for (i, segment) in track.segments.iter().enumerate().filter(|(_, s)| s.answer == Answer::Yes) {
                let to = track.segments.get(i + 1).map_or(Day::FUTURE, |next| next.from);
                held.push((track.fluent.subject.clone(), segment.from, to));
            }
        }
        if held.is_empty() {
            return;
        }
        let occupied = Occupied::of(held);
        for fluent in group {
            let Some(track) = self.done.get_mut(*fluent) else { continue };
            let mut days: Vec<Day> = track.segments.iter().map(|s| s.from).collect();
            days.extend(occupied.days());
            days.retain(|d| *d != Day::FUTURE);
            days.sort_unstable();
            days.dedup();
            let mut segments: Vec<Segment> = Vec::new();
            for day in days {
                let mut segment = Segment { from: day, ..timeline::on(&track.segments, day) };
                if segment.silent && occupied.by_other(&fluent.subject, day) {
                    let answer = excluded(segment.answer);
                    segment.excluded |= answer != segment.answer;
                    segment.answer = answer;
                }
                extend(&mut segments, segment);
            }
            if segments != track.segments {
                Arc::make_mut(track).segments = segments;
            }
        }
    }
}
