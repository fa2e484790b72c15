//! Views: what was recorded by then, whose word counts, and which sources are trusted.

use annals::annals::Annals;
use annals::domain::{Answer, Day, EventDate, Fluent, Persistence, Relation, Slug};
use annals::intake::InputFile;
use annals::question::{Ground, When, ask, why};
use annals::replay::{Presence, RecordedBy, View};

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

fn told() -> Annals {
    let mut annals = Annals::in_memory();
    append(&mut annals, REGISTERS);
    annals
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

#[test]
fn given_a_fluent_that_fades_when_asked_then_it_is_certain_only_so_long_after_it_was_last_told() {
    let mut annals = told();
    append(
        &mut annals,
        "[[event]]\nid = \"seen\"\nkind = \"status\"\nmember = \"front\"\ncoalition = \"union\"\ndate = \"2013-01-01\"\n\
         cite = { source = \"good\" }\nsummary = \"The front is in the union\"\n\
         [[event]]\nid = \"leaves\"\nkind = \"leave\"\nmember = \"front\"\ncoalition = \"union\"\ndate = \"2016-05-10\"\n\
         cite = { source = \"good\" }\nsummary = \"The front leaves\"\n",
    );
    let rule = Persistence::parse("fades:P1Y").unwrap();
    let fading = View { persistence: [(Relation::DirectMemberOf, rule)].into(), ..View::default() };
    let on = |view: &View, day: &str| answer(&annals, view, "member-of front union", day);
    for (day, usual, faded) in [
        ("2010-12-31", Answer::No, Answer::No),
        ("2011-01-01", Answer::Yes, Answer::Yes),
        ("2011-12-31", Answer::Yes, Answer::Yes),
        ("2012-01-01", Answer::Yes, Answer::Possible),
        ("2012-12-31", Answer::Yes, Answer::Possible),
        ("2013-01-01", Answer::Yes, Answer::Yes),
        ("2014-01-01", Answer::Yes, Answer::Possible),
        // Who leaves was there until then (rule R17).
        ("2016-05-09", Answer::Yes, Answer::Yes),
        ("2016-05-10", Answer::No, Answer::No),
    ] {
        assert_eq!(on(&View::default(), day), usual, "{day}");
        assert_eq!(on(&fading, day), faded, "{day}");
    }
    // What leans on a body that fades is no surer than the body.
    let bodies = View { persistence: [(Relation::Exists, rule)].into(), ..View::default() };
    assert_eq!(on(&bodies, "2012-06-01"), Answer::Possible);
}

#[test]
fn given_an_assumed_date_when_asked_then_every_account_of_the_happening_is_put_there() {
    let mut annals = told();
    append(
        &mut annals,
        "[[event]]\nid = \"front-joins-too\"\nkind = \"join\"\nmember = \"front\"\ncoalition = \"union\"\n\
         date = \"2011-06\"\nvariant-of = \"front-joins\"\ncite = { source = \"good\" }\nsummary = \"It joins in June\"\n",
    );
    let on = |view: &View, day: &str| answer(&annals, view, "member-of front union", day);
    assert_eq!(on(&View::default(), "2011-03-01"), Answer::Disputed);
    let assume = |date: &str| {
        let date = EventDate::parse(date).unwrap();
        View { assume: vec![(Slug::new("front-joins-too").unwrap(), date)], ..View::default() }
    };
    assert_eq!(on(&assume("2011-03-01"), "2011-02-28"), Answer::No);
    assert_eq!(on(&assume("2011-03-01"), "2011-03-01"), Answer::Yes);
    assert_eq!(on(&assume("2011"), "2011-03-01"), Answer::Possible);
}

const AMENDMENTS: &str = "[[amendment]]\nid = \"gone\"\nkind = \"retract\"\nevent = \"never-was\"\n\
     because = \"transcription\"\nby = \"a keeper\"\n\
     [[amendment]]\nid = \"later\"\nkind = \"correct\"\nevent = \"front-joins\"\nbecause = \"source\"\n\
     set = { date = \"2012\" }\ndate = \"2021\"\nby = \"a keeper\"\n\
     [[amendment]]\nid = \"denied\"\nkind = \"deny\"\nevent = \"front-founded\"\nby = \"plain\"\n";

#[test]
fn given_amendments_when_replayed_then_what_is_missing_and_what_is_denied_is_noticed() {
    let mut annals = told();
    append(&mut annals, AMENDMENTS);
    let timeline = annals.timeline(&View::default());
    let noticed: Vec<String> = timeline.findings.iter().map(ToString::to_string).collect();
    let missing: Vec<&String> = noticed.iter().filter(|f| f.starts_with("missing")).collect();
    assert_eq!(missing, ["missing-report: gone amends never-was, which is not there"]);
    let denied = "fact-disputed: denied says that what front-founded tells did not happen";
    assert!(noticed.iter().any(|f| f == denied), "{noticed:?}");
}

#[test]
fn given_a_correction_that_is_perhaps_known_when_replayed_then_both_readings_stand_under_ids_of_their_own() {
    let mut annals = told();
    append(&mut annals, AMENDMENTS);
    let known_by = |day: &str| {
        let view = View { known_by: Day::parse(day), ..View::default() };
        let timeline = annals.timeline(&view);
        let told = ["front-joins", "later"].map(|id| {
            let accepted = timeline.report(id)?;
            Some((accepted.report.date.text.clone(), accepted.perhaps))
        });
        (told, timeline.variants(&slug("front-joins")).to_vec())
    };
    let date = |text: &str, perhaps: bool| Some((text.to_owned(), perhaps));
    assert_eq!(known_by("2020-12-31"), ([date("2011-01-01", false), None], vec![]));
    let both = [date("2011-01-01", true), date("2012", true)];
    let timeline = annals.timeline(&View { known_by: Day::parse("2021-06-01"), ..View::default() });
    assert_eq!(known_by("2021-06-01").0, both);
    assert_eq!(timeline.report("later").unwrap().report.variant_of, [slug("front-joins")]);
    assert_eq!(known_by("2021-12-31"), ([date("2012", false), None], vec![]));
}

#[test]
fn given_an_end_told_by_a_party_when_asked_without_it_then_the_body_goes_on() {
    let mut annals = told();
    append(
        &mut annals,
        "[[event]]\nid = \"ann-dissolves\"\nkind = \"dissolution\"\nsubject = \"front\"\nby = \"ann\"\n\
         date = \"2012-03-01\"\ncite = { source = \"plain\" }\nsummary = \"Ann dissolves the front\"\n",
    );
    let without = View { without: vec![slug("ann")], ..View::default() };
    assert_eq!(answer(&annals, &View::default(), "exists front", "2012-06-01"), Answer::Possible);
    assert_eq!(answer(&annals, &without, "exists front", "2012-06-01"), Answer::Yes);
    let heard: Vec<_> = annals.timeline(&without).accepted().iter().map(|a| a.report.id.clone()).collect();
    assert!(!heard.contains(&slug("ann-dissolves")));
}

#[test]
fn given_names_that_one_source_uses_when_asked_then_they_are_borne_where_it_is_heard() {
    let mut annals = Annals::in_memory();
    let alias = "name = \"Front\"\naliases = [{ name = \"The Others\", sources = [\"poor\"] }]";
    append(&mut annals, &REGISTERS.replace("name = \"Front\"", alias));
    let heard = |source: &str| View { sources: vec![slug(source)], ..View::default() };
    let borne = |view: &View, name: &str| answer(&annals, view, &format!("named front {name}"), "2012-01-01");
    for (view, others) in
        [(View::default(), Answer::Yes), (heard("poor"), Answer::Yes), (heard("good"), Answer::Unknown)]
    {
        assert_eq!(borne(&view, "the others"), others);
        assert_eq!(borne(&view, "Front"), Answer::Yes);
        assert_eq!(borne(&view, "xyzzy"), Answer::Unknown);
    }
}

#[test]
fn given_amendments_when_listed_then_each_is_out_perhaps_or_in() {
    let mut annals = told();
    append(&mut annals, AMENDMENTS);
    append(
        &mut annals,
        "[[amendment]]\nid = \"again\"\nkind = \"confirm\"\nevent = \"front-joins\"\nby = \"good\"\n",
    );
    let by = |day: &str| {
        let timeline = annals.timeline(&View { known_by: Day::parse(day), ..View::default() });
        let all = timeline.amendments().iter().map(|h| (h.amendment.id.to_string(), h.presence));
        all.collect::<Vec<_>>()
    };
    let all = |later| {
        let gone = ("gone".to_owned(), Presence::In);
        let (denied, again) = (("denied".to_owned(), Presence::In), ("again".to_owned(), Presence::In));
        vec![gone, ("later".to_owned(), later), denied, again]
    };
    assert_eq!(by("2020-12-31"), all(Presence::Out));
    assert_eq!(by("2021-06-01"), all(Presence::Perhaps));
    assert_eq!(by("2021-12-31"), all(Presence::In));
    let timeline = annals.timeline(&View::default());
    let again = &timeline.report("again").unwrap().report;
    assert_eq!((again.words.as_deref(), again.hints.len()), (None, 0));
    assert_eq!(again.citation.source, slug("good"));
}

#[test]
fn given_what_fades_or_lacks_standing_when_explained_then_it_is_said() {
    let mut annals = told();
    append(
        &mut annals,
        "[[event]]\nid = \"ben-leads\"\nkind = \"leader-change\"\norg = \"front\"\nin = \"ben\"\ndate = \"2011-06-01\"\n\
         cite = { source = \"good\" }\nsummary = \"Ben leads\"\n\
         [[event]]\nid = \"ann-dissolves\"\nkind = \"dissolution\"\nsubject = \"front\"\nby = \"ann\"\n\
         date = \"2012-03-01\"\ncite = { source = \"plain\" }\nsummary = \"Ann dissolves the front\"\n",
    );
    let rule = Persistence::parse("fades:P1Y").unwrap();
    let view = View { persistence: [(Relation::DirectMemberOf, rule)].into(), ..View::default() };
    let fact = Fluent::parse("direct-member-of front union").unwrap();
    let grounds = |view: &View| {
        let told = why(&annals.timeline(view), &annals.directory(), &fact, Day::parse("2012-02-01").unwrap());
        told.reasons.iter().map(|r| r.ground).collect::<Vec<_>>()
    };
    assert!(grounds(&view).contains(&Ground::Fading), "{:?}", grounds(&view));
    assert!(!grounds(&View::default()).contains(&Ground::Fading));
    let found = annals.timeline(&View::default()).findings;
    let standing =
        "no-standing: ann-dissolves: ann had no standing to end `exists front`; it is kept as a claim";
    assert!(found.iter().any(|f| f.to_string() == standing), "{found:?}");
}
