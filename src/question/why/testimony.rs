//! Testimony: a report behind an answer, what it does to the fact, when, how surely, and where its source says it.

use std::sync::Arc;

use super::case::Case;
use super::cited::Cited;
use super::doubt::{Doubted, doubts_of};
use crate::domain::{
    ActorId, Amends, Bounds, Day, FindingKind, Hint, HintKind, Margins, Report, ReportId, Slug, Surety,
};
use crate::question::Directory;
use crate::replay::{Item, Part, Presence, Spans};

/// A report behind an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Testimony {
    /// The report, with its date as written and the words of its source.
    pub report: Arc<Report>,
    /// Its surety in this view.
    pub surety: Surety,
    /// What it does to the fact.
    pub does: Vec<Deed>,
    /// Why it is less than certain, where it is.
    pub doubts: Vec<Doubted>,
    /// When it begins, by its date alone, the usual margins added (rule R8).
    pub written: Bounds,
    /// When it begins, tightened.
    pub begin: Bounds,
    /// When it ends, tightened.
    pub end: Bounds,
    /// The hints that tightened its bounds, its own and those that name it, and its own that were dropped (rule R9).
    pub hints: Vec<HintUse>,
    /// The last day its source can have known, where that is what limits it (rule R12).
    pub known_until: Option<Day>,
    /// Other accounts of the same happening (rule R4).
    pub accounts: Vec<ReportId>,
    /// Amendments that touch it (rule R5).
    pub amendments: Vec<Amended>,
    /// Where its source says it.
    pub cited: Cited,
}

/// What a report does to a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub does: Does,
    /// Whether it does so in every world of its account.
    pub certain: bool,
    /// Whether it belongs to one of several accounts only.
    pub account: bool,
    /// When.
    pub when: Bounds,
    /// Of what is seen: until when.
    pub until: Option<Bounds>,
    /// Who says so, where it is a claim.
    pub by: Vec<ActorId>,
}

/// What a report can do to a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// It begins.
    Begins,
    /// A body is born.
    Birth,
    /// Somebody acts, hence exists (rule R18).
    Evidence,
    /// It ends, and is told to have held until then (rule R17).
    Ends,
    /// It ends, as somebody else takes its place.
    Displaces,
    /// It ends with a spell, a departure or a body.
    Over,
    /// It is seen (rule R19).
    Observes,
    /// It may be over from then on (rules R28, R31).
    MayLapse,
    /// It may be back from then on (rule R28).
    MayReturn,
    /// Somebody says that it holds.
    Affirms,
    /// Somebody says that it does not hold.
    Denies,
    /// A body it presupposes ends (rule R26).
    EndsBody,
    /// Somebody denies that another report's happening happened.
    DeniesReport,
}

impl Does {
    /// What an item does.
    pub fn of(item: &Item) -> Does {
        match item.part {
            Part::Start { birth: false } => Does::Begins,
            Part::Start { birth: true } => Does::Birth,
            Part::Evidence => Does::Evidence,
            Part::End { .. } if item.displaces => Does::Displaces,
            Part::End { explicit: true } => Does::Ends,
            Part::End { explicit: false } => Does::Over,
            Part::Lapse => Does::MayLapse,
            Part::Return => Does::MayReturn,
            Part::Seen => Does::Observes,
            Part::Affirmed => Does::Affirms,
            Part::Denied => Does::Denies,
        }
    }

    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Does::Begins => "begins",
            Does::Birth => "birth",
            Does::Evidence => "evidence",
            Does::Ends => "ends",
            Does::Displaces => "displaces",
            Does::Over => "over",
            Does::Observes => "observes",
            Does::MayLapse => "may-lapse",
            Does::MayReturn => "may-return",
            Does::Affirms => "affirms",
            Does::Denies => "denies",
            Does::EndsBody => "ends-body",
            Does::DeniesReport => "denies-report",
        }
    }
}

/// A hint that binds a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HintUse {
    /// The report that bears it.
    pub of: ReportId,
    /// What it says.
    pub hint: Hint,
    /// Whether it was dropped, as it contradicts dates or other hints.
    pub dropped: bool,
}

/// An amendment that touches a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amended {
    /// Which.
    pub id: Slug,
    /// What it does, as a word: `correct`, `deny` ...
    pub does: &'static str,
    /// Who makes it.
    pub by: String,
    /// The keys it mends, or the aspect it speaks of.
    pub of: Vec<String>,
    /// Whether it is in force in this view.
    pub presence: Presence,
}

