//! Standard output: answers and nothing else. Standard error: all the rest. A closed pipe is silent.

use std::io::{ErrorKind, Write};

use super::failure::Failure;
use super::terminal::width;
use super::{Shared, pager};
use crate::render::{Format, Marked, Pages, Row, render};

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

/// Takes a page of rows.
pub(super) type Take<'a, R> = dyn FnMut(&[R]) -> Result<(), Failure> + 'a;

/// Writes rows page by page, as [`rows`] would all of them, which are neither none nor tell of facts. `read` hands every
/// page over in order, and is called once more before where all have to be seen first.
pub(super) fn pages<R: Row>(
    shared: &Shared,
    read: &mut dyn FnMut(&mut Take<'_, R>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut pages = Pages::new(shared.format(), width());
    if pages.is_measured() {
        read(&mut |rows| {
            pages.measure(rows);
            Ok(())
        })?;
    }
    read(&mut |rows| text(&pages.write(rows)))?;
    text(pages.finish())
}

/// Writes text.
pub(super) fn text(text: &str) -> Result<(), Failure> {
    let written = pager::write(text).unwrap_or_else(|| written(text.as_bytes()));
    told(written)
}

/// Writes bytes.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    told(written(bytes))
}

fn written(bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush())
}

/// What came of writing to standard output.
pub(super) fn told(written: std::io::Result<()>) -> Result<(), Failure> {
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::Closed),
        Err(error) => Err(Failure::usage(format!("standard output cannot be written to: {error}"), None)),
    }
}

/// Says something beside the answer. Where nobody listens any more, that is nobody's fault.
pub(super) fn note(text: &str) {
    if !pager::beside(text) {
        let _closed = writeln!(std::io::stderr().lock(), "{text}");
    }
}
