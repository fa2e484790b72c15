//! The records of a CSV: one line a reason, a claim heard, a report behind; the facts it leans on follow.

use serde::Serialize;
use serde_json::Value;

use super::WhyRow;
use crate::render::rows::Ends;

#[derive(Clone, Debug, Default, Serialize)]
struct Flat {
    fact: String,
    day: String,
    answer: &'static str,
    leans_on: String,
    part: &'static str,
    what: Vec<String>,
    rules: Vec<String>,
    reports: Vec<String>,
    facts: Vec<String>,
    by: Vec<String>,
    when: Ends,
    date: String,
    surety: &'static str,
    source: String,
    through: Option<String>,
    paragraph: Option<u32>,
    page: Option<String>,
    archive: Option<String>,
    retrieved: Option<String>,
    locator: Option<String>,
}

pub(super) fn records(why: &WhyRow) -> Vec<Value> {
    let mut all = Vec::new();
    enter(why, "", &mut all);
    if all.is_empty() {
        all.push(Flat::default());
    }
    all.iter().map(|flat| serde_json::to_value(flat).unwrap_or_default()).collect()
}

fn enter(why: &WhyRow, leans_on: &str, all: &mut Vec<Flat>) {
    let head = Flat {
        fact: why.fact.fact(),
        day: why.day.clone(),
        answer: why.fact.answer,
        leans_on: leans_on.to_owned(),
        ..Flat::default()
    };
    for reason in &why.reasons {
        all.push(Flat {
            part: "reason",
            what: vec![reason.reason.to_owned()],
            rules: reason.rules.clone(),
            reports: reason.reports.clone(),
            facts: reason.facts.clone(),
            by: reason.by.clone(),
            when: reason.when.clone(),
            ..head.clone()
        });
    }
    for claim in &why.heard {
        all.push(Flat {
            part: "claim",
            what: vec![format!("says {}", claim.says), claim.fate.to_owned()],
            rules: claim.settled_by.iter().map(|s| s.rule.clone()).collect(),
            reports: claim.reports.clone(),
            by: claim.by.clone(),
            when: claim.when.clone(),
            ..head.clone()
        });
    }
    for told in &why.reports {
        let cited = told.citation.clone();
        all.push(Flat {
            part: "report",
            what: told.does.iter().map(|d| d.does.to_owned()).collect(),
            rules: told.doubts.iter().flat_map(|d| d.rules.clone()).collect(),
            reports: vec![told.id.clone()],
            when: told.begin.clone(),
            date: told.date.clone(),
            surety: told.surety,
            source: cited.source,
            through: cited.through,
            paragraph: cited.paragraph,
            page: cited.page,
            archive: cited.archive,
            retrieved: cited.retrieved,
            locator: cited.locator,
            ..head.clone()
        });
    }
    for lean in &why.leans_on {
        enter(&lean.why, &format!("{} of {}", lean.sort, why.fact.fact()), all);
    }
}
