//! Cabinets: coalitions that are formed on their first day, and end on the first day of the next one.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::super::{Records, Row};
use super::dates::day;
use super::parties::remarks;
use super::tables::{Country, Set, named};
use super::{Cite, party};
use crate::domain::Day;

/// The time of a cabinet.
pub(super) struct Term<'a> {
    row: &'a Row,
    country: &'a Country,
    /// Its first day.
    pub start: Day,
    /// The first day of its successor; none: nobody followed, so far as is told.
    pub end: Option<Day>,
    successor: Option<&'a Row>,
    /// The rows of its parties.
    pub members: Vec<&'a Row>,
}

/// Puts the cabinets of each country in order. Their first days are days, whatever day of the month.
pub(super) fn terms<'a>(set: &'a Set, out: &mut Records) -> Vec<Term<'a>> {
    let ids: HashMap<String, ()> = set.cabinets.iter().map(|row| (row.get("id").to_owned(), ())).collect();
    let mut members: HashMap<&str, Vec<&Row>> = HashMap::new();
    for row in &set.members {
        let known = named(row, "cabinet_id", "cabinet.csv", &ids, out).is_some();
        if named(row, "party_id", "party.csv", &set.parties, out).is_some() && known {
            members.entry(row.get("cabinet_id")).or_default().push(row);
        }
    }
    let mut countries: BTreeMap<&str, Vec<Term<'_>>> = BTreeMap::new();
    for row in &set.cabinets {
        let country = named(row, "country_id", "country.csv", &set.countries, out);
        let (Some(start), Some(country)) = (day(row, "start_date", out), country) else { continue };
        let members = members.remove(row.get("id")).unwrap_or_default();
        let term = Term { row, country, start, end: None, successor: None, members };
        countries.entry(&country.code).or_default().push(term);
    }
    let mut all = Vec::new();
    for (_, mut terms) in countries {
        terms.sort_by_key(|term| term.start);
        for at in 1..terms.len() {
            let (before, now) = terms.split_at_mut(at);
            if let (Some(before), Some(now)) = (before.last_mut(), now.first()) {
                follows(before, now, out);
            }
        }
        all.extend(terms);
    }
    all
}

/// One cabinet follows another.
fn follows<'a>(before: &mut Term<'a>, now: &Term<'a>, out: &mut Records) {
    if before.start == now.start {
        let message = format!("cabinet {} of the same country begins that day too", before.row.get("id"));
        out.refuse(now.row.fault("start_date", message, "one cabinet is in office at a time: mend one date"));
    } else if now.row.some("previous_cabinet_id").is_some_and(|id| id != before.row.get("id")) {
        let message = format!("by date the cabinet before is {}", before.row.get("id"));
        let help = "mend start_date or previous_cabinet_id, so that both tell the same order";
        out.refuse(now.row.fault("previous_cabinet_id", message, help));
    }
    (before.end, before.successor) = (Some(now.start), Some(now.row));
}

/// The cabinets, from their formation to their end.
pub(super) fn tell(set: &Set, terms: &[Term<'_>], cite: &Cite<'_>, out: &mut Records) {
    for term in terms {
        let (row, id) = (term.row, term.row.get("id"));
        let (cabinet, code) = (format!("parlgov-cabinet-{id}"), term.country.code.to_uppercase());
        let name = format!("Cabinet {} ({code})", row.get("name"));
        out.push(
            row,
            &json!({"actor": {"id": cabinet, "kind": "coalition", "name": name,
            "aliases": [row.get("name")]}}),
        );
        let (start, place) = (term.start.to_string(), format!("country-{}", term.country.code));
        let members: Vec<String> = term.members.iter().map(|row| party(row.get("party_id"))).collect();
        out.push(row, &json!({"event": {
            "id": format!("parlgov-formation-{id}"), "kind": "formation", "subject": [cabinet], "member": members,
            "date": start, "place": [place], "cite": cite.row("cabinet", id),
            "summary": format!("{name} is formed"), "remarks": told(set, term),
        }}));
        out.push(
            row,
            &json!({"event": {
                "id": format!("parlgov-office-{id}"), "kind": "join", "member": [cabinet],
                "coalition": [format!("government-{}", term.country.code)], "date": start, "place": [place],
                "cite": cite.row("cabinet", id), "summary": format!("{name} takes office"),
            }}),
        );
        if let (Some(end), Some(successor)) = (term.end, term.successor) {
            out.push(successor, &json!({"event": {
                "id": format!("parlgov-end-{id}"), "kind": "dissolution", "subject": [cabinet],
                "date": end.to_string(), "place": [place], "cite": cite.row("cabinet", successor.get("id")),
                "summary": format!("{name} ends where {} begins", successor.get("name")),
            }}));
        }
    }
}

/// What has no other home: caretakers, and whose party the prime minister is of (posts are held by persons, who are not told).
fn told(set: &Set, term: &Term<'_>) -> Value {
    let mut told = remarks(term.row, &["description", "comment", "wikipedia"]);
    if let Some(told) = told.as_object_mut() {
        let yes = |text: &str| matches!(text, "1" | "True" | "true");
        if yes(term.row.get("caretaker")) {
            told.insert("caretaker".to_owned(), "yes".into());
        }
        let first = term.members.iter().filter(|row| yes(row.get("pm")));
        let first: Vec<String> = first
            .filter_map(|row| {
                let id = row.get("party_id");
                Some(format!("{} ({})", set.parties.get(id)?.name, party(id)))
            })
            .collect();
        if !first.is_empty() {
            told.insert("prime minister of".to_owned(), first.join("; ").into());
        }
    }
    told
}
