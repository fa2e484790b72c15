//! The Security Force Monitor's units of Mali, asked around each first and last citation.

use std::collections::BTreeMap;

use annals::domain::{Answer, Body, Day, Fluent};
use annals::replay::Spans;

use super::{day, read, timeline};

#[test]
fn given_the_monitors_units_when_asked_around_each_citation_then_evidence_is_no_event() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path.join("tests/data/sfm/units-and-relations-2021-06-25.tsv")).unwrap();
    let (bodies, _) = read("sfm", None, &bytes).unwrap_or_else(|e| panic!("{}", e.join("\n")));
    let mut slugs = BTreeMap::new();
    for body in &bodies {
        if let Body::Actor(actor) = body {
            let note = actor.note.clone().unwrap();
            slugs.insert(note[5..note.len() - 1].to_owned(), actor.id.to_string());
        }
    }
    let timeline = timeline(bodies);
    let text = String::from_utf8(bytes).unwrap();
    let days = |text: &str| -> Option<(Day, Day)> {
        let parts: Vec<u32> = text.split('-').filter(|p| !p.is_empty()).map(|p| p.parse().unwrap()).collect();
        let of = |y: u32, m, d| Day::of(i32::try_from(y).unwrap(), m, d).unwrap();
        match parts[..] {
            [y, m, d] => Some((of(y, m, d), of(y, m, d))),
            [y, m] => Some((of(y, m, 1), if m == 12 { of(y, 12, 31) } else { of(y, m + 1, 1).prev() })),
            [y] => Some((of(y, 1, 1), of(y, 12, 31))),
            _ => None,
        }
    };
    let mut asked = 0;
    for row in text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let (starts, open) = (row[8] == "Y", row[10]);
        let Some(first) = days(row[7]).or(days(row[9])) else { continue };
        let last = days(row[9]).unwrap_or(first);
        let fact = Fluent::parse(&format!("direct-member-of {} {}", slugs[row[0]], slugs[row[4]])).unwrap();
        let around = [
            first.0.plus(-400),
            first.0.prev(),
            first.0,
            first.1,
            first.1.next(),
            last.0,
            last.1,
            last.1.next(),
            day("2021-06-25"),
            day("2030-01-01"),
        ];
        for on in around {
            let begun = first.1 <= on;
            let wanted = match open {
                _ if starts && on < first.0 => Answer::No,
                "Y" if begun && on <= day("2021-06-25") => Answer::Yes,
                "E" if on > last.1 => Answer::No,
                _ if begun && on <= last.0 => Answer::Yes,
                _ => Answer::Possible,
            };
            assert_eq!(timeline.answer(&fact, on), wanted, "{fact} on {on}: {row:?}");
            asked += 1;
        }
    }
    assert_eq!(asked, 3920);
}
