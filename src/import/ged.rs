//! UCDP GED: events of organised violence with their deaths, as the programme publishes them (CSV). A living set: a newer version
//! replaces what it covers.

use serde_json::{Map, Value, json};

use super::conflict::{Cast, Extent, Sort, day, number, remarks, rows, source, unidentified, within};
use super::text::{id, plain};
use super::{Records, Row, Settings};
use crate::intake::InputFile;

const PREFIX: &str = "ucdp-ged";
/// Columns without which a table is another one.
const NEEDED: &[&str] = &[
    "id",
    "type_of_violence",
    "side_a_new_id",
    "side_a",
    "side_b_new_id",
    "side_b",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "country",
    "date_prec",
    "date_start",
    "date_end",
    "best",
    "high",
    "low",
];
const NOT_KEPT: &[&str] = &["id", "year"];
/// A side of violence against civilians, and whoever is named so.
const CIVILIANS: &str = "civilians";
const RULES: &[&str] = &[
    "an event lies within date_start..date_end; date_prec 1 with one day is that day",
    "of places only where_prec 1 names the place itself: else the district, region or country around it",
    "dead is the best estimate; high, low and the parts of it are kept as remarks",
    "civilians are registered as a community: that they are struck proves nobody to exist",
];

/// Reads a version; the rows of several files are one download.
pub(super) fn read(files: &[InputFile], settings: &Settings, out: &mut Records) {
    let (mut cast, mut extent) = (Cast::new(PREFIX), Extent::default());
    rows(files, NEEDED, out, &mut |row, columns, out| {
        event(row, columns, settings, &mut cast, &mut extent, out)
    });
    cast.tell(out);
    RULES.iter().for_each(|rule| out.note(*rule));
    extent.tell(&["date_start", "date_end"], out);
    source(settings, "UCDP GED", "Uppsala Conflict Data Program", "https://ucdp.uu.se/downloads", out);
}

/// One row.
fn event(
    row: &Row,
    columns: &[String],
    settings: &Settings,
    cast: &mut Cast,
    extent: &mut Extent,
    out: &mut Records,
) {
    out.count("rows");
    for column in ["id", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "country"] {
        if row.some(column).is_none() {
            out.refuse(row.fault(column, "nothing stands here", "every row of a version has it"));
        }
    }
    let dead = number(row, "best", out);
    for column in ["high", "low"] {
        number(row, column, out);
    }
    let violence =
        coded(row, "type_of_violence", 3, "1 is by a state, 2 between others, 3 against civilians", out);
    let exactness = coded(row, "date_prec", 5, "1 is the day, up to 5, the year", out);
    let whereabouts = coded(row, "where_prec", 7, "1 is the place itself, up to 7, beyond any country", out);
    let (first, last) = (day(row, "date_start", settings, out), day(row, "date_end", settings, out));
    let (Some(first), Some(last)) = (first, last) else { return };
    if last < first {
        let message = format!("this lies before date_start, {first}");
        out.refuse(row.fault("date_end", message, "an event ends on the day it begins, or later"));
        return;
    }
    let (Some(violence), Some(_), Some(whereabouts)) = (violence, exactness, whereabouts) else { return };
    extent.row(row.get("country"), first, last);
    let mut event = roles(row, violence, cast);
    if let Some(dead) = dead {
        event.insert("dead".to_owned(), dead.to_string().into());
    }
    let way = ["country", "adm_1", "adm_2", "where_coordinates"].map(|column| row.get(column));
    let depth = match whereabouts {
        1 => 4,
        2 | 3 => 3,
        4 | 5 => 2,
        _ => 1,
    };
    let mut kept = remarks(row, columns, NOT_KEPT);
    // Versions write days with and without an hour; that changes no event.
    for (column, day) in [("date_start", first), ("date_end", last)] {
        kept.insert(column.to_owned(), day.to_string().into());
    }
    let rest = json!({
        "id": id(PREFIX, row.get("id")), "date": within(first, last), "cite": {"source": settings.source.as_str()},
        "place": cast.place(row, way.get(..depth).unwrap_or_default()),
        "remarks": kept,
        "summary": plain(&format!("{} / {} ({})", row.get("side_a"), row.get("side_b"), row.get("country"))),
    });
    if let Value::Object(rest) = rest {
        event.extend(rest);
    }
    out.push(row, &json!({ "event": event }));
}

/// A code from 1 to a largest one.
fn coded(row: &Row, column: &str, largest: u64, help: &str, out: &mut Records) -> Option<u64> {
    let code = row.get(column);
    let code =
        code.strip_suffix(".0").unwrap_or(code).parse().ok().filter(|code| (1..=largest).contains(code));
    if code.is_none() {
        out.refuse(row.fault(column, "this code is not known", help));
    }
    code
}

/// Violence of a state or between others is a battle of two sides; against civilians it is an attack on them.
fn roles(row: &Row, violence: u64, cast: &mut Cast) -> Map<String, Value> {
    let mut filler = |number: &str, name: &str| {
        let (number, name) = (row.get(number), row.get(name));
        let folded = name.to_lowercase();
        let civilians = folded == CIVILIANS;
        let sort = match violence {
            _ if civilians || unidentified(name) || folded.starts_with("xxx") => Sort::Vague,
            _ if folded.starts_with("government of ") => Sort::State,
            _ => Sort::Faction,
        };
        let id = cast.by_number(row, number, name, sort);
        let firm = sort != Sort::Vague || (civilians && violence == 3);
        if firm { json!(id) } else { json!({"actor": id, "surety": "ambiguous"}) }
    };
    let first = filler("side_a_new_id", "side_a");
    let second = filler("side_b_new_id", "side_b");
    // One number on both sides says nothing of a second side.
    let second = if first == second { Vec::new() } else { vec![second] };
    let event = match violence {
        3 => json!({"kind": "attack", "by": [first], "target": second}),
        _ => json!({"kind": "battle", "side-a": [first], "side-b": second}),
    };
    match event {
        Value::Object(event) => event,
        _ => Map::new(),
    }
}
