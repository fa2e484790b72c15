//! Membership by paths: a member of a member is a member, unless it left or was put out itself (rule R22).

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::fact::FactAnswer;
use crate::domain::{ActorId, Answer, Day, Fluent, Relation};
use crate::replay::{Spans, Track};

/// An answer about membership, with the path it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The answer: as sure as the weakest leg.
    pub answer: Answer,
    /// Member, bodies between, body; empty where there is no path.
    pub path: Vec<ActorId>,
}

/// Most bodies kept in mind for members asked before.
const KEPT: usize = 1_000_000;

/// All memberships of one day: a small graph, built once a day and asked often.
pub struct Memberships<'a> {
    /// For every member its bodies, with the answer of the direct membership.
    up: BTreeMap<&'a ActorId, Vec<(&'a ActorId, Answer)>>,
    /// For every body those who left it by name, certainly or perhaps.
    left: BTreeMap<&'a ActorId, Vec<(&'a ActorId, Answer)>>,
    /// The ways of members asked before, and how many bodies these hold.
    known: RefCell<(BTreeMap<ActorId, Rc<Ways<'a>>>, usize)>,
    /// Legs of paths, told before.
    legs: RefCell<HashMap<Fluent, Rc<FactAnswer>>>,
}

/// Where a member belongs: every body once, by the surest way there.
#[derive(Default)]
struct Ways<'a> {
    steps: Vec<Way<'a>>,
    /// The bodies, each with its step.
    found: BTreeMap<&'a ActorId, usize>,
}

/// One step on the way from a member to a body.
struct Way<'a> {
    to: &'a ActorId,
    /// The step before; `None` at the member itself.
    from: Option<usize>,
    answer: Answer,
}

impl<'a> Ways<'a> {
    /// From a step back to the member.
    fn back(&self, step: usize) -> impl Iterator<Item = &'a ActorId> {
        let mut at = Some(step);
        std::iter::from_fn(move || {
            let way = self.steps.get(at?)?;
            at = way.from;
            Some(way.to)
        })
    }

    /// Member, bodies between, body.
    fn path(&self, step: usize) -> Vec<&'a ActorId> {
        let mut path: Vec<&ActorId> = self.back(step).collect();
        path.reverse();
        path
    }

    fn membership(&self, step: usize) -> Membership {
        let answer = self.steps.get(step).map_or(Answer::No, |way| way.answer);
        Membership { answer, path: self.path(step).into_iter().cloned().collect() }
    }
}

impl<'a> Memberships<'a> {
    /// The memberships that hold, certainly or perhaps, at the close of a day.
    pub fn on(spans: &'a dyn Spans, day: Day) -> Memberships<'a> {
        let direct = spans.of_relation(Relation::DirectMemberOf);
        Memberships::of(direct.chain(spans.of_relation(Relation::Left)), day)
    }

    /// The same of these tracks of direct memberships and departures alone, in the order of their fluents for each member.
    pub(super) fn of(legs: impl Iterator<Item = &'a Track>, day: Day) -> Memberships<'a> {
        let mut up: BTreeMap<&ActorId, Vec<(&ActorId, Answer)>> = BTreeMap::new();
        let mut left: BTreeMap<&ActorId, Vec<(&ActorId, Answer)>> = BTreeMap::new();
        for track in legs {
            let (member, answer) = (&track.fluent.subject, track.on(day));
            let Some(body) = &track.fluent.object else { continue };
            match (track.fluent.relation, answer) {
                (_, Answer::No) | (Relation::Left, Answer::Unknown) => {}
                (Relation::Left, _) => left.entry(body).or_default().push((member, answer)),
                _ => up.entry(member).or_default().push((body, answer)),
            }
        }
        Memberships { up, left, known: RefCell::default(), legs: RefCell::default() }
    }

    /// Whether one belongs to another, directly or by a path.
    pub fn between(&self, member: &ActorId, body: &ActorId) -> Membership {
        let ways = self.ways(member);
        let none = || Membership { answer: Answer::No, path: Vec::new() };
        ways.found.get(body).map_or_else(none, |step| ways.membership(*step))
    }

    /// Every body an actor belongs to, certainly or perhaps.
    pub fn all_of(&self, member: &ActorId) -> BTreeMap<ActorId, Membership> {
        let ways = self.ways(member);
        ways.found.iter().map(|(body, step)| ((*body).clone(), ways.membership(*step))).collect()
    }

    /// The same without the paths, which of a long chain are longer than all else.
    pub fn answers_of(&self, member: &ActorId) -> BTreeMap<ActorId, Answer> {
        let ways = self.ways(member);
        let answer = |step: &usize| ways.steps.get(*step).map_or(Answer::No, |way| way.answer);
        ways.found.iter().map(|(body, step)| ((*body).clone(), answer(step))).collect()
    }

    /// Who may belong to a body by some path, whoever left it.
    pub fn below(&self, body: &ActorId) -> BTreeSet<&'a ActorId> {
        let mut down: BTreeMap<&'a ActorId, Vec<&'a ActorId>> = BTreeMap::new();
        for (member, bodies) in &self.up {
            bodies.iter().for_each(|(body, _)| down.entry(body).or_default().push(member));
        }
        let mut met: BTreeSet<&'a ActorId> = BTreeSet::new();
        let mut open: Vec<&'a ActorId> = down.get(body).cloned().unwrap_or_default();
        while let Some(at) = open.pop() {
            if met.insert(at) {
                open.extend(down.get(at).into_iter().flatten());
            }
        }
        met
    }

    /// The leg of a path, told once.
    pub fn leg(&self, fluent: Fluent, tell: impl FnOnce(&Fluent) -> FactAnswer) -> Rc<FactAnswer> {
        if let Some(told) = self.legs.borrow().get(&fluent) {
            return told.clone();
        }
        let told = Rc::new(tell(&fluent));
        self.legs.borrow_mut().insert(fluent, told.clone());
        told
    }

    fn ways(&self, member: &ActorId) -> Rc<Ways<'a>> {
        if let Some(ways) = self.known.borrow().0.get(member) {
            return ways.clone();
        }
        let ways = Rc::new(self.follow(member));
        let (known, held) = &mut *self.known.borrow_mut();
        *held += ways.steps.len();
        if *held > KEPT {
            known.clear();
            *held = ways.steps.len();
        }
        known.insert(member.clone(), ways.clone());
        ways
    }

