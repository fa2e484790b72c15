//! Parties as actors, and the names they took.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::text::plain;
use super::super::{Records, Row};
use super::dates::{Dated, vague};
use super::tables::{Set, named};
use super::{Cite, party};
use crate::domain::names::fold;

/// Countries as places with their governments, parties as actors.
pub(super) fn tell(set: &Set, out: &mut Records) {
    for row in &set.country {
        let (code, name) = (row.get("name_short").to_lowercase(), row.get("name"));
        out.push(row, &json!({"place": {"id": format!("country-{code}"), "name": name}}));
        out.push(
            row,
            &json!({"actor": {"id": format!("government-{code}"), "kind": "coalition",
                "name": format!("Government of {name}"),
                "note": "Its members are the cabinets in office, and through them their parties."}}),
        );
    }
    for row in &set.party {
        let Some(known) = set.parties.get(row.get("id")) else { continue };
        let (kind, name, note) = match known.none {
            false => ("party", known.name.clone(), None),
            true => {
                let name = format!("{} ({})", known.name, known.country.to_uppercase());
                ("community", name, Some("What has no party, or was not told apart; no body."))
            }
        };
        let mut actor = json!({"id": party(row.get("id")), "kind": kind, "name": name});
        let mut aliases: Vec<&str> = Vec::new();
        let usual = ["name", "name_short", "name_nonlatin"].map(|column| row.get(column));
        for alias in usual.into_iter().filter(|alias| !known.none && !alias.is_empty()) {
            let same =
                |other: &str| other == alias || (fold(other) == fold(alias) && !fold(alias).is_empty());
            if !same(&name) && !aliases.iter().any(|other| same(other)) {
                aliases.push(alias);
            }
        }
        if let Some(actor) = actor.as_object_mut() {
            if !aliases.is_empty() {
                actor.insert("aliases".to_owned(), aliases.into());
            }
            if let Some(note) = note {
                actor.insert("note".to_owned(), note.into());
            }
        }
        out.push(row, &json!({ "actor": actor }));
    }
}

/// Renames: a row tells from when on a party bore a name.
pub(super) fn names(set: &Set, cite: &Cite<'_>, out: &mut Records) {
    let mut of: BTreeMap<&str, Vec<(Dated, &Row)>> = BTreeMap::new();
    for row in &set.names {
        let known = named(row, "party_id", "party.csv", &set.parties, out).is_some();
        if let (Some(date), true) = (vague(row, "date", out), known) {
            of.entry(row.get("party_id")).or_default().push((date, row));
        }
    }
    for (id, mut rows) in of {
        rows.sort_by_key(|(date, row)| (date.bounds, row.line));
        let mut before: Option<&(Dated, &Row)> = None;
        for now in &rows {
            let (date, row) = now;
            let mut event = json!({
                "id": format!("parlgov-name-{}", row.get("id")), "kind": "rename", "subject": [party(id)],
                "new-name": row.get("name"), "date": date.text, "cite": cite.row("party_name_change", row.get("id")),
                "summary": format!("takes the name {}", row.get("name")), "remarks": remarks(row, &[
                    "name_english", "name_short", "party_change", "description", "comment"]),
            });
            if let (Some(event), Some((earlier, old))) = (event.as_object_mut(), before) {
                if old.get("name") != row.get("name") {
                    event.insert("old-name".to_owned(), old.get("name").into());
                }
                if earlier.bounds.latest >= date.bounds.earliest {
                    event.insert("after".to_owned(), format!("parlgov-name-{}", old.get("id")).into());
                }
            }
            out.push(row, &json!({ "event": event }));
            before = Some(now);
        }
    }
}

/// What a row tells besides, by column.
pub(super) fn remarks(row: &Row, columns: &[&str]) -> Value {
    let told =
        columns.iter().filter_map(|column| Some(((*column).to_owned(), plain(row.some(column)?).into())));
    Value::Object(told.collect())
}
