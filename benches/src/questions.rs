//! What is asked of every side, the rows they all answer with, and the digests their answers are held against.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use annals::domain::{ActorId, Answer, Bounds, Day, Fluent, Slug};
use annals::question::{Change, FactAnswer};
use annals::replay::{Spans, Timeline};
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::ours;

/// Days, actors and facts that are asked, with the digests of what a replay from nothing answers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Questions {
    pub days: Vec<i32>,
    pub actors: Vec<String>,
    pub facts: Vec<String>,
    /// Of the rows that hold, in the shape of [`Row`]: what the peers are held against.
    pub rows: Digests,
    /// Of what our questions answer.
    pub answers: Digests,
    /// How many facts, rows and reports there are.
    pub tracks: usize,
    pub row_count: usize,
    pub findings: usize,
    /// How long the replay took, in milliseconds.
    pub replay: u64,
}

/// The digest for each operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    pub state: String,
    pub actor: String,
    pub ask: String,
    pub diff: String,
}

impl Digests {
    /// That of an operation, where there is one.
    pub fn of(&self, operation: &str) -> Option<&str> {
        match operation {
            "state" => Some(&self.state),
            "actor" => Some(&self.actor),
            "ask" => Some(&self.ask),
            "diff" => Some(&self.diff),
            _ => None,
        }
    }
}

/// A fact with one answer over some days, and the bounds of the span they lie in: what every side holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub fluent: String,
    pub subject: String,
    pub object: String,
    pub answer: u8,
    /// The first and the last day.
    pub from: i32,
    pub to: i32,
    /// Begin and end of the span: earliest, latest, earliest, latest.
    pub bounds: [i32; 4],
}

/// One answer of one row, as it is digested: fact, answer, bounds.
pub type Line = (String, u8, [i32; 4]);

/// The digest of answers, in whatever order they came: a question after the other.
pub fn digest(answers: impl IntoIterator<Item = Vec<Line>>) -> String {
    let mut hasher = blake3::Hasher::new();
    for mut lines in answers {
        lines.sort();
        for (fluent, answer, [a, b, c, d]) in lines {
            hasher.update(format!("{fluent}|{answer}|{a}|{b}|{c}|{d}\n").as_bytes());
        }
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

/// An answer as a number.
pub fn number(answer: Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::Unknown => 1,
        Answer::Possible => 2,
        Answer::Disputed => 3,
        Answer::Yes => 4,
    }
}

/// What our questions answer, to be digested.
pub fn lines(answers: &[FactAnswer]) -> Vec<Line> {
    let bounds = |b: Option<Bounds>| b.map_or([0, 0], |b| [b.earliest.0, b.latest.0]);
    let line = |told: &FactAnswer| {
        let ([a, b], [c, d]) = (bounds(told.begin), bounds(told.end));
        (told.fact.to_string(), number(told.answer), [a, b, c, d])
    };
    answers.iter().map(line).collect()
}

/// As [`lines`], of changes: the answer of before and after in one number, and no bounds.
pub fn changed(changes: &[Change]) -> Vec<Line> {
    let line =
        |c: &Change| (c.after.fact.to_string(), number(c.before.answer) * 8 + number(c.after.answer), [0; 4]);
    changes.iter().map(line).collect()
}

/// The rows of a timeline: every answer but *no* and *unknown*.
pub fn rows(timeline: &Timeline) -> impl Iterator<Item = Row> {
    timeline.tracks().flat_map(|track| {
        let spans = track.spans();
        let ends = track.segments.iter().skip(1).map(|next| next.from.prev()).chain([Day::FUTURE]);
        let held = track.segments.iter().zip(ends).filter(|(segment, _)| number(segment.answer) > 1);
        let row = |(segment, to): (&annals::replay::Segment, Day)| {
            let inside = |s: &&annals::replay::Span| {
                s.begin.earliest <= segment.from
                    && (segment.from < s.end.latest || s.end.latest == Day::FUTURE)
            };
            let bounds = spans.iter().find(inside).map_or([0; 4], |span| {
                [span.begin.earliest.0, span.begin.latest.0, span.end.earliest.0, span.end.latest.0]
            });
            Row {
                fluent: track.fluent.to_string(),
                subject: track.fluent.subject.to_string(),
                object: track.fluent.object.as_ref().map(Slug::to_string).unwrap_or_default(),
                answer: number(segment.answer),
                from: segment.from.0,
                to: to.0,
                bounds,
            }
        };
        held.map(row).collect::<Vec<Row>>()
    })
}

impl Row {
    fn line(&self) -> Line {
        (self.fluent.clone(), self.answer, self.bounds)
    }

    fn holds(&self, day: i32) -> bool {
        self.from <= day && day <= self.to
    }
}

impl Questions {
    /// Draws questions from a timeline and answers them.
    pub fn of(timeline: &Timeline, all: &[Row], replay: u64) -> Questions {
        let (start, days) = (702_727, 36_525);
        let days: Vec<i32> = (0..8).map(|i| start + days / 10 + i * days / 9 + i * 37 % 29).collect();
        let mut actors: Vec<String> = Vec::new();
        let mut busy: Vec<(usize, &ActorId)> =
            timeline.cast().actors().map(|(id, _)| (timeline.of_actor(id).count(), id)).collect();
        busy.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        let mut at = 0;
        while let Some((facts, id)) = busy.get(at)
            && *facts > 0
        {
            actors.push(id.to_string());
            at = at * 2 + 1;
        }
        let step = (all.len() / 50).max(1);
        let facts: Vec<String> = all.iter().step_by(step).take(50).map(|row| row.fluent.clone()).collect();
        let mut questions = Questions { days, actors, facts, replay, ..Questions::default() };
        questions.tracks = timeline.tracks().count();
        questions.row_count = all.len();
        questions.findings = timeline.findings.len();
        questions.rows = questions.of_rows(all);
        questions.answers = ours::digests(timeline, &questions);
        questions
    }

    /// The first and the last day asked, for what changed between.
    pub fn apart(&self) -> (i32, i32) {
        (self.days.get(2).copied().unwrap_or(0), self.days.get(5).copied().unwrap_or(0))
    }

    fn of_rows(&self, all: &[Row]) -> Digests {
        let lines = |keep: &dyn Fn(&Row) -> bool| all.iter().filter(|row| keep(row)).map(Row::line).collect();
        let days = || self.days.iter().copied();
        let of_actor = |actor: &str, day: i32| {
            lines(&|row: &Row| row.holds(day) && (row.subject == actor || row.object == actor))
        };
        let asked = |fact: &str, day: i32| lines(&|row: &Row| row.fluent == fact && row.holds(day));
        let (a, b) = self.apart();
        Digests {
            state: digest(days().map(|day| lines(&|row: &Row| row.holds(day)))),
            actor: digest(self.actors.iter().map(|id| of_actor(id, self.day()))),
            ask: digest(self.facts.iter().map(|fact| asked(fact, self.day()))),
            diff: digest([changes(lines(&|row: &Row| row.holds(a)), lines(&|row: &Row| row.holds(b)))]),
        }
    }

    /// The day on which actors and facts are asked.
    pub fn day(&self) -> i32 {
        self.days.get(4).copied().unwrap_or(0)
    }

    pub fn actor_ids(&self) -> Vec<ActorId> {
        self.actors.iter().filter_map(|id| Slug::new(id).ok()).collect()
    }

    pub fn fluents(&self) -> Vec<Fluent> {
        self.facts.iter().filter_map(|fact| Fluent::parse(fact).ok()).collect()
    }

    pub fn read(folder: &Path) -> Result<Questions, Failure> {
        Ok(serde_json::from_slice(&fs::read(folder.join("questions.json"))?)?)
    }

    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        Ok(fs::write(folder.join("questions.json"), serde_json::to_vec_pretty(self)?)?)
    }
}

