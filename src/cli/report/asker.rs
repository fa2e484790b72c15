//! Who is asked: somebody at a terminal, with completion; or the lines of standard input.

use std::io::{BufRead, IsTerminal, StdinLock, stdin};

use inquire::{InquireError, Text};

use super::completer::Completer;
use crate::cli::failure::Failure;
use crate::cli::out;

/// Most bytes in an answer that is read as a line.
const LONGEST: usize = 64 << 10;

/// Where answers come from.
pub(super) enum Asker {
    /// A terminal: a wrong answer is asked for again.
    Terminal,
    /// Lines: a wrong answer ends it, for the next line answers another question.
    Lines { input: StdinLock<'static>, line: usize },
}

/// One question.
pub(super) struct Question<'a> {
    /// What is asked.
    pub text: &'a str,
    /// How to answer.
    pub help: &'a str,
    /// What completes the answer.
    pub completer: Completer,
    /// What an empty answer stands for, where that is shown.
    pub default: Option<&'a str>,
}

impl Asker {
    /// The asker of this process.
    pub fn of_this_process() -> Asker {
        match stdin().is_terminal() {
            true => Asker::Terminal,
            false => Asker::Lines { input: stdin().lock(), line: 0 },
        }
    }

    /// Asks until an answer can be read.
    ///
    /// # Errors
    /// Where it is left, where the input ends before an answer that is needed, and of lines, where one cannot be read.
    pub fn ask<T>(
        &mut self,
        question: &Question<'_>,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        loop {
            let answer = self.answer(question)?;
            match (read(answer.trim()), &self) {
                (Ok(value), _) => return Ok(value),
                (Err(failure), Asker::Terminal) => {
                    failure.report();
                }
                (Err(failure), Asker::Lines { line, .. }) => {
                    out::note(&format!("standard input:{line}: {}: {:?}", question.text, answer.trim()));
                    return Err(failure);
                }
            }
        }
    }

    /// Asks for a yes; anything else is no, as is no answer at all.
    pub fn agreed(&mut self, text: &str) -> Result<bool, Failure> {
        let question = Question {
            text,
            help: "y takes it in, n does not",
            completer: Completer::None,
            default: Some("n"),
        };
        let answer = self.answer(&question)?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    fn answer(&mut self, question: &Question<'_>) -> Result<String, Failure> {
        match self {
            Asker::Terminal => typed(question),
            Asker::Lines { input, line } => {
                *line += 1;
                let mut bytes: Vec<u8> = Vec::new();
                let mut limited = std::io::Read::take(&mut *input, LONGEST as u64);
                let unread =
                    |error: std::io::Error| Failure::refused(format!("standard input: {error}"), None);
                limited.read_until(b'\n', &mut bytes).map_err(unread)?;
                if bytes.len() >= LONGEST {
                    let help = format!("an answer has fewer than {LONGEST} bytes");
                    return Err(Failure::refused(
                        format!("standard input:{line}: this is too long"),
                        Some(help),
                    ));
                }
                String::from_utf8(bytes).map_err(|_| {
                    let help = "write it in UTF-8".to_owned();
                    Failure::refused(format!("standard input:{line}: this is no text"), Some(help))
                })
            }
        }
    }
}

/// An answer typed at the terminal.
fn typed(question: &Question<'_>) -> Result<String, Failure> {
    let mut text = Text::new(question.text).with_autocomplete(question.completer.clone());
    if !question.help.is_empty() {
        text = text.with_help_message(question.help);
    }
    if let Some(default) = question.default {
        text = text.with_default(default);
    }
    text.prompt().map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Failure::refused("left before the end; nothing was written", None)
        }
        error => Failure::refused(format!("the terminal cannot be asked: {error}"), None),
    })
}
