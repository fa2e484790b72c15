//! Two chronologies compared: where they answer otherwise, and because of which record that they do not share.

use std::collections::{BTreeMap, BTreeSet};

use super::apart::{Apart, Cause, Side, sources};
use super::revision::{Revision, revisions};
use crate::domain::{
    ActorId, Amends, Body, Content, Day, Fluent, Relation, ReportId, Role, Slot, Slug, SourceId,
};
use crate::replay::{Accepted, Spans, Timeline, Track};

/// A stretch of days on which two chronologies answer a fact otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The fact, the days, and the answers: `before` is mine, `after` theirs.
    pub revision: Revision,
    /// The records behind it that the two do not share; none where no such record leads to it.
    pub because: Vec<Cause>,
}

/// Where two chronologies answer otherwise: in a period (always, where none is given), of facts that name one of some
/// actors, places or treaties (of all, where none is given).
pub fn compare(
    sides: (&Timeline, &Timeline),
    apart: &Apart,
    during: Option<(Day, Day)>,
    about: &[Slug],
) -> Vec<Difference> {
    let finder = Finder::new(sides, apart);
    let inside = |r: &Revision| during.is_none_or(|(from, to)| r.from <= to && from <= r.to);
    let named = |r: &Revision| {
        let fact = [Some(&r.fact.subject), r.fact.object.as_ref()];
        about.is_empty() || fact.into_iter().flatten().any(|who| about.contains(who))
    };
    let found = revisions(sides.0, sides.1).into_iter().filter(|r| inside(r) && named(r));
    found
        .map(|revision| {
            let because = finder.because(std::slice::from_ref(&revision.fact), revision.from);
            Difference { revision, because }
        })
        .collect()
}

/// Finds what lies behind different answers: from a fact to the records that touch it, on to the bodies it presupposes,
/// and on along everything that facts and reports lean on.
pub(super) struct Finder<'a> {
    sides: [&'a Timeline; 2],
    apart: &'a Apart,
    /// The reports that order each other, tell of one happening or speak of one another, both ways.
    linked: BTreeMap<&'a Slug, BTreeSet<&'a Slug>>,
}

impl<'a> Finder<'a> {
    pub fn new(sides: (&'a Timeline, &'a Timeline), apart: &'a Apart) -> Finder<'a> {
        let mut linked: BTreeMap<&Slug, BTreeSet<&Slug>> = BTreeMap::new();
        for accepted in sides.0.accepted().iter().chain(sides.1.accepted()) {
            let id = &accepted.report.id;
            for other in spoken_of(accepted) {
                linked.entry(id).or_default().insert(other);
                linked.entry(other).or_default().insert(id);
            }
        }
        Finder { sides: [sides.0, sides.1], apart, linked }
    }

    /// The nearest records behind facts that are answered otherwise from a day on.
    pub fn because(&self, facts: &[Fluent], from: Day) -> Vec<Cause> {
        if self.apart.is_empty() {
            return Vec::new();
        }
        let mut reached = Reached { facts: facts.iter().cloned().collect(), reports: BTreeSet::new() };
        let mut first = true;
        loop {
            for fact in &reached.facts {
                reached
                    .reports
                    .extend(self.tracks(fact).flat_map(|t| &t.items).flat_map(|i| i.reports.clone()));
            }
            let mut found = self.touching(&reached);
            if found.is_empty() && first {
                found = self.horizon(from);
            }
            first = false;
            if !found.is_empty() {
                return found;
            }
            let known = (reached.facts.len(), reached.reports.len());
            self.lean(&mut reached);
            if known == (reached.facts.len(), reached.reports.len()) {
                break;
            }
        }
        // A lone record that is not shared is behind whatever differs.
        match self.apart.records.as_slice() {
            [(only, _)] => vec![only.clone()],
            _ => Vec::new(),
        }
    }

    fn tracks<'f>(&'f self, fact: &'f Fluent) -> impl Iterator<Item = &'a Track> + 'f {
        self.sides.iter().filter_map(|side| side.of_fluent(fact))
    }

