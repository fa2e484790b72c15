//! Events: one row for each report that the view accepts, in the order of the chronology.

use super::{Column, Lost, Table, Told, texts};
use crate::domain::Slug;

/// The reports that concern what is asked, as `annals history` lists them. The bounds of both ends are those of the event itself: it
/// ends on one of the days from `end_earliest` to `end_latest`.
pub fn events(told: &Told<'_>) -> (Table, Lost) {
    let rows = told.events();
    let mut lost = Lost::default();
    lost.add("the roles, details and remarks of a report: `annals show`", rows.len());
    let columns = vec![
        Column::word("id", &rows, |r| r.report.id.to_string()),
        Column::word("kind", &rows, |r| r.report.kind.word().to_owned()),
        Column::word("date", &rows, |r| r.report.date.text.clone()),
        Column::day("begin_earliest", &rows, |r| Some(r.begin.earliest)),
        Column::day("begin_latest", &rows, |r| Some(r.begin.latest)),
        Column::day("end_earliest", &rows, |r| Some(r.end.earliest)),
        Column::day("end_latest", &rows, |r| Some(r.end.latest)),
        Column::word("surety", &rows, |r| r.surety.word().to_owned()),
        Column::list("actors", &rows, |r| r.report.actors().into_iter().map(Slug::to_string).collect()),
        Column::list("places", &rows, |r| texts(&r.report.places)),
        Column::word("source", &rows, |r| r.report.citation.source.to_string()),
        Column::list("variants", &rows, |r| texts(&r.variants)),
        Column::word("summary", &rows, |r| r.report.summary.clone()),
    ];
    (Table { columns, rows: rows.len() }, lost)
}
