//! Redactions: what leaned on a record that is to be redacted, and which redactions an answer leaned on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::membership::Memberships;
use super::period::membership_days;
use super::revision::revisions;
use crate::domain::{
    Amends, Body, Content, Day, Digest, Fluent, Pattern, Record, RecordSort, Redacted, Redaction, Relation,
    Slug,
};
use crate::replay::{RecordedBy, Spans, Timeline, Track, View, replay};

/// An act of redaction, as it stands in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its id.
    pub id: Slug,
    /// Its position.
    pub position: u64,
    /// When it was recorded.
    pub recorded: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What it took away, and why.
    pub redaction: Redaction,
}

/// The redactions of a log. They are told of in every view, whatever it lets through: what was taken away is not to be
/// had in any of them, and no retraction gives it back.
#[derive(Clone, Debug, Default)]
pub struct Redactions {
    acts: Vec<Act>,
    /// Actors that amendments of the log tell to be one: each id with all of them.
    twins: BTreeMap<Slug, BTreeSet<Slug>>,
    /// The ids an open place of a question may stand for.
    ids: BTreeSet<Slug>,
}

impl Redactions {
    /// Those of a log.
    pub fn of(records: &[Record]) -> Redactions {
        let act = |record: &Record| match &record.body {
            Body::Amendment(amendment) => match &amendment.act {
                Amends::Redact(redaction) => Some(Act {
                    id: amendment.id.clone(),
                    position: record.position,
                    recorded: record.recorded,
                    by: amendment.by.text().to_owned(),
                    redaction: redaction.clone(),
                }),
                _ => None,
            },
            _ => None,
        };
        let acts: Vec<Act> = records.iter().filter_map(act).collect();
        if acts.is_empty() {
            return Redactions::default();
        }
        let ids = records.iter().map(|r| r.body.id().clone()).collect();
        Redactions { acts, twins: twins(records), ids }
    }

    /// Whether nothing was ever redacted.
    pub fn is_empty(&self) -> bool {
        self.acts.is_empty()
    }

    /// Every act, in order.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The act that redacted the record at a position.
    pub fn of_record(&self, position: u64) -> Option<&Act> {
        self.acts.iter().find(|act| act.redaction.struck().any(|struck| struck.position == position))
    }

    /// The redactions that answers about a fact leaned on.
    pub fn behind(&self, fact: &Fluent) -> Vec<&Act> {
        let mut readings = vec![fact.clone()];
        for subject in self.twins(&fact.subject) {
            for object in fact.object.as_ref().map_or(vec![None], |o| self.twins(o).map(Some).collect()) {
                readings.push(fluent(fact.relation, subject, object, fact.value.as_deref()));
            }
        }
        self.found(|target| readings.iter().map(|fact| target.leaned(fact)).collect())
    }

    /// The redactions that something about an actor, a place or a treaty leaned on.
    pub fn about(&self, id: &Slug) -> Vec<&Act> {
        self.found(|target| self.twins(id).map(|id| target.about(id)).collect())
    }

    /// The redactions that a question with open places leaned on, whoever may fill them.
    pub fn behind_any(&self, pattern: &Pattern) -> Vec<&Act> {
        let declaration = pattern.relation.declaration();
        let all = || self.ids.iter().collect::<Vec<_>>();
        let subjects = pattern.subject.as_ref().map_or_else(all, |id| self.twins(id).collect());
        let objects: Vec<Option<&Slug>> = match (&pattern.object, declaration.object) {
            (Some(id), _) => self.twins(id).map(Some).collect(),
            (None, Some(_)) => all().into_iter().map(Some).collect(),
            (None, None) => vec![None],
        };
        self.found(|target| {
            let facts =
                subjects.iter().flat_map(|subject| objects.iter().map(move |object| (*subject, *object)));
            facts
                .map(|(s, o)| target.leaned(&fluent(pattern.relation, s, o, pattern.value.as_deref())))
                .collect()
        })
    }

    /// The acts of which what leaned holds one of the digests that are made with their target.
    fn found(&self, digests: impl Fn(&Redacted) -> Vec<Digest>) -> Vec<&Act> {
        let leaned = |act: &&Act| {
            let known = &act.redaction.leaned;
            digests(&act.redaction.target.record).iter().any(|digest| known.binary_search(digest).is_ok())
        };
        self.acts.iter().filter(leaned).collect()
    }

