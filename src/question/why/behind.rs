//! What lies behind a case: all that bears on its reports, looked through once, and each of them as testimony.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::case::Case;
use super::cited::Cited;
use super::doubt::doubts_of;
use super::testimony::{Amended, Deed, Does, HintUse, Testimony};
use crate::domain::{ActorId, Amends, Bounds, Day, FindingKind, Hint, HintKind, Margins, ReportId, Slug};
use crate::question::Directory;
use crate::replay::{Heard, Item, Part, Spans, Timeline};

/// All that bears on the reports behind a case, by report.
pub(super) struct Behind<'a> {
    case: &'a Case<'a>,
    items: HashMap<&'a ReportId, Vec<&'a Item>>,
    /// Ends of the bodies that the fact presupposes.
    ends: HashMap<&'a ReportId, Vec<&'a Item>>,
    /// Who denies, in which report, that something behind the case happened: the first by id.
    deny: HashMap<ReportId, ActorId>,
    /// The reports in which sources deny it themselves.
    denials: HashSet<&'a ReportId>,
    /// Hints, by whom they bind: whose they are, and whether they were dropped.
    hints: HashMap<&'a ReportId, Vec<(&'a ReportId, &'a Hint, bool)>>,
    amendments: HashMap<&'a Slug, Vec<&'a Heard>>,
}

impl<'a> Behind<'a> {
    pub fn of(case: &'a Case<'a>) -> Behind<'a> {
        let timeline = case.timeline;
        let items = by_report(case.items());
        let bodies = case.bodies.iter().filter_map(|(body, _)| timeline.of_fluent(body));
        let ends = bodies.flat_map(|track| &track.items).filter(|i| matches!(i.part, Part::End { .. }));
        let mut deny: HashMap<ReportId, ActorId> = HashMap::new();
        for (who, report) in items.keys().flat_map(|told| timeline.deniers(told)) {
            let first = deny.entry(report).or_insert_with(|| who.clone());
            *first = who.min(first.clone());
        }
        let aspects: BTreeSet<usize> =
            case.items().iter().flat_map(|i| &i.choices).map(|choice| choice.aspect).collect();
        Behind {
            case,
            items,
            ends: by_report(ends),
            deny,
            denials: aspects.into_iter().flat_map(|aspect| timeline.denials(aspect)).collect(),
            hints: hints(timeline),
            amendments: amendments(timeline),
        }
    }

    /// A report as it bears on the case; none where the view does not hold it.
    pub fn testimony(&self, directory: &Directory, id: &ReportId) -> Option<Testimony> {
        let case = self.case;
        let accepted = case.timeline.report(id.as_str())?;
        let report = accepted.report.clone();
        let items = self.items.get(id).map_or(&[][..], Vec::as_slice);
        let (begin, end) = case.timeline.bounds(id).unwrap_or((Bounds::ANY, Bounds::ANY));
        let written = report.date.begin(&Margins::default());
        let narrowed = begin != written || end != report.date.end(&Margins::default());
        let known = written.latest == Day::FUTURE && begin.latest == accepted.knows_until;
        Some(Testimony {
            surety: accepted.surety,
            does: self.deeds(id, items),
            doubts: doubts_of(case.fact, accepted, items),
            written,
            begin,
            end,
            hints: if narrowed { self.hints(id) } else { Vec::new() },
            known_until: known.then_some(accepted.knows_until),
            accounts: case.timeline.variants(id).to_vec(),
            amendments: self.amendments.get(id).into_iter().flatten().map(|heard| amended(heard)).collect(),
            cited: Cited::of(&report.citation, directory),
            report,
        })
    }

    fn deeds(&self, id: &ReportId, items: &[&Item]) -> Vec<Deed> {
        let case = self.case;
        let deed = |does: Does, item: &Item| Deed {
            does,
            certain: item.certain,
            account: !item.choices.is_empty(),
            when: item.bounds,
            until: (item.part == Part::Seen).then_some(item.until),
            by: item.holders.clone(),
        };
        let of =
            |item: &Item| if case.carried_from(item).is_some() { Does::EndsBody } else { Does::of(item) };
        let mut all: Vec<Deed> = items.iter().map(|i| deed(of(i), i)).collect();
        // A body's certain end is no item of what leans on the body.
        let ends = self.ends.get(id).into_iter().flatten();
        all.extend(ends.map(|i| deed(Does::EndsBody, i)));
        if let Some((begin, _)) = case.timeline.bounds(id) {
            let denies = |by: Vec<ActorId>| {
                let does = Does::DeniesReport;
                Deed { does, certain: true, account: false, when: begin, until: None, by }
            };
            all.extend(self.deny.get(id).map(|who| denies(vec![who.clone()])));
            // A source speaks for itself.
            all.extend(self.denials.contains(id).then(|| denies(Vec::new())));
        }
        all.sort_by_key(|d| (d.when, d.does));
        all.dedup();
        all
    }

    /// The hints that tighten the bounds of a report: its own, and those that name it; and its own that were dropped.
    fn hints(&self, id: &ReportId) -> Vec<HintUse> {
        let mut all: Vec<HintUse> = Vec::new();
        for (of, hint, dropped) in self.hints.get(id).into_iter().flatten() {
            if (*dropped && *of == id) || (!dropped && tightens(self.case, of, hint, id)) {
                all.push(HintUse { of: (*of).clone(), hint: (*hint).clone(), dropped: *dropped });
            }
        }
        all.sort();
        all
    }
}

