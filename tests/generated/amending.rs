//! Amendments of a small chronology: corrections, retractions, what others say of a report, actors that are one.

use annals::domain::{Amendment, Amends, Because, Body, EventDate, Holder, Kind, Report, Role, Slug, Surety};
use proptest::prelude::*;
use proptest::sample::select;

use super::dates::{FIRST, day_or_month, instant, spell};
use super::marginalia::citation;
use super::{Chronology, kin, slug};

/// What sort of amendment.
#[derive(Clone, Copy, Debug)]
enum Sort {
    Date,
    Filler,
    Surety,
    /// The date of a source.
    Source,
    Retract,
    /// Retracts an earlier amendment, where there is one.
    Undo,
    Confirm,
    /// Says that it did not happen.
    Deny,
    /// Denies or disputes something else.
    Label,
    SameAs,
}

/// An amendment before it knows what it amends.
#[derive(Clone, Debug)]
pub struct Amending {
    sort: Sort,
    target: usize,
    /// Who speaks: sources, then actors.
    speaker: usize,
    disputes: bool,
    because: Because,
    date: String,
    cites: Option<usize>,
    becomes: (String, String),
    pair: (&'static str, &'static str),
}

/// Who may turn out to be one: persons, or bodies.
const PAIRS: [(&str, &str); 6] = [("a", "b"), ("b", "a"), ("n", "b"), ("l", "k"), ("k", "n"), ("q", "p")];

/// Up to three amendments, of about every third chronology.
pub fn amendments() -> impl Strategy<Value = Vec<Amending>> {
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(amending(), 1..=3)]
}

/// One amendment.
pub fn amending() -> impl Strategy<Value = Amending> {
    let sort = prop_oneof![
        5 => Just(Sort::Date),
        3 => Just(Sort::Filler),
        2 => Just(Sort::Surety),
        1 => Just(Sort::Source),
        4 => Just(Sort::Retract),
        6 => Just(Sort::Undo),
        3 => Just(Sort::Confirm),
        5 => Just(Sort::Deny),
        1 => Just(Sort::Label),
        2 => Just(Sort::SameAs),
    ];
    let because = select(Because::ALL);
    let cites = prop_oneof![2 => Just(None), 1 => (0..5usize).prop_map(Some)];
    let date = prop_oneof![1 => Just(String::new()), 2 => day_or_month()];
    let becomes = (instant(), spell());
    (sort, 0..8usize, 0..8usize, any::<bool>(), because, date, cites, becomes, select(PAIRS.to_vec()))
        .prop_map(|(sort, target, speaker, disputes, because, date, cites, becomes, pair)| Amending {
            sort,
            target,
            speaker,
            disputes,
            because,
            date,
            cites,
            becomes,
            pair,
        })
}

impl Chronology {
    /// Adds amendments, each of what is there.
    pub fn amended(mut self, amending: &[Amending]) -> Chronology {
        for amending in amending {
            let id = slug(&format!("m{}", self.amendments.len()));
            if let Some(amendment) = self.amendment(id, amending) {
                self.amendments.push(amendment);
            }
        }
        self
    }

