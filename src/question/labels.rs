//! What changed, labelled: what happened between two days, and what was learned between two states of knowledge.

use std::collections::BTreeSet;

use super::diff::Change;
use super::fact::{FactAnswer, on_day};
use super::membership::Memberships;
use super::telling::{Tells, tell};
use crate::domain::{ActorId, Answer, Bounds, Day, Fluent, Relation, ReportId, Slug, SourceId};
use crate::replay::{Spans, Timeline};

/// Why a fact stands in a diff of an old side (day d1 as known in v1) and a new one (d2 as known in v2).
///
/// *Happened* goes with any of the others; of the others, which all say that v1 and v2 differ on it on d2 (where they
/// do not, on d1), one stands, the first that fits in the order below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// The days differ, and v2 answers otherwise on d1 than on d2.
    Happened,
    /// A report behind the old answer is not there in v2 at all, and none that is new in v2 stands behind the new one.
    Retracted,
    /// The old answer was silence or *unknown*, and a report that is new in v2 stands behind the new one.
    NewlyLearned,
    /// *Possible* or *unknown* became *yes* or *no*; or the answer is the same, and its begin and end lie inside the
    /// old bounds.
    MorePrecise,
    /// Any other difference.
    Revised,
}

impl Label {
    /// The words of the label.
    pub fn word(self) -> &'static str {
        match self {
            Label::Happened => "happened",
            Label::Retracted => "retracted",
            Label::NewlyLearned => "newly learned",
            Label::MorePrecise => "more precise",
            Label::Revised => "revised",
        }
    }
}

/// One line of a diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The fact, with its answer on both sides.
    pub change: Change,
    /// Why it stands here: one or two.
    pub labels: Vec<Label>,
    /// What it tells of the fact.
    pub tells: Tells,
    /// In these days lies the turn it tells of: a beginning, or the first day after an end. What is told to last only
    /// as far as anything is known has no end.
    pub when: Option<Bounds>,
    /// When the fact began, as the newer knowledge has it; where that has nothing, as the older had it.
    pub begin: Option<Bounds>,
    /// When it ended, likewise.
    pub end: Option<Bounds>,
    /// The reports that make the difference.
    pub because: Vec<ReportId>,
    /// Their sources.
    pub sources: Vec<SourceId>,
    /// Who holds that it is not so.
    pub disputed_by: Vec<Slug>,
}

/// A timeline on a day.
pub(super) struct Side<'a> {
    pub timeline: &'a Timeline,
    pub day: Day,
    graph: Memberships<'a>,
}

