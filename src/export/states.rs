//! The states at a list of dates: one row for each date and fact that holds then, certainly, perhaps or in dispute.

use super::{Column, Lost, Table, Told, texts};
use crate::domain::{Bounds, Day, Slug};
use crate::question::{FactAnswer, state, told_ends};

/// The states at the close of these dates, as `annals at` answers.
pub fn states(told: &Told<'_>, dates: &[Day]) -> (Table, Lost) {
    let mut rows: Vec<(Day, FactAnswer)> = Vec::new();
    for date in dates {
        for mut answer in state(told.timeline, told.about, *date) {
            let open = Bounds::new(Day::FUTURE, Day::FUTURE);
            if let Some(begin) = answer.begin {
                let (begin, end) = told_ends(told.timeline, &answer.fact, begin, answer.end.unwrap_or(open));
                (answer.begin, answer.end) = (Some(begin), Some(end));
            }
            rows.push((*date, answer));
        }
    }
    let mut lost = Lost::default();
    let said = rows.iter().filter(|(_, r)| !r.claims.is_empty()).count();
    lost.add("who says what about it: `annals disputes`, `annals why`", said);
    let parts = rows.iter().filter(|(_, r)| !r.scope.is_empty()).count();
    lost.add("a report that tells of a part only", parts);
    let first = |bounds: Option<Bounds>| bounds.map(|b| b.earliest);
    let last = |bounds: Option<Bounds>| bounds.map(|b| b.latest);
    let columns = vec![
        Column::day("date", &rows, |(date, _)| Some(*date)),
        Column::word("fluent", &rows, |(_, r)| r.fact.relation.word().to_owned()),
        Column::word("subject", &rows, |(_, r)| r.fact.subject.to_string()),
        Column::text("object", &rows, |(_, r)| r.fact.object.as_ref().map(Slug::to_string)),
        Column::text("value", &rows, |(_, r)| r.fact.value.clone()),
        Column::word("answer", &rows, |(_, r)| r.answer.word().to_owned()),
        Column::day("begin_earliest", &rows, |(_, r)| first(r.begin)),
        Column::day("begin_latest", &rows, |(_, r)| last(r.begin)),
        Column::day("end_earliest", &rows, |(_, r)| first(r.end)),
        Column::day("end_latest", &rows, |(_, r)| last(r.end)),
        Column::list("begun_by", &rows, |(_, r)| texts(&r.begun_by)),
        Column::list("ended_by", &rows, |(_, r)| texts(&r.ended_by)),
        Column::list("sources", &rows, |(_, r)| texts(&r.sources)),
        Column::list("aspect", &rows, |(_, r)| r.aspects.clone()),
        Column::list("path", &rows, |(_, r)| texts(&r.path)),
        Column::word("subject_label", &rows, |(_, r)| told.name(&r.fact.subject)),
        Column::text("object_label", &rows, |(_, r)| r.fact.object.as_ref().map(|id| told.name(id))),
    ];
    (Table { columns, rows: rows.len() }, lost)
}
