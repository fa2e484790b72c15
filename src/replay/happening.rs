//! Happenings: what several reports speak of (rule R4). Accounts of one happening are brought together; where they
//! cannot all be right, each alternative is kept as an account of its own, tagged with the choice it belongs to.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::amend::Denial;
use super::network::{Instant, Network};
use super::view::Accepted;
use crate::domain::{
    Across, Bounds, Day, Detail, Filler, Finding, FindingKind, Hint, HintKind, Kind, Margins, Report,
    ReportId, Role, SpeechKind, Surety, Unit,
};

/// A choice between accounts: which, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    /// Number of the disputed aspect, unique in one replay.
    pub aspect: usize,
    /// The alternative.
    pub alternative: usize,
    /// How many alternatives there are.
    pub of: usize,
}

/// One coherent account of a happening: a report, or several that agree, brought together.
#[derive(Clone, Debug)]
pub struct Account {
    /// The merged report: roles and details of all, id of the first.
    pub report: Arc<Report>,
    /// The reports in it, by id.
    pub told_by: Vec<ReportId>,
    /// When it begins.
    pub begin: Instant,
    /// When it ends (the same instant, but for spells).
    pub end: Instant,
    /// Whether what is written leaves its begin open on one side at least.
    pub loose: bool,
    /// The finest precision any of its reports writes the date with.
    pub unit: Unit,
}

/// The aspect that something happened at all.
pub(super) const FACT: &str = "fact";

/// What several reports speak of; it counts once.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Alternative accounts; one where nothing is disputed.
    pub accounts: Vec<Account>,
    /// The number of the disputed aspect, where there are several accounts.
    pub aspect: Option<usize>,
    /// What is disputed: `date`, `mode`, or the role.
    pub disputed: Vec<String>,
    /// The number of the aspect on which a source denies that it happened: 0 it did, 1 it did not.
    pub denied: Option<usize>,
}

/// What sources say did not happen.
#[derive(Clone, Debug)]
pub struct Denied {
    /// The number of the aspect.
    pub aspect: usize,
    /// The reports that tell of it.
    pub of: Vec<ReportId>,
    /// The amendments that deny it.
    pub by: Vec<ReportId>,
}

impl Denied {
    /// The choice in which it happened.
    pub(super) fn did(aspect: usize) -> Choice {
        Choice { aspect, alternative: 0, of: 2 }
    }

    /// The choice in which it did not.
    pub(super) fn did_not(aspect: usize) -> Choice {
        Choice { aspect, alternative: 1, of: 2 }
    }
}

/// Everything accepted, as happenings on one temporal network.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// The happenings.
    pub happenings: Vec<Happening>,
    /// Their instants and order.
    pub network: Network,
    /// Begin and end of every accepted report, ambiguous ones too.
    pub instants: FxHashMap<ReportId, (Instant, Instant)>,
    /// The instants that hints to and from a report bind, where they are others.
    anchors: FxHashMap<ReportId, (Instant, Instant)>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// What sources say did not happen.
    pub denied: Vec<Denied>,
    /// The aspects on which accounts differ, in order, each with the place of its happening.
    differing: Vec<(usize, usize)>,
    /// How many disputed aspects there are so far.
    pub aspects: usize,
}

impl Story {
    /// The tightened bounds of a report's begin and end.
    pub fn bounds(&self, id: &ReportId) -> Option<(Bounds, Bounds)> {
        let (begin, end) = self.instants.get(id)?;
        Some((self.network.bounds(*begin), self.network.bounds(*end)))
    }

    /// Puts the begin and the end of a report where hints put them of which not all are told here.
    pub(super) fn tighten(&mut self, id: &ReportId, (begin, end): (Bounds, Bounds)) {
        if let Some((from, to)) = self.instants.get(id).copied() {
            self.network.tighten(from, begin);
            self.network.tighten(to, if from == to { begin } else { end });
        }
    }

    /// Of every report of whose happening there are other accounts, these, by id.
    pub(super) fn variants(&self) -> HashMap<ReportId, Vec<ReportId>> {
        let mut all: HashMap<ReportId, Vec<ReportId>> = HashMap::new();
        for happening in &self.happenings {
            let told: Vec<&ReportId> = happening.accounts.iter().flat_map(|a| &a.told_by).collect();
            if told.len() < 2 {
                continue;
            }
            for id in told.iter().copied().collect::<BTreeSet<_>>() {
                let others = told.iter().filter(|other| **other != id).map(|other| (*other).clone());
                all.entry(id.clone()).or_default().extend(others);
            }
        }
        all.values_mut().for_each(|others| others.sort());
        all
    }

