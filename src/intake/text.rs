//! The text of one input file, and where in it a byte stands.

use std::ops::Range;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Tables, for hands.
    Toml,
    /// One JSON object a line, for pipes.
    JsonLines,
}

/// Longest excerpt in a diagnostic, in characters.
const EXCERPT: usize = 80;

/// A decoded file. All spans of this room are bytes of `body`.
#[derive(Debug)]
pub(super) struct Text {
    /// The file's name.
    pub name: String,
    /// Its text, without a byte order mark.
    pub body: String,
    /// How it is written.
    pub format: Format,
    /// Bytes before `body` (a byte order mark, or the lines before it).
    skipped: usize,
    /// Lines before `body`.
    above: usize,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl Text {
    /// Wraps a text; `skipped` bytes stood before it in the file.
    pub fn new(name: &str, body: String, format: Format, skipped: usize) -> Text {
        let breaks = body.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Text { name: name.to_owned(), body, format, skipped, above: 0, starts }
    }

    /// One line of a file of JSON Lines, without its end: its number, from 1, and the byte at which it starts.
    pub fn line(name: &str, body: String, number: usize, start: usize) -> Text {
        let above = number.saturating_sub(1);
        Text {
            name: name.to_owned(),
            body,
            format: Format::JsonLines,
            skipped: start,
            above,
            starts: vec![0],
        }
    }

    /// Line and column, both from 1, the column in characters.
    pub fn place(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = self.body.get(start..self.boundary(at)).map_or(0, |t| t.chars().count());
        (self.above + line, column + 1)
    }

    /// A span in bytes of the file, byte order mark included.
    pub fn file_span(&self, span: &Range<usize>) -> Range<usize> {
        span.start + self.skipped..span.end + self.skipped
    }

    /// The lines with their spans, line ends left out.
    pub fn lines(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.starts.iter().enumerate().map(|(i, start)| {
            let end = self.starts.get(i + 1).copied().unwrap_or(self.body.len());
            let line = self.body.get(*start..end).unwrap_or("");
            let line = line.strip_suffix('\n').unwrap_or(line);
            *start..start + line.strip_suffix('\r').unwrap_or(line).len()
        })
    }

    /// The text of a span; empty where it is none.
    pub fn slice(&self, span: &Range<usize>) -> &str {
        self.body.get(span.clone()).unwrap_or("")
    }

    /// The text of a span for a diagnostic: without quotes, on one line, shortened.
    pub fn excerpt(&self, span: &Range<usize>) -> String {
        shorten(unquoted(self.slice(span)))
    }

    /// The nearest character boundary at or before a byte.
    pub fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.body.len());
        while !self.body.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The character at a byte, as a span; empty at the end of the text.
    pub fn character(&self, at: usize) -> Range<usize> {
        let at = self.boundary(at);
        let width = self.body.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        at..at + width
    }
}

/// A text on one line, of at most [`EXCERPT`] characters, trimmed, control characters left out.
pub(super) fn shorten(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(EXCERPT + 1).collect();
    match line.char_indices().nth(EXCERPT) {
        Some((cut, _)) => format!("{}...", line.get(..cut).unwrap_or("").trim()),
        None => line.trim().to_owned(),
    }
}

fn unquoted(raw: &str) -> &str {
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        let inner = raw.strip_prefix(quote).and_then(|r| r.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner;
        }
    }
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_a_text_when_a_byte_is_placed_then_columns_count_characters() {
        let text = Text::new("a", "é = 1\r\nx = \"ç\"\n".into(), Format::Toml, 3);
        assert_eq!(text.place(0), (1, 1));
        assert_eq!(text.place(3), (1, 3));
        assert_eq!(text.place(8), (2, 1));
        assert_eq!(text.place(13), (2, 6));
        assert_eq!(text.place(14), (2, 6));
        assert_eq!(text.place(999), (3, 1));
        assert_eq!(text.file_span(&(0..2)), 3..5);
        let lines: Vec<&str> = text.lines().map(|l| text.slice(&l)).collect();
        assert_eq!(lines, ["é = 1", "x = \"ç\"", ""]);
    }

    #[test]
    fn given_a_long_text_when_excerpted_then_it_is_one_short_line() {
        let body = format!("'{}\n'", "a".repeat(200));
        let text = Text::new("a", body, Format::Toml, 0);
        let excerpt = text.excerpt(&(0..text.body.len()));
        assert_eq!(excerpt.len(), EXCERPT + 3);
        assert_eq!(shorten("a\u{1b}[2Jb"), "a [2Jb");
    }
}
