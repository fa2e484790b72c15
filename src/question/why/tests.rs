//! Why, on small chronologies.

use std::collections::BTreeSet;

use super::super::sample::{day, records, slug};
use super::*;
use crate::domain::{Margins, Slug};
use crate::replay::{View, replay};

/// An explanation under a view, of a chronology in the notation of `sample`.
fn explain_in(text: &str, view: &View, fact: &str, on: &str) -> Why {
    let records = records(text);
    let timeline = replay(&records, view);
    why(&timeline, &Directory::of(&records), &Fluent::parse(fact).unwrap(), day(on))
}

fn explain(text: &str, fact: &str, on: &str) -> Why {
    explain_in(text, &View::default(), fact, on)
}

/// The grounds of an answer, each with its rules and reports.
fn grounds(why: &Why) -> Vec<(Ground, Vec<u8>, Vec<String>)> {
    let ids = |r: &'_ Reason| -> Vec<String> { r.reports.iter().map(Slug::to_string).collect() };
    why.reasons.iter().map(|r| (r.ground, r.rules.clone(), ids(r))).collect()
}

fn ids(all: &[&str]) -> Vec<String> {
    all.iter().map(|id| (*id).to_owned()).collect()
}

fn told(why: &Why) -> Vec<&str> {
    why.reports.iter().map(|t| t.report.id.as_str()).collect()
}

const LIFE: &str = "f0 formation subject=kk founder=a @2012-01-10
    j1 join member=bb coalition=kk @2012-02
    l1 leave member=bb coalition=kk @2012-05-01
    l2 leave member=cc coalition=kk @2012-05-01
    x1 dissolution subject=kk @2012-09-01";

#[test]
fn given_a_membership_when_asked_day_by_day_then_begin_end_and_body_are_told() {
    let of = |on: &str| explain(LIFE, "member-of bb kk", on);
    let early = of("2012-01-20");
    assert_eq!(early.told.answer, Answer::No);
    assert_eq!(grounds(&early), [(Ground::NotYetBegun, vec![16], ids(&["j1"]))]);
    let during = of("2012-02-10");
    let body = (Ground::BodyPossible, vec![26], Vec::new());
    assert_eq!(grounds(&during), [(Ground::BeginsWithin, vec![7, 14], ids(&["j1"])), body]);
    let held = of("2012-03-15");
    assert_eq!(held.told.answer, Answer::Yes);
    assert_eq!(grounds(&held), [(Ground::Begun, vec![7], ids(&["j1"]))]);
    assert_eq!(held.reports[0].does[0].does, Does::Begins);
    let after = of("2012-06-01");
    assert_eq!(grounds(&after), [(Ground::Ended, vec![16], ids(&["l1"]))]);
    let gone = of("2012-10-01");
    assert_eq!(grounds(&gone)[0].0, Ground::BodyGone);
    let [body] = gone.leans.as_slice() else { panic!("{:?}", gone.leans) };
    assert_eq!((body.sort, told(&body.why)), (LeanSort::Body, vec!["f0", "x1"]));
    assert_eq!(grounds(&body.why), [(Ground::Ended, vec![16], ids(&["x1"]))]);
}

#[test]
fn given_a_member_known_by_his_leaving_when_asked_before_then_the_end_tells_of_it() {
    let held = explain(LIFE, "member-of cc kk", "2012-04-30");
    assert_eq!(grounds(&held), [(Ground::KnownByEnd, vec![17], ids(&["l2"]))]);
    let perhaps = explain(LIFE, "member-of cc kk", "2012-03-01");
    assert_eq!(perhaps.told.answer, Answer::Possible);
    assert_eq!(grounds(&perhaps), [(Ground::KnownByEnd, vec![17], ids(&["l2"]))]);
}

#[test]
fn given_a_body_when_asked_outside_its_life_then_birth_and_silence_are_told_apart() {
    let unborn = explain(LIFE, "exists kk", "2012-01-01");
    assert_eq!(grounds(&unborn), [(Ground::BeforeBirth, vec![16], ids(&["f0"]))]);
    let unknown = explain(LIFE, "alive a", "2012-01-01");
    assert_eq!(unknown.told.answer, Answer::Unknown);
    assert_eq!(grounds(&unknown), [(Ground::BeforeFirstReport, vec![16], ids(&["f0"]))]);
    let gap = unknown.gap.unwrap();
    assert_eq!((gap.after, gap.before.unwrap().0), (None, slug("f0")));
    let never = explain(LIFE, "allied bb cc", "2012-06-01");
    assert_eq!(grounds(&never), [(Ground::Silence, vec![16], Vec::new())]);
    let beyond = explain(LIFE, "alive a", "2031-01-01");
    assert_eq!(beyond.reasons[0].ground, Ground::Horizon);
    assert_eq!((beyond.reasons[0].answer, beyond.reasons[0].rules[0]), (Some(Answer::Yes), 12));
}

