//! The timeline: every fluent with its answers over all days, behind the small interface questions are asked through.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::amend::Heard;
use super::claims::settles;
use super::fading;
use super::happening::{FACT, Story};
use super::item::{Item, Items, Part};
use super::kernel::presuppose;
use super::network::Instant;
use super::view::Accepted;
use crate::domain::names::fold;
use crate::domain::{
    ActorId, Answer, Bounds, Day, Finding, Fluent, Persistence, Relation, ReportId, Silence, Slot, Slug,
    SourceId,
};
use crate::projectors::Cast;

/// From this day to the day before the next segment, the answer is this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// First day.
    pub from: Day,
    /// The answer at the close of each of its days.
    pub answer: Answer,
    /// Whether only silence speaks.
    pub silent: bool,
    /// Whether it is *no* only since another certainly holds the slot (rules R28, R31): else it would be *unknown*.
    pub excluded: bool,
}

/// One fluent over all days.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Which.
    pub fluent: Fluent,
    /// The answers; the first segment begins at [`Day::PAST`].
    pub segments: Vec<Segment>,
    /// What touches it.
    pub items: Items,
    /// Where it was worked out from more than is replayed here: what [`Track::items`] would tell others.
    pub elsewhere: Option<Elsewhere>,
}

/// What others that lean on a being need to know of what touches it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// The last day on which it may have been founded or born.
    pub last_birth: Option<Day>,
    /// Whether what is told of it, other than proof that somebody is there, is part of what is replayed. It must be where
    /// something ends it only perhaps, or in one account only: such an end goes on in what leans on it, as the same event
    /// (rule R26).
    pub told_here: bool,
}

/// A stretch of days on which a fluent holds, certainly or perhaps, and the bounds of its two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// It begins in these days. The latest is [`Day::FUTURE`] where it never certainly begins.
    pub begin: Bounds,
    /// It ends in these days: the first day on which it may, and on which it certainly no longer does, hold.
    pub end: Bounds,
}

/// The segment a day falls into.
pub(super) fn on(segments: &[Segment], day: Day) -> Segment {
    let after = segments.partition_point(|s| s.from <= day);
    let at = after.checked_sub(1).and_then(|i| segments.get(i)).copied();
    at.unwrap_or(Segment { from: Day::PAST, answer: Answer::Unknown, silent: true, excluded: false })
}

impl Track {
    /// The answer at the close of a day.
    pub fn on(&self, day: Day) -> Answer {
        on(&self.segments, day).answer
    }

    /// The answer at the close of a day, of a fluent with these segments.
    pub fn answer_of(segments: &[Segment], day: Day) -> Answer {
        on(segments, day).answer
    }

    /// The answers of all days from one to another, each segment once.
    pub fn answers_between(&self, from: Day, to: Day) -> Vec<Answer> {
        let mut answers = vec![self.on(from)];
        let after = self.segments.partition_point(|s| s.from <= from);
        let within = self.segments.iter().skip(after).take_while(|s| s.from <= to);
        answers.extend(within.map(|s| s.answer));
        answers
    }

    /// What others that lean on it need of what touches it.
    pub fn summary(&self) -> Elsewhere {
        let births = self.items.iter().filter(|i| i.part == Part::Start { birth: true });
        let last_birth = births.map(|i| i.bounds.latest).max();
        let told_here = self.items.iter().any(Item::ends_perhaps);
        self.elsewhere.unwrap_or(Elsewhere { last_birth, told_here })
    }

    /// The stretches of days on which the answer is *no* before a new birth: the first of them, and the first day after
    /// them.
    pub(super) fn breaks(&self) -> Vec<(Day, Day)> {
        let mut breaks = Vec::new();
        let mut gone = None;
        let last_birth = self.summary().last_birth;
        for segment in self.segments.iter().filter(|s| s.from != Day::PAST) {
            match (segment.answer, gone) {
                (Answer::No, None) => gone = Some(segment.from),
                (Answer::No, Some(_)) | (_, None) => {}
                (_, Some(first)) => {
                    // Evidence alone founds nothing: it disputes the end, and with it the end of what leaned on it.
                    if last_birth.is_some_and(|birth| birth >= first) {
                        breaks.push((first, segment.from));
                    }
                    gone = None;
                }
            }
        }
        breaks
    }