    fn twins<'a>(&'a self, id: &'a Slug) -> Box<dyn Iterator<Item = &'a Slug> + 'a> {
        match self.twins.get(id) {
            Some(all) => Box::new(all.iter()),
            None => Box::new(std::iter::once(id)),
        }
    }
}

fn fluent(relation: Relation, subject: &Slug, object: Option<&Slug>, value: Option<&str>) -> Fluent {
    let fact = match object {
        Some(object) => Fluent::two(relation, subject, object),
        None => Fluent::one(relation, subject),
    };
    Fluent { value: value.map(str::to_owned), ..fact }
}

/// The actors told to be one by any amendment of a log, whether or not it is in force.
fn twins(records: &[Record]) -> BTreeMap<Slug, BTreeSet<Slug>> {
    let mut twins: BTreeMap<Slug, BTreeSet<Slug>> = BTreeMap::new();
    for record in records {
        if let Body::Amendment(amendment) = &record.body
            && let Amends::SameAs { actor, stays } = &amendment.act
        {
            let known = [actor, stays].map(|id| twins.get(id).cloned().unwrap_or_default());
            let mut all: BTreeSet<Slug> = known.into_iter().flatten().collect();
            all.extend([actor.clone(), stays.clone()]);
            twins.extend(all.iter().map(|id| (id.clone(), all.clone())).collect::<Vec<_>>());
        }
    }
    twins
}

/// The positions whose bodies a redaction of the record at one of them takes away: its own first, then those of its
/// corrections, each of which holds the body that it corrects. Empty where no record stands there, where it is redacted,
/// or is the act of a redaction.
pub fn struck(records: &[Record], position: u64) -> Vec<u64> {
    let Some(target) = records.iter().find(|r| r.position == position) else { return Vec::new() };
    let kept = match &target.body {
        Body::Redacted(_) => true,
        Body::Amendment(amendment) => matches!(amendment.act, Amends::Redact(_)),
        _ => false,
    };
    if kept {
        return Vec::new();
    }
    let corrects = |record: &&Record| match &record.body {
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Correct { becomes, .. } => {
                (becomes.sort(), becomes.id()) == (target.body.sort(), target.body.id())
            }
            _ => false,
        },
        _ => false,
    };
    let corrections = records.iter().filter(corrects).map(|r| r.position);
    std::iter::once(position).chain(corrections).collect()
}

/// A log as replay will read it once these records are redacted.
pub fn without_bodies(records: &[Record], struck: &[u64]) -> Vec<Record> {
    let left = |record: &Record| {
        let mut record = record.clone();
        if struck.contains(&record.position) {
            let (sort, id) = (RecordSort::of(&record.body), record.body.id().clone());
            // Replay never looks at the digest.
            record.body = Body::Redacted(Redacted { sort, id, digest: Digest::ZERO });
        }
        record
    };
    records.iter().map(left).collect()
}

/// What leans on the records at these positions: the digests an act of redaction remembers, sorted. That is every fact
/// whose answer differs without them, or that a report among them, or one that cites a source among them, touches; and
/// everybody these facts and records name. It is asked of the log as it stands, and as it stood before anything that may
/// hide them was recorded.
pub fn leaned(records: &[Record], struck: &[u64], target: &Redacted) -> Vec<Digest> {
    let bodies: Vec<&Body> =
        records.iter().filter(|r| struck.contains(&r.position)).map(|record| &record.body).collect();
    let ids: BTreeSet<&Slug> = bodies.iter().map(|body| body.id()).collect();
    let without = without_bodies(records, struck);
    let mut facts: BTreeSet<Fluent> = BTreeSet::new();
    for view in views(records, struck, &ids) {
        let (before, after) = (replay(records, &view), replay(&without, &view));
        facts.extend(revisions(&before, &after).into_iter().map(|revision| revision.fact));
        let touched = before.tracks().filter(|track| touches(&before, track, &bodies, &ids));
        facts.extend(touched.map(|track| track.fluent.clone()));
        paths(&before, &after, &mut facts);
    }
    let posts: Vec<Fluent> = facts.iter().filter(|f| f.relation == Relation::HoldsPost).cloned().collect();
    facts.extend(posts.into_iter().map(|fact| Fluent { value: None, ..fact }));
    let mut about: BTreeSet<Slug> = bodies.iter().flat_map(|body| named(body)).collect();
    about.extend(facts.iter().flat_map(|f| [Some(&f.subject), f.object.as_ref()]).flatten().cloned());
    let mut digests: Vec<Digest> = facts.iter().map(|fact| target.leaned(fact)).collect();
    digests.extend(about.iter().map(|id| target.about(id)));
    digests.sort();
    digests.dedup();
    digests
}

