//! Elections: who stood, and what came of it. Their days are days: where an election lasted, the last.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::super::{Records, Row};
use super::dates::day;
use super::parties::remarks;
use super::tables::{Set, named};
use super::{Cite, party};
use crate::domain::Day;

/// The results of the elections.
#[derive(Default)]
pub(super) struct Results<'a> {
    /// The day of each election.
    pub days: HashMap<&'a str, Day>,
    /// The rows of each.
    pub of: BTreeMap<&'a str, Vec<&'a Row>>,
}

/// Gathers them.
pub(super) fn results<'a>(set: &'a Set, out: &mut Records) -> Results<'a> {
    let mut results = Results::default();
    for row in &set.elections {
        if let Some(day) = day(row, "date", out) {
            results.days.insert(row.get("id"), day);
        }
    }
    let known: HashMap<String, ()> = set.elections.iter().map(|row| (row.get("id").to_owned(), ())).collect();
    for row in &set.results {
        let election = named(row, "election_id", "election.csv", &known, out).is_some();
        if named(row, "party_id", "party.csv", &set.parties, out).is_some() && election {
            results.of.entry(row.get("election_id")).or_default().push(row);
        }
    }
    results
}

/// The elections as votes. Who stood for election acted in it: a party that is listed with a result was there.
pub(super) fn tell(set: &Set, results: &Results<'_>, cite: &Cite<'_>, out: &mut Records) {
    let before =
        ["early", "seats_total", "electorate", "votes_cast", "votes_valid", "first_round_election_id"];
    for row in &set.elections {
        let id = row.get("id");
        let country = named(row, "country_id", "country.csv", &set.countries, out);
        let (Some(country), Some(day)) = (country, results.days.get(id)) else { continue };
        let what = match row.get("type_id") {
            "13" => "Parliamentary election",
            "1" => "Election to the European Parliament",
            _ => {
                let help = "13 is an election of parliament, 1 of the European Parliament (info_id.csv)";
                out.refuse(row.fault("type_id", "this sort of election is not known", help));
                continue;
            }
        };
        let rows = results.of.get(id).map_or(&[][..], Vec::as_slice);
        let mut told: Map<String, Value> = match remarks(row, &before) {
            Value::Object(told) => told,
            _ => Map::new(),
        };
        let mut stood: Vec<String> = Vec::new();
        for result in rows {
            let party_id = result.get("party_id");
            if set.parties.get(party_id).is_some_and(|party| !party.none) && !stood.contains(&party(party_id))
            {
                stood.push(party(party_id));
            }
            let (seats, share) = (result.some("seats"), result.some("vote_share"));
            let words =
                [seats.map(|seats| format!("{seats} seats")), share.map(|share| format!("{share} %"))];
            let words: Vec<String> = words.into_iter().flatten().collect();
            if !words.is_empty() {
                told.insert(party(party_id), words.join(", ").into());
            }
        }
        let mut event = json!({
            "id": format!("parlgov-election-{id}"), "kind": "vote", "by": stood, "date": day.to_string(),
            "place": [format!("country-{}", country.code)], "cite": cite.row("election", id),
            "summary": format!("{what}, {}", country.name), "remarks": told,
        });
        if let (Some(event), true) = (event.as_object_mut(), rows.is_empty()) {
            event.remove("by");
        }
        out.push(row, &json!({ "event": event }));
    }
}
