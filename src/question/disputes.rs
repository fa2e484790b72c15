//! Disputes: what is in dispute in a period, and who holds what: facts, aspects of happenings that sources tell
//! differently, and the aspects that reports themselves call contested (rules R2 to R4).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use super::accounts::{happenings, label};
use super::fact::{FactAnswer, on_day};
use super::legs::Legs;
use super::positions::{Position, leans_on, taken};
use crate::domain::{
    Answer, Bounds, Day, Detail, Fluent, Pattern, Relation, Report, ReportId, Slug, SourceId,
};
use crate::replay::{Item, Part, Spans, Timeline};

/// What a question about disputes is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Nothing.
    All,
    /// An actor, a place or a treaty.
    One(Slug),
    /// The facts that fit a pattern, and the reports behind them.
    Facts(Pattern),
}

/// What is in dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A fact.
    Fact(Fluent),
    /// How something happened: its summary, as one of its reports tells it.
    Happening(String),
    /// An aspect that a report calls contested: its summary. It decides nothing by itself.
    Label(String),
}

/// A position, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stance {
    /// Actors, or sources where the source itself speaks.
    pub by: Vec<Slug>,
    /// An answer, a date, a kind, who filled a role, or the words of a report.
    pub says: String,
    /// Whether it is a claim of a party, or a source's own account.
    pub claim: bool,
    /// The reports.
    pub reports: Vec<ReportId>,
    /// The fact it is a position on, where that is another one, on which the matter leans.
    pub on: Option<Fluent>,
}

/// One matter in dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// What.
    pub matter: Matter,
    /// Which aspects: `fact`, `date`, `mode`, a role, `consequence`, or the words of a label.
    pub aspects: Vec<String>,
    /// The days on which the fact is in dispute; the days on which the happening may have been.
    pub days: Vec<Bounds>,
    /// Of a fact that is in dispute only because others are: those.
    pub leans_on: Vec<Fluent>,
    /// Who says what.
    pub positions: Vec<Stance>,
    /// Every report behind it.
    pub reports: Vec<ReportId>,
    /// Their sources.
    pub sources: Vec<SourceId>,
}

/// Everything in dispute on some day of a period, both days included; facts first. A happening counts from the first
/// day it may have been on.
pub fn disputes(timeline: &Timeline, about: &About, from: Day, to: Day) -> Vec<Dispute> {
    let mut all = facts(timeline, about, from, to);
    let mut told: BTreeSet<(ReportId, String)> = all
        .iter()
        .flat_map(|d| d.reports.iter().flat_map(|id| d.aspects.iter().map(|a| (id.clone(), a.clone()))))
        .collect();
    let concerned = concerned(timeline, about);
    let happened = |id: &ReportId| timeline.bounds(id).is_some_and(|(begin, _)| begin.earliest <= to);
    let counts = |ids: &[ReportId]| ids.iter().any(happened) && ids.iter().any(&concerned);
    for dispute in happenings(timeline).into_iter().filter(|d| counts(&d.reports)) {
        let pairs = dispute.reports.iter().flat_map(|id| dispute.aspects.iter().map(move |a| (id, a)));
        told.extend(pairs.map(|(id, aspect)| (id.clone(), aspect.clone())));
        all.push(dispute);
    }
    let mut labelled: BTreeSet<(Vec<ReportId>, Vec<String>)> = BTreeSet::new();
    for accepted in timeline.accepted() {
        let report = &accepted.report;
        if happened(&report.id) && concerned(&report.id) {
            let new = |aspect: &&String| !told.contains(&(report.id.clone(), (*aspect).clone()));
            let aspects: Vec<String> = report.contested.iter().filter(new).cloned().collect();
            if aspects.is_empty() {
                continue;
            }
            // Of several accounts that call the same contested, the first lists them all.
            let label = label(timeline, accepted, aspects);
            let mut key = label.reports.clone();
            key.sort();
            if labelled.insert((key, label.aspects.clone())) {
                all.push(label);
            }
        }
    }
    all
}

// Facts

