//! The faults of a stream: told by line, and not without end.

use super::super::diagnostic::Diagnostic;
use super::super::problems::{MAX_PER_FILE, Problems};
use super::super::text::Text;
use super::StreamError;

/// Faults so far, in the order found.
#[derive(Default)]
pub(super) struct Faults {
    found: Vec<Diagnostic>,
}

impl Faults {
    /// Adds what is wrong with lines.
    ///
    /// # Errors
    /// All of them, once there are too many to read on.
    pub fn add(&mut self, problems: Problems, texts: &[Text]) -> Result<(), StreamError> {
        self.found.extend(problems.into_diagnostics(texts));
        if self.found.len() < MAX_PER_FILE { Ok(()) } else { std::mem::take(self).told() }
    }

    /// Whether there are none.
    ///
    /// # Errors
    /// All of them.
    pub fn told(mut self) -> Result<(), StreamError> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|fault| (fault.line, fault.column));
        if self.found.len() >= MAX_PER_FILE {
            self.found.truncate(MAX_PER_FILE);
            let more = self.found.last().map(|last| Diagnostic {
                span: None,
                text: String::new(),
                message: format!("after {MAX_PER_FILE} errors the rest of the file is not read"),
                help: Some("mend the listed ones first".to_owned()),
                ..last.clone()
            });
            self.found.extend(more);
        }
        Err(StreamError::Rejected(self.found))
    }
}