impl<'a> Side<'a> {
    pub fn of(timeline: &'a Timeline, day: Day) -> Side<'a> {
        Side { timeline, day, graph: Memberships::on(timeline, day) }
    }

    pub fn told(&self, fact: &Fluent) -> FactAnswer {
        on_day(self.timeline, fact, self.day, Some(&self.graph))
    }

    /// Every fact that names one of some actors, places or treaties (any, where none is named), members of members
    /// of the day included.
    pub fn facts(&self, of: &[ActorId]) -> BTreeSet<Fluent> {
        let mut facts = plain_facts(self.timeline, of);
        facts.extend(memberships(self.timeline, &self.graph, of));
        facts
    }
}

/// Whether a fact names one of some actors, places or treaties.
fn names(fact: &Fluent, of: &[ActorId]) -> bool {
    of.is_empty() || of.contains(&fact.subject) || fact.object.as_ref().is_some_and(|o| of.contains(o))
}

/// The facts told of, each membership as one by whatever path. Departures are no facts of their own here.
pub(super) fn plain_facts(timeline: &Timeline, of: &[ActorId]) -> BTreeSet<Fluent> {
    let fact = |f: &Fluent| match f.relation {
        Relation::Left => None,
        Relation::DirectMemberOf => Some(Fluent { relation: Relation::MemberOf, ..f.clone() }),
        _ => Some(f.clone()),
    };
    timeline.tracks().map(|t| &t.fluent).filter(|f| names(f, of)).filter_map(fact).collect()
}

/// The memberships of a day, by whatever path.
pub(super) fn memberships(timeline: &Timeline, graph: &Memberships<'_>, of: &[ActorId]) -> BTreeSet<Fluent> {
    let members: BTreeSet<&ActorId> =
        timeline.of_relation(Relation::DirectMemberOf).map(|t| &t.fluent.subject).collect();
    // Where some are named, only who may belong to one of them is asked, and they themselves.
    let near: BTreeSet<&ActorId> = of.iter().flat_map(|of| graph.below(of)).chain(of).collect();
    let asked = members.into_iter().filter(|member| of.is_empty() || near.contains(member));
    let facts = asked.flat_map(|member| {
        let bodies = graph.answers_of(member).into_keys();
        bodies.map(move |body| Fluent::two(Relation::MemberOf, member, &body))
    });
    facts.filter(|f| names(f, of)).collect()
}

/// What differs between an old and a new side for some actors, places or treaties (for all, where none is named), each
/// fact with its labels. Of one day, as known twice, facts stand here too whose answer is the same and whose begin or end
/// is not; else those only whose answer differs.
pub fn labelled(old: (&Timeline, Day), new: (&Timeline, Day), of: &[ActorId]) -> Vec<Line> {
    labelled_also(old, new, of, &BTreeSet::new())
}

/// As [`labelled`], with facts of which only other states of knowledge tell: their answers may change with the bodies they
/// presuppose.
pub(super) fn labelled_also(
    old: (&Timeline, Day),
    new: (&Timeline, Day),
    of: &[ActorId],
    also: &BTreeSet<Fluent>,
) -> Vec<Line> {
    let (before, after) = (Side::of(old.0, old.1), Side::of(new.0, new.1));
    let (late, early) = (Side::of(old.0, new.1), Side::of(new.0, old.1));
    let mut facts: BTreeSet<Fluent> = before.facts(of).into_iter().chain(after.facts(of)).collect();
    facts.extend(also.iter().cloned());
    let mut lines = Vec::new();
    for fact in facts {
        let change = Change { before: before.told(&fact), after: after.told(&fact) };
        let one_day = old.1 == new.1;
        let differs = change.before.answer != change.after.answer
            || one_day && bounds(&change.before, old.0) != bounds(&change.after, new.0);
        if !differs {
            continue;
        }
        let known = match one_day {
            true => vec![(change.before.clone(), change.after.clone())],
            false => {
                vec![(late.told(&fact), change.after.clone()), (change.before.clone(), early.told(&fact))]
            }
        };
        let happened = !one_day && early.told(&fact).answer != change.after.answer;
        lines.push(line(change, happened, &known, (old.0, new.0), (old.1, new.1)));
    }
    lines
}

/// A line: the change, whether it happened, and what was known of it on the new and on the old day, before and after.
pub(super) fn line(
    change: Change,
    happened: bool,
    known: &[(FactAnswer, FactAnswer)],
    timelines: (&Timeline, &Timeline),
    days: (Day, Day),
) -> Line {
    let told = tell(&change, timelines, days);
    let mut labels: Vec<Label> = happened.then_some(Label::Happened).into_iter().collect();
    let differs = known.iter().find(|(old, new)| old.answer != new.answer);
    let one_day = days.0 == days.1;
    let moved = |(old, new): &&(FactAnswer, FactAnswer)| {
        one_day && bounds(old, timelines.0) != bounds(new, timelines.1)
    };
    if let Some((old, new)) = differs.or_else(|| known.iter().find(moved)) {
        // What ended a path is told of its legs.
        let by_legs: &[ReportId] = if new.answer < old.answer { &told.ended_by } else { &[] };
        labels.push(learned((old, timelines.0), (new, timelines.1), by_legs));
    }
    Line {
        labels,
        tells: told.tells,
        when: told.when,
        begin: told.begin,
        end: told.end,
        because: told.because,
        sources: told.sources,
        disputed_by: told.disputed_by,
        change,
    }
}

/// What stands behind an answer.
pub(super) fn behind(told: &FactAnswer) -> impl Iterator<Item = &ReportId> {
    let claims = told.claims.iter().flat_map(|position| &position.reports);
    told.begun_by.iter().chain(&told.ended_by).chain(claims)
}

/// In what way a newer state of knowledge differs.
fn learned(
    (old, v1): (&FactAnswer, &Timeline),
    (new, v2): (&FactAnswer, &Timeline),
    also: &[ReportId],
) -> Label {
    let gone = behind(old).any(|id| v2.report(id.as_str()).is_none());
    let fresh = behind(new).chain(also).any(|id| v1.report(id.as_str()).is_none());
    let bare = behind(old).next().is_none();
    let silence = match old.answer {
        Answer::Unknown => bare || new.answer != Answer::Unknown,
        Answer::No => bare,
        Answer::Possible | Answer::Disputed | Answer::Yes => false,
    };
    let narrower = || {
        let ((a, b), (c, d)) = (bounds(old, v1), bounds(new, v2));
        old.answer == new.answer && a.meet(c) == c && b.meet(d) == d
    };
    let vague = matches!(old.answer, Answer::Possible | Answer::Unknown);
    if gone && !fresh {
        Label::Retracted
    } else if silence && fresh {
        Label::NewlyLearned
    } else if vague && matches!(new.answer, Answer::Yes | Answer::No) || narrower() {
        Label::MorePrecise
    } else {
        Label::Revised
    }
}

/// The begin and the end of a fact; any day where nothing is told of it. What lasts as far as anything is known has no
/// end: the horizon is none.
pub(super) fn bounds(told: &FactAnswer, timeline: &Timeline) -> (Bounds, Bounds) {
    let within = |bounds| known(bounds, timeline).unwrap_or(Bounds::ANY);
    (within(told.begin), within(told.end))
}

/// Bounds as far as they lie inside the horizon; `None` where nothing is told.
pub(super) fn known(bounds: Option<Bounds>, timeline: &Timeline) -> Option<Bounds> {
    let cut = |day: Day| if day > timeline.horizon() { Day::FUTURE } else { day };
    let cut = bounds.map(|b| Bounds::new(cut(b.earliest), cut(b.latest)));
    cut.filter(|b| b.earliest != Day::FUTURE && *b != Bounds::ANY)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, records, slug};
    use super::*;
    use crate::domain::{Amendment, Amends, Because, Body, EventDate, Holder, Record};
    use crate::replay::{View, replay};