    /// The happening on whose accounts an aspect turns, where it turns on that.
    pub(super) fn of_aspect(&self, aspect: usize) -> Option<&Happening> {
        let at = self.differing.binary_search_by_key(&aspect, |(aspect, _)| *aspect).ok()?;
        self.happenings.get(self.differing.get(at)?.1)
    }

    /// Who says that what an aspect is about did not happen, where somebody does.
    pub(super) fn denial(&self, aspect: usize) -> Option<&Denied> {
        // They were numbered in this order.
        let at = self.denied.binary_search_by_key(&aspect, |denied| denied.aspect).ok()?;
        self.denied.get(at)
    }

    /// The instants that hints to and from a report bind.
    fn anchor(&self, id: &ReportId) -> Option<(Instant, Instant)> {
        self.anchors.get(id).or_else(|| self.instants.get(id)).copied()
    }
}

/// Brings reports together and orders them. The reports come by id.
pub fn tell(accepted: &[Accepted], denials: &[Denial], margins: &Margins) -> Story {
    let mut story = Story::default();
    story.instants.reserve(accepted.len());
    let denied: FxHashSet<&ReportId> = denials.iter().map(|d| &d.of).collect();
    let groups = groups(accepted, &mut story.findings);
    story.happenings.reserve(groups.len());
    for group in groups {
        let members: Vec<&Accepted> = group.iter().filter_map(|i| accepted.get(*i)).collect();
        // An observation joins instead of narrowing (rule R4); an ambiguous account decides nothing (rule R2).
        let (apart, joined): (Vec<&Accepted>, Vec<&Accepted>) =
            members.into_iter().partition(|a| observes(&a.report) || a.surety == Surety::Ambiguous);
        // Who denies an observation denies no more than that; who denies an account, the happening.
        let denying = |members: &[&Accepted]| -> Vec<&Denial> {
            if denials.is_empty() || !members.iter().any(|a| denied.contains(&a.report.id)) {
                return Vec::new();
            }
            denials.iter().filter(|d| members.iter().any(|a| a.report.id == d.of)).collect()
        };
        for one in apart {
            let first = story.happenings.len();
            add(&mut story, vec![vec![one]], &[], margins);
            let all = first..story.happenings.len();
            deny(&mut story, all, &denying(&[one]));
        }
        if !joined.is_empty() {
            let first = story.happenings.len();
            weigh(&mut story, &joined, margins);
            let all = first..story.happenings.len();
            deny(&mut story, all, &denying(&joined));
        }
    }
    order(&mut story, accepted);
    story.findings.sort();
    story
}

/// Marks happenings that a source says did not happen (rule R3): in one position they did, in the other they did not.
fn deny(story: &mut Story, happenings: Range<usize>, denials: &[&Denial]) {
    let Some(first) = denials.first() else { return };
    let mut of: Vec<ReportId> = Vec::new();
    for happening in story.happenings.get_mut(happenings).into_iter().flatten() {
        happening.denied = Some(story.aspects);
        of.extend(happening.accounts.iter().flat_map(|a| a.told_by.clone()));
    }
    of.sort();
    let by: Vec<ReportId> = denials.iter().map(|d| d.by.clone()).collect();
    let message = format!("{} says that what {} tells did not happen", listed(&by), first.of);
    let reports = of.iter().chain(&by).cloned().collect();
    story.findings.push(Finding { kind: FindingKind::FactDisputed, reports, message });
    story.denied.push(Denied { aspect: story.aspects, of, by });
    story.aspects += 1;
}

fn listed(ids: &[ReportId]) -> String {
    ids.iter().map(ReportId::as_str).collect::<Vec<_>>().join(", ")
}

/// Whether a report only observes: it begins and ends nothing.
fn observes(report: &Report) -> bool {
    report.kind == Kind::Speech(SpeechKind::Status)
        || report.is(Detail::Phase, "ongoing")
        || report.is(Detail::Phase, "whole")
}

