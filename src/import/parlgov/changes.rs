//! What became of parties. A row says that one party went on as another, or as a part of it; the published table does not say
//! whether by merging, joining, dividing, splitting off or succeeding. What fits best is told as inferred, so that every answer
//! from it is at most *possible*.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::{Records, Row};
use super::dates::{Dated, vague};
use super::parties::remarks;
use super::seen::Seen;
use super::tables::{Set, named};
use super::{Cite, party};

const NOTE: &str = "party_change.csv does not say of which sort a change is: merger or split is inferred from whether both \
    were seen in elections or office before and after, and what follows from it is at most possible";

/// Mergers, splits and successions.
pub(super) fn tell(set: &Set, seen: &Seen, cite: &Cite<'_>, out: &mut Records) {
    let mut into: HashMap<(&str, &str), usize> = HashMap::new();
    for row in &set.changes {
        *into.entry((row.get("party_id_new"), row.get("date"))).or_default() += 1;
    }
    for row in &set.changes {
        let known = ["party_id", "party_id_new"].map(|column| {
            named(row, column, "party.csv", &set.parties, out).map(|party| party.name.as_str())
        });
        let (Some(date), [Some(old), Some(new)]) = (vague(row, "date", out), known) else { continue };
        let several = into.get(&(row.get("party_id_new"), row.get("date"))).is_some_and(|count| *count > 1);
        let mut event = sort(row, &date, several, seen);
        let told = json!({
            "id": format!("parlgov-change-{}", row.get("id")), "date": date.text, "surety": "inferred",
            "cite": cite.row("party_change", row.get("id")),
            "summary": format!("{old} goes on as {new}, or as a part of it"),
            "remarks": remarks(row, &["description", "comment", "data_source"]),
        });
        if let (Value::Object(event), Value::Object(told)) = (&mut event, told) {
            event.extend(told);
        }
        out.push(row, &json!({ "event": event }));
        out.note(NOTE);
    }
}

/// The kind of event that fits, with its roles. Nothing is said of an end of a party that was seen afterwards, or that was in
/// office on days the change can fall on: there the table of cabinets knows better.
fn sort(row: &Row, date: &Dated, several: bool, seen: &Seen) -> Value {
    let (old, new) = (row.get("party_id"), row.get("party_id_new"));
    let bounds = date.bounds;
    let stays = seen.after(old, bounds.latest) || seen.in_office_after(old, bounds.earliest);
    let there = seen.before(new, bounds.earliest);
    let (from, to) = ([party(old)], [party(new)]);
    match (there, stays) {
        (true, _) => json!({"kind": "merger", "mode": "into-existing", "constituent": from, "result": to,
            "constituents-end": if stays { "no" } else { "unknown" }}),
        (false, false) if several => {
            json!({"kind": "merger", "mode": "fusion", "constituent": from, "result": to,
            "constituents-end": "unknown"})
        }
        (false, true) => json!({"kind": "split", "parent": from, "result": to}),
        (false, false) => {
            json!({"kind": "split", "parent": from, "result": to, "parent-survives": "unknown"})
        }
    }
}
