//! One fact that rows state: of whom, what, and from when to when.

use super::cells::{Cells, Fault};
use super::entity::Entity;
use super::mapping::{Data, Rule, included};
use super::node::{Reading, Value};
use super::part::Part;
use super::template::{Choice, Template};
use super::when::{Side, When};
use super::wide::Wide;
use crate::domain::{Arg, Relation};

/// A fact that rows state.
pub(super) struct Fact {
    pub relation: Relation,
    pub subject: Entity,
    pub object: Option<Entity>,
    /// A post, or a name.
    pub value: Option<Choice>,
    pub lasts: Lasts,
    pub rules: Vec<Rule>,
    pub wide: Option<Wide>,
    pub summary: Option<Template>,
    pub remarks: Vec<(String, Template)>,
}

/// From when to when.
pub(super) enum Lasts {
    /// From a beginning to an end; `included`: on the day of the end it still holds.
    Between { begin: Box<When>, end: Box<When>, included: bool },
    /// Until the next row with the same values in these columns begins.
    UntilNext { begin: Box<When>, same: Vec<String> },
    /// In years, one a row or a column.
    Years(Yearly),
}

/// Years on some day of which, or throughout which, it holds.
pub(super) struct Yearly {
    /// The column of the year, where it is not in the header.
    pub column: Option<String>,
    pub throughout: bool,
    /// Years so far apart still follow on one another, where the table has none between them.
    pub every: i32,
}

/// What can be stated so.
const RELATIONS: &[Relation] = &[
    Relation::Exists,
    Relation::Alive,
    Relation::Named,
    Relation::MemberOf,
    Relation::HoldsPost,
    Relation::Controls,
    Relation::PresentIn,
    Relation::Blockades,
    Relation::InForce,
    Relation::PartyTo,
    Relation::Talks,
    Relation::Allied,
    Relation::Cooperating,
    Relation::Hostile,
    Relation::AtWar,
    Relation::CommonEnemy,
    Relation::Sanctioned,
];

impl Fact {
    /// Reads `[[fact]]`. `closed`: whether the last day is included, where it does not say so.
    pub fn read(part: &Part<'_>, closed: bool, data: &Data, reading: &mut Reading<'_>) -> Option<Fact> {
        let word = part.text("fluent", reading);
        let relation = word
            .as_deref()
            .and_then(|word| RELATIONS.iter().copied().find(|relation| relation.word() == word));
        let Some(relation) = relation else {
            let words: Vec<&str> = RELATIONS.iter().map(|relation| relation.word()).collect();
            reading.no_word(&part.at("fluent"), &word.unwrap_or_default(), "such fluent", &words);
            return None;
        };
        let declaration = relation.declaration();
        let person = matches!(relation, Relation::Alive | Relation::HoldsPost);
        let subject = entity(part, "subject", declaration.subject, person, reading);
        let object = declaration.object.map(|arg| entity(part, "object", arg, false, reading));
        let value = declaration.value.then(|| {
            let node = part.get("value");
            if node.is_none() {
                let help = "write value = \"leader\", or value = { column = \"post\" }";
                reading.fault(&part.span, format!("{} needs a value", relation.word()), help);
            }
            Choice::read(node?, reading, "value")
        });
        let rules = part.parts("where", reading);
        let rules = rules.iter().filter_map(|rule| Rule::read(rule, reading)).collect();
        let wide = part.part("wide", reading).and_then(|wide| Wide::read(&wide, reading));
        let years = wide.as_ref().is_some_and(Wide::has_years);
        let lasts = lasts(part, closed, years, reading);
        if let Some(Lasts::Between { begin, .. } | Lasts::UntilNext { begin, .. }) = &lasts
            && begin.may_be_before_data()
            && data.begin.is_none()
        {
            let help = "write [data] with begin = \"1816-01-01\"";
            reading.fault(&part.at("begin"), "before-data, and nothing says when the data begin", help);
        }
        let summary = part.get("summary").and_then(|node| Template::read(node, reading, "summary"));
        let remarks = part.codes("remarks", reading).unwrap_or_default();
        let remarks = remarks
            .into_iter()
            .filter_map(|(key, node)| Some((key, Template::read(&node, reading, "a remark")?)))
            .collect();
        part.done(reading);
        let object = match object {
            Some(None) => return None,
            Some(found) => found,
            None => None,
        };
        let value = match value {
            Some(None) => return None,
            Some(found) => found,
            None => None,
        };
        let (subject, lasts) = (subject?, lasts?);
        Some(Fact { relation, subject, object, value, lasts, rules, wide, summary, remarks })
    }

