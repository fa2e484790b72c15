//! States of knowledge as people ask for them: one, or `A..B`, two that are compared.

use super::failure::Failure;
use crate::domain::Day;
use crate::question::Compared;
use crate::replay::RecordedBy;

/// What an option says of a state of knowledge.
pub(super) enum Knowledge<T> {
    /// Nothing, or one state.
    One(Option<T>),
    /// Two that are compared, and the name of the option.
    Two(&'static str, T, T),
}

impl<T> Knowledge<T> {
    /// Reads an option: one state, or two as `A..B`.
    pub fn read(
        option: &'static str,
        text: Option<&str>,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<Knowledge<T>, Failure> {
        let Some(text) = text else { return Ok(Knowledge::One(None)) };
        match text.split_once("..") {
            None => Ok(Knowledge::One(Some(read(text)?))),
            Some((from, to)) if from.trim().is_empty() || to.trim().is_empty() => {
                let help = format!("write both ends, as in {option} A..B");
                Err(Failure::usage(format!("{text:?} is open at one end"), Some(help)))
            }
            Some((from, to)) => Ok(Knowledge::Two(option, read(from)?, read(to)?)),
        }
    }

    /// The one state, where there is one; two are a fault. `what`: what such a state is called.
    pub fn one(self, what: &str) -> Result<Option<T>, Failure> {
        match self {
            Knowledge::One(state) => Ok(state),
            Knowledge::Two(option, ..) => {
                let help = "only `annals diff` compares two states of knowledge; write one".to_owned();
                Err(Failure::usage(format!("{option} takes one {what} here"), Some(help)))
            }
        }
    }

    /// The one state, where it stands alone.
    pub fn alone(self) -> Option<T> {
        match self {
            Knowledge::One(state) => state,
            Knowledge::Two(..) => None,
        }
    }
}

/// What is compared: what was known, or what was recorded.
pub(super) fn compared(
    known_by: Knowledge<Day>,
    recorded_by: Knowledge<RecordedBy>,
) -> Result<Compared, Failure> {
    match (known_by, recorded_by) {
        (Knowledge::Two(..), Knowledge::Two(..)) => {
            let help = "compare one of them at a time; of the other write one state".to_owned();
            Err(Failure::usage("--known-by and --recorded-by are both A..B", Some(help)))
        }
        (Knowledge::Two(_, from, to), Knowledge::One(_)) => Ok(Compared::Known(from, to)),
        (Knowledge::One(_), Knowledge::Two(_, from, to)) => Ok(Compared::Recorded(from, to)),
        (Knowledge::One(_), Knowledge::One(_)) => Ok(Compared::Nothing),
    }
}
