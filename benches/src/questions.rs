//! What is asked of every side, and the digests their answers are held against.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use annals::domain::{ActorId, Answer, Fluent, Slug};
use annals::question::FactAnswer;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::rows::{self, Line, Name, Row, number};

/// Days, actors and facts that are asked, with the digests of the right answers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Questions {
    pub days: Vec<i32>,
    pub actors: Vec<String>,
    pub facts: Vec<String>,
    /// By operation.
    pub digests: BTreeMap<String, String>,
    /// Whether the right answers are those of a naive replay of everything; else they come from the answers that are kept of
    /// every fact, of which those about the actors were held against a replay of what tells of them.
    pub replayed: bool,
    /// How many rows there are.
    pub rows: u64,
    /// How long the naive replay took, in milliseconds.
    pub replay: u64,
}

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

/// What a timeline answers about an actor, to be digested.
pub fn lines(answers: &[FactAnswer]) -> Vec<Line> {
    let bounds = |b: Option<annals::domain::Bounds>| b.map_or([0, 0], |b| [b.earliest.0, b.latest.0]);
    let line = |told: &FactAnswer| {
        let ([a, b], [c, d]) = (bounds(told.begin), bounds(told.end));
        (Name::Text(told.fact.to_string()), number(told.answer), [a, b, c, d])
    };
    answers.iter().map(line).collect()
}

/// A fact with its answer, and no bounds.
pub fn answered(fact: &Fluent, answer: Answer) -> Line {
    (Name::Text(fact.to_string()), number(answer), [0; 4])
}

/// The facts whose answers differ between two states: the answer of before and after in one number, and no bounds. What is in
/// one alone had no answer.
pub fn changes(before: Vec<Line>, after: Vec<Line>) -> Vec<Line> {
    let mut all: BTreeMap<Name, (u8, u8)> = BTreeMap::new();
    for (fluent, answer, _) in before {
        all.entry(fluent).or_default().0 = answer;
    }
    for (fluent, answer, _) in after {
        all.entry(fluent).or_default().1 = answer;
    }
    all.into_iter().filter_map(|(fluent, (a, b))| change(fluent, a, b)).collect()
}

/// As a line of [`changes`]; none where nothing changed but *no* and *unknown*, which no row tells.
pub fn change(fluent: Name, before: u8, after: u8) -> Option<Line> {
    let told = |answer: u8| if answer > 1 { answer } else { 0 };
    let (before, after) = (told(before), told(after));
    (before != after).then_some((fluent, before * 8 + after, [0; 4]))
}

impl Questions {
    /// Draws questions from a file of rows: actors from the busiest to one of which a single row tells.
    pub fn drawn(path: &Path, actors: &HashSet<String>) -> Result<Questions, Failure> {
        let (start, days) = (702_727, 36_525);
        let days: Vec<i32> = (0..8).map(|i| start + days / 10 + i * days / 9 + i * 37 % 29).collect();
        let mut questions = Questions { days, ..Questions::default() };
        let mut counts: HashMap<String, u64> = HashMap::new();
        for row in rows::read(path)? {
            let row = row?;
            questions.rows += 1;
            for id in [row.subject, row.object] {
                if actors.contains(&id) {
                    *counts.entry(id).or_default() += 1;
                }
            }
        }
        let mut busy: Vec<(String, u64)> = counts.into_iter().collect();
        busy.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        let mut at = 0;
        while let Some((id, _)) = busy.get(at) {
            questions.actors.push(id.clone());
            at = at * 2 + 1;
        }
        let step = usize::try_from(questions.rows / 50)?.max(1);
        for row in rows::read(path)?.step_by(step).take(50) {
            questions.facts.push(row?.fluent);
        }
        questions.of_rows(path)?;
        Ok(questions)
    }

    /// The right answers, from a file of rows.
    fn of_rows(&mut self, path: &Path) -> Result<(), Failure> {
        let kept = |keep: &dyn Fn(&Row) -> bool| -> Result<Vec<Row>, Failure> {
            rows::read(path)?.filter(|row| row.as_ref().map_or(true, keep)).collect()
        };
        let state = |day: i32| kept(&|row| row.holds(day));
        let (mut states, mut named) = (Vec::new(), Vec::new());
        for day in &self.days {
            let held = state(*day)?;
            states.push(held.iter().map(Row::line).collect());
            named.push(held.iter().map(Row::named).collect());
        }
        let day = self.day();
        let asked: HashSet<&String> = self.facts.iter().collect();
        let names: HashSet<&String> = self.actors.iter().collect();
        let told = kept(&|row| {
            let sampled =
                names.contains(&row.subject) || names.contains(&row.object) || asked.contains(&row.fluent);
            row.holds(day) && sampled
        })?;
        let told = |keep: &dyn Fn(&Row) -> bool, line: fn(&Row) -> Line| {
            told.iter().filter(|row| keep(row)).map(line).collect::<Vec<Line>>()
        };
        let of_actor = |id: &String| told(&|row| row.subject == *id || row.object == *id, Row::line);
        let of_fact = |fact: &String| told(&|row| row.fluent == *fact, Row::named);
        let (a, b) = self.apart();
        let line = |rows: Vec<Row>| rows.iter().map(Row::line).collect();
        let found = [
            ("state", digest(states)),
            ("state-named", digest(named)),
            ("actor", digest(self.actors.iter().map(of_actor))),
            ("ask", digest(self.facts.iter().map(of_fact))),
            ("diff", digest([changes(line(state(a)?), line(state(b)?))])),
        ];
        self.digests = found.into_iter().map(|(name, digest)| (name.to_owned(), digest)).collect();
        Ok(())
    }

    /// The first and the last day asked, for what changed between.
    pub fn apart(&self) -> (i32, i32) {
        (self.days.get(2).copied().unwrap_or(0), self.days.get(5).copied().unwrap_or(0))
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
