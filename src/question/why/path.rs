//! Why somebody is, or is not, a member: the path with each leg explained in turn, what cut it, and the path there last
//! was (rule R22).

use super::case::Case;
use super::reason::{Ground, Reason};
use super::{Asker, Lean, LeanSort, Why, deeper};
use crate::domain::{ActorId, Answer, Bounds, Day, Fluent, Relation, ReportId};
use crate::question::fact::{FactAnswer, When, ask};
use crate::question::membership::{Membership, Memberships, member_of};
use crate::question::period::membership_days;
use crate::replay::{Part, Spans};

impl Asker<'_> {
    /// A membership, directly or by a path.
    pub(super) fn membership(&self, fact: &Fluent, body: &ActorId, told: FactAnswer, depth: usize) -> Why {
        if told.path.len() > 2 {
            return self.by_path(told, depth);
        }
        let direct = Fluent::two(Relation::DirectMemberOf, &fact.subject, body);
        let plain = ask(self.timeline, &direct, When::At(self.day));
        let mut why = self.plain(&direct, plain, depth);
        why.told = told;
        if why.told.answer == Answer::No {
            self.without_path(&mut why, fact, body, depth);
        }
        // What cut a path is told with it.
        why.reports = self.testimonies(&Case::of(self.timeline, &direct, self.day), &why);
        why
    }

    fn by_path(&self, told: FactAnswer, depth: usize) -> Why {
        let legs = legs(&told.path);
        let answers: Vec<Answer> = legs.iter().map(|leg| self.timeline.answer(leg, self.day)).collect();
        let mut reasons = Vec::new();
        let weak: Vec<Fluent> = legs
            .iter()
            .zip(&answers)
            .filter(|(_, a)| **a < Answer::Yes)
            .map(|(leg, _)| leg.clone())
            .collect();
        if told.answer == Answer::Yes || weak.is_empty() {
            reasons.push(Reason {
                facts: legs.clone(),
                answer: Some(Answer::Yes),
                ..Reason::of(Ground::Path)
            });
        } else {
            let weakest = answers.iter().min().copied();
            reasons.push(Reason { facts: weak, answer: weakest, ..Reason::of(Ground::WeakLeg) });
        }
        let departures = self.departures(&told.path);
        let perhaps = |(_, answer): &&(Fluent, Answer)| *answer != Answer::Yes;
        for (left, answer) in departures.iter().filter(perhaps) {
            reasons.push(self.departure(Ground::LeftPerhaps, left, *answer));
        }
        let mut why = Why {
            day: self.day,
            told,
            reasons,
            heard: Vec::new(),
            gap: None,
            reports: Vec::new(),
            leans: Vec::new(),
        };
        let depth = deeper(depth);
        why.leans = legs.iter().map(|leg| self.leaning(LeanSort::Leg, leg, depth)).collect();
        why.leans.extend(departures.iter().map(|(left, _)| self.leaning(LeanSort::Departure, left, depth)));
        why
    }

    /// Why there is no path: who left by name, and what became of the last path there was.
    fn without_path(&self, why: &mut Why, fact: &Fluent, body: &ActorId, depth: usize) {
        let mut more = Vec::new();
        let mut leans: Vec<(LeanSort, Fluent)> = Vec::new();
        let mut cut = |left: Fluent, more: &mut Vec<Reason>| {
            if leans.iter().all(|(_, known)| *known != left) {
                more.push(self.departure(Ground::Left, &left, Answer::Yes));
                leans.push((LeanSort::Departure, left));
            }
        };
        let own = Fluent::two(Relation::Left, &fact.subject, body);
        let ended = why.reasons.iter().any(|r| r.ground == Ground::Ended);
        if self.timeline.answer(&own, self.day) == Answer::Yes && (!ended || self.leads(&fact.subject, body))
        {
            cut(own, &mut more);
        }
        let mut gone: Vec<Fluent> = Vec::new();
        if let Some((last, path)) = self.last_path(&fact.subject, body)
            && path.len() > 2
        {
            for (left, _) in self.departures(&path).into_iter().filter(|(_, a)| *a == Answer::Yes) {
                cut(left, &mut more);
            }
            gone = legs(&path);
            gone.retain(|leg| self.timeline.answer(leg, self.day) == Answer::No);
            if !gone.is_empty() {
                let (facts, when) = (gone.clone(), Some(Bounds::exact(last)));
                more.push(Reason { facts, when, answer: Some(Answer::No), ..Reason::of(Ground::LegGone) });
            }
        }
        if more.is_empty() {
            return;
        }
        why.reasons.retain(|r| r.ground != Ground::Silence);
        why.reasons.extend(more);
        if depth > 0 {
            leans.extend(gone.into_iter().map(|leg| (LeanSort::Leg, leg)));
            let depth = deeper(depth);
            why.leans.extend(leans.iter().map(|(sort, fact)| self.leaning(*sort, fact, depth)));
        }
    }

    /// Whether a body the member belongs to is itself a direct member: a path, but for what cuts it.
    fn leads(&self, member: &ActorId, body: &ActorId) -> bool {
        let bodies = Memberships::on(self.timeline, self.day).all_of(member);
        let direct = |one: &ActorId| Fluent::two(Relation::DirectMemberOf, one, body);
        bodies.keys().any(|one| self.timeline.answer(&direct(one), self.day) != Answer::No)
    }

    fn leaning(&self, sort: LeanSort, fact: &Fluent, depth: usize) -> Lean {
        Lean { sort, why: self.explain(fact, depth) }
    }

    /// The departures, certain or not, that cut a path: of somebody on it from a body that it leads him to through others.
    fn departures(&self, path: &[ActorId]) -> Vec<(Fluent, Answer)> {
        let reached = path.iter().enumerate().skip(2);
        let left = reached.flat_map(|(k, body)| {
            path.iter().take(k - 1).map(move |who| Fluent::two(Relation::Left, who, body))
        });
        left.map(|left| (left.clone(), self.timeline.answer(&left, self.day)))
            .filter(|(_, answer)| !matches!(answer, Answer::No | Answer::Unknown))
            .collect()
    }

    fn departure(&self, ground: Ground, left: &Fluent, answer: Answer) -> Reason {
        let items = self.timeline.of_fluent(left).map_or(&[][..], |track| &track.items);
        let departs =
            items.iter().filter(|i| matches!(i.part, Part::Start { .. }) && i.bounds.earliest <= self.day);
        let mut reports: Vec<ReportId> = departs.flat_map(|i| i.reports.clone()).collect();
        reports.sort();
        reports.dedup();
        Reason { reports, facts: vec![left.clone()], answer: Some(answer), ..Reason::of(ground) }
    }

    /// The last day before on which there was a path, and the path.
    fn last_path(&self, member: &ActorId, body: &ActorId) -> Option<(Day, Vec<ActorId>)> {
        let days = membership_days(self.timeline, Day::PAST, self.day);
        let stretches = days.iter().enumerate().rev();
        for (i, from) in stretches {
            let Membership { answer, path } = member_of(self.timeline, member, body, *from);
            if answer != Answer::No {
                let last = days.get(i + 1).map_or(self.day, |next| next.prev());
                return Some((last, path));
            }
        }
        None
    }
}

/// The memberships a path consists of.
fn legs(path: &[ActorId]) -> Vec<Fluent> {
    let leg = |pair: &[ActorId]| match pair {
        [a, b] => Some(Fluent::two(Relation::DirectMemberOf, a, b)),
        _ => None,
    };
    path.windows(2).filter_map(leg).collect()
}
