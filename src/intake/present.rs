//! Records as they stand now: as recorded, with the corrections in force. What a correction is checked against, and
//! what it leaves as it is.

use std::borrow::Cow;
use std::collections::HashMap;

use super::draft::Sort;
use super::known::Known;
use crate::domain::{Amendment, Amends, Body};

/// The log and the batch, with the amendments so far, in order.
pub(super) struct Present<'a> {
    known: &'a dyn Known,
    /// What the batch registers and reports.
    batch: HashMap<(Sort, &'a str), &'a Body>,
    amendments: Vec<Cow<'a, Amendment>>,
    /// By id, the place of the first amendment that bears it.
    ids: HashMap<String, usize>,
    /// How many retractions in force there are against each.
    against: Vec<usize>,
    /// How many of them are recorded.
    recorded: usize,
    /// The corrections of each record, in order.
    corrections: HashMap<(Sort, String), Vec<usize>>,
}

impl<'a> Present<'a> {
    /// The log, and what a batch adds to it; of two in the batch with one id, the first.
    pub fn new(known: &'a dyn Known, bodies: impl Iterator<Item = &'a Body>) -> Present<'a> {
        let mut batch = HashMap::new();
        for body in bodies {
            batch.entry((Sort::of(body), body.id().as_str())).or_insert(body);
        }
        let mut present = Present {
            known,
            batch,
            amendments: Vec::new(),
            recorded: 0,
            ids: HashMap::new(),
            against: Vec::new(),
            corrections: HashMap::new(),
        };
        known.amendments().for_each(|amendment| present.push(amendment));
        present.recorded = present.amendments.len();
        present
    }

    /// Takes an amendment in after those so far; one whose id is there already changes nothing.
    pub fn add(&mut self, amendment: &Amendment) {
        if !self.ids.contains_key(amendment.id.as_str()) {
            self.push(Cow::Owned(amendment.clone()));
        }
    }

    fn push(&mut self, amendment: Cow<'a, Amendment>) {
        match &amendment.act {
            Amends::Retract { target, .. } => self.retract(self.ids.get(target.as_str()).copied()),
            Amends::Correct { becomes, .. } => {
                let key = (Sort::of(becomes), becomes.id().to_string());
                self.corrections.entry(key).or_default().push(self.amendments.len());
            }
            _ => {}
        }
        self.ids.entry(amendment.id.to_string()).or_insert(self.amendments.len());
        self.amendments.push(amendment);
        self.against.push(0);
    }

    /// The amendments that were taken in after those of the log, in order.
    pub fn into_added(self) -> Vec<Amendment> {
        self.amendments.into_iter().skip(self.recorded).map(Cow::into_owned).collect()
    }

    /// A retraction reaches back: what falls with it may have been a retraction itself, and restores what that took
    /// away (rule R5). Each step leads to an earlier amendment.
    fn retract(&mut self, target: Option<usize>) {
        let (mut at, mut falls) = (target, true);
        while let Some((i, against)) = at.and_then(|i| Some((i, self.against.get_mut(i)?))) {
            let stood = *against == 0;
            *against = if falls { *against + 1 } else { against.saturating_sub(1) };
            let stands = *against == 0;
            if stood == stands {
                break;
            }
            falls = stands;
            at = match self.amendments.get(i).map(|a| &a.act) {
                Some(Amends::Retract { target, .. }) => {
                    self.ids.get(target.as_str()).copied().filter(|earlier| *earlier < i)
                }
                _ => None,
            };
        }
    }

    /// An amendment of the log or of the batch.
    pub fn amendment(&self, id: &str) -> Option<&Amendment> {
        self.ids.get(id).and_then(|at| self.amendments.get(*at)).map(|a| &**a)
    }

    /// Whether a record was redacted.
    pub fn is_redacted(&self, sort: Sort, id: &str) -> bool {
        self.known.body(sort, id).is_some_and(|body| matches!(*body, Body::Redacted(_)))
    }

    /// A record as it stands now; of one that was redacted, as the batch offers it again.
    pub fn body(&self, sort: Sort, id: &str) -> Option<Body> {
        let known = self.known.body(sort, id).filter(|body| !matches!(**body, Body::Redacted(_)));
        let mut body = match known {
            Some(known) => known.into_owned(),
            None => (*self.batch.get(&(sort, id))?).clone(),
        };
        for at in self.corrections.get(&(sort, id.to_owned())).into_iter().flatten() {
            if self.against.get(*at) != Some(&0) {
                continue;
            }
            if let Some(Amends::Correct { keys, becomes, .. }) = self.amendments.get(*at).map(|a| &a.act) {
                body.take(keys, becomes);
            }
        }
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::Registry;
    use super::*;
    use crate::domain::{Because, EventDate, Holder, Name, Place, Slug};

    fn slug(text: &str) -> Slug {
        Slug::new(text).unwrap()
    }

    fn place(name: &str) -> Body {
        let names = vec![Name { text: name.to_owned(), sources: Vec::new() }];
        Body::Place(Place { id: slug("p"), names, within: None, note: None })
    }

    fn amendment(id: &str, act: Amends) -> Amendment {
        let by = Holder::Keeper("K".to_owned());
        Amendment { id: slug(id), by, act, date: EventDate::undated(), citation: None, note: None }
    }

    fn correct(id: &str, name: &str) -> Amendment {
        let (because, becomes) = (Because::Transcription, Box::new(place(name)));
        amendment(id, Amends::Correct { because, keys: vec!["name".to_owned()], becomes })
    }

    fn retract(id: &str, target: &str) -> Amendment {
        amendment(id, Amends::Retract { target: slug(target), because: Because::Transcription })
    }

    #[test]
    fn given_corrections_and_retractions_when_a_record_is_read_then_it_stands_as_the_last_in_force_says() {
        let known = Registry::from_bodies([place("One"), Body::Amendment(correct("c1", "Two"))]);
        let mut present = Present::new(&known, std::iter::empty());
        let mut steps = vec![(correct("c2", "Three"), "Three"), (retract("r1", "c2"), "Two")];
        steps.extend([(retract("r2", "r1"), "Three"), (retract("r3", "r2"), "Two")]);
        steps.extend([(retract("r4", "c2"), "Two"), (retract("r5", "r4"), "Two")]);
        steps.extend([(retract("r6", "r3"), "Three"), (retract("r7", "c1"), "Three")]);
        steps.extend([(retract("r8", "r8"), "Three"), (retract("r9", "none"), "Three")]);
        for (step, name) in steps {
            present.add(&step);
            assert_eq!(present.body(Sort::Place, "p"), Some(place(name)), "{}", step.id);
        }
        present.add(&correct("c2", "Four"));
        assert_eq!(present.body(Sort::Place, "p"), Some(place("Three")));
        assert_eq!(present.body(Sort::Actor, "p"), None);
        assert!(present.amendment("c1").is_some() && present.amendment("p").is_none());
    }
}