fn facts(timeline: &Timeline, about: &About, from: Day, to: Day) -> Vec<Dispute> {
    let wanted = |fact: &Fluent| match about {
        About::All => true,
        About::One(id) => fact.subject == *id || fact.object.as_ref() == Some(id),
        About::Facts(pattern) => pattern.matches(fact),
    };
    let mut found: BTreeMap<Fluent, Vec<Bounds>> = BTreeMap::new();
    for track in timeline.tracks() {
        // Memberships are answered by way of paths, below; departures are no facts of their own.
        let hidden = matches!(track.fluent.relation, Relation::DirectMemberOf | Relation::Left);
        if hidden || !wanted(&track.fluent) {
            continue;
        }
        for (i, segment) in track.segments.iter().enumerate() {
            let last = track.segments.get(i + 1).map_or(Day::FUTURE, |next| next.from.prev());
            if segment.answer == Answer::Disputed {
                found.entry(track.fluent.clone()).or_default().push(Bounds::new(segment.from, last));
            }
        }
    }
    let legs = Legs::of(timeline);
    memberships(&legs, &wanted, &mut found);
    let mut leant = Bodies { timeline, told: HashMap::new() };
    let mut all = Vec::new();
    for (fact, days) in found {
        let days = joined(days);
        let touched: Vec<Bounds> =
            days.iter().map(|b| b.meet(Bounds::new(from, to))).filter(|b| !b.is_empty()).collect();
        if !touched.is_empty() {
            all.push(fact_in_dispute(&mut leant, &legs, fact, days, &touched));
        }
    }
    all
}

/// Adds the memberships that are in dispute, by whatever path, over all days.
fn memberships(legs: &Legs<'_>, wanted: &dyn Fn(&Fluent) -> bool, found: &mut BTreeMap<Fluent, Vec<Bounds>>) {
    for member in legs.members() {
        let above = legs.above(member);
        for (day, last) in above.disputed() {
            for (body, answer) in above.on(day).answers_of(member) {
                let fact = Fluent::two(Relation::MemberOf, member, &body);
                if answer == Answer::Disputed && wanted(&fact) {
                    found.entry(fact).or_default().push(Bounds::new(day, last));
                }
            }
        }
    }
}

/// Stretches of days that touch, as one.
fn joined(mut days: Vec<Bounds>) -> Vec<Bounds> {
    days.sort();
    let mut all: Vec<Bounds> = Vec::new();
    for stretch in days {
        match all.last_mut() {
            Some(last) if stretch.earliest <= last.latest.next() => {
                last.latest = last.latest.max(stretch.latest);
            }
            _ => all.push(stretch),
        }
    }
    all
}

/// Bodies on which facts lean, told once a day: thousands may lean on one.
struct Bodies<'a> {
    timeline: &'a Timeline,
    told: HashMap<(Fluent, Day), FactAnswer>,
}

impl Bodies<'_> {
    fn on(&mut self, body: &Fluent, day: Day) -> &FactAnswer {
        let told = || on_day(self.timeline, body, day, None);
        self.told.entry((body.clone(), day)).or_insert_with(told)
    }
}

fn fact_in_dispute(
    leant: &mut Bodies<'_>,
    legs: &Legs<'_>,
    fact: Fluent,
    days: Vec<Bounds>,
    touched: &[Bounds],
) -> Dispute {
    let timeline = leant.timeline;
    let above = (fact.relation == Relation::MemberOf).then(|| legs.above(&fact.subject));
    let mut dispute = Dispute {
        matter: Matter::Fact(fact.clone()),
        aspects: Vec::new(),
        days,
        leans_on: Vec::new(),
        positions: Vec::new(),
        reports: Vec::new(),
        sources: Vec::new(),
    };
    for stretch in touched {
        // Positions stay once they are taken: the last day of a stretch knows them all.
        let open = stretch.latest == Day::FUTURE;
        let day = if open { stretch.earliest.max(timeline.horizon()) } else { stretch.latest };
        let told = on_day(timeline, &fact, day, above.as_ref().map(|above| above.on(day)).as_ref());
        let bodies = if opposed(timeline, &told, day) { Vec::new() } else { leans_on(timeline, &fact, day) };
        if bodies.is_empty() {
            dispute.positions.extend(told.claims.iter().map(|p| stance(p, None)));
            dispute.aspects.extend(told.aspects);
        }
        for body in &bodies {
            let told = leant.on(body, day);
            dispute.positions.extend(told.claims.iter().map(|p| stance(p, Some(body))));
            dispute.aspects.extend(told.aspects.iter().cloned());
        }
        dispute.leans_on.extend(bodies);
        dispute.reports.extend(told.begun_by);
        dispute.reports.extend(told.ended_by);
    }
    dispute.positions = once(dispute.positions);
    dispute.leans_on = once(dispute.leans_on);
    dispute.reports.extend(dispute.positions.iter().flat_map(|p| p.reports.iter().cloned()));
    dispute.reports.sort();
    dispute.reports.dedup();
    dispute.aspects.sort();
    dispute.aspects.dedup();
    dispute.sources = timeline.sources_of(&dispute.reports);
    dispute
}

