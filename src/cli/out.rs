//! Standard output: answers and nothing else. Standard error: all the rest. A closed pipe is silent.

use std::io::{ErrorKind, IsTerminal, Write};

use super::Shared;
use super::failure::Failure;
use crate::render::{Format, Marked, Row, render};

/// Writes rows in the format asked; in tables, `nothing` where there are none.
pub(super) fn rows<R: Row>(shared: &Shared, rows: &[R], nothing: &str) -> Result<(), Failure> {
    let format = shared.format();
    if rows.is_empty() && format == Format::Table {
        note(nothing);
        return Ok(());
    }
    match shared.leaned.marks(rows) {
        Some(marks) if format != Format::Table && !rows.is_empty() => {
            text(&render(&Marked::of(rows, &marks), format, width()))
        }
        _ => text(&render(rows, format, width())),
    }
}

/// Writes text.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::usage(format!("standard output cannot be written to: {error}"), None)),
    }
}

/// Says something beside the answer. Where nobody listens any more, that is nobody's fault.
pub(super) fn note(text: &str) {
    let _closed = writeln!(std::io::stderr().lock(), "{text}");
}

/// The width of the terminal; none where the answer goes into a pipe or file.
fn width() -> Option<u16> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).or(Some(120))
}