/// Items by the reports they come from.
fn by_report<'a>(items: impl IntoIterator<Item = &'a Item>) -> HashMap<&'a ReportId, Vec<&'a Item>> {
    let mut all: HashMap<&ReportId, Vec<&Item>> = HashMap::new();
    for item in items {
        for id in item.reports.iter().collect::<BTreeSet<_>>() {
            all.entry(id).or_default().push(item);
        }
    }
    all
}

/// All hints, by the reports they bind.
fn hints(timeline: &Timeline) -> HashMap<&ReportId, Vec<(&ReportId, &Hint, bool)>> {
    let mut left_out: HashMap<&ReportId, Vec<&str>> = HashMap::new();
    for finding in &timeline.findings {
        if let (FindingKind::DroppedHint | FindingKind::MissingHint, Some(of)) =
            (finding.kind, finding.reports.first())
        {
            left_out.entry(of).or_default().push(&finding.message);
        }
    }
    let mut all: HashMap<&ReportId, Vec<(&ReportId, &Hint, bool)>> = HashMap::new();
    for accepted in timeline.accepted() {
        let of = &accepted.report.id;
        for hint in &accepted.report.hints {
            let words = format!("`{} {}`", hint.kind.word(), hint.other);
            let dropped = left_out.get(of).is_some_and(|told| told.iter().any(|m| m.contains(&words)));
            for id in BTreeSet::from([of, &hint.other]) {
                all.entry(id).or_default().push((of, hint, dropped));
            }
        }
    }
    all
}

/// Whether a hint sets a bound of a report narrower than its date does: what may not come before takes over the
/// earliest day, what may not come after the latest.
fn tightens(case: &Case<'_>, of: &ReportId, hint: &Hint, id: &ReportId) -> bool {
    let ends = |id: &ReportId| {
        let report = &case.timeline.report(id.as_str())?.report;
        let (begin, end) = case.timeline.bounds(id)?;
        let margins = Margins::default();
        Some([(begin, report.date.begin(&margins)), (end, report.date.end(&margins))])
    };
    let (Some([begin, end]), Some([other_begin, other_end])) = (ends(of), ends(&hint.other)) else {
        return false;
    };
    // The first of each pair is no later than the second.
    let pairs = match hint.kind {
        HintKind::After => vec![(other_begin, begin)],
        HintKind::Before => vec![(begin, other_begin)],
        HintKind::AfterEnd => vec![(other_end, begin)],
        HintKind::EndsBefore => vec![(end, other_begin)],
        HintKind::PartOf => vec![(other_begin, begin), (end, other_end)],
    };
    let own_is_first = |pair: usize| match hint.kind {
        HintKind::After | HintKind::AfterEnd => of != id,
        HintKind::Before | HintKind::EndsBefore => of == id,
        HintKind::PartOf => (pair == 0) == (of != id),
    };
    pairs.into_iter().enumerate().any(|(i, ((first, first_written), (second, second_written)))| {
        if own_is_first(i) {
            first.latest == second.latest && first.latest < first_written.latest
        } else {
            second.earliest == first.earliest && second.earliest > second_written.earliest
        }
    })
}

/// All amendments, by the reports they touch, and by what they are themselves.
fn amendments(timeline: &Timeline) -> HashMap<&Slug, Vec<&Heard>> {
    let mut all: HashMap<&Slug, Vec<&Heard>> = HashMap::new();
    for heard in timeline.amendments() {
        let amendment = &heard.amendment;
        let touched = match &amendment.act {
            Amends::Correct { becomes, .. } => (becomes.sort() == "event").then(|| becomes.id()),
            Amends::SameAs { .. } | Amends::Redact(_) => None,
            act => Some(act.target()),
        };
        for id in touched.into_iter().chain([&amendment.id]).collect::<BTreeSet<_>>() {
            all.entry(id).or_default().push(heard);
        }
    }
    all
}

fn amended(heard: &Heard) -> Amended {
    let amendment = &heard.amendment;
    Amended {
        id: amendment.id.clone(),
        does: amendment.act.word(),
        by: amendment.by.text().to_owned(),
        of: match &amendment.act {
            Amends::Correct { keys, .. } => keys.clone(),
            Amends::Dispute { aspect, .. } | Amends::Deny { aspect, .. } => vec![aspect.clone()],
            Amends::Confirm { .. } | Amends::Retract { .. } | Amends::SameAs { .. } | Amends::Redact(_) => {
                Vec::new()
            }
        },
        presence: heard.presence,
    }
}