    /// What holds of each cell, or of the row.
    pub fn cells<'r>(&'r self, row: &Cells<'r>, columns: &'r [String]) -> Result<Vec<Cells<'r>>, Fault> {
        match &self.wide {
            None => Ok(vec![row.clone()]),
            Some(wide) => wide.cells(row, columns),
        }
    }
}

fn entity(
    part: &Part<'_>,
    key: &'static str,
    arg: Arg,
    person: bool,
    reading: &mut Reading<'_>,
) -> Option<Entity> {
    if part.get(key).is_none() {
        let help = format!("write {key} = {{ column = \"...\", kind = \"state\" }}");
        reading.fault(&part.span, format!("the fact has no {key}"), help);
    }
    let inner = part.part(key, reading)?;
    Entity::read(&inner, arg, person, reading)
}

fn lasts(part: &Part<'_>, closed: bool, years: bool, reading: &mut Reading<'_>) -> Option<Lasts> {
    let begin = When::read(part, Side::Begin, reading).map(Box::new);
    let end = When::read(part, Side::End, reading).map(Box::new);
    let closed = included(part, closed, reading);
    let yearly = part.part("yearly", reading).map(|yearly| Yearly::read(&yearly, reading));
    let next = part.texts("until-next", reading);
    for column in next.iter().flatten() {
        reading.columns.push((column.clone(), part.at("until-next")));
    }
    if let Some(same) = next {
        return match (begin, end, yearly) {
            (Some(begin), None, None) if !years => Some(Lasts::UntilNext { begin, same }),
            _ => {
                let help = "write begin and until-next = [\"country\"], and no end";
                reading.fault(&part.at("until-next"), "until-next needs a begin alone beside it", help);
                None
            }
        };
    }
    match (begin, end, yearly) {
        (None, None, Some(yearly)) if years || yearly.column.is_some() => Some(Lasts::Years(yearly)),
        (None, None, None) if years => {
            Some(Lasts::Years(Yearly { column: None, throughout: false, every: 1 }))
        }
        (Some(begin), Some(end), None) if !years => Some(Lasts::Between { begin, end, included: closed }),
        (begin, end, _) => {
            // What could not be read has its own fault.
            let written =
                part.get("begin").is_some() == begin.is_some() && part.get("end").is_some() == end.is_some();
            if written {
                let help = "write begin and end, or yearly = { column = \"year\" }; years in the header need neither";
                reading.fault(
                    &part.span,
                    "nothing says from when to when it holds, or it is said twice",
                    help,
                );
            }
            None
        }
    }
}

impl Yearly {
    fn read(part: &Part<'_>, reading: &mut Reading<'_>) -> Yearly {
        let column = part.column("column", reading);
        let throughout = match part.text("means", reading).as_deref() {
            None | Some("some-day") => false,
            Some("throughout") => true,
            Some(word) => {
                reading.no_word(&part.at("means"), word, "such word", &["some-day", "throughout"]);
                false
            }
        };
        let every = match part.get("every") {
            None => 1,
            Some(node) => {
                let every = match &node.value {
                    Value::Text(text) => text.parse().ok().filter(|every| (1..=100).contains(every)),
                    _ => None,
                };
                every.unwrap_or_else(|| {
                    reading.fault(&node.span, "every is a number of years", "write every = 5");
                    1
                })
            }
        };
        part.done(reading);
        Yearly { column, throughout, every }
    }
}