    /// One step on: the bodies presupposed first, then whatever else facts and reports lean on.
    fn lean(&self, reached: &mut Reached) {
        let bodies = |facts: &BTreeSet<Fluent>| -> BTreeSet<Fluent> {
            let of = |fact: &Fluent| {
                self.sides.iter().flat_map(|s| s.cast().presupposed(fact)).collect::<Vec<_>>()
            };
            facts.iter().flat_map(of).filter(|body| !facts.contains(body)).collect()
        };
        let presupposed = bodies(&reached.facts);
        if !presupposed.is_empty() {
            reached.facts.extend(presupposed);
            return;
        }
        let mut more: Vec<Fluent> = Vec::new();
        for fact in &reached.facts {
            for item in self.tracks(fact).flat_map(|t| &t.items) {
                more.extend(item.provided.iter().chain(item.standing.iter().flatten()).cloned());
                more.extend(item.needs.iter().flat_map(|a| self.sides.map(|s| s.cast().being(a))));
            }
            let sole = matches!(fact.relation.declaration().slot, Slot::Object)
                || fact.relation == Relation::HoldsPost;
            for side in self.sides.iter().filter(|_| sole) {
                let rivals = side.of_relation(fact.relation).map(|t| &t.fluent);
                more.extend(rivals.filter(|f| f.object == fact.object && f.value == fact.value).cloned());
            }
        }
        let linked: Vec<Slug> = (reached.reports.iter())
            .filter_map(|id| self.linked.get(id))
            .flat_map(|others| others.iter().map(|id| (*id).clone()))
            .collect();
        reached.facts.extend(more);
        reached.reports.extend(linked);
    }

    /// The records not shared that touch what was reached.
    fn touching(&self, reached: &Reached) -> Vec<Cause> {
        let actors: BTreeSet<&ActorId> =
            reached.facts.iter().flat_map(|f| [Some(&f.subject), f.object.as_ref()]).flatten().collect();
        let reports: Vec<&Accepted> = (self.sides.iter())
            .flat_map(|side| reached.reports.iter().filter_map(|id| side.report(id.as_str())))
            .collect();
        let cited: BTreeSet<&SourceId> = reports.iter().flat_map(|a| sources(&a.report.citation)).collect();
        let places: BTreeSet<&Slug> = reports.iter().flat_map(|a| &a.report.places).collect();
        let register = |id: &Slug| actors.contains(id) || cited.contains(id) || places.contains(id);
        let touches = |body: &Body| match body {
            Body::Report(report) => {
                let denies = |content: &Content| matches!(content, Content::Aspect { report, .. } if reached.reports.contains(report));
                reached.reports.contains(&report.id)
                    || report.variant_of.iter().any(|other| reached.reports.contains(other))
                    || report.says.iter().any(|said| denies(&said.content))
            }
            Body::Amendment(amendment) => {
                let same = match &amendment.act {
                    Amends::SameAs { actor, stays } => actors.contains(actor) || actors.contains(stays),
                    _ => false,
                };
                let chain = self.apart.chain(&amendment.id);
                same || chain.iter().any(|id| reached.reports.contains(id) || register(id))
            }
            Body::Source(source) => cited.contains(&source.id),
            Body::Actor(actor) => actors.contains(&actor.id),
            Body::Place(place) => actors.contains(&place.id) || places.contains(&place.id),
            Body::Redacted(redacted) => reached.reports.contains(&redacted.id) || register(&redacted.id),
        };
        let records = self.apart.records.iter().filter(|(_, bodies)| bodies.iter().any(touches));
        records.map(|(cause, _)| cause.clone()).collect()
    }

    /// Past the earlier horizon: the reports that carry the other side further (rule R12).
    fn horizon(&self, from: Day) -> Vec<Cause> {
        let [mine, theirs] = self.sides;
        let (short, long, side) = match mine.horizon().cmp(&theirs.horizon()) {
            std::cmp::Ordering::Equal => return Vec::new(),
            std::cmp::Ordering::Less => (mine.horizon(), theirs, Side::Theirs),
            std::cmp::Ordering::Greater => (theirs.horizon(), mine, Side::Mine),
        };
        if from <= short {
            return Vec::new();
        }
        let reach = long.accepted().iter().filter(|a| a.knows_until > short);
        let far: Vec<&Accepted> = reach.collect();
        let carries = |cause: &Cause, body: &Body| match body {
            Body::Report(report) => {
                cause.side != side.other() && far.iter().any(|a| a.report.id == report.id)
            }
            Body::Source(source) => far.iter().any(|a| sources(&a.report.citation).any(|s| *s == source.id)),
            Body::Amendment(_) => {
                let chain = self.apart.chain(&cause.id);
                far.iter().any(|a| chain.contains(&a.report.id) || chain.contains(&a.report.citation.source))
            }
            Body::Actor(_) | Body::Place(_) | Body::Redacted(_) => false,
        };
        let records = self.apart.records.iter().filter(|(c, bodies)| bodies.iter().any(|b| carries(c, b)));
        records.map(|(cause, _)| cause.clone()).collect()
    }
}

