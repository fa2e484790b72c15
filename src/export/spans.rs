//! Spans: one row for each time in which a fact holds, with both bounds of both ends and what stands behind it.

use super::{Column, Lost, Table, Told, texts};
use crate::domain::{Answer, Slug};
use crate::question::{Spell, courses, spells};

/// The spans of all facts. The answer of a span is the surest it has: on the days between the latest begin and the earliest end
/// of a *yes* it holds for certain, on the days around them it is possible or disputed. An end is the first day without.
pub fn spans(told: &Told<'_>) -> (Table, Lost) {
    let mut lost = Lost::default();
    let mut rows: Vec<Spell> = Vec::new();
    for course in courses(told.timeline, told.about) {
        let found = spells(told.timeline, &course);
        let sure = found.iter().any(|s| s.told.answer == Answer::Yes);
        let disputed = course.stretches.iter().filter(|s| s.answer == Answer::Disputed).count();
        if sure && disputed > 0 {
            lost.add(
                "a dispute about the ends of a span reads as its bounds; --rows stretches tells the days",
                disputed,
            );
        }
        rows.extend(found);
    }
    lost.add("who says what about it: `annals disputes`, `annals why`", said(&rows));
    let columns = vec![
        Column::word("fluent", &rows, |r| r.told.fact.relation.word().to_owned()),
        Column::word("subject", &rows, |r| r.told.fact.subject.to_string()),
        Column::text("object", &rows, |r| r.told.fact.object.as_ref().map(Slug::to_string)),
        Column::text("value", &rows, |r| r.told.fact.value.clone()),
        Column::word("answer", &rows, |r| r.told.answer.word().to_owned()),
        Column::day("begin_earliest", &rows, |r| Some(r.begin.earliest)),
        Column::day("begin_latest", &rows, |r| Some(r.begin.latest)),
        Column::day("end_earliest", &rows, |r| Some(r.end.earliest)),
        Column::day("end_latest", &rows, |r| Some(r.end.latest)),
        Column::list("begun_by", &rows, |r| texts(&r.told.begun_by)),
        Column::list("ended_by", &rows, |r| texts(&r.told.ended_by)),
        Column::list("sources", &rows, |r| texts(&r.told.sources)),
        Column::list("aspect", &rows, |r| r.told.aspects.clone()),
        Column::list("path", &rows, |r| texts(&r.told.path)),
        Column::word("subject_label", &rows, |r| told.name(&r.told.fact.subject)),
        Column::text("object_label", &rows, |r| r.told.fact.object.as_ref().map(|id| told.name(id))),
    ];
    (Table { columns, rows: rows.len() }, lost)
}

fn said(rows: &[Spell]) -> usize {
    rows.iter().filter(|r| !r.told.claims.is_empty()).count()
}
