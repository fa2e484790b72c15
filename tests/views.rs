//! Views: what was recorded by then, whose word counts, and which sources are trusted.

use annals::annals::Annals;
use annals::domain::{Answer, Day, Fluent, Slug};
use annals::intake::InputFile;
use annals::question::{When, ask};
use annals::replay::{RecordedBy, View};

const REGISTERS: &str = r#"
[[source]]
id = "good"
title = "A good source"
date = "2020-01-01"
reliability = "A"

[[source]]
id = "poor"
title = "A poor source"
date = "2020-01-01"
reliability = "D"

[[source]]
id = "plain"
title = "A source without a code"
date = "2020-01-01"

[[actor]]
id = "front"
kind = "faction"
name = "Front"

[[actor]]
id = "union"
kind = "coalition"
name = "Union"

[[actor]]
id = "ann"
kind = "person"
name = "Ann"

[[actor]]
id = "ben"
kind = "person"
name = "Ben"

[[event]]
id = "front-founded"
kind = "formation"
subject = "front"
date = "2010-01-01"
cite = { source = "good" }
summary = "The front is founded"

[[event]]
id = "front-joins"
kind = "join"
member = "front"
coalition = "union"
date = "2011-01-01"
cite = { source = "poor" }
summary = "The front joins the union"
"#;

const CLAIMS: &str = r#"
[[event]]
id = "ann-says"
kind = "declaration"
by = "ann"
date = "2012-01-01"
says = "not exists front"
cite = { source = "plain" }
summary = "Ann says that the front is no more"

[[event]]
id = "ben-says"
kind = "dispute"
by = "ben"
date = "2012-02-01"
says = ["exists front", "not fact of ann-says"]
cite = { source = "plain" }
summary = "Ben says that it goes on"
"#;

fn append(annals: &mut Annals, text: &str) {
    let file = InputFile { name: "views.toml".into(), bytes: text.as_bytes().to_vec() };
    let intake = annals.read(&[file]).unwrap_or_else(|e| panic!("{e:?}"));
    annals.append(intake.bodies).unwrap();
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn answer(annals: &Annals, view: &View, fact: &str, day: &str) -> Answer {
    let when = When::At(Day::parse(day).unwrap());
    ask(&annals.timeline(view), &Fluent::parse(fact).unwrap(), when).answer
}

#[test]
fn given_two_parties_at_odds_when_asked_according_to_one_then_its_word_counts() {
    let mut annals = Annals::in_memory();
    append(&mut annals, REGISTERS);
    append(&mut annals, CLAIMS);
    let on = |view: &View, day: &str| answer(&annals, view, "exists front", day);
    let according = |who: &str| View { according_to: Some(slug(who)), ..View::default() };
    assert_eq!(on(&View::default(), "2012-06-01"), Answer::Disputed);
    assert_eq!(on(&according("ann"), "2012-06-01"), Answer::No);
    assert_eq!(on(&according("ben"), "2012-06-01"), Answer::Yes);
    // Before they spoke there is only what the source says.
    assert_eq!(on(&according("ann"), "2011-06-01"), Answer::Yes);
    // Who says nothing changes nothing; what others say is not heard.
    assert_eq!(on(&according("union"), "2012-06-01"), Answer::Yes);
}

#[test]
fn given_claims_when_asked_without_their_author_then_they_are_not_heard() {
    let mut annals = Annals::in_memory();
    append(&mut annals, REGISTERS);
    append(&mut annals, CLAIMS);
    let without = |who: &str| View { without: vec![slug(who)], ..View::default() };
    assert_eq!(answer(&annals, &without("ann"), "exists front", "2012-06-01"), Answer::Yes);
    // The lone claim of Ann makes it possible; the founding itself stays.
    assert_eq!(answer(&annals, &without("ben"), "exists front", "2012-06-01"), Answer::Possible);
    assert_eq!(answer(&annals, &without("front"), "exists front", "2012-06-01"), Answer::Disputed);
}

#[test]
fn given_codes_of_reliability_when_a_least_is_asked_for_then_worse_sources_are_left_out() {
    let mut annals = Annals::in_memory();
    append(&mut annals, REGISTERS);
    let least = |code: char| View { min_reliability: Some(code), ..View::default() };
    let fact = "direct-member-of front union";
    for (code, expected) in [('A', Answer::No), ('C', Answer::No), ('D', Answer::Yes), ('F', Answer::Yes)] {
        assert_eq!(answer(&annals, &least(code), fact, "2012-06-01"), expected, "{code}");
    }
    append(&mut annals, CLAIMS);
    assert_eq!(answer(&annals, &least('A'), "exists front", "2012-06-01"), Answer::Disputed);
}

#[test]
fn given_a_later_append_when_asked_as_recorded_by_then_the_answer_never_changes() {
    let mut annals = Annals::in_memory();
    append(&mut annals, REGISTERS);
    let head = annals.head().unwrap().position;
    let recorded = annals.records().last().unwrap().recorded;
    let ask_all = |annals: &Annals, view: &View| {
        let days = ["2009-06-01", "2010-06-01", "2011-06-01", "2012-06-01"];
        let facts = ["exists front", "direct-member-of front union", "alive ann"];
        let one = |fact: &&str| days.map(|day| answer(annals, view, fact, day));
        facts.iter().map(one).collect::<Vec<_>>()
    };
    let by_position = View { recorded_by: Some(RecordedBy::Position(head)), ..View::default() };
    let by_instant = View { recorded_by: Some(RecordedBy::Instant(recorded)), ..View::default() };
    let before = ask_all(&annals, &View::default());
    std::thread::sleep(std::time::Duration::from_millis(2));
    append(&mut annals, CLAIMS);
    append(
        &mut annals,
        "[[event]]\nid = \"end\"\nkind = \"dissolution\"\nsubject = \"front\"\ndate = \"2010-03-01\"\n\
         cite = { source = \"good\" }\nsummary = \"The front dissolves\"\n",
    );
    assert_ne!(ask_all(&annals, &View::default()), before);
    assert_eq!(ask_all(&annals, &by_position), before);
    assert_eq!(ask_all(&annals, &by_instant), before);
}