    /// The first and the last day inside the bounds on which the answer is anything but *no*, at dawn or at the close:
    /// who acts on the day of his end acts before it.
    pub(super) fn first_and_last_there(&self, bounds: Bounds) -> Option<(Day, Day)> {
        let wider = Bounds::new(bounds.earliest.prev(), bounds.latest);
        let (first, last) = self.first_and_last_not_no(wider)?;
        let there = Bounds::new(first, last.next()).meet(bounds);
        (!there.is_empty()).then_some((there.earliest, there.latest))
    }

    /// The first and the last day inside the bounds on which the answer at the close is anything but *no*.
    fn first_and_last_not_no(&self, bounds: Bounds) -> Option<(Day, Day)> {
        if bounds.is_empty() {
            return None;
        }
        let begun = self.segments.partition_point(|s| s.from <= bounds.earliest).saturating_sub(1);
        let after = self.segments.partition_point(|s| s.from <= bounds.latest);
        let mut within = self.segments.get(begun..after)?.iter().enumerate();
        let holds = |(_, segment): &(usize, &Segment)| segment.answer != Answer::No;
        let (_, first) = within.clone().find(holds)?;
        let (at, _) = within.rfind(holds)?;
        let last = self.segments.get(begun + at + 1).map_or(Day::FUTURE, |next| next.from.prev());
        Some((first.from.max(bounds.earliest), last.min(bounds.latest)))
    }

    /// The spans: maximal runs of days on which it holds, certainly, perhaps or in dispute; a run that wavers
    /// (certain, perhaps, certain) is cut where it wavers.
    pub fn spans(&self) -> Vec<Span> {
        Track::spans_of(&self.segments)
    }

    /// The spans of a fluent with these segments.
    pub fn spans_of(segments: &[Segment]) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut run: Option<(Day, Option<Day>, Option<Day>)> = None; // begins, certain from, certain until
        for segment in segments {
            let holds = !matches!(segment.answer, Answer::No | Answer::Unknown);
            let certain = segment.answer == Answer::Yes;
            match (&mut run, holds) {
                (None, true) => run = Some((segment.from, certain.then_some(segment.from), None)),
                (Some((begin, from, until)), true) => {
                    if certain && from.is_none() {
                        *from = Some(segment.from);
                    } else if certain && until.is_some() {
                        let (b, f, u) = (*begin, *from, *until);
                        spans.push(span(b, f, u, segment.from));
                        run = Some((u.unwrap_or(segment.from), Some(segment.from), None));
                    } else if !certain && from.is_some() && until.is_none() {
                        *until = Some(segment.from);
                    }
                }
                (Some((begin, from, until)), false) => {
                    spans.push(span(*begin, *from, *until, segment.from));
                    run = None;
                }
                (None, false) => {}
            }
        }
        if let Some((begin, from, until)) = run {
            spans.push(span(begin, from, until, Day::FUTURE));
        }
        spans
    }

    /// The span that covers a day, if any.
    pub fn span_on(&self, day: Day) -> Option<Span> {
        self.spans()
            .into_iter()
            .find(|s| s.begin.earliest <= day && (day < s.end.latest || s.end.latest == Day::FUTURE))
    }
}

fn span(begin: Day, certain_from: Option<Day>, certain_until: Option<Day>, over: Day) -> Span {
    let earliest_end = certain_until.unwrap_or(if certain_from.is_some() { over } else { begin });
    Span {
        begin: Bounds::new(begin, certain_from.unwrap_or(Day::FUTURE)),
        end: Bounds::new(earliest_end, over),
    }
}

/// What questions need of a timeline.
pub trait Spans {
    /// The track of a fluent, where anything speaks of it.
    fn of_fluent(&self, fluent: &Fluent) -> Option<&Track>;
    /// The answer on a day, of any fluent.
    fn answer(&self, fluent: &Fluent, day: Day) -> Answer;
    /// Every track of a relation.
    fn of_relation<'a>(&'a self, relation: Relation) -> Box<dyn Iterator<Item = &'a Track> + 'a>;
    /// Every track that names an actor, place or treaty.
    fn of_actor<'a>(&'a self, actor: &'a ActorId) -> Box<dyn Iterator<Item = &'a Track> + 'a>;
    /// What every actor is.
    fn cast(&self) -> &Cast;
    /// Last day anybody could have known (rule R12).
    fn horizon(&self) -> Day;
}

