//! Thinning: what a closure need not read of all that proves an actor to be there (see `evidence`), and of all that two actors
//! were seen doing.

use std::collections::{BTreeSet, HashSet};

use super::catalog::Catalog;
use super::closure::{Closure, Fetch};
use super::entry::Entry;
use super::error::IndexError;
use super::evidence::{self, Acts};
use super::key::Key;
use super::touch::Sort;
use super::tracks::Alone;
use crate::domain::{Body, Bounds, Day, Fluent, Margins, Record, Report, Slug};
use crate::replay::View;

/// From so many acts on that would have to be read it is worth reading what else is told first.
const FEW: usize = 2;

impl<C: Catalog + ?Sized, F: Fetch + ?Sized> Closure<'_, C, F> {
    /// Whether acts that prove no more than others may be left out: not where the view moves dates, or lets certainty
    /// fade with time.
    pub(super) fn may_thin(&self, fluent: &Fluent) -> bool {
        fluent.relation.is_being() && self.keeps_days()
    }

    /// Whether the view has all that is told on the days of the default view, and lets nothing fade.
    fn keeps_days(&self) -> bool {
        self.view.margins == Margins::default() && self.view.persistence.is_empty()
    }

    /// Whether the view may hear one source and not another, or one only perhaps.
    fn hears_apart(&self) -> bool {
        let View { known_by, sources, without, min_reliability, .. } = self.view;
        known_by.is_some() || !sources.is_empty() || !without.is_empty() || min_reliability.is_some()
    }

    /// What has to be read of all that touches a being; acts of which the catalog tells all are noted instead.
    pub(super) fn thinned(&mut self, being: &Fluent, entries: Vec<Entry>) -> Result<Vec<Entry>, IndexError> {
        if entries.iter().any(|e| self.assumed.contains(&e.position)) {
            return Ok(entries);
        }
        let apart = self.hears_apart();
        let stands = |position| self.proves(position);
        let entries = entries.into_iter().map(|e| self.as_heard(e)).collect::<Result<Vec<_>, _>>()?;
        let (mut bound, mut weighed) = (HashSet::new(), false);
        let acts = Acts { stands: &stands, bound: &bound, apart };
        let mut kept = evidence::needed(&entries, evidence::told(&entries), &acts)?;
        if kept.iter().filter(|e| e.sort.is_evidence()).count() >= FEW {
            let told: BTreeSet<u64> =
                kept.iter().filter(|e| !e.sort.is_evidence()).map(|e| e.position).collect();
            (bound, weighed) = (self.bound_to(told.iter().copied())?, true);
            let acts = Acts { stands: &stands, bound: &bound, apart };
            kept = evidence::needed(&kept, self.told(&kept, &told)?, &acts)?;
        }
        if kept.len() <= self.thin_from || apart || self.by_several_ids(being) {
            return Ok(kept);
        }
        let (mut read, mut unread) = (Vec::new(), Vec::new());
        let acts = Acts { stands: &stands, bound: &bound, apart };
        for entry in kept {
            let bounded = !entry.days.is_half_open() && !entry.days.is_empty();
            let free = if weighed {
                !bound.contains(&entry.position) && self.proves(entry.position)?
            } else {
                self.stands(entry.position)?
            };
            if acts.is_plain(&entry) && bounded && free {
                unread.push((being.clone(), entry));
            } else {
                read.push(entry);
            }
        }
        self.acts.extend(unread);
        Ok(read)
    }

    /// Whether what was only seen of a fluent need not be read: where the answers of its days are all that is wanted, and no
    /// view moves or fades what is told. Who goes by several ids may be seen under any of them (rule R6).
    pub(super) fn may_leave_seen(&self, fluent: &Fluent) -> bool {
        self.knots.are_known()
            && !fluent.relation.is_being()
            && !self.hears_apart()
            && self.keeps_days()
            && !self.by_several_ids(fluent)
    }

    /// What has to be read of all that touches a fluent; sightings of which the catalog tells all are noted instead. Two within
    /// the same days say no more than one.
    pub(super) fn sighted(&mut self, fluent: &Fluent, entries: Vec<Entry>) -> Result<Vec<Entry>, IndexError> {
        let mut read = Vec::new();
        for entry in entries {
            match self.seen_within(&entry)? {
                Some(days) => {
                    self.seen.insert((fluent.clone(), days));
                }
                None => read.push(entry),
            }
        }
        Ok(read)
    }

    /// The days within which a sighting lies, where that is all there is to know of it.
    fn seen_within(&self, entry: &Entry) -> Result<Option<Bounds>, IndexError> {
        if entry.sort != Sort::Seen {
            return Ok(None);
        }
        if let Some(row) = self.tight_at(entry.position)? {
            return Ok(row.acts.then_some(row.begin));
        }
        let bounded = !entry.days.is_half_open() && !entry.days.is_empty();
        Ok((bounded && self.stands(entry.position)?).then_some(entry.days))
    }

    /// Whether records from a position on change nothing about a being: each only proves again what an older act proves
    /// already, with nothing told of it between the two.
    pub(super) fn adds_nothing(&self, being: &Fluent, from: u64) -> Result<bool, IndexError> {
        // Of who goes by another id as well more may be told there (rule R6).
        if self.by_several_ids(being) || self.hears_apart() {
            return Ok(false);
        }
        let entries = self.touching(being)?;
        let (new, known): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|e| e.position >= from);
        for act in new {
            if !self.is_proved(act, &known)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an act that stands proves nothing beside those that are known: the latest of those that certainly come before
    /// it proves the same, and nothing that is told may lie between the two or on the days of either.
    fn is_proved(&self, act: &Entry, known: &[&Entry]) -> Result<bool, IndexError> {
        if act.sort == Sort::Unproven {
            return self.stands(act.position);
        }
        let plain = |e: &Entry| matches!(e.sort, Sort::PlainEvidence | Sort::SpokenEvidence);
        if !plain(act) || act.days.is_empty() || !self.stands(act.position)? {
            return Ok(false);
        }
        let before = |e: &&&Entry| plain(e) && !e.days.is_empty() && e.days.latest < act.days.earliest;
        let mut before: Vec<&Entry> = known.iter().filter(before).copied().collect();
        before.sort_unstable_by_key(|e| std::cmp::Reverse(e.days.earliest));
        let mut last = None;
        for e in before {
            if self.stands(e.position)? {
                last = Some(e);
                break;
            }
        }
        let Some(last) = last else { return Ok(false) };
        let between = Bounds::new(last.days.earliest, act.days.latest);
        let told = |e: &&&Entry| !e.sort.is_evidence() && !e.days.meet(between).is_empty();
        let told: Vec<Entry> = known.iter().filter(told).map(|e| **e).collect();
        let positions = told.iter().map(|e| e.position).collect();
        let days = self.told(&told, &positions)?;
        Ok(days.iter().all(|days| days.meet(between).is_empty()))
    }

    /// An act on the days on which replay has it: one without a last day has happened by the last its source can have known
    /// (rule R12).
    fn as_heard(&self, entry: Entry) -> Result<Entry, IndexError> {
        if let Some(row) = self.tight_at(entry.position)?.filter(|row| row.acts && entry.sort.is_told_act()) {
            return Ok(Entry { days: row.begin, sort: Sort::PlainEvidence, ..entry });
        }
        let plain = matches!(entry.sort, Sort::PlainEvidence | Sort::SpokenEvidence);
        if !plain || entry.days.latest != Day::FUTURE || !self.stands(entry.position)? {
            return Ok(entry);
        }
        let known = self.sources.borrow().get(&entry.cited).copied();
        let until = match known {
            Some(until) => until,
            None => {
                let cited = self.catalog().cited_as(entry.cited)?;
                let until = cited.map_or(Ok(None), |(source, _)| self.knows_until(&source))?;
                self.sources.borrow_mut().insert(entry.cited, until);
                until
            }
        };
        let told = until.map(|until| Bounds::new(entry.days.earliest, until));
        Ok(Entry { days: told.filter(|told| !told.is_empty()).unwrap_or(entry.days), ..entry })
    }

    /// The last day a source can have known, where nothing speaks of it.
    fn knows_until(&self, source: &Slug) -> Result<Option<Day>, IndexError> {
        if !self.read(&Key::Refers(source.clone()))?.is_empty() {
            return Ok(None);
        }
        match self.read(&Key::Is(source.clone()))?.as_slice() {
            [Record { body: Body::Source(source), .. }] => Ok(Some(self.view.last_day(source))),
            _ => Ok(None),
        }
    }

    /// Whether a report stands as written: nothing speaks of it, and the view neither assumes it nor leaves it out.
    fn stands(&self, position: u64) -> Result<bool, IndexError> {
        Ok(!self.moved.contains(&position) && self.catalog().links(position)?.is_empty())
    }

    /// What hints leave of the days of a report that nothing else binds, where acts of all sources count alike.
    fn tight_at(&self, position: u64) -> Result<Option<Alone>, IndexError> {
        match self.knots.tight() {
            Some(tight) if !self.hears_apart() && !self.moved.contains(&position) => {
                Ok(tight.get(position)?.and_then(|row| row.alone))
            }
            _ => Ok(None),
        }
    }

    /// Whether it is known what an act proves by itself: nothing speaks of it, or what hints leave of its days is known.
    fn proves(&self, position: u64) -> Result<bool, IndexError> {
        let tight = self.tight_at(position)?.is_some_and(|row| row.acts || row.unproven);
        Ok(tight || self.stands(position)?)
    }

    /// All that hints, accounts and amendments bind to records.
    pub(super) fn bound_to(
        &self,
        positions: impl IntoIterator<Item = u64>,
    ) -> Result<HashSet<u64>, IndexError> {
        let mut all = HashSet::new();
        let mut open: Vec<u64> = positions.into_iter().collect();
        while let Some(position) = open.pop() {
            if all.insert(position) {
                open.extend(self.catalog().links(position)?);
            }
        }
        Ok(all)
    }

    /// The days within which it may matter how an act stands to what is told: of a report that stands and is of one date just
    /// where that begins and ends, of any other all of them.
    fn told(&self, entries: &[Entry], told: &BTreeSet<u64>) -> Result<Vec<Bounds>, IndexError> {
        let mut days = Vec::new();
        let positions: Vec<u64> = told.iter().copied().collect();
        for record in self.log().fetch(&positions)? {
            let position = record.position;
            match self.one_date(&record)? {
                Some((bounds, report)) => days.extend(edges(bounds, report)),
                None => days.extend(entries.iter().filter(|e| e.position == position).map(|e| e.days)),
            }
        }
        Ok(days)
    }

    /// The days of a report that stands and is of one date, as replay has them (rule R12).
    fn one_date<'r>(&self, record: &'r Record) -> Result<Option<(Bounds, &'r Report)>, IndexError> {
        let Body::Report(report) = &record.body else { return Ok(None) };
        if let Some(row) = self.tight_at(record.position)?.filter(|_| !report.date.is_spell()) {
            return Ok(Some((row.begin, report)));
        }
        if report.date.is_spell() || !self.stands(record.position)? {
            return Ok(None);
        }
        let written = report.date.begin(&Margins::default());
        if written.latest != Day::FUTURE {
            return Ok(Some((written, report)));
        }
        let Some(until) = self.knows_until(&report.citation.source)? else { return Ok(None) };
        let told = Bounds::new(written.earliest, until);
        Ok(Some((if told.is_empty() { written } else { told }, report)))
    }
}

/// The days on which how an act stands to what is told may change (as the gist of a replay has them).
fn edges(bounds: Bounds, report: &Report) -> impl Iterator<Item = Bounds> {
    let Bounds { earliest, latest } = bounds;
    let before = [earliest.prev(), report.date.begin.unit.back(earliest)];
    let days = [earliest, latest].into_iter().chain(before);
    days.filter(|day| !day.is_open()).map(|day| Bounds::new(day, day))
}
