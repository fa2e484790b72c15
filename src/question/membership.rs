//! Membership by paths: a member of a member is a member, unless it left or was put out itself (rule R22).

use std::collections::BTreeMap;

use crate::domain::{ActorId, Answer, Day, Fluent, Relation};
use crate::replay::Spans;

/// An answer about membership, with the path it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The answer: as sure as the weakest leg.
    pub answer: Answer,
    /// Member, bodies between, body; empty where there is no path.
    pub path: Vec<ActorId>,
}

/// All memberships of one day: a small graph, built once a day and asked often.
pub struct Memberships<'a> {
    spans: &'a dyn Spans,
    day: Day,
    /// For every member its bodies, with the answer of the direct membership.
    up: BTreeMap<&'a ActorId, Vec<(&'a ActorId, Answer)>>,
}

impl<'a> Memberships<'a> {
    /// The memberships that hold, certainly or perhaps, at the close of a day.
    pub fn on(spans: &'a dyn Spans, day: Day) -> Memberships<'a> {
        let mut up: BTreeMap<&ActorId, Vec<(&ActorId, Answer)>> = BTreeMap::new();
        for track in spans.of_relation(Relation::DirectMemberOf) {
            let answer = track.on(day);
            if let (Some(body), true) = (&track.fluent.object, answer != Answer::No) {
                up.entry(&track.fluent.subject).or_default().push((body, answer));
            }
        }
        Memberships { spans, day, up }
    }

    /// Whether one belongs to another, directly or by a path.
    pub fn between(&self, member: &ActorId, body: &ActorId) -> Membership {
        self.all_of(member).remove(body).unwrap_or(Membership { answer: Answer::No, path: Vec::new() })
    }

    /// Every body an actor belongs to, certainly or perhaps.
    pub fn all_of(&self, member: &ActorId) -> BTreeMap<ActorId, Membership> {
        let mut found: BTreeMap<ActorId, Membership> = BTreeMap::new();
        // Widest path first: take the surest open leg, so that every body is settled once.
        let mut open: Vec<Membership> = vec![Membership { answer: Answer::Yes, path: vec![member.clone()] }];
        while let Some(best) = surest(&open) {
            let at = open.swap_remove(best);
            let Some(here) = at.path.last().cloned() else { continue };
            if at.path.len() > 1 {
                if found.contains_key(&here) {
                    continue;
                }
                found.insert(here.clone(), at.clone());
            }
            for (body, answer) in self.up.get(&here).into_iter().flatten() {
                if found.contains_key(*body) || at.path.contains(body) {
                    continue;
                }
                let mut answer = at.answer.weakest(*answer);
                if at.path.len() > 1 {
                    answer = self.uncut(&at.path, body, answer);
                }
                if answer != Answer::No {
                    let mut path = at.path.clone();
                    path.push((*body).clone());
                    open.push(Membership { answer, path });
                }
            }
        }
        found
    }

    /// What is left of a path after those on it who left the body themselves.
    fn uncut(&self, path: &[ActorId], body: &ActorId, answer: Answer) -> Answer {
        let (Some(_), rest) = (path.last(), path.get(..path.len().saturating_sub(1)).unwrap_or(&[])) else {
            return answer;
        };
        rest.iter().fold(answer, |answer, who| {
            match self.spans.answer(&Fluent::two(Relation::Left, who, body), self.day) {
                Answer::Yes => Answer::No,
                Answer::Possible => answer.weakest(Answer::Possible),
                Answer::Disputed => answer.weakest(Answer::Disputed),
                Answer::No | Answer::Unknown => answer,
            }
        })
    }
}

/// The index of the surest membership; of equals the shortest path, then the first by name.
fn surest(open: &[Membership]) -> Option<usize> {
    let key = |m: &Membership| (std::cmp::Reverse(m.answer), m.path.len(), m.path.clone());
    (0..open.len()).min_by_key(|i| open.get(*i).map(key))
}

/// Whether one belongs to another on a day.
pub fn member_of(spans: &dyn Spans, member: &ActorId, body: &ActorId, day: Day) -> Membership {
    Memberships::on(spans, day).between(member, body)
}
