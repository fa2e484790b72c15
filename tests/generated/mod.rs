//! Small chronologies: a calendar of three weeks, up to eight reports, a handful of actors and places, several sources,
//! at times a few amendments.

pub mod amending;
mod bodies;
mod cast;
pub mod dates;
mod dealings;
mod happenings;
mod marginalia;
pub mod notation;
mod posts;
mod retell;
mod speech;
mod territory;

use std::collections::BTreeMap;

use annals::domain::{
    Actor, Amendment, Body, Citation, Content, Day, Detail, Digest, EventDate, Filler, Hint, HintKind, Kind,
    Place, Proposition, Record, Report, Role, Slug, Source, Surety,
};
use proptest::prelude::*;
use proptest::sample::select;

pub use dates::{FIRST, LAST};
use retell::{Twist, retell};

/// What is generated.
#[derive(Clone)]
pub struct Chronology {
    pub sources: Vec<Source>,
    pub actors: Vec<Actor>,
    pub places: Vec<Place>,
    pub reports: Vec<Report>,
    pub amendments: Vec<Amendment>,
}

pub fn slug(text: &str) -> Slug {
    Slug::new(text).expect(text)
}

/// First and last day of the calendar.
pub fn calendar() -> (Day, Day) {
    (Day::parse(FIRST).unwrap(), Day::parse(LAST).unwrap())
}

impl Chronology {
    /// The log in the usual order.
    pub fn records(&self) -> Vec<Record> {
        let sources = self.sources.iter().cloned().map(Body::Source);
        let actors = self.actors.iter().cloned().map(Body::Actor);
        let reports = self.reports.iter().cloned().map(Body::from);
        let places = self.places.iter().cloned().map(Body::Place);
        let amendments = self.amendments.iter().cloned().map(Body::Amendment);
        numbered(sources.chain(actors).chain(places).chain(reports).chain(amendments))
    }
}

/// Records of these bodies in this order.
pub fn numbered(bodies: impl Iterator<Item = Body>) -> Vec<Record> {
    let recorded = chrono::DateTime::UNIX_EPOCH;
    let record = |(position, body)| Record { position, recorded, digest: Digest::ZERO, body };
    (1..).zip(bodies).map(record).collect()
}

/// What happens, before it has a date, a source and an identity.
#[derive(Clone, Debug)]
pub struct Happening {
    pub kind: Kind,
    pub roles: BTreeMap<Role, Vec<Slug>>,
    pub details: BTreeMap<Detail, String>,
    pub places: Vec<Slug>,
    pub says: Vec<Proposition>,
    /// Whether it may last.
    pub lasts: bool,
}

#[derive(Clone, Debug)]
struct Telling {
    happening: Happening,
    instant: String,
    spell: Option<String>,
    source: usize,
    surety: Surety,
    /// A role filler that is only inferred.
    soft: bool,
    hint: Option<(HintKind, usize)>,
    /// Instead: a further account of an earlier report.
    again: Option<(usize, Twist)>,
}

fn telling(happening: BoxedStrategy<Happening>) -> impl Strategy<Value = Telling> {
    let surety =
        prop_oneof![16 => Just(Surety::Stated), 3 => Just(Surety::Inferred), 1 => Just(Surety::Ambiguous)];
    let hint = prop_oneof![
        3 => Just(None),
        1 => (select(HintKind::ALL), 0..8usize).prop_map(Some),
    ];
    let twist = select(vec![Twist::Date, Twist::Date, Twist::Filler, Twist::Mode, Twist::Surety]);
    let again = prop_oneof![5 => Just(None), 1 => (0..8usize, twist).prop_map(Some)];
    (
        happening,
        dates::instant(),
        prop_oneof![2 => Just(None), 1 => dates::spell().prop_map(Some)],
        prop_oneof![4 => Just(0usize), 1 => 1..5usize],
        surety,
        prop::bool::weighted(0.08),
        hint,
        again,
    )
        .prop_map(|(happening, instant, spell, source, surety, soft, hint, again)| Telling {
            happening,
            instant,
            spell,
            source,
            surety,
            soft,
            hint,
            again,
        })
}

