//! ACLED: political violence and protest, event by event, as the portal gives it out (CSV). A living set: a newer download
//! replaces what it covers.

mod codes;
mod kinds;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::conflict::{Cast, Extent, Sort, day, number, remarks, rows, source, unidentified};
use super::text::id;
use super::{Records, Row, Settings};
use crate::domain::Day;
use crate::intake::InputFile;
use codes::{Party, date, exact};
use kinds::{Told, Which, known, told, types};

const PREFIX: &str = "acled";
/// Columns without which a table is another one.
const NEEDED: &[&str] = &[
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "country",
    "admin1",
    "location",
    "geo_precision",
    "fatalities",
];
/// Columns that are not kept as they are: the id, what others tell as well, and when a row was touched, whether or not anything in
/// it changed.
const NOT_KEPT: &[&str] = &["event_id_cnty", "year", "timestamp", "interaction"];
const RULES: &[&str] = &[
    "time_precision 2 is read as the seven days around the one printed, 3 as its month; geo_precision 2 and 3 as somewhere in \
     admin1",
    "civilians, protesters, rioters and whoever is unidentified are registered as communities: what they do proves nobody to \
     exist; associated actors take part only possibly",
    "control of a place changes only where it is told who took it; a non-violent transfer with one side named is at most \
     possible",
];

/// Reads downloads; the rows of several files are one download.
pub(super) fn read(files: &[InputFile], settings: &Settings, out: &mut Records) {
    let (mut cast, mut extent) = (Cast::new(PREFIX), Extent::default());
    rows(files, NEEDED, out, &mut |row, columns, out| {
        event(row, columns, settings, &mut cast, &mut extent, out)
    });
    cast.tell(out);
    RULES.iter().for_each(|rule| out.note(*rule));
    extent.tell(&["event_date"], out);
    source(settings, "ACLED", "Armed Conflict Location & Event Data", "https://acleddata.com", out);
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
    touched(row, settings, out);
    let (kind, sub) = (row.get("event_type"), row.get("sub_event_type"));
    match known(kind, sub) {
        (false, _) => {
            out.refuse(row.fault("event_type", "this type is not known", format!("one of: {}", types())))
        }
        (true, false) => {
            let help = "is the row of a newer codebook? write Other, or leave the row out";
            out.refuse(row.fault("sub_event_type", format!("{kind} has no such sub-type"), help));
        }
        (true, true) => {}
    }
    for column in ["event_id_cnty", "actor1", "country"] {
        if row.some(column).is_none() {
            out.refuse(row.fault(column, "nothing stands here", "every row of a download has it"));
        }
    }
    let first = Party::of(row, "actor1", "inter1", out);
    let second = Party::of(row, "actor2", "inter2", out);
    let dead = number(row, "fatalities", out);
    let exact = exact(row, out);
    let Some(day) = day(row, "event_date", settings, out) else { return };
    let (Some(date), Some(exact)) = (date(row, day, settings, out), exact) else { return };
    extent.row(row.get("country"), day, day);
    let (told, why) = told(kind, sub, first.as_ref(), second.as_ref());
    let mut event = roles(row, told, [first.as_ref(), second.as_ref()], cast);
    let way = ["country", "admin1", "admin2", "admin3", "location"].map(|column| row.get(column));
    let way = if exact { &way[..] } else { way.get(..2).unwrap_or_default() };
    let mut kept = remarks(row, columns, NOT_KEPT);
    // Downloads of different years write these differently; that changes no event.
    kept.insert("event_date".to_owned(), day.to_string().into());
    for (column, party) in [("inter1", &first), ("inter2", &second)] {
        match party {
            Some(party) => kept.insert(column.to_owned(), party.side.words().into()),
            None => kept.remove(column),
        };
    }
    if let Some(why) = why {
        kept.insert("read as".to_owned(), why.into());
    }
    let takes = matches!(told, Told::Capture(_) | Told::PerhapsTaken(_));
    if takes && !exact {
        event.insert("scope".to_owned(), "part".into());
    }
    if let (Some(dead), false) = (dead, matches!(told, Told::Meeting | Told::Deployment(_) | Told::Report)) {
        event.insert("dead".to_owned(), dead.to_string().into());
    }
    let names: Vec<&str> = [&first, &second].into_iter().flatten().map(|party| party.name).collect();
    let rest = json!({
        "id": id(PREFIX, row.get("event_id_cnty")), "date": date, "cite": {"source": settings.source.as_str()},
        "place": cast.place(row, way), "remarks": kept,
        "summary": super::text::plain(&format!("{sub}: {} ({})", names.join(" / "), row.get("location"))),
    });
    if let Value::Object(rest) = rest {
        event.extend(rest);
    }
    out.push(row, &json!({ "event": event }));
}

/// A row that was touched after the download was taken tells that the day of the download is wrong: what was known when would be
/// told wrongly. A day's grace, as the clocks of the world differ.
fn touched(row: &Row, settings: &Settings, out: &mut Records) {
    let seconds = row.some("timestamp").and_then(|text| text.parse::<i64>().ok());
    let date = seconds.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    let Some(day) = date.and_then(|date| Day::parse(&date.date_naive().to_string())) else { return };
    if day.prev() > settings.as_of {
        let message =
            format!("the row was changed on {day}, after {}, when the download was taken", settings.as_of);
        out.refuse(row.fault("timestamp", message, "give the day the download was taken: --as-of"));
    }
}

