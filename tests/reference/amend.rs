//! Amendments (rules R5, R6): which a view hears, and what the records say once they are applied.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use annals::domain::{
    Actor, ActorId, Amendment, Amends, Because, Body, Bounds, EventDate, Holder, Margins, Place, Record,
    Report, ReportId, Slug, Source, SourceId,
};

use super::Asked;
use super::accept::published;
use super::same::Same;

/// How sure it is that something is in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Out,
    Perhaps,
    In,
}

/// What the records say, amended.
pub struct Amended {
    pub sources: BTreeMap<SourceId, Source>,
    pub actors: Vec<Actor>,
    pub places: Vec<Place>,
    /// Events and other readings of them.
    pub readings: Vec<Reading>,
    /// The confirmations, denials and disputes in force, in the order recorded.
    pub voices: Vec<Voice>,
    /// Actors whose words are left out, by the ids that stay.
    pub silent: Vec<ActorId>,
}

/// What a record of an event says, or perhaps says.
pub struct Reading {
    /// The record.
    pub event: ReportId,
    /// As it reads; under the id of a correction where it only perhaps reads so.
    pub report: Report,
    pub perhaps: bool,
}

/// Somebody speaks of a report.
pub struct Voice {
    pub id: Slug,
    pub event: ReportId,
    /// The source that speaks, where it is no party's.
    pub source: Option<SourceId>,
    /// Where it is read.
    pub cited: Option<SourceId>,
    /// The actor who speaks, in person or by a source of his own.
    pub actor: bool,
    pub says: Says,
    pub standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Says {
    TheSame,
    DidNotHappen,
    Else,
}

type Heard<'a> = (u64, &'a Amendment, Standing);

/// Applies the amendments of a log.
pub fn amend(records: &[Record], asked: &Asked) -> Amended {
    let dated = as_transcribed(records, asked);
    let mut heard: Vec<Heard> = amendments(records).map(|(p, a)| (p, a, hears(a, &dated, asked))).collect();
    settle(&mut heard);
    let same = Same::of(&heard);
    let mut amended = Amended {
        sources: BTreeMap::new(),
        actors: Vec::new(),
        places: Vec::new(),
        readings: Vec::new(),
        voices: Vec::new(),
        silent: asked.without.iter().map(|who| same.stays(who)).collect(),
    };
    for record in records {
        match corrected(&record.body, &heard, None) {
            Body::Source(source) => drop(amended.sources.insert(source.id.clone(), same.source(source))),
            Body::Actor(actor) if same.stays(&actor.id) == actor.id => amended.actors.push(actor),
            Body::Actor(_) | Body::Amendment(_) | Body::Redacted(_) => {}
            Body::Place(place) => amended.places.push(place),
            Body::Report(report) => {
                amended.readings.extend(readings(&record.body, Arc::unwrap_or_clone(report), &heard))
            }
        }
    }
    amended.readings.iter_mut().for_each(|r| same.rewrite(&mut r.report));
    amended.voices = heard.iter().filter_map(|h| voice(h, &amended.sources)).collect();
    amended
}

fn amendments(records: &[Record]) -> impl Iterator<Item = (u64, &Amendment)> {
    records.iter().filter_map(|r| match &r.body {
        Body::Amendment(amendment) => Some((r.position, amendment)),
        _ => None,
    })
}

/// The sources with our own slips mended: they date the amendments that cite them. Our own slips have no date, so these
/// settle among themselves.
fn as_transcribed(records: &[Record], asked: &Asked) -> BTreeMap<SourceId, Source> {
    let slip = |a: &Amendment| a.act.because() == Some(Because::Transcription);
    let none = BTreeMap::new();
    let mut heard: Vec<Heard> = (amendments(records).filter(|(_, a)| slip(a)))
        .map(|(position, a)| (position, a, hears(a, &none, asked)))
        .collect();
    settle(&mut heard);
    let sources = records.iter().filter_map(|r| match corrected(&r.body, &heard, None) {
        Body::Source(source) => Some((source.id.clone(), source)),
        _ => None,
    });
    sources.collect()
}

/// Whether a view hears an amendment, retractions apart.
fn hears(amendment: &Amendment, sources: &BTreeMap<SourceId, Source>, asked: &Asked) -> Standing {
    let mut cited: Vec<&SourceId> = Vec::new();
    if let Some(citation) = &amendment.citation {
        cited.push(&citation.source);
        cited.extend(&citation.through);
    }
    let dated_by = cited.first().copied();
    if let Holder::Source(source) = &amendment.by {
        cited.push(source);
    }
    let dated_by = dated_by.or(cited.last().copied());
    let spoken = matches!(&amendment.by, Holder::Actor(actor) if asked.without.contains(actor));
    let barred = cited.iter().any(|s| asked.without.contains(s));
    let wanted =
        asked.sources.is_empty() || cited.is_empty() || cited.iter().any(|s| asked.sources.contains(s));
    if spoken || barred || !wanted || asked.without.contains(&amendment.id) {
        return Standing::Out;
    }
    if amendment.act.because() == Some(Because::Transcription) {
        return Standing::In;
    }
    let date = &amendment.date;
    let reported = if *date == EventDate::undated() {
        dated_by.and_then(|s| sources.get(s)).map(published)
    } else {
        Some(Bounds::new(date.begin(&Margins::NONE).earliest, date.end(&Margins::NONE).latest))
    };
    match (reported, asked.known_by) {
        (Some(reported), Some(known_by)) if reported.earliest > known_by => Standing::Out,
        (Some(reported), Some(known_by)) if reported.latest > known_by => Standing::Perhaps,
        _ => Standing::In,
    }
}