/// A small chronology.
pub fn chronology() -> impl Strategy<Value = Chronology> {
    let horizon = select(vec!["2014-03-20", "2014-03-20", "2014-03-05", "2014-02-28"]);
    let tellings = |happening| prop::collection::vec(telling(happening), 1..=8);
    let tellings = prop_oneof![
        4 => tellings(happenings::any()),
        2 => tellings(happenings::over_places()),
        1 => tellings(happenings::over_posts()),
    ];
    let party = prop::bool::weighted(0.3);
    (tellings, horizon, amending::amendments(), party).prop_map(|(tellings, horizon, amendments, party)| {
        let mut chronology = told(&tellings, horizon);
        // A source that only amends may be a party's own.
        let last = chronology.sources.len() - 1;
        let own = chronology.sources[last].id.clone();
        if party && chronology.reports.iter().all(|r| r.citation.source != own) {
            chronology.sources[last].party = Some(slug("a"));
        }
        chronology.amended(&amendments)
    })
}

fn told(tellings: &[Telling], horizon: &str) -> Chronology {
    let mut reports: Vec<Report> = Vec::new();
    for (index, telling) in tellings.iter().enumerate() {
        let mut report = report(index, telling);
        if let (Some((earlier, twist)), true) = (telling.again, index > 0) {
            let earlier = &reports[earlier % index];
            if reports.iter().all(|r| !r.variant_of.contains(&earlier.id)) {
                retell(&mut report, earlier, twist);
            }
        }
        reports.push(report);
    }
    for (index, telling) in tellings.iter().enumerate() {
        if let Some((kind, other)) = telling.hint {
            let other = reports[other % reports.len()].id.clone();
            if other != reports[index].id && !kin(&reports, index, &other) {
                reports[index].hints.push(Hint { kind, other });
            }
        }
    }
    let (sources, actors, places) = (sources(horizon), cast::actors(), cast::places());
    Chronology { sources, actors, places, reports, amendments: Vec::new() }
}

/// Whether two reports tell of one happening.
fn kin(reports: &[Report], index: usize, other: &Slug) -> bool {
    let mut all = vec![reports[index].id.clone()];
    let mut at = 0;
    while at < all.len() {
        for r in reports {
            let (mine, id) = (all[at].clone(), r.id.clone());
            if r.id == mine {
                all.extend(r.variant_of.iter().filter(|v| !all.contains(v)).cloned().collect::<Vec<_>>());
            } else if r.variant_of.contains(&mine) && !all.contains(&id) {
                all.push(id);
            }
        }
        at += 1;
    }
    all.contains(other)
}

fn sources(horizon: &str) -> Vec<Source> {
    let source = |(index, (date, retrieved)): (usize, (&str, Option<&str>))| Source {
        id: slug(&format!("s{index}")),
        title: format!("Source {index}"),
        author: None,
        publisher: None,
        date: EventDate::parse(date).expect(date),
        retrieved: retrieved.map(str::to_owned),
        cited_by: None,
        locator: None,
        party: None,
        reliability: None,
        note: None,
    };
    let dates = [
        (horizon, None),
        ("2014-03-01", None),
        ("2014-02", None),
        ("2014-02-25/..", Some("2014-03-08")),
        ("2014-02/..", None),
    ];
    dates.into_iter().enumerate().map(source).collect()
}

fn report(index: usize, telling: &Telling) -> Report {
    let happening = &telling.happening;
    let text = match &telling.spell {
        Some(spell) if happening.lasts => spell,
        _ => &telling.instant,
    };
    let date = if text.is_empty() { EventDate::undated() } else { EventDate::parse(text).expect(text) };
    let mut roles: BTreeMap<Role, Vec<Filler>> = BTreeMap::new();
    for (role, actors) in &happening.roles {
        let stated = |a: &Slug| Filler { actor: a.clone(), surety: Surety::Stated };
        roles.insert(*role, actors.iter().map(stated).collect());
    }
    if telling.soft
        && let Some(filler) = roles.values_mut().last().and_then(|r| r.first_mut())
    {
        filler.surety = Surety::Inferred;
    }
    let speech = matches!(happening.kind, Kind::Speech(_)) && !happening.says.is_empty();
    let about = |p: &Proposition| {
        let mut p = p.clone();
        if let Content::Aspect { report, .. } = &mut p.content {
            *report = slug(&format!("r{}", index.saturating_sub(1)));
        }
        p
    };
    Report {
        roles,
        details: happening.details.clone(),
        places: happening.places.clone(),
        date,
        surety: if speech { Surety::Stated } else { telling.surety },
        says: happening.says.iter().map(about).collect(),
        citation: Citation {
            source: slug(&format!("s{}", telling.source)),
            ..blank("x", happening.kind).citation
        },
        ..blank(&format!("r{index}"), happening.kind)
    }
}

/// A stated, undated report that tells nothing yet.
fn blank(id: &str, kind: Kind) -> Report {
    Report::blank(slug(id), kind, slug("s0"))
}
