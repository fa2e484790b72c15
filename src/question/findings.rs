//! The work list: what replay noticed, of whom, and what to do about it.

use crate::domain::{ActorId, Finding, FindingKind, ReportId, SourceId};
use crate::replay::Timeline;

/// One piece of work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Work {
    /// What was noticed.
    pub finding: Finding,
    /// The sources of its reports.
    pub sources: Vec<SourceId>,
}

/// The work list: of the reports that name an actor, and of one kind of finding, where these are asked for. By kind,
/// then by report.
pub fn findings(timeline: &Timeline, actor: Option<&ActorId>, kind: Option<FindingKind>) -> Vec<Work> {
    let mut all: Vec<Finding> = timeline.findings.clone();
    // Two reports that nothing orders touch several facts at once; it is one piece of work.
    let one_mending = |k: FindingKind| matches!(k, FindingKind::AmbiguousOrder | FindingKind::EndsNothing);
    all.sort();
    all.dedup_by(|b, a| a.kind == b.kind && a.reports == b.reports && one_mending(a.kind));
    all.retain(|f| kind.is_none_or(|k| k == f.kind));
    let names = |id: &ReportId, actor: &ActorId| {
        timeline.report(id.as_str()).is_some_and(|a| a.report.actors().contains(&actor))
    };
    all.retain(|f| actor.is_none_or(|actor| f.reports.iter().any(|id| names(id, actor))));
    let work = |finding: Finding| Work { sources: timeline.sources_of(&finding.reports), finding };
    let mut all: Vec<Work> = all.into_iter().map(work).collect();
    all.sort();
    all
}

/// What to do about a finding.
pub fn remedy(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::MissingHint => "mend the id in the hint, or take in the report it names",
        FindingKind::MissingReport => "mend the id, or take in the report it names",
        FindingKind::DroppedHint => "one of the dates or hints is wrong: hold them against their sources",
        FindingKind::MissingVariant => "mend the id in variant-of, or take in the report it names",
        FindingKind::DateDisputed => "hold the dates against their sources; if they differ there, leave both",
        FindingKind::ModeDisputed => "see whether it is one happening; if the sources differ, leave both",
        FindingKind::FactDisputed => "see which source is right; while neither is withdrawn, leave both",
        FindingKind::RoleDisputed => "hold the role against the sources; if they differ there, leave both",
        FindingKind::BeforeBirth => "a date is wrong, or another body is meant: mend the report or the birth",
        FindingKind::AfterEnd => "a date is wrong, another body is meant, or the end did not hold: mend one",
        FindingKind::NoStanding => "find who could decide it, or leave it as the claim it is",
        FindingKind::AmbiguousOrder => {
            "add an order hint (after, before), if a source tells which came first"
        }
        FindingKind::EndsNothing => {
            "a date is wrong, or no report tells of the beginning between the two ends"
        }
        FindingKind::TooManyPositions => "settle some of the disputed accounts that meet here",
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{slug, timeline};
    use super::*;

    fn kinds(work: &[Work]) -> Vec<(FindingKind, Vec<&str>)> {
        work.iter()
            .map(|w| (w.finding.kind, w.finding.reports.iter().map(ReportId::as_str).collect()))
            .collect()
    }

    #[test]
    fn given_an_actor_and_a_kind_when_listed_then_only_theirs_are() {
        let story = timeline(
            "r0 leave member=aa coalition=kk @2012-01-01 after>gone
             r1 join member=bb coalition=kk @2012-01-01
             r2 leave member=bb coalition=kk @2012-01-01",
        );
        let order = (FindingKind::AmbiguousOrder, vec!["r1", "r2"]);
        let hint = (FindingKind::MissingHint, vec!["r0"]);
        assert_eq!(kinds(&findings(&story, None, None)), [hint.clone(), order.clone()]);
        assert_eq!(kinds(&findings(&story, Some(&slug("bb")), None)), [order]);
        let hints = findings(&story, Some(&slug("kk")), Some(FindingKind::MissingHint));
        assert_eq!(kinds(&hints), [hint]);
        assert_eq!(hints[0].sources, [slug("s0")]);
        assert!(findings(&story, Some(&slug("aa")), Some(FindingKind::AmbiguousOrder)).is_empty());
    }

    #[test]
    fn given_every_kind_of_finding_when_asked_then_there_is_something_to_do() {
        assert!(FindingKind::ALL.iter().all(|kind| !remedy(*kind).is_empty()));
    }
}