    /// Widest path first: the surest open leg is taken, so that every body is settled once; of equals the shortest path,
    /// then the first by name.
    fn follow(&self, member: &ActorId) -> Ways<'a> {
        let mut ways = Ways::default();
        let Some((&member, _)) = self.up.get_key_value(member) else { return ways };
        ways.steps.push(Way { to: member, from: None, answer: Answer::Yes });
        // By answer and length: a further leg makes a path less sure or longer, so what is opened is whole.
        let mut open: BTreeMap<(Reverse<Answer>, usize), Vec<usize>> = BTreeMap::new();
        open.insert((Reverse(Answer::Yes), 1), vec![0]);
        while let Some(((_, length), mut steps)) = open.pop_first() {
            if steps.len() > 1 {
                steps.sort_by_cached_key(|step| ways.path(*step));
            }
            for step in steps {
                let Some(&Way { to: here, answer, from }) = ways.steps.get(step) else { continue };
                if from.is_some() {
                    if ways.found.contains_key(here) {
                        continue;
                    }
                    ways.found.insert(here, step);
                }
                for &(body, leg) in self.up.get(here).into_iter().flatten() {
                    if ways.found.contains_key(body) || body == member {
                        continue;
                    }
                    let answer = self.uncut(&ways, from, body, answer.weakest(leg));
                    if answer != Answer::No {
                        open.entry((Reverse(answer), length + 1)).or_default().push(ways.steps.len());
                        ways.steps.push(Way { to: body, from: Some(step), answer });
                    }
                }
            }
        }
        ways
    }

    /// What is left of a path after those on it, up to this step, who left the body themselves.
    fn uncut(&self, ways: &Ways<'a>, up_to: Option<usize>, body: &ActorId, answer: Answer) -> Answer {
        let (Some(step), Some(left)) = (up_to, self.left.get(body)) else { return answer };
        let cut = |who: &ActorId| left.iter().find(|(leaver, _)| *leaver == who).map(|(_, answer)| *answer);
        ways.back(step).filter_map(cut).fold(answer, |answer, left| match left {
            Answer::Yes => Answer::No,
            Answer::Possible => answer.weakest(Answer::Possible),
            Answer::Disputed => answer.weakest(Answer::Disputed),
            Answer::No | Answer::Unknown => answer,
        })
    }
}

/// Whether one belongs to another on a day.
pub fn member_of(spans: &dyn Spans, member: &ActorId, body: &ActorId, day: Day) -> Membership {
    Memberships::on(spans, day).between(member, body)
}
