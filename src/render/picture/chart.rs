//! What a span chart shows, before any format: lines of bars, each a stretch of days with one degree of certainty.

use super::Sure;
use super::dates::runs;
use super::rows::{label, order};
use super::text::cut;
use crate::domain::{ActorId, Bounds, Day, Relation, Slug};
use crate::replay::{Spans, Timeline, Track};

/// Most lines of a chart: more can be neither read nor drawn.
const MOST: usize = 2_000;

/// A stretch of days of one degree of certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// How sure it is on each of them.
    pub sure: Sure,
    /// Whether it goes on before the chart begins.
    pub before: bool,
    /// Whether it goes on after the chart ends, or as far as anything is known.
    pub after: bool,
}

/// One fact over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is, in a few words.
    pub label: String,
    /// Its bars, in order, none over another.
    pub bars: Vec<Bar>,
    /// When it began and ended, in words.
    pub dates: String,
}

/// The lines of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Whose.
    pub name: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A chart of spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// How it was asked, where that was special.
    pub asked: Option<String>,
    /// First day of the axis.
    pub from: Day,
    /// Last day of the axis.
    pub to: Day,
    /// The lines, by actor.
    pub groups: Vec<Group>,
    /// How many lines were left out, where there were too many.
    pub left_out: usize,
}

/// What is to be charted.
pub struct Wanted<'a> {
    /// Whose facts; none: the being of every body.
    pub actors: &'a [ActorId],
    /// From when: open where it is to begin with what is told.
    pub from: Day,
    /// Until when, likewise.
    pub to: Day,
    /// How actors and places are called.
    pub name: &'a dyn Fn(&Slug) -> String,
    /// How it was asked, where that was special.
    pub asked: Option<String>,
}

impl Chart {
    /// The spans of some actors, or of all bodies.
    pub fn of(timeline: &Timeline, wanted: &Wanted<'_>) -> Chart {
        let all = tracks(timeline, wanted);
        let turns = all.iter().flat_map(|(_, tracks)| tracks.iter().flat_map(|t| turns(t)));
        let turns: Vec<Day> = turns.filter(|d| *d >= wanted.from && *d <= wanted.to).collect();
        let (from, to) = axis(wanted, &turns, timeline.horizon());
        let mut left_out = 0;
        let mut room = MOST;
        let mut groups = Vec::new();
        for (whose, tracks) in all {
            let name = whose.map_or_else(|| "bodies".to_owned(), wanted.name);
            let mut lines: Vec<Line> = Vec::new();
            for track in tracks {
                let bars = bars(track, from, to, timeline.horizon());
                if bars.is_empty() {
                    continue;
                }
                if room == 0 {
                    left_out += 1;
                    continue;
                }
                room -= 1;
                let label = label(&track.fluent, whose, wanted.name);
                lines.push(Line { label, bars, dates: runs(track, timeline.horizon()) });
            }
            if !lines.is_empty() {
                groups.push(Group { name, lines });
            }
        }
        let title = match wanted.actors {
            [] => "When each body was there".to_owned(),
            [one] => (wanted.name)(one),
            actors => {
                let names: Vec<String> =
                    actors.iter().take(4).map(|id| cut(&(wanted.name)(id), 40, "…")).collect();
                let more = actors.len().saturating_sub(names.len());
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("{}{more}", names.join(", "))
            }
        };
        Chart { title, asked: wanted.asked.clone(), from, to, groups, left_out }
    }

    /// The degrees of certainty that occur.
    pub fn degrees(&self) -> Vec<Sure> {
        let bars = || self.groups.iter().flat_map(|g| &g.lines).flat_map(|l| &l.bars);
        Sure::ALL.into_iter().filter(|sure| bars().any(|bar| bar.sure == *sure)).collect()
    }
}

/// The tracks to be charted, by the actor they stand under.
fn tracks<'a, 'w>(timeline: &'a Timeline, wanted: &Wanted<'w>) -> Vec<(Option<&'w ActorId>, Vec<&'a Track>)> {
    if wanted.actors.is_empty() {
        let mut beings: Vec<&Track> = timeline.of_relation(Relation::Exists).collect();
        beings.sort_by_key(|track| (first(track), track.fluent.subject.clone()));
        return vec![(None, beings)];
    }
    let facts = wanted.actors.iter().map(|actor| {
        let mut tracks: Vec<&Track> = timeline
            .tracks()
            .filter(|t| t.fluent.subject == *actor || t.fluent.object.as_ref() == Some(actor))
            .filter(|t| order(t.fluent.relation).is_some())
            .collect();
        tracks.sort_by_key(|t| {
            (order(t.fluent.relation), t.fluent.subject != *actor, first(t), t.fluent.clone())
        });
        (Some(actor), tracks)
    });
    facts.collect()
}

/// The first day on which it holds, certainly or perhaps; of those that may always have, the first on which they do.
fn first(track: &Track) -> Day {
    turns(track).first().copied().unwrap_or(Day::FUTURE)
}

/// The days on which a track begins, ceases or wavers.
fn turns(track: &Track) -> Vec<Day> {
    let mut turns = Vec::new();
    let mut before = None;
    for segment in &track.segments {
        let sure = Sure::of(segment.answer);
        if sure != before && !segment.from.is_open() {
            turns.push(segment.from);
        }
        before = sure;
    }
    turns
}

/// The days of the axis: what was asked for, else from a little before the first turn to the last that is known.
fn axis(wanted: &Wanted<'_>, turns: &[Day], horizon: Day) -> (Day, Day) {
    let known = |day: &&Day| horizon.is_open() || **day <= horizon;
    let last = turns.iter().filter(known).max().copied();
    let last = match (horizon.is_open(), last) {
        (false, _) => horizon,
        (true, Some(day)) => day,
        (true, None) => Day::of(2000, 1, 1).unwrap_or(Day(0)),
    };
    let first = turns.iter().min().copied().unwrap_or(last.plus(-365)).min(last);
    let margin = ((last.0.saturating_sub(first.0)) / 40).max(15);
    let from = if wanted.from.is_open() { first.plus(-margin) } else { wanted.from };
    let to = if wanted.to.is_open() { last } else { wanted.to };
    // An axis needs a length.
    (from, to.max(from.plus(7)))
}

/// The bars of a track inside the axis.
fn bars(track: &Track, from: Day, to: Day, horizon: Day) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    for (place, segment) in track.segments.iter().enumerate() {
        let Some(sure) = Sure::of(segment.answer) else { continue };
        let over = track.segments.get(place + 1).map_or(Day::FUTURE, |next| next.from.prev());
        // What lasts as far as anything is known has no end.
        let after = over > to || !horizon.is_open() && over >= horizon;
        let within = Bounds::new(segment.from, over).meet(Bounds::new(from, to));
        if within.is_empty() {
            continue;
        }
        match bars.last_mut() {
            Some(last) if last.sure == sure && last.to.next() == within.earliest => {
                (last.to, last.after) = (within.latest, after);
            }
            _ => {
                let before = segment.from < from;
                bars.push(Bar { from: within.earliest, to: within.latest, sure, before, after });
            }
        }
    }
    bars
}
