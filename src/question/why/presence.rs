//! Why it holds, why it holds only perhaps, and what puts it in dispute.

use super::case::{Case, sure};
use super::heard::{Fate, HeardClaim};
use super::reason::{Ground, Reason, slot_rule};
use crate::domain::{Answer, Bounds, Day, Fluent, Relation, ReportId, Silence, Slug};
use crate::replay::{Choice, Item, Part, Spans};

impl Case<'_> {
    /// The reasons of an answer: at least one, but of a *yes* that nothing told explains.
    pub fn reasons(&self, answer: Answer, heard: &[HeardClaim]) -> Vec<Reason> {
        let mut all = match answer {
            Answer::Yes => self.certain(),
            Answer::Possible => self.perhaps(heard),
            Answer::Disputed => self.in_dispute(heard),
            Answer::Unknown => self.not_known(),
            Answer::No => self.absent(heard),
        };
        if all.is_empty() {
            let tells = |i: &&Item| i.bounds.earliest <= self.day || i.part == Part::End { explicit: true };
            let mut reports: Vec<ReportId> =
                self.items().iter().filter(tells).flat_map(|i| i.reports.clone()).collect();
            reports.sort();
            reports.dedup();
            all.push(Reason { reports, ..Reason::of(Ground::Worlds) });
        }
        // What would have ended it, had its author had the standing to.
        if matches!(answer, Answer::Yes | Answer::Possible | Answer::Disputed) {
            let lacking = heard.iter().filter(|c| c.no_standing);
            all.extend(lacking.map(|c| c.reason(Ground::NoStanding)));
        }
        // A body that may have ended need not be told to be possible as well.
        let told = |r: &Reason| r.ground == Ground::BodyMayHaveEnded;
        let ending: Vec<Fluent> = all.iter().filter(|r| told(r)).flat_map(|r| r.facts.clone()).collect();
        all.retain(|r| {
            let same = !r.facts.is_empty() && r.facts.iter().all(|f| ending.contains(f));
            !(same && matches!(r.ground, Ground::BodyPossible | Ground::BodyDisputed))
        });
        let mut seen: Vec<Reason> = Vec::new();
        for reason in all {
            if !seen.contains(&reason) {
                seen.push(reason);
            }
        }
        seen
    }

    // Yes

    fn certain(&self) -> Vec<Reason> {
        let mut all = self.word_of_one();
        if self.track.is_none() && self.fact.relation == Relation::Named {
            all.push(Reason::of(Ground::Borne));
        }
        let ground = |i: &Item| match i.part {
            Part::Evidence => Ground::Acts,
            Part::Seen => Ground::Seen,
            _ => Ground::Begun,
        };
        let shown: Vec<&Item> =
            self.items().iter().filter(|i| i.certain && self.shows(i) && !self.undone(i)).collect();
        let told = shown.iter().filter(|i| i.part != Part::Evidence);
        all.extend(told.map(|i| Reason::told(ground(i), i)));
        // Of all who act, the first is enough.
        if all.is_empty() {
            let first =
                shown.iter().min_by_key(|i| (!i.choices.is_empty(), i.bounds.latest, i.bounds.earliest));
            all.extend(first.map(|i| Reason::told(ground(i), i)));
        }
        if all.is_empty() {
            all.extend(self.known_by_end());
        }
        all
    }

    /// What the actor says whose word counts as fact.
    fn word_of_one(&self) -> Vec<Reason> {
        let Some(actor) = self.timeline.according_to() else { return Vec::new() };
        let said = self.items().iter().filter(|i| {
            matches!(i.part, Part::Affirmed | Part::Denied)
                && i.holders.contains(actor)
                && i.bounds.earliest <= self.day
        });
        let last = said.max_by_key(|i| (i.bounds.latest, i.bounds.earliest));
        last.map(|i| Reason { by: vec![actor.clone()], ..Reason::told(Ground::Heard, i) })
            .into_iter()
            .collect()
    }

    /// Ends that tell of the time before them (rule R17).
    pub fn known_by_end(&self) -> Vec<Reason> {
        let later = |i: &&Item| i.part == Part::End { explicit: true } && i.bounds.latest > self.day;
        // Where a beginning is told, the end tells nothing more of the time before.
        let begun = |end: &Item| {
            let between = |start: &Item| {
                self.sure_ends().any(|other| {
                    other.bounds.earliest > start.bounds.latest && other.bounds.latest < end.bounds.earliest
                })
            };
            let starts = self.items().iter().filter(|i| matches!(i.part, Part::Start { .. }) && i.certain);
            starts.filter(|s| s.bounds.latest < end.bounds.earliest).any(|s| !between(s))
        };
        let told = self.items().iter().filter(later).filter(|i| !begun(i));
        told.map(|i| Reason::told(Ground::KnownByEnd, i)).collect()
    }

    // Possible

    fn perhaps(&self, heard: &[HeardClaim]) -> Vec<Reason> {
        let mut all = self.word_of_one();
        if let Some(past) = self.past_horizon()
            && !matches!(past.answer, Some(Answer::Possible))
        {
            all.push(past);
            return all;
        }
        let sure_start = self.sure_starts().next().is_some();
        if !sure_start {
            all.extend(self.doubtful_beginnings());
            all.extend(self.known_by_end());
        }
        all.extend(self.doubtful_ends());
        if self.track.is_some_and(|track| self.timeline.fades(track, self.day)) {
            all.push(Reason::of(Ground::Fading));
        }
        all.extend(self.bodies(Answer::Possible, Ground::BodyPossible));
        all.extend(self.bodies(Answer::Disputed, Ground::BodyDisputed));
        all.extend(self.claims(heard, false, Ground::Denied));
        if !sure_start && all.is_empty() {
            all.extend(self.claims(heard, true, Ground::Affirmed));
        }
        all
    }

    /// The horizon, where it lies before the day and something was known until then (rule R12).
    pub fn past_horizon(&self) -> Option<Reason> {
        let horizon = self.timeline.horizon();
        let last = self.track?.on(horizon);
        let running = !matches!(last, Answer::No | Answer::Unknown);
        let when = Some(Bounds::exact(horizon));
        (self.day > horizon && running).then(|| Reason {
            answer: Some(last),
            when,
            ..Reason::of(Ground::Horizon)
        })
    }

    fn doubtful_beginnings(&self) -> Vec<Reason> {
        let mut all = Vec::new();
        for item in self.items().iter().filter(|i| self.may_show(i) && !self.undone(i)) {
            let open = item.bounds.earliest == Day::PAST && self.day < item.bounds.latest;
            match item.part {
                Part::Return => all.push(Reason::told(Ground::MayReturn, item)),
                _ if open => all.push(Reason::told(Ground::OpenToTheLeft, item)),
                Part::Seen if !self.shows(item) => {
                    let when = Some(Bounds::new(item.bounds.earliest, item.until.latest));
                    all.push(Reason { when, ..Reason::told(Ground::SeenWithin, item) });
                }
                _ if self.day < item.bounds.latest => all.push(Reason::told(Ground::BeginsWithin, item)),
                _ => {}
            }
            if !item.certain && item.part != Part::Return {
                all.push(Reason::told(Ground::MayHaveBegun, item).under(&self.weak_rules(item)));
            }
            all.extend(self.accounts(item));
        }
        all
    }

    fn doubtful_ends(&self) -> Vec<Reason> {
        let mut all = Vec::new();
        // An end that came before everything that may hold on the day takes nothing away.
        let ends_it = |end: &Item| {
            self.items().iter().any(|i| {
                self.may_show(i) && !(sure(end) && end.bounds.latest < i.bounds.earliest)
                    || i.part == Part::End { explicit: true } && i.bounds.earliest >= end.bounds.earliest
            })
        };
        for item in self.items() {
            let touches =
                matches!(item.part, Part::End { .. } | Part::Lapse) && item.bounds.earliest <= self.day;
            if !touches || !ends_it(item) {
                continue;
            }
            if item.part == Part::Lapse {
                all.push(Reason::told(Ground::MayHaveLapsed, item).under(slot_rule(self.fact.relation)));
                continue;
            }
            if let Some(body) = self.carried_from(item) {
                let answer = self.bodies.iter().find(|(b, _)| *b == body).map(|(_, answer)| *answer);
                let told = Reason::told(Ground::BodyMayHaveEnded, item);
                all.push(Reason { facts: vec![body], answer, ..told });
                continue;
            }
            let within = self.day < item.bounds.latest;
            if within {
                all.push(Reason::told(Ground::EndsWithin, item));
            }
            if !item.certain {
                all.push(Reason::told(Ground::MayHaveEnded, item).under(&self.weak_rules(item)));
            }
            all.extend(self.accounts(item));
            let meets = |i: &&Item| self.may_show(i) && !i.bounds.meet(item.bounds).is_empty();
            if !within && sure(item) && self.items().iter().filter(meets).any(|i| i.instant != item.instant) {
                all.push(Reason::told(Ground::UnorderedDay, item));
            }
        }
        all
    }

    /// The accounts between which an item chooses.
    fn accounts(&self, item: &Item) -> Vec<Reason> {
        let one = |choice: &Choice| {
            let told: Vec<ReportId> =
                self.timeline.accounts(choice.aspect).into_iter().flat_map(|(reports, _)| reports).collect();
            let reports = if told.is_empty() { item.reports.clone() } else { told };
            let by: Vec<Slug> = self.timeline.sources_of(&reports);
            let rules: &[u8] =
                if self.timeline.accounts(choice.aspect).is_empty() { &[14] } else { &[4, 14] };
            Reason { reports, by, ..Reason::of(Ground::Accounts) }.under(rules)
        };
        item.choices.iter().map(one).collect()
    }

    /// The bodies that answer so.
    pub fn bodies(&self, answer: Answer, ground: Ground) -> Vec<Reason> {
        let facts: Vec<_> =
            self.bodies.iter().filter(|(_, a)| *a == answer).map(|(b, _)| b.clone()).collect();
        let reason = |facts| Reason { facts, answer: Some(answer), ..Reason::of(ground) };
        (!facts.is_empty()).then(|| reason(facts)).into_iter().collect()
    }

    /// Open claims of one sort that nobody opposes.
    fn claims(&self, heard: &[HeardClaim], affirm: bool, ground: Ground) -> Vec<Reason> {
        let against = |c: &HeardClaim| heard.iter().any(|other| other.affirms != c.affirms);
        let lone = heard.iter().filter(|c| c.fate == Fate::Open && c.affirms == affirm && !against(c));
        lone.filter(|c| c.opposed_by.is_empty()).map(|c| c.reason(ground)).collect()
    }

    // Disputed

    fn in_dispute(&self, heard: &[HeardClaim]) -> Vec<Reason> {
        let mut all: Vec<Reason> = Vec::new();
        if let Some(past) = self.past_horizon() {
            all.extend(Some(past).filter(|_| self.silence() == Silence::Unknown));
        }
        let items = self.items().iter();
        let told = |i: &&Item| i.bounds.earliest <= self.day || i.part == Part::End { explicit: true };
        // Ends that bodies carry over are told with the body.
        let own = items.filter(told).filter(|i| self.carried_from(i).is_none());
        all.extend(own.filter(|i| i.part != Part::Evidence).flat_map(|i| self.accounts(i)));
        let open = || heard.iter().filter(|c| c.fate == Fate::Open);
        let opposed =
            |c: &HeardClaim| heard.iter().any(|o| o.affirms != c.affirms) || !c.opposed_by.is_empty();
        if open().any(|c| !c.affirms && opposed(c)) {
            let mut reason = Reason::of(Ground::ClaimsOpposed);
            for claim in heard.iter().filter(|c| c.fate == Fate::Open || c.affirms) {
                reason.reports.extend(claim.reports.iter().cloned());
                reason.reports.extend(claim.opposed_by.iter().map(|(_, id)| id.clone()));
                reason.by.extend(claim.by.iter().cloned());
                reason.by.extend(claim.opposed_by.iter().map(|(who, _)| who.clone()));
            }
            for list in [&mut reason.reports, &mut reason.by] {
                list.sort();
                list.dedup();
            }
            all.push(reason);
        }
        let seen = |i: &&Item| i.part == Part::Seen && i.certain && i.until != i.bounds && self.shows(i);
        for item in self.items().iter().filter(seen) {
            for end in self.sure_ends().filter(|e| e.bounds.earliest > item.bounds.latest) {
                let reports = [item.reports.clone(), end.reports.clone()].concat();
                all.push(Reason { reports, ..Reason::told(Ground::StatementsExclude, end) });
            }
        }
        let acts = |i: &&Item| i.part == Part::Evidence && i.certain && self.shows(i);
        for end in self.sure_ends().filter(|e| e.choices.is_empty()) {
            let after = |i: &&Item| i.bounds.latest >= end.bounds.earliest && i.instant != end.instant;
            let first = self.items().iter().filter(acts).filter(after).min_by_key(|i| i.bounds.latest);
            all.extend(first.map(|item| {
                let reports = [end.reports.clone(), item.reports.clone()].concat();
                Reason { reports, ..Reason::told(Ground::ActsAfterEnd, item) }
            }));
        }
        let carried = self.items().iter().filter(|i| i.bounds.earliest <= self.day);
        for (item, body) in carried.filter_map(|i| Some((i, self.carried_from(i)?))) {
            let answer = self.bodies.iter().find(|(b, _)| *b == body).map(|(_, answer)| *answer);
            let told = Reason::told(Ground::BodyMayHaveEnded, item);
            all.push(Reason { facts: vec![body], answer, ..told });
        }
        all.extend(self.bodies(Answer::Disputed, Ground::BodyDisputed));
        all
    }
}
