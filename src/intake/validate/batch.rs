//! The batch as a whole: places in circles, ids given twice, what was there before.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::Intake;
use super::super::draft::{Draft, Sort};
use super::super::index::Index;
use super::super::problems::Problems;
use super::super::shape::article;
use super::super::text::Text;
use super::super::write::differences;
use crate::domain::{Body, Slug};

/// A body and the draft it was built from.
pub(super) struct Built<'d> {
    pub draft: &'d Draft,
    pub body: Body,
}

/// Notes places that lie, over any number of others, within themselves: once a circle, at its first place.
pub(super) fn cycles(built: &[Built<'_>], index: &Index<'_>, problems: &mut Problems) {
    let mut within: HashMap<&str, &Slug> = HashMap::new();
    for Built { body, .. } in built {
        if let Body::Place(place) = body
            && let Some(outer) = &place.within
        {
            within.entry(place.id.as_str()).or_insert(outer);
        }
    }
    let around = |id: &str| {
        within.get(id).map(|outer| (*outer).clone()).or_else(|| {
            match index.known.body(Sort::Place, id).as_deref() {
                Some(Body::Place(place)) => place.within.clone(),
                _ => None,
            }
        })
    };
    let places = built.iter().enumerate().filter(|(_, b)| matches!(b.body, Body::Place(_)));
    let order: HashMap<&str, usize> = places.map(|(i, b)| (b.body.id().as_str(), i)).collect();
    let mut done: HashSet<Slug> = HashSet::new();
    for Built { body, .. } in built {
        let Body::Place(place) = body else { continue };
        let mut path: Vec<Slug> = Vec::new();
        let mut at = Some(place.id.clone());
        while let Some(id) = at.take_if(|id| done.insert(id.clone())) {
            at = around(id.as_str());
            path.push(id);
        }
        let Some(start) = at.and_then(|id| path.iter().position(|p| *p == id)) else { continue };
        let mut circle: Vec<&str> = path.get(start..).unwrap_or(&[]).iter().map(Slug::as_str).collect();
        let position = |id: &str| order.get(id).copied().unwrap_or(usize::MAX);
        let lead = circle.iter().enumerate().min_by_key(|(_, id)| position(id)).map_or(0, |(i, _)| i);
        circle.rotate_left(lead);
        let Some(Built { draft, .. }) = circle.first().and_then(|id| built.get(position(id))) else {
            continue;
        };
        let span = draft.table.get("within").map_or(&draft.table.span, |n| &n.span);
        circle.extend(circle.first().copied());
        let help = format!("a place cannot lie within itself: {}", circle.join(" within "));
        problems.add(draft.file, span, "places within each other in a circle", help);
    }
}

/// Leaves out what is there already, and notes ids given to two different things.
pub(super) fn settle(
    built: Vec<Built<'_>>,
    texts: &[Text],
    index: &Index<'_>,
    problems: &mut Problems,
) -> Intake {
    let mut intake = Intake::default();
    let mut first: HashMap<(Sort, String), (usize, &Draft)> = HashMap::new();
    for Built { draft, body } in built {
        let id = body.id().as_str();
        if let Some(message) = shared(&first, draft, id, texts, index) {
            note(draft, message, "events and amendments share their ids: choose another", problems);
        }
        if let Some(known) = index.known.body(draft.sort, id) {
            let redacted = matches!(*known, Body::Redacted(_));
            if index.known.same(&known, &body) {
                match redacted {
                    true => intake.redacted.push((draft.sort, body.id().clone())),
                    false => intake.skipped += 1,
                }
            } else if redacted {
                let message =
                    format!("this {} was redacted, and what stood there read otherwise", body.sort());
                let help = "the id stays that of what was redacted: leave it out, or choose another id";
                note(draft, message, help, problems);
            } else {
                let fields = differences(&known, &body).join(", ");
                let message =
                    format!("this {} is already recorded with other content ({fields})", body.sort());
                let amend = match draft.sort {
                    Sort::Event => format!("amend it with `annals correct {id}`"),
                    Sort::Amendment => format!("retract it with `annals retract {id}`"),
                    sort => format!("amend it with `annals correct {id} --sort {}`", sort.word()),
                };
                let help = format!("records are never changed: {amend}, or choose another id");
                note(draft, message, &help, problems);
            }
            continue;
        }
        let key = (draft.sort, id.to_owned());
        let there = first.get(&key).map(|(at, draft)| (intake.bodies.get(*at), draft));
        let there = match there {
            Some((body, draft)) => body.map(|body| (Cow::Borrowed(body), place(draft, texts))),
            None => index.earlier(draft.sort, id).map(|(body, place)| (Cow::Owned(body), place)),
        };
        if let Some((other, place)) = there {
            match *other == body {
                true => intake.skipped += 1,
                false => {
                    let fields = differences(&other, &body).join(", ");
                    let message = format!("the id is taken at {place}, with other content ({fields})");
                    let help = match draft.sort {
                        Sort::Event => {
                            "choose another id; another account of the same happening names this one in `variant-of`"
                        }
                        _ => "choose another id, or leave one of the two out",
                    };
                    note(draft, message, help, problems);
                }
            }
            continue;
        }
        first.insert(key, (intake.bodies.len(), draft));
        intake.bodies.push(body);
    }
    intake
}

/// What is said of an event with the id of an amendment, or of an amendment with that of an event.
fn shared(
    first: &HashMap<(Sort, String), (usize, &Draft)>,
    draft: &Draft,
    id: &str,
    texts: &[Text],
    index: &Index<'_>,
) -> Option<String> {
    let other = match draft.sort {
        Sort::Event => Sort::Amendment,
        Sort::Amendment => Sort::Event,
        Sort::Source | Sort::Place | Sort::Actor => return None,
    };
    let what = article(other.word());
    if index.known.has(other, id) {
        return Some(format!("the id is taken: {what} is recorded under it"));
    }
    let place = match first.get(&(other, id.to_owned())) {
        Some((_, earlier)) => place(earlier, texts),
        None => index.earlier(other, id)?.1,
    };
    Some(format!("the id is taken by {what} at {place}"))
}

fn note(draft: &Draft, message: String, help: &str, problems: &mut Problems) {
    let span = draft.table.get("id").map_or(&draft.table.span, |n| &n.span);
    problems.add(draft.file, span, message, help);
}

/// Where the id of a draft stands, as `file:line:column`.
fn place(draft: &Draft, texts: &[Text]) -> String {
    texts.get(draft.file).map_or_else(String::new, |text| draft.place(text))
}
