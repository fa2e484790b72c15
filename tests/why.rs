//! Why, asked of the chronology of `events/`: the chain from answers to paragraphs, and what stands against a *yes*.

mod chronology;

use annals::domain::{Answer, Day, Fluent};
use annals::question::{Directory, Fate, Ground, LeanSort, Testimony, Why, why};
use annals::render::{Format, WhyRow, render};
use annals::replay::{Timeline, View};
use serde_json::Value;

struct Told {
    timeline: Timeline,
    directory: Directory,
}

impl Told {
    fn all() -> Told {
        let annals = chronology::load();
        Told { timeline: annals.timeline(&View::default()), directory: annals.directory() }
    }

    fn why(&self, day: &str, fact: &str) -> Why {
        why(&self.timeline, &self.directory, &Fluent::parse(fact).unwrap(), Day::parse(day).unwrap())
    }
}

fn report<'a>(why: &'a Why, id: &str) -> &'a Testimony {
    let found = why.reports.iter().find(|t| t.report.id.as_str() == id);
    found.unwrap_or_else(|| panic!("{id} is not behind {}", why.told.fact))
}

fn grounds(why: &Why) -> Vec<Ground> {
    why.reasons.iter().map(|r| r.ground).collect()
}

#[test]
fn given_a_member_of_a_member_when_asked_why_then_every_leg_leads_to_a_paragraph() {
    let told = Told::all().why("2022-06-15", "member-of mnla csp-psd");
    assert_eq!(told.told.answer, Answer::Yes);
    assert_eq!(told.told.path.iter().map(|a| a.as_str()).collect::<Vec<_>>(), ["mnla", "cma", "csp-psd"]);
    assert_eq!((grounds(&told), &told.reasons[0].rules[..]), (vec![Ground::Path], &[22][..]));
    let [first, second] = told.leans.as_slice() else { panic!("{:?}", told.leans.len()) };
    assert!(first.sort == LeanSort::Leg && second.sort == LeanSort::Leg);
    for (leg, id, paragraph) in [(first, "cma-formed", 30), (second, "csp-formed", 40)] {
        let report = report(&leg.why, id);
        assert_eq!((report.cited.source.as_str(), report.cited.paragraph), ("001", Some(paragraph)));
        assert!(report.cited.title.is_some());
        let named = leg.why.reasons.iter().any(|r| r.reports.iter().any(|r| r.as_str() == id));
        assert!(named && leg.why.told.answer == Answer::Yes);
    }
}

#[test]
fn given_a_claimed_end_when_asked_why_then_the_claim_is_disputed_and_later_settled() {
    let all = Told::all();
    let told = all.why("2016-12-15", "exists cpa");
    assert_eq!(told.told.answer, Answer::Disputed);
    assert_eq!(grounds(&told), [Ground::ClaimsOpposed, Ground::NoStanding]);
    assert_eq!(told.told.claims.len(), 2);
    assert!(told.heard.iter().all(|c| c.fate == Fate::Open));
    let claim = report(&told, "assaleh-claims-dissolution");
    assert_eq!((claim.cited.source.as_str(), claim.cited.paragraph), ("000", Some(8)));
    assert_eq!(claim.report.words.as_deref(), Some("That November"));
    assert!(!report(&told, "mohamedoun-contests-dissolution").hints.is_empty());
    let later = all.why("2018-06-01", "exists cpa");
    assert_eq!(later.told.answer, Answer::Yes);
    assert!(later.heard.iter().all(|c| matches!(&c.fate, Fate::Settled(by) if by[0].rule == 18)));
}

#[test]
fn given_no_pact_when_asked_why_not_then_the_denials_and_silence_are_told() {
    let told = Told::all().why("2024-05-20", "allied csp-psd jnim");
    assert_eq!(told.told.answer, Answer::No);
    assert!(grounds(&told).contains(&Ground::Denied) && grounds(&told).contains(&Ground::Silence));
    assert_eq!(report(&told, "csp-denies-joint-attacks").cited.paragraph, Some(7));
}