/// A replayed log under one view.
#[derive(Clone, Debug)]
pub struct Timeline {
    pub(super) tracks: BTreeMap<Fluent, Arc<Track>>,
    pub(super) cast: Cast,
    /// Names every actor bears, folded: they hold without a date.
    pub(super) names: HashMap<ActorId, Vec<String>>,
    pub(super) horizon: Day,
    pub(super) according_to: Option<ActorId>,
    pub(super) story: Story,
    /// The other accounts of reports that have some, once they were asked for.
    pub(super) variants: OnceLock<HashMap<ReportId, Vec<ReportId>>>,
    /// Accepted reports, by id.
    pub(super) accepted: Vec<Accepted>,
    /// Reports whose happening somebody denies: who, and in which report.
    pub(super) denied: BTreeMap<ReportId, Vec<(ActorId, ReportId)>>,
    /// The amendments, in the order recorded.
    pub(super) heard: Vec<Heard>,
    /// Second ids of actors, each with the id that stays.
    pub(super) same: BTreeMap<ActorId, ActorId>,
    /// Fluents that go on otherwise than declared (rule R8).
    pub(super) persistence: BTreeMap<Relation, Persistence>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl Timeline {
    /// Every track, in the order of their fluents.
    pub fn tracks(&self) -> impl Iterator<Item = &Track> {
        self.tracks.values().map(Arc::as_ref)
    }

    /// The track of a fluent, to be kept beyond the timeline.
    pub fn shared(&self, fluent: &Fluent) -> Option<&Arc<Track>> {
        self.tracks.get(fluent)
    }

    /// Whose word counts as fact in this view, where somebody's does.
    pub fn according_to(&self) -> Option<&ActorId> {
        self.according_to.as_ref()
    }

    /// Whether a fluent has begun to fade by a day: in this view it does, and it was last told too long ago (rule R8).
    pub fn fades(&self, track: &Track, day: Day) -> bool {
        match self.persistence.get(&track.fluent.relation) {
            Some(Persistence::Fades(term)) => !fading::fresh(*term, &track.items, day),
            Some(Persistence::UntilEnded | Persistence::Forever) | None => false,
        }
    }

    /// The amendments of the log, in the order recorded, and whether each is in force.
    pub fn amendments(&self) -> &[Heard] {
        &self.heard
    }

    /// The id under which an actor stands, where it was told to be the same as another (rule R6).
    pub fn stays<'a>(&'a self, actor: &'a ActorId) -> &'a ActorId {
        self.same.get(actor).unwrap_or(actor)
    }

    /// Whether a fluent names an actor that goes by several ids (rule R6).
    pub fn is_one_of_several(&self, fluent: &Fluent) -> bool {
        let stays = |id: &ActorId| self.same.values().any(|stays| stays == id);
        stays(&fluent.subject) || fluent.object.as_ref().is_some_and(stays)
    }

    /// The accepted reports, by id.
    pub fn accepted(&self) -> &[Accepted] {
        &self.accepted
    }

    /// An accepted report.
    pub fn report(&self, id: &str) -> Option<&Accepted> {
        let at = self.accepted.binary_search_by(|a| a.report.id.as_str().cmp(id)).ok()?;
        self.accepted.get(at)
    }

    /// The sources of reports, each once, in order.
    pub fn sources_of<'a>(&self, reports: impl IntoIterator<Item = &'a ReportId>) -> Vec<SourceId> {
        let accepted = reports.into_iter().filter_map(|id| self.report(id.as_str()));
        let all: BTreeSet<SourceId> = accepted.map(|a| a.report.citation.source.clone()).collect();
        all.into_iter().collect()
    }

    /// The tightened bounds of a report's begin and end.
    pub fn bounds(&self, id: &ReportId) -> Option<(Bounds, Bounds)> {
        self.story.bounds(id)
    }

    /// The instant at which a report begins, and its rank in the order of hints: a tie-break for listings.
    pub fn rank(&self, id: &ReportId) -> usize {
        self.instant(id).map_or(0, |instant| self.story.network.rank(instant))
    }

    fn instant(&self, id: &ReportId) -> Option<Instant> {
        self.story.instants.get(id).map(|(begin, _)| *begin)
    }

    /// The amendments by which sources say that what an aspect is about did not happen; none of any other aspect.
    pub fn denials(&self, aspect: usize) -> &[ReportId] {
        self.story.denial(aspect).map_or(&[], |d| &d.by)
    }