fn stance(position: &Position, on: Option<&Fluent>) -> Stance {
    Stance {
        by: position.by.clone(),
        says: position.says.word().to_owned(),
        claim: position.claim,
        reports: position.reports.clone(),
        on: on.cloned(),
    }
}

/// Whether the positions on a fact differ by themselves.
fn opposed(timeline: &Timeline, told: &FactAnswer, day: Day) -> bool {
    let direct = match (told.fact.relation, &told.fact.object) {
        (Relation::MemberOf, Some(body)) => Fluent::two(Relation::DirectMemberOf, &told.fact.subject, body),
        _ => told.fact.clone(),
    };
    let Some(track) = timeline.of_fluent(&direct) else { return !told.claims.is_empty() };
    let says: BTreeSet<Answer> = taken(timeline, track, day).into_iter().map(|p| p.says).collect();
    says.len() > 1
}

/// Each thing once, where it comes first.
fn once<T: Clone + Eq + Hash>(all: Vec<T>) -> Vec<T> {
    let mut met: HashSet<T> = HashSet::with_capacity(all.len());
    all.into_iter().filter(|one| met.insert(one.clone())).collect()
}

pub(super) fn extend<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

/// Which reports a question concerns.
fn concerned<'a>(timeline: &'a Timeline, about: &'a About) -> Box<dyn Fn(&ReportId) -> bool + 'a> {
    match about {
        About::All => Box::new(|_| true),
        About::One(id) => Box::new(move |report| {
            let told = timeline.report(report.as_str());
            told.is_some_and(|a| names(&a.report, id))
        }),
        About::Facts(pattern) => {
            let direct = Relation::DirectMemberOf;
            let legs = Pattern { relation: direct, ..pattern.clone() };
            let fits = |fact: &Fluent| {
                pattern.matches(fact) || (pattern.relation == Relation::MemberOf && legs.matches(fact))
            };
            // Evidence is no account of the fact.
            let told = |i: &&Item| i.part != Part::Evidence;
            let tracks = timeline.tracks().filter(|t| fits(&t.fluent));
            let mut ids: BTreeSet<ReportId> =
                tracks.flat_map(|t| t.items.iter().filter(told).flat_map(|i| i.reports.clone())).collect();
            let others: Vec<ReportId> = ids.iter().flat_map(|id| timeline.variants(id)).cloned().collect();
            ids.extend(others);
            Box::new(move |report| ids.contains(report))
        }
    }
}

