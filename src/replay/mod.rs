//! Replay: a log and a view in, a timeline out. Cannot fail on data; what it notices it lists as findings.
//! view -> accepted reports -> happenings on a temporal network -> ledger of effects -> kernel -> timeline.

mod amend;
mod bodies;
mod claims;
mod fading;
mod happening;
mod hearing;
mod holding;
mod horizon;
mod item;
mod kernel;
mod ledger;
mod network;
mod notices;
mod positions;
mod reach;
mod reports;
mod slots;
#[cfg(test)]
mod tests;
mod timeline;
mod told;
mod view;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::domain::{Body, Bounds, Day, Fluent, Record, ReportId};
use crate::projectors::Cast;

pub use amend::{Heard, Presence};
pub use happening::{Account, Choice, Happening};
pub use hearing::{Hearing, hearing};
pub use horizon::within;
pub use item::{Behind, Item, Items, Part};
pub use reports::{Reports, reports};
pub use timeline::{Elsewhere, Segment, Span, Spans, Timeline, Track};
pub use view::{Accepted, RecordedBy, View};

/// The registers and reports of a log as they read in a view: what was corrected, retracted or found to be the same
/// applied, no report left out for its source.
pub fn readings(records: &[Record], view: &View) -> Vec<Body> {
    let recorded: Vec<&Record> = records.iter().filter(|record| view.has(record)).collect();
    let amended = amend::amend(&recorded, view);
    let sources = amended.sources.into_values().map(Body::Source);
    let actors = amended.actors.into_values().map(Body::Actor);
    let places = amended.places.into_values().map(Body::Place);
    let reports = amended.reports.into_iter().map(|r| Body::Report(r.report));
    sources.chain(actors).chain(places).chain(reports).collect()
}

/// What is known of the rest of a log of which a part is replayed.
#[derive(Default)]
pub struct Rest<'a> {
    /// The last day that any source of the whole log can have known (rule R12); left out, that of the part.
    pub horizon: Option<Day>,
    /// Tracks of beings that are worked out already, on the whole log and with no horizon laid over them; what
    /// [`Elsewhere`] asks for is in the part.
    pub given: Option<&'a FxHashMap<Fluent, Arc<Track>>>,
    /// Acts beside the records: whose being each proves, and the days between which it lies. Each is told outright, by a report of
    /// its own that nothing else speaks of.
    pub acts: &'a [(Fluent, Bounds)],
    /// Sightings beside the records: what was seen to hold, once, and the days within which that lies. Each is told as such acts
    /// are.
    pub seen: &'a [(Fluent, Bounds)],
    /// When reports begin and end, of which what hints bind to them is not in the part.
    pub tight: Option<&'a FxHashMap<ReportId, (Bounds, Bounds)>>,
    /// Which fluents are asked for; left out, all.
    pub wanted: Option<&'a (dyn Fn(&Fluent) -> bool + Sync)>,
}

/// Replays a log under a view.
pub fn replay(records: &[Record], view: &View) -> Timeline {
    replay_part(records, view, &Rest::default())
}

/// Replays a part of a log under a view, in the order recorded. The answers are those of the whole log where the part holds
/// every record that what is wanted leans on, but for what is given. Only tracks that are wanted are kept; findings are
/// those of the part.
pub fn replay_part<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    view: &View,
    rest: &Rest<'_>,
) -> Timeline {
    let recorded: Vec<&Record> = records.into_iter().filter(|record| view.has(record)).collect();
    let mut amended = amend::amend(&recorded, view);
    let actors = amended.actors.values().map(|actor| (actor.id.clone(), actor.kind));
    let places = amended.places.values().map(|place| (place.id.clone(), place.within.clone()));
    let cast = Cast::new(actors, places);
    let names = amended.actors.values().map(|actor| (actor.id.clone(), view.names(actor))).collect();
    let mut selection = view.select(&amended);
    selection.horizon = rest.horizon.unwrap_or(selection.horizon);
    let mut story = happening::tell(&selection.reports, &selection.denials, &view.margins);
    rest.tight.into_iter().flatten().for_each(|(id, days)| story.tighten(id, *days));
    story.findings.append(&mut amended.findings);
    story.findings.extend(notices::missing(&selection.reports, &cast));
    let acts = rest.acts.iter().filter(|(being, _)| cast.being(&being.subject) == *being);
    let acts = acts.map(|told| (Part::Evidence, told)).chain(rest.seen.iter().map(|told| (Part::Seen, told)));
    let unread = acts.map(|(part, (fluent, days))| (fluent.clone(), part, story.network.instant(*days)));
    let unread = unread.collect();
    let ledger = ledger::Ledger::write(&story, &selection.reports, &cast, unread);
    let none = FxHashMap::default();
    let grounds = kernel::Grounds::new(&story, &ledger, &cast, view);
    let wanted = |fluent: &Fluent| rest.wanted.is_none_or(|wanted| wanted(fluent));
    let kernel::Outcome { mut tracks, findings: noticed } = grounds.run(rest.given.unwrap_or(&none), &wanted);
    tracks.values_mut().for_each(|track| horizon::lay(track, selection.horizon));
    let mut findings = std::mem::take(&mut story.findings);
    findings.extend(noticed);
    findings.sort();
    Timeline {
        tracks,
        cast,
        names,
        horizon: selection.horizon,
        according_to: view.according_to.clone(),
        story,
        variants: OnceLock::new(),
        accepted: selection.reports,
        denied: ledger.denied,
        heard: amended.heard,
        same: amended.same,
        persistence: view.persistence.clone(),
        findings,
    }
}
