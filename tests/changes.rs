//! Diffs: the laws of their steps on generated chronologies, and what the chronology of `events/` tells changed.

mod chronology;
// The notation of chronologies is for other laws.
#[allow(dead_code)]
mod generated;

use std::collections::BTreeMap;

use annals::annals::Annals;
use annals::domain::{Answer, Day, Fluent, Record, Relation, Slug};
use annals::question::{Compared, Label, Line, Stage, Tells, Turn, all_turns, diff, labelled, turns};
use annals::replay::{RecordedBy, Timeline, View, replay};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use generated::{calendar, slug};

/// Runs a law over some chronologies and two pairs of numbers, always the same.
fn hold(cases: u32, law: impl Fn(Vec<Record>, (i32, i32), (i32, i32)) -> Result<(), TestCaseError>) {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(20_150_521),
        failure_persistence: None,
        ..Config::default()
    };
    let pair = || (0..27i32, 0..27i32);
    let strategy = (generated::chronology(), pair(), pair());
    if let Err(failure) = TestRunner::new(config).run(&strategy, |(c, a, b)| law(c.records(), a, b)) {
        panic!("{failure}");
    }
}

fn days((a, b): (i32, i32)) -> (Day, Day) {
    let start = calendar().0.plus(-3);
    (start.plus(a), start.plus(b))
}

/// The facts of some lines, each with the answer it comes from and the one it comes to; steps of one fact follow on
/// each other.
fn composed<'a>(
    lines: impl Iterator<Item = &'a Line>,
) -> Result<BTreeMap<Fluent, (Answer, Answer)>, TestCaseError> {
    let mut all: BTreeMap<Fluent, (Answer, Answer)> = BTreeMap::new();
    for line in lines {
        let (before, after) = (&line.change.before, &line.change.after);
        prop_assert_eq!(&before.fact, &after.fact);
        prop_assert!(!line.labels.is_empty(), "{line:?}");
        let step = all.entry(after.fact.clone()).or_insert((before.answer, before.answer));
        prop_assert_eq!(step.1, before.answer, "{}", after.fact);
        step.1 = after.answer;
    }
    Ok(all)
}

/// The steps lead from one side to the other, and no line of the net diff is without a step.
fn leads(steps: &[Turn], net: &[Line]) -> Result<(), TestCaseError> {
    let mut all = composed(steps.iter().map(|t| &t.line))?;
    let net = composed(net.iter())?;
    for (fact, answers) in &net {
        prop_assert_eq!(all.remove(fact), Some(*answers), "{}", fact);
    }
    for (fact, (from, to)) in all {
        prop_assert_eq!(from, to, "{}", fact);
    }
    Ok(())
}

fn mirrored(there: &[Line], back: &[Line]) -> Result<(), TestCaseError> {
    prop_assert_eq!(there.len(), back.len());
    for (there, back) in there.iter().zip(back) {
        prop_assert_eq!(&there.change.before, &back.change.after);
        prop_assert_eq!(&there.change.after, &back.change.before);
    }
    Ok(())
}

#[test]
fn given_two_days_when_compared_then_their_turns_lead_from_one_to_the_other() {
    hold(512, |records, span, _| {
        let t = replay(&records, &View::default());
        let (a, b) = days(span);
        let (net, all) = (labelled((&t, a), (&t, b), &[]), turns(&t, (a, b), &[]));
        leads(&all, &net)?;
        mirrored(&net, &labelled((&t, b), (&t, a), &[]))?;
        let by_day = |mut turns: Vec<Turn>| -> Vec<Line> {
            turns.sort_by_key(|turn| turn.at);
            turns.into_iter().map(|turn| turn.line).collect()
        };
        let lines = by_day(all);
        mirrored(&lines, &by_day(turns(&t, (b, a), &[])))?;
        prop_assert!(net.iter().chain(&lines).all(|l| l.labels == [Label::Happened]));
        prop_assert!(labelled((&t, a), (&t, a), &[]).is_empty() && turns(&t, (a, a), &[]).is_empty());
        // Besides what `diff` says treaties come into force, which no actor is.
        let treaty = |l: &&Line| l.change.after.fact.relation != Relation::InForce;
        let plain: Vec<_> = net.iter().filter(treaty).map(|l| l.change.clone()).collect();
        let of_actors: Vec<_> = diff((&t, a), (&t, b), &[])
            .into_iter()
            .filter(|c| c.after.fact.relation != Relation::InForce)
            .collect();
        prop_assert_eq!(plain, of_actors);
        Ok(())
    });
}

#[test]
fn given_two_states_of_knowledge_when_compared_then_their_steps_lead_from_one_to_the_other() {
    hold(512, |records, known, span| {
        let base = View::default();
        let (k1, k2) = days(known);
        let compared = Compared::Known(k1, k2);
        let (older, newer) = compared.views(&base);
        let (v1, v2) = (replay(&records, &older), replay(&records, &newer));
        let (a, b) = days(span);
        let net = labelled((&v1, a), (&v2, a), &[]);
        leads(&all_turns(&records, &base, compared, (a, a), &[]), &net)?;
        mirrored(&net, &labelled((&v2, a), (&v1, a), &[]))?;
        prop_assert!(net.iter().all(|l| l.labels.len() == 1 && l.labels != [Label::Happened]));
        // Both at once.
        let net = labelled((&v1, a), (&v2, b), &[]);
        leads(&all_turns(&records, &base, compared, (a, b), &[]), &net)?;
        Ok(())
    });
}