    /// The records of a text, the source `sYYYY` being of that year.
    fn told(text: &str) -> Vec<Record> {
        let mut records = records(text);
        for record in &mut records {
            if let Body::Source(source) = &mut record.body {
                let year = source.id.as_str().trim_start_matches('s').to_owned();
                source.date = EventDate::parse(&format!("{year}-01-01")).unwrap();
            }
        }
        records
    }

    /// The retraction of a report, of 1 January 2017.
    fn retracted(records: &[Record], target: &str) -> Record {
        let act = Amends::Retract { target: slug(target), because: Because::Source };
        let amendment = Amendment {
            id: slug("taken-back"),
            by: Holder::Keeper("ann".to_owned()),
            act,
            date: EventDate::parse("2017-01-01").unwrap(),
            citation: None,
            note: None,
        };
        let last = records.last().unwrap();
        Record { position: last.position + 1, body: Body::Amendment(amendment), ..last.clone() }
    }

    /// The lines of a diff: as known by one 1 July and by another, of a day and another.
    fn lines(records: &[Record], known: (i32, i32), days: (&str, &str), of: &str) -> Vec<Line> {
        let by = |year: i32| View { known_by: Some(day(&format!("{year}-07-01"))), ..View::default() };
        let (v1, v2) = (replay(records, &by(known.0)), replay(records, &by(known.1)));
        let newer = if known.0 == known.1 { &v1 } else { &v2 };
        labelled((&v1, day(days.0)), (newer, day(days.1)), &[slug(of)])
    }

    fn only(lines: &[Line], fact: &str) -> (Vec<Label>, Tells, String) {
        let fact = Fluent::parse(fact).unwrap();
        let fits: Vec<&Line> = lines.iter().filter(|l| l.change.after.fact == fact).collect();
        let [line] = fits.as_slice() else { panic!("{fact}: {lines:#?}") };
        let when = line.when.map(|b| b.to_string()).unwrap_or_default();
        (line.labels.clone(), line.tells, when)
    }

    const STORY: &str = "r0 formation subject=kk @2010-03 [s2011]
         r1 formation subject=kk @2010-03-05 ~r0 [s2015]
         r2 join member=kk coalition=ll @2012-05-01 [s2015]
         r3 leave member=kk coalition=ll @2014-02 [s2016]";

    #[test]
    fn given_two_days_when_compared_then_what_differs_happened_and_when() {
        let lines = lines(&told(STORY), (2018, 2018), ("2012-01-01", "2013-01-01"), "kk");
        let joined = only(&lines, "member-of kk ll");
        assert_eq!(joined, (vec![Label::Happened], Tells::Began, "2012-05-01".to_owned()));
        assert_eq!(lines.len(), 1, "{lines:#?}");
        assert_eq!(
            (lines[0].because.as_slice(), lines[0].sources.as_slice()),
            (&[slug("r2")][..], &[slug("s2015")][..])
        );
    }

