//! Disputes: in tables and CSV one line a position, in JSON one object a matter.

use serde::Serialize;
use serde_json::Value;

use super::{Days, Row, listed, texts};
use crate::question::{Dispute, Matter, Stance};

/// A position in a dispute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct StanceRow {
    by: Vec<String>,
    says: String,
    claim: bool,
    reports: Vec<String>,
    on: Option<String>,
}

impl From<&Stance> for StanceRow {
    fn from(stance: &Stance) -> StanceRow {
        StanceRow {
            by: texts(&stance.by),
            says: stance.says.clone(),
            claim: stance.claim,
            reports: texts(&stance.reports),
            on: stance.on.as_ref().map(ToString::to_string),
        }
    }
}

/// A matter in dispute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DisputeRow {
    matter: &'static str,
    what: String,
    fluent: Option<&'static str>,
    subject: Option<String>,
    object: Option<String>,
    value: Option<String>,
    answer: Option<&'static str>,
    aspect: Vec<String>,
    days: Vec<Days>,
    leans_on: Vec<String>,
    positions: Vec<StanceRow>,
    reports: Vec<String>,
    sources: Vec<String>,
}

impl From<&Dispute> for DisputeRow {
    fn from(dispute: &Dispute) -> DisputeRow {
        let mut row = DisputeRow {
            aspect: dispute.aspects.clone(),
            days: dispute.days.iter().copied().map(Days::from).collect(),
            leans_on: dispute.leans_on.iter().map(ToString::to_string).collect(),
            positions: dispute.positions.iter().map(StanceRow::from).collect(),
            reports: texts(&dispute.reports),
            sources: texts(&dispute.sources),
            ..DisputeRow::default()
        };
        match &dispute.matter {
            Matter::Fact(fact) => {
                row.matter = "fact";
                row.what = fact.to_string();
                row.fluent = Some(fact.relation.word());
                row.subject = Some(fact.subject.to_string());
                row.object = fact.object.as_ref().map(ToString::to_string);
                row.value.clone_from(&fact.value);
                row.answer = Some("disputed");
            }
            Matter::Happening(summary) => {
                row.matter = "happening";
                row.what.clone_from(summary);
            }
            Matter::Label(summary) => {
                row.matter = "label";
                row.what.clone_from(summary);
            }
        }
        row
    }
}

impl Row for DisputeRow {
    fn headers() -> Vec<&'static str> {
        vec!["matter", "what", "in dispute", "days", "by", "says", "as", "reports"]
    }

    fn cells(&self) -> Vec<String> {
        let days: Vec<String> = self.days.iter().map(Days::short).collect();
        let (matter, what) = (self.matter.to_owned(), self.what.clone());
        vec![matter, what, self.aspect.join(", "), listed(&days)]
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let stance = |p: &StanceRow| {
            let sort = if p.claim { "claim" } else { "account" };
            // What a label says is its report's summary, which stands there already.
            let known = self.matter == "label" && p.says == self.what;
            let says = if known { String::new() } else { p.says.clone() };
            vec![p.by.join(", "), says, sort.to_owned(), listed(&p.reports)]
        };
        let mut lines: Vec<Vec<String>> =
            self.positions.iter().filter(|p| p.on.is_none()).map(stance).collect();
        if !self.leans_on.is_empty() {
            let see = format!("as {} is", self.leans_on.join(" and "));
            lines.push(vec![String::new(), see, String::new(), listed(&self.reports)]);
        }
        if lines.is_empty() {
            lines.push(vec![String::new(), String::new(), String::new(), listed(&self.reports)]);
        }
        let head = self.cells();
        let blank = vec![String::new(); head.len()];
        let first = |i: usize| if i == 0 { &head } else { &blank };
        lines.into_iter().enumerate().map(|(i, line)| [first(i).clone(), line].concat()).collect()
    }

    fn flat(&self) -> Vec<Value> {
        let none = [StanceRow::default()];
        let positions = if self.positions.is_empty() { &none[..] } else { &self.positions };
        let line = |position: &StanceRow| {
            let mut value = serde_json::to_value(self).unwrap_or_default();
            if let (Some(object), Ok(Value::Object(stance))) =
                (value.as_object_mut(), serde_json::to_value(position))
            {
                object.shift_remove("positions");
                object.extend(stance.into_iter().map(|(key, value)| (format!("position_{key}"), value)));
                let days: Vec<Value> = self.days.iter().map(|d| Value::String(d.short())).collect();
                object.insert("days".to_owned(), Value::Array(days));
            }
            value
        };
        positions.iter().map(line).collect()
    }
}