#[test]
fn given_two_states_of_the_log_when_compared_then_the_appends_lead_from_one_to_the_other() {
    hold(512, |mut records, cut, span| {
        for record in &mut records {
            record.recorded += chrono::TimeDelta::seconds(record.position as i64 / 4);
        }
        let base = View::default();
        let at = |n: i32| RecordedBy::Position(n as u64);
        let compared = Compared::Recorded(at(cut.0), at(cut.1));
        let (older, newer) = compared.views(&base);
        let (v1, v2) = (replay(&records, &older), replay(&records, &newer));
        let day = days(span).0;
        let net = labelled((&v1, day), (&v2, day), &[]);
        leads(&all_turns(&records, &base, compared, (day, day), &[]), &net)
    });
}

// The chronology

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn line<'a>(lines: &'a [Line], fact: &str) -> &'a Line {
    let fact = Fluent::parse(fact).unwrap();
    lines.iter().find(|l| l.change.after.fact == fact).unwrap_or_else(|| panic!("{fact} is not listed"))
}

fn known_by(annals: &Annals, text: &str) -> Timeline {
    annals.timeline(&View { known_by: Some(day(text)), ..View::default() })
}

#[test]
fn given_the_chronology_when_asked_what_was_learned_of_anefis_then_its_fall_is() {
    let annals = chronology::load();
    let (then, now) = (known_by(&annals, "2023-10-31"), known_by(&annals, "2024-06-01"));
    let on = day("2023-10-31");
    let lines = labelled((&then, on), (&now, on), &[slug("anefis")]);
    let taken = line(&lines, "controls malian-army anefis");
    assert_eq!((taken.change.before.answer, taken.change.after.answer), (Answer::Disputed, Answer::Yes));
    assert_eq!((taken.labels.as_slice(), taken.tells), (&[Label::Revised][..], Tells::Began));
    assert_eq!(taken.because, [slug("anefis-captured-2023")]);
    let lost = line(&lines, "controls csp-psd anefis");
    assert_eq!((lost.labels.as_slice(), lost.tells), (&[Label::NewlyLearned][..], Tells::Ended));
    // Who is shut out by the taker alone has lost nothing that is told of.
    assert_eq!(line(&lines, "controls minusma anefis").tells, Tells::HoldsNot);
    let known = Compared::Known(on, day("2024-06-01"));
    let steps = all_turns(annals.records(), &View::default(), known, (on, on), &[slug("anefis")]);
    let step = steps.iter().find(|t| t.line.change.after.fact == taken.change.after.fact).unwrap();
    assert_eq!(step.at, Stage::Known(day("2024-03-22")));
}

#[test]
fn given_the_chronology_when_the_cpa_is_compared_around_the_expulsion_then_its_turns_are_told() {
    let story = chronology::load().timeline(&View::default());
    let (a, b) = (day("2015-05-20"), day("2015-05-22"));
    let lines = labelled((&story, a), (&story, b), &[slug("cpa")]);
    for (fact, tells, because) in [
        ("member-of ibrahim-ag-mohamed-assaleh cpa", Tells::Ended, Some("assaleh-expelled")),
        ("holds-post ibrahim-ag-mohamed-assaleh cpa leader", Tells::Ended, Some("assaleh-expelled")),
        ("holds-post mohamed-ousmane-ag-mohamedoun cpa leader", Tells::Began, Some("mohamedoun-leads-cpa")),
        // The talks were only seen.
        ("talks cpa mali", Tells::HoldsNot, None),
    ] {
        let line = line(&lines, fact);
        assert_eq!((line.tells, line.labels.as_slice()), (tells, &[Label::Happened][..]), "{fact}");
        let named = because.is_none_or(|id| line.because.contains(&slug(id)));
        assert!(named, "{fact}: {:?}", line.because);
    }
    let signed = line(&lines, "party-to cpa algiers-2015");
    assert_eq!(
        (signed.change.after.answer, signed.disputed_by.as_slice()),
        (Answer::Disputed, &[slug("001")][..])
    );
}

#[test]
fn given_the_chronology_when_all_of_the_cma_is_asked_then_its_members_come_and_go_in_order() {
    let story = chronology::load().timeline(&View::default());
    let all = turns(&story, (day("2014-01-01"), day("2017-12-31")), &[slug("cma")]);
    let of = |member: &str| -> Vec<(Stage, Answer, Tells)> {
        let fact = Fluent::two(Relation::MemberOf, &slug(member), &slug("cma"));
        let mine = all.iter().filter(|t| t.line.change.after.fact == fact);
        mine.map(|t| (t.at, t.line.change.after.answer, t.line.tells)).collect()
    };
    let on = |text: &str| Stage::On(day(text));
    assert_eq!(
        of("cpa"),
        [(on("2014-06-01"), Answer::Possible, Tells::Began), (on("2017-11-30"), Answer::No, Tells::Ended)]
    );
    assert_eq!(of("mnla"), [(on("2014-08-31"), Answer::Yes, Tells::Began)]);
    // By way of the CPA, until he is put out of it.
    let assaleh = of("ibrahim-ag-mohamed-assaleh");
    assert_eq!(assaleh.last(), Some(&(on("2015-05-21"), Answer::No, Tells::Ended)));
    assert!(all.windows(2).all(|two| two[0].at <= two[1].at));
}

#[test]
fn given_no_actor_when_the_accord_comes_into_force_then_it_is_listed() {
    let story = chronology::load().timeline(&View::default());
    let lines = labelled((&story, day("2014-01-01")), (&story, day("2016-01-01")), &[]);
    let treaty: Slug = slug("algiers-2015");
    assert!(lines.iter().any(|l| l.change.after.fact == Fluent::one(Relation::InForce, &treaty)));
}