#[test]
fn given_a_path_when_asked_then_each_leg_is_explained_and_so_is_what_cuts_it() {
    let text = "f0 formation subject=kk member=aa @2012-01-10
        j1 join member=kk coalition=mm @2012-02-10
        l1 leave member=aa coalition=mm @2012-06-10
        l2 leave member=kk coalition=mm @2012-08-10
        j2 join member=bb coalition=kk @2012-03";
    let held = explain(text, "member-of aa mm", "2012-03-01");
    assert_eq!(held.told.path, [slug("aa"), slug("kk"), slug("mm")]);
    assert_eq!(grounds(&held), [(Ground::Path, vec![22], Vec::new())]);
    let legs: Vec<_> = held.leans.iter().map(|l| (l.sort, l.why.told.answer, told(&l.why))).collect();
    let leg = |ids: &[&'static str]| (LeanSort::Leg, Answer::Yes, ids.to_vec());
    assert_eq!(legs, [leg(&["f0"]), leg(&["j1", "l2"])]);
    let weak = explain(text, "member-of bb mm", "2012-03-10");
    assert_eq!(weak.told.answer, Answer::Possible);
    assert_eq!(weak.reasons[0].ground, Ground::WeakLeg);
    assert_eq!(weak.reasons[0].facts, [Fluent::parse("direct-member-of bb kk").unwrap()]);
    let cut = explain(text, "member-of aa mm", "2012-07-01");
    assert_eq!(cut.told.answer, Answer::No);
    assert!(cut.reasons.iter().any(|r| r.ground == Ground::Left && r.reports == [slug("l1")]));
    let gone = explain(text, "member-of bb mm", "2012-09-01");
    assert_eq!(grounds(&gone), [(Ground::LegGone, vec![22], Vec::new())]);
    assert_eq!(gone.leans[0].why.reasons[0].ground, Ground::Ended);
}

#[test]
fn given_claims_when_asked_then_who_opposes_whom_and_what_settles_them_is_told() {
    let text = "f0 formation subject=kk @2012-01-10
        d1 dissolution subject=kk by=a @2013-01-10
        c1 dispute by=b says!exists_kk @2013-02-10
        s1 declaration by=kk @2014-01-10";
    let open = explain(text, "exists kk", "2013-03-01");
    assert_eq!(open.told.answer, Answer::Disputed);
    let all: Vec<Ground> = open.reasons.iter().map(|r| r.ground).collect();
    assert_eq!(all, [Ground::ClaimsOpposed, Ground::NoStanding]);
    assert_eq!(open.reasons[0].by, [slug("a"), slug("b")]);
    assert!(open.heard.iter().all(|c| c.fate == Fate::Open) && open.heard[0].no_standing);
    let settled = explain(text, "exists kk", "2014-02-01");
    assert_eq!(settled.told.answer, Answer::Yes);
    let Fate::Settled(by) = &settled.heard[0].fate else { panic!("{:?}", settled.heard) };
    assert_eq!((by[0].rule, by[0].does, &by[0].reports[..]), (18, Does::Evidence, &[slug("s1")][..]));
    assert!(told(&settled).contains(&"s1"));
    let lone = "f0 formation subject=kk @2012-01-10\nd1 declaration by=b denies!exists_kk @2013-01-10";
    assert!(explain(lone, "exists kk", "2013-02-01").reasons.iter().any(|r| r.ground == Ground::Denied));
    let said = explain("c1 declaration by=b says!allied_aa_bb @2013-01-10", "allied aa bb", "2013-02-01");
    assert_eq!(grounds(&said), [(Ground::Affirmed, vec![21], ids(&["c1"]))]);
}

#[test]
fn given_a_sole_post_when_another_holds_it_then_he_is_named() {
    let text = "f0 formation subject=kk @2012-01-10
        p1 leader-change org=kk in=a @2012-02-01
        p2 leader-change org=kk in=b @2012-06-01";
    let displaced = explain(text, "holds-post a kk leader", "2012-07-01");
    assert_eq!(grounds(&displaced)[0], (Ground::Displaced, vec![31], ids(&["p2"])));
    let never = explain(text, "holds-post b kk leader", "2012-03-01");
    assert_eq!(never.told.answer, Answer::No);
    assert_eq!((never.reasons[0].ground, &never.reasons[0].rules[..]), (Ground::HeldByAnother, &[31][..]));
    assert_eq!((never.leans[0].sort, told(&never.leans[0].why)), (LeanSort::Rival, vec!["p1", "p2"]));
}

#[test]
fn given_a_report_that_is_void_when_asked_then_it_is_named() {
    let text = "f0 formation subject=kk @2012-05-10
        j1 join member=aa coalition=kk @2012-01-10";
    let void = explain(text, "member-of aa kk", "2012-02-01");
    let found = void.reasons.iter().find(|r| r.ground == Ground::Void).unwrap();
    assert_eq!((&found.rules[..], &found.reports[..]), (&[18][..], &[slug("j1")][..]));
}

#[test]
fn given_inference_accounts_and_hints_when_asked_then_the_reports_say_so() {
    let text = "f0 formation subject=kk @2012-01-10
        j1 join member=aa? coalition=kk @2012-02-01
        j2 join member=bb coalition=kk @2012-02-01
        j3 join member=bb coalition=kk @2012-04-01 ~j2 [s1]
        j4 join member=cc coalition=kk @2012 after>f0";
    let inferred = explain(text, "member-of aa kk", "2012-03-01");
    assert_eq!(grounds(&inferred), [(Ground::MayHaveBegun, vec![2], ids(&["j1"]))]);
    let doubt = &inferred.reports[0].doubts[0];
    assert_eq!((doubt.doubt, doubt.of.as_str()), (Doubt::Filler, "aa"));
    let dated = explain(text, "member-of bb kk", "2012-03-01");
    assert_eq!(dated.told.answer, Answer::Disputed);
    assert_eq!(grounds(&dated), [(Ground::Accounts, vec![4, 14], ids(&["j2", "j3"]))]);
    assert_eq!(dated.reports[0].accounts, [slug("j3")]);
    let tight = explain(text, "member-of cc kk", "2012-06-01");
    let report = &tight.reports[0];
    assert_eq!((report.begin.earliest, report.written.earliest), (day("2012-01-10"), day("2012-01-01")));
    assert_eq!(report.hints.len(), 1);
    assert_eq!(report.cited.title.as_deref(), Some("Source s0"));
}

#[test]
fn given_one_whose_word_counts_when_asked_then_the_word_is_the_reason() {
    let text = "f0 formation subject=kk @2012-01-10\nc1 declaration by=b denies!exists_kk @2013-01-10";
    let view = View { according_to: Some(slug("b")), margins: Margins::default(), ..View::default() };
    let no = explain_in(text, &view, "exists kk", "2013-02-01");
    assert_eq!(no.told.answer, Answer::No);
    assert!(no.reasons.iter().any(|r| r.ground == Ground::Heard && r.by == [slug("b")]));
    assert_eq!(no.heard[0].fate, Fate::Fact);
}

#[test]
fn given_every_day_of_some_chronologies_when_explained_then_nothing_contradicts_the_answer() {
    let texts = [
        LIFE,
        "f0 formation subject=kk @2012-01-10
         d1 dissolution subject=kk by=a @2013-01
         c1 dispute by=b says!exists_kk @[..2013-02-10] after>d1
         s1 declaration by=kk @2013-04
         m1 merger constituent=kk,ll result=mm constituents-end:disputed @2014-02
         j1 join member=aa coalition=mm @2014-02-10/2014-05",
        "p1 appointment org=kk in=a post:scribe term:P3M @2012-02-01
         p2 leader-change org=kk in=a out=b @2012-03
         p3 leader-change org=kk in=c @2012-03-20 ~p2 [s1]
         p4 death target=a @2012-09-01",
        "a1 alliance party=aa,bb @2012
         h1 hostilities side-a=aa side-b=bb phase:start @2012-06
         t1 treaty-signed party=aa,bb treaty:pact @2012-08-01
         t2 treaty-withdrawn by=aa treaty:pact @2013-01",
    ];
    for text in texts {
        let records = records(text);
        let timeline = replay(&records, &View::default());
        let directory = Directory::of(&records);
        let mut facts: BTreeSet<Fluent> = timeline.tracks().map(|t| t.fluent.clone()).collect();
        let direct = facts.iter().filter(|f| f.relation == Relation::DirectMemberOf).cloned();
        let through: Vec<Fluent> = direct.map(|f| Fluent { relation: Relation::MemberOf, ..f }).collect();
        facts.extend(through);
        let last = day("2030-02-01");
        for fact in &facts {
            let turns = timeline.tracks().flat_map(|t| t.segments.iter().map(|s| s.from));
            let days: BTreeSet<Day> = turns
                .filter(|d| !d.is_open())
                .flat_map(|d| [d.prev(), d, d.plus(20)])
                .chain([day("2011-01-01"), last])
                .collect();
            for day in days {
                let why = why(&timeline, &directory, fact, day);
                assert_eq!(why.told, ask(&timeline, fact, When::At(day)), "{fact} on {day}");
                assert!(!why.reasons.is_empty(), "{fact} on {day}");
                let plain = why.reasons.iter().all(|r| r.ground != Ground::Worlds);
                assert!(plain, "{fact} on {day} is {}: {:?}", why.told.answer, why.reasons);
                let shown = !why.reports.is_empty() || !why.leans.is_empty();
                assert!(why.told.answer != Answer::Yes || shown, "{fact} on {day}");
            }
        }
    }
}
