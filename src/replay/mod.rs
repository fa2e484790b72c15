//! Replay: a log and a view in, a timeline out. Cannot fail on data; what it notices it lists as findings.
//! view -> accepted reports -> happenings on a temporal network -> ledger of effects -> kernel -> timeline.

mod claims;
mod happening;
mod holding;
mod kernel;
mod ledger;
mod network;
mod notices;
mod reach;
mod slots;
mod timeline;
mod told;
mod view;

use crate::domain::{Body, Record};
use crate::projectors::Cast;

pub use happening::{Account, Choice, Happening};
pub use ledger::{Item, Part};
pub use timeline::{Segment, Span, Spans, Timeline, Track};
pub use view::{Accepted, RecordedBy, View};

/// Replays a log under a view.
pub fn replay(records: &[Record], view: &View) -> Timeline {
    let records = view.recorded(records);
    let actors = records.iter().filter_map(|record| match &record.body {
        Body::Actor(actor) => Some((actor.id.clone(), actor.kind)),
        Body::Source(_) | Body::Place(_) | Body::Report(_) => None,
    });
    let places = records.iter().filter_map(|record| match &record.body {
        Body::Place(place) => Some((place.id.clone(), place.within.clone())),
        Body::Source(_) | Body::Actor(_) | Body::Report(_) => None,
    });
    let cast = Cast::new(actors, places);
    let names = records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Actor(actor) => Some((actor.id.clone(), view.names(actor))),
            Body::Source(_) | Body::Place(_) | Body::Report(_) => None,
        })
        .collect();
    let selection = view.select(&records);
    let mut story = happening::tell(&selection.reports, &view.margins);
    story.findings.extend(notices::missing(&selection.reports, &cast));
    let ledger = ledger::Ledger::write(&story, &selection.reports, &cast);
    let (tracks, noticed) = kernel::Kernel::new(&story, &ledger, &cast, selection.horizon, view).run();
    let mut findings = std::mem::take(&mut story.findings);
    findings.extend(noticed);
    findings.sort();
    let at = selection.reports.iter().enumerate().map(|(i, a)| (a.report.id.clone(), i)).collect();
    Timeline {
        tracks,
        cast,
        names,
        horizon: selection.horizon,
        according_to: view.according_to.clone(),
        story,
        accepted: selection.reports,
        at,
        denied: ledger.denied,
        findings,
    }
}
