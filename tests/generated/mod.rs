//! Small chronologies: a calendar of three weeks, up to eight reports, a handful of actors, several sources.

mod dates;
mod happenings;
pub mod notation;

use std::collections::BTreeMap;

use annals::domain::{
    Actor, ActorKind, BelongingKind, Body, Citation, Content, Day, Detail, Digest, EventDate, Filler, Hint,
    HintKind, Kind, Name, Proposition, Record, Report, Role, Slug, Source, Surety,
};
use proptest::prelude::*;
use proptest::sample::select;

pub use dates::{FIRST, LAST};

/// What is generated.
#[derive(Clone)]
pub struct Chronology {
    pub sources: Vec<Source>,
    pub actors: Vec<Actor>,
    pub reports: Vec<Report>,
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
        let reports = self.reports.iter().cloned().map(Body::Report);
        numbered(sources.chain(actors).chain(reports))
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
    pub says: Vec<Proposition>,
    /// Whether it may last.
    pub lasts: bool,
}

/// How a further account of an earlier happening differs.
#[derive(Clone, Copy, Debug)]
enum Twist {
    /// The same but for the date.
    Date,
    /// Another filler of a role.
    Filler,
    /// Another kind.
    Mode,
    /// Only inferred.
    Surety,
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

fn telling() -> impl Strategy<Value = Telling> {
    let surety =
        prop_oneof![16 => Just(Surety::Stated), 3 => Just(Surety::Inferred), 1 => Just(Surety::Ambiguous)];
    let hint = prop_oneof![
        3 => Just(None),
        1 => (select(HintKind::ALL), 0..8usize).prop_map(Some),
    ];
    let twist = select(vec![Twist::Date, Twist::Date, Twist::Filler, Twist::Mode, Twist::Surety]);
    let again = prop_oneof![5 => Just(None), 1 => (0..8usize, twist).prop_map(Some)];
    (
        happenings::happening(),
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
    (prop::collection::vec(telling(), 1..=8), horizon)
        .prop_map(|(tellings, horizon)| told(&tellings, horizon))
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
    let actor = |(id, kind)| Actor {
        id: slug(id),
        kind,
        names: vec![Name { text: id.to_owned(), sources: Vec::new() }],
        note: None,
    };
    let cast = [
        ("a", ActorKind::Faction),
        ("b", ActorKind::Faction),
        ("n", ActorKind::Faction),
        ("k", ActorKind::Coalition),
        ("l", ActorKind::Coalition),
        ("p", ActorKind::Person),
        ("q", ActorKind::Person),
    ];
    Chronology { sources: sources(horizon), actors: cast.into_iter().map(actor).collect(), reports }
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
    if telling.soft {
        if let Some(filler) = roles.values_mut().last().and_then(|r| r.first_mut()) {
            filler.surety = Surety::Inferred;
        }
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
    Report {
        id: slug(id),
        kind,
        roles: BTreeMap::new(),
        details: BTreeMap::new(),
        date: EventDate::undated(),
        words: None,
        places: Vec::new(),
        hints: Vec::new(),
        variant_of: Vec::new(),
        surety: Surety::Stated,
        contested: Vec::new(),
        says: Vec::new(),
        citation: Citation {
            source: slug("s0"),
            through: None,
            paragraph: None,
            page: None,
            archive: None,
            retrieved: None,
        },
        summary: String::new(),
        remarks: BTreeMap::new(),
    }
}

/// Turns a report into a further account of an earlier one.
fn retell(report: &mut Report, earlier: &Report, twist: Twist) {
    let speech = |r: &Report| matches!(r.kind, Kind::Speech(_)) || r.detail(Detail::Phase) == Some("ongoing");
    // At most two stated accounts of one happening, of one form.
    if speech(earlier) || !earlier.variant_of.is_empty() || earlier.date.is_spell() || report.date.is_spell()
    {
        return;
    }
    report.kind = earlier.kind;
    report.roles = earlier.roles.clone();
    report.details = earlier.details.clone();
    report.says.clear();
    report.variant_of = vec![earlier.id.clone()];
    match twist {
        Twist::Date => {}
        Twist::Surety => report.surety = Surety::Inferred,
        Twist::Filler => {
            report.date = earlier.date.clone();
            let role = report.roles.iter_mut().filter(|(r, _)| **r != Role::Parent).last();
            if let Some((_, fillers)) = role {
                for filler in fillers {
                    filler.actor = slug(match filler.actor.as_str() {
                        "p" => "q",
                        "q" => "p",
                        "a" => "b",
                        "k" => "l",
                        "l" => "k",
                        _ => "a",
                    });
                }
            }
        }
        Twist::Mode => {
            report.date = earlier.date.clone();
            let swap = |r: &Report, from: Role, to: Role| (to, r.role(from).to_vec());
            let (kind, roles) = match earlier.kind {
                Kind::Belonging(BelongingKind::Leave) => (
                    Kind::Belonging(BelongingKind::Expulsion),
                    [swap(earlier, Role::Coalition, Role::By), swap(earlier, Role::Member, Role::Target)],
                ),
                Kind::Belonging(BelongingKind::Expulsion) => (
                    Kind::Belonging(BelongingKind::Leave),
                    [swap(earlier, Role::By, Role::Coalition), swap(earlier, Role::Target, Role::Member)],
                ),
                Kind::Belonging(BelongingKind::Join) => (
                    Kind::Belonging(BelongingKind::Leave),
                    [
                        swap(earlier, Role::Coalition, Role::Coalition),
                        swap(earlier, Role::Member, Role::Member),
                    ],
                ),
                _ => return,
            };
            report.kind = kind;
            report.details.clear();
            report.roles = roles.into_iter().collect();
        }
    }
}

impl std::fmt::Debug for Chronology {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for report in &self.reports {
            write!(f, "\n  {} {}", report.id, report.kind)?;
            for (role, fillers) in &report.roles {
                let mark = |s: Surety| if s == Surety::Stated { "" } else { "?" };
                let names: Vec<String> =
                    fillers.iter().map(|x| format!("{}{}", x.actor, mark(x.surety))).collect();
                write!(f, " {}={}", role.word(), names.join("+"))?;
            }
            for (detail, value) in &report.details {
                write!(f, " {}:{value}", detail.word())?;
            }
            for said in &report.says {
                let not = if said.affirmed { "" } else { "not " };
                match &said.content {
                    Content::Fact(fluent) => write!(f, " says \"{not}{fluent}\"")?,
                    Content::Aspect { report, aspect } => write!(f, " says \"{not}{aspect} of {report}\"")?,
                }
            }
            write!(f, " @ {}", if report.date.text.is_empty() { "undated" } else { &report.date.text })?;
            for hint in &report.hints {
                write!(f, " {} {}", hint.kind.word(), hint.other)?;
            }
            for other in &report.variant_of {
                write!(f, " variant-of {other}")?;
            }
            if report.surety != Surety::Stated {
                write!(f, " {}", report.surety.word())?;
            }
            let source = self.sources.iter().find(|s| s.id == report.citation.source);
            write!(f, " [{} {}]", report.citation.source, source.map_or("?", |s| &s.date.text))?;
        }
        Ok(())
    }
}
