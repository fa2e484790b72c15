//! Taking records in, and bodies away: the one way of every verb that writes. It says which watched answers turned.

use super::failure::Failure;
use super::watch::{self, Question};
use super::{Shared, out};
use crate::annals::{Annals, Opened};
use crate::domain::{Amendment, Body};
use crate::log::Head;
use crate::question::{Turned, turned};
use crate::render::TurnedRow;
use crate::replay::Timeline;

/// Appends bodies, and says on standard output which watched answers turned.
pub(super) fn append(shared: &Shared, annals: &mut Annals, bodies: Vec<Body>) -> Result<Head, Failure> {
    watching(shared, annals, |annals| Ok(annals.append(bodies)?))
}

/// The same, of whatever size it is; of a large one no watched answers are compared.
pub(super) fn take_in(shared: &Shared, opened: &mut Opened, bodies: Vec<Body>) -> Result<Head, Failure> {
    match opened {
        Opened::Whole(annals) => append(shared, annals, bodies),
        Opened::Indexed(indexed) => {
            let head = indexed.append(bodies)?;
            indexed.lay_over()?;
            Ok(head)
        }
    }
}

/// Redacts, and says the same.
pub(super) fn redact(shared: &Shared, annals: &mut Annals, act: Amendment) -> Result<Head, Failure> {
    watching(shared, annals, |annals| Ok(annals.redact(act)?))
}

/// Does what changes the chronology, and says on standard output which watched answers turned.
pub(super) fn watching(
    shared: &Shared,
    annals: &mut Annals,
    change: impl FnOnce(&mut Annals) -> Result<Head, Failure>,
) -> Result<Head, Failure> {
    // Watching never stands in the way of what is watched.
    let questions = match watch::questions(annals) {
        Ok(questions) => questions,
        Err(failure) => {
            out::note(&format!("note: {}; no watched answer is compared", failure.text()));
            Vec::new()
        }
    };
    let before: Vec<Option<Timeline>> = questions.iter().map(|q| timeline(annals, q)).collect();
    let known = annals.records().len();
    let done = change(annals)?;
    if questions.is_empty() || annals.records().len() == known {
        return Ok(done);
    }
    let apart = annals.since(known);
    let mut rows: Vec<TurnedRow> = Vec::new();
    for ((question, before), number) in questions.iter().zip(&before).zip(1..) {
        let (Some(before), Some(after)) = (before, timeline(annals, question)) else { continue };
        let turn: Option<Turned> = turned(before, &after, &apart, &question.watch, question.day);
        rows.extend(turn.map(|t| TurnedRow::new(number, &question.fact, question.day, &question.view, &t)));
    }
    let count = questions.len();
    if rows.is_empty() {
        out::note(&format!("{count} watched answers stand"));
        return Ok(done);
    }
    out::note(&format!("{} of {count} watched answers turned:", rows.len()));
    // What was taken in is taken in, whoever still reads.
    match out::rows(shared, &rows, "") {
        Ok(()) | Err(Failure::Closed) => {}
        Err(failure) => return Err(failure),
    }
    Ok(done)
}

/// What a question is asked of; none where its view names something that is not there.
fn timeline(annals: &Annals, question: &Question) -> Option<Timeline> {
    match question.timeline(annals) {
        Ok(timeline) => Some(timeline),
        Err(failure) => {
            out::note(&format!("note: watched {} cannot be asked: {}", question.fact, failure.text()));
            None
        }
    }
}