/// The states of the log in which these records may speak: now, when each was recorded, and before each amendment of
/// one, which may have retracted it.
fn views(records: &[Record], struck: &[u64], ids: &BTreeSet<&Slug>) -> Vec<View> {
    let amends = |record: &&Record| match &record.body {
        Body::Amendment(amendment) => ids.contains(amendment.act.target()),
        _ => false,
    };
    let before = records.iter().filter(amends).map(|record| record.position.saturating_sub(1));
    let stages: BTreeSet<u64> = struck.iter().copied().chain(before).collect();
    let then = |position| View { recorded_by: Some(RecordedBy::Position(position)), ..View::default() };
    std::iter::once(View::default()).chain(stages.into_iter().map(then)).collect()
}

/// Whether a fact names one of the records, or a report behind it is one of them or is read from one.
fn touches(timeline: &Timeline, track: &Track, bodies: &[&Body], ids: &BTreeSet<&Slug>) -> bool {
    let fact = &track.fluent;
    let registers = |body: &Body| matches!(body, Body::Actor(_) | Body::Place(_));
    let names = bodies
        .iter()
        .any(|b| registers(b) && (*b.id() == fact.subject || fact.object.as_ref() == Some(b.id())));
    let sources: Vec<&Slug> =
        bodies.iter().filter(|b| matches!(b, Body::Source(_))).map(|b| b.id()).collect();
    let leans = |report: &Slug| {
        let cites = |citation: &crate::domain::Citation| {
            sources.contains(&&citation.source)
                || citation.through.as_ref().is_some_and(|s| sources.contains(&s))
        };
        ids.contains(report) || timeline.report(report.as_str()).is_some_and(|a| cites(&a.report.citation))
    };
    names || track.items.iter().flat_map(|item| &item.reports).any(leans)
}

/// Adds the memberships that are answered otherwise, or whose path takes a leg that leaned.
fn paths(before: &Timeline, after: &Timeline, facts: &mut BTreeSet<Fluent>) {
    let legs: BTreeSet<Fluent> = facts
        .iter()
        .filter(|f| matches!(f.relation, Relation::DirectMemberOf | Relation::Left))
        .cloned()
        .collect();
    if legs.is_empty() {
        return;
    }
    for leg in &legs {
        facts.extend(leg.object.as_ref().map(|body| Fluent::two(Relation::MemberOf, &leg.subject, body)));
    }
    let days = |timeline| membership_days(timeline, Day::PAST, Day::FUTURE);
    let all: BTreeSet<Day> = days(before).into_iter().chain(days(after)).collect();
    let tracks = [before, after].into_iter().flat_map(|t| t.of_relation(Relation::DirectMemberOf));
    let members: BTreeSet<&Slug> = tracks.map(|track| &track.fluent.subject).collect();
    for day in all {
        let (old, new) = (Memberships::on(before, day), Memberships::on(after, day));
        for member in &members {
            let (old, new) = (old.all_of(member), new.all_of(member));
            let bodies: BTreeSet<&Slug> = old.keys().chain(new.keys()).collect();
            for body in bodies {
                let (a, b) = (old.get(body), new.get(body));
                let taken = |path: &[Slug]| match path {
                    [x, y] => legs.contains(&Fluent::two(Relation::DirectMemberOf, x, y)),
                    _ => false,
                };
                let leans = a.is_some_and(|m| m.path.windows(2).any(taken));
                if leans || a.map(|m| m.answer) != b.map(|m| m.answer) {
                    facts.insert(Fluent::two(Relation::MemberOf, member, body));
                }
            }
        }
    }
}

