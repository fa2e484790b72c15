//! The list of problems while files are read: kept cheap and bounded, turned into diagnostics at the end.

use std::ops::Range;

use super::diagnostic::Diagnostic;
use super::text::{Text, shorten};

/// Most problems kept for one file; the rest are counted.
pub(super) const MAX_PER_FILE: usize = 1000;

struct Problem {
    file: usize,
    span: Range<usize>,
    text: Option<String>,
    message: String,
    help: String,
}

/// Problems found so far, over all files.
#[derive(Default)]
pub(super) struct Problems {
    kept: Vec<Problem>,
    /// How many were found, by file.
    found: Vec<usize>,
    total: usize,
}

impl Problems {
    /// Notes a problem; the offending text is that of the span.
    pub fn add(
        &mut self,
        file: usize,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(file, span, None, message.into(), help.into());
    }

    /// Notes a problem with a text of its own.
    pub fn add_with(
        &mut self,
        file: usize,
        span: &Range<usize>,
        text: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(file, span, Some(shorten(text)), message.into(), help.into());
    }

    fn push(
        &mut self,
        file: usize,
        span: &Range<usize>,
        text: Option<String>,
        message: String,
        help: String,
    ) {
        if self.found.len() <= file {
            self.found.resize(file + 1, 0);
        }
        self.total += 1;
        if let Some(found) = self.found.get_mut(file) {
            *found += 1;
            if *found <= MAX_PER_FILE {
                self.kept.push(Problem { file, span: span.clone(), text, message, help });
            }
        }
    }

    /// Whether further problems of a file are only counted: no use in looking for a remedy.
    pub fn is_full(&self, file: usize) -> bool {
        self.found.get(file).is_some_and(|found| *found >= MAX_PER_FILE)
    }

    /// How many there are, those not kept included.
    pub fn count(&self) -> usize {
        self.total
    }

    /// The diagnostics, sorted by file and position.
    pub fn into_diagnostics(mut self, texts: &[Text]) -> Vec<Diagnostic> {
        for (file, found) in self.found.iter().enumerate() {
            if let (Some(text), true) = (texts.get(file), *found > MAX_PER_FILE) {
                let end = text.body.len();
                self.kept.push(Problem {
                    file,
                    span: end..end,
                    text: None,
                    message: format!("{} more errors in this file are not listed", found - MAX_PER_FILE),
                    help: "mend the listed ones first".to_owned(),
                });
            }
        }
        self.kept.sort_by_key(|p| (p.file, p.span.start));
        self.kept.iter().filter_map(|p| texts.get(p.file).map(|text| diagnostic(p, text))).collect()
    }
}

fn diagnostic(problem: &Problem, text: &Text) -> Diagnostic {
    let (line, column) = text.place(problem.span.start);
    Diagnostic {
        file: text.name.clone(),
        line,
        column,
        span: (!problem.span.is_empty()).then(|| text.file_span(&problem.span)),
        text: problem.text.clone().unwrap_or_else(|| text.excerpt(&problem.span)),
        message: problem.message.clone(),
        help: Some(problem.help.clone()),
    }
}
