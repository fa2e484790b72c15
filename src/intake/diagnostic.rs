//! Diagnostics: what is wrong with a text, where exactly, and what to write instead.

use std::fmt;
use std::ops::Range;

/// One thing wrong with an input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as it was named to [`super::read`].
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters (a byte order mark does not count).
    pub column: usize,
    /// The offending bytes of the file; `None` where no bytes can be pointed at.
    pub span: Option<Range<usize>>,
    /// The offending text, on one line and shortened; may be empty.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        if !self.text.is_empty() {
            write!(f, ": \"{}\"", self.text)?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_diagnostic_when_printed_then_place_message_text_and_help_stand_in_order() {
        let mut it = Diagnostic {
            file: "a.toml".into(),
            line: 3,
            column: 8,
            span: Some(20..28),
            text: "formaton".into(),
            message: "unknown kind".into(),
            help: Some("did you mean \"formation\"?".into()),
        };
        assert_eq!(
            it.to_string(),
            "a.toml:3:8: unknown kind: \"formaton\"\n  help: did you mean \"formation\"?"
        );
        (it.text, it.help) = (String::new(), None);
        assert_eq!(it.to_string(), "a.toml:3:8: unknown kind");
    }
}