    /// Who denies that a report's happening happened, and in which report.
    pub fn deniers(&self, id: &ReportId) -> Vec<(ActorId, ReportId)> {
        self.denied.get(id).cloned().unwrap_or_default()
    }

    /// What settles a claim on a track by a day: acts after it, and statements that are not older (rules R3, R18).
    pub fn settling<'t>(&self, track: &'t Track, claim: &Item, day: Day) -> Vec<&'t Item> {
        let network = &self.story.network;
        track.items.iter().filter(|item| settles(item, claim, network, day)).collect()
    }

    /// The accounts between which a disputed aspect chooses: reports and number of each.
    pub fn accounts(&self, aspect: usize) -> Vec<(Vec<ReportId>, usize)> {
        if let Some(denied) = self.story.denial(aspect) {
            return vec![(denied.of.clone(), 0), (denied.by.clone(), 1)];
        }
        let disputed = self.story.of_aspect(aspect);
        let accounts = disputed.into_iter().flat_map(|h| h.accounts.iter().enumerate());
        accounts.map(|(alternative, account)| (account.told_by.clone(), alternative)).collect()
    }

    /// What is in dispute on a track, in the words of rule R4.
    pub fn disputed_aspects(&self, track: &Track) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        // Evidence is no account of the fluent: whose date is disputed there, is another matter.
        let accounts = track.items.iter().filter(|i| i.part != Part::Evidence);
        for choice in accounts.flat_map(|i| &i.choices) {
            match self.story.of_aspect(choice.aspect) {
                Some(happening) => words.extend(happening.disputed.iter().cloned()),
                None if self.story.denial(choice.aspect).is_some() => {
                    words.push(FACT.to_owned());
                }
                None => words.push("consequence".to_owned()),
            }
        }
        words.sort();
        words.dedup();
        words
    }

    /// The other accounts of a report's happening, by id.
    pub fn variants(&self, id: &ReportId) -> &[ReportId] {
        let all = self.variants.get_or_init(|| self.story.variants());
        all.get(id).map_or(&[], Vec::as_slice)
    }
}

impl Spans for Timeline {
    fn of_fluent(&self, fluent: &Fluent) -> Option<&Track> {
        self.tracks.get(fluent).map(Arc::as_ref)
    }

    fn answer(&self, fluent: &Fluent, day: Day) -> Answer {
        if let Some(track) = self.tracks.get(fluent) {
            return track.on(day);
        }
        // Nothing speaks of it: silence, unless a body it presupposes is gone or a rival holds the slot.
        let declaration = fluent.relation.declaration();
        let borne =
            |name: &String| self.names.get(&fluent.subject).is_some_and(|all| all.contains(&fold(name)));
        let silence = match declaration.silence {
            _ if fluent.relation == Relation::Named && fluent.value.as_ref().is_some_and(borne) => {
                Answer::Yes
            }
            Silence::No => Answer::No,
            Silence::Unknown => Answer::Unknown,
        };
        let beings = self.cast.presupposed(fluent);
        let bodies = beings.iter().filter_map(|being| self.tracks.get(being));
        let answer = bodies.fold(silence, |answer, body| presuppose(answer, body.on(day)));
        let rival = |track: &&Track| {
            track.fluent.relation == fluent.relation
                && track.fluent.object == fluent.object
                && track.fluent.value == fluent.value
                && track.on(day) == Answer::Yes
        };
        let excluded =
            declaration.slot == Slot::Object && self.of_relation(fluent.relation).any(|t| rival(&t));
        if answer == Answer::Unknown && excluded { Answer::No } else { answer }
    }

    fn of_relation<'a>(&'a self, relation: Relation) -> Box<dyn Iterator<Item = &'a Track> + 'a> {
        // Fluents come by relation first.
        let from =
            self.tracks.range(Fluent::one(relation, &Slug::first())..).map(|(_, track)| track.as_ref());
        Box::new(from.take_while(move |track| track.fluent.relation == relation))
    }

    fn of_actor<'a>(&'a self, actor: &'a ActorId) -> Box<dyn Iterator<Item = &'a Track> + 'a> {
        let names = move |track: &&Track| {
            track.fluent.subject == *actor || track.fluent.object.as_ref() == Some(actor)
        };
        Box::new(self.tracks().filter(names))
    }

    fn cast(&self) -> &Cast {
        &self.cast
    }

    fn horizon(&self) -> Day {
        self.horizon
    }
}