#[test]
fn given_a_town_that_another_took_when_asked_why_not_then_the_holder_is_explained() {
    let all = Told::all();
    let told = all.why("2023-12-01", "controls cma anefis");
    assert_eq!((told.told.answer, grounds(&told)), (Answer::No, vec![Ground::HeldByAnother]));
    assert_eq!(told.reasons[0].rules, [28]);
    let rival = &told.leans[0];
    assert_eq!((rival.sort, rival.why.told.answer), (LeanSort::Rival, Answer::Yes));
    assert_eq!(report(&rival.why, "anefis-captured-2023").cited.paragraph, Some(48));
    // Who lost a town is told the report that took it, and not the older ones.
    let lost = all.why("2024-05-20", "controls cma kidal");
    assert_eq!((lost.told.answer, grounds(&lost)), (Answer::No, vec![Ground::Ended]));
    assert_eq!(report(&lost, "kidal-captured-2023").cited.paragraph, Some(48));
}

#[test]
fn given_silence_when_asked_why_unknown_then_the_nearest_reports_are_named() {
    let told = Told::all().why("2030-01-01", "exists cpa");
    assert_eq!((told.told.answer, grounds(&told)), (Answer::Unknown, vec![Ground::Horizon]));
    assert_eq!((told.reasons[0].answer, &told.reasons[0].rules[..]), (Some(Answer::Yes), &[12][..]));
    let gap = told.gap.unwrap();
    assert!(gap.after.is_some() && gap.before.is_none());
}

/// The keys of an object, sorted.
fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn given_an_explanation_when_rendered_then_the_keys_are_stable() {
    let told = Told::all().why("2016-12-15", "exists cpa");
    let rows = [WhyRow::from(&told)];
    let json: Value = serde_json::from_str(&render(&rows, Format::Json, None)).unwrap();
    let one = &json[0];
    let fact = ["answer", "aspect", "begin", "begun_by", "claims", "end", "ended_by", "fluent", "object"];
    let rest = ["path", "scope", "sources", "subject", "value"];
    let own = ["day", "gap", "heard", "leans_on", "reasons", "reports"];
    let mut wanted: Vec<&str> = fact.into_iter().chain(rest).chain(own).collect();
    wanted.sort_unstable();
    assert_eq!(keys(one), wanted);
    assert_eq!(keys(&one["reasons"][0]), ["answer", "by", "facts", "reason", "reports", "rules", "when"]);
    assert_eq!(
        keys(&one["heard"][0]),
        ["by", "fate", "no_standing", "opposed_by", "reports", "says", "settled_by", "when"]
    );
    let report =
        ["accounts", "amendments", "begin", "citation", "date", "does", "doubts", "end", "hints", "id"];
    let more = ["kind", "known_until", "summary", "surety", "words", "written"];
    assert_eq!(keys(&one["reports"][0]), report.into_iter().chain(more).collect::<Vec<_>>());
    let citation = ["archive", "author", "date", "locator", "page", "paragraph", "publisher", "retrieved"];
    assert_eq!(
        keys(&one["reports"][0]["citation"]),
        citation.into_iter().chain(["source", "through", "title"]).collect::<Vec<_>>()
    );
    assert_eq!(one["reasons"][0]["rules"], serde_json::json!(["R3", "R21"]));
    let line: Value = serde_json::from_str(&render(&rows, Format::JsonLines, None)).unwrap();
    assert_eq!(&line, one);
    let csv = render(&rows, Format::Csv, None);
    let header = csv.lines().next().unwrap();
    assert!(header.starts_with("fact,day,answer,leans_on,part,what,rules,reports,"), "{header}");
    assert_eq!(csv.lines().count(), 1 + told.reasons.len() + told.heard.len() + told.reports.len());
    let tree = render(&rows, Format::Table, None);
    assert!(tree.starts_with("disputed (fact): exists cpa on 2016-12-15\n"), "{tree}");
    assert!(tree.contains("[R3, R21]") && tree.contains("paragraph 8"), "{tree}");
}