/// Lets retractions take away what was recorded before them, the newest first.
fn settle(heard: &mut [Heard]) {
    for newest in (0..heard.len()).rev() {
        let (position, amendment, standing) = heard[newest];
        let Amends::Retract { target, .. } = &amendment.act else { continue };
        for (earlier, other, known) in heard.iter_mut() {
            if *earlier < position && other.id == *target {
                *known = less(*known, standing);
            }
        }
    }
}

/// What is left of something under a retraction.
fn less(standing: Standing, retraction: Standing) -> Standing {
    match retraction {
        Standing::In => Standing::Out,
        Standing::Perhaps => standing.min(Standing::Perhaps),
        Standing::Out => standing,
    }
}

/// A body with all corrections in force, and one that only perhaps is, in the order recorded.
fn corrected(body: &Body, heard: &[Heard], perhaps: Option<&Slug>) -> Body {
    let mut read = body.clone();
    for (_, amendment, standing) in heard {
        if *standing != Standing::In && perhaps != Some(&amendment.id) {
            continue;
        }
        if let Amends::Correct { keys, becomes, .. } = &amendment.act
            && is_of(becomes, body)
        {
            read.take(keys, becomes);
        }
    }
    read
}

/// Whether a correction is of this record.
fn is_of(becomes: &Body, body: &Body) -> bool {
    becomes.sort() == body.sort() && becomes.id() == body.id()
}

/// The record of an event as it reads, and as it perhaps reads; nothing where it is retracted.
fn readings(body: &Body, base: Report, heard: &[Heard]) -> Vec<Reading> {
    let mut standing = Standing::In;
    for (_, amendment, known) in heard {
        if matches!(&amendment.act, Amends::Retract { target, .. } if *target == base.id) {
            standing = less(standing, *known);
        }
    }
    if standing == Standing::Out {
        return Vec::new();
    }
    let event = base.id.clone();
    let mut versions = Vec::new();
    for (_, amendment, known) in heard {
        let Amends::Correct { becomes, .. } = &amendment.act else { continue };
        if *known != Standing::Perhaps || !is_of(becomes, body) {
            continue;
        }
        if let Body::Report(report) = corrected(body, heard, Some(&amendment.id))
            && *report != base
        {
            let mut report = Arc::unwrap_or_clone(report);
            report.id = amendment.id.clone();
            report.variant_of.push(event.clone());
            versions.push(Reading { event: event.clone(), report, perhaps: true });
        }
    }
    let perhaps = standing == Standing::Perhaps || !versions.is_empty();
    versions.push(Reading { event, report: base, perhaps });
    versions
}

/// What an amendment says of a report, where it does.
fn voice((_, amendment, standing): &Heard, sources: &BTreeMap<SourceId, Source>) -> Option<Voice> {
    let (event, says) = match &amendment.act {
        Amends::Confirm { event } => (event, Says::TheSame),
        Amends::Dispute { event, aspect } | Amends::Deny { event, aspect } if aspect == "fact" => {
            (event, Says::DidNotHappen)
        }
        Amends::Dispute { event, .. } | Amends::Deny { event, .. } => (event, Says::Else),
        _ => return None,
    };
    let partys = |id: &SourceId| sources.get(id).is_some_and(|s| s.party.is_some());
    let (source, actor) = match &amendment.by {
        Holder::Source(id) if partys(id) => (None, true),
        Holder::Source(id) => (Some(id.clone()), false),
        Holder::Actor(_) => (None, true),
        Holder::Keeper(_) => (None, false),
    };
    let own = if let Holder::Source(id) = &amendment.by { Some(id) } else { None };
    let cited = amendment.citation.as_ref().map(|c| &c.source).or(own).cloned();
    let (id, event) = (amendment.id.clone(), event.clone());
    let voice = Voice { id, event, source, cited, actor, says, standing: *standing };
    (*standing != Standing::Out).then_some(voice)
}

impl Amended {
    /// The reports whose happening a source that is no party says did not take place: surely, or perhaps.
    pub fn undone(&self, standing: Standing) -> BTreeSet<ReportId> {
        let says = |v: &&Voice| v.says == Says::DidNotHappen && v.source.is_some() && v.standing == standing;
        self.voices.iter().filter(says).map(|v| v.event.clone()).collect()
    }
}