/// A report as it bears on a case; none where the view does not hold it.
pub(super) fn testimony(case: &Case<'_>, directory: &Directory, id: &ReportId) -> Option<Testimony> {
    let accepted = case.timeline.report(id.as_str())?;
    let report = accepted.report.clone();
    let items: Vec<&Item> = case.items().iter().filter(|i| i.reports.contains(id)).collect();
    let (begin, end) = case.timeline.bounds(id).unwrap_or((Bounds::ANY, Bounds::ANY));
    let written = report.date.begin(&Margins::default());
    let accounts = case.timeline.variants(id);
    let narrowed = begin != written || end != report.date.end(&Margins::default());
    let known = written.latest == Day::FUTURE && begin.latest == accepted.knows_until;
    Some(Testimony {
        surety: accepted.surety,
        does: deeds(case, id, &items),
        doubts: doubts_of(case.fact, accepted, &items),
        written,
        begin,
        end,
        hints: if narrowed { hints(case, id) } else { Vec::new() },
        known_until: known.then_some(accepted.knows_until),
        accounts,
        amendments: amendments(case, id),
        cited: Cited::of(&report.citation, directory),
        report,
    })
}

fn deeds(case: &Case<'_>, id: &ReportId, items: &[&Item]) -> Vec<Deed> {
    let deed = |does: Does, item: &Item| Deed {
        does,
        certain: item.certain,
        account: !item.choices.is_empty(),
        when: item.bounds,
        until: (item.part == Part::Seen).then_some(item.until),
        by: item.holders.clone(),
    };
    let of = |item: &Item| if case.carried_from(item).is_some() { Does::EndsBody } else { Does::of(item) };
    let mut all: Vec<Deed> = items.iter().map(|i| deed(of(i), i)).collect();
    // A body's certain end is no item of what leans on the body.
    for (body, _) in &case.bodies {
        let theirs = case.timeline.of_fluent(body).map_or(&[][..], |track| &track.items);
        let ends = theirs.iter().filter(|i| matches!(i.part, Part::End { .. }) && i.reports.contains(id));
        all.extend(ends.map(|i| deed(Does::EndsBody, i)));
    }
    if let Some((begin, _)) = case.timeline.bounds(id) {
        let spoken_of = case.items().iter().flat_map(|i| &i.reports);
        let by: Vec<ActorId> = spoken_of
            .flat_map(|told| case.timeline.deniers(told))
            .filter(|(_, report)| report == id)
            .map(|(who, _)| who)
            .collect();
        let denies = |by: Vec<ActorId>| {
            let does = Does::DeniesReport;
            Deed { does, certain: true, account: false, when: begin, until: None, by }
        };
        all.extend(by.into_iter().min().map(|first| denies(vec![first])));
        // A source speaks for itself.
        let spoken_of = case.items().iter().flat_map(|i| &i.choices);
        if spoken_of.into_iter().any(|choice| case.timeline.denials(choice.aspect).contains(id)) {
            all.push(denies(Vec::new()));
        }
    }
    all.sort_by_key(|d| (d.when, d.does));
    all.dedup();
    all
}

/// The hints that tighten the bounds of a report: its own, and those that name it; and its own that were dropped.
fn hints(case: &Case<'_>, id: &ReportId) -> Vec<HintUse> {
    let mut all: Vec<HintUse> = Vec::new();
    for accepted in case.timeline.accepted() {
        let of = &accepted.report.id;
        for hint in accepted.report.hints.iter().filter(|h| of == id || h.other == *id) {
            let words = format!("`{} {}`", hint.kind.word(), hint.other);
            let dropped = case.timeline.findings.iter().any(|f| {
                let this = f.reports.first() == Some(of) && f.message.contains(&words);
                matches!(f.kind, FindingKind::DroppedHint | FindingKind::MissingHint) && this
            });
            if (dropped && of == id) || (!dropped && tightens(case, of, hint, id)) {
                all.push(HintUse { of: of.clone(), hint: hint.clone(), dropped });
            }
        }
    }
    all.sort();
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

/// The amendments that touch a report.
fn amendments(case: &Case<'_>, id: &ReportId) -> Vec<Amended> {
    let touches = |act: &Amends| match act {
        Amends::Correct { becomes, .. } => becomes.sort() == "event" && becomes.id() == id,
        Amends::SameAs { .. } | Amends::Redact(_) => false,
        _ => act.target() == id,
    };
    let heard = case.timeline.amendments().iter();
    heard
        .filter(|h| touches(&h.amendment.act) || h.amendment.id == *id)
        .map(|h| Amended {
            id: h.amendment.id.clone(),
            does: h.amendment.act.word(),
            by: h.amendment.by.text().to_owned(),
            of: match &h.amendment.act {
                Amends::Correct { keys, .. } => keys.clone(),
                Amends::Dispute { aspect, .. } | Amends::Deny { aspect, .. } => vec![aspect.clone()],
                Amends::Confirm { .. }
                | Amends::Retract { .. }
                | Amends::SameAs { .. }
                | Amends::Redact(_) => Vec::new(),
            },
            presence: h.presence,
        })
        .collect()
}
