//! Why not: what ended it, what was not there, who holds it instead; and why nothing is known.

use super::case::{Case, sure};
use super::heard::{Fate, HeardClaim};
use super::reason::{Ground, Reason, slot_rule};
use crate::domain::{Act, Answer, Bounds, Day, FindingKind, Fluent, ReportId, Silence, Slot};
use crate::projectors;
use crate::replay::{Item, Part, Spans, Track};

impl Case<'_> {
    // Unknown

    pub(super) fn not_known(&self) -> Vec<Reason> {
        let past = self.past_horizon().filter(|_| self.silence() == Silence::Unknown);
        if past.is_some() {
            return past.into_iter().collect();
        }
        let open = self.items().iter().filter(|i| {
            matches!(i.part, Part::Start { .. } | Part::Evidence | Part::Seen)
                && i.bounds.earliest == Day::PAST
                && self.day < i.bounds.latest
        });
        let mut all: Vec<Reason> = open.map(|i| Reason::told(Ground::OpenToTheLeft, i)).collect();
        all.extend(self.void());
        if all.is_empty() {
            let tells = |i: &&Item| !matches!(i.part, Part::Lapse | Part::Return);
            let mut told = self.items().iter().filter(tells).peekable();
            let later = told.peek().is_some() && told.all(|i| i.bounds.earliest > self.day);
            all.push(if later { self.first_report() } else { Reason::of(Ground::Silence) });
        }
        all
    }

    /// The first report of all, where every one is of later.
    fn first_report(&self) -> Reason {
        let first = self.items().iter().min_by_key(|i| (i.bounds.earliest, i.bounds.latest));
        first.map_or(Reason::of(Ground::Silence), |i| Reason::told(Ground::BeforeFirstReport, i))
    }

    // No

    pub(super) fn absent(&self, heard: &[HeardClaim]) -> Vec<Reason> {
        let mut all = self.bodies(Answer::No, Ground::BodyGone);
        all.extend(self.held_by_another());
        let ended = self.ended();
        let over = !ended.is_empty();
        all.extend(ended);
        all.extend(self.no_return());
        all.extend(self.denied_by_one());
        all.extend(self.later(over));
        all.extend(self.void());
        for claim in heard {
            match &claim.fate {
                Fate::Settled(by) if claim.affirms => {
                    let mut reason = claim.reason(Ground::ClaimSettled);
                    reason.rules = by.iter().map(|s| s.rule).collect();
                    reason.rules.sort_unstable();
                    reason.rules.dedup();
                    reason.reports.extend(by.iter().flat_map(|s| s.reports.clone()));
                    all.push(reason);
                }
                // A denial alone leaves silence as it is.
                Fate::Open if !claim.affirms && claim.opposed_by.is_empty() => {
                    all.push(claim.reason(Ground::Denied));
                }
                Fate::Open if claim.affirms => all.push(claim.reason(Ground::ClaimOutweighed)),
                Fate::Settled(_) | Fate::Open | Fate::Fact | Fate::NotHeard => {}
            }
        }
        let decides = |r: &Reason| {
            !matches!(
                r.ground,
                Ground::ClaimSettled | Ground::ClaimOutweighed | Ground::Void | Ground::Denied
            )
        };
        if !all.iter().any(decides) {
            all.push(Reason::of(Ground::Silence));
        }
        all
    }

    /// What ended it last: the ends by the day that nothing certain begins or shows it after.
    fn ended(&self) -> Vec<Reason> {
        let shows = |i: &&Item| {
            let part = matches!(i.part, Part::Start { .. } | Part::Evidence | Part::Seen);
            part && sure(i) && i.bounds.latest <= self.day
        };
        let again = |end: &Item| {
            let mut later = self.items().iter().filter(shows);
            later.any(|s| s.bounds.earliest > end.bounds.latest && s.instant != end.instant)
        };
        // Who never held it has lost nothing.
        let may_have_held = |end: &Item| {
            self.items().iter().any(|i| match i.part {
                Part::Start { .. } | Part::Evidence | Part::Seen | Part::End { explicit: true } => {
                    i.bounds.earliest <= end.bounds.latest
                }
                _ => false,
            })
        };
        let ends: Vec<&Item> = self.sure_ends().filter(|e| !again(e) && may_have_held(e)).collect();
        // Who is named as the loser is not also told to be displaced.
        let named = |end: &Item| ends.iter().any(|e| !e.displaces && e.reports == end.reports);
        let told = ends.iter().filter(|e| !(e.displaces && named(e)));
        told.map(|end| match end.displaces {
            true => Reason::told(Ground::Displaced, end).under(slot_rule(self.fact.relation)),
            false => Reason::told(Ground::Ended, end),
        })
        .collect()
    }

    /// A body that was gone meanwhile, and came back without it (rule R26).
    fn no_return(&self) -> Option<Reason> {
        let began = |gone: Day| {
            let before = |i: &Item| {
                matches!(i.part, Part::Start { .. } | Part::Seen | Part::End { explicit: true })
                    && i.bounds.earliest < gone
            };
            self.items().iter().any(before)
        };
        let born_again = |track: &Track, gone: Day| {
            track.items.iter().any(|i| i.part == Part::Start { birth: true } && i.bounds.latest >= gone)
        };
        for (body, answer) in self.bodies.iter().filter(|(_, answer)| *answer != Answer::No) {
            let Some(track) = self.timeline.of_fluent(body) else { continue };
            let earlier = track.segments.iter().filter(|s| s.from != Day::PAST && s.from <= self.day);
            let gone = earlier.filter(|s| s.answer == Answer::No).map(|s| s.from).next_back();
            if let Some(gone) = gone.filter(|gone| began(*gone) && born_again(track, *gone)) {
                let (facts, when) = (vec![body.clone()], Some(Bounds::exact(gone)));
                return Some(Reason { facts, when, answer: Some(*answer), ..Reason::of(Ground::NoReturn) });
            }
        }
        None
    }

    /// The word of the one actor whose word counts, where he denies it.
    fn denied_by_one(&self) -> Option<Reason> {
        let actor = self.timeline.according_to()?;
        let said = self.items().iter().filter(|i| {
            matches!(i.part, Part::Affirmed | Part::Denied)
                && i.holders.contains(actor)
                && i.bounds.earliest <= self.day
        });
        let last = said.max_by_key(|i| (i.bounds.latest, i.bounds.earliest))?;
        let denies = last.part == Part::Denied;
        denies.then(|| Reason { by: vec![actor.clone()], ..Reason::told(Ground::Heard, last) })
    }

    /// What begins it, or sees it, on other days only.
    fn later(&self, over: bool) -> Vec<Reason> {
        let begins = |i: &&Item| matches!(i.part, Part::Start { .. } | Part::Evidence | Part::Seen);
        let after = |i: &&Item| begins(i) && i.bounds.earliest > self.day;
        let (births, others): (Vec<&Item>, Vec<&Item>) = self
            .items()
            .iter()
            .filter(after)
            .partition(|i| i.part == Part::Start { birth: true } && i.certain);
        let mut all: Vec<Reason> = births.into_iter().map(|i| Reason::told(Ground::BeforeBirth, i)).collect();
        let before = self.items().iter().filter(begins).any(|i| i.bounds.earliest <= self.day);
        if all.is_empty() && !before && self.silence() == Silence::No {
            let first = others.into_iter().min_by_key(|i| (i.bounds.earliest, i.bounds.latest));
            all.extend(first.map(|i| Reason::told(Ground::NotYetBegun, i)));
        }
        let past = |i: &&Item| i.part == Part::Seen && i.until.latest < self.day;
        let last = self.items().iter().filter(past).max_by_key(|i| i.until.latest);
        let started = self
            .items()
            .iter()
            .any(|i| matches!(i.part, Part::Start { .. }) && i.bounds.earliest <= self.day);
        if let (Some(seen), false) = (last, started || over) {
            let when = Some(Bounds::new(seen.bounds.earliest, seen.until.latest));
            all.push(Reason { when, ..Reason::told(Ground::SeenOnly, seen) });
        }
        all
    }

    /// Who certainly holds what only one can; in every account somebody, where the accounts differ.
    fn held_by_another(&self) -> Option<Reason> {
        let shared = self.fact.relation.declaration().slot == Slot::Shared;
        if shared || self.silence() != Silence::Unknown || !self.silent() {
            return None;
        }
        let rival = |t: &&Track| {
            let (a, b) = (&t.fluent, self.fact);
            a.relation == b.relation && a.object == b.object && a.value == b.value && a.subject != b.subject
        };
        let rivals = || self.timeline.of_relation(self.fact.relation).filter(rival);
        let so = |answer: Answer| -> Vec<Fluent> {
            rivals().filter(|t| t.on(self.day) == answer).map(|t| t.fluent.clone()).collect()
        };
        let (certain, disputed) = (so(Answer::Yes), so(Answer::Disputed));
        let (facts, answer) =
            if certain.is_empty() { (disputed, Answer::Disputed) } else { (certain, Answer::Yes) };
        let reason = Reason { facts, answer: Some(answer), ..Reason::of(Ground::HeldByAnother) };
        (!reason.facts.is_empty()).then(|| reason.under(slot_rule(self.fact.relation)))
    }

    /// Reports that would begin or end it, but that are void, as somebody needed for it was not there (rule R18).
    fn void(&self) -> Vec<Reason> {
        let mut all = Vec::new();
        for finding in &self.timeline.findings {
            if !matches!(finding.kind, FindingKind::BeforeBirth | FindingKind::AfterEnd) {
                continue;
            }
            let in_effect = |i: &Item| i.reports == finding.reports && self.may_show(i);
            if finding.reports.iter().any(|id| self.would_begin(id)) && !self.items().iter().any(in_effect) {
                let when =
                    finding.reports.first().and_then(|id| self.timeline.bounds(id)).map(|(begin, _)| begin);
                if when.is_none_or(|when| when.earliest <= self.day) {
                    all.push(Reason { reports: finding.reports.clone(), when, ..Reason::of(Ground::Void) });
                }
            }
        }
        all
    }

    /// Whether a report by itself would make the fact hold.
    fn would_begin(&self, id: &ReportId) -> bool {
        let Some(accepted) = self.timeline.report(id.as_str()) else { return false };
        projectors::project(&accepted.report, self.timeline.cast()).iter().any(|effect| match &effect.act {
            Act::Begins { fluent, .. } | Act::Observes { fluent } | Act::Proves { fluent } => {
                *fluent == *self.fact
            }
            Act::Lapses { .. } | Act::Returns { .. } | Act::Ends { .. } => false,
            Act::Affirms { .. } | Act::Denies { .. } => false,
        })
    }
}
