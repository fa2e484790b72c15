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
        let mut voices = Voices::default();
        answers.into_iter().for_each(|answer| voices.hear(answer));
        voices.answer()
    }

    /// A path or a presupposition is as sure as its weakest leg (rules R22, R26).
    pub fn weakest(self, other: Answer) -> Answer {
        self.min(other)
    }
}

/// The answers of positions as they are heard: which of the five, however often.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voices(u8);

impl Voices {
    /// Hears one more.
    pub fn hear(&mut self, answer: Answer) {
        self.0 |= 1 << answer as u8;
    }

    /// The answers together, as [`Answer::over_positions`]; none where none was heard.
    pub fn any(self) -> Option<Answer> {
        (self.0 != 0).then(|| self.answer())
    }

    /// The same, *unknown* where none was heard.
    pub fn answer(self) -> Answer {
        let unless_alone = !(1 << Answer::Unknown as u8);
        let said = if self.0 & unless_alone == 0 { self.0 } else { self.0 & unless_alone };
        let has = |answer: Answer| said & 1 << answer as u8 != 0;
        let all = [Answer::No, Answer::Unknown, Answer::Possible, Answer::Disputed, Answer::Yes];
        match said.count_ones() {
            0 => Answer::Unknown,
            1 => all.into_iter().find(|answer| has(*answer)).unwrap_or(Answer::Unknown),
            _ if has(Answer::Disputed) || (has(Answer::Yes) && has(Answer::No)) => Answer::Disputed,
            _ => Answer::Possible,
        }
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