/// What was reached from a fact.
struct Reached {
    facts: BTreeSet<Fluent>,
    reports: BTreeSet<ReportId>,
}

/// The reports that a report names.
fn spoken_of(accepted: &Accepted) -> impl Iterator<Item = &Slug> {
    let report = &accepted.report;
    let said = report.says.iter().filter_map(|said| match &said.content {
        Content::Aspect { report, .. } => Some(report),
        Content::Fact(_) => None,
    });
    let about = report.role(Role::About).iter().map(|filler| &filler.actor);
    report.hints.iter().map(|hint| &hint.other).chain(&report.variant_of).chain(said).chain(about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Digest, EventDate, Record};
    use crate::question::sample::records;
    use crate::replay::{View, replay};

    const STORY: &str = "founded formation subject=union @2010-01-01
joined join member=front coalition=union @2011-01-01
sees status member=north coalition=league @2012-01-01";

    fn compared(mine: &[Body], theirs: &[Body]) -> Vec<(String, Vec<String>)> {
        let record = |(position, body): (u64, &Body)| Record {
            position,
            recorded: chrono::DateTime::UNIX_EPOCH,
            digest: Digest::ZERO,
            body: body.clone(),
        };
        let timeline =
            |bodies: &[Body]| replay(&(1..).zip(bodies).map(record).collect::<Vec<_>>(), &View::default());
        let apart = Apart::of(&mine.iter().collect::<Vec<_>>(), &theirs.iter().collect::<Vec<_>>());
        let found = compare((&timeline(mine), &timeline(theirs)), &apart, None, &[]);
        let because =
            |d: &Difference| d.because.iter().map(|c| format!("{} {}", c.id, c.side.word())).collect();
        found.iter().map(|d| (d.revision.fact.to_string(), because(d))).collect()
    }

    fn bodies(text: &str) -> Vec<Body> {
        records(text).into_iter().map(|r| r.body).collect()
    }

    #[test]
    fn given_the_end_of_a_body_on_one_side_when_compared_then_what_leaned_on_it_has_that_cause() {
        let more = "gone dissolution subject=union @2013-01-01\nmeets meeting party=far,away @2013-01-01";
        let found = compared(&bodies(&format!("{STORY}\n{more}")), &bodies(STORY));
        let of = |fact: &str| found.iter().find(|(f, _)| f == fact).map(|(_, because)| because.join(", "));
        assert_eq!(of("exists union").unwrap(), "gone mine");
        assert_eq!(of("direct-member-of front union").unwrap(), "gone mine");
        assert_eq!(of("exists far").unwrap(), "far mine, meets mine");
        assert_eq!(compared(&bodies(STORY), &bodies(STORY)), []);
    }

    #[test]
    fn given_a_source_of_another_date_when_compared_then_what_it_carries_further_has_that_cause() {
        let mut other = bodies(STORY);
        for body in &mut other {
            if let Body::Source(source) = body {
                source.date = EventDate::parse("2031-01-01").unwrap();
                source.title = "Another title".to_owned();
            }
        }
        let found = compared(&bodies(STORY), &other);
        assert!(
            !found.is_empty() && found.iter().all(|(_, because)| *because == ["s0 differs"]),
            "{found:?}"
        );
    }

    #[test]
    fn given_what_no_answer_rests_on_when_it_differs_then_nothing_is_apart() {
        let mut other = bodies(STORY);
        for body in &mut other {
            match body {
                Body::Source(source) => source.title = "Another title".to_owned(),
                Body::Report(report) => {
                    std::sync::Arc::make_mut(report).summary = "Told otherwise".to_owned();
                }
                Body::Actor(actor) => actor.note = Some("A note".to_owned()),
                Body::Place(_) | Body::Amendment(_) | Body::Redacted(_) => {}
            }
        }
        let (mine, other) = (bodies(STORY), other);
        assert!(Apart::of(&mine.iter().collect::<Vec<_>>(), &other.iter().collect::<Vec<_>>()).is_empty());
    }
}