    #[test]
    fn given_a_new_report_where_there_was_silence_when_compared_then_it_is_newly_learned() {
        let lines = lines(&told(STORY), (2012, 2015), ("2012-06-01", "2012-06-01"), "kk");
        let joined = only(&lines, "member-of kk ll");
        assert_eq!(joined, (vec![Label::NewlyLearned], Tells::Began, "2012-05-01".to_owned()));
    }

    #[test]
    fn given_a_closer_date_or_surer_word_when_compared_then_it_is_more_precise() {
        let lines = lines(&told(STORY), (2012, 2015), ("2010-06-01", "2010-06-01"), "kk");
        let born = only(&lines, "exists kk");
        assert_eq!(born, (vec![Label::MorePrecise], Tells::Began, "2010-03-05".to_owned()));
        let lines = super::tests::lines(&told(STORY), (2012, 2015), ("2010-03-10", "2010-03-10"), "kk");
        assert_eq!(only(&lines, "exists kk").0, [Label::MorePrecise]);
    }

    #[test]
    fn given_a_told_end_of_what_was_held_to_last_when_compared_then_it_is_revised() {
        let lines = lines(&told(STORY), (2015, 2018), ("2014-06-01", "2014-06-01"), "kk");
        let left = only(&lines, "member-of kk ll");
        assert_eq!(left, (vec![Label::Revised], Tells::Ended, "[2014-02-01..2014-02-28]".to_owned()));
    }

    #[test]
    fn given_a_retracted_report_when_compared_then_its_fact_is_retracted_and_did_not_end() {
        let mut records = told(STORY);
        records.push(retracted(&records, "r2"));
        let lines = lines(&records, (2015, 2018), ("2012-06-01", "2012-06-01"), "ll");
        let (labels, tells, _) = only(&lines, "member-of kk ll");
        // What is left of it is the end of 2014, which says that it held shortly before.
        assert_eq!((labels, tells), (vec![Label::Revised], Tells::Holds));
        let records: Vec<Record> = records.into_iter().filter(|r| r.body.id().as_str() != "r3").collect();
        let lines = super::tests::lines(&records, (2015, 2018), ("2012-06-01", "2012-06-01"), "ll");
        let gone = only(&lines, "member-of kk ll");
        assert_eq!(gone, (vec![Label::Retracted], Tells::HoldsNot, String::new()));
        assert_eq!(lines[0].because, [slug("r2")]);
    }

    #[test]
    fn given_two_days_and_two_states_when_compared_then_both_are_labelled() {
        let lines = lines(&told(STORY), (2012, 2018), ("2012-01-01", "2012-06-01"), "kk");
        let joined = only(&lines, "member-of kk ll");
        assert_eq!(joined.0, [Label::Happened, Label::NewlyLearned]);
    }

    #[test]
    fn given_one_side_twice_when_compared_then_nothing_differs() {
        let text = told(STORY);
        let again = replay(&text, &View::default());
        let other = replay(&text, &View::default());
        assert_eq!(labelled((&again, day("2012-06-01")), (&other, day("2012-06-01")), &[]), []);
    }

    #[test]
    fn given_a_path_that_was_cut_when_compared_then_its_end_is_told() {
        let records = told(
            "r0 join member=aa coalition=kk @2011-01-01 [s2018]
             r1 join member=kk coalition=ll @2012-05-01 [s2018]
             r2 leave member=kk coalition=ll @2014-02-01 [s2018]",
        );
        let lines = lines(&records, (2018, 2018), ("2013-01-01", "2015-01-01"), "aa");
        let left = only(&lines, "member-of aa ll");
        assert_eq!(left, (vec![Label::Happened], Tells::Ended, "2014-02-01".to_owned()));
        assert_eq!(lines[0].because, [slug("r2")]);
    }

    #[test]
    fn given_who_was_only_seen_or_displaced_when_compared_then_no_turn_is_told() {
        let records = told(
            "r0 battle side-a=aa side-b=bb @2013-02-01 [s2018]
             r1 formation subject=cc @2012-01-01 [s2018]",
        );
        let lines = lines(&records, (2018, 2018), ("2013-01-01", "2013-02-01"), "aa");
        assert_eq!(only(&lines, "hostile aa bb").1, Tells::Holds);
        assert_eq!(only(&lines, "exists aa").1, Tells::Holds);
        let lines = super::tests::lines(&records, (2018, 2018), ("2013-02-01", "2013-02-02"), "aa");
        assert_eq!(only(&lines, "hostile aa bb").1, Tells::HoldsNot);
    }
}
