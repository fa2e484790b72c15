//! Watched questions: with their present answers, and those whose answers turned.

use serde::Serialize;

use super::Row;
use crate::domain::Day;
use crate::question::Turned;

/// A watched question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WatchRow {
    /// By which it is removed, from 1.
    pub number: usize,
    /// The answer; none where it cannot be asked any more.
    pub answer: Option<String>,
    /// What is asked.
    pub fact: String,
    /// The day it is asked for.
    pub date: String,
    /// The options of its view, as they were given.
    pub view: Vec<String>,
}

impl Row for WatchRow {
    fn headers() -> Vec<&'static str> {
        vec!["no.", "answer", "fact", "date", "view"]
    }

    fn cells(&self) -> Vec<String> {
        let answer = self.answer.clone().unwrap_or_else(|| "cannot be asked".to_owned());
        vec![self.number.to_string(), answer, self.fact.clone(), self.date.clone(), self.view.join(" ")]
    }
}

/// A watched question whose answer turned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TurnedRow {
    watched: usize,
    fact: String,
    date: String,
    from: String,
    to: String,
    because: Vec<String>,
    view: Vec<String>,
}

impl TurnedRow {
    /// A question by its number, and how its answer turned.
    pub fn new(watched: usize, fact: &str, day: Day, view: &[String], turned: &Turned) -> TurnedRow {
        TurnedRow {
            watched,
            fact: fact.to_owned(),
            date: day.to_string(),
            from: turned.from.clone(),
            to: turned.to.clone(),
            because: turned.because.iter().map(ToString::to_string).collect(),
            view: view.to_vec(),
        }
    }
}

impl Row for TurnedRow {
    fn headers() -> Vec<&'static str> {
        vec!["watched", "from", "to", "fact", "date", "because of", "view"]
    }

    fn cells(&self) -> Vec<String> {
        let (from, to) = (self.from.clone(), self.to.clone());
        let (because, view) = (self.because.join(", "), self.view.join(" "));
        vec![self.watched.to_string(), from, to, self.fact.clone(), self.date.clone(), because, view]
    }
}