/// Connected components of `variant-of` over accepted reports, in the order of their first ids.
fn groups(accepted: &[Accepted], findings: &mut Vec<Finding>) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..accepted.len()).collect();
    fn find(leader: &mut [usize], i: usize) -> usize {
        let mut root = i;
        while leader[root] != root {
            root = leader[root];
        }
        leader[i] = root;
        root
    }
    for (i, one) in accepted.iter().enumerate() {
        for other in &one.report.variant_of {
            match accepted.binary_search_by(|a| a.report.id.cmp(other)) {
                Ok(j) => {
                    let (a, b) = (find(&mut leader, i), find(&mut leader, j));
                    leader[a.max(b)] = a.min(b);
                }
                Err(_) => findings.push(Finding {
                    kind: FindingKind::MissingVariant,
                    reports: vec![one.report.id.clone()],
                    message: format!("{} is called an account of {other}, which is not there", one.report.id),
                }),
            }
        }
    }
    // The first by id leads: its number is met before those of the others.
    let mut groups: Vec<Vec<usize>> = Vec::with_capacity(accepted.len());
    let mut place: Vec<usize> = vec![0; accepted.len()];
    for i in 0..accepted.len() {
        let first = find(&mut leader, i);
        if first == i {
            place[i] = groups.len();
            groups.push(vec![i]);
        } else if let Some(group) = groups.get_mut(place[first]) {
            group.push(i);
        }
    }
    groups
}

/// Decides what is disputed among accounts and adds the happening.
fn weigh(story: &mut Story, members: &[&Accepted], margins: &Margins) {
    if let [one] = members
        && (one.surety != Surety::Stated || common(members, margins).is_some())
    {
        return add(story, vec![vec![one]], &[], margins);
    }
    // Inferred accounts never narrow, never dispute: each stands by itself, on its own date.
    let (firm, soft): (Vec<&Accepted>, Vec<&Accepted>) =
        members.iter().copied().partition(|a| a.surety == Surety::Stated);
    for one in soft {
        add(story, vec![vec![one]], &[], margins);
    }
    if firm.is_empty() {
        return;
    }
    let mut disputed = Vec::new();
    let ids: Vec<ReportId> = firm.iter().map(|a| a.report.id.clone()).collect();
    let listed = listed(&ids);
    let mut note = |kind: FindingKind, what: &str| {
        let message = format!("{listed}: accounts of one happening disagree on the {what}");
        story.findings.push(Finding { kind, reports: ids.clone(), message });
    };
    let date_disputed = common(&firm, margins).is_none();
    if date_disputed {
        note(FindingKind::DateDisputed, "date");
        disputed.push("date".to_owned());
    }
    let kinds: BTreeSet<Kind> = firm.iter().map(|a| a.report.kind).collect();
    if kinds.len() > 1 {
        note(FindingKind::ModeDisputed, "kind");
        disputed.push("mode".to_owned());
    }
    let mut contested_roles: BTreeSet<Role> = BTreeSet::new();
    for kind in &kinds {
        for role_use in kind.grammar().roles.iter().filter(|u| u.across == Across::Dispute) {
            let told: BTreeSet<Vec<&Filler>> = firm
                .iter()
                .filter(|a| a.report.kind == *kind)
                .map(|a| sorted(a.report.role(role_use.role)))
                .filter(|fillers| !fillers.is_empty())
                .collect();
            if told.len() > 1 {
                note(FindingKind::RoleDisputed, role_use.role.word());
                disputed.push(role_use.role.word().to_owned());
                contested_roles.insert(role_use.role);
            }
        }
    }
    // Accounts that agree on all that is disputed are one account.
    let mut accounts: Vec<Vec<&Accepted>> = Vec::new();
    for one in &firm {
        let agrees = |other: &&Accepted| {
            let (a, b) = (&one.report, &other.report);
            let roles = contested_roles.iter().all(|r| {
                let (x, y) = (sorted(a.role(*r)), sorted(b.role(*r)));
                x == y || x.is_empty() || y.is_empty()
            });
            a.kind == b.kind && !date_disputed && roles
        };
        match accounts.iter_mut().find(|account| account.iter().all(agrees)) {
            Some(account) => account.push(one),
            None => accounts.push(vec![one]),
        }
    }
    // A role that only one account fills is taken, and several fillers of a plural role add up (rule R4).
    let every: Vec<&Accepted> = firm.clone();
    let first = story.happenings.len();
    add(story, accounts, &every, margins);
    if let Some(happening) = story.happenings.get_mut(first) {
        happening.disputed = disputed;
    }
}

fn sorted(fillers: &[Filler]) -> Vec<&Filler> {
    let mut all: Vec<&Filler> = fillers.iter().collect();
    all.sort();
    all
}

