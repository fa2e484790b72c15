//! Drafts to bodies: one validation for both formats.

mod amendment;
mod batch;
mod checker;
mod correction;
mod details;
mod event;
mod fields;
mod numbers;
mod registers;
mod roles;
mod says;

pub(super) use checker::is_day;
pub(super) use details::sample as detail_sample;
pub(super) use fields::sample;
pub(super) use numbers::is_number;

use super::Intake;
use super::draft::{Draft, Node, Sort};
use super::index::Index;
use super::present::Present;
use super::problems::Problems;
use super::text::Text;
use crate::domain::{Amendment, Body, Proposition, Slug};
use batch::Built;
use checker::Checker;

/// Validates the drafts of a batch. Whatever is wrong goes to `problems`; without any, the intake is whole.
pub(super) fn validate(
    drafts: &[Draft],
    texts: &[Text],
    index: &Index<'_>,
    problems: &mut Problems,
) -> Intake {
    let mut built: Vec<Built<'_>> = Vec::with_capacity(drafts.len());
    for draft in drafts.iter().filter(|draft| draft.sort != Sort::Amendment) {
        let Some(text) = texts.get(draft.file) else { continue };
        let mut checker = Checker::new(draft.file, text, index, problems);
        let body = match draft.sort {
            Sort::Source => registers::source(&mut checker, &draft.table).map(Body::Source),
            Sort::Place => registers::place(&mut checker, &draft.table).map(Body::Place),
            Sort::Actor => registers::actor(&mut checker, &draft.table).map(Body::Actor),
            Sort::Event => event::report(&mut checker, &draft.table).map(Body::from),
            Sort::Amendment => None,
        };
        built.extend(body.map(|body| Built { draft, body }));
    }
    built.sort_by_key(|b| (b.draft.sort, b.draft.file, b.draft.table.span.start));
    batch::cycles(&built, index, problems);
    let mut redacted = Vec::new();
    built.extend(amendments(drafts, texts, index, &built, problems, &mut redacted));
    let mut intake = batch::settle(built, texts, index, problems);
    intake.redacted.extend(redacted);
    intake
}

/// The amendments of a batch, after all else: a correction is checked against the record as it stands, with what
/// stands before it in the batch.
fn amendments<'d>(
    drafts: &'d [Draft],
    texts: &[Text],
    index: &Index<'_>,
    others: &[Built<'_>],
    problems: &mut Problems,
    redacted: &mut Vec<(Sort, Slug)>,
) -> Vec<Built<'d>> {
    let mut drafts: Vec<&Draft> = drafts.iter().filter(|draft| draft.sort == Sort::Amendment).collect();
    if drafts.is_empty() {
        return Vec::new();
    }
    drafts.sort_by_key(|draft| (draft.file, draft.table.span.start));
    let mut present = Present::new(index.known, others.iter().map(|built| &built.body));
    let mut built = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let Some(text) = texts.get(draft.file) else { continue };
        if let Some(amendment) = amendment(draft, text, index, &present, problems, redacted) {
            present.add(&amendment);
            built.push(Built { draft, body: Body::Amendment(amendment) });
        }
    }
    built
}

fn amendment(
    draft: &Draft,
    text: &Text,
    index: &Index<'_>,
    present: &Present<'_>,
    problems: &mut Problems,
    redacted: &mut Vec<(Sort, Slug)>,
) -> Option<Amendment> {
    let mut checker = Checker::new(draft.file, text, index, problems);
    let before = checker.faults();
    let amendment = amendment::amendment(&mut checker, &draft.table, present);
    if amendment.is_none() && checker.faults() == before {
        // A redacted correction of a redacted record: what it corrected is not here to make it from.
        let id = draft.table.text("id").filter(|id| present.is_redacted(Sort::Amendment, id));
        redacted.extend(id.and_then(|id| Slug::new(id).ok()).map(|id| (Sort::Amendment, id)));
    }
    amendment
}

/// One amendment of many, read one after another; what stood before them is in `present`.
pub(super) fn amended(
    draft: &Draft,
    text: &Text,
    index: &Index<'_>,
    present: &Present<'_>,
    problems: &mut Problems,
) -> Intake {
    let mut redacted = Vec::new();
    let amendment = amendment(draft, text, index, present, problems, &mut redacted);
    let built = amendment.map(|amendment| Built { draft, body: Body::Amendment(amendment) });
    let mut intake = batch::settle(built.into_iter().collect(), std::slice::from_ref(text), index, problems);
    intake.redacted.extend(redacted);
    intake
}

/// What an event says, one thing or a list; `own` is its id.
pub(super) fn says(
    node: &Node,
    own: &str,
    text: &Text,
    index: &Index<'_>,
    problems: &mut Problems,
) -> Vec<Proposition> {
    says::says(&mut Checker::new(0, text, index, problems), node, own)
}
