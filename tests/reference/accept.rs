//! Which reports a view takes in, how firmly, and how far what they know reaches (rules R2, R12, R33).

use std::collections::BTreeMap;

use annals::domain::{
    ActorId, BodyKind, Bounds, Content, Day, Kind, Margins, Proposition, Report, ReportId, Role, Slug,
    Source, SourceId, SpeechKind, Surety,
};

use super::Asked;
use super::amend::{Amended, Says, Standing, Voice};

/// A report that is taken in.
#[derive(Clone)]
pub struct Told {
    pub report: Report,
    /// Its own surety, weakened where it only perhaps stands.
    pub surety: Surety,
    /// When the world could read it.
    pub reported: Bounds,
    /// The last day its source can have known of.
    pub knows_until: Day,
    /// Only perhaps stands: it binds nothing, and nothing binds it.
    pub perhaps: bool,
}

impl Told {
    fn weaken(&mut self) {
        self.surety = self.surety.min(Surety::Inferred);
        self.perhaps = true;
    }

    /// The days on which it may begin: what a source tells of has happened by the last day it can have known (rule R12).
    pub fn begin(&self, margins: &Margins) -> Bounds {
        let written = self.report.date.begin(margins);
        if written.latest == Day::FUTURE && written.earliest <= self.knows_until {
            return Bounds::new(written.earliest, self.knows_until);
        }
        written
    }

    pub fn end(&self, margins: &Margins) -> Bounds {
        if self.report.date.is_spell() { self.report.date.end(margins) } else { self.begin(margins) }
    }
}

/// The reports of a view by id, and the last day any of them can know of.
pub fn accept(amended: &Amended, asked: &Asked) -> (Vec<Told>, Day) {
    let mut told: Vec<Told> = Vec::new();
    let left_out = |id: &ReportId| asked.without.contains(id);
    let silent = |report: &Report| amended.silent.iter().any(|who| says(report, who));
    for reading in amended.readings.iter().filter(|r| !left_out(&r.event) && !silent(&r.report)) {
        told.extend(taken(&reading.report, reading.perhaps, &amended.sources, asked));
    }
    let doubted = amended.undone(Standing::Perhaps);
    let mut more = Vec::new();
    for voice in amended.voices.iter().filter(|v| v.says == Says::TheSame) {
        // What is not there cannot be told again; what only perhaps is there is told again as perhaps.
        let Some(source) = &voice.source else { continue };
        let Some(event) = told.iter().find(|t| t.report.id == voice.event) else { continue };
        let perhaps = voice.standing == Standing::Perhaps || event.perhaps;
        more.extend(taken(&again(&event.report, &voice.id, source), perhaps, &amended.sources, asked));
    }
    told.iter_mut().filter(|t| doubted.contains(&t.report.id)).for_each(Told::weaken);
    told.extend(more);
    // A source that denies knows too, once it is published; a party's word on a report moves nothing.
    let denies = |v: &&Voice| {
        v.says == Says::DidNotHappen && v.source.is_some() && told.iter().any(|t| t.report.id == v.event)
    };
    let known_by = asked.known_by.unwrap_or(Day::FUTURE);
    let reaches = (amended.voices.iter().filter(denies))
        .filter_map(|v| amended.sources.get(v.cited.as_ref()?))
        .filter(|source| published(source).earliest <= known_by)
        .map(reach);
    let horizon = told.iter().map(|t| t.knows_until).chain(reaches).max().unwrap_or(Day::FUTURE);
    told.extend(denials(amended));
    told.sort_by(|a, b| a.report.id.cmp(&b.report.id));
    (told, horizon.min(known_by))
}

/// Whether a report is only what an actor says: of others, or of the end of another body (rules R3, R27).
fn says(report: &Report, who: &ActorId) -> bool {
    let fills = |role: Role| report.role(role).iter().any(|filler| filler.actor == *who);
    let role = match report.kind {
        Kind::Speech(SpeechKind::Declaration | SpeechKind::Accusation | SpeechKind::Dispute)
        | Kind::Body(BodyKind::Dissolution) => Role::By,
        Kind::Speech(SpeechKind::Report | SpeechKind::StrengthReport) => Role::Source,
        _ => return false,
    };
    fills(role) && !fills(Role::Subject)
}

/// A report, where the view lets its source through and it is published, or perhaps is.
fn taken(
    report: &Report,
    perhaps: bool,
    sources: &BTreeMap<SourceId, Source>,
    asked: &Asked,
) -> Option<Told> {
    let cited = &report.citation.source;
    let wanted = asked.sources.is_empty() || asked.sources.contains(cited);
    if !wanted || asked.without.contains(cited) {
        return None;
    }
    let source = sources.get(cited);
    let reported = source.map_or(Bounds::ANY, published);
    let known_by = asked.known_by.unwrap_or(Day::FUTURE);
    if reported.earliest > known_by {
        return None;
    }
    let knows_until = known_by.min(source.map_or(Day::FUTURE, reach));
    let (report, surety) = (report.clone(), report.surety);
    let mut told = Told { report, surety, reported, knows_until, perhaps: false };
    if perhaps || reported.latest > known_by {
        told.weaken();
    }
    Some(told)
}

/// The same told by another source, under the id of its confirmation.
fn again(event: &Report, id: &Slug, source: &SourceId) -> Report {
    Report {
        hints: Vec::new(),
        words: None,
        remarks: BTreeMap::new(),
        contested: Vec::new(),
        variant_of: vec![event.id.clone()],
        surety: Surety::Stated,
        ..Report {
            id: id.clone(),
            citation: Report::blank(id.clone(), event.kind, source.clone()).citation,
            ..event.clone()
        }
    }
}

/// Denials by parties: somebody says that a report is not so. When the world could read it is told, not when he said it.
fn denials(amended: &Amended) -> Vec<Told> {
    let voices = amended.voices.iter().filter(|v| v.says == Says::DidNotHappen && v.actor);
    let declared = |voice: &Voice| {
        let content = Content::Aspect { report: voice.event.clone(), aspect: "fact".to_owned() };
        let nowhere = voice.id.clone();
        let report = Report {
            says: vec![Proposition { affirmed: false, content }],
            ..Report::blank(voice.id.clone(), Kind::Speech(SpeechKind::Declaration), nowhere)
        };
        let (surety, reported, knows_until) = (report.surety, Bounds::ANY, Day::FUTURE);
        Told { report, surety, reported, knows_until, perhaps: false }
    };
    voices.map(declared).collect()
}

/// When the world could read a source: its date without margins, an open end cut where our copy was taken.
pub fn published(source: &Source) -> Bounds {
    let mut bounds =
        Bounds::new(source.date.begin(&Margins::NONE).earliest, source.date.end(&Margins::NONE).latest);
    if let (Day::FUTURE, Some(taken)) = (bounds.latest, source.retrieved.as_deref().and_then(Day::parse)) {
        bounds.latest = taken;
    }
    bounds
}

/// The last day a source can have known of: where its date is open and nobody tells when our copy was taken, the last of
/// the first unit the date allows, as more of its reach is not known (rule R12).
fn reach(source: &Source) -> Day {
    let published = published(source);
    match published.latest {
        Day::FUTURE => source.date.begin.unit.forth(published.earliest).prev(),
        latest => latest,
    }
}