/// The kind of the event, and who takes which part in it.
fn roles(row: &Row, told: Told, sides: [Option<&Party<'_>>; 2], cast: &mut Cast) -> Map<String, Value> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut fill = |which: Which, hit: bool| fillers(row, which, sides, hit, cast, &mut seen);
    let event = match told {
        Told::Battle => {
            let (first, second) = (fill(Which::First, false), fill(Which::Second, false));
            json!({"kind": "battle", "side-a": first, "side-b": second})
        }
        Told::Attack(by) => {
            let (by, target) = (fill(by, false), fill(by.other(), true));
            json!({"kind": "attack", "by": by, "target": target, "form": row.get("sub_event_type")})
        }
        Told::Capture(by) | Told::PerhapsTaken(by) => {
            let (mut by, from) = (fill(by, false), fill(by.other(), false));
            // Those who are named beside the taker are beside it, and hold nothing.
            let with = if by.len() > 1 { by.split_off(1) } else { Vec::new() };
            let mut event = json!({"kind": "capture", "by": by});
            if let Some(event) = event.as_object_mut() {
                if !from.is_empty() {
                    event.insert("from".to_owned(), from.into());
                }
                if !with.is_empty() {
                    event.insert("with".to_owned(), with.into());
                }
                if matches!(told, Told::PerhapsTaken(_)) {
                    event.insert("surety".to_owned(), "inferred".into());
                }
            }
            event
        }
        Told::Protest(Some(by)) => json!({"kind": "protest", "by": fill(by, false)}),
        Told::Protest(None) => json!({"kind": "protest", "by": both(fill)}),
        Told::Meeting => json!({"kind": "meeting", "party": both(fill)}),
        Told::Deployment(who) => json!({"kind": "deployment", "subject": fill(who, false)}),
        Told::Report => json!({"kind": "report", "source": [], "about": both(fill)}),
    };
    match event {
        Value::Object(event) => event,
        _ => Map::new(),
    }
}

fn both(mut fill: impl FnMut(Which, bool) -> Vec<Value>) -> Vec<Value> {
    let mut all = fill(Which::First, false);
    all.extend(fill(Which::Second, false));
    all
}

/// Who is on a side: its actor, and those named beside it, who take part only possibly. Whoever was not identified is listed and
/// decides nothing; but civilians who are struck are struck. Nobody stands on both sides.
fn fillers(
    row: &Row,
    which: Which,
    sides: [Option<&Party<'_>>; 2],
    hit: bool,
    cast: &mut Cast,
    seen: &mut HashSet<String>,
) -> Vec<Value> {
    let [first, second] = sides;
    let (party, beside) = match which {
        Which::First => (first, "assoc_actor_1"),
        Which::Second => (second, "assoc_actor_2"),
    };
    let mut all = Vec::new();
    if let Some(party) = party {
        let sort = party.sort();
        let id = cast.by_name(row, party.name, sort);
        let firm = sort != Sort::Vague || (hit && !unidentified(party.name));
        if seen.insert(id.clone()) {
            all.push(if firm { json!(id) } else { json!({"actor": id, "surety": "ambiguous"}) });
        }
    }
    for name in row.get(beside).split(';').map(str::trim).filter(|name| !name.is_empty()) {
        let vague =
            unidentified(name) || ["Civilians", "Protesters", "Rioters"].iter().any(|w| name.starts_with(w));
        let id = cast.by_name(row, name, if vague { Sort::Vague } else { Sort::Associate });
        if seen.insert(id.clone()) {
            all.push(json!({"actor": id, "surety": if vague { "ambiguous" } else { "inferred" }}));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Body, Slug, Surety};
    use crate::intake::Registry;

    /// Every sub-type with every pair of sides, and the other codes in turn.
    fn every_row() -> String {
        let mut text = format!("{},admin2,admin3,notes,timestamp\n", NEEDED.join(","));
        let types = include_str!("../../../tests/data/acled/types.txt");
        let mut number = 0;
        for (event, sub) in types.lines().filter_map(|line| line.split_once(": ")) {
            for first in 1..=8 {
                for second in 0..=8 {
                    number += 1;
                    let (two, code) = match second {
                        0 => (String::new(), String::new()),
                        code => (format!("Side {code}"), code.to_string()),
                    };
                    let (time, place) = (number % 3 + 1, number % 2 + 1);
                    text.push_str(&format!(
                        "X{number},2024-01-10,{time},{event},{sub},Side {first},Side 2; Civilians (X); Side 9,{first},{two},\
                         Unidentified Men,{code},X,Y,Z,{place},{},,,\"a\tb\",1706000000\n",
                        number % 4
                    ));
                }
            }
        }
        text
    }

    #[test]
    fn given_every_code_when_read_then_each_is_a_valid_record_and_nobody_vague_is_proved() {
        let file = InputFile { name: "every.csv".to_owned(), bytes: every_row().into_bytes() };
        let (source, as_of) = (Slug::new("acled-x").unwrap(), Day::parse("2024-01-31").unwrap());
        let mut records = Records::default();
        read(&[file], &Settings { source, as_of, mapping: None }, &mut records);
        let bodies = records.into_bodies(Registry::default(), &mut |_, _| ()).unwrap();
        let reports: Vec<_> = bodies
            .iter()
            .filter_map(|body| if let Body::Report(report) = body { Some(report) } else { None })
            .collect();
        assert_eq!(reports.len(), 25 * 8 * 9);
        let vague =
            ["acled-side-5", "acled-side-6", "acled-side-7", "acled-civilians-x", "acled-unidentified-men"];
        for report in reports {
            for role in report.kind.grammar().roles.iter().filter(|role| role.active) {
                let proved = report.role(role.role).iter().filter(|filler| filler.surety == Surety::Stated);
                for filler in proved {
                    assert!(!vague.contains(&filler.actor.as_str()), "{report:?}");
                }
            }
        }
    }
}