/// The bounds of begin and end that all accounts share, if they share any.
fn common(members: &[&Accepted], margins: &Margins) -> Option<(Bounds, Bounds)> {
    let begin = members.iter().fold(Bounds::ANY, |b, a| b.meet(begins(a, margins)));
    let end = members.iter().fold(Bounds::ANY, |b, a| b.meet(ends(a, margins)));
    (!begin.is_empty() && !end.is_empty() && begin.earliest <= end.latest).then_some((begin, end))
}

/// When it begins by its own words. What a source tells of has happened by the last day the source can have known; a
/// later day has to be written (rule R12).
fn begins(one: &Accepted, margins: &Margins) -> Bounds {
    let written = one.report.date.begin(margins);
    let told = Bounds::new(written.earliest, one.knows_until);
    if written.latest == Day::FUTURE && !told.is_empty() { told } else { written }
}

fn ends(one: &Accepted, margins: &Margins) -> Bounds {
    if one.report.date.is_spell() { one.report.date.end(margins) } else { begins(one, margins) }
}

/// Adds a happening with these accounts; `every` lends roles to all of them.
fn add(story: &mut Story, accounts: Vec<Vec<&Accepted>>, every: &[&Accepted], margins: &Margins) {
    let all: Vec<&Accepted> = accounts.iter().flatten().copied().collect();
    let shared = common(&all, margins).map(|bounds| instants(story, &all, bounds));
    // Where the date itself is disputed, hints hold for the happening, whichever account is right: they see the
    // hull of all accounts, and move none of them.
    let anchor = shared.unwrap_or_else(|| instants(story, &all, hull(&all, margins)));
    let mut told = Vec::with_capacity(accounts.len());
    for account in accounts {
        let Some((begin, end)) = shared.or_else(|| {
            let bounds = common(&account, margins)?;
            Some(instants(story, &account, bounds))
        }) else {
            continue;
        };
        for one in &account {
            story.instants.insert(one.report.id.clone(), (begin, end));
            if anchor != (begin, end) {
                story.anchors.insert(one.report.id.clone(), anchor);
            }
        }
        let Some(report) = merged(&account, every) else { continue };
        told.push(Account {
            report,
            told_by: account.iter().map(|a| a.report.id.clone()).collect(),
            begin,
            end,
            loose: account
                .iter()
                .fold(Bounds::ANY, |b, a| b.meet(a.report.date.begin(margins)))
                .is_half_open(),
            unit: account.iter().map(|a| a.report.date.begin.unit).min().unwrap_or(Unit::Day),
        });
    }
    let aspect = (told.len() > 1).then(|| {
        story.differing.push((story.aspects, story.happenings.len()));
        story.aspects += 1;
        story.aspects - 1
    });
    story.happenings.push(Happening { accounts: told, aspect, disputed: Vec::new(), denied: None });
}

/// The bounds of begin and end that hold for some account.
fn hull(members: &[&Accepted], margins: &Margins) -> (Bounds, Bounds) {
    let all = |bounds: &mut dyn Iterator<Item = Bounds>| bounds.reduce(Bounds::hull).unwrap_or(Bounds::ANY);
    let begin = all(&mut members.iter().map(|a| begins(a, margins)));
    let end = all(&mut members.iter().map(|a| ends(a, margins)));
    (begin, end)
}

fn instants(story: &mut Story, members: &[&Accepted], bounds: (Bounds, Bounds)) -> (Instant, Instant) {
    let begin = story.network.instant(bounds.0);
    if members.iter().all(|a| !a.report.date.is_spell()) {
        return (begin, begin);
    }
    let end = story.network.instant(bounds.1);
    story.network.no_later(begin, end, None);
    (begin, end)
}

