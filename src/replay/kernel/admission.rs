//! Admission: what of the items of a fluent takes effect. Void is what needs somebody who certainly does not exist, a
//! claim what its author has no standing to do (rules R18, R26 to R28).

use std::rc::Rc;

use super::Kernel;
use crate::domain::{ActorId, Answer, Day, Finding, FindingKind, Fluent, Slug};
use crate::replay::bodies::Bodies;
use crate::replay::holding::{Holding, Sightings};
use crate::replay::item::{Item, Items, Part};
use crate::replay::timeline::Track;

/// What becomes of an item that depends on others.
enum Admitted {
    AsWritten,
    Otherwise(Item),
    Void,
}

impl Kernel<'_> {
    /// What touches a fluent, as far as it takes effect.
    pub(super) fn admitted(&mut self, fluent: &Fluent) -> Items {
        let Some(written) = self.grounds.ledger.items.get(fluent) else { return Items::default() };
        let mut changed: Option<Vec<Item>> = None;
        for (at, item) in written.iter().enumerate() {
            // What is seen is told of who is there, not asked.
            let asks = || item.standing.is_some() || !item.needs.is_empty() && item.part != Part::Seen;
            let free = item.plain || item.provided.is_empty() && !asks();
            let admitted = if free { Admitted::AsWritten } else { self.admit(fluent, item) };
            if !matches!(admitted, Admitted::AsWritten) && changed.is_none() {
                changed = Some(written.iter().take(at).cloned().collect());
            }
            if let Some(changed) = &mut changed {
                match admitted {
                    Admitted::AsWritten => changed.push(item.clone()),
                    Admitted::Otherwise(item) => changed.push(item),
                    Admitted::Void => {}
                }
            }
        }
        changed.map_or_else(|| written.clone(), Items::from)
    }

    /// Decides whether an item takes effect: void where an actor certainly does not exist, a claim where its author
    /// has no standing.
    fn admit(&mut self, fluent: &Fluent, written: &Item) -> Admitted {
        if !self.provided(written) {
            return Admitted::Void;
        }
        let mut item = written.clone();
        for actor in &written.needs {
            let being = self.grounds.cast.being(actor);
            if being == *fluent || item.part == Part::Seen {
                continue;
            }
            let Some(track) = self.track(&being) else { continue };
            match track.first_and_last_there(item.begun.unwrap_or(item.bounds)) {
                // The end of a spell may come after the end of who filled it: it is not brought forward.
                Some(_) if item.begun.is_some() => {}
                Some((first, last)) => {
                    item.bounds.earliest = item.bounds.earliest.max(first);
                    item.bounds.latest = item.bounds.latest.min(last);
                    item.open &= item.bounds.earliest == Day::PAST;
                }
                None => {
                    self.anachronism(actor, &item, &track);
                    return Admitted::Void;
                }
            }
        }
        if let (Part::End { .. }, Some(standing)) = (item.part, &written.standing) {
            match self.standing(standing, &item) {
                Answer::Yes => {}
                Answer::Possible | Answer::Disputed => item.certain = false,
                Answer::Unknown | Answer::No => {
                    item.part = Part::Denied;
                    self.notice([Finding {
                        kind: FindingKind::NoStanding,
                        reports: item.reports.clone(),
                        message: format!(
                            "{}: {} had no standing to end `{fluent}`; it is kept as a claim",
                            names(&item.reports),
                            names(&item.holders)
                        ),
                    }]);
                }
            }
        }
        let same = item.bounds == written.bounds
            && (item.open, item.certain, item.part) == (written.open, written.certain, written.part);
        if same { Admitted::AsWritten } else { Admitted::Otherwise(item) }
    }

    /// Whether one of the losers a report names may have held the place it reaches, at the dawn of its day (rule R28).
    /// Told from what is written, void or not: rather too much than a day too few.
    fn provided(&mut self, item: &Item) -> bool {
        item.provided.is_empty()
            || item
                .provided
                .iter()
                .any(|fluent| self.as_written(fluent).iter().any(|holding| holding.may_at_dawn(item.bounds)))
    }

    /// A fluent as it is written: by all that is told of it, and by what lasts in every account.
    fn as_written(&mut self, fluent: &Fluent) -> Rc<[Holding; 2]> {
        if let Some(known) = self.dawns.get(fluent) {
            return known.clone();
        }
        let written = self.grounds.ledger.items.get(fluent).cloned().unwrap_or_default();
        let all: Vec<&Item> = written.iter().collect();
        let (seen, bodies) = (Sightings::of(&written), Bodies::default());
        // An end of one account ends nothing in the others, and tells of the time before in its own.
        let common = |i: &&Item| i.choices.is_empty() || !matches!(i.part, Part::End { .. });
        let lasting: Vec<&Item> = all.iter().copied().filter(common).collect();
        let network = &self.grounds.story.network;
        let holding = |items: &[&Item]| Holding::new(fluent, items, &seen, &bodies, network);
        let both = Rc::new([holding(&all), holding(&lasting)]);
        self.dawns.insert(fluent.clone(), both.clone());
        both
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
        self.notice([Finding {
            kind,
            reports: item.reports.clone(),
            message: format!("{}: {actor} takes part {when}; this part is void", names(&item.reports)),
        }]);
    }
}

fn names(ids: &[Slug]) -> String {
    ids.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ")
}
