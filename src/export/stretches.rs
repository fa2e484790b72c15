//! Stretches: one row for neighbouring days on which the answer about a fact is the same. Nothing of the answers is lost here.

use super::{Column, Lost, Table, Told};
use crate::domain::{Fluent, Slug};
use crate::question::{Stretch, courses};

/// The stretches of all facts, both days included; an open end is empty. The answer at a date is that of the stretch around it.
pub fn stretches(told: &Told<'_>) -> (Table, Lost) {
    let mut rows: Vec<(Fluent, Stretch)> = Vec::new();
    for course in courses(told.timeline, told.about) {
        rows.extend(course.stretches.iter().map(|stretch| (course.fact.clone(), *stretch)));
    }
    let mut lost = Lost::default();
    lost.add("the reports and sources behind a stretch; the spans name them", rows.len());
    let columns = vec![
        Column::word("fluent", &rows, |(fact, _)| fact.relation.word().to_owned()),
        Column::word("subject", &rows, |(fact, _)| fact.subject.to_string()),
        Column::text("object", &rows, |(fact, _)| fact.object.as_ref().map(Slug::to_string)),
        Column::text("value", &rows, |(fact, _)| fact.value.clone()),
        Column::word("answer", &rows, |(_, stretch)| stretch.answer.word().to_owned()),
        Column::day("from", &rows, |(_, stretch)| Some(stretch.from)),
        Column::day("to", &rows, |(_, stretch)| Some(stretch.to)),
        Column::word("subject_label", &rows, |(fact, _)| told.name(&fact.subject)),
        Column::text("object_label", &rows, |(fact, _)| fact.object.as_ref().map(|id| told.name(id))),
    ];
    (Table { columns, rows: rows.len() }, lost)
}