/// The facts whose answers differ between two states, as [`changed`] has them; what is in one alone had no answer.
pub fn changes(before: Vec<Line>, after: Vec<Line>) -> Vec<Line> {
    let mut all: std::collections::BTreeMap<String, (u8, u8)> = std::collections::BTreeMap::new();
    for (fluent, answer, _) in before {
        all.entry(fluent).or_default().0 = answer;
    }
    for (fluent, answer, _) in after {
        all.entry(fluent).or_default().1 = answer;
    }
    let differ = all.into_iter().filter(|(_, (a, b))| a != b);
    differ.map(|(fluent, (a, b))| (fluent, a * 8 + b, [0; 4])).collect()
}

/// Writes rows, a line each, with tabs between.
pub fn write_rows(path: &Path, rows: &[Row]) -> Result<(), Failure> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    writeln!(out, "fluent\tsubject\tobject\tanswer\tvalid_from\tvalid_to\tbe\tbl\tee\tel")?;
    for Row { fluent, subject, object, answer, from, to, bounds: [a, b, c, d] } in rows {
        writeln!(out, "{fluent}\t{subject}\t{object}\t{answer}\t{from}\t{to}\t{a}\t{b}\t{c}\t{d}")?;
    }
    Ok(out.flush()?)
}

/// Reads rows as [`write_rows`] wrote them.
pub fn read_rows(path: &Path) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for line in BufReader::new(fs::File::open(path)?).lines().skip(1) {
        let line = line?;
        let mut fields = line.split('\t');
        let mut text = || fields.next().unwrap_or_default().to_owned();
        let (fluent, subject, object) = (text(), text(), text());
        let mut next = || text().parse::<i32>();
        let answer = u8::try_from(next()?)?;
        let (from, to) = (next()?, next()?);
        rows.push(Row {
            fluent,
            subject,
            object,
            answer,
            from,
            to,
            bounds: [next()?, next()?, next()?, next()?],
        });
    }
    Ok(rows)
}