    fn amendment(&self, id: Slug, amending: &Amending) -> Option<Amendment> {
        let index = amending.target % self.reports.len().max(1);
        let report = self.reports.get(index)?;
        let event = report.id.clone();
        // Accounts of one happening differ in one respect at most.
        let mut accounts = self.reports.iter().filter(|r| r.id != event && kin(&self.reports, index, &r.id));
        let alone = accounts.clone().next().is_none();
        let alike = accounts.all(|r| (r.kind, &r.roles) == (report.kind, &report.roles));
        let act = match amending.sort {
            Sort::Date | Sort::Filler | Sort::Surety => {
                let mut becomes = report.clone();
                let key = match amending.sort {
                    Sort::Date if !alike => return None,
                    Sort::Filler if !alone => return None,
                    Sort::Date => {
                        let (instant, spell) = &amending.becomes;
                        becomes.date = date(if report.date.is_spell() { spell } else { instant });
                        "date"
                    }
                    Sort::Filler => other_fillers(&mut becomes)?.word(),
                    // How surely somebody speaks is not told.
                    _ if matches!(report.kind, Kind::Speech(_)) => return None,
                    _ => {
                        let stated = report.surety == Surety::Stated;
                        becomes.surety = if stated { Surety::Inferred } else { Surety::Stated };
                        "surety"
                    }
                };
                correct(amending.because, key, Body::from(becomes))
            }
            Sort::Source => {
                let mut source = self.sources[amending.target % self.sources.len()].clone();
                source.date = date(if amending.date.is_empty() { FIRST } else { &amending.date });
                correct(amending.because, "date", Body::Source(source))
            }
            Sort::Retract => Amends::Retract { target: event, because: amending.because },
            Sort::Undo => match self.amendments.len().checked_sub(1) {
                Some(last) => {
                    let target = self.amendments[last - amending.target % (last + 1) / 2].id.clone();
                    Amends::Retract { target, because: amending.because }
                }
                None => Amends::Retract { target: event, because: amending.because },
            },
            Sort::Confirm => Amends::Confirm { event },
            Sort::Deny | Sort::Label => {
                let aspect = if matches!(amending.sort, Sort::Deny) { "fact" } else { "date" }.to_owned();
                match amending.disputes {
                    true => Amends::Dispute { event, aspect },
                    false => Amends::Deny { event, aspect },
                }
            }
            Sort::SameAs if self.beside(amending.pair) => return None,
            Sort::SameAs => Amends::SameAs { actor: slug(amending.pair.0), stays: slug(amending.pair.1) },
        };
        let spoken = matches!(act, Amends::Confirm { .. } | Amends::Dispute { .. } | Amends::Deny { .. });
        let by = match (spoken, self.sources.get(amending.speaker)) {
            (false, _) => Holder::Keeper("keeper".to_owned()),
            (true, Some(source)) => Holder::Source(source.id.clone()),
            (true, None) => Holder::Actor(slug(["a", "b", "p"][amending.speaker % 3])),
        };
        // A source speaks for itself.
        let cites = amending.cites.filter(|_| !matches!(by, Holder::Source(_)));
        let cite = |n: usize| citation(&slug(&format!("s{n}")));
        Some(Amendment { id, by, act, date: date(&amending.date), citation: cites.map(cite), note: None })
    }

    /// Whether anything is told of both together: of what one actor does with itself nothing is known.
    fn beside(&self, pair: (&str, &str)) -> bool {
        let corrections = self.amendments.iter().filter_map(|a| match &a.act {
            Amends::Correct { becomes, .. } => match &**becomes {
                Body::Report(report) => Some(&**report),
                _ => None,
            },
            _ => None,
        });
        let both = |r: &Report| {
            let actors: Vec<&str> = r.actors().into_iter().map(Slug::as_str).collect();
            actors.contains(&pair.0) && actors.contains(&pair.1)
        };
        self.reports.iter().chain(corrections).any(both)
    }
}

fn date(text: &str) -> EventDate {
    if text.is_empty() { EventDate::undated() } else { EventDate::parse(text).expect(text) }
}

fn correct(because: Because, key: &str, becomes: Body) -> Amends {
    Amends::Correct { because, keys: vec![key.to_owned()], becomes: Box::new(becomes) }
}

/// Fills the last role otherwise.
fn other_fillers(report: &mut Report) -> Option<Role> {
    let (role, fillers) = report.roles.iter_mut().next_back()?;
    for filler in fillers.iter_mut() {
        filler.actor = slug(match filler.actor.as_str() {
            "p" => "q",
            "q" => "p",
            "a" => "b",
            "k" => "l",
            "l" => "k",
            _ => "a",
        });
    }
    fillers.sort();
    fillers.dedup_by(|x, y| x.actor == y.actor);
    Some(*role)
}
