//! The kernel: evaluates every fluent over all days. Positions, conditions, claims, presuppositions, slots and the
//! horizon come together here, in this order; `holding` answers for one position, `claims` weighs what is said.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::claims;
use super::happening::{Choice, Story};
use super::holding::{Holding, Said};
use super::ledger::{Item, Ledger, Part};
use super::timeline::{Segment, Track};
use crate::domain::{ActorId, Answer, Arg, Day, Finding, FindingKind, Fluent, Persistence, Silence, Slug};
use crate::projectors::Cast;

/// More combinations of accounts than this on one fluent are not told apart; the answer is weakened instead.
const MAX_POSITIONS: usize = 256;

/// Evaluates fluents of one story.
pub(super) struct Kernel<'a> {
    story: &'a Story,
    ledger: &'a Ledger,
    cast: &'a Cast,
    horizon: Day,
    done: HashMap<Fluent, Arc<Track>>,
    running: Vec<Fluent>,
    /// The outermost running fluent that an answer had to do without; what leans on it is not kept.
    lacking: Option<usize>,
    findings: BTreeSet<Finding>,
}

impl<'a> Kernel<'a> {
    pub fn new(story: &'a Story, ledger: &'a Ledger, cast: &'a Cast, horizon: Day) -> Kernel<'a> {
        Kernel {
            story,
            ledger,
            cast,
            horizon,
            done: HashMap::new(),
            running: Vec::new(),
            lacking: None,
            findings: BTreeSet::new(),
        }
    }

    /// Every fluent of the ledger, and what was noticed.
    pub fn run(mut self) -> (BTreeMap<Fluent, Track>, Vec<Finding>) {
        for fluent in self.ledger.items.keys() {
            self.track(fluent);
        }
        let mut tracks: BTreeMap<Fluent, Track> =
            self.done.iter().map(|(fluent, track)| (fluent.clone(), (**track).clone())).collect();
        self.exclude(&mut tracks);
        (tracks, self.findings.into_iter().collect())
    }

    /// The track of a fluent before slots; `None` while it is being worked out further up.
    fn track(&mut self, fluent: &Fluent) -> Option<Arc<Track>> {
        if let Some(track) = self.done.get(fluent) {
            return Some(track.clone());
        }
        if let Some(at) = self.running.iter().position(|f| f == fluent) {
            self.lacking = Some(self.lacking.map_or(at, |known| known.min(at)));
            return None;
        }
        let outer = self.lacking.take();
        self.running.push(fluent.clone());
        let track = Arc::new(self.evaluate(fluent));
        self.running.pop();
        // An answer that had to do without a fluent still being worked out holds only inside that work.
        let whole = self.lacking.is_none_or(|at| at >= self.running.len());
        if whole {
            self.done.insert(fluent.clone(), track.clone());
            self.lacking = outer;
        } else {
            self.lacking = match (self.lacking, outer) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        Some(track)
    }

    fn evaluate(&mut self, fluent: &Fluent) -> Track {
        let written = self.ledger.items.get(fluent).cloned().unwrap_or_default();
        let items: Vec<Item> = written.into_iter().filter_map(|item| self.admit(fluent, item)).collect();
        let positions = self.positions(fluent, &items);
        let network = &self.story.network;
        let holdings: Vec<Holding> = positions
            .iter()
            .map(|position| {
                let inside = |i: &&Item| i.choices.iter().all(|c| position.contains(c));
                let chosen: Vec<&Item> = items.iter().filter(inside).collect();
                Holding::new(fluent, &chosen, network)
            })
            .collect();
        let bodies = self.presupposed(fluent);

        let mut days: Vec<Day> = vec![Day::PAST];
        for holding in &holdings {
            holding.turning_days(&mut days);
        }
        claims::turning_days(&items, &mut days);
        for body in &bodies {
            days.extend(body.segments.iter().map(|s| s.from));
        }
        days.push(self.horizon.next());
        days.retain(|d| *d != Day::FUTURE);
        days.sort_unstable();
        days.dedup();

        let mut segments: Vec<Segment> = Vec::new();
        for day in days {
            let said: Vec<Said> = holdings.iter().map(|h| h.on(day)).collect();
            let silent = said.iter().all(|s| s.silent);
            let base = Answer::over_positions(said.iter().map(|s| s.answer));
            let told = claims::weigh(base, silent, &items, &self.ledger.denied, network, day);
            let held = bodies.iter().fold(told, |answer, body| presuppose(answer, body.on(day)));
            let answer = self.beyond_horizon(fluent, held, day);
            let silent = silent && told == base && held == told;
            match segments.last() {
                Some(last) if last.answer == answer && last.silent == silent => {}
                _ => segments.push(Segment { from: day, answer, silent }),
            }
        }
        Track { fluent: fluent.clone(), segments, items }
    }

    /// Decides whether an item takes effect: void where an actor certainly does not exist, a claim where its author
    /// has no standing.
    fn admit(&mut self, fluent: &Fluent, mut item: Item) -> Option<Item> {
        for actor in std::mem::take(&mut item.needs) {
            let being = self.cast.being(&actor);
            if being == *fluent || item.part == Part::Seen {
                item.needs.push(actor);
                continue;
            }
            let Some(track) = self.track(&being) else {
                item.needs.push(actor);
                continue;
            };
            match track.first_and_last_not_no(item.begun.unwrap_or(item.bounds)) {
                // The end of a spell may come after the end of who filled it: it is not brought forward.
                Some(_) if item.begun.is_some() => item.needs.push(actor),
                Some((first, last)) => {
                    item.bounds.earliest = item.bounds.earliest.max(first);
                    item.bounds.latest = item.bounds.latest.min(last);
                    item.needs.push(actor);
                }
                None => {
                    self.anachronism(&actor, &item, &track);
                    return None;
                }
            }
        }
        if let (Part::End { .. }, Some(standing)) = (item.part, item.standing.clone()) {
            match self.standing(&standing, &item) {
                Answer::Yes => {}
                Answer::Possible | Answer::Disputed => item.certain = false,
                Answer::Unknown | Answer::No => {
                    item.part = Part::Denied;
                    self.findings.insert(Finding {
                        kind: FindingKind::NoStanding,
                        reports: item.reports.clone(),
                        message: format!(
                            "{}: {} had no standing to end `{fluent}`; it is kept as a claim",
                            names(&item.reports),
                            names(&item.holders)
                        ),
                    });
                }
            }
        }
        Some(item)
    }

    /// How sure it is that one of these held at the dawn of whatever day the item falls on (rule R27).
    fn standing(&mut self, any: &[Fluent], item: &Item) -> Answer {
        let (from, to) = (item.bounds.earliest.prev(), item.bounds.latest.prev());
        let mut best = Answer::No;
        for fluent in any {
            let Some(track) = self.track(fluent) else {
                best = best.max(Answer::Possible);
                continue;
            };
            let answers = track.answers_between(from, to);
            let all_yes = answers.iter().all(|a| *a == Answer::Yes);
            let none = answers.iter().all(|a| matches!(a, Answer::No | Answer::Unknown));
            best = best.max(match (all_yes, none) {
                (true, _) => Answer::Yes,
                (_, true) => Answer::No,
                _ => Answer::Possible,
            });
        }
        best
    }

    fn anachronism(&mut self, actor: &ActorId, item: &Item, track: &Track) {
        let born_later = track.segments.iter().any(|s| s.from > item.bounds.latest && s.answer != Answer::No);
        let (kind, when) = if born_later {
            (FindingKind::BeforeBirth, "before it existed")
        } else {
            (FindingKind::AfterEnd, "after its end")
        };
        self.findings.insert(Finding {
            kind,
            reports: item.reports.clone(),
            message: format!("{}: {actor} takes part {when}; this part is void", names(&item.reports)),
        });
    }

    /// Every combination of the choices that matter for these items.
    fn positions(&mut self, fluent: &Fluent, items: &[Item]) -> Vec<HashSet<Choice>> {
        let mut aspects: BTreeMap<usize, usize> = BTreeMap::new();
        for choice in items.iter().flat_map(|i| &i.choices) {
            aspects.insert(choice.aspect, choice.of);
        }
        let mut positions: Vec<HashSet<Choice>> = vec![HashSet::new()];
        for (aspect, of) in aspects {
            if positions.len() * of > MAX_POSITIONS {
                let reports: BTreeSet<Slug> = items.iter().flat_map(|i| i.reports.clone()).collect();
                self.findings.insert(Finding {
                    kind: FindingKind::TooManyPositions,
                    reports: reports.into_iter().collect(),
                    message: format!("`{fluent}` leans on more disputed accounts than can be told apart"),
                });
                break;
            }
            positions = (0..of)
                .flat_map(|alternative| {
                    positions.iter().map(move |p| {
                        let mut p = p.clone();
                        p.insert(Choice { aspect, alternative, of });
                        p
                    })
                })
                .collect();
        }
        positions
    }

    /// The tracks of the bodies a fluent cannot outlive (rule R26).
    fn presupposed(&mut self, fluent: &Fluent) -> Vec<Arc<Track>> {
        let declaration = fluent.relation.declaration();
        let places = [
            (Some(declaration.subject), Some(&fluent.subject)),
            (declaration.object, fluent.object.as_ref()),
        ];
        let mut tracks = Vec::new();
        for (arg, actor) in places {
            if let (Some(Arg::Actor { presupposed: true }), Some(actor)) = (arg, actor) {
                let being = self.cast.being(actor);
                tracks.extend(self.track(&being));
            }
        }
        tracks
    }

    /// Past the last day anybody could have known, a running fluent is open (rule R12).
    fn beyond_horizon(&self, fluent: &Fluent, answer: Answer, day: Day) -> Answer {
        let declaration = fluent.relation.declaration();
        if day <= self.horizon || declaration.persistence == Persistence::Forever {
            return answer;
        }
        match (answer, declaration.silence) {
            (Answer::Yes | Answer::Possible | Answer::Disputed, Silence::Unknown) => Answer::Unknown,
            (Answer::Yes | Answer::Disputed, Silence::No) => Answer::Possible,
            (answer, _) => answer,
        }
    }

    /// Where another certainly holds the slot, silence about the rest is *no*.
    fn exclude(&self, tracks: &mut BTreeMap<Fluent, Track>) {
        let before: BTreeMap<Fluent, Vec<Segment>> =
            tracks.iter().map(|(fluent, track)| (fluent.clone(), track.segments.clone())).collect();
        for (fluent, track) in tracks.iter_mut() {
            let rivals: Vec<&Vec<Segment>> =
                self.ledger.rivals(fluent).filter_map(|other| before.get(other)).collect();
            if rivals.is_empty() {
                continue;
            }
            let mut days: Vec<Day> = track.segments.iter().map(|s| s.from).collect();
            days.extend(rivals.iter().flat_map(|s| s.iter().map(|s| s.from)));
            days.sort_unstable();
            days.dedup();
            let mut segments: Vec<Segment> = Vec::new();
            for day in days {
                let own = super::timeline::on(&track.segments, day);
                let mut segment = Segment { from: day, ..own };
                let held = rivals.iter().any(|r| super::timeline::on(r, day).answer == Answer::Yes);
                if segment.silent && segment.answer == Answer::Unknown && held {
                    segment.answer = Answer::No;
                }
                match segments.last() {
                    Some(last) if last.answer == segment.answer && last.silent == segment.silent => {}
                    _ => segments.push(segment),
                }
            }
            track.segments = segments;
        }
    }
}

/// What is left of an answer on a day on which a body it presupposes answers so (rule R26).
pub(super) fn presuppose(answer: Answer, body: Answer) -> Answer {
    match (answer, body) {
        (_, Answer::No) => Answer::No,
        (Answer::Yes, Answer::Possible | Answer::Disputed) => body,
        (answer, _) => answer,
    }
}

fn names(ids: &[Slug]) -> String {
    ids.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ")
}
