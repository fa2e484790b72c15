//! What replay notices: ends of what had ended, days that nothing orders, reports that are not there.

use annals::annals::Annals;
use annals::intake::InputFile;
use annals::replay::View;

const REGISTERS: &str = r#"
[[source]]
id = "s"
title = "A source"
date = "2020-01-01"

[[actor]]
id = "front"
kind = "faction"
name = "Front"

[[actor]]
id = "union"
kind = "coalition"
name = "Union"
"#;

/// The findings of these events, a line each: `ID KIND KEYS @ DATE`, keys of TOML between semicolons.
fn noticed(events: &str) -> Vec<String> {
    let mut text = REGISTERS.to_owned();
    for line in events.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (what, date) = line.split_once(" @ ").unwrap();
        let mut words = what.splitn(3, ' ');
        let (id, kind) = (words.next().unwrap(), words.next().unwrap());
        let keys = words.next().unwrap_or("").replace("; ", "\n");
        text.push_str(&format!(
            "[[event]]\nid = \"{id}\"\nkind = \"{kind}\"\n{keys}\ndate = \"{date}\"\n\
             cite = {{ source = \"s\" }}\nsummary = \"It happens\"\n"
        ));
    }
    let mut annals = Annals::in_memory();
    let file = InputFile { name: "notices.toml".into(), bytes: text.into_bytes() };
    let intake = annals.read(&[file]).unwrap_or_else(|e| panic!("{e:?}"));
    annals.append(intake.bodies).unwrap();
    let findings = annals.timeline(&View::default()).findings;
    findings
        .iter()
        .map(|f| {
            format!(
                "{} {}",
                f.kind.word(),
                f.reports.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(" ")
            )
        })
        .collect()
}

const WHO: &str = "member = \"front\"; coalition = \"union\"";

#[test]
fn given_two_ends_when_nothing_begins_between_then_it_is_noticed() {
    let end = |date: &str| format!("e1 leave {WHO} @ 2012-01-01\ne2 leave {WHO} @ {date}\n");
    let ends = |more: &str, date: &str| {
        let found = noticed(&format!("{}{more}", end(date)));
        found.into_iter().filter(|f| f.starts_with("ends-nothing")).collect::<Vec<_>>()
    };
    assert!(!ends("", "2012-06-01").is_empty());
    // What may be one day is no second end; nor is one with a beginning, a sighting or a denial of dates between.
    assert!(ends("", "2012").is_empty());
    for kind in ["join", "status"] {
        assert!(ends(&format!("b {kind} {WHO} @ 2012-03-01"), "2012-06-01").is_empty(), "{kind}");
        assert!(
            ends(&format!("b {kind} {WHO} @ [2011-12-01..2012-03-01]"), "2012-06-01").is_empty(),
            "{kind}"
        );
        for outside in ["2011-12-01", "2012-07-01"] {
            assert!(
                !ends(&format!("b {kind} {WHO} @ {outside}"), "2012-06-01").is_empty(),
                "{kind} {outside}"
            );
        }
    }
    // A beginning that hints put before the first end is none between.
    assert!(!ends(&format!("b join {WHO}; before = \"e1\" @ 2012-01-01"), "2012-06-01").is_empty());
    // An end of which another account tells otherwise is in dispute already.
    assert!(ends(&format!("e3 leave {WHO}; variant-of = \"e2\" @ 2013"), "2012-06-01").is_empty());
}

#[test]
fn given_one_day_when_nothing_orders_it_then_it_is_noticed() {
    let days = |first: &str, second: &str, hint: &str| {
        let found = noticed(&format!("b join {WHO} @ {first}\ne leave {WHO}{hint} @ {second}"));
        found.into_iter().filter(|f| f.starts_with("ambiguous-order")).count()
    };
    assert!(days("2012-01-01", "2012-01-01", "") > 0);
    assert_eq!(days("2012-01-01", "2012-01-02", ""), 0);
    assert_eq!(days("2012-01", "2012-01", ""), 0);
    assert_eq!(days("2012-01-01", "2012-01-01", "; after = \"b\""), 0);
    assert_eq!(days("2012-01-01", "2012-01-01", "; before = \"b\""), 0);
}

#[test]
fn given_what_is_spoken_of_when_it_is_not_there_then_it_is_noticed() {
    let about = |what: &str| {
        let found = noticed(&format!(
            "t treaty-signed party = \"front\"; treaty = \"pact\" @ 2012-01-01\n\
             d declaration by = \"front\"; says = \"party-to union accord\"; about = \"{what}\" @ 2012-02-01"
        ));
        found.into_iter().filter(|f| f.starts_with("missing")).collect::<Vec<_>>()
    };
    for known in ["t", "pact", "accord", "union"] {
        assert!(about(known).is_empty(), "{known}");
    }
    assert_eq!(about("nothing"), ["missing-report d"]);
    let says = |id: &str| {
        noticed(&format!(
            "d declaration by = \"front\"; says = \"not fact of {id}\" @ 2012-02-01\nt status subject = \"front\" @ 2012"
        ))
    };
    assert_eq!(says("x"), ["missing-report d"]);
    assert!(says("t").iter().all(|f| !f.starts_with("missing")));
}