/// Whom and what a record names of which questions are asked.
fn named(body: &Body) -> Vec<Slug> {
    match body {
        Body::Actor(_) | Body::Place(_) | Body::Source(_) => vec![body.id().clone()],
        Body::Report(report) => {
            let said = report.says.iter().filter_map(|said| match &said.content {
                Content::Fact(fact) => Some([Some(&fact.subject), fact.object.as_ref()]),
                Content::Aspect { .. } => None,
            });
            let actors = report.actors().into_iter().chain(&report.places);
            actors.chain(said.flatten().flatten()).cloned().collect()
        }
        Body::Amendment(amendment) => match &amendment.act {
            Amends::Correct { becomes, .. } => named(becomes),
            Amends::SameAs { actor, stays } => vec![actor.clone(), stays.clone()],
            _ => Vec::new(),
        },
        Body::Redacted(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{records, slug};
    use super::*;
    use crate::domain::{Amendment, EventDate, Holder, Struck};

    /// A log of which the record with this id is redacted.
    fn redacted(log: &[Record], id: &str) -> Vec<Record> {
        let position = log.iter().find(|r| r.body.id().as_str() == id).unwrap().position;
        let struck = struck(log, position);
        let record = |position: &u64| {
            let body = &log.iter().find(|r| r.position == *position).unwrap().body;
            let digest = Digest([*position as u8; 32]);
            Struck {
                position: *position,
                record: Redacted { sort: RecordSort::of(body), id: body.id().clone(), digest },
            }
        };
        let target = record(&struck[0]);
        let leaned = leaned(log, &struck, &target.record);
        let with = struck[1..].iter().map(record).collect();
        let because = "order".to_owned();
        let mut after = without_bodies(log, &struck);
        let last = after.last().unwrap().clone();
        let act = Amendment {
            id: slug("redact"),
            by: Holder::Keeper("N. N.".to_owned()),
            act: Amends::Redact(Redaction { target, with, because, leaned }),
            date: EventDate::undated(),
            citation: None,
            note: None,
        };
        after.push(Record { position: last.position + 1, body: Body::Amendment(act), ..last });
        after
    }

    fn fact(text: &str) -> Fluent {
        Fluent::parse(text).unwrap()
    }

    const STORY: &str = "r0 join member=aa coalition=kk @2012-01-01\n\
                         r1 join member=kk coalition=cc @2012-01-01\n\
                         r2 join member=bb coalition=cc @2012-01-01";

    #[test]
    fn given_a_redacted_report_when_asked_then_what_it_told_leaned_on_it_also_by_a_path() {
        let redactions = Redactions::of(&redacted(&records(STORY), "r1"));
        for leaned in ["direct-member-of kk cc", "member-of kk cc", "member-of aa cc"] {
            assert_eq!(redactions.behind(&fact(leaned)).len(), 1, "{leaned}");
        }
        for other in ["direct-member-of aa kk", "member-of aa kk", "member-of bb cc", "exists bb"] {
            assert!(redactions.behind(&fact(other)).is_empty(), "{other}");
        }
        assert_eq!(redactions.about(&slug("kk")).len(), 1);
        assert!(redactions.about(&slug("bb")).is_empty());
        let pattern = |text: &str| Pattern::parse(text).unwrap();
        assert_eq!(redactions.behind_any(&pattern("member-of ? cc")).len(), 1);
        assert!(redactions.behind_any(&pattern("member-of ? kk")).is_empty());
    }

    #[test]
    fn given_each_record_when_redacted_then_replay_goes_on_and_its_corrections_go_with_it() {
        let log = records(STORY);
        for record in &log {
            let after = redacted(&log, record.body.id().as_str());
            let timeline = replay(&after, &View::default());
            assert!(timeline.tracks().count() > 0, "{}", record.body.id());
            assert!(struck(&after, record.position).is_empty(), "it is redacted once");
            let act = after.last().unwrap().position;
            assert!(struck(&after, act).is_empty(), "and the act stays");
            assert_eq!(Redactions::of(&after).of_record(record.position).unwrap().position, act);
        }
    }
}
