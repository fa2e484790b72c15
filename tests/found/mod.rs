//! Minimal cases that the laws of the index found, each told in parts as they tell them.

use annals::domain::{Day, EventDate};
use annals::index::{Asked, Delta, Whole, part};
use annals::intake::{InputFile, Registry, read};
use annals::log::{Log, MemoryLog, system_clock};
use annals::replay::{Spans, View, replay};

use super::generated::{Chronology, notation};
use super::{Begun, Records, appended, begun, bodies, same_answers, settled, slug};

/// A chronology of each text.
fn parts(texts: &[&str]) -> Vec<Chronology> {
    texts.iter().map(|text| notation::read(text)).collect()
}

#[test]
fn given_a_place_that_another_holds_when_the_horizon_comes_before_it_then_who_is_not_born_yet_does_not_hold_it()
 {
    settled(parts(&[
        "r0 capture by=b place=zone @ 2014-02-18 [s0 2014-03-20]
         m0 correct transcription date by keeper : source s0 2014-02-18",
        "r0 capture by=a from=b place=zone @ 2014-02-20 [s0 2014-03-20]
         r1 merger constituent=b result=a @ 2014-02-20 [s0 2014-03-20]",
    ]))
    .unwrap();
}

#[test]
fn given_a_leader_when_he_dissolves_his_body_past_the_horizon_then_the_timeline_in_parts_knows_of_his_standing()
 {
    settled(parts(&["r0 leader-change org=k in=p @ [2014-02-18..] [s0 2014-02-28]
         r1 dissolution subject=k by=p @ [2014-03-02..2014-03-03] [s0 2014-02-28]"]))
    .unwrap();
}

#[test]
fn given_an_actor_of_two_ids_when_it_ends_under_one_and_acts_under_the_other_then_no_act_is_left_out() {
    settled(parts(&[
        "r0 dissolution subject=n @ 2014-02-18 [s0 2014-03-20]",
        "r0 alliance party=a+b @ 2014-02-18 [s0 2014-03-20]",
        "r0 join member=b coalition=k @ 2014-02-19 [s0 2014-03-20]
         m0 same-as n b by keeper",
    ]))
    .unwrap();
}

#[test]
fn given_a_withdrawal_from_a_region_when_a_late_capture_names_a_town_of_it_then_it_reaches_the_town_no_more()
{
    let told = parts(&[
        "r0 withdrawal subject=b place=zone @ [..2014-02-19] [s0 2014-03-20]",
        "r0 formation subject=b @ 2014-02-18 [s0 2014-03-20]",
        "r0 capture by=a place=zone @ 2014-02-18 [s0 2014-03-20]
         r1 capture by=a place=east @ 2014-02-18 [s0 2014-03-20]",
    ]);
    appended(bodies(told), 30).unwrap();
}

#[test]
fn given_a_withdrawal_from_a_region_when_a_town_of_it_is_taken_on_its_day_then_who_is_there_is_known_by_both()
{
    let told = parts(&[
        "r0 deployment subject=a place=east @ 2014-02-18 [s0 2014-03-20]
         r1 withdrawal subject=a place=zone @ 2014-02-24 [s0 2014-03-20]
         r2 capture by=b place=east @ 2014-02-24 [s0 2014-03-20]",
        "r0 deployment subject=a place=west @ 2014-02-18 [s0 2014-03-20]
         r1 capture by=b place=west @ 2014-02-23 [s0 2014-03-20]",
    ]);
    settled(told).unwrap();
}

#[test]
fn given_an_act_when_a_late_account_of_it_names_somebody_else_then_he_acted_on_its_days() {
    let told = || {
        parts(&["r0 vote by=b @ [2014-02-26..2014-02-27] [s0 2014-03-20]
             r1 vote by=a @ 2014-02-19 [s0 2014-03-20]
             r2 vote by=a @ 2014-02-18 [s0 2014-03-20]
             r3 vote by=b @ 2014-02-28 variant-of r1 [s0 2014-03-20]
             r4 vote by=a @ 2014-02-18 [s0 2014-03-20]"])
    };
    for cut in 60..100 {
        appended(bodies(told()), cut).unwrap();
    }
}

#[test]
fn given_a_body_born_past_the_horizon_when_asked_then_it_was_not_lost_before() {
    let told = parts(&[
        "r0 formation subject=n member=a @ 2014-02-18 [s0 2014-03-05]
         r1 join member=b coalition=k from=l scope:part @ 2014-02-18 [s0 2014-03-05]",
        "r0 vote by=a @ 2014-02-18 [s0 2014-03-20]",
        "r0 rename subject=a new-name:front @ 2014-02-18 [s0 2014-03-20]",
        "r0 merger constituent=a result=b mode:fusion @ [2014-03-07..] [s0 2014-03-20]
         r1 rename subject=a new-name:army @ 2014-02-18 [s0 2014-03-20]",
    ]);
    appended(bodies(told), 20).unwrap();
}

#[test]
fn given_an_actor_of_two_ids_when_late_records_tell_of_either_then_both_are_worked_out_anew() {
    let told = parts(&[
        "r0 dissolution subject=n by=a @ 2014-02-18 [s0 2014-03-20]
         r1 formation subject=a @ 2014-02-28 [s0 2014-03-20]
         r2 formation subject=a @ 2014-02-18 [s0 2014-03-20]
         r3 formation subject=a @ 2014-02-18 [s0 2014-03-20]
         r4 war-declared by=b target=a @ 2014-02-20/2014-02-20 [s0 2014-03-20]",
        "r0 capture by=a place=zone @ 2014-02-18 [s0 2014-03-20]
         r1 battle side-a=a side-b=b @ [2014-02-18..2014-02-19] [s0 2014-03-20]",
        "r0 merger constituent=b result=a @ 2014-02-28 [s0 2014-03-20]
         m0 same-as n b by keeper",
    ]);
    appended(bodies(told), 20).unwrap();
}

#[test]
fn given_a_body_of_two_ids_when_under_one_it_expels_from_the_other_then_the_leaving_is_found() {
    let told = parts(&[
        "r0 expulsion org=k by=n target=a @ 2014-02-18 [s0 2014-03-20]",
        "r0 formation subject=a @ 2014-02-18 [s0 2014-03-20]
         m0 same-as k n by keeper",
    ]);
    appended(bodies(told), 20).unwrap();
}

#[test]
fn given_a_same_as_taken_back_when_that_is_taken_back_late_then_both_ids_are_one_again() {
    let told = || {
        parts(&["r0 split result=n parent=b @ 2014-02-18 [s0 2014-03-20]
             r1 formation subject=a @ 2014-02-18 [s0 2014-03-20]
             r2 vote by=a @ 2014-02-19 [s0 2014-03-20]
             m0 same-as a b by keeper
             m1 retract m0 transcription by keeper
             m2 retract m1 transcription by keeper"])
    };
    for cut in 90..100 {
        appended(bodies(told()), cut).unwrap();
    }
}

#[test]
fn given_a_report_corrected_to_cite_a_later_source_when_asked_then_what_is_known_reaches_as_far() {
    let text = br#"{"source": {"id": "early", "title": "E", "date": "2015"}}
{"source": {"id": "late", "title": "L", "date": "2020"}}
{"actor": {"id": "a", "kind": "faction", "name": "A"}}
{"event": {"id": "r", "kind": "formation", "subject": ["a"], "date": "2014", "cite": {"source": "early"}, "summary": "It forms"}}
{"amendment": {"id": "m", "kind": "correct", "by": "K", "because": "transcription", "event": "r", "set": {"cite": {"source": "late"}}}}"#;
    let file = InputFile { name: "a.jsonl".to_owned(), bytes: text.to_vec() };
    let log = MemoryLog::new(system_clock());
    let bodies = read(&[file], &Registry::from_bodies([])).unwrap().bodies;
    log.append(&log.head().unwrap(), bodies).unwrap();
    let records = log.read(1, usize::MAX).unwrap();
    let asked = Asked { about: vec![slug("a")], ..Asked::default() };
    let part = part(&Delta::of(&records), &Records(&records), &View::default(), 5, &asked).unwrap().unwrap();
    let whole = replay(&records, &View::default());
    assert_eq!(Spans::horizon(&part), Spans::horizon(&whole));
    assert_eq!(Spans::horizon(&whole), Day::parse("2020-12-31").unwrap());
}

#[test]
fn given_an_act_assumed_on_an_earlier_day_when_the_view_is_worked_out_then_it_proves_its_actor_from_there() {
    let told =
        parts(&["r0 accusation by=a target=b says \"not direct-member-of a k\" @ 2014-02-28 [s0 2014-03-20]
         r1 deployment subject=a place=zone @ 2014-02-23/2014-02-23 [s0 2014-03-20]"]);
    let assume = vec![(slug("p0-r0"), EventDate::parse("2014-02-18").unwrap())];
    let view = View { assume, ..View::default() };
    let Begun { log, folder, index, .. } = begun(bodies(told), 100);
    let seen = Whole::seen(folder.path(), &index, &log, &view, &|_, _| ()).unwrap().unwrap();
    same_answers(&seen, &replay(&log.read(1, usize::MAX).unwrap(), &view)).unwrap();
}
