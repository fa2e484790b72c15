//! What amendments say of reports, as reports: who confirms tells the same once more, who disputes or denies speaks
//! against it (rule R3).

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Amended, Denial, Presence, Reading, Upon};
use crate::domain::{
    ActorId, Amendment, Amends, Citation, Content, Filler, Holder, Kind, Proposition, Report, ReportId, Role,
    SpeechKind, Surety,
};

/// The aspect of a report that it happened at all.
const FACT: &str = "fact";

/// Who speaks: a party, whose word is a claim, or a source that is none.
enum Voice<'a> {
    Party(&'a ActorId),
    Source,
}

/// Adds what confirmations, disputes and denials say.
pub(super) fn add<'a>(amended: &mut Amended, present: impl Iterator<Item = (&'a Amendment, Presence)>) {
    let present: Vec<(&Amendment, Presence)> = present.collect();
    let spoken_of: FxHashSet<&ReportId> = present.iter().filter_map(|(a, _)| event(&a.act)).collect();
    if spoken_of.is_empty() {
        return;
    }
    let told = amended.reports.iter().filter(|r| spoken_of.contains(&r.report.id));
    let told: FxHashMap<ReportId, Arc<Report>> =
        told.map(|r| (r.report.id.clone(), r.report.clone())).collect();
    for (amendment, presence) in present {
        let (event, aspect) = match &amendment.act {
            Amends::Confirm { event } => (event, FACT),
            Amends::Dispute { event, aspect } | Amends::Deny { event, aspect } => (event, aspect.as_str()),
            Amends::Correct { .. } | Amends::Retract { .. } | Amends::SameAs { .. } | Amends::Redact(_) => {
                continue;
            }
        };
        let Some(told) = told.get(event) else { continue };
        let party = match &amendment.by {
            Holder::Actor(id) => Some(id.clone()),
            Holder::Source(id) => amended.sources.get(id).and_then(|s| s.party.clone()),
            Holder::Keeper(_) => None,
        };
        let voice = party.as_ref().map_or(Voice::Source, Voice::Party);
        // Whether a redacted source was a party is not known any more: what it says is listed, and decides nothing.
        let veiled = matches!(&amendment.by, Holder::Source(id) if amended.redacted.contains(id));
        let confirms = matches!(amendment.act, Amends::Confirm { .. });
        let report = match (&voice, confirms) {
            (Voice::Source, true) if !veiled => again(amendment, told),
            _ => speech(amendment, told, &voice, aspect, confirms),
        };
        let by_source =
            matches!(amendment.by, Holder::Source(_)) && matches!(voice, Voice::Source) && !veiled;
        let denies = by_source && !confirms && aspect == FACT;
        if denies {
            let certain = presence == Presence::In;
            let (of, by) = (event.clone(), amendment.id.clone());
            amended.denials.push(Denial { of, by, certain });
        }
        let perhaps = presence == Presence::Perhaps;
        let tells = denies || by_source && confirms;
        let upon = Some(Upon { event: event.clone(), tells });
        amended.reports.push(Reading { report: Arc::new(report), perhaps, upon });
    }
}

/// The report that an amendment speaks of, where it does no more.
fn event(act: &Amends) -> Option<&ReportId> {
    match act {
        Amends::Confirm { event } | Amends::Dispute { event, .. } | Amends::Deny { event, .. } => Some(event),
        Amends::Correct { .. } | Amends::Retract { .. } | Amends::SameAs { .. } | Amends::Redact(_) => None,
    }
}

/// The same, told by another source.
fn again(amendment: &Amendment, told: &Report) -> Report {
    Report {
        id: amendment.id.clone(),
        words: None,
        hints: Vec::new(),
        variant_of: vec![told.id.clone()],
        surety: Surety::Stated,
        contested: Vec::new(),
        citation: citation(amendment, told),
        summary: format!("{} confirms {}", amendment.by.text(), told.id),
        remarks: Default::default(),
        ..told.clone()
    }
}

/// Somebody speaks of a report.
fn speech(amendment: &Amendment, told: &Report, voice: &Voice<'_>, aspect: &str, confirms: bool) -> Report {
    let mut report = Report::blank(amendment.id.clone(), Kind::Speech(SpeechKind::Dispute), told.id.clone());
    report.citation = citation(amendment, told);
    report.date = amendment.date.clone();
    let filler = |id: &ReportId| Filler { actor: id.clone(), surety: Surety::Inferred };
    report.roles.insert(Role::About, vec![filler(&told.id)]);
    if let Voice::Party(party) = voice {
        report.roles.insert(Role::By, vec![filler(party)]);
        let content = Content::Aspect { report: told.id.clone(), aspect: aspect.to_owned() };
        report.says = vec![Proposition { affirmed: confirms, content }];
    }
    if !confirms {
        report.contested = vec![aspect.to_owned()];
    }
    let of = if aspect == FACT { String::new() } else { format!("the {aspect} of ") };
    let does = match &amendment.act {
        Amends::Confirm { .. } => "confirms",
        Amends::Deny { .. } => "denies",
        _ => "disputes",
    };
    report.summary = format!("{} {does} {of}{}", amendment.by.text(), told.id);
    report
}

fn citation(amendment: &Amendment, told: &Report) -> Citation {
    let blank = |source| Citation {
        source,
        through: None,
        paragraph: None,
        page: None,
        archive: None,
        retrieved: None,
    };
    match (&amendment.citation, &amendment.by) {
        (Some(citation), _) => citation.clone(),
        (None, Holder::Source(id)) => blank(id.clone()),
        (None, Holder::Actor(_) | Holder::Keeper(_)) => told.citation.clone(),
    }
}