/// One report for an account: its own roles and details, filled up from the other accounts.
fn merged(account: &[&Accepted], every: &[&Accepted]) -> Option<Arc<Report>> {
    let first = account.first()?;
    if account.len() == 1 && every.iter().all(|a| a.report.id == first.report.id) && stands_as_told(first) {
        return Some(first.report.clone());
    }
    let mut report = (*first.report).clone();
    report.surety = account.iter().map(|a| a.surety).max().unwrap_or(first.surety);
    let grammar = report.kind.grammar();
    let own: Vec<&Report> = account.iter().map(|a| &*a.report).collect();
    let others: Vec<&Report> = every.iter().map(|a| &*a.report).collect();
    for role_use in grammar.roles {
        let role = role_use.role;
        let mut fillers = union(own.iter().map(|r| r.role(role)));
        let elsewhere: Vec<&&Report> = others.iter().filter(|r| !r.role(role).is_empty()).collect();
        let adds_up = role_use.across == Across::Union && elsewhere.iter().all(|r| r.kind == report.kind);
        if fillers.is_empty() || adds_up {
            let taken = fillers.is_empty() && role_use.across == Across::Dispute && elsewhere.len() > 1;
            if !taken {
                fillers =
                    union(std::iter::once(fillers.as_slice()).chain(elsewhere.iter().map(|r| r.role(role))));
            }
        }
        if !fillers.is_empty() {
            report.roles.insert(role, fillers);
        }
    }
    for detail_use in grammar.details {
        let detail = detail_use.detail;
        let same = others.iter().filter(|r| r.kind == report.kind);
        let told = own.iter().chain(same).find_map(|r| r.detail(detail));
        if let Some(value) = told {
            report.details.insert(detail, value.to_owned());
        }
    }
    report.places = own.iter().chain(others.iter()).flat_map(|r| r.places.clone()).fold(
        Vec::new(),
        |mut places, place| {
            if !places.contains(&place) {
                places.push(place);
            }
            places
        },
    );
    for other in own.iter().skip(1) {
        report.says.extend(other.says.iter().cloned());
    }
    Some(Arc::new(report))
}

/// Whether nothing in a report is told twice, and nothing weakens it.
fn stands_as_told(one: &Accepted) -> bool {
    fn once<T: PartialEq>(all: &[T]) -> bool {
        all.iter().enumerate().all(|(i, one)| all.iter().take(i).all(|other| other != one))
    }
    let fillers = |all: &Vec<Filler>| {
        all.len() < 2 || once(&all.iter().map(|filler| &filler.actor).collect::<Vec<_>>())
    };
    one.surety == one.report.surety && one.report.roles.values().all(fillers) && once(&one.report.places)
}

/// Fillers of several lists, each actor once, told as firmly as it is anywhere.
fn union<'a>(lists: impl Iterator<Item = &'a [Filler]>) -> Vec<Filler> {
    let mut all: Vec<Filler> = Vec::new();
    for filler in lists.flatten() {
        match all.iter_mut().find(|f| f.actor == filler.actor) {
            Some(known) => known.surety = known.surety.max(filler.surety),
            None => all.push(filler.clone()),
        }
    }
    all
}

/// Puts the hints on the network and tightens it (rule R9). Hints are numbered by report and order, so that ties
/// fall the same way whatever the order of arrival.
fn order(story: &mut Story, accepted: &[Accepted]) {
    let mut hints: Vec<(&ReportId, &Hint)> =
        accepted.iter().flat_map(|a| a.report.hints.iter().map(|h| (&a.report.id, h))).collect();
    hints.sort();
    hints.dedup();
    // What only perhaps stands binds nothing for certain (rule R33).
    let perhaps: BTreeSet<&ReportId> = accepted.iter().filter(|a| a.perhaps).map(|a| &a.report.id).collect();
    for (number, (id, hint)) in hints.iter().enumerate() {
        let Some((begin, end)) = story.anchor(id) else { continue };
        if perhaps.contains(id) || perhaps.contains(&hint.other) {
            continue;
        }
        let Some((other_begin, other_end)) = story.anchor(&hint.other) else {
            story.findings.push(Finding {
                kind: FindingKind::MissingHint,
                reports: vec![(*id).clone()],
                message: format!("{id}: `{} {}` names no report of this view", hint.kind.word(), hint.other),
            });
            continue;
        };
        let mut add = |from, to| story.network.no_later(from, to, Some(number));
        match hint.kind {
            HintKind::After => add(other_begin, begin),
            HintKind::Before => add(begin, other_begin),
            HintKind::AfterEnd => add(other_end, begin),
            HintKind::EndsBefore => add(end, other_begin),
            HintKind::PartOf => {
                add(other_begin, begin);
                add(end, other_end);
            }
        }
    }
    for number in story.network.settle() {
        if let Some((id, hint)) = hints.get(number) {
            story.findings.push(Finding {
                kind: FindingKind::DroppedHint,
                reports: vec![(*id).clone(), hint.other.clone()],
                message: format!(
                    "{id}: `{} {}` contradicts dates or other hints and is left out",
                    hint.kind.word(),
                    hint.other
                ),
            });
        }
    }
}
