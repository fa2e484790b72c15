//! Drafts to bodies: one validation for both formats.

mod batch;
mod checker;
mod details;
mod event;
mod fields;
mod numbers;
mod registers;
mod roles;
mod says;

pub(super) use details::sample as detail_sample;
pub(super) use fields::sample;

use super::Intake;
use super::draft::{Draft, Sort};
use super::index::Index;
use super::problems::Problems;
use super::text::Text;
use crate::domain::Body;
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
    for draft in drafts {
        let Some(text) = texts.get(draft.file) else { continue };
        let mut checker = Checker::new(draft.file, text, index, problems);
        let body = match draft.sort {
            Sort::Source => registers::source(&mut checker, &draft.table).map(Body::Source),
            Sort::Place => registers::place(&mut checker, &draft.table).map(Body::Place),
            Sort::Actor => registers::actor(&mut checker, &draft.table).map(Body::Actor),
            Sort::Event => event::report(&mut checker, &draft.table).map(Body::Report),
            Sort::Amendment => None,
        };
        built.extend(body.map(|body| Built { draft, body }));
    }
    built.sort_by_key(|b| (b.draft.sort, b.draft.file, b.draft.table.span.start));
    batch::cycles(&built, index, problems);
    batch::settle(built, texts, index, problems)
}
