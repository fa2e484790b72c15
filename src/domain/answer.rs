//! The five answers, and how answers combine over worlds, positions, legs of a path and paths.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a chronology says of a fact on a day. Ordered by how much of a *yes* it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Answer {
    /// False in every world.
    No,
    /// Nothing is said.
    Unknown,
    /// True in some worlds, false in others.
    Possible,
    /// Some accounts make it true, others false.
    Disputed,
    /// True in every world.
    Yes,
}

impl Answer {
    /// The word of the answer.
    pub fn word(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::Possible => "possible",
            Answer::Disputed => "disputed",
            Answer::Unknown => "unknown",
            Answer::No => "no",
        }
    }

    /// The answer written with this word.
    pub fn parse(word: &str) -> Option<Answer> {
        [Answer::Yes, Answer::Possible, Answer::Disputed, Answer::Unknown, Answer::No]
            .into_iter()
            .find(|a| a.word() == word)
    }

    /// Combines the answers of all positions (rule R14): equal stays; yes and no make *disputed*; unknown gives
    /// way; any other mix is *possible*.
    pub fn over_positions(answers: impl IntoIterator<Item = Answer>) -> Answer {
        let mut seen: Vec<Answer> = Vec::new();
        for answer in answers {
            if !seen.contains(&answer) {
                seen.push(answer);
            }
        }
        if seen.len() > 1 {
            seen.retain(|a| *a != Answer::Unknown);
        }
        let has = |a: Answer| seen.contains(&a);
        match seen.as_slice() {
            [] => Answer::Unknown,
            [one] => *one,
            _ if has(Answer::Disputed) || (has(Answer::Yes) && has(Answer::No)) => Answer::Disputed,
            _ => Answer::Possible,
        }
    }

    /// A path or a presupposition is as sure as its weakest leg (rules R22, R26).
    pub fn weakest(self, other: Answer) -> Answer {
        self.min(other)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::Answer::*;
    use super::*;

    #[test]
    fn given_positions_when_combined_then_rule_r14_holds() {
        assert_eq!(Answer::over_positions([Yes, Yes]), Yes);
        assert_eq!(Answer::over_positions([Yes, No]), Disputed);
        assert_eq!(Answer::over_positions([Yes, Unknown]), Yes);
        assert_eq!(Answer::over_positions([Possible, No]), Possible);
        assert_eq!(Answer::over_positions([Yes, Possible]), Possible);
        assert_eq!(Answer::over_positions([Yes, Possible, No]), Disputed);
        assert_eq!(Answer::over_positions([]), Unknown);
    }
}