fn names(report: &Report, id: &Slug) -> bool {
    report.actors().contains(&id)
        || report.places.contains(id)
        || report.detail(Detail::Treaty) == Some(id.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, slug, timeline};
    use super::*;

    /// What, aspects, and who says what.
    fn told(timeline: &Timeline, about: &About, on: Option<&str>) -> Vec<String> {
        let (from, to) = on.map_or((Day::PAST, Day::FUTURE), |d| (day(d), day(d)));
        let line = |d: Dispute| {
            let what = match d.matter {
                Matter::Fact(fact) => fact.to_string(),
                Matter::Happening(text) | Matter::Label(text) => text,
            };
            let by = |p: &Stance| {
                format!("{} {}", p.by.iter().map(Slug::as_str).collect::<Vec<_>>().join("+"), p.says)
            };
            let positions: Vec<String> = d.positions.iter().map(by).collect();
            format!("{what} ({}): {}", d.aspects.join(", "), positions.join("; "))
        };
        disputes(timeline, about, from, to).into_iter().map(line).collect()
    }

    #[test]
    fn given_opposed_claims_when_asked_then_each_keeps_its_holder() {
        let story = timeline(
            "r0 formation subject=body @2010-01-01
             r1 declaration by=p denies!exists_body @2012-01-01
             r2 declaration by=q says!exists_body @2012-01-02",
        );
        let all = About::One(slug("body"));
        assert_eq!(told(&story, &all, Some("2012-01-05")), ["exists body (fact): p no; q yes"]);
        assert!(told(&story, &all, Some("2011-01-05")).is_empty());
        let ever = disputes(&story, &About::All, Day::PAST, Day::FUTURE);
        assert_eq!(ever.len(), 1);
        assert_eq!(ever[0].days[0].earliest, day("2012-01-01"));
        let pattern = Pattern::parse("exists ?").unwrap();
        assert_eq!(told(&story, &About::Facts(pattern), Some("2012-01-05")).len(), 1);
        assert!(told(&story, &About::One(slug("q")), Some("2012-01-05")).is_empty());
    }

    #[test]
    fn given_a_fact_that_leans_on_a_disputed_body_when_asked_then_it_says_so() {
        let story = timeline(
            "r0 formation subject=body member=part @2010-01-01
             r1 declaration by=p denies!exists_body @2012-01-01
             r2 declaration by=q says!exists_body @2012-01-02
             r3 appointment org=body in=x post:speaker @2010-02-01",
        );
        let found = disputes(&story, &About::One(slug("x")), day("2012-01-05"), day("2012-01-05"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].leans_on, [Fluent::parse("exists body").unwrap()]);
        assert_eq!(found[0].positions.len(), 2);
        assert!(found[0].positions.iter().all(|p| p.on.is_some()));
        let members = disputes(&story, &About::One(slug("part")), day("2012-01-05"), day("2012-01-05"));
        assert!(matches!(&members[0].matter, Matter::Fact(f) if f.to_string() == "member-of part body"));
    }

    #[test]
    fn given_two_dates_of_one_happening_when_asked_then_each_account_says_its_own() {
        let story = timeline(
            "r0 treaty-signed party=aa treaty:pact @2015-06-20 [s0]
             r1 treaty-signed party=aa treaty:pact ~r0 @2015-09 [s1]",
        );
        let fact = About::Facts(Pattern::parse("party-to aa pact").unwrap());
        assert_eq!(
            told(&story, &fact, Some("2015-07-01")),
            ["party-to aa pact (date): s0 yes; s1 no", "Report r0 (date): s0 2015-06-20; s1 2015-09"]
        );
        // Later nothing but the happening itself is in dispute.
        assert_eq!(
            told(&story, &About::All, Some("2016-01-01")),
            ["Report r0 (date): s0 2015-06-20; s1 2015-09"]
        );
        assert_eq!(told(&story, &About::One(slug("pact")), Some("2016-01-01")).len(), 1);
        assert!(told(&story, &About::All, Some("2015-01-01")).is_empty());
    }

    #[test]
    fn given_roles_filled_differently_when_asked_then_the_role_is_the_aspect() {
        let story = timeline(
            "r0 leader-change org=body in=p @2015-06-20 [s0]
             r1 leader-change org=body in=q ~r0 @2015-06-20 [s1]",
        );
        let told = told(&story, &About::All, Some("2015-07-01"));
        assert!(told.contains(&"Report r0 (in): s0 p; s1 q".to_owned()), "{told:?}");
        assert!(told.contains(&"holds-post p body leader (in): s0 yes; s1 no".to_owned()), "{told:?}");
    }

    #[test]
    fn given_a_merger_that_leaves_open_whether_its_parts_end_when_asked_then_both_are_positions() {
        let story = timeline(
            "r0 formation subject=part @2010-01-01
             r1 merger constituent=part result=whole constituents-end:disputed @2012-01-01",
        );
        let told = told(&story, &About::One(slug("part")), Some("2012-02-01"));
        assert_eq!(told, ["exists part (consequence): s0 yes; s0 no"]);
    }

    #[test]
    fn given_labels_when_asked_then_they_are_listed_with_their_holder_once() {
        let story = timeline(
            "r0 formation subject=body contested!nature @2010-01-01 [s0]
             r1 formation subject=body ~r0 contested!nature @2010-01-01 [s1]
             r2 accusation by=p target=body contested!content @2011-01-01",
        );
        assert_eq!(
            told(&story, &About::All, None),
            ["Report r0 (nature): s0 Report r0; s1 Report r1", "Report r2 (content): p Report r2"]
        );
    }
}
